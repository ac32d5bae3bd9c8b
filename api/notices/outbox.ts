/** The outbox 发件箱: what would have gone out by mail, where an installation has no mail server. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { formed } from '../../domain/kernel/contract.ts';
import { ownPart } from '../../domain/kernel/people/delivery.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { readableNow } from '../../models/notices/in-reach.ts';
import { type Mail, mailOf } from '../../models/notices/mail.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { Cursors } from '../http/cursor.ts';
import { limitAndAfter } from '../http/query.ts';
import { answersFor } from '../registers/plain/plain-registers.ts';
import { notFound, notPermitted } from '../http/problem.ts';
import { answered, type Route, route } from '../http/route.ts';
import { instantOut, pageOf } from '../http/schemas.ts';

const mailSchema = z.object({
  id: z.string(),
  person: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  at: instantOut,
});
const position = z.strictObject({ at: z.int(), id: z.string() });
const shown = ({ _id, person, to, subject, text, at }: Mail) => ({ id: _id, person, to, subject, text, at });
/** Whose cases a mail is about does not stand in it, so everybody's are the top's. */
const seesAll = (actor: Actor): boolean => answersFor(actor, ['system-administrator'], []);

type Deps = { db: Connection; cursors: Cursors; audit: AuditTrail };

export function outboxRoutes({ db, cursors, audit }: Deps): Route[] {
  const mails = mailOf(db);
  return [
    route({
      method: 'get',
      path: '/api/outbox',
      operationId: 'outbox.list',
      tag: 'notices',
      summary:
        'Mails to me that were kept instead of sent, newest first; `of=all`: everybody’s, for system administrators at the top',
      access: { rule: 'signed-in' },
      ofAnyBranch: true,
      query: z.strictObject({
        ...limitAndAfter,
        of: z.enum(['me', 'all']).default('me').describe('To me, or to all, for system administrators'),
      }),
      responses: { 200: { description: 'One page', schema: pageOf(mailSchema) } },
      handle: async ({ actor, query: { limit, after, of } }) => {
        if (of === 'all') await admit(actor, audit, {});
        const scope = { list: 'outbox', of, person: actor.id };
        const from = after === undefined ? undefined : cursors.read(scope, after, position);
        const found = await pageOfMails(db, actor, { of, limit, from });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { at: last.at, id: last._id }) : null;
        return { body: { items: items.map(shown), next, serverNow: Date.now() } };
      },
    }),
    route({
      method: 'get',
      path: '/api/outbox/:id',
      operationId: 'outbox.get',
      tag: 'notices',
      summary: 'One of them as it would have gone out, for a mail program',
      access: { rule: 'signed-in' },
      ofAnyBranch: true,
      params: z.strictObject({ id: formed(/^[A-Za-z0-9._=@-]{3,600}$/, 'message').describe('As the outbox names it') }),
      responses: { 200: { description: 'RFC 5322', mediaType: 'message/rfc822' } },
      handle: async ({ actor, params: { id }, response }) => {
        const mail = await mails.findById(id).lean<Mail>();
        if (!mail || (mail.person !== actor.id && !seesAll(actor))) throw notFound();
        if (mail.person === actor.id && !(await stillHis(db, actor, [mail])).has(id)) throw notFound();
        if (mail.person !== actor.id) await admit(actor, audit, { mail: id });
        response
          .status(200)
          .set({ 'Content-Type': 'message/rfc822', 'Content-Disposition': 'attachment; filename="mail.eml"' })
          .send(mail.raw);
        return answered;
      },
    }),
  ];
}

type Wanted = { of: 'me' | 'all'; limit: number; from: { at: number; id: string } | undefined };

/** Newest first, one more than asked for. Of his own he sees what he may still read; who sees all sees all. */
async function pageOfMails(db: Connection, actor: Actor, { of, limit, from }: Wanted): Promise<Mail[]> {
  const page: Mail[] = [];
  let place = from;
  for (;;) {
    const before = place ? { $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place.id } }] } : {};
    const found = await mailOf(db)
      .find({ ...(of === 'all' ? {} : { person: actor.id }), ...before }, { raw: 0 })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .lean<Mail[]>();
    const his = of === 'all' ? null : await stillHis(db, actor, found);
    page.push(...found.filter(({ _id }) => his?.has(_id) ?? true));
    const last = found.at(-1);
    if (page.length > limit || found.length <= limit || !last) return page.slice(0, limit + 1);
    place = { at: last.at, id: last._id };
  }
}

/** Ids of those of which he may read every notice now: a digest is one text. */
async function stillHis(db: Connection, actor: Actor, mails: readonly Pick<Mail, '_id'>[]): Promise<Set<string>> {
  const rows = await deliveryOf(db)
    .find({ messageId: { $in: mails.map(({ _id }) => ownPart(_id)) } }, { notice: 1, messageId: 1, caseId: 1 })
    .lean<Delivery[]>();
  const notices = await noticeOf(db)
    .find({ _id: { $in: rows.map(({ notice }) => notice) } }, { caseId: 1, template: 1, stoodIn: 1 })
    .lean<Notice[]>();
  const readable = await readableNow(db, actor, notices);
  const kept = new Set(notices.map(({ _id }) => _id));
  const closed = new Set(
    rows.filter(({ notice }) => kept.has(notice) && !readable.has(notice)).map(({ messageId }) => messageId),
  );
  return new Set(mails.filter(({ _id }) => !closed.has(ownPart(_id))).map(({ _id }) => _id));
}

/** Other people's mails are for administrators, and the look is on record. */
async function admit(actor: Actor, audit: AuditTrail, data: object): Promise<void> {
  if (!seesAll(actor)) throw notPermitted('Only own mails');
  await audit.record({ type: 'outboxRead', by: actor.id, at: Date.now(), data });
}
