/**
 * Registers of plain entries (organisations, teams, people, words): the present state in their own collection, and here
 * what each change made of it, by whom and why.
 */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';
import { recordKeyOf, type RecordKey } from '../store/record-key.ts';
import { type Signature, signatureFields, signedRow } from '../store/signed-row.ts';

export const plainNames = [
  'organisations',
  'teams',
  'people',
  'applications',
  'categories',
  'cause-codes',
  'item-kinds',
  'item-relations',
  'items',
  'meetings',
  'mandates',
  'actions',
  'runners',
  'skills',
  'qualifications',
  'duty-rosters',
  'zones',
  'inspection-plans',
  'returned-parts',
  'views',
  'canned-answers',
  'case-templates',
] as const;
export type PlainName = (typeof plainNames)[number];
export type RegisterVersion = Partial<Signature> & {
  /** `teams/donghu-l2@3` */
  _id: string;
  register: PlainName;
  id: string;
  version: number;
  /** The entry from then on, without secrets. */
  value: object;
  note?: string;
  at: Millis;
  /** A person, or the number of the case from which it follows. */
  by: string;
  /** Stored key of the effect that made it: under one key an entry has one version. Absent: a person made it. */
  cause?: string;
};

const schema = new Schema<RegisterVersion>(
  {
    _id: text,
    register: text,
    id: text,
    version: integer,
    value: anything,
    note: String,
    at: integer,
    by: text,
    cause: String,
    ...signatureFields,
  },
  schemaOptions('register-versions'),
)
  .index({ register: 1, id: 1, version: -1 })
  .index({ at: 1 }); // a seal asks for what was written since the one before

export const registerVersionOf = modelOf<RegisterVersion>('RegisterVersion', schema);

/** `teams/donghu-l2@3` */
export const versionName = (register: PlainName, id: string, version: number): `${string}@${number}` =>
  `${register}/${id}@${version}`;

/** An entry that was never edited is its first version. */
export const versionOf = ({ version = 1 }: { version?: number | undefined }): number => version;

type Entry = { _id: string; version?: number };
export type Change = {
  register: PlainName;
  id: string;
  /** The version that the editor saw; 0: a new entry. */
  seen: number;
  /** Fields that are set; `undefined` takes one away. */
  fields: object;
  note?: string | undefined;
  at: Millis;
  by: string;
  cause?: string | undefined;
};

/** Name of the version that the change makes. */
export const versionMade = ({ register, id, seen }: Pick<Change, 'register' | 'id' | 'seen'>): string =>
  versionName(register, id, seen + 1);

/** Never shown, so never kept beside the account itself; and what of an item follows from the rest. */
const UNKEPT = new Set(['password', 'words', 'pieces']);

/** What is written with them; false: it cannot be. */
export type Also = (session: Session) => Promise<boolean>;
/**
 * Makes the changes, all or none, each with its version row. False, and nothing has changed: an entry is in another version
 * than was seen, or a new one is there already.
 */
export async function saveEntries(db: Connection, changes: readonly Change[], also?: Also): Promise<boolean> {
  return await inOne(db, async (session) => {
    for (const change of changes) if (!(await saveEntry(db, change, session))) return false;
    return (await also?.(session)) ?? true;
  });
}

/** One transaction; false leaves all as it was. */
async function inOne(db: Connection, write: (session: Session) => Promise<boolean>): Promise<boolean> {
  const session = await db.startSession();
  try {
    return await session.withTransaction(async () => {
      if (!(await write(session))) throw new Conflict();
      return true;
    });
  } catch (error) {
    if (error instanceof Conflict || isDuplicate(error)) return false;
    throw error;
  } finally {
    await session.endSession();
  }
}

const AT_ONCE = 500;
/** As `saveEntries`, of very many of one register, each named once. One transaction, so it must be done within a minute. */
export async function saveMany(db: Connection, register: PlainName, changes: readonly Change[]): Promise<boolean> {
  return await inOne(db, async (session) => {
    for (let from = 0; from < changes.length; from += AT_ONCE)
      if (!(await saveSome(db, register, changes.slice(from, from + AT_ONCE), session))) return false;
    return true;
  });
}

class Conflict extends Error {}
type Session = Awaited<ReturnType<Connection['startSession']>>;

async function saveEntry(db: Connection, change: Change, session: Session): Promise<boolean> {
  const { register, id, seen, note, at, by, cause } = change;
  const entries = db.collection<Entry>(register);
  const version = seen + 1;
  if (seen === 0) await entries.insertOne(firstOf(change), { session });
  else {
    const { filter, update } = updateOf(change);
    const { matchedCount } = await entries.updateOne(filter, update, { session });
    if (matchedCount !== 1) return false;
  }
  const now = await entries.findOne({ _id: id }, { session });
  const row = versionRow({ register, id, version, entry: now ?? {}, note, at, by, cause }, recordKeyOf(db));
  await db.collection<RegisterVersion>('register-versions').insertOne(row, { session });
  return true;
}

async function saveSome(
  db: Connection,
  register: PlainName,
  changes: readonly Change[],
  session: Session,
): Promise<boolean> {
  const entries = db.collection<Entry>(register);
  const [fresh, former] = [changes.filter(({ seen }) => seen === 0), changes.filter(({ seen }) => seen > 0)];
  if (fresh.length > 0) await entries.insertMany(fresh.map(firstOf), { session });
  if (former.length > 0) {
    const updates = former.map((change) => ({ updateOne: updateOf(change) }));
    const { matchedCount } = await entries.bulkWrite(updates, { session });
    if (matchedCount !== former.length) return false;
  }
  const now = await entries.find({ _id: { $in: changes.map(({ id }) => id) } }, { session }).toArray();
  const stored = new Map(now.map((entry) => [entry._id, entry]));
  const key = recordKeyOf(db);
  const rows = changes.map(({ id, seen, note, at, by }) =>
    versionRow({ register, id, version: seen + 1, entry: stored.get(id) ?? {}, note, at, by }, key),
  );
  await db.collection<RegisterVersion>('register-versions').insertMany(rows, { session });
  return true;
}

/** A new entry. */
function firstOf({ id, fields, seen }: Change): Entry {
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { _id: id, ...set, version: seen + 1 };
}

/** An edit of the version that was seen, and of no other. */
function updateOf({ id, fields, seen }: Change) {
  const given = Object.entries(fields);
  const set = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const unset: Record<string, ''> = Object.fromEntries(
    given.filter(([, value]) => value === undefined).map(([name]) => [name, ''] as const),
  );
  const same = seen === 1 ? { $or: [{ version: 1 }, { version: { $exists: false } }] } : { version: seen };
  const update = { $set: { ...set, version: seen + 1 }, ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}) };
  return { filter: { _id: id, ...same }, update };
}

type Kept = Pick<RegisterVersion, 'register' | 'id' | 'version' | 'at' | 'by'> & {
  entry: object;
  note?: string | undefined;
  cause?: string | undefined;
};
/** The row that keeps `entry` as it is stored in this version, signed. */
export function versionRow({ entry, note, cause, ...of }: Kept, key: RecordKey): RegisterVersion & Signature {
  const { register, id, version } = of;
  const value = Object.fromEntries(Object.entries(entry).filter(([name]) => !UNKEPT.has(name)));
  const row = {
    _id: versionName(register, id, version),
    ...of,
    value,
    ...(note === undefined ? {} : { note }),
    ...(cause === undefined ? {} : { cause }),
  };
  return signedRow(row, { chain: `${register}/${id}`, version }, key);
}
