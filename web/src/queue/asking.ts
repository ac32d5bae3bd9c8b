/** What a view of the queue asks a list for. */
export const BASES = ['mine', 'team', 'role', 'over', 'waiting', 'all'] as const;
export type Base = (typeof BASES)[number];
type Query = Readonly<Record<string, string>>;

const ofBase: Readonly<Record<Base, Query>> = {
  mine: { turn: 'mine' },
  team: { turn: 'team' },
  role: { turn: 'role' },
  over: { turn: 'all', clock: 'over' },
  waiting: { turn: 'waiting' },
  all: { open: 'true' },
};
/** Of rows alone: a count and a file have none. */
const OF_ROWS = new Set(['sort']);

/** Filters go before what the base says; the nearest deadline first, unless another order was chosen. */
export const askedFor = (base: Base, filters: Query): Record<string, string> => ({
  sort: 'dueAt',
  ...ofBase[base],
  ...filters,
});

/** The same for a file. */
export const exportedFor = (base: Base, filters: Query): Record<string, string> =>
  Object.fromEntries(Object.entries(askedFor(base, filters)).filter(([name]) => !OF_ROWS.has(name)));
