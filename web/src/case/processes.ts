/** The processes that this person reads, and their forms: both follow from the release, so that they are asked once. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Form } from '../form/schema.ts';
import type { Answers } from '../generated/api.ts';
import type { Two } from '../words/words.ts';

export type Process = Answers['GET /api/processes']['answer']['items'][number];
const NONE: ReadonlyMap<string, Process> = new Map();

export function useProcesses(): ReadonlyMap<string, Process> {
  const { data } = useQuery({
    queryKey: asked.processes,
    queryFn: async ({ signal }) => {
      const { items } = await read('GET /api/processes', { signal });
      return new Map<string, Process>(items.map((one) => [one.key, one]));
    },
    staleTime: Infinity,
  });
  return data ?? NONE;
}

export const formsQuery = (process: string | undefined) => ({
  queryKey: asked.forms(process ?? ''),
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ReadonlyMap<string, Form>> => {
    const { forms } = await read('GET /api/processes/{process}/forms', { at: { process: process ?? '' }, signal });
    return new Map<string, Form>(forms.map((one) => [one.command, one]));
  },
  staleTime: Infinity,
  enabled: process !== undefined,
});
export const useForms = (process: string | undefined): UseQueryResult<ReadonlyMap<string, Form>> =>
  useQuery(formsQuery(process));

export const statusOf = (process: Process | undefined, status: string): { title: Two; kind: 'open' | 'hold' | 'end' } =>
  process?.statuses.find(({ key }) => key === status) ?? { title: { zh: status, en: status }, kind: 'open' };
