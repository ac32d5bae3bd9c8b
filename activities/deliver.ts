/** Sends what waits for one person, by every way but the inbox; the courier's only activity. */
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { againAfter, DIGEST_ABOVE, GIVE_UP_MS, mailId } from '../domain/kernel/people/delivery.ts';
import type { Millis } from '../domain/kernel/process.ts';
import type { Dropped } from '../domain/kernel/people/still.ts';
import { fullWords, keysIn, noticeWords, type Reading } from '../domain/notice-words.ts';
import { type Delivery, deliveryOf, firstOfEachCase } from '../models/notices/delivery.ts';
import { type Notice, noticeOf } from '../models/notices/notice.ts';
import { namesOf } from '../models/registers/names.ts';
import { type Person, personOf } from '../models/registers/person.ts';
import { noLongerTold } from '../models/notices/asked-again.ts';
import type { ActivityDeps } from './deps.ts';
import type { Item, Sent } from './sending.ts';

/** Of one look, so of one message too. */
const AT_ONCE = 1_000;
/** A look sends no longer than this; the courier comes back for the rest. */
const LOOK_MS: Millis = 120_000;
/** Often enough for workflows/courier.ts to miss it soon. */
const HEARTBEAT_MS: Millis = 2_000;
const waiting = (person: string) => ({ to: person, state: 'waiting' }) as const;

/** What goes out as one message. */
type Parcel = { id: string; rows: readonly [Delivery, ...Delivery[]] };

export function createDeliver({
  db,
  senders,
  caseClient,
  logger,
}: Pick<ActivityDeps, 'db' | 'senders' | 'caseClient' | 'logger'>) {
  const deliveries = deliveryOf(db);

  /** Sends all that is due for `person`; answers when the next is, or null when nothing waits any more. */
  async function deliverDue(person: string): Promise<{ nextAt: Millis | null }> {
    const { info, heartbeat } = Context.current();
    const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
    const begun = Date.now();
    const now = (): Millis => info.currentAttemptScheduledTimestampMs + Date.now() - begun; // on the courier's clock
    try {
      const due = await deliveries
        .find({ ...waiting(person), nextAt: { $lte: now() } })
        .sort({ page: -1, at: 1, _id: 1 })
        .limit(AT_ONCE)
        .lean<Delivery[]>();
      for (const parcel of await parcelsOf(person, due)) {
        if (Date.now() - begun > LOOK_MS || (await isOvertaken(person, parcel, now()))) break;
        await record(parcel, await sendOrAgain(person, parcel), now());
      }
      const next = await deliveries.findOne(waiting(person), { nextAt: 1 }).sort({ nextAt: 1 }).lean<Delivery>();
      return { nextAt: next?.nextAt ?? null };
    } finally {
      clearInterval(beat);
    }
  }

  /** A page that came meanwhile waits for no other message: the courier looks again at once. */
  async function isOvertaken(person: string, { rows: [{ page }] }: Parcel, now: Millis): Promise<boolean> {
    if (page) return false;
    return (await deliveries.exists({ ...waiting(person), page: true, nextAt: { $lte: now } })) !== null;
  }

  /** In order: pages alone and first, many others by one way as a digest. What was tried once goes as it went then. */
  async function parcelsOf(person: string, due: readonly Delivery[]): Promise<Parcel[]> {
    const over = await noLongerTold(db, person, due);
    await drop(due, over);
    await gather(
      person,
      due.filter(({ _id }) => !over.has(_id)),
    );
    const ids = due.map(({ _id }) => _id);
    const now = await deliveries
      .find({ _id: { $in: ids }, state: 'waiting' })
      .sort({ page: -1, at: 1, _id: 1 })
      .lean<Delivery[]>();
    const parcels = new Map<string, Parcel>();
    for (const row of now) {
      const id = row.digest ?? row._id;
      if (parcels.has(id)) continue;
      const whole = row.digest === undefined ? [] : await deliveries.find({ digest: id }).lean<Delivery[]>();
      parcels.set(id, { id, rows: [row, ...whole.filter(({ _id }) => _id !== row._id)] });
    }
    return [...parcels.values()];
  }

  /** Said with the delivery. A digest that was tried goes whole, as it went then, unless nothing in it is told any more. */
  async function drop(due: readonly Delivery[], over: ReadonlyMap<string, Dropped>): Promise<void> {
    const isKept = ({ digest }: Delivery): boolean =>
      digest !== undefined && due.some((one) => one.digest === digest && !over.has(one._id));
    const rows = due.filter((row) => over.has(row._id) && !isKept(row));
    for (const code of new Set(over.values())) {
      const ids = rows.filter(({ _id }) => over.get(_id) === code).map(({ _id }) => _id);
      if (ids.length === 0) continue;
      await deliveries.updateMany({ _id: { $in: ids }, state: 'waiting' }, { $set: { state: 'dropped', code } });
      logger?.info({ to: due[0]?.to, code, count: ids.length }, 'what waited is not told any more');
    }
  }

  /** Many that were never tried become a digest, which keeps its items for ever. */
  async function gather(person: string, due: readonly Delivery[]): Promise<void> {
    const single = due.filter(({ page, digest, tries }) => !page && digest === undefined && tries === 0);
    for (const channel of new Set(single.map((row) => row.channel))) {
      const ids = single.filter((row) => row.channel === channel).map(({ _id }) => _id);
      if (ids.length <= DIGEST_ABOVE) continue;
      const digest = `digest:${person}:${channel}:${sha256(ids.join()).slice(0, 32)}`;
      const untouched = { _id: { $in: ids }, state: 'waiting', digest: { $exists: false } } as const;
      const messageId = channel === 'mail' ? { messageId: mailId(digest) } : {};
      await deliveries.updateMany(untouched, { $set: { digest, ...messageId } });
    }
  }

  async function sendOrAgain(person: string, parcel: Parcel): Promise<Sent> {
    try {
      return await send(person, parcel);
    } catch (error) {
      logger?.error({ delivery: parcel.id, err: error }, 'a delivery goes again');
      return { outcome: 'again', code: 'sender-failed', detail: '' };
    }
  }

  async function send(person: string, { id, rows }: Parcel): Promise<Sent> {
    const [{ channel, page }] = rows;
    const [reader, notices, sender] = await Promise.all([
      personOf(db).findById(person).lean<Person>(),
      noticeOf(db)
        .find({ _id: { $in: rows.map(({ notice }) => notice) } })
        .sort({ at: 1, _id: 1 })
        .lean<Notice[]>(),
      senders.for(channel),
    ]);
    if (!reader?.active) return { outcome: 'failed', code: 'addressee-gone', detail: '' };
    if (!sender) return { outcome: 'failed', code: 'channel-closed', detail: channel };
    const names = await namesOf(
      db,
      notices.flatMap(({ data, stoodIn }) => keysIn(data, stoodIn)),
    );
    const reading = { clock: (at: Millis) => senders.clock(at, reader), names };
    const items = notices.map((notice) => itemOf(notice, reading));
    const { _id, name, locale, email, phone, zone } = reader;
    const to = {
      _id,
      name,
      locale,
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
      ...(zone === undefined ? {} : { zone }),
    };
    return await sender.send({ id, to, page, items, names }, 1 + rows[0].tries);
  }

  async function record({ id, rows }: Parcel, sent: Sent, now: Millis): Promise<void> {
    const [{ at, tries: before }] = rows;
    const tries = before + 1;
    const which = { _id: { $in: rows.map(({ _id }) => _id) }, state: 'waiting' } as const;
    if (sent.outcome === 'sent') {
      await deliveries.updateMany(which, {
        $set: { tries, state: 'sent', sentAt: now },
        $unset: { code: 1, detail: 1 },
      });
      return;
    }
    const { outcome, code, detail, retryAfterMs } = sent;
    logger?.info({ delivery: id, code, tries }, 'a message did not go out');
    const nextAt = now + againAfter(tries, retryAfterMs);
    const final = outcome === 'failed' || nextAt - at > GIVE_UP_MS;
    const state = final && (await noteFailures(rows, { code, detail })) ? 'failed' : 'waiting';
    await deliveries.updateMany(which, { $set: { tries, state, nextAt, code, detail } });
  }

  /**
   * One event of each case in the message, as long as it is open; afterwards the delivery itself says so. False: a case cannot be reached now,
   * which must not hold up what else waits for this person.
   */
  async function noteFailures(rows: readonly Delivery[], why: { code: string; detail: string }): Promise<boolean> {
    try {
      for (const { _id, caseId, to } of firstOfEachCase(rows))
        if (caseId !== undefined) await caseClient.noteEffect(caseId, { effect: _id, kind: 'notify', to, ...why });
      return true;
    } catch (error) {
      logger?.error({ delivery: rows[0]?._id, err: error }, 'a failed delivery is noted later');
      return false;
    }
  }

  return { deliverDue };
}

function itemOf(
  { _id, key, caseId, process, subject, stoodIn, mode, template, data, at, happenedAt = at }: Notice,
  { clock, names }: Reading,
): Item {
  const words = noticeWords({ template, data, mode }, clock, names) ?? { zh: template, en: template };
  const full = fullWords(words, data, { clock, names });
  return { notice: _id, key, caseId, process, subject, stoodIn, mode, template, data, at: happenedAt, words, full };
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
