/**
 * Versions of registers are signed from here on. What was there before is signed as it stands, and its newest versions are
 * put on record, so that none of them is taken away unseen later. Once and for all: see models/migrations/vouch.ts.
 */
import type { Connection } from 'mongoose';
import { entryFields } from '../../registers/add-missing.ts';
import {
  plainNames,
  type PlainName,
  type RegisterVersion,
  versionOf,
  versionRow,
} from '../../registers/register-version.ts';
import type { RegistersSigned } from '../../registers/signed-before.ts';
import { recordKeyOf } from '../../store/record-key.ts';
import { type Place, type Signature, signatureOf } from '../../store/signed-row.ts';
import type { Migration, MigrationContext } from '../migration.ts';
import { isVouchedFor, vouch } from '../vouch.ts';

type Row = Partial<Signature> & { _id: string; version: number } & Readonly<Record<string, unknown>>;
type Entry = { _id: string; version?: number };
/** Chain → the versions that it has, oldest and newest. */
type Spans = Map<string, { first: number; last: number }>;
type Rows = { collection: string; chainOf: (row: Row) => string };

const AT_ONCE = 500;
const NAMES_A_RECORD = 1_000;

const everyRow: readonly Rows[] = [
  ...Object.entries(entryFields).map(([collection, field]) => ({
    collection,
    chainOf: (row: Row) => `${collection}/${String(row[field])}`,
  })),
  { collection: 'register-versions', chainOf: ({ register, id }) => `${String(register)}/${String(id)}` },
];

export const signedRegisters: Migration = {
  id: '0016',
  name: 'signed registers',
  run: async (db, context) => {
    if (await isVouchedFor(db, 'registersSigned')) return;
    for (const register of plainNames) await keepFirsts(db, register, context);
    const spans: Spans = new Map();
    let count = 0;
    for (const rows of everyRow) count += await signAll(db, rows, spans, context);
    await vouch(db, 'registersSigned', context.now, partsOf(spans, count));
  },
};

/** Entries that were never edited and of which no version was kept: they are their first. */
async function keepFirsts(db: Connection, register: PlainName, { now, check }: MigrationContext): Promise<void> {
  const rows = db.collection<RegisterVersion>('register-versions');
  const known = new Set<unknown>(await rows.distinct('id', { register }));
  const of = { register, version: 1, at: now, by: 'system' };
  for await (const entry of db.collection<Entry>(register).find({})) {
    if (known.has(entry._id) || versionOf(entry) !== 1) continue;
    check();
    const first = { ...entry, version: 1 };
    await rows.insertOne(versionRow({ ...of, id: entry._id, entry: first }, recordKeyOf(db)));
    await db.collection<Entry>(register).updateOne({ _id: entry._id }, { $set: { version: 1 } });
  }
}

/** How many rows there are. A row that is signed already is left as it is. */
async function signAll(
  db: Connection,
  { collection, chainOf }: Rows,
  spans: Spans,
  { check }: MigrationContext,
): Promise<number> {
  const key = recordKeyOf(db);
  const rows = db.collection<Row>(collection);
  let count = 0;
  let unsigned: { _id: string; signature: Signature }[] = [];
  const flush = async () => {
    check();
    const writes = unsigned.map(({ _id, signature }) => ({
      updateOne: { filter: { _id }, update: { $set: signature } },
    }));
    unsigned = [];
    if (writes.length > 0) await rows.bulkWrite(writes, { ordered: false });
  };
  for await (const row of rows.find({})) {
    const place: Place = { chain: chainOf(row), version: row.version };
    count += 1;
    note(spans, place);
    if (row.mac === undefined) unsigned.push({ _id: row._id, signature: signatureOf(row, place, key) });
    if (unsigned.length === AT_ONCE) await flush();
  }
  await flush();
  return count;
}

function note(spans: Spans, { chain, version }: Place): void {
  const { first, last } = spans.get(chain) ?? { first: version, last: version };
  spans.set(chain, { first: Math.min(first, version), last: Math.max(last, version) });
}

function partsOf(spans: Spans, rows: number): RegistersSigned[] {
  const all = [...spans].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Array.from({ length: Math.max(1, Math.ceil(all.length / NAMES_A_RECORD)) }, (_, n) => {
    const part = all.slice(n * NAMES_A_RECORD, (n + 1) * NAMES_A_RECORD);
    return {
      rows,
      newest: part.map(([chain, { last }]) => `${chain}@${last}`),
      oldest: part.flatMap(([chain, { first }]) => (first > 1 ? [`${chain}@${first}`] : [])),
    };
  });
}
