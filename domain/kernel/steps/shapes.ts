/**
 * Steps with a way back: a plan as a tree, and what is to do next. Shapes only, written on paper for release
 * (docs/adrs/0012-release-and-inspection-on-paper.md); rules in processes.md 7 and kernel.md 9.
 */
import type { Millis, OrgPath, Role } from '../process.ts';

type Undo = { kind: 'manual' | 'automatic'; instruction: string; action?: string; budgetMs: Millis };
/** One thing to do. Its id is unique in the plan, and within an `each` unique in one place. */
type PlanStep = {
  node: 'step';
  id: string;
  kind: 'manual' | 'automatic' | 'decision';
  title: { zh: string; en: string };
  /** Who does it by hand, or decides on it when the action gave no answer. */
  role: Role;
  instruction: string;
  /** Name of the registered action; automatic steps only. */
  action?: string;
  undo?: Undo;
  /** From its start until it counts as failed, wall time. */
  budgetMs: Millis;
  retries: number;
  onFailure: 'undo' | 'needs-human';
  /** A second person confirms it. */
  witness?: true;
  skippable?: true;
  /** Behind it nothing is undone. */
  noReturn?: true;
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
type PlanGroup = { node: 'group'; id: string; kind?: string; of: readonly PlanNode[] } & Order;
/**
 * The same at many places: the group is written once and stands at each of `places`. The parts' ids are those of
 * the place and of the node, joined by `-`.
 */
type PlanEach = {
  node: 'each';
  kind: string;
  places: readonly { id: string; orgPath: OrgPath }[];
  of: readonly PlanNode[];
} & Order;
export type PlanNode = PlanStep | PlanGate | PlanGroup | PlanEach;
/** Pinned as `id@version#hash` from a register, or as `event:<seq>#<hash>` where the case wrote it itself. Never in state. */
export type Plan = { id: string; of: readonly PlanNode[] };

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
/** What to do now. `ask`: halted there until a person decides; `wait`: started and undecided, so nothing is undone yet. */
export type NextSteps = {
  start: readonly string[];
  undo: readonly string[];
  ask: readonly string[];
  wait: readonly string[];
  /** Nothing is left to do in the scope. */
  end?: 'done' | 'undone';
};
