/** Guessing of passwords: a growing delay per account and per address, kept in MongoDB for all API processes. */
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { isDuplicate } from '../../models/store/model-of.ts';
import { signInFailuresOf } from '../../models/access/sign-in.ts';

/**
 * Tries before the delay starts; first delay; longest; and how soon one failure is forgotten. Of an account that is at
 * most 19 tries in 15 minutes.
 */
const account = { free: 5, firstMs: 4_000, longestMs: 90_000, forgetOneMs: 15 * 60_000 };
/** An office behind one address has many people: what they mistype over a day is forgotten by the hour. */
const address = { free: 50, firstMs: 1_000, longestMs: 60_000, forgetOneMs: 60_000 };
const FORGET_MS: Millis = 24 * 3_600_000;
const KNOWN_MS: Millis = 90 * 24 * 3_600_000;

type Steps = typeof account;
/** Where a try came from. `device`: of a cookie that we signed (cookies.ts); absent: none that we know. */
export type From = { address: string; device?: string | undefined };
/** One counted try: `closedUntil` is what it did to the count. */
type Counted = { id: string; closedUntil: Millis };
export type Attempt = { name: string; from: From; counted: readonly Counted[] };

const deviceOf = (name: string, { device }: From): string | undefined =>
  device === undefined ? undefined : `device:${name}@${device}`;
const codeOf = (name: string): string => `code:${name}`;
const placeOf = (name: string, from: From): string => `known:${name}@${from.address}`;

/**
 * Every try is counted before the password is looked at, so that a burst is counted too; one that was right is taken
 * back. Who has signed in on this device before has a count of his own there, whatever strangers, or colleagues behind
 * the same address, do to theirs; who has signed in from this address before has one that strangers elsewhere cannot reach.
 */
export function createLockout(db: Connection) {
  const failures = signInFailuresOf(db);

  async function take(id: string, steps: Steps, now: Millis, keepMs: Millis, again = true): Promise<Counted> {
    const { free, firstMs, longestMs, forgetOneMs } = steps;
    const at = { $ifNull: ['$at', now] };
    const forgotten = { $max: [0, { $floor: { $divide: [{ $subtract: [now, at] }, forgetOneMs] } }] };
    const left = { $max: [0, { $subtract: [{ $ifNull: ['$failures', 0] }, forgotten] }] };
    const forgottenUntil = { $add: [at, { $multiply: [forgotten, forgetOneMs] }] };
    const power = { $min: [30, { $subtract: ['$failures', free] }] };
    const delay = { $min: [longestMs, { $multiply: [firstMs, { $pow: [2, power] }] }] };
    try {
      const found = await failures
        .findOneAndUpdate(
          { _id: id, closedUntil: { $lte: now } },
          [
            {
              $set: {
                failures: { $add: [left, 1] },
                at: { $cond: [{ $eq: [left, 0] }, now, forgottenUntil] },
                expireAt: new Date(now + keepMs),
              },
            },
            // open is 0, not this moment: a try that began a moment before it, and arrives after it, is not turned away
            { $set: { closedUntil: { $cond: [{ $lt: ['$failures', free] }, 0, { $add: [now, delay] }] } } },
          ],
          { upsert: true, updatePipeline: true, returnDocument: 'after' },
        )
        .lean();
      return { id, closedUntil: found?.closedUntil ?? 0 };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // It is there and did not match: closed. Or another first try was inserted at the same moment: counted beside it.
      const found = await failures.findById(id).lean();
      if (again && (found?.closedUntil ?? 0) <= now) return await take(id, steps, now, keepMs, false);
      const seconds = Math.max(1, Math.ceil(((found?.closedUntil ?? now) - now) / 1000));
      throw new DomainError('too-many-attempts', 'Too many attempts: wait', { params: { retryAfter: seconds } });
    }
  }

  const isKnown = async (id: string): Promise<boolean> => (await failures.countDocuments({ _id: id })) > 0;

  async function keep(id: string, now: Millis): Promise<void> {
    const fresh = { failures: 0, at: now, closedUntil: 0, expireAt: new Date(now + KNOWN_MS) };
    await failures.updateOne({ _id: id }, { $set: fresh }, { upsert: true });
  }

  return {
    /** Counts one code of a second factor. Only whoever has the password comes so far, so that nobody else closes it. */
    attemptCode: async (name: string, now: Millis = Date.now()): Promise<void> => {
      await take(codeOf(name), account, now, FORGET_MS);
    },
    codeSucceeded: async (name: string): Promise<void> => {
      await failures.deleteOne({ _id: codeOf(name) });
    },
    /** True when this account has signed in on this device before: then no count of an address concerns it. */
    isKnownDevice: async (name: string, from: From): Promise<boolean> => {
      const device = deviceOf(name, from);
      return device !== undefined && (await isKnown(device));
    },
    /** Counts one try. Throws 'too-many-attempts' with the seconds to wait. */
    attempt: async (name: string, from: From, now: Millis = Date.now()): Promise<Attempt> => {
      const device = deviceOf(name, from);
      if (device !== undefined && (await isKnown(device)))
        return { name, from, counted: [await take(device, account, now, KNOWN_MS)] };
      const ofAddress = await take(`address:${from.address}`, address, now, FORGET_MS);
      const place = placeOf(name, from);
      const own = (await isKnown(place))
        ? await take(place, account, now, KNOWN_MS)
        : await take(`account:${name}`, account, now, FORGET_MS);
      return { name, from, counted: [ofAddress, own] };
    },
    /** The password was right: the account's counts start anew, device and address are known, and nothing is held against the address. */
    succeeded: async ({ name, from, counted }: Attempt, now: Millis = Date.now()): Promise<void> => {
      const device = deviceOf(name, from);
      if (device !== undefined) await keep(device, now);
      await keep(placeOf(name, from), now);
      await failures.updateOne({ _id: `account:${name}` }, { $set: { failures: 0, closedUntil: 0 } });
      for (const { id, closedUntil } of counted.filter((one) => one.id.startsWith('address:'))) {
        // what this very try had closed opens again; what others have done since stands
        await failures.updateOne({ _id: id, closedUntil }, { $set: { closedUntil: 0 } });
        await failures.updateOne({ _id: id }, { $inc: { failures: -1 } });
      }
    },
  };
}
export type Lockout = ReturnType<typeof createLockout>;
