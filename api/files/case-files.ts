/** The files of a case, page by page, out of the record itself. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { fileId } from '../../domain/kernel/contract.ts';
import type { FileFact } from '../../domain/kernel/facts.ts';
import type { CaseEvent } from '../../domain/kernel/process.ts';
import { MOST_EVENTS } from '../../domain/kernel/record/commit.ts';
import { filesWithin } from '../../domain/kernel/record/files.ts';
import { filedEvents } from '../../models/cases/filed.ts';
import type { Reads } from '../cases/reads.ts';
import { byWithinReach } from '../cases/references.ts';
import type { Cursors } from '../http/cursor.ts';
import { limitAndAfter } from '../http/query.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, numberParams, pageOf } from '../http/schemas.ts';
import { filesShown } from './visible.ts';

type Deps = { db: Connection; reads: Reads; cursors: Cursors };

export const fileFields = z.object({
  id: fileId(),
  name: z.string(),
  type: z.string().describe('Media type, by its bytes'),
  size: z.int().describe('Bytes'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the bytes as they are stored'),
  unscanned: z.literal(true).optional().describe('No scanner has looked at it'),
});
const filed = fileFields.extend({
  at: instantOut,
  by: z.object({ id: z.string(), role: z.string() }).describe('Who handed it in'),
  seq: z.int().describe('Of the event that carries it'),
  event: z.string(),
  audience: z.enum(['public', 'internal']).optional(),
});
/** The last event that was told, and how many of its files. */
const position = z.strictObject({ seq: z.int(), files: z.int() });
/** So many commits at a time, as few as may fill a page: most bring one file, or ten. */
const [COMMITS, MOST_COMMITS] = [12, 100];

export const caseFilesRoute = ({ db, reads, cursors }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/cases/:number/files',
    operationId: 'cases.files',
    tag: 'cases',
    summary: 'The files of a case, as they came; internal ones only for those who may',
    access: { rule: 'reader' },
    unrecorded: true,
    params: numberParams,
    query: z.strictObject(limitAndAfter),
    responses: { 200: { description: 'One page', schema: pageOf(filed) } },
    handle: async ({ identity, actor, params: { number }, query: { limit, after } }) => {
      const stored = await reads.one(identity, number);
      const scope = { list: 'files', number, person: actor.id };
      const from = after === undefined ? { seq: 0, files: 0 } : cursors.read(scope, after, position);
      const items: ReturnType<typeof entryOf>[] = [];
      const told = async (all: typeof items) => {
        const by = await byWithinReach(
          reads.scoped(identity),
          all.map((one) => one.by),
        );
        return all.map((one, i) => ({ ...one, by: by[i] ?? one.by }));
      };
      let place = from;
      let count = COMMITS;
      for (let begin = Math.max(0, from.seq - MOST_EVENTS); ; ) {
        const { commits, events } = await filedEvents(db, stored._id, { after: begin, limit: count });
        for (const event of events) {
          const shown = filesShown(event, { identity, stored });
          for (const [n, file] of shown.entries()) {
            if (event.seq < from.seq || (event.seq === from.seq && n < from.files)) continue;
            if (items.length === limit)
              return {
                body: {
                  items: await told(items),
                  next: cursors.write(scope, place),
                  serverNow: await reads.now(stored),
                },
              };
            items.push(entryOf(event, file));
            place = { seq: event.seq, files: n + 1 };
          }
        }
        const last = commits.at(-1);
        if (!last || commits.length < count) break;
        begin = last.seq;
        count = MOST_COMMITS;
      }
      return { body: { items: await told(items), next: null, serverNow: await reads.now(stored) } };
    },
  });

const entryOf = ({ at, by, seq, type, data }: CaseEvent, file: FileFact) => ({
  ...file,
  at,
  by: { id: by.id, role: by.role },
  seq,
  event: type,
  ...audienceOf(data, file),
});

/** Of one that came along for those who work on the case nobody said so. */
function audienceOf(data: object, file: FileFact): object {
  if (filesWithin(data).includes(file)) return { audience: 'internal' };
  return 'audience' in data ? { audience: data.audience } : {};
}
