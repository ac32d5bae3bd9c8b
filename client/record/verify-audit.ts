/** The chains of the audit trail: whole, and signed under the key of the record. */
import type { Connection } from 'mongoose';
import { type AuditHead, auditOf, type AuditRecord, startOf, type Upgraded } from '../../models/access/audit.ts';
import { firstBreak, hashOf } from '../../models/store/chain.ts';
import { linkText, type RecordKey, recordKeyOf } from '../../models/store/record-key.ts';
import { inGroups } from './in-groups.ts';

/**
 * mac: what stands there was not written by the product, or for another place; mac-missing: it is not signed and no
 * signed record vouches for it; key-unknown: it is signed under a key that this process does not hold.
 */
export type MacCode = 'mac' | 'mac-missing' | 'key-unknown';
type Broken = { seq: number; code: NonNullable<ReturnType<typeof firstBreak>>['code'] | MacCode | 'cut-tail' };
type Report = (finding: { chain: string } & Broken) => void;
/** Node → where its unsigned records ended. */
type Heads = ReadonlyMap<string, AuditHead>;

/** Of a store that no release which signs has brought up to date. */
const NOTHING_SIGNED = { chain: 'audit', seq: 0, code: 'mac-missing' } as const;

/**
 * All chains, each with its first broken place; a chain that was there at the upgrade and is gone, as cut off. Where
 * nothing at all is signed that is one finding, of the chain `audit`.
 */
export async function verifyAudit(db: Connection, report: Report): Promise<{ chains: number; records: number }> {
  const counts = { chains: 0, records: 0 };
  const key = recordKeyOf(db);
  const heads = await vouchedFor(db, key);
  const missed = new Map(heads);
  const anySigned = (await auditOf(db).exists({ mac: { $exists: true } })) !== null;
  const judge = async (node: string, chain: readonly AuditRecord[]) => {
    counts.chains += 1;
    counts.records += chain.length;
    missed.delete(node);
    const linked = firstBreak(node, startOf(node), chain);
    const signed = anySigned ? firstUnsigned(chain, key, heads.get(node)) : null;
    const first = earlier(linked, signed);
    if (first) report({ chain: node, ...first });
  };
  const records = auditOf(db).find().sort({ node: 1, seq: 1 }).lean<AuditRecord[]>().cursor();
  await inGroups<AuditRecord>(records, ({ node }) => node, judge);
  for (const node of missed.keys()) report({ chain: node, seq: 1, code: 'cut-tail' });
  if (!anySigned && counts.records > 0) report(NOTHING_SIGNED);
  return counts;
}

const earlier = (one: Broken | null, other: Broken | null): Broken | null =>
  one && other ? (other.seq < one.seq ? other : one) : (one ?? other);

function firstUnsigned(chain: readonly AuditRecord[], key: RecordKey, head: AuditHead | undefined): Broken | null {
  for (const record of chain) {
    const code = codeOf(record, key, head);
    if (code) return { seq: record.seq, code };
  }
  const last = chain.at(-1)?.seq ?? 0;
  return head && last < head.seq ? { seq: last + 1, code: 'cut-tail' } : null;
}

function codeOf(record: AuditRecord, key: RecordKey, head: AuditHead | undefined): MacCode | null {
  switch (key.check(linkText(record.node, record), record)) {
    case 'holds':
      return null;
    case 'differs':
      return 'mac';
    case 'unknown-key':
      return 'key-unknown';
    default:
      if (!head || record.seq > head.seq) return 'mac-missing';
      return record.seq === head.seq && record.hash !== head.hash ? 'mac' : null;
  }
}

/** What signed records of an upgrade say of the chains before it. One that does not hold vouches for nothing. */
async function vouchedFor(db: Connection, key: RecordKey): Promise<Heads> {
  const heads = new Map<string, AuditHead>();
  const upgrades = await auditOf(db).find({ type: 'upgraded' }).lean<(AuditRecord & { data: Upgraded })[]>();
  for (const record of upgrades) {
    const { hash, mac: _mac, keyId: _keyId, ...body } = record;
    if (hashOf(body) !== hash || key.check(linkText(record.node, record), record) !== 'holds') continue;
    for (const head of record.data.auditHeads) heads.set(head.node, head);
  }
  return heads;
}
