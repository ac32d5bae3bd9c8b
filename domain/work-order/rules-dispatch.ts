/** How a work order is opened, and how it comes to those who go. */
import { checkSkills } from '../dispatch/skills.ts';
import { vehicleFaults } from '../dispatch/vehicles.ts';
import { nothingCommon } from '../kernel/common/common.ts';
import { followed, openUnit, whoReports } from '../kernel/common/intake.ts';
import { isOfOtherMode } from '../kernel/common/mode.ts';
import { aheadFaults, checkAhead, NOTED_WITHIN } from '../kernel/common/supervise.ts';
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import { HOUR } from '../kernel/time/durations.ts';
import type { Interval } from '../kernel/time/intervals.ts';
import type { Ctx, FieldError, Millis, Place } from '../kernel/process.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import type { Dispatched, Folds, Rules, RulesCtx, WorkOrder } from './state.ts';

/** Teams that may have it: those of the zone, the first one first; where no zone lies, the desks that serve the unit. */
function placesIn({ facts: { zone }, pins: { desks } }: Pick<Ctx, 'facts' | 'pins'>): readonly Place[] {
  if (zone && zone.places.length > 0) return zone.places;
  return (['L2', 'L1', 'L3'] as const).flatMap((tier) => {
    const desk = desks[tier];
    return desk ? [{ queue: desk.queue, queueOrg: desk.orgPath, tier }] : [];
  });
}

export const create: Rules['create'] = (asked, _none, ctx) => {
  const { reporter, caller, reporterElsewhere, contact, followUpOf, urgent = false, skills = [], ...told } = asked;
  const unit = openUnit(ctx);
  const isPassedOn = ctx.role === 'system';
  const source = ctx.facts.cases?.['source'];
  const fields: FieldError[] = [
    ...fieldFault(told.source !== undefined && !source, '/source', 'unknown'),
    ...fieldFault(isOfOtherMode(source, ctx), '/source', 'other-mode'),
    ...fieldFault(!isPassedOn && source?.open === false, '/source', 'not-open'),
    ...skills.flatMap((skill, at) => [
      ...fieldFault(!ctx.facts.skills?.includes(skill), `/skills/${at}`, 'unknown'),
      ...fieldFault(skills.indexOf(skill) !== at, `/skills/${at}`, 'named-twice'),
    ]),
  ];
  const unreachable = fieldFault(contact === undefined && !isPassedOn, '/contact', 'required');
  if (fields.length > 0)
    throw new DomainError('invalid-data', 'The work order cannot be opened so', {
      fields: [...fields, ...unreachable],
    });
  if (unreachable.length > 0)
    throw new DomainError('contact-missing', 'Somebody at the site must be within reach', { fields: unreachable });
  const named = whoReports({ reporter, caller, reporterElsewhere }, unit, ctx);
  const before = followed(followUpOf, ctx);
  const { zone } = ctx.facts;
  const [place] = placesIn(ctx);
  return [
    {
      type: 'created',
      data: {
        ...told,
        unit,
        ...named,
        ...(contact === undefined ? {} : { contact }),
        urgent,
        ...(skills.length > 0 ? { skills } : {}),
        ...(before ? { followUpOf: before.caseId } : {}),
        ...(zone ? { zone: zone.id } : {}),
        ...(zone?.depot === undefined ? {} : { depot: zone.depot }),
        ...(place ? { place } : {}),
        pinned: pinRefsOf(ctx.pins),
      },
    },
  ];
};

export const opened: Rules['opened'] = ({ pinned: _pinned, tried: _tried, ...told }, at) => ({
  ...told,
  status: 'ready',
  crew: [],
  replaced: [],
  visits: 0,
  refusals: 0,
  signLate: false,
  unsigned: false,
  openedAt: at,
  common: nothingCommon,
});

/** Each is at work, named once and of a team that may have it. */
function crewFaults(crew: readonly string[], places: readonly Place[], { people = {} }: Ctx['facts']): FieldError[] {
  const queues = places.map(({ queue }) => queue);
  return crew.flatMap((id, at): FieldError[] => {
    const pointer = `/engineers/${at}`;
    const fact = people[id];
    if (crew.indexOf(id) !== at) return [{ pointer, code: 'named-twice' }];
    if (!fact?.active) return [{ pointer, code: 'unknown' }];
    if (fact.roleMissing) return [{ pointer, code: 'role-missing' }];
    const isOfTeam = queues.length === 0 || fact.teams.some((team) => queues.includes(team));
    return isOfTeam ? [] : [{ pointer, code: 'other-queue', params: { queues } }];
  });
}

/** Nobody says how long he needs it: it is theirs as long as they are promised to be there. */
const VEHICLE_MS = 12 * HOUR;
/** Throws 'invalid-data' for longer than anybody is away. */
function checkVehicle(time: Interval, pointer: string): void {
  const fields = vehicleFaults(time, pointer);
  if (fields.length > 0) throw new DomainError('invalid-data', 'Nobody has a vehicle for so long', { fields });
}
/** When the vehicle is taken: for the visit that is agreed on, else from now. Throws 'invalid-data' for a time without one, or that is over. */
function bookedFor({ vehicle, vehicleUntil }: Dispatched, { visitFrom, visitUntil }: WorkOrder, { now }: RulesCtx) {
  if (vehicle === undefined) {
    if (vehicleUntil !== undefined) throw invalid('vehicleUntil', 'no-vehicle', 'No vehicle is named');
    return {};
  }
  if (vehicleUntil !== undefined) checkAhead('vehicleUntil', vehicleUntil, now);
  const isAgreed = visitFrom !== undefined && visitUntil !== undefined && visitUntil > now;
  const vehicleFrom = isAgreed ? Math.max(visitFrom, now) : now;
  const until = vehicleUntil ?? (isAgreed ? visitUntil : now + VEHICLE_MS);
  if (until <= vehicleFrom) throw invalid('vehicleUntil', 'not-after-from', 'It ends before the visit begins');
  checkVehicle({ from: vehicleFrom, until }, '/vehicleUntil');
  return { vehicleFrom, vehicleUntil: until };
}

export const dispatchRules = {
  claim(_data, order, ctx) {
    checkSkills(order, [ctx.actor.id], ctx.facts);
    return [{ type: 'claimed', data: {} }];
  },
  dispatch(data, order, ctx) {
    const { engineers } = data;
    const places = [...(order.place ? [order.place] : []), ...placesIn(ctx)];
    const fields = crewFaults(engineers, places, ctx.facts);
    if (fields.length > 0) throw new DomainError('invalid-data', 'They cannot be sent so', { fields });
    checkSkills(order, engineers, ctx.facts);
    const [first = ''] = engineers;
    const place = places.find(({ queue }) => ctx.facts.people?.[first]?.teams.includes(queue));
    const moves = place !== undefined && place.queue !== order.place?.queue;
    return [{ type: 'dispatched', data: { ...data, ...bookedFor(data, order, ctx), ...(moves ? { place } : {}) } }];
  },
  accept(_data, order, ctx) {
    checkSkills(order, order.crew, ctx.facts);
    return [{ type: 'accepted', data: {} }];
  },
  decline: 'declined',
  appoint(data, { vehicleFrom }, ctx) {
    const { from, until } = data;
    const fields = [
      ...fieldFault(ctx.now - from > NOTED_WITHIN, '/from', 'in-past'),
      ...aheadFaults('/until', until, ctx.now),
      ...fieldFault(until <= from, '/until', 'not-after-from'),
      ...(vehicleFrom === undefined ? [] : vehicleFaults(data, '/until')),
    ];
    if (fields.length > 0) throw new DomainError('invalid-data', 'That is no time for a visit', { fields });
    return [{ type: 'appointed', data }];
  },
} satisfies Partial<Rules['rules']>;

/** These go from now on: whoever went and is none of them is known as who went before. */
export function withCrew(order: WorkOrder, crew: readonly string[]): WorkOrder {
  const gone = order.visits === 0 ? [] : order.crew.filter((id) => !crew.includes(id));
  if (gone.length === 0) return { ...order, crew };
  return { ...order, crew, former: [...new Set([...(order.former ?? []), ...gone])] };
}

/** Nobody goes any more. */
export function left(order: WorkOrder, crew: readonly string[] = []): WorkOrder {
  const { assignee: _assignee, vehicle: _vehicle, expectedAt: _expected, spare: _spare, ...kept } = onFoot(order);
  return withCrew(kept, crew);
}

/** The vehicle is theirs no more. */
export function onFoot({ vehicleFrom: _from, vehicleUntil: _until, ...order }: WorkOrder): WorkOrder {
  return order;
}

/** The vehicle goes with the visit, to another time as well. */
const rebooked = (order: WorkOrder, from: Millis, until: Millis): WorkOrder =>
  order.vehicleFrom === undefined ? order : { ...order, vehicleFrom: from, vehicleUntil: until };

export const dispatchFolds = {
  claimed: (order, { by }) => ({ ...order, status: 'accepted', assignee: by.id, crew: [by.id] }),
  dispatched: (order, { data: { engineers, vehicle, vehicleFrom, vehicleUntil, place = order.place } }) => ({
    ...left(order, engineers),
    status: 'assigned',
    assignee: engineers[0],
    ...(vehicle === undefined ? {} : { vehicle }),
    ...(vehicleFrom === undefined || vehicleUntil === undefined ? {} : { vehicleFrom, vehicleUntil }),
    ...(place ? { place } : {}),
  }),
  accepted: (order) => ({ ...order, status: 'accepted' }),
  declined: (order) => ({ ...left(order), status: 'ready' }),
  appointed: (order, { data: { from, until } }) => ({
    ...rebooked(order, from, until),
    visitFrom: from,
    visitUntil: until,
  }),
} satisfies Partial<Folds>;
