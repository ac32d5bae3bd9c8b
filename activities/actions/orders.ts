/** What travels to the workflow of an action outside, and on to whoever carries it out. */
import type { ActionEnd } from '../../domain/actions/answer.ts';
import type { Effect, Millis, Mode } from '../../domain/kernel/process.ts';

export type RunEffect = Extract<Effect, { kind: 'run' }>;
/** Start input of the workflow. No address and no secret is in it: histories are read by many. */
export type ActionOrder = { caseId: string; mode: Mode } & Omit<RunEffect, 'kind' | 'stop' | 'ref'>;
/** Who carries it out, as the registers say; `nobody`: why not, as a code. */
export type Found =
  | { by: 'webhook' }
  | { by: 'runner'; taskQueue: string; command: string }
  | { by: 'nobody'; code: string };
/** `limitMs`: what is left of the step's limit. */
export type Posting = { order: ActionOrder; limitMs: Millis };
export type Posted = ActionEnd | 'later';
export type Report = { order: ActionOrder; end: ActionEnd };
/** `refused`: the code by which the case takes no report any more. */
export type Reported = { refused?: string };

/** One command on a runner. `id`: of the attempt, which is begun once. */
export type RunnerOrder = { id: string; command: string; input: object; limitMs: Millis };
/** What a runner offers (commands/runner.ts): an activity of this name on its own queue. Never throws for what a command does. */
export type RunnerActivities = { runCommand(order: RunnerOrder): Promise<ActionEnd> };
