/** What a change keeps, and the events that made it. */
import type { Approving, RoundEvents } from '../kernel/approval/shapes.ts';
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { Gating, GatingEvents } from '../kernel/gating/shapes.ts';
import type { PartRecord, PartTouch } from '../kernel/part.ts';
import type { AskedQuestionnaire } from '../kernel/facts.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { ChangeCommand } from './contract.ts';
import type { ChangeFields } from './fields.ts';
import type { ChangeParts, ChangeParty, ChangeStatus } from './statuses.ts';
import type { Outline, Plan } from './plan.ts';
import type { Risk, RiskReason } from './risk.ts';
import type { MadeOf } from './standard/made-of.ts';

type DataOf<K extends ChangeCommand['type']> = DataOfCommand<ChangeCommand, K>;
type Assessment = NonNullable<ChangeFields['assessments']>[number];
/** Conflicts are looked for when it is submitted, when it gets its time, when it starts and when its window is extended. */
export type CheckedAt = 'submit' | 'schedule' | 'start' | 'extend';
export type StandingConflict = NonNullable<ChangeFields['conflicts']>[number];
/** Who speaks for each customer whose item it touches. */
type Touched = { customers: readonly OrgPath[]; represented: Readonly<Record<OrgPath, readonly string[]>> };
/** Consent to the sheet of this hash. */
type Consent = { customer: OrgPath; planHash: string; by: string; onPhone?: string };

type Opening = Pick<DataOf<'create'>, 'kind' | 'application'> &
  Touched & {
    title: string;
    description: string;
    items: readonly string[];
    unit: OrgPath;
    reporter: string;
    template?: string | undefined;
    incident?: string | undefined;
    /** That it is for: the release goes out as it is scheduled. */
    release?: string | undefined;
    difference?: string;
    followUpOf?: string | undefined;
    pinned: PinRefs;
  };

type Kept = Touched &
  Gating &
  Pick<Opening, 'kind' | 'items' | 'template' | 'incident' | 'release' | 'followUpOf'> & {
    outline: Outline;
    /** Of a standard change. */
    madeOf?: MadeOf;
    /** What its assessors answer; absent: it was submitted when there was one for all, or not yet. */
    questionnaire?: AskedQuestionnaire;
    /** SHA-256, hex, of the plan as it was written last; and seq of the event that has its words. */
    planHash?: string;
    plannedAt?: number;
    assessed: readonly Assessment[];
    answers: Readonly<Record<string, boolean>>;
    risk?: Risk;
    reasons: readonly RiskReason[];
    conflicts: readonly StandingConflict[];
    consents: readonly Consent[];
    /** Instant at which it was submitted first, whatever was revised since. */
    submittedAt?: Millis;
    /** Instant at which it began, by whom. */
    startedAt?: Millis;
    implementedBy?: string;
    /** Instant at which it was carried out or taken back; of what was recorded afterwards, at which it was. */
    finishedAt?: Millis;
    /** Why it was taken back. */
    rollbackReason?: string;
    /** Number of the cutover by which it is carried out; absent: by its implementer. */
    cutover?: string;
    /** Incidents that are held for it; from its end on those that were. */
    awaitedBy?: readonly string[];
    /** Versions of freezes that it was told of since it was planned; of each freeze the last. */
    freezesNoted?: readonly string[];
    /** End of the window as it was extended while under way. */
    extendedUntil?: Millis;
    rolledBack?: true;
    /** Its approval is still owed, of an emergency that was carried out; and how it ended. */
    approvalOwed?: true;
    approvedAfterwards?: 'passed' | 'refused';
    rounds: number;
    outcome?: ChangeFields['outcome'];
    /** Whether its review names incidents that it caused. */
    causedIncidents?: boolean;
    lessons?: string;
    parts?: { step?: Readonly<Record<string, PartRecord<ChangeParts['step']>>> };
  };
export type Change = Omit<Base, 'status' | 'parts'> & Approving & Kept & { status: ChangeStatus };

type OwnEvents = {
  created: Opening;
  planned: Touched &
    PartTouch & {
      plan: Plan;
      items: readonly string[];
      planHash: string;
      /** Of a standard change: the version that it is made of, `id@version`, and where that is another one its pin. */
      template?: string;
      pinned?: { template: string };
    };
  /** Edited, asked for by who plans it, or of a risk beyond its template: it goes the whole way. */
  becameNormal: { why: 'edited' | 'asked' | 'risk'; fields?: readonly string[]; reasons?: readonly RiskReason[] };
  submitted: { planHash: string; questionnaire?: AskedQuestionnaire; pinned?: { questionnaire: string } };
  conflictsChecked: { at: CheckedAt; found: readonly StandingConflict[] };
  assessed: DataOf<'assess'>;
  riskSet: { risk: Risk; reasons: readonly RiskReason[]; questionnaire?: string };
  returned: { reason: string };
  conflictWaived: DataOf<'waiveConflict'>;
  revised: { reason: string };
  freezeNoted: DataOf<'noteFreeze'>;
  freezeLifted: DataOf<'noteFreezeLifted'>;
  incidentHeld: DataOf<'noteHeld'>;
  incidentResumed: DataOf<'noteResumed'>;
  releaseNoted: DataOf<'noteRelease'>;
  cutoverNoted: DataOf<'noteCutover'>;
  consentRecorded: DataOf<'recordConsent'>;
  consentRefused: DataOf<'refuseConsent'>;
  scheduled: object;
  schedulingBlocked: { conflicts: readonly string[] };
  approvedAfterwards: { result: 'passed' | 'refused' };
  /** By its cutover, and who leads that; absent: by its implementer. */
  started: { cutover?: string; commander?: string };
  stepCompleted: PartTouch & { evidence: string };
  stepFailed: PartTouch & { reason: string };
  windowExtended: DataOf<'extendWindow'>;
  rollbackStarted: { reason: string };
  undoCompleted: PartTouch & { evidence: string };
  rolledBack: object;
  finished: DataOf<'finish'>;
  reviewed: DataOf<'review'>;
  closed: Ended;
  declined: Ended;
  canceled: Ended & { reason: string };
};
export type ChangeEvents = RoundEvents & GatingEvents & OwnEvents;

export type Rules = Definition<Change, ChangeCommand, ChangeEvents, ChangeParty, ChangeParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Change, ChangeEvents>;
export type Word = WordOf<ChangeEvents>;
