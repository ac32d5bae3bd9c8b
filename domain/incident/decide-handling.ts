/** Who has it and where it goes: claiming, dispatching, tiers, holds, visits. */
import { orgLineOf } from '../kernel/access.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import type { Ctx, Millis } from '../kernel/process.ts';
import { requeued } from '../kernel/requeue.ts';
import type { IncidentCommand } from './contract.ts';
import { deskAbove, HAND_BACKS, namedPlace, pairOf, placeBelow } from './places.ts';
import type { Incident, IncidentEvent, Place } from './state.ts';

type DataOf<K extends IncidentCommand['type']> = Extract<IncidentCommand, { type: K }>['data'];

/** A hold may last so long at most. */
const LONGEST_HOLD = 3 * 366 * 24 * 3_600_000;

/** Work that goes on elsewhere, or ends, is resumed first, so that no clock stays paused. */
export const leaving = ({ status }: Incident): IncidentEvent[] =>
  status === 'on-hold' ? [{ type: 'incident.resumed', data: {} }] : [];

/** Who acts on a case that nobody has claims it; once somebody of the queue acts, what was handed over is accepted. */
export function takeUp({ assignee, accepted }: Incident, { role }: Ctx): IncidentEvent[] {
  if (role !== 'engineer' && role !== 'desk-agent') return [];
  if (assignee === undefined) {
    return [
      { type: 'incident.claimed', data: {} },
      { type: 'incident.accepted', data: {} },
    ];
  }
  return !accepted ? [{ type: 'incident.accepted', data: {} }] : [];
}

/** The place of a case that is being worked on. Throws 'wrong-tier' while no desk has it. */
function placeOf({ place }: Incident): Place {
  if (!place) throw new DomainError('wrong-tier', 'No desk has this case yet');
  return place;
}

export function claim(_data: object, incident: Incident, ctx: Ctx): IncidentEvent[] {
  return takeUp(incident, ctx);
}

export function start(_data: object, incident: Incident, ctx: Ctx): IncidentEvent[] {
  return [...takeUp(incident, ctx), { type: 'incident.started', data: {} }];
}

export function dispatch({ person }: DataOf<'dispatch'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const named = ctx.facts.person;
  if (!named?.active) throw new DomainError('target-not-open', 'There is no such person at work');
  const place = dispatchable(incident, ctx).find(({ queue }) => named.teams.includes(queue));
  if (!place) throw new DomainError('wrong-tier', 'That person is in no team that may have this case');
  return [...leaving(incident), { type: 'incident.dispatched', data: { person, place } }];
}

/** Its own queue; and the other one of two that sent it to and fro, for the supervisor above both. */
function dispatchable(incident: Incident, { actor, pins: { desks } }: Ctx): Place[] {
  const place = placeOf(incident);
  const others = [placeBelow(incident, desks), deskAbove(desks, place.tier)].filter((one) => one !== undefined);
  const isAboveBoth = (other: Place) =>
    actor.grants.some(
      ({ role, orgPath }) =>
        role === 'supervisor' &&
        orgLineOf(other.queueOrg).includes(orgPath) &&
        orgLineOf(place.queueOrg).includes(orgPath),
    );
  return [place, ...others.filter((other) => isStuckBetween(incident, place, other) && isAboveBoth(other))];
}

const isStuckBetween = ({ handBacks }: Incident, a: Place, b: Place): boolean =>
  [pairOf(a, b), pairOf(b, a)].some((pair) => (handBacks[pair] ?? 0) >= HAND_BACKS);

/**
 * Somebody has left: his places go to the successor where that is possible, else what he worked on goes back to its
 * queue. Nothing when he has no place here.
 */
export function relieve({ person, reason }: DataOf<'relieve'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const { assignee, major, common, place, status } = incident;
  const { successor } = ctx.facts;
  const heir = successor?.active && successor.id !== person ? successor : undefined;
  const mayWork = heir !== undefined && place !== undefined && heir.teams.includes(place.queue);
  const had = {
    assignee: assignee === person,
    commander: major?.commander === person,
    follower: common.followers.includes(person),
  };
  const places = (['assignee', 'commander', 'follower'] as const).filter((one) => had[one]);
  if (places.length === 0) return [];
  const relieved: IncidentEvent = {
    type: 'incident.relieved',
    data: {
      person,
      reason,
      places,
      ...(had.assignee && mayWork ? { assignee: heir.id } : {}),
      ...(had.commander && heir ? { commander: heir.id } : {}),
    },
  };
  const atWork = status === 'assigned' || status === 'in-progress';
  return had.assignee && mayWork && atWork
    ? [relieved, { type: 'incident.dispatched', data: { person: heir.id, place } }]
    : [relieved];
}

/** Its queue was closed. Nothing when it neither lies there nor would come there. */
export function requeue(data: DataOf<'requeue'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const { assignee, place, cameFrom } = incident;
  const places = [place?.queue, ...Object.values(cameFrom).map(({ queue }) => queue)];
  const event = requeued(data, { assignee, places }, ctx);
  return event ? [{ type: 'incident.requeued', data: event }] : [];
}

export function transfer({ reason }: DataOf<'transfer'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const from = placeOf(incident);
  const to = namedPlace(incident.unit, ctx.facts);
  if (to.tier !== from.tier) throw new DomainError('wrong-tier', 'A transfer stays within its tier');
  if (to.queue === from.queue) throw invalid('queue', 'unchanged', 'The case lies there already');
  return [...leaving(incident), { type: 'incident.transferred', data: { from, to, reason } }];
}

export function escalate(data: DataOf<'escalate'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const from = placeOf(incident);
  const to = deskAbove(ctx.pins.desks, from.tier);
  if (!to) throw new DomainError('no-higher-tier', 'The top tier must give the solution');
  return [...leaving(incident), ...takeUp(incident, ctx), { type: 'incident.escalated', data: { from, to, ...data } }];
}

export function handBack(data: DataOf<'handBack'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const from = placeOf(incident);
  const { desks } = ctx.pins;
  const to = placeBelow(incident, desks);
  if (!to) throw new DomainError('wrong-tier', 'Below the first line there is nobody');
  if (!deskAbove(desks, from.tier) && data.reason !== 'info-missing')
    throw new DomainError('info-missing-only', 'The top tier hands back for missing information only');
  return [...leaving(incident), { type: 'incident.handedBack', data: { from, to, ...data } }];
}

export function hold(data: DataOf<'hold'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  if (data.until === undefined && data.reason === 'window')
    throw invalid('until', 'missing', 'An agreed time has an end');
  if (data.until !== undefined) checkUntil(data.until, ctx.now);
  return [...takeUp(incident, ctx), { type: 'incident.held', data }];
}

function checkUntil(until: Millis, now: Millis): void {
  if (until <= now) throw invalid('until', 'in-past', 'The time lies in the past');
  if (until - now > LONGEST_HOLD) throw invalid('until', 'too-far', 'The time lies more than three years ahead');
}

/** What the reporter, or evidence, was waited for ends the wait. */
export function supplyInfo({ text }: { text: string }, { hold: held }: Incident): IncidentEvent[] {
  const supplied: IncidentEvent = { type: 'incident.infoSupplied', data: { text } };
  return waitsForInfo(held) ? [supplied, { type: 'incident.resumed', data: {} }] : [supplied];
}

/** True while what a person says is what the case waits for. */
export const waitsForInfo = (held: Incident['hold']): boolean => held?.reason === 'user' || held?.reason === 'evidence';
