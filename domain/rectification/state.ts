/** What a rectification keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { FileFact } from '../kernel/facts.ts';
import type { NoParts } from '../kernel/part.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { RectificationCommand } from './contract.ts';
import type { CLASSES, KINDS } from './fields.ts';
import type { RectificationParty, RectificationStatus } from './statuses.ts';

type DataOf<K extends RectificationCommand['type']> = DataOfCommand<RectificationCommand, K>;
type Opening = {
  kind: (typeof KINDS)[number];
  class: (typeof CLASSES)[number];
  unit: OrgPath;
  application?: string | undefined;
  title: string;
  description: string;
  evidence?: string | undefined;
  /** What shows it: those that its issuer named, and the photos of the finding. */
  files?: readonly FileFact[];
  /** There is a photo of how it was: with its intake, of the scene, or handed in with the remedy. */
  photographed?: true;
  reporter: string;
  /** Absent: an accident that somebody reported. */
  issuer?: string | undefined;
  /** Of whoever issued it: its supervisors and owners stand above him. */
  issuing: OrgPath;
  responsible?: string | undefined;
  /** Absent: as its policy says. */
  due?: Millis | undefined;
  source?: string | undefined;
  /** Of an inspection the finding that it repeats. */
  sourcePart?: string | undefined;
  /** Number of the case that it keeps shut, and of its parts the one; absent: as a whole. */
  blocks?: string | undefined;
  blocksStep?: string | undefined;
  site?: string | undefined;
  happenedAt?: Millis | undefined;
  followUpOf?: string | undefined;
  pinned: PinRefs;
};
type Kept = Omit<Opening, 'responsible' | 'pinned' | 'evidence' | 'reporter' | 'files'> & {
  /** Who carries it out, if not who is responsible. */
  doer?: string;
  /** Whoever was responsible, took it up, carried it out or submitted it, each once. */
  remediers: readonly string[];
  /** Its finding is contested, and nobody has decided on that yet; `upheld`: somebody has. */
  contested?: true;
  upheld?: true;
  refusals: number;
  extensions: number;
  takenUpAt?: Millis;
  submittedAt?: Millis;
  reportedUpAt?: Millis;
  sceneProtectedAt?: Millis;
  investigatedAt?: Millis;
};
export type Rectification = Omit<Base, 'status'> & Kept & { status: RectificationStatus };

type Taking<D> = Omit<D, 'files'> & { files?: readonly FileFact[] };

export type RectificationEvents = {
  created: Opening;
  /** `from`: who was responsible before. */
  assigned: DataOf<'assign'> & { from?: string };
  takenUp: DataOf<'takeUp'>;
  contested: DataOf<'contest'>;
  upheld: DataOf<'uphold'>;
  /** `filesBefore`, `filesAfter`: of `files` the ids of those that show it as it was, and as it is. */
  submitted: DataOf<'submit'> & { files?: readonly FileFact[] };
  cleared: Taking<DataOf<'clear'>>;
  remedyRefused: Taking<DataOf<'refuseRemedy'>>;
  extended: DataOf<'extend'>;
  reportedUp: DataOf<'reportUp'>;
  sceneProtected: Taking<DataOf<'protectScene'>>;
  investigationRecorded: Taking<DataOf<'recordInvestigation'>>;
  closed: Ended;
  withdrawn: Ended & { reason: string };
};

export type Rules = Definition<
  Rectification,
  RectificationCommand,
  RectificationEvents,
  RectificationParty,
  NoParts,
  'reportAccident'
>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Rectification, RectificationEvents>;
export type Word = WordOf<RectificationEvents>;
