/** Keeps the list of callers: whatever changed of people and of cases since it was last made is taken over. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Millis, Mode, OrgPath } from '../../../domain/kernel/process.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { type Caller, callerOf, callersIn } from '../../../models/registers/callers/caller.ts';
import { personOf, type Person } from '../../../models/registers/person.ts';
import { keysOf } from './keys.ts';

/** What is written at one moment may be seen a little later than what is written after it. */
const OVERLAP_MS: Millis = 60_000;
const AT_ONCE = 500;
/** So much of it is caught up with at one look; who waits is not kept longer. */
const MOST_PAGES = 20;

export const personRow = (id: string): string => `person:${id}`;

/**
 * Resolves when all that has changed is in the list, or as much as one look catches up with. `since`: when this was asked last and
 * came to the end; absent: from the newest row on. Answers whether it came to the end.
 */
export async function catchUp(db: Connection, since?: Millis): Promise<boolean> {
  const ends = await Promise.all([
    inPages(db, { is: 'person', since }, async (from) => {
      const people = await personOf(db)
        .find({ changedAt: { $gte: from } }, { name: 1, unit: 1, phone: 1, active: 1, changedAt: 1 })
        .sort({ changedAt: 1 })
        .limit(AT_ONCE)
        .lean<Person[]>();
      const rows = await Promise.all(people.map(ofPerson));
      return { rows, read: people.length, upTo: people.at(-1)?.changedAt };
    }),
    inPages(db, { is: 'caller', since }, async (from) => {
      const cases = await casesIn(db)
        .find<Called>(calledSince(from), { projection: CALLED })
        .sort({ updatedAt: 1 })
        .limit(AT_ONCE)
        .toArray();
      const rows = await Promise.all(cases.filter(isCaller).map(ofCase));
      return { rows, read: cases.length, upTo: cases.at(-1)?.updatedAt };
    }),
  ]);
  return ends.every(Boolean);
}

/** By the index of cases by when they changed. */
export const calledSince = (from: Millis): object => ({
  updatedAt: { $gte: from },
  caller: { $exists: true },
});
type Called = {
  caller: string;
  contact?: string;
  mode: Mode;
  parties: { unit: OrgPath; requester?: string };
  updatedAt: Millis;
};
/** Who has got an account since is found by that; nobody calls in a drill. */
const isCaller = ({ mode, parties }: Called): boolean => mode === 'live' && parties.requester === undefined;

const CALLED = { caller: 1, contact: 1, mode: 1, 'parties.unit': 1, 'parties.requester': 1, updatedAt: 1 } as const;

/** `upTo`: of the last that was read, in the order in which they changed. */
type Page = { rows: Caller[]; read: number; upTo: Millis | undefined };
type Which = { is: Caller['is']; since: Millis | undefined };
async function inPages(db: Connection, which: Which, page: (from: Millis) => Promise<Page>): Promise<boolean> {
  let from = (which.since ?? (await newestOf(db, which.is))) - OVERLAP_MS;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { rows, read, upTo } = await page(from);
    if (rows.length > 0) await put(db, rows);
    if (read < AT_ONCE || upTo === undefined) return true;
    from = upTo > from ? upTo : upTo + 1; // a page of one moment: the next one begins behind it
  }
  return false;
}

async function newestOf(db: Connection, is: Caller['is']): Promise<Millis> {
  const last = await callerOf(db).findOne({ is }, { changedAt: 1 }).sort({ changedAt: -1 }).lean<Caller>();
  return last?.changedAt ?? 0;
}

/** The newest of each. */
async function put(db: Connection, rows: readonly Caller[]): Promise<void> {
  const newest = new Map(rows.map((row) => [row._id, row]));
  const writes = [...newest.values()].map(({ _id, ...fields }) => ({
    updateOne: { filter: { _id }, update: { $set: fields }, upsert: true },
  }));
  await callersIn(db).bulkWrite(writes, { ordered: false });
}

async function ofPerson({ _id: id, name, unit, phone, active, changedAt }: Person): Promise<Caller> {
  const contact = phone === undefined ? {} : { contact: phone };
  const keys = await keysOf({ name, id, ...contact });
  return { _id: personRow(id), is: 'person', name, unit, ...contact, keys, active, changedAt };
}

async function ofCase({ caller: name, contact, parties: { unit }, updatedAt }: Called): Promise<Caller> {
  const left = contact === undefined ? {} : { contact };
  const hash = createHash('sha256')
    .update(JSON.stringify([name, contact ?? '', unit]))
    .digest('hex')
    .slice(0, 32);
  const keys = await keysOf({ name, ...left });
  return { _id: `caller:${hash}`, is: 'caller', name, unit, ...left, keys, active: true, changedAt: updatedAt };
}
