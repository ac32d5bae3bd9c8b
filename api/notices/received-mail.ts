/** Mail that came back, handed in by whatever watches the mailbox: reports of what did not arrive, and our own. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { CaseClient } from '../../client/cases/case-client.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { readMail } from '../../platform/received-mail.ts';
import { type Route, route } from '../http/route.ts';

const answer = z.object({
  outcome: z
    .enum(['bounced', 'known', 'unknown', 'own', 'automatic', 'not-taken'])
    .describe(
      'bounced: deliveries have failed now; known: they had before; unknown: a report about nothing of ours; own: a mail of ours came back; automatic: a program answered; not-taken: mail is no way in',
    ),
  deliveries: z.int().describe('How many have failed by this report'),
});
type Deps = { db: Connection; caseClient: CaseClient; metrics: Metrics };

/** A message of ours, by its id without the domain. */
const ownPart = (messageId: string): string => messageId.slice(0, messageId.lastIndexOf('@'));

export const receivedMailRoutes = ({ db, caseClient, metrics }: Deps): Route[] => [
  route({
    method: 'post',
    path: '/api/mail/received',
    operationId: 'mail.received',
    tag: 'notices',
    summary: 'Hand in a mail that came back. Neither a report of failure nor a mail of ours is an answer of a person',
    access: { rule: 'role', roles: ['system-administrator'] },
    body: z
      .strictObject({
        bytes: z.base64().min(1).optional().describe('The whole message, RFC 5322: mail is bytes, in any encoding'),
        raw: z.string().min(1).optional().describe('The same, of a message that is text in UTF-8'),
      })
      .refine(({ bytes, raw }) => (bytes === undefined) !== (raw === undefined), {
        error: 'either-or',
        path: ['bytes'],
      }),
    responses: { 200: { description: 'What it was', schema: answer } },
    handle: async ({ body: { bytes, raw = '' } }) => {
      const mail = await readMail(bytes === undefined ? raw : Buffer.from(bytes, 'base64'));
      if (mail.undelivered) return { body: await bounced({ db, caseClient, metrics }, mail.undelivered) };
      const own = mail.messageId !== undefined && (await deliveryOf(db).exists({ messageId: ownPart(mail.messageId) }));
      const outcome = own ? 'own' : mail.automatic ? 'automatic' : 'not-taken';
      return { body: { outcome, deliveries: 0 } };
    },
  }),
];

/** A report fails what it is about once, however often it comes. About nothing that we sent: counted, that is all. */
async function bounced(
  { db, caseClient, metrics }: Deps,
  { ids, status }: { ids: readonly string[]; status: string },
): Promise<z.output<typeof answer>> {
  const deliveries = deliveryOf(db);
  const found = await deliveries.find({ messageId: { $in: ids.map(ownPart) } }).lean<Delivery[]>();
  if (found.length === 0) metrics.refused('bounce-unknown');
  const lost = found.filter(({ state }) => state === 'sent' || state === 'waiting'); // of one whose taking got lost too
  for (const { _id, caseId, to } of lost) {
    const note = { effect: _id, kind: 'notify', code: 'bounced', detail: status, to };
    if (caseId !== undefined) await caseClient.noteEffect(caseId, note); // once, however often it is told
    await deliveries.updateOne({ _id }, { $set: { state: 'failed', code: 'bounced', detail: status } });
  }
  const outcome = lost.length > 0 ? 'bounced' : found.length > 0 ? 'known' : 'unknown';
  return { outcome, deliveries: lost.length };
}
