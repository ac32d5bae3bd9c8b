/** Aggregates counted over rows, several at once: which rows, which of their values, and what they come to. */
import { keyOf, merged, nothing, withRow } from './language/aggregates.ts';
import type { Aggregate, Basis, Condition, Piece } from './language/shapes.ts';
import type { LiveRow } from './row.ts';

/** By `keyOf` of their aggregates. */
export type Pieces = Map<string, Piece>;

/** Those that count rows of that basis and process, each once, by key. Throws nothing. */
export function aggregatesFor(all: readonly Aggregate[], basis: Basis, process: string): Map<string, Aggregate> {
  const found = all.filter(({ cases }) => cases.basis === basis && cases.processes.some((one) => one === process));
  return new Map(found.map((one) => [keyOf(one), one]));
}

/** Names of a row that these look at, each once. Throws nothing. */
export function namesRead(aggregates: Iterable<Aggregate>): string[] {
  const found = new Set<string>();
  for (const aggregate of aggregates) {
    if ('name' in aggregate) found.add(aggregate.name);
    if (aggregate.cases.where) for (const name of namesOfCondition(aggregate.cases.where)) found.add(name);
  }
  return [...found];
}

function namesOfCondition(condition: Condition): string[] {
  if (!('of' in condition)) return [condition.name];
  return condition.is === 'not' ? namesOfCondition(condition.of) : condition.of.flatMap(namesOfCondition);
}

/** Counts rows one by one. */
export class Count {
  rows = 0;
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  private readonly pieces: Pieces;

  constructor(aggregates: ReadonlyMap<string, Aggregate>) {
    this.aggregates = aggregates;
    this.pieces = new Map([...aggregates].map(([key, one]) => [key, nothing(one)]));
  }

  take(row: Pick<LiveRow, 'process' | 'values'>): void {
    this.rows += 1;
    for (const [key, aggregate] of this.aggregates) {
      const before = this.pieces.get(key) ?? nothing(aggregate);
      const after = withRow(aggregate, before, row);
      if (after !== before) this.pieces.set(key, after);
    }
  }

  result(): Pieces {
    return this.pieces;
  }
}

/** Adds `more` to what is there; neither of the pieces changes. */
export function addPieces(to: Pieces, more: ReadonlyMap<string, Piece>): void {
  for (const [key, piece] of more) {
    const there = to.get(key);
    to.set(key, there ? merged(there, piece) : piece);
  }
}
