/** A formula as it was read, before anything is known of its names: with the place of each word, and holes where reading failed. */
import type { Span } from './faults.ts';
import type { LengthWord } from '../lengths.ts';
import type { Basis, Literal } from '../shapes.ts';

export type Placed<T> = Span & { said: T };
/** `unit`: a length of time was said, `3 days`; `said` is then in minutes. */
export type ReadLiteral = Placed<Literal> & { unit?: LengthWord };
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type ReadCondition =
  | { is: 'and' | 'or'; of: readonly ReadCondition[] }
  | { is: 'not'; of: ReadCondition }
  | { is: 'missing' | 'yes'; name: Placed<string> }
  | { is: Comparison; name: Placed<string>; value: ReadLiteral }
  | { is: 'in'; name: Placed<string>; values: readonly ReadLiteral[] };

export type ReadCases = Span & {
  basis: Basis;
  processes: readonly Placed<string>[];
  where?: ReadCondition;
};

export type ReadFormula = Span &
  (
    | { is: 'hole' }
    | { is: 'number'; value: number }
    | { is: 'indicator'; ref: string }
    | { is: '+' | '-' | '*' | '/'; left: ReadFormula; right: ReadFormula }
    | { is: 'count'; cases: ReadCases }
    | { is: 'fold'; fold: Fold; name: Placed<string>; cases: ReadCases }
    | { is: 'percentile'; p: Placed<number>; name: Placed<string>; cases: ReadCases }
    | { is: 'share'; part: ReadCases; whole: ReadCases }
  );
/** What takes the values of one name together. */
export type Fold = 'sum' | 'mean' | 'least' | 'most';
