/** The registers as the API tells them: what this person may do with each, and its forms, asked when they are opened. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import type { Schema } from '../form/schema.ts';
import type { Answers } from '../generated/api.ts';

export type Register = Answers['GET /api/registers']['answer']['items'][number];
export type Forms = { make?: Schema; edit: Schema; picks: Readonly<Record<string, string>> };

export const useRegisters = (): UseQueryResult<readonly Register[]> =>
  useQuery({
    queryKey: ['registers'],
    queryFn: async ({ signal }) => (await read('GET /api/registers', { signal })).items,
    staleTime: 10 * 60_000,
  });

export const useForms = (register: string): UseQueryResult<Forms> =>
  useQuery({
    queryKey: ['registers', register, 'forms'],
    queryFn: async ({ signal }) =>
      (await read('GET /api/registers/{register}/forms', { at: { register }, signal })) as unknown as Forms,
    staleTime: Infinity,
  });

export type Entry = { id: string; version: number; [field: string]: unknown };
/** What of an entry is written back: what the schema of its edit names. */
export const editable = (entry: Readonly<Record<string, unknown>>, schema: Schema): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(schema.properties ?? {}).flatMap((name) =>
      name !== 'note' && entry[name] !== undefined ? [[name, entry[name]]] : [],
    ),
  );
