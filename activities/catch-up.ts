/** After a crash of everything an event may be stored that its workflow never heard of; this finds such cases. */
import type { StoredCase } from '../domain/kernel/process.ts';
import { caseOf } from '../models/cases/case.ts';
import { commitOf } from '../models/cases/commit.ts';
import type { ActivityDeps } from './deps.ts';
import { inParallel } from './in-parallel.ts';

/** `seq` of the newest event by somebody, `newest` of any, when this look began. */
type Head = { _id: string; process: string; seq: number; newest: number };
type Doubt = { head: Head; isDue: boolean };
type Document = Pick<StoredCase, '_id' | 'version' | 'closedAt' | 'nextWakeUp'>;
const SIDE_BY_SIDE = 8;
const PAGE = 1_000;
/** Of those that time calls, a look. */
const MOST_DUE = 100;
/** So many looks at which nothing has written; twice as many, and those that are busy are asked all the same. */
const PATIENCE = 5;

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
   * One that is busy, or that time calls now, is asked only when nothing is written for long, so this may take as long as a herd.
   * One whose workflow is gone is brought back. Answers how many it looked at and how many it mended; under an engine that is
   * not that of the store it does nothing. `since`: epoch ms.
   */
  async function catchUpRecent(since: number): Promise<{ looked: number; mended: number }> {
    if (!(await reviver.isOurEngine())) return { looked: 0, mended: 0 };
    const heads = await headsSince(since);
    let mended = 0;
    for (let left: readonly Head[] = heads, vain = 0; left.length > 0; ) {
      const doubts = await inDoubt(left);
      vain = doubts.length < left.length ? 0 : vain + 1;
      const settled = new Set<Head>();
      await inParallel(toLookAt(doubts, vain), SIDE_BY_SIDE, async ({ head }) => {
        const outcome = await mend(head, vain > 2 * PATIENCE);
        if (outcome !== 'busy') settled.add(head);
        if (outcome === 'mended') mended += 1;
      });
      left = doubts.map(({ head }) => head).filter((head) => !settled.has(head));
      if (left.length > 0) await engine.giveTime();
    }
    if (mended > 0) logger?.info({ looked: heads.length, mended }, 'cases caught up with their events');
    return { looked: heads.length, mended };
  }

  const headsSince = (since: number): Promise<Head[]> =>
    commits.aggregate<Head>([
      { $match: { at: { $gte: since } } },
      { $set: { last: { $add: ['$seq', { $size: '$events' }, -1] } } },
      {
        $group: {
          _id: '$caseId',
          process: { $first: '$process' },
          newest: { $max: '$last' },
          seq: { $max: { $cond: [{ $eq: [{ $substrCP: ['$key', 0, 2] }, 't:'] }, null, '$last'] } },
        },
      },
      { $match: { seq: { $ne: null } } },
    ]);

  /**
   * Those that may know less than is stored: asking a workflow may replay it. A case whose document knows its end has none to ask;
   * and whoever has written since this look began read all that was stored before. `isDue`: its timer calls it.
   */
  async function inDoubt(heads: readonly Head[]): Promise<Doubt[]> {
    const known = new Map<string, Document>();
    for (let at = 0; at < heads.length; at += PAGE)
      for (const document of await documentsOf(heads.slice(at, at + PAGE))) known.set(document._id, document);
    return heads.flatMap((head) => {
      const { version = -1, closedAt, nextWakeUp } = known.get(head._id) ?? {};
      if (version > head.newest || (closedAt !== undefined && version >= head.seq)) return [];
      return [{ head, isDue: (nextWakeUp ?? Infinity) < Date.now() }];
    });
  }

  const documentsOf = (heads: readonly Head[]): Promise<Document[]> =>
    caseOf(db)
      .find({ _id: { $in: heads.map(({ _id }) => _id) } }, { version: 1, closedAt: 1, nextWakeUp: 1 })
      .lean<Document[]>()
      .exec();

  /** One that is busy reads on by itself, as a rule, so it is asked only when it `must`. */
  async function mend({ _id: caseId, process, seq }: Head, must: boolean): Promise<'known' | 'mended' | 'busy'> {
    try {
      const doing = await engine.doing(process, caseId);
      if (doing === 'gone') {
        const revived = await reviver.revive(caseId, { why: 'its newest event found no workflow' });
        return revived === 'revived' ? 'mended' : 'known';
      }
      if (doing === 'busy' && !must) return 'busy';
      if ((await engine.knownTo(process, caseId)) >= seq) return 'known';
      await caseClient.catchUp(caseId);
      return 'mended';
    } catch (error) {
      // ended at this moment; if it should not have, the next look finds it
      if (!isGone(error)) logger?.error({ caseId, err: error }, 'a case could not be caught up');
      return 'known';
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

/** A herd that is worked off is left alone; where nothing writes for long, some of those that time calls are looked at, too. */
function toLookAt(doubts: readonly Doubt[], vain: number): Doubt[] {
  const [due, others] = [doubts.filter(({ isDue }) => isDue), doubts.filter(({ isDue }) => !isDue)];
  return vain > PATIENCE ? [...others, ...due.slice(0, MOST_DUE)] : others;
}
