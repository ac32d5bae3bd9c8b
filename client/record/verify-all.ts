/** Whether the record is whole: all that is kept as evidence, recomputed from what is stored. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import type { Share } from '../../domain/kernel/record/share.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import type { Stores } from './refold.ts';
import type { SealFolder } from '../../platform/seal-folder.ts';
import type { LostKey } from './losses.ts';
import { NOTHING_SEALED, readSealed, SEALS } from './seals/sealed.ts';
import { type Anchors, type Patience, type Report, verifyCases } from './verify.ts';
import { verifyAudit } from './verify-audit.ts';
import { type BytesCounts, verifyBytes } from './verify-bytes.ts';
import { type DocumentCounts, verifyDocuments } from './verify-documents.ts';
import type { EngineHeads } from './verify-engine.ts';
import { verifyHistories } from './verify-histories.ts';
import { verifyRegisters } from './verify-registers.ts';

type StoreCounts = DocumentCounts & { cases: number; events: number };
export type Verified = StoreCounts &
  BytesCounts & {
    seals: number;
    auditChains: number;
    auditRecords: number;
    registerVersions: number;
    histories: number;
    rehearsals: StoreCounts;
  };

/** `lost`: as readSealed; `now`: the moment at which histories that are due must be there, absent: now. */
export type Against = {
  seals?: SealFolder;
  engine?: EngineHeads;
  lost?: readonly LostKey[];
  now?: Millis;
  /** Of the bytes of files and packages those alone; absent: all. */
  bytes?: Share;
} & Patience;

/**
 * The live store of `db`, against the seals and, where `engine` is given, each open case against its workflow; and the store of
 * rehearsals beside it, which is not sealed. `report` hears of each chain, entry, document or history that is broken, with its first
 * broken place. Throws when an engine or the folder of seals is away.
 */
export async function verifyAll(
  db: Connection,
  report: Report,
  { seals, engine, lost, now, bytes, ...patience }: Against = {},
): Promise<Verified> {
  const sealed = seals ? await readSealed(db, seals, report, lost ? { lost } : {}) : NOTHING_SEALED;
  const live = await verifyStore({ db }, report, { sealed, ...(engine ? { engine } : {}), ...patience });
  if (sealed.newest && live.cases < sealed.newest.cases)
    report({ chain: SEALS, seq: sealed.newest.number, code: 'cases-missing' });
  const { chains, records } = await verifyAudit(db, report, sealed);
  return {
    ...live,
    seals: sealed.seals,
    auditChains: chains,
    auditRecords: records,
    registerVersions: await verifyRegisters(db, report, { sealed, ...patience }),
    histories: await verifyHistories(db, report, now),
    ...(await verifyBytes(db, report, bytes)),
    rehearsals: await verifyStore({ db: rehearsalStore(db), registers: db }, report, patience),
  };
}

/** Cases of one store, commits and documents; of a case that is broken in both its commits are named. */
async function verifyStore(stores: Stores, report: Report, anchors: Anchors & Patience = {}): Promise<StoreCounts> {
  const named = new Set<string>();
  const cases = await verifyCases(
    stores.db,
    (finding) => {
      named.add(finding.chain);
      report(finding);
    },
    anchors,
  );
  const documents = await verifyDocuments(stores, (finding) => {
    if (!named.has(finding.chain)) report(finding);
  });
  return { ...cases, ...documents };
}
