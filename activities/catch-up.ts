/** After a crash of everything an event may be stored that its workflow never heard of; this finds such cases. */
import { caseOf } from '../models/cases/case.ts';
import { commitOf } from '../models/cases/commit.ts';
import type { ActivityDeps } from './deps.ts';
import { inParallel } from './in-parallel.ts';

type Head = { _id: string; process: string; seq: number };
const SIDE_BY_SIDE = 8;

export function createCatchUp({
  db,
  caseClient,
  engine,
  reviver,
  logger,
}: Pick<ActivityDeps, 'db' | 'caseClient' | 'engine' | 'reviver' | 'logger'>) {
  const commits = commitOf(db);

  /**
   * Lets every case with an event at or after `since` read on that knows less than is stored. Looks at events and not at
   * documents: a crash between the two leaves the document behind. What time recorded is left out: its timer stands in the
   * history, so the engine has the case look again, and a herd of deadlines is not asked for one by one while it fires.
   * One whose workflow is gone is brought back. Answers how many it looked at and how many it mended; under an engine that is
   * not that of the store it does nothing.
   */
  async function catchUpRecent(since: number): Promise<{ looked: number; mended: number }> {
    if (!(await reviver.isOurEngine())) return { looked: 0, mended: 0 };
    const heads = await commits.aggregate<Head>([
      { $match: { at: { $gte: since }, key: { $not: /^t:/ } } },
      {
        $group: {
          _id: '$caseId',
          process: { $first: '$process' },
          seq: { $max: { $add: ['$seq', { $size: '$events' }, -1] } },
        },
      },
    ]);
    let mended = 0;
    await inParallel(await withoutEnded(heads), SIDE_BY_SIDE, async (head) => {
      if (await mend(head)) mended += 1;
    });
    if (mended > 0) logger?.info({ looked: heads.length, mended }, 'cases caught up with their events');
    return { looked: heads.length, mended };
  }

  /** A case whose document knows its end has no workflow to ask; asking all the same would replay it. */
  async function withoutEnded(heads: readonly Head[]): Promise<Head[]> {
    const ids = heads.map(({ _id }) => _id);
    const ended = await caseOf(db)
      .find({ _id: { $in: ids }, closedAt: { $exists: true } }, { version: 1 })
      .lean<{ _id: string; version: number }[]>();
    const versions = new Map(ended.map(({ _id, version }) => [_id, version]));
    return heads.filter(({ _id, seq }) => (versions.get(_id) ?? -1) < seq);
  }

  async function mend({ _id: caseId, process, seq }: Head): Promise<boolean> {
    try {
      if ((await engine.doing(process, caseId)) === 'gone')
        return (await reviver.revive(caseId, { why: 'its newest event found no workflow' })) === 'revived';
      if ((await engine.knownTo(process, caseId)) >= seq) return false;
      await caseClient.catchUp(caseId);
      return true;
    } catch (error) {
      if (isGone(error)) return false; // it ended at this moment; if it should not have, the next look finds it
      logger?.error({ caseId, err: error }, 'a case could not be caught up');
      return false;
    }
  }

  /** Of the newest event, epoch ms; now when there is none. A window ends there, so a long stop is not looked through in vain. */
  async function newestAt(): Promise<number> {
    const newest = await commits.findOne({}, { at: 1 }).sort({ at: -1 }).lean<{ at: number }>();
    return newest?.at ?? Date.now();
  }

  /** For a schedule: the last `lookBackMs` before the newest event. */
  const catchUpLast = async (lookBackMs: number) => await catchUpRecent((await newestAt()) - lookBackMs);

  return { catchUpRecent, catchUpLast, newestAt };
}

const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'WorkflowNotFoundError';
