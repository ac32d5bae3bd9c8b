/** What stands by for items in the register, and the versions that it has of them. By index. */
import type { Connection } from 'mongoose';
import { isRetired } from '../../../domain/items/item.ts';
import { DATABASE, RUNS_ON, STANDS_BY, versionsOf } from '../../../domain/items/spares.ts';
import type { SpareFact } from '../../../domain/kernel/facts.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { Item } from './item.ts';

type Read = Pick<Item, '_id' | 'kind' | 'fields' | 'relations' | 'status' | 'retiresAt'>;
const READ = { kind: 1, fields: 1, relations: 1, status: 1, retiresAt: 1 } as const;
/** More spares of one item nobody has on the shelf. */
const MOST_SPARES = 20;

/** Of each of `items` what names it as what it stands by for and is not out of use, by id; at most twenty in all. */
export async function sparesOf(
  db: Connection,
  items: readonly string[],
  now: Millis = Date.now(),
): Promise<SpareFact[]> {
  const stored = db.collection<Read>('items');
  const [live, standing] = await Promise.all([
    stored.find({ _id: { $in: [...items] } }, { projection: READ }).toArray(),
    stored
      .find(
        {
          'relations.to': { $in: [...items] },
          relations: { $elemMatch: { type: STANDS_BY, to: { $in: [...items] } } },
        },
        { projection: READ, sort: { _id: 1 } },
      )
      .toArray(),
  ]);
  const pairs = live.flatMap((item) =>
    standing.flatMap((spare) => (!isRetired(spare, now) && names(spare, STANDS_BY, item._id) ? [{ item, spare }] : [])),
  );
  const shown = pairs.slice(0, MOST_SPARES);
  const devices = [...new Set(shown.flatMap(({ item, spare }) => [item._id, spare._id]))];
  const above = await stored
    .find({ kind: DATABASE, 'relations.to': { $in: devices } }, { projection: READ, sort: { _id: 1 } })
    .toArray();
  const running = above.filter((one) => !isRetired(one, now));
  const versions = (device: Read) =>
    versionsOf(
      device,
      running.filter((one) => names(one, RUNS_ON, device._id)),
    );
  return shown.map(({ item, spare }) => ({
    item: item._id,
    spare: spare._id,
    live: versions(item),
    standby: versions(spare),
  }));
}

const names = ({ relations }: Read, type: string, to: string): boolean =>
  relations.some((one) => one.type === type && one.to === to);
