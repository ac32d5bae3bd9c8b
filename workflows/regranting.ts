/** The job that asks open rounds of approval anew who sits there, after somebody was given a role or lost one. */
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Regranted, Reseated } from '../activities/jobs/regranting.ts';
import type { Activities } from '../activities/index.ts';

const { lookAtGrants, reseatRounds } = proxyActivities<Activities>({
  startToCloseTimeout: 3_600_000,
  heartbeatTimeout: 60_000,
  retry: { initialInterval: 5_000, maximumInterval: 300_000 }, // until it is done: the edit has taken the role all the same
});

/** The version is stored right after this job was started, or never. */
const STORED_WITHIN_MS = 600_000;
/** Longer than a command may be under way, and than another process may not know yet what was edited. */
const SECOND_LOOK_MS = 60_000;

/** Twice: a round that was opened by the registers of before while the first pass ran is found by the second. */
export async function regrantingWorkflow(regranted: Regranted): Promise<Reseated> {
  for (let waited = 0, wait = 200; waited < STORED_WITHIN_MS; waited += wait, wait *= 2) {
    if (await lookAtGrants(regranted)) return await twice(regranted);
    await sleep(wait);
  }
  return { asked: 0, refused: 0 };
}

async function twice(regranted: Regranted): Promise<Reseated> {
  const first = await reseatRounds(regranted, 1);
  await sleep(SECOND_LOOK_MS);
  const second = await reseatRounds(regranted, 2);
  return { asked: first.asked + second.asked, refused: first.refused + second.refused };
}
