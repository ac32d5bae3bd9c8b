/** What the board shows, and what of it is listed: the address says it. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { useSearchParams } from 'react-router';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers } from '../generated/api.ts';
import { useChanges } from '../shell/live.tsx';

export type BoardData = Answers['GET /api/board']['answer'];
export type By = BoardData['by'];
export const BYS = ['person', 'team', 'organisation'] as const;
export const SIDES = ['over', 'soon', 'handedBack', 'reopened', 'silent'] as const;
export const AGES = ['h4', 'd1', 'd3', 'd7', 'older'] as const;
/** Changes come in bursts, and a count of everything is not cheap. */
const SETTLED_MS = 3_000;

export type View = {
  by: By | undefined;
  org: string | undefined;
  /** Parameters of the list; undefined: what is over. */
  listed: string | undefined;
  open: string | undefined;
  set: (change: Readonly<Record<string, string | undefined>>) => void;
};
export function useView(): View {
  const [search, setSearch] = useSearchParams();
  const by = search.get('by');
  return {
    by: BYS.find((one) => one === by),
    org: search.get('org') ?? undefined,
    listed: search.get('listed') ?? undefined,
    open: search.get('open') ?? undefined,
    set: (change) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change))
            if (value === undefined) next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
  };
}

export function useBoard({ by, org }: Pick<View, 'by' | 'org'>): UseQueryResult<BoardData> {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const queryKey = asked.register('board', `${by} ${org}`);
  useChanges((change) => {
    if (!['case', 'gone', 'reset', 'back'].includes(change.type)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ['register', 'board'] });
    }, SETTLED_MS);
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => await read('GET /api/board', { query: { by, org }, signal }),
    placeholderData: (before) => before,
  });
}

/** Of `/api/cases?…`. */
export const paramsOf = (query: string): string => query.slice(query.indexOf('?') + 1);
