/** Tells witnesses each seal; what one did not take, it is told with the next. */
import type { Millis } from '../../domain/kernel/process.ts';
import { type SealRow, sealRowOf } from '../../models/record/seal-row.ts';
import { type Witness, witnessOf } from '../../models/record/witness.ts';
import type { ActivityDeps } from '../deps.ts';

/** At a time; one that was away for longer is told the rest with the next. */
const MOST = 200;

type Deps = Pick<ActivityDeps, 'db' | 'witnessing' | 'logger'>;

export function createWitnesses({ db, witnessing, logger }: Deps) {
  /** Each of them what it does not know yet. Safe to repeat: a witness may hear a seal twice, and none it does not hear. */
  async function tellWitnesses(): Promise<{ told: number; failing: number }> {
    const witnesses = await witnessOf(db).find().sort({ _id: 1 }).lean<Witness[]>();
    const done = await Promise.all(witnesses.map(tell));
    return {
      told: done.filter((one) => one === 'told').length,
      failing: done.filter((one) => one === 'failing').length,
    };
  }

  async function tell(witness: Witness): Promise<'told' | 'failing' | 'knows'> {
    const rows = await sealRowOf(db)
      .find({ _id: { $gt: witness.toldUpTo } })
      .sort({ _id: 1 })
      .limit(MOST)
      .lean<SealRow[]>();
    const last = rows.at(-1)?._id;
    if (last === undefined || !witnessing) return 'knows';
    const seals = rows.map(({ _id: number, at, hash, signature, keyId, cases }) => ({
      number,
      at,
      hash,
      signature,
      keyId,
      cases,
    }));
    const sent = await witnessing(witness, seals);
    if (sent.outcome !== 'sent') return await noteFailing(witness, sent.code);
    await witnessOf(db).updateOne({ _id: witness._id }, { $max: { toldUpTo: last }, $unset: { failing: '' } });
    return 'told';
  }

  async function noteFailing({ _id, failing }: Witness, code: string): Promise<'failing'> {
    const since: Millis = failing?.since ?? Date.now();
    logger?.error({ witness: _id, code, since }, 'a witness could not be told'); // an alarm for operations
    await witnessOf(db).updateOne({ _id }, { $set: { failing: { code, since } } });
    return 'failing';
  }

  return { tellWitnesses };
}
