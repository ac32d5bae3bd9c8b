/** Accounts: who keeps whose, what a lock ends, and handing over that survives whatever happens meanwhile. */
import { randomUUID } from 'node:crypto';
import { commitIdOf } from '../../../domain/kernel/ids.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { personOf } from '../../../models/registers/person.ts';
import { saveEntries } from '../../../models/registers/register-version.ts';
import { fastForward } from '../../../platform/time-skipping.ts';
import { type Api, type Caller, openIncident, signIn, startApi, consented } from '../../support/product/api.ts';
import { openStream } from '../../support/product/live.ts';
import { atOnce, onlyOne, standing } from '../../support/product/registers.ts';

let api: Api;
let guard: Caller;
beforeAll(async () => {
  api = await startApi();
  guard = await api.as('admin-security');
}, 120_000);
afterAll(() => api.stop());

type Body = Record<string, unknown>;
type Answer = { body: { errors?: { pointer: string; code: string }[] } };
const pointers = ({ body }: Answer) => (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
const put = (by: Caller, id: string, body: Body, seen: number) =>
  by.put(`/api/people/${id}`, body).set('If-Match', `"${seen}"`);
const act = (by: Caller, path: string, body: Body, seen: number) =>
  by.post(`/api/people/${path}`, { reason: '调整', ...body }).set('If-Match', `"${seen}"`);
const engineer = (more: Body = {}): Body => ({
  name: '工程师',
  unit: '/dx/donghu',
  grants: [{ role: 'engineer', orgPath: '/dx/donghu' }],
  teams: ['donghu-l2'],
  ...more,
});

/** A new person of the city, signed in with a password of his own. */
async function newcomer(more: Body = {}): Promise<{ id: string; caller: Caller; password: string }> {
  const id = `p-${randomUUID().slice(0, 8)}`;
  const { grants = [] } = more as { grants?: { role: string }[] };
  const isAdministrator = grants.some(({ role }) => role.endsWith('-administrator'));
  if (isAdministrator) {
    await consented(api, { kind: 'grants', person: id, grants });
    await consented(api, { kind: 'password', person: id });
  }
  await guard.post('/api/people', { id, ...engineer(more) }).expect(201);
  const first = (await guard.post(`/api/people/${id}/password`)).body.password;
  const before = await signIn(api.address, id, first);
  const password = `Own-${randomUUID()}`;
  await before.put('/api/password', { oldPassword: first, newPassword: password }).expect(204);
  return { id, password, caller: await signIn(api.address, id, password) };
}
const startedBy = async (caller: Caller): Promise<string> => {
  const number = await openIncident(api);
  await caller.send(`/api/incidents/${number}/start`).expect(200);
  return number;
};
const handoverOf = (entry: string) => `${api.product.taskQueue}:handover:${entry}`;

describe('who keeps whose account', () => {
  let cityGuard: Caller;
  beforeAll(async () => {
    const grants = [{ role: 'security-administrator', orgPath: '/dx/donghu' }];
    cityGuard = (await newcomer({ grants, teams: [] })).caller;
  });

  test('an administrator of one city keeps its people, and those of another are unknown to him', async () => {
    const { id } = await newcomer();
    expect((await put(cityGuard, id, engineer({ phone: '+86 712 555 0101' }), 1)).status).toBe(200);
    for (const path of ['req-school/holdings', 'req-school/versions', 'nobody/holdings', 'nobody/versions'])
      expect([path, (await cityGuard.get(`/api/people/${path}`)).status]).toEqual([path, 404]);
    for (const person of ['req-school', 'nobody']) {
      expect((await put(cityGuard, person, engineer(), 1)).status).toBe(404);
      for (const word of ['deactivate', 'lock', 'reactivate'])
        expect([word, (await act(cityGuard, `${person}/${word}`, {}, 1)).status]).toEqual([word, 404]);
      expect((await cityGuard.post(`/api/people/${person}/password`)).status).toBe(404);
    }
  });

  test('he gives and takes no right beyond his city, and gets at none by way of an account that has one', async () => {
    const { id } = await newcomer({ grants: [{ role: 'supervisor', orgPath: '/dx' }], teams: [] });
    const above = engineer({ teams: [], grants: [{ role: 'supervisor', orgPath: '/dx' }] });
    expect((await put(cityGuard, id, engineer({ teams: [], grants: [] }), 1)).status).toBe(403);
    expect((await cityGuard.post('/api/people', { id: 'climber', ...above })).status).toBe(403);
    expect((await cityGuard.post(`/api/people/${id}/password`)).status).toBe(403);
    for (const word of ['deactivate', 'lock', 'reactivate'])
      expect([word, (await act(cityGuard, `${id}/${word}`, {}, 1)).status]).toEqual([word, 403]);
    const tried = await auditOf(api.product.db)
      .find({ type: 'refused', 'data.code': 'not-permitted', 'data.id': id })
      .lean();
    expect(tried.map(({ data }) => ('command' in data ? data.command : ''))).toEqual([
      'people.edit',
      'people.password',
      'people.deactivate',
      'people.lock',
      'people.reactivate',
    ]);
    // What stays as it was is not his doing.
    expect((await put(cityGuard, id, { ...above, name: '新名字' }, 1)).status).toBe(200);
  });

  test('nor a place in a team of elsewhere, whose queue a member reads whatever branch its cases come from', async () => {
    for (const foreign of ['xiling-l2', 'dx-l2', 'no-such']) {
      const spy = await cityGuard.post('/api/people', { id: 'spy', ...engineer({ teams: ['donghu-l2', foreign] }) });
      expect([spy.status, spy.body.errors]).toEqual([
        422,
        [{ pointer: '/teams/1', code: 'foreign-team', params: { team: foreign } }],
      ]);
    }
    const tried = { type: 'refused', 'data.command': 'people.make', 'data.code': 'invalid-data' };
    expect(await auditOf(api.product.db).countDocuments(tried)).toBe(3);

    const grants = [{ role: 'requester', orgPath: '/dx/donghu' }];
    const { id } = await newcomer({ grants, teams: ['donghu-l2', 'xiling-l2'] });
    const edit = (more: Body, seen = 1) =>
      put(cityGuard, id, engineer({ teams: ['donghu-l2', 'xiling-l2'], ...more }), seen);
    expect(pointers(await edit({ grants, teams: ['donghu-l2'] }))).toEqual(['/teams foreign-team']);
    expect(pointers(await edit({}))).toEqual(['/teams/1 foreign-team']); // as an engineer he would read that queue
    expect((await edit({ grants, name: '新名字', teams: ['xiling-l2'] })).status).toBe(200);
  });

  test('nor a password of somebody who has one', async () => {
    const { id } = await newcomer({ teams: ['xiling-l2'] });
    expect((await cityGuard.post(`/api/people/${id}/password`)).status).toBe(403);
    for (const word of ['deactivate', 'lock', 'reactivate'])
      expect([word, (await act(cityGuard, `${id}/${word}`, {}, 1)).status]).toEqual([word, 403]);
    expect((await guard.post(`/api/people/${id}/password`)).status).toBe(201);
  });

  test('how to reach somebody is shown to himself and to who keeps his account, and in no list', async () => {
    const { id, caller } = await newcomer({ email: 'zhou@example.cn', phone: '0712-5550101' });
    const seen = async (by: Caller) => (await by.get(`/api/people/${id}`)).body.email;
    expect(await Promise.all([guard, cityGuard, caller].map(seen))).toEqual(Array(3).fill('zhou@example.cn'));
    for (const person of ['eng-donghu-2', 'sup-dx', 'admin-system', 'auditor', 'admin-audit'])
      expect([person, await seen(await api.as(person))]).toEqual([person, undefined]);
    await put(guard, id, engineer({ email: 'other@example.cn' }), 1).expect(200);
    const versions = async (by: Caller) => (await by.get(`/api/people/${id}/versions`)).body.items;
    expect(await versions(guard)).toMatchObject([
      { version: 2, by: 'admin-security', value: { email: 'other@example.cn' } },
      { version: 1, value: { email: 'zhou@example.cn', phone: '0712-5550101' } },
    ]);
    const { caller: otherGuard } = await newcomer({
      unit: '/dx/donghu/andu',
      grants: [{ role: 'security-administrator', orgPath: '/dx/donghu/andu' }],
      teams: [],
    });
    expect(await seen(otherGuard)).toBeUndefined();
    for (const by of [otherGuard, await api.as('auditor'), await api.as('admin-audit')]) {
      const text = JSON.stringify(await versions(by));
      expect(text).toContain('engineer');
      expect(text).not.toMatch(/example\.cn|5550101|argon2/);
    }
    expect(JSON.stringify(await versions(cityGuard))).toContain('5550101');
    const quiet = { mail: 'none', quietHours: null, zone: null, locale: 'zh' };
    await caller.put('/api/me/preferences', quiet).expect(200);
    expect(await versions(guard)).toHaveLength(3);
    expect(JSON.stringify(await versions(guard))).not.toContain('preferences'); // as the entry itself
    expect((await (await api.as('sup-dx')).get(`/api/people/${id}/versions`)).status).toBe(403);
    expect((await guard.get(`/api/people/${id}`)).headers['etag']).toBe('"3"');
  });

  test('what stood there before the first edit is the first version', async () => {
    const { items } = (await guard.get('/api/people/eng-dx-1/versions')).body;
    expect(items).toMatchObject([{ version: 1, by: 'system', value: { name: '孙洁', version: 1 } }]);
    expect((await guard.get('/api/people/eng-dx-1')).body.version).toBe(1);
    const words = (await (await api.as('admin-system')).get('/api/applications/payment/versions')).body.items;
    expect(words).toMatchObject([{ version: 1, value: { title: { zh: '国库集中支付' } } }]);
  });

  test('a seat in a team is given up before the team is', async () => {
    const { id } = await newcomer();
    const system = await api.as('admin-system');
    const { version, id: own, sample, heir, ...fields } = (await system.get('/api/teams/donghu-l2')).body;
    expect([own, sample, heir]).toEqual(['donghu-l2', true, undefined]);
    const seat = (onCall?: string, seen = version) =>
      system.put('/api/teams/donghu-l2', { ...fields, onCall }).set('If-Match', `"${seen}"`);
    await seat(id).expect(200);
    expect(pointers(await put(guard, id, engineer({ teams: [] }), 1))).toEqual(['/teams holds-seat']);
    await seat(undefined, version + 1).expect(200);
    expect((await put(guard, id, engineer({ teams: [] }), 1)).status).toBe(200);
  });
});

describe('a lock', () => {
  test('R039 ends sessions, streams and API keys with the next request; the keys do not come back with the person', async () => {
    const { id, caller, password } = await newcomer();
    const second = await signIn(api.address, id, password);
    const { key } = (await caller.post('/api/api-keys', { password, name: 'script', days: 1 })).body;
    const byKey = () => api.get('/api/me').set('Authorization', `Bearer ${key}`);
    const stream = await openStream(api.address, '/api/live?scope=work', { cookie: second.cookie });
    const held = await startedBy(caller);
    expect((await byKey()).status).toBe(200);

    const locked = await act(guard, `${id}/lock`, {}, 1);
    expect([locked.status, locked.body.active]).toEqual([200, false]);
    expect((await caller.get('/api/me')).status).toBe(401);
    expect((await second.send(`/api/incidents/${held}/release`, { reason: 'x' })).status).toBe(401);
    expect((await byKey()).status).toBe(401);
    await stream.until(({ event }) => event === 'bye');
    await stream.ended;
    await expect(signIn(api.address, id, password)).rejects.toThrow('sign-in-refused');
    expect((await guard.get(`/api/people/${id}/holdings`)).body.assigned).toEqual([held]); // nothing is handed over
    expect((await api.product.stored(held)).status).toBe('in-progress');

    expect((await act(guard, `${id}/reactivate`, {}, 2)).status).toBe(200);
    expect((await byKey()).status).toBe(401);
    expect((await (await signIn(api.address, id, password)).get(`/api/incidents/${held}`)).status).toBe(200);
  });

  test('nobody locks himself, and a stale version locks nobody', async () => {
    expect(pointers(await act(guard, 'admin-security/lock', {}, 1))).toContain(' oneself');
    const { id } = await newcomer();
    for (const word of ['lock', 'deactivate', 'reactivate']) {
      const stale = await act(guard, `${id}/${word}`, {}, 9);
      expect([word, stale.status, stale.body.code]).toEqual([word, 412, 'register-changed']);
      expect(stale.body.params.theirs.changedAt).toMatch(/^\d{4}-.*Z$/);
    }
    expect((await personOf(api.product.db).findById(id).lean())?.active).toBe(true);
  });
});

describe('handing over', () => {
  test('goes on after the worker was away, gives each case once, and is on record with its counts', async () => {
    const { id, caller } = await newcomer();
    const cases = [await startedBy(caller), await startedBy(caller), await startedBy(caller)];
    await api.product.stopWorker();
    await act(guard, `${id}/deactivate`, {}, 1).expect(200);
    expect((await guard.get(`/api/people/${id}/holdings`)).body.assigned).toEqual(cases);
    await api.product.startWorker();
    await api.product.eventually(
      async () => (await guard.get(`/api/people/${id}/holdings`)).body.assigned.length === 0,
    );
    // One that was given to him just before everybody knew.
    const late = await openIncident(api);
    await personOf(api.product.db).updateOne({ _id: id }, { active: true });
    api.product.directory.drop();
    await (await api.as('sup-donghu')).send(`/api/incidents/${late}/dispatch`, { person: id }).expect(200);
    await personOf(api.product.db).updateOne({ _id: id }, { active: false });
    await fastForward(api.product.temporal, handoverOf(`people/${id}@2`), 61_000);
    const noted = await api.product.eventually(() =>
      auditOf(api.product.db).findOne({ type: 'handedOver', 'data.id': id }).lean(),
    );
    expect(noted.data).toEqual({ register: 'people', id, version: 2, handed: 4, refused: 0 });
    expect((await api.product.stored(late)).status).toBe('queued');
    for (const number of [...cases, late]) {
      const events = await api.product.eventsOf(number);
      expect(events.filter(({ type }) => type === 'incident.relieved')).toHaveLength(1);
    }
  });

  test('one case that is parked keeps no other from being given up, and follows when it is mended', async () => {
    const { id, caller } = await newcomer();
    const [parked, next] = [await startedBy(caller), await startedBy(caller)];
    const { db } = api.product;
    const { version } = await api.product.stored(parked);
    const foreign = commitIdOf(parked, version + 1);
    const commits = commitsIn(db);
    await commits.insertOne({
      _id: foreign,
      caseId: parked,
      seq: version + 1,
      key: 'no',
      events: [],
      prevHash: 'no',
      hash: 'no',
    } as never);
    await act(guard, `${id}/deactivate`, {}, 1).expect(200);
    const held = async () => (await guard.get(`/api/people/${id}/holdings`)).body.assigned;
    await api.product.eventually(async () => (await api.product.stored(next)).status === 'queued');
    expect(await held()).toEqual([parked]);
    await commits.deleteOne({ _id: foreign });
    await api.product.eventually(async () => (await held()).length === 0);
  }, 90_000);

  test('a leaving that was never stored hands over nothing, and one that loses to another editor neither', async () => {
    const { id, caller } = await newcomer();
    const held = await startedBy(caller);
    await put(guard, id, engineer({ name: '改名' }), 1).expect(200);
    const job = (version: number) =>
      api.product.temporal.workflow.start('handoverWorkflow', {
        workflowId: handoverOf(`people/${id}@${version}`),
        taskQueue: api.product.taskQueue,
        args: [{ register: 'people', id, version }],
      });
    expect(await (await job(2)).result()).toEqual({ handed: 0, refused: 0 });
    const never = await job(3);
    await fastForward(api.product.temporal, never.workflowId, 1_200_000);
    expect(await never.result()).toEqual({ handed: 0, refused: 0 });
    expect((await api.product.stored(held)).parties.assignee).toBe(id);
  });

  test('stops where the person is back', async () => {
    const { id, caller } = await newcomer();
    const held = await startedBy(caller);
    await api.product.stopWorker();
    await act(guard, `${id}/deactivate`, {}, 1).expect(200);
    await act(guard, `${id}/reactivate`, {}, 2).expect(200);
    await api.product.startWorker();
    const job = api.product.temporal.workflow.getHandle(handoverOf(`people/${id}@2`));
    await fastForward(api.product.temporal, job.workflowId, 61_000);
    expect(await job.result()).toEqual({ handed: 0, refused: 0 });
    expect((await api.product.stored(held)).parties.assignee).toBe(id);
  });

  test('says beforehand what nobody else could do, and takes a successor only from within sight', async () => {
    const alone = { role: 'maintenance-lead', orgPath: '/dx/donghu' };
    const { id } = await newcomer({ grants: [alone, { role: 'engineer', orgPath: '/dx/donghu' }] });
    expect((await guard.get(`/api/people/${id}/holdings`)).body.holdsAlone).toEqual([alone]);
    expect((await (await api.as('sup-donghu')).get(`/api/people/${id}/holdings`)).status).toBe(200);
    for (const person of ['sup-xiling', 'eng-donghu-2', 'admin-system'])
      expect([person, [403, 404]]).toEqual([
        person,
        expect.arrayContaining([(await (await api.as(person)).get(`/api/people/${id}/holdings`)).status]),
      ]);
    expect(pointers(await act(guard, `${id}/deactivate`, { successor: 'no-such' }, 1))).toEqual(['/successor unknown']);
  });

  test('looks for what somebody has in hand by index, however many cases have ended', async () => {
    const filters: Record<string, unknown>[] = [
      { 'parties.assignee': 'x' },
      { 'parties.commander': 'x' },
      { 'parties.followers': 'x', 'parties.followers.0': { $exists: true } },
      { queue: 'x' },
      { orgLine: '/dx/donghu' },
    ];
    for (const filter of filters) {
      const plan = JSON.stringify(await api.product.db.collection('cases').find(filter).explain());
      expect([filter, plan.includes('COLLSCAN')]).toEqual([filter, false]);
    }
  });
});

test('two changes at once: one is made, whole, and the other learns of it', async () => {
  const { id } = await newcomer();
  const [a, b] = await Promise.all([
    put(guard, id, engineer({ name: '甲' }), 1),
    put(guard, id, engineer({ name: '乙' }), 1),
  ]);
  expect(new Set([a.status, b.status])).toEqual(new Set([200, 412]));
  const change = { register: 'people', id, seen: 2, fields: { name: '丙' }, at: 1, by: 'x' } as const;
  const stale = { ...change, id: 'eng-dx-1', seen: 7 };
  expect(await saveEntries(api.product.db, [change, stale])).toBe(false);
  expect((await personOf(api.product.db).findById(id).lean())?.version).toBe(2);
  expect((await guard.get(`/api/people/${id}/versions`)).body.items).toHaveLength(2);
});

test('of changes at once only what came to pass stands on record: each that lost is taken back behind it', async () => {
  const { id } = await newcomer();
  const { db } = api.product;
  const ofEdit = { 'data.id': id, 'data.version': 2 };
  expect(await atOnce(() => put(guard, id, engineer({ name: '改名' }), 1))).toEqual(onlyOne(200, 412));
  expect(await standing(db, 'registerChanged', ofEdit)).toBe(1);
  for (const [word, type, seen] of [
    ['lock', 'personLocked', 2],
    ['reactivate', 'personReactivated', 3],
    ['deactivate', 'personDeactivated', 4],
  ] as const) {
    const statuses = await atOnce(() => act(guard, `${id}/${word}`, {}, seen));
    expect([word, statuses]).toEqual([word, onlyOne(200, 412)]);
    expect([word, await standing(db, type, { 'data.person': id })]).toEqual([word, 1]);
  }
});
