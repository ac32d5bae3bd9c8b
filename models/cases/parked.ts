/**
 * Cases that are parked: their workflow fails at each try until a fault is mended, or an operator holds them on purpose
 * (`npm run park`). Noted by whoever meets one, and by the turn itself with its reason.
 */
import { type Connection, Schema } from 'mongoose';
import type { Head, Millis } from '../../domain/kernel/process.ts';
import { caseOf } from './case.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

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
  /** Why, where the turn itself could say: `store-behind`, `record-mac` …; `held`: on purpose. */
  reason?: string;
  detail?: string;
  /** What the workflow knows of the case, and what the store has. */
  known?: Head;
  stored?: Head | null;
  /** By whom it is held: nothing brings it back by itself. */
  heldBy?: string;
};

const { Mixed } = Schema.Types;
const schema = new Schema<Parked>(
  {
    _id: text,
    process: text,
    version: integer,
    since: integer,
    lastAt: integer,
    times: integer,
    reason: String,
    detail: String,
    known: { type: Mixed },
    stored: { type: Mixed },
    heldBy: String,
  },
  schemaOptions('parked'),
);
export const parkedOf = modelOf<Parked>('Parked', schema);

type Standing = { _id: string; process: string; version: number; closedAt?: Millis };
const headsOf = (db: Connection, ids: readonly string[]): Promise<Standing[]> =>
  caseOf(db)
    .find({ _id: { $in: [...ids] } }, { process: 1, version: 1, closedAt: 1 })
    .lean<Standing[]>()
    .exec();

type Why = Partial<Pick<Parked, 'reason' | 'detail' | 'known' | 'stored'>> & { process?: string };

/** Somebody met the case parked at `now`, at version `met` where that is known: one that went on since is not noted. Throws when MongoDB is away. */
export async function noteParked(
  db: Connection,
  caseId: string,
  now: Millis,
  { met, ...why }: Why & { met?: number | undefined } = {},
): Promise<void> {
  const [head] = await headsOf(db, [caseId]);
  const process = head?.process ?? why.process;
  const version = head?.version ?? 0;
  if (process === undefined || (met !== undefined && met !== version)) return;
  const again = await parkedOf(db).updateOne(
    { _id: caseId, version },
    { ...why, process, lastAt: now, $inc: { times: 1 } },
  );
  if (again.matchedCount > 0) return;
  const fresh = { ...why, process, version, since: now, lastAt: now, times: 1 };
  await parkedOf(db).replaceOne({ _id: caseId }, fresh, { upsert: true });
}

type Hold = { caseId: string; process: string; by: string; now: Millis; reason?: string; detail?: string };

/** Holds a case: no revive, whatever becomes of its workflow, until it is let go. */
export async function hold(db: Connection, { caseId, process, by, now, reason = 'held', detail }: Hold): Promise<void> {
  const [head] = await headsOf(db, [caseId]);
  await parkedOf(db).updateOne(
    { _id: caseId },
    {
      $set: {
        process,
        heldBy: by,
        reason,
        ...(detail === undefined ? {} : { detail }),
        version: head?.version ?? 0,
        lastAt: now,
      },
      $setOnInsert: { since: now, times: 1 },
    },
    { upsert: true },
  );
}

/** Lets a case go that was held, or is to be tried again. */
export const release = async (db: Connection, caseId: string): Promise<void> => {
  await parkedOf(db).deleteOne({ _id: caseId });
};

/** Why the turn of a case has parked it; null when it has not, or the case has gone on since. */
export async function parkedBecause(db: Connection, caseId: string): Promise<string | null> {
  const [found, [head]] = await Promise.all([parkedOf(db).findById(caseId).lean<Parked>(), headsOf(db, [caseId])]);
  return found?.reason !== undefined && found.version === (head?.version ?? 0) ? found.reason : null;
}

export const isHeld = async (db: Connection, caseId: string): Promise<boolean> =>
  (await parkedOf(db).exists({ _id: caseId, heldBy: { $exists: true } })) !== null;

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
  const isParked = ({ _id, version, heldBy, reason }: Parked): boolean => {
    const head = heads.get(_id);
    if (heldBy !== undefined) return true;
    if (head === undefined) return reason !== undefined;
    return head.version === version && head.closedAt === undefined;
  };
  const mended = all.filter((one) => !isParked(one));
  for (const { _id, version } of mended) await parkedOf(db).deleteOne({ _id, version });
  return all.filter(isParked);
}
