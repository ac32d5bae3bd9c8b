/** S7: a run at night. One step, big; done, a problem, or abort. */
import { type ReactNode, useEffect, useState } from 'react';
import { toldOf } from '../../api/problem.ts';
import { isWaiting, type Row } from '../../off-line/row.ts';
import type { Run } from '../../generated/api.ts';
import { useNow } from '../../live/clock.ts';
import { useMe } from '../../shell/me.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useLocale, useSaid, useWords } from '../../words/words.ts';
import { Head } from '../head.tsx';
import { useCaseBox, useOutbox } from '../outbox.tsx';
import { keep } from '../kept.ts';
import { goTo, useSearch } from '../route.tsx';
import { Unsent } from '../unsent.tsx';
import { phoneWords } from '../words.ts';
import { Abort, mayAbort } from './abort.tsx';
import { AllSteps } from './all-steps.tsx';
import { Asking, type Seen } from './asking.tsx';
import { useAwake, useShaken } from './awake.ts';
import { NoReturn } from './no-return.tsx';
import { People } from './people.tsx';
import { AT_STEP, type Current, isMine, lengthOf, OF_RUN, useFollowed, usePlan, useRun } from './run.ts';
import { Step } from './step.tsx';
import { type Act, runWords } from './words.ts';

export function RunScreen({ number }: { number: string }): ReactNode {
  const p = useWords(phoneWords);
  const sayCode = useCodeWords();
  const { data: run, error, dataUpdatedAt } = useRun(number);
  const { offLine } = useOutbox();
  useFollowed(number);
  usePlan(number, false);
  useAwake();
  useEffect(() => {
    if (run && error === null) offLine?.learned(Date.parse(run.serverNow));
  }, [run, error, offLine]);
  const { status } = toldOf(error);
  const isCut = error !== null && (status === 0 || status >= 500);
  const gone = error !== null && (status === 403 || status === 404);
  return (
    <>
      <Head title={run?.title ?? number} back at={dataUpdatedAt} isCut={isCut} aside={run && <RunClock run={run} />} />
      {gone ? (
        <main className="page">
          <p role="alert">{p.notThere}</p>
        </main>
      ) : run ? (
        <Shown run={run} isCut={isCut} />
      ) : (
        <main className="page">
          {error ? <p role="alert">{isCut ? p.offlineNothing : sayCode(error)}</p> : p.loading}
        </main>
      )}
    </>
  );
}

function RunClock({ run }: { run: Run }): ReactNode {
  const now = useNow();
  if (run.startedAt === undefined) return null;
  const until = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  return <span className="clock">{lengthOf(until - Date.parse(run.startedAt))}</span>;
}

/** Fields that hold what somebody wrote. */
const WORDS = ['evidence', 'reason', 'findings'];
type Open = { act: Act; seen?: Seen; choice?: string; anew?: Row } | 'abort' | 'steps' | undefined;
function Shown({ run, isCut }: { run: Run; isCut: boolean }): ReactNode {
  const t = useWords(runWords);
  const p = useWords(phoneWords);
  const locale = useLocale();
  const say = useSaid();
  const me = useMe();
  const box = useCaseBox(run.number);
  const [open, setOpen] = useState<Open>(undefined);
  const mine = run.current.filter((one) => isMine(one, me.id));
  useShaken(mine.map(({ part }) => part));
  const wished = useSearch().get('part');
  const at = run.current.find(({ part }) => part === wished) ?? mine[0] ?? run.current[0];
  const { counts } = run;
  const place = Math.min(counts.steps, counts.done + counts.skipped + counts.failed + counts.undone + 1);
  const titleOf = (row: { command: string; part?: string | undefined }): string => {
    const title = run.current.find(({ part }) => part === row.part)?.words.title[locale] ?? row.part ?? '';
    return `${t.do[row.command as Act] ?? row.command}${title ? ` · ${title}` : ''}`;
  };
  const close = (): void => setOpen(undefined);
  const act = (one: Act, choice?: string): void => {
    if (one === 'takeStep' && at) void box.say({ command: one, part: at.part, data: {} }).catch(() => undefined);
    else setOpen({ act: one, ...(at ? { seen: at } : {}), ...(choice === undefined ? {} : { choice }) });
  };
  /** What was refused since the step moved on is said of it as it stands now, in the same words unless he finds others. */
  const anewOf = (row: Row): (() => void) | undefined => {
    const now = run.current.find(({ part }) => part === row.part);
    if (!now?.allowed.includes(row.command)) return undefined;
    return () => {
      const said = Object.entries(row.data).find(([name, value]) => WORDS.includes(name) && typeof value === 'string');
      keep(me.id, `draft.${run.number}.${now.part}.${row.command}`, said?.[1] ?? '');
      setOpen({ act: row.command as Act, seen: now, anew: row });
    };
  };
  const isSaid = at !== undefined && box.rows.some((row) => isWaiting(row) && row.part === at.part);
  return (
    <>
      <main className="page acts" data-run={run.number} data-status={run.status}>
        <p className="row">
          <span>{`${say(run.statusWords)}${run.mode === 'drill' ? ` · ${p.drill}` : ''} · ${t.step(place, counts.steps)}`}</span>
          <button type="button" onClick={() => setOpen('steps')}>
            {t.allSteps}
          </button>
        </p>
        {run.halt && (
          <div className="notice" role="status">
            <strong>{`${t.halted}: ${run.halt.words[locale]}`}</strong>
            {run.halt.title && <p>{run.halt.title}</p>}
            {run.halt.reason && <p>{run.halt.reason}</p>}
          </div>
        )}
        {run.current.length > 1 && (
          <div className="tabs" role="tablist">
            {run.current.map((one) => (
              <button
                key={one.part}
                type="button"
                role="tab"
                aria-selected={one === at}
                onClick={() => goTo(`/m/runs/${run.number}?part=${one.part}`, { replace: true })}
              >
                {`${one.words.title[locale]}${isMine(one, me.id) ? ` · ${t.you}` : ''}`}
              </button>
            ))}
          </div>
        )}
        {at ? <Step at={at} /> : <p>{t.none}</p>}
        <Unsent box={box} titleOf={titleOf} isCut={isCut} anewOf={anewOf} />
        {run.next.length > 0 && (
          <p className="quiet">{`${t.next}: ${run.next.map(({ title }) => title).join(', ')}`}</p>
        )}
        {run.commander && (
          <>
            <p className="quiet">{t.commander}</p>
            <People people={[run.commander]} />
          </>
        )}
        <a className="button" href={`/cases/${run.number}`}>
          {p.console}
        </a>
      </main>
      <Thumb run={run} at={isSaid ? undefined : at} act={act} onAbort={() => setOpen('abort')} />
      {at?.noReturn && isMine(at, me.id) && (
        <NoReturn key={`${run.number}.${at.part}.${at.attempt ?? 1}`} of={`${run.number}.${at.part}`} />
      )}
      {open === 'abort' && <Abort run={run} isCut={isCut} onClose={close} />}
      {open === 'steps' && <AllSteps number={run.number} onClose={close} />}
      {typeof open === 'object' && (
        <Asking
          run={run}
          say={async (said, pictures) => {
            const row = await box.say(said, pictures);
            if (open.anew && said.command === open.act) await box.drop(open.anew);
            return row;
          }}
          onClose={close}
          asked={{
            ...open,
            at: (OF_RUN as readonly string[]).includes(open.act)
              ? undefined
              : run.current.find(({ part }) => part === open.seen?.part),
          }}
        />
      )}
    </>
  );
}

type Buttons = { run: Run; at: Current | undefined; act: (act: Act, choice?: string) => void; onAbort: () => void };
/** Where the thumb is: at most two big ones, then Problem and ABORT. */
function Thumb({ run, at, act, onAbort }: Buttons): ReactNode {
  const t = useWords(runWords);
  const locale = useLocale();
  const here = AT_STEP.filter((one) => at?.allowed.includes(one));
  const ofRun = OF_RUN.filter((one) => run.allowed.includes(one) && (one !== 'takeCommand' || here.length === 0));
  const all = here.flatMap((one): { id: string; name: string; go: () => void }[] =>
    one === 'decideStep' && at?.choices
      ? at.choices.map(({ id, title }) => ({ id: `${one}-${id}`, name: title[locale], go: () => act(one, id) }))
      : [{ id: one, name: t.do[one], go: () => act(one) }],
  );
  const buttons = [...all, ...ofRun.map((one) => ({ id: one, name: t.do[one], go: () => act(one) }))];
  const [first, ...rest] = buttons;
  return (
    <div className="thumb">
      {first && (
        <button type="button" className="big primary" data-act={first.id} onClick={first.go}>
          {first.name}
        </button>
      )}
      <div className="two">
        {rest.map(({ id, name, go }) => (
          <button key={id} type="button" data-act={id} onClick={go}>
            {name}
          </button>
        ))}
        {at?.allowed.includes('failStep') && (
          <button type="button" data-act="failStep" onClick={() => act('failStep')}>
            {t.problem}
          </button>
        )}
        {mayAbort(run) && (
          <button type="button" className="danger" data-act="abort" onClick={onAbort}>
            {t.abort}
          </button>
        )}
      </div>
    </div>
  );
}
