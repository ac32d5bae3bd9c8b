/** Sends what waits for one person, by every way but the inbox; the courier's only activity. */
import { createHash } from 'node:crypto';
import { againAfter, DIGEST_ABOVE, GIVE_UP_MS, mailId } from '../domain/kernel/delivery.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { noticeWords, type Words } from '../domain/notice-words.ts';
import { type Delivery, deliveryOf } from '../models/delivery.ts';
import { type Notice, noticeOf } from '../models/notice.ts';
import { type Person, personOf } from '../models/person.ts';
import type { ActivityDeps } from './index.ts';

export type Item = Pick<Notice, 'key' | 'template' | 'data' | 'mode'> & {
  notice: string;
  caseId?: string | undefined;
  process?: string | undefined;
  subject?: string | undefined;
  at: Millis;
  /** Instants in them are in the reader's zone. */
  words: Words;
};
/** One message to one person. The same `id` always has the same items, so what is sent again is the same. */
export type Message = {
  id: string;
  to: Pick<Person, '_id' | 'name' | 'locale' | 'email'>;
  page: boolean;
  items: readonly Item[];
};
export type Sent =
  | { outcome: 'sent' }
  /** `retryAfterMs`: the receiver asks not to be tried before. */
  | { outcome: 'again' | 'failed'; code: string; detail: string; retryAfterMs?: number };
export type Sender = { send(message: Message): Promise<Sent> };
export type Senders = {
  /** Of `mail` or `webhook:<id>`; null: there is no such way any more. */
  for(channel: string): Promise<Sender | null>;
  /** An instant as the person's clock shows it. */
  clock(at: Millis, person: Pick<Person, 'zone'>): string;
  /** 0 to 1439. */
  minuteOfDay(at: Millis, person: Pick<Person, 'zone'>): number;
};

const AT_ONCE = 500;
const waiting = (person: string) => ({ to: person, state: 'waiting' }) as const;

export function createDeliver({
  db,
  senders,
  caseClient,
  logger,
}: Pick<ActivityDeps, 'db' | 'senders' | 'caseClient' | 'logger'>) {
  const deliveries = deliveryOf(db);

  /** Sends all that is due for `person`; answers when the next is, or null when nothing waits any more. */
  async function deliverDue(person: string): Promise<{ nextAt: Millis | null }> {
    const due = await deliveries
      .find({ ...waiting(person), nextAt: { $lte: Date.now() } })
      .sort({ page: -1, at: 1, _id: 1 })
      .limit(AT_ONCE)
      .lean<Delivery[]>();
    for (const group of await grouped(person, due)) await deliver(person, group);
    const next = await deliveries.findOne(waiting(person), { nextAt: 1 }).sort({ nextAt: 1 }).lean<Delivery>();
    return { nextAt: next?.nextAt ?? null };
  }

  /** Pages alone and first; many others by one way become a digest, which keeps its items for ever. */
  async function grouped(person: string, due: readonly Delivery[]): Promise<Delivery[][]> {
    const known = byKey(due, ({ _id, digest }) => digest ?? _id);
    const singles = due.filter(({ page, digest }) => !page && digest === undefined);
    for (const [channel, rows] of byKey(singles, (row) => row.channel)) {
      if (rows.length <= DIGEST_ABOVE) continue;
      const ids = rows.map(({ _id }) => _id);
      const digest = `digest:${person}:${channel}:${sha256(ids.join()).slice(0, 32)}`;
      await deliveries.updateMany({ _id: { $in: ids }, state: 'waiting' }, { $set: { digest } });
      for (const id of ids) known.delete(id);
      known.set(
        digest,
        rows.map((row) => ({ ...row, digest })),
      );
    }
    return [...known.values()];
  }

  async function deliver(person: string, rows: readonly Delivery[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const outcome = await send(person, first, rows).catch((error: unknown): Sent => {
      logger?.error({ delivery: first._id, err: error }, 'a delivery goes again');
      return { outcome: 'again', code: 'sender-failed', detail: '' };
    });
    for (const row of rows) await record(row, outcome);
  }

  async function send(person: string, first: Delivery, rows: readonly Delivery[]): Promise<Sent> {
    const [reader, notices, sender] = await Promise.all([
      personOf(db).findById(person).lean<Person>(),
      noticeOf(db)
        .find({ _id: { $in: rows.map(({ notice }) => notice) } })
        .sort({ at: 1, _id: 1 })
        .lean<Notice[]>(),
      senders.for(first.channel),
    ]);
    if (!reader?.active) return { outcome: 'failed', code: 'addressee-gone', detail: '' };
    if (!sender) return { outcome: 'failed', code: 'channel-closed', detail: first.channel };
    const items = notices.map((notice) => itemOf(notice, (at) => senders.clock(at, reader)));
    const { _id, name, locale, email } = reader;
    const to = { _id, name, locale, ...(email === undefined ? {} : { email }) };
    return await sender.send({ id: first.digest ?? first._id, to, page: first.page, items });
  }

  async function record(row: Delivery, sent: Sent): Promise<void> {
    const { _id, at, channel, digest = _id } = row;
    const now = Date.now();
    const tries = row.tries + 1;
    if (sent.outcome === 'sent') {
      await deliveries.updateOne(
        { _id },
        {
          $set: { state: 'sent', sentAt: now, tries, ...(channel === 'mail' ? { messageId: mailId(digest) } : {}) },
          $unset: { code: 1, detail: 1 },
        },
      );
      return;
    }
    const { code, detail, retryAfterMs } = sent;
    const nextAt = now + againAfter(tries, retryAfterMs);
    const failed = sent.outcome === 'failed' || nextAt - at > GIVE_UP_MS;
    if (failed) await noteFailure(row, { code, detail });
    await deliveries.updateOne(
      { _id },
      { $set: { state: failed ? 'failed' : 'waiting', tries, nextAt, code, detail } },
    );
  }

  /** An event of the case as long as it is open; afterwards the delivery itself says so. */
  async function noteFailure(
    { _id, caseId }: Delivery,
    { code, detail }: { code: string; detail: string },
  ): Promise<void> {
    if (caseId !== undefined) await caseClient.noteEffect(caseId, { effect: _id, kind: 'notify', code, detail });
  }

  return { deliverDue };
}

function itemOf(
  { _id, key, caseId, process, subject, mode, template, data, at }: Notice,
  clock: (at: Millis) => string,
): Item {
  const words = noticeWords({ template, data, mode }, clock) ?? { zh: template, en: template };
  return { notice: _id, key, caseId, process, subject, mode, template, data, at, words };
}

function byKey(rows: readonly Delivery[], keyOf: (row: Delivery) => string): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
