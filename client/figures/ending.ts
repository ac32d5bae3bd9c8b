/** Which open documents are of cases that have ended all the same: their row is written, and their document follows. */
import type { Connection } from 'mongoose';
import { casesIn } from '../../models/cases/case.ts';
import { forgetEndings, notedEndings } from '../../models/figures/ending.ts';
import { figureRowsIn } from '../../models/figures/row.ts';

/** Of many more than end in a day, a batch at a time. */
const AT_ONCE = 5_000;

/** Those noted of which a row is there, however their document stands by now. Throws when the store is away. */
export async function endingByRow(db: Connection): Promise<string[]> {
  return await thoseIn(await notedEndings(db), (_id) => figureRowsIn(db).find({ _id }, ID));
}

/** Likewise, but for those whose document has ended, which are forgotten: an end is final. Throws when the store is away. */
export async function stillEnding(db: Connection): Promise<string[]> {
  const noted = await notedEndings(db);
  const ended = await thoseIn(noted, (_id) => casesIn(db).find({ _id, closedAt: { $exists: true } }, ID));
  await forgetEndings(db, ended);
  const over = new Set(ended);
  const left = noted.filter((one) => !over.has(one));
  return await thoseIn(left, (_id) => figureRowsIn(db).find({ _id }, ID));
}

const ID = { projection: { _id: 1 } } as const;
type Found = { toArray: () => Promise<{ _id: string }[]> };

async function thoseIn(all: readonly string[], find: (ids: { $in: string[] }) => Found): Promise<string[]> {
  const found: string[] = [];
  for (let n = 0; n < all.length; n += AT_ONCE)
    for (const { _id } of await find({ $in: all.slice(n, n + AT_ONCE) }).toArray()) found.push(_id);
  return found;
}
