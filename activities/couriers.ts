/** Calls the couriers of those for whom deliveries wait. */
import { Context } from '@temporalio/activity';
import { courierIdOf } from '../domain/kernel/ids.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { type Delivery, deliveryOf } from '../models/notices/delivery.ts';
import type { ActivityDeps } from './deps.ts';

/** What is so long overdue has lost its courier, or keeps it busy. */
const OVERDUE_MS: Millis = 60_000;

export function createCouriers({ db, temporal }: Pick<ActivityDeps, 'db' | 'temporal'>) {
  const deliveries = deliveryOf(db);

  /** Has `person`'s courier look at `at`; one that does not run is started. */
  async function call(person: string, at: Millis): Promise<void> {
    const { taskQueue } = Context.current().info;
    await temporal.workflow.signalWithStart('courierWorkflow', {
      workflowId: courierIdOf(taskQueue, person),
      taskQueue,
      args: [person],
      signal: 'poke',
      signalArgs: [at],
    });
  }

  /**
   * True when another's row is the first that waits for `person`, no later than ours. Whoever wrote that calls, and the courier
   * looks for the next after each that it sends, so it meets ours, which is stored by now. Of rows written side by side exactly
   * one is the first: somebody always calls.
   */
  async function isCalled(person: string, own: readonly Delivery[], at: Millis): Promise<boolean> {
    const before = { to: person, state: 'waiting', nextAt: { $gt: Date.now() - OVERDUE_MS, $lte: at } } as const;
    const first = await deliveries
      .findOne(before, { _id: 1 })
      .sort({ nextAt: 1, _id: 1 })
      .lean<Pick<Delivery, '_id'>>();
    return first !== null && !own.some(({ _id }) => _id === first._id);
  }

  /** For rows just stored, all to one person. A page waits for nobody's call. */
  async function callFor(person: string, own: readonly Delivery[]): Promise<void> {
    const at = Math.min(...own.map(({ nextAt }) => nextAt));
    if (own.some(({ page }) => page) || !(await isCalled(person, own, at))) await call(person, at);
  }

  /** Once more for everybody for whom something is overdue: a notice outlives the engine's memory of its courier. */
  async function callOverdue(): Promise<{ called: number }> {
    const overdue = { state: 'waiting', nextAt: { $lt: Date.now() - OVERDUE_MS } } as const;
    const people: string[] = await deliveries.distinct('to', overdue).exec();
    for (const person of people) await call(person, 0);
    return { called: people.length };
  }

  return { callFor, callOverdue };
}
