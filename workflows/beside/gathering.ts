/** One look through the records of a month for its archive: collected, checked, packed, each reported to it. */
import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Look } from '../../activities/archives/archiving.ts';
import type { Activities } from '../../activities/index.ts';

/** A month of photos takes its time; what hangs shows by its heartbeat. */
const { collectMonth, checkMonth, packMonth } = proxyActivities<Activities>({
  startToCloseTimeout: 6 * 3_600_000,
  heartbeatTimeout: 30_000,
  // A store that is away for a night is waited for; then somebody is told.
  retry: { initialInterval: 2_000, maximumInterval: 300_000, maximumAttempts: 150 },
});
const { noteArchiveStuck } = proxyActivities<Activities>({
  startToCloseTimeout: 60_000,
  retry: { initialInterval: 1_000, maximumInterval: 60_000 }, // until it is noted
});

/** Begun once for each attempt under its id (activities/archives/beginning.ts). */
export async function gatheringWorkflow(look: Look): Promise<{ packed: boolean }> {
  try {
    if (look.step === 'collect' && !(await collectMonth(look)).goesOn) return { packed: false };
    if (!(await checkMonth(look)).goesOn) return { packed: false };
    return { packed: (await packMonth(look, Date.now())).goesOn };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    const isFinal = cause instanceof ApplicationFailure && cause.nonRetryable === true;
    await noteArchiveStuck(look, isFinal ? (cause.type ?? 'not-archived') : 'not-archived');
    return { packed: false };
  }
}
