/** Starts the job that hands over the cases of a person who leaves, or of a team that is closed. */
import type { Client } from '@temporalio/client';

/** The version of the entry that says so; reason and heir stand there, and nowhere else. */
export type Leaving = { register: 'people' | 'teams'; id: string; version: number };

/**
 * Begun before that version is stored, so that no crash lies between the two: the job waits for it, and ends with nothing
 * done if it never comes. Once for each leaving, however often it is asked for. Throws when Temporal is away.
 */
export async function startHandover(
  { temporal, taskQueue }: { temporal: Client; taskQueue: string },
  leaving: Leaving,
): Promise<void> {
  const { register, id, version } = leaving;
  try {
    await temporal.workflow.start('handoverWorkflow', {
      workflowId: `${taskQueue}:handover:${register}/${id}@${version}`,
      taskQueue,
      args: [leaving],
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
