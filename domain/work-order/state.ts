/** What a work order keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { Gating, GatingEvents } from '../kernel/gating/shapes.ts';
import type { FileFact } from '../kernel/facts.ts';
import type { Millis, PinRefs, Place } from '../kernel/process.ts';
import type { WorkOrderCommand } from './contract.ts';
import type { WorkOrderFields } from './fields.ts';
import type { WorkOrderParty, WorkOrderStatus } from './lifecycle.ts';

type DataOf<K extends WorkOrderCommand['type']> = DataOfCommand<WorkOrderCommand, K>;
type Reported = Pick<
  Base,
  'reporter' | 'caller' | 'unit' | 'application' | 'title' | 'description' | 'contact' | 'item'
> &
  Pick<DataOf<'create'>, 'site' | 'position' | 'source' | 'followUpOf' | 'skills'> & {
    urgent: boolean;
    zone?: string;
    depot?: string;
  };

export type Opening = Reported & { place?: Place; tried?: string | undefined; pinned: PinRefs };

/** With the files that the command named, as they were when it took them. */
type Taking<D> = Omit<D, 'files'> & { files?: readonly FileFact[] };

/** What the crew did and the customer signs. */
export type Done = Pick<DataOf<'complete'>, 'work' | 'result' | 'labourMinutes' | 'causeCode'>;
type Replaced = NonNullable<WorkOrderFields['replaced']>[number];
export type WorkOrder = Omit<Base, 'status'> &
  Omit<Reported, keyof Base> &
  Gating &
  Partial<Done> & {
    status: WorkOrderStatus;
    /** Those who go, the one who answers for it first; empty: nobody yet. */
    crew: readonly string[];
    /** Who went once, and goes no more; absent: nobody. */
    former?: readonly string[];
    vehicle?: string | undefined;
    /** Since when and until when it is booked; absent: it is not, as an older release left it, or no more. */
    vehicleFrom?: Millis;
    vehicleUntil?: Millis;
    visitFrom?: Millis;
    visitUntil?: Millis;
    /** They are on the way. */
    expectedAt?: Millis;
    /** Of the first visit. */
    arrivedAt?: Millis;
    spare?: string;
    replaced: readonly Replaced[];
    visits: number;
    refusals: number;
    /** The time to sign is over: whoever answers for it may close it with a witness. */
    signLate: boolean;
    signedBy?: string;
    unsigned: boolean;
    rating?: number;
  };

export type Dispatched = DataOf<'dispatch'>;

export type WorkOrderEvents = GatingEvents & {
  created: Opening;
  claimed: object;
  /** `vehicleFrom`: the vehicle is booked from then on, to `vehicleUntil`. */
  dispatched: DataOf<'dispatch'> & { place?: Place; vehicleFrom?: Millis };
  accepted: object;
  declined: { reason: string };
  appointed: DataOf<'appoint'>;
  departed: DataOf<'depart'>;
  /** `metres`: so far from the site, as `elsewhere` explains. */
  arrived: Taking<DataOf<'arrive'>> & { metres?: number };
  partAwaited: DataOf<'awaitPart'>;
  partReceived: DataOf<'receivePart'>;
  partReplaced: DataOf<'replacePart'>;
  completed: Taking<DataOf<'complete'>>;
  /** `signer`, `sheet`: on paper, by whom, and where that is kept. */
  signed: DataOf<'sign'> & Partial<Taking<Pick<DataOf<'recordSignature'>, 'signer' | 'sheet' | 'files'>>>;
  workRefused: { reason: string };
  /** The customer did not sign in time; `witness` saw it. */
  signatureWaived: DataOf<'closeUnsigned'>;
  closed: Ended;
  /** `calledOffBy`: the case that it was for. */
  canceled: { reason?: string | undefined; facts: object; calledOffBy?: string };
};

export type Rules = Definition<WorkOrder, WorkOrderCommand, WorkOrderEvents, WorkOrderParty>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<WorkOrder, WorkOrderEvents>;
export type Word = WordOf<WorkOrderEvents>;
