/** What a scheme of appraisal 考核方案 says: plain data, so that a version can be pinned, hashed and reckoned with for ever. */
import type { Formula } from '../../figures/language/shapes.ts';
import type { OrgPath } from '../../kernel/units.ts';

/** A calendar month, a quarter of the fiscal year, or that year. */
export const PERIODS = ['month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIODS)[number];
export const SUBJECTS = ['provider', 'centre', 'person'] as const;
/**
 * Who is judged. `organisation`: whose people belong to the subject: of a provider its own branch, where it has one; of a centre the
 * centre. `teams`: whose members do. `person`: of a person alone.
 */
export type Subject = {
  kind: (typeof SUBJECTS)[number];
  organisation?: OrgPath | undefined;
  teams?: readonly string[] | undefined;
  person?: string | undefined;
};
type Words = { zh: string; en: string };

/** Which way is better: an item of `more` is missed below its target, one of `less` above it. */
export const BETTER = ['more', 'less'] as const;
/** What an item without a value scores: all of it, nothing, or the others count alone. */
export const WITHOUT = ['full', 'zero', 'left-out'] as const;
/** Of a figure its share of the points. `steps`: the points of the best step that is reached; of none, 0. */
export type Scoring =
  | { is: 'proportional' }
  | { is: 'all-or-nothing' }
  | { is: 'steps'; steps: readonly { figure: number; points: number }[] };
/** An item as a case reckons with it. `weight`: whole points that it may have. `target`, `figure` and `beyond`: at most four decimals, as figures are rounded. */
export type SchemeItem = {
  id: string;
  title: Words;
  weight: number;
  /** It has a figure; absent: judged by hand. */
  computed?: true | undefined;
  better: (typeof BETTER)[number];
  target?: number | undefined;
  scoring: Scoring;
  without: (typeof WITHOUT)[number];
  /** With fewer percent of its points it starts a rectification. */
  rectifyBelow?: number | undefined;
};

/**
 * The same as people write it. `measure`: text of a formula (domain/figures/language), be it another indicator alone, `@first-line`;
 * absent: judged by hand. `formula`: what that is, with each indicator pinned to its version; of a published version alone.
 */
export type MeasuredItem = Omit<SchemeItem, 'computed'> & {
  measure?: string | undefined;
  formula?: Formula | undefined;
};

/** In cents, or in hundredths of a percent of the fee of the period. */
export type Amount = { cents: number } | { basisPoints: number };
/** A case does not count whose clock stood or ran for so many minutes while its user was waited for: what the customer caused. */
export type Exclusion = { clock: string; minutes: number };
/** What is owed for the figure of `item`. `cap`: cents, of this clause. */
export type Clause = {
  id: string;
  title: Words;
  item: string;
  cap?: number | undefined;
} & (
  | { is: 'per-breach'; amount: Amount; except?: readonly Exclusion[] | undefined }
  /** Of the target; of a share, percentage points. `begun`: what is begun counts, `full`: what is full. */
  | { is: 'per-percent'; amount: Amount; count: 'begun' | 'full' }
  /** The furthest one that is passed counts, alone. */
  | { is: 'tiers'; tiers: readonly { beyond: number; amount: Amount }[] }
);

/** What of a scheme a case reckons with. `fee`, `cap`: cents of one period. */
export type Terms = {
  items: readonly SchemeItem[];
  clauses: readonly Clause[];
  currency: string;
  fee?: number | undefined;
  cap?: number | undefined;
  /** Who says nothing to the end of his window has accepted it. */
  silence?: true | undefined;
};
export type Scheme = Omit<Terms, 'items'> & {
  items: readonly MeasuredItem[];
  title: Words;
  /** Whose service is judged: cases of it and of all below; its zone cuts the periods. */
  orgPath: OrgPath;
  subject: Subject;
  /** Whose appraisers judge. */
  judge: OrgPath;
  period: PeriodKind;
  /** 1 to 12: with which the fiscal year begins; quarters are counted from it. */
  firstMonth: number;
  withdrawn?: true | undefined;
  reason?: string | undefined;
};

/** Of a computed item as it was frozen. `value`: rounded to four decimals; null: there was nothing to reckon with. `cases`: behind it. */
export type FrozenFigure = { item: string; value: number | null; cases: number };
/** By clause, of those per breach: how many cases count. */
export type Breaches = Readonly<Record<string, number>>;
