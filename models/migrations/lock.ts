/** One migrating process at a time: a document that its holder keeps alive. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { isDuplicate } from '../store/model-of.ts';

type Lock = { _id: string; holder: string; until: Date };

const LOCK = 'lock';
const LEASE_MS: Millis = 15_000;
const BEAT_MS: Millis = 3_000;
const POLL_MS: Millis = 250;

export type Held = { check: () => void; release: () => Promise<void> };

/**
 * Waits until nobody holds the lock and takes it; null when `done` says that there is nothing left to do. A holder that
 * died loses it after its lease, by the clock of the database, so clocks of hosts do not matter.
 */
export async function takeLock(
  db: Connection,
  { holder, limitMs, done }: { holder: string; limitMs: Millis; done: () => Promise<boolean> },
): Promise<Held | null> {
  const giveUpAt = Date.now() + limitMs;
  while (!(await take(db, holder))) {
    if (await done()) return null;
    if (Date.now() > giveUpAt) throw new Error('another process has held the migration lock for too long');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return keepAlive(db, holder);
}

const locks = (db: Connection) => db.collection<Lock>('migration-lock');
const leased = (holder: string) => [{ $set: { holder, until: { $add: ['$$NOW', LEASE_MS] } } }];

async function take(db: Connection, holder: string): Promise<boolean> {
  const over = { _id: LOCK, $expr: { $lt: ['$until', '$$NOW'] } };
  if ((await locks(db).updateOne(over, leased(holder))).matchedCount > 0) return true;
  try {
    await locks(db).updateOne({ _id: LOCK, until: { $exists: false } }, leased(holder), { upsert: true });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false; // it is there and not over
    throw error;
  }
}

function keepAlive(db: Connection, holder: string): Held {
  let lost = false;
  const beat = async () => {
    const { matchedCount } = await locks(db).updateOne({ _id: LOCK, holder }, leased(holder));
    if (matchedCount === 0) lost = true;
  };
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_MS); // the next beat, or the lease, decides
  timer.unref();
  return {
    check: () => {
      if (lost) throw new Error('the migration lock was lost to another process');
    },
    release: async () => {
      clearInterval(timer);
      await locks(db).deleteOne({ _id: LOCK, holder });
    },
  };
}
