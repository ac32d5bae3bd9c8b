/** The job that follows a standing delegation that was given or revoked. */
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { MandateNoted, MandateVersion } from '../activities/jobs/mandates.ts';
import type { Activities } from '../activities/index.ts';

const { lookAtMandate, noteMandate } = proxyActivities<Activities>({
  startToCloseTimeout: 3_600_000,
  heartbeatTimeout: 60_000,
  retry: { initialInterval: 5_000, maximumInterval: 300_000 }, // until it is done
});

/** The version is stored right after this job was started, or never. */
const STORED_WITHIN_MS = 600_000;

/** Asked again and again, at growing intervals: MongoDB tells a workflow nothing. */
export async function mandateNotedWorkflow(mandate: MandateVersion): Promise<MandateNoted> {
  for (let waited = 0, wait = 200; waited < STORED_WITHIN_MS; waited += wait, wait *= 2) {
    if (await lookAtMandate(mandate)) return await noteMandate(mandate);
    await sleep(wait);
  }
  return { noted: 0, refused: 0 };
}
