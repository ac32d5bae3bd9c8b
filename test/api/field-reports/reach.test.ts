/** By-ways to cases of others: whatever names them, shows them or counts them is cut to the reach of who asks. */
import { auditOf } from '../../../models/access/audit.ts';
import { personOf } from '../../../models/registers/person.ts';
import { hashPassword } from '../../../platform/passwords.ts';
import { type Api, openCall, openIncident, report, signIn, startApi, weight } from '../../support/product/api.ts';
import { openStream } from '../../support/product/live.ts';

const SECRET = '关于某某审计的线索';
let api: Api;
/** Of one reporter of a county below Donghu; the second case lies in the other city. */
let here: string;
let there: string;
let parent: string;
beforeAll(async () => {
  api = await startApi();
  here = await openCall(api, { title: '关于某某审计的报表' });
  const province = await api.as('desk-province');
  const elsewhere = { ...report, unit: '/dx/xiling/yuntai/school', channel: 'phone', title: SECRET };
  there = (await province.send('/api/calls', elsewhere)).body.number;
  parent = (await province.send('/api/incidents', { ...elsewhere, ...weight, queue: 'xiling-l2' })).body.number;
}, 120_000);
afterAll(() => api.stop());

/** What of the cases out of reach stands in `text`. */
const toldIn = (text: string) => [there, parent, SECRET].filter((one) => text.includes(one));

test('R015 lists, counts, suggestions and live changes of an agent of one city know nothing of the other', async () => {
  const agent = await api.as('desk-donghu');
  const mine = new URLSearchParams({ process: 'call', title: SECRET, application: 'payment', unit: report.unit });
  const theirs = new URLSearchParams({ ...Object.fromEntries(mine), unit: '/dx/xiling/yuntai/school' });
  const paths = [
    `/api/cases?q=${encodeURIComponent(SECRET)}`,
    '/api/calls?unit=/dx/donghu/linxi/school,/dx/xiling/yuntai/school',
    '/api/cases?org=/dx/xiling',
    '/api/cases?org=/dx&sort=title',
    '/api/figures/open?by=queue',
    '/api/work',
    '/api/notices',
    '/api/cases/export',
    `/api/suggest?${mine.toString()}`,
    `/api/suggest?${theirs.toString()}`,
  ];
  for (const path of paths) {
    const answer = await agent.get(path).buffer(true);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(toldIn(answer.text)).toEqual([]);
  }
  expect((await agent.get('/api/cases/count?application=payment')).body).toEqual({ count: 1, capped: false });
  const again = await agent.send('/api/calls', { ...report, title: SECRET });
  expect([again.status, again.body.likelyDuplicates.map(({ number }: { number: string }) => number)]).toEqual([
    201,
    [here],
  ]);
  await agent.send(`/api/calls/${again.body.number}/cancel`, { reason: 'test' });
});

test('R015 a live stream tells an agent nothing of a case out of his reach, not even that it changed', async () => {
  const { cookie } = await api.as('desk-donghu');
  const streams = await Promise.all(
    ['scope=list', 'scope=work'].map((query) => openStream(api.address, `/api/live?${query}`, { cookie })),
  );
  const province = await api.as('desk-province');
  await province.send(`/api/calls/${there}/comment`, { text: SECRET, audience: 'internal' });
  const seen = await openIncident(api, { queue: 'donghu-l2' });
  await streams[0]?.until(({ data }) => JSON.stringify(data).includes(seen));
  expect(toldIn(JSON.stringify(streams.map(({ frames }) => frames)))).toEqual([]);
  for (const stream of streams) stream.close();
});

test('R015 a link or a parent out of reach is told as one case outside, without its number', async () => {
  const province = await api.as('desk-province');
  const linked = await province.send(`/api/calls/${here}/link`, { target: there, relation: 'related' });
  expect(linked.status).toBe(200);
  const child = await openIncident(api);
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${child}/claim`);
  const attached = await (await api.as('sup-dx')).send(`/api/incidents/${child}/attachParent`, { parent });
  expect([attached.status, attached.body.parent]).toEqual([200, parent]);

  for (const person of ['desk-donghu', 'sup-donghu', 'eng-donghu-1']) {
    const caller = await api.as(person);
    for (const path of [
      `/api/cases/${child}`,
      `/api/incidents?q=${child}`,
      `/api/cases/${child}/timeline`,
      '/api/notices',
    ]) {
      const answer = await caller.get(path);
      expect([person, path, answer.status]).toEqual([person, path, 200]);
      expect(toldIn(answer.text)).toEqual([]);
    }
    expect((await caller.get(`/api/cases/${child}`)).body.outside).toEqual(['parent']);
  }
  const { body } = await (await api.as('desk-donghu')).get(`/api/cases/${here}/timeline`);
  const link = body.items.find(({ type }: { type: string }) => type === 'call.linked');
  expect(link.data).toEqual({ relation: 'related', outside: ['target'] });
  expect(toldIn(JSON.stringify(body))).toEqual([]);
  const whole = (await province.get(`/api/cases/${here}/timeline`)).text;
  expect(whole).toContain(there);
});

test('R015 where the work on a merged case goes on is told to those who may see it there', async () => {
  const own = await openIncident(api);
  const moved = await (await api.as('sup-dx')).send(`/api/incidents/${own}/merge`, { target: parent });
  expect(moved.status).toBe(200);
  const supervisor = await api.as('sup-donghu');
  const late = await supervisor.send(`/api/incidents/${own}/comment`, { text: '还有', audience: 'internal' });
  expect([late.status, late.body.code, late.body.params]).toEqual([
    409,
    'case-ended',
    { status: 'canceled', followUpOf: own, outside: ['mergedInto'] },
  ]);
  expect(toldIn(late.text)).toEqual([]);
  const bulk = await supervisor.send('/api/commands', { command: 'urge', numbers: [own] });
  expect(bulk.body.results[0].problem.code).toBe('case-ended');
  expect(toldIn(bulk.text)).toEqual([]);
  const chain = await supervisor.send(`/api/incidents/${await openIncident(api)}/merge`, { target: own });
  expect([chain.body.code, chain.body.params]).toEqual(['target-not-open', { outside: ['mergedInto'] }]);
});

const words = { text: 'x', audience: 'internal' };
const bodies: Readonly<Record<string, object>> = {
  comment: words,
  supplyInfo: { text: 'x' },
  claim: {},
  hold: { reason: 'user', note: 'x' },
  urge: {},
  resolve: {
    solution: 'x',
    causeCode: 'configuration',
    category: 'software-function',
    knowledge: { kind: 'none', reason: 'x' },
  },
};
const without = ({ body }: { body: object }) => ({ ...body, traceId: '', instance: '' });

test.each(Object.entries(bodies))(
  'R017 incident.%s from another city is answered like an unknown number, and is on record',
  async (command, body) => {
    const caller = await api.as('eng-donghu-2');
    const recorded = () =>
      auditOf(api.product.db).countDocuments({ by: 'eng-donghu-2', type: 'refused', caseId: parent });
    const before = await recorded();
    const events = (await api.product.eventsOf(parent)).length;
    const [foreign, unknown] = [
      await caller.send(`/api/incidents/${parent}/${command}`, body),
      await caller.send(`/api/incidents/INC-999999/${command}`, body),
    ];
    expect([foreign.status, without(foreign)]).toEqual([404, without(unknown)]);
    const { 'content-length': length, ...headers } = foreign.headers;
    expect(Object.keys(headers).toSorted()).toEqual(
      Object.keys(unknown.headers)
        .filter((name) => name !== 'content-length')
        .toSorted(),
    );
    expect(Number(length)).toBeGreaterThan(0);
    const bare = await caller.post(`/api/incidents/${parent}/${command}`, body);
    expect([bare.status, bare.body.code]).toEqual([400, 'key-required']);
    const dressed = await caller.send(`/api/incidents/${parent}/${command}`, {
      ...body,
      actAs: 'owner',
      by: 'owner',
      orgPath: '/dx',
    });
    expect([dressed.status, dressed.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()]).toEqual(
      [422, ['/actAs', '/by', '/orgPath']],
    );
    expect(await recorded()).toBe(before + 2);
    expect((await api.product.eventsOf(parent)).length).toBe(events);
  },
);

test('R017 a requester gets 404 for the case of a colleague in another unit, and 403 for what is not his in his own', async () => {
  const incident = await openIncident(api);
  for (const [command, body] of [
    ['comment', { ...words, audience: 'public' }],
    ['supplyInfo', { text: 'x' }],
    ['reopen', { reason: 'x' }],
  ] as const) {
    const stranger = await (await api.as('req-donghu')).send(`/api/incidents/${incident}/${command}`, body);
    expect([command, stranger.status]).toEqual([command, 404]);
  }
  const own = await (await api.as('req-linxi')).send(`/api/incidents/${incident}/claim`);
  expect([own.status, own.body.code]).toEqual([403, 'not-permitted']);
  expect(await auditOf(api.product.db).countDocuments({ by: 'req-donghu', type: 'refused', caseId: incident })).toBe(3);
});

const byKey = (key: string) => ({
  get: (path: string) => api.get(path).set('Authorization', `Bearer ${key}`),
  send: (path: string, body: object) =>
    api.post(path, body).set('Authorization', `Bearer ${key}`).set('Idempotency-Key', 'a-key-of-a-robot'),
});
const PASSWORD = 'violet-tram-9-kettle';

const post = (place: string, role = 'engineer') => ({
  name: '调动者',
  unit: '/dx',
  grants: place === '' ? [] : [{ role, orgPath: place }],
  teams: [],
});

test('R073 reach is asked at each request: of sessions, keys and streams; what a lock or a leaving ended stays ended', async () => {
  const guard = await api.as('admin-security');
  const id = 'wanderer';
  let version = 1;
  const moved = async (body: object) => {
    await guard.put(`/api/people/${id}`, body).set('If-Match', `"${version}"`).expect(200);
    version += 1;
  };
  const act = async (word: string) => {
    await guard.post(`/api/people/${id}/${word}`, { reason: '核查' }).set('If-Match', `"${version}"`).expect(200);
    version += 1;
  };
  await guard.post('/api/people', { id, ...post('/dx/donghu') }).expect(201);
  await personOf(api.product.db).updateOne({ _id: id }, { $set: { password: await hashPassword(PASSWORD) } });
  const keyOf = async () => {
    const caller = await signIn(api.address, id, PASSWORD);
    const { key } = (await caller.post('/api/api-keys', { password: PASSWORD, name: 'robot' }).expect(201)).body;
    return { caller, key: byKey(key) };
  };
  const incident = await openIncident(api);
  const { caller, key } = await keyOf();
  const counted = async () => (await key.get('/api/incidents/count')).body.count;
  expect(await counted()).toBeGreaterThan(0);
  const stream = await openStream(api.address, '/api/live?scope=list', { cookie: caller.cookie });

  await moved(post('/dx/xiling/shiqiao'));
  expect((await caller.get('/api/me')).status).toBe(401);
  await stream.until(({ event }) => event === 'bye');
  expect(await counted()).toBe(0);
  expect((await key.send(`/api/incidents/${incident}/claim`, {})).status).toBe(404);
  await moved(post(''));
  expect((await key.get('/api/incidents')).status).toBe(403);
  await moved(post('/dx/donghu'));
  const again = await signIn(api.address, id, PASSWORD);
  expect([(await key.get('/api/me')).status, (await again.get('/api/me')).status]).toEqual([200, 200]);

  await act('lock');
  expect([(await key.get('/api/me')).status, (await again.get('/api/me')).status]).toEqual([401, 401]);
  await act('reactivate');
  expect([(await key.get('/api/me')).status, (await again.get('/api/me')).status]).toEqual([401, 401]);
  const { key: second } = await keyOf();
  expect((await second.get('/api/me')).status).toBe(200);
  await act('deactivate');
  expect((await second.get('/api/me')).status).toBe(401);
  await expect(signIn(api.address, id, PASSWORD)).rejects.toThrow('sign-in-refused');
  await act('reactivate');
  expect((await second.get('/api/me')).status).toBe(401);
});

const plain = ({ status, text }: { status: number; text: string }, name: string) => [
  status,
  text.replaceAll(name, 'NAME').replaceAll(/"(traceId|serverNow)":"[^"]*"|"(elapsedMs|remainingMs)":\d+/g, ''),
];
/** As if there were nobody of that name. */
const answers = async (
  ask: (person: string) => PromiseLike<{ status: number; body: object; text: string }>,
  foreign: string,
) => {
  const [one, none] = [await ask(foreign), await ask('nobody-here')];
  return [plain(one, foreign), plain(none, 'nobody-here')];
};

describe('S14 people of other branches', () => {
  test('are as unknown to a desk and a supervisor as who is not there; nobody is told', async () => {
    const [desk, supervisor] = [await api.as('desk-donghu'), await api.as('sup-donghu')];
    const incident = await openIncident(api);
    const call = { ...report, channel: 'phone' };
    const asks = [
      [(reporter: string) => desk.send('/api/calls', { ...call, reporter }), 'req-school'],
      [
        (reporter: string) => desk.send('/api/incidents', { ...call, ...weight, queue: 'donghu-l2', reporter }),
        'sup-xiling',
      ],
      [(person: string) => supervisor.send(`/api/incidents/${incident}/dispatch`, { person }), 'sup-xiling'],
    ] as const;
    for (const [ask, foreign] of asks) {
      const [one, none] = await answers(ask, foreign);
      expect(one).toEqual(none);
      expect(one?.[0]).toBeGreaterThanOrEqual(409);
    }
    expect((await supervisor.send(`/api/incidents/${incident}/dispatch`, { person: 'eng-donghu-2' })).status).toBe(200);
  });

  test('are no parts for the process owner of a city, in rehearsals and by Act-As', async () => {
    const own = { role: 'process-owner', orgPath: '/dx/donghu' } as const;
    const sample = await personOf(api.product.db).findById('owner').lean();
    await personOf(api.product.db).create({ ...sample, _id: 'city-owner', unit: '/dx/donghu', grants: [own] });
    const caller = await api.as('city-owner');
    const data = { ...report, ...weight, channel: 'phone', queue: 'donghu-l2' };
    const start = (by: string) => caller.send('/api/rehearsals', { title: 'x', process: 'incident', data, by });
    const play = (person: string) => caller.get('/api/rehearsals').set('Act-As', person);
    for (const ask of [start, play]) {
      const [one, none] = await answers(ask, 'sup-xiling');
      expect([one?.[0], one]).toEqual([422, none]);
    }
    expect((await play('sup-donghu')).status).toBe(200);
  });
});

test('S09 an API key of one organisation sees that and nothing beside it, also in registers, holdings and of oneself', async () => {
  const owner = await api.as('sup-dx');
  const made = await owner.post('/api/api-keys', { password: api.password, name: 'city', orgPath: '/dx/donghu' });
  const key = byKey(made.body.key);
  const ids = async (register: string) =>
    (await key.get(`/api/${register}?limit=100`).expect(200)).body.items.map(({ id }: { id: string }) => id);
  const inside = (await ids('organisations')) as string[];
  expect(inside).toEqual(expect.arrayContaining(['/dx/donghu', '/dx/donghu/linxi']));
  expect(inside.filter((path) => !/^\/dx\/donghu(\/|$)/.test(path))).toEqual([]);
  expect((await ids('teams')).toSorted()).toEqual(['andu-desk', 'donghu-desk', 'donghu-l2', 'linxi-desk']);
  const people = (await key.get('/api/people?limit=100')).body.items as { id: string; unit: string }[];
  expect(people.map(({ id }) => id)).toEqual(expect.arrayContaining(['sup-donghu', 'req-linxi']));
  expect(people.filter(({ unit }) => !unit.startsWith('/dx/donghu'))).toEqual([]);
  expect(await ids('contracts')).toEqual([]);
  for (const path of [
    'organisations/%2Fdx',
    'organisations/%2Fdx%2Fxiling',
    'teams/dx-software',
    'teams/xiling-l2',
    'people/sup-xiling',
    'people/owner',
  ])
    expect([path, (await key.get(`/api/${path}`)).status]).toEqual([path, 404]);
  for (const path of ['teams/dx-software/holdings', 'people/sup-xiling/holdings', 'people/owner/holdings'])
    expect([path, (await key.get(`/api/${path}`)).status]).toEqual([path, 404]);
  expect((await key.get('/api/people/eng-donghu-1/holdings')).status).toBe(200);
  const me = (await key.get('/api/me')).body;
  expect([me.teams, me.grants.map(({ orgPath }: { orgPath: string }) => orgPath)]).toEqual([[], ['/dx/donghu']]);
  for (const path of ['organisations/gaps', 'calendars/horizon', 'notices', 'outbox'])
    expect([path, (await key.get(`/api/${path}`)).status]).toEqual([path, 403]);
});
