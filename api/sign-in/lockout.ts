/** Guessing of passwords: a growing delay per account and per address, kept in MongoDB for all API processes. */
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { isDuplicate } from '../../models/store/model-of.ts';
import { signInFailuresOf } from '../../models/access/sign-in.ts';

/** Tries before the delay starts; first delay; longest. Per account that is at most 18 tries in 15 minutes. */
const account = { free: 5, firstMs: 4_000, longestMs: 90_000 };
/** An office behind one address has many people. */
const address = { free: 50, firstMs: 1_000, longestMs: 60_000 };
const FORGET_MS = 24 * 3_600_000;
const KNOWN_MS = 90 * 24 * 3_600_000;

type Steps = typeof account;

const pairOf = (name: string, from: string): string => `known:${name}@${from}`;

/**
 * Every try is counted before the password is looked at, so that a burst is counted too. Who has signed in from an
 * address before has a count of his own there: a stranger elsewhere cannot lock him out.
 */
export function createLockout(db: Connection) {
  const failures = signInFailuresOf(db);

  async function take(id: string, { free, firstMs, longestMs }: Steps, now: Millis, keepMs: Millis): Promise<void> {
    const counted = { $add: [{ $ifNull: ['$failures', 0] }, 1] };
    const delay = {
      $cond: [
        { $lt: [counted, free] },
        0,
        { $min: [longestMs, { $multiply: [firstMs, { $pow: [2, { $min: [30, { $subtract: [counted, free] }] }] }] }] },
      ],
    };
    try {
      await failures.findOneAndUpdate(
        { _id: id, closedUntil: { $lte: now } },
        [{ $set: { failures: counted, closedUntil: { $add: [now, delay] }, expireAt: new Date(now + keepMs) } }],
        { upsert: true, updatePipeline: true },
      );
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // It is there and did not match: closed. Or another first try was inserted at the same moment: as good as closed.
      const found = await failures.findById(id).lean();
      const seconds = Math.max(1, Math.ceil(((found?.closedUntil ?? now) - now) / 1000));
      throw new DomainError('too-many-attempts', 'Too many attempts: wait', { params: { retryAfter: seconds } });
    }
  }

  return {
    /** Counts one try. Throws 'too-many-attempts' with the seconds to wait. */
    attempt: async (name: string, from: string, now: Millis = Date.now()): Promise<void> => {
      await take(`address:${from}`, address, now, FORGET_MS);
      const pair = pairOf(name, from);
      const known = (await failures.countDocuments({ _id: pair })) > 0;
      if (known) await take(pair, account, now, KNOWN_MS);
      else await take(`account:${name}`, account, now, FORGET_MS);
    },
    /** The password was right: the count starts anew, and the address is known from now on. */
    succeeded: async (name: string, from: string, now: Millis = Date.now()): Promise<void> => {
      await failures.updateOne(
        { _id: pairOf(name, from) },
        { $set: { failures: 0, closedUntil: 0, expireAt: new Date(now + KNOWN_MS) } },
        { upsert: true },
      );
      await failures.updateOne({ _id: `account:${name}` }, { $set: { failures: 0, closedUntil: 0 } });
      await failures.updateOne({ _id: `address:${from}` }, { $inc: { failures: -1 } });
    },
  };
}
export type Lockout = ReturnType<typeof createLockout>;
