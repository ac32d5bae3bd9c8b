/** Who is on the phone, and what goes on around him. */
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read, send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { Refused } from '../api/problem.ts';
import type { CaseView } from '../generated/api.ts';

export type OpenCase = Pick<CaseView, 'number' | 'process' | 'title' | 'status' | 'dueAt'>;
type History = {
  /** Usual ones, the most frequent first. */
  applications: readonly string[];
  open: readonly OpenCase[];
  last: readonly { application?: string; count: number }[];
  /** As it was said last. */
  contact?: string;
};
export type Found = {
  id: string;
  person?: string;
  name: string;
  contact?: string;
  unit: string;
  unitName?: string;
} & Partial<Omit<History, 'contact'>>;
export type Around = {
  open: { count: number; capped: boolean; items: readonly OpenCase[] };
  majors: readonly { number: string; title: string; application?: string }[];
};

const isDigits = (q: string): boolean => /^[\d\s+-]+$/.test(q);
/** Three digits of a phone, or two characters, are enough. */
export const isEnough = (q: string): boolean =>
  isDigits(q) ? q.replaceAll(/\D/g, '').length >= 3 : q.trim().length >= 2;
export const isPhone = (q: string): boolean => isDigits(q) && isEnough(q);
/** `INC-000418` where a number of a case was typed, with or without its zeros. */
export function numberIn(q: string): string | undefined {
  const found = /^([a-z]{2,3})-?(\d{1,12})$/i.exec(q.trim());
  return found?.[1] === undefined ? undefined : `${found[1].toUpperCase()}-${found[2]?.padStart(6, '0')}`;
}

/** What an API that has no look-up of callers answers from its list of people. */
async function orElse<T>(asking: Promise<unknown>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return (await asking) as T;
  } catch (error) {
    if (error instanceof Refused && error.told.status === 404) return await otherwise();
    throw error;
  }
}

const text = (value: unknown): { contact?: string } => (typeof value === 'string' ? { contact: value } : {});

export const useFound = (q: string): UseQueryResult<readonly Found[]> =>
  useQuery({
    queryKey: asked.register('callers', q),
    queryFn: async ({ signal }): Promise<readonly Found[]> => {
      const { items } = await orElse<{ items: readonly Found[] }>(
        send('GET', '/api/callers', { query: { q }, signal }),
        async () => {
          const people = await read('GET /api/people', { query: { q, limit: 8 }, signal });
          const rows = people.items.map((one) => ({
            id: `person:${one.id}`,
            person: one.id,
            name: one.name ?? one.id,
            unit: one.unit ?? '',
            ...text(one.phone),
          }));
          return { items: rows };
        },
      );
      return items.slice(0, 8);
    },
    enabled: isEnough(q) && numberIn(q) === undefined,
    staleTime: 10_000,
    retry: false,
  });

/** Asked again when a case of a list changes: open cases stay as they are now. */
export const useHistory = (caller: Found | undefined): UseQueryResult<History> =>
  useQuery({
    queryKey: asked.list('caller', caller?.id ?? ''),
    queryFn: async ({ signal }): Promise<History> => {
      const { id = '', person } = caller ?? {};
      const cases = async (): Promise<readonly CaseView[]> => {
        const query = { requester: person, limit: 20, sort: '-openedAt', mode: 'live' };
        return ((await send('GET', '/api/cases', { query, signal })) as { items: readonly CaseView[] }).items;
      };
      const known = await orElse<History>(send('GET', `/api/callers/${encodeURIComponent(id)}`, { signal }), async () =>
        historyOf(await cases()),
      );
      // who has no phone on record was reached somewhere before
      return known.contact === undefined && person !== undefined ? { ...known, ...contactIn(await cases()) } : known;
    },
    enabled: caller !== undefined,
    retry: false,
  });

const contactIn = (cases: readonly CaseView[]): { contact?: string } =>
  text(cases.find((one) => typeof one['contact'] === 'string')?.['contact']);

/** A call for which an incident works is seen as that. */
function historyOf(cases: readonly CaseView[]): History {
  const own = cases.filter(({ process, status }) => !(process === 'call' && status === 'escalated'));
  const counts = new Map<string, number>();
  for (const { application = '' } of own.slice(0, 10)) counts.set(application, (counts.get(application) ?? 0) + 1);
  const last = [...counts]
    .map(([application, count]) => ({ application, count }))
    .toSorted((a, b) => b.count - a.count);
  const applications = last.flatMap(({ application }) => (application === '' ? [] : [application]));
  return {
    applications,
    open: own.filter(({ closedAt }) => closedAt === undefined).slice(0, 5),
    last,
  };
}

export const useAround = (unit: string | undefined, application: string | undefined): UseQueryResult<Around> =>
  useQuery({
    queryKey: asked.list('around', `${unit} ${application}`),
    queryFn: async ({ signal }): Promise<Around> =>
      await orElse<Around>(send('GET', '/api/callers/around', { query: { unit, application }, signal }), async () => {
        const query = { unit, open: 'true', mode: 'live', process: 'call,incident', limit: 5 };
        const { items, next } = (await send('GET', '/api/cases', { query, signal })) as {
          items: readonly CaseView[];
          next: string | null;
        };
        return { open: { count: items.length, capped: next !== null, items }, majors: [] };
      }),
    enabled: unit !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
