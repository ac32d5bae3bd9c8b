/** What an incident keeps, and the events that made it. */
import type { Common, CommonEvent } from '../kernel/common.ts';
import type { ClockEvent, EffectEvent, Millis, OrgPath, PinRefs, Tier } from '../kernel/process.ts';
import type { Requeued } from '../kernel/requeue.ts';
import type { IncidentCommand, IncidentFields } from './contract.ts';
import type { IncidentStatus } from './lifecycle.ts';

type DataOf<K extends IncidentCommand['type']> = Extract<IncidentCommand, { type: K }>['data'];
export type Priority = IncidentFields['priority'];
export type HoldReason = NonNullable<IncidentFields['hold']>['reason'];
/** Where it lies: a team's queue, its organisation and tier. */
export type Place = { queue: string; queueOrg: OrgPath; tier: Tier };
export type Reported = {
  channel: IncidentFields['channel'];
  reporter: string;
  unit: OrgPath;
  application: string;
  title: string;
  description: string;
  contact?: string | undefined;
};
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

export type Incident = Reported &
  Weight & {
    status: Exclude<IncidentStatus, 'none'>;
    /** Missing while nobody staffs a first line for it. */
    place?: Place;
    call?: string | undefined;
    followUpOf?: string | undefined;
    category?: string | undefined;
    item?: string | undefined;
    assignee?: string;
    /** By a person, since it was last handed over. */
    accepted: boolean;
    hold?: { reason: HoldReason; until?: Millis; reminders: number };
    solved?: Solved & { by: string; byParent?: true };
    confirmed: boolean;
    /** The time to confirm is over. */
    windowOver: boolean;
    report?: 'owed' | 'filed' | 'returned';
    onsite?: 'requested' | 'arrived';
    major?: { commander: string };
    majorProposed: boolean;
    parent?: string;
    children: readonly { caseId: string; requester: string }[];
    /** Beside the first: those who joined, and those of merged incidents. */
    reporters: readonly { reporter: string; call?: string | undefined }[];
    mergedInto?: string;
    /** Hand-backs by 'from>to'. */
    handBacks: Readonly<Record<string, number>>;
    /** The queue it was escalated from, by tier. */
    cameFrom: Partial<Record<Tier, Place>>;
    reopened: number;
    rating?: number;
    openedAt: Millis;
    endedAt?: Millis;
    common: Common;
  };
export type IncidentState = { status: 'none' } | Incident;

type Move = { from: Place; to: Place };
export type IncidentEvent =
  | { type: 'incident.created'; data: Opening }
  | { type: 'incident.triaged'; data: { place: Place; category: string } & Weight }
  | { type: 'incident.claimed'; data: object }
  | { type: 'incident.accepted'; data: object }
  | { type: 'incident.dispatched'; data: { person: string; place: Place } }
  | {
      type: 'incident.relieved';
      data: {
        person: string;
        reason: string;
        places: readonly ('assignee' | 'commander' | 'follower')[];
        /** Who takes his place; absent: the queue does. */
        assignee?: string;
        commander?: string;
      };
    }
  | { type: 'incident.declined'; data: { reason: string } }
  | { type: 'incident.started'; data: object }
  | { type: 'incident.released'; data: { reason: string } }
  | { type: 'incident.requeued'; data: Requeued }
  | { type: 'incident.transferred'; data: Move & { reason: string } }
  | { type: 'incident.escalated'; data: Move & DataOf<'escalate'> }
  | { type: 'incident.handedBack'; data: Move & DataOf<'handBack'> }
  | { type: 'incident.held'; data: DataOf<'hold'> }
  | { type: 'incident.resumed'; data: { dueAt?: Millis } }
  | { type: 'incident.infoSupplied'; data: { text: string } }
  | { type: 'incident.onsiteRequested'; data: Partial<DataOf<'requestOnsite'>> }
  | { type: 'incident.onsiteWithdrawn'; data: { reason: string } }
  | { type: 'incident.arrived'; data: object }
  | { type: 'incident.visitEnded'; data: { result: string } }
  | { type: 'incident.reporterAdded'; data: DataOf<'addReporter'> }
  | { type: 'incident.priorityChanged'; data: Weight & { reason: string } }
  | {
      type: 'incident.resolved';
      data: Solved & {
        knowledge?: DataOf<'resolve'>['knowledge'];
        confirmedOnPhone?: string | undefined;
        reportOwed: boolean;
        repeated: boolean;
        /** The parent that it was resolved with. */
        parent?: string;
      };
    }
  | { type: 'incident.confirmed'; data: DataOf<'confirm'> & { onPhone?: string } }
  | { type: 'incident.reopened'; data: { reason: string; times: number; parent?: string } }
  | { type: 'incident.reportFiled'; data: DataOf<'fileReport'> }
  | { type: 'incident.reportReturned'; data: { reason: string } }
  | { type: 'incident.closed'; data: { facts: object; dueAt?: Millis } }
  | { type: 'incident.canceled'; data: { reason: string; facts: object } }
  | { type: 'incident.merged'; data: { target: string; facts: object } }
  | { type: 'incident.parentAttached'; data: { parent: string } }
  | { type: 'incident.parentDetached'; data: { parent: string } }
  | { type: 'incident.childAdded'; data: DataOf<'addChild'> }
  | { type: 'incident.childRemoved'; data: { child: string } }
  | { type: 'incident.majorProposed'; data: { grounds: string } }
  | { type: 'incident.majorDeclared'; data: { grounds: string; commander: string } }
  | { type: 'incident.majorDeclined'; data: { grounds: string } }
  | { type: 'incident.updatePosted'; data: { text: string } }
  /** From here the time to the commander's next update runs. */
  | { type: 'incident.updateOwed'; data: object }
  | CommonEvent<'incident'>
  | ClockEvent<'incident'>
  | EffectEvent<'incident'>;
