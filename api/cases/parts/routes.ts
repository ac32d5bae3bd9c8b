/** The parts of a case, page by page. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { partTitlesOf } from '../../../client/documents/part-titles.ts';
import { partId } from '../../../domain/kernel/contract.ts';
import { pageOfParts } from '../../../domain/kernel/parts/shown.ts';
import type { Words } from '../../../domain/notice-words.ts';
import { invalid } from '../../http/problem.ts';
import { limitAndAfter } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, numberParams } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';
import { partSchema } from './schemas.ts';

const word = z.string().regex(/^[a-z][a-z-]{0,39}$/);

type Deps = { db: Connection; registers: Connection; reads: Reads };

export const partRoutes = ({ db, registers, reads }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/cases/:number/parts',
    operationId: 'cases.parts',
    tag: 'cases',
    summary: 'The parts of a case in their order: steps, lines, findings, seats; empty for one that has none',
    access: { rule: 'reader' },
    params: numberParams,
    query: z.strictObject({
      kind: word.optional().describe('Of one kind'),
      partStatus: word.optional().describe('In one status of parts'),
      limit: limitAndAfter.limit,
      after: partId().optional().describe('The `next` of the page before: the part behind which this one begins'),
    }),
    responses: {
      200: {
        description: 'One page',
        schema: z.object({ items: z.array(partSchema), next: z.string().nullable(), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, params: { number }, query: { kind, partStatus, limit, after } }) => {
      const stored = await reads.one(identity, number);
      const all = await reads.parts(identity, stored);
      // A part may leave its status between two pages: the place is looked for among all.
      const place = pageOfParts(all, { after, limit: all.length });
      if (!place) throw invalid([{ pointer: '/after', code: 'unknown' }]);
      const asked = place.items.filter(
        (part) =>
          (kind === undefined || part.kind === kind) && (partStatus === undefined || part.status === partStatus),
      );
      const { items = [], next = null } = pageOfParts(asked, { limit }) ?? {};
      const titles = items.length > 0 ? await partTitlesOf({ db, registers }, stored) : new Map<string, Words>();
      const named = items.map((part) => ({ ...part, title: titles.get(part.id) }));
      return { body: { items: named, next, serverNow: await reads.now(stored) } };
    },
  }),
];
