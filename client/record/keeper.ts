/** What keeps the record of one store: makes its seals, and verifies all of it against them. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import type { Share } from '../../domain/kernel/record/share.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { SealFolder } from '../../platform/seal-folder.ts';
import { makeSeal, type Sealing } from './seals/make-seal.ts';
import { readSealed } from './seals/sealed.ts';
import { type Verified, verifyAll } from './verify-all.ts';
import { type Finding, verifyCase } from './verify.ts';

export type RecordKeeper = {
  /** As makeSeal. */
  seal(audit: Pick<AuditTrail, 'record'>, now: Millis): Promise<Sealing>;
  /** As verifyAll, against the seals; `bytes`: of those of files and packages that share. */
  verify(report: (finding: Finding) => void, bytes?: Share): Promise<Verified>;
  /** The seals, and these cases against them and themselves; other cases are not looked at. */
  verifyEach(cases: AsyncIterable<string>, report: (finding: Finding) => void): Promise<void>;
};

export const createRecordKeeper = (db: Connection, seals: SealFolder): RecordKeeper => ({
  seal: (audit, now) => makeSeal({ db, seals, audit }, now),
  verify: (report, bytes) => verifyAll(db, report, { seals, ...(bytes ? { bytes } : {}) }),
  async verifyEach(cases, report) {
    const sealed = await readSealed(db, seals, report);
    for await (const caseId of cases) {
      const { broken } = await verifyCase(db, caseId, { sealed });
      if (broken) report({ chain: caseId, ...broken });
    }
  },
});
