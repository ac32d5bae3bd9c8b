/** Places in a canned text that fields of a case fill, `{title}`: as in the texts of notices, one without a value becomes a dash. */
const PLACE = /\{(\w+)\}/g;
/** What a place becomes where the case has nothing for it, or shows it to somebody else only. */
export const NOTHING_THERE = '–';
/** More of one field, or of all, is no answer that anybody would send. */
const MOST_OF_ONE = 1_000;
export const MOST_FILLED = 8_000;

/** Names of the places in a text, each once, in their order. Throws nothing. */
export const placesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACE)].map(([, name = '']) => name)),
];

/**
 * The text with its places filled. A value stands as it is: what looks like a place in it is none. What is longer than a command
 * takes ends in `…`. Throws nothing.
 */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  const said = text.replaceAll(PLACE, (_, name: string) => cut(values.get(name) || NOTHING_THERE, MOST_OF_ONE));
  return cut(said, MOST_FILLED);
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Places that every case has, beside the fields of its process. */
export const COMMON_PLACES = [
  'number',
  'process',
  'status',
  'title',
  'priority',
  'tier',
  'unit',
  'application',
  'queue',
  'requester',
  'assignee',
  'openedAt',
  'dueAt',
  'closedAt',
  'me',
  'now',
] as const;
