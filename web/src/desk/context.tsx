/** Beside the form: what the caller and his unit have open, what may be the same, what would be promised. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { command } from '../api/ask.ts';
import { statusOf, useProcesses } from '../case/processes.ts';
import { newKey } from '../form/sending.ts';
import { useName } from '../names/names.ts';
import { DueTag } from '../ui/clock-tag.tsx';
import { useCodeWords } from '../words/codes.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type OpenCase, useAround, useHistory } from './callers.ts';
import type { Call } from './calls.ts';
import { type Duplicate, incidentOf, type Promised } from './proposed.ts';
import { deskWords } from './words.ts';

type Props = {
  call: Call;
  duplicates: readonly Duplicate[];
  promised: Promised | undefined;
  onOpen: (number: string) => void;
  onJoin: (incident: string) => void;
};

export function Context({ call, duplicates, promised, onOpen, onJoin }: Props): ReactNode {
  const t = useWords(deskWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const { data: history } = useHistory(call.caller);
  const { data: around } = useAround(call.report.unit, call.report.application);
  const clocks = processes.get(call.outcome === 'escalate' ? 'incident' : 'call')?.clocks;
  const own = new Set(history?.open.map(({ number }) => number));
  const dues = (promised?.running ?? []).filter(({ dueAt, kind }) => dueAt !== null && kind !== 'nag');
  return (
    <aside className="desk-context">
      {(around?.majors.length ?? 0) > 0 && (
        <Part title={t.major}>
          <ul className="plain" role="alert">
            {around?.majors.map(({ number, title }) => (
              <Line key={number} number={number} title={title} onOpen={onOpen}>
                <Button size="small" danger onClick={() => onJoin(number)}>{`F7 ${t.useThis}`}</Button>
              </Line>
            ))}
          </ul>
        </Part>
      )}
      {call.caller && history && (
        <Part title={t.callerOpen(history.open.length)}>
          <Cases cases={history.open} onOpen={onOpen} />
          {history.last.length > 0 && (
            <div className="quiet">
              {t.callerLast(
                history.last.map(({ application, count }) => t.times(nameOf('application', application), count)),
              )}
            </div>
          )}
        </Part>
      )}
      {duplicates.length > 0 && (
        <Part title={t.same}>
          <ul className="plain" data-duplicates>
            {duplicates.map((one, at) => (
              <Line key={one.number} number={one.number} title={one.title} onOpen={onOpen} before={`Alt+${at + 1}`}>
                <span className="quiet">{said(statusOf(processes.get(one.process), one.status).title)}</span>
                {incidentOf(one) !== undefined && (
                  <Button size="small" onClick={() => onJoin(incidentOf(one) ?? '')}>
                    {t.useThis}
                  </Button>
                )}
              </Line>
            ))}
          </ul>
        </Part>
      )}
      {dues.length > 0 && (
        <Part title={t.due}>
          {dues.map(({ clock, dueAt }) => (
            <div key={clock} className="numbers">
              {t.dueAt(said(clocks?.[clock], clock), dueAt === null ? '' : instantIn(dueAt))}
            </div>
          ))}
        </Part>
      )}
      {around && around.open.count > 0 && (
        <Part title={t.unitOpen(around.open.count, around.open.capped)}>
          <Cases cases={around.open.items.filter((one) => !own.has(one.number))} onOpen={onOpen} />
        </Part>
      )}
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section>
      <h2 className="side-title">{title}</h2>
      {children}
    </section>
  );
}

type LineProps = {
  number: string;
  title: string;
  before?: string;
  onOpen: (number: string) => void;
  children?: ReactNode;
};
function Line({ number, title, before, onOpen, children }: LineProps): ReactNode {
  return (
    <li className="desk-line">
      <button type="button" className="desk-link" data-open={number} onClick={() => onOpen(number)}>
        {before !== undefined && <kbd>{before}</kbd>}
        <span className="numbers">{number}</span> <span>{title}</span>
      </button>
      <span className="row">{children}</span>
    </li>
  );
}

function Cases({ cases, onOpen }: { cases: readonly OpenCase[]; onOpen: (number: string) => void }): ReactNode {
  const t = useWords(deskWords);
  const said = useSaid();
  const processes = useProcesses();
  if (cases.length === 0) return <span className="quiet">{t.noneOpen}</span>;
  return (
    <ul className="plain">
      {cases.map(({ number, title, status, process, dueAt }) => (
        <Line key={number} number={number} title={title} onOpen={onOpen}>
          <span className="quiet">{said(statusOf(processes.get(process), status).title)}</span>
          <DueTag dueAt={dueAt} />
          <Urge number={number} process={process} />
        </Line>
      ))}
    </ul>
  );
}

/** One click: what is asked for is known. */
function Urge({ number, process }: { number: string; process: string }): ReactNode {
  const t = useWords(deskWords);
  const say = useCodeWords();
  const plural = useProcesses().get(process)?.plural;
  const [key] = useState(newKey);
  const urging = useMutation({
    mutationFn: async () => await command({ plural: plural ?? '', number, name: 'urge' }, { data: {}, key }),
  });
  if (urging.isSuccess) return <span role="status">{t.urged}</span>;
  return (
    <>
      <Button
        size="small"
        data-command="urge"
        loading={urging.isPending}
        onClick={() => urging.mutate()}
        disabled={!plural}
      >
        {t.urge}
      </Button>
      {urging.isError && (
        <span className="fault" role="alert">
          {say(urging.error)}
        </span>
      )}
    </>
  );
}
