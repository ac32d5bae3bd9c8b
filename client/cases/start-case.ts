/** How a case's workflow is started: one way for intake, revive and upgrade. */
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { SearchAttributePair, Workflow } from '@temporalio/common';
import { workflowIdOf, workflowTypeOf } from '../../domain/kernel/ids.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { isProcessKey, processes } from '../../domain/processes.ts';
import { isSearchable, notSearchable, pairsOf } from './search-attributes.ts';
import { fastForward, virtualNow } from '../../platform/time-skipping.ts';
import type { CaseInput } from '../../workflows/support/messages.ts';
import { isNamed } from './engine-error.ts';

/** Recovery of a killed worker's command waits for this; the default of 10 s is the caller's whole patience. */
const TASK_TIMEOUT_MS = 5_000;

/** What auditors find a case by in the engine, beside its number. */
export type About = { orgPath?: OrgPath | undefined; priority?: string | undefined };
type Attributes = { typedSearchAttributes?: SearchAttributePair[] };

/** Starts it with what it is found by, where the engine knows such words; for want of them no case is held up. */
export async function findable<T>(
  temporal: Client,
  { process, caseId, mode }: CaseInput,
  { orgPath, priority }: About,
  start: (attributes: Attributes) => Promise<T>,
): Promise<T> {
  if (!(await isSearchable(temporal))) return await start({});
  const organisations = orgPath === undefined ? {} : { organisations: orgLineOf(orgPath) };
  const pairs = pairsOf({ process, number: caseId, mode, priority, ...organisations });
  try {
    return await start({ typedSearchAttributes: pairs });
  } catch (error) {
    if (!isOfAttributes(error)) throw error;
    notSearchable(temporal);
    return await start({});
  }
}

/** The engine refuses a start whose attributes its namespace does not know. */
const isOfAttributes = (error: unknown): boolean =>
  error instanceof Error && (/search attribute/i.test(error.message) || isOfAttributes(error.cause));

/** In a list of the engine: `事件 INC-000123 Incident`. */
function summaryOf({ process, caseId }: CaseInput): string {
  const title = isProcessKey(process) ? processes[process].title : { zh: '', en: process };
  return `${title.zh} ${caseId} ${title.en}`.trim();
}

/** What every start of a case has in common. */
const optionsOf = (input: CaseInput, taskQueue: string, priorityKey?: number) => ({
  workflowId: workflowIdOf(input.process, input.caseId),
  taskQueue,
  args: [input] as [CaseInput],
  workflowTaskTimeout: TASK_TIMEOUT_MS,
  staticSummary: summaryOf(input),
  ...(priorityKey === undefined ? {} : { priority: { priorityKey } }),
});

/** For an intake: the case that is there meets its own retry, a number is never begun twice. A new one for each attempt. */
export const intakeStart = (
  input: CaseInput,
  { taskQueue, priorityKey, ...attributes }: { taskQueue: string; priorityKey: number } & Attributes,
) =>
  new WithStartWorkflowOperation<Workflow>(workflowTypeOf(input.process), {
    ...optionsOf(input, taskQueue, priorityKey),
    ...attributes,
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
  { taskQueue, priorityKey, ...about }: { taskQueue: string; priorityKey: number } & About,
): Promise<'started' | 'running'> {
  try {
    await findable(temporal, input, about, (attributes) =>
      temporal.workflow.start<Workflow>(workflowTypeOf(input.process), {
        ...optionsOf(input, taskQueue, priorityKey),
        ...attributes,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      }),
    );
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
