/**
 * By the minute: cases whose instant has passed without a sign of life, since their workflow is gone or waits for the store; and those
 * whose workflow fails at each try because its history no longer gives what it did.
 */
import { caseOfWorkflow } from '../domain/kernel/ids.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { caseOf } from '../models/cases/case.ts';
import type { ActivityDeps } from './deps.ts';
import { inParallel } from './in-parallel.ts';

type Overdue = { _id: string; process: string; nextWakeUp: Millis };
/** `refused`: the engine is not the one of this store. */
export type Overlooked = { looked: number; revived: number; poked: number; replaced?: number; refused?: true };

const MINUTE: Millis = 60_000;
/** Sooner nobody asks: a worker that was killed is replaced, a herd of deadlines is worked off. */
const LATE_MS = 2 * MINUTE;
/** A workflow that waits for the store tries by itself after ten minutes at the latest. */
const VERY_LATE_MS = 10 * MINUTE;
const PAGE = 500;
const SIDE_BY_SIDE = 8;
/** Of those that cannot go on, in one round. */
const MOST_REPLACED = 200;
/** Cases of which it is remembered when they were poked. */
const MOST_POKED = 10_000;

type Deps = Pick<ActivityDeps, 'db' | 'reviver' | 'engine' | 'logger'>;

export function createOverdue({ db, reviver, engine, logger }: Deps) {
  /** When each may be poked again: a case that finds nothing to do must not fill its history by the minute. */
  const poked = new Map<string, { waitMs: Millis; until: Millis }>();

  /**
   * Brings back what has no workflow, and pokes what sleeps over an instant that passed long ago. One that is busy is left
   * alone, so a herd that is still being worked off is not taken for loss; and whether one runs is decided by the server when
   * it is started, so nothing is begun twice.
   */
  async function reviveOverdue(): Promise<Overlooked> {
    if (!(await reviver.isOurEngine())) return { looked: 0, revived: 0, poked: 0, refused: true };
    const counts = { looked: 0, revived: 0, poked: 0 };
    const before = Date.now() - LATE_MS;
    for (let after: Overdue | undefined; ; ) {
      const page = await overdue(before, after);
      counts.looked += page.length;
      await inParallel(page, SIDE_BY_SIDE, async (one) => {
        const done = await look(one);
        if (done) counts[done] += 1;
      });
      after = page.at(-1);
      if (page.length < PAGE) break;
    }
    if (counts.revived > 0 || counts.poked > 0) logger?.info(counts, 'overdue cases were brought back or poked');
    const replaced = await replaceBroken();
    return { ...counts, ...(replaced > 0 ? { replaced } : {}) };
  }

  /** The engine lists one once it has failed three times in a row: a release that is taken back at once harms none. */
  async function replaceBroken(): Promise<number> {
    let replaced = 0;
    await inParallel(await engine.pastReplaying(MOST_REPLACED), SIDE_BY_SIDE, async (workflowId) => {
      const caseId = caseOfWorkflow(workflowId)?.caseId;
      if (caseId === undefined) return;
      try {
        const outcome = await reviver.replace(caseId, { why: 'its history could not be gone through again' });
        if (outcome === 'revived') replaced += 1;
        logger?.error({ caseId, outcome }, 'a case whose history no longer gives what it did'); // an alarm
      } catch (error) {
        logger?.error({ caseId, err: error }, 'a case could not be replaced');
      }
    });
    return replaced;
  }

  async function overdue(before: Millis, after: Overdue | undefined): Promise<Overdue[]> {
    const beyond = after
      ? { $or: [{ nextWakeUp: { $gt: after.nextWakeUp } }, { nextWakeUp: after.nextWakeUp, _id: { $gt: after._id } }] }
      : {};
    return await caseOf(db)
      .find({ nextWakeUp: { $gt: 0, $lt: before }, mode: { $in: ['live', 'drill'] }, ...open, ...beyond })
      .select({ process: 1, nextWakeUp: 1 })
      .sort({ nextWakeUp: 1, _id: 1 })
      .limit(PAGE)
      .lean<Overdue[]>();
  }

  /** One that resists stops no other. */
  async function look({ _id: caseId, process, nextWakeUp }: Overdue): Promise<'revived' | 'poked' | null> {
    try {
      const doing = await engine.doing(process, caseId);
      if (doing === 'gone') {
        const outcome = await reviver.revive(caseId, { why: 'what was due was not done' });
        return outcome === 'revived' ? 'revived' : null;
      }
      if (doing === 'busy' || Date.now() - nextWakeUp < VERY_LATE_MS || !mayPoke(caseId)) return null;
      return (await engine.poke(process, caseId)) ? 'poked' : null;
    } catch (error) {
      logger?.error({ caseId, err: error }, 'an overdue case could not be looked at');
      return null;
    }
  }

  /** The first time at once, then at twice the distance each time. */
  function mayPoke(caseId: string): boolean {
    const now = Date.now();
    const known = poked.get(caseId);
    if (known && known.until > now) return false;
    const waitMs = known && known.until > now - known.waitMs ? known.waitMs * 2 : MINUTE;
    poked.delete(caseId);
    poked.set(caseId, { waitMs, until: now + waitMs });
    const [oldest] = poked.keys();
    if (poked.size > MOST_POKED && oldest !== undefined) poked.delete(oldest);
    return true;
  }

  return { reviveOverdue };
}

const open = { closedAt: { $exists: false } } as const;
