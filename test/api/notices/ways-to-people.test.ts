/** Preferences, the outbox, webhooks. */
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { mailOf } from '../../../models/notices/mail.ts';
import { personOf } from '../../../models/registers/person.ts';
import { webhookOf } from '../../../models/notices/webhook.ts';
import { createSenders } from '../../../worker/senders.ts';
import { type Api, openIncident, startApi } from '../../support/product/api.ts';
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

  const grave = await openIncident(api, { title: '全市支付中断', impact: '1', urgency: '1' });
  await product.fastForward(grave, 15 * 60_000); // to be answered within that time
  const mail = await product.eventually(() => mailOf(product.db).findOne({ person: 'eng-donghu-2' }).lean());
  expect(mail.subject).toMatch(new RegExp(`^${grave} 全市支付中断: response`));
  expect(mail.raw).toMatch(/^X-Priority: 1/m);
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
