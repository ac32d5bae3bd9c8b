/** A person's courier, called by whoever is no activity; activities/couriers.ts calls it for what is written there. */
import type { Client } from '@temporalio/client';
import { courierIdOf } from '../../domain/kernel/ids.ts';

/** Has it look at once; one that does not run is started. */
export async function callCourier(temporal: Client, taskQueue: string, person: string): Promise<void> {
  await temporal.workflow.signalWithStart('courierWorkflow', {
    workflowId: courierIdOf(taskQueue, person),
    taskQueue,
    args: [person],
    signal: 'poke',
    signalArgs: [0],
  });
}
