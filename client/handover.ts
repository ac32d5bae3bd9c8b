/** Starts the job that relieves who has left of his cases. */
import type { Client } from '@temporalio/client';

export type Leaving = { person: string; version: number; successor?: string; reason: string };

/** Once for each leaving; it goes on whatever becomes of whoever asked for it. Throws when Temporal is away. */
export async function startHandover(
  { temporal, taskQueue }: { temporal: Client; taskQueue: string },
  leaving: Leaving,
): Promise<void> {
  try {
    await temporal.workflow.start('handoverWorkflow', {
      workflowId: `${taskQueue}:handover:${leaving.person}:${leaving.version}`,
      taskQueue,
      args: [leaving],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
