/** The figures of a period, folded once and frozen with the list of their cases, for its appraisal. */
import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Freezing } from '../../activities/appraisals/folding.ts';
import type { Activities } from '../../activities/index.ts';

/** A year of cases takes its time; what hangs shows by its heartbeat. */
const { freezePeriod } = proxyActivities<Activities>({
  startToCloseTimeout: 6 * 3_600_000,
  heartbeatTimeout: 30_000,
  // A store that is away for a night is waited for; then somebody is told.
  retry: { initialInterval: 2_000, maximumInterval: 300_000, maximumAttempts: 150 },
});
const { noteAppraisalStuck } = proxyActivities<Activities>({
  startToCloseTimeout: 60_000,
  retry: { initialInterval: 1_000, maximumInterval: 60_000 }, // until it is noted
});

/** Begun once for each attempt under its id (activities/appraisals/beginning.ts). */
export async function foldingWorkflow(freezing: Freezing): Promise<{ frozen: boolean }> {
  try {
    return { frozen: (await freezePeriod(freezing)).goesOn };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    const isFinal = cause instanceof ApplicationFailure && cause.nonRetryable === true;
    await noteAppraisalStuck(freezing, isFinal ? (cause.type ?? 'not-frozen') : 'not-frozen');
    return { frozen: false };
  }
}
