/** How an incident begins, and what weight it has. */
import { businessMsBetween } from '../kernel/time/calendar.ts';
import { nothingCommon } from '../kernel/common/common.ts';
import { deskAbove, deskOf, lastPlace, namedPlace } from '../kernel/people/desks.ts';
import { BUSINESS_DAY } from '../kernel/time/durations.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import { followed, type Named, openUnit, whoReports } from '../kernel/common/intake.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import type { CaseFact } from '../kernel/facts.ts';
import type { Ctx, OrgPath } from '../kernel/process.ts';
import type { CreateIncident } from './contract.ts';
import { PRIORITIES } from './fields.ts';
import { moved } from './rules-handling.ts';
import type { Folds, Incident, Rules, Opening, Priority } from './state.ts';

/** A call about what ended less than this long ago counts as a reopening. */
const REOPENED_WITHIN = 10 * BUSINESS_DAY;

/** The priority that the matrix in force gives. Throws 'invalid-data' when it gives none. */
function priorityOf({ facts }: Pick<Ctx, 'facts'>): Priority {
  const found = PRIORITIES.find((priority) => priority === facts.priority);
  if (!found) throw invalid('impact', 'no-priority', 'The matrix in force gives no priority for this');
  return found;
}

export const create: Rules['create'] = (data, _incident, ctx) => {
  const unit = openUnit(ctx);
  const { reporter: _reporter, caller: _caller, reporterElsewhere: _twice, queue: _queue, ...told } = data;
  if (ctx.role !== 'system' && (told.call !== undefined || told.receivedAt !== undefined))
    throw new DomainError('not-permitted', 'Only a call opens an incident with the time of its own');
  const followedCase = followed(told.followUpOf, ctx);
  const before = followedCase && wasResolved(followedCase) ? followedCase : undefined;
  const opening: Opening = {
    ...told,
    unit,
    ...reportedBy(data, unit, ctx),
    priority: priorityOf(ctx),
    ...placing(data, ctx, before),
    ...(before && isRecent(before, ctx) ? { countsAsReopened: true } : {}),
    pinned: pinRefsOf(ctx.pins),
  };
  const visit = opening.priority === 'P1' ? [{ type: 'onsiteRequested', data: {} } as const] : [];
  return [{ type: 'created', data: opening }, ...visit];
};

/** A caller without an account can be reached by his contact alone. */
function reportedBy(data: CreateIncident, unit: OrgPath, ctx: Ctx): Named {
  const named = whoReports(data, unit, ctx);
  if (named.reporter === undefined && data.contact === undefined)
    throw new DomainError('contact-missing', 'The caller must be within reach');
  return named;
}

/** Only an incident that was solved has a queue that solved it. */
const wasResolved = ({ process, status }: CaseFact): boolean => process === 'incident' && status === 'closed';

/** Queued where somebody is known to be next, else new at the nearest first line, which finds out. */
function placing(
  { queue, call, unit }: CreateIncident,
  { pins: { desks }, facts }: Pick<Ctx, 'pins' | 'facts'>,
  before: CaseFact | undefined,
): Pick<Opening, 'status' | 'place'> {
  if (queue !== undefined) return { status: 'queued', place: namedPlace(unit, facts) };
  const known = (before ? lastPlace(before) : undefined) ?? (call ? deskAbove(desks, 'L1') : undefined);
  if (known) return { status: 'queued', place: known };
  const desk = deskOf(desks, 'L1');
  return { status: 'new', ...(desk ? { place: desk } : {}) };
}

function isRecent({ closedAt }: CaseFact, { now, pins }: Pick<Ctx, 'now' | 'pins'>): boolean {
  const calendar = pins.snapshots[pins.calendars['service'] ?? ''];
  return (
    closedAt !== undefined && calendar !== undefined && businessMsBetween(calendar, closedAt, now) <= REOPENED_WITHIN
  );
}

export const opened: Rules['opened'] = (
  { pinned: _pins, receivedAt: _since, countsAsReopened: _back, ...told },
  at,
) => {
  const { diagnosis: _diagnosis, tried: _tried, ...kept } = told;
  return {
    ...kept,
    accepted: false,
    confirmed: false,
    windowOver: false,
    majorProposed: false,
    children: [],
    reporters: [],
    handBacks: {},
    cameFrom: {},
    reopened: 0,
    openedAt: at,
    common: nothingCommon,
  };
};

/** What the matrix gives now, and what it was where that is another one. */
function newPriority({ priority: from }: Incident, ctx: Pick<Ctx, 'facts'>): { priority: Priority; from?: Priority } {
  const priority = priorityOf(ctx);
  return priority === from ? { priority } : { priority, from };
}

export const intakeRules = {
  triage({ queue: _queue, ...data }, incident, ctx) {
    const place = namedPlace(incident.unit, ctx.facts);
    return [{ type: 'triaged', data: { place, ...data, ...newPriority(incident, ctx) } }];
  },
  reprioritise: (data, incident, ctx) => [
    { type: 'priorityChanged', data: { ...data, ...newPriority(incident, ctx) } },
  ],
} satisfies Partial<Rules['rules']>;

export const intakeFolds = {
  triaged: (incident, { data: { place, category, impact, urgency, priority } }) => ({
    ...moved(incident, place),
    category,
    impact,
    urgency,
    priority,
  }),
  priorityChanged: (incident, { data: { impact, urgency, priority } }) => ({ ...incident, impact, urgency, priority }),
} satisfies Partial<Folds>;
