/** Who is signed in; without a network, who was. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { change, read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { toldOf } from '../api/problem.ts';
import { noteServerNow } from '../live/clock.ts';
import type { Me } from '../shell/me.ts';
import { forget, forgetAll, forgetOthers, keep, kept } from './kept.ts';

/** Somebody signed out without a network: his session ends with the first request that comes through. */
const LEAVING = 'leaving';
export const isLeaving = (): boolean => kept('', LEAVING) !== undefined;

/** Null: nobody is signed in. */
export const usePhoneSession = (): UseQueryResult<Me | null> =>
  useQuery({
    queryKey: asked.me,
    queryFn: async () => {
      if (isLeaving() && !(await left())) return null;
      try {
        const me = await read('GET /api/me', { signal: AbortSignal.timeout(8_000) });
        forgetOthers(me.id);
        keep('', 'me', me);
        return me;
      } catch (error) {
        if (toldOf(error).status === 401) return null;
        const before = kept<Me>('', 'me')?.data;
        if (before) return before;
        throw error;
      }
    },
  });

/** How far the clock of this phone was ahead of the server's when it last heard of it. */
export function knownAheadMs(): number | undefined {
  const before = kept<Me>('', 'me');
  const ahead = before ? before.at - Date.parse(before.data.serverNow) : Number.NaN;
  return Number.isFinite(ahead) ? ahead : undefined;
}
/** Before anything is asked: without a network clocks go by what was known of that. */
export function beginClock(): void {
  const ahead = knownAheadMs();
  if (ahead !== undefined) noteServerNow({ serverNow: new Date(Date.now() - ahead).toISOString() });
}

/** Before somebody signs in, and at each start. True: nobody is signed in any more. */
export async function left(): Promise<boolean> {
  try {
    await change('DELETE /api/session', { signal: AbortSignal.timeout(8_000) });
  } catch (error) {
    if (toldOf(error).status !== 401) return false;
  }
  forget('', LEAVING);
  return true;
}

/** Signs out, and lets go of all that was read. `first`: what becomes of what was not sent. */
export function usePhoneSignOut(): (first: () => Promise<unknown>) => Promise<void> {
  const client = useQueryClient();
  return async (first) => {
    await first();
    const isOut = await left();
    forgetAll();
    if (!isOut) keep('', LEAVING, true);
    client.clear();
    window.location.assign('/m');
  };
}
