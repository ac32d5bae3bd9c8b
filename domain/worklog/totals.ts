/** Time that people put down, added up by what somebody asks for. */
import type { OrgPath } from '../kernel/process.ts';

/** By what it is added up: `organisation`: of the case; `team`: in whose queue the case lies; `month`: of the day of the work. */
export const TOTALS_BY = ['person', 'team', 'organisation', 'application', 'process', 'month'] as const;
export type TotalsBy = (typeof TOTALS_BY)[number];

/** An entry and the case that it is of. */
export type Spent = {
  caseId: string;
  process: string;
  worker: string;
  day: string;
  minutes: number;
  orgPath: OrgPath;
  team?: string;
  application?: string;
};
/** `key` null: of cases that have none. */
export type Total = { key: string | null; minutes: number; entries: number; cases: number };

const keysOf: Readonly<Record<TotalsBy, (one: Spent) => string | undefined>> = {
  person: ({ worker }) => worker,
  team: ({ team }) => team,
  organisation: ({ orgPath }) => orgPath,
  application: ({ application }) => application,
  process: ({ process }) => process,
  month: ({ day }) => day.slice(0, 7),
};

/** Months in their order, all others the most first; what has no key comes last. Throws nothing. */
export function totalsBy(by: TotalsBy, spent: readonly Spent[]): Total[] {
  const found = new Map<string | null, { minutes: number; entries: number; cases: Set<string> }>();
  for (const one of spent) {
    const key = keysOf[by](one) ?? null;
    const sum = found.get(key) ?? { minutes: 0, entries: 0, cases: new Set<string>() };
    sum.minutes += one.minutes;
    sum.entries += 1;
    found.set(key, { ...sum, cases: sum.cases.add(one.caseId) });
  }
  const all = [...found].map(([key, { cases, ...sum }]): Total => ({ key, ...sum, cases: cases.size }));
  return all.toSorted(
    (a, b) =>
      Number(a.key === null) - Number(b.key === null) ||
      (by === 'month' ? 0 : b.minutes - a.minutes) ||
      ((a.key ?? '') < (b.key ?? '') ? -1 : 1),
  );
}
