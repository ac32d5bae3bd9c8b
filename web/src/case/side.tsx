/** What the case waits for, what the engine does for it, its fields, relations and files. */
import { Collapse } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { useEngineWords } from '../words/engine.ts';
import { useFieldWords, useRoleWords } from '../words/fields.ts';
import { bytesIn, clockIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Opened } from './opened.ts';
import { useForms, useProcesses } from './processes.ts';
import { useEngine, useFiles } from './reading.ts';
import { caseWords } from './words.ts';

export function Side({ kase }: { kase: CaseAnswer; onOpen: (opened: Opened) => void }): ReactNode {
  const t = useWords(caseWords);
  return (
    <aside className="side">
      <Waits kase={kase} />
      <Engine kase={kase} />
      <Collapse
        defaultActiveKey={['fields', 'files']}
        items={[
          { key: 'fields', label: t.fields, children: <Facts kase={kase} /> },
          { key: 'relations', label: t.relations, children: <Relations kase={kase} /> },
          { key: 'files', label: t.files, children: <Files number={kase.number} /> },
        ]}
      />
    </aside>
  );
}

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

function Facts({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const nameOf = useName();
  const { parties } = kase;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t.requester, parties.requester === undefined ? undefined : nameOf('person', parties.requester)],
    [t.unit, nameOf('organisation', parties.unit)],
    [t.application, kase.application === undefined ? undefined : nameOf('application', kase.application)],
    [t.team, kase.queue === undefined ? undefined : nameOf('queue', kase.queue)],
    [t.assignee, parties.assignee === undefined ? undefined : nameOf('person', parties.assignee)],
    [t.opened, instantIn(kase.openedAt)],
    [t.updated, instantIn(kase.updatedAt)],
    [t.closed, kase.closedAt === undefined ? undefined : instantIn(kase.closedAt)],
  ];
  const description: unknown = Reflect.get(kase, 'description');
  return (
    <>
      <dl className="facts">
        {rows.map(([label, value]) =>
          value === undefined ? null : (
            <div key={label}>
              <dt className="quiet">{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {typeof description === 'string' && <p className="said">{description}</p>}
    </>
  );
}

const NUMBER = /^[A-Z]{2,3}-\d{6,12}$/;
/** Every case that the answer names, by the field that names it. */
function numbersIn(value: unknown, under: string): { field: string; number: string }[] {
  if (typeof value === 'string') return NUMBER.test(value) ? [{ field: under, number: value }] : [];
  if (Array.isArray(value)) return value.flatMap((one) => numbersIn(one, under));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbersIn(inner, under === '' ? name : under));
}

function Relations({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const fieldOf = useFieldWords();
  const all = numbersIn(kase, '').filter(({ number }) => number !== kase.number);
  if (all.length === 0) return <p className="quiet">{t.noRelations}</p>;
  return (
    <ul className="plain">
      {all.map(({ field, number }) => (
        <li key={`${field} ${number}`}>
          <span className="quiet">{fieldOf(field)}</span> <Link to={`/cases/${number}`}>{number}</Link>
        </li>
      ))}
    </ul>
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
