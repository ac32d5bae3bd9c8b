/** The life of a work order on one screen. Late, urgent and waiting for an appointment are fields. */
import { gatingRows } from '../kernel/gating/gating.ts';
import { assignee, HANDS, lead, member, only, reporter, rowsOf, supervisor, system } from '../kernel/people/who.ts';
import type { Party, Transition, Who } from '../kernel/process.ts';
import type { WorkOrderCommand } from './contract.ts';

export type WorkOrderStatus =
  | 'ready'
  | 'assigned'
  | 'accepted'
  | 'on-site'
  | 'waiting-part'
  | 'done'
  | 'closed'
  | 'canceled';
/** `crew`: those who go; `former-crew`: who went, and goes no more. */
export type WorkOrderParty = 'crew' | 'former-crew';

type Status = WorkOrderStatus | 'none';
const unbegun = ['ready', 'assigned', 'accepted'] as const;
const begun = ['on-site', 'waiting-part', 'done'] as const;
export const workOrderWork = {
  at: ['assigned', 'accepted'],
  idle: 'ready',
  urgeable: [...unbegun, 'on-site', 'waiting-part'],
} as const;

const row = rowsOf<Status, WorkOrderCommand['type'], WorkOrderParty>();
const crew: Who<Party | WorkOrderParty> = { by: HANDS, as: 'crew' };
const dispatchers = only('coordinator', 'supervisor', 'maintenance-lead');
const customer = [reporter, only('customer-representative')] as const;
/** Whoever did some of it signs nothing, whatever other roles he holds. */
const notCrew = { not: ['crew', 'former-crew'] } as const;

export const workOrderLifecycle: readonly Transition<Status, WorkOrderCommand['type'], Party | WorkOrderParty>[] = [
  row('create', 'none', 'ready', only('coordinator', 'supervisor', 'maintenance-lead', 'desk-agent', 'system')),
  row('claim', 'ready', 'accepted', member),
  row('dispatch', [...unbegun, 'on-site', 'waiting-part'], 'assigned', dispatchers, lead), // others, in their place
  row('accept', 'assigned', 'accepted', assignee),
  row('decline', ['assigned', 'accepted'], 'ready', assignee),
  row('appoint', ['assigned', 'accepted'], '=', crew, dispatchers),
  row('depart', 'accepted', '=', crew),
  row('arrive', 'accepted', 'on-site', crew),
  row('awaitPart', 'on-site', 'waiting-part', crew),
  row('receivePart', 'waiting-part', 'accepted', only('spare-keeper', 'coordinator', 'supervisor'), crew), // they go there anew
  row('replacePart', 'on-site', '=', crew),
  row('complete', 'on-site', 'done', crew),
  { ...row('sign', 'done', 'closed', ...customer), ...notCrew },
  { ...row('recordSignature', 'done', 'closed', only('coordinator', 'supervisor', 'desk-agent')), ...notCrew },
  { ...row('refuseWork', 'done', 'accepted', ...customer), ...notCrew },
  { ...row('closeUnsigned', 'done', 'closed', supervisor), ...notCrew },
  row('cancel', unbegun, 'canceled', only('coordinator', 'supervisor')),
  row('callOff', unbegun, 'canceled', system),
  row('callOff', begun, '=', system), // who is there already finishes
  ...gatingRows<WorkOrderStatus>([...unbegun, ...begun]),
];
