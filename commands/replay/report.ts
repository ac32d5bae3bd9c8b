/** What a judged log comes to. */
import { type Fit, fitOf } from '../../domain/event-log/fitness.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { nearest } from '../../domain/kernel/ranks.ts';
import { shown } from '../../platform/files/shown.ts';
import { type Judged, type Rule, type Step, WORKING } from './judge.ts';

export type Percentiles = { p50: number | null; p90: number | null; p99: number | null };
export type Report = {
  rule: Rule;
  mapping: string;
  file: string;
  sha256: string;
  /** As which the file was read; null: a workbook. */
  encoding?: string | null;
  cases: number;
  rows: number;
  steps: number;
  accepted: number;
  refused: number;
  refusedCases: number;
  unmappedRows: number;
  /** What they say and how often, most frequent first, so many at most. */
  unmappedValues: Record<string, number>;
  /** Of the whole file: left out by the mapping, and those that cannot be read. */
  ignoredRows: number;
  skippedRows: number;
  /** Why, of the first of them. */
  skipped: readonly string[];
  reasonChanges: number;
  /** Shares of the cases without a refused step, and of the steps. */
  fitness: { cases: Fit; steps: Fit };
  /** Where cases left the lifecycle, the most frequent first, so many at most. */
  departures: LogDeparture[];
  refusedByPair: Record<string, number>;
  acceptedByPair: Record<string, number>;
  finalStatus: Record<string, number>;
  /** By the last known priority of each case. */
  priorities: Record<string, number>;
  reopened: { cases: number; times: number };
  holdSeconds: { cases: number; total: number; byReason: Record<string, { cases: number; seconds: number }> };
  secondsToResolve: { first: Percentiles; net: Percentiles };
  groupChanges: { cases: number; times: number };
  tierChanges: { cases: number; up: number; down: number };
};
export type Source = Pick<Report, 'rule' | 'mapping' | 'file' | 'sha256'> &
  Partial<Pick<Report, 'encoding' | 'ignoredRows' | 'skippedRows' | 'skipped'>>;
/**
 * Refused steps that are alike; `said`: what the log says there. `first`: the first cases by their id, each with its first such
 * row; `more`: how many beside (`--refused` writes all of them).
 */
export type LogDeparture = {
  from: string;
  to: string;
  why: string;
  said: string;
  steps: number;
  cases: number;
  first: { case: string; row: number; at: string }[];
  more: number;
};
const MOST_VALUES = 100;
const MOST_DEPARTURES = 100;
const MOST_NAMED = 20;
export type RefusedCase = Refused & { case: string; others?: Refused[] };
type Refused = { row: number; at: string; from: string; to: string; why: string };

export function reportOf(source: Source, cases: readonly Judged[]): Report {
  const steps = cases.flatMap((one) => one.steps);
  const accepted = steps.filter(({ refused }) => refused === null);
  const unmapped = steps.filter(({ refused }) => refused === 'unmapped-status');
  const refused = steps.filter((step) => isRefused(step) && step.refused !== 'unmapped-status');
  const reopenings = cases.map((one) => one.steps.filter(isReopening).length);
  return {
    ignoredRows: 0,
    skippedRows: 0,
    skipped: [],
    ...source,
    cases: cases.length,
    rows: sum(cases.map(({ rows }) => rows)),
    steps: steps.length,
    accepted: accepted.length,
    refused: refused.length,
    refusedCases: cases.filter((one) => one.steps.some(isRefused)).length,
    unmappedRows: unmapped.length,
    unmappedValues: countBy(
      unmapped.map(({ to }) => shown(to)),
      MOST_VALUES,
    ),
    reasonChanges: sum(cases.map(({ reasonChanges }) => reasonChanges)),
    fitness: {
      cases: fitOf(cases.length, cases.filter((one) => !one.steps.some(isRefused)).length),
      steps: fitOf(steps.length, accepted.length),
    },
    departures: departuresOf(cases),
    refusedByPair: countBy(refused.map(pairOf)),
    acceptedByPair: countBy(accepted.map(pairOf)),
    finalStatus: countBy(cases.flatMap(({ finalStatus }) => finalStatus ?? [])),
    priorities: countBy(cases.flatMap(({ priority }) => priority ?? [])),
    reopened: timesOf(reopenings),
    holdSeconds: holdOf(cases),
    secondsToResolve: {
      first: percentilesOf(cases.flatMap(({ firstResolveMs }) => firstResolveMs ?? [])),
      net: percentilesOf(cases.flatMap(({ netResolveMs }) => netResolveMs ?? [])),
    },
    groupChanges: timesOf(cases.map(({ groupChanges }) => groupChanges)),
    tierChanges: {
      cases: cases.filter(({ tierUp, tierDown }) => tierUp + tierDown > 0).length,
      up: sum(cases.map(({ tierUp }) => tierUp)),
      down: sum(cases.map(({ tierDown }) => tierDown)),
    },
  };
}

/** One line a refused case: its first refused row, the others behind it. */
export function refusedCases(cases: readonly Judged[]): RefusedCase[] {
  return cases.flatMap(({ caseId, steps }) => {
    const [first, ...others] = steps.filter(isRefused).map(refusedOf);
    return first ? [{ case: caseId, ...first, ...(others.length > 0 ? { others } : {}) }] : [];
  });
}

function departuresOf(cases: readonly Judged[]): LogDeparture[] {
  const rows = new Map<string, LogDeparture>();
  for (const { caseId, steps } of cases) {
    const seen = new Set<LogDeparture>();
    for (const step of steps.filter(isRefused)) {
      const { row, at, from, to, why } = refusedOf(step);
      const said = shown(step.row.said);
      const key = JSON.stringify([from, to, why, said]);
      const one = rows.get(key) ?? { from, to: shown(to), why, said, steps: 0, cases: 0, first: [], more: 0 };
      rows.set(key, one);
      one.steps += 1;
      if (seen.has(one)) continue;
      seen.add(one);
      one.cases += 1;
      if (one.first.length < MOST_NAMED) one.first.push({ case: caseId, row, at });
      else one.more += 1;
    }
  }
  return [...rows.values()]
    .toSorted((a, b) => b.steps - a.steps || (pairOf(a) < pairOf(b) ? -1 : 1))
    .slice(0, MOST_DEPARTURES);
}

const isRefused = ({ refused }: Step): boolean => refused !== null;
export const isReopening = ({ from, to, refused }: Step): boolean =>
  refused === null && from === 'resolved' && WORKING.includes(to);
const pairOf = ({ from, to }: Pick<Step, 'from' | 'to'>): string => `${from} → ${to}`;
const refusedOf = ({ row, from, to, refused }: Step): Refused => ({
  row: row.place,
  at: new Date(row.at).toISOString(),
  from,
  to,
  why: refused ?? '',
});

function holdOf(cases: readonly Judged[]): Report['holdSeconds'] {
  const byReason = new Map<string, { cases: number; seconds: number }>();
  for (const [reason, ms] of cases.flatMap(({ holdMs }) => [...holdMs])) {
    const { cases: visited, seconds } = byReason.get(reason) ?? { cases: 0, seconds: 0 };
    byReason.set(reason, { cases: visited + 1, seconds: seconds + ms / 1_000 });
  }
  return {
    cases: cases.filter(({ holdMs }) => holdMs.size > 0).length,
    total: sum([...byReason.values()].map(({ seconds }) => seconds)),
    byReason: Object.fromEntries(byReason),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const timesOf = (times: readonly number[]): { cases: number; times: number } => ({
  cases: times.filter((one) => one > 0).length,
  times: sum(times),
});

/** Most frequent first, so that two runs print the same; the first `most`. */
export function countBy(keys: readonly string[], most = Infinity): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most));
}

function percentilesOf(lengths: readonly Millis[]): Percentiles {
  const sorted = lengths.map((ms) => ms / 1_000).toSorted((a, b) => a - b);
  const at = (percent: number): number | null => nearest(sorted, percent);
  return { p50: at(50), p90: at(90), p99: at(99) };
}
