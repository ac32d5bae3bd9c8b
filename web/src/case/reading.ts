/** What a case page asks, and what it does with the answer of a command. */
import {
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { read, send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers, CaseAnswer } from '../generated/api.ts';
import { noteActed } from './acted.ts';

export type Timeline = Answers['GET /api/cases/{number}/timeline']['answer'];
export type TimelineItem = Timeline['items'][number];

export const caseQuery = (number: string) => ({
  queryKey: asked.case(number),
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<CaseAnswer> =>
    (await send('GET', `/api/cases/${encodeURIComponent(number)}`, { signal })) as CaseAnswer,
});
/** The same before anybody looks at it. */
export const aheadQuery = (number: string) => ({
  ...caseQuery(number),
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<CaseAnswer> =>
    (await send('GET', `/api/cases/${encodeURIComponent(number)}`, { signal, ahead: true })) as CaseAnswer,
});
export const useCase = (number: string): UseQueryResult<CaseAnswer> => useQuery(caseQuery(number));

export const useTimeline = (number: string) =>
  useInfiniteQuery({
    queryKey: asked.timeline(number),
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/cases/{number}/timeline', { at: { number }, query: { limit: 100, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useEngine = (number: string) =>
  useQuery({
    queryKey: asked.engine(number),
    queryFn: ({ signal }) => read('GET /api/cases/{number}/engine', { at: { number }, signal }),
  });

export const useFiles = (number: string) =>
  useQuery({
    queryKey: asked.files(number),
    queryFn: ({ signal }) => read('GET /api/cases/{number}/files', { at: { number }, query: { limit: 100 }, signal }),
  });

/** The answer's view replaces the case; what else is read of it is asked again. */
export function takeAnswer(client: QueryClient, answer: CaseAnswer): void {
  noteActed(answer.number);
  client.setQueryData(asked.case(answer.number), answer);
  void client.invalidateQueries({
    predicate: ({ queryKey: [of, number, more] }) => of === 'case' && number === answer.number && more !== undefined,
  });
  void client.invalidateQueries({ queryKey: ['list'] });
}
export const useTakeAnswer = (): ((answer: CaseAnswer) => void) => {
  const client = useQueryClient();
  return (answer) => takeAnswer(client, answer);
};
