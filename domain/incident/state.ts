/** What an incident keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { Millis, PinRefs, Place, Tier } from '../kernel/process.ts';
import type { IncidentCommand } from './contract.ts';
import { asksReporter, type ChangeOver, type HoldReason, type IncidentFields } from './fields.ts';
import type { IncidentStatus } from './lifecycle.ts';

type DataOf<K extends IncidentCommand['type']> = DataOfCommand<IncidentCommand, K>;
export type Priority = IncidentFields['priority'];
type Reported = { channel: IncidentFields['channel'] } & Pick<
  Base,
  'reporter' | 'caller' | 'unit' | 'application' | 'title' | 'description' | 'contact'
>;
type Weight = { impact: IncidentFields['impact']; urgency: IncidentFields['urgency']; priority: Priority };
type Solved = { solution: string; causeCode: string; category: string; item?: string | undefined };

/** Since when its reporter waits, in `receivedAt`: only where a call came before. */
export type Opening = Reported &
  Weight & {
    status: 'new' | 'queued';
    place?: Place;
    call?: string | undefined;
    receivedAt?: Millis | undefined;
    category?: string | undefined;
    item?: string | undefined;
    diagnosis?: string | undefined;
    tried?: string | undefined;
    followUpOf?: string | undefined;
    /** It follows one that ended less than 10 business days ago. */
    countsAsReopened?: true;
    pinned: PinRefs;
  };

type Kept = Weight & {
  channel: IncidentFields['channel'];
  call?: string | undefined;
  followUpOf?: string | undefined;
  /** By a person, since it was last handed over. */
  accepted: boolean;
  /** By everybody who reported it, or for all of them by callback or on the phone. */
  confirmed: boolean;
  /** Those who have, as long as some have not. */
  confirmedBy?: readonly string[];
  /** What a reporter said of the solution waits for a word of those who gave it: no silence closes the case meanwhile. */
  unanswered?: true;
  /** The time to confirm is over. */
  windowOver: boolean;
  report?: 'owed' | 'filed' | 'returned';
  onsite?: 'requested' | 'arrived';
  /** Of the visit: seq of the event that asked for it, and its work order once that is there. */
  visit?: { asked: number; workOrder?: string };
  major?: { commander: string };
  majorProposed: boolean;
  parent?: string;
  children: readonly { caseId: string; requester?: string | undefined }[];
  /** Beside the first: those who joined, and those of merged incidents. */
  reporters: readonly { reporter?: string | undefined; caller?: string | undefined; call?: string | undefined }[];
  mergedInto?: string;
  /** Hand-backs by 'from>to'. */
  handBacks: Readonly<Record<string, number>>;
  /** The queue it was escalated from, by tier. */
  cameFrom: Partial<Record<Tier, Place>>;
  reopened: number;
  rating?: number;
  /** The change whose end ended its last hold. */
  resumedBy?: string;
};
type Hold = { reason: HoldReason; until?: Millis; reminders: number; change?: string };
type Solution = Solved & {
  by: string;
  byParent?: true;
  repeated?: boolean;
  knowledge?: DataOf<'resolve'>['knowledge'];
};
/** What is on hold has a hold, what is resolved or closed has its solution; the compiler knows no other. */
export type Incident = Omit<Base, 'status'> &
  Kept &
  (
    | { status: 'on-hold'; hold: Hold; solved?: Solution }
    | { status: 'resolved' | 'closed'; hold?: Hold; solved: Solution }
    | { status: Exclude<IncidentStatus, 'on-hold' | 'resolved' | 'closed'>; hold?: Hold; solved?: Solution }
  );

/** Its report is still to come, or to come again. */
export const owesReport = ({ report }: Pick<Kept, 'report'>): boolean => report === 'owed' || report === 'returned';
/** True while what a person says is what the case waits for. */
export const waitsForInfo = ({ hold }: Pick<Incident, 'hold'>): boolean => asksReporter(hold?.reason);

type Move = { from: Place; to: Place };
type ChangeEnd = { change: string; outcome: ChangeOver; reason?: string | undefined };
export type IncidentEvents = {
  created: Opening;
  /** `from`: the priority before, where it was another one. */
  triaged: { place: Place; category: string; from?: Priority } & Weight;
  claimed: object;
  accepted: object;
  dispatched: { person: string; place: Place };
  declined: { reason: string };
  started: object;
  released: { reason: string };
  transferred: Move & { reason: string };
  escalated: Move & DataOf<'escalate'>;
  handedBack: Move & DataOf<'handBack'>;
  /** `leftChange`: it was held for that until now. */
  held: DataOf<'hold'> & { leftChange?: string };
  /** `change`: it was held for that, which has ended so where there is an `outcome`. */
  resumed: { dueAt?: Millis; change?: string } & Partial<Pick<ChangeEnd, 'outcome' | 'reason'>>;
  /** The change that had resumed it is found to have failed. */
  changeFailed: ChangeEnd;
  infoSupplied: { text: string };
  onsiteRequested: Partial<DataOf<'requestOnsite'>>;
  /** `over`: it is not needed any more, since the case has gone on so; `canceled`: by its work order. */
  onsiteWithdrawn: { reason?: string; workOrder?: string; over?: 'solved' | 'ended'; canceled?: true };
  arrived: { workOrder?: string | undefined };
  visitEnded: DataOf<'noteVisit'>;
  priorityChanged: Weight & { reason: string; from?: Priority };
  resolved: Solved & {
    knowledge?: DataOf<'resolve'>['knowledge'];
    confirmedOnPhone?: string | undefined;
    reportOwed: boolean;
    repeated: boolean;
    /** The parent that it was resolved with. */
    parent?: string;
  };
  /** The last of its reporters, whom `reporter` names, or all of them; `call`: he did so there. */
  confirmed: DataOf<'confirm'> & { onPhone?: string; reporter?: string; call?: string };
  /** One of several reporters. */
  reporterConfirmed: DataOf<'confirm'> & { reporter: string; call?: string };
  contactNoted: DataOf<'noteContact'>;
  /** Those who gave the solution have said something to what a reporter said of it. */
  wordsAnswered: object;
  reopened: { reason: string; times: number; parent?: string };
  reportFiled: DataOf<'fileReport'>;
  reportReturned: { reason: string };
  /** `parent`: with that. */
  closed: Ended & { parent?: string };
  canceled: { reason: string; facts: object };
  merged: { target: string; facts: object };
  reporterAdded: DataOf<'addReporter'>;
  reporterRemoved: DataOf<'removeReporter'>;
  parentAttached: { parent: string };
  parentDetached: { parent: string };
  childAdded: DataOf<'addChild'>;
  childRemoved: { child: string };
  majorProposed: { grounds: string };
  majorDeclared: { grounds: string; commander: string };
  majorDeclined: { grounds: string };
  updatePosted: { text: string };
  /** From here the time to the commander's next update runs. */
  updateOwed: object;
};

export type Rules = Definition<Incident, IncidentCommand, IncidentEvents>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Incident, IncidentEvents>;
export type Word = WordOf<IncidentEvents>;
