/** The effect `fold`: its workflow is begun, or, of a drill or a rehearsal, only answered. */
import { missedOf } from '../../domain/appraisal/calculus/missed.ts';
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { foldingIdOf } from '../../domain/kernel/ids.ts';
import type { Effect, Mode } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';
import type { FreezeReporting, Freezing } from './folding.ts';

type FoldEffect = Extract<Effect, { kind: 'fold' }>;
type Deps = Pick<ActivityDeps, 'temporal' | 'appraisals'> & { report: FreezeReporting };
export type FreezeBeginning = ReturnType<typeof createFreezing>;

const NO_HASH = '0'.repeat(64);

export function createFreezing({ temporal, report, appraisals }: Deps) {
  /** Safe to repeat: an attempt is begun once. Throws when the engine or the case is away. */
  return async ({ attempt, scripted }: FoldEffect, { caseId, mode }: { caseId: string; mode: Mode }): Promise<void> => {
    const freezing: Freezing = { caseId, attempt };
    if (mode !== 'live') return await told(freezing, scripted);
    try {
      await temporal.workflow.start('foldingWorkflow', {
        workflowId: foldingIdOf(caseId, attempt),
        taskQueue: Context.current().info.taskQueue,
        args: [freezing],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: `figures for ${caseId}`,
      });
    } catch (error) {
      if (error instanceof DomainError || Object(error).name !== 'WorkflowExecutionAlreadyStartedError') throw error;
    }
  };

  /** What it says of a period of which nothing is looked up: every target met, missed by half, or nothing to reckon with. */
  async function told(freezing: Freezing, scripted: FoldEffect['scripted']): Promise<void> {
    const { terms } = (await appraisals?.read(freezing.caseId)) ?? {};
    const figures = (terms?.items ?? []).flatMap(({ id: item, computed, better, target = 0 }) => {
      if (!computed) return [];
      const value = scripted === 'empty' ? null : scripted === 'missed' ? missedOf(better, target) : target;
      return [{ item, value, cases: 0 }];
    });
    await report(freezing, 'freeze', {
      figures,
      breaches: {},
      list: { hash: NO_HASH, rows: 0 },
      indicators: [],
    });
  }
}
