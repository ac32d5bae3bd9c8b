/** The inbox of the asker. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { dataOutside } from '../../domain/kernel/record/outside.ts';
import { readableNow } from '../../models/notices/in-reach.ts';
import { noticeOf, type Notice } from '../../models/notices/notice.ts';
import { awayShown } from '../../models/registers/meetings/away.ts';
import type { Cursors } from '../http/cursor.ts';
import { limitAndAfter } from '../http/query.ts';
import { noticeLines, type NoticeReader, noticeText, readerOf } from './notice-text.ts';
import { type Route, route } from '../http/route.ts';
import { awaySchema, instantOut, pageOf } from '../http/schemas.ts';

const noticeSchema = z.object({
  id: z.string(),
  number: z.string().optional().describe('Of the case that it is about'),
  process: z.string().optional(),
  subject: z.string().optional().describe('The entry of a register that it is about, where it is about no case'),
  mode: z.string(),
  template: z.string(),
  data: z.looseObject({}),
  text: z
    .object({ zh: z.string(), en: z.string() })
    .optional()
    .describe('What it says, with the words that were said; instants in the zone of the asker, which is named'),
  lines: z
    .array(z.string())
    .describe('What was said and what is known of the case, line by line, in the language and the zone of the asker'),
  stoodIn: z.string().optional().describe('Whom the asker stands in for'),
  at: instantOut,
  happenedAt: instantOut.optional().describe('When what it tells happened'),
  readAt: instantOut.optional(),
});
const position = z.strictObject({ at: z.int(), id: z.string() });

const shownNotice = (notice: Notice, reader: NoticeReader) => {
  const { _id, caseId, process, subject, mode, template, data, stoodIn, at, happenedAt, readAt } = notice;
  return {
    id: _id,
    number: caseId,
    process,
    subject,
    mode,
    template,
    data: dataOutside(data),
    text: noticeText(template, data, mode, reader),
    lines: noticeLines(notice, reader),
    stoodIn,
    at,
    happenedAt,
    readAt,
  };
};

export const unreadOf = (personId: string) => ({ to: personId, readAt: { $exists: false } });
const MOST_COUNTED = 1_000;
const unreadShape = { unread: z.int(), unreadCapped: z.boolean().describe('There may be more: counted to 1,000') };
/** Unread notices of a person, of those that he may still read; `unreadCapped`: there may be more. */
async function unreadFor(db: Connection, actor: Actor): Promise<{ unread: number; unreadCapped: boolean }> {
  const found = await noticeOf(db)
    .find(unreadOf(actor.id), { caseId: 1, template: 1, stoodIn: 1 })
    .limit(MOST_COUNTED)
    .lean<Notice[]>();
  const unread = found.length === 0 ? 0 : (await readableNow(db, actor, found)).size;
  return { unread, unreadCapped: found.length === MOST_COUNTED };
}
/** The same for the navigation. */
export const unreadCount = async (db: Connection, actor: Actor): Promise<number> => (await unreadFor(db, actor)).unread;

type Place = { at: number; id: string };
type Wanted = { filter: object; limit: number; from: Place | undefined };

/** Own notices that he may still read, newest first: what he may not is passed over, as if it were not there. */
async function pageFor(db: Connection, actor: Actor, { filter, limit, from }: Wanted): Promise<Notice[]> {
  const page: Notice[] = [];
  let place = from;
  for (;;) {
    const before = place ? { $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place.id } }] } : {};
    const found = await noticeOf(db)
      .find({ ...filter, ...before })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .lean<Notice[]>();
    const readable = await readableNow(db, actor, found);
    page.push(...found.filter(({ _id }) => readable.has(_id)));
    const last = found.at(-1);
    if (page.length > limit || found.length <= limit || !last) return page.slice(0, limit + 1);
    place = { at: last.at, id: last._id };
  }
}

type Deps = { db: Connection; cursors: Cursors; directory: Pick<Directory, 'person'>; zone: string };

export function noticeRoutes({ db, cursors, directory, zone }: Deps): Route[] {
  const notices = noticeOf(db);
  return [
    route({
      method: 'get',
      path: '/api/notices',
      operationId: 'notices.list',
      tag: 'notices',
      summary: 'Own notices, newest first',
      access: { rule: 'signed-in' },
      unrecorded: true,
      ofAnyBranch: true,
      query: z.strictObject({
        ...limitAndAfter,
        unread: z.enum(['true', 'false']).default('false').describe('Only those not read yet'),
      }),
      responses: {
        200: {
          description: 'One page',
          schema: pageOf(noticeSchema).extend({ ...unreadShape, away: awaySchema.optional() }),
        },
      },
      handle: async ({ actor, query: { limit, after, unread } }) => {
        const scope = { list: 'notices', unread, person: actor.id };
        const from = after === undefined ? undefined : cursors.read(scope, after, position);
        const own = unread === 'true' ? unreadOf(actor.id) : { to: actor.id };
        const now = Date.now();
        const [found, count, away] = await Promise.all([
          pageFor(db, actor, { filter: own, limit, from }),
          unreadFor(db, actor),
          awayShown(db, [actor.id], now),
        ]);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { at: last.at, id: last._id }) : null;
        const reader = await readerOf({ db, directory, zone }, actor.id, items);
        const shown = items.map((notice) => shownNotice(notice, reader));
        return { body: { items: shown, next, ...count, away: away.get(actor.id), serverNow: now } };
      },
    }),
    route({
      method: 'post',
      path: '/api/notices/read',
      operationId: 'notices.read',
      tag: 'notices',
      summary: 'Marks own notices as read; others and unknown ones are passed over',
      access: { rule: 'signed-in' },
      ofAnyBranch: true,
      body: z.strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(200) }),
      responses: { 200: { description: 'How many are left', schema: z.object(unreadShape) } },
      handle: async ({ actor, body: { ids } }) => {
        await notices.updateMany({ _id: { $in: ids }, ...unreadOf(actor.id) }, { $set: { readAt: Date.now() } });
        return { body: await unreadFor(db, actor) };
      },
    }),
  ];
}
