import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import { useHasRole } from '../shell/me.ts';

export type Setup = Answers['GET /api/setup']['answer'];
export type SetupItem = Setup['items'][number];

/** Who is told how far the installation is. */
export const useSeesSetup = (): boolean =>
  useHasRole('system-administrator', 'security-administrator', 'process-owner');

/** Asked again whenever it is shown: what was done a moment ago is ticked. */
export const useSetup = (enabled: boolean): UseQueryResult<Setup> =>
  useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => read('GET /api/setup', { signal }),
    enabled,
    staleTime: 0,
  });

export const isDone = ({ state }: SetupItem): boolean => state !== 'open';
