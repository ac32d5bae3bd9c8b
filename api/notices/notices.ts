/** The inbox of the asker. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { dataOutside } from '../../domain/kernel/record/outside.ts';
import { noticeOf, type Notice } from '../../models/notices/notice.ts';
import type { Cursors } from '../http/cursor.ts';
import { limitAndAfter } from '../http/query.ts';
import { noticeText } from './notice-text.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, pageOf } from '../http/schemas.ts';

const noticeSchema = z.object({
  id: z.string(),
  number: z.string().optional().describe('Of the case that it is about'),
  process: z.string().optional(),
  subject: z.string().optional().describe('The entry of a register that it is about, where it is about no case'),
  mode: z.string(),
  template: z.string(),
  data: z.looseObject({}),
  text: z.object({ zh: z.string(), en: z.string() }).optional(),
  stoodIn: z.string().optional().describe('Whom the asker stands in for'),
  at: instantOut,
  readAt: instantOut.optional(),
});
const position = z.strictObject({ at: z.int(), id: z.string() });

const shownNotice = ({ _id, caseId, process, subject, mode, template, data, stoodIn, at, readAt }: Notice) => ({
  id: _id,
  number: caseId,
  process,
  subject,
  mode,
  template,
  data: dataOutside(data),
  text: noticeText(template, data, mode),
  stoodIn,
  at,
  readAt,
});

export const unreadOf = (personId: string) => ({ to: personId, readAt: { $exists: false } });
/** Unread notices of a person, for the navigation. */
export const unreadCount = (db: Connection, personId: string): Promise<number> =>
  noticeOf(db).countDocuments(unreadOf(personId)).limit(1_000).exec();

export function noticeRoutes({ db, cursors }: { db: Connection; cursors: Cursors }): Route[] {
  const notices = noticeOf(db);
  return [
    route({
      method: 'get',
      path: '/api/notices',
      operationId: 'notices.list',
      tag: 'notices',
      summary: 'Own notices, newest first',
      access: { rule: 'signed-in' },
      personal: true,
      query: z.strictObject({
        ...limitAndAfter,
        unread: z.enum(['true', 'false']).default('false').describe('Only those not read yet'),
      }),
      responses: { 200: { description: 'One page', schema: pageOf(noticeSchema).extend({ unread: z.int() }) } },
      handle: async ({ actor, query: { limit, after, unread } }) => {
        const scope = { list: 'notices', unread, person: actor.id };
        const from = after === undefined ? undefined : cursors.read(scope, after, position);
        const own = unread === 'true' ? unreadOf(actor.id) : { to: actor.id };
        const before = from ? { $or: [{ at: { $lt: from.at } }, { at: from.at, _id: { $lt: from.id } }] } : {};
        const [found, count] = await Promise.all([
          notices
            .find({ ...own, ...before })
            .sort({ at: -1, _id: -1 })
            .limit(limit + 1)
            .lean<Notice[]>(),
          unreadCount(db, actor.id),
        ]);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { at: last.at, id: last._id }) : null;
        return { body: { items: items.map(shownNotice), next, unread: count, serverNow: Date.now() } };
      },
    }),
    route({
      method: 'post',
      path: '/api/notices/read',
      operationId: 'notices.read',
      tag: 'notices',
      summary: 'Marks own notices as read; others and unknown ones are passed over',
      access: { rule: 'signed-in' },
      personal: true,
      body: z.strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(200) }),
      responses: { 200: { description: 'How many are left', schema: z.object({ unread: z.int() }) } },
      handle: async ({ actor, body: { ids } }) => {
        await notices.updateMany({ _id: { $in: ids }, ...unreadOf(actor.id) }, { $set: { readAt: Date.now() } });
        return { body: { unread: await unreadCount(db, actor.id) } };
      },
    }),
  ];
}
