/** What an inspection keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { AskedLine, FileFact } from '../kernel/facts.ts';
import type { PartsOf, PartTouch } from '../kernel/part.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { InspectionCommand } from './contract.ts';
import type { Way } from './plan.ts';
import type {
  FindingClass,
  InspectionParts,
  InspectionParty,
  InspectionStatus,
  ReadingWarning,
  Says,
} from './statuses.ts';

export type DataOf<K extends InspectionCommand['type']> = DataOfCommand<InspectionCommand, K>;

type Opening = {
  title: string;
  description: string;
  unit: OrgPath;
  /** Who opened it, or keeps its plan; absent: of a plan that nobody keeps. */
  reporter?: string | undefined;
  way: Way;
  items: readonly string[];
  /** By then the visit has begun. */
  visitUntil: Millis;
  /** The first one first. */
  inspectors: readonly string[];
  /** The slot that it is: of which plan, and its period. */
  plan?: string | undefined;
  slot?: string | undefined;
  unannounced?: true | undefined;
  /** Each held by one of those who inspect, on the day. */
  skills?: readonly string[] | undefined;
  followUpOf?: string | undefined;
  pinned: PinRefs;
};
/**
 * `value`: a number as digits, or the id of a choice; words stand in the event alone. `photos`: how many were taken of it; absent: none.
 * Of one with two values: where it stood by the first (`was`), and the `other`.
 * `warning`: in what this reading is unlike those before, of which `last` was the last, as digits.
 */
type LineKept = {
  value?: string;
  photos?: number;
  was?: Says;
  other?: { says: Says; value?: string };
  warning?: ReadingWarning;
  last?: string;
};
type FindingKept = {
  class?: FindingClass;
  /** By when it is put right, as proposed. */
  due?: Millis;
  /** Number of the case that puts it right. */
  rectification?: string;
  /** None could be started for it. */
  unstarted?: true;
  /** Of the incident that it has started, since users suffer from it. */
  incident?: string;
};
type Kept = Pick<
  Opening,
  'way' | 'items' | 'visitUntil' | 'inspectors' | 'plan' | 'slot' | 'unannounced' | 'skills' | 'followUpOf'
> & {
  /** `id@version` of its checklist, and its lines without their words. */
  checklist: string;
  lines: readonly AskedLine[];
  visitFrom?: Millis;
  /** By which they go, and until when it is theirs. */
  vehicle?: string;
  vehicleUntil?: Millis;
  /** Who inspected it, since it had begun, and does no more. */
  former?: readonly string[];
  begunAt?: Millis;
  /**
   * SHA-256, hex: each event that belongs to the record carries the hash over the one before and its own words, so that both
   * sides sign one value though the words stand in events.
   */
  record: string;
  /** Who signed for the service side, and when; absent: nobody yet. */
  signed?: { by: string; at: Millis };
  /** By contract the silence of the customer signs, since the service side has. */
  silenceSigns?: true;
  /** `deemed`: by silence. */
  countersigned?: { by: string; at: Millis; deemed?: true };
  parts?: PartsOf<InspectionParts, { line: LineKept; finding: FindingKept }>;
};
export type Inspection = Omit<Base, 'status' | 'parts'> & Kept & { status: InspectionStatus };

/** The hash of the record behind an event. */
type OfRecord = { record: string };
/**
 * One answer as it was judged: `became` is where the line stands for it; of a second value, where it `was`, and `would` be; `warned`: in
 * what its reading is unlike those before.
 */
export type RecordedLine = DataOf<'recordItems'>['lines'][number] & {
  became: Says | 'contested';
  was?: Says;
  would?: Says;
  warned?: { code: ReadingWarning; last: number };
};
type OwnEvents = {
  created: Opening;
  checklistPinned: OfRecord & { checklist: string; lines: readonly AskedLine[]; pinned: { checklist: string } };
  appointed: Omit<DataOf<'appoint'>, 'inspectors'> & { inspectors: readonly string[] };
  inspectorsReplaced: { inspectors: readonly string[]; reason: string };
  begun: OfRecord & DataOf<'begin'>;
  itemsRecorded: OfRecord & PartTouch & { lines: readonly RecordedLine[]; files?: readonly FileFact[] };
  valueChosen: OfRecord & PartTouch & DataOf<'chooseValue'>;
  findingRaised: OfRecord & PartTouch & DataOf<'raiseFinding'>;
  findingFixed: OfRecord & PartTouch & DataOf<'fixFinding'>;
  findingWithdrawn: OfRecord & PartTouch & DataOf<'withdrawFinding'>;
  completed: OfRecord & DataOf<'complete'>;
  remedyProposed: OfRecord & PartTouch & DataOf<'proposeRemedy'>;
  remedyAgreed: OfRecord & PartTouch;
  remedyDisputed: OfRecord & PartTouch & DataOf<'disputeRemedy'>;
  findingReopened: OfRecord & PartTouch & DataOf<'reopenFinding'>;
  itemCorrected: OfRecord & PartTouch & DataOf<'correctItem'>;
  /** Nothing is open any more: it can be signed. */
  recordPresented: { record: string };
  /** `silenceSigns`: of the service side, where the contract says so. */
  signed: { side: 'service' | 'customer'; record: string; silenceSigns?: true };
  /** The customer was reminded and did not sign in time. */
  deemedSigned: { by: 'silence'; record: string };
  signatureWithdrawn: { reason: string };
  signatureRefused: { reason: string };
  archived: Ended;
  canceled: Ended & DataOf<'cancel'>;
  missed: Ended;
};
export type InspectionEvents = OwnEvents;

export type Rules = Definition<Inspection, InspectionCommand, InspectionEvents, InspectionParty, InspectionParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Inspection, InspectionEvents>;
export type Word = WordOf<InspectionEvents>;
