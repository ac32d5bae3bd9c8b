/** What was counted, put together for figures of several periods: of ended cases what is kept, of open ones what their documents say. */
import type { Connection } from 'mongoose';
import { addPieces, aggregatesFor, Count, namesRead, type Pieces } from '../../domain/figures/counting.ts';
import type { Aggregate, Basis } from '../../domain/figures/language/shapes.ts';
import { type Cut, daysOf, partsOf, type Period } from '../../domain/figures/periods.ts';
import type { LiveRow } from '../../domain/figures/row.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { Groups, Of } from '../../models/figures/tally.ts';
import { asOf, openRowsIn, rowsIn } from './rows.ts';
import { scopeOf, type Span, type SpanCount, tallied } from './tallies.ts';

export type Wish = {
  org: OrgPath;
  of: Of;
  cut: Cut;
  /** Of one kind, each beginning where the one before ends. */
  periods: readonly Period[];
  aggregates: readonly Aggregate[];
  /** Published ones, counted with whatever is counted anew. */
  standing?: readonly Aggregate[];
  /** Processes of which cases are kept from who asks: theirs are left out. */
  concealedIn?: ReadonlySet<ProcessKey>;
  now: Millis;
};
/** `groups`: whose cases of ended ones these are. */
export type Measured = { pieces: Pieces; groups: Groups };

const BASES: readonly Basis[] = ['closed', 'opened', 'open'];

/** What each of the periods comes to, in their order. The open cases are read first, so that none is missed that ends meanwhile. */
export async function measured(db: Connection, wish: Wish): Promise<Measured[]> {
  const results = wish.periods.map((): { pieces: Pieces; groups: Groups[] } => ({ pieces: new Map(), groups: [] }));
  for (const basis of BASES) {
    const processes = processesOf(wish.aggregates, basis);
    const hidden = processes.filter((one) => wish.concealedIn?.has(one));
    const plain = processes.filter((one) => !wish.concealedIn?.has(one));
    if (basis !== 'closed' && plain.length > 0) await addOpen(db, wish, { basis, processes: plain, results });
    const kept = await Promise.all(plain.map((process) => keptOf(db, wish, basis, process)));
    for (const each of kept)
      for (const [n, { pieces, groups }] of each.entries()) {
        addPieces(results[n]?.pieces ?? new Map(), pieces);
        results[n]?.groups.push(groups);
      }
    for (const process of hidden) await addUnconcealed(db, wish, { basis, processes: [process], results });
  }
  return results.map(({ pieces, groups }) => ({ pieces, groups: joined(groups) }));
}

const processesOf = (aggregates: readonly Aggregate[], basis: Basis): ProcessKey[] => [
  ...new Set(aggregates.flatMap(({ cases }) => (cases.basis === basis ? cases.processes : []))),
];

/** Of ended cases, by period. */
async function keptOf(db: Connection, wish: Wish, basis: Basis, process: ProcessKey): Promise<SpanCount[]> {
  const { org, of, periods, aggregates, standing = aggregates, now } = wish;
  const spansOf = periods.map((period) => spansIn(wish, period, basis).filter(({ from }) => from < now));
  const spans = spansOf.flat();
  const counts = await tallied(db, { process, org, of, basis, spans }, { wanted: aggregates, standing });
  let next = 0;
  return spansOf.map((own) => {
    const pieces: Pieces = new Map();
    const groups: Groups[] = [];
    for (const count of counts.slice(next, next + own.length)) {
      addPieces(pieces, count.pieces);
      groups.push(count.groups);
    }
    next += own.length;
    return { pieces, groups: joined(groups) };
  });
}

/** Of a whole organisation months and days are kept, from which longer times are put together; of others the time itself. */
function spansIn({ cut, of }: Wish, period: Period, basis: Basis): Span[] {
  if (basis === 'open') return [{ from: period.until, until: period.until }];
  if (of !== '') return [period];
  return partsOf(cut, period).map(({ from, until, kind }) => ({
    from,
    until,
    ...(kind === 'month' ? { days: daysOf(cut, { from, until }) } : {}),
  }));
}

type Adding = {
  basis: Basis;
  processes: readonly ProcessKey[];
  results: readonly { pieces: Pieces; groups: Groups[] }[];
};

async function addOpen(db: Connection, wish: Wish, { basis, processes, results }: Adding): Promise<void> {
  const { org, of, periods, now } = wish;
  const [first, last] = [periods[0], periods.at(-1)];
  if (!first || !last) return;
  const counting = new Counting(wish, basis, processes);
  const period = { from: first.from, until: last.until };
  const asked = { scope: scopeOf(org, of), period, basis, processes, names: counting.names, now };
  for await (const row of openRowsIn(db, asked)) {
    for (const [n, one] of periods.entries()) {
      if (basis === 'opened' && (row.openedAt < one.from || row.openedAt >= one.until)) continue;
      const at = Math.min(one.until, now);
      if (basis === 'opened') counting.take(n, row);
      else if (row.openedAt < at && one.from < now) counting.take(n, { ...row, values: asOf(row, at) });
    }
  }
  counting.addTo(results);
}

async function addUnconcealed(db: Connection, wish: Wish, { basis, processes, results }: Adding): Promise<void> {
  const counting = new Counting(wish, basis, processes);
  const { org, of, periods, now } = wish;
  for (const [n, period] of periods.entries()) {
    if (period.from >= now) continue;
    const asked = {
      scope: scopeOf(org, of),
      period,
      basis,
      processes,
      names: counting.names,
      withoutConcealed: true,
      now,
    };
    for await (const row of rowsIn(db, asked)) counting.take(n, row);
  }
  counting.addTo(results);
}

/** Counts rows of several processes by period. */
class Counting {
  readonly names: readonly string[];
  private readonly counts: readonly ReadonlyMap<string, Count>[];

  constructor({ aggregates, periods }: Wish, basis: Basis, processes: readonly ProcessKey[]) {
    const byProcess = processes.map((process) => [process, aggregatesFor(aggregates, basis, process)] as const);
    this.names = namesRead(byProcess.flatMap(([, own]) => [...own.values()]));
    this.counts = periods.map(() => new Map(byProcess.map(([process, own]) => [process, new Count(own)])));
  }

  take(period: number, row: LiveRow): void {
    this.counts[period]?.get(row.process)?.take(row);
  }

  addTo(results: Adding['results']): void {
    for (const [n, counts] of this.counts.entries())
      for (const count of counts.values()) addPieces(results[n]?.pieces ?? new Map(), count.result());
  }
}

function joined(all: readonly Groups[]): Groups {
  const fields = ['orgPath', 'team', 'person', 'application'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const values = [...new Set(all.flatMap((one) => one[field] ?? []))];
      return values.length > 0 ? [[field, values.toSorted()]] : [];
    }),
  );
}
