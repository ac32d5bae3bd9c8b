/** Keeps the list of callers: whatever changed of people and of cases since it was last made is taken over. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Millis, Mode, OrgPath } from '../../../domain/kernel/process.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { type Caller, callerOf } from '../../../models/registers/callers/caller.ts';
import { personOf, type Person } from '../../../models/registers/person.ts';
import { keysOf } from './keys.ts';

/** What is written at one moment may be seen a little later than what is written after it. */
const OVERLAP_MS: Millis = 60_000;
const AT_ONCE = 500;
/** So much of it is caught up with at one look; who waits is not kept longer. */
const MOST_PAGES = 20;

export const personRow = (id: string): string => `person:${id}`;

/** Resolves when all that has changed is in the list, or as much as one look catches up with. */
export async function catchUp(db: Connection): Promise<void> {
  await Promise.all([
    inPages(db, 'person', async (from) => {
      const people = await personOf(db)
        .find({ changedAt: { $gte: from } }, { name: 1, unit: 1, phone: 1, active: 1, changedAt: 1 })
        .sort({ changedAt: 1 })
        .limit(AT_ONCE)
        .lean<Person[]>();
      const rows = await Promise.all(people.map(ofPerson));
      return { rows, read: people.length, upTo: people.at(-1)?.changedAt };
    }),
    inPages(db, 'caller', async (from) => {
      const cases = await casesIn(db)
        .find<Called>(calledSince(from), { projection: CALLED })
        .sort({ updatedAt: 1 })
        .limit(AT_ONCE)
        .toArray();
      const rows = await Promise.all(cases.filter(isCaller).map(ofCase));
      return { rows, read: cases.length, upTo: cases.at(-1)?.updatedAt };
    }),
  ]);
}

/** By the index of cases of callers without an account, by when they changed. */
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
async function inPages(db: Connection, is: Caller['is'], page: (from: Millis) => Promise<Page>): Promise<void> {
  const last = await callerOf(db).findOne({ is }, { changedAt: 1 }).sort({ changedAt: -1 }).lean<Caller>();
  let from = last ? last.changedAt - OVERLAP_MS : 0;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { rows, read, upTo } = await page(from);
    if (rows.length > 0) await put(db, rows);
    if (read < AT_ONCE || upTo === undefined) return;
    from = upTo > from ? upTo : upTo + 1; // a page of one moment: the next one begins behind it
  }
}

/** The newest of each. */
async function put(db: Connection, rows: readonly Caller[]): Promise<void> {
  const newest = new Map(rows.map((row) => [row._id, row]));
  const writes = [...newest.values()].map(({ _id, ...fields }) => ({
    updateOne: { filter: { _id }, update: { $set: fields }, upsert: true },
  }));
  await callerOf(db).collection.bulkWrite(writes as never, { ordered: false });
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
