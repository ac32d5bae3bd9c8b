/** What earlier releases stored, as this one would: each change of a shape is said here once. */
import { isOpenTo } from '../../domain/kernel/common/open.ts';
import { processOf } from '../../domain/catalogue.ts';
import type { CaseEvent } from '../../domain/kernel/process.ts';

type Old = { common?: object; queue?: unknown; queueOrg?: unknown; solved?: object };

/**
 * A state that was stored by an earlier release, of the case of these events. Since shape 2 a call keeps its queue as a place
 * and an incident the knowledge of its solution; since shape 2 of the kernel a case keeps its links, of which those before have none,
 * and, as `outward`, the newest event that its reporter sees. Since shape 2 a change keeps when it was submitted first and when
 * its work was over, and whether it caused incidents. Since shape 2 a run keeps who let its gates pass, since shape 3 an incident which
 * event asked for the visit that is under way, since shape 4 whether its fault was a repeated one. Since shape 2 an appraisal keeps who
 * spoke for its subject.
 */
export function stateOfNow(process: string, state: object, events: readonly CaseEvent[]): object {
  const { common, queue, queueOrg, solved, ...rest }: Old = state;
  const resolved = events.findLast(({ type }) => type === 'incident.resolved');
  const knowledge = resolved && 'knowledge' in resolved.data ? { knowledge: resolved.data.knowledge } : {};
  const repeated = repeatedOfNow(events);
  return {
    ...rest,
    ...(process === 'call' && queue !== undefined && queueOrg !== undefined
      ? { place: { queue, queueOrg, tier: 'L1' } }
      : {}),
    ...(process === 'change' ? ofChange(events) : {}),
    ...(process === 'incident' ? visitIn(state, events) : {}),
    ...inspectedIn(events),
    ...(process === 'appraisal' ? spokenIn(events) : {}),
    ...(solved ? { solved: { ...solved, ...knowledge, ...repeated } } : {}),
    common: { ...common, links: linksIn(common, events), outward: outwardOf(process, events) },
  };
}

/** Whether the last solution was of a fault that had come before, where its event says it. */
export function repeatedOfNow(events: readonly CaseEvent[]): object {
  const resolved = events.findLast(({ type }) => type === 'incident.resolved');
  return resolved && 'repeated' in resolved.data ? { repeated: resolved.data.repeated } : {};
}

function visitIn(state: object, events: readonly CaseEvent[]): object {
  const asked = events.findLast(({ type }) => type === 'incident.onsiteRequested');
  return 'onsite' in state && asked ? { visit: { asked: asked.seq } } : {};
}

function spokenIn(events: readonly CaseEvent[]): { spoke?: string[] } {
  const said = events.filter(
    ({ type, data }) =>
      /^appraisal\.(disputed|appealed|accepted)$/.test(type) ||
      (type === 'appraisal.signed' && 'side' in data && data.side === 'subject'),
  );
  return said.length > 0 ? { spoke: [...new Set(said.map(({ by }) => by.id))] } : {};
}

const inspectorsIn = (events: readonly CaseEvent[]): string[] => [
  ...new Set(events.filter(({ type }) => /\.gate(Passed|Approved)$/.test(type)).map(({ by }) => by.id)),
];
const inspectedIn = (events: readonly CaseEvent[]): { inspectors?: string[] } => {
  const inspectors = inspectorsIn(events);
  return inspectors.length > 0 ? { inspectors } : {};
};
/** Who is a party of a case's own, of a document stored before inspectors were. */
export const involvedOfNow = (involved: readonly string[], events: readonly CaseEvent[]): string[] => [
  ...new Set([...involved, ...inspectorsIn(events)]),
];

/** Those that it keeps, where its events say that it has any. */
const linksIn = (common: Old['common'], events: readonly CaseEvent[]): unknown =>
  events.some(({ type }) => /\.link(ed|Noted)$/.test(type)) && common && 'links' in common ? common.links : [];

/**
 * Since shape 2: who waits for it, of which these have none, when it was submitted and over, why it was taken back, and whether
 * it caused incidents.
 */
function ofChange(events: readonly CaseEvent[]): object {
  const submitted = events.find(({ type }) => type === 'change.submitted');
  const over = events.findLast(({ type }) => type === 'change.finished' || type === 'change.rolledBack');
  const back = events.findLast(({ type }) => type === 'change.rollbackStarted');
  const reviewed = events.find(({ type }) => type === 'change.reviewed');
  return {
    awaitedBy: [],
    ...(submitted ? { submittedAt: submitted.at } : {}),
    ...(over ? { finishedAt: over.at } : {}),
    ...(back && 'reason' in back.data ? { rollbackReason: back.data.reason } : {}),
    ...(reviewed ? { causedIncidents: 'incidents' in reviewed.data } : {}),
  };
}

/** Of these events the newest that the requester's side sees. */
function outwardOf(key: string, events: readonly CaseEvent[]): { version: number; at: number } {
  const { open } = processOf(key);
  const last = events.findLast(({ type, data }) => isOpenTo(open, type.slice(key.length + 1), data));
  return { version: last?.seq ?? 0, at: last?.at ?? 0 };
}
