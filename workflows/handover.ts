/** The job that takes a person who has left, or a queue that was closed, off every open case. */
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { HandedOver, Leaving } from '../activities/jobs/handover.ts';
import type { Activities } from '../activities/index.ts';

const { lookAtLeaving, handOver, noteHandover } = proxyActivities<Activities>({
  startToCloseTimeout: 3_600_000,
  heartbeatTimeout: 60_000,
  retry: { initialInterval: 5_000, maximumInterval: 300_000 }, // until it is done: nobody is left without an owner
});

/** The leaving is stored right after this job was started, or never. */
const STORED_WITHIN_MS = 600_000;
/** Longer than a command may be under way, and than an API process may not know yet that somebody has left. */
const SECOND_LOOK_MS = 60_000;

/** Twice: what was given to who has left while the first pass ran is found by the second. */
export async function handoverWorkflow(leaving: Leaving): Promise<HandedOver> {
  if (!(await leaves(leaving))) return { handed: 0, refused: 0 };
  const first = await handOver(leaving, 1);
  await sleep(SECOND_LOOK_MS);
  const second = await handOver(leaving, 2);
  const counts = { handed: first.handed + second.handed, refused: first.refused + second.refused };
  await noteHandover(leaving, counts);
  return counts;
}

/** Asked again and again, at growing intervals: MongoDB tells a workflow nothing. */
async function leaves(leaving: Leaving): Promise<boolean> {
  for (let waited = 0, wait = 200; waited < STORED_WITHIN_MS; waited += wait, wait *= 2) {
    const seen = await lookAtLeaving(leaving);
    if (seen !== 'unknown') return seen === 'leaves';
    await sleep(wait);
  }
  return false;
}
