/** The job that tells the changes which a published freeze meets. */
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { FreezeTold } from '../activities/jobs/freezes.ts';
import type { Activities } from '../activities/index.ts';

const { lookAtFreeze, tellFreeze } = proxyActivities<Activities>({
  startToCloseTimeout: 3_600_000,
  heartbeatTimeout: 60_000,
  retry: { initialInterval: 5_000, maximumInterval: 300_000 }, // until it is done: a start is refused all the same
});

/** The version is stored right after this job was started, or never. */
const STORED_WITHIN_MS = 600_000;

/** Asked again and again, at growing intervals: MongoDB tells a workflow nothing. */
export async function freezeToldWorkflow(ref: string): Promise<FreezeTold> {
  for (let waited = 0, wait = 200; waited < STORED_WITHIN_MS; waited += wait, wait *= 2) {
    if (await lookAtFreeze(ref)) return await tellFreeze(ref);
    await sleep(wait);
  }
  return { told: 0, refused: 0 };
}
