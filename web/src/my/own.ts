/** The requester's own cases as he thinks of them: one for each problem, however many cases work on it. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { CaseView } from '../generated/api.ts';

export type Own = {
  /** The one that he reported; its number is what he was told. */
  first: CaseView;
  /** The one that is worked on now. */
  now: CaseView;
  /** What waits for him: the case, the command, until when. */
  mine: { kase: CaseView; command: string; dueAt: string | null } | undefined;
};

export const useOwn = (me: string): UseQueryResult<readonly Own[]> =>
  useQuery({
    queryKey: asked.list('own', me),
    queryFn: async ({ signal }) => {
      const query = { requester: 'me', limit: 100, sort: '-openedAt', mode: 'live' };
      const { items } = (await send('GET', '/api/cases', { query, signal })) as { items: readonly CaseView[] };
      return ownOf(items, me);
    },
  });

function ownOf(cases: readonly CaseView[], me: string): readonly Own[] {
  const byNumber = new Map(cases.map((kase) => [kase.number, kase]));
  const worksFor = (kase: CaseView): CaseView | undefined => {
    const incident = kase['incident'];
    return typeof incident === 'string' ? byNumber.get(incident) : undefined;
  };
  const behind = new Set(cases.flatMap((kase) => worksFor(kase)?.number ?? []));
  return cases
    .filter(({ number }) => !behind.has(number))
    .map((first) => {
      const now = first.closedAt === undefined ? (worksFor(first) ?? first) : first;
      const mine = [now, first].flatMap((kase) =>
        kase.waitsFor.flatMap(({ to, command, dueAt }) =>
          'person' in to && to.person === me ? [{ kase, command, dueAt }] : [],
        ),
      )[0];
      return { first, now, mine };
    });
}

/** Of reported, worked on, to be confirmed, done. */
export function stageOf({ first, now, mine }: Own): 0 | 1 | 2 | 3 {
  if (first.closedAt !== undefined) return 3;
  if (mine !== undefined && mine.command !== 'supplyInfo') return 2;
  return now.status === 'new' && now === first ? 0 : 1;
}
