/** The life of a call on one screen. Overdue is no status: its clocks say so. */
import { commonRows } from '../kernel/common.ts';
import type { Transition } from '../kernel/process.ts';
import type { CallCommand } from './contract.ts';

export type CallStatus =
  /** Before the first event; no call is ever seen in it. */
  'none' | 'new' | 'in-service' | 'waiting' | 'answered' | 'escalated' | 'closed' | 'canceled';

const open = ['new', 'in-service', 'waiting', 'answered', 'escalated'] as const;
const unanswered = ['new', 'in-service', 'waiting'] as const;

export const callLifecycle: readonly Transition<CallStatus, CallCommand['type']>[] = [
  { command: 'create', from: ['none'], to: ['in-service'], by: ['desk-agent'] },
  { command: 'create', from: ['none'], to: ['new'], by: ['requester'], party: 'unit' },
  { command: 'create', from: ['none'], to: ['new'], by: ['system'] },
  { command: 'take', from: ['new'], to: ['in-service'], by: ['desk-agent'], party: 'queue-member' },
  { command: 'relieve', from: ['in-service'], to: ['new', 'in-service'], by: ['system'] },
  { command: 'relieve', from: ['new', 'waiting', 'answered', 'escalated'], to: '=', by: ['system'] },
  { command: 'requeue', from: ['in-service'], to: ['new', 'in-service'], by: ['system'] },
  { command: 'requeue', from: ['new', 'waiting', 'answered', 'escalated'], to: '=', by: ['system'] },
  { command: 'requestInfo', from: ['in-service'], to: ['waiting'], by: ['desk-agent'] },
  { command: 'supplyInfo', from: ['in-service', 'waiting'], to: ['in-service'], by: ['requester'], party: 'caller' },
  { command: 'supplyInfo', from: ['in-service', 'waiting'], to: ['in-service'], by: ['desk-agent'] },
  // Words of the caller while the call waits for him are the information asked for, whatever the button.
  { command: 'comment', from: ['waiting'], to: ['in-service'], by: ['requester'], party: 'caller' },
  { command: 'answer', from: ['in-service'], to: ['answered', 'closed'], by: ['desk-agent'] },
  { command: 'confirm', from: ['answered'], to: ['closed'], by: ['requester'], party: 'caller' },
  { command: 'refuseAnswer', from: ['answered'], to: ['in-service'], by: ['requester'], party: 'caller' },
  { command: 'escalate', from: unanswered, to: ['escalated'], by: ['desk-agent'] },
  { command: 'join', from: ['new', 'in-service'], to: ['escalated'], by: ['desk-agent'] },
  { command: 'convert', from: ['new', 'in-service'], to: ['closed'], by: ['desk-agent'] },
  { command: 'settle', from: ['escalated'], to: ['closed'], by: ['system'] },
  // The incident that it followed was merged into another.
  { command: 'relink', from: ['escalated'], to: '=', by: ['system'] },
  // The incident that it was to follow has ended without it.
  { command: 'return', from: ['escalated'], to: ['in-service'], by: ['system'] },
  { command: 'cancel', from: unanswered, to: ['canceled'], by: ['desk-agent', 'system'] },
  { command: 'cancel', from: ['new'], to: ['canceled'], by: ['requester'], party: 'caller' },
  ...commonRows<CallStatus>({ open, urgeable: [...unanswered, 'answered'], waiting: ['waiting'] }),
];
