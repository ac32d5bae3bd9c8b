/** What happened to each step of a run, out of its events. */
import type { CaseEvent, Millis } from '../process.ts';
import { touchIn } from '../parts/records.ts';
import { FAILURES } from './following.ts';

/** One line: what, when, by whom, and what was said of it. */
export type StepLine = {
  /** Name of the event without its process. */
  event: string;
  /** Status of the part behind it; absent: as before. */
  to?: string;
  at: Millis;
  /** Absent: it followed by itself from what somebody did elsewhere. */
  by?: string;
  attempt?: number;
  /** Of an action. */
  outcome?: string;
  choice?: string;
  /** Evidence, reason or findings, as they were written. */
  said?: string;
};

/** By part, in the order in which it happened. Steps that a decision left out have the line of that decision. Throws nothing. */
export function linesOf(
  events: readonly Pick<CaseEvent, 'type' | 'data' | 'at' | 'by'>[],
): ReadonlyMap<string, StepLine[]> {
  const lines = new Map<string, StepLine[]>();
  for (const { type, data, at, by } of events) {
    const { part, to, also = {} } = touchIn(data);
    const event = bareName(type);
    const why = event === 'halted' && 'why' in data ? data.why : undefined;
    if (SAID_BEFORE.includes(why)) continue;
    const line = { event, at, ...(FOLLOWS.includes(event) ? {} : { by: by.id }) };
    const words = why === 'no-return' ? {} : wordsIn(data); // the line before gives the reason
    const own = part === undefined ? [] : [[part, { ...line, ...(to === undefined ? {} : { to }), ...words }] as const];
    const others = Object.entries(also).map(([id, status]) => [id, { ...line, to: status }] as const);
    for (const [id, one] of [...own, ...others]) lines.set(id, [...(lines.get(id) ?? []), one]);
  }
  return lines;
}

/**
 * Why a run halted last, in the words of who said so; where the halt has none, those of the failure that it came from. Undefined:
 * nobody said anything, or it has not halted. `events`: of the case in their order, up to that halt at least. Throws nothing.
 */
export function haltReason(events: readonly Pick<CaseEvent, 'type' | 'data'>[]): string | undefined {
  const halted = events.findLast(({ type }) => type.endsWith('.halted'));
  if (!halted) return undefined;
  const own = reasonOf(halted.data);
  if (own !== undefined || !('part' in halted.data)) return own;
  const { part } = halted.data;
  const failed = events
    .slice(0, events.indexOf(halted))
    .findLast(({ type, data }) => FAILURES.includes(bareName(type)) && 'part' in data && data.part === part);
  return failed && reasonOf(failed.data);
}
const bareName = (type: string): string => type.slice(type.indexOf('.') + 1);
const reasonOf = (data: object): string | undefined =>
  'reason' in data && typeof data.reason === 'string' ? data.reason : undefined;

const FOLLOWS = ['stepStarted', 'undoStarted', 'stepWithdrawn', 'gateOpened'];
/** Why it halted where the line before says as much. */
const SAID_BEFORE: readonly unknown[] = ['step-failed', 'undo-failed', 'unknown'];
const SAID = ['evidence', 'reason', 'findings', 'detail'];
function wordsIn(data: object): Partial<StepLine> {
  const field = (name: string): unknown => Object.entries(data).find(([key]) => key === name)?.[1];
  const text = (name: string): string | undefined => {
    const value = field(name);
    return typeof value === 'string' ? value : undefined;
  };
  const said = SAID.flatMap((name) => text(name) ?? []).join('; ');
  const [attempt, outcome, choice] = [field('attempt'), text('outcome'), text('choice')];
  return {
    ...(typeof attempt === 'number' ? { attempt } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(choice === undefined ? {} : { choice }),
    ...(said === '' ? {} : { said }),
  };
}
