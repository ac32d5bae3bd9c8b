import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../../api/app.ts';
import type { ApiDeps } from '../../../api/deps.ts';
import { createCaseClient } from '../../../client/cases/case-client.ts';
import { createDirectory } from '../../../client/registers/directory.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { type AuditTrail, openAuditTrail } from '../../../models/access/audit.ts';
import { noteParked, release, stillParked } from '../../../models/cases/parked.ts';
import { policyOf } from '../../../models/registers/policy.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { isBug, problemOf } from '../../../api/http/problem.ts';
import { openStore } from '../../../client/record/open-store.ts';
import { connectClient } from '../../../platform/temporal.ts';
import {
  type Api,
  type Caller,
  callerWith,
  openIncident,
  report,
  startApi,
  weight,
} from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ deadlineMs: 1_500 });
}, 120_000);
afterAll(() => api.stop());

/** Another app on the same data, with something broken in it. */
async function another(
  change: Partial<ApiDeps>,
  work: (as: (person: string) => Promise<Caller>) => Promise<void>,
): Promise<void> {
  const { db, temporal, rehearsalTemporal, caseClient, directory, env, logger } = api.product;
  const app = createApp({
    db,
    temporal,
    rehearsalTemporal,
    caseClient,
    directory,
    env,
    logger,
    audit: openAuditTrail(db, randomUUID()),
    metrics: createMetrics({ process: false }),
    ...change,
  });
  const server: Server = createServer(app.express);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await work(async (person) => callerWith(address, (await api.as(person)).cookie));
  await app.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const body = { ...report, ...weight, queue: 'donghu-l2' };

test('R025 a case that takes too long is told as under way, and the same key finds it: one case', async () => {
  const desk = await api.as('desk-donghu');
  const key = randomUUID();
  await api.product.stopWorker();
  const waiting = [await desk.send('/api/incidents', body, key), await desk.send('/api/incidents', body, key)];
  for (const { status, body: problem, headers } of waiting)
    expect([status, problem.code, headers['retry-after']]).toEqual([202, 'still-under-way', '1']);
  await api.product.startWorker();
  const found = await api.product.eventually(async () => {
    const answer = await desk.send('/api/incidents', body, key);
    return answer.status === 201 && answer;
  });
  expect(await api.product.eventsOf(found.body.number)).toHaveLength(1);
  expect(await api.product.db.collection('numbers').countDocuments({ _id: `u:desk-donghu:${key}` as never })).toBe(1);
}, 60_000);

test('F6 without Temporal commands say when to come again, and reads go on', async () => {
  const number = await openIncident(api);
  const { db, directory, env, taskQueue } = api.product;
  const temporal = connectClient({ ...env, temporalAddress: '127.0.0.1:9' });
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 1_500 });
  await another({ temporal, caseClient }, async (as) => {
    const engineer = await as('eng-donghu-1');
    const key = randomUUID();
    const away = await engineer.send(`/api/incidents/${number}/claim`, {}, key);
    expect([away.status, away.body.code]).toEqual([503, 'engine-away']);
    expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
    expect((await engineer.get(`/api/incidents/${number}`)).body.status).toBe('queued');
    expect((await engineer.get(`/api/cases/${number}/engine`)).status).toBe(503);
    const ready = await engineer.get('/readyz');
    expect([ready.status, ready.body.parts.mongodb]).toEqual([503, 'ok']);
    const again = await api.as('eng-donghu-1');
    await api.product.eventually(async () => {
      const { status } = await again.send(`/api/incidents/${number}/claim`, {}, key);
      return status === 200; // the key was left usable; a slow engine says 202 first
    });
  });
}, 60_000);

test('F5 without MongoDB reads say so, and are never empty lists', async () => {
  const { env } = api.product;
  const db = await openStore(env);
  const directory = createDirectory(db);
  await another({ db, directory }, async (as) => {
    const owner = await as('owner');
    expect((await owner.get('/api/cases')).status).toBe(200);
    await directory.close();
    await db.close();
    for (const path of ['/api/cases', '/api/me', '/api/work', '/api/teams', '/api/live?scope=work']) {
      const away = await owner.get(path);
      expect([path, away.status, away.body.code]).toEqual([path, 503, 'engine-away']);
    }
    expect((await owner.get('/healthz')).status).toBe(200);
    expect((await owner.get('/readyz')).body.parts.mongodb).not.toBe('ok');
  });
}, 60_000);

test('F39 without the audit record nobody signs in and nothing is looked into, while reads and commands go on', async () => {
  const number = await openIncident(api);
  const audit: AuditTrail = {
    node: 'broken',
    record: () => Promise.reject(new Error('disk gone')),
    close: async () => undefined,
  };
  await another({ audit }, async (as) => {
    const [auditor, engineer] = [await as('auditor'), await as('eng-donghu-1')];
    const signIn = await auditor.bare('/api/session').send({ name: 'owner', password: api.password });
    expect([signIn.status, signIn.body.code, signIn.headers['set-cookie']]).toEqual([503, 'record-away', undefined]);
    expect((await auditor.get(`/api/cases/${number}/history`)).body.code).toBe('record-away');
    expect((await engineer.send(`/api/incidents/${number}/close`)).body.code).toBe('record-away');
    expect((await engineer.get(`/api/incidents/${number}`)).status).toBe(200);
    expect((await engineer.send(`/api/incidents/${number}/claim`)).status).toBe(200);
  });
}, 60_000);

test('a case met parked that went on before it was noted does not stand among the stuck', async () => {
  const number = await openIncident(api);
  const { version: met } = await api.product.stored(number);
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`).expect(200);
  const isStuck = async () => (await stillParked(api.product.db, 200)).some(({ _id }) => _id === number);
  await noteParked(api.product.db, number, Date.now(), { met });
  expect(await isStuck()).toBe(false);
  const { version: now } = await api.product.stored(number);
  await noteParked(api.product.db, number, Date.now(), { met: now });
  expect(await isStuck()).toBe(true);
  await release(api.product.db, number);
});

test('a version that a case runs on and that was edited, or is gone, stops its cases alone: 503, and somebody is told', async () => {
  const number = await openIncident(api);
  const policies = policyOf(api.product.db).collection;
  const { sla } = (await api.product.body(number)).pins;
  const whole = await policies.findOne({ _id: sla as never });
  const system = await api.as('admin-system');
  for (const [code, change] of [
    ['pin-differs', () => policies.updateOne({ _id: sla as never }, { $set: { 'terms.edited': 1 } })],
    ['pin-missing', () => policies.deleteOne({ _id: sla as never })],
  ] as const) {
    await change();
    const db = await openStore(api.product.env); // what was read before is kept
    const { directory, temporal, taskQueue } = api.product;
    const caseClient = createCaseClient({ temporal, db, directory, taskQueue });
    await another({ db, caseClient }, async (as) => {
      const engineer = await as('eng-donghu-1');
      for (const answer of [
        await engineer.send(`/api/incidents/${number}/claim`),
        await engineer.get(`/api/incidents/${number}`),
      ])
        expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, code, '60']);
    });
    await db.close();
    const { body: stuck } = await system.get('/api/cases/stuck');
    expect(stuck.items.map((one: { number: string }) => one.number)).toContain(number);
  }
  await policies.insertOne(whole as never);
  expect((await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`)).status).toBe(200);
}, 60_000);

test.each([
  ['too-large', {}, 413, undefined],
  ['too-many-commands', {}, 429, 60],
  ['too-many-commands', { retryAfter: 7 }, 429, 7],
  ['case-parked', {}, 503, 60],
  ['pin-missing', {}, 503, 60],
  ['pin-differs', {}, 503, 60],
  ['stale-version', {}, 409, undefined],
])('%s with %j is %i, to be tried again after %s s', (code, params, status, retryAfter) => {
  const problem = problemOf(new DomainError(code, 'x', { params }), { instance: '/', traceId: 'x' });
  expect([problem.status, problem.retryAfter]).toEqual([status, retryAfter]);
});

test('a bug answers with a trace id and nothing of its inside', async () => {
  const lines: object[] = [];
  const { logger, directory } = api.product;
  const logged = Object.assign(Object.create(logger), { error: (fields: object) => lines.push(fields) });
  const broken = { ...directory, person: () => Promise.reject(new TypeError('secret of the inside')) };
  await another({ directory: broken, logger: logged }, async (as) => {
    const answer = await (await as('owner')).get('/api/me').set('X-Request-Id', 'trace-of-a-bug');
    expect([answer.status, answer.body]).toEqual([
      500,
      expect.objectContaining({ code: 'bug', traceId: 'trace-of-a-bug', title: 'Something is wrong here' }),
    ]);
    expect(answer.text).not.toMatch(/secret|TypeError|\.ts/);
  });
  expect(lines).toContainEqual(expect.objectContaining({ traceId: 'trace-of-a-bug' }));
});

test.each(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'])(
  'F5 a connection that MongoDB took with it when it was killed (%s) is an engine away, and no bug',
  (code) => {
    // As Node throws it into the driver, which passes it on as it is.
    const error = Object.assign(new Error('This socket has been ended by the other party'), { code });
    const problem = problemOf(error, { instance: '/api/cases', traceId: 't' });
    expect(problem).toMatchObject({ status: 503, code: 'engine-away' });
    expect(problem.retryAfter).toBeGreaterThan(0);
    expect(isBug(error)).toBe(false);
  },
);
