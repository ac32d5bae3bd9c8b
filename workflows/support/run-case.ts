/** The generic loop: a case waits for people and clocks in any order that its lifecycle allows. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineQuery,
  defineUpdate,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { AnyProcess, Mode } from '../../domain/kernel/process.ts';
import { createAlarm } from './alarm.ts';
import { type CaseRuntime, openCase } from './case-runtime.ts';
import { refusing, refusingAtTheDoor } from './failures.ts';
import type { CaseInput, CommandAnswer, CommandInput, EffectNote } from './messages.ts';

const MOST_COMMANDS = 250;
const MOST_EVENTS = 1_600;
/** How long a case without an event is waited for: its intake was refused, or its sender is dead. */
const EMPTY_MS: Record<Mode, number> = { live: 60_000, drill: 60_000, rehearsal: 400 * 86_400_000 };

const { exportRuns } = proxyActivities<Activities>({
  startToCloseTimeout: 60_000,
  retry: { maximumInterval: 600_000 },
});
const catchUpUpdate = defineUpdate<CommandAnswer>('catchUp');
const noteEffectUpdate = defineUpdate<CommandAnswer, [EffectNote]>('noteEffect');
const headQuery = defineQuery<number>('head');

/**
 * Lives one case from its intake to its end: takes every command of the lifecycle as an update of that name, wakes when
 * a clock falls due, carries out what follows, continues as new before the history grows too long. Cancelling it has no
 * effect: a case ends by its lifecycle.
 */
export function runCase(process: AnyProcess, input: CaseInput): Promise<void> {
  const { caseId, mode, carried } = input;
  const kase = openCase(process, input);
  letGo(input);
  takeCommands(process, kase); // before the first await, else an update finds no handler
  if (carried) keepPastRun(process.key, caseId);
  return uncancelled(() => live(kase, mode));
}

/** Handlers run outside the scope of the main function, and a request to cancel would cut off their saves for ever. */
const uncancelled = <T>(work: () => Promise<T>): Promise<T> => CancellationScope.nonCancellable(work);

/** The engine keeps the arguments of a workflow for its life: pins, which cases share, would stand in the heap of each. */
function letGo(input: CaseInput): void {
  for (const name of Object.keys(input)) Reflect.deleteProperty(input, name);
}

/** A case may live longer than the engine keeps its runs. What is cut off by its end is fetched by the sweep. */
function keepPastRun(process: string, caseId: string): void {
  const { continuedFromExecutionRunId: runId } = workflowInfo();
  if (runId !== undefined) void exportRuns({ caseId, process, runId }).catch(() => undefined);
}

/** One handler and one validator for all commands of a case, told apart by the name: a pair each would take 8 KB a case. */
function takeCommands(process: AnyProcess, kase: CaseRuntime): void {
  const handle = (input: CommandInput) => {
    const command = commandName();
    return uncancelled(() => refusing(kase.seq, () => kase.apply(command, input)));
  };
  // Synchronous: an async one refuses nothing.
  const validator = (input: CommandInput) => refusingAtTheDoor(kase.seq(), () => kase.judge(commandName(), input));
  for (const command of new Set(process.lifecycle.map((row) => row.command)))
    setHandler(defineUpdate<CommandAnswer, [CommandInput]>(command), handle, { validator });
  setHandler(catchUpUpdate, () => uncancelled(kase.catchUp));
  setHandler(noteEffectUpdate, (note) => uncancelled(() => kase.noteEffect(note)));
  setHandler(headQuery, kase.seq);
}

function commandName(): string {
  const update = currentUpdateInfo();
  if (!update) throw new Error('not in a command');
  return update.name;
}

async function live(kase: CaseRuntime, mode: Mode): Promise<void> {
  const alarm = createAlarm();
  for (;;) {
    if (kase.isBusy()) await condition(() => !kase.isBusy());
    alarm.stop();
    if (kase.isEmpty()) {
      if (await staysEmpty(kase, mode)) return;
    } else if (kase.isTickDue()) {
      await kase.tick();
    } else {
      kase.beginEffects();
      const leaves = () => (kase.isOver() || isFull(kase)) && allHandlersFinished();
      if (leaves()) return kase.isOver() ? undefined : await continueAsNew(kase.carryOver());
      alarm.set(kase.nextInstant());
      const seen = kase.changes();
      await condition(() => kase.changes() !== seen || alarm.isRinging() || leaves());
    }
  }
}

/** A refused intake leaves a workflow without an event; it ends itself, once it is sure that none is stored. */
async function staysEmpty(kase: CaseRuntime, mode: Mode): Promise<boolean> {
  if (await condition(() => kase.isBusy() || !kase.isEmpty(), EMPTY_MS[mode])) return false;
  await kase.catchUp();
  return kase.isEmpty() && !kase.isBusy() && allHandlersFinished();
}

function isFull(kase: CaseRuntime): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  if (continueAsNewSuggested) return true;
  // An activity that ends at this very moment would undo the step; it is waited for, but not for ever.
  return !kase.isCarrying() && (kase.commands() >= MOST_COMMANDS || historyLength >= MOST_EVENTS);
}
