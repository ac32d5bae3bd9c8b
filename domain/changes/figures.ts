/**
 * Figures of changes that have ended. Each is one criterion over frozen fields, by which stored changes are counted and by
 * which a list finds them, so that a figure and the list behind it are one thing.
 */
import { nearest } from '../kernel/ranks.ts';
import type { Millis } from '../kernel/units.ts';

/** Kinds that went the way from plan to review; what is recorded or found was done under another authority, or none. */
const CARRIED_OUT = ['normal', 'standard', 'emergency'] as const;
const UNKNOWN = 'none';
export const ENDS = ['closed', 'rejected', 'canceled'] as const;

/** Words of a list's filters: a field is one of these. `none`: the change does not have it. */
const WORDS = ['status', 'kind', 'outcome', 'beyondWindow', 'causedIncidents'] as const;
type Field = (typeof WORDS)[number];
export type Criterion = Readonly<Partial<Record<Field, readonly string[]>>> & {
  /** Only those whose lead time is known, or is not; or is at least so long, ms. */
  lead?: 'known' | 'unknown' | { atLeast: Millis };
};

/** Ended changes that are alike in all that a criterion looks at. */
export type Tally = {
  /** By which they are grouped. */
  value: string;
  fields: Readonly<Record<Field, string>>;
  count: number;
  /** Of those that have one, in no order. */
  leads: readonly Millis[];
};
export type Counted = { count: number; of: Criterion };
/** `share`: the quotient, rounded once to four decimals; null of nothing. */
export type Share = { share: number | null; numerator: Counted; denominator: Counted };
/** `unknown`: closed before it was kept, so in neither number. */
export type ShareKnown = Share & { unknown: Counted };
type LeadTime = Counted & {
  medianMs: Millis | null;
  p90Ms: Millis | null;
  /** Rounded to whole ms. */
  meanMs: Millis | null;
  /** Those that took as long as p90 or longer. */
  slowest: Counted | null;
  unknown: Counted;
};
export type ChangeFigures = {
  ended: Counted;
  closed: Counted;
  rejected: Counted;
  canceled: Counted;
  carriedOut: Counted;
  outcomes: Readonly<Record<'successful' | 'withIssues' | 'failed' | 'rolledBack' | 'noted', Counted>>;
  successful: Share;
  withIssues: Share;
  emergency: Share;
  standard: Share;
  unauthorised: Share;
  onTime: ShareKnown;
  causedIncidents: ShareKnown;
  leadTime: LeadTime;
};

const closed: Criterion = { status: ['closed'] };
const carriedOut: Criterion = { ...closed, kind: CARRIED_OUT };
const judged = (...outcome: string[]): Criterion => ({ ...carriedOut, outcome });
const delivered = judged('successful', 'with-issues');

/**
 * The figures of these ended changes. What is in which number:
 * - `carriedOut`: closed, and normal, standard or emergency; `outcomes` are theirs.
 * - `successful`, `withIssues`: reviewed so, of those carried out that were judged: `noted` judges nothing.
 * - `emergency`, `standard`: of those carried out. `unauthorised`: of all that were closed.
 * - `onTime`: the work, or its way back, was over before its window was, of those carried out of which both are known.
 * - `causedIncidents`: their review names incidents, of those carried out.
 * - `leadTime`: from the first submission to the end of the work, in wall time, of those that delivered: successful or with
 *   issues. Percentiles are nearest ranks (`nearest`).
 * Adding tallies up in any order and any cut gives the same. Throws nothing.
 */
export function changeFigures(tallies: readonly Tally[]): ChangeFigures {
  const count = (of: Criterion): Counted => ({ count: countOf(tallies, of), of });
  const share = (numerator: Criterion, denominator: Criterion): Share => shareOf(count(numerator), count(denominator));
  const known = (field: 'beyondWindow' | 'causedIncidents', is: 'true' | 'false'): ShareKnown => ({
    ...share({ ...carriedOut, [field]: [is] }, { ...carriedOut, [field]: ['true', 'false'] }),
    unknown: count({ ...carriedOut, [field]: [UNKNOWN] }),
  });
  const all = judged('successful', 'with-issues', 'failed', 'rolled-back');
  return {
    ended: count({ status: ENDS }),
    closed: count(closed),
    rejected: count({ status: ['rejected'] }),
    canceled: count({ status: ['canceled'] }),
    carriedOut: count(carriedOut),
    outcomes: {
      successful: count(judged('successful')),
      withIssues: count(judged('with-issues')),
      failed: count(judged('failed')),
      rolledBack: count(judged('rolled-back')),
      noted: count(judged('noted')),
    },
    successful: share(judged('successful'), all),
    withIssues: share(judged('with-issues'), all),
    emergency: share({ ...carriedOut, kind: ['emergency'] }, carriedOut),
    standard: share({ ...carriedOut, kind: ['standard'] }, carriedOut),
    unauthorised: share({ ...closed, kind: ['unauthorised'] }, closed),
    onTime: known('beyondWindow', 'false'),
    causedIncidents: known('causedIncidents', 'true'),
    leadTime: leadTimeOf(tallies, count),
  };
}

const isMet = ({ fields }: Tally, of: Criterion): boolean =>
  WORDS.every((name) => of[name]?.includes(fields[name]) ?? true);

function countOf(tallies: readonly Tally[], { lead, ...of }: Criterion): number {
  const met = tallies.filter((tally) => isMet(tally, of));
  return met.reduce((sum, { count, leads }) => sum + countedOf(count, leads, lead), 0);
}

function countedOf(count: number, leads: readonly Millis[], lead: Criterion['lead']): number {
  if (lead === undefined) return count;
  if (lead === 'known') return leads.length;
  return lead === 'unknown' ? count - leads.length : leads.filter((one) => one >= lead.atLeast).length;
}

const shareOf = (numerator: Counted, denominator: Counted): Share => ({
  share: denominator.count === 0 ? null : Math.round((numerator.count * 10_000) / denominator.count) / 10_000,
  numerator,
  denominator,
});

function leadTimeOf(tallies: readonly Tally[], count: (of: Criterion) => Counted): LeadTime {
  const sorted = tallies
    .filter((one) => isMet(one, delivered))
    .flatMap(({ leads }) => leads)
    .toSorted((a, b) => a - b);
  const p90Ms = nearest(sorted, 90);
  return {
    ...count({ ...delivered, lead: 'known' }),
    medianMs: nearest(sorted, 50),
    p90Ms,
    meanMs: sorted.length === 0 ? null : Math.round(sorted.reduce((sum, one) => sum + one, 0) / sorted.length),
    slowest: p90Ms === null ? null : count({ ...delivered, lead: { atLeast: p90Ms } }),
    unknown: count({ ...delivered, lead: 'unknown' }),
  };
}

/**
 * The same by group: the largest first, those of one size by their value; at most `most` groups, `left`: of how many others
 * there is no row. Throws nothing.
 */
export function figuresByGroup(
  tallies: readonly Tally[],
  most: number,
): { groups: (ChangeFigures & { value: string })[]; left: number } {
  const byValue = new Map<string, Tally[]>();
  for (const tally of tallies) byValue.set(tally.value, [...(byValue.get(tally.value) ?? []), tally]);
  const size = (of: readonly Tally[]): number => of.reduce((sum, { count }) => sum + count, 0);
  const ordered = [...byValue].toSorted(([a, ofA], [b, ofB]) => size(ofB) - size(ofA) || (a < b ? -1 : 1));
  return {
    groups: ordered.slice(0, most).map(([value, of]) => ({ value, ...changeFigures(of) })),
    left: Math.max(0, ordered.length - most),
  };
}
