import { createHash, randomUUID } from 'node:crypto';
import request from 'supertest';
import { createKeyUses } from '../../../api/sign-in/key-uses.ts';
import { type ApiKey, apiKeyOf } from '../../../models/access/api-key.ts';
import { auditOf, type AuditRecord, openAuditTrail } from '../../../models/access/audit.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { calendarSource, publishDraft, saveDraft } from '../../support/product/registers.ts';

let api: Api;
let [system, security, reviewer]: [Caller, Caller, Caller] = [] as never;
beforeAll(async () => {
  api = await startApi();
  [system, security, reviewer] = [
    await api.as('admin-system'),
    await api.as('admin-security'),
    await api.as('admin-audit'),
  ];
}, 120_000);
afterAll(() => api.stop());

type Change = { pointer: string; before?: unknown; after?: unknown; withheld?: true };
type Item = Omit<AuditRecord, 'data'> & { data: Record<string, unknown> & { changes?: Change[] } };

const did = async (query = ''): Promise<Item[]> =>
  (await reviewer.get(`/api/audit/administrators?limit=100${query}`).expect(200)).body.items;
const newest = async (type: string, by: string): Promise<Item> => {
  const found = await auditOf(api.product.db).find({ type, by }).sort({ at: -1, seq: -1 }).limit(1).lean<Item[]>();
  if (!found[0]) throw new Error(`no ${type} by ${by}`);
  return found[0];
};
const match = (version: number) => `"${version}"`;

const person = {
  id: 'zhang-min',
  name: '张敏',
  unit: '/dx/donghu',
  grants: [{ role: 'engineer', orgPath: '/dx/donghu' }],
  teams: ['donghu-l2'],
  phone: '0712-5550199',
};
const { id: _id, ...whole } = person;

const shown = (url: string) => `http://127.0.0.1:9 ${createHash('sha256').update(url).digest('hex').slice(0, 8)}`;

describe('what an administrator changed', () => {
  test('of an account: what came and what is gone, and never how to reach somebody', async () => {
    await security.post('/api/people', person).expect(201);
    const made = await newest('registerChanged', 'admin-security');
    expect(made.data).toMatchObject({ register: 'people', id: person.id, version: 1 });
    expect(made.data.changes).toEqual(
      expect.arrayContaining([
        { pointer: '/name', after: '张敏' },
        { pointer: '/grants', after: person.grants },
        { pointer: '/phone', withheld: true },
      ]),
    );
    const more = {
      ...whole,
      grants: [{ role: 'supervisor', orgPath: '/dx/donghu' }, ...person.grants],
      phone: '13800000000',
      note: '接任主管',
    };
    await security.put('/api/people/zhang-min', more).set('If-Match', match(1)).expect(200);
    const changed = await newest('registerChanged', 'admin-security');
    expect(changed.data).toEqual({
      register: 'people',
      id: person.id,
      version: 2,
      note: '接任主管',
      changes: [
        { pointer: '/grants', after: [{ role: 'supervisor', orgPath: '/dx/donghu' }] },
        { pointer: '/phone', withheld: true },
      ],
    });
    expect(JSON.stringify(await did())).not.toMatch(/13800000000|0712-5550199/);
  });

  test('of a password: that it was set, never what it is', async () => {
    const { password } = (await security.post('/api/people/zhang-min/password').expect(201)).body;
    const { data } = await newest('passwordSet', 'admin-security');
    expect(data.changes).toEqual([
      { pointer: '/password', withheld: true },
      { pointer: '/mustChange', before: false, after: true },
    ]);
    const all = JSON.stringify(await auditOf(api.product.db).find().lean());
    expect([all.includes(password), all.includes('argon2')]).toEqual([false, false]);
  });

  test('of a leaver: himself, and the seats that go with him', async () => {
    await system
      .put('/api/teams/donghu-l2', { ...(await team()), onCallBackup: 'zhang-min' })
      .set('If-Match', match(await versionOf('donghu-l2')))
      .expect(200);
    await security.post('/api/people/zhang-min/deactivate', { reason: '调离' }).set('If-Match', match(2)).expect(200);
    const { data } = await newest('personDeactivated', 'admin-security');
    expect(data).toMatchObject({
      person: 'zhang-min',
      reason: '调离',
      changes: [{ pointer: '/active', before: true, after: false }],
      also: [{ register: 'teams', id: 'donghu-l2', changes: [{ pointer: '/onCallBackup', before: 'zhang-min' }] }],
    });
  });

  test('of a webhook: neither its secret nor the address that opens a chat to whoever has it', async () => {
    api.product.env.webhookAllow.push('127.0.0.1:9');
    const hook = {
      name: '机器人',
      url: 'http://127.0.0.1:9/send?access_token=TOPSECRET',
      carries: ['chat'],
      organisations: ['/dx'],
    };
    const { secret } = (await system.post('/api/webhooks', { id: 'robot', ...hook }).expect(201)).body;
    await system
      .put('/api/webhooks/robot', {
        ...hook,
        url: 'http://127.0.0.1:9/send?access_token=OTHER',
        carries: ['chat', 'sms'],
      })
      .set('If-Match', match(1))
      .expect(200);
    const { data } = await newest('webhookChanged', 'admin-system');
    expect(data).toEqual({
      id: 'robot',
      name: '机器人',
      version: 2,
      changes: [
        { pointer: '/url', before: shown(hook.url), after: shown('http://127.0.0.1:9/send?access_token=OTHER') },
        { pointer: '/carries', after: ['sms'] },
      ],
    });
    const renewed = await system.post('/api/webhooks/robot/secret').set('If-Match', match(2)).expect(200);
    expect((await newest('webhookRenewed', 'admin-system')).data.changes).toEqual([
      { pointer: '/secret', withheld: true },
    ]);
    const all = JSON.stringify(await auditOf(api.product.db).find({ by: 'admin-system' }).lean());
    for (const word of [secret, renewed.body.secret, 'TOPSECRET']) expect(all).not.toContain(word);
  });
});

const team = async () => {
  const { name, orgPath, tier, standard, applications, lead, onCall, calendar } = (
    await system.get('/api/teams/donghu-l2')
  ).body;
  return { name, orgPath, tier, standard, applications, lead, onCall, calendar };
};
const versionOf = async (id: string): Promise<number> => (await system.get(`/api/teams/${id}`)).body.version;

test('a draft and a published version say what they changed', async () => {
  const owner = await api.as('owner');
  const path = 'calendars/trail-hours';
  await saveDraft(owner, path, calendarSource()).expect(200);
  await publishDraft(owner, path, 1).expect(201);
  const { revision } = (await saveDraft(owner, path, calendarSource({ years: [2026, 2028] })).expect(200)).body;
  expect((await newest('draftSaved', 'owner')).data.changes).toEqual([
    { pointer: '/years/1', before: 2027, after: 2028 },
  ]);
  await publishDraft(owner, path, revision).expect(201);
  expect((await newest('registerPublished', 'owner')).data).toMatchObject({
    version: 'trail-hours@2',
    changes: [{ pointer: '/years/1', before: 2027, after: 2028 }],
  });
  const thrown = await saveDraft(owner, path, calendarSource({ name: '不要了', years: [2026, 2028] })).expect(200);
  await owner.delete(`/api/${path}/draft`).set('If-Match', match(thrown.body.revision)).expect(204);
  expect((await newest('draftDiscarded', 'owner')).data.changes).toEqual([
    { pointer: '/name', before: '不要了', after: '工作日' },
  ]);
});

test('what somebody chooses for his own notices is on record, also of an administrator', async () => {
  const chosen = { mail: 'none', quietHours: [1320, 420], zone: null, locale: 'zh' };
  await system.put('/api/me/preferences', chosen).expect(200);
  const [own] = await did('&type=preferencesChanged');
  expect(own).toMatchObject({ by: 'admin-system', administrator: 'system-administrator' });
  expect(own?.data.changes).toEqual([{ pointer: '/preferences', after: { mail: 'none', quietHours: [1320, 420] } }]);
});

test('the list is what the other two administrators did and were refused, and nobody else', async () => {
  await system.post('/api/people', person).expect(403);
  await (await api.as('eng-donghu-1')).put('/api/me/preferences', {
    mail: 'all',
    quietHours: null,
    zone: null,
    locale: 'zh',
  });
  await (await api.as('owner')).post('/api/people', person).expect(403);
  await reviewer.put('/api/me/preferences', { mail: 'all', quietHours: null, zone: null, locale: 'zh' });
  const all = await did();
  expect([...new Set(all.map(({ by }) => by))].toSorted()).toEqual(['admin-security', 'admin-system']);
  expect(new Set(all.map(({ type }) => type))).toEqual(
    new Set([
      'registerChanged',
      'passwordSet',
      'personDeactivated',
      'webhookMade',
      'webhookChanged',
      'webhookRenewed',
      'preferencesChanged',
      'refused',
    ]),
  );
  expect((await did('&by=admin-system&type=refused')).map(({ data }) => data['command'])).toEqual(['people.make']);
  expect(await did('&type=draftSaved')).toEqual([]);
  for (const bad of ['number=INC-000001', 'limit=0', 'type=x'])
    expect([bad, (await reviewer.get(`/api/audit/administrators?${bad}`)).status]).toEqual([bad, 422]);
});

test('a key is on record at its first use of a day from an address, however often and at once it is used', async () => {
  const { id, key } = (
    await system.post('/api/api-keys', { password: api.password, name: 'script', days: 1 }).expect(201)
  ).body;
  const use = () => request(api.address).get('/api/me').set('Authorization', `Bearer ${key}`).expect(200);
  await Promise.all(Array.from({ length: 12 }, use));
  const uses = () => auditOf(api.product.db).find({ type: 'keyUsed', 'data.key': id }).lean<Item[]>();
  const [first, ...others] = await uses();
  expect(first).toMatchObject({
    by: 'admin-system',
    administrator: 'system-administrator',
    address: expect.stringMatching(/127\.0\.0\.1$/),
  });
  expect(first?.data).toEqual({ key: id, name: 'script', day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  expect(others).toEqual([]);
  expect((await did('&type=keyUsed')).map(({ data }) => data['key'])).toEqual([id]);
  expect(JSON.stringify(await uses())).not.toContain(String(key).slice(-20));
});

/** Uses as another process of the API notes them, which knows nothing of what the first one has seen. */
async function elsewhere(id: string, audit = openAuditTrail(api.product.db, `elsewhere-${randomUUID()}`)) {
  const { db, env } = api.product;
  const [key, owner] = [await apiKeyOf(db).findById(id).lean<ApiKey>(), await api.product.actor('admin-system')];
  if (!key) throw new Error('no key');
  const note = createKeyUses({ db, audit, zone: env.zone });
  return async (address: string, at = Date.now()) => await note({ key, owner, address, at });
}

test('another process, another address and another day of a key: one record for each address of a day, bounded', async () => {
  const { id } = (await system.post('/api/api-keys', { password: api.password, name: 'robot', days: 1 }).expect(201))
    .body;
  const count = () => auditOf(api.product.db).countDocuments({ type: 'keyUsed', 'data.key': id });
  const [one, other] = [await elsewhere(id), await elsewhere(id)];
  for (const use of [one, one, other]) await use('10.1.1.1');
  expect(await count()).toBe(1);
  await other('10.1.1.2');
  await one('10.1.1.1', Date.now() + 86_400_000);
  expect(await count()).toBe(3);
  for (let n = 0; n < 60; n += 1) await one(`10.2.0.${n}`);
  expect(await count()).toBe(51);
  const last = await auditOf(api.product.db).find({ 'data.key': id, 'data.noMoreToday': true }).lean();
  expect(last.map(({ address }) => address)).toEqual(['10.2.0.47']);
});

test('a use that cannot be recorded is refused, and asked again', async () => {
  const { id } = (await system.post('/api/api-keys', { password: api.password, name: 'deaf', days: 1 }).expect(201))
    .body;
  let away = true;
  const record = async () => {
    if (away) throw new Error('away');
  };
  const use = await elsewhere(id, { node: 'x', record, close: async () => undefined });
  await expect(use('10.3.0.1')).rejects.toThrow('away');
  away = false;
  await use('10.3.0.1');
});
