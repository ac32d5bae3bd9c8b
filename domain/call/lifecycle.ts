/** The life of a call on one screen. Overdue is no status: its clocks say so. */
import { caller, only, rowsOf, system } from '../kernel/people/who.ts';
import type { Transition } from '../kernel/process.ts';
import type { CallCommand } from './contract.ts';

export type CallStatus = 'new' | 'in-service' | 'waiting' | 'answered' | 'escalated' | 'closed' | 'canceled';

type Status = CallStatus | 'none';
const unanswered = ['new', 'in-service', 'waiting'] as const;
export const callWork = { at: ['in-service'], idle: 'new', urgeable: [...unanswered, 'answered'] } as const;

const row = rowsOf<Status, CallCommand['type']>();
const desk = only('desk-agent');
const member = { by: ['desk-agent'], as: 'queue-member' } as const;

export const callLifecycle: readonly Transition<Status, CallCommand['type']>[] = [
  row('create', 'none', 'in-service', desk),
  row('create', 'none', 'new', { by: ['requester'], as: 'unit' }, system),
  row('take', 'new', 'in-service', member),
  row('requestInfo', 'in-service', 'waiting', desk),
  // Whatever he says while the call waits for him, for information or for his word on the answer, is looked at by the desk.
  row('supplyInfo', ['in-service', 'waiting', 'answered'], 'in-service', caller, desk),
  row('comment', ['waiting', 'answered'], 'in-service', caller),
  row('answer', 'in-service', ['answered', 'closed'], desk),
  { ...row('confirm', 'answered', 'closed', caller), not: ['resolver'] },
  { ...row('confirm', 'escalated', '=', caller), not: ['resolver'] }, // what its incident has solved for him
  row('refuseAnswer', 'answered', 'in-service', caller),
  row('escalate', unanswered, 'escalated', desk),
  row('join', ['new', 'in-service'], 'escalated', desk),
  row('convert', ['new', 'in-service'], 'closed', desk),
  row('settle', 'escalated', 'closed', system),
  row('relink', 'escalated', '=', system), // its incident was merged into another
  row('noteSolved', 'escalated', '=', system),
  row('noteConfirmed', 'escalated', '=', system), // its caller confirmed at the incident
  row('return', 'escalated', 'in-service', system), // its incident ended without it
  row('cancel', unanswered, 'canceled', only('desk-agent', 'system')),
  row('cancel', 'new', 'canceled', caller),
];
