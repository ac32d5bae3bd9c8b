/**
 * Records are signed from here on. What was audited before has no mac: the head of each such chain is put into a signed
 * record, so that it cannot be written anew later. Once and for all: in a store that holds a signed record already this
 * does nothing, or whoever takes its mark out of `migrations` would have chains of his own vouched for. That is why
 * nothing is audited before it (models/access/audit.ts).
 */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import {
  type AuditEntry,
  type AuditHead,
  auditOf,
  type AuditRecord,
  nextRecord,
  startOf,
  type Upgraded,
} from '../../access/audit.ts';
import { linkText, recordKeyOf } from '../../store/record-key.ts';
import type { Migration } from '../migration.ts';

const HEADS_A_RECORD = 500;

export const auditHeads: Migration = {
  id: '0010',
  name: 'audit heads',
  run: async (db, { now }) => {
    if (await isSigned(db)) return;
    const heads = await unsignedHeads(db);
    const key = recordKeyOf(db);
    let head = startOf(`upgrade-${randomUUID()}`);
    const records = inParts(heads).map((part) => {
      const data: Upgraded = { auditHeads: part };
      const entry: AuditEntry = { type: 'upgraded', by: 'system', at: now, data };
      const record = nextRecord(head, entry, key);
      head = record;
      return record;
    });
    if (records.length === 0) return;
    const audit = db.collection<AuditRecord>('audit');
    // all of them or none: a second run would take the first part for the whole
    await db.transaction(async (session) => void (await audit.insertMany(records, { session })));
  },
};

async function isSigned(db: Connection): Promise<boolean> {
  if ((await db.collection('commits').findOne({})) !== null) return true;
  const key = recordKeyOf(db);
  const signed = auditOf(db)
    .find({ mac: { $exists: true } })
    .lean<AuditRecord[]>()
    .cursor();
  for await (const record of signed) if (key.check(linkText(record.node, record), record) === 'holds') return true;
  return false;
}

async function unsignedHeads(db: Connection): Promise<AuditHead[]> {
  const chains = auditOf(db)
    .aggregate<{ _id: string; seq: number; hash: string }>([
      { $match: { mac: { $exists: false } } },
      { $sort: { node: 1, seq: 1 } },
      { $group: { _id: '$node', seq: { $last: '$seq' }, hash: { $last: '$hash' } } },
    ])
    .allowDiskUse(true)
    .cursor();
  const heads: AuditHead[] = [];
  for await (const { _id: node, seq, hash } of chains) heads.push({ node, seq, hash });
  return heads;
}

const inParts = (heads: readonly AuditHead[]): AuditHead[][] =>
  Array.from({ length: Math.ceil(heads.length / HEADS_A_RECORD) }, (_, n) =>
    heads.slice(n * HEADS_A_RECORD, (n + 1) * HEADS_A_RECORD),
  );
