/** A work order's own fields beside those of every case. */
import type { Connection } from 'mongoose';
import { workOrderFields } from '../../../domain/work-order/fields.ts';
import { casesIn } from '../case.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(workOrderFields);

export const workOrderOf = ownModelOf('WorkOrder', 'work-order', fields);

const ofWorkOrders = { partialFilterExpression: { process: 'work-order' } } as const;
/** Of the collection of cases: all that work orders have there. Built by a migration. */
export async function createWorkOrderIndexes(db: Connection): Promise<void> {
  await casesIn(db).createIndex({ crew: 1, closedAt: 1 }, ofWorkOrders);
}

/** By person, how many live work orders he has in hand; whoever has none is not in it. */
export async function inHandOf(db: Connection, people: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const open = { process: 'work-order', mode: 'live', crew: { $in: [...people] }, closedAt: { $exists: false } };
  const counted = await casesIn(db)
    .aggregate<{ _id: string; count: number }>([
      { $match: open },
      { $project: { crew: 1 } },
      { $unwind: '$crew' },
      { $group: { _id: '$crew', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(counted.filter(({ _id }) => people.includes(_id)).map(({ _id, count }) => [_id, count]));
}
