/** What a call keeps, and the events that made it. */
import type { Base } from '../kernel/definition.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { CallCommand } from './contract.ts';
import type { CallFields } from './fields.ts';
import type { CallStatus } from './lifecycle.ts';

type DataOf<K extends CallCommand['type']> = Extract<CallCommand, { type: K }>['data'];
type Report = {
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
type Outcome = NonNullable<CallFields['outcome']>;

type Kept = Report &
  Omit<Base, 'status' | keyof Report> & {
    incident?: string;
    cancelReason?: string;
    rating?: number;
    refusedAnswers: number;
    /** What its caller said before it had an incident: passed on once it has. */
    unpassed?: readonly string[];
  };
type Answer = { solution: string; outcome: Outcome; answeredBy: string };
/** An answered call has its answer; the compiler knows no other. */
export type Call = Kept &
  ((Answer & { status: 'answered' }) | (Partial<Answer> & { status: Exclude<CallStatus, 'answered'> }));

export type CallEvents = {
  created: Report & { queue?: string; queueOrg?: OrgPath; pinned: PinRefs };
  taken: object;
  infoRequested: DataOf<'requestInfo'>;
  infoSupplied: { text: string };
  answered: DataOf<'answer'>;
  confirmed: DataOf<'confirm'> & { onPhone?: string };
  answerRefused: { reason: string };
  escalated: DataOf<'escalate'>;
  joined: { incident: string };
  closed: { outcome: Outcome; incident?: string; facts: object; dueAt?: Millis };
  relinked: { incident: string };
  returned: { incident: string };
  canceled: { reason: DataOf<'cancel'>['reason']; facts: object; dueAt?: Millis };
};
