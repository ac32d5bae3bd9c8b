/** Starts the job that tells both sides of a standing delegation, and each open case in which its giver still has a vote. */
import type { Client } from '@temporalio/client';

/** A version of the register `mandates`. */
export type MandateVersion = { id: string; version: number };

/**
 * Begun before that version is stored, so that no crash lies between the two: the job waits for it, and ends with nothing done if it
 * never comes. Throws when Temporal is away.
 */
export async function startMandateNoted(
  { temporal, taskQueue }: { temporal: Client; taskQueue: string },
  mandate: MandateVersion,
): Promise<void> {
  try {
    await temporal.workflow.start('mandateNotedWorkflow', {
      workflowId: `${taskQueue}:mandate:${mandate.id}@${mandate.version}`,
      taskQueue,
      args: [mandate],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE', // the version before may have come to nothing
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
