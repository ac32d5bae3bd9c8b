/** How work beside a case says that it lives, and tells the case what came of it. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';

/** Of which case, the how manieth time. */
export type Attempt = { caseId: string; attempt: number };
/** False: the case goes on without this attempt. */
export type GoesOn = { goesOn: boolean };

const HEARTBEAT_MS = 5_000;

/** The case itself, as what works for it. */
export const actorOf = (caseId: string): Actor => ({ id: caseId, kind: 'system', unit: '/', teams: [], grants: [] });

/**
 * Reports of attempts. `idOf`: of an attempt; its reports carry keys made of it, so that each counts once. The case has a report, or takes
 * it no more (another attempt was begun, or it has ended), which `refused` says in the log. A report throws for what passes.
 */
export const createReporting =
  (
    { caseClient, logger }: Pick<ActivityDeps, 'caseClient' | 'logger'>,
    { idOf, refused }: { idOf: (caseId: string, attempt: number) => string; refused: string },
  ) =>
  async ({ caseId, attempt }: Attempt, command: string, data: object): Promise<GoesOn> => {
    try {
      const key = `${idOf(caseId, attempt)}:${command}`;
      await caseClient.command(caseId, command, { attempt, ...data }, { actor: actorOf(caseId), key });
      return { goesOn: true };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'internal') throw error;
      logger?.error({ caseId, attempt, command, code: error.code }, refused);
      return { goesOn: false };
    }
  };

/** Tells the engine that the activity lives while `work` goes on. Throws what `work` throws. */
export async function beating<T>(work: () => Promise<T>, everyMs = HEARTBEAT_MS): Promise<T> {
  const { heartbeat } = Context.current();
  const beat = setInterval(() => heartbeat(), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
