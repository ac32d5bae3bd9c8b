import { Writable } from 'node:stream';
import { beat } from '../../../models/store/worker-beat.ts';
import { buildId } from '../../../platform/build.ts';
import { createLogger } from '../../../platform/logger.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { createApp } from '../../../api/app.ts';
import { startHeartbeat, workerIdentity } from '../../../worker/heartbeat.ts';
import { openAuditTrail } from '../../../models/access/audit.ts';
import { conform } from '../../support/product/conforms.ts';
import { openIncident, report, signIn, startApi, weight, type Api } from '../../support/product/api.ts';

let api: Api;
const lines: string[] = [];
const logger = createLogger(
  'api',
  'info',
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(...chunk.toString().split('\n').filter(Boolean));
      done();
    },
  }),
);
beforeAll(async () => {
  api = await startApi({ logger });
}, 120_000);
afterAll(() => api.stop());

/** An answer is kept for a moment: what has changed shows in one of the next. */
const readyz = (expected: number) =>
  api.product.eventually(async () => {
    const answer = await api.get('/readyz');
    return answer.status === expected && answer;
  });

describe('O1', () => {
  test('the process says that it lives without asking anybody', async () => {
    expect((await api.get('/healthz')).body).toEqual({ alive: true });
  });

  test('it is ready when all parts are, and names those that are not', async () => {
    const { body: ready } = await readyz(200);
    const beside = { rehearsals: 'no worker polls' }; // nobody is sent away for want of them
    expect(ready).toEqual({
      ready: true,
      parts: { mongodb: 'ok', migrations: 'ok', temporal: 'ok', engine: 'ok', ...beside },
    });
    const done = api.product.db.collection('migrations');
    const first = await done.findOneAndDelete({});
    expect((await readyz(503)).body).toMatchObject({
      ready: false,
      parts: { migrations: 'migrations are missing' },
    });
    if (first) await done.insertOne(first);
  });

  test('a queue that nobody polls is not ready', async () => {
    const { db, temporal, rehearsalTemporal, caseClient, directory, env } = api.product;
    const app = createApp({
      db,
      temporal,
      rehearsalTemporal,
      caseClient,
      directory,
      audit: openAuditTrail(db, 'idle'),
      env: { ...env, taskQueue: 'nobody-polls-this' },
      logger,
      metrics: createMetrics({ process: false }),
    });
    const { default: request } = await import('supertest');
    const { status, body } = await request(app.express).get('/readyz');
    expect([status, body.parts.temporal]).toEqual([503, 'no worker polls']);
    app.drain();
    expect((await request(app.express).get('/readyz')).body.parts.process).toBe('stopping');
    await app.close();
  });

  test('a worker that the engine lists and that has fallen silent is named, until it is heard of again', async () => {
    const { db, taskQueue } = api.product;
    const _id = workerIdentity(buildId());
    const beats = db.collection<{ _id: string; at: Date }>('worker-beats');
    await beat(db, { _id, taskQueue });
    await readyz(200);
    await beats.updateOne({ _id }, [{ $set: { at: { $subtract: ['$$NOW', 9_000] } } }]);
    const silent = await readyz(503);
    expect(silent.body.parts.temporal).toMatch(
      new RegExp(`^the worker .* ${process.pid} .* has not been heard of for (9|1\\d) s$`),
    );
    const heart = startHeartbeat(db, { _id, taskQueue });
    await readyz(200);
    await heart.stop();
    expect((await readyz(503)).body.parts.temporal).toBe('no worker polls'); // it left in order
    await beats.deleteMany({});
    await readyz(200); // a worker of the release before gives no signs
  });

  test('figures are for this machine or for who has the token, and know routes by their pattern', async () => {
    await openIncident(api);
    const { status, text } = await api.get('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('changming_http_request_seconds_count{method="POST",route="/api/incidents",status="201"}');
    expect((await api.get('/metrics').set('X-Forwarded-For', '203.0.113.7')).status).toBe(404);
  });
});

test('S19 a request is one line of JSON without content, names or secrets', async () => {
  const caller = await signIn(api.address, 'desk-donghu', api.password);
  await caller.send('/api/incidents', {
    ...report,
    ...weight,
    title: '标题\r\n{"level":"fatal"}'.replaceAll(/[\r\n]/g, ''),
  });
  await caller.get(`/api/incidents?q=${encodeURIComponent('张燕')}`);
  const all = lines.join('\n');
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  expect(all).toContain('"route":"/api/incidents"');
  for (const secret of [api.password, caller.cookie.split('=')[1] ?? '', report.contact, '凭证', '张燕', '%E5'])
    expect(all).not.toContain(secret);
});

test('every answer carries the headers that keep a browser from harm', async () => {
  const { headers } = await api.get('/healthz');
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'SAMEORIGIN',
    'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    'cache-control': 'no-store',
  });
  expect(headers).not.toHaveProperty('x-powered-by');
});

test('the API is browsed without network, under a policy that fits', async () => {
  expect((await api.get('/')).headers['location']).toBe('/api/docs');
  const page = await api.get('/api/docs');
  expect(page.status).toBe(200);
  expect(page.text).not.toMatch(/https?:\/\//);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const { status } = await api.get(file ?? '');
    expect([file, status]).toEqual([file, 200]);
  }
});

type Operation = {
  operationId: string;
  summary: string;
  'x-access': string;
  responses: Record<string, object>;
  parameters: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
};
const specification = async () => (await api.get('/api/openapi.json')).body;
const operations = async () => {
  const { paths } = await specification();
  return Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
};

describe('the specification', () => {
  test('holds every answer of these tests, and the check finds what differs', async () => {
    const answer = await (await api.as('owner')).get('/api/me');
    const check = (method: string, path: string) => () =>
      conform(api.app.specification.document(), { method, path }, answer);
    expect(check('GET', '/api/me')).not.toThrow();
    expect(check('GET', '/api/teams')).toThrow('teams.list 200/items is missing');
    expect(check('GET', '/api/cases/INC-000001')).toThrow('cases.get 200/number is missing');
    expect(check('POST', '/api/api-keys')).toThrow('api-keys.make does not declare 200');
  });

  test('tells every route that there is, and no other', async () => {
    const told = (await operations()).map(({ path, method }) => `${method} ${path}`);
    const mounted = api.app.routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(told.toSorted()).toEqual(mounted.toSorted());
    expect(told.length).toBeGreaterThan(100);
  });

  const rules: readonly [string, (one: Operation, path: string) => boolean][] = [
    ['has an id, a summary and an access rule', (one) => Boolean(one.operationId && one.summary && one['x-access'])],
    ['answers with success', (one) => Object.keys(one.responses).some((status) => status.startsWith('2'))],
    [
      'names each parameter of its path',
      (one, path) =>
        [...path.matchAll(/\{(\w+)\}/g)].every(([, name]) =>
          one.parameters.some((p) => p.in === 'path' && p.name === name),
        ),
    ],
    [
      'says that a command needs a key',
      (one, path) =>
        !/^\/api\/(calls|incidents|commands)/.test(path) ||
        path.endsWith('/sync') || // each of its commands brings one
        !one.requestBody ||
        one.parameters.some(({ name }) => name === 'Idempotency-Key'),
    ],
    [
      'takes no unknown field',
      (one) =>
        Object.entries(one.requestBody?.content ?? {}).every(
          ([type, { schema }]) =>
            type === 'application/octet-stream' || 'oneOf' in schema || schema['additionalProperties'] === false,
        ),
    ],
  ];
  test.each(rules)('every operation %s', async (_rule, holds) => {
    const broken = (await operations()).filter(({ path, operation }) => !holds(operation, path));
    expect(broken.map(({ operation }) => operation.operationId)).toEqual([]);
  });

  test('gives each operation an id of its own, and a command the name of its permission', async () => {
    const ids = (await operations()).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['incident.resolve', 'call.escalate', 'incident.create']));
  });

  test('shows instants as they leave: texts, never numbers', async () => {
    const text = JSON.stringify(await specification());
    expect(text).toMatch(/"until":\{"anyOf":\[\{"type":"string","format":"date-time"\},\{"type":"null"\}\]\}/);
    expect(text).not.toMatch(/"(dueAt|openedAt|until|serverNow)":\{("anyOf":\[\{)?"type":"(integer|number)"/);
  });
});

describe('rates (S14)', () => {
  test('too many requests or writes of one session wait, a look is no write; another session does not', async () => {
    const tight = await startApi({
      worker: false,
      rates: {
        session: { requests: 5, writes: 1 },
        key: { requests: 9, writes: 9 },
        nobody: { requests: 99, writes: 99 },
      },
    });
    const caller = await tight.as('owner');
    expect((await caller.post('/api/notices/read', { ids: ['x'] })).status).toBe(200);
    const write = await caller.post('/api/notices/read', { ids: ['x'] });
    expect([write.status, write.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(write.headers['retry-after'])).toBeGreaterThan(0);
    const look = { format: 'json', days: [], years: [2027, 2027] }; // asks much, writes nothing
    expect((await caller.post('/api/calendars/cn-5x8/import/preview', look)).status).toBe(200);
    for (let at = 0; at < 3; at += 1) expect((await caller.get('/api/me')).status).toBe(200);
    expect((await caller.get('/api/me')).status).toBe(429);
    expect((await (await tight.as('auditor')).get('/api/me')).status).toBe(200);
    await tight.stop();
  }, 120_000);
});
