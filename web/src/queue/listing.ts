/** What a queue shows: its address says all of it, so that reload, Back and a pasted link give the same screen. */
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { CaseView } from '../generated/api.ts';

export const BASES = ['mine', 'team', 'role', 'over', 'all'] as const;
export type Base = (typeof BASES)[number];
export type Page = { items: readonly CaseView[]; next: string | null; counts?: Record<string, number> };
const OWN = new Set(['base', 'open']);

export type Listing = {
  base: Base;
  /** Parameters of the list, beside the base. */
  filters: Readonly<Record<string, string>>;
  /** The case in the panel. */
  open: string | undefined;
  set: (change: Readonly<Record<string, string | undefined>>) => void;
};

export function useListing(): Listing {
  const [search, setSearch] = useSearchParams();
  const said = search.get('base');
  const all = Object.fromEntries(search);
  const filters = Object.fromEntries(Object.entries(all).filter(([name]) => !OWN.has(name)));
  return {
    base: BASES.find((one) => one === said) ?? (Object.keys(filters).length > 0 ? 'all' : 'mine'),
    filters,
    open: search.get('open') ?? undefined,
    set: (change) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change))
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace: 'open' in change },
      ),
  };
}

/** `work` answers with what waits for the person; anything filtered is a list of cases. */
export function pathOf(
  { base, filters }: Pick<Listing, 'base' | 'filters'>,
  plural: string,
): { path: string; query: Record<string, string> } {
  const isWork = Object.keys(filters).length === 0 && (base === 'mine' || base === 'team' || base === 'role');
  if (isWork) return { path: '/api/work', query: { of: base } };
  const ofBase: Readonly<Record<Base, Record<string, string>>> = {
    mine: { assignee: 'me', open: 'true' },
    team: { queue: 'mine', open: 'true' },
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
