/** Which lists are asked for anew when a case has changed: those that it stands on, or comes onto. */
type Told = { number: string; turn?: readonly string[] | undefined };
/** `unsure`: it may be on it or not, by a filter that only the server can tell. */
export type Concern = 'yes' | 'no' | 'unsure';

/** Turns that a list of whose turn it is holds; `over` is one of all turns with a deadline behind it. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  mine: ['mine'],
  team: ['team'],
  role: ['role'],
  all: ['mine', 'team', 'role'],
  waiting: ['waiting'],
};

/** `key`: of `asked.list`, whose third part is the query as JSON, where it is that of a queue; `data`: what it answered last. */
export function concernOf({ key, data }: { key: readonly unknown[]; data: unknown }, { number, turn }: Told): Concern {
  const [, path, query] = key;
  if (path === 'work-counts') return 'no'; // with the counts that the stream tells
  if (numbersIn(data).has(number)) return 'yes';
  const within = WITHIN[turnIn(query) ?? ''];
  if (!within || turn === undefined) return 'unsure';
  return within.some((one) => turn.includes(one)) ? 'yes' : 'no';
}

function turnIn(query: unknown): string | undefined {
  if (typeof query !== 'string' || !query.startsWith('{')) return undefined;
  const { turn }: { turn?: unknown } = JSON.parse(query) as object;
  return typeof turn === 'string' ? turn : undefined;
}

const none: ReadonlySet<string> = new Set();
type Paged = { pages: readonly { items: readonly { number?: unknown }[] }[] };
const isPaged = (data: unknown): data is Paged => typeof data === 'object' && data !== null && 'pages' in data;
function numbersIn(data: unknown): ReadonlySet<unknown> {
  if (!isPaged(data)) return none;
  return new Set(data.pages.flatMap(({ items }) => items.map(({ number }) => number)));
}
