/** S8: one rehearsal: its own time, moved on here; its cases with their clocks, and whom the product would have told. */
import { Alert, Button, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { statusOf, useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { useHasRole } from '../shell/me.ts';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { LapseView } from './lapse-view.tsx';
import { type Forward, type Standing, useForward, useStanding } from './reading.ts';
import './rehearsal.css';
import { ToldList } from './told-list.tsx';
import { rehearsalWords } from './words.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

export default function RehearsalScreen(): ReactNode {
  const { number = '' } = useParams();
  const query = useStanding(number);
  return (
    <div className="page">
      <Answered query={query} rows={8}>
        {(standing) => <Shown key={number} standing={standing} />}
      </Answered>
    </div>
  );
}

function Shown({ standing }: { standing: Standing }): ReactNode {
  const t = useWords(rehearsalWords);
  const { number, title, virtualAt, startedAt, policyVersion, drafts, lost, startedBy } = standing;
  const nameOf = useName();
  return (
    <article aria-label={number} data-rehearsal={number}>
      <header className="rehearsal-head hatched">
        <strong>{t.mark}</strong>
        <h1 className="case-title">
          <span className="numbers">{number}</span> {title}
        </h1>
        <div className="row">
          <strong className="numbers" role="status" data-rehearsal="virtual">
            {t.virtual(instantIn(virtualAt))}
          </strong>
          <span className="quiet numbers">{`${nameOf('person', startedBy)} · ${t.real(instantIn(startedAt))}`}</span>
          {policyVersion !== undefined && <Tag>{t.policy(policyVersion)}</Tag>}
          {drafts && <Tag>{t.drafts}</Tag>}
          <span className="grow" />
          <Link to={`/rehearsals/${number}/compare`}>{t.compare}</Link>
        </div>
      </header>
      {lost ? <Alert type="warning" title={t.lost} /> : <Forwards number={number} />}
      <LapseView standing={standing} />
      <Cases standing={standing} />
      <ToldList number={number} />
    </article>
  );
}

function Forwards({ number }: { number: string }): ReactNode {
  const t = useWords(rehearsalWords);
  const mayMove = useHasRole('process-owner', 'supervisor');
  const forward = useForward(number);
  const go = (body: Forward): void => {
    if (!forward.isPending) forward.mutate(body);
  };
  // Not Space: on a button that has the focus it presses that one.
  useKeys(mayMove ? [{ keys: 'n', does: t.next, act: () => go({ to: 'next-deadline' }) }] : []);
  if (!mayMove) return null;
  const steps = [
    [t.quarter, 15 * MINUTE],
    [t.hour, HOUR],
    [t.day, DAY],
    [t.week, 7 * DAY],
  ] as const;
  const { data } = forward;
  return (
    <>
      <div className="row rehearsal-moves" role="toolbar" aria-label={t.next}>
        <Button
          type="primary"
          data-forward="next"
          loading={forward.isPending}
          onClick={() => go({ to: 'next-deadline' })}
        >
          {t.next}
        </Button>
        {steps.map(([label, ms]) => (
          <Button key={ms} disabled={forward.isPending} onClick={() => go({ ms })}>
            {label}
          </Button>
        ))}
        <span role="status" aria-live="polite" className="quiet">
          {forward.isPending ? t.skipping : ''}
        </span>
      </div>
      {data && !data.reached && (
        <Alert
          type="info"
          role="status"
          title={t.notReached(instantIn(data.goalAt))}
          action={<Button onClick={() => go({ until: data.goalAt })}>{t.goOn}</Button>}
        />
      )}
      {forward.isError && <ErrorPanel error={forward.error} />}
    </>
  );
}

function Cases({ standing: { cases } }: { standing: Standing }): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  return (
    <section aria-label={t.cases}>
      <h2 className="side-title">{t.cases}</h2>
      <Table<Standing['cases'][number]>
        size="small"
        rowKey="number"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={cases}
        columns={[
          { title: t.number, dataIndex: 'number', className: 'numbers' },
          { title: t.name, dataIndex: 'title' },
          {
            title: t.status,
            render: (_, { process, status }) => <Tag>{said(statusOf(processes.get(process), status).title)}</Tag>,
          },
          { title: t.assignee, render: (_, { parties }) => nameOf('person', parties.assignee) },
          {
            title: t.clocks,
            render: (_, { process, readings }) => (
              <ul className="plain numbers">
                {Object.entries(readings).map(([clock, { state, dueAt }]) => (
                  <li key={clock}>
                    {said(processes.get(process)?.clocks[clock], clock)}{' '}
                    <Tag color={state === 'breached' || state === 'late' ? 'error' : undefined}>{t.states[state]}</Tag>
                    {dueAt !== null && `${t.due} ${instantIn(dueAt)}`}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </section>
  );
}
