/** What a queue shows: its address says all of it, so that reload, Back and a pasted link give the same screen. */
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { CaseView } from '../generated/api.ts';
import { useMe } from '../shell/me.ts';

export const BASES = ['mine', 'team', 'role', 'over', 'all'] as const;
export type Base = (typeof BASES)[number];
export type Page = { items: readonly CaseView[]; next: string | null; counts?: Record<string, number> };
const OWN = new Set(['base', 'case']); // `open` is a filter of lists

export type Listing = {
  base: Base;
  /** Parameters of the list, beside the base. */
  filters: Readonly<Record<string, string>>;
  /** Of the person. */
  teams: readonly string[];
  /** The case in the panel. */
  open: string | undefined;
  set: (change: Readonly<Record<string, string | undefined>>) => void;
};

export function useListing(): Listing {
  const { teams } = useMe();
  const [search, setSearch] = useSearchParams();
  const said = search.get('base');
  const all = Object.fromEntries(search);
  const filters = Object.fromEntries(Object.entries(all).filter(([name]) => !OWN.has(name)));
  return {
    base: BASES.find((one) => one === said) ?? (Object.keys(filters).length > 0 ? 'all' : 'mine'),
    filters,
    teams,
    open: search.get('case') ?? undefined,
    set: (change) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change))
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace: 'case' in change },
      ),
  };
}

/** `work` answers with what waits for the person; anything filtered is a list of cases. */
export function pathOf(
  { base, filters, teams }: Pick<Listing, 'base' | 'filters' | 'teams'>,
  plural: string,
): { path: string; query: Record<string, string> } {
  if (Object.keys(filters).length === 0 && base !== 'all')
    return { path: '/api/work', query: base === 'over' ? { clock: base } : { of: base } };
  const ofBase: Readonly<Record<Base, Record<string, string>>> = {
    mine: { assignee: 'me', open: 'true' },
    team: { queue: teams.join(',') || 'none', open: 'true' },
    role: { open: 'true' },
    over: { clock: 'over', open: 'true' },
    all: { open: 'true' },
  };
  return { path: `/api/${plural}`, query: { sort: 'dueAt', ...ofBase[base], ...filters } };
}

export function useRows(asking: {
  path: string;
  query: Record<string, string>;
}): UseInfiniteQueryResult<InfiniteData<Page>> {
  return useInfiniteQuery({
    queryKey: asked.list(asking.path, JSON.stringify(asking.query)),
    queryFn: async ({ signal, pageParam }): Promise<Page> =>
      (await send('GET', asking.path, { query: { limit: 50, ...asking.query, after: pageParam }, signal })) as Page,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}
