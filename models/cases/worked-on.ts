/** Changes that items were really worked on by, of late: asked beside a fault of one of them, by an index of planned.ts. */
import type { Connection } from 'mongoose';
import type { Millis, Mode, StoredCase } from '../../domain/kernel/process.ts';
import { casesIn } from './case.ts';

export type WorkedOn = Pick<StoredCase, '_id' | 'status' | 'title'> & {
  items: readonly string[];
  /** Absent: recorded afterwards, and nobody knows since when. */
  startedAt?: Millis;
  /** Absent: it is still under way. */
  finishedAt?: Millis;
  outcome?: string;
};

const UNDER_WAY = ['implementing', 'rolling-back'];
const SHOWN = { status: 1, title: 1, items: 1, startedAt: 1, finishedAt: 1, outcome: 1 } as const;
/** More need not be counted. */
const MOST_COUNTED = 1_000;

type Asked = { items: readonly string[]; since: Millis; mode: Mode; limit: number };
/**
 * Of the changes of this mode that one of the items was worked on by at `since` or later the first `limit`: what is still under
 * way, the last begun first, and then what was over last; and how many there are in all, counted to 1,000.
 */
export async function workedOn(
  db: Connection,
  { items, since, mode, limit }: Asked,
): Promise<{ found: WorkedOn[]; count: number }> {
  const own = { process: 'change', mode, items: { $in: [...items] } };
  const over = { ...own, finishedAt: { $gt: since } };
  const cases = casesIn(db);
  const [running, ended, count] = await Promise.all([
    cases.find<WorkedOn>({ ...own, finishedAt: null, status: { $in: UNDER_WAY } }, { projection: SHOWN }).toArray(),
    cases.find<WorkedOn>(over, { projection: SHOWN, sort: { finishedAt: -1, _id: -1 }, limit }).toArray(),
    cases.countDocuments(over, { limit: MOST_COUNTED }),
  ]);
  const begun = running.toSorted((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0));
  return { found: [...begun, ...ended].slice(0, limit), count: begun.length + count };
}
