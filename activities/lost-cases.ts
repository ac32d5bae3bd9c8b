/** Hourly: the cases that are open against those that the engine runs. */
import { processOf } from '../domain/catalogue.ts';
import { workflowIdOf } from '../domain/kernel/ids.ts';
import { isEnd } from '../domain/kernel/lifecycle.ts';
import type { Commit, Millis, StoredCase } from '../domain/kernel/process.ts';
import { caseOf } from '../models/cases/case.ts';
import { commitsIn, ofCase } from '../models/cases/commit.ts';
import type { ActivityDeps } from './deps.ts';
import { inParallel } from './in-parallel.ts';

type Row = Pick<StoredCase, '_id' | 'process' | 'status'>;
/** `refused`: the engine is not the one of this store. */
export type Compared = { open: number; running: number; revived: number; poked: number; refused?: true };

/** Cases a look; their ids stand in one question to the engine. */
const PAGE = 100;
const SIDE_BY_SIDE = 8;
/** The engine's list lags: a case that something has just happened to may have a workflow that is not on it yet. */
const YOUNG_MS: Millis = 5 * 60_000;

type Deps = Pick<ActivityDeps, 'db' | 'reviver' | 'engine' | 'rehearsals' | 'logger'>;

export function createLostCases({ db, reviver, engine, rehearsals, logger }: Deps) {
  /**
   * Revives each open case without a workflow and pokes each workflow whose case has ended. In pages on both sides, so that
   * no number of cases matters. Safe to repeat; one that resists stops no other. `youngMs`: a case with a newer commit is left.
   */
  async function compareWithEngine(youngMs: Millis = YOUNG_MS): Promise<Compared> {
    const counts = { open: 0, running: 0, revived: 0, poked: 0 };
    if (!(await reviver.isOurEngine())) return { ...counts, refused: true };
    for await (const page of inPages(openCases())) {
      counts.open += page.length;
      const running = await engine.runningAmong(page.map(idOf));
      const without = page.filter((row) => !running.has(idOf(row)));
      await inParallel(without, SIDE_BY_SIDE, async (row) => {
        if (await broughtBack(row, youngMs)) counts.revived += 1;
      });
    }
    for await (const page of inPages(engine.running())) {
      counts.running += page.length;
      await inParallel(await endedAmong(page), SIDE_BY_SIDE, async ({ process, _id }) => {
        if (await engine.poke(process, _id)) counts.poked += 1;
      });
    }
    if (counts.revived > 0 || counts.poked > 0) logger?.info(counts, 'cases were brought back or poked');
    return counts;
  }

  const openCases = () =>
    caseOf(db)
      .find({ mode: { $in: ['live', 'drill'] }, closedAt: { $exists: false } })
      .select({ process: 1, status: 1 })
      .sort({ _id: 1 })
      .lean<Row[]>()
      .cursor() as AsyncIterable<Row>;

  async function broughtBack({ _id: caseId, process, status }: Row, youngMs: Millis): Promise<boolean> {
    try {
      if (isEnd(processOf(process), status) || (await isYoung(caseId, youngMs))) return false;
      return (await reviver.revive(caseId, { why: 'it was open without a workflow' })) === 'revived';
    } catch (error) {
      logger?.error({ caseId, err: error }, 'a case could not be brought back');
      return false;
    }
  }

  async function isYoung(caseId: string, youngMs: Millis): Promise<boolean> {
    const newest = await commitsIn(db).findOne<Pick<Commit, 'at'>>(
      { _id: ofCase(caseId) },
      { sort: { _id: -1 }, projection: { at: 1 } },
    );
    return newest !== null && newest.at > Date.now() - youngMs;
  }

  /** What runs although its document knows its end: it still has effects to carry out, or has not heard of it. */
  async function endedAmong(workflowIds: readonly string[]): Promise<Row[]> {
    const ids = workflowIds.map((id) => id.slice(id.indexOf(':') + 1));
    return await caseOf(db)
      .find({ _id: { $in: ids }, closedAt: { $exists: true } })
      .select({ process: 1, status: 1 })
      .lean<Row[]>();
  }

  /** Rehearsals are not brought back: their time would not be the one in which they stood. They are shown as lost. */
  const markLostRehearsals = async (): Promise<{ lost: number }> => ({ lost: (await rehearsals?.markLost()) ?? 0 });

  return { compareWithEngine, markLostRehearsals };
}

const idOf = ({ process, _id }: Row): string => workflowIdOf(process, _id);

async function* inPages<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
