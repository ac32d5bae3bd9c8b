/** What was proposed for inspection plans, by plan and month, and what was decided of it. */
import { type ClientSession, type Connection, Schema } from 'mongoose';
import type { Decision, Figure, ProposedLine } from '../../../domain/inspection/proposing/shapes.ts';
import type { EveryMonths } from '../../../domain/inspection/slots.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { OrgPath } from '../../../domain/kernel/units.ts';
import { anything, integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type KeptProposal = {
  /** `core-room/2026-12` */
  _id: string;
  plan: string;
  /** Local month in which it was made. */
  month: string;
  /** The plan's, whose version it looked at, and how often that was. */
  orgPath: OrgPath;
  version: number;
  everyMonths: EveryMonths;
  /** Faults of `[from, until)`; repeated ones of `[repeatedFrom, until)`. */
  from: Millis;
  repeatedFrom: Millis;
  until: Millis;
  statistics: readonly Figure[];
  lines: readonly ProposedLine[];
};

const schema = new Schema<KeptProposal>(
  {
    _id: text,
    plan: text,
    month: text,
    orgPath: text,
    version: integer,
    everyMonths: integer,
    from: integer,
    repeatedFrom: integer,
    until: integer,
    statistics: { ...anything, immutable: true },
    lines: anything,
  },
  schemaOptions('plan-proposals'),
).index({ plan: 1, month: -1 }, { unique: true });

export const proposalOf = modelOf<KeptProposal>('PlanProposal', schema);

const SHOWN = 24;
/** Of a plan the last 24, the newest first. */
export const proposalsOf = (db: Connection, plan: string): Promise<KeptProposal[]> =>
  proposalOf(db).find({ plan }).sort({ month: -1 }).limit(SHOWN).lean<KeptProposal[]>().exec();

/** Notes what was decided of these lines; false, and nothing is noted: one of them was decided meanwhile. */
export async function noteDecisions(
  db: Connection,
  id: string,
  decided: ReadonlyMap<string, Decision>,
  session: ClientSession,
): Promise<boolean> {
  const proposals = db.collection<KeptProposal>('plan-proposals');
  const kept = await proposals.findOne({ _id: id }, { session });
  if (!kept || kept.lines.some((line) => decided.has(line.id) && line.decision)) return false;
  const lines = kept.lines.map((line) => {
    const decision = decided.get(line.id);
    return decision ? { ...line, decision } : line;
  });
  const { matchedCount } = await proposals.updateOne({ _id: id }, { $set: { lines } }, { session });
  return matchedCount === 1;
}
