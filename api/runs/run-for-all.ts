/** What is the same for all who look at a run at one version: worked out once while many look, as in the night all do. */
import type { Connection } from 'mongoose';
import type { Standing } from '../../client/cases/case-state.ts';
import { type RunWords, runWordsOf } from '../../client/registers/run-words.ts';
import type { Base } from '../../domain/kernel/definition.ts';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import type { Reads } from '../cases/reads.ts';

export type RunState = Base & Running;
export type RunForAll = { standing: Standing; state: RunState; words: RunWords };
/** Of a case that the asker reads: nothing in it depends on who asks. Null: one that could not be upgraded. */
export type ForAll = (stored: StoredCase) => Promise<RunForAll | null>;
type Deps = { registers: Connection; db: Connection; reads: Pick<Reads, 'standing'> };

/** An organisation may be renamed while a case does not change: so long its former name may be shown. */
const KEPT_MS: Millis = 5_000;
const MOST_KEPT = 50;

/** What was asked for at the same version within 5 s is not worked out again; what failed is. */
export function runsForAll(deps: Deps): ForAll {
  const kept = new Map<string, { until: Millis; run: Promise<RunForAll | null> }>();

  function keep(key: string, run: Promise<RunForAll | null>): Promise<RunForAll | null> {
    kept.delete(key); // the last to be kept stands last
    kept.set(key, { until: performance.now() + KEPT_MS, run });
    for (const [oldest] of kept) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    run.catch(() => kept.delete(key));
    return run;
  }

  return async (stored) => {
    const { headHash, shape } = stored.kase;
    const key = `${stored._id} ${headHash} ${shape}`;
    const there = kept.get(key);
    return await (there && there.until > performance.now() ? there.run : keep(key, worked(deps, stored)));
  };
}

async function worked({ registers, db, reads }: Deps, stored: StoredCase): Promise<RunForAll | null> {
  const standing = await reads.standing(stored);
  if (!standing) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the processes that run keep this of their runs
  const state = standing.kase.state as RunState;
  const asked = { process: stored.process, state, pins: standing.kase.pins };
  const words = await runWordsOf(registers, asked, () => eventsAfter(db, stored._id));
  return { standing, state, words };
}
