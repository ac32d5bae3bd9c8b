/** Cases that somebody met parked: their workflow fails at each try until a fault is mended. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../domain/kernel/process.ts';
import { caseOf } from './case.ts';
import { integer, schemaOptions, text } from './fields.ts';
import { modelOf } from './model-of.ts';

export type Parked = {
  /** Number of the case. */
  _id: string;
  process: string;
  /** Of the case when it was met so; a newer one means that it goes on. */
  version: number;
  since: Millis;
  /** When it was last met so, and how often. */
  lastAt: Millis;
  times: number;
};

const schema = new Schema<Parked>(
  { _id: text, process: text, version: integer, since: integer, lastAt: integer, times: integer },
  schemaOptions('parked'),
);
export const parkedOf = modelOf<Parked>('Parked', schema);

type Head = { _id: string; process: string; version: number; closedAt?: Millis };
const headsOf = (db: Connection, ids: readonly string[]): Promise<Head[]> =>
  caseOf(db)
    .find({ _id: { $in: [...ids] } }, { process: 1, version: 1, closedAt: 1 })
    .lean<Head[]>()
    .exec();

/** Somebody met the case parked at `now`. Throws when MongoDB is away. */
export async function noteParked(db: Connection, caseId: string, now: Millis): Promise<void> {
  const [head] = await headsOf(db, [caseId]);
  if (!head) return;
  const { process, version } = head;
  const again = await parkedOf(db).updateOne({ _id: caseId, version }, { lastAt: now, $inc: { times: 1 } });
  if (again.matchedCount > 0) return;
  const fresh = { process, version, since: now, lastAt: now, times: 1 };
  await parkedOf(db).replaceOne({ _id: caseId }, fresh, { upsert: true });
}

/** Those that have not gone on since, the longest first; the others are forgotten. Throws when MongoDB is away. */
export async function stillParked(db: Connection, most: number): Promise<Parked[]> {
  const all = await parkedOf(db).find().sort({ since: 1, _id: 1 }).limit(most).lean<Parked[]>();
  const heads = new Map(
    (
      await headsOf(
        db,
        all.map(({ _id }) => _id),
      )
    ).map((head) => [head._id, head]),
  );
  const isParked = ({ _id, version }: Parked): boolean => {
    const head = heads.get(_id);
    return head !== undefined && head.version === version && head.closedAt === undefined;
  };
  const mended = all.filter((one) => !isParked(one));
  for (const { _id, version } of mended) await parkedOf(db).deleteOne({ _id, version });
  return all.filter(isParked);
}
