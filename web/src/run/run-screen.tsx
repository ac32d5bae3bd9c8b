/** A failover or a cutover for who commands it: who has which step, what is late, how long is left, and the report afterwards. */
import { Alert, Button, Empty } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, Navigate, useParams } from 'react-router';
import { CommandPanel } from '../case/command-panel.tsx';
import { Commands } from '../case/commands.tsx';
import { Head } from '../case/head.tsx';
import type { Opened } from '../case/opened.ts';
import { useCase } from '../case/reading.ts';
import type { CaseAnswer, Run } from '../generated/api.ts';
import { useNow } from '../live/clock.ts';
import { useRun, useRunPlan } from '../release/reading.ts';
import { UndoList } from '../release/undo-list.tsx';
import { useHasRole } from '../shell/me.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useLocale, useWords } from '../words/words.ts';
import { linesOf } from './commander.ts';
import { Report } from './report.tsx';
import './run.css';
import { StepTable } from './step-table.tsx';
import { Summary } from './summary.tsx';
import { runWords } from './words.ts';

export default function RunScreen(): ReactNode {
  const { number = '' } = useParams();
  const query = useCase(number);
  return (
    <div className="page">
      <Answered query={query} rows={10}>
        {(kase) =>
          kase.process === 'release' ? (
            <Navigate replace to={`/releases/${kase.number}`} />
          ) : kase.process === 'failover' || kase.process === 'cutover' ? (
            <Page key={kase.number} kase={kase} />
          ) : (
            <NotFound />
          )
        }
      </Answered>
    </div>
  );
}

function Page({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(runWords);
  const lang = useLocale();
  const now = useNow();
  const mayRehearse = useHasRole('process-owner', 'supervisor');
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const run = useRun(kase.number);
  const plan = useRunPlan(kase.number);
  const lines = plan.data ? linesOf(plan.data, run.data, now) : [];
  return (
    <article className="case run" aria-label={kase.number}>
      <Head kase={kase} />
      <Commands kase={kase} onOpen={setOpened} />
      {opened && <Form kase={kase} run={run.data} opened={opened} onClose={() => setOpened(undefined)} />}
      {run.data?.halt && (
        <Alert
          type="error"
          role="status"
          title={[run.data.halt.words[lang], run.data.halt.title, run.data.halt.reason].filter(Boolean).join(' · ')}
        />
      )}
      <Answered query={run} rows={3}>
        {(seen) => <Summary kase={kase} run={seen} lines={lines} now={now} />}
      </Answered>
      {plan.data ? (
        lines.length === 0 ? (
          <Empty description={`${t.noPlan} · ${t.noPlanHint}`} />
        ) : (
          <StepTable kase={kase} lines={lines} next={run.data?.next ?? []} onOpen={setOpened} />
        )
      ) : plan.isPending ? (
        <Waiting rows={6} />
      ) : run.data && run.data.runbooks.length === 0 ? (
        <p className="quiet">{t.notYours}</p>
      ) : (
        <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />
      )}
      {run.data?.startedAt !== undefined && <Report number={kase.number} isOver={run.data.endedAt !== undefined} />}
      <p className="row no-print">
        <Button href={`/m/runs/${kase.number}`}>{t.phone}</Button>
        <Button href={`/api/runs/${kase.number}/plan?format=text&lang=${lang}`} target="_blank" rel="noreferrer">
          {t.print}
        </Button>
        {mayRehearse && (
          <Link to={`/rehearsals?new=${kase.process}`}>
            <Button tabIndex={-1}>{t.rehearse}</Button>
          </Link>
        )}
        <Link to={`/cases/${kase.number}`}>{t.details}</Link>
      </p>
    </article>
  );
}

type FormProps = { kase: CaseAnswer; run: Run | undefined; opened: Opened; onClose: () => void };
/** A roll-back says beforehand what it takes back. */
function Form({ kase, run, opened, onClose }: FormProps): ReactNode {
  return (
    <div>
      {opened.command === 'rollBack' && <UndoList undo={run?.abort?.undo ?? []} />}
      <CommandPanel key={`${opened.command} ${opened.part ?? ''}`} kase={kase} opened={opened} onClose={onClose} />
    </div>
  );
}
