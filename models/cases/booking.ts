/**
 * Exclusive things: who holds an item, read out of the commits that took and released it. The commit is the booking, so
 * nothing is left to clear up whenever a turn dies, and nothing that was booked can be lost.
 */
import type { Connection } from 'mongoose';
import { meets } from '../../domain/kernel/time/intervals.ts';
import type { Actor, Booking, Commit, Hold } from '../../domain/kernel/process.ts';
import { mayRead } from '../../domain/may-read.ts';
import { casesIn } from './case.ts';
import { commitsIn, ofCase } from './commit.ts';

/** What of an item somebody else holds at a time that is wanted. */
export type Held = Hold & { caseId: string };
/** `bookings`: as the commit may take them, unless another is faster. */
export type Bookable = { bookings: Booking[] } | { held: Held };

type Row = { _id: string; newest: number; meeting: (Held & { commit: string })[] };

/**
 * Whether the case may take `holds`, with the turn of each; else the first that stands in its way. A drill is in the way of
 * drills alone.
 */
export async function bookable(
  db: Connection,
  taker: Pick<Commit, 'caseId' | 'mode'>,
  holds: readonly Hold[],
): Promise<Bookable> {
  const rows = new Map((await rowsOf(db, taker, holds)).map((row) => [row._id, row]));
  for (const hold of holds) {
    const held = await firstStanding(db, rows.get(hold.item)?.meeting.filter((one) => meets(one, hold)) ?? []);
    if (held) return { held };
  }
  const turns = new Map<string, number>();
  const bookings = holds.map((hold) => {
    const turn = (turns.get(hold.item) ?? rows.get(hold.item)?.newest ?? 0) + 1;
    turns.set(hold.item, turn);
    return { ...hold, turn };
  });
  return { bookings };
}

/** Of each item the newest turn, and what others ever booked in the time that is wanted. */
async function rowsOf(
  db: Connection,
  { caseId, mode }: Pick<Commit, 'caseId' | 'mode'>,
  holds: readonly Hold[],
): Promise<Row[]> {
  const items = [...new Set(holds.map(({ item }) => item))];
  const [from, until] = [Math.min(...holds.map((one) => one.from)), Math.max(...holds.map((one) => one.until))];
  const {
    item,
    from: begins,
    until: ends,
  } = { item: '$bookings.item', from: '$bookings.from', until: '$bookings.until' };
  const isMeeting = {
    $and: [{ $ne: ['$caseId', caseId] }, { $eq: ['$mode', mode] }, { $lt: [begins, until] }, { $gt: [ends, from] }],
  };
  const meeting = { item, from: begins, until: ends, caseId: '$caseId', commit: '$_id' };
  return await commitsIn(db)
    .aggregate<Row>([
      { $match: { 'bookings.item': { $in: items } } },
      { $project: { caseId: 1, mode: 1, bookings: 1 } },
      { $unwind: '$bookings' },
      { $match: { 'bookings.item': { $in: items } } },
      {
        $group: {
          _id: item,
          newest: { $max: '$bookings.turn' },
          meeting: { $push: { $cond: [isMeeting, meeting, '$$REMOVE'] } },
        },
      },
    ])
    .toArray();
}

/** The first that no later commit of its case released. */
async function firstStanding(db: Connection, meeting: Row['meeting']): Promise<Held | null> {
  for (const { commit, caseId, ...hold } of meeting)
    if (!(await isReleased(db, { commit, caseId, hold }))) return { ...hold, caseId };
  return null;
}

/** Number of the case that holds it, for whoever reads that; undefined for everybody else. */
export async function holderFor(db: Connection, actor: Actor, { caseId }: Held): Promise<string | undefined> {
  const holder = await casesIn(db).findOne({ _id: caseId });
  return holder && mayRead(actor, holder) ? caseId : undefined;
}

type Taken = { commit: Commit['_id']; caseId: string; hold: Hold };
async function isReleased(db: Connection, { commit, caseId, hold: { item, from, until } }: Taken): Promise<boolean> {
  const later = { $gt: commit, $lt: ofCase(caseId).$lt };
  const released = { $elemMatch: { item, from, until } };
  return (await commitsIn(db).findOne({ _id: later, released }, { projection: { _id: 1 } })) !== null;
}
