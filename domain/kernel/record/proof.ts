/**
 * Proof of replay (X3): what time itself recorded on a case, and what was frozen at its end, reckoned again from its other
 * events alone and compared with what stands there.
 */
import { canonical } from './chain.ts';
import { frozenFacts, isClockEvent } from '../clocks/clocks.ts';
import { differencesBetween } from './differences.ts';
import { emptyCase, fold } from '../fold.ts';
import { isTickKey } from '../ids.ts';
import type { AnyProcess, CaseEvent, CaseState, DomainEvent, Millis, Pins } from '../process.ts';
import { dueBefore, dueBy } from '../tick.ts';

/**
 * `unfounded`: what time recorded although nothing called for it, or not then; `missing`: what was due and is not there
 * (`seq`: where it should stand at the latest); `differs`: it stands there with other words, `pointer` says which. `what`:
 * the event, with clock, step and generation where it has them.
 */
export type ProofFinding = {
  seq: number;
  code: 'unfounded' | 'missing' | 'differs';
  what: string;
  pointer?: string;
  stored?: unknown;
  reckoned?: unknown;
};
type Case = CaseState<{ status: string }>;

/**
 * Every place where the record of `events` (all of one case, in order) differs from what they call for. `until`: what
 * fell due by then must be on record too, though nothing came after it; absent: only what came before another event.
 * Throws nothing.
 */
export function proofFindings(
  process: AnyProcess,
  pins: Pins,
  events: readonly CaseEvent[],
  until?: Millis,
): ProofFinding[] {
  const [first] = events;
  if (!first) return [];
  const { caseId, mode } = first;
  const findings: ProofFinding[] = [];
  let kase: Case = emptyCase(process, { caseId, pins, mode, genesis: '' });
  for (const group of groupsOf(events)) {
    findings.push(...ofInstant(group));
    findings.push(...(isTickKey(group[0].key) ? ofTick(process, kase, group) : ofCommand(process, kase, group)));
    kase = group.reduce((one, event) => fold(process, one, event), kase);
  }
  if (until !== undefined) findings.push(...missing(dueBy(process, kase, until), kase.seq + 1));
  return once(findings);
}

type Group = readonly [CaseEvent, ...CaseEvent[]];

/** In the given order, the events of one save each: they share a key and stand together. Never an empty group. */
export function groupsOf<E extends { readonly key: string }>(events: readonly E[]): (readonly [E, ...E[]])[] {
  const groups: [E, ...E[]][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (group?.[0].key === event.key) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

/** What was decided together was decided at one instant. */
const ofInstant = ([{ at }, ...rest]: Group): ProofFinding[] =>
  rest.flatMap((event) => placesOf(event, differencesBetween(event.at, at, '/at')));

/**
 * A tick against what was due at its instant. It may leave out the last of it: at the instant of a command, what falls due
 * right then comes after that command. Releases before reckoned such a one as of the millisecond before its command.
 */
function ofTick(process: AnyProcess, kase: Case, group: Group): ProofFinding[] {
  const [{ at }] = group;
  const findings = againstDue(group, dueBy(process, kase, at));
  return findings.length === 0 || againstDue(group, dueBy(process, kase, at - 1)).length > 0 ? findings : [];
}

function againstDue(group: Group, all: readonly DomainEvent[]): ProofFinding[] {
  const findings: ProofFinding[] = [];
  let due = all;
  for (const event of group) {
    const place = due.findIndex((one) => nameOf(one) === nameOf(event));
    const reckoned = due[place];
    if (reckoned) findings.push(...missing(due.slice(0, place), event.seq), ...differing(event, reckoned));
    else findings.push(unfounded(event));
    due = due.slice(place + 1);
  }
  return findings;
}

/** A command is decided when everything that fell due before it is on record; time says nothing under its key. */
function ofCommand(process: AnyProcess, kase: Case, group: Group): ProofFinding[] {
  const [{ at, seq }] = group;
  const findings = missing(dueBefore(process, kase, at), seq);
  let before = kase;
  for (const event of group) {
    const after = fold(process, before, event);
    if (isClockEvent(event)) findings.push(unfounded(event));
    findings.push(...factsOf(event, before, after));
    before = after;
  }
  return findings;
}

/** An end keeps the clocks as they stood before it, or, where it stops them itself, after it. */
function factsOf(event: CaseEvent, before: Case, after: Case): ProofFinding[] {
  const stored = clocksIn(event.data);
  if (stored === undefined) return [];
  const [kept, stopped] = [before, after].map(({ clocks, pins }) => frozenFacts(clocks, pins, event.at));
  if (canonical(kept) === canonical(stored)) return [];
  return placesOf(event, differencesBetween(stored, stopped, '/data/facts/clocks'));
}

function clocksIn(data: object): unknown {
  const facts: unknown = 'facts' in data ? data.facts : undefined;
  return typeof facts === 'object' && facts !== null && 'clocks' in facts ? facts.clocks : undefined;
}

const unfounded = (event: CaseEvent): ProofFinding => ({
  seq: event.seq,
  code: 'unfounded',
  what: nameOf(event),
  stored: event.data,
});
const missing = (due: readonly DomainEvent[], seq: number): ProofFinding[] =>
  due.map((event) => ({ seq, code: 'missing', what: nameOf(event), reckoned: event.data }));
const differing = (event: CaseEvent, { data }: DomainEvent): ProofFinding[] =>
  placesOf(event, differencesBetween(event.data, data, '/data'));

const placesOf = (event: CaseEvent, places: ReturnType<typeof differencesBetween>): ProofFinding[] =>
  places.map(({ pointer, ...sides }) => ({
    seq: event.seq,
    code: 'differs',
    what: nameOf(event),
    pointer,
    ...('before' in sides ? { stored: sides.before } : {}),
    ...('after' in sides ? { reckoned: sides.after } : {}),
  }));

/** Which of the things that time does an event is: one of each name is due at a time. */
function nameOf(event: DomainEvent): string {
  if (!isClockEvent(event)) return event.type;
  const { clock, generation } = event.data;
  return `${event.type} ${clock}${'step' in event.data ? `/${event.data.step}` : ''}/${generation}`;
}

/** What is missing stays due, before every event after its place; it is named at the first. */
function once(findings: readonly ProofFinding[]): ProofFinding[] {
  const named = new Set<string>();
  return findings.filter(({ code, what }) => {
    if (code !== 'missing') return true;
    const isNew = !named.has(what);
    named.add(what);
    return isNew;
  });
}
