/** Runs and inspections that are under way: first those that wait for this person, then his others. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { read, send } from '../api/ask.ts';
import type { CaseView } from '../generated/api.ts';
import { type Me, useMe } from '../shell/me.ts';
import { choose, useSettings } from '../shell/settings.ts';
import { useLocale, useSaid, useWords } from '../words/words.ts';
import { Head } from './head.tsx';
import { keep, kept } from './kept.ts';
import { useUnsent } from './outbox.tsx';
import { Link } from './route.tsx';
import { SignOut } from './sign-out.tsx';
import { phoneWords } from './words.ts';

const PLURALS = ['failovers', 'cutovers', 'releases', 'inspections'];
type Titles = Awaited<ReturnType<typeof read<'GET /api/processes'>>>['items'];
type Listed = { cases: CaseView[]; titles: Titles; lacks: boolean };

async function listed(): Promise<Listed> {
  const signal = AbortSignal.timeout(10_000);
  const [processes, ...lists] = await Promise.allSettled([
    read('GET /api/processes', { signal }),
    ...PLURALS.map((plural) => send('GET', `/api/${plural}`, { query: { open: true, limit: 50 }, signal })),
  ]);
  if (processes.status === 'rejected') throw processes.reason;
  return {
    titles: processes.value.items,
    cases: lists.flatMap((one) => (one.status === 'fulfilled' ? (one.value as { items: CaseView[] }).items : [])),
    lacks: lists.some((one) => one.status === 'rejected' && !isRefusal(one.reason)),
  };
}
/** Who may not read a process has none of it. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && ['not-permitted', 'not-found'].includes(error.message);

export function ListScreen(): ReactNode {
  const t = useWords(phoneWords);
  const me = useMe();
  const before = kept<Listed>(me.id, 'list');
  const { data, dataUpdatedAt, error, isPending } = useQuery({
    queryKey: ['seen', 'list', me.id],
    queryFn: async () => {
      const all = await listed();
      keep(me.id, 'list', all);
      return all;
    },
    ...(before ? { initialData: before.data, initialDataUpdatedAt: before.at } : {}),
    refetchInterval: 30_000,
  });
  const cases = data?.cases ?? [];
  const mine = cases.filter((one) => isMine(one, me));
  const others = cases.filter((one) => !mine.includes(one));
  return (
    <>
      <Head title={t.product} at={dataUpdatedAt} isCut={error !== null} />
      <main className="page">
        {isPending && <p>{t.loading}</p>}
        {me.navigation.includes('approvals') && <ToDecide />}
        {data?.lacks && <p role="status">{t.part}</p>}
        {data && cases.length === 0 && <p>{t.nothing}</p>}
        {mine.length > 0 && <h2>{t.mine}</h2>}
        <Cases cases={mine} titles={data?.titles ?? []} />
        {others.length > 0 && (
          <details open={mine.length === 0}>
            <summary>{`${t.others} (${others.length})`}</summary>
            <Cases cases={others} titles={data?.titles ?? []} />
          </details>
        )}
        <Own me={me} />
      </main>
    </>
  );
}

/** How many decisions wait for me; nothing where none does, or where there is no network to decide by. */
function ToDecide(): ReactNode {
  const t = useWords(phoneWords);
  const me = useMe();
  const { data } = useQuery({
    queryKey: ['seen', 'approvals', me.id],
    queryFn: async ({ signal }) => (await read('GET /api/me/counts', { signal })).approvals,
    refetchInterval: 30_000,
  });
  if (!data) return null;
  return (
    <Link to="/m/approvals" className="big">
      {`${t.approvals} (${data})`}
    </Link>
  );
}

const waitsForMe = ({ waitsFor }: CaseView, { id, grants, teams }: Me): boolean =>
  waitsFor.some(({ to }) => {
    const { person, role, orgPath, queue } = to as Partial<Record<string, string>>;
    if (person !== undefined) return person === id;
    if (queue !== undefined) return (teams as readonly unknown[]).includes(queue);
    return grants.some((one) => one.role === role && `${orgPath}/`.startsWith(`${one.orgPath}/`));
  });
const isMine = (one: CaseView, me: Me): boolean => {
  const { assignee, commander, hands = [], involved = [] } = one.parties as Record<string, unknown>;
  const all = [assignee, commander, ...(hands as unknown[]), ...(involved as unknown[])];
  return waitsForMe(one, me) || all.includes(me.id);
};

function Cases({ cases, titles }: { cases: readonly CaseView[]; titles: Titles }): ReactNode {
  const t = useWords(phoneWords);
  const say = useSaid();
  const me = useMe();
  const ordered = cases.toSorted((a, b) => Number(waitsForMe(b, me)) - Number(waitsForMe(a, me)));
  return (
    <ul className="cases">
      {ordered.map((one) => {
        const process = titles.find(({ key }) => key === one.process);
        const status = process?.statuses.find(({ key }) => key === one.status);
        const to = one.process === 'inspection' ? `/m/inspections/${one.number}` : `/m/runs/${one.number}`;
        return (
          <li key={one.number} data-number={one.number}>
            <Link to={to} className="case">
              <strong>{one.title}</strong>
              <span className="quiet">
                {`${say(process?.title)} · ${one.number} · ${say(status?.title, one.status)}`}
                {one.mode === 'drill' && ` · ${t.drill}`}
              </span>
              {waitsForMe(one, me) && <span className="mark">{t.myTurn}</span>}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** What is his own: language, tone, session. */
function Own({ me }: { me: Me }): ReactNode {
  const t = useWords(phoneWords);
  const locale = useLocale();
  const { theme } = useSettings();
  const unsent = useUnsent();
  const [isLeaving, setLeaving] = useState(false);
  return (
    <footer className="own">
      <p className="quiet">{`${me.name} ${unsent > 0 ? `· ${t.outbox.count(unsent)}` : ''}`}</p>
      <div className="two">
        <button type="button" onClick={() => choose(me.settings, { locale: locale === 'zh' ? 'en' : 'zh' })}>
          {t.otherLanguage}
        </button>
        <button type="button" onClick={() => choose(me.settings, { theme: theme === 'light' ? 'dark' : 'light' })}>
          {theme === 'light' ? t.dark : t.light}
        </button>
        <button type="button" data-act="sign-out" onClick={() => setLeaving(true)}>
          {t.signOut}
        </button>
        {me.navigation.includes('approvals') && (
          <Link className="button" to="/m/approvals">
            {t.approvals}
          </Link>
        )}
        <a className="button" href="/">
          {t.console}
        </a>
      </div>
      {isLeaving && <SignOut onClose={() => setLeaving(false)} />}
    </footer>
  );
}
