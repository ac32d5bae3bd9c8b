/** How an incident ends: solved, confirmed, reported, closed; or canceled, or merged into another. */
import { dueEvents, frozenFacts } from '../kernel/clocks.ts';
import { DomainError } from '../kernel/errors.ts';
import { foldAhead } from '../kernel/fold.ts';
import { openCase } from '../kernel/intake.ts';
import type { Ctx, Millis } from '../kernel/process.ts';
import { incidentClocks } from './clocks.ts';
import type { IncidentCommand } from './contract.ts';
import { leaving, takeUp } from './decide-handling.ts';
import { evolveIncident } from './evolve.ts';
import type { Incident, IncidentEvent, IncidentState } from './state.ts';

type DataOf<K extends IncidentCommand['type']> = Extract<IncidentCommand, { type: K }>['data'];
type Solution = Pick<DataOf<'resolve'>, 'solution' | 'causeCode' | 'category' | 'item'> &
  Partial<Pick<DataOf<'resolve'>, 'knowledge' | 'confirmedOnPhone'>>;

/** So many reminders in vain, and a case held for its reporter may be resolved as unanswered. */
const REMINDERS_IN_VAIN = 3;
/** So many others with the same item and category in 30 days, or the same application and cause in the branch. */
const REPEATED = { sameItem: 2, sameCause: 4 };

export function resolve(data: DataOf<'resolve'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const { hold } = incident;
  if (data.causeCode === 'no-reply' && !(hold?.reason === 'user' && hold.reminders >= REMINDERS_IN_VAIN))
    throw new DomainError('no-reply-too-soon', 'The reporter has not been reminded three times');
  const events = [...leaving(incident), ...takeUp(incident, ctx), resolved(data, incident, ctx)];
  if (data.confirmedOnPhone === undefined) return events;
  const confirmed: IncidentEvent = { type: 'incident.confirmed', data: { onPhone: data.confirmedOnPhone } };
  return closingWhenDone(incident, ctx, [...events, confirmed]);
}

/** The event of a solution, given here or by the parent. */
export function resolved(data: Solution, incident: Incident, { facts, pins }: Ctx, parent?: string): IncidentEvent {
  const { sameItem = 0, sameCause = 0 } = facts.repeats ?? {};
  const repeated = sameItem >= REPEATED.sameItem || sameCause >= REPEATED.sameCause;
  const isGrave = incident.priority === 'P1' || incident.priority === 'P2' || incident.major !== undefined;
  const reportOwed = isGrave || repeated || pins.sla.terms['reportAlways'] === true;
  return {
    type: 'incident.resolved',
    data: { ...data, reportOwed, repeated, ...(parent === undefined ? {} : { parent }) },
  };
}

export function confirm(data: DataOf<'confirm'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  return closingWhenDone(incident, ctx, [{ type: 'incident.confirmed', data }]);
}

export function fileReport(data: DataOf<'fileReport'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  return closingWhenDone(incident, ctx, [{ type: 'incident.reportFiled', data }]);
}

export function reopen({ reason }: DataOf<'reopen'>, incident: Incident): IncidentEvent[] {
  return [{ type: 'incident.reopened', data: { reason, times: incident.reopened + 1 } }];
}

export function close(_data: object, incident: Incident, ctx: Ctx): IncidentEvent[] {
  return [closed(incident, ctx, [])];
}

export function cancel(data: DataOf<'cancel'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  return ended(incident, ctx, leaving(incident), (facts) => ({ type: 'incident.canceled', data: { ...data, facts } }));
}

export function merge(data: DataOf<'merge'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  openCase('target', 'incident', ctx);
  const words = [...leaving(incident), ...takeUp(incident, ctx)];
  return ended(incident, ctx, words, (facts) => ({ type: 'incident.merged', data: { ...data, facts } }));
}

/** `words` and then the end, which stops the clocks itself, with the facts frozen as they stand after it. */
function ended(
  incident: Incident,
  ctx: Ctx,
  words: IncidentEvent[],
  end: (facts: object) => IncidentEvent,
): IncidentEvent[] {
  return [...words, end(factsAfter(incident, ctx, [...words, end({})]))];
}

/**
 * What time itself does: everything due up to the first timed move, and that move: a hold until an instant ends, or the
 * time to confirm is over and nothing else is owed.
 */
export function tick(incident: Incident, ctx: Ctx): IncidentEvent[] {
  const due: IncidentEvent[] = [];
  const { until } = incident.hold ?? {};
  for (const event of dueEvents('incident', ctx.clocks, ctx.pins, ctx.now)) {
    if (until !== undefined && until <= event.data.dueAt) break;
    due.push(event);
    const isOver = event.type === 'incident.clockBreached' && event.data.clock === 'confirm';
    if (isOver && incident.status === 'resolved' && isDone({ ...incident, windowOver: true }))
      return [...due, closed(incident, ctx, due, event.data.dueAt)];
  }
  if (until !== undefined && until <= ctx.now) return [...due, { type: 'incident.resumed', data: { dueAt: until } }];
  return due;
}

/** Nothing is owed to anybody any more, and no supervisor must have the last word. */
const isDone = ({ confirmed, windowOver, report, major }: Incident): boolean =>
  (confirmed || windowOver) && (report === undefined || report === 'filed') && major === undefined;

/** The last of what was owed closes the case in the same save. */
function closingWhenDone(incident: Incident, ctx: Ctx, words: IncidentEvent[]): IncidentEvent[] {
  const { state } = ahead(incident, ctx, words);
  return state.status === 'resolved' && isDone(state) ? [...words, closed(incident, ctx, words)] : words;
}

/** The close, with the facts frozen as they stand after it; penalties and appraisal read nothing else. */
function closed(incident: Incident, ctx: Ctx, words: IncidentEvent[], dueAt?: Millis): IncidentEvent {
  const end = (facts: object): IncidentEvent => ({
    type: 'incident.closed',
    data: { facts, ...(dueAt === undefined ? {} : { dueAt }) },
  });
  return end(factsAfter(incident, ctx, [...words, end({})], dueAt));
}

function factsAfter(incident: Incident, ctx: Ctx, words: IncidentEvent[], dueAt: Millis = ctx.now): object {
  const { state, clocks } = ahead(incident, ctx, words);
  const { reopened, handBacks, common, children, reporters } = state.status === 'none' ? incident : state;
  const counts = {
    reopened,
    handBacks: Object.values(handBacks).reduce((sum, times) => sum + times, 0),
    urges: common.urge.times,
    children: children.length,
    reporters: 1 + reporters.length,
  };
  return { clocks: frozenFacts(clocks, ctx.pins, dueAt), counts };
}

const ahead = (incident: Incident, ctx: Ctx, words: IncidentEvent[]) =>
  foldAhead<IncidentState>(
    { key: 'incident', decider: { evolve: evolveIncident }, clocks: incidentClocks },
    incident,
    words,
    ctx,
  );
