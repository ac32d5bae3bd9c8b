/** Configuration items that are in use. */
import type { Connection } from 'mongoose';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import type { CaseReach } from '../../cases/scoped.ts';
import type { Item } from '../items/item.ts';
import { type Filter, idsOf, outsideOf, SHOWN, shownOf } from './open-cases.ts';

/** Items in use that `filter` finds, the first 200. */
export const itemsInUse = async (db: Connection, filter: Filter): Promise<string[]> =>
  idsOf(
    await db
      .collection<Item>('items')
      .find(
        { ...filter, status: { $ne: 'retired' }, $nor: [{ retiresAt: { $lte: Date.now() } }] },
        { projection: { _id: 1 }, sort: { _id: 1 }, limit: SHOWN },
      )
      .toArray(),
  );

/** Configuration items in use that belong to an organisation itself, the first 200. */
export const itemsAt = (db: Connection, orgPath: OrgPath): Promise<string[]> => itemsInUse(db, { orgPath });

/** Open cases that name a configuration item, of those within `reach` the first 200. */
export const casesNamingItem = async (
  db: Connection,
  id: string,
  reach: CaseReach,
): Promise<{ open: string[]; outside?: number }> => {
  const named = [{ item: { is: id } }];
  const [open, outside] = await Promise.all([shownOf(db, reach, named), outsideOf(db, reach, named)]);
  return { open, ...outside };
};
