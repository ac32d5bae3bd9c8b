/** What a cutover keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { PartRecord, PartTouch } from '../kernel/part.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { RunEvents, Running } from '../kernel/running/shapes.ts';
import type { Outline } from '../kernel/steps/shapes.ts';
import type { CutoverCommand } from './contract.ts';
import type { Compared } from './spare.ts';
import type { CutoverParts, CutoverParty, CutoverStatus, PrecheckStatus } from './statuses.ts';

type DataOf<K extends CutoverCommand['type']> = DataOfCommand<CutoverCommand, K>;
/** Who is to be there, and what for, in his words: `network`, `vendor`. */
export type Named = { person: string; as: string };
type Opening = {
  title: string;
  description: string;
  unit: OrgPath;
  application?: string | undefined;
  items: readonly string[];
  /** How many of its items are network devices: two optical and two power modules are reserved for each. */
  networkDevices: number;
  /** Absent: a drill, which is done under none. */
  change?: string | undefined;
  reporter: string;
  commander: string;
  followUpOf?: string | undefined;
  pinned: PinRefs;
};
/** What is planned, and may be planned anew as long as it has not begun. */
export type Scheduled = {
  /** `id@version` */
  runbook: string;
  outline: Outline;
  window: { from: Millis; until: Millis };
  /** So long the way back takes: this before the end of the window no step begins any more. */
  backOutMinutes: number;
  people: readonly Named[];
};
type Kept = Running &
  Pick<Opening, 'items' | 'networkDevices' | 'change' | 'followUpOf'> &
  Partial<Scheduled> & {
    /** Instant of the newest backup whose checksum was read back. */
    backupAt?: Millis;
    /** Of the spare device, as it was checked last. */
    spareVersions?: readonly Compared[];
    armedAt?: Millis;
    startedAt?: Millis;
    /** What its change alters beside its own items. */
    heldToo?: readonly string[];
    rollCall?: readonly string[];
    /** As it was extended. */
    backOutUntil?: Millis;
    /** It was reached and nobody has extended it since: its commander is asked. */
    backOutReached?: true;
    swappedAt?: Millis;
    parts?: { precheck?: Readonly<Record<string, PartRecord<PrecheckStatus>>> } | undefined;
  };
export type Cutover = Omit<Base, 'status' | 'parts'> & Kept & { status: CutoverStatus };

type Planned = PartTouch & Scheduled & { pinned: { runbook: string } };
type OwnEvents = {
  created: Opening;
  planned: Planned;
  replanned: Planned & { reason: string };
  /** `compared`: of the spare device, what is known of its versions. */
  precheckRecorded: PartTouch & DataOf<'recordPrecheck'> & { compared?: readonly Compared[] };
  /** `too-old`: of the backup; `left`: of who had confirmed himself. */
  precheckLapsed: PartTouch & { why: 'too-old' | 'left' };
  armed: PartTouch;
  /** `heldToo`: what its change alters beside its own items, and it therefore holds as well. */
  started: DataOf<'start'> & { heldToo?: readonly string[] };
  backOutReached: object;
  backOutExtended: DataOf<'extendBackOut'>;
  swapped: DataOf<'swap'>;
  reported: DataOf<'report'>;
  closed: Ended;
  canceled: Ended & { reason: string };
};
export type CutoverEvents = RunEvents & OwnEvents;

export type Rules = Definition<Cutover, CutoverCommand, CutoverEvents, CutoverParty, CutoverParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Cutover, CutoverEvents>;
export type Word = WordOf<CutoverEvents>;
