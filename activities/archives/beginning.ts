/** The effect `gather`: its workflow is begun, or, of a drill or a rehearsal, only answered. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { gatheringIdOf } from '../../domain/kernel/ids.ts';
import type { Effect, Mode } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Look, Reporting } from './archiving.ts';

type GatherEffect = Extract<Effect, { kind: 'gather' }>;
type Deps = Pick<ActivityDeps, 'temporal'> & { report: Reporting };
export type Gathering = ReturnType<typeof createGathering>;

const NOTHING = { cases: 0, events: 0, documents: 0, files: 0 } as const;
const NO_HASH = '0'.repeat(64);

export function createGathering({ temporal, report }: Deps) {
  /** Safe to repeat: an attempt is begun once. Throws when the engine or the case is away. */
  return async ({ attempt, step, scripted }: GatherEffect, of: { caseId: string; mode: Mode }): Promise<void> => {
    const { caseId, mode } = of;
    const look: Look = { caseId, attempt, step };
    if (mode !== 'live') return await told(look, scripted);
    try {
      await temporal.workflow.start('gatheringWorkflow', {
        workflowId: gatheringIdOf(caseId, attempt),
        taskQueue: Context.current().info.taskQueue,
        args: [look],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: `${step} for ${caseId}`,
      });
    } catch (error) {
      if (error instanceof DomainError || Object(error).name !== 'WorkflowExecutionAlreadyStartedError') throw error;
    }
  };

  /** What it says of a month of which nothing is looked up; found is what is found at first, and mended by the next look. */
  async function told(look: Look, scripted: GatherEffect['scripted']): Promise<void> {
    const { caseId, attempt, step } = look;
    if (step === 'collect') await report(look, 'noteCollected', { cases: 0, supplements: 0 });
    const isFirst = attempt === 1;
    const gaps = isFirst && scripted === 'gap' ? [{ case: caseId, paper: 'signed-work-order' }] : [];
    const broken = isFirst && scripted === 'broken' ? [{ case: caseId, seq: 1, code: 'content' }] : [];
    await report(look, 'noteChecked', { gaps, more: 0, filled: [], carried: [], broken, moreBroken: 0 });
    if (gaps.length > 0 || broken.length > 0) return;
    const made = { manifestHash: NO_HASH, sha256: NO_HASH, size: 0, entries: 0, ...NOTHING };
    await report(look, 'notePackaged', made);
  }
}
