/**
 * Registers: every version is what the product wrote there, none is missing, and what is in force in a plain register is its
 * newest version. What looks broken is looked at again, since people may edit meanwhile.
 */
import type { Connection } from 'mongoose';
import { differencesBetween } from '../../domain/kernel/record/differences.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { entryFields } from '../../models/registers/add-missing.ts';
import { plainNames, versionOf } from '../../models/registers/register-version.ts';
import { type RecordKey, recordKeyOf } from '../../models/store/record-key.ts';
import { rowFault, type Signature } from '../../models/store/signed-row.ts';
import { NOTHING_SEALED, type Sealed } from './seals/sealed.ts';
import { registerWitness, type Witness } from './register-witness.ts';
import type { Broken, Report } from './verify.ts';

type Row = Partial<Signature> & { _id: string; version: number; value?: object };
type Entry = { _id: string; version?: number };
/** `rows` oldest first; `entry` is absent where there are versions alone, null where it is not there. */
type Found = Of & { rows: readonly Row[]; entry?: Entry | null };
/** `key`: the id as it is stored, which may be no text. */
type Of = { key: unknown };
type Doubted = Of & { register: Register; id: string };
type Register = { name: string; isPlain: boolean; rowsOf: (of?: Of) => AsyncIterable<[id: string, row: Row, of: Of]> };

/** Beside the versions: secrets, what signing in writes, and what an item is found by. */
const UNVERSIONED = new Set(['password', 'mustChange', 'changedAt', 'words', 'pieces']);
const AGAIN_MS: Millis = 1_000;

/**
 * seq-gap: a version is missing before a later one; cut-tail: the newest is, of which the audit trail or the entry knows;
 * document-differs: the entry is not its newest version; mac-missing: it has none; no-document: there is no entry any more.
 * How many versions there are; throws when MongoDB is away.
 */
export async function verifyRegisters(
  db: Connection,
  report: Report,
  { againMs = AGAIN_MS, sealed = NOTHING_SEALED }: { againMs?: Millis; sealed?: Sealed } = {},
): Promise<number> {
  const judge = judgeOf(recordKeyOf(db), await registerWitness(db), sealed);
  const doubted: Doubted[] = [];
  let count = 0;
  for (const register of registersIn(db)) {
    const missed = judge.chainsOf(register.name);
    for await (const [id, found] of everyEntry(db, register)) {
      missed.delete(id);
      count += found.rows.length;
      if (judge.broken(`${register.name}/${id}`, found)) doubted.push({ register, id, key: found.key });
    }
    for (const id of missed) doubted.push({ register, id, key: id });
  }
  if (!judge.isSigned && count > 0) report({ chain: 'registers', seq: 0, code: 'mac-missing' });
  for (const chain of sealed.unseen('registers')) report({ chain, seq: 1, code: 'cut-tail' });
  if (doubted.length === 0) return count;
  await new Promise((resolve) => setTimeout(resolve, againMs));
  await lookAgain(db, doubted, report, sealed);
  return count;
}

async function lookAgain(db: Connection, doubted: readonly Doubted[], report: Report, sealed: Sealed): Promise<void> {
  const judge = judgeOf(recordKeyOf(db), await registerWitness(db), sealed);
  for (const { register, id, key } of doubted) {
    const chain = `${register.name}/${id}`;
    const found = judge.broken(chain, await oneEntry(db, register, { key }));
    if (found) report({ chain, ...found });
  }
}

function registersIn(db: Connection): Register[] {
  const versioned = Object.entries(entryFields).map(([name, field]): Register => {
    const rows = db.collection<Row & Readonly<Record<string, unknown>>>(name);
    return {
      name,
      isPlain: false,
      rowsOf: (of) => named(rows.find(only(field, of), { sort: { [field]: 1, version: 1 } }), field),
    };
  });
  const plain = plainNames.map((name): Register => {
    const rows = db.collection<Row & Readonly<Record<string, unknown>>>('register-versions');
    const sort = { register: 1, id: 1, version: -1 } as const; // as the index has them
    return {
      name,
      isPlain: true,
      rowsOf: (of) => named(rows.find({ register: name, ...only('id', of) }, { sort }), 'id'),
    };
  });
  return [...versioned, ...plain];
}

const only = (field: string, of?: Of): object => (of ? { [field]: of.key ?? null } : {});

async function* named(
  rows: AsyncIterable<Row & Readonly<Record<string, unknown>>>,
  field: string,
): AsyncGenerator<[string, Row, Of]> {
  for await (const row of rows) yield [String(row[field]), row, { key: row[field] }];
}

/** Versions and entries side by side, in the order of their ids, each once. */
async function* everyEntry(db: Connection, register: Register): AsyncGenerator<[id: string, found: Found]> {
  const groups = grouped(register.rowsOf());
  if (!register.isPlain) {
    for await (const [id, found] of groups) yield [id, found];
    return;
  }
  const all = db.collection<Entry>(register.name).find({}, { sort: { _id: 1 } });
  const entries = all[Symbol.asyncIterator]();
  let group = await next(groups);
  let entry = await next(entries);
  while (group || entry) {
    const order = orderOf(group?.[0], entry && idOf(entry));
    if (group && order <= 0) yield [group[0], { ...group[1], entry: order < 0 ? null : entry }];
    else if (entry) yield [idOf(entry), { key: entry._id, rows: [], entry }];
    if (order <= 0) group = await next(groups);
    if (order >= 0) entry = await next(entries);
  }
}

/** Somebody may have put in one whose id is no text. */
const idOf = ({ _id }: { _id: unknown }): string => String(_id);

/** As MongoDB sorts them; who has nothing left comes last. */
function orderOf(one: string | null | undefined, other: string | null | undefined): number {
  if (typeof one !== 'string') return 1;
  return typeof other === 'string' ? Buffer.compare(Buffer.from(one), Buffer.from(other)) : -1;
}

async function oneEntry(db: Connection, { name, isPlain, rowsOf }: Register, of: Of): Promise<Found> {
  const own = await next(grouped(rowsOf(of)));
  const found = own?.[1] ?? { ...of, rows: [] };
  return isPlain ? { ...found, entry: await db.collection<Entry>(name).findOne(only('_id', of)) } : found;
}

type Group = { id: string; of: Of; rows: Row[] };
async function* grouped(rows: AsyncIterable<[string, Row, Of]>): AsyncGenerator<[id: string, found: Found]> {
  let held: Group | null = null;
  for await (const [id, row, of] of rows) {
    if (held && held.id !== id) {
      yield [held.id, oldestFirst(held)];
      held = null;
    }
    held ??= { id, of, rows: [] };
    held.rows.push(row);
  }
  if (held) yield [held.id, oldestFirst(held)];
}

const oldestFirst = ({ of, rows }: Group): Found => ({
  ...of,
  rows: rows.toSorted((one, other) => one.version - other.version),
});

async function next<T>(items: AsyncIterator<T>): Promise<T | null> {
  const { value, done } = await items.next();
  return done ? null : value;
}

function judgeOf(key: RecordKey, { newest, oldest, hashes, isSigned }: Witness, sealed: Sealed) {
  /** The first version that is not there, or not what was written. */
  function brokenRow(chain: string, rows: readonly Row[]): Broken | null {
    let seq = (oldest.get(chain) ?? 1) - 1;
    const id = chain.slice(chain.indexOf('/') + 1);
    for (const row of rows) {
      seq += 1;
      if (row.version !== seq) return { seq, code: row.version > seq ? 'seq-gap' : 'misplaced' };
      if (row._id !== `${id}@${seq}` && row._id !== `${chain}@${seq}`) return { seq, code: 'misplaced' };
      const fault = rowFault(row, { chain, version: seq }, key);
      if (fault) return { seq, code: fault };
      const told = hashes.get(`${chain}@${seq}`);
      if (told && !told.has(row.hash ?? '')) return { seq, code: 'content' };
    }
    return null;
  }

  function broken(chain: string, { rows, entry }: Found): Broken | null {
    const last = rows.at(-1);
    const bySeq = new Map(rows.map((one) => [one.version, one.hash]));
    const againstSeals = sealed.broken('registers', chain, {
      last: last?.version ?? 0,
      hashAt: (version) => bySeq.get(version),
    });
    if (!last && entry) return { seq: versionOf(entry), code: 'mac-missing' };
    const row = brokenRow(chain, rows);
    if (row ?? againstSeals) return row ?? againstSeals;
    const seq = last?.version ?? 0;
    const known = Math.max(newest.get(chain) ?? 0, entry ? versionOf(entry) : 0);
    if (known > seq) return { seq: seq + 1, code: 'cut-tail' };
    if (entry === undefined || !last) return null;
    return entry === null ? { seq, code: 'no-document' } : differing(entry, last);
  }

  /** Ids of the entries of a register that the audit trail knows. */
  const chainsOf = (register: string): Set<string> =>
    new Set(
      [...newest.keys()]
        .filter((chain) => chain.startsWith(`${register}/`))
        .map((chain) => chain.slice(register.length + 1)),
    );

  return { broken, chainsOf, isSigned };
}

function differing(entry: Entry, { version, value = {} }: Row): Broken | null {
  const [first] = differencesBetween(kept({ ...entry, version: versionOf(entry) }), kept(value));
  return first ? { seq: version, code: 'document-differs', pointer: first.pointer } : null;
}

const kept = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !UNVERSIONED.has(name)));
