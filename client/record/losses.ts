/** What operators have accepted as lost, each on record: a seal of before does not ask for it any more. */
import type { Connection } from 'mongoose';
import { type AuditRecord, auditOf } from '../../models/access/audit.ts';
import { hashOf } from '../../models/store/chain.ts';
import { excusedIn, linkText, type RecordKey, recordKeyOf } from '../../models/store/record-key.ts';
import type { SealedKind } from '../../models/store/seal.ts';

/** `from`: the first seq that is not what it was; `upTo`: the newest seal of that time. */
export type LostChain = { kind: SealedKind; chain: string; from: number };
/** `data` of records of type `restored`. */
export type Restored = { upTo: number; why: string; lost: readonly LostChain[] };
type LossAccepted = { known: { seq: number }; stored: { seq: number } | null };

/** Whether what seal `seal` says of this seq was accepted as lost. */
export type IsLost = (kind: SealedKind, chain: string, place: { seq: number; seal: number }) => boolean;

/** A key of the record that is lost; `upTo`: the newest seal of that time. `data` of records of type `recordKeyLost` begin so. */
export type LostKey = { keyId: string; fingerprint: string; upTo: number };

/** Whether the seals vouch for a record of the audit trail. */
export type IsSealed = (record: AuditRecord) => boolean;
const nothing: IsSealed = () => false;

/** Records that the product did not write accept nothing. Throws when MongoDB is away. */
export async function acceptedLosses(db: Connection, isSealed = nothing): Promise<IsLost> {
  const [restored, accepted] = await Promise.all([
    recordsOf<Restored>(db, 'restored', isSealed),
    recordsOf<LossAccepted>(db, 'lossAccepted', isSealed),
  ]);
  const chains = new Map<string, { from: number; upTo: number }[]>();
  for (const { data } of restored)
    for (const { kind, chain, from } of data.lost)
      chains.set(nameOf(kind, chain), [...(chains.get(nameOf(kind, chain)) ?? []), { from, upTo: data.upTo }]);
  return (kind, chain, { seq, seal }) =>
    (chains.get(nameOf(kind, chain)) ?? []).some(({ from, upTo }) => seq >= from && seal <= upTo) ||
    (kind === 'cases' &&
      accepted.some(({ caseId, data }) => caseId === chain && seq > (data.stored?.seq ?? 0) && seq <= data.known.seq));
}

const nameOf = (kind: SealedKind, chain: string): string => `${kind}|${chain}`;

/** Keys whose loss an operator has put on record. Throws when MongoDB is away. */
export const lostKeys = async (db: Connection, isSealed = nothing): Promise<LostKey[]> =>
  (await recordsOf<LostKey>(db, 'recordKeyLost', isSealed)).map(({ data: { keyId, fingerprint, upTo } }) => ({
    keyId,
    fingerprint,
    upTo,
  }));

type Kept<D> = AuditRecord & { data: D };
/** Where the MACs of a lost key are believed, anybody can write under it: of its records those count that were sealed. */
export async function recordsOf<D>(db: Connection, type: string, isSealed = nothing): Promise<Kept<D>[]> {
  const key = recordKeyOf(db);
  const excused = excusedIn(db);
  const found = await auditOf(db).find({ type }).lean<Kept<D>[]>();
  return found.filter((record) => isOurs(record, key) && (!excused.has(String(record.keyId)) || isSealed(record)));
}

/** One record by itself: content and signature; its place in the chain is another matter. */
export function isOurs(record: AuditRecord, key: RecordKey): boolean {
  const { hash, mac: _mac, keyId: _keyId, ...body } = record;
  return hashOf(body) === hash && key.check(linkText(record.node, record), record) === 'holds';
}
