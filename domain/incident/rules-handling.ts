/** Who has it and where it goes: claiming, dispatching, tiers, holds, visits. */
import { orgLineOf } from '../kernel/people/access.ts';
import { deskAbove, namedPlace } from '../kernel/people/desks.ts';
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import { checkAhead } from '../kernel/common/supervise.ts';
import type { Ctx, Place } from '../kernel/process.ts';
import { isHands } from '../kernel/people/who.ts';
import { changeFaults, leaving, leftBy } from './rules-change.ts';
import { visitFolds, visitRules } from './rules-visit.ts';
import { isPingPong, pairOf, placeBelow, placeOf } from './places.ts';
import { type Folds, type Rules, type Word, type Incident, waitsForInfo } from './state.ts';

/** Who acts on a case that nobody has claims it; once somebody of the queue acts, what was handed over is accepted. */
export function takeUp({ assignee, accepted }: Incident, { role }: Pick<Ctx, 'role'>): Word[] {
  if (!isHands(role)) return [];
  const claimed: Word[] = assignee === undefined ? [{ type: 'claimed', data: {} }] : [];
  return claimed.length === 0 && accepted ? [] : [...claimed, { type: 'accepted', data: {} }];
}

/** Its own queue; and the other one of two that sent it to and fro, for the supervisor above both. */
function dispatchable(incident: Incident, { actor, pins: { desks } }: Pick<Ctx, 'actor' | 'pins'>): Place[] {
  const place = placeOf(incident);
  const others = [placeBelow(incident, desks), deskAbove(desks, place.tier)].filter((one) => one !== undefined);
  const isAboveBoth = (other: Place) =>
    actor.grants.some(
      ({ role, orgPath }) =>
        role === 'supervisor' && [other, place].every(({ queueOrg }) => orgLineOf(queueOrg).includes(orgPath)),
    );
  const isStuck = (other: Place) => isPingPong(incident, place, other) || isPingPong(incident, other, place);
  return [place, ...others.filter((other) => isStuck(other) && isAboveBoth(other))];
}

/** Of the right tier, but in another queue; or of another tier. Either way with the queues whose people may have it. */
function elsewhere(incident: Incident, ctx: Ctx): DomainError {
  const places = dispatchable(incident, ctx);
  const isOfTier = places.some(({ tier }) => ctx.facts.personTiers?.includes(tier));
  const params = { queues: places.map(({ queue }) => queue) };
  return new DomainError(isOfTier ? 'other-queue' : 'wrong-tier', 'That person is in no team that may have this case', {
    params,
  });
}

export const handlingRules = {
  claim: (_data, incident, ctx) => takeUp(incident, ctx),
  dispatch({ person }, incident, ctx) {
    const named = ctx.facts.person;
    if (!named?.active) throw new DomainError('target-not-open', 'There is no such person at work');
    const place = dispatchable(incident, ctx).find(({ queue }) => named.teams.includes(queue));
    if (!place) throw elsewhere(incident, ctx);
    return [...leaving(incident), { type: 'dispatched', data: { person, place } }];
  },
  decline: 'declined',
  start: (_data, incident, ctx) => [...takeUp(incident, ctx), { type: 'started', data: {} }],
  release: 'released',
  transfer({ reason }, incident, ctx) {
    const from = placeOf(incident);
    const to = namedPlace(incident.unit, ctx.facts);
    if (to.tier !== from.tier) throw new DomainError('wrong-tier', 'A transfer stays within its tier');
    if (to.queue === from.queue) throw invalid('queue', 'unchanged', 'The case lies there already');
    return [...leaving(incident), { type: 'transferred', data: { from, to, reason } }];
  },
  escalate(data, incident, ctx) {
    const from = placeOf(incident);
    const to = deskAbove(ctx.pins.desks, from.tier);
    if (!to) throw new DomainError('no-higher-tier', 'The top tier must give the solution');
    return [...leaving(incident), ...takeUp(incident, ctx), { type: 'escalated', data: { from, to, ...data } }];
  },
  handBack(data, incident, ctx) {
    const from = placeOf(incident);
    const { desks } = ctx.pins;
    const to = placeBelow(incident, desks);
    if (!to) throw new DomainError('wrong-tier', 'Below the first line there is nobody');
    if (!deskAbove(desks, from.tier) && data.reason !== 'info-missing')
      throw new DomainError('info-missing-only', 'The top tier hands back for missing information only');
    return [...leaving(incident), { type: 'handedBack', data: { from, to, ...data } }];
  },
  hold(data, incident, ctx) {
    const fields = [
      ...fieldFault(data.until === undefined && data.reason === 'window', '/until', 'missing'), // an agreed time has an end
      ...changeFaults(data, incident, ctx),
    ];
    if (fields.length > 0) throw new DomainError('invalid-data', 'It cannot be held so', { fields });
    if (data.until !== undefined) checkAhead('until', data.until, ctx.now);
    return [...takeUp(incident, ctx), { type: 'held', data: { ...data, ...leftBy(incident, data) } }];
  },
  resume: (_data, incident) => leaving(incident),
  // What the reporter, or evidence, was waited for ends the wait.
  supplyInfo(data, incident) {
    const supplied: Word = { type: 'infoSupplied', data };
    return waitsForInfo(incident) ? [supplied, { type: 'resumed', data: {} }] : [supplied];
  },
  // The contact of the case is that of who reported it first.
  noteContact(data, incident) {
    const noted: Word = { type: 'contactNoted', data };
    return waitsForInfo(incident) ? [noted, { type: 'resumed', data: {} }] : [noted];
  },
  requestOnsite: 'onsiteRequested',
  ...visitRules,
} satisfies Partial<Rules['rules']>;

/** Without what ends when work goes on elsewhere or not at all. */
export const released = ({ assignee: _assignee, hold: _hold, ...incident }: Incident): Incident => ({
  ...incident,
  status: 'queued',
  accepted: false,
});
export const moved = (incident: Incident, place: Place): Incident => ({ ...released(incident), place });
export const vacant = ({ assignee: _former, ...incident }: Incident): Incident => ({ ...incident, accepted: false });
/** A reporter's words on a solution: no silence is taken for consent until they are answered. */
export const spoken = (incident: Incident): Incident =>
  incident.status === 'resolved' && !incident.confirmed
    ? { ...incident, unanswered: true, windowOver: false }
    : incident;

export const handlingFolds = {
  claimed: (incident, { by }) => ({ ...incident, status: 'assigned', assignee: by.id, accepted: false }),
  accepted: (incident) => ({ ...incident, accepted: true }),
  dispatched: (incident, { data: { person, place } }) => ({
    ...moved(incident, place),
    status: 'assigned',
    assignee: person,
  }),
  declined: released,
  started: (incident) => ({ ...incident, status: 'in-progress' }),
  released,
  transferred: (incident, { data }) => moved(incident, data.to),
  escalated: (incident, { data: { from, to } }) => ({
    ...moved(incident, to),
    cameFrom: { ...incident.cameFrom, [to.tier]: from },
  }),
  handedBack(incident, { data: { from, to } }) {
    const pair = pairOf(from, to);
    const handBacks = { ...incident.handBacks, [pair]: (incident.handBacks[pair] ?? 0) + 1 };
    return { ...moved(incident, to), handBacks };
  },
  held: ({ resumedBy: _over, ...incident }, { data: { reason, until, change } }) => ({
    ...incident,
    status: 'on-hold',
    hold: {
      reason,
      ...(until === undefined ? {} : { until }),
      ...(change === undefined ? {} : { change }),
      reminders: incident.hold && incident.hold.reason === reason ? incident.hold.reminders : 0,
    },
  }),
  resumed(incident, { data: { change, outcome } }) {
    const { hold: _hold, ...kept } = incident;
    const by = change === undefined || outcome === undefined ? {} : { resumedBy: change };
    if (incident.assignee === undefined) return { ...released(incident), ...by };
    return { ...kept, status: 'in-progress', ...by };
  },
  infoSupplied: spoken,
  contactNoted: (incident, { data: { call, contact } }) =>
    call === incident.call ? { ...spoken(incident), contact } : spoken(incident),
  ...visitFolds,
} satisfies Partial<Folds>;
