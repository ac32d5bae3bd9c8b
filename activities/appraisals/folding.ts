/** Freezes the figures of a period for its appraisal, and reports them to it. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { foldingIdOf } from '../../domain/kernel/ids.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';
import type { GoesOn } from '../archives/archiving.ts';

/** Of which appraisal, the how manieth time. */
export type Freezing = { caseId: string; attempt: number };
type Report = 'freeze' | 'noteStuck';
export type FreezeReporting = ReturnType<typeof createReporting>;

const HEARTBEAT_MS = 5_000;

function createReporting({ caseClient, logger }: Pick<ActivityDeps, 'caseClient' | 'logger'>) {
  /** The appraisal has it, or takes it no more: another was begun, or it has ended. Throws for what passes. */
  return async ({ caseId, attempt }: Freezing, command: Report, data: object): Promise<GoesOn> => {
    try {
      const key = `${foldingIdOf(caseId, attempt)}:${command}`;
      await caseClient.command(caseId, command, { attempt, ...data }, { actor: actorOf(caseId), key });
      return { goesOn: true };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'internal') throw error;
      logger?.error({ caseId, attempt, command, code: error.code }, 'an appraisal takes no report of this attempt');
      return { goesOn: false };
    }
  };
}

type Deps = Pick<ActivityDeps, 'caseClient' | 'appraisals' | 'logger'>;

export function createFolding({ caseClient, appraisals, logger }: Deps) {
  const report = createReporting({ caseClient, ...(logger ? { logger } : {}) });

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

async function beating<T>(work: () => Promise<T>): Promise<T> {
  const { heartbeat } = Context.current();
  const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

const actorOf = (caseId: string): Actor => ({ id: caseId, kind: 'system', unit: '/', teams: [], grants: [] });
