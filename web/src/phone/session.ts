/** Who is signed in; without a network, who was. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { change, read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { toldOf } from '../api/problem.ts';
import type { Me } from '../shell/me.ts';
import { forgetAll, keep, kept } from './kept.ts';

/** Null: nobody is signed in. */
export const usePhoneSession = (): UseQueryResult<Me | null> =>
  useQuery({
    queryKey: asked.me,
    queryFn: async () => {
      try {
        const me = await read('GET /api/me', { signal: AbortSignal.timeout(8_000) });
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

/** Signs out. What was not sent stays on the phone for him; what was read does not. */
export function usePhoneSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await change('DELETE /api/session').catch(() => undefined);
    forgetAll();
    client.clear();
    window.location.assign('/m');
  };
}
