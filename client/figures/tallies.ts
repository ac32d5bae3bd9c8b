/** Counts that are kept (models/figures/tally.ts): read where they hold, and counted anew from the rows where they do not. */
import type { Connection } from 'mongoose';
import { addPieces, aggregatesFor, Count, type Keyed, namesRead, type Pieces } from '../../domain/figures/counting.ts';
import { nothing } from '../../domain/figures/language/aggregates.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import type { FigureRow } from '../../domain/figures/row.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
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
import { endedRowsIn, hasMany, type Scope } from './rows.ts';

/** A stretch of time that is counted on its own. `parts`: of which it is made up, where each is worth a tally of its own. */
export type Span = Interval & { parts?: () => readonly Span[] };
export type Asked = { process: CaseKind; org: OrgPath; of: Of; basis: Basis; spans: readonly Span[] };
/**
 * `standing`: those that are published, counted with whatever is counted anew. `grouped`: whose rows they are is wanted, too. `now`: what
 * is not over by then is counted by its parts at once, where there is much of it; absent: all is over.
 */
export type Wanted = { wanted: readonly Aggregate[]; standing?: readonly Aggregate[]; grouped?: boolean; now?: Millis };
/** What the rows of one span come to. `groups`: empty where they are not wanted. */
export type SpanCount = { pieces: Pieces; groups: Groups };

/** From so many rows on a time is counted by its parts, so that one case that ends has few of them counted anew. */
const MANY_ROWS = 1_000;
/** With an hour more in it. */
const LONGEST_DAY: Millis = 25 * 3_600_000;
/** So many processes, bases or places are counted beside each other: what one waits for, others use. */
const AT_ONCE = 4;
/** Of more than these a part is written before all is counted. */
const MANY_KEPT = 100;
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
  { wanted, standing = wanted, grouped = false, now = Infinity }: Wanted,
): Promise<SpanCount[][]> {
  const anew = new Anew(db, now);
  const lackOf = lacks(keyed(wanted), keyed(standing));
  const asks = all.map((asked) => ({ asked, ...lackOf(asked), places: placesOf(asked) }));
  const there = await talliesAt(
    db,
    asks.flatMap(({ own, places }) => (own.size === 0 ? [] : places)),
    { keys: [...new Set(asks.flatMap(({ own }) => [...own.keys()]))], grouped },
  );
  const results: SpanCount[][] = [];
  for (let n = 0; n < asks.length; n += AT_ONCE)
    results.push(
      ...(await Promise.all(
        asks.slice(n, n + AT_ONCE).map(async ({ asked, own, all: standingOnes, places }) => {
          const found = await anew.filledIn(asked, { there, own, all: standingOnes });
          return places.map((place) => countIn(found.get(tallyIdOf(place)), own));
        }),
      )),
    );
  await anew.keep();
  return results;
}

/** For each process and basis, worked out once: what is asked for, and what is counted with it. */
function lacks(wanted: Keyed, standing: Keyed): (asked: Pick<Asked, 'process' | 'basis'>) => Lack {
  const known = new Map<string, Lack>();
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

const placesOf = (asked: Asked): TallyPlace[] => asked.spans.map((span) => placeOf(asked, span));
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

/** `own`: what must be there; `all`: what is counted where something is counted anew. */
type Lack = { own: Keyed; all: Keyed };
type Tallies = ReadonlyMap<string, Tally>;

/** Counts what is lacking from the rows, whole or by its parts, and writes back at the end what nobody marked meanwhile. */
class Anew {
  readonly #db: Connection;
  readonly #now: Millis;
  readonly #kept: Tally[] = [];

  constructor(db: Connection, now: Millis) {
    [this.#db, this.#now] = [db, now];
  }

  async keep(): Promise<void> {
    await keepTallies(this.#db, this.#kept.splice(0));
  }

  /** Of each span its tally, with all of `own`: as it was found, else counted anew. */
  async filledIn(asked: Asked, { there, own, all }: Lack & { there: Tallies }): Promise<Map<string, Tally>> {
    const found = new Map<string, Tally>();
    const lacking: { span: Span; place: TallyPlace; tally?: Tally }[] = [];
    for (const span of own.size === 0 ? [] : asked.spans) {
      const place = placeOf(asked, span);
      const tally = there.get(tallyIdOf(place));
      if (tally && holds(tally, own)) found.set(tally._id, tally);
      // Nothing of what it holds is used: it is counted from here on.
      else if (tally?.stale === true) lacking.push({ span, place, tally: { ...tally, parts: [] } });
      else lacking.push({ span, place });
    }
    for (const tally of await this.#counted(asked, lacking, { own, all })) found.set(tally._id, tally);
    if (this.#kept.length >= MANY_KEPT) await this.keep();
    return found;
  }

  async #counted(
    asked: Asked,
    lacking: readonly { span: Span; place: TallyPlace; tally?: Tally }[],
    { own, all }: Lack,
  ): Promise<Tally[]> {
    const unread = lacking.flatMap(({ place, tally }) => (tally ? [] : [place]));
    const read = new Map((await talliesFrom(this.#db, unread)).map((tally) => [tally._id, tally]));
    const results: Tally[] = [];
    const open: (Open & { tally: Tally })[] = [];
    const counted: Tally[] = [];
    for (const { span, place, tally = read.get(tallyIdOf(place)) } of lacking) {
      if (!tally) throw new Error(`${tallyIdOf(place)} was taken away`); // as nobody does; nothing would be a wrong figure
      if (holds(tally, own)) results.push(tally);
      else if (await this.#isByParts(asked, span, tally))
        counted.push(await this.#byParts(asked, span, { tally, own, all }));
      else open.push({ span, tally, count: new Count(missing(tally, own, all)), groups: new GroupsSeen() });
    }
    for (const run of runsOf(open)) await countRun(this.#db, asked, run);
    for (const { tally, count, groups } of open)
      counted.push(withCount(tally, { pieces: count.result(), rows: count.rows, groups: groups.all() }));
    this.#kept.push(...counted);
    return [...results, ...counted];
  }

  /** One of which nobody knows yet how many rows it has is looked at, where a case that ends late would have all of them read again. */
  async #isByParts(asked: Asked, span: Span, { rows, stale }: Tally): Promise<boolean> {
    if (span.parts === undefined || asked.basis === 'open') return false;
    if (rows >= MANY_ROWS) return true;
    const isLong = span.until - span.from > LONGEST_DAY || (span.from <= this.#now && this.#now < span.until);
    return isLong && rows === 0 && stale && (await this.#hasMany(asked, span));
  }

  #hasMany({ process, org, of, basis }: Asked, { from, until }: Span): Promise<boolean> {
    const period = { from, until };
    return hasMany(this.#db, { processes: [process], basis, scope: scopeOf(org, of), period }, MANY_ROWS);
  }

  async #byParts(asked: Asked, { parts = () => [] }: Span, { tally, own, all }: Lack & { tally: Tally }) {
    const lacking = missing(tally, own, all);
    const each = { ...asked, spans: parts() };
    const there = await talliesAt(this.#db, placesOf(each));
    const found = await this.filledIn(each, { there, own: lacking, all: new Map([...all, ...lacking]) });
    const pieces: Pieces = new Map();
    const groups = new GroupsSeen();
    let rows = 0;
    for (const one of found.values()) {
      addPieces(pieces, countIn(one, lacking).pieces);
      groups.add(one.groups);
      rows += one.rows;
    }
    return withCount(tally, { pieces, rows, groups: groups.all() });
  }
}

const missing = ({ stale, parts }: Tally, own: Keyed, all: Keyed): Keyed =>
  stale ? all : new Map([...own].filter(([key]) => !parts.some((part) => part.key === key)));

type Came = { pieces: Pieces; rows: number; groups: Groups };
function withCount(tally: Tally, { pieces, rows, groups }: Came): Tally {
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
