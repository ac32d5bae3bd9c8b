/** Starts the job that asks open rounds of approval anew who sits there, after somebody was given a role or lost one. */
import type { Client } from '@temporalio/client';

/** The version of the person that says so. */
export type Regranted = { person: string; version: number };

/**
 * Begun before that version is stored, so that no crash lies between the two: the job waits for it, and ends with nothing
 * done if it never comes. Throws when Temporal is away.
 */
export async function startRegranting(
  { temporal, taskQueue }: { temporal: Client; taskQueue: string },
  { person, version }: Regranted,
): Promise<void> {
  try {
    await temporal.workflow.start('regrantingWorkflow', {
      workflowId: `${taskQueue}:grants:${person}@${version}`,
      taskQueue,
      args: [{ person, version }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE', // the edit before may have come to nothing
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
