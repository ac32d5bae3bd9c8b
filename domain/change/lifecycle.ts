/** The life of a change on one screen. What kind of change it is, its risk and its conflicts are fields. */
import { minutesRows } from '../kernel/approving/minutes.ts';
import { approvalRows } from '../kernel/approving/shipped.ts';
import { gatingRows } from '../kernel/gating/gating.ts';
import type { PartMove } from '../kernel/part.ts';
import { only, rowsOf, STAFF, system } from '../kernel/people/who.ts';
import type { ChangeCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { ChangeParts, ChangeParty, ChangeStatus } from './statuses.ts';

type Status = ChangeStatus | 'none';
const looked = ['assessing', 'authorizing'] as const;
const submitted = [...looked, 'scheduled'] as const;
const unbegun = ['draft', ...submitted] as const;
const underWay = ['implementing', 'rolling-back'] as const;
/** Nobody takes it out of a queue: who leaves is followed by whoever the plan names next. */
export const changeWork = { at: [], idle: 'draft', urgeable: [...unbegun, ...underWay, 'reviewing'] } as const;

const row = rowsOf<Status, ChangeCommand['type'], ChangeParty, ChangeParts>();
const staff = only(...STAFF);
const requester = { by: STAFF, as: 'requester' } as const;
const implementer = { by: STAFF, as: 'implementer' } as const;
const owner = only('process-owner');
const superior = only('supervisor', 'process-owner');
const customer = { by: ['customer-representative'], as: 'customer' } as const;
const step = (from: readonly ChangeParts['step'][], to: ChangeParts['step']) =>
  ({ kind: 'step', from, to: [to] }) satisfies { kind: 'step' } & PartMove<ChangeParts['step']>;

export const changeLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'draft', only(...STAFF, 'system')),
  row('create', 'none', 'reviewing', only('auditor', 'system')), // what was done already
  row('plan', 'draft', '=', requester, implementer),
  row('amend', 'draft', '=', requester, implementer),
  row('submit', 'draft', submitted, requester),
  { ...row('assess', 'assessing', looked, staff), not: ['implementer', 'requester'] },
  { ...row('return', looked, 'draft', superior, only('quality-lead')), not: ['implementer', 'requester'] },
  row('waiveConflict', unbegun, '=', owner),
  row('revise', submitted, 'draft', requester, implementer),
  row('noteFreeze', [...unbegun, ...underWay], '=', system),
  row('noteFreezeLifted', [...unbegun, ...underWay], '=', system),
  row('noteRelease', unbegun, 'canceled', system),
  row('noteRelease', [...underWay, 'reviewing'], '=', system),
  row('noteCutover', ['draft', ...looked], '=', system),
  row('noteCutover', 'scheduled', ['scheduled', 'implementing'], system),
  row('noteCutover', 'implementing', ['implementing', 'rolling-back', 'reviewing'], system),
  row('noteCutover', 'rolling-back', ['rolling-back', 'reviewing'], system),
  row('noteCutover', 'reviewing', '=', system),
  ...gatingRows([...unbegun, ...underWay, 'reviewing'] as const),
  row('noteHeld', [...unbegun, ...underWay, 'reviewing'], '=', system),
  row('noteResumed', [...unbegun, ...underWay, 'reviewing'], '=', system),

  ...approvalRows<ChangeStatus>({ at: 'authorizing', to: ['scheduled', 'rejected'] }),
  ...minutesRows<ChangeStatus>('authorizing', ['scheduled', 'rejected']),
  ...approvalRows<ChangeStatus>({ at: 'reviewing', to: [] }), // of an emergency, afterwards
  ...minutesRows<ChangeStatus>('reviewing', []),
  row('recordConsent', 'authorizing', ['authorizing', 'scheduled'], customer, requester, implementer),
  row('recordConsent', 'scheduled', '=', customer, requester, implementer),
  row('refuseConsent', ['authorizing', 'scheduled'], 'draft', customer),

  row('start', 'scheduled', 'implementing', implementer),
  { ...row('completeStep', 'implementing', '=', implementer), part: step(['pending', 'failed'], 'done') },
  { ...row('failStep', 'implementing', '=', implementer), part: step(['pending'], 'failed') },
  { ...row('extendWindow', underWay, '=', superior), not: ['implementer'] },
  row('rollBack', 'implementing', ['rolling-back', 'reviewing'], implementer, superior),
  {
    ...row('completeUndo', 'rolling-back', ['rolling-back', 'reviewing'], implementer),
    part: step(['done', 'failed'], 'undone'),
  },
  row('finish', 'implementing', 'reviewing', implementer),
  { ...row('review', 'reviewing', 'closed', superior, only('quality-lead')), not: ['implementer'] },
  row('cancel', unbegun, 'canceled', requester, owner),
];
