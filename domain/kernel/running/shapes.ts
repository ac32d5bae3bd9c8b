/** What a case keeps of its run, and the events that made it (processes.md 7, kernel.md 9). */
import type { Gating, GatingEvents } from '../gating/shapes.ts';
import type { PartRecord, PartTouch } from '../part.ts';
import type { Outcome, Outline, Scope, StepStatus, UndoRule } from '../steps/shapes.ts';
import type { Millis } from '../units.ts';

/** Statuses of a case whose plan is run; `G`: what it is called while its steps go on. */
export type RunStatus<G extends string = 'executing'> =
  | G
  | 'verifying'
  | 'rolling-back'
  | 'needs-human'
  | 'succeeded'
  | 'rolled-back';
/** A gate before a step, which a role lets pass that does not perform. */
export type CheckStatus = 'shut' | 'open' | 'refused' | 'passed';
export type RunParts = { step: StepStatus; check: CheckStatus };

/** What a second person is to confirm, who asked for it, and where the step stood before. */
export type Asked = {
  what: 'done' | 'skip' | 'keep' | 'undone';
  by: string;
  from: StepStatus;
  /** Of a decision: what was chosen. */
  choice?: string;
};
/** What a step keeps beside what every part has. */
export type StepKept = {
  /** How often it was begun, undos counted too: actions are known by it. */
  attempt?: number;
  /** How often its undo was tried. */
  tries?: number;
  /** Instant by which it is to be done or taken back, while it is under way. */
  until?: Millis;
  asked?: Asked;
  /** Who had it before whoever has it now: he does not witness it. */
  had?: readonly string[];
  /** What was decided at it. */
  choice?: string;
};
export type StepRecord = PartRecord<StepStatus, StepKept>;

/** Why a run stands until a person says how it goes on. `part`: the step for which. */
export type Halt = {
  why:
    | 'paused'
    | 'step-failed'
    | 'unknown'
    | 'undo-failed'
    | 'service-refused'
    | 'no-return'
    | 'back-out'
    | 'change-over';
  part?: string;
};
/** What a case keeps of its run. */
export type Running = Gating & {
  /** Absent: it has no plan yet. */
  outline?: Outline;
  /** Who leads it, its assignee too; he decides, and performs nothing. */
  commander?: string;
  /** Everybody who had one of its steps, whoever has it now. */
  performers?: readonly string[];
  /** Everybody who let one of its gates pass. */
  inspectors?: readonly string[];
  /** Who commanded it once it had begun, and handed that over. */
  formerCommanders?: readonly string[];
  /** What goes back, while it does. */
  back?: Scope;
  halt?: Halt;
  /** Instants at which its first step began, and its last was over. */
  runAt?: Millis;
  ranAt?: Millis;
  parts?:
    | { step?: Readonly<Record<string, StepRecord>>; check?: Readonly<Record<string, PartRecord<CheckStatus>>> }
    | undefined;
};

type OfStep = PartTouch & { part: string };
type Said = { evidence?: string; observedAt?: Millis; deviceAheadMs?: Millis; output?: string };
/** Its events. */
export type RunEvents = GatingEvents & {
  /** Recorded before anything is done, with what takes it back. */
  stepStarted: OfStep & {
    attempt: number;
    until: Millis;
    action?: string;
    limitMs: Millis;
    scripted?: Outcome;
    undo?: UndoRule;
  };
  stepTaken: OfStep & { from?: string };
  stepEnded: OfStep & Said & { choice?: string; reason?: string };
  /** `attempt`: of the try that failed; `outcome`: of an action. */
  stepFailed: OfStep & { attempt: number; reason: string; outcome?: Outcome; output?: string };
  /** Its action gave no answer that says anything: a person is to say what became of it. */
  stepUnknown: OfStep & { attempt: number; reason: string; output?: string };
  /** Nobody had begun it when the way back began. */
  stepWithdrawn: OfStep;
  witnessAsked: OfStep & Said & { asked: Asked; reason?: string };
  witnessRefused: OfStep & { reason: string };
  /** An action's answer that came when the step was decided already: kept, and nothing follows from it. */
  lateReport: OfStep & { attempt: number; what: 'do' | 'undo'; outcome: Outcome; output?: string; detail?: string };
  gateOpened: OfStep;
  gatePassed: OfStep & { evidence: string };
  /** `rectify`: a rectification is started, and the gate stays shut until that is over; absent of those of earlier releases. */
  gateRefused: OfStep & { class: 'minor' | 'major'; findings: string; rectify?: true };
  /**
   * `reason`: why somebody paused it, or what was said of the failure that it follows from; absent where that lies further back
   * (`haltedFor` in log.ts finds it).
   */
  halted: Halt & { reason?: string };
  resumed: { to: 'going' | 'verifying' | 'rolling-back'; reason?: string };
  /** `because`: the step that failed for good, whose reason it gives. */
  rollbackStarted: Pick<PartTouch, 'also'> & { scope: Scope; reason: string; because?: string };
  undoStarted: OfStep & { attempt: number; until: Millis; action?: string; limitMs: Millis; scripted?: Outcome };
  stepUndone: OfStep & Said;
  undoFailed: OfStep & { attempt: number; reason: string; outcome?: Outcome; output?: string };
  /** Two persons said that it stays as it is. */
  stepKept: OfStep & { reason?: string };
  commanderChanged: { commander: string; from?: string; reason: string };
  stepsEnded: object;
  /** All of it is taken back; `also`: parts with a kind that are. */
  rolledBack: Pick<PartTouch, 'also'>;
  serviceConfirmed: { checks: string };
  serviceRefused: { checks: string; reason: string };
};
export type RunWord = { [K in keyof RunEvents]: { type: K; data: RunEvents[K] } }[keyof RunEvents];
