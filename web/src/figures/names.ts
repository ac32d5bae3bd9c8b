/** What indicators are called, asked once. */
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Two } from '../words/words.ts';
import type { Names } from './named.ts';

const NONE: Names = new Map();
const MOST_PAGES = 5;

export function useIndicatorNames(): Names {
  const { data } = useQuery({
    queryKey: asked.register('indicator-names'),
    queryFn: async ({ signal }): Promise<Names> => {
      const names = new Map<string, Two>();
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const { items, next } = await read('GET /api/indicators', { query: { limit: 100, after }, signal });
        for (const { id, name } of items as readonly { id: string; name?: Two }[])
          if (name) names.set(id.split('@')[0] ?? id, name);
        if (next === null) break;
        after = next;
      }
      return names;
    },
    staleTime: 10 * 60_000,
    retry: false,
  });
  return data ?? NONE;
}
