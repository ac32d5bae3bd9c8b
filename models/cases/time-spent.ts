/** Time that people put down on cases, out of the record: by indexes of the commits that say so. */
import type { Connection } from 'mongoose';
import type { Mode } from '../../domain/kernel/process.ts';
import { commitsIn } from './commit.ts';

/** An entry as it was put right last. `day`: `2026-12-02`. */
export type TimeSpent = {
  caseId: string;
  process: string;
  mode: Mode;
  entry: number;
  worker: string;
  day: string;
  minutes: number;
  what?: string;
};
type Asked = { workers?: readonly string[]; from: string; to: string; modes: readonly Mode[]; most: number };

/** The fields of commits by which it is found; other events have none of that name. */
const WORKER = 'events.data.worker';

/**
 * Entries of these people, of all where none are named, of the days `[from, to]`, by day, case and number; those that came down to nothing are left
 * out. Null where there are more than `most`.
 */
export async function timeSpentIn(
  db: Connection,
  { workers, from, to, modes, most }: Asked,
): Promise<TimeSpent[] | null> {
  const days = { $gte: from, $lte: to };
  const own = workers ? { 'data.worker': { $in: [...workers] } } : {};
  const [inCommit, inEvent] = [
    { [WORKER]: { $exists: true }, mode: { $in: [...modes] }, events: { $elemMatch: { ...own, 'data.day': days } } },
    { 'events.data.worker': workers ? { $in: [...workers] } : { $exists: true }, 'events.data.day': days },
  ];
  const found = await commitsIn(db)
    .aggregate<TimeSpent>([
      { $match: inCommit },
      { $project: { caseId: 1, process: 1, mode: 1, events: 1 } },
      { $unwind: { path: '$events', includeArrayIndex: 'at' } },
      { $match: inEvent },
      { $sort: { _id: 1, at: 1 } }, // as it came: what was put right stands behind what was said first
      {
        $group: {
          _id: { caseId: '$caseId', entry: '$events.data.entry' },
          process: { $last: '$process' },
          mode: { $last: '$mode' },
          worker: { $last: '$events.data.worker' },
          day: { $last: '$events.data.day' },
          minutes: { $last: '$events.data.minutes' },
          what: { $first: '$events.data.what' },
        },
      },
      { $match: { minutes: { $gt: 0 } } },
      { $sort: { day: 1, '_id.caseId': 1, '_id.entry': 1 } },
      { $limit: most + 1 },
      {
        $project: {
          _id: 0,
          caseId: '$_id.caseId',
          entry: '$_id.entry',
          process: 1,
          mode: 1,
          worker: 1,
          day: 1,
          minutes: 1,
          what: { $ifNull: ['$what', '$$REMOVE'] },
        },
      },
    ])
    .toArray();
  return found.length > most ? null : found;
}
