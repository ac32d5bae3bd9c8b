/** Which version organisations have, of all items of an application or of a release at once. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { key } from '../../../domain/kernel/contract.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import { several } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { visibleIn } from '../register-scope.ts';
import { installedNear } from './installed-seen.ts';
import { installedSchema, staff } from './item-routes.ts';

const MOST_ITEMS = 100;
/** A page of some megabytes. */
const MOST_ROWS = 10_000;
const rowSchema = installedSchema.extend({ item: z.string(), name: z.string() });

export const installedRoute = ({ db }: { db: Connection }): Route =>
  route({
    method: 'get',
    tag: 'items',
    access: { rule: 'role', roles: staff },
    path: '/api/installed',
    operationId: 'items.installed',
    summary: 'Which version organisations of the own branches have of configuration items, as releases brought it',
    query: z.strictObject({
      item: several(key()).optional().describe('Of these'),
      application: several(key()).optional().describe('Of all items of these services'),
    }),
    responses: {
      200: {
        description: 'By item and organisation; of a hundred items and ten thousand rows at most',
        schema: z.object({ items: z.array(rowSchema), capped: z.boolean(), serverNow: instantOut }),
      },
    },
    handle: async ({ actor, query: { item, application } }) => {
      const parts = [
        visibleIn('items', actor),
        ...(item ? [{ _id: { $in: item } }] : []),
        ...(application ? [{ application: { $in: application } }] : []),
        { installed: { $exists: true } },
      ];
      const found = await db
        .collection<Pick<Item, '_id' | 'name' | 'installed'>>('items')
        .find({ $and: parts }, { projection: { name: 1, installed: 1 }, sort: { _id: 1 }, limit: MOST_ITEMS + 1 })
        .toArray();
      const rows = found
        .slice(0, MOST_ITEMS)
        .flatMap(({ _id, name, installed = [] }) =>
          installedNear(actor, installed).map((one) => ({ item: _id, name, ...one })),
        );
      const capped = found.length > MOST_ITEMS || rows.length > MOST_ROWS;
      return { body: { items: rows.slice(0, MOST_ROWS), capped, serverNow: Date.now() } };
    },
  });
