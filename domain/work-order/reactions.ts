/** Whom a work order's events tell, and what follows from them; whom a clock's ladder tells stands in clocks.ts. */
import { firstReporter, person, queue, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Audience, Effect } from '../kernel/process.ts';
import { carriedByIncident } from './source.ts';
import type { Rules, WorkOrder } from './state.ts';

const placeOf = ({ place, unit }: WorkOrder) => place?.queueOrg ?? unit;
export const coordinatorOf = (order: WorkOrder): Audience => ({ role: 'coordinator', orgPath: placeOf(order) });
export const spareKeeperOf = (order: WorkOrder): Audience => ({ role: 'spare-keeper', orgPath: placeOf(order) });
export const customerOf = ({ unit }: WorkOrder): Audience => ({ role: 'customer-representative', orgPath: unit });
const crewOf = ({ crew }: WorkOrder): Audience[] => crew.map((id) => ({ person: id }));
/** Who reported it, and whoever follows it. */
const everybody = (order: WorkOrder): Audience[] => watching(order, [firstReporter(order)]);

export const tells: Rules['tells'] = {
  created: (order) => [queue(order), coordinatorOf(order)],
  claimed: ['reporters'],
  dispatched: (order) => crewOf(order),
  accepted: ['reporters'],
  declined: (order) => [queue(order), coordinatorOf(order), supervisorOf(order)],
  appointed: (order) => [...crewOf(order), ...everybody(order)],
  departed: ['reporters'],
  arrived: ['reporters'],
  partAwaited: (order) => [spareKeeperOf(order), ...everybody(order)],
  partReceived: (order) => crewOf(order),
  completed: (order) => [...everybody(order), customerOf(order)],
  signed: (order) => [...crewOf(order), ...everybody(order), customerOf(order)],
  workRefused: (order) => [...crewOf(order), supervisorOf(order)],
  signatureWaived: (order, { data: { witness } }) => [person(witness), ...crewOf(order), customerOf(order)],
  rectificationNoted: crewOf,
  rectificationOver: crewOf,
  canceled: (order) => [...crewOf(order), ...everybody(order)],
  effectFailed: (order, { data: { ref = {} } }) => ('source' in ref ? [supervisorOf(order)] : []),
};

/** The incident that it is for hears of it, as long as that is open. */
function toIncident({ source }: WorkOrder, command: string, data: object): Effect[] {
  if (source === undefined || !carriedByIncident(source)) return [];
  const to = { process: 'incident', caseId: source, onward: true, ifOpen: true } as const;
  return [{ kind: 'command', ...to, command, data, ref: { source } }];
}

export const follows: NonNullable<Rules['follows']> = {
  arrived: ({ caseId }, order) => (order.visits === 1 ? toIncident(order, 'noteArrival', { workOrder: caseId }) : []),
  // The part goes to its vendor, and the item has another serial number.
  partReplaced: ({ caseId, seq, by, data }, { unit: orgPath, title: symptom, site, item: own, openedAt: faultAt }) => {
    const { spare, oldSerial, newSerial, item = own } = data;
    const known = { ...(item === undefined ? {} : { item }), ...(site === undefined ? {} : { site }) };
    const removed = { orgPath, spare, oldSerial, newSerial, symptom, faultAt, removedBy: by.id, ...known };
    return [{ kind: 'replace', id: `${caseId}.${seq}`, removed }];
  },
  // With what was photographed there.
  closed: ({ caseId }, order) => [
    ...toIncident(order, 'noteVisit', {
      workOrder: caseId,
      result: order.work ?? '',
      outcome: order.result,
    }),
    ...(order.common.files ? toIncident(order, 'noteFiles', { from: caseId }) : []),
  ],
  // Called off by that incident it is no news there.
  canceled: ({ caseId, data: { reason = '', calledOffBy } }, order) =>
    calledOffBy === undefined
      ? toIncident(order, 'noteVisit', { workOrder: caseId, result: reason, outcome: 'canceled' })
      : [],
};
