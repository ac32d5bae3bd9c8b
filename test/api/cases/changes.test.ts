/** A change through the API: drafted, looked at, approved from the inbox, carried out; what waits for it; and two that want one item. */
import { QUESTIONS } from '../../../domain/change/risk.ts';
import { storePlanned } from '../../support/planned.ts';
import { type Api, type Caller, openIncident, signIn, startApi } from '../../support/product/api.ts';
import { publishSource } from '../../support/product/registers.ts';

let api: Api;
let raiser: Caller;
let doer: Caller;
beforeAll(async () => {
  api = await startApi();
  [raiser, doer] = await Promise.all([api.as('eng-donghu-1'), api.as('eng-donghu-2')]);
}, 120_000);
afterAll(() => api.stop());

const HOUR = 3_600_000;
const ITEM = 'mw-payment'; // may be worked on at any time
const instant = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const step = (id: string) => ({ id, title: id, instruction: `Do ${id}`, undo: `Undo ${id}`, minutes: 5 });
const planned = (more: object = {}) => ({
  items: [ITEM],
  window: { from: instant(-1), until: instant(10) },
  outageMinutes: 0,
  consequences: '无',
  steps: [step('stop'), step('patch')],
  backOut: '恢复快照',
  backOutMinutes: 30,
  testEvidence: '测试环境已验证',
  implementer: 'eng-donghu-2',
  ...more,
});
const raised = {
  kind: 'normal',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '支付中间件补丁',
  description: '厂商要求',
  items: [ITEM],
};
const answers = Object.fromEntries(QUESTIONS.map(({ key }) => [key, false]));

async function draft(more: object = {}): Promise<string> {
  const { number } = (await raiser.send('/api/changes', raised).expect(201)).body;
  await raiser.send(`/api/changes/${number}/plan`, planned(more)).expect(200);
  return number;
}
async function asked(number: string): Promise<void> {
  await raiser.send(`/api/changes/${number}/submit`).expect(200);
  for (const [as, who] of [
    ['technical', 'expert-1'],
    ['security', 'expert-2'],
    ['business', 'owner'],
  ] as const)
    await (await api.as(who)).send(`/api/changes/${number}/assess`, { as, answers, opinion: '可行' }).expect(200);
}
const inbox = async (who: Caller) =>
  (await who.get('/api/approvals').expect(200)).body.items as { number: string; planHash: string; dueAt: string }[];

/** Each of these approves it, in this order; where it then stands. */
const approvedBy = async (number: string, ...people: string[]) => {
  let status = '';
  for (const id of people) {
    const who = await api.as(id);
    const planHash = (await inbox(who)).find((one) => one.number === number)?.planHash;
    ({ status } = (await who.send(`/api/changes/${number}/approve`, { planHash }).expect(200)).body);
  }
  return status;
};

test('from draft to review: what is missing is named, the sheet is read, approved in the inbox, carried out step by step', async () => {
  const { number } = (await raiser.send('/api/changes', raised).expect(201)).body;
  const early = await raiser.send(`/api/changes/${number}/submit`);
  expect([early.status, early.body.code]).toEqual([422, 'plan-incomplete']);
  expect(early.body.errors).toContainEqual({ pointer: '/backOut', code: 'required' });
  await raiser.send(`/api/changes/${number}/plan`, planned()).expect(200);
  await asked(number);

  const head = await api.as('sup-donghu');
  const [waiting] = (await inbox(head)).filter((one) => one.number === number);
  expect(waiting).toMatchObject({
    process: 'change',
    status: 'authorizing',
    seats: [{ as: 'own' }],
    dueAt: expect.any(String),
  });
  const { body: sheet } = await head.get(`/api/approvals/${number}`).expect(200);
  expect(sheet).toMatchObject({ number, planHash: waiting?.planHash, items: [ITEM], plan: { backOut: '恢复快照' } });
  expect(sheet.differences).toBeUndefined();
  // Reading decides nothing, however often; another plan than the one read is refused.
  expect((await head.get(`/api/changes/${number}`)).body.status).toBe('authorizing');
  expect((await head.send(`/api/changes/${number}/approve`, { planHash: 'a'.repeat(64) })).body.code).toBe(
    'stale-plan',
  );
  expect((await raiser.send(`/api/changes/${number}/approve`, { planHash: sheet.planHash })).status).toBe(403);
  const approved = await head.send(`/api/changes/${number}/approve`, { planHash: sheet.planHash }).expect(200);
  expect(approved.body).toMatchObject({ status: 'scheduled', approval: { state: 'passed' } });
  expect((await inbox(head)).map((one) => one.number)).not.toContain(number);

  await doer.send(`/api/changes/${number}/start`).expect(200);
  const done = (part: string) => doer.send(`/api/changes/${number}/completeStep`, { part, evidence: '日志 7' });
  expect((await done('patch')).body.code).toBe('step-out-of-order');
  expect((await done('paint')).body.code).toBe('unknown-part');
  for (const part of ['stop', 'patch']) await done(part).expect(200);
  await doer.send(`/api/changes/${number}/finish`, { verification: '可用' }).expect(200);
  const review = { outcome: 'successful', lessons: '无' };
  expect((await doer.send(`/api/changes/${number}/review`, review)).status).toBe(403);
  expect((await head.send(`/api/changes/${number}/review`, review).expect(200)).body.status).toBe('closed');
}, 60_000);

type Entry = { type?: string; data: object };
const timeline = async (number: string): Promise<Entry[]> =>
  (await raiser.get(`/api/cases/${number}/timeline`).expect(200)).body.items;
/** The newest event of that kind, once it is there. */
const recorded = (number: string, type: string): Promise<Entry> =>
  api.product.eventually(async () => (await timeline(number)).findLast((one) => one.type === type));

test('an incident is held for a change, resumed by it, and shows what worked on its item of late', async () => {
  const number = await draft();
  const incident = await openIncident(api, { item: 'app-payment' });
  await raiser.send(`/api/incidents/${incident}/start`).expect(200);
  const hold = { reason: 'change', note: '等补丁窗口' };
  const bare = await raiser.send(`/api/incidents/${incident}/hold`, hold);
  expect([bare.status, bare.body.errors]).toEqual([422, [{ pointer: '/change', code: 'required' }]]);
  const held = await raiser.send(`/api/incidents/${incident}/hold`, { ...hold, change: number }).expect(200);
  expect(held.body).toMatchObject({ status: 'on-hold', change: number });
  await recorded(number, 'change.incidentHeld');
  expect((await raiser.get(`/api/changes/${number}`)).body.awaitedBy).toEqual([{ number: incident }]);

  await asked(number);
  expect(await approvedBy(number, 'sup-donghu')).toBe('scheduled');
  await doer.send(`/api/changes/${number}/start`).expect(200);
  for (const part of ['stop', 'patch'])
    await doer.send(`/api/changes/${number}/completeStep`, { part, evidence: '日志 7' }).expect(200);
  await doer.send(`/api/changes/${number}/finish`, { verification: '支付正常' }).expect(200);
  expect((await recorded(incident, 'incident.resumed')).data).toMatchObject({
    change: number,
    outcome: 'finished',
    reason: '支付正常',
  });
  const told = await api.product.eventually(async () => {
    const { items } = (await raiser.get('/api/notices')).body;
    return (items as { template: string; lines: string[] }[]).find(({ template }) => template === 'incident-resumed');
  });
  expect(told.lines.join()).toContain(number);
  expect((await raiser.get(`/api/incidents?q=${incident}`)).body.items).toMatchObject([{ status: 'in-progress' }]);

  // Of what he may not read he sees the time; the reporter sees nothing of it.
  const window = { from: Date.now() - 2 * HOUR, until: Date.now() - HOUR };
  const over = {
    status: 'closed',
    items: ['app-payment'],
    window,
    startedAt: window.from,
    orgPath: '/dx/xiling',
  } as const;
  await storePlanned(api.product.db, 'CHG-900001', { ...over, finishedAt: window.until });
  await storePlanned(api.product.db, 'CHG-900002', { ...over, finishedAt: Date.now() - 73 * HOUR });
  const { body } = await raiser.get(`/api/incidents/${incident}`).expect(200);
  expect(body.recentChanges.items[0]).toMatchObject({
    kind: 'change',
    number,
    status: 'reviewing',
    hits: 'relation',
    item: 'mw-payment',
    relation: 'runs-on',
    startedAt: expect.stringMatching(/Z$/),
    finishedAt: expect.stringMatching(/Z$/),
  });
  const taken = (body.recentChanges.items as { kind: string }[]).filter(({ kind }) => kind === 'taken');
  expect(taken).toEqual([
    { kind: 'taken', startedAt: new Date(window.from).toISOString(), finishedAt: new Date(window.until).toISOString() },
  ]);
  expect(body.recentChanges.more).toBe(0);
  expect((await (await api.as('req-linxi')).get(`/api/incidents/${incident}`)).body.recentChanges).toBeUndefined();
  const plain = await openIncident(api);
  expect((await raiser.get(`/api/incidents/${plain}`)).body.recentChanges).toBeUndefined();

  const head = await api.as('sup-donghu');
  const review = { outcome: 'with-issues', lessons: '无', incidents: ['INC-999999'] };
  const unknown = await head.send(`/api/changes/${number}/review`, review);
  expect([unknown.status, unknown.body.errors]).toEqual([422, [{ pointer: '/incidents/0', code: 'unknown' }]]);
  await head.send(`/api/changes/${number}/review`, { ...review, incidents: [plain] }).expect(200);
  await recorded(plain, 'incident.linkNoted');
  expect((await raiser.get(`/api/incidents/${plain}`)).body.links).toEqual([
    { number, relation: 'caused-by', inward: false },
  ]);
}, 60_000);

test('what was changed since it was submitted before stands in its sheet', async () => {
  const number = await draft({ window: { from: instant(100), until: instant(110) } });
  await asked(number);
  await raiser.send(`/api/changes/${number}/revise`, { reason: '窗口太短' }).expect(200);
  const more = { window: { from: instant(100), until: instant(112) }, consequences: '短暂变慢' };
  await raiser.send(`/api/changes/${number}/plan`, planned(more)).expect(200);
  await asked(number);
  const { body } = await (await api.as('sup-donghu')).get(`/api/approvals/${number}`);
  expect(body.differences).toContainEqual({ pointer: '/consequences', before: '无', after: '短暂变慢' });
}, 60_000);

test('two that want one item are not both given their time, and who reads why sees with whom', async () => {
  const [first, second] = [await draft(), await draft()];
  await asked(first);
  await asked(second); // the first is only asked for yet: that warns, and its risk is higher for it
  expect((await raiser.get(`/api/changes/${second}`)).body).toMatchObject({
    risk: 'medium',
    approval: { policy: 'change-medium@1' },
  });
  expect(await approvedBy(first, 'sup-donghu')).toBe('scheduled');
  expect(await approvedBy(second, 'expert-1', 'expert-2', 'sup-donghu')).toBe('draft'); // to be planned anew
  const { body } = await raiser.get(`/api/changes/${second}`);
  expect(body.conflicts).toContainEqual(expect.objectContaining({ kind: 'overlap', severity: 'block', with: first }));
  expect((await raiser.send(`/api/changes/${second}/submit`)).body.code).toBe('conflict');
}, 60_000);

test('a change is found by its items, and its window reads as instants', async () => {
  const number = await draft();
  const { body } = await raiser.get(`/api/changes?items=${ITEM}&q=${number}`).expect(200);
  expect(body.items).toMatchObject([{ number, items: [ITEM], windowFrom: expect.stringMatching(/Z$/) }]);
  expect((await raiser.get('/api/changes?items=srv-db-1')).body.items).toEqual([]);
});

test('a freeze that is published tells the changes that it meets, and none of them starts in it', async () => {
  const number = await draft({ window: { from: instant(200), until: instant(204) } });
  await asked(number);
  const head = await api.as('sup-donghu');
  const planHash = (await inbox(head)).find((one) => one.number === number)?.planHash;
  await head.send(`/api/changes/${number}/approve`, { planHash }).expect(200);
  await publishSource(await api.as('owner'), 'freezes/audit-week', {
    name: '审计封网',
    reason: '配合审计',
    spans: [{ from: instant(190), until: instant(210) }],
  });
  const told = await api.product.eventually(async () => {
    const { items } = (await raiser.get(`/api/cases/${number}/timeline`)).body;
    return (items as { type?: string; data: object }[]).find(({ type }) => type === 'change.freezeNoted');
  });
  expect(told.data).toMatchObject({ freeze: 'audit-week@1' });
  const what = {
    unit: raised.unit,
    application: 'payment',
    items: [ITEM],
    window: { from: instant(200), until: instant(204) },
  };
  const { body } = await raiser.post('/api/changes/conflicts', what);
  expect(body.conflicts).toContainEqual(expect.objectContaining({ kind: 'freeze', with: 'audit-week@1' }));
  expect((await raiser.get(`/api/changes/${number}`)).body.freezes).toEqual(['audit-week@1']);

  await publishSource(await api.as('owner'), 'freezes/audit-week', {
    name: '审计封网',
    reason: '配合审计',
    kind: 'freeze',
    organisations: [],
    services: [],
    items: [],
    spans: [{ from: instant(190), until: instant(210) }],
    lifted: true,
  });
  expect((await recorded(number, 'change.freezeLifted')).data).toEqual({ freeze: 'audit-week@2' });
  expect((await raiser.get(`/api/changes/${number}`)).body.freezes).toBeUndefined();
}, 60_000);

test('R047 a role that an edit gives or takes changes the seat at once, and whose it is now is told', async () => {
  const number = await draft({ window: { from: instant(300), until: instant(304) } });
  await asked(number);
  const guard = await api.as('admin-security');
  const edit = async (id: string, name: string, unit: string, ...at: readonly (readonly [string, string])[]) => {
    const grants = at.map(([role, orgPath]) => ({ role, orgPath }));
    const { version } = (await guard.get(`/api/people/${id}`).expect(200)).body;
    const done = guard.put(`/api/people/${id}`, { name, unit, grants, teams: [] }).set('If-Match', `"${version ?? 1}"`);
    expect([id, (await done).status]).toEqual([id, 200]);
    return await signIn(api.address, id, api.password);
  };
  const asks = async (who: Caller) => (await inbox(who)).some((one) => one.number === number);

  const later = await edit(
    'sup-xiling',
    '罗平',
    '/dx/xiling',
    ['supervisor', '/dx/xiling'],
    ['supervisor', '/dx/donghu'],
  );
  await api.product.eventually(() => asks(later));
  const former = await edit('sup-donghu', '林红', '/dx/donghu', ['engineer', '/dx/donghu']);
  await api.product.eventually(async () => !(await asks(former)));
  expect(await asks(later)).toBe(true);
  expect((await recorded(number, 'change.approverReplaced')).data).toMatchObject({
    person: 'sup-donghu',
    to: ['sup-xiling'],
  });
  const told = await api.product.eventually(async () => {
    const { items } = (await later.get('/api/notices')).body;
    return (items as { template: string; number: string }[]).find(
      (one) => one.template === 'change-approver-replaced' && one.number === number,
    );
  });
  expect(told.number).toBe(number);
}, 60_000);
