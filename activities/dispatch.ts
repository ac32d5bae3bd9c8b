/** From notices to deliveries: rows first, then the couriers of those for whom something waits. */
import { Context } from '@temporalio/activity';
import {
  BUSY_ABOVE,
  DEFAULT_PREFERENCES,
  type DeliveryRoute,
  deliveryRoutes,
  mailId,
  type Preferences,
  whyNoMail,
} from '../domain/kernel/people/delivery.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { type Delivery, deliveryOf } from '../models/notices/delivery.ts';
import { type Notice, noticeOf } from '../models/notices/notice.ts';
import type { ActivityDeps } from './deps.ts';

type Kept = Omit<Notice, 'at' | 'readAt'>;
type Deps = Pick<ActivityDeps, 'db' | 'directory' | 'senders'> & {
  /** Has the courier of a person look after rows just stored for him. */
  callFor: (person: string, rows: readonly Delivery[]) => Promise<void>;
};

const HOUR: Millis = 3_600_000;

export function createDispatch({ db, directory, senders, callFor }: Deps) {
  const deliveries = deliveryOf(db);

  /** The same notices again write nothing twice; their couriers are called again. */
  return async function dispatch(notices: readonly Kept[]): Promise<void> {
    const people = [...new Set(notices.map(({ to }) => to))];
    const rowsOf = people.map((id) =>
      rowsTo(
        id,
        notices.filter(({ to }) => to === id),
      ),
    );
    const rows = (await Promise.all(rowsOf)).flat();
    if (rows.length === 0) return;
    const writes = rows.map(({ _id, ...row }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true },
    }));
    await deliveries.bulkWrite(writes, { ordered: false });
    for (const id of people) {
      const waiting = rows.filter(({ to, state }) => to === id && state === 'waiting');
      if (waiting.length > 0) await callFor(id, waiting);
    }
  };

  async function rowsTo(id: string, notices: readonly Kept[]): Promise<Delivery[]> {
    const person = await directory.person(id);
    if (!person?.active) return [];
    const hooks = await directory.webhooks(person.unit);
    const hasMail = person.email !== undefined;
    const preferences = person.preferences ?? DEFAULT_PREFERENCES;
    await noteNoMail(notices, { preferences, hasMail });
    if (!hasMail && hooks.length === 0) return [];
    const ways = {
      to: id,
      preferences,
      hasMail,
      webhooks: hooks.map(({ _id, carries }) => ({ id: _id, carries })),
      busy: await isBusy(id),
      minuteOfDay: (at: Millis) => senders.minuteOfDay(at, person),
    };
    const now = Date.now();
    return notices.flatMap((notice) => {
      const at = notice.mode === 'rehearsal' ? Context.current().info.scheduledTimestampMs : now;
      return deliveryRoutes({ ...ways, data: notice.data, now: at }).map((way) => rowOf(notice, way, at));
    });
  }

  /** Where no mail goes, the notice says why, so that silence is not taken for a loss. */
  async function noteNoMail(notices: readonly Kept[], ways: { preferences: Preferences; hasMail: boolean }) {
    const why = notices.map(({ _id, data }) => ({ _id, noMail: whyNoMail({ data, ...ways }) }));
    for (const noMail of new Set(why.map((one) => one.noMail)))
      if (noMail !== null) {
        const own = why.filter((one) => one.noMail === noMail).map(({ _id }) => _id);
        await noticeOf(db).updateMany({ _id: { $in: own } }, { $set: { noMail } });
      }
  }

  async function isBusy(person: string): Promise<boolean> {
    const sent = { to: person, sentAt: { $gt: Date.now() - HOUR }, page: false };
    return (await deliveries.countDocuments(sent).limit(BUSY_ABOVE)) >= BUSY_ABOVE;
  }
}

function rowOf(notice: Kept, { channel, page, notBefore }: DeliveryRoute, at: Millis): Delivery {
  const { _id: own, key, caseId, process, mode, to } = notice;
  const _id = `${own}:${channel}`;
  return {
    _id,
    notice: own,
    key,
    ...(caseId === undefined ? {} : { caseId }),
    ...(process === undefined ? {} : { process }),
    mode,
    to,
    channel,
    page,
    state: mode === 'rehearsal' ? 'recorded' : 'waiting',
    nextAt: notBefore,
    tries: 0,
    at,
    ...(channel === 'mail' ? { messageId: mailId(_id) } : {}),
  };
}
