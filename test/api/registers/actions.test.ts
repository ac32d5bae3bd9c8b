/** Registers of actions, runners and their secrets: who keeps them, what is refused, and what nobody else is shown. */
import { auditOf } from '../../../models/access/audit.ts';
import { actionSecretOf } from '../../../models/registers/actions/action-secret.ts';
import { registerVersionOf } from '../../../models/registers/register-version.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';

let api: Api;
let admin: Caller;
let owner: Caller;
let secret: string;
const title = { zh: '重启', en: 'Restart' };
const webhook = { url: 'https://tool.example.com/hook?key=address-is-a-secret', secret: 'tool' };
const action = (id: string, more: object = {}) => ({
  id,
  title,
  organisation: '/dx',
  kind: 'webhook',
  webhook,
  ...more,
});

beforeAll(async () => {
  api = await startApi({ worker: false });
  [admin, owner] = [await api.as('admin-system'), await api.as('owner')];
  const { body } = await admin.post('/api/action-secrets', { id: 'tool', organisation: '/dx' }).expect(201);
  ({ secret } = body);
  await admin.post('/api/runners', { id: 'centre', title, organisation: '/dx' }).expect(201);
  await admin.post('/api/actions', action('restart')).expect(201);
}, 120_000);
afterAll(() => api.stop());

const faultsOf = async (body: object): Promise<string[]> => {
  const answer = await admin.post('/api/actions', body).expect(422);
  return answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
};

test('only a system administrator keeps them; secrets and runners are not for who only names actions in plans', async () => {
  const engineer = await api.as('eng-donghu-1');
  for (const one of [owner, engineer]) {
    await one.post('/api/actions', action('own')).expect(403);
    await one.post('/api/runners', { id: 'own', title, organisation: '/dx' }).expect(403);
    await one.post('/api/action-secrets', { id: 'own', organisation: '/dx' }).expect(403);
    await one.get('/api/action-secrets').expect(403);
  }
  for (const path of ['runners', 'runners/centre']) await engineer.get(`/api/${path}`).expect(403);
  await engineer.get('/api/actions/restart/versions').expect(403);
  for (const path of ['actions', 'actions/restart', 'runners', 'runners/centre']) {
    for (const other of ['desk-donghu', 'req-linxi', 'rep-xiling', 'config', 'admin-security'])
      await (await api.as(other)).get(`/api/${path}`).expect(403);
    expect((await owner.get(`/api/${path}`).expect(200)).text).toContain(
      path.startsWith('runners') ? 'centre' : 'restart',
    );
  }
});

test('whoever writes runbooks reads which actions there are, what each does and how heavy it is, and no address', async () => {
  const told = {
    description: { zh: '重启服务，业务中断一分钟', en: 'Restarts it, a minute away' },
    weight: 'interrupts',
  };
  await admin.post('/api/actions', action('heavy', told)).expect(201);
  await admin.post('/api/action-secrets', { id: 'xiling', organisation: '/dx/xiling' }).expect(201);
  const elsewhere = { organisation: '/dx/xiling', webhook: { ...webhook, secret: 'xiling' } };
  await admin.post('/api/actions', action('xiling-own', elsewhere)).expect(201);
  for (const writer of ['eng-donghu-1', 'sup-donghu', 'owner']) {
    const { body, text } = await (await api.as(writer)).get('/api/actions?limit=100').expect(200);
    const all: readonly { id: string }[] = body.items;
    expect(all.find(({ id }) => id === 'heavy')).toEqual({
      id: 'heavy',
      version: 1,
      title,
      ...told,
      organisation: '/dx',
      kind: 'webhook',
      open: true,
    });
    expect(text).not.toMatch(/address-is-a-secret|"webhook":|"secret":|https:/);
    // Of another branch only who stands above it sees those.
    expect(all.some(({ id }) => id === 'xiling-own')).toBe(writer === 'owner');
  }
  expect(await faultsOf(action('b', { weight: 'heavy' }))).toEqual(['/weight not-allowed-value']);
});

test('an address is shown to administrators alone, and a secret once', async () => {
  expect((await admin.get('/api/actions/restart').expect(200)).body.webhook).toEqual(webhook);
  const auditor = await api.as('auditor');
  for (const [who, path] of [
    [owner, '/api/actions'],
    [owner, '/api/actions/restart'],
    [auditor, '/api/actions/restart'],
    [auditor, '/api/actions/restart/versions'],
  ] as const) {
    const { text } = await who.get(path).expect(200);
    expect(text).toContain('restart');
    expect(text).not.toContain('address-is-a-secret');
  }
  expect(secret).toHaveLength(43);
  const { body, text } = await admin.get('/api/action-secrets').expect(200);
  expect(body.items).toMatchObject([
    { id: 'example-tool' },
    { id: 'tool', organisation: '/dx', version: 1 },
    { id: 'xiling' },
  ]);
  expect(text).not.toContain(secret);
  const kept = [await auditOf(api.product.db).find().lean(), await registerVersionOf(api.product.db).find().lean()];
  expect(JSON.stringify(kept)).not.toContain(secret);
  expect(JSON.stringify(kept[0])).not.toContain('address-is-a-secret');
});

test('a secret that is renewed is another one, and the former is good for another day', async () => {
  await admin.post('/api/action-secrets', { id: 'other', organisation: '/dx' }).expect(201);
  const renew = (version: number) => admin.bare('/api/action-secrets/other/renew').set('If-Match', `"${version}"`);
  const before = await actionSecretOf(api.product.db).findById('other').lean();
  const { body } = await renew(1).expect(200);
  expect(body.secret).not.toBe(before?.secret);
  const after = await actionSecretOf(api.product.db).findById('other').lean();
  expect(after).toMatchObject({ secret: body.secret, version: 2, former: { secret: before?.secret } });
  expect((await renew(1).expect(412)).body.code).toBe('register-changed');
  await admin.bare('/api/action-secrets/nobody/renew').set('If-Match', '"1"').expect(404);
  const types = await auditOf(api.product.db).distinct('type', { type: /^actionSecret/ });
  expect(types.toSorted()).toEqual(['actionSecretMade', 'actionSecretRenewed']);
  expect(
    (await admin.post('/api/action-secrets', { id: 'other', organisation: '/dx' }).expect(422)).body.errors,
  ).toEqual([{ pointer: '/id', code: 'not-unique' }]);
});

test('what names no way, two ways, or one that is not there, is refused', async () => {
  const runner = { runner: 'centre', command: 'restart-web' };
  expect(await faultsOf(action('a', { webhook: undefined }))).toEqual(['/webhook required']);
  expect(await faultsOf(action('a', { runner }))).toEqual(['/runner other-kind']);
  expect(await faultsOf(action('a', { kind: 'runner' }))).toEqual(['/runner required', '/webhook other-kind']);
  expect(await faultsOf(action('a', { organisation: '/dx/nowhere' }))).toContain('/organisation unknown');
  expect(await faultsOf(action('a', { webhook: { ...webhook, secret: 'none' } }))).toEqual(['/webhook/secret unknown']);
  const elsewhere = { kind: 'runner', webhook: undefined, runner: { ...runner, runner: 'none' } };
  expect(await faultsOf(action('a', elsewhere))).toEqual(['/runner/runner unknown']);
  const made = await admin
    .post('/api/actions', action('run', { kind: 'runner', webhook: undefined, runner }))
    .expect(201);
  expect(made.body).toMatchObject({ id: 'run', kind: 'runner', runner, open: true, version: 1 });
});

test.each([
  ['http://tool.example.com/', 'not-https'],
  ['https://10.0.0.1/', 'address-refused'],
  ['https://user:word@tool.example.com/', 'credentials-in-url'],
  ['tool', 'not-a-url'],
])('the address %s is refused: %s', async (url, code) => {
  expect(await faultsOf(action('a', { webhook: { ...webhook, url } }))).toEqual([`/webhook/url ${code}`]);
});

test('what belongs to one branch is no use to another, and not to those above', async () => {
  await admin.post('/api/action-secrets', { id: 'branch', organisation: '/dx/donghu' }).expect(201);
  await admin.post('/api/runners', { id: 'branch', title, organisation: '/dx/donghu' }).expect(201);
  const own = { ...webhook, secret: 'branch' };
  expect(await faultsOf(action('a', { webhook: own }))).toEqual(['/webhook/secret unknown']);
  const runner = { kind: 'runner', webhook: undefined, runner: { runner: 'branch', command: 'x' } };
  expect(await faultsOf(action('a', runner))).toEqual(['/runner/runner unknown']);
  await admin.post('/api/actions', action('branch', { organisation: '/dx/donghu/linxi', webhook: own })).expect(201);
});

test('an edit names the version that it saw, and closed is not gone', async () => {
  const { id: _id, ...body } = action('restart', { open: false });
  const edit = (version: number) => admin.put('/api/actions/restart', body).set('If-Match', `"${version}"`);
  expect((await edit(1).expect(200)).body).toMatchObject({ open: false, version: 2 });
  await edit(1).expect(412);
  const { body: versions } = await admin.get('/api/actions/restart/versions').expect(200);
  expect(versions.items[0]).toMatchObject({ version: 2, changes: [{ pointer: '/open', before: true, after: false }] });
});
