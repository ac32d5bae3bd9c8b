/** The effect `run`: its workflow is started, asked to stop, or, in a rehearsal, only answered. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { actionIdOf } from '../../domain/kernel/ids.ts';
import type { Mode } from '../../domain/kernel/process.ts';
import type { ActionEnd } from '../../domain/actions/answer.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ActionOrder, RunEffect } from './orders.ts';
import type { Reporting } from './reporting.ts';

type Deps = Pick<ActivityDeps, 'temporal'> & { report: Reporting };
export type Beginning = ReturnType<typeof createBeginning>;

export function createBeginning({ temporal, report }: Deps) {
  /** Safe to repeat: an attempt is begun once, and one that is over needs no stop. Throws when the engine or the case is away. */
  return async ({ stop, ref: _ref, kind: _kind, ...effect }: RunEffect, of: { caseId: string; mode: Mode }) => {
    const { caseId, mode } = of;
    const order: ActionOrder = { caseId, mode, ...effect };
    if (mode === 'rehearsal') return await rehearsed(order, stop);
    const workflowId = actionIdOf(order);
    if (stop)
      return await unless('WorkflowNotFoundError', () => temporal.workflow.getHandle(workflowId).signal('stop'));
    await unless('WorkflowExecutionAlreadyStartedError', () =>
      temporal.workflow.start('actionWorkflow', {
        workflowId,
        taskQueue: Context.current().info.taskQueue,
        args: [order],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: `${order.what} ${order.action} for ${caseId}, ${order.part}`,
      }),
    );
  };

  /** On the case's own clock, which has come to it (kernel/pending.ts): a workflow beside would have a clock of its own. */
  async function rehearsed(order: ActionOrder, stop: true | undefined): Promise<void> {
    const end: ActionEnd = stop
      ? { outcome: 'unknown', detail: 'stopped' }
      : { outcome: order.scripted, detail: 'scripted' };
    await report({ order, end });
  }
}

/** Errors of the client are told by name: a test's realm has classes of its own. */
async function unless(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof DomainError || Object(error).name !== name) throw error;
  }
}
