/** What is not there for whom: visits that nobody announces, words within, and a record of refusals that nobody can flood. */
import { randomUUID } from 'node:crypto';
import { auditOf } from '../../../models/access/audit.ts';
import { type Api, type Caller, openCall, startApi } from '../../support/product/api.ts';
import { openStream } from '../../support/product/live.ts';

const DAY = 86_400_000;
let api: Api;
let head: Caller;
let customer: Caller;
beforeAll(async () => {
  api = await startApi({ rates: { kept: { requests: 100, writes: 100, per: 3_600_000 } } });
  head = await api.as('sup-xiling');
  customer = await api.as('rep-xiling');
}, 120_000);
afterAll(() => api.stop());

const soon = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const TITLE = '不通知的电话巡检';
const visit = (more: object = {}) => ({
  unit: '/dx/xiling/road-office',
  title: TITLE,
  way: 'phone',
  checklist: 'phone-visit',
  items: [],
  visitUntil: soon(10),
  ...more,
});

test('an unannounced inspection is not there for the customer before it has begun, however he asks', async () => {
  const announced: string = (await head.send('/api/inspections', visit({ title: 'x' })).expect(201)).body.number;
  const { number } = (await head.send('/api/inspections', visit({ unannounced: true })).expect(201)).body;
  const stream = await openStream(api.address, '/api/live?scope=list', { cookie: customer.cookie });
  const inspectors = [{ person: 'eng-dx-1' }];
  const between = { from: soon(1), until: soon(2) };
  await head.send(`/api/inspections/${number}/appoint`, { inspectors, ...between }).expect(200);
  await head.send(`/api/inspections/${announced}/comment`, { text: 'x', audience: 'public' }).expect(200);
  await stream.until(({ data }) => JSON.stringify(data).includes(announced));

  for (const path of [
    'cases',
    'inspections',
    'work',
    'notices',
    `cases?q=${encodeURIComponent(TITLE)}`,
    'cases/export',
  ])
    expect([path, (await customer.get(`/api/${path}`).buffer(true).expect(200)).text.includes(number)]).toEqual([
      path,
      false,
    ]);
  expect((await customer.get('/api/inspections/count').expect(200)).body.count).toBe(1);
  for (const path of ['', '/timeline', '/parts', '/files', '/documents'])
    expect([path, (await customer.get(`/api/cases/${number}${path}`)).status]).toEqual([path, 404]);
  const commands = [{ key: randomUUID(), command: 'comment', data: { text: 'x', audience: 'public' } }];
  expect((await customer.post(`/api/inspections/${number}/sync`, { commands })).status).toBe(404);
  expect((await customer.send(`/api/inspections/${number}/comment`, { text: 'x', audience: 'public' })).status).toBe(
    404,
  );
  expect((await head.get('/api/inspections/count').expect(200)).body.count).toBe(2);
  expect(JSON.stringify(stream.frames)).not.toContain(number);

  const inspector = await api.as('eng-dx-1');
  await inspector.send(`/api/inspections/${number}/begin`, { place: 'By phone' }).expect(200);
  await stream.until(({ data }) => JSON.stringify(data).includes(number));
  stream.close();
  expect((await customer.get(`/api/inspections/${number}`).expect(200)).body.concealed).toBeUndefined();
});

test("whom one process names beside its staff is the requester's side of all others", async () => {
  const guard = await api.as('admin-security');
  const { name, unit, grants } = (await guard.get('/api/people/req-linxi')).body;
  const both = { name, unit, teams: [], grants: [...grants, { role: 'spare-keeper', orgPath: '/dx/donghu' }] };
  await guard.put('/api/people/req-linxi', both).set('If-Match', '"1"').expect(200);
  const number = await openCall(api);
  const within = '只在内部说的话';
  await (await api.as('desk-linxi'))
    .send(`/api/calls/${number}/comment`, { text: within, audience: 'internal' })
    .expect(200);
  const own = await api.as('req-linxi');
  expect((await own.get(`/api/cases/${number}/timeline`).expect(200)).text).not.toContain(within);
  expect((await own.get(`/api/cases/count?q=${encodeURIComponent(within)}`).expect(200)).body.count).toBe(0);
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const made = (n: number): string => `nothing${LETTERS.charAt(n % 26)}${LETTERS.charAt(n % 25)}`;
const batch = (count: number, command: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => ({ key: randomUUID(), command: command(n), data: {} }));

test('what is refused of a batch is on record once, whatever it names, and there is a limit to it', async () => {
  const number = await openCall(api);
  const agent = await api.as('desk-linxi');
  const commands = [...batch(50, made), ...batch(5, () => 'liftSupervision')];
  const sent = await agent.post(`/api/calls/${number}/sync`, { commands }).expect(200);
  expect(sent.body).toMatchObject({ taken: 0, refused: 55 });
  const records = await auditOf(api.product.db).find({ type: 'refused', 'data.command': 'sync' }).lean();
  expect(records.map(({ data }) => data)).toMatchObject([
    { cases: [number], commands: { 'not-found': { unknown: 50 } }, key: commands[0]?.key },
  ]);
  expect(JSON.stringify(records)).not.toContain('nothinga');
  const more = await agent.post(`/api/calls/${number}/sync`, { commands: batch(60, () => 'liftSupervision') });
  expect([more.status, more.body.code]).toEqual([429, 'too-many-requests']);
  await agent.post(`/api/calls/${number}/sync`, { commands: batch(20, () => 'liftSupervision') }).expect(200);
});
