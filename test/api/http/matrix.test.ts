/**
 * Who gets what: every route of the table, asked by every role, as owner of the case and as none, in its branch, beside it
 * and above it, by session and by key. A few hundred by a seed; `npm run matrix` asks 20,000 (`MATRIX` says how many, `SEED`
 * which).
 */
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { Access } from '../../../api/http/route.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { type Api, openCall, openIncident, report, startApi, weight } from '../../support/product/api.ts';
import { raised as failoverRaised } from '../../support/product/runs.ts';
import { sentBy } from '../../support/product/asker.ts';
import { operationsIn, type Operation, randomBy, requestOf, type Sent } from '../../support/product/requests.ts';

const REQUESTS = Number(process.env['MATRIX'] ?? 300);
const SEED = Number(process.env['SEED'] ?? 77);

type Asker = {
  name: string;
  person: string;
  roles: readonly string[];
  by: 'session' | 'key' | 'nobody';
  headers: Record<string, string>;
};
type Secret = { number: string; title: string; hiddenFrom: ReadonlySet<string> };

let api: Api;
let askers: Asker[];
let secrets: Secret[];
let operations: Operation[];

const roleOf: Readonly<Record<string, string>> = {
  'req-linxi': 'requester',
  'req-donghu': 'requester',
  'req-school': 'requester',
  'desk-linxi': 'desk-agent',
  'desk-donghu': 'desk-agent',
  'desk-province': 'desk-agent',
  'eng-donghu-1': 'engineer',
  'eng-dx-1': 'engineer',
  'sup-donghu': 'supervisor',
  'sup-xiling': 'supervisor',
  'sup-dx': 'supervisor',
  owner: 'process-owner',
  auditor: 'auditor',
  'admin-system': 'system-administrator',
  'admin-security': 'security-administrator',
  'admin-audit': 'audit-administrator',
};
const ADMINISTRATORS = ['admin-system', 'admin-security', 'admin-audit'];
/** By hand, from the organisation alone: not by the code that is tried. */
const NOT_IN_XILING = ['req-linxi', 'req-donghu', 'desk-linxi', 'desk-donghu', 'eng-donghu-1', 'sup-donghu'];
const hiddenFrom = {
  linxi: ['nobody', 'req-donghu', 'req-school', 'sup-xiling', 'key of sup-dx for xiling', ...ADMINISTRATORS],
  xiling: [
    'nobody',
    'key of desk-province for donghu',
    'key of eng-donghu-1 for calls',
    ...NOT_IN_XILING,
    ...ADMINISTRATORS,
  ],
};

beforeAll(async () => {
  api = await startApi();
  operations = operationsIn(api.app.specification.document());
  askers = [
    { name: 'nobody', person: '', roles: [], by: 'nobody', headers: {} },
    ...(await Promise.all(Object.entries(roleOf).map(([person, role]) => bySession(person, role)))),
    await byKey('key of desk-province for donghu', 'desk-province', { orgPath: '/dx/donghu' }),
    await byKey('key of sup-dx for xiling', 'sup-dx', { orgPath: '/dx/xiling' }),
    await byKey('key of eng-donghu-1 for calls', 'eng-donghu-1', { permissions: ['call.read'] }),
  ];
  const there = { ...report, unit: '/dx/xiling/yuntai/school', reporter: 'req-school' };
  const province = await api.as('desk-province');
  const { channel: _channel, ...task } = report;
  const titles = [
    '密件甲-linxi-call',
    '密件乙-linxi-incident',
    '密件丙-xiling-call',
    '密件丁-xiling-incident',
    '密件戊-linxi-failover',
    '密件己-linxi-work-order',
    '密件庚-xiling-inspection',
    '密件辛-xiling-rectification',
  ] as const;
  const numbers = [
    await openCall(api, { title: titles[0] }),
    await openIncident(api, { title: titles[1], reporter: 'req-linxi' }),
    (await province.send('/api/calls', { ...there, title: titles[2] })).body.number as string,
    (await province.send('/api/incidents', { ...there, ...weight, queue: 'xiling-l2', title: titles[3] })).body
      .number as string,
    await openFailover(titles[4]),
    await openOf('coord-donghu', 'work-orders', { ...task, title: titles[5] }),
    await openOf('sup-xiling', 'inspections', {
      unit: '/dx/xiling/road-office',
      title: titles[6],
      way: 'phone',
      checklist: 'phone-visit',
      items: [],
      visitUntil: tomorrow(),
    }),
    await openOf('auditor', 'rectifications', {
      kind: 'audit',
      class: 'general',
      unit: '/dx/xiling/yuntai/school',
      title: titles[7],
      finding: titles[7],
      responsible: 'eng-dx-1',
      due: tomorrow(),
    }),
  ];
  secrets = numbers.map((number, i) => ({
    number,
    title: titles[i] ?? '',
    hiddenFrom: new Set(
      i < 2 || i === 4 || i === 5
        ? [...hiddenFrom.linxi, ...(i === 0 ? [] : ['key of eng-donghu-1 for calls'])]
        : [...hiddenFrom.xiling, ...(i > 5 ? ['req-school'] : [])],
    ),
  }));
}, 180_000);
afterAll(() => api.stop());

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
async function openOf(person: string, plural: string, data: object): Promise<string> {
  const answer = await (await api.as(person)).send(`/api/${plural}`, data);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.number;
}

/** Raised, with a plan proposed: a run as soon as it is authorised. */
async function openFailover(title: string): Promise<string> {
  const faultAt = new Date(Date.now() - 60_000).toISOString();
  const engineer = await api.as('eng-donghu-1');
  const answer = await engineer.send('/api/failovers', { ...failoverRaised, faultAt, title });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.number;
}

async function bySession(person: string, role: string): Promise<Asker> {
  const { cookie } = await api.as(person);
  return { name: person, person, roles: [role], by: 'session', headers: { cookie, origin: api.address } };
}

async function byKey(name: string, person: string, wish: object): Promise<Asker> {
  const made = await (await api.as(person)).post('/api/api-keys', {
    name: 'matrix',
    password: api.password,
    days: 1,
    ...wish,
  });
  if (made.status !== 201) throw new Error(made.text);
  return {
    name,
    person,
    roles: [roleOf[person] ?? ''],
    by: 'key',
    headers: { authorization: `Bearer ${made.body.key}` },
  };
}

const send = (asker: Asker, sent: Sent): Promise<Response> => sentBy(api, asker.headers, sent);
const codeOf = ({ type, body }: Response): unknown => (type.endsWith('json') ? body.code : undefined);

const RULES = ['anyone', 'signed-in', 'own-session', 'role', 'reader', 'permission', 'monitor'];

test('G20 every route declares who may come in, and the specification has every route', () => {
  const rules = api.app.routes.map(({ access }: { access: Access }) => access.rule);
  expect(rules.filter((rule) => !RULES.includes(rule))).toEqual([]);
  const cheap = api.app.routes.filter(
    ({ path, costly }) => /\/(preview|export|:number\/verify)$/.test(path) && !costly,
  );
  expect(cheap.map(({ operationId }) => operationId)).toEqual([]); // S01
  expect(api.app.routes.map(({ operationId }) => operationId).toSorted()).toEqual(
    operations.map(({ id }) => id).toSorted(),
  );
  expect(operations.length).toBeGreaterThan(240);
});

test('G20 counts, figures and own work are of what one may see, for every role and branch', async () => {
  const nobody = await Promise.all(
    ['/api/cases/count', '/api/cases', '/api/figures/open'].map(async (path) => (await api.get(path)).status),
  );
  expect(nobody).toEqual([401, 401, 401]);
  for (const asker of askers.slice(1)) {
    const visible = secrets.filter(({ hiddenFrom: from }) => !from.has(asker.name));
    const get = (path: string) => send(asker, { method: 'GET', path, headers: {}, body: undefined });
    const [count, listed, open] = await Promise.all(
      ['/api/cases/count', '/api/cases?sort=openedAt', '/api/figures/open'].map(get),
    );
    const seen: unknown[] = listed?.body.items.map(({ number }: { number: string }) => number) ?? [];
    expect([asker.name, count?.body.count, seen.length]).toEqual([asker.name, seen.length, seen.length]);
    const hidden = secrets.filter(({ hiddenFrom: from }) => from.has(asker.name));
    expect([asker.name, seen.filter((number) => hidden.some((one) => one.number === number))]).toEqual([
      asker.name,
      [],
    ]);
    expect(seen.length).toBeLessThanOrEqual(visible.length);
    expect([asker.name, open?.body.total ?? seen.length]).toEqual([asker.name, seen.length]);
  }
});

test('G20 a stream of one case, and those who hold it, are not there for whom the case is hidden from', async () => {
  for (const asker of askers.slice(1))
    for (const { number, hiddenFrom: from } of secrets.filter((one) => one.hiddenFrom.has(asker.name))) {
      const live = await fetch(`${api.address}/api/live?scope=case&number=${number}`, { headers: asker.headers });
      await live.body?.cancel();
      expect([asker.name, number, from.size > 0, live.status === 404 || live.status === 403]).toEqual([
        asker.name,
        number,
        true,
        true,
      ]);
    }
  for (const asker of askers)
    for (const person of ['eng-donghu-1', 'req-school'])
      expect(
        await leaksIn(asker, { method: 'GET', path: `/api/people/${person}/holdings`, headers: {}, body: undefined }),
      ).toEqual([]);
});

/** What ends the run for its asker, starts work that no answer waits for, or has no end. */
const LEFT_OUT = new Set([
  'live.open',
  'session.open',
  'session.close',
  'password.change',
  'operations.ready',
  'rehearsals.start',
  'audit.verifyAll',
]);

/** Who runs the mail, reviews the record, hands over what somebody has or closes what cases name reads there which case it is, and nothing of it. */
const NUMBERS_BY_DUTY =
  /^\/api\/(?:outbox|audit\/(?:records|administrators)|people\/[^/]+\/(?:holdings|callers)|(?:categories|applications|cause-codes|organisations))\b/;

/** Numbers and titles of cases that this asker may not see, in the answer to what he sent. */
async function leaksIn(asker: Asker, sent: Sent, answer?: Response): Promise<string[]> {
  const { text } = answer ?? (await send(asker, sent));
  const own = `${sent.path} ${JSON.stringify(sent.body ?? '')}`;
  const isByDuty = asker.roles.some((role) => role.endsWith('administrator')) && NUMBERS_BY_DUTY.test(sent.path);
  const told = secrets.filter(
    ({ number, title, hiddenFrom: from }) =>
      from.has(asker.name) && (text.includes(title) || (text.includes(number) && !own.includes(number) && !isByDuty)),
  );
  // Somebody may have been made a party since.
  const stored = await caseOf(api.product.db)
    .find({ _id: { $in: told.map(({ number }) => number) } })
    .lean();
  const named = stored.filter((one) => asker.person !== '' && JSON.stringify(one).includes(`"${asker.person}"`));
  return told
    .filter(({ number }) => !named.some(({ _id }) => _id === number))
    .map(({ number }) => `${asker.name} ${sent.method} ${sent.path} tells ${number}`);
}

test('G20 the trial sees a leak where there is one', async () => {
  const sent = { method: 'GET', path: '/api/cases?sort=title', headers: {}, body: undefined };
  const [seesAll, seesNone] = ['auditor', 'admin-audit'].map((one) => askers.find(({ name }) => name === one));
  if (!seesAll || !seesNone) throw new Error('nobody to ask');
  const answer = await send(seesAll, sent);
  expect((await leaksIn(seesNone, sent, answer)).length).toBe(secrets.length);
  expect(await leaksIn(seesAll, sent, answer)).toEqual([]);
  expect(refusedAtTheDoor({ rule: 'role', roles: ['audit-administrator'] }, seesAll)).toBe(403);
  expect(refusedAtTheDoor({ rule: 'role', roles: ['auditor'] }, seesAll)).toBeUndefined();
});

/** What the declaration of the route alone says of who asks; undefined: it depends on the case. */
function refusedAtTheDoor({ rule, ...access }: Access, { by, roles }: Asker): number | undefined {
  if (rule === 'anyone' || rule === 'monitor') return undefined;
  if (by === 'nobody') return 401;
  if (rule === 'own-session' && by === 'key') return 403;
  const allowed = 'roles' in access ? access.roles : undefined;
  return allowed && !roles.some((role) => allowed.some((one) => one === role)) ? 403 : undefined;
}

test(`G20 ${REQUESTS} requests over routes, roles, owners and organisations: none lets in or tells what it may not`, async () => {
  const random = randomBy(SEED);
  const all = operations.filter(({ id }) => !LEFT_OUT.has(id));
  const accessOf = new Map(api.app.routes.map(({ operationId, access }) => [operationId, access]));
  const wrong: string[] = [];
  const seen = { let: 0, refused: 0, hidden: 0, twins: 0 };
  for (let i = 0; i < REQUESTS; i += 1) {
    // Every route comes again and again with another asker: their numbers have no common divisor but by chance.
    const operation = all[i % all.length] as Operation;
    const asker =
      REQUESTS < all.length * askers.length
        ? random.of(askers)
        : (askers[Math.floor(i / all.length) % askers.length] as Asker);
    const secret = random.of(secrets);
    const params = { number: secret.number, id: operation.method === 'get' ? 'req-school' : 'nobody-here' };
    const sent = requestOf(operation, random, { key: randomUUID(), params, more: moreOf(operation, secret) });
    const answer = await send(asker, sent);
    const at = `SEED=${SEED} #${i} ${asker.name} ${sent.method} ${sent.path}`;
    if (answer.status >= 500) wrong.push(`${at}: ${answer.text}`);
    const access = accessOf.get(operation.id);
    const refused = access && refusedAtTheDoor(access, asker);
    if (refused !== undefined && answer.status !== refused) wrong.push(`${at}: ${answer.status} instead of ${refused}`);
    if (refused === undefined && access?.rule !== 'monitor' && codeOf(answer) === 'not-signed-in')
      wrong.push(`${at}: 401`);
    seen[answer.status < 300 ? 'let' : 'refused'] += 1;
    wrong.push(...(await leaksIn(asker, sent, answer)));
    if (!secret.hiddenFrom.has(asker.name)) continue;
    seen.hidden += 1;
    if (!operation.path.includes('{number}')) continue;
    const twin = await send(asker, elsewhere(sent, secret.number));
    seen.twins += 1;
    if (twin.status !== answer.status || codeOf(twin) !== codeOf(answer))
      wrong.push(
        `${at}: ${answer.status} ${String(codeOf(answer))}, of an unknown case ${twin.status} ${String(codeOf(twin))}`,
      );
  }
  expect(wrong).toEqual([]);
  expect(Object.values(seen).every((count) => count > REQUESTS / 50)).toBe(true); // it looked
}, 3_600_000);

/** The same of a case that nobody has. */
const elsewhere = (sent: Sent, number: string): Sent => {
  const unknown = `${number.slice(0, 4)}999999`;
  const headers =
    'Idempotency-Key' in sent.headers ? { ...sent.headers, 'Idempotency-Key': randomUUID() } : sent.headers;
  return { ...sent, path: sent.path.replaceAll(number, unknown), headers };
};

/** Bodies that name cases name the secret one. */
function moreOf({ id }: Operation, { number }: Secret): object {
  if (id === 'cases.command')
    return { command: 'comment', numbers: [number], data: { text: 'x', audience: 'internal' } };
  return id === 'retargets.preview' ? { numbers: [number] } : {};
}
