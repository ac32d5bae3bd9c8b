/** Counts that are kept (models/figures/tally.ts): read where they hold, and counted anew from the rows where they do not. */
import type { Connection } from 'mongoose';
import { addPieces, aggregatesFor, Count, namesRead, type Pieces } from '../../domain/figures/counting.ts';
import { nothing } from '../../domain/figures/language/aggregates.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import type { FigureRow } from '../../domain/figures/row.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import {
  type Groups,
  keepTallies,
  type Of,
  talliesAt,
  talliesFrom,
  type Tally,
  tallyIdOf,
  type TallyPlace,
} from '../../models/figures/tally.ts';
import { endedRowsIn, type Scope } from './rows.ts';

/** A stretch of time that is counted on its own. `days`: of which it is made up, where each is worth a tally of its own. */
export type Span = Interval & { days?: readonly Interval[] };
export type Asked = { process: ProcessKey; org: OrgPath; of: Of; basis: Basis; spans: readonly Span[] };
/** What the rows of one span come to. */
export type SpanCount = { pieces: Pieces; groups: Groups };

/** From so many rows on a month is counted by its days, so that one case that ends has one day counted anew. */
const MANY_ROWS = 2_000;
const GROUPED = ['orgPath', 'team', 'person', 'application'] as const;

/**
 * What ended cases come to in each of the spans, in their order, for these aggregates, which count others as well; equal to a recount
 * of the rows. `standing`: those that are published, counted with whatever is counted anew. Throws when the store is away.
 */
export async function tallied(
  db: Connection,
  asked: Asked,
  { wanted, standing = wanted }: { wanted: readonly Aggregate[]; standing?: readonly Aggregate[] },
): Promise<SpanCount[]> {
  const own = aggregatesFor(wanted, asked.basis, asked.process);
  if (own.size === 0) return asked.spans.map(() => ({ pieces: new Map(), groups: {} }));
  const all = new Map([...aggregatesFor(standing, asked.basis, asked.process), ...own]);
  const places = asked.spans.map((span) => placeOf(asked, span));
  const there = await talliesAt(db, places, [...own.keys()]);
  const found = new Map([...there].filter(([, tally]) => holds(tally, own)));
  const lacking = asked.spans.filter((span) => !found.has(tallyIdOf(placeOf(asked, span))));
  for (const tally of await counted(db, asked, { spans: lacking, own, all })) found.set(tally._id, tally);
  return places.map((place) => {
    const tally = found.get(tallyIdOf(place));
    const pieces: Pieces = new Map(tally?.parts.map(({ key, piece }) => [key, piece]) ?? []);
    return {
      pieces: new Map([...own].map(([key, aggregate]) => [key, pieces.get(key) ?? nothing(aggregate)])),
      groups: tally?.groups ?? {},
    };
  });
}

const placeOf = ({ process, org, of, basis }: Asked, { from, until }: Interval): TallyPlace => ({
  process,
  org,
  of,
  basis,
  from: basis === 'open' ? until : from,
  until,
});

const holds = ({ stale, parts }: Tally, own: ReadonlyMap<string, Aggregate>): boolean => {
  const keys = new Set(parts.map(({ key }) => key));
  return !stale && [...own.keys()].every((key) => keys.has(key));
};

type Lack = { spans: readonly Span[]; own: ReadonlyMap<string, Aggregate>; all: ReadonlyMap<string, Aggregate> };

/** Counted anew and kept: all that is published where it was stale, else what it lacked. */
async function counted(db: Connection, asked: Asked, { spans, own, all }: Lack): Promise<Tally[]> {
  const places = spans.map((span) => placeOf(asked, span));
  const now = new Map((await talliesFrom(db, places)).map((tally) => [tally._id, tally]));
  const results: Tally[] = [];
  const open: { span: Span; tally: Tally; count: Count; groups: GroupsSeen }[] = [];
  for (const [n, span] of spans.entries()) {
    const place = places[n] ?? placeOf(asked, span);
    const tally = now.get(tallyIdOf(place));
    if (!tally) throw new Error(`${tallyIdOf(place)} was taken away`); // as nobody does; nothing would be a wrong figure
    if (holds(tally, own)) results.push(tally);
    else if (isByDays(asked, span, tally)) results.push(await byDays(db, asked, span, { tally, own, all }));
    else open.push({ span, tally, count: new Count(missing(tally, own, all)), groups: new GroupsSeen() });
  }
  for (const run of runsOf(open)) await countRun(db, asked, run);
  for (const { tally, count, groups } of open) results.push(withCount(tally, count.result(), count.rows, groups.all()));
  await keepTallies(
    db,
    results.filter((tally) => now.get(tally._id) !== tally),
  );
  return results;
}

const isByDays = ({ of, basis }: Asked, { days }: Span, { rows }: Tally): boolean =>
  days !== undefined && of === '' && basis !== 'open' && rows >= MANY_ROWS;

const missing = ({ stale, parts }: Tally, own: Lack['own'], all: Lack['all']): Lack['own'] =>
  stale ? all : new Map([...own].filter(([key]) => !parts.some((part) => part.key === key)));

async function byDays(
  db: Connection,
  asked: Asked,
  { days = [] }: Span,
  { tally, own, all }: { tally: Tally } & Omit<Lack, 'spans'>,
): Promise<Tally> {
  const lacks = missing(tally, own, all);
  const wanted = [...lacks.values()];
  const each = await tallied(db, { ...asked, spans: days }, { wanted, standing: [...all.values()] });
  const pieces: Pieces = new Map();
  const groups = new GroupsSeen();
  for (const day of each) {
    addPieces(pieces, day.pieces);
    groups.add(day.groups);
  }
  return withCount(tally, pieces, tally.rows, groups.all());
}

function withCount(tally: Tally, pieces: Pieces, rows: number, groups: Groups): Tally {
  const kept = tally.stale ? [] : tally.parts.filter(({ key }) => !pieces.has(key));
  return {
    ...tally,
    rows,
    groups,
    stale: false,
    parts: [...kept, ...[...pieces].map(([key, piece]) => ({ key, piece }))],
  };
}

type Open = { span: Span; count: Count; groups: GroupsSeen };

/** Stretches that follow each other and lack the same are read at one go. */
function runsOf<T extends Open>(open: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const one of open.toSorted((a, b) => a.span.from - b.span.from)) {
    const run = runs.at(-1);
    if (run?.at(-1)?.span.until === one.span.from) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

async function countRun(db: Connection, { process, org, of, basis }: Asked, run: readonly Open[]): Promise<void> {
  const reading = {
    processes: [process],
    basis,
    scope: scopeOf(org, of),
    names: namesRead(run.flatMap(({ count }) => [...count.aggregates.values()])),
  };
  if (basis === 'open') {
    for (const one of run) for await (const row of endedRowsIn(db, { ...reading, period: one.span })) take(one, row);
    return;
  }
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return;
  const period = { from: first.span.from, until: last.span.until };
  for await (const row of endedRowsIn(db, { ...reading, period })) {
    const at = basis === 'closed' ? row.closedAt : row.openedAt;
    const one = run[indexAt(run, at)];
    if (one) take(one, row);
  }
}

function take({ count, groups }: Open, row: FigureRow): void {
  count.take(row);
  groups.take(row);
}

/** Of stretches in order without a gap, the one in which an instant lies. */
function indexAt(run: readonly Open[], at: number): number {
  let [low, high] = [0, run.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((run[middle]?.span.from ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function scopeOf(organisation: OrgPath, of: Of): Scope {
  const at = of.indexOf(':');
  return of === '' ? { organisation } : { organisation, [of.slice(0, at)]: of.slice(at + 1) };
}

/** Values of the fields that figures are told apart by, each once. */
class GroupsSeen {
  private readonly seen = new Map<(typeof GROUPED)[number], Set<string>>();

  take(row: Pick<FigureRow, (typeof GROUPED)[number]>): void {
    for (const field of GROUPED) this.put(field, row[field]);
  }

  add(groups: Groups): void {
    for (const field of GROUPED) for (const value of groups[field] ?? []) this.put(field, value);
  }

  all(): Groups {
    return Object.fromEntries([...this.seen].map(([field, values]) => [field, [...values].toSorted()]));
  }

  private put(field: (typeof GROUPED)[number], value: string | undefined): void {
    if (value === undefined) return;
    const values = this.seen.get(field) ?? new Set();
    this.seen.set(field, values.add(value));
  }
}
