/** Registers that fields are chosen from: where their entries are asked, and how one reads in a list. */
import { read } from '../api/ask.ts';
import type { Locale } from '../words/words.ts';

export type Choice = { value: string; label: string; note?: string };
type Source = {
  path: string;
  rows: (item: Item, locale: Locale) => Choice;
  query?: (q: string) => Readonly<Record<string, string>>;
};
type Item = Readonly<Record<string, unknown>>;

const word = (value: unknown): string => (typeof value === 'string' ? value : '');
/** A name, a title in one language or in both. */
export function titleOf(item: Item, locale: Locale): string {
  const title = item['title'];
  const both = typeof title === 'object' && title !== null ? word(Reflect.get(title, locale)) : word(title);
  return word(item['name']) || both || word(item['id']);
}
const named = (item: Item, locale: Locale): Choice => ({
  value: word(item['id']),
  label: titleOf(item, locale),
  note: word(item['id']),
});
const byQ = (q: string) => ({ q });

export const sources: Readonly<Record<string, Source>> = {
  person: {
    path: '/api/people',
    rows: (item, locale) => ({ ...named(item, locale), note: word(item['unit']) }),
    query: byQ,
  },
  organisation: { path: '/api/organisations', rows: named, query: byQ },
  application: { path: '/api/applications', rows: named, query: byQ },
  queue: { path: '/api/teams', rows: named, query: byQ },
  category: { path: '/api/categories', rows: named, query: byQ },
  'cause-code': { path: '/api/cause-codes', rows: named, query: byQ },
  item: { path: '/api/items', rows: named, query: byQ },
  skill: { path: '/api/skills', rows: named, query: byQ },
  meeting: { path: '/api/meetings', rows: named, query: () => ({}) },
  runbook: { path: '/api/runbooks', rows: named, query: byQ },
  checklist: { path: '/api/checklists', rows: named, query: byQ },
  template: { path: '/api/change-templates', rows: named, query: byQ },
  role: {
    path: '/api/roles',
    rows: (item, locale) => ({ value: word(item['role']), label: titleOf(item, locale), note: word(item['role']) }),
  },
  scheme: { path: '/api/appraisal-schemes', rows: named, query: byQ },
  action: { path: '/api/actions', rows: named, query: byQ },
  case: {
    path: '/api/cases',
    rows: (item) => ({ value: word(item['number']), label: `${word(item['number'])} ${word(item['title'])}` }),
    query: byQ,
  },
};
export const isPickable = (pick: string): boolean => Object.hasOwn(sources, pick);

/** At most twenty that fit what was typed. */
export async function choicesFor(
  pick: string,
  { q, locale, signal }: { q: string; locale: Locale; signal: AbortSignal },
): Promise<Choice[]> {
  const source = sources[pick];
  if (!source) return [];
  const typed = q.trim();
  // a register that is not searched comes whole
  const isWhole = source.query === undefined;
  const answer = await read(`GET ${source.path}` as 'GET /api/people', {
    query: isWhole ? {} : { limit: 20, ...(typed === '' ? {} : (source.query?.(typed) ?? {})) },
    signal,
  });
  const rows = (answer.items as readonly Item[]).map((item) => source.rows(item, locale));
  const fits = ({ label, note = '' }: Choice): boolean =>
    `${label} ${note}`.toLowerCase().includes(typed.toLowerCase());
  return isWhole ? rows.filter(fits) : rows;
}
