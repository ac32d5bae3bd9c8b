/** Whether the record is whole: all that is kept as evidence, recomputed from what is stored. */
import type { Connection } from 'mongoose';
import { rehearsalStore } from '../../models/rehearsal.ts';
import type { Stores } from './refold.ts';
import { type Report, verifyCases } from './verify.ts';
import { verifyAudit } from './verify-audit.ts';
import { type DocumentCounts, verifyDocuments } from './verify-documents.ts';
import { verifyHistories } from './verify-histories.ts';
import { verifyRegisters } from './verify-registers.ts';

type StoreCounts = DocumentCounts & { cases: number; events: number };
export type Verified = StoreCounts & {
  auditChains: number;
  auditRecords: number;
  registerVersions: number;
  histories: number;
  rehearsals: StoreCounts;
};

/**
 * The live store of `db` and that of rehearsals beside it; `report` hears of each chain, entry, document or history that is
 * broken, with its first broken place. Throws when MongoDB is away.
 */
export async function verifyAll(db: Connection, report: Report): Promise<Verified> {
  const live = await verifyStore({ db }, report);
  const { chains, records } = await verifyAudit(db, report);
  return {
    ...live,
    auditChains: chains,
    auditRecords: records,
    registerVersions: await verifyRegisters(db, report),
    histories: await verifyHistories(db, report),
    rehearsals: await verifyStore({ db: rehearsalStore(db), registers: db }, report),
  };
}

/** Cases of one store, commits and documents; of a case that is broken in both its commits are named. */
async function verifyStore(stores: Stores, report: Report): Promise<StoreCounts> {
  const named = new Set<string>();
  const cases = await verifyCases(stores.db, (finding) => {
    named.add(finding.chain);
    report(finding);
  });
  const documents = await verifyDocuments(stores, (finding) => {
    if (!named.has(finding.chain)) report(finding);
  });
  return { ...cases, ...documents };
}
