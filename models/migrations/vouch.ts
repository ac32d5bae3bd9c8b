/** Signed once: what a migration signs that was there before is put on record, and what is on record it never signs again. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { type AuditEntry, auditOf, type AuditRecord, nextRecord, startOf } from '../access/audit.ts';
import { linkText, recordKeyOf } from '../store/record-key.ts';

type Vouching = 'registersSigned' | 'historiesSigned';

/** Whoever takes the mark of such a migration out of `migrations` has nothing of his own signed by it. */
export async function isVouchedFor(db: Connection, type: Vouching): Promise<boolean> {
  const key = recordKeyOf(db);
  const records = await auditOf(db).find({ type }).lean<AuditRecord[]>();
  return records.some((record) => key.check(linkText(record.node, record), record) === 'holds');
}

/** Records the parts as a chain of their own, all of them or none. */
export async function vouch(db: Connection, type: Vouching, now: Millis, parts: readonly object[]): Promise<void> {
  const key = recordKeyOf(db);
  let head = startOf(`upgrade-${randomUUID()}`);
  const records = parts.map((data) => {
    const entry: AuditEntry = { type, by: 'system', at: now, data };
    const record = nextRecord(head, entry, key);
    head = record;
    return record;
  });
  const audit = db.collection<AuditRecord>('audit');
  await db.transaction(async (session) => void (await audit.insertMany(records, { session })));
}
