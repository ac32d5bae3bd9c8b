/** Freezes the figures of a period for its appraisal, and reports them to it. */
import { ApplicationFailure } from '@temporalio/activity';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { foldingIdOf } from '../../domain/kernel/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { type Attempt, beating, createReporting, type GoesOn } from '../beside/reporting.ts';

export type Freezing = Attempt;
type Report = 'freeze' | 'noteStuck';
export type FreezeReporting = (of: Attempt, command: Report, data: object) => Promise<GoesOn>;

type Deps = Pick<ActivityDeps, 'caseClient' | 'appraisals' | 'logger'>;

export function createFolding({ caseClient, appraisals, logger }: Deps) {
  const report: FreezeReporting = createReporting(
    { caseClient, ...(logger ? { logger } : {}) },
    { idOf: foldingIdOf, refused: 'an appraisal takes no report of this attempt' },
  );

  const keeper = (): NonNullable<ActivityDeps['appraisals']> => {
    if (!appraisals) throw ApplicationFailure.nonRetryable('This worker appraises nothing', 'no-appraisals');
    return appraisals;
  };
  /** The appraisal as it stands, if this attempt is still its own. */
  async function own({ caseId, attempt }: Freezing): Promise<Appraisal | null> {
    const appraisal = await keeper().read(caseId);
    return appraisal?.attempt === attempt && appraisal.status === 'collecting' ? appraisal : null;
  }

  const activities = {
    /** Begun again after a kill it gives the same: what was listed whole stays, the rest is listed anew. */
    async freezePeriod(freezing: Freezing): Promise<GoesOn> {
      const appraisal = await own(freezing);
      if (!appraisal) return { goesOn: false };
      const { caseId } = freezing;
      try {
        const frozen = await beating(() => keeper().freeze({ number: caseId, appraisal }));
        return await report(freezing, 'freeze', frozen);
      } catch (error) {
        // What is not there now will not come by waiting: a person looks at it.
        if (error instanceof DomainError) throw ApplicationFailure.nonRetryable(error.message, error.code);
        throw error;
      }
    },

    async noteAppraisalStuck(freezing: Freezing, code: string): Promise<void> {
      logger?.error({ ...freezing, code }, 'the figures of a period could not be frozen');
      await report(freezing, 'noteStuck', { code });
    },
  };
  return { activities, report };
}
