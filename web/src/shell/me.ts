/** Who is signed in. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { asked } from '../api/keys.ts';
import { change, read } from '../api/ask.ts';
import { Refused } from '../api/problem.ts';
import type { Answers } from '../generated/api.ts';

export type Me = Answers['GET /api/me']['answer'];

export const MeContext = createContext<Me | undefined>(undefined);
/** Of whatever is shown to somebody who is signed in. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('nobody is signed in');
  return me;
}

export const useHasRole = (...roles: readonly string[]): boolean =>
  useMe().grants.some(({ role }) => roles.includes(role));

/** Null: nobody is signed in. Once somebody was, his page stays under the layer that asks to sign in again. */
export function useSession(): UseQueryResult<Me | null> {
  const client = useQueryClient();
  return useQuery({
    queryKey: asked.me,
    queryFn: async ({ signal }) => {
      try {
        return await read('GET /api/me', { signal });
      } catch (error) {
        const wasThere = Boolean(client.getQueryData(asked.me));
        if (!wasThere && error instanceof Refused && error.told.status === 401) return null;
        throw error;
      }
    },
  });
}

/** Signs out; what was read is forgotten, so that the next person at this machine finds nothing. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await change('DELETE /api/session').catch(() => undefined);
    client.clear();
    window.location.assign('/signin');
  };
}
