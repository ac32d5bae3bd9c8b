/** What I decided on, and what was decided for me: out of the record, the newest first. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { DECIDED } from '../../../domain/meetings/votes.ts';
import { votesOf } from '../../../models/cases/votes.ts';
import type { Cursors } from '../../http/cursor.ts';
import { limitAndAfter } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, pageOf, processKey } from '../../http/schemas.ts';
import type { Reads } from '../reads.ts';

const decided = z.object({
  number: z.string(),
  process: processKey,
  title: z.string(),
  status: z.string().describe('As it stands now'),
  at: instantOut,
  decision: z.enum(DECIDED).describe('`withdrawn`: the vote was taken back'),
  stage: z.string(),
  seat: z.string(),
  by: z.string().describe('Whose vote it is'),
  for: z.string().optional().describe('Whom he stood in for'),
  reason: z.string().optional(),
  planHash: z.string().optional().describe('Of the sheet as it was shown'),
  recordedBy: z.string().optional().describe('The chair who wrote it down'),
  meeting: z.string().optional().describe('In which it was cast'),
});
const position = z.strictObject({ at: z.number(), id: z.string() });

export const decidedRoute = ({ db, reads, cursors }: { db: Connection; reads: Reads; cursors: Cursors }): Route =>
  route({
    method: 'get',
    path: '/api/approvals/decided',
    operationId: 'approvals.decided',
    tag: 'approvals',
    summary: 'Votes that I cast, that a chair recorded of me, and that somebody cast for me, the newest first',
    access: { rule: 'reader' },
    unrecorded: true,
    query: z.strictObject(limitAndAfter),
    responses: {
      200: {
        description: 'One page; of cases that are still within reach',
        schema: pageOf(decided).extend({ serverNow: instantOut }),
      },
    },
    handle: async ({ identity, actor, query: { limit, after } }) => {
      const scope = { list: 'approvals-decided', person: actor.id };
      const { votes, next } = await votesOf(db, actor.id, {
        limit,
        after: after === undefined ? undefined : cursors.read(scope, after, position),
      });
      const numbers = [...new Set(votes.map(({ number }) => number))];
      const found =
        numbers.length === 0
          ? []
          : await reads
              .scoped(identity)
              .find({ _id: { in: numbers } }, { order: { field: '_id' }, limit: numbers.length });
      const views = new Map((await reads.shown(identity, found)).map((view) => [view.number, view]));
      const items = votes.flatMap((vote) => {
        const view = views.get(vote.number);
        return view ? [{ ...vote, process: view.process, title: view.title, status: view.status }] : [];
      });
      return { body: { items, next: next && cursors.write(scope, next), serverNow: Date.now() } };
    },
  });
