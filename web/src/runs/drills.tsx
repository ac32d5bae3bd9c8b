/** Runbooks that ask to be drilled: when last, when next; a rehearsal or a drill begins here. */
import { Button, Empty, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useProcesses } from '../case/processes.ts';
import type { Answers } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { useHasRole, useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { dayIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useDrills } from './reading.ts';
import { runsWords } from './words.ts';

type Drill = Answers['GET /api/runbooks/drills']['answer']['items'][number];

export function Drills(): ReactNode {
  const t = useWords(runsWords);
  const said = useSaid();
  const nameOf = useName();
  const navigate = useNavigate();
  const processes = useProcesses();
  const { opens } = useMe();
  const mayRehearse = useHasRole('process-owner', 'supervisor');
  const query = useDrills();
  return (
    <>
      <Answered query={query} rows={6}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Empty description={`${t.drills.none} · ${t.drills.noneHint}`} />;
          return (
            <Table<Drill>
              className="runs"
              size="small"
              rowKey="runbook"
              data-runs="drills"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={items}
              columns={[
                {
                  title: t.drills.runbook,
                  render: (_, { title, runbook, version }) => (
                    <span>
                      {said(title)} <span className="quiet numbers">{`${runbook}@${version}`}</span>
                    </span>
                  ),
                },
                { title: t.kind, render: (_, { process }) => said(processes.get(process)?.title, process) },
                { title: t.unit, render: (_, { orgPath }) => nameOf('organisation', orgPath) },
                { title: t.drills.every, render: (_, { everyMonths }) => t.drills.months(everyMonths) },
                {
                  title: t.drills.last,
                  className: 'numbers',
                  render: (_, { lastDrill, process }) => {
                    if (lastDrill === null) return t.drills.never;
                    const day = dayIn(lastDrill.closedAt);
                    return lastDrill.number === undefined ? (
                      day
                    ) : (
                      <Link to={process === 'release' ? `/releases/${lastDrill.number}` : `/runs/${lastDrill.number}`}>
                        {`${day} ${lastDrill.number}`}
                      </Link>
                    );
                  },
                },
                {
                  title: t.drills.due,
                  className: 'numbers',
                  render: (_, { dueOn, overdue }) => (
                    <>
                      {dueOn} {overdue && <Tag color="error">{t.drills.overdue}</Tag>}
                    </>
                  ),
                },
                {
                  title: '',
                  render: (_, { process }) => (
                    <span className="row no-print">
                      {mayRehearse && (
                        <Button size="small" onClick={() => void navigate(`/rehearsals?new=${process}`)}>
                          {t.drills.rehearse}
                        </Button>
                      )}
                      {opens[process] !== undefined && (
                        <Button size="small" onClick={() => void navigate(`/new/${process}?drill=true`)}>
                          {t.drills.start}
                        </Button>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          );
        }}
      </Answered>
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t.more}</Button>}
    </>
  );
}
