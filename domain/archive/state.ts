/** What a monthly archive keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { FileFact } from '../kernel/facts.ts';
import type { PartsOf, PartTouch } from '../kernel/part.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { ArchiveCommand } from './contract.ts';
import type { ArchiveParts, ArchiveParty, ArchiveStatus, Scripted } from './statuses.ts';

type DataOf<K extends ArchiveCommand['type']> = DataOfCommand<ArchiveCommand, K>;
type Reported<K extends ArchiveCommand['type']> = Omit<DataOf<K>, 'attempt'>;

type Opening = {
  title: string;
  description: string;
  unit: OrgPath;
  /** Who opened it by hand; absent: the calendar. */
  reporter?: string | undefined;
  month: string;
  /** `[from, until)` of the month by the clock on the wall of `zone`: cases that ended in it are archived. */
  from: Millis;
  until: Millis;
  zone: string;
  drill?: true | undefined;
  scripted?: Scripted | undefined;
  pinned: PinRefs;
};
/** A chain that does not hold: the case, or `seals`; where, and what of it. */
export type BrokenChain = { case: string; seq: number; code: string };
/** `of`: the archive that went without it; `files`: handed in here. */
type GapKept = { case: string; paper: string; of?: string; files?: number };
type Sign = { by: string; at: Millis };
type Kept = Omit<Opening, 'title' | 'description' | 'unit' | 'reporter' | 'pinned'> & {
  /** Of looking and packing: each begins anew, and what an earlier one reports counts no more. */
  attempt: number;
  cases?: number;
  supplements?: number;
  /** What the last check found broken and nobody has accepted. */
  broken?: readonly BrokenChain[];
  brokenMore?: number;
  /** Archived as they are. */
  accepted?: readonly BrokenChain[];
  /** Why it could not go on. */
  stuck?: string;
  package?: Reported<'notePackaged'>;
  /** Of its manifest: records keeper, then project manager. */
  signed?: Sign;
  countersigned?: Sign;
  parts?: PartsOf<ArchiveParts, { gap: GapKept }>;
};
export type Archive = Omit<Base, 'status' | 'parts'> & Kept & { status: ArchiveStatus };

type OwnEvents = {
  created: Opening;
  /** A records keeper looks after it from now on. */
  taken: object;
  collected: Reported<'noteCollected'>;
  gapFound: PartTouch & { case: string; paper: string };
  /** An earlier month was archived without it, and it is still missing. */
  gapCarried: PartTouch & { case: string; paper: string; of: string };
  /** `found`: the check met it; else somebody handed it in, or said that it is there. */
  gapFilled: PartTouch & { found?: true; files?: readonly FileFact[]; text?: string | undefined };
  gapAssigned: PartTouch;
  gapAccepted: PartTouch & { reason: string };
  chainBroken: BrokenChain;
  /** The end of one check; `more`: gaps that are not named yet, `moreBroken`: chains. */
  checked: { gaps: number; more: number; broken: number; moreBroken: number };
  /** Everything is looked at anew, and packed when nothing is missing. */
  checkBegun: { attempt: number; reason?: string };
  packaged: Reported<'notePackaged'>;
  stuck: Reported<'noteStuck'>;
  halted: { reason: string };
  brokenAccepted: { chains: readonly BrokenChain[]; reason: string };
  signed: { side: 'keeper' | 'manager'; manifestHash: string };
  /** `sha256`: of the package as one file. */
  archived: Ended & { month: string; manifestHash: string; sha256: string };
};
export type ArchiveEvents = OwnEvents;

export type Rules = Definition<Archive, ArchiveCommand, ArchiveEvents, ArchiveParty, ArchiveParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Archive, ArchiveEvents>;
export type Word = WordOf<ArchiveEvents>;
