/** What the system proposes while somebody is on the phone: duplicates, a category, the promise that would be given. */
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { change, read, send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers, CaseView } from '../generated/api.ts';
import { serverNow } from '../live/clock.ts';
import type { Report } from './calls.ts';

export type Duplicate = Answers['GET /api/suggest']['answer']['items'][number];
const LEAST_LETTERS = 4;
/** The tier that a desk escalates to. */
const ABOVE = 'L2';

/** `title`: held still for a moment. */
export const useDuplicates = ({ unit, application }: Report, title: string): readonly Duplicate[] => {
  const said = title.trim();
  const { data } = useQuery({
    queryKey: asked.list('suggest', `${unit} ${application} ${said}`),
    queryFn: async ({ signal }) =>
      (await read('GET /api/suggest', { query: { process: 'call', title: said, application, unit }, signal })).items,
    enabled: said.length >= LEAST_LETTERS && unit !== undefined && application !== undefined,
    placeholderData: said.length >= LEAST_LETTERS ? keepPreviousData : undefined,
    retry: false,
  });
  return data ?? [];
};

/** The incident that a call may join by it. */
export const incidentOf = ({ process, number, incident }: Duplicate): string | undefined =>
  process === 'incident' ? number : incident;

/** That of most recent calls about the same application; null where there is none. */
export const useCategory = (application: string | undefined): UseQueryResult<string | null> =>
  useQuery({
    queryKey: asked.register('category-of', application ?? ''),
    queryFn: async ({ signal }) => {
      const query = { application, sort: '-openedAt', limit: 50, mode: 'live' };
      const { items } = (await send('GET', '/api/calls', { query, signal })) as { items: readonly CaseView[] };
      const counts = new Map<string, number>();
      for (const { category } of items)
        if (typeof category === 'string') counts.set(category, (counts.get(category) ?? 0) + 1);
      return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
    },
    enabled: application !== undefined,
    staleTime: 5 * 60_000,
    retry: false,
  });

type Place = { unit: string | undefined; application: string | undefined };
export type Promised = Answers['POST /api/sla/preview']['answer'];
/** What would be promised if it were sent now; `graded`: as an incident of this impact and urgency. */
export const usePromised = (
  { unit, application }: Place,
  graded?: { impact: string; urgency: string },
): UseQueryResult<Promised> =>
  useQuery({
    queryKey: asked.register('promised', [unit, application, graded?.impact, graded?.urgency].join(' ')),
    queryFn: async ({ signal }) =>
      await change('POST /api/sla/preview', {
        body: {
          process: graded ? 'incident' : 'call',
          at: new Date(serverNow()).toISOString(),
          unit: unit ?? '',
          application: application ?? '',
          ...(graded ? { ...(graded as { impact: '1'; urgency: '1' }), tier: ABOVE } : {}),
        },
        signal,
      }),
    enabled: unit !== undefined && application !== undefined,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
