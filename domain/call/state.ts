/** What a call keeps, and the events that made it. */
import type { Common, CommonEvent } from '../kernel/common.ts';
import type { ClockEvent, EffectEvent, Millis, OrgPath, PinRefs, Tier } from '../kernel/process.ts';
import type { Requeued } from '../kernel/requeue.ts';
import type { CallCommand, CallFields } from './contract.ts';
import type { CallStatus } from './lifecycle.ts';

type DataOf<K extends CallCommand['type']> = Extract<CallCommand, { type: K }>['data'];
export type Report = {
  channel: CallFields['channel'];
  reporter: string;
  unit: OrgPath;
  application: string;
  title: string;
  description: string;
  contact: string;
  /** The incident (or call) that the reporter comes back to, after its end. */
  followUpOf?: string;
  /** Of the program that sent it. */
  externalRef?: string | undefined;
};

export type Call = Report & {
  status: Exclude<CallStatus, 'none'>;
  queue?: string;
  queueOrg?: OrgPath;
  assignee?: string;
  openedAt: Millis;
  endedAt?: Millis;
  category?: string;
  item?: string;
  solution?: string;
  answeredBy?: string;
  outcome?: CallFields['outcome'];
  incident?: string;
  cancelReason?: string;
  rating?: number;
  refusedAnswers: number;
  /** What its caller said before it had an incident: passed on once it has. */
  unpassed?: readonly string[];
  common: Common;
};
export type CallState = { status: 'none' } | Call;

export type CallEvent =
  | { type: 'call.created'; data: Report & { queue?: string; queueOrg?: OrgPath; pinned: PinRefs } }
  | { type: 'call.taken'; data: object }
  | {
      type: 'call.relieved';
      data: {
        person: string;
        reason: string;
        places: readonly ('assignee' | 'follower')[];
        /** Who takes his place; absent: the queue does. */
        assignee?: string;
      };
    }
  | { type: 'call.requeued'; data: Requeued }
  | { type: 'call.infoRequested'; data: DataOf<'requestInfo'> }
  | { type: 'call.infoSupplied'; data: { text: string } }
  | { type: 'call.answered'; data: DataOf<'answer'> }
  | { type: 'call.confirmed'; data: DataOf<'confirm'> & { onPhone?: string } }
  | { type: 'call.answerRefused'; data: { reason: string } }
  | { type: 'call.escalated'; data: DataOf<'escalate'> }
  | { type: 'call.joined'; data: { incident: string } }
  | {
      type: 'call.closed';
      data: { outcome: NonNullable<Call['outcome']>; incident?: string; facts: object; dueAt?: Millis };
    }
  | { type: 'call.relinked'; data: { incident: string } }
  | { type: 'call.returned'; data: { incident: string } }
  | { type: 'call.canceled'; data: { reason: DataOf<'cancel'>['reason']; facts: object; dueAt?: Millis } }
  | CommonEvent<'call'>
  | ClockEvent<'call'>
  | EffectEvent<'call'>;

/** Calls are the first line's. */
export const CALL_TIER: Tier = 'L1';
