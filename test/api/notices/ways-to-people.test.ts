/** Preferences, the outbox, webhooks. */
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { mailOf } from '../../../models/notices/mail.ts';
import { personOf } from '../../../models/registers/person.ts';
import { webhookOf } from '../../../models/notices/webhook.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownPart } from '../../../domain/kernel/people/delivery.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { sealFolder } from '../../../platform/seal-folder.ts';
import { createCaseWorker } from '../../../worker/case-worker.ts';
import { deskOf } from '../../support/product/desk.ts';
import { cachedBundle } from '../../support/engines/bundle.ts';
import { connectWorker } from '../../support/engines/runtime.ts';
import { wallClockNamed } from '../../../platform/zones.ts';
import { createSenders } from '../../../worker/senders.ts';
import { type Api, openCall, openIncident, startApi } from '../../support/product/api.ts';
import { waitingMail } from '../../support/product/delivery.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

type Told = { kind: string; to?: string };

const pointers = (body: { errors: { pointer: string; code: string }[] }) =>
  body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

test('without a mail server mails are kept, and people read theirs as they would have come', async () => {
  const number = await openIncident(api, { title: '凭证打不开' });
  const { product } = api;
  const supervisor = await api.as('sup-donghu');
  const { pending } = await product.eventually(async () => {
    const { body } = await supervisor.get(`/api/cases/${number}/engine`);
    return body.pending.some(({ what }: { what: string }) => what === 'delivery') ? body : null;
  });
  expect(pending).toContainEqual({ what: 'delivery', attempt: 1, nextTryAt: expect.stringMatching(/^20.*Z$/) });
  const mail = await product.eventually(async () => {
    await product.hurry('eng-donghu-1');
    return await mailOf(product.db).findOne({ person: 'eng-donghu-1' }).lean();
  });
  const engineer = await api.as('eng-donghu-1');
  const { items } = (await engineer.get('/api/outbox')).body;
  expect(items[0]).toMatchObject({
    id: mail._id,
    to: 'eng-donghu-1@dongxing.example',
    subject: expect.stringContaining(number),
  });
  const raw = await engineer.get(`/api/outbox/${mail._id}`);
  expect([raw.status, raw.headers['content-type']]).toEqual([200, expect.stringMatching(/^message.rfc822/)]);
  expect(mail.raw).toMatch(/^Message-ID:\s+</m);

  expect((await (await api.as('eng-donghu-2')).get(`/api/outbox/${mail._id}`)).status).toBe(404);
  expect((await engineer.get('/api/outbox?of=all')).status).toBe(403);
  const admin = await api.as('admin-system');
  expect((await admin.get('/api/outbox?of=all')).body.items.length).toBeGreaterThan(0);
  expect((await admin.get(`/api/outbox/${mail._id}`)).status).toBe(200);
  expect(await product.db.collection('audit').countDocuments({ type: 'outboxRead', by: 'admin-system' })).toBe(2);

  const top = await personOf(product.db).findById('admin-system').lean();
  const grants = [{ role: 'system-administrator', orgPath: '/dx/donghu' }] as const;
  await personOf(product.db).create({ ...top, _id: 'admin-donghu', unit: '/dx/donghu', grants });
  const city = await api.as('admin-donghu');
  expect((await city.get('/api/outbox?of=all')).status).toBe(403);
  expect((await city.get(`/api/outbox/${mail._id}`)).status).toBe(404);
  expect((await city.get('/api/outbox')).body.items).toEqual([]);

  const own = await product.eventually(async () => {
    const { items: entries } = (await supervisor.get(`/api/cases/${number}/timeline`)).body;
    const told = entries.find((entry: Told) => entry.kind === 'notice' && entry.to === 'eng-donghu-1');
    return told?.deliveries?.some(({ state }: { state: string }) => state === 'sent') && told;
  });
  expect(own.deliveries).toMatchObject([{ channel: 'mail', state: 'sent', tries: 1 }]);
  const seen = (await (await api.as('req-linxi')).get(`/api/cases/${number}/timeline`)).body.items;
  expect(JSON.stringify(seen)).not.toContain('deliveries');
});

test('a person chooses how notices reach him', async () => {
  const engineer = await api.as('eng-dx-1');
  expect((await engineer.get('/api/me/preferences')).body).toEqual({
    mail: 'all',
    quietHours: null,
    zone: null,
    locale: 'zh',
  });
  const chosen = { mail: 'escalations', quietHours: [1320, 420], zone: 'Asia/Urumqi', locale: 'en' };
  const set = await engineer.put('/api/me/preferences', chosen);
  expect([set.body, set.headers['etag']]).toEqual([chosen, '"2"']);
  const late = await engineer.put('/api/me/preferences', { ...chosen, mail: 'none' }).set('If-Match', '"1"');
  expect([late.status, late.body.code, late.body.params.theirs]).toEqual([412, 'register-changed', chosen]);
  expect((await engineer.get('/api/me/preferences')).body).toEqual(chosen);
  const wrong = await engineer.put('/api/me/preferences', {
    mail: 'some',
    quietHours: [60, 60],
    zone: 'Mars/Base',
    locale: 'en',
    role: 'x',
  });
  expect(wrong.status).toBe(422);
  expect(pointers(wrong.body)).toEqual(
    expect.arrayContaining([
      '/mail not-allowed-value',
      '/zone unknown',
      '/role unknown-field',
      '/quietHours never-open',
    ]),
  );
  expect((await engineer.get('/api/me/preferences')).body).toEqual(chosen);
});

test('who wants no mail is told by his inbox, and a priority 1 pages him all the same', async () => {
  const { product } = api;
  const engineer = await api.as('eng-donghu-2');
  const night = { mail: 'none', quietHours: [0, 1439], zone: 'Asia/Shanghai', locale: 'en' };
  expect((await engineer.put('/api/me/preferences', night)).status).toBe(200);
  await product.eventually(async () => (await product.directory.person('eng-donghu-2'))?.preferences?.mail === 'none');
  const calm = await openIncident(api, { title: '可以等到早上' });
  const rowsTo = (caseId: string, to: string) => deliveryOf(product.db).find({ caseId, to }).lean();
  await product.eventually(async () => (await rowsTo(calm, 'eng-donghu-1')).length > 0);
  expect((await engineer.get('/api/notices?limit=100')).body.items).toContainEqual(
    expect.objectContaining({ number: calm }),
  );
  expect(await rowsTo(calm, 'eng-donghu-2')).toEqual([]);
  const supervisor = await api.as('sup-donghu');
  const { items } = (await supervisor.get(`/api/cases/${calm}/timeline`)).body;
  const untold = items.find((entry: Told) => entry.kind === 'notice' && entry.to === 'eng-donghu-2');
  expect(untold.deliveries).toEqual([{ channel: 'mail', state: 'not-sent', tries: 0, code: 'not-chosen' }]); // N18

  const grave = await openIncident(api, { title: '全市支付中断', impact: '1', urgency: '1' });
  await product.fastForward(grave, 15 * 60_000); // to be answered within that time
  const about = { person: 'eng-donghu-2', subject: new RegExp(grave) }; // of an earlier case he got one before he chose
  const mail = await product.eventually(() => mailOf(product.db).findOne(about).lean());
  expect(mail.subject).toMatch(new RegExp(`^${grave} 全市支付中断: response`));
  expect(mail.raw).toMatch(/^X-Priority: 1/m);
});

const grave = { impact: '1', urgency: '1' };
/** Twenty went to him within the hour. */
const busy = async (person: string) =>
  await deliveryOf(api.product.db).insertMany(
    Array.from({ length: 20 }, (_, n) => {
      const _id = `busy-${n}:${person}:mail`;
      return {
        ...waitingMail(),
        _id,
        to: person,
        notice: _id,
        state: 'sent',
        sentAt: Date.now(),
        at: Date.now(),
      } as const;
    }),
  );
const choose = async (person: string, more: object = {}) => {
  const wish = { mail: 'all', quietHours: [0, 1439], zone: 'Asia/Shanghai', locale: 'zh', ...more };
  expect((await (await api.as(person)).put('/api/me/preferences', wish)).status).toBe(200);
};

test('N09 N11 a dispatch of a P1 reaches a busy engineer at night, and says all that he needs', async () => {
  const { product } = api;
  await choose('eng-donghu-1');
  await busy('eng-donghu-1');
  const number = await openIncident(api, { ...grave, title: '支付全断', description: '全部网点无法支付\n代码 77' });
  await (await api.as('sup-donghu')).send(`/api/incidents/${number}/dispatch`, { person: 'eng-donghu-1' }).expect(200);
  const mail = await product.eventually(() =>
    mailOf(product.db)
      .findOne({ person: 'eng-donghu-1', subject: new RegExp(`${number}.*已派给您`) })
      .lean(),
  );
  const { dueAt } = await product.stored(number);
  expect(mail.text.split('\n')).toEqual(
    expect.arrayContaining([
      '优先级：P1',
      '状态：已派单',
      '应用：国库集中支付',
      '单位：临溪县实验小学',
      '报障人：张燕',
      '联系方式：0712-5550101',
      `期限：${wallClockNamed(dueAt ?? 0, 'Asia/Shanghai')}`,
      '描述：全部网点无法支付',
      '  代码 77',
    ]),
  );
  const { items } = (await (await api.as('eng-donghu-1')).get('/api/notices')).body;
  expect(items[0].lines).toContain('报障人：张燕');
  expect(items[0].text.zh).toContain('已派给您');
});

test('N10 N11 the words reach who is asked; who may read the case no longer gets no mail, no inbox, no outbox of it', async () => {
  const { product } = api;
  await choose('desk-linxi');
  const [sent, beside] = [await openCall(api, { title: '已经发出' }), await openCall(api, { title: '同时发出' })];
  const desk = await api.as('desk-linxi');
  const rowsOf = (caseId: string) => deliveryOf(product.db).find({ caseId, to: 'desk-linxi' }).lean();
  await product.eventually(async () => {
    return (await rowsOf(sent)).length > 0 && (await rowsOf(beside)).length > 0;
  });
  await product.hurry('desk-linxi');
  const of = async (list: string, number: string) =>
    JSON.stringify((await desk.get(`/api/${list}?limit=100`)).body.items).split(number).length - 1;
  await product.eventually(async () => (await of('outbox', sent)) > 0);
  await desk.send(`/api/calls/${sent}/take`).expect(200);
  await desk.send(`/api/calls/${sent}/requestInfo`, { question: '凭证号是多少？' }).expect(200);
  const asked = await product.eventually(async () => {
    const { items } = (await (await api.as('req-linxi')).get('/api/notices')).body;
    return items.find(({ template }: { template: string }) => template === 'call-info-requested');
  });
  expect(asked.text.zh).toContain('需要您补充信息；问题：凭证号是多少？；来自：陈晓');
  expect(asked.lines.slice(0, 2)).toEqual(['问题：凭证号是多少？', '来自：陈晓']);
  expect(asked.data).toMatchObject({ said: { question: '凭证号是多少？' }, by: 'desk-linxi' });
  expect(JSON.stringify(asked)).not.toContain('0712-5550101');

  const before = (await desk.get('/api/notices')).body.unread;
  const more = await openCall(api, { title: '调走以后' });
  await product.eventually(async () => (await rowsOf(more)).length > 0);
  const there = '/dx/xiling/yuntai';
  await personOf(product.db).updateOne(
    { _id: 'desk-linxi' },
    { $set: { unit: there, teams: ['yuntai-desk'], grants: [{ role: 'desk-agent', orgPath: there }] } },
  );
  await product.eventually(async () => (await product.directory.person('desk-linxi'))?.unit === there);
  const dropped = await product.eventually(async () => {
    await product.hurry('desk-linxi');
    const found = await rowsOf(more);
    return found.every(({ state }) => state !== 'waiting') && found;
  });
  expect(dropped.map(({ state, code }) => `${state} ${code}`)).toEqual(['dropped out-of-reach']);
  expect(await mailOf(product.db).countDocuments({ person: 'desk-linxi', text: new RegExp(more) })).toBe(0);
  for (const number of [sent, beside, more])
    expect([await of('notices', number), await of('outbox', number)]).toEqual([0, 0]);
  expect(before).toBeGreaterThan(0);
  expect((await desk.get('/api/notices')).body.unread).toBe(0);

  const left = { caseId: more, title: '调走以后', queue: 'linxi-desk', said: {}, by: 'sup-linxi' };
  await noticeOf(product.db).create({
    _id: 'left',
    key: 'e:left:1:0',
    caseId: more,
    process: 'call',
    mode: 'live',
    to: 'desk-linxi',
    at: Date.now(),
    template: 'case-put-back',
    data: left,
  });
  const { items, unread } = (await desk.get('/api/notices')).body;
  expect(unread).toBe(1);
  expect(items[0].text.zh).toMatch(`${more} 调走以后：已不由您处理，现在队列 `);
  expect(items[0].text.zh).not.toContain('linxi-desk'); // by its name
});

test('N11 what a mail’s link opens is the console, which holds nothing of the case before its reader is known', async () => {
  const number = await openIncident(api, { title: '<b>打不开</b>', description: '一 & 二' });
  const callers = [{ get: (path: string) => api.get(path) }, await api.as('eng-donghu-1'), await api.as('req-school')];
  for (const by of callers)
    for (const at of [`/cases/${number}`, '/cases/%3Cscript%3E']) {
      const page = await by.get(at).set('Accept', 'text/html,application/xhtml+xml');
      expect([page.status, page.type]).toEqual([200, 'text/html']);
      const [, nonce = 'none'] = /'nonce-([^']+)'/.exec(page.headers['content-security-policy'] ?? '') ?? [];
      expect(page.text).toContain(`content="${nonce}"`);
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(page.text).not.toMatch(/打不开|<script>|unsafe-inline/);
      const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(page.text) ?? [];
      expect((await by.get(script)).status).toBe(200);
    }
});

test('an operator’s monitor sees what does not go out', async () => {
  const rows = deliveryOf(api.product.db);
  await rows.create([waitingMail(), { ...waitingMail(), _id: 'm:mail', state: 'failed' }]);
  expect((await api.get('/metrics')).text).toContain('changming_deliveries_troubled{channel="mail"} 1\n');
  await rows.deleteMany({ to: 'owner', notice: 'n' });
  expect((await api.get('/metrics')).text).not.toContain('changming_deliveries_troubled{');
});

test('a mail names where its case is opened, and what it names answers', async () => {
  const number = await openIncident(api);
  const [origin, engineer] = ['https://itsm.example', await api.as('eng-donghu-1')];
  const senders = createSenders(api.product.db, { ...api.product.env, publicUrl: `${origin}/` });
  const mail = await senders.for('mail');
  const to = { _id: 'eng-donghu-1', name: '李强', locale: 'zh', email: 'li@dongxing.example' } as const;
  const item = {
    notice: 'n',
    key: 'n',
    template: 't',
    mode: 'live',
    data: {},
    at: 0,
    words: { zh: '一', en: 'one' },
  } as const;
  await mail?.send({ id: 'link', to, page: false, items: [{ ...item, caseId: number, process: 'incident' }] });
  const kept = await mailOf(api.product.db).findOne({ _id: 'link@localhost' }).lean();
  expect(kept?.text).toContain(`查看：${origin}/cases/${number}\n`);
  const opened = await engineer.get(`/cases/${number}`);
  expect([opened.status, opened.headers['location']]).toEqual([302, `/api/cases/${number}`]);
  expect((await engineer.get(`/api/cases/${number}`)).status).toBe(200);
  senders.close();
});

test('a webhook is made, changed, tried and closed; its secret is shown once', async () => {
  const admin = await api.as('admin-system');
  const hook = {
    name: '值班机器人',
    url: 'https://hooks.example.com/changming',
    carries: ['chat'],
    organisations: ['/dx'],
  };
  const made = await admin.post('/api/webhooks', { id: 'robot', ...hook });
  expect([made.status, made.body.secret.length, made.headers['etag']]).toEqual([201, 43, '"1"']);
  expect(JSON.stringify((await admin.get('/api/webhooks')).body)).not.toContain(made.body.secret);
  expect(pointers((await admin.post('/api/webhooks', { id: 'robot', ...hook })).body)).toEqual(['/id not-unique']);

  const change = (seen: number, more: object) =>
    admin.put('/api/webhooks/robot', { ...hook, ...more }).set('If-Match', `"${seen}"`);
  expect((await change(1, { open: false })).body).toMatchObject({ open: false, version: 2 });
  const late = await change(1, { name: '另一个' });
  expect([late.status, late.body.params.theirs.version]).toEqual([412, 2]);
  expect((await admin.put('/api/webhooks/robot', hook)).status).toBe(428);
  expect((await webhookOf(api.product.db).findById('robot').lean())?.secret).toBe(made.body.secret);
});

test('F49 addresses within the network, foreign roles and unknown fields make no webhook', async () => {
  const admin = await api.as('admin-system');
  const hook = { id: 'inner', name: 'x', carries: ['chat'], organisations: ['/dx/nowhere'] };
  const inner = await admin.post('/api/webhooks', { ...hook, url: 'https://169.254.169.254/latest' });
  expect(pointers(inner.body)).toEqual(['/url address-refused', '/organisations/0 unknown']);
  expect(pointers((await admin.post('/api/webhooks', { ...hook, url: 'x', secret: 'mine' })).body)).toEqual([
    '/secret unknown-field',
  ]);
  for (const person of ['owner', 'sup-dx', 'admin-security'])
    expect((await (await api.as(person)).get('/api/webhooks')).status).toBe(403);
  expect(
    (
      await admin
        .put('/api/webhooks/nowhere', { name: 'x', url: 'https://a.example', carries: ['chat'], organisations: [] })
        .set('If-Match', '"1"')
    ).status,
  ).toBe(404);
  const unreachable = { ...hook, id: 'closed', organisations: [], url: 'https://localhost:9/x' };
  expect((await admin.post('/api/webhooks', unreachable)).status).toBe(201);
  expect((await admin.post('/api/webhooks/closed/test')).body).toMatchObject({
    outcome: 'failed',
    code: 'address-refused',
  });
});

/** A second worker on the same task queue. */
async function anotherWorker() {
  const { product } = api;
  const connection = await connectWorker(product.env.temporalAddress);
  const senders = createSenders(product.db, product.env);
  const worker = await createCaseWorker({
    ...product,
    senders,
    connection,
    namespace: product.env.temporalNamespace,
    workflowBundle: await cachedBundle(),
    mongodbPoolSize: 20,
    seals: sealFolder(product.env.sealFolder),
    workflowThreads: 1,
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
    senders.close();
  };
}

const sorted = (all: readonly string[]) => all.toSorted((a, b) => (a < b ? -1 : 1));

test('R071 with two workers, one of them restarted, each notice goes to each person once by each way', async () => {
  const { product } = api;
  const posts: { key: string; attempt: string; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { 'idempotency-key': key, 'changming-attempt': attempt } = request.headers;
      posts.push({ key: String(key), attempt: String(attempt), body });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  product.env.webhookAllow.push(place);
  const hook = { name: '全部', url: `http://${place}/`, carries: ['webhook'], organisations: ['/dx/donghu'] };
  await (await api.as('admin-system')).post('/api/webhooks', { id: 'every', ...hook }).expect(201);
  const stop = await anotherWorker();
  try {
    const desk = deskOf(product);
    const unit = '/dx/donghu/hospital';
    const report = { channel: 'site', unit, application: 'payment', title: '打印错位', description: '第二页' };
    const opened = Array.from({ length: 8 }, () => desk.open('req-donghu', 'call', { ...report, contact: '1' }));
    const numbers = (await Promise.all(opened)).map(({ caseId }) => caseId);
    const each = (person: string, command: string, data: object = {}) =>
      Promise.all(numbers.map((number) => desk.give(person, number, command, data)));
    await each('desk-donghu', 'take');
    await each('desk-donghu', 'requestInfo', { question: '哪张凭证？' });
    await product.stopWorker();
    await product.startWorker();
    await each('req-donghu', 'supplyInfo', { text: '0417' });
    await each('desk-donghu', 'answer', { outcome: 'solved', solution: '已重装', category: 'software-function' });
    await each('req-donghu', 'confirm');

    const about = { caseId: { $in: numbers } };
    const rows = await product.eventually(async () => {
      for (const person of ['desk-donghu', 'req-donghu']) await product.hurry(person);
      const found = await deliveryOf(product.db).find(about).lean();
      const sent = found.filter(({ state }) => state === 'sent').length;
      return sent === found.length && sent >= 8 * 2 * 4 && found;
    });
    const notices = await noticeOf(product.db).find(about).lean();
    const ofEvent = notices.map(({ key, to }) => `${key.split(':').slice(0, 3).join(':')} ${to}`);
    expect(new Set(ofEvent).size).toBe(ofEvent.length);
    const [byMail, byHook] = [':mail', ':webhook:every'].map((end) => rows.filter(({ _id }) => _id.endsWith(end)));
    const mails = await mailOf(product.db)
      .find({ text: new RegExp(numbers.join('|')) })
      .lean();
    expect(new Set(byMail?.map(({ messageId }) => messageId))).toEqual(new Set(mails.map(({ _id }) => ownPart(_id))));
    const messages = [...new Set(byHook?.map(({ _id, digest = _id }) => digest))];
    expect(sorted(posts.map(({ key }) => key))).toEqual(sorted(messages));
    expect(new Set(posts.map(({ attempt }) => attempt))).toEqual(new Set(['1']));
    const told = posts.flatMap(({ body }) => JSON.parse(body).notices.map(({ notice }: { notice: string }) => notice));
    expect(sorted(told)).toEqual(sorted(byHook?.map(({ notice }) => notice) ?? []));
  } finally {
    await stop();
    receiver.closeAllConnections();
    receiver.close();
  }
});
