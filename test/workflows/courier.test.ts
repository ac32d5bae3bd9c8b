/** One person's courier on the real engine, its clock moved on: what waits goes out, once and whole, or fails for all to see. */
import { EventEmitter, once } from 'node:events';
import { tsToMs } from '@temporalio/common/lib/time';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createCouriers } from '../../activities/couriers.ts';
import type { Message, Senders, Sent } from '../../activities/sending.ts';
import { createDispatch } from '../../activities/dispatch.ts';
import { DIGEST_ABOVE, GATHER_MS, GIVE_UP_MS } from '../../domain/kernel/people/delivery.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import { fastForward } from '../../platform/time-skipping.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(120_000);
const HOUR = 3_600_000;

/** What went out, and what a receiver says to a message. */
const taken: Message[] = [];
const takenBy = (person: string) => taken.filter(({ to }) => to._id === person);
const answers = new Map<string, (message: Message) => Promise<Sent>>();
const sent = async (): Promise<Sent> => ({ outcome: 'sent' });
const says = (outcome: 'again' | 'failed', code: string) => async (): Promise<Sent> => ({ outcome, code, detail: '' });
const ways: Senders = {
  for: async () => ({
    send: async (message) => {
      taken.push(message);
      return await (answers.get(message.to._id) ?? sent)(message);
    },
  }),
  clock: (at) => String(at),
  minuteOfDay: () => 720,
};

let product: Product;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  product = await startProduct({ ways });
  desk = deskOf(product);
});
afterAll(() => product.stop());
beforeEach(() => {
  taken.length = 0;
  answers.clear();
});

const activity = () => new MockActivityEnvironment({ taskQueue: product.taskQueue });
const couriers = () => createCouriers(product);
const rows = (filter: object) => deliveryOf(product.db).find(filter).sort({ at: 1, _id: 1 }).lean<Delivery[]>();
const stateOf = async (notice: Notice | undefined) => (await rows({ notice: notice?._id }))[0]?.state;
const courierOf = (person: string) => `courier:${product.taskQueue}:${person}`;
const isRunning = async (person: string): Promise<boolean> => {
  const described = await product.temporal.workflow
    .getHandle(courierOf(person))
    .describe()
    .catch(() => null);
  return described?.status.name === 'RUNNING';
};
/** Time for a look that falls due at the very end, and less than the first wait for another try. */
const LOOK_MS = 4_000;
/** Moves the courier's own clock on; resolves when all that fell due on the way is done. It may have ended before. */
const later = async (person: string, ms: number): Promise<void> => {
  if (await isRunning(person)) await fastForward(product.temporal, courierOf(person), ms + LOOK_MS);
};
/** What waits is due at once, again and again until it is gone. */
const allSent = (person: string) =>
  product.eventually(async () => {
    await product.hurry(person);
    return (await rows({ to: person })).every(({ state }) => state === 'sent');
  });

let count = 0;
/** Notices about no case, as they lie in the inbox, sent on their ways. */
async function told(person: string, many = 1, about: Partial<Notice> = {}): Promise<Notice[]> {
  const notices = Array.from({ length: many }, (): Notice => {
    count += 1;
    const _id = `n-${String(count).padStart(4, '0')}:${person}`;
    const data = { caseId: about.caseId ?? 'INC-000000', title: `第 ${count} 条` };
    return { _id, key: _id, mode: 'live', to: person, template: 'incident-dispatched', data, at: Date.now(), ...about };
  });
  await noticeOf(product.db).insertMany(notices);
  const { callFor } = couriers();
  const dispatch = createDispatch({ ...product, senders: ways, callFor });
  await activity().run(dispatch, notices);
  return notices;
}
const titlesIn = ({ items }: Message) => items.map(({ words }) => /第 \d+ 条/.exec(words.zh)?.[0]);

test('a notice waits a moment for others, goes out once, and its courier ends', async () => {
  const [notice] = await told('eng-dx-1');
  await later('eng-dx-1', GATHER_MS);
  expect(takenBy('eng-dx-1')).toMatchObject([{ id: `${notice?._id}:mail`, items: [{ notice: notice?._id }] }]);
  const [row] = await rows({ to: 'eng-dx-1' });
  expect(row).toMatchObject({ state: 'sent', tries: 1 });
  expect((row?.sentAt ?? 0) > (row?.at ?? 0)).toBe(true);
  expect(await isRunning('eng-dx-1')).toBe(false);
});

test('F20 500 at once are one message with every item in it, and a page does not wait for them', async () => {
  const all = await told('eng-dx-2', 500);
  const step = { title: '第 0 条', clock: 'response', step: 'p100', priority: 'P1', channel: ['mail'] };
  await told('eng-dx-2', 1, { data: step });
  await product.eventually(async () => takenBy('eng-dx-2').some(({ page }) => page));
  await later('eng-dx-2', GATHER_MS);
  expect(takenBy('eng-dx-2')).toHaveLength(2);
  const digest = takenBy('eng-dx-2').find(({ page }) => !page);
  expect(new Set(digest && titlesIn(digest))).toEqual(
    new Set(all.map(({ data }) => ('title' in data ? data.title : ''))),
  );
  expect(
    new Set((await rows({ to: 'eng-dx-2', page: false })).map(({ state, digest: id }) => `${state} ${id}`)),
  ).toEqual(new Set([`sent ${digest?.id}`]));
});

test('a page that comes while others go out waits for one message, not for all', async () => {
  const step = { title: '第 0 条', clock: 'response', step: 'p100', priority: 'P1', channel: ['mail'] };
  answers.set('expert-1', async ({ page }) => {
    if (!page && takenBy('expert-1').length === 1) await told('expert-1', 1, { data: step });
    return { outcome: 'sent' };
  });
  await told('expert-1', DIGEST_ABOVE);
  await later('expert-1', GATHER_MS);
  await allSent('expert-1');
  expect(takenBy('expert-1').map(({ page }) => page)).toEqual([false, true, false, false, false, false]);
});

test('a digest goes again as the same message with the same items, whatever came meanwhile', async () => {
  answers.set('eng-donghu-1', says('again', 'smtp-452'));
  await told('eng-donghu-1', DIGEST_ABOVE + 1);
  await later('eng-donghu-1', GATHER_MS);
  await told('eng-donghu-1', DIGEST_ABOVE + 2);
  answers.clear();
  await allSent('eng-donghu-1');
  const [first] = takenBy('eng-donghu-1');
  const ids = [...new Set(takenBy('eng-donghu-1').map(({ id }) => id))];
  const [own, others] = ids.map((id) => takenBy('eng-donghu-1').filter((message) => message.id === id));
  expect(ids).toHaveLength(2);
  expect(own?.length).toBeGreaterThan(1);
  for (const message of own ?? []) expect(message).toEqual(first);
  expect([own, others].map((messages) => messages?.[0]?.items.length)).toEqual([DIGEST_ABOVE + 1, DIGEST_ABOVE + 2]);
});

test('F19 what was taken by a receiver whose answer got lost goes again under the same id', async () => {
  let lost = true;
  answers.set('eng-donghu-2', async () => {
    if (!lost) return { outcome: 'sent' };
    lost = false;
    throw new Error('the connection broke after the message was taken');
  });
  const [notice] = await told('eng-donghu-2');
  await later('eng-donghu-2', GATHER_MS + 10_000);
  expect(takenBy('eng-donghu-2').map(({ id }) => id)).toEqual([`${notice?._id}:mail`, `${notice?._id}:mail`]);
  expect(await rows({ to: 'eng-donghu-2' })).toMatchObject([{ state: 'sent', tries: 2 }]);
});

test('a worker that dies over a message leaves it to the next, which sends what was not recorded as sent', async () => {
  const going = new EventEmitter();
  answers.set('sup-dx', async () => {
    await once(going, 'gone');
    throw new Error('its worker is gone');
  });
  const [notice] = await told('sup-dx');
  const moved = later('sup-dx', GATHER_MS);
  await product.eventually(async () => takenBy('sup-dx').length === 1);
  const stopping = product.stopWorker();
  going.emit('gone');
  await stopping;
  answers.clear();
  await product.startWorker();
  await moved;
  await later('sup-dx', HOUR);
  await product.eventually(async () => (await rows({ to: 'sup-dx' })).every(({ state }) => state === 'sent'));
  expect(new Set(takenBy('sup-dx').map(({ id }) => id))).toEqual(new Set([`${notice?._id}:mail`]));
  expect(await missedAfterMs('sup-dx')).toBeLessThanOrEqual(10_000); // N17 one that is killed holds his lane no longer
});

/** How long a look of his courier may say nothing before the engine gives it to another worker. */
async function missedAfterMs(person: string): Promise<number> {
  const { events } = await product.temporal.workflow.getHandle(courierOf(person)).fetchHistory();
  const looks = (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: look }) => look?.heartbeatTimeout ?? [],
  );
  return Math.max(...looks.map((timeout) => tsToMs(timeout)));
}

test('what never succeeds is tried ever more rarely for a day, has failed then, and its case says so', async () => {
  answers.set('desk-linxi', says('again', 'smtp-econnrefused'));
  const { caseId } = await desk.open('desk-donghu', 'incident', incidentReport);
  const [notice] = await told('desk-linxi', 1, { caseId, process: 'incident' });
  await later('desk-linxi', GIVE_UP_MS + HOUR);
  const [row] = await rows({ notice: notice?._id });
  expect(row).toMatchObject({ state: 'failed', code: 'smtp-econnrefused' });
  expect(row?.tries).toBeGreaterThan(40);
  expect(row?.tries).toBeLessThan(80);
  const failures = (await product.eventsOf(caseId)).filter(({ type }) => type === 'incident.effectFailed');
  expect(failures.map(({ data }) => data)).toMatchObject([
    { effect: row?._id, kind: 'notify', code: 'smtp-econnrefused', to: 'desk-linxi' },
  ]);
  expect(await isRunning('desk-linxi')).toBe(false);
});

test('one person’s trouble touches no other, and what failed on an ended case stands with the delivery alone', async () => {
  answers.set('req-linxi', says('failed', 'smtp-550'));
  const { caseId } = await desk.open('desk-donghu', 'incident', incidentReport);
  await desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
  await product.eventually(async () => (await product.stored(caseId)).status === 'canceled');
  const before = (await product.eventsOf(caseId)).length;
  const about = { caseId, process: 'incident' };
  const [[bad], [good]] = await Promise.all([told('req-linxi', 1, about), told('owner', 1, about)]);
  await Promise.all(['req-linxi', 'owner'].map((person) => product.hurry(person)));
  await product.eventually(async () => (await stateOf(bad)) === 'failed' && (await stateOf(good)) === 'sent');
  expect(await product.eventsOf(caseId)).toHaveLength(before);
});

/** A row as somebody else's dispatch has just written it. */
const waiting = async (_id: string, nextAt: number): Promise<Delivery> => {
  const row: Delivery = {
    _id,
    notice: _id,
    key: _id,
    mode: 'live',
    to: 'admin-audit',
    channel: 'mail',
    page: false,
    state: 'waiting',
    nextAt,
    tries: 0,
    at: nextAt - GATHER_MS,
  };
  await deliveryOf(product.db).create(row);
  return row;
};

test('of two notices written at one moment one calls the courier, whichever asks first', async () => {
  const soon = Date.now() + GATHER_MS / 2;
  const [first, second] = [await waiting('first', soon), await waiting('second', soon + 1)];
  await activity().run(couriers().callFor, 'admin-audit', [second]);
  expect(await isRunning('admin-audit')).toBe(false);
  await activity().run(couriers().callFor, 'admin-audit', [first]);
  expect(await isRunning('admin-audit')).toBe(true);
  await later('admin-audit', GATHER_MS);
  expect((await rows({ to: 'admin-audit' })).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('what comes while its courier is about to end is sent all the same', async () => {
  for (let round = 0; round < 20; round += 1) {
    await Promise.all([told('auditor'), product.hurry('auditor')]);
    await product.hurry('auditor');
  }
  await allSent('auditor');
  const items = takenBy('auditor').flatMap((message) => titlesIn(message));
  expect([items.length, new Set(items).size]).toEqual([20, 20]);
});

test('what lost its courier with the engine’s memory is called for again', async () => {
  await told('sup-donghu');
  await product.temporal.workflow.getHandle(courierOf('sup-donghu')).terminate('the engine has lost it');
  await deliveryOf(product.db).updateMany({ to: 'sup-donghu' }, { $set: { nextAt: Date.now() - 10 * 60_000 } });
  await told('sup-donghu'); // what is long overdue is no sign of a courier
  expect(await isRunning('sup-donghu')).toBe(true);
  await product.temporal.workflow.getHandle(courierOf('sup-donghu')).terminate('the engine has lost it');
  await deliveryOf(product.db).updateMany({ to: 'sup-donghu', state: 'waiting' }, { $set: { nextAt: 1 } });
  expect(await activity().run(couriers().callOverdue)).toEqual({ called: 1 });
  await product.eventually(async () => (await rows({ to: 'sup-donghu' })).every(({ state }) => state === 'sent'));
});
