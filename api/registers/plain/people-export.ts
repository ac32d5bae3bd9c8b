/** People as a file that spreadsheet programs open, and that an import takes again. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { orgPath } from '../../../domain/kernel/contract.ts';
import type { AuditTrail } from '../../../models/access/audit.ts';
import type { Person } from '../../../models/registers/person.ts';
import { wallClockSeconds } from '../../../platform/zones.ts';
import { lang, langFor, MOST_ROWS, ROWS_AT_ONCE, rowsIn } from '../../http/file.ts';
import type { Limiter } from '../../http/rates.ts';
import { answered, type Route, route } from '../../http/route.ts';
import { sendTable, tableAnswer, tableFormat } from '../../http/table.ts';
import { seesContact, visibleIn, within } from '../register-scope.ts';
import { headingsIn, personCells } from './people-sheet.ts';

type Deps = { db: Connection; audit: AuditTrail; directory: Directory; limiter: Limiter; zone: string };

export const peopleExportRoute = ({ db, audit, directory, limiter, zone }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/people/export',
    operationId: 'people.export',
    tag: 'people',
    summary: `Active people as CSV or XLSX, by account, at most ${MOST_ROWS} rows; an import takes the CSV again. On record`,
    access: { rule: 'role', roles: ['security-administrator', 'system-administrator'] },
    costly: 'file',
    query: z.strictObject({ org: orgPath().optional().describe('At it and below'), lang, format: tableFormat }),
    responses: tableAnswer,
    handle: async ({ actor, response, query: { org, lang: asked, format } }) => {
      limiter.take('export', actor.id, false);
      const now = Date.now();
      const people = db.collection<Person>('people');
      const query = {
        $and: [
          visibleIn('people', actor),
          { active: true },
          ...(org === undefined ? [] : [within('unit', [`/${org.slice(1)}`])]),
        ],
      };
      const counted = await people.countDocuments(query, { limit: MOST_ROWS + 1 });
      const count = rowsIn({ count: counted, capped: counted > MOST_ROWS }, 'people');
      const data = { ...(org === undefined ? {} : { org }), count, ...(format === 'csv' ? {} : { format }) };
      await audit.record({ type: 'peopleExported', by: actor.id, at: now, data }); // no record, no export
      const language = await langFor(directory, actor.id, asked);
      async function* pages(): AsyncGenerator<string[][]> {
        for (let after = ''; ; ) {
          const page = await people
            .find({ $and: [query, { _id: { $gt: after } }] }, { sort: { _id: 1 }, limit: ROWS_AT_ONCE })
            .toArray();
          yield page.map((one) => personCells(one, seesContact(actor, one)));
          const last = page.at(-1);
          if (!last || page.length < ROWS_AT_ONCE) return;
          after = last._id;
        }
      }
      const day = wallClockSeconds(now, zone).slice(0, 10);
      const name = language === 'zh' ? '人员' : 'people';
      const heads = headingsIn(language);
      await sendTable(response, { format, file: `${name} ${day}`, name, heads, pages: pages() });
      return answered;
    },
  });
