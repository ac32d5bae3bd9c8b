import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { problemCodes, statusOf } from '../../../api/http/problem.ts';
import type { Route } from '../../../api/http/route.ts';
import { z } from 'zod';
import { type Api, type Caller, openCall, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
let numbers: string[];
let callers: Caller[];
beforeAll(async () => {
  api = await startApi();
  numbers = [await openIncident(api), await openCall(api), 'INC-999999'];
  callers = await Promise.all(
    ['desk-donghu', 'eng-donghu-1', 'sup-donghu', 'req-linxi', 'auditor'].map((id) => api.as(id)),
  );
}, 120_000);
afterAll(() => api.stop());

/** Values that once broke something somewhere. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u0000',
    '\uD800',
    '$where',
    '__proto__',
    '../../etc/passwd',
    "'; drop table cases; --",
    '🧯'.repeat(100),
    -0,
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    null,
    { $gt: '' },
    { $regex: '.*' },
    [['']],
    '2026-02-29T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    'INC-000001',
    '/dx',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

const namesIn = (schema: z.ZodType | undefined): string[] =>
  schema ? Object.keys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {}) : [];

/** A request that has the right names and odd values, and sometimes a name too many. */
const requestOf = (routes: readonly Route[]) =>
  fc.constantFrom(...routes).chain((route) =>
    fc.record({
      route: fc.constant(route),
      caller: fc.nat(4),
      number: fc.nat(2),
      body: fc.dictionary(fc.constantFrom(...namesIn(route.body), 'extra'), odd, { maxKeys: 8 }),
      query: fc.dictionary(
        fc.constantFrom(...namesIn(route.query), 'extra'),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        {
          maxKeys: 3,
        },
      ),
    }),
  );

test('G21 whatever is sent, the answer is one that the specification knows and no failure of ours', async () => {
  // Streams have no end, and a session that is closed ends the run for its caller.
  const routes = api.app.routes.filter(
    ({ operationId }) => !['live.open', 'session.close', 'operations.ready'].includes(operationId),
  );
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(requestOf(routes), async ({ route, caller: who, number, body, query }) => {
      const caller = callers[who] ?? callers[0];
      const asked = new URLSearchParams(query).toString();
      const path = `${route.path.replace(':number', numbers[number] ?? '').replace(':id', 'x')}${asked ? `?${asked}` : ''}`;
      const answer = await (route.method === 'get'
        ? caller?.get(path)
        : route.method === 'put'
          ? caller?.put(path, body)
          : route.method === 'delete'
            ? caller?.delete(path)
            : caller?.send(path, body, randomUUID()).set('If-Match', '"1"'));
      const status = answer?.status ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect([route.operationId, status < 500 ? 'fine' : answer?.text]).toEqual([route.operationId, 'fine']);
    }),
    { numRuns: 400 },
  );
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 404, 422])); // it was not all refused at the door
}, 240_000);

test('every code of a problem is in kebab-case and stands for one status', () => {
  for (const code of problemCodes()) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(statusOf(code)).toBeGreaterThanOrEqual(202);
  }
  expect(statusOf('ping-pong-limit')).toBe(409); // what no row names is a rule of some process
});
