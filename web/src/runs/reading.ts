/** What the list of runs and releases asks. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { CaseView } from '../generated/api.ts';

export const RUNS = ['release', 'failover', 'cutover'] as const;

/** Beside the fields of every case. */
export type RunFields = {
  appVersion?: string;
  wave?: string;
  installed?: readonly string[];
  run?: { steps: number; done: number; undone: number };
};
export const fieldsOf = (kase: CaseView): RunFields => kase as unknown as RunFields;

export const useRuns = (query: Readonly<Record<string, string | boolean>>) =>
  useInfiniteQuery({
    queryKey: asked.list('/api/cases', JSON.stringify(query)),
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/cases', { query: { limit: 50, sort: '-openedAt', ...query, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useDrills = () =>
  useInfiniteQuery({
    queryKey: asked.list('/api/runbooks/drills', ''),
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/runbooks/drills', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
