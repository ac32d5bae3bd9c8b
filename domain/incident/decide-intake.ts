/** How an incident begins, and what weight it has. */
import { businessMsBetween } from '../kernel/calendar.ts';
import { BUSINESS_DAY } from '../kernel/durations.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import { followed, openUnit, reporterOf } from '../kernel/intake.ts';
import { pinRefsOf } from '../kernel/pins.ts';
import type { CaseFact, Ctx } from '../kernel/process.ts';
import type { CreateIncident, IncidentCommand } from './contract.ts';
import { deskAbove, deskOf, lastPlace, namedPlace } from './places.ts';
import type { Incident, IncidentEvent, Opening, Priority } from './state.ts';

type DataOf<K extends IncidentCommand['type']> = Extract<IncidentCommand, { type: K }>['data'];
const PRIORITIES: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];
/** A call about what ended less than this long ago counts as a reopening. */
const REOPENED_WITHIN = 10 * BUSINESS_DAY;

/** The priority that the matrix in force gives. Throws 'invalid-data' when it gives none. */
function priorityOf({ facts }: Ctx): Priority {
  const found = PRIORITIES.find((priority) => priority === facts.priority);
  if (!found) throw invalid('impact', 'no-priority', 'The matrix in force gives no priority for this');
  return found;
}

export function create(data: CreateIncident, ctx: Ctx): IncidentEvent[] {
  const unit = openUnit(ctx);
  const { reporter, queue: _queue, ...told } = data;
  if (ctx.role !== 'system' && (told.call !== undefined || told.receivedAt !== undefined))
    throw new DomainError('not-permitted', 'Only a call opens an incident with the time of its own');
  const followedCase = followed(told.followUpOf, ctx);
  const before = followedCase && wasResolved(followedCase) ? followedCase : undefined;
  const opening: Opening = {
    ...told,
    unit,
    reporter: reporterOf(reporter, ctx),
    priority: priorityOf(ctx),
    ...placing(data, ctx, before),
    ...(before && isRecent(before, ctx) ? { countsAsReopened: true } : {}),
    pinned: pinRefsOf(ctx.pins),
  };
  const created: IncidentEvent = { type: 'incident.created', data: opening };
  return opening.priority === 'P1' ? [created, { type: 'incident.onsiteRequested', data: {} }] : [created];
}

/** Only an incident that was solved has a queue that solved it. */
const wasResolved = ({ process, status }: CaseFact): boolean => process === 'incident' && status === 'closed';

/** Queued where somebody is known to be next, else new at the nearest first line, which finds out. */
function placing(
  { queue, call, unit }: CreateIncident,
  { pins: { desks }, facts }: Ctx,
  before: CaseFact | undefined,
): Pick<Opening, 'status' | 'place'> {
  if (queue !== undefined) return { status: 'queued', place: namedPlace(unit, facts) };
  const known = (before ? lastPlace(before) : undefined) ?? (call ? deskAbove(desks, 'L1') : undefined);
  if (known) return { status: 'queued', place: known };
  const desk = deskOf(desks, 'L1');
  return { status: 'new', ...(desk ? { place: desk } : {}) };
}

function isRecent({ closedAt }: CaseFact, { now, pins }: Ctx): boolean {
  const calendar = pins.snapshots[pins.calendars['service'] ?? ''];
  return (
    closedAt !== undefined && calendar !== undefined && businessMsBetween(calendar, closedAt, now) <= REOPENED_WITHIN
  );
}

export function triage(data: DataOf<'triage'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const { category, impact, urgency } = data;
  const place = namedPlace(incident.unit, ctx.facts);
  return [{ type: 'incident.triaged', data: { place, category, impact, urgency, priority: priorityOf(ctx) } }];
}

export function reprioritise(data: DataOf<'reprioritise'>, _incident: Incident, ctx: Ctx): IncidentEvent[] {
  return [{ type: 'incident.priorityChanged', data: { ...data, priority: priorityOf(ctx) } }];
}
