/** What the screens of rehearsals ask. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';

export type Rehearsal = Answers['GET /api/rehearsals']['answer']['items'][number];
export type Standing = Answers['GET /api/rehearsals/{number}']['answer'];
export type Told = Answers['GET /api/rehearsals/cases/{number}/told']['answer']['items'][number];
export type Forward = Answers['POST /api/rehearsals/cases/{number}/forward']['body'];
type Moved = Answers['POST /api/rehearsals/cases/{number}/forward']['answer'];

export const useRehearsals = () =>
  useInfiniteQuery({
    queryKey: ['rehearsals'],
    queryFn: ({ signal, pageParam }) => read('GET /api/rehearsals', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useStanding = (number: string) =>
  useQuery({
    queryKey: ['rehearsals', number],
    queryFn: ({ signal }) => read('GET /api/rehearsals/{number}', { at: { number }, signal }),
  });

/** All of them: a rehearsal tells some dozens. */
export const useTold = (number: string) =>
  useQuery({
    queryKey: ['rehearsals', number, 'told'],
    queryFn: async ({ signal }): Promise<readonly Told[]> => {
      const told: Told[] = [];
      for (let after: string | undefined, more = true; more; ) {
        const page = await read('GET /api/rehearsals/cases/{number}/told', {
          at: { number },
          query: { limit: 100, after },
          signal,
        });
        told.push(...page.items);
        after = page.next ?? undefined;
        more = page.next !== null;
      }
      return told;
    },
  });

/** Moves its time; what it comes to replaces what stood. */
export function useForward(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Forward): Promise<Moved> =>
      change('POST /api/rehearsals/cases/{number}/forward', { at: { number }, body }),
    onSuccess: (moved) => {
      client.setQueryData(['rehearsals', number], moved);
      void client.invalidateQueries({ queryKey: ['rehearsals', number, 'told'] });
    },
  });
}
