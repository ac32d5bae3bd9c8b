/** Uses of API keys on record: each address of a day once, never one record a request. */
import type { Connection } from 'mongoose';
import type { Actor, Millis } from '../../domain/kernel/process.ts';
import type { ApiKey } from '../../models/access/api-key.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { type KeyUse, keyUseOf } from '../../models/access/key-use.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import { administratorOf } from '../http/asked.ts';

/** Of one key and day; the last one on record says that no more are told. */
const MOST_ADDRESSES = 50;
const KEPT_MS: Millis = 3 * 24 * 3_600_000;
/** Kept in memory; forgotten ones are asked of the store again. */
const MOST_KNOWN = 10_000;

type Use = { key: ApiKey; owner: Actor; address: string; at: Millis };
type Deps = { db: Connection; audit: AuditTrail; zone: string };

/**
 * Resolves when this use is on record, by itself or by an earlier one; throws when it could not be recorded. Two processes
 * that see the same address first at the same moment record it twice.
 */
export function createKeyUses({ db, audit, zone }: Deps): (use: Use) => Promise<void> {
  const known = new Map<string, Promise<void>>();
  const dayAt = createDays(zone);

  async function note({ key, owner, address, at }: Use, day: string): Promise<void> {
    const uses = keyUseOf(db);
    const _id = `${key._id} ${day}`;
    const addresses = (await uses.findById(_id).lean<KeyUse>())?.addresses ?? [];
    if (addresses.includes(address) || addresses.length >= MOST_ADDRESSES) return;
    const count = addresses.length + 1;
    const data = { key: key._id, name: key.name, day, ...(count === MOST_ADDRESSES ? { noMoreToday: true } : {}) };
    await audit.record({ type: 'keyUsed', by: owner.id, at, address, ...administratorOf(owner), data });
    await uses.updateOne(
      { _id },
      { $addToSet: { addresses: address }, $setOnInsert: { expireAt: new Date(at + KEPT_MS) } },
      { upsert: true },
    );
  }

  return (use) => {
    const day = dayAt(use.at);
    const place = `${use.key._id} ${day} ${use.address}`;
    const found = known.get(place);
    if (found) return found;
    if (known.size >= MOST_KNOWN) known.clear();
    const noted = note(use, day);
    known.set(place, noted);
    noted.catch(() => known.delete(place));
    return noted;
  };
}

/** The local day of an instant. Asked with every request and reckoned once a minute: no day begins within one. */
function createDays(zone: string): (at: Millis) => string {
  let known = { minute: Number.NaN, day: '' };
  return (at) => {
    const minute = Math.floor(at / 60_000);
    if (minute !== known.minute) known = { minute, day: wallClockSeconds(at, zone).slice(0, 10) };
    return known.day;
  };
}
