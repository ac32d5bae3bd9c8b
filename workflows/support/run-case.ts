/**
 * The generic loop of a case. It remembers and waits: its place in the chain, the next wake-up, what is still to be carried
 * out, who waits for an answer. Rules run in turns (activities/turn.ts), so nothing here changes when they do.
 */
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Mode } from '../../domain/kernel/process.ts';
import type { WakeUp } from '../../domain/kernel/tick.ts';
import type { Asked, Turn } from '../../domain/kernel/turn.ts';
import { createAlarm } from './alarm.ts';
import {
  type CaseInput,
  commandUpdate,
  headQuery,
  knownHeadQuery,
  MOST_ASKS,
  MOST_INPUT,
  pokeSignal,
} from './messages.ts';
import { createOpenEffects } from './open-effects.ts';
import { createQueue } from './queue.ts';

const MOST_COMMANDS = 250;
const MOST_EVENTS = 1_600;
/** How long a case without an event is waited for: its sender is dead. A rehearsal waits in virtual time. */
const EMPTY_MS: Record<Mode, number> = { live: 60_000, drill: 60_000, rehearsal: 400 * 86_400_000 };
/** How long a turn is tried; then the workflow itself waits for the store, so that no task is held open. */
const TRY_MS = 10_000;
const AWAY_FIRST_MS = 5_000;
const AWAY_MOST_MS = 600_000;

const { takeTurn } = proxyLocalActivities<Activities>({
  startToCloseTimeout: TRY_MS,
  scheduleToCloseTimeout: TRY_MS,
  localRetryThreshold: 60_000,
  retry: { initialInterval: 250, maximumInterval: 2_000 },
});
const { exportRuns } = proxyActivities<Activities>({
  startToCloseTimeout: 60_000,
  retry: { maximumInterval: 600_000 },
});

/**
 * Lives one case from its intake to its end: takes every command as the update `command`, wakes when something falls due,
 * has carried out what follows, continues as new before the history grows too long. Cancelling it has no effect: a case ends
 * by its lifecycle.
 */
export function runCase(input: CaseInput): Promise<void> {
  const kase = beginCase({ ...input });
  letGo(input);
  takeCommands(kase); // before the first await, else an update finds no handler
  return uncancelled(kase.live);
}

/** Handlers run outside the scope of the main function, and a request to cancel would cut off their turns for ever. */
const uncancelled = <T>(work: () => Promise<T>): Promise<T> => CancellationScope.nonCancellable(work);

/** The engine keeps the arguments of a workflow for its life. */
function letGo(input: CaseInput): void {
  for (const name of Object.keys(input)) Reflect.deleteProperty(input, name);
}

type Case = ReturnType<typeof beginCase>;

/** The validator asks what the workflow remembers and nothing else, so a changed rule never meets it. */
function takeCommands(kase: Case): void {
  setHandler(commandUpdate, ({ asks }) => uncancelled(() => kase.ask(asks)), { validator: kase.refuse });
  setHandler(pokeSignal, () => kase.poke());
  setHandler(headQuery, kase.seq);
  setHandler(knownHeadQuery, kase.head);
}

function beginCase({ caseId, process, mode, pins, revived, carried }: CaseInput) {
  let head = carried?.head ?? revived?.head ?? { seq: 0, hash: '' };
  let wakeAt: WakeUp | null = carried?.wakeAt ?? null;
  let ended = carried?.ended ?? false;
  const known = revived?.open && { open: revived.open, later: {} };
  let openFrom = known ? undefined : revived?.openFrom;
  let wantsLook = revived !== undefined;
  let wasRefused = false;
  let asked = 0;
  let away = 0;
  let changes = 0;

  const queue = createQueue();
  const alarm = createAlarm();
  const moved = (): void => {
    changes += 1;
  };
  const effects = createOpenEffects({ caseId, process, mode, queue, moved }, carried ?? known);

  const isEmpty = (): boolean => head.seq === 0;
  const isOver = (): boolean => ended && effects.open().length === 0 && !effects.isCarrying();

  function isFull(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || asked >= MOST_COMMANDS || historyLength >= MOST_EVENTS;
  }

  /** What is not even written into the history. */
  function refuse(input: Asked): void {
    if (input.asks.length > MOST_ASKS || JSON.stringify(input).length > MOST_INPUT)
      throw ApplicationFailure.nonRetryable('One update may not ask so much', 'too-large');
    if (mustLeave() || (isOver() && !isEmpty())) throw later();
  }

  async function live(): Promise<void> {
    if (carried) keepPastRun(process, caseId);
    for (;;) {
      alarm.stop();
      if (!isFull()) effects.begin(); // else the next run does: a round that follows on a round would keep this one for ever
      if (queue.isWaiting() || isLookDue()) {
        await turn();
      } else if (isEmpty()) {
        if (await staysEmpty()) return;
      } else if (leaves()) {
        if (isOver()) return;
        await continueAsNew<typeof runCase>(carryOver());
      } else {
        await waitOn();
      }
    }
  }

  const isLookDue = (): boolean => wantsLook || (!isEmpty() && wakeAt !== null && wakeAt.at <= Date.now());

  /** An activity that ends at this very moment would undo the step to a new run; it is waited for, but not for ever. */
  const mustLeave = (): boolean => isFull() && (!effects.isCarrying() || workflowInfo().continueAsNewSuggested);

  const leaves = (): boolean => (isOver() || mustLeave()) && !queue.isWaiting() && allHandlersFinished();

  async function waitOn(): Promise<void> {
    const now = Date.now();
    alarm.set(earlier(wakeAt, effects.nextAfter(now)));
    const [seen, arrived] = [changes, queue.arrivals()];
    await condition(
      () => changes !== seen || queue.arrivals() !== arrived || wantsLook || alarm.isRinging() || leaves(),
    );
  }

  /** A refused intake leaves a workflow without an event; it ends itself, once it is sure that none is stored. */
  async function staysEmpty(): Promise<boolean> {
    const arrived = queue.arrivals();
    if (!wasRefused && (await condition(() => queue.arrivals() !== arrived || wantsLook, EMPTY_MS[mode]))) return false;
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    await turn();
    return isEmpty() && !queue.isWaiting() && !wantsLook && allHandlersFinished();
  }

  async function turn(): Promise<void> {
    const asks = queue.next(MOST_ASKS);
    wantsLook = false;
    try {
      const answer = await takeTurn(turnOf(asks));
      away = 0;
      openFrom = undefined;
      ({ head, wakeAt, ended } = answer);
      effects.take(answer);
      queue.answer(answer.answers);
      wasRefused = isEmpty() && answer.answers.some(({ refused }) => refused !== undefined);
      if (answer.again) wantsLook = true; // a poke that came meanwhile stays
    } catch (error) {
      refuseToGoOn(error);
      wantsLook = true;
      await waitForStore();
    }
  }

  const turnOf = (asks: Turn['asks']): Turn => ({
    caseId,
    process,
    mode,
    head,
    now: Date.now(),
    open: effects.open(),
    asks,
    ...(isEmpty() && pins !== undefined ? { pins } : {}),
    ...(openFrom === undefined ? {} : { openFrom }),
  });

  /** Longer each time; whoever arrives has it tried at once. A history that is full meanwhile sends its callers away. */
  async function waitForStore(): Promise<void> {
    away += 1;
    if (isFull()) queue.failAll(later());
    const arrived = queue.arrivals();
    let poked = false;
    woken = () => {
      poked = true;
    };
    const ms = Math.min(AWAY_MOST_MS, AWAY_FIRST_MS * 2 ** (away - 1));
    await condition(() => poked || queue.arrivals() !== arrived, ms, { summary: 'the store is away' });
    woken = undefined;
  }
  let woken: (() => void) | undefined;

  const carryOver = (): CaseInput => ({
    caseId,
    process,
    mode,
    carried: { head, wakeAt, ended, ...effects.carry() },
  });

  return {
    live,
    refuse,
    async ask(asks: Asked['asks']) {
      asked += asks.length;
      if (asks.length > 0) return await queue.ask(asks);
      wantsLook = true;
      moved();
      await condition(() => !wantsLook || isOver());
      return [];
    },
    poke(): void {
      wantsLook = true;
      woken?.();
    },
    seq: (): number => head.seq,
    head: () => head,
  };
}

/** Its sender sends again: a new run, or the record of an ended case, takes it. */
const later = (): ApplicationFailure =>
  ApplicationFailure.nonRetryable('The case is about to begin a new run', 'later');

const earlier = (one: WakeUp | null, other: WakeUp | null): WakeUp | null =>
  one === null ? other : other === null || one.at <= other.at ? one : other;

/** What parks the case fails the task, again and again, until it is mended: nothing of it enters the history. */
function refuseToGoOn(error: unknown): void {
  // What a local activity throws was seen to come unwrapped; what stands in a cause is taken, too.
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.nonRetryable)
    throw new Error(`${cause.type ?? 'parked'}: ${cause.message}`, { cause: error });
}

/** A case may live longer than the engine keeps its runs. What is cut off by its end is fetched by the sweep. */
function keepPastRun(process: string, caseId: string): void {
  const { continuedFromExecutionRunId: runId } = workflowInfo();
  if (runId !== undefined) void exportRuns({ caseId, process, runId }).catch(() => undefined);
}
