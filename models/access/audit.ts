/**
 * The second set of chains: refusals, sign-ins, auditors' looks, changes of accounts. One chain per start of a process,
 * each record signed under the key of the record.
 */
import { type Connection, Schema } from 'mongoose';
import type { AuditType } from '../../domain/audit-types.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import type { Millis, Role } from '../../domain/kernel/process.ts';
import { hashOf, sha256 } from '../store/chain.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { isDone } from '../migrations/done.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';
import { linkText, type Mac, type RecordKey, recordKeyOf } from '../store/record-key.ts';

export type AuditEntry = {
  type: AuditType;
  /** Person, 'system', or the name under which somebody tried to sign in. */
  by: string;
  at: Millis;
  /** Where the request came from; absent: no request, or before releases that note it. In older ones: `data.address`. */
  address?: string;
  /** The administrator's role of who asked. */
  administrator?: Role;
  caseId?: string;
  data: object;
};
/** Those of releases that did not sign yet have no mac: an `upgraded` record vouches for them. */
export type AuditRecord = Omit<AuditEntry, 'type'> &
  Partial<Mac> & {
    /** Those of other releases are none of ours. */
    type: string;
    /** node:seq, unique: the first write wins. */
    _id: string;
    node: string;
    /** 1, 2, 3 … without a gap. */
    seq: number;
    /** Hash of seq - 1; SHA-256 of the node for seq 1. */
    prevHash: string;
    hash: string;
  };
/** Where a chain of records without mac ended when the first release that signs took over. */
export type AuditHead = { node: string; seq: number; hash: string };
/** `data` of the records of type `upgraded`. */
export type Upgraded = { auditHeads: readonly AuditHead[] };
/** `data` of the first record of a chain: where the others stood. One cut off or taken away afterwards is missed. */
export type Opened = { heads: readonly AuditHead[] };
export type AuditTrail = {
  node: string;
  /** Resolves when the entry is stored; throws when it could not be: what must be audited must not happen then. */
  record(entry: AuditEntry): Promise<void>;
  /** Ends the chain with a record that says so; nothing comes after it. A chain without records stays away. */
  close(): Promise<void>;
};

/** What tells apart the records of one moment. */
const IN_CHAIN = { node: 1, seq: 1 } as const;
const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

const schema = new Schema<AuditRecord>(
  {
    _id: text,
    node: text,
    seq: integer,
    type: text,
    by: text,
    at: integer,
    address: String,
    administrator: String,
    caseId: String,
    data: anything,
    prevHash: text,
    hash: text,
    mac: String,
    keyId: String,
  },
  schemaOptions('audit'),
)
  .index({ node: 1, seq: 1 })
  .index({ at: 1, ...IN_CHAIN })
  .index({ type: 1, at: 1, ...IN_CHAIN })
  .index({ by: 1, at: 1, ...IN_CHAIN })
  .index({ caseId: 1, at: 1, ...IN_CHAIN }, where('caseId'))
  .index({ 'data.cases': 1, at: 1, ...IN_CHAIN }, where('data.cases'))
  .index({ address: 1, at: 1, ...IN_CHAIN }, where('address'))
  .index({ 'data.address': 1, at: 1, ...IN_CHAIN }, where('data.address'))
  .index({ administrator: 1, at: 1, ...IN_CHAIN }, where('administrator'));

export const auditOf = modelOf<AuditRecord>('Audit', schema);

const ATTEMPTS = 2; // the driver retries a write once more by itself

/** The migration that vouches for what is unsigned. A signed record before it would end that: see there. */
const UPGRADE = '0010';

/** A chain begins with the one and, if its process ended in order, ends with the other. */
export const OPENED = 'opened';
export const CLOSED = 'closed';
const BY_ITSELF = 'system';

/**
 * Opens the chain of this start of a process; it begins with its first record. `node` must be new with each start, or the first
 * write of another wins. Throws when the connection has no record key.
 */
export function openAuditTrail(db: Connection, node: string): AuditTrail {
  const records = db.collection<AuditRecord>('audit');
  const key = recordKeyOf(db);
  let mayWrite = false;
  let head = startOf(node);
  let tail: Promise<void> = Promise.resolve();
  let closed = false;

  async function append(entry: AuditEntry): Promise<void> {
    mayWrite ||= await isDone(db, UPGRADE);
    if (!mayWrite) throw new Error('nothing can be audited before the database is brought up to date by the worker');
    if (closed) throw new Error(`audit chain ${node} is closed`);
    if (head.seq === 0) await put({ type: OPENED, by: BY_ITSELF, at: Date.now(), data: await opening(db) });
    await put(entry);
  }

  async function put(entry: AuditEntry): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const record = nextRecord(head, entry, key);
      try {
        await records.insertOne({ ...record });
        head = record;
        return;
      } catch (error) {
        if (isDuplicate(error)) {
          if (await adopted(record)) return;
        } else if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** The seq is taken: by an attempt of ours whose answer was lost, or by somebody who must not write here. */
  async function adopted(own: AuditRecord): Promise<boolean> {
    const stored = await auditOf(db).findById(own._id).lean<AuditRecord>();
    if (stored?.prevHash !== head.hash || key.check(linkText(node, stored), stored) !== 'holds')
      throw new Error(`audit chain ${node} is broken at ${own.seq}`);
    head = stored;
    return stored.hash === own.hash;
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = tail.then(work);
    tail = done.catch(() => undefined); // the next entry has its own fate
    return done;
  };
  const trail: AuditTrail = {
    node,
    record: (entry) => inTurn(() => append(entry)),
    close: () =>
      inTurn(async () => {
        if (closed || head.seq === 0) return;
        await put({ type: CLOSED, by: BY_ITSELF, at: Date.now(), data: {} });
        closed = true;
      }),
  };
  trails.set(db, [...(trails.get(db) ?? []), trail]);
  return trail;
}

/** Those that this process has opened. */
const trails = new WeakMap<Connection, readonly AuditTrail[]>();

/** Closes every chain that this process opened on the connection: it ends in order. One that cannot be closed stays as it is. */
export async function closeAuditTrails(db: Connection): Promise<void> {
  await Promise.allSettled((trails.get(db) ?? []).map((trail) => trail.close()));
}

/** Clocks of several machines differ, and a record may wait for its turn. */
const OVERLAP_MS: Millis = 3_600_000;

/** Chains that went on since the newest that was opened before; where the others stood, that one says, or one before it. */
async function opening(db: Connection): Promise<Opened> {
  const newest = await auditOf(db).findOne({ type: OPENED }, { at: 1 }).sort({ at: -1 }).lean<{ at: Millis }>();
  const heads = await auditHeadsSince(db, newest ? newest.at - OVERLAP_MS : 0);
  return { heads: heads.map(({ node, seq, hash }) => ({ node, seq, hash })) };
}

/** The last record of each chain that went on at `since` or later, by chain; only what a majority of the database has. */
export async function auditHeadsSince(db: Connection, since: Millis): Promise<(AuditHead & Mac)[]> {
  const found = await auditOf(db)
    .aggregate<{ _id: string; head: Omit<AuditHead, 'node'> & Mac }>(
      [
        { $match: { at: { $gte: since }, node: { $type: 'string' } } },
        // an object is compared field by field, so the highest seq is the greatest
        { $group: { _id: '$node', head: { $max: { seq: '$seq', hash: '$hash', mac: '$mac', keyId: '$keyId' } } } },
        { $sort: { _id: 1 } },
      ],
      { allowDiskUse: true },
    )
    .read('primary')
    .readConcern('majority');
  return found.map(({ _id, head }) => ({ node: _id, ...head }));
}

/** The entry as the record that follows `head`. Dropping undefined keeps what is hashed equal to what is stored. */
export function nextRecord(head: AuditHead, entry: AuditEntry, key: RecordKey): AuditRecord & Mac {
  const { node } = head;
  const seq = head.seq + 1;
  const plain: AuditEntry = JSON.parse(canonical(JSON.parse(JSON.stringify(entry))));
  const body = { ...plain, _id: `${node}:${seq}`, node, seq, prevHash: head.hash };
  const hash = hashOf(body);
  return { ...body, hash, ...key.sign(linkText(node, { seq, hash })) };
}

/** Before the first record of a chain. */
export const startOf = (node: string): AuditHead => ({ node, seq: 0, hash: sha256(node) });
