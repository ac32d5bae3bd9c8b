/** What each role may and may not: by command of each process, and by what is done with each register. All of it is the API's own table. */
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Select } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { read } from '../../api/ask.ts';
import type { Answers } from '../../generated/api.ts';
import { Answered } from '../../ui/answered.tsx';
import { useSaid, useWords } from '../../words/words.ts';
import { useRegisterName } from '../use-register-name.ts';
import { partyWords, rolesWords, verbWords } from './words.ts';

type Role = Answers['GET /api/roles/{role}']['answer'];
type Process = Role['processes'][number];
type Way = Process['commands'][number]['ways'][number];

export function Roles(): ReactNode {
  const t = useWords(rolesWords);
  const said = useSaid();
  const [search, setSearch] = useSearchParams();
  const roles = useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await read('GET /api/roles', { signal })).items,
    staleTime: Infinity,
  });
  const chosen = search.get('role') ?? 'engineer';
  const onlyMay = search.get('only') === 'may';
  const ask = (next: Readonly<Record<string, string>>): void =>
    setSearch({ role: chosen, ...(onlyMay ? { only: 'may' } : {}), ...next }, { replace: true });
  return (
    <section aria-label={t.title}>
      <div className="row admin-head">
        <h1>{t.title}</h1>
        <Select
          className="admin-search"
          aria-label={t.role}
          showSearch={{ optionFilterProp: 'label' }}
          value={chosen}
          onChange={(role) => ask({ role })}
          options={(roles.data ?? []).map(({ role, title }) => ({ value: role, label: said(title, role) }))}
          data-admin="role"
        />
        <Checkbox
          checked={onlyMay}
          onChange={({ target }) =>
            setSearch({ role: chosen, ...(target.checked ? { only: 'may' } : {}) }, { replace: true })
          }
        >
          {t.onlyMay}
        </Checkbox>
      </div>
      <Answered query={roles} rows={10}>
        {() => <OneRole key={chosen} role={chosen} onlyMay={onlyMay} />}
      </Answered>
    </section>
  );
}

function OneRole({ role, onlyMay }: { role: string; onlyMay: boolean }): ReactNode {
  const t = useWords(rolesWords);
  const said = useSaid();
  const query = useQuery({
    queryKey: ['roles', role],
    queryFn: ({ signal }) => read('GET /api/roles/{role}', { at: { role }, signal }),
    staleTime: Infinity,
  });
  return (
    <Answered query={query} rows={12}>
      {({ duty, kind, processes, routes }) => (
        <>
          <p>
            {said(duty)} <span className="quiet">{kind === 'administrator' ? t.separated : ''}</span>
          </p>
          {processes
            .filter(({ reads, commands }) => !onlyMay || reads || commands.some(({ may }) => may))
            .map((one) => (
              <OfProcess key={one.process} process={one} onlyMay={onlyMay} />
            ))}
          <Routes routes={routes} onlyMay={onlyMay} />
        </>
      )}
    </Answered>
  );
}

function Mark({ may }: { may: boolean }): ReactNode {
  const t = useWords(rolesWords);
  return <span className={may ? 'may' : 'may-not'}>{may ? `✓ ${t.may}` : `✗ ${t.mayNot}`}</span>;
}

function OfProcess({ process, onlyMay }: { process: Process; onlyMay: boolean }): ReactNode {
  const t = useWords(rolesWords);
  const said = useSaid();
  const { title, reads, readsUnit, commands, statuses } = process;
  const may = commands.filter((one) => one.may).length;
  const shown = commands.filter((one) => !onlyMay || one.may);
  return (
    <details className="list-entry" open={may > 0 && may < 12}>
      <summary>
        <strong>{said(title)}</strong>{' '}
        <span className="quiet">
          {[reads ? (readsUnit ? t.readsUnit : t.reads) : t.readsNot, t.sum(may, commands.length)].join(' · ')}
        </span>
      </summary>
      <div className="scrolls">
        <table className="rights">
          <thead>
            <tr>
              <th scope="col">{t.command}</th>
              <th scope="col">{t.mayTitle}</th>
              <th scope="col">{t.when}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.command} data-command={one.command}>
                <th scope="row">{said(one.title, one.command)}</th>
                <td>
                  <Mark may={one.may} />
                </td>
                <td>
                  <Ways ways={one.ways} statuses={statuses} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Ways that differ by their statuses alone are one. */
function Ways({ ways, statuses }: { ways: readonly Way[]; statuses: Process['statuses'] }): ReactNode {
  const t = useWords(rolesWords);
  const said = useSaid();
  const parties: Readonly<Record<string, string>> = useWords(partyWords).names;
  const party = (word: string): string => parties[word] ?? word;
  const conditionOf = ({ as, at, not, part }: Way): string =>
    [
      as.length > 0 ? t.as(as.map(party).join(' / ')) : t.inReach,
      at === undefined ? '' : t.at(party(at)),
      part === undefined ? '' : t.ofPart,
      not.length > 0 ? t.not(not.map(party).join(t.joint)) : '',
    ]
      .filter((one) => one !== '')
      .join(t.joint);
  const joined = new Map<string, Set<string>>();
  for (const way of ways) {
    const key = conditionOf(way);
    joined.set(key, new Set([...(joined.get(key) ?? []), ...way.from]));
  }
  const all = Object.keys(statuses).length;
  return (
    <ul className="plain">
      {[...joined].map(([condition, from]) => (
        <li key={condition}>
          {condition}
          <span className="quiet">
            {from.size === 0 || from.has('none') || from.size >= all
              ? ''
              : ` · ${[...from].map((status) => said(statuses[status], status)).join(t.joint)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What is done with registers and the like, by the name of the operation. */
function Routes({ routes, onlyMay }: { routes: Role['routes']; onlyMay: boolean }): ReactNode {
  const t = useWords(rolesWords);
  const named = useRegisterName();
  const verbs: Readonly<Record<string, string>> = useWords(verbWords).names;
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const verb = (operation: string): string => {
    const word = operation.split('.').at(-1) ?? '';
    return verbs[word] ?? word;
  };
  return (
    <details className="list-entry" open>
      <summary>
        <strong>{t.registers}</strong> <span className="quiet">{t.registersHint}</span>
      </summary>
      <div className="scrolls">
        <table className="rights">
          <thead>
            <tr>
              <th scope="col">{t.register}</th>
              <th scope="col">{`✓ ${t.may}`}</th>
              <th scope="col">{`✗ ${t.mayNot}`}</th>
            </tr>
          </thead>
          <tbody>
            {tags
              .map((tag) => ({ tag, own: routes.filter((one) => one.tag === tag) }))
              .filter(({ own }) => !onlyMay || own.some(({ may }) => may))
              .map(({ tag, own }) => (
                <tr key={tag}>
                  <th scope="row">{named(tag)}</th>
                  <td>
                    <Verbs routes={own.filter(({ may }) => may)} verb={verb} />
                  </td>
                  <td className="quiet">
                    <Verbs routes={own.filter(({ may }) => !may)} verb={verb} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Verbs({ routes, verb }: { routes: Role['routes']; verb: (operation: string) => string }): ReactNode {
  const t = useWords(rolesWords);
  return (
    <>
      {routes.map(({ operation, method, path, summary }, at) => (
        <span key={operation}>
          {at > 0 && t.joint}
          <span title={`${method.toUpperCase()} ${path} — ${summary}`}>{verb(operation)}</span>
        </span>
      ))}
    </>
  );
}
