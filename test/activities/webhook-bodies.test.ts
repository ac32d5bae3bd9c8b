import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliver } from '../../activities/deliver.ts';
import type { Message, Sent, Senders } from '../../activities/sending.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { webhookBodyOf, webhookOf } from '../../models/notices/webhook.ts';
import { bodyOf, createSenders } from '../../worker/senders.ts';
import { type Product, startProduct } from '../support/product/product.ts';

let product: Product;
let receiver: Server;
const bodies: string[] = [];
const attempts: string[] = [];
let status = 503;
beforeAll(async () => {
  product = await startProduct({ worker: false });
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      attempts.push(String(request.headers['changming-attempt']));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  await webhookOf(product.db).create({
    _id: 'robot',
    name: '机器人',
    url: `http://127.0.0.1:${portOf()}/`,
    carries: ['webhook'],
    organisations: [],
    secret: 's',
    open: true,
    version: 1,
    changedAt: 0,
    changedBy: 'test',
  });
}, 120_000);
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await product.stop();
});

const portOf = () => (receiver.address() as AddressInfo).port;
const message = (more: Partial<Message> = {}): Message => ({
  id: 'digest:li:webhook:robot:1',
  to: { _id: 'li', name: '李强', locale: 'zh' },
  page: false,
  items: ['a', 'b'].map((notice) => ({
    notice,
    key: notice,
    template: 't',
    data: {},
    mode: 'live',
    at: 0,
    words: { zh: '甲', en: 'a' },
  })),
  ...more,
});

test('a message that goes again is the same byte for byte, whatever has changed since, and then expires', async () => {
  const { mailFrom, zone } = product.env;
  const senders = createSenders(product.db, {
    smtpUrl: undefined,
    mailFrom,
    zone,
    webhookAllow: [`127.0.0.1:${portOf()}`],
  });
  const sender = await senders.for('webhook:robot');
  expect(await sender?.send(message())).toMatchObject({ outcome: 'again', code: 'http-503', detail: '' });
  status = 200;
  const renamed = { _id: 'li', name: '李大强', locale: 'en' } as const;
  const cut = message().items.slice(0, 1); // the other one was recorded as sent before a crash
  expect(await sender?.send(message({ to: renamed, items: cut }), 2)).toMatchObject({ outcome: 'sent' });
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBe(bodies[0]);
  expect(attempts).toEqual(['1', '2']); // N18: beside the body, which stays the same
  await sender?.send(message({ id: 'another', to: renamed }));
  expect(bodies[2]).toContain('李大强');
  const indexes = await webhookBodyOf(product.db).collection.indexes();
  expect(indexes).toContainEqual(expect.objectContaining({ key: { at: 1 }, expireAfterSeconds: 7 * 86_400 }));
  senders.close();
});

test('a receiver that asks for patience gets it', async () => {
  const { db, caseClient } = product;
  await noticeOf(db).create({
    _id: 'n:eng-dx-1',
    key: 'n',
    subject: 'calendars/x@1',
    mode: 'live',
    to: 'eng-dx-1',
    template: 'calendar-near',
    data: {},
    at: 0,
  });
  const row: Delivery = {
    _id: 'n:eng-dx-1:webhook:robot',
    notice: 'n:eng-dx-1',
    key: 'n',
    mode: 'live',
    to: 'eng-dx-1',
    channel: 'webhook:robot',
    page: false,
    state: 'waiting',
    nextAt: 0,
    tries: 0,
    at: Date.now(),
  };
  await deliveryOf(db).create(row);
  const sent: Message[] = [];
  const senders: Senders = {
    for: async () => ({
      send: async (one) => {
        sent.push(one);
        return { outcome: 'again', code: 'http-429', detail: '', retryAfterMs: 3_600_000 };
      },
    }),
    clock: String,
    minuteOfDay: () => 0,
  };
  const { deliverDue } = createDeliver({ db, senders, caseClient });
  const activity = new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: Date.now() });
  await activity.run(deliverDue, 'eng-dx-1');
  const kept = await deliveryOf(db).findById(row._id).lean<Delivery>();
  expect(Number(kept?.nextAt) - Date.now()).toBeGreaterThan(3_500_000);
  expect(sent.flatMap(({ items }) => items)).toMatchObject([
    { subject: 'calendars/x@1', words: { zh: expect.stringContaining('日历') } },
  ]);
});

test('N18 what an SMS gateway gets has the phone, other systems have not; and no system gets the caller’s contact', async () => {
  const to = { ...message().to, phone: '13900000000' };
  const [item] = message().items;
  const told = {
    ...message({ to }),
    items: item ? [{ ...item, at: 7, data: { contact: '0712', said: { text: '甲' } } }] : [],
  };
  const [plain, sms] = [bodyOf(told), bodyOf(told, { withPhone: true })].map((body) => JSON.parse(body));
  expect([plain.to.phone, sms.to.phone]).toEqual([undefined, '13900000000']);
  expect(plain.notices).toMatchObject([{ at: '1970-01-01T00:00:00.007Z', data: { said: { text: '甲' } } }]);
  expect(JSON.stringify(sms)).not.toContain('0712');
});

type Step = { clock: string; step: string; firedAt: number; at?: number; template?: string };
const clockOf = (phase: string, more: object = {}) => ({
  phase,
  breachedAt: null,
  life: { acked: [], startedAt: 0, ...more },
});

/** A case at work, as its document says it, and steps of its clocks on their way to its engineer. */
async function waitingSteps(caseId: string, life: object, steps: readonly Step[]): Promise<void> {
  const clocks = { response: clockOf('stopped'), resolution: clockOf('running', life) };
  const kase = { text: JSON.stringify({ state: {}, pins: {}, clocks }) };
  const readings = { response: { kind: 'sla' }, resolution: { kind: 'sla' } };
  const parties = { requester: 'req-linxi', unit: '/dx/donghu/linxi/school', assignee: 'eng-donghu-1' };
  const place = { orgLine: ['/dx/donghu/linxi', '/dx/donghu', '/dx'], queue: 'donghu-l2', parties };
  await product.db
    .collection('cases')
    .insertOne({ ...place, _id: caseId, process: 'incident', readings, kase } as never);
  for (const { template = 'incident-resolution-warned', at = Date.now(), ...data } of steps) {
    const _id = `${caseId}-${data.clock}-${data.step}:eng-donghu-1`;
    const about = { key: _id, caseId, process: 'incident', mode: 'live', to: 'eng-donghu-1', at } as const;
    await noticeOf(product.db).create({ ...about, _id, template, data: { ...data, title: '打不开' } });
    const row = { notice: _id, channel: 'mail', page: false, state: 'waiting', nextAt: 0, tries: 0 } as const;
    await deliveryOf(product.db).create({ ...about, ...row, _id: `${_id}:mail` });
  }
}

/** Looks once; what was sent, by notice, and what became of all rows of the case. */
async function lookFor(person: string, caseId: string, says: Sent = { outcome: 'sent' }) {
  const sent: Message[] = [];
  const senders: Senders = {
    for: async () => ({
      send: async (one) => {
        sent.push(one);
        return says;
      },
    }),
    clock: String,
    minuteOfDay: () => 0,
  };
  const noted: string[] = [];
  const caseClient = { ...product.caseClient, noteEffect: async (number: string) => void noted.push(number) };
  const { deliverDue } = createDeliver({ db: product.db, senders, caseClient });
  const activity = new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: Date.now() });
  await activity.run(deliverDue, person);
  const rows = await deliveryOf(product.db).find({ caseId }).sort({ _id: 1 }).lean<Delivery[]>();
  const became = rows.map(({ notice, state, code }) => [notice.split(/[-:]/)[3], state, code]);
  return { sent: sent.flatMap(({ items }) => items.map(({ notice }) => notice)), became, noted };
}

test('N10 of steps that waited goes what still says something: the newest, a breach, nothing heard or over', async () => {
  const late = 'incident-response-breached';
  await waitingSteps('INC-800001', { acked: ['p90'] }, [
    { clock: 'response', step: 'p75', firedAt: 1, template: 'incident-response-warned' },
    { clock: 'response', step: 'p100', firedAt: 2, template: late },
    { clock: 'resolution', step: 'p50', firedAt: 1 },
    { clock: 'resolution', step: 'p75', firedAt: 5 },
    { clock: 'resolution', step: 'p90', firedAt: 6 },
  ]);
  const { became } = await lookFor('eng-donghu-1', 'INC-800001');
  expect(became).toEqual([
    ['p50', 'dropped', 'superseded'],
    ['p75', 'sent', undefined],
    ['p90', 'dropped', 'acknowledged'],
    ['p100', 'sent', undefined],
    ['p75', 'dropped', 'clock-stopped'],
  ]);
});

test('N10 repeats that a mail server kept waiting leave as one, and a digest that was tried goes as it went', async () => {
  const repeats = ['p100', 'p100#1', 'p100#2'].map((step, n) => ({
    clock: 'resolution',
    step,
    firedAt: n + 1,
    template: 'incident-resolution-breached',
  }));
  await waitingSteps('INC-800002', {}, repeats);
  const mine = { caseId: 'INC-800002' };
  await deliveryOf(product.db).updateMany(mine, { $set: { tries: 3 } });
  const { sent } = await lookFor('eng-donghu-1', 'INC-800002');
  expect(sent).toEqual(['INC-800002-resolution-p100#2:eng-donghu-1']);
  await waitingSteps('INC-800003', {}, repeats);
  await deliveryOf(product.db).updateMany({ caseId: 'INC-800003' }, { $set: { tries: 1, digest: 'digest:1' } });
  expect((await lookFor('eng-donghu-1', 'INC-800003')).sent).toHaveLength(3);
});

test('N15 a message of many that fails is said once to each of its cases', async () => {
  const both = ['INC-800004', 'INC-800005'];
  for (const caseId of both) {
    await waitingSteps(caseId, {}, [
      { clock: 'resolution', step: 'p50', firedAt: 1 },
      { clock: 'on-site', step: 'p50', firedAt: 1 },
      { clock: 'ola-l2', step: 'p50', firedAt: 1 },
    ]);
  }
  const { noted } = await lookFor('eng-donghu-1', both[0] ?? '', { outcome: 'failed', code: 'smtp-550', detail: '' });
  expect(noted).toEqual(both);
  const states = await deliveryOf(product.db).distinct('state', { caseId: { $in: both } });
  expect(states).toEqual(['failed']);
});
