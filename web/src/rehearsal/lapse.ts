/** A rehearsal along its own time: a lane for each clock of its cases and one for who would be told; also as a list, and beside another. */
type Reading = {
  state: string;
  startedAt: string | null;
  dueAt: string | null;
  breachedAt: string | null;
  stoppedAt: string | null;
};
type Kase = { number: string; process: string; openedAt: string; readings: Readonly<Record<string, Reading>> };
type Standing = { virtualAt: string; cases: readonly Kase[] };
type Told = { at: string; number: string; to: string; why: { clock?: string; step?: string; percent?: number } };

export type Lane = {
  number: string;
  process: string;
  clock: string;
  state: string;
  from: number;
  /** How far the clock went: stopped, or now. */
  until: number;
  dueAt?: number;
  breachedAt?: number;
};
export type Lapse = { begin: number; now: number; lanes: readonly Lane[]; told: readonly number[] };

const at = (instant: string | null): number | undefined => (instant === null ? undefined : Date.parse(instant));

export function lapseOf({ virtualAt, cases }: Standing, told: readonly Told[]): Lapse {
  const now = Date.parse(virtualAt);
  const lanes = cases.flatMap(({ number, process, readings }) =>
    Object.entries(readings).flatMap(([clock, reading]): Lane[] => {
      const from = at(reading.startedAt);
      if (from === undefined) return [];
      const [dueAt, breachedAt] = [at(reading.dueAt), at(reading.breachedAt)];
      return [
        {
          number,
          process,
          clock,
          state: reading.state,
          from,
          until: Math.max(from, at(reading.stoppedAt) ?? now),
          ...(dueAt === undefined ? {} : { dueAt }),
          ...(breachedAt === undefined ? {} : { breachedAt }),
        },
      ];
    }),
  );
  const begin = Math.min(now, ...cases.map(({ openedAt }) => Date.parse(openedAt)));
  return { begin, now, lanes, told: told.map((one) => Date.parse(one.at)) };
}

/** What became of one thing in either rehearsal, by the time since its intake; absent: it was not there. */
export type Compared = {
  kind: 'due' | 'breached' | 'told';
  process: string;
  clock?: string;
  to?: string;
  percent?: number;
  left?: number;
  right?: number;
  differs: boolean;
};

type Whole = { standing: Standing; told: readonly Told[] };
type Fact = Pick<Compared, 'kind' | 'process' | 'clock' | 'to' | 'percent'> & { key: string; after: number };

function factsOf({ standing, told }: Whole): readonly Fact[] {
  const { begin, lanes } = lapseOf(standing, told);
  const processes = new Map(standing.cases.map(({ number, process }) => [number, process]));
  const counts = new Map<string, number>();
  /** The same again is another thing: the second reminder of one kind. */
  const fact = (one: Omit<Fact, 'key' | 'after'>, when: number): Fact => {
    const name = [one.kind, one.process, one.clock ?? '', one.to ?? '', one.percent ?? ''].join('|');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { ...one, key: `${name}|${count}`, after: when - begin };
  };
  return [
    ...lanes.flatMap(({ process, clock, dueAt }) =>
      dueAt === undefined ? [] : [fact({ kind: 'due', process, clock }, dueAt)],
    ),
    ...lanes.flatMap(({ process, clock, breachedAt }) =>
      breachedAt === undefined ? [] : [fact({ kind: 'breached', process, clock }, breachedAt)],
    ),
    ...told.map(({ at: when, number, to, why: { clock, percent } }) =>
      fact(
        {
          kind: 'told',
          process: processes.get(number) ?? '',
          to,
          ...(clock === undefined ? {} : { clock }),
          ...(percent === undefined ? {} : { percent }),
        },
        Date.parse(when),
      ),
    ),
  ];
}

/** Within a minute is the same: two rehearsals never begin at one instant. */
const SAME_MS = 60_000;

export function comparedOf(left: Whole, right: Whole): readonly Compared[] {
  const rows = new Map<string, Compared>();
  for (const [side, whole] of [
    ['left', left],
    ['right', right],
  ] as const)
    for (const { key, after, ...one } of factsOf(whole))
      rows.set(key, { ...one, differs: true, ...rows.get(key), [side]: after });
  const first = ({ left: a, right: b }: Compared): number => Math.min(a ?? Infinity, b ?? Infinity);
  return [...rows.values()]
    .map((row) => ({
      ...row,
      differs: row.left === undefined || row.right === undefined || Math.abs(row.left - row.right) > SAME_MS,
    }))
    .toSorted((a, b) => first(a) - first(b));
}
