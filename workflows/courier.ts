/** One person's courier: sends what waits for him, waits for the next, ends when nothing does. */
import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { deliverDue } = proxyActivities<Activities>({
  startToCloseTimeout: 300_000,
  retry: { initialInterval: 1_000, maximumInterval: 60_000 }, // MongoDB away; a channel's own troubles are in its rows
});
const MOST_EVENTS = 2_000;

/** Something new waits for him. */
export const pokeSignal = defineSignal('poke');

export async function courierWorkflow(person: string): Promise<void> {
  let poked = true;
  setHandler(pokeSignal, () => {
    poked = true;
  });
  for (;;) {
    poked = false;
    const { nextAt } = await deliverDue(person);
    if (poked) continue;
    if (nextAt === null) return;
    if (workflowInfo().historyLength > MOST_EVENTS) return await continueAsNew<typeof courierWorkflow>(person);
    await condition(() => poked, Math.max(1, nextAt - Date.now()));
  }
}
