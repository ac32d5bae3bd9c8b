/** Aggregates counted over rows, several at once: which rows, which of their values, and what they come to. */
import { merged, nothing, withOne } from './language/aggregates.ts';
import { holds } from './language/holds.ts';
import type { Aggregate, Basis, Condition, Piece } from './language/shapes.ts';
import type { LiveRow } from './row.ts';

/** By `keyOf` of their aggregates. */
export type Pieces = Map<string, Piece>;

/** By `keyOf`, each once. */
export type Keyed = ReadonlyMap<string, Aggregate>;

/** Those that count rows of that basis and process. Throws nothing. */
export function aggregatesFor(all: Keyed, basis: Basis, process: string): Map<string, Aggregate> {
  return new Map(
    [...all].filter(([, { cases }]) => cases.basis === basis && cases.processes.some((one) => one === process)),
  );
}

/** Names of a row that these look at, each once. Throws nothing. */
export const namesRead = (aggregates: Iterable<Aggregate>): string[] => [...new Set(namesIn(aggregates, () => true))];

/** Of those the names whose value is looked at, and not only whether there is one. Throws nothing. */
export const namesCompared = (aggregates: Iterable<Aggregate>): ReadonlySet<string> =>
  new Set(namesIn(aggregates, ({ is }) => is !== 'missing'));

const namesIn = (aggregates: Iterable<Aggregate>, isMeant: (condition: Condition) => boolean): string[] =>
  [...aggregates].flatMap((aggregate) => [
    ...('name' in aggregate ? [aggregate.name] : []),
    ...(aggregate.cases.where ? namesOfCondition(aggregate.cases.where, isMeant) : []),
  ]);

function namesOfCondition(condition: Condition, isMeant: (condition: Condition) => boolean): string[] {
  if (!('of' in condition)) return isMeant(condition) ? [condition.name] : [];
  const all = condition.is === 'not' ? [condition.of] : condition.of;
  return all.flatMap((one) => namesOfCondition(one, isMeant));
}

/** Counts rows one by one. */
export class Count {
  rows = 0;
  readonly aggregates: Keyed;
  readonly #pieces: Pieces;
  /** Of those that share a condition it is asked once. */
  readonly #alike: readonly { where?: Condition; of: readonly [key: string, aggregate: Aggregate][] }[];

  constructor(aggregates: Keyed) {
    this.aggregates = aggregates;
    this.#pieces = new Map([...aggregates].map(([key, one]) => [key, nothing(one)]));
    const byWhere = new Map<string, { where?: Condition; of: [string, Aggregate][] }>();
    for (const [key, aggregate] of aggregates) {
      const { where } = aggregate.cases;
      const words = JSON.stringify(where ?? null);
      const alike = byWhere.get(words) ?? { ...(where ? { where } : {}), of: [] };
      alike.of.push([key, aggregate]);
      byWhere.set(words, alike);
    }
    this.#alike = [...byWhere.values()];
  }

  take({ process, values }: Pick<LiveRow, 'process' | 'values'>): void {
    this.rows += 1;
    for (const { where, of } of this.#alike) {
      if (where && !holds(where, values)) continue;
      for (const [key, aggregate] of of) {
        if (!aggregate.cases.processes.some((one) => one === process)) continue;
        this.#pieces.set(key, withOne(aggregate, this.#pieces.get(key) ?? nothing(aggregate), values));
      }
    }
  }

  result(): Pieces {
    return this.#pieces;
  }
}

/** Adds `more` to what is there; neither of the pieces changes. */
export function addPieces(to: Pieces, more: ReadonlyMap<string, Piece>): void {
  for (const [key, piece] of more) {
    const there = to.get(key);
    to.set(key, there ? merged(there, piece) : piece);
  }
}
