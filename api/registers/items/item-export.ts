/** A list of items as a table that spreadsheet programs open, and that an import takes again. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import type { AuditTrail } from '../../../models/access/audit.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import { itemTypesOf } from '../../../models/registers/items/item-types.ts';
import { wallClockSeconds } from '../../../platform/zones.ts';
import { lang, langFor, MOST_ROWS, ROWS_AT_ONCE, rowsIn } from '../../http/file.ts';
import type { Limiter } from '../../http/rates.ts';
import { answered, type Route, route } from '../../http/route.ts';
import { sendTable, tableAnswer, tableFormat } from '../../http/table.ts';
import { cellsOf, columnsOf, headingsOf } from './item-columns.ts';
import { itemFilter, itemQuery, staff } from './item-routes.ts';

type Deps = { db: Connection; audit: AuditTrail; directory: Directory; limiter: Limiter; zone: string };

export const itemExportRoute = ({ db, audit, directory, limiter, zone }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/items/export',
    operationId: 'items.export',
    tag: 'items',
    summary: `Configuration items as CSV or XLSX, by key, at most ${MOST_ROWS} rows; an import takes the CSV again. On record`,
    access: { rule: 'role', roles: staff },
    costly: 'file',
    query: z.strictObject({ ...itemFilter, lang, format: tableFormat }),
    responses: tableAnswer,
    handle: async ({ actor, response, query: { lang: asked, format, ...filter } }) => {
      limiter.take('export', actor.id, false);
      const now = Date.now();
      const items = db.collection<Item>('items');
      const query = itemQuery(actor, filter, now);
      const counted = await items.countDocuments(query, { limit: MOST_ROWS + 1 });
      const count = rowsIn({ count: counted, capped: counted > MOST_ROWS }, 'items');
      const language = await langFor(directory, actor.id, asked);
      const data = { filter, count, ...(format === 'csv' ? {} : { format }) };
      await audit.record({ type: 'itemsExported', by: actor.id, at: now, data }); // no record, no export
      const types = await itemTypesOf(db);
      const columns = columnsOf(types);
      const reading = { types, zone, lang: language };
      async function* pages(): AsyncGenerator<string[][]> {
        for (let after = ''; ; ) {
          const page = await items
            .find({ $and: [query, { _id: { $gt: after } }] }, { sort: { _id: 1 }, limit: ROWS_AT_ONCE })
            .toArray();
          yield page.map((item) => cellsOf(item, columns, reading));
          const last = page.at(-1);
          if (!last || page.length < ROWS_AT_ONCE) return;
          after = last._id;
        }
      }
      const day = wallClockSeconds(now, zone).slice(0, 10);
      const name = language === 'zh' ? '配置项' : 'items';
      const heads = headingsOf(columns, language);
      await sendTable(response, { format, file: `${name} ${day}`, name, heads, pages: pages() });
      return answered;
    },
  });
