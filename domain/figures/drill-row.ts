/** What figures read of one drill that has ended. */
import type { CaseView } from '../kernel/process.ts';
import { DRILL, kindOf } from './kinds.ts';
import { endedRow, type FigureRow, framedRow, headOf, type Standing } from './row.ts';

/** What its record says of a drill beside its view: all its steps were over on the way forward, whatever was taken back afterwards. */
export type DrillFacts = { completed: boolean };

/** True of what has a row of this kind. Throws nothing. */
export const isEndedDrill = (view: Pick<CaseView, 'mode' | 'process' | 'closedAt'>): boolean =>
  view.closedAt !== undefined && kindOf(view) === DRILL;

/**
 * The row of a drill that has ended, without its clocks; null of any other case. The same drill gives the same row whenever it is
 * folded. Throws nothing.
 */
export function drillRowOf(view: CaseView, kase: Standing, { completed }: DrillFacts): FigureRow | null {
  const { closedAt } = view;
  if (closedAt === undefined || !isEndedDrill(view)) return null;
  const runbooks = runbooksOf(kase);
  const row = endedRow(framedRow(view, DRILL), closedAt);
  const values = { ...row.values, completed, ...(runbooks.length > 0 ? { runbook: runbooks } : {}) };
  return { ...row, values, head: headOf(kase) };
}

/** As a case pins those that it runs by: `runbook` → `standby-node@3#hash`, further ones by `runbook-2`. */
const PIN = /^runbook(?:-\d+)?$/;
const VERSION = /@\d+(?:#.*)?$/;

/** Without their versions, each once, in order. */
const runbooksOf = ({ pins: { more = {} } }: Standing): string[] => [
  ...new Set(
    Object.entries(more)
      .flatMap(([name, ref]) => (PIN.test(name) ? ref.replace(VERSION, '') : []))
      .toSorted(),
  ),
];
