/** After a backup of the database was put back: an operator accepts that what the seals know beyond it is lost. */
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import { CASE_NUMBER } from '../../domain/kernel/ids.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { SealedKind } from '../../models/store/seal.ts';
import type { SealFolder } from '../../platform/seal-folder.ts';
import type { LostChain } from './losses.ts';
import { makeSeal } from './seals/make-seal.ts';
import { SEALS } from './seals/sealed.ts';
import type { Finding } from './verify.ts';
import { verifyAll } from './verify-all.ts';

export type Restore = { upTo: number; lost: readonly LostChain[] };

/** A record of the trail holds so many at most. */
const AT_A_TIME = 1_000;
const OF_A_RESTORE = new Set(['cut-tail', 'seal-differs']);
/** No evidence: `npm run rebuild -- --write` makes them from it. */
const HEALED = new Set(['no-document', 'document-behind']);

/**
 * What the seals know and the store does not bear out, chain by chain. Throws DomainError 'not-a-restore' when anything else is
 * broken, or a seal itself: a backup holds together; 'nothing-lost' when nothing is missing.
 */
export async function lostByRestore(db: Connection, seals: SealFolder): Promise<Restore> {
  const findings: Finding[] = [];
  await verifyAll(db, (finding) => void (HEALED.has(finding.code) || findings.push(finding)), { seals });
  const first = findings.find(({ chain, code }) =>
    chain === SEALS ? code !== 'cases-missing' : !OF_A_RESTORE.has(code),
  );
  if (first)
    throw new DomainError('not-a-restore', `${first.chain} is broken at ${first.seq}: ${first.code}`, {
      params: first,
    });
  const lost = findings.filter(({ chain }) => chain !== SEALS).map(lostOf);
  if (lost.length === 0) throw new DomainError('nothing-lost', 'The record bears out every seal');
  const numbers = await seals.numbers();
  return { upTo: numbers.at(-1) ?? 0, lost };
}

/**
 * Records what is lost, by chain and place, and seals what is there: from then on seals up to that one ask no more for what was named,
 * and for nothing less. Cut off and run again it records the same once more. Throws as lostByRestore.
 */
export async function acceptRestore(
  { db, seals, audit }: { db: Connection; seals: SealFolder; audit: Pick<AuditTrail, 'record'> },
  { by, why, now }: { by: string; why: string; now: number },
): Promise<Restore> {
  const { upTo, lost } = await lostByRestore(db, seals);
  for (let from = 0; from < lost.length; from += AT_A_TIME) {
    const data = { upTo, why, lost: lost.slice(from, from + AT_A_TIME) };
    await audit.record({ type: 'restored', by, at: now, data });
  }
  await makeSeal({ db, seals, audit }, now);
  return { upTo, lost };
}

const lostOf = ({ chain, seq }: Finding): LostChain => ({ kind: kindOf(chain), chain, from: seq });

/** Entries of registers are written `policies/incident`; the node of an audit chain has no stroke in it. */
function kindOf(chain: string): SealedKind {
  if (CASE_NUMBER.test(chain)) return 'cases';
  return chain.includes('/') ? 'registers' : 'audit';
}
