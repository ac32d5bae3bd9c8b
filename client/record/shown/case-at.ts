/** A case as it stood after one of its events: folded again from its signed commits, by today's rules. */
import type { Connection } from 'mongoose';
import { processOf } from '../../../domain/catalogue.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { CaseView, Millis, PinRefs, Pins } from '../../../domain/kernel/process.ts';
import { documentOf } from '../../../models/cases/case.ts';
import { foldStored, RecordBroken } from '../../../models/cases/folding.ts';
import { recordKeyOf } from '../../../models/store/record-key.ts';

export type CaseAt = {
  /** Of the last event that is folded: a command's events stand and fall together. */
  seq: number;
  at: Millis;
  view: CaseView;
};

type Stores = { db: Connection; resolvePins: (refs: PinRefs) => Promise<Pins> };

/**
 * The case after event `seq`, and whatever else the same command told; undefined where it has no such event.
 * @throws DomainError 'record-broken' where the chain up to there does not hold, or cannot be read
 */
export async function caseAt(
  { db, resolvePins }: Stores,
  { caseId, process: key, seq }: { caseId: string; process: string; seq: number },
): Promise<CaseAt | undefined> {
  const process = processOf(key);
  try {
    const kase = await foldStored(db, { process, caseId, resolvePins, upTo: seq });
    if (!kase || kase.seq < seq) return undefined;
    const { kase: _body, ...view } = documentOf(process, kase, {
      at: kase.headAt,
      effectsFrom: null,
      key: recordKeyOf(db),
    });
    return { seq: kase.seq, at: kase.headAt, view };
  } catch (error) {
    if (!(error instanceof RecordBroken)) throw error;
    throw new DomainError('record-broken', `The record does not hold at event ${error.seq}: ${error.code}`, {
      params: { seq: error.seq, code: error.code },
    });
  }
}
