/** What the screens of appraisals ask, and what they read out of the answers. */
import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read, send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { TimelineItem } from '../case/reading.ts';
import type { Answers, CaseAnswer, CaseView, Part } from '../generated/api.ts';
import type { Two } from '../words/words.ts';

type Page = { items: readonly CaseView[]; next: string | null };
export const useAppraisals = (query: Readonly<Record<string, string>>) =>
  useInfiniteQuery({
    queryKey: asked.list('/api/appraisals', JSON.stringify(query)),
    queryFn: async ({ signal, pageParam }): Promise<Page> =>
      (await send('GET', '/api/appraisals', { query: { limit: 50, ...query, after: pageParam }, signal })) as Page,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** Beside the fields of every case (docs/appraisal.md): points are hundredths, money is cents. */
export type AppraisalFields = {
  period: string;
  from: string;
  until: string;
  zone: string;
  freezeAt: string;
  schemeRef?: string;
  scheme: string;
  stuck?: string;
  listHash?: string;
  listRows?: number;
  score?: number | null;
  penalty?: number;
  currency?: string;
  penalties?: readonly { is: 'clause' | 'adjustment' | 'cap'; of?: string; times?: number; cents: number }[];
  statementHash?: string;
  acceptedBy?: string;
  silence: boolean;
  signatures?: readonly { side: 'judge' | 'subject'; by: string; at: string }[];
};
export const fieldsOf = (kase: CaseAnswer | CaseView): AppraisalFields => kase as unknown as AppraisalFields;

export type ItemPart = Part & {
  value?: string;
  cases?: number;
  points?: number;
  adjusted?: number;
  relief?: number;
  rectification?: string;
};
export type Offers = { allowed: readonly string[]; blocked: readonly { command: string; code: string }[] };
type Offer = Offers & { kind: string; status: string; except: Readonly<Record<string, Offers>> };
const partsOf = (kase: CaseAnswer): { items?: readonly ItemPart[]; offers?: readonly Offer[] } =>
  Reflect.get(kase, 'parts') ?? {};

export const itemsOf = (kase: CaseAnswer): readonly ItemPart[] => partsOf(kase).items ?? [];
/** What may be done with one item now. */
export function offersOf(kase: CaseAnswer, part: ItemPart): Offers {
  const offer = partsOf(kase).offers?.find(({ kind, status }) => kind === part.kind && status === part.status);
  return offer?.except[part.id] ?? offer ?? { allowed: [], blocked: [] };
}

type Source = Answers['GET /api/appraisal-schemes/{id}']['answer']['source'];
export type Item = Omit<Source['items'][number], 'measure'> & { measure?: string };
export type Scheme = { source: Source; says: Readonly<Record<string, Two>> };
/** The version by which it is judged; who does not read schemes has its terms out of the record. */
export const useScheme = (ref: string | undefined): UseQueryResult<Scheme> =>
  useQuery({
    queryKey: ['scheme', ref],
    queryFn: async ({ signal }): Promise<Scheme> => {
      const found = await read('GET /api/appraisal-schemes/{id}', { at: { id: ref ?? '' }, signal });
      const says: unknown = found['says'];
      return { source: found.source, says: (says ?? {}) as Readonly<Record<string, Two>> };
    },
    enabled: ref !== undefined,
    staleTime: Infinity,
    retry: false,
  });

type Event = Extract<TimelineItem, { kind: 'event' }>;
export const bare = (type: string): string => type.split('.').at(-1) ?? type;
export const isEvent = (item: TimelineItem): item is Event => item.kind === 'event';
export type { Event };

export type Terms = Pick<Source, 'items' | 'clauses'>;
export function termsIn(events: readonly Event[]): Terms | undefined {
  const terms = events.findLast(({ type }) => bare(type) === 'schemePinned')?.data['terms'];
  return terms === undefined ? undefined : (terms as Terms);
}
export function indicatorsIn(events: readonly Event[]): readonly string[] {
  const named = events.findLast(({ type }) => bare(type) === 'frozen')?.data['indicators'];
  return Array.isArray(named) ? named.map(String) : [];
}

/** The cases behind the figures, as they were then; `in`: items, and `clause:` of those by which it is owed. */
export type Listed = {
  items: readonly {
    number: string;
    process: string;
    basis: string;
    openedAt: string;
    closedAt?: string;
    in: readonly string[];
  }[];
  next: number | null;
};
export const useListed = (number: string, item: string) =>
  useInfiniteQuery({
    queryKey: ['appraisal', number, 'listed', item],
    queryFn: async ({ signal, pageParam }): Promise<Listed> =>
      (await send('GET', `/api/appraisals/${encodeURIComponent(number)}/listed`, {
        query: { item, after: pageParam },
        signal,
      })) as Listed,
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Infinity,
  });

export type Recounted = { list: { hash: string; rows: number; holds: boolean }; same: boolean };
/** All of it reckoned anew from the stored list; heavy, so only when it is asked for. */
export const useRecount = (number: string, enabled: boolean) =>
  useQuery({
    queryKey: ['appraisal', number, 'recount'],
    queryFn: async ({ signal }): Promise<Recounted> =>
      (await send('GET', `/api/appraisals/${encodeURIComponent(number)}/recount`, { signal })) as Recounted,
    enabled,
    gcTime: 0,
  });

const MAKING_MS = 2_000;
export const useDocuments = (number: string) =>
  useQuery({
    queryKey: ['case', number, 'documents'],
    queryFn: ({ signal }) => read('GET /api/cases/{number}/documents', { at: { number }, signal }),
    // only while one is being made, which takes seconds and is no event of the case
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'making') === true ? MAKING_MS : false,
  });
