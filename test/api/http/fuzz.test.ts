/**
 * Requests made of the specification, a third right and the others with one thing wrong, and random bytes where JSON should be.
 * A few hundred by a seed; `npm run fuzz` sends 10,000 (`FUZZ` says how many, `SEED` which).
 */
import { randomUUID } from 'node:crypto';
import { problemCodes, statusOf } from '../../../api/http/problem.ts';
import { sentBy } from '../../support/product/asker.ts';
import { type Api, openCall, openIncident, startApi } from '../../support/product/api.ts';
import { operationsIn, type Operation, randomBy, requestOf } from '../../support/product/requests.ts';

const REQUESTS = Number(process.env['FUZZ'] ?? 300);
const SEED = Number(process.env['SEED'] ?? 68);
const people =
  'desk-donghu eng-donghu-1 sup-donghu req-linxi auditor owner admin-system admin-security admin-audit'.split(' ');

let api: Api;
let numbers: string[];
let sessions: Record<string, string>[];
beforeAll(async () => {
  api = await startApi();
  numbers = [await openIncident(api), await openCall(api), 'INC-999999'];
  sessions = await Promise.all(people.map(async (id) => ({ cookie: (await api.as(id)).cookie, origin: api.address })));
}, 300_000);
afterAll(() => api.stop());

/** Streams have no end; a session that is closed ends the run for its person; the others wait for workers that are not here. */
const LEFT_OUT = new Set(['live.open', 'session.close', 'operations.ready', 'rehearsals.start']);

test(`G21 ${REQUESTS} requests by the specification: no failure of ours, and no answer that it does not declare`, async () => {
  const random = randomBy(SEED);
  const all = operationsIn(api.app.specification.document()).filter(({ id }) => !LEFT_OUT.has(id));
  const statuses = new Map<number, number>();
  const wrong: string[] = [];
  for (let i = 0; i < REQUESTS; i += 1) {
    const operation = REQUESTS < all.length * 5 ? random.of(all) : (all[i % all.length] as Operation);
    const params = { number: random.of(numbers) };
    const spoil = random.chance(2 / 3);
    const sent = requestOf(operation, random, { spoil, key: randomUUID(), params });
    const headers = random.of(sessions);
    const at = `SEED=${SEED} #${i} ${operation.id} ${sent.method} ${sent.path} ${JSON.stringify(sent.body)?.slice(0, 500)}`;
    try {
      const { status, text } = await sentBy(api, headers, sent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500) wrong.push(`${at}: ${text}`);
    } catch (error) {
      wrong.push(`${at}: ${String(error)}`);
    }
  }
  expect(wrong).toEqual([]);
  // It was not all refused at the door, and it was not all let in.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 403, 404, 422]));
}, 3_600_000);

test('every code of a problem is in kebab-case and stands for one status', () => {
  for (const code of problemCodes()) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(statusOf(code)).toBeGreaterThanOrEqual(202);
  }
  expect(statusOf('ping-pong-limit')).toBe(409); // what no row names is a rule of some process
});
