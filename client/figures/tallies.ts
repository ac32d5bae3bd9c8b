/** Counts that are kept (models/figures/tally.ts): read where they hold, and counted anew from the rows where they do not. */
import type { Connection } from 'mongoose';
import { addPieces, aggregatesFor, Count, type Keyed, namesRead, type Pieces } from '../../domain/figures/counting.ts';
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
import { keyed } from './known-keys.ts';
import { endedRowsIn, type Scope } from './rows.ts';

/** A stretch of time that is counted on its own. `parts`: of which it is made up, where each is worth a tally of its own. */
export type Span = Interval & { parts?: () => readonly Span[] };
export type Asked = { process: ProcessKey; org: OrgPath; of: Of; basis: Basis; spans: readonly Span[] };
/** `standing`: those that are published, counted with whatever is counted anew. `grouped`: whose rows they are is wanted, too. */
export type Wanted = { wanted: readonly Aggregate[]; standing?: readonly Aggregate[]; grouped?: boolean };
/** What the rows of one span come to. `groups`: empty where they are not wanted. */
export type SpanCount = { pieces: Pieces; groups: Groups };

/** From so many rows on a time is counted by its parts, so that one case that ends has few of them counted anew. */
const MANY_ROWS = 1_000;
const GROUPED = ['orgPath', 'team', 'person', 'application'] as const;

/**
 * What ended cases come to in each of the spans, in their order, for these aggregates, which count others as well; equal to a recount
 * of the rows. Throws when the store is away.
 */
export async function tallied(db: Connection, asked: Asked, wanted: Wanted): Promise<SpanCount[]> {
  const [found = []] = await talliedAll(db, [asked], wanted);
  return found;
}

/** Likewise for each of several, in their order: whatever is kept of all of them is read at once. */
export async function talliedAll(
  db: Connection,
  all: readonly Asked[],
  { wanted, standing = wanted, grouped = false }: Wanted,
): Promise<SpanCount[][]> {
  const lackOf = lacks(keyed(wanted), keyed(standing));
  const asks = all.map((asked) => ({
    asked,
    ...lackOf(asked),
    places: asked.spans.map((span) => placeOf(asked, span)),
  }));
  const there = await talliesAt(
    db,
    asks.flatMap(({ own, places }) => (own.size === 0 ? [] : places)),
    { keys: [...new Set(asks.flatMap(({ own }) => [...own.keys()]))], grouped },
  );
  const results: SpanCount[][] = [];
  for (const { asked, own, all: standingOnes, places } of asks) {
    const found = new Map<string, Tally>();
    const lacking: Span[] = [];
    for (const [n, span] of asked.spans.entries()) {
      const tally = there.get(tallyIdOf(places[n] ?? placeOf(asked, span)));
      if (tally && holds(tally, own)) found.set(tally._id, tally);
      else if (own.size > 0) lacking.push(span);
    }
    const anew = await counted(db, asked, { spans: lacking, own, all: standingOnes });
    for (const tally of anew) found.set(tally._id, tally);
    results.push(places.map((place) => countIn(found.get(tallyIdOf(place)), own)));
  }
  return results;
}

/** For each process and basis, worked out once: what is asked for, and what is counted with it. */
function lacks(wanted: Keyed, standing: Keyed): (asked: Pick<Asked, 'process' | 'basis'>) => Omit<Lack, 'spans'> {
  const known = new Map<string, Omit<Lack, 'spans'>>();
  return ({ process, basis }) => {
    const before = known.get(`${process} ${basis}`);
    if (before) return before;
    const own = aggregatesFor(wanted, basis, process);
    const found = { own, all: new Map([...aggregatesFor(standing, basis, process), ...own]) };
    known.set(`${process} ${basis}`, found);
    return found;
  };
}

function countIn(tally: Tally | undefined, own: Keyed): SpanCount {
  const pieces: Pieces = new Map(tally?.parts.map(({ key, piece }) => [key, piece]) ?? []);
  return {
    pieces: new Map([...own].map(([key, aggregate]) => [key, pieces.get(key) ?? nothing(aggregate)])),
    groups: tally?.groups ?? {},
  };
}

const placeOf = ({ process, org, of, basis }: Asked, { from, until }: Interval): TallyPlace => ({
  process,
  org,
  of,
  basis,
  from: basis === 'open' ? until : from,
  until,
});

const holds = ({ stale, parts }: Tally, own: Keyed): boolean => {
  const keys = new Set(parts.map(({ key }) => key));
  return !stale && [...own.keys()].every((key) => keys.has(key));
};

type Lack = { spans: readonly Span[]; own: Keyed; all: Keyed };

/** Counted anew and kept: all that is published where it was stale, else what it lacked. */
async function counted(db: Connection, asked: Asked, { spans, own, all }: Lack): Promise<Tally[]> {
  if (spans.length === 0) return [];
  const places = spans.map((span) => placeOf(asked, span));
  const now = new Map((await talliesFrom(db, places)).map((tally) => [tally._id, tally]));
  const results: Tally[] = [];
  const open: { span: Span; tally: Tally; count: Count; groups: GroupsSeen }[] = [];
  for (const [n, span] of spans.entries()) {
    const place = places[n] ?? placeOf(asked, span);
    const tally = now.get(tallyIdOf(place));
    if (!tally) throw new Error(`${tallyIdOf(place)} was taken away`); // as nobody does; nothing would be a wrong figure
    if (holds(tally, own)) results.push(tally);
    else if (isByParts(asked, span, tally)) results.push(await byParts(db, asked, span, { tally, own, all }));
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

const isByParts = ({ basis }: Asked, { parts }: Span, { rows }: Tally): boolean =>
  parts !== undefined && basis !== 'open' && rows >= MANY_ROWS;

const missing = ({ stale, parts }: Tally, own: Lack['own'], all: Lack['all']): Lack['own'] =>
  stale ? all : new Map([...own].filter(([key]) => !parts.some((part) => part.key === key)));

async function byParts(
  db: Connection,
  asked: Asked,
  { parts = () => [] }: Span,
  { tally, own, all }: { tally: Tally } & Omit<Lack, 'spans'>,
): Promise<Tally> {
  const lacking = missing(tally, own, all);
  const wanted = [...lacking.values()];
  const standing = [...all.values()];
  const each = await tallied(db, { ...asked, spans: parts() }, { wanted, standing, grouped: true });
  const pieces: Pieces = new Map();
  const groups = new GroupsSeen();
  for (const part of each) {
    addPieces(pieces, part.pieces);
    groups.add(part.groups);
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
