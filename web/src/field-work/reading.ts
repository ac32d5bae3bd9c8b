/** What the screens of work outside ask. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers, CaseView, DutyRoster } from '../generated/api.ts';

const MOST_PAGES = 5;
export type Open = { items: readonly CaseView[]; isCut: boolean };
/** Work orders and inspections that are open; so many pages at most. */
export const useOpenTasks = (org: string | undefined) =>
  useQuery({
    queryKey: asked.list('field-tasks', org ?? ''),
    queryFn: async ({ signal }): Promise<Open> => {
      const all: CaseView[] = [];
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const { items, next } = await read('GET /api/cases', {
          query: { process: 'work-order,inspection', open: true, mode: 'live', org, limit: 100, after },
          signal,
        });
        all.push(...items);
        if (next === null) return { items: all, isCut: false };
        after = next;
      }
      return { items: all, isCut: true };
    },
  });

export type Candidate = Answers['GET /api/dispatch/{number}/candidates']['answer']['items'][number];
export const useCandidates = (number: string, enabled: boolean) =>
  useQuery({
    queryKey: ['case', number, 'candidates'],
    queryFn: ({ signal }) => read('GET /api/dispatch/{number}/candidates', { at: { number }, signal }),
    enabled,
    retry: false,
  });

export const useRosters = () =>
  useInfiniteQuery({
    queryKey: asked.list('duty-rosters', ''),
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/duty-rosters', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
export const useGaps = (id: string) =>
  useQuery({
    queryKey: asked.list('duty-gaps', id),
    queryFn: ({ signal }) => read('GET /api/duty-rosters/{id}/gaps', { at: { id }, signal }),
    retry: false,
  });
export const useOnDuty = (team: string | undefined) =>
  useQuery({
    queryKey: asked.list('on-duty', team ?? ''),
    queryFn: ({ signal }) => read('GET /api/teams/{id}/on-duty', { at: { id: team ?? '' }, signal }),
    enabled: team !== undefined,
    retry: false,
  });

export type Shift = NonNullable<DutyRoster['shifts']>[number];
/** Minutes of a day as a clock; what lasts into the next says so. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor((minute % 1_440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}${minute > 1_440 ? '+1' : ''}`;
