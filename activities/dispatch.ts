/** From notices to deliveries: rows first, then the couriers of those for whom something waits. */
import { Context } from '@temporalio/activity';
import { DEFAULT_PREFERENCES, deliveryRoutes, GATHER_MS } from '../domain/kernel/delivery.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { type Delivery, deliveryOf } from '../models/delivery.ts';
import type { Notice } from '../models/notice.ts';
import type { ActivityDeps } from './index.ts';

type Kept = Omit<Notice, 'at' | 'readAt'>;
type Deps = Pick<ActivityDeps, 'db' | 'directory' | 'senders'> & {
  /** Has the courier of a person look after rows just stored for him. */
  callFor: (person: string, rows: readonly Delivery[]) => Promise<void>;
};

/** Who was sent so many messages within the hour gets them in larger digests. */
const BUSY_ABOVE = 20;
const HOUR: Millis = 3_600_000;
const BUSY_GATHER_MS: Millis = 15 * 60_000;

export function createDispatch({ db, directory, senders, callFor }: Deps) {
  const deliveries = deliveryOf(db);

  /** The same notices again write nothing twice; their couriers are called again. */
  return async function dispatch(notices: readonly Kept[]): Promise<void> {
    const rows = (await Promise.all(notices.map(rowsFor))).flat();
    if (rows.length === 0) return;
    const writes = rows.map(({ _id, ...row }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true },
    }));
    await deliveries.bulkWrite(writes, { ordered: false });
    const waiting = rows.filter(({ state }) => state === 'waiting');
    for (const person of new Set(waiting.map(({ to }) => to)))
      await callFor(
        person,
        waiting.filter(({ to }) => to === person),
      );
  };

  async function rowsFor(notice: Kept): Promise<Delivery[]> {
    const { _id, key, caseId, process, mode, to, data } = notice;
    const person = await directory.person(to);
    if (!person?.active) return [];
    const now = mode === 'rehearsal' ? Context.current().info.scheduledTimestampMs : Date.now();
    const webhooks = await directory.webhooks(person.unit);
    const routes = deliveryRoutes({
      data,
      preferences: person.preferences ?? DEFAULT_PREFERENCES,
      hasMail: person.email !== undefined,
      webhooks: webhooks.map((hook) => ({ id: hook._id, carries: hook.carries })),
      now,
      minuteOfDay: (at) => senders.minuteOfDay(at, person),
    });
    if (routes.length === 0) return [];
    const extra = mode !== 'rehearsal' && (await isBusy(to)) ? BUSY_GATHER_MS - GATHER_MS : 0;
    const about = { ...(caseId === undefined ? {} : { caseId }), ...(process === undefined ? {} : { process }) };
    return routes.map(({ channel, page, notBefore }) => ({
      _id: `${_id}:${channel}`,
      notice: _id,
      key,
      ...about,
      mode,
      to,
      channel,
      page,
      state: mode === 'rehearsal' ? 'recorded' : 'waiting',
      nextAt: page ? notBefore : notBefore + extra,
      tries: 0,
      at: now,
    }));
  }

  async function isBusy(person: string): Promise<boolean> {
    const sent = { to: person, sentAt: { $gt: Date.now() - HOUR }, page: false };
    return (await deliveries.countDocuments(sent).limit(BUSY_ABOVE)) >= BUSY_ABOVE;
  }
}
