/** What waits for my approval, the sheets, and delegations. */
import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers, ChangeAnswer } from '../generated/api.ts';

export type Waiting = Answers['GET /api/approvals']['answer']['items'][number];
export type Ask = Waiting['seats'][number];
export type Sheet = Answers['GET /api/approvals/{number}']['answer'];
export type Round = NonNullable<ChangeAnswer['approval']>;
export type Delegation = Answers['GET /api/delegations']['answer']['items'][number];

export const useApprovals = () =>
  useInfiniteQuery({
    queryKey: asked.list('approvals', ''),
    queryFn: ({ signal, pageParam }) => read('GET /api/approvals', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export type Decided = Answers['GET /api/approvals/decided']['answer']['items'][number];
export const useDecided = () =>
  useInfiniteQuery({
    queryKey: asked.list('approvals-decided', ''),
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/approvals/decided', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useSheet = (number: string, enabled: boolean): UseQueryResult<Sheet> =>
  useQuery({
    queryKey: asked.sheet(number),
    queryFn: ({ signal }) => read('GET /api/approvals/{number}', { at: { number }, signal }),
    enabled,
  });

export const useDelegations = () =>
  useInfiniteQuery({
    queryKey: asked.delegations,
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/delegations', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** Rows in the order in which they were first seen: what came since waits until it is asked for. */
export function useHeld(items: readonly Waiting[]): {
  rows: readonly Waiting[];
  fresh: number;
  show: () => void;
} {
  const [order, setOrder] = useState<readonly string[]>([]);
  const known = new Map(items.map((one) => [one.number, one]));
  const rows = order.flatMap((number) => known.get(number) ?? []);
  const isEmpty = rows.length === 0 && items.length > 0;
  const show = (): void => setOrder(items.map(({ number }) => number));
  // oxlint-disable-next-line react/exhaustive-deps -- only where nothing is shown that could jump
  useEffect(show, [isEmpty]);
  return isEmpty ? { rows: items, fresh: 0, show } : { rows, fresh: items.length - rows.length, show };
}
