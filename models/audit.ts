/** The second set of chains: refusals, sign-ins, auditors' looks, changes of accounts. One chain per start of a process. */
import { type Connection, Schema } from 'mongoose';
import { canonical } from '../domain/kernel/chain.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { hashOf, sha256 } from './chain.ts';
import { anything, integer, schemaOptions, text } from './fields.ts';
import { isDuplicate, modelOf } from './model-of.ts';

export type AuditEntry = {
  /** `signedIn`, `refused`, `caseRead` … */
  type: string;
  /** Person, 'system', or the name under which somebody tried to sign in. */
  by: string;
  at: Millis;
  caseId?: string;
  data: object;
};
export type AuditRecord = AuditEntry & {
  /** node:seq, unique: the first write wins. */
  _id: string;
  node: string;
  /** 1, 2, 3 … without a gap. */
  seq: number;
  /** Hash of seq - 1; SHA-256 of the node for seq 1. */
  prevHash: string;
  hash: string;
};
export type AuditTrail = {
  node: string;
  /** Resolves when the entry is stored; throws when it could not be: what must be audited must not happen then. */
  record(entry: AuditEntry): Promise<void>;
};

const schema = new Schema<AuditRecord>(
  {
    _id: text,
    node: text,
    seq: integer,
    type: text,
    by: text,
    at: integer,
    caseId: String,
    data: anything,
    prevHash: text,
    hash: text,
  },
  schemaOptions('audit'),
)
  .index({ node: 1, seq: 1 })
  .index({ caseId: 1, at: 1 }, { partialFilterExpression: { caseId: { $exists: true } } })
  .index({ by: 1, at: 1 })
  .index({ at: 1 });

export const auditOf = modelOf<AuditRecord>('Audit', schema);

const ATTEMPTS = 2; // the driver retries a write once more by itself

/** Opens the chain of this start of a process. `node` must be new with each start, or the first write of another wins. */
export function openAuditTrail(db: Connection, node: string): AuditTrail {
  const records = db.collection<AuditRecord>('audit');
  let head = { seq: 0, hash: sha256(node) };
  let tail: Promise<void> = Promise.resolve();

  async function append(entry: AuditEntry): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const record = linked(node, head, entry);
      try {
        await records.insertOne({ ...record });
        head = { seq: record.seq, hash: record.hash };
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
    if (!stored || stored.prevHash !== head.hash) throw new Error(`audit chain ${node} is broken at ${own.seq}`);
    head = { seq: stored.seq, hash: stored.hash };
    return stored.hash === own.hash;
  }

  return {
    node,
    record: (entry) => {
      const done = tail.then(() => append(entry));
      tail = done.catch(() => undefined); // the next entry has its own fate
      return done;
    },
  };
}

/** The entry as the next record of the chain. Dropping undefined keeps what is hashed equal to what is stored. */
function linked(node: string, head: { seq: number; hash: string }, entry: AuditEntry): AuditRecord {
  const seq = head.seq + 1;
  const plain: AuditEntry = JSON.parse(canonical(entry));
  const body = { ...plain, _id: `${node}:${seq}`, node, seq, prevHash: head.hash };
  return { ...body, hash: hashOf(body) };
}
