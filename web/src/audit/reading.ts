/** What the screens of the audit ask. Each look is itself on record, so nothing here is asked again by itself. */
import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import type { Two } from '../words/words.ts';
import { type ChainCheck, checked, type StoredCommit } from './checking/chain.ts';

export type Commit = Answers['GET /api/audit/cases/{number}']['answer']['items'][number];
export type Step = {
  seq: number;
  commit: Commit;
  type: string;
  at: number;
  by: Commit['by'];
  data: Record<string, unknown>;
  words?: Two;
  effects: number;
};
export type Recorded = { commits: readonly Commit[]; steps: readonly Step[]; check: ChainCheck | undefined };
const kept = { staleTime: Infinity, refetchOnWindowFocus: false } as const;

export const useRecorded = (number: string): UseQueryResult<Recorded> =>
  useQuery({
    queryKey: ['audit', number],
    queryFn: async ({ signal }) => {
      const commits: Commit[] = [];
      const words = new Map<string, Two>();
      for (let after: string | undefined, more = true; more; ) {
        const page = await read('GET /api/audit/cases/{number}', {
          at: { number },
          query: { limit: 100, after },
          signal,
        });
        commits.push(...page.items);
        after = page.next ?? undefined;
        more = page.next !== null;
      }
      for (let after: string | undefined, more = true; more; ) {
        const at = { number };
        const page = await read('GET /api/cases/{number}/timeline', { at, query: { limit: 100, after }, signal });
        for (const item of page.items) if (item.kind === 'event') words.set(item.type, item.words);
        after = page.next ?? undefined;
        more = page.next !== null;
      }
      return { commits, steps: stepsOf(commits, words), check: await checkHere(commits) };
    },
    ...kept,
  });

/** Undefined where the browser has no Web Crypto: it needs HTTPS or localhost. */
export async function checkHere(commits: readonly Commit[]): Promise<ChainCheck | undefined> {
  if (!globalThis.isSecureContext) return undefined;
  const caseId: unknown = commits[0]?.['caseId'];
  return await checked(typeof caseId === 'string' ? caseId : '', commits satisfies readonly StoredCommit[]);
}

const stepsOf = (commits: readonly Commit[], words: ReadonlyMap<string, Two>): Step[] =>
  commits.flatMap((commit) =>
    commit.events.map(({ type, data }, place) => {
      const said = words.get(type);
      return {
        seq: commit.seq + place,
        commit,
        type,
        at: commit.at,
        by: commit.by,
        data,
        ...(said ? { words: said } : {}),
        effects: place === 0 ? commit.effects.length : 0,
      };
    }),
  );

export const useHistory = (number: string, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ['audit', number, 'history'],
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/cases/{number}/history', { at: { number }, query: { limit: 100, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled,
    ...kept,
  });

export type StateAt = Answers['GET /api/audit/cases/{number}/states/{seq}']['answer'];
export const useStateAt = (number: string, seq: number): UseQueryResult<StateAt> =>
  useQuery({
    queryKey: ['audit', number, 'state', seq],
    queryFn: ({ signal }) =>
      read('GET /api/audit/cases/{number}/states/{seq}', { at: { number, seq: String(seq) }, signal }),
    ...kept,
  });

export const useTypes = () =>
  useQuery({
    queryKey: ['audit', 'types'],
    queryFn: ({ signal }) => read('GET /api/audit/types', { signal }),
    staleTime: Infinity,
  });

export const useSealList = () =>
  useInfiniteQuery({
    queryKey: ['audit', 'seal-list'],
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/audit/seals', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export type TrailQuery = Readonly<Record<string, string>>;
export const useTrail = (of: 'records' | 'administrators', query: TrailQuery, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ['audit', of, query],
    queryFn: ({ signal, pageParam }) =>
      read(`GET /api/audit/${of}`, { query: { ...query, limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled,
    ...kept,
  });

export const useSeals = (enabled: boolean) =>
  useQuery({
    queryKey: ['audit', 'seals'],
    queryFn: ({ signal }) => read('GET /api/audit/seals', { query: { limit: 20 }, signal }),
    enabled,
  });

/** While one runs, or the one that was begun is not there yet, it is looked at every few seconds. */
export const useVerifications = (enabled: boolean, begun?: string) =>
  useQuery({
    queryKey: ['audit', 'verifications'],
    queryFn: ({ signal }) => read('GET /api/audit/verifications', { signal }),
    enabled,
    refetchInterval: ({ state: { data } }) => (isUnderWay(data?.items ?? [], begun) ? 2_000 : false),
  });

type Verified = Answers['GET /api/audit/verifications']['answer']['items'][number];
export const isUnderWay = (items: readonly Verified[], begun: string | undefined): boolean =>
  items[0]?.finishedAt === null || (begun !== undefined && !items.some(({ id }) => id === begun));
