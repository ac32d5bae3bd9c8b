/** Collects, checks and packs a month for its archive, and reports each step to it. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Archive } from '../../domain/archive/state.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { gatheringIdOf } from '../../domain/kernel/ids.ts';
import type { Actor, Millis } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';

/** One look through a month: of which archive, the how manieth, and with what it begins. */
export type Look = { caseId: string; attempt: number; step: 'collect' | 'check' };
type Report = 'noteCollected' | 'noteChecked' | 'notePackaged' | 'noteStuck';
export type Reporting = ReturnType<typeof createReporting>;
/** False: the archive goes on without this look. */
export type GoesOn = { goesOn: boolean };

const HEARTBEAT_MS = 5_000;

function createReporting({ caseClient, logger }: Pick<ActivityDeps, 'caseClient' | 'logger'>) {
  /** The archive has it, or takes it no more: another look was begun, or it has ended. Throws for what passes. */
  return async ({ caseId, attempt }: Look, command: Report, data: object): Promise<GoesOn> => {
    try {
      const key = `${gatheringIdOf(caseId, attempt)}:${command}`;
      await caseClient.command(caseId, command, { attempt, ...data }, { actor: actorOf(caseId), key });
      return { goesOn: true };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'internal') throw error;
      logger?.error({ caseId, attempt, command, code: error.code }, 'an archive takes no report of this look');
      return { goesOn: false };
    }
  };
}

type Deps = Pick<ActivityDeps, 'caseClient' | 'archives' | 'logger'> & {
  makeDocument: (id: string) => Promise<unknown>;
};

export function createArchiving({ caseClient, archives, logger, makeDocument }: Deps) {
  const report = createReporting({ caseClient, ...(logger ? { logger } : {}) });

  /** The archive as it stands, if this look is still its own. */
  async function own({ caseId, attempt }: Look): Promise<Archive | null> {
    const archive = await keeper().read(caseId);
    return archive?.attempt === attempt && ['collecting', 'checking'].includes(archive.status) ? archive : null;
  }
  function keeper(): NonNullable<ActivityDeps['archives']> {
    if (!archives) throw ApplicationFailure.nonRetryable('This worker archives nothing', 'no-archive');
    return archives;
  }

  const activities = {
    async collectMonth(look: Look): Promise<GoesOn> {
      const archive = await own(look);
      if (!archive) return { goesOn: false };
      const { cases, supplements } = await beating(() => keeper().list({ number: look.caseId, archive }));
      return await report(look, 'noteCollected', { cases, supplements });
    },

    /** It goes on to the package where nothing is missing and nothing broken. */
    async checkMonth(look: Look): Promise<GoesOn> {
      const archive = await own(look);
      if (!archive) return { goesOn: false };
      const found = await beating(() => keeper().check({ number: look.caseId, archive }, makeDocument));
      const { goesOn } = await report(look, 'noteChecked', found);
      const after = goesOn ? await own(look) : null;
      return { goesOn: after?.status === 'checking' };
    },

    /** `at`: the instant that the manifest names. */
    async packMonth(look: Look, at: Millis): Promise<GoesOn> {
      const archive = await own(look);
      if (!archive) return { goesOn: false };
      const {
        manifestAt: _at,
        manifestSize: _size,
        ...made
      } = await beating(() => keeper().pack({ number: look.caseId, archive, at }));
      return await report(look, 'notePackaged', made);
    },

    async noteArchiveStuck(look: Look, code: string): Promise<void> {
      logger?.error({ ...look, code }, 'a month could not be archived');
      await report(look, 'noteStuck', { code });
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
