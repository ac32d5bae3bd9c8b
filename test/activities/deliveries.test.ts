/** Notices beyond the inbox, on the real engine: mails, webhooks, digests, failures. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { mailOf } from '../../models/notices/mail.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { personOf } from '../../models/registers/person.ts';
import { webhookOf } from '../../models/notices/webhook.ts';
import { signatureOf } from '../../platform/webhook.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';

const HOUR = 3_600_000;
type Letter = { to: string[]; text: string };
type Hook = { headers: IncomingMessage['headers']; body: string };

const letters: Letter[] = [];
const hooks: Hook[] = [];
/** What the mail server says to an address. */
const refusing = new Map<string, number>();
let hookAnswer = 204;
let smtp: SMTPServer;
let receiver: Server;
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, callback) => {
      const code = refusing.get(address);
      callback(code === undefined ? null : Object.assign(new Error('no'), { responseCode: code }));
    },
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        letters.push({ to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', () => resolve()));
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(hookAnswer).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  product = await startProduct({
    settings: {
      SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
      MAIL_FROM: 'Changming <desk@dongxing.example>',
      WEBHOOK_ALLOW: address,
    },
  });
  await webhookOf(product.db).create({
    _id: 'robot',
    name: 'Robot of the city',
    url: `http://${address}/notices`,
    carries: ['webhook'],
    organisations: ['/dx/donghu'],
    secret: 'a secret',
    open: true,
    version: 1,
    changedAt: 0,
    changedBy: 'test',
  });
  product.directory.drop();
  desk = deskOf(product);
}, 120_000);
afterAll(async () => {
  await product.stop();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const addressOf = (person: string) => `${person}@dongxing.example`;
const mailsTo = (person: string) => letters.filter(({ to }) => to.includes(addressOf(person)));
const rows = (filter: object) => deliveryOf(product.db).find(filter).lean<Delivery[]>();
/** The courier's own clock is moved on, so that no test waits for a digest's time. */
async function sent(filter: object, person: string): Promise<Delivery[]> {
  return await product.eventually(async () => {
    await product.hurry(person);
    const found = await rows({ to: person, ...filter });
    return found.length > 0 && found.every(({ state }) => state !== 'waiting') ? found : null;
  });
}
const open = async (more: object = {}) =>
  (await desk.open('desk-linxi', 'incident', { ...incidentReport, ...more })).caseId;

test('whom a case concerns gets mail and his city’s webhook; the case shows both', async () => {
  const caseId = await open({ title: '国库支付凭证打不开' });
  await desk.give('sup-donghu', caseId, 'dispatch', { person: 'eng-donghu-1' });
  const notice = await product.eventually(() =>
    noticeOf(product.db).findOne({ caseId, template: 'incident-dispatched' }).lean(),
  );
  const delivered = await sent({ notice: notice._id }, 'eng-donghu-1');
  expect(delivered.map(({ channel, state, tries }) => [channel, state, tries])).toEqual([
    ['mail', 'sent', 1],
    ['webhook:robot', 'sent', 1],
  ]);
  const letter = mailsTo('eng-donghu-1').find(({ text }) => text.includes(notice._id.replaceAll(':', '.')));
  expect(letter?.text).toMatch(/^Message-ID: <e\.INC-\d+\.\d+\.\d+\.eng-donghu-1\.mail@dongxing\.example>$/m);
  expect(letter?.text).toMatch(/^Auto-Submitted: auto-generated$/m);
  const subject = /^Subject: ((?:.+\r?\n )*.+)$/m.exec(letter?.text ?? '')?.[1] ?? '';
  expect(decoded(subject)).toBe(`事件 ${caseId}：国库支付凭证打不开 已派给您`);

  const hook = hooks.find(({ body }) => body.includes(notice._id));
  const [, seconds = ''] = /^t=(\d+)/.exec(String(hook?.headers['changming-signature'])) ?? [];
  expect(hook?.headers['changming-signature']).toBe(signatureOf(['a secret'], hook?.body ?? '', Number(seconds)));
  expect(JSON.parse(hook?.body ?? '{}')).toMatchObject({
    to: { id: 'eng-donghu-1' },
    notices: [{ number: caseId, notice: notice._id }],
  });
});

/** RFC 2047. */
const decoded = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : Buffer.from(
            text
              .replaceAll('_', ' ')
              .replaceAll(/=([0-9A-F]{2})/g, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
            'latin1',
          ).toString(),
    );

test('F20 what comes at night is one message in the morning with every item in it; the page of a priority 1 goes at once', async () => {
  const before = mailsTo('eng-donghu-2').length;
  await personOf(product.db).updateOne(
    { _id: 'eng-donghu-2' },
    { $set: { preferences: { mail: 'all', quietHours: [0, 1439] } } },
  );
  product.directory.drop();
  const calm = await Promise.all(Array.from({ length: 8 }, (_, n) => open({ title: `同一故障 ${n + 1}` })));
  const delivered = await product.eventually(async () => {
    const found = await rows({ to: 'eng-donghu-2', channel: 'mail', caseId: { $in: calm } });
    return found.length === 8 ? found : null;
  });
  expect(delivered.every(({ state }) => state === 'waiting')).toBe(true);
  const grave = await open({ impact: '1', urgency: '1', title: '全市支付中断' });
  await product.fastForward(grave, HOUR / 4); // its response is late
  const [page] = await sent({ caseId: grave, page: true, channel: 'mail' }, 'eng-donghu-2');
  expect(page).toMatchObject({ state: 'sent' });
  const digest = await sent({ caseId: { $in: calm }, channel: 'mail' }, 'eng-donghu-2');
  expect(new Set(digest.map((row) => row.digest)).size).toBe(1);
  const mails = mailsTo('eng-donghu-2').slice(before);
  const body = mails
    .map(({ text }) =>
      text
        .split(/\r?\n\r?\n/)
        .slice(1)
        .join('\n'),
    )
    .map(transferDecoded);
  const whole = body.find((text) => text.includes('同一故障 1')) ?? '';
  for (let n = 1; n <= 8; n += 1) expect(whole).toContain(`同一故障 ${n}`);
  expect(body.filter((text) => text.includes('同一故障')).length).toBe(1);
  await personOf(product.db).updateOne({ _id: 'eng-donghu-2' }, { $unset: { preferences: 1 } });
  product.directory.drop();
});

const transferDecoded = (text: string): string =>
  /^[A-Za-z0-9+/=\s]+$/.test(text)
    ? Buffer.from(text, 'base64').toString()
    : Buffer.from(
        text
          .replaceAll(/=\r?\n/g, '')
          .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ).toString();

test('F19 a full mailbox is tried again and one that does not exist has failed; the case says so and nobody else is touched', async () => {
  refusing.set(addressOf('eng-donghu-1'), 550);
  refusing.set(addressOf('eng-donghu-2'), 452);
  const caseId = await open({ title: '退信' });
  const [gone] = await sent({ caseId, channel: 'mail' }, 'eng-donghu-1');
  expect(gone).toMatchObject({ state: 'failed', code: 'smtp-550', tries: 1 });
  const failed = await product.eventually(async () =>
    (await product.eventsOf(caseId)).find(({ type }) => type === 'incident.effectFailed'),
  );
  expect(failed.data).toMatchObject({ kind: 'notify', code: 'smtp-550', effect: gone?._id });
  await product.eventually(async () => {
    await product.hurry('eng-donghu-2');
    return (await rows({ caseId, to: 'eng-donghu-2', channel: 'mail', code: 'smtp-452' })).find(
      ({ tries }) => tries > 0,
    );
  });
  refusing.clear();
  const again = await sent({ caseId, channel: 'mail' }, 'eng-donghu-2');
  expect(again[0]?.tries).toBeGreaterThan(1);
  expect((await sent({ caseId, channel: 'webhook:robot' }, 'eng-donghu-1')).map(({ state }) => state)).toEqual([
    'sent',
  ]);
});

test('a webhook that was closed, or that says no, has failed for good', async () => {
  hookAnswer = 410;
  const caseId = await open({ title: '接收方拒绝' });
  const [refused] = await sent({ caseId, channel: 'webhook:robot' }, 'eng-donghu-1');
  expect(refused).toMatchObject({ state: 'failed', code: 'http-410' });
  hookAnswer = 204;
});

test('R012 a step that finds nobody tells the next up at once, and the case names the gap', async () => {
  await personOf(product.db).updateOne({ _id: 'sup-donghu' }, { $set: { active: false } });
  product.directory.drop();
  const caseId = await open({ impact: '1', urgency: '2' });
  await product.fastForward(caseId, HOUR); // P2: to be answered within half an hour
  const told = await product.eventually(() =>
    noticeOf(product.db).findOne({ caseId, to: 'sup-dx', template: 'incident-response-breached' }).lean(),
  );
  expect(told.stoodIn).toBe('supervisor@/dx/donghu > supervisor@/dx');
  const gap = await product.eventually(async () =>
    (await product.eventsOf(caseId)).find(({ type }) => type === 'incident.addresseeMissing'),
  );
  expect(gap.data).toMatchObject({
    clock: 'response',
    step: 'p100',
    missing: 'supervisor@/dx/donghu',
    instead: 'supervisor@/dx',
  });
  await personOf(product.db).updateOne({ _id: 'sup-donghu' }, { $set: { active: true } });
  product.directory.drop();
});

test('who has no address costs nothing but his inbox', async () => {
  await personOf(product.db).updateOne({ _id: 'req-linxi' }, { $unset: { email: 1 } });
  await webhookOf(product.db).updateOne({ _id: 'robot' }, { $set: { open: false } });
  product.directory.drop();
  const caseId = await open({ title: '无邮箱' });
  await product.eventually(() => noticeOf(product.db).findOne({ caseId, to: 'req-linxi' }).lean());
  expect(await rows({ caseId, to: 'req-linxi' })).toEqual([]);
  expect(await mailOf(product.db).countDocuments()).toBe(0); // there is a mail server: nothing is kept
});
