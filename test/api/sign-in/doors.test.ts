/** Who comes in, how often one may try, and what needs two: with a second factor asked of auditors, behind a proxy. */
import request from 'supertest';
import { apiKeyOf } from '../../../models/access/api-key.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { secondFactorOf } from '../../../models/access/second-factor.ts';
import { sessionOf } from '../../../models/access/session.ts';
import { personOf } from '../../../models/registers/person.ts';
import { totpCode, totpStep } from '../../../platform/sign-in/totp.ts';
import { type Api, type Caller, callerWith, consented, cookieOf, signIn, startApi } from '../../support/product/api.ts';
import { atOnce } from '../../support/product/registers.ts';
import { openStream } from '../../support/product/live.ts';

let api: Api;
let guard: Caller;
beforeAll(async () => {
  api = await startApi({ worker: false, settings: { secondFactor: ['auditor'], trustedProxies: ['loopback'] } });
  guard = await api.as('admin-security');
}, 120_000);
afterAll(() => api.stop());

const at =
  (address: string) =>
  (name: string, more: { password?: string; code?: string; cookie?: string } = {}) => {
    const { password = api.password, cookie, ...rest } = more;
    const asked = request(api.address).post('/api/session').set('X-Forwarded-For', address);
    return (cookie === undefined ? asked : asked.set('Cookie', cookie)).send({ name, password, ...rest });
  };
const deviceIn = (headers: Record<string, string>): string =>
  [headers['set-cookie']]
    .flat()
    .join(';')
    .match(/changming-device=[^;]+/)?.[0] ?? '';
const byKey = (key: string, path = '/api/me') => api.get(path).set('Authorization', `Bearer ${key}`);

const failures = () =>
  api.product.db.collection<{ _id: string; failures: number; closedUntil: number; at: number; expireAt: Date }>(
    'sign-in-failures',
  );

const set = async (_id: string, count: number, ago = 0) => {
  const now = Date.now();
  const row = { failures: count, closedUntil: ago ? 0 : now + 60_000, at: now - ago, expireAt: new Date(now + 9e6) };
  await failures().replaceOne({ _id }, row, { upsert: true });
};

describe('S03 sign-in behind one address', () => {
  test('who has signed in on this device is not closed out by what others behind the address, or strangers, did', async () => {
    const first = await at('198.51.100.7')('desk-linxi');
    const cookie = deviceIn(first.headers);
    await set('address:198.51.100.7', 90);
    await set('account:desk-linxi', 90);
    expect((await at('198.51.100.7')('desk-linxi')).status).toBe(429);
    expect((await at('198.51.100.7')('desk-linxi', { cookie })).status).toBe(200);
    // a device is known for the accounts that signed in there, and only as we named it
    expect((await at('198.51.100.7')('desk-donghu', { cookie })).status).toBe(429);
    const forged = `${cookie.slice(0, -2)}${cookie.endsWith('AA') ? 'BB' : 'AA'}`;
    expect((await at('198.51.100.7')('desk-linxi', { cookie: forged })).status).toBe(429);
  });

  test('what was mistyped is forgotten while others go on signing in, and right ones are not counted', async () => {
    await set('address:198.51.100.8', 56, 40 * 60_000);
    for (let tries = 0; tries < 3; tries += 1) expect((await at('198.51.100.8')('sup-dx')).status).toBe(200);
    expect(await failures().findOne({ _id: 'address:198.51.100.8' })).toMatchObject({ failures: 16 });
  });

  test('an office that opens at one moment comes in: first tries at once are counted, none is turned away', async () => {
    const people = ['desk-linxi', 'sup-dx', 'owner', 'sup-xiling', 'desk-donghu', 'eng-donghu-1'];
    const tries = [...people, ...people].map(
      async (name, index) =>
        (await at('198.51.100.11')(name, index < people.length ? {} : { password: 'wrong' })).status,
    );
    const statuses = await Promise.all(tries);
    expect(statuses).toEqual([...people.map(() => 200), ...people.map(() => 401)]);
    expect(await failures().findOne({ _id: 'address:198.51.100.11' })).toMatchObject({ failures: people.length });
    await failures().deleteMany({ _id: /^account:/ });
  });

  test('a right one at the edge leaves the address as it was', async () => {
    await set('address:198.51.100.9', 55, 1);
    await failures().updateOne({ _id: 'address:198.51.100.9' }, { $set: { at: Date.now() } });
    expect((await at('198.51.100.9')('owner')).status).toBe(200);
    expect((await at('198.51.100.9')('sup-xiling')).status).toBe(200);
  });
});

test('S04 an address that no proxy of ours vouches for is not believed', async () => {
  const { proxied } = { proxied: '203.0.113.7, 198.51.100.20' };
  await at(proxied)('expert-1', { password: 'wrong' });
  const [told] = await auditOf(api.product.db).find({ by: 'expert-1', type: 'signInRefused' }).lean();
  expect(told?.address).toBe('198.51.100.20');
});

const factor = () => secondFactorOf(api.product.db).findById('auditor').lean();

/** A code is good once; the clock of the test does not wait for the next. */
const unused = () => secondFactorOf(api.product.db).updateOne({ _id: 'auditor' }, { $set: { step: 0 } });

describe('S12 a second factor', () => {
  let secret: string;
  let codes: string[];
  const code = (ahead = 0) => totpCode(secret, totpStep(Date.now()) + ahead);
  let caller: Caller;

  test('is set up before anything else where the installation asks it of the role', async () => {
    caller = await api.as('auditor');
    expect((await caller.get('/api/me')).body).toMatchObject({ secondFactor: 'none', mustSetSecondFactor: true });
    for (const path of ['/api/cases', '/api/audit/records', '/api/api-keys']) {
      const { status, body } = await caller.get(path);
      expect([path, status, body.code]).toEqual([path, 403, 'second-factor-missing']);
    }
    expect((await caller.post('/api/second-factor', { password: 'wrong' })).body.code).toBe('password-wrong');
    const offered = await caller.post('/api/second-factor', { password: api.password }).expect(201);
    ({ secret } = offered.body);
    expect(offered.body.uri).toContain(`secret=${secret}`);
    expect((await caller.post('/api/second-factor/confirm', { code: '000000x' })).body.code).toBe(
      'second-factor-wrong',
    );
    expect((await caller.get('/api/cases')).status).toBe(403); // offered is not shown to work
    ({ recoveryCodes: codes } = (await caller.post('/api/second-factor/confirm', { code: code() }).expect(200)).body);
    expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
    expect((await caller.get('/api/cases')).status).toBe(200);
    expect((await caller.get('/api/second-factor')).body).toEqual({
      state: 'on',
      required: true,
      recoveryCodesLeft: 10,
    });
    expect((await caller.post('/api/second-factor', { password: api.password })).body.code).toBe('second-factor-on');
  });

  test('its secret and codes stand nowhere as they are', async () => {
    const stored = JSON.stringify(await factor());
    const told = JSON.stringify(await auditOf(api.product.db).find({ by: 'auditor' }).lean());
    for (const text of [secret, ...codes]) expect([stored.includes(text), told.includes(text)]).toEqual([false, false]);
    expect((await caller.get('/api/second-factor')).text).not.toContain(secret);
  });

  test('is asked at sign-in, and a code opens once, also to two at the same moment', async () => {
    await unused();
    const here = at('198.51.100.30');
    const without = await here('auditor');
    expect([without.status, without.body.code]).toEqual([401, 'second-factor-required']);
    expect((await here('auditor', { password: 'wrong', code: code() })).body.code).toBe('sign-in-refused');
    const given = code();
    const answers = await Promise.all([here('auditor', { code: given }), here('auditor', { code: given })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect((await here('auditor', { code: given })).body.code).toBe('second-factor-wrong');
    expect((await here('auditor', { code: code(-1) })).body.code).toBe('second-factor-wrong'); // before the one used
    const [recovery = ''] = codes;
    expect((await here('auditor', { code: recovery.toUpperCase() })).status).toBe(200);
    expect((await here('auditor', { code: recovery })).body.code).toBe('second-factor-wrong');
    const used = await auditOf(api.product.db).find({ by: 'auditor', type: 'signedIn' }).lean();
    expect(used.map(({ data }) => (data as { secondFactor: string }).secondFactor)).toEqual([
      'none',
      'code',
      'recovery-code',
    ]);
  });

  test('guessing it is throttled, and neither the password nor another place makes that good', async () => {
    await api.product.db.collection('sign-in-failures').deleteMany({ _id: /auditor/ as never });
    const statuses = [];
    for (let tries = 0; tries < 7; tries += 1) {
      statuses.push((await at(`198.51.100.${40 + tries}`)('auditor', { code: '123456' })).status);
      await caller.post('/api/second-factor/recovery-codes', { password: 'wrong', code: '1' });
      await api.product.db
        .collection('sign-in-failures')
        .deleteMany({ _id: /^(account|known|device):auditor/ as never });
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    await api.product.db.collection('sign-in-failures').deleteMany({ _id: /auditor/ as never });
  });

  test('is asked for an API key, and is reset by the security administrator, on record', async () => {
    await unused();
    const key = (more: object) => caller.post('/api/api-keys', { password: api.password, name: 'k', ...more });
    expect((await key({})).body.code).toBe('second-factor-required');
    const made = (await key({ code: code() }).expect(201)).body;
    expect((await byKey(made.key, '/api/cases')).status).toBe(200);
    await (await api.as('sup-dx')).post('/api/people/auditor/second-factor/reset', { reason: 'x' }).expect(403);
    await guard.post('/api/people/auditor/second-factor/reset', { reason: '手机丢失' }).expect(204);
    await guard.post('/api/people/auditor/second-factor/reset', { reason: '手机丢失' }).expect(404);
    expect([(await caller.get('/api/me')).status, (await byKey(made.key)).status]).toEqual([401, 401]);
    expect(await auditOf(api.product.db).countDocuments({ type: 'secondFactorReset', by: 'admin-security' })).toBe(1);
    const again = await signIn(api.address, 'auditor', api.password);
    expect((await again.get('/api/cases')).body.code).toBe('second-factor-missing');
  });

  test('is a matter of choice for others, who end it by a code', async () => {
    const other = await api.as('sup-donghu');
    ({ secret } = (await other.post('/api/second-factor', { password: api.password }).expect(201)).body);
    ({ recoveryCodes: codes } = (await other.post('/api/second-factor/confirm', { code: code() }).expect(200)).body);
    const [first = '', second = ''] = codes;
    const proof = (given: string) => ({ password: api.password, code: given });
    const renewed = await other.post('/api/second-factor/recovery-codes', proof(first)).expect(200);
    expect((await other.post('/api/second-factor/remove', proof(second))).body.code).toBe('second-factor-wrong');
    await other.post('/api/second-factor/remove', proof(renewed.body.recoveryCodes[0])).expect(204);
    expect((await at('198.51.100.60')('sup-donghu')).status).toBe(200);
  });
});

const person = (grants: object[]) => ({ name: '新管理员', unit: '/dx', grants, teams: [] });

describe('S12 what needs two administrators', () => {
  const administrator = { role: 'audit-administrator', orgPath: '/dx' };

  test('nobody makes an administrator alone: another of the three consents, and each step is on record', async () => {
    const make = () => guard.post('/api/people', { id: 'second-audit', ...person([administrator]) });
    const alone = await make();
    expect([alone.status, alone.body.code]).toEqual([403, 'consent-needed']);
    const matter = { kind: 'grants', person: 'second-audit', grants: [administrator], reason: '轮岗' };
    const asked = (await guard.post('/api/consents', matter).expect(201)).body;
    expect((await guard.bare(`/api/consents/${asked.id}/give`)).status).toBe(403); // not to oneself
    expect((await (await api.as('sup-dx')).bare(`/api/consents/${asked.id}/give`)).status).toBe(403);
    expect((await make()).status).toBe(403);
    await (await api.as('admin-audit')).bare(`/api/consents/${asked.id}/give`).expect(200);
    await (await api.as('admin-system')).bare(`/api/consents/${asked.id}/refuse`).expect(404); // decided
    const other = { ...person([{ ...administrator, role: 'system-administrator' }]), id: 'second-audit' };
    expect((await guard.post('/api/people', other)).body.code).toBe('consent-needed'); // it is for that role
    await guard.post('/api/people', { id: 'second-audit', ...person([administrator]), unit: '/dx/none' }).expect(422);
    await make().expect(201);
    const taken = await guard.put('/api/people/second-audit', person([])).set('If-Match', '"1"');
    expect(taken.status).toBe(200); // to take a right away needs nobody
    const back = guard.put('/api/people/second-audit', person([administrator])).set('If-Match', '"2"');
    expect((await back).body.code).toBe('consent-needed'); // good once
    const trail = await auditOf(api.product.db).find({ 'data.id': asked.id }).lean();
    expect(trail.map(({ type, by }) => [type, by])).toEqual(
      expect.arrayContaining([
        ['consentAsked', 'admin-security'],
        ['consentGiven', 'admin-audit'],
      ]),
    );
    const made = await auditOf(api.product.db).findOne({ type: 'registerChanged', 'data.id': 'second-audit' }).lean();
    expect(made?.data).toMatchObject({ consent: asked.id, consentBy: 'admin-audit' });
    expect((await guard.get('/api/consents')).body.items).toContainEqual(expect.objectContaining({ state: 'used' }));
  });

  test('nor gets into the account of one: password and second factor', async () => {
    const attempt = () => guard.post('/api/people/admin-audit/password');
    expect((await attempt()).body.code).toBe('consent-needed');
    const matter = { kind: 'password', person: 'admin-audit', reason: '遗忘' };
    const asked = (await guard.post('/api/consents', matter).expect(201)).body;
    expect((await (await api.as('admin-audit')).bare(`/api/consents/${asked.id}/give`)).status).toBe(403); // concerns him
    await (await api.as('admin-system')).bare(`/api/consents/${asked.id}/refuse`).expect(200);
    expect((await attempt()).body.code).toBe('consent-needed');
    await consented(api, { kind: 'password', person: 'admin-audit' });
    expect((await atOnce(attempt)).filter((status) => status === 201)).toHaveLength(1);
    await attempt().expect(403);
    const withdrawn = await consented(api, { kind: 'password', person: 'admin-audit' });
    await guard.delete(`/api/consents/${withdrawn}`).expect(204);
    await attempt().expect(403);
    await guard.post('/api/people/eng-dx-1/password').expect(201); // others need nobody
  });

  test('nor brings one back who was locked or had left', async () => {
    const grants = [administrator];
    await consented(api, { kind: 'grants', person: 'former-audit', grants });
    await guard.post('/api/people', { id: 'former-audit', ...person(grants) }).expect(201);
    const act = (word: string, seen: number) =>
      guard.post(`/api/people/former-audit/${word}`, { reason: '轮岗' }).set('If-Match', `"${seen}"`);
    await act('deactivate', 1).expect(200);
    expect((await act('reactivate', 2)).body.code).toBe('consent-needed');
    expect((await personOf(api.product.db).findById('former-audit').lean())?.active).toBe(false);
    const id = await consented(api, { kind: 'grants', person: 'former-audit', grants });
    await act('reactivate', 1).expect(412);
    await act('reactivate', 2).expect(200);
    const told = await auditOf(api.product.db)
      .findOne({ type: 'personReactivated', 'data.person': 'former-audit' })
      .lean();
    expect(told?.data).toMatchObject({ consent: id, consentBy: 'admin-system' });
    await act('lock', 3).expect(200);
    expect((await act('reactivate', 4)).body.code).toBe('consent-needed'); // good once
  });

  test('of what is asked at one moment and decided twice, one decision stands on record', async () => {
    const matter = { kind: 'password', person: 'admin-audit', reason: '遗忘' };
    const { id } = (await guard.post('/api/consents', matter).expect(201)).body;
    const second = await api.as('admin-system');
    const both = await Promise.all(['give', 'refuse'].map((word) => second.bare(`/api/consents/${id}/${word}`)));
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 404]));
    const kept = { 'data.id': id, type: { $in: ['consentGiven', 'consentRefused', 'editLost'] } } as const;
    const types = (await auditOf(api.product.db).find(kept).lean()).map(({ type }) => type);
    expect(
      types.filter((type) => type !== 'editLost').length - types.filter((type) => type === 'editLost').length,
    ).toBe(1);
  });

  test('an administrator of one city hears of what concerns it, and decides on nobody else', async () => {
    const grants = [{ role: 'system-administrator', orgPath: '/dx/donghu' }];
    await consented(api, { kind: 'grants', person: 'city-admin', grants });
    await consented(api, { kind: 'password', person: 'city-admin' });
    await guard.post('/api/people', { id: 'city-admin', ...person(grants), unit: '/dx/donghu' }).expect(201);
    const { password } = (await guard.post('/api/people/city-admin/password').expect(201)).body;
    const first = await signIn(api.address, 'city-admin', password);
    await first.put('/api/password', { oldPassword: password, newPassword: `Own-${password}` }).expect(204);
    const city = await signIn(api.address, 'city-admin', `Own-${password}`);
    const ask = async (of: string) =>
      (await guard.post('/api/consents', { kind: 'password', person: of, reason: '遗忘' }).expect(201)).body
        .id as string;
    const [top, near, nobody] = [await ask('admin-audit'), await ask('eng-donghu-1'), await ask('not-there-yet')];
    const seen = (await city.get('/api/consents')).body.items.map((one: { id: string }) => one.id);
    expect([top, near, nobody].map((id) => seen.includes(id))).toEqual([false, true, false]);
    for (const id of [top, nobody]) expect((await city.bare(`/api/consents/${id}/give`)).status).toBe(403);
    await city.bare(`/api/consents/${near}/give`).expect(200);
    expect((await city.post('/api/mail/received', { raw: 'x' })).status).toBe(403); // mail of all
  });

  test('what is asked must be one of these, whole', async () => {
    const grants = [{ role: 'engineer', orgPath: '/dx' }];
    for (const wish of [{ kind: 'grants' }, { kind: 'grants', grants }, { kind: 'password', grants }]) {
      const { status, body } = await guard.post('/api/consents', { ...wish, person: 'x', reason: 'x' });
      expect([status, body.errors.length]).toEqual([422, 1]);
    }
    expect((await (await api.as('admin-system')).post('/api/consents', {})).status).toBe(403);
  });
});

describe('S10 S15 keys and sessions', () => {
  test('twenty keys a person, also of more made at once', async () => {
    const caller = await api.as('eng-donghu-1');
    const make = () => caller.post('/api/api-keys', { password: api.password, name: 'k' });
    const statuses: number[] = [];
    for (let round = 0; round < 10 && !statuses.includes(422); round += 1)
      statuses.push(...(await Promise.all(Array.from({ length: 4 }, make))).map(({ status }) => status));
    const { db } = api.product;
    const live = await apiKeyOf(db).countDocuments({ personId: 'eng-donghu-1' });
    expect([statuses.filter((status) => status === 201).length, live]).toEqual([20, 20]);
    const { items } = (await caller.get('/api/api-keys')).body;
    expect(new Date(items[0].expiresAt).getTime() - new Date(items[0].createdAt).getTime()).toBe(30 * 86_400_000);
    await caller.delete(`/api/api-keys/${items[0].id}`).expect(204);
    expect((await make()).status).toBe(201);
  });

  test('who keeps the account sees its keys and ends any of them; whoever does not, neither', async () => {
    const path = '/api/people/eng-donghu-1/api-keys';
    const { items } = (await guard.get(path).expect(200)).body;
    expect(items).toHaveLength(20);
    expect(JSON.stringify(items)).not.toMatch(/mac|secret|hash/);
    for (const by of ['sup-donghu', 'admin-system']) expect((await (await api.as(by)).get(path)).status).toBe(403);
    await guard.delete(`${path}/${items[0].id}`).expect(204);
    await guard.delete(`${path}/${items[0].id}`).expect(404);
    await guard.delete(`/api/people/eng-donghu-2/api-keys/${items[1].id}`).expect(404);
    expect(await auditOf(api.product.db).countDocuments({ type: 'apiKeyEnded', 'data.key': items[0].id })).toBe(1);
  });

  test('twenty sessions a person: those opened longest ago end, and the others can all be ended', async () => {
    const { db } = api.product;
    const [first, now] = [await signIn(api.address, 'desk-province', api.password), Date.now()];
    const others = Array.from({ length: 19 }, (_, i) => {
      const times = { createdAt: now + i, seenAt: now, expireAt: new Date(now + 1e6) };
      return { _id: `other-${i}`, personId: 'desk-province', ...times };
    });
    await sessionOf(db).insertMany(others);
    expect((await first.get('/api/sessions')).body.items).toHaveLength(20);
    const opened = await Promise.all([1, 2, 3].map(() => signIn(api.address, 'desk-province', api.password)));
    expect(await sessionOf(db).countDocuments({ personId: 'desk-province' })).toBe(20);
    expect((await first.get('/api/me')).status).toBe(401);
    const [here = first] = opened;
    await here.delete('/api/sessions').expect(204);
    expect((await here.get('/api/sessions')).body.items).toHaveLength(1);
  });

  test('an open stream is no use of a session, which ends while it is open', async () => {
    const caller = await signIn(api.address, 'sup-xiling', api.password);
    const sessions = sessionOf(api.product.db);
    const seenAt = Date.now() - 25 * 60_000;
    await sessions.updateMany({ personId: 'sup-xiling' }, { $set: { seenAt } });
    const stream = await openStream(api.address, '/api/live?scope=work', { cookie: caller.cookie });
    expect(stream.status).toBe(200);
    expect(await sessions.findOne({ personId: 'sup-xiling' }).lean()).toMatchObject({ seenAt });
    await sessions.updateMany({ personId: 'sup-xiling' }, { $set: { seenAt: seenAt - 6 * 60_000, agent: 'x' } });
    expect((await stream.until(({ event }) => event === 'bye')).data).toEqual({ code: 'session-ended' });
  });

  test('a key is as closed as its owner: who must change his password first does nothing by a key either', async () => {
    const caller = await api.as('req-school');
    const { key } = (await caller.post('/api/api-keys', { password: api.password, name: 'k' }).expect(201)).body;
    await personOf(api.product.db).updateOne({ _id: 'req-school' }, { $set: { mustChange: true } });
    await api.product.eventually(async () => (await byKey(key, '/api/cases')).body.code === 'password-change-required');
    for (const wish of [{ name: 'k' }, { name: 'k', password: 'wrong' }])
      expect([403, 422]).toContain((await caller.post('/api/api-keys', wish)).status);
  });

  test('what the store holds of sessions and keys opens nothing, and what is written there by others neither', async () => {
    const { db, env } = api.product;
    const secret = 'A'.repeat(43);
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(secret).digest('hex');
    const now = Date.now();
    const forged = { personId: 'owner', createdAt: now, seenAt: now, expireAt: new Date(now + 1e6) };
    await db.collection<{ _id: string }>('sessions').insertOne({ _id: sha256, ...forged });
    const times = { createdAt: now, expiresAt: now + 1e6 };
    const key = { _id: 'f'.repeat(12), personId: 'owner', name: 'forged', hash: sha256, mac: sha256, ...times };
    await db.collection<{ _id: string }>('api-keys').insertOne(key);
    expect(env.secret).not.toBe('');
    expect((await callerWith(api.address, `changming=${secret}`).get('/api/me')).status).toBe(401);
    expect((await byKey(`cm_${'f'.repeat(12)}_${secret}`)).status).toBe(401);
    const real = cookieOf(await at('198.51.100.70')('owner'));
    const stored = await sessionOf(db).find({ personId: 'owner' }).lean();
    expect(stored.map(({ _id }) => _id)).not.toContain(
      createHash('sha256')
        .update(real.split('=')[1] ?? '')
        .digest('hex'),
    );
  });
});
