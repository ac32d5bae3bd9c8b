/**
 * Proof of replay (X3): what time itself recorded on a case, and what was frozen at its end, reckoned again from its other
 * events alone and compared with what stands there.
 */
import { canonical } from './chain.ts';
import { dueEvents, frozenFacts, isClockEvent } from './clocks.ts';
import { differencesBetween } from './differences.ts';
import { emptyCase, fold } from './fold.ts';
import { isTickKey } from './ids.ts';
import type { AnyProcess, CaseEvent, CaseState, Millis, Pins } from './process.ts';

/**
 * `unfounded`: a firing that nothing called for, or not then; `missing`: one that was due and is not there; `facts`: frozen
 * facts that differ, `pointer` says where.
 */
export type ProofFinding = {
  seq: number;
  code: 'unfounded' | 'missing' | 'facts';
  pointer?: string;
  stored?: unknown;
  reckoned?: unknown;
};
type Case = CaseState<{ status: string }>;

/** Every place where the record of `events` (all of one case, in order) differs from what they call for. Throws nothing. */
export function proofFindings(process: AnyProcess, pins: Pins, events: readonly CaseEvent[]): ProofFinding[] {
  const [first] = events;
  if (!first) return [];
  const { caseId, mode } = first;
  const findings: ProofFinding[] = [];
  let kase: Case = emptyCase(process, { caseId, pins, mode, genesis: '' });
  events.forEach((event, i) => {
    const after = fold(process, kase, event);
    findings.push(
      ...(isClockEvent(event)
        ? unfounded(process, kase, event)
        : [...missing(process, kase, event, events[i - 1]), ...factsOf(process, { kase, after, event })]),
    );
    kase = after;
  });
  return findings;
}

/** It must be the first that is due at that instant, with exactly these data. */
function unfounded(process: AnyProcess, { clocks, pins }: Case, event: CaseEvent): ProofFinding[] {
  const [due] = dueEvents(process.key, clocks, pins, event.at);
  const reckoned = due && { type: due.type, data: due.data };
  const stored = { type: event.type, data: event.data };
  if (canonical(reckoned ?? null) === canonical(stored)) return [];
  return [{ seq: event.seq, code: 'unfounded', stored, ...(reckoned ? { reckoned } : {}) }];
}

/** A command is decided when everything that fell due before it is on record; its own events share one instant. */
function missing(
  process: AnyProcess,
  { clocks, pins, seq }: Case,
  event: CaseEvent,
  before: CaseEvent | undefined,
): ProofFinding[] {
  if (seq === 0 || event.key === before?.key || isTickKey(event.key) || event.key.startsWith('r:')) return [];
  const due = dueEvents(process.key, clocks, pins, event.at - 1);
  return due.map(({ type, data }) => ({ seq: event.seq, code: 'missing', reckoned: { type, data } }));
}

/** An end keeps the clocks as they stood before it, or, where it stops them itself, after it. */
function factsOf(
  process: AnyProcess,
  { kase, after, event }: { kase: Case; after: Case; event: CaseEvent },
): ProofFinding[] {
  const stored = clocksIn(event.data);
  if (stored === undefined) return [];
  const at = instantOf(event);
  const reckoned = [kase, after].map(({ clocks, pins }) => frozenFacts(clocks, pins, at));
  if (reckoned.some((facts) => canonical(facts) === canonical(stored))) return [];
  return differencesBetween(stored, reckoned.at(-1), '/facts/clocks').map(({ pointer, before: was, after: is }) => ({
    seq: event.seq,
    code: 'facts',
    pointer,
    ...(was === undefined ? {} : { stored: was }),
    ...(is === undefined ? {} : { reckoned: is }),
  }));
}

function clocksIn(data: object): unknown {
  const facts: unknown = 'facts' in data ? data.facts : undefined;
  return typeof facts === 'object' && facts !== null && 'clocks' in facts ? facts.clocks : undefined;
}

function instantOf({ at, data }: CaseEvent): Millis {
  return 'dueAt' in data && typeof data.dueAt === 'number' ? data.dueAt : at;
}
