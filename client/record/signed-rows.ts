/** All that is signed under the key of the record, as a table: what each MAC is over, and where seals speak of it. */
import type { Connection } from 'mongoose';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import type { Commit, StoredCase } from '../../domain/kernel/process.ts';
import type { AuditRecord } from '../../models/access/audit.ts';
import { signedText } from '../../models/cases/case.ts';
import { historyText } from '../../models/cases/history.ts';
import { hashOf } from '../../models/store/chain.ts';
import { linkText, type Mac, recordKeyOf } from '../../models/store/record-key.ts';
import type { SealedKind } from '../../models/store/seal.ts';
import { chainOf } from './seals/version-heads.ts';

/** Where a chain ends in what stands under one key. */
export type End = { kind: SealedKind; chain: string; last: number };
export type Survey = { count: number; ends: readonly End[] };
export type SignedRows = {
  collection: string;
  /** What stands under this key. */
  survey(db: Connection, keyId: string): Promise<Survey>;
  /** Ids of keys that something stands under. */
  keyIds(db: Connection): Promise<string[]>;
  /**
   * Signs what stands under a key anew, under the present one; what `first` refuses is left to it. How many. Cut off and run
   * again it goes on where it stopped. Throws RowChanged for a row that is not what its hash says.
   */
  resign(db: Connection, keyId: string, first?: (id: string) => Promise<'as it is' | 'done'>): Promise<number>;
};
/** A row that is not what its hash says; its message names it. */
export class RowChanged extends Error {}

type Table<T> = {
  collection: string;
  /** Where mac and keyId stand; absent: beside the other fields. */
  within?: 'kase';
  /** Fields that the rest needs; absent: all. */
  only?: Readonly<Record<string, 1>>;
  textOf: (row: T) => string;
  /** Absent: no hash of its own lies in the row. */
  isWhole?: (row: T) => boolean;
  endOf?: (row: T) => End;
};
type Stored = { _id: string; kase?: Partial<Mac> } & Partial<Mac>;
type Hashed = { _id: string; hash: string } & Partial<Mac>;
type VersionRow = Hashed & { version: number };
type HistoryRow = { _id: string; sha256: string };

const AT_A_TIME = 500;

function isWhole({ hash, mac: _mac, keyId: _keyId, ...body }: Hashed): boolean {
  return hashOf(body) === hash;
}

const versionsOf = (collection: string): SignedRows =>
  signedRows<VersionRow>({
    collection,
    textOf: ({ _id, version, hash }) => linkText(chainOf(collection, _id), { seq: version, hash }),
    isWhole,
    endOf: ({ _id, version }) => ({ kind: 'registers', chain: chainOf(collection, _id), last: version }),
  });

/** Documents of cases are a fold of their commits: who signs one anew folds it first. */
export const documents: SignedRows = signedRows<StoredCase>({
  collection: 'cases',
  within: 'kase',
  textOf: ({ _id, kase }) => signedText(_id, kase.text),
});

/** Whatever else is signed. Commits come last but documents: a store whose newest commit is under a lost key starts nowhere. */
export const evidence: readonly SignedRows[] = [
  ...[
    'approval-policies',
    'calendars',
    'change-templates',
    'checklists',
    'appraisal-schemes',
    'contracts',
    'document-templates',
    'freezes',
    'indicators',
    'matrices',
    'policies',
    'register-versions',
    'risk-questionnaires',
    'runbooks',
  ].map(versionsOf),
  signedRows<HistoryRow>({
    collection: 'histories',
    only: { sha256: 1 },
    textOf: historyText,
  }),
  signedRows<AuditRecord>({
    collection: 'audit',
    textOf: (record) => linkText(record.node, record),
    isWhole,
    endOf: ({ node, seq }) => ({ kind: 'audit', chain: node, last: seq }),
  }),
  signedRows<Commit>({
    collection: 'commits',
    textOf: (commit) => linkText(commit.caseId, commit),
    isWhole,
    endOf: (commit) => ({ kind: 'cases', chain: commit.caseId, last: lastSeqOf(commit) }),
  }),
];

export const allSigned: readonly SignedRows[] = [...evidence, documents];

/** Ids of the keys that something stands under and that are not held. */
export async function missingKeys(db: Connection): Promise<string[]> {
  const key = recordKeyOf(db);
  const found = new Set((await Promise.all(allSigned.map((rows) => rows.keyIds(db)))).flat());
  return [...found].filter((keyId) => key.check('', { mac: '', keyId }) === 'unknown-key').toSorted();
}

function signedRows<T extends { _id: string }>({
  collection,
  within,
  only,
  textOf,
  isWhole: isSound = () => true,
  endOf,
}: Table<T>): SignedRows {
  const at = within === undefined ? '' : (`${within}.` as const);
  const stored = (db: Connection) => db.collection<Stored>(collection);
  const under = (db: Connection, keyId: string) =>
    stored(db).find<T>(
      { [`${at}keyId`]: keyId },
      { sort: { $natural: 1 }, batchSize: AT_A_TIME, ...(only ? { projection: only } : {}) },
    );

  return {
    collection,
    keyIds: async (db) => (await stored(db).distinct(`${at}keyId`)).map(String),
    survey: async (db, keyId) => {
      const ends = new Map<string, End>();
      let count = 0;
      for await (const row of under(db, keyId)) {
        count += 1;
        const end = endOf?.(row);
        if (end && end.last > (ends.get(end.chain)?.last ?? 0)) ends.set(end.chain, end);
      }
      return { count, ends: [...ends.values()] };
    },
    resign: async (db, keyId, first = async () => 'as it is') => {
      const key = recordKeyOf(db);
      let count = 0;
      let updates: { updateOne: { filter: object; update: object } }[] = [];
      const flush = async () => {
        if (updates.length > 0) await stored(db).bulkWrite(updates, { ordered: false });
        updates = [];
      };
      for await (const row of under(db, keyId)) {
        count += 1;
        if (!isSound(row)) throw new RowChanged(`${collection}/${row._id}`);
        if ((await first(row._id)) === 'done') continue;
        const { mac, keyId: present } = key.sign(textOf(row));
        const update = { $set: { [`${at}mac`]: mac, [`${at}keyId`]: present } };
        updates.push({ updateOne: { filter: { _id: row._id, [`${at}keyId`]: keyId }, update } });
        if (updates.length === AT_A_TIME) await flush();
      }
      await flush();
      return count;
    },
  };
}
