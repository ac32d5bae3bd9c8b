/** What MongoDB looked at for some questions, as its own profiler says. */
import type { Connection } from 'mongoose';

/** `scans`: collections, of those that grow with the cases, that were read from end to end. */
export type Looked = { examined: number; returned: number; scans: string[] };
const GROWING = ['cases', 'figure-rows', 'tallies', 'commits', 'words'];

type Profile = { ns: string; docsExamined?: number; nreturned?: number; planSummary?: string; ts: Date };

export async function profiled(db: Connection, work: () => Promise<unknown>): Promise<Looked> {
  const own = db.db;
  if (!own) throw new Error('the connection is not open');
  const since = new Date();
  await own.command({ profile: 2 });
  try {
    await work();
  } finally {
    await own.command({ profile: 0 });
  }
  const found = await own
    .collection<Profile>('system.profile')
    .find({ ts: { $gte: since } })
    .toArray();
  const looks = found.filter(({ ns }) => GROWING.some((name) => ns === `${own.databaseName}.${name}`));
  const sum = (field: 'docsExamined' | 'nreturned') => looks.reduce((all, one) => all + (one[field] ?? 0), 0);
  const scans = looks.filter(({ planSummary }) => planSummary?.includes('COLLSCAN')).map(({ ns }) => ns);
  return { examined: sum('docsExamined'), returned: sum('nreturned'), scans: [...new Set(scans)] };
}
