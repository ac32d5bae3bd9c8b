/** The chains of the audit trail: whole, signed under the key of the record, and where other chains and the seals say they were. */
import type { Connection } from 'mongoose';
import {
  type AuditHead,
  auditOf,
  type AuditRecord,
  CLOSED,
  OPENED,
  type Opened,
  startOf,
  type Upgraded,
} from '../../models/access/audit.ts';
import { firstBreak } from '../../models/store/chain.ts';
import { linkText, macFault, type MacFault, type RecordKey, recordKeyOf } from '../../models/store/record-key.ts';
import { inGroups } from './in-groups.ts';
import { isOurs } from './losses.ts';
import { NOTHING_SEALED, type SealCode, type Sealed, type Standing } from './seals/sealed.ts';

/** after-closing: behind the record that ended the chain. */
export type AuditCode = NonNullable<ReturnType<typeof firstBreak>>['code'] | MacFault | SealCode | 'after-closing';
type Broken = { seq: number; code: AuditCode };
type Report = (finding: { chain: string } & Broken) => void;
/** Node → where its unsigned records ended. */
type Heads = ReadonlyMap<string, AuditHead>;

/** Of a store that no release which signs has brought up to date. */
const NOTHING_SIGNED = { chain: 'audit', seq: 0, code: 'mac-missing' } as const;

/**
 * All chains, each with its first broken place; one that was there at the upgrade, when another was opened or at a seal and is gone,
 * as cut off. Where nothing at all is signed that is one finding, of the chain `audit`.
 */
export async function verifyAudit(
  db: Connection,
  report: Report,
  sealed: Sealed = NOTHING_SEALED,
): Promise<{ chains: number; records: number }> {
  const counts = { chains: 0, records: 0 };
  const key = recordKeyOf(db);
  const vouched = await vouchedFor(db, key);
  const witnessed = await witnessedBy(db, key);
  const missed = new Set([...vouched.keys(), ...witnessed.keys()]);
  const anySigned = (await auditOf(db).exists({ mac: { $exists: true } })) !== null;
  const judge = async (node: string, chain: readonly AuditRecord[]) => {
    counts.chains += 1;
    counts.records += chain.length;
    missed.delete(node);
    const standing = standingOf(chain);
    const first = earliest([
      firstBreak(node, startOf(node), chain),
      anySigned ? firstUnsigned(chain, key, vouched.get(node)) : null,
      ...(witnessed.get(node) ?? []).map((head) => missing(standing, head)),
      sealed.broken('audit', node, standing),
      afterClosing(chain),
    ]);
    if (first) report({ chain: node, ...first });
  };
  const records = auditOf(db).find().sort({ node: 1, seq: 1 }).lean<AuditRecord[]>().cursor();
  await inGroups<AuditRecord>(records, nodeOf, judge);
  for (const node of new Set([...missed, ...sealed.unseen('audit')])) report({ chain: node, seq: 1, code: 'cut-tail' });
  if (!anySigned && counts.records > 0) report(NOTHING_SIGNED);
  return counts;
}

/** One that is of no chain is named by itself. */
const nodeOf = ({ node, _id }: { node: unknown; _id: unknown }): string =>
  typeof node === 'string' ? node : String(_id);

/** The first of several by its place; of two at one place the one that is named first. */
const earliest = (found: readonly (Broken | null)[]): Broken | null =>
  found
    .filter((one) => one !== null)
    .reduce<Broken | null>((one, next) => (one && one.seq <= next.seq ? one : next), null);

/** What another chain said of this one when it began. */
function missing({ last, hashAt }: Standing, { seq, hash }: AuditHead): Broken | null {
  if (last < seq) return { seq: last + 1, code: 'cut-tail' };
  return hashAt(seq) === hash ? null : { seq, code: 'seal-differs' };
}

const standingOf = (chain: readonly AuditRecord[]): Standing => {
  const bySeq = new Map(chain.map(({ seq, hash }) => [seq, hash]));
  return { last: chain.at(-1)?.seq ?? 0, hashAt: (seq) => bySeq.get(seq) };
};

function afterClosing(chain: readonly AuditRecord[]): Broken | null {
  const end = chain.findIndex(({ type }) => type === CLOSED);
  const next = end === -1 ? undefined : chain[end + 1];
  return next ? { seq: next.seq, code: 'after-closing' } : null;
}

function firstUnsigned(chain: readonly AuditRecord[], key: RecordKey, head: AuditHead | undefined): Broken | null {
  for (const record of chain) {
    const code = codeOf(record, key, head);
    if (code) return { seq: Number.isInteger(record.seq) ? record.seq : 0, code };
  }
  const last = chain.at(-1)?.seq ?? 0;
  return head && last < head.seq ? { seq: last + 1, code: 'cut-tail' } : null;
}

/** One that is not signed may stand where a signed record of the upgrade vouches for it. */
function codeOf(record: AuditRecord, key: RecordKey, head: AuditHead | undefined): MacFault | null {
  const fault = macFault(key.check(linkText(record.node, record), record));
  if (fault !== 'mac-missing' || !head || record.seq > head.seq) return fault;
  return record.seq === head.seq && record.hash !== head.hash ? 'mac' : null;
}

/** Node → where it stood when others were opened. A chain that was not opened by the product says nothing. */
async function witnessedBy(db: Connection, key: RecordKey): Promise<ReadonlyMap<string, AuditHead[]>> {
  const heads = new Map<string, AuditHead[]>();
  const opened = await auditOf(db).find({ type: OPENED }).lean<(AuditRecord & { data: Opened })[]>();
  for (const record of opened)
    if (isOurs(record, key))
      for (const head of record.data.heads) heads.set(head.node, [...(heads.get(head.node) ?? []), head]);
  return heads;
}

/** What signed records of an upgrade say of the chains before it. One that does not hold vouches for nothing. */
async function vouchedFor(db: Connection, key: RecordKey): Promise<Heads> {
  const heads = new Map<string, AuditHead>();
  const upgrades = await auditOf(db).find({ type: 'upgraded' }).lean<(AuditRecord & { data: Upgraded })[]>();
  for (const record of upgrades) {
    if (!isOurs(record, key)) continue;
    for (const head of record.data.auditHeads) heads.set(head.node, head);
  }
  return heads;
}
