/** Standing delegations 长期委托. What each change made of one stands among the versions of registers. */
import { createHash } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Mandate } from '../../../domain/kernel/approval/shapes.ts';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type KeptMandate = Omit<Mandate, 'id'> & {
  _id: string;
  version?: number;
  /** Of cases of this process only. */
  process?: string;
  /** Of cases at this organisation and below only. */
  orgPath?: OrgPath;
  /** He is away in that time: what brings him work goes to the other, too. */
  away?: true;
  givenAt: Millis;
  revokedAt?: Millis;
};

const schema = new Schema<KeptMandate>(
  {
    _id: text,
    version: Number,
    from: text,
    to: text,
    since: integer,
    until: integer,
    reason: text,
    process: String,
    orgPath: String,
    away: Boolean,
    givenAt: integer,
    revokedAt: Number,
  },
  schemaOptions('mandates'),
)
  .index({ from: 1, until: -1, _id: 1 })
  .index({ to: 1, until: -1, _id: 1 });

export const mandateOf = modelOf<KeptMandate>('Mandate', schema);
export const mandatesIn = (db: Connection) => db.collection<KeptMandate>('mandates');

/** Of these people, what is not over at `now` and was not revoked; by index. */
export const mandatesGiven = async (db: Connection, people: readonly string[], now: Millis): Promise<KeptMandate[]> =>
  await mandatesIn(db)
    .find({ from: { $in: [...people] }, until: { $gt: now }, revokedAt: { $exists: false } })
    .sort({ from: 1, until: -1, _id: 1 })
    .toArray();

/** How many he has given since, revoked or not, counted no further than `cap`. */
export const mandatesGivenSince = async (db: Connection, person: string, since: Millis, cap: number): Promise<number> =>
  await mandatesIn(db).countDocuments({ from: person, givenAt: { $gt: since } }, { limit: cap });

/**
 * Id of the next that he gives: it follows from all that he ever gave, so that of two that are given at the same moment one finds
 * its place taken, and is held against the other.
 */
export async function nextMandateId(db: Connection, person: string): Promise<string> {
  const all = await mandatesIn(db)
    .find({ from: person }, { projection: { _id: 1 }, sort: { _id: 1 } })
    .toArray();
  const hash = createHash('sha256').update(person);
  for (const { _id } of all) hash.update(` ${_id}`);
  return hash.digest('hex').slice(0, 32);
}

/** True where it speaks of cases of that process at that organisation. */
export const speaksOf = (
  { process, orgPath }: Pick<KeptMandate, 'process' | 'orgPath'>,
  of: { process: string; orgPath: OrgPath },
): boolean =>
  (process === undefined || process === of.process) &&
  (orgPath === undefined || orgLineOf(of.orgPath).includes(orgPath));
