/** How a case's workflow is started: one way for intake, revive and upgrade. */
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { workflowIdOf, workflowTypeOf } from '../../domain/kernel/ids.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { fastForward, virtualNow } from '../../platform/time-skipping.ts';
import type { CaseInput } from '../../workflows/support/messages.ts';
import { isNamed } from './engine-error.ts';

/** Recovery of a killed worker's command waits for this; the default of 10 s is the caller's whole patience. */
const TASK_TIMEOUT_MS = 5_000;

/** What every start of a case has in common. */
const optionsOf = (input: CaseInput, taskQueue: string, priorityKey?: number) => ({
  workflowId: workflowIdOf(input.process, input.caseId),
  taskQueue,
  args: [input] as [CaseInput],
  workflowTaskTimeout: TASK_TIMEOUT_MS,
  ...(priorityKey === undefined ? {} : { priority: { priorityKey } }),
});

/** For an intake: the case that is there meets its own retry, a number is never begun twice. A new one for each attempt. */
export const intakeStart = (input: CaseInput, taskQueue: string, priorityKey: number) =>
  new WithStartWorkflowOperation<Workflow>(workflowTypeOf(input.process), {
    ...optionsOf(input, taskQueue, priorityKey),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  });

/**
 * Starts the workflow of a case that has lost its own. 'running' when it has one after all: the server decides, so it is
 * safe against a case that is only slow. Never ends one that runs.
 */
export async function reviveStart(
  temporal: Client,
  input: CaseInput,
  { taskQueue, priorityKey }: { taskQueue: string; priorityKey: number },
): Promise<'started' | 'running'> {
  try {
    await temporal.workflow.start<Workflow>(workflowTypeOf(input.process), {
      ...optionsOf(input, taskQueue, priorityKey),
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
    return 'started';
  } catch (error) {
    if (isNamed(error, 'WorkflowExecutionAlreadyStartedError')) return 'running';
    throw error;
  }
}

/** The workflow, empty, with its clock moved on to `at`: what comes then happens then. */
export async function startAt(temporal: Client, input: CaseInput, taskQueue: string, at: Millis): Promise<void> {
  const options = { ...optionsOf(input, taskQueue), workflowIdReusePolicy: 'REJECT_DUPLICATE' } as const;
  try {
    await temporal.workflow.start<Workflow>(workflowTypeOf(input.process), options);
  } catch (error) {
    if (!isNamed(error, 'WorkflowExecutionAlreadyStartedError')) throw error;
  }
  const now = await virtualNow(temporal, options.workflowId);
  if (now !== null && now < at) await fastForward(temporal, options.workflowId, at - now);
}
