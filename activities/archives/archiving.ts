/** Collects, checks and packs a month for its archive, and reports each step to it. */
import { ApplicationFailure } from '@temporalio/activity';
import type { Archive } from '../../domain/archive/state.ts';
import { gatheringIdOf } from '../../domain/kernel/ids.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';
import { type Attempt, beating, createReporting, type GoesOn } from '../beside/reporting.ts';

/** One look through a month: of which archive, the how manieth, and with what it begins. */
export type Look = Attempt & { step: 'collect' | 'check' };
type Report = 'noteCollected' | 'noteChecked' | 'notePackaged' | 'noteStuck';
export type Reporting = (of: Attempt, command: Report, data: object) => Promise<GoesOn>;

type Deps = Pick<ActivityDeps, 'caseClient' | 'archives' | 'logger'> & {
  makeDocument: (id: string) => Promise<unknown>;
};

export function createArchiving({ caseClient, archives, logger, makeDocument }: Deps) {
  const report: Reporting = createReporting(
    { caseClient, ...(logger ? { logger } : {}) },
    { idOf: gatheringIdOf, refused: 'an archive takes no report of this look' },
  );

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
