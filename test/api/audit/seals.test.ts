/** Seals, verifications and witnesses as their people meet them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { auditOf } from '../../../models/access/audit.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { type SealRow, sealRowOf } from '../../../models/record/seal-row.ts';
import { verificationOf } from '../../../models/record/verification.ts';
import { signatureOf } from '../../../platform/webhook.ts';
import { type Api, type Caller, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
let keeper: Caller;
let receiver: Server;
let status = 200;
const posts: { body: string; signature: string }[] = [];
beforeAll(async () => {
  api = await startApi();
  keeper = await api.as('admin-audit');
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      posts.push({ body, signature: String(request.headers['changming-signature']) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  api.product.env.webhookAllow.push(`127.0.0.1:${portOf()}`); // the operator's list
}, 120_000);
afterAll(async () => {
  receiver.close();
  await api.stop();
});

const portOf = () => (receiver.address() as AddressInfo).port;
const urlOf = () => `http://127.0.0.1:${portOf()}/seals`;
let runs = 0;
/** As its schedule does. */
async function job(workflow: string): Promise<unknown> {
  const { temporal, taskQueue } = api.product;
  runs += 1;
  return await temporal.workflow.execute(workflow, { workflowId: `${taskQueue}:job-${runs}`, taskQueue, args: [] });
}
const sealNow = () => job('sealRecordWorkflow');
async function verified(): Promise<{ found: number; broken: { chain: string; code: string }[]; by: string }> {
  const asked = await keeper.post('/api/audit/verify').expect(202);
  return await api.product.eventually(async () => {
    const { status: answered, body } = await keeper.get(asked.headers['location'] ?? '');
    return answered === 200 && body.finishedAt !== null && body;
  });
}

test('the newest seal, the key to hold it to, and how the last verification ended', async () => {
  const number = await openIncident(api);
  await sealNow();
  const { body } = await keeper.get('/api/audit/seals');
  expect(body.items).toMatchObject([{ number: 1, heads: { cases: 1 } }]);
  expect(body).toMatchObject({ late: false, newest: { number: 1 }, verification: null, next: null });
  expect(body.key.publicKey).toContain('BEGIN PUBLIC KEY');
  expect(body.key.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(await verified()).toMatchObject({ found: 0, by: 'admin-audit' });
  expect((await keeper.get('/api/audit/seals')).body.verification).toMatchObject({ found: 0, broken: [] });
  const one = await (await api.as('auditor')).post(`/api/audit/cases/${number}/verify`);
  expect(one.body).toMatchObject({ holds: true, seals: 1, engine: true });
  const asked = await auditOf(api.product.db).findOne({ type: 'verificationAsked' }).lean();
  expect(asked).toMatchObject({ by: 'admin-audit' });
});

test('seals are paged, and only those who review see them', async () => {
  await sealNow();
  const first = (await keeper.get('/api/audit/seals?limit=1')).body;
  expect([first.items[0].number, first.next]).toEqual([2, expect.any(String)]);
  const rest = (await keeper.get(`/api/audit/seals?limit=1&after=${encodeURIComponent(first.next)}`)).body;
  expect([rest.items[0].number, rest.next]).toEqual([1, null]);
  for (const person of ['eng-donghu-1', 'admin-system', 'owner']) {
    const one = await api.as(person);
    for (const route of ['/api/audit/seals', '/api/audit/verifications', '/api/audit/witnesses'])
      expect([person, (await one.get(route)).status]).toEqual([person, 403]);
    expect((await one.post('/api/audit/verify')).status).toBe(403);
  }
  expect((await keeper.get('/api/audit/verifications/00000000-0000-4000-8000-000000000000')).status).toBe(404);
});

test('what somebody took away is found, told to those who watch, once, and shown', async () => {
  const number = await openIncident(api);
  await sealNow();
  await commitsIn(api.product.db).deleteMany({ caseId: number });
  await casesIn(api.product.db).deleteOne({ _id: number });
  const { broken } = await verified();
  expect(broken).toContainEqual({ chain: number, seq: 1, code: 'cut-tail' });
  await verified();
  const notices = await noticeOf(api.product.db).find({ template: 'record-broken' }).lean();
  expect(notices.map(({ to }) => to).toSorted()).toEqual(['admin-audit', 'admin-system']);
  const shown = (await keeper.get('/api/notices')).body.items;
  expect(shown).toContainEqual(
    expect.objectContaining({
      text: { zh: expect.stringContaining(number), en: expect.stringContaining(number) },
    }),
  );
});

test('a seal that is late is told once, and seals that are gone from their folder too', async () => {
  const { db, env } = api.product;
  expect(await job('watchSealsWorkflow')).toEqual({ late: false, unverified: false });
  const [newest] = await sealRowOf(db).find().sort({ _id: -1 }).limit(1).lean<SealRow[]>();
  await sealRowOf(db).updateMany({}, { $inc: { at: -3 * 3_600_000 } });
  expect((await keeper.get('/api/audit/seals')).body.late).toBe(true);
  for (const _ of [1, 2]) expect(await job('watchSealsWorkflow')).toMatchObject({ late: true });
  expect(await noticeOf(db).countDocuments({ template: 'record-late', to: 'admin-audit' })).toBe(1);
  await verificationOf(db).updateMany({}, { $inc: { finishedAt: -3 * 86_400_000 } });
  for (const _ of [1, 2]) expect(await job('watchSealsWorkflow')).toMatchObject({ unverified: true });
  expect(await noticeOf(db).countDocuments({ template: 'record-unverified', to: 'admin-audit' })).toBe(1);
  await rm(env.sealFolder, { recursive: true });
  await sealNow();
  const gone = await noticeOf(db).find({ template: 'record-missing', to: 'admin-audit' }).lean();
  expect(gone).toMatchObject([{ data: { number: 1, count: newest?._id } }]);
});

const refused = async (wish: object) => {
  const { status: answered, body } = await keeper.post('/api/audit/witnesses', {
    id: 'w',
    name: 'W',
    locale: 'en',
    ...wish,
  });
  return [answered, body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)];
};

describe('witnesses', () => {
  test('one is told each seal, signed; what it did not take, with the next', async () => {
    const made = await keeper.post('/api/audit/witnesses', { id: 'court', name: '公证处', url: urlOf() }).expect(201);
    const { secret } = made.body;
    expect(JSON.stringify((await keeper.get('/api/audit/witnesses')).body)).not.toContain(secret);
    await sealNow();
    const [first] = posts;
    const { seals } = JSON.parse(first?.body ?? '');
    const [newest] = await sealRowOf(api.product.db).find().sort({ _id: -1 }).limit(1).lean<SealRow[]>();
    expect(seals.at(-1)).toMatchObject({ number: newest?._id, hash: newest?.hash, signature: newest?.signature });
    const seconds = Number(/^t=(\d+)/.exec(first?.signature ?? '')?.[1]);
    expect(first?.signature).toBe(signatureOf([secret], first?.body ?? '', seconds));

    status = 503;
    await sealNow();
    expect((await keeper.get('/api/audit/witnesses')).body.items).toMatchObject([
      { id: 'court', toldUpTo: newest?._id, failing: { code: 'http-503' } },
    ]);
    status = 200;
    await sealNow();
    expect(JSON.parse(posts.at(-1)?.body ?? '').seals).toHaveLength(2);
    expect((await keeper.get('/api/audit/witnesses')).body.items).toMatchObject([{ failing: null }]);
  });

  test('bad wishes are refused, each with its field', async () => {
    expect(await refused({ mail: 'court@example.org' })).toEqual([422, ['/mail no-mail-server']]);
    expect(await refused({})).toEqual([422, ['/url either-or']]);
    expect(await refused({ mail: 'court@example.org', url: urlOf() })).toEqual([422, ['/url either-or']]);
    expect(await refused({ url: 'http://127.0.0.1:1/x' })).toEqual([422, ['/url not-https']]);
    expect(await refused({ id: 'court', url: urlOf() })).toEqual([422, ['/id not-unique']]);
    expect((await (await api.as('auditor')).post('/api/audit/witnesses', {})).status).toBe(403);
  });

  test('one that is ended is told nothing more, and both are on record', async () => {
    expect((await keeper.delete('/api/audit/witnesses/court')).status).toBe(204);
    const before = posts.length;
    await sealNow();
    expect(posts).toHaveLength(before);
    expect((await keeper.delete('/api/audit/witnesses/court')).status).toBe(404);
    const types = await auditOf(api.product.db).distinct('type', { 'data.id': 'court' });
    expect(types.toSorted()).toEqual(['witnessEnded', 'witnessMade']);
    const records = await auditOf(api.product.db).find({ 'data.id': 'court' }).lean<{ data: { url: string } }[]>();
    for (const { data } of records) expect(data.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+ [\da-f]{8}$/); // its path may open it
  });
});
