/** What keys of registers are called, and cases: asked for as they are shown, and kept. */
import { useCallback, useSyncExternalStore } from 'react';
import { read } from '../api/ask.ts';
import { useLocale } from '../words/words.ts';
import { keptNames, type Name } from './kept.ts';

/** Kinds of which the API tells names; another key stays as it is. */
const KINDS: ReadonlySet<string> = new Set([
  'person',
  'organisation',
  'application',
  'queue',
  'category',
  'cause-code',
  'skill',
  'item',
  'case',
]);

const names = keptNames({
  ask: async (keys) => {
    const { items } = await read('GET /api/names', { query: { of: keys.join(',') } });
    return new Map(
      items.map(({ key, title, process, status }): [string, Name] => [
        key,
        { ...title, ...(process ? { process } : {}), ...(status ? { status } : {}) },
      ]),
    );
  },
  now: () => performance.now(),
  later: (act, ms) => void setTimeout(act, ms),
});
/** What a question may ask for; the rest of the world's words would refuse the whole of it. */
const ASKED = /^[A-Za-z0-9/._-]{1,200}$/;
const find = (kind: string, key: string): Name | undefined =>
  KINDS.has(kind) && ASKED.test(key) ? names.of(`${kind}:${key}`) : undefined;

/** `nameOf('person', 'li')`; the key itself where it has no name that one may read, or none yet. */
export function useName(): (kind: string, key: string | undefined) => string {
  const locale = useLocale();
  const state = useSyncExternalStore(names.follow, names.state);
  return useCallback(
    (kind, key = '') => find(kind, key)?.[locale] ?? key,
    // oxlint-disable-next-line react/exhaustive-deps -- another state: more names are known
    [locale, state],
  );
}

/** The case of a number as far as one sees it: its title, and how it stands. */
export function useCaseName(): (number: string) => Name | undefined {
  const state = useSyncExternalStore(names.follow, names.state);
  return useCallback(
    (number) => find('case', number),
    // oxlint-disable-next-line react/exhaustive-deps -- another state: more names are known
    [state],
  );
}
