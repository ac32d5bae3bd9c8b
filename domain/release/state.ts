/** What a release keeps, and the events that made it. */
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
import type { Interval } from '../kernel/time/intervals.ts';
import type { UnfitAction } from './actions.ts';
import type { ReleaseCommand } from './contract.ts';
import type { ReleaseFields } from './fields.ts';
import type { ReleaseParts, ReleaseParty, ReleaseStatus } from './statuses.ts';

type DataOf<K extends ReleaseCommand['type']> = DataOfCommand<ReleaseCommand, K>;
type Opening = {
  title: string;
  description: string;
  unit: OrgPath;
  application: string;
  appVersion: string;
  items: readonly string[];
  /** Organisations that owned those items when it was raised; absent: nobody asked. */
  owners?: Readonly<Record<string, OrgPath>> | undefined;
  changes?: readonly string[] | undefined;
  reporter: string;
  commander: string;
  followUpOf?: string | undefined;
  pinned: PinRefs;
};
/** A wave as it was planned; its sites stand in the outline. */
export type PlannedWave = { id: string; title?: string | undefined; window: Interval };
/** What a wave keeps beside what every part has. */
export type WaveKept = {
  /** Its window as it was extended or planned anew. */
  windowFrom?: Millis;
  windowUntil?: Millis;
  /** Its window is open, and it was said so: it opens by itself once. */
  due?: true;
  /** Instant at which it began, the last time. */
  openedAt?: Millis;
};
/** `conflict`: code of what stood in its way when it was to start. */
export type SiteKept = { conflict?: string };
/** `soaked`: the version was watched as long as it must be. */
export type GateKept = { soaked?: true };
type Kept = Running &
  Pick<Opening, 'appVersion' | 'items' | 'owners' | 'changes' | 'followUpOf'> & {
    waves: readonly PlannedWave[];
    /** SHA-256, hex, of steps and waves as they were planned last; and the runbook whose steps they are, `id@version`. */
    planHash?: string;
    runbook?: string;
    /** Where the artefact lies, its SHA-256, and who built it. */
    artefact?: string;
    sha256?: string;
    builder?: string;
    /** Who tested this build; and whether it passed, as it was tested last. */
    testers: readonly string[];
    tested?: boolean;
    evidence?: string;
    /** Number of the change for the whole; absent: none was started, or it came to nothing. */
    change?: string;
    /** It has its time. */
    changeStands?: true;
    /** A wave, or all, went back once. */
    wentBack?: true;
    confirmedAt?: Millis;
    outcome?: ReleaseFields['outcome'];
    parts?:
      | {
          wave?: Readonly<Record<string, PartRecord<ReleaseParts['wave'], WaveKept>>>;
          site?: Readonly<Record<string, PartRecord<ReleaseParts['site'], SiteKept>>>;
          gate?: Readonly<Record<string, PartRecord<ReleaseParts['gate'], GateKept>>>;
        }
      | undefined;
  };
export type Release = Omit<Base, 'status' | 'parts'> & Kept & { status: ReleaseStatus };

type OfPart = PartTouch & { part: string };
type OwnEvents = {
  created: Opening;
  /** `steps`: the words of the release's own; those of a runbook stand in its version. */
  planned: {
    outline: Outline;
    waves: readonly PlannedWave[];
    planHash: string;
    steps?: DataOf<'planWaves'>['steps'];
    runbook?: string;
    pinned?: { runbook: string };
  };
  buildStarted: DataOf<'startBuild'>;
  buildRecorded: DataOf<'recordBuild'>;
  testRecorded: DataOf<'recordTest'>;
  testAccepted: DataOf<'acceptTest'> & { planHash: string };
  changeSettled: DataOf<'settleChange'>;
  /** Of a drill, which is done under no change: it goes out as if that had its time. */
  drillAdmitted: object;
  waveAdmitted: OfPart;
  /** Its window is open: the case opens it, with what is known then. */
  waveDue: OfPart;
  /** `conflicts`: by site, what stands in its way. */
  waveOpened: OfPart & { conflicts?: Readonly<Record<string, { code: string; keys: readonly string[] }>> };
  /** Its actions cannot be begun: it stays shut until its owner opens it. */
  waveBarred: OfPart & { actions: readonly UnfitAction[] };
  siteStarted: OfPart & { reason?: string };
  siteVerified: OfPart;
  soakStarted: OfPart;
  soaked: OfPart;
  gateApproved: OfPart & { sha256: string; incidents: number };
  gateHeld: OfPart & { reason: string };
  windowExtended: OfPart & DataOf<'extendWindow'>;
  waveRolledBack: OfPart;
  waveRetried: OfPart & DataOf<'retryWave'>;
  leftOut: OfPart & { reason: string };
  reviewed: DataOf<'close'>;
  /** What the organisations have from now on. */
  versionsNoted: {
    application: string;
    appVersion: string;
    items: readonly string[];
    organisations: readonly OrgPath[];
  };
  closed: Ended;
  canceled: Ended & { reason: string };
};
export type ReleaseEvents = RunEvents & OwnEvents;

export type Rules = Definition<Release, ReleaseCommand, ReleaseEvents, ReleaseParty, ReleaseParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Release, ReleaseEvents>;
export type Word = WordOf<ReleaseEvents>;
