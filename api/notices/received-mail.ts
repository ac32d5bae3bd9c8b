/** Mail that came back, handed in by whatever watches the mailbox: reports of what did not arrive, and our own. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/process.ts';
import { ownPart } from '../../domain/kernel/people/delivery.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { CaseClient } from '../../client/cases/case-client.ts';
import { type Delivery, deliveryOf, firstOfEachCase } from '../../models/notices/delivery.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { readMail, type ReceivedMail, UnreadableMail } from '../../platform/received-mail.ts';
import type { Uploads } from '../files/upload.ts';
import { wholeMailRoute } from './whole-mail.ts';
import { answeredWithFiles } from './answered-with-files.ts';
import { answersFor } from '../registers/plain/plain-registers.ts';
import { invalid, notPermitted, statusOf } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';

const answer = z.object({
  outcome: z
    .enum(['bounced', 'known', 'unknown', 'own', 'automatic', 'attached', 'refused', 'not-taken'])
    .describe(
      'bounced: deliveries have failed now; known: they had before; unknown: a report about nothing of ours; own: a mail of ours came back; automatic: a program answered, which stands with the delivery that it answers; attached: its files are on the case that it answers; refused: that case takes nothing from its sender now; not-taken: mail is no other way in',
    ),
  deliveries: z.int().describe('How many have failed by this report'),
  number: z.string().optional().describe('The case that has its files'),
  code: z.string().optional().describe('Why it takes nothing'),
});
type Deps = {
  db: Connection;
  caseClient: CaseClient;
  directory: Directory;
  uploads: Uploads;
  metrics: Metrics;
  audit: AuditTrail;
  /** Bytes that the files of one command may have. */
  filesBytes: number;
};

export const receivedMailRoutes = (deps: Deps): Route[] => [
  route({
    method: 'post',
    path: '/api/mail/received',
    operationId: 'mail.received',
    tag: 'notices',
    summary: 'Hand in a mail that came back. Neither a report of failure nor a mail of ours is an answer of a person',
    access: { rule: 'role', roles: ['system-administrator'] },
    ofAnyBranch: true,
    largeBody: true,
    body: z
      .strictObject({
        bytes: z.base64().min(1).optional().describe('The whole message, RFC 5322: mail is bytes, in any encoding'),
        raw: z.string().min(1).optional().describe('The same, of a message that is text in UTF-8'),
        senderVerified: z
          .literal(true)
          .optional()
          .describe(
            'Whoever hands it in vouches for its sender (DMARC): only then are files of an answer taken in his name',
          ),
      })
      .refine(({ bytes, raw }) => (bytes === undefined) !== (raw === undefined), {
        error: 'either-or',
        path: ['bytes'],
      }),
    responses: { 200: { description: 'What it was', schema: answer } },
    handle: async ({ actor, body: { bytes, raw = '', senderVerified = false } }) => ({
      body: await receive(deps, actor, bytes === undefined ? raw : Buffer.from(bytes, 'base64'), senderVerified),
    }),
  }),
  wholeMailRoute({
    answer,
    filesBytes: deps.filesBytes,
    receive: async (actor, mail, senderVerified) => await receive(deps, actor, mail, senderVerified),
  }),
];

async function receive(deps: Deps, actor: Actor, raw: string | Buffer, senderVerified: boolean) {
  refuseBelow(actor);
  const { db } = deps;
  const mail = await taken(raw);
  const isOwn = mail.messageId !== undefined && (await rowsOf(db, [mail.messageId])).length > 0;
  if (isOwn) return { outcome: 'own', deliveries: 0 };
  if (mail.undelivered) return await bounced(deps, actor, mail.undelivered);
  if (mail.automatic) await noteAutomatic(db, mail.answers);
  if (mail.automatic) return { outcome: 'automatic', deliveries: 0 };
  return { ...(await withFiles(deps, senderVerified ? mail : null)), deliveries: 0 };
}

async function withFiles(deps: Deps, mail: ReceivedMail | null) {
  try {
    const onto = mail && (await answeredWithFiles(deps, mail));
    return onto ? { outcome: 'attached', ...onto } : { outcome: 'not-taken' };
  } catch (error) {
    if (error instanceof DomainError && statusOf(error.code) < 500) return { outcome: 'refused', code: error.code };
    throw error;
  }
}

/** Of the messages of one report. */
const MOST_ON_RECORD = 40;

/** What a report speaks of may be of any branch, and a made-up one keeps words from whoever was to read them. */
function refuseBelow(actor: Actor): void {
  if (!answersFor(actor, ['system-administrator'], [])) throw notPermitted('Mail of all is taken at the top');
}

async function taken(raw: string | Buffer): Promise<ReceivedMail> {
  try {
    return await readMail(raw);
  } catch (error) {
    if (error instanceof UnreadableMail) throw invalid([{ pointer: '/raw', code: 'unreadable' }]);
    throw error;
  }
}

const rowsOf = (db: Connection, ids: readonly string[]): Promise<Delivery[]> =>
  deliveryOf(db)
    .find({ messageId: { $in: [...new Set(ids.map(ownPart))] } })
    .sort({ _id: 1 })
    .lean<Delivery[]>()
    .exec();

/** That its reader is away stands with what he got: it was sent, and yet nobody may have read it. */
async function noteAutomatic(db: Connection, ids: readonly string[]): Promise<void> {
  const which = { messageId: { $in: ids.map(ownPart) }, automaticAt: { $exists: false } };
  await deliveryOf(db).updateMany(which, { $set: { automaticAt: Date.now() } });
}

/** A report fails what it is about once, however often it comes. About nothing that we sent: counted, that is all. */
async function bounced(
  { db, caseClient, metrics, audit }: Deps,
  actor: Actor,
  { ids, status }: { ids: readonly string[]; status: string },
): Promise<z.output<typeof answer>> {
  const deliveries = deliveryOf(db);
  const found = await rowsOf(db, ids);
  if (found.length === 0) metrics.refused('bounce-unknown');
  const lost = found.filter(({ state }) => state === 'sent' || state === 'waiting'); // of one whose taking got lost too
  if (lost.length > 0) {
    const messages = messagesIn(lost).flatMap(([first]) => first?.messageId ?? []);
    const data = { status, deliveries: lost.length, messages: messages.slice(0, MOST_ON_RECORD) };
    await audit.record({ type: 'mailBounced', by: actor.id, at: Date.now(), data });
  }
  for (const message of messagesIn(lost)) {
    for (const { _id, caseId, to } of firstOfEachCase(message)) {
      const note = { effect: _id, kind: 'notify', code: 'bounced', detail: status, to };
      if (caseId !== undefined) await caseClient.noteEffect(caseId, note); // once, however often it is told
    }
    const which = { _id: { $in: message.map(({ _id }) => _id) } };
    await deliveries.updateMany(which, { $set: { state: 'failed', code: 'bounced', detail: status } });
  }
  const outcome = lost.length > 0 ? 'bounced' : found.length > 0 ? 'known' : 'unknown';
  return { outcome, deliveries: lost.length };
}

const messagesIn = (rows: readonly Delivery[]): Delivery[][] =>
  [...new Set(rows.map(({ messageId }) => messageId))].map((id) => rows.filter(({ messageId }) => messageId === id));
