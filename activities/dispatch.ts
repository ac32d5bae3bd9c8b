/** From notices to deliveries: rows first, then the couriers of those for whom something waits. */
import { Context } from '@temporalio/activity';
import { DEFAULT_PREFERENCES, deliveryRoutes, GATHER_MS } from '../domain/kernel/delivery.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { type Delivery, deliveryOf } from '../models/delivery.ts';
import type { Notice } from '../models/notice.ts';
import type { ActivityDeps } from './index.ts';

type Kept = Omit<Notice, 'at' | 'readAt'>;
type Deps = Pick<ActivityDeps, 'db' | 'temporal' | 'directory' | 'senders'>;

/** Who was sent so many messages within the hour gets them in larger digests. */
const BUSY_ABOVE = 20;
const HOUR: Millis = 3_600_000;
const BUSY_GATHER_MS: Millis = 15 * 60_000;

export function createDispatch({ db, temporal, directory, senders }: Deps) {
  const deliveries = deliveryOf(db);

  /** The same notices again write nothing twice; their couriers are called again. */
  return async function dispatch(notices: readonly Kept[]): Promise<void> {
    const pages = new Map<string, boolean>();
    for (const notice of notices) {
      const rows = await rowsFor(notice);
      for (const { _id, ...row } of rows) await deliveries.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
      if (rows.some(({ state }) => state === 'waiting'))
        pages.set(notice.to, pages.get(notice.to) === true || rows.some(({ page }) => page));
    }
    for (const [person, page] of pages) await callCourier(person, page, notices);
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
    const since = Date.now() - HOUR;
    const sent = { to: person, state: 'sent', page: false, sentAt: { $gt: since } } as const;
    return (await deliveries.countDocuments(sent).limit(BUSY_ABOVE)) >= BUSY_ABOVE;
  }

  /**
   * He who has something waiting already has a courier that will look again, since rows are written first; a page does not
   * wait for that.
   */
  async function callCourier(person: string, page: boolean, notices: readonly Kept[]): Promise<void> {
    const own = notices.filter(({ to }) => to === person).map(({ _id }) => _id);
    const others = {
      to: person,
      state: 'waiting',
      notice: { $nin: own },
      nextAt: { $lte: Date.now() + GATHER_MS },
    } as const;
    if (!page && (await deliveries.exists(others)) !== null) return;
    await temporal.workflow.signalWithStart('courierWorkflow', {
      workflowId: `courier:${Context.current().info.taskQueue}:${person}`,
      taskQueue: Context.current().info.taskQueue,
      args: [person],
      signal: 'poke',
      signalArgs: [],
    });
  }
}
