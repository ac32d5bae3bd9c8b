/** What the case waits for, what the engine does for it, and what stands beside: fields, parts, relations, files, time, watchers, forms. */
import { Collapse } from 'antd';
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { useEngineWords } from '../../words/engine.ts';
import { useRoleWords } from '../../words/fields.ts';
import { bytesIn, clockIn, instantIn, useTimes } from '../../words/times.ts';
import { useSaid, useWords } from '../../words/words.ts';
import type { Opened } from '../opened.ts';
import { useForms, useProcesses } from '../processes.ts';
import { useEngine, useFiles } from '../reading.ts';
import { caseWords } from '../words.ts';
import { Documents } from './documents.tsx';
import { Facts } from './facts.tsx';
import { relationsOf } from './facts-of.ts';
import { hasParts, Parts } from './parts.tsx';
import { Relations } from './relations.tsx';
import { followersOf, Watchers } from './watchers.tsx';
import { Worklog } from './worklog.tsx';

export function Side({ kase, onOpen }: { kase: CaseAnswer; onOpen: (opened: Opened) => void }): ReactNode {
  const t = useWords(caseWords);
  const { length } = useTimes();
  const relations = relationsOf(kase).length;
  const watchers = followersOf(kase).length;
  const spent: unknown = Reflect.get(kase, 'spentMinutes');
  const allows = (...commands: readonly string[]): boolean => commands.some((one) => kase.allowed.includes(one));
  return (
    <aside className="side">
      <Waits kase={kase} />
      <Engine kase={kase} />
      <Collapse
        size="small"
        defaultActiveKey={['facts', 'parts', 'files', ...(relations > 0 ? ['relations'] : [])]}
        items={[
          { key: 'facts', label: t.fields, children: <Facts kase={kase} /> },
          ...(hasParts(kase)
            ? [{ key: 'parts', label: t.parts, children: <Parts kase={kase} onOpen={onOpen} /> }]
            : []),
          {
            key: 'relations',
            label: titled(t.relations, relations),
            children: <Relations kase={kase} onOpen={onOpen} />,
          },
          { key: 'files', label: t.files, children: <Files number={kase.number} /> },
          ...(typeof spent === 'number' || allows('logTime')
            ? [
                {
                  key: 'worklog',
                  label: typeof spent === 'number' ? `${t.worklog} · ${length(spent * MINUTE)}` : t.worklog,
                  children: <Worklog kase={kase} onOpen={onOpen} />,
                },
              ]
            : []),
          ...(watchers > 0 || allows('addWatcher')
            ? [{ key: 'watchers', label: titled(t.watchers, watchers), children: <Watchers kase={kase} /> }]
            : []),
          { key: 'documents', label: t.documents, children: <Documents number={kase.number} /> },
        ]}
      />
    </aside>
  );
}
const MINUTE = 60_000;
const titled = (title: string, count: number): string => (count === 0 ? title : `${title} · ${count}`);

function Waits({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const nameOf = useName();
  const roleOf = useRoleWords();
  const { data: forms } = useForms(kase.process);
  return (
    <section>
      <h2 className="side-title">{t.waitsFor}</h2>
      {kase.waitsFor.length === 0 && <p>{t.waitsForNobody}</p>}
      <ul className="plain">
        {kase.waitsFor.map(({ to, command, dueAt, count }) => (
          <li key={`${JSON.stringify(to)} ${command}`}>
            {'person' in to
              ? nameOf('person', String(to.person))
              : 'team' in to
                ? nameOf('queue', String(to.team))
                : `${roleOf(to.role)} · ${nameOf('organisation', to.orgPath)}`}
            {` · ${said(forms?.get(command)?.title, command)}`}
            {count !== undefined && ` × ${count}`}
            {dueAt !== null && <span className="quiet numbers">{` ${t.until(instantIn(dueAt))}`}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Engine({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const act = useEngineWords();
  const process = useProcesses().get(kase.process);
  const query = useEngine(kase.number);
  return (
    <section>
      <h2 className="side-title">{t.nextTimer}</h2>
      <Answered query={query} rows={1}>
        {({ next, pending }) => (
          <>
            <p>
              {next === null
                ? t.noTimer
                : `${clockIn(next.at)} ${next.does.map(({ clock, what }) => `${said(process?.clocks[clock], clock)} ${act(what)}`).join(', ')}`}
            </p>
            <ul className="plain">
              {pending.map(({ what, attempt, lastFailure, nextTryAt }) => (
                <li key={`${what} ${attempt}`}>
                  {`${act(what)} · ${t.retries(attempt)}`}
                  {nextTryAt !== undefined && ` · ${t.nextTry(clockIn(nextTryAt))}`}
                  {lastFailure !== undefined && <div className="quiet">{lastFailure}</div>}
                </li>
              ))}
            </ul>
          </>
        )}
      </Answered>
    </section>
  );
}

function Files({ number }: { number: string }): ReactNode {
  const t = useWords(caseWords);
  const query = useFiles(number);
  return (
    <Answered query={query} rows={1}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t.noFiles}</p>
        ) : (
          <ul className="plain">
            {items.map(({ id, name, size, type }) => (
              <li key={id} className="row">
                {type.startsWith('image/') && (
                  <img className="thumb" src={`/api/files/${id}/thumbnail`} alt="" loading="lazy" />
                )}
                <a href={`/api/files/${id}`} download={name} className="cut">
                  {name}
                </a>
                <span className="quiet numbers">{bytesIn(size)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
