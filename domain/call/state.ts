/** What a call keeps, and the events that made it. */
import type { AtDesk, Keeping, Reported } from '../kernel/common/intake.ts';
import type { DataOf, Definition, Ended, Having } from '../kernel/definition.ts';
import type { Place } from '../kernel/process.ts';
import type { CallCommand } from './contract.ts';
import type { CallFields } from './fields.ts';
import type { CallStatus } from './lifecycle.ts';

type Report = Reported & {
  channel: CallFields['channel'];
  /** Of the program that sent it. */
  externalRef?: string | undefined;
};
type Outcome = NonNullable<CallFields['outcome']>;

type Kept = Keeping<Report> & {
  incident?: string;
  /** Its incident is not its own: it joined it, or was taken over. */
  joined?: true;
  cancelReason?: CallFields['cancelReason'];
  rating?: number;
  refusedAnswers: number;
  /** What its caller said before it had an incident: passed on once it has. */
  unpassed?: readonly string[];
  /** So with files. */
  unpassedFiles?: true;
  /** That incident is resolved, by this person; and its caller has confirmed it. */
  solved?: { incident: string; by?: string | undefined };
  confirmed?: true;
};
type Answer = { solution: string; outcome: Outcome; answeredBy: string };
/** An answered call has its answer; the compiler knows no other. */
export type Call = Kept & Having<CallStatus, 'answered', Answer>;

export type CallEvents = {
  created: AtDesk<Report>;
  taken: object;
  dispatched: { person: string };
  transferred: { from?: Place; to: Place; reason: string };
  infoRequested: DataOf<CallCommand, 'requestInfo'>;
  infoSupplied: { text: string };
  answered: DataOf<CallCommand, 'answer'>;
  /** `incident`: he said so there. */
  confirmed: DataOf<CallCommand, 'confirm'> & { onPhone?: string; incident?: string };
  incidentSolved: { incident: string; by?: string | undefined };
  incidentReopened: { incident: string };
  answerRefused: { reason: string };
  escalated: DataOf<CallCommand, 'escalate'>;
  joined: { incident: string };
  closed: Ended & { outcome: Outcome; incident?: string };
  relinked: { incident: string };
  /** `reason`: somebody took it out again. */
  returned: { incident: string; reason?: string };
  canceled: Ended & { reason: DataOf<CallCommand, 'cancel'>['reason'] };
};

export type Rules = Definition<Call, CallCommand, CallEvents>;
