/** The process as one value: what the registries list. No contract in it, so no zod. */
import { vehicleHold } from '../dispatch/vehicles.ts';
import { defineProcess } from '../kernel/define-process.ts';
import type { Next } from '../kernel/definition.ts';
import { gatingShown } from '../kernel/gating/gating.ts';
import { actsHimself, deskOf, supervisorOf } from '../kernel/common/whom.ts';
import { clocks } from './clocks.ts';
import { workOrderFields, workOrderOpen } from './fields.ts';
import { workOrderLifecycle, workOrderWork } from './lifecycle.ts';
import { coordinatorOf, customerOf, follows, spareKeeperOf, tells } from './reactions.ts';
import { recordHash } from './record.ts';
import { also, workOrderRules } from './rules.ts';
import { blockers } from './rules-ending.ts';
import type { Rules, WorkOrder } from './state.ts';
import { workOrderWords } from './words.ts';

export const workOrder = defineProcess({
  key: 'work-order',
  lifecycle: workOrderLifecycle,
  staff: ['maintenance-lead', 'spare-keeper', 'project-manager'],
  parties: { crew: ({ crew }) => crew, 'former-crew': ({ former = [] }) => former },
  passedOn: ['crew'],
  // Who does the work does not choose whose signature it takes.
  keepsOut: { correct: ['crew', 'former-crew'] },
  work: {
    ...workOrderWork,
    vacant: ({ assignee: _former, ...order }) => order,
    handedTo: (heir, place) => ({ type: 'dispatched', data: { engineers: [heir], place } }),
  },
  ...workOrderRules,
  ends: { closed: 'closed', canceled: 'canceled' },
  also,
  answersUrge: ['dispatched', 'departed', 'arrived', 'completed'],
  blockers,
  addresses: ['coordinator', 'spare-keeper', 'customer-representative'],
  counts: ({ visits, refusals, replaced }) => ({ visits, refusals, parts: replaced.length }),
  tells,
  handing: ['created', 'dispatched', 'declined', 'workRefused'],
  follows,
  next: {
    ready: (order: WorkOrder) => [
      ['desk', 'claim', 'dispatch'],
      [coordinatorOf(order), 'dispatch', 'dispatch'],
    ],
    assigned: [['hands', 'accept', 'on-site']],
    accepted: ({ expectedAt }: WorkOrder) => [['hands', expectedAt === undefined ? 'depart' : 'arrive', 'on-site']],
    'on-site': (order: WorkOrder) => [
      order.assignee === undefined ? [coordinatorOf(order), 'dispatch'] : ['hands', 'complete'],
    ],
    'waiting-part': (order: WorkOrder) => [[spareKeeperOf(order), 'receivePart']],
    done: signing,
    closed: null,
    canceled: null,
  },
  holds: ({ vehicle, vehicleFrom: from, vehicleUntil: until }) =>
    vehicle !== undefined && from !== undefined && until !== undefined ? [vehicleHold(vehicle, { from, until })] : [],
  fields: workOrderFields,
  shown: {
    ...gatingShown,
    recordHash,
    replaced: ({ replaced }) => (replaced.length === 0 ? undefined : replaced),
  },
  clocks,
  words: workOrderWords,
  open: workOrderOpen,
  shape: 3, // 2: what an open rectification keeps shut; 3: who went before
} satisfies Rules);

/** The customer; once his time is over, who may close it without him. */
function signing(order: WorkOrder): readonly Next[] {
  const theirs: Next = actsHimself(order) ? ['reporters', 'sign', 'sign'] : [deskOf(order), 'recordSignature', 'sign'];
  return [
    theirs,
    [customerOf(order), 'sign', 'sign'],
    ...(order.signLate ? [[supervisorOf(order), 'closeUnsigned'] as const] : []),
  ];
}
