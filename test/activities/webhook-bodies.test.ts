import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliver } from '../../activities/deliver.ts';
import type { Message, Senders } from '../../activities/sending.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { webhookBodyOf, webhookOf } from '../../models/notices/webhook.ts';
import { createSenders } from '../../worker/senders.ts';
import { type Product, startProduct } from '../support/product/product.ts';

let product: Product;
let receiver: Server;
const bodies: string[] = [];
let status = 503;
beforeAll(async () => {
  product = await startProduct({ worker: false });
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
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
  expect(await sender?.send(message({ to: renamed, items: cut }))).toMatchObject({ outcome: 'sent' });
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBe(bodies[0]);
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
