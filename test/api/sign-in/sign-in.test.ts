import request from 'supertest';
import { personOf } from '../../../models/registers/person.ts';
import { sessionOf } from '../../../models/access/session.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { type Api, callerWith, cookieOf, signIn, startApi } from '../../support/product/api.ts';
import { hashPassword } from '../../../platform/passwords.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ worker: false });
}, 120_000);
afterAll(() => api.stop());

const trail = (by: string, type: string) => auditOf(api.product.db).find({ by, type }).lean();
const raw = () => request(api.address);

describe('sign-in (S1, S3)', () => {
  test('gives a cookie that scripts and other sites cannot use, and says who one is', async () => {
    const answer = await api.post('/api/session', { name: 'eng-donghu-1', password: api.password });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^changming=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^changming-device=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/),
    ]);
    expect(answer.body).toMatchObject({
      id: 'eng-donghu-1',
      name: '李强',
      teams: ['donghu-l2'],
      navigation: ['queue', 'approvals', 'calendar', 'runs', 'inspections'],
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/password"|argon2/);
    expect(await trail('eng-donghu-1', 'signedIn')).toHaveLength(1);
  });

  test('stores no secret that would open a session', async () => {
    const { cookie } = await signIn(api.address, 'eng-donghu-2', api.password);
    const secret = cookie.split('=')[1] ?? '';
    const stored = await sessionOf(api.product.db).find({ personId: 'eng-donghu-2' }).lean();
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test('answers a wrong password and an unknown name alike, and both are on record', async () => {
    const wrong = await api.post('/api/session', { name: 'auditor', password: 'not the password' });
    const unknown = await api.post('/api/session', { name: 'nobody-here', password: 'not the password' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'sign-in-refused']);
    expect({ ...wrong.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' });
    expect(await trail('auditor', 'signInRefused')).toHaveLength(1);
    expect(await trail('nobody-here', 'signInRefused')).toHaveLength(1);
  });

  test('makes a new session each time and ends the one before', async () => {
    const first = await signIn(api.address, 'desk-linxi', api.password);
    const again = await raw()
      .post('/api/session')
      .set('Cookie', first.cookie)
      .send({ name: 'desk-linxi', password: api.password });
    expect(cookieOf(again)).not.toBe(first.cookie);
    expect((await first.get('/api/me')).body.code).toBe('session-ended');
  });

  test('refuses what is no JSON, and pages of other sites', async () => {
    const form = await raw().post('/api/session').type('form').send({ name: 'x', password: 'y' });
    expect(form.status).toBe(415);
    const other = await raw()
      .post('/api/session')
      .set('Origin', 'https://evil.example')
      .send({ name: 'auditor', password: api.password });
    expect([other.status, other.body.code]).toEqual([403, 'origin-mismatch']);
  });
});

const guess = (name: string) => api.post('/api/session', { name, password: 'guess' });

describe('guessing (G23)', () => {
  test('after five tries an account says how long to wait, also for the right password', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect((await guess('expert-1')).status).toBe(401);
    const sixth = await api.post('/api/session', { name: 'expert-1', password: api.password });
    expect([sixth.status, sixth.body.code]).toEqual([429, 'too-many-attempts']);
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  });

  test('a stranger cannot lock out who has signed in from his place before', async () => {
    await signIn(api.address, 'expert-2', api.password);
    const failures = api.product.db.collection<{ _id: string; failures: number; closedUntil: number; expireAt: Date }>(
      'sign-in-failures',
    );
    const later = Date.now() + 60_000;
    await failures.replaceOne(
      { _id: 'account:expert-2' },
      { failures: 99, closedUntil: later, expireAt: new Date(later) },
      { upsert: true },
    );
    expect((await api.post('/api/session', { name: 'expert-2', password: api.password })).status).toBe(200);
  });

  test('a burst at one moment is counted too', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => guess('expert-3')));
    expect(all.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  });
});

describe('a session', () => {
  test('asks for the own Origin before anything is changed', async () => {
    const { cookie } = await api.as('sup-dx');
    for (const origin of [undefined, 'null', 'https://evil.example', `${api.address}.evil.example`]) {
      const asked = raw().post('/api/api-keys').set('Cookie', cookie);
      const answer = await (origin === undefined ? asked : asked.set('Origin', origin)).send({ name: 'k' });
      expect([origin, answer.status, answer.body.code]).toEqual([origin, 403, 'origin-mismatch']);
    }
  });

  test('ends after half an hour of rest and after twelve hours of use', async () => {
    const sessions = sessionOf(api.product.db);
    for (const age of [{ seenAt: Date.now() - 31 * 60_000 }, { createdAt: Date.now() - 12 * 3_600_000 }]) {
      const caller = await signIn(api.address, 'owner', api.password);
      await sessions.updateMany({ personId: 'owner' }, { $set: age });
      const { body } = await api.product.eventually(async () => {
        const answer = await caller.get('/api/me');
        return answer.status === 401 && answer;
      });
      expect(body.code).toBe('session-ended');
    }
  });

  test('is listed with the others of the same person, and any of them can be ended', async () => {
    const [one, other] = [
      await signIn(api.address, 'sup-xiling', api.password),
      await signIn(api.address, 'sup-xiling', api.password),
    ];
    const { body } = await one.get('/api/sessions');
    expect(body.items).toHaveLength(2);
    const second = body.items.find(({ current }: { current: boolean }) => !current);
    expect((await one.delete(`/api/sessions/${second.id}`)).status).toBe(204);
    expect((await other.get('/api/me')).status).toBe(401);
    expect((await one.get('/api/me')).status).toBe(200);
    expect((await one.delete(`/api/sessions/${second.id}`)).status).toBe(404);
  });

  test('signs out at once', async () => {
    const caller = await signIn(api.address, 'sup-donghu', api.password);
    const out = await caller.delete('/api/session');
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await caller.get('/api/me')).body.code).toBe('session-ended');
  });

  test('ends with the account', async () => {
    const caller = await signIn(api.address, 'eng-dx-2', api.password);
    await personOf(api.product.db).updateOne({ _id: 'eng-dx-2' }, { $set: { active: false } });
    await api.product.eventually(async () => (await caller.get('/api/me')).status === 401);
    expect((await api.post('/api/session', { name: 'eng-dx-2', password: api.password })).body.code).toBe(
      'sign-in-refused',
    );
  });

  test('a lost role acts with the next request', async () => {
    const caller = await signIn(api.address, 'eng-dx-1', api.password);
    await personOf(api.product.db).updateOne({ _id: 'eng-dx-1' }, { $set: { grants: [] } });
    const { body } = await api.product.eventually(async () => {
      const answer = await caller.get('/api/incidents');
      return answer.status === 403 && answer;
    });
    expect(body.code).toBe('not-permitted');
  });

  test('two cookies of that name, or one of another shape, are none', async () => {
    const { cookie } = await api.as('sup-dx');
    const tries = [
      `${cookie}; ${cookie}x`,
      'changming=short',
      `changming=${'a'.repeat(4_000)}`,
      'changming={"$gt":""}',
    ];
    const statuses = await Promise.all(
      tries.map(async (one) => (await callerWith(api.address, one).get('/api/me')).status),
    );
    expect(statuses).toEqual([200, 401, 401, 401]);
  });
});

test('R039 a changed password ends the other sessions and the API keys unless they are to stay, and gives this one a new id', async () => {
  const { db } = api.product;
  const password = 'a first long password';
  await personOf(db).updateOne({ _id: 'req-linxi' }, { $set: { password: await hashPassword(password) } });
  const [here, there] = [
    await signIn(api.address, 'req-linxi', password),
    await signIn(api.address, 'req-linxi', password),
  ];
  const { body: made } = await here.post('/api/api-keys', { password, name: 'phone' });
  const next = 'another fine sentence 42';
  const changed = await here.put('/api/password', { oldPassword: password, newPassword: next, keepApiKeys: true });
  expect(changed.status).toBe(204);
  expect((await there.get('/api/me')).status).toBe(401);
  expect((await here.get('/api/me')).status).toBe(401);
  expect((await callerWith(api.address, cookieOf(changed)).get('/api/me')).status).toBe(200);
  expect((await raw().get('/api/me').set('Authorization', `Bearer ${made.key}`)).status).toBe(200);
  expect((await api.post('/api/session', { name: 'req-linxi', password })).status).toBe(401);
  expect((await api.post('/api/session', { name: 'req-linxi', password: next })).status).toBe(200);
  const again = callerWith(api.address, cookieOf(changed));
  expect((await again.put('/api/password', { oldPassword: next, newPassword: `${next} 3` })).status).toBe(204);
  expect((await raw().get('/api/me').set('Authorization', `Bearer ${made.key}`)).status).toBe(401);
  expect(await trail('req-linxi', 'passwordChanged')).toHaveLength(2);
});

test('a wrong own password within a session is on record, once each time, without what was given', async () => {
  const caller = await api.as('expert-2');
  const password = 'a guess of somebody else';
  const tries = [
    await caller.put('/api/password', { oldPassword: password, newPassword: 'another fine sentence 42' }),
    await caller.post('/api/api-keys', { password, name: 'mine' }),
    await caller.post('/api/second-factor', { password }),
    await caller.post('/api/second-factor/confirm', { code: '000 000' }),
  ];
  expect(tries.map(({ status }) => status)).toEqual([403, 403, 403, 401]);
  expect((await caller.delete('/api/api-keys/abcdefabcdef')).status).toBe(404); // no guess
  const found = await trail('expert-2', 'refused');
  expect(found.map(({ data }) => data)).toEqual([
    expect.objectContaining({ command: 'password.change', code: 'password-wrong' }),
    expect.objectContaining({ command: 'api-keys.make', code: 'password-wrong' }),
    expect.objectContaining({ command: 'second-factor.offer', code: 'password-wrong' }),
    expect.objectContaining({ command: 'second-factor.confirm', code: 'second-factor-wrong' }),
  ]);
  expect(JSON.stringify(found)).not.toMatch(/guess|000 000/);
});

test.each([
  ['short', 'too-short'],
  ['req-school 12345678', 'too-easy'],
  ['aaaaaaaaaaaaaaaa', 'too-easy'],
  ['Summer@2026!!', 'too-easy'],
  ['woaizhongguo1949', 'too-easy'],
])('a new password %j is refused as %s, and the old one stays', async (newPassword, code) => {
  const caller = await api.as('req-school');
  const answer = await caller.put('/api/password', { oldPassword: api.password, newPassword });
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [expect.objectContaining({ pointer: '/newPassword', code })],
  ]);
  expect((await caller.get('/api/me')).status).toBe(200);
});

const byKey = (key: string) => raw().get('/api/cases').set('Authorization', `Bearer ${key}`);

describe('API keys (S4)', () => {
  test('are shown once, stored as a hash, listed without secret, and ended at once', async () => {
    const owner = await api.as('auditor');
    const made = await owner.post('/api/api-keys', { password: api.password, name: 'nightly', days: 30 });
    expect(made.status).toBe(201);
    expect(made.body.key).toMatch(/^cm_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
    const stored = await api.product.db.collection('api-keys').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(made.body.key.slice(16));
    const listed = await owner.get('/api/api-keys');
    expect(listed.body.items).toEqual([expect.objectContaining({ id: made.body.id, name: 'nightly' })]);
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key.slice(16));
    expect((await byKey(made.body.key)).status).toBe(200);
    expect((await owner.delete(`/api/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await byKey(made.body.key)).status).toBe(401);
  });

  test('do no more than their list, and never more than their owner', async () => {
    const owner = await api.as('auditor');
    const more = await owner.post('/api/api-keys', {
      password: api.password,
      name: 'k',
      permissions: ['incident.read', 'incident.resolve'],
    });
    expect([more.status, more.body.errors]).toEqual([422, [{ pointer: '/permissions/1', code: 'not-allowed-value' }]]);
    const { body } = await owner.post('/api/api-keys', {
      password: api.password,
      name: 'k',
      permissions: ['incident.read'],
    });
    const ask = (path: string) => raw().get(path).set('Authorization', `Bearer ${body.key}`);
    expect((await ask('/api/incidents')).status).toBe(200);
    expect((await ask('/api/calls')).status).toBe(403);
    expect((await ask('/api/sessions')).status).toBe(403);
    const write = await raw().post('/api/api-keys').set('Authorization', `Bearer ${body.key}`).send({ name: 'child' });
    expect(write.status).toBe(403);
  });

  test('of a wrong shape, an unknown id or a wrong secret are one answer', async () => {
    const { body } = await (await api.as('auditor')).post('/api/api-keys', { password: api.password, name: 'k' });
    const wrong = `${body.key.slice(0, -1)}${body.key.endsWith('A') ? 'B' : 'A'}`;
    const tries = ['cm_x', `cm_${'0'.repeat(12)}_${'A'.repeat(43)}`, wrong, `${body.key}x`];
    const answers = await Promise.all(tries.map((key) => byKey(key)));
    expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual(
      answers.map(() => [401, 'not-signed-in']),
    );
  });
});
