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
import type { Millis } from '../domain/kernel/process.ts';

const { deliverDue } = proxyActivities<Activities>({
  startToCloseTimeout: 300_000,
  heartbeatTimeout: 10_000, // a killed worker is noticed by it, and a page must not wait for what died
  retry: { initialInterval: 1_000, maximumInterval: 60_000 }, // MongoDB away; a channel's own troubles are in its rows
});
const MOST_EVENTS = 2_000;

/** Something waits for him, to be sent at that instant; at once when none is named. */
export const pokeSignal = defineSignal<[at?: Millis]>('poke');

/** Started together with its first signal (activities/couriers.ts), which says when to look. */
export async function courierWorkflow(person: string, carried = Infinity): Promise<void> {
  let nextAt = carried;
  setHandler(pokeSignal, (at = 0) => {
    nextAt = Math.min(nextAt, at);
  });
  for (;;) {
    await reached(() => nextAt);
    nextAt = Infinity; // before the look: what is told during it makes another
    const found = await deliverDue(person);
    nextAt = Math.min(nextAt, found.nextAt ?? Infinity);
    if (nextAt === Infinity) return;
    if (workflowInfo().historyLength > MOST_EVENTS) return await continueAsNew<typeof courierWorkflow>(person, nextAt);
  }
}

/** An instant that may come nearer meanwhile; `Infinity` waits until it has. */
async function reached(instant: () => Millis): Promise<void> {
  for (let at = instant(); at > Date.now(); at = instant())
    if (at === Infinity) await condition(() => instant() < at);
    else await condition(() => instant() < at, at - Date.now());
}
