/** What a queue shows: its address says all of it, so that reload, Back and a pasted link give the same screen. */
import {
  type InfiniteData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { read, send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers, CaseView } from '../generated/api.ts';
import { askedFor, type Base, BASES } from './asking.ts';

export type Page = { items: readonly CaseView[]; next: string | null };
export type WorkCounts = Answers['GET /api/work']['answer']['counts'];
const OWN = new Set(['base', 'case']); // `open` is a filter of lists

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

/** Of all processes, or of one; counted anew with the lists. */
export const useWorkCounts = (process: string | undefined): UseQueryResult<WorkCounts> =>
  useQuery({
    queryKey: asked.list('work-counts', process ?? ''),
    queryFn: async ({ signal }) => (await read('GET /api/work', { query: { limit: 1, process }, signal })).counts,
  });

/** Of the base with its filters, as a list is asked and exported. */
export const askingOf = ({ base, filters }: Pick<Listing, 'base' | 'filters'>, plural: string) => ({
  path: `/api/${plural}`,
  query: askedFor(base, filters),
});
