/** What the screen of a release asks. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Part, Run, RunPlan } from '../generated/api.ts';
import { useLocale } from '../words/words.ts';

/** Asked again with the case. Null: there is none, or it is not for this person. */
export const useRunPlan = (number: string): UseQueryResult<RunPlan> =>
  useQuery({
    queryKey: asked.runPlan(number),
    queryFn: ({ signal }) => read('GET /api/runs/{number}/plan', { at: { number }, query: { format: 'json' }, signal }),
    retry: false,
  });

export function useRun(number: string): UseQueryResult<Run> {
  const lang = useLocale();
  return useQuery({
    queryKey: asked.run(number, lang),
    queryFn: ({ signal }) => read('GET /api/runs/{number}', { at: { number }, query: { lang }, signal }),
    retry: false,
  });
}

const KINDS = ['wave', 'site', 'gate'] as const;
/** Waves, sites and gates as they stand. */
export const useWaveParts = (number: string): UseQueryResult<readonly Part[]> =>
  useQuery({
    queryKey: asked.parts(number, KINDS.join()),
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        KINDS.map((kind) =>
          read('GET /api/cases/{number}/parts', { at: { number }, query: { kind, limit: 100 }, signal }),
        ),
      );
      return pages.flatMap(({ items }) => items);
    },
  });

export type Has = {
  item: string;
  name: string;
  organisation: string;
  appVersion: string;
  release: string;
  at: string;
  former?: { appVersion: string; release: string };
};
/** Which version organisations have of these items, or of all of an application, as releases brought it. */
export const useInstalled = (
  of: { item: readonly string[] } | { application: string },
): UseQueryResult<readonly Has[]> =>
  useQuery({
    queryKey: asked.register('installed', JSON.stringify(of)),
    queryFn: async ({ signal }) => {
      const query = 'item' in of ? { item: of.item.join() } : of;
      return (await read('GET /api/installed', { query, signal })).items;
    },
    enabled: 'application' in of || of.item.length > 0,
    retry: false,
  });
