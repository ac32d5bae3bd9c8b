/** Whom a fired ladder step tells, in the case's own words; people are found at delivery. */
import type { AnyProcess, CaseEvent, CaseState, Effect } from './process.ts';

/** The notices of a clock event; empty for any other event. `kase` is the case after it. Throws nothing. */
export function escalation(_process: AnyProcess, _kase: CaseState<{ status: string }>, _event: CaseEvent): Effect[] {
  throw new Error('not yet');
}
