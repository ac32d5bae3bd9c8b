/** What operators have accepted as lost, each on record: a seal of before does not ask for it any more. */
import type { Connection } from 'mongoose';
import { type AuditRecord, auditOf } from '../../models/access/audit.ts';
import { hashOf } from '../../models/store/chain.ts';
import { linkText, type RecordKey, recordKeyOf } from '../../models/store/record-key.ts';
import type { SealedKind } from '../../models/store/seal.ts';

/** `from`: the first seq that is not what it was; `upTo`: the newest seal of that time. */
export type LostChain = { kind: SealedKind; chain: string; from: number };
/** `data` of records of type `restored`. */
export type Restored = { upTo: number; why: string; lost: readonly LostChain[] };
type LossAccepted = { known: { seq: number }; stored: { seq: number } | null };

/** Whether what seal `seal` says of this seq was accepted as lost. */
export type IsLost = (kind: SealedKind, chain: string, place: { seq: number; seal: number }) => boolean;

/** Records that the product did not write accept nothing. Throws when MongoDB is away. */
export async function acceptedLosses(db: Connection): Promise<IsLost> {
  const key = recordKeyOf(db);
  const [restored, accepted] = await Promise.all([
    recordsOf<Restored>(db, key, 'restored'),
    recordsOf<LossAccepted>(db, key, 'lossAccepted'),
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

type Kept<D> = AuditRecord & { data: D };
async function recordsOf<D>(db: Connection, key: RecordKey, type: string): Promise<Kept<D>[]> {
  const found = await auditOf(db).find({ type }).lean<Kept<D>[]>();
  return found.filter((record) => isOurs(record, key));
}

/** One record by itself: content and signature; its place in the chain is another matter. */
export function isOurs(record: AuditRecord, key: RecordKey): boolean {
  const { hash, mac: _mac, keyId: _keyId, ...body } = record;
  return hashOf(body) === hash && key.check(linkText(record.node, record), record) === 'holds';
}
