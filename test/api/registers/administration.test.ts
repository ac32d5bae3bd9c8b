/** What screens of administration ask: registers and their forms, roles, the organisation as a tree, people by file, due by a calendar, undelivered notices. */
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';

let api: Api;
let guard: Caller;
let owner: Caller;
let system: Caller;
beforeAll(async () => {
  api = await startApi();
  guard = await api.as('admin-security');
  owner = await api.as('owner');
  system = await api.as('admin-system');
}, 120_000);
afterAll(() => api.stop());

const file = (text: string): string => Buffer.from(text).toString('base64');
type Item = { name: string; edits: boolean; publishes: boolean; kind: string };
const registersOf = async (by: Caller): Promise<Map<string, Item>> =>
  new Map(((await by.get('/api/registers')).body.items as Item[]).map((one) => [one.name, one]));
const undelivered = async (by: Caller, query: string): Promise<string[]> =>
  (await by.get(`/api/deliveries${query}`)).body.items.map(({ id }: { id: string }) => id);

test('each is told the registers that he reads and what he may do; a form is its schema, with what fields are chosen from', async () => {
  const [his, hers] = [await registersOf(owner), await registersOf(system)];
  expect(his.get('policies')).toMatchObject({ kind: 'drafted', edits: true, publishes: true });
  expect(hers.get('policies')).toMatchObject({ kind: 'drafted', edits: false, publishes: false });
  expect(hers.get('teams')).toMatchObject({ kind: 'direct', edits: true });
  expect(his.has('webhooks')).toBe(false);
  expect((await owner.get('/api/registers/webhooks/forms')).status).toBe(404);
  const forms = await system.get('/api/registers/teams/forms');
  expect(forms.body.make.required).toEqual(expect.arrayContaining(['id', 'name', 'orgPath']));
  expect(forms.body.picks).toMatchObject({
    '/orgPath': 'organisation',
    '/lead': 'person',
    '/applications/*': 'application',
  });
  const plan = await owner.get('/api/registers/runbooks/forms');
  expect(JSON.stringify(plan.body.edit)).not.toContain('#/components/');
});

test('a role is told by the tables that decide: each command of each process, and each route', async () => {
  const { body } = await owner.get('/api/roles/auditor');
  const incident = body.processes.find(({ process }: { process: string }) => process === 'incident');
  expect(incident).toMatchObject({ reads: true });
  const may = (command: string) => incident.commands.find((one: { command: string }) => one.command === command).may;
  expect(may('resolve')).toBe(false);
  const engineer = (await owner.get('/api/roles/engineer')).body.processes[1];
  expect(engineer.commands.find((one: { command: string }) => one.command === 'resolve')).toMatchObject({ may: true });
  const route = body.routes.find(({ operation }: { operation: string }) => operation === 'audit.verify');
  expect(route).toMatchObject({ may: true });
  expect((await owner.get('/api/roles/nobody')).status).toBe(404);
});

test('the organisation opens one level at a time, each with what lies at it', async () => {
  const top = (await owner.get('/api/organisations/tree')).body.items;
  expect(top.map(({ id }: { id: string }) => id)).toEqual(['/dx']);
  const below = (await owner.get('/api/organisations/tree?parent=/dx&limit=1')).body;
  expect([below.items.length, below.items.length < top[0].children, below.next === null]).toEqual([1, true, false]);
  const donghu = (await owner.get('/api/organisations/tree?parent=/dx')).body.items.find(
    ({ id }: { id: string }) => id === '/dx/donghu',
  );
  expect(donghu).toMatchObject({ open: true, teams: 2 });
  expect(donghu.people).toBeGreaterThan(0);
  const narrow = (await (await api.as('req-school')).get('/api/organisations/tree?parent=/dx')).body.items;
  expect(narrow.map(({ id }: { id: string }) => id)).toEqual(['/dx/xiling']);
});

test('people by file: each bad line has its reason, what is good is taken, and the same again changes nothing', async () => {
  const text = [
    '账号,姓名,所在机构,角色,团队',
    'file-1,甲一,/dx/donghu,工程师; supervisor@/dx/donghu,donghu-l2',
    'file-2,乙二,/dx/nowhere,engineer,',
    'file-3,丙三,/dx/donghu,wizard,',
    'file-4,丁四,/dx,security-administrator@/dx,',
    'file-1,甲一,/dx/donghu,engineer,',
  ].join('\n');
  const look = await guard.post('/api/people/import/preview', { content: file(text) });
  expect(look.body.counts).toEqual({ new: 1, changed: 0, unchanged: 0, faulty: 4 });
  expect(look.body.faults.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
    [3, 'unknown'], // the unit, and the role held there
    [3, 'unknown'],
    [4, 'unknown-role'],
    [5, 'consent-needed'],
    [6, 'named-twice'],
  ]);
  expect(look.body.faults[0]).toMatchObject({ heading: '所在机构', value: '/dx/nowhere', column: 3 });
  const whole = await guard.post('/api/people/import', { content: file(text) });
  expect([whole.status, (await guard.get('/api/people/file-1')).status]).toEqual([422, 404]);
  const stale = await guard.post('/api/people/import', { content: file(text), take: 'good', preview: 'other' });
  expect([stale.status, stale.body.code]).toEqual([409, 'preview-stale']);
  const good = { content: file(text), take: 'good', preview: look.body.preview, note: '入职' };
  expect((await guard.post('/api/people/import', good)).body.counts).toMatchObject({ new: 1, faulty: 4 });
  const made = (await guard.get('/api/people/file-1')).body;
  expect(made).toMatchObject({ name: '甲一', teams: ['donghu-l2'], active: true });
  expect(made.grants).toEqual([
    { role: 'engineer', orgPath: '/dx/donghu' },
    { role: 'supervisor', orgPath: '/dx/donghu' },
  ]);
  const again = await guard.post('/api/people/import/preview', {
    content: file(text.split('\n').slice(0, 2).join('\n')),
  });
  expect(again.body.counts).toEqual({ new: 0, changed: 0, unchanged: 1, faulty: 0 });
  const renamed = { content: file('id,name\nfile-1,甲壹') };
  expect((await guard.post('/api/people/import', renamed)).body.counts).toMatchObject({ changed: 1 });
  expect((await guard.get('/api/people/file-1')).body).toMatchObject({
    name: '甲壹',
    version: 2,
    teams: ['donghu-l2'],
  });
  const exported = await guard.get('/api/people/export?org=/dx/donghu&lang=zh');
  expect(exported.text).toContain('engineer@/dx/donghu; supervisor@/dx/donghu');
  const round = await guard.post('/api/people/import/preview', { content: file(exported.text) });
  expect([round.body.counts.new, round.body.counts.changed, round.body.counts.faulty]).toEqual([0, 0, 0]);
  const lacking = await guard.post('/api/people/import/preview', { content: file('姓名,鞋码\n甲,42') });
  expect(lacking.body.faults.map(({ code }: { code: string }) => code)).toEqual(['unknown-column', 'column-missing']);
  expect((await owner.post('/api/people/import/preview', { content: file(text) })).status).toBe(403);
});

test('a promise falls due by a calendar, and by its draft for who edits it', async () => {
  const asked = { at: '2026-09-30T02:00:00.000Z', ms: 28_800_000 };
  const due = await owner.post('/api/calendars/cn-5x8/due', asked);
  expect(due.body).toMatchObject({ zone: 'Asia/Shanghai', ms: 28_800_000 });
  expect(due.body.days.at(-1).totalMs).toBe(28_800_000);
  expect((await owner.post('/api/calendars/cn-5x8/due', { ...asked, draft: true })).status).toBe(404);
  expect((await system.post('/api/calendars/cn-5x8/due', { ...asked, draft: true })).status).toBe(403);
  expect((await owner.post('/api/calendars/none/due', asked)).status).toBe(404);
  expect((await owner.post('/api/calendars/cn-5x8/due', { ms: 1 })).status).toBe(422);
});

test('what could not be delivered is seen by whom it was for, and by who answers for him', async () => {
  const at = Date.now() - 60_000;
  const row = {
    notice: 'n',
    key: 'k',
    mode: 'live',
    channel: 'mail',
    page: false,
    tries: 3,
    at,
  } as const;
  await deliveryOf(api.product.db).insertMany([
    {
      ...row,
      _id: 'n:1:mail',
      to: 'eng-donghu-1',
      state: 'failed' as const,
      nextAt: at + 3,
      code: 'mail-refused',
      detail: '550 no such user',
    },
    { ...row, _id: 'n:2:mail', to: 'rep-xiling', state: 'failed' as const, nextAt: at + 2 },
    { ...row, _id: 'n:3:mail', to: 'eng-donghu-1', state: 'waiting' as const, nextAt: at + 1 },
  ]);
  const [engineer, donghu] = [await api.as('eng-donghu-1'), await api.as('sup-donghu')];
  expect(await undelivered(engineer, '')).toEqual(['n:1:mail']);
  expect(await undelivered(engineer, '?state=trying')).toEqual(['n:3:mail']);
  expect(await undelivered(donghu, '?of=people')).toEqual(['n:1:mail']);
  expect(await undelivered(await api.as('sup-dx'), '?of=people&limit=10')).toEqual(['n:1:mail', 'n:2:mail']);
  expect((await engineer.get('/api/deliveries?of=people')).status).toBe(403);
});
