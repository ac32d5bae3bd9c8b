/**
 * Steps with a way back: a plan as a tree, what a case keeps of it, and what is to do next. Written on paper for release
 * (docs/adrs/0012-release-and-inspection-on-paper.md); rules in processes.md 7 and kernel.md 9.
 */
import type { Role } from '../../roles.ts';
import type { Millis, OrgPath } from '../units.ts';

/** In Chinese and in English. */
export type StepWords = { zh: string; en: string };
/**
 * What became of an action outside. `no-answer`: its limit passed without any; `unknown`: an answer that says nothing, or a
 * connection or runner lost in the middle, so that a person must look.
 */
export type Outcome = 'done' | 'failed' | 'no-answer' | 'unknown';
/** How a step is taken back, as it is judged; what a person reads of it is the plan's. */
export type UndoRule = {
  kind: 'manual' | 'automatic';
  /** Name of the registered action; of an automatic one. */
  action?: string;
  budgetMs: Millis;
  /** What drills and rehearsals are answered, try by try, the last for all that follow; absent: done. */
  scripted?: readonly Outcome[];
};
type Undo = UndoRule & { instruction: StepWords };
/** What may be decided at a step of kind decision. */
export type ChoiceRule = {
  id: string;
  /** Steps behind it, by their ids in the plan, that are left out when it is chosen. */
  skips?: readonly string[];
};
/** One thing to do, as it is judged. Its id is unique in the plan, and within an `each` unique in one place. */
export type StepRule = {
  node: 'step';
  id: string;
  kind: 'manual' | 'automatic' | 'decision';
  /** Who does it by hand, or decides on it when the action gave no answer. */
  role: Role;
  /** Name of the registered action; automatic steps only. */
  action?: string;
  undo?: UndoRule;
  /** From its start until it counts as failed, wall time. */
  budgetMs: Millis;
  retries: number;
  onFailure: 'undo' | 'needs-human';
  /** A second person confirms it. */
  witness?: true;
  skippable?: true;
  /** Behind it nothing is undone. */
  noReturn?: true;
  /** Of a decision; absent: go on is all that can be decided. */
  choices?: readonly ChoiceRule[];
  /** As of an undo. */
  scripted?: readonly Outcome[];
};
export type PlanStep = Omit<StepRule, 'undo' | 'choices'> & {
  title: StepWords;
  instruction: StepWords;
  /** How one sees that it is done. */
  verify?: StepWords;
  undo?: Undo;
  choices?: readonly (ChoiceRule & { title: StepWords })[];
};
/** Nothing behind it starts before that role let it pass. */
type PlanGate = {
  node: 'gate';
  id: string;
  /** `gate`: after a wave; `check`: a quality gate before a step. The kind of its part. */
  kind: 'gate' | 'check';
  role: Role;
  /** Business time that must pass before it may be passed. */
  soakMs?: Millis;
};
/** `parallel`: together, at most so many at a time. */
type Order = { order: 'sequence' } | { order: 'parallel'; atMost: number };
/** `kind`: that of the part which stands for the whole of it; absent: none does. */
type GroupOf<Step> = { node: 'group'; id: string; kind?: string; of: readonly NodeOf<Step>[] } & Order;
/**
 * The same at many places: the group is written once and stands at each of `places`. The parts' ids are those of
 * the place and of the node, joined by `-`.
 */
type EachOf<Step> = {
  node: 'each';
  kind: string;
  places: readonly { id: string; orgPath: OrgPath }[];
  /** Or the name of one of the plan's `blocks`, for what stands in several waves. */
  of: readonly NodeOf<Step>[] | string;
} & Order;
type NodeOf<Step> = Step | PlanGate | GroupOf<Step> | EachOf<Step>;
type TreeOf<Step> = {
  id: string;
  blocks?: Readonly<Record<string, readonly NodeOf<Step>[]>>;
  of: readonly NodeOf<Step>[];
};
export type PlanNode = NodeOf<PlanStep>;
/** Pinned as `id@version#hash` from a register, or as `event:<seq>#<hash>` where the case wrote it itself. */
export type Plan = TreeOf<PlanStep>;
export type OutlineNode = NodeOf<StepRule>;
/**
 * The plan without its words: what rules, folds and views judge by, who look nothing up. It is in the state of the case, each
 * step once and not at each place.
 */
export type Outline = TreeOf<StepRule>;

/** What of a plan is meant: the whole, or a part with all below it (roll back a wave). */
export type Scope = 'all' | { part: string };
/** How the kernel sees a step, whatever else its process calls it. */
export type StepStatus =
  /** Not begun. */
  | 'pending'
  /** An action is under way. */
  | 'running'
  /** A person is to do it, or to say what became of an action that gave no answer. */
  | 'waiting-human'
  /** Said to be done, skipped or not undone; a second person is to confirm it. */
  | 'to-witness'
  | 'done'
  | 'skipped'
  | 'failed'
  /** Its undo is under way, by an action or a person. */
  | 'undoing'
  | 'undo-failed'
  | 'undone'
  /** Left as it is, though it should have been undone: two persons said so. */
  | 'kept';
/**
 * What to do now. `ask`: halted there until a person decides; `wait`: started and undecided, so nothing is undone yet, or kept shut,
 * so that it does not begin.
 */
export type NextSteps = {
  start: readonly string[];
  undo: readonly string[];
  ask: readonly string[];
  wait: readonly string[];
  /** Nothing is left to do in the scope. */
  end?: 'done' | 'undone';
};
