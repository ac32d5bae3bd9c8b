import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { waitingMail } from '../../support/product/delivery.ts';
import { personOf } from '../../../models/registers/person.ts';
import { webhookOf } from '../../../models/notices/webhook.ts';
import { signatureOf } from '../../../platform/webhook.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { atOnce, onlyOne, standing } from '../../support/product/registers.ts';

let api: Api;
let admin: Caller;
let receiver: Server;
let status = 200;
const seen: { body: string; signature: string; key: string }[] = [];
beforeAll(async () => {
  api = await startApi({ worker: false });
  admin = await api.as('admin-system');
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { 'changming-signature': signature, 'idempotency-key': key } = request.headers;
      seen.push({ body, signature: String(signature), key: String(key) });
      response.writeHead(status).end('{"errcode":0}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  // The operator's list, which the app was given by reference.
  api.product.env.webhookAllow.push(`127.0.0.1:${(receiver.address() as AddressInfo).port}`);
}, 120_000);
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await api.stop();
});

const urlOf = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/robot`;
const hook = (more: object = {}) => ({
  name: '值班机器人',
  url: urlOf(),
  carries: ['chat'],
  organisations: ['/dx'],
  ...more,
});
const ids = async (by: Caller) => (await by.get('/api/webhooks')).body.items.map(({ id }: { id: string }) => id);
let made = 0;
async function make(): Promise<{ id: string; secret: string; path: string }> {
  const id = `hook-${(made += 1)}`;
  const { body } = await admin.post('/api/webhooks', { id, ...hook() }).expect(201);
  return { id, secret: body.secret, path: `/api/webhooks/${id}` };
}
const match = (version: number) => `"${version}"`;
/** The hex values of a header, checked against secrets. */
const signs = ({ body, signature }: (typeof seen)[number], secrets: string[]) => {
  const [, seconds = ''] = /^t=(\d+)/.exec(signature) ?? [];
  return signature === signatureOf(secrets, body, Number(seconds));
};

test('O7 a test message goes out signed, and what came back is shown', async () => {
  const { id, secret, path } = await make();
  status = 200;
  const { body } = await admin.post(`${path}/test`).expect(200);
  expect(body).toMatchObject({ outcome: 'sent', status: 200, answer: '{"errcode":0}', tookMs: expect.any(Number) });
  const [got] = seen.splice(0);
  expect(JSON.parse(got?.body ?? '{}')).toEqual({ id: got?.key, test: true, by: 'admin-system' });
  expect([got?.key.startsWith(`test:${id}:`), got && signs(got, [secret])]).toEqual([true, true]);
  status = 401;
  expect((await admin.post(`${path}/test`)).body).toMatchObject({ outcome: 'failed', code: 'http-401', status: 401 });
  const tested = await api.product.db.collection('audit').countDocuments({ type: 'webhookTested', 'data.id': id });
  expect(tested).toBe(2);
});

test('a secret is shown once, told apart by its id, and renewed: for a day the former one signs too', async () => {
  const { id, secret, path } = await make();
  const before = await admin.get(path).expect(200);
  expect([before.headers['etag'], JSON.stringify(before.body).includes(secret)]).toEqual(['"1"', false]);
  expect((await admin.post(`${path}/secret`)).status).toBe(428);
  const renewed = await admin.post(`${path}/secret`).set('If-Match', match(1)).expect(200);
  const next: string = renewed.body.secret;
  expect([next === secret, renewed.body.secretId === before.body.secretId, renewed.body.version]).toEqual([
    false,
    false,
    2,
  ]);
  expect((await admin.post(`${path}/secret`).set('If-Match', match(1))).status).toBe(412);

  seen.splice(0);
  await admin.post(`${path}/test`);
  expect(seen.map((one) => signs(one, [next, secret]))).toEqual([true]);
  const shown = JSON.stringify([(await admin.get('/api/webhooks')).body, (await admin.get(path)).body]);
  expect([shown.includes(next), shown.includes(secret)]).toEqual([false, false]);
  await webhookOf(api.product.db).updateOne({ _id: id }, { $set: { 'former.until': Date.now() - 1 } });
  await admin.post(`${path}/test`);
  expect(seen.slice(1).map((one) => signs(one, [next]))).toEqual([true]);
  const audit = await api.product.db.collection('audit').find({ 'data.id': id }).toArray();
  expect(audit.map(({ type }) => type)).toEqual(['webhookMade', 'webhookRenewed', 'webhookTested', 'webhookTested']);
  expect(JSON.stringify(audit)).not.toContain(next);
});

test('a webhook is closed and stays in the list; it may be tried and opened again', async () => {
  const { path, id } = await make();
  expect((await admin.delete(path)).status).toBe(428);
  expect((await admin.delete(path).set('If-Match', match(1))).body).toMatchObject({ id, open: false, version: 2 });
  const late = await admin.delete(path).set('If-Match', match(1));
  expect([late.status, late.body.params.theirs]).toEqual([412, (await admin.get(path)).body]);
  expect(JSON.stringify(late.body)).not.toMatch(/"(secret|former)"/);
  const deliveries = await api.product.directory.webhooks('/dx');
  expect(deliveries.map(({ _id }) => _id)).not.toContain(id);
  status = 200;
  expect((await admin.post(`${path}/test`)).body.outcome).toBe('sent');
  const opened = await admin
    .put(path, hook({ open: true }))
    .set('If-Match', match(2))
    .expect(200);
  expect(opened.body).toMatchObject({ open: true, version: 3 });
  expect((await api.product.directory.webhooks('/dx')).map(({ _id }) => _id)).toContain(id);
});

test('what is refused leaves no word in the record, and changes nothing', async () => {
  const { path, id } = await make();
  const count = () => api.product.db.collection('audit').countDocuments({ 'data.id': id });
  const before = await count();
  expect((await admin.post('/api/webhooks', { id, ...hook() })).body.errors).toEqual([
    { pointer: '/id', code: 'not-unique' },
  ]);
  expect((await admin.put(path, hook({ name: '' })).set('If-Match', match(1))).status).toBe(422);
  expect((await admin.put(path, hook({ url: 'http://10.0.0.8/' })).set('If-Match', match(1))).status).toBe(422);
  const late = await admin.put(path, hook({ name: '另一个' })).set('If-Match', match(9));
  expect([late.status, late.body.params]).toMatchObject([412, { theirs: { version: 1 }, yours: { name: '另一个' } }]);
  expect((await admin.get('/api/webhooks/nowhere')).status).toBe(404);
  expect((await admin.post('/api/webhooks/nowhere/test')).status).toBe(404);
  expect(await count()).toBe(before);
  for (const person of ['owner', 'sup-dx', 'admin-security', 'auditor']) {
    const other = await api.as(person);
    const answers = [
      other.get(path),
      other.post(`${path}/test`),
      other.delete(path).set('If-Match', match(1)),
      other.post(`${path}/secret`).set('If-Match', match(1)),
    ];
    expect((await Promise.all(answers)).map((one) => one.status)).toEqual([403, 403, 403, 403]);
  }
});

test('of changes at once only what came to pass stands on record: each that lost is taken back behind it', async () => {
  const { db } = api.product;
  const [id, path] = ['at-once', '/api/webhooks/at-once'];
  expect(await atOnce(() => admin.post('/api/webhooks', { id, ...hook() }))).toEqual(onlyOne(201, 422));
  expect(await standing(db, 'webhookMade', { 'data.id': id })).toBe(1);
  const edit = () => admin.put(path, hook({ name: '改' })).set('If-Match', match(1));
  expect(await atOnce(edit)).toEqual(onlyOne(200, 412));
  expect(await standing(db, 'webhookChanged', { 'data.id': id })).toBe(1);
  expect(await atOnce(() => admin.delete(path).set('If-Match', match(2)))).toEqual(onlyOne(200, 412));
  expect(await standing(db, 'webhookClosed', { 'data.id': id })).toBe(1);
});

test('N18 what did not arrive is listed, and sent once more by hand: the same message, on record', async () => {
  const { path, id } = await make();
  const { db } = api.product;
  const row = (n: number, state: 'failed' | 'sent' | 'waiting', more: object = {}) => ({
    ...waitingMail(),
    _id: `n${n}:owner:webhook:${id}`,
    notice: `n${n}:owner`,
    channel: `webhook:${id}`,
    caseId: 'INC-000001',
    at: Date.UTC(2026, 0, n),
    tries: 9,
    state,
    ...more,
  });
  const rows = [row(1, 'failed'), row(2, 'sent', { digest: 'd' }), row(3, 'sent', { digest: 'd' }), row(4, 'waiting')];
  await deliveryOf(db).create(rows);
  const list = async (query = '') => (await admin.get(`${path}/deliveries${query}`).expect(200)).body;
  expect((await list()).items.map(({ state }: { state: string }) => state)).toEqual([
    'waiting',
    'sent',
    'sent',
    'failed',
  ]);
  expect((await list('?state=failed')).items).toMatchObject([{ id: rows[0]?._id, number: 'INC-000001', tries: 9 }]);
  const page = await list('?limit=3');
  expect((await list(`?limit=3&after=${page.next}`)).items).toHaveLength(1);

  const unknown = await admin.post(`${path}/resend`, { ids: [rows[0]?._id, 'nowhere'] });
  expect([unknown.status, unknown.body.errors]).toEqual([422, [{ pointer: '/ids/1', code: 'unknown' }]]);
  expect((await admin.post(`${path}/resend`, { ids: [] })).status).toBe(422);
  const again = await admin.post(`${path}/resend`, { ids: [rows[0]?._id, rows[1]?._id, rows[3]?._id] }).expect(200);
  expect(again.body).toEqual({ resent: 2, waiting: 1 });
  const after = await deliveryOf(db)
    .find({ channel: `webhook:${id}` })
    .sort({ at: 1 })
    .lean();
  expect(after.map(({ state, resentBy }) => `${state} ${resentBy}`)).toEqual([
    'waiting admin-system',
    'waiting admin-system',
    'waiting admin-system', // a digest goes whole
    'waiting undefined',
  ]);
  expect(await api.product.db.collection('audit').countDocuments({ type: 'webhookResent', 'data.id': id })).toBe(1);
  await admin.delete(path).set('If-Match', match(1)).expect(200);
  expect((await admin.post(`${path}/resend`, { ids: [rows[0]?._id] })).status).toBe(409);
  expect((await (await api.as('owner')).get(`${path}/deliveries`)).status).toBe(403);
  expect((await (await api.as('owner')).post(`${path}/resend`, { ids: ['x'] })).status).toBe(403);
  expect((await admin.get('/api/webhooks/nowhere/deliveries')).status).toBe(404);
});

describe('an administrator of one city', () => {
  let city: Caller;
  beforeAll(async () => {
    const top = await personOf(api.product.db).findById('admin-system').lean();
    const grants = [{ role: 'system-administrator', orgPath: '/dx/donghu' }] as const;
    await personOf(api.product.db).create({ ...top, _id: 'admin-donghu', unit: '/dx/donghu', grants });
    city = await api.as('admin-donghu');
  });

  test('makes and keeps webhooks for his organisations, and none for others or for all', async () => {
    const own = hook({ organisations: ['/dx/donghu/linxi'] });
    expect((await city.post('/api/webhooks', { id: 'own', ...own })).status).toBe(201);
    for (const organisations of [[], ['/dx'], ['/dx/donghu', '/dx/xiling'], ['/dx/nowhere']]) {
      const wide = await city.post('/api/webhooks', { id: 'wide', ...hook({ organisations }) });
      expect([organisations, wide.status, wide.body.code]).toEqual([organisations, 403, 'not-permitted']);
      const widened = await city.put('/api/webhooks/own', hook({ organisations })).set('If-Match', match(1));
      expect([organisations, widened.status]).toEqual([organisations, 403]);
    }
    expect(await webhookOf(api.product.db).findById('wide')).toBeNull();
    expect((await webhookOf(api.product.db).findById('own').lean())?.organisations).toEqual(['/dx/donghu/linxi']);
    await city
      .put('/api/webhooks/own', { ...own, name: '县' })
      .set('If-Match', match(1))
      .expect(200);
    await city.post('/api/webhooks/own/test').expect(200);
    await city.post('/api/webhooks/own/secret').set('If-Match', match(2)).expect(200);
    await city.delete('/api/webhooks/own').set('If-Match', match(3)).expect(200);
  });

  test('sees no other: what takes notices of elsewhere is as unknown to him as what is not there', async () => {
    await admin.post('/api/webhooks', { id: 'all', ...hook({ organisations: [] }) }).expect(201);
    await admin
      .post('/api/webhooks', { id: 'both', ...hook({ organisations: ['/dx/donghu', '/dx/xiling'] }) })
      .expect(201);
    for (const id of ['all', 'both', 'nowhere']) {
      const path = `/api/webhooks/${id}`;
      const answers = [
        city.get(path),
        city.post(`${path}/test`),
        city.put(path, hook({ organisations: ['/dx/donghu'] })).set('If-Match', match(1)),
        city.delete(path).set('If-Match', match(1)),
        city.post(`${path}/secret`).set('If-Match', match(1)),
      ];
      expect([id, (await Promise.all(answers)).map((one) => one.status)]).toEqual([id, [404, 404, 404, 404, 404]]);
    }
    expect(await ids(city)).toEqual(['own']);
    expect(await ids(admin)).toEqual(expect.arrayContaining(['all', 'both', 'own']));
  });

  test('nor does the key of one at the top that is cut to a city', async () => {
    const { key } = (await admin.post('/api/api-keys', { password: api.password, name: 'city', orgPath: '/dx/donghu' }))
      .body;
    const body = { id: 'by-key', ...hook({ organisations: [] }) };
    const wide = await api.post('/api/webhooks', body).set('Authorization', `Bearer ${key}`);
    expect([wide.status, wide.body.code]).toEqual([403, 'not-permitted']);
  });
});
