/** What must hold of runs and of the tool that they ask, whatever was killed meanwhile. */
import type { Connection } from 'mongoose';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import { casesIn } from '../../models/cases/case.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import type { RunTool } from '../stories/run-tool.ts';
import { wrongUndos } from './came-to.ts';
import type { Check } from './check.ts';

const RUNS: readonly StoredCase['process'][] = ['failover', 'cutover', 'release'];

/** Of each run, or wave of a release, that went back: what was begun and can be is undone once, the last first. */
export async function undoneOnce(db: Connection): Promise<Check> {
  const check: Check = {
    what: 'each step that a run which went back had begun was undone exactly once, the last first',
    seen: 0,
    broken: [],
  };
  for await (const { _id } of casesIn(db).find({ process: { $in: RUNS } }, { projection: { _id: 1 } })) {
    const events = await eventsAfter(db, _id);
    check.seen += events.filter(({ type }) => type.endsWith('.stepUndone')).length;
    check.broken.push(...wrongUndos(events).map((one) => `${_id}: ${one}`));
  }
  return check;
}

/** Half-open; an engine that was put back to what it was at `from` knows nothing of what it began until `until`. */
export type Forgotten = { from: Millis; until: Millis };

/**
 * No attempt was asked for twice. An engine that forgot it asks once more, under the same key, by which a tool tells it (docs/actions.md):
 * those are counted in `what`.
 */
export function askedOnce({ asked }: RunTool, forgotten: readonly Forgotten[] = []): Check {
  const twice = [...asked].filter(([, times]) => times.length > 1);
  const isForgotten = (times: readonly Millis[]): boolean =>
    times.every((at, n) => n === 0 || forgotten.some(({ from, until }) => (times[0] ?? 0) >= from && at >= until));
  const broken = twice.filter(([, times]) => !isForgotten(times));
  const again = twice.length - broken.length;
  return {
    what: `no attempt was asked of the tool twice${again > 0 ? `, but for ${again} that the engine put back had forgotten` : ''}`,
    seen: asked.size,
    broken: broken.map(([key, times]) => `${key}: ${times.length} times`),
  };
}
