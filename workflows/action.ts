/** One attempt of an action outside: it has it carried out, once, for no longer than its limit, and reports to its case. */
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ActionOrder, Found, Posted, RunnerActivities } from '../activities/actions/orders.ts';
import type { Activities } from '../activities/index.ts';
import type { ActionEnd } from '../domain/actions/answer.ts';
import type { Millis } from '../domain/kernel/process.ts';

/** What a tool answers later; how this ended. */
export type Told = Pick<ActionEnd, 'outcome' | 'output'>;
/** `action`: under which it is said; another one's run is nothing that it could speak of. */
export type Word = { action: string; told: Told };
/** `told`: by the tool, later. */
export type Ended = End & { action: string };
export type ActionWorkflow = typeof actionWorkflow;
type End = ActionEnd & { told?: true };

/** The case does not wait for it any more. */
export const stopSignal = defineSignal('stop');
/** The tool's later word; refused as 'action-not-awaited', 'action-answered' or 'action-late'. */
export const resultUpdate = defineUpdate<Told, [Word]>('result');

/** Whoever carries it out ends it at the limit himself; so much later it is ended from here. */
const LATE_MS: Millis = 2_000;
/** A drill runs in real time, and nobody wants to wait for nothing. */
const DRILL_MS: Millis = 5_000;
const LOST_AFTER_MS: Millis = 15_000;
const STOPPED = { outcome: 'unknown', detail: 'stopped' } as const;

const { reportAction } = proxyActivities<Activities>({
  startToCloseTimeout: 60_000,
  retry: { initialInterval: 1_000, maximumInterval: 60_000 }, // until the case has it
});

/** Started once for each attempt under its id (activities/actions/beginning.ts). */
export async function actionWorkflow(order: ActionOrder): Promise<Ended> {
  const until = Date.now() + order.limitMs;
  let isStopped = false;
  let isAwaited = false;
  const heard: { told?: Told } = {}; // by the tool, later
  let end: End | undefined;

  setHandler(stopSignal, () => {
    isStopped = true;
  });
  setHandler(resultUpdate, ({ told }) => (heard.told ??= told), { validator: refuseWord });

  function refuseWord({ action, told }: Word): void {
    if (action !== order.action) throw refused('not-found');
    if (heard.told && isSame(heard.told, told)) return;
    if (heard.told) throw refused('action-answered');
    if (!isAwaited) throw refused('action-not-awaited');
    if (isStopped || Date.now() > until) throw refused('action-late');
    if (end) throw refused('action-answered');
  }

  async function carriedOut(): Promise<End> {
    const found = await whoever(order);
    if (found.by === 'nobody') return { outcome: 'failed', detail: found.code };
    if (isStopped) return { outcome: 'failed', detail: 'stopped' };
    isAwaited = found.by === 'webhook';
    const limitMs = until - Date.now();
    if (limitMs <= 0) return { outcome: 'no-answer', detail: 'not-taken' };
    const options = onceOnly(limitMs);
    if (found.by === 'runner') {
      const { command, taskQueue } = found;
      const { runCommand } = proxyActivities<RunnerActivities>({ ...options, taskQueue });
      const { workflowId: id } = workflowInfo();
      return settled(await ended(() => runCommand({ id, command, input: order.input ?? {}, limitMs })));
    }
    const { postAction } = proxyActivities<Activities>(options);
    return settled(await ended(() => postAction({ order, limitMs })));
  }

  /** Ended early by a stop, by the tool's word, or when its time is long over. */
  async function ended(work: () => Promise<Posted>): Promise<Posted> {
    const scope = new CancellationScope();
    const working = scope.run(work).catch(meaningOf);
    let isOver = false;
    void working.then(() => (isOver = true));
    const isEarly = await condition(
      () => isOver || isStopped || heard.told !== undefined,
      until + LATE_MS - Date.now(),
    );
    if (isOver) return withoutStop(await working);
    scope.cancel();
    const early = await working;
    const isLate = !isEarly && early !== 'later' && early.detail === 'stopped';
    if (!isLate) return early;
    return { ...early, outcome: 'no-answer', detail: early.outcome === 'failed' ? 'not-taken' : 'limit' };
  }

  const later = (): End | undefined => heard.told && { ...heard.told, told: true };

  async function settled(posted: Posted): Promise<End> {
    if (posted !== 'later') return later() ?? posted;
    await condition(() => isStopped || heard.told !== undefined, Math.max(1, until - Date.now()));
    return later() ?? (isStopped ? STOPPED : { outcome: 'no-answer', detail: 'limit' });
  }

  async function scripted(): Promise<End> {
    const stopped = await condition(() => isStopped, Math.min(order.limitMs, DRILL_MS));
    return stopped ? STOPPED : { outcome: order.scripted, detail: 'scripted' };
  }

  end = order.mode === 'live' ? await carriedOut() : await scripted();
  await reportAction({ order, end: { ...end } });
  return { ...end, action: order.action };
}

/** Looked up again and again while the store is away, for as long as there is time. */
async function whoever(order: ActionOrder): Promise<Found> {
  const { findAction } = proxyActivities<Activities>({
    startToCloseTimeout: 30_000,
    scheduleToCloseTimeout: Math.max(1_000, order.limitMs),
    retry: { initialInterval: 1_000, maximumInterval: 10_000 },
  });
  try {
    return await findAction(order);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return { by: 'nobody', code: 'register-away' };
  }
}

/** The attempt is the case's to repeat: what was handed out once is never handed out again. */
const onceOnly = (limitMs: Millis) => ({
  startToCloseTimeout: limitMs + 4 * LOST_AFTER_MS,
  heartbeatTimeout: LOST_AFTER_MS,
  retry: { maximumAttempts: 1 },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED' as const, // what it came to before it was ended is known then
});

/** Of one that gave no answer. Whoever took it says what came of it even when it is ended early; so it was never taken. */
function meaningOf(error: unknown): ActionEnd {
  if (!(error instanceof ActivityFailure)) throw error;
  if (error.cause instanceof CancelledFailure) return { outcome: 'failed', detail: 'stopped' };
  const isLost = !(error.cause instanceof TimeoutFailure) || error.cause.timeoutType === 'HEARTBEAT';
  return isLost ? { outcome: 'unknown', detail: 'lost' } : { outcome: 'no-answer', detail: 'limit' };
}

/** Nobody here asked for its end: whoever carried it out has gone in the middle of it. */
const withoutStop = (posted: Posted): Posted =>
  posted !== 'later' && posted.detail === 'stopped' ? { ...posted, detail: 'lost' } : posted;

const isSame = (one: Told, other: Told): boolean => one.outcome === other.outcome && one.output === other.output;

const refused = (code: string): ApplicationFailure => ApplicationFailure.nonRetryable(code, code);
