/** What keys of registers are called, asked once and kept. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { type Two, useLocale } from '../words/words.ts';

const paths: Readonly<Record<string, string>> = {
  person: '/api/people',
  organisation: '/api/organisations',
  application: '/api/applications',
  queue: '/api/teams',
  category: '/api/categories',
  'cause-code': '/api/cause-codes',
};

/** The entries of small registers by key; of people and organisations those on the first pages. */
function useNames(kind: string, enabled: boolean): ReadonlyMap<string, string> {
  const locale = useLocale();
  const { data } = useQuery({
    queryKey: asked.register(`names-${kind}`, locale),
    queryFn: async ({ signal }) => {
      const known = new Map<string, string>();
      let after: string | undefined;
      for (let page = 0; page < 10; page++) {
        const { items, next } = await read(`GET ${paths[kind]}` as 'GET /api/people', {
          query: { limit: 100, after },
          signal,
        });
        for (const { id, name, title } of items as readonly { id: string; name?: string; title?: Two }[])
          known.set(id, name ?? title?.[locale] ?? id);
        if (next === null) break;
        after = next;
      }
      return known;
    },
    enabled,
    staleTime: 10 * 60_000,
  });
  return data ?? NONE;
}
const NONE: ReadonlyMap<string, string> = new Map();

/** `nameOf('person', 'li')`; the key itself where it has no name that one may read. */
export function useName(): (kind: string, key: string | undefined) => string {
  const person = useNames('person', true);
  const organisation = useNames('organisation', true);
  const application = useNames('application', true);
  const queue = useNames('queue', true);
  const category = useNames('category', true);
  return useCallback(
    (kind, key = '') => {
      const known: Readonly<Record<string, ReadonlyMap<string, string>>> = {
        person,
        organisation,
        application,
        queue,
        category,
      };
      return known[kind]?.get(key) ?? key;
    },
    [person, organisation, application, queue, category],
  );
}
