/** A change through the API: drafted, looked at, approved from the inbox, carried out; what waits for it; and two that want one item. */
import { changeFigureRoutes } from '../../../api/cases/figures/change-figures.ts';
import { createReads } from '../../../api/cases/reads.ts';
import { QUESTIONS } from '../../../domain/change/risk.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { storePlanned } from '../../support/planned.ts';
import { type Api, type Caller, openIncident, signIn, startApi } from '../../support/product/api.ts';
import {
  faultsIn,
  publishDraft,
  publishSource,
  questionnaireSource,
  saveDraft,
} from '../../support/product/registers.ts';
import { contentHash } from '../../../domain/kernel/record/hash.ts';
import { letterWords } from '../../../domain/letters.ts';
import { noticeWords } from '../../../domain/notice-words.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsAfter, commitsIn } from '../../../models/cases/commit.ts';
import { recordedIn } from '../../../models/cases/minuted.ts';
import { noticeOf } from '../../../models/notices/notice.ts';

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

async function draft(more: object = {}, unit: string = raised.unit): Promise<string> {
  const { number } = (await raiser.send('/api/changes', { ...raised, unit }).expect(201)).body;
  await raiser.send(`/api/changes/${number}/plan`, planned(more)).expect(200);
  return number;
}
async function asked(number: string, given: object = answers): Promise<void> {
  await raiser.send(`/api/changes/${number}/submit`).expect(200);
  for (const [as, who] of [
    ['technical', 'expert-1'],
    ['security', 'expert-2'],
    ['business', 'owner'],
  ] as const)
    await (await api.as(who))
      .send(`/api/changes/${number}/assess`, { as, answers: given, opinion: '可行' })
      .expect(200);
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

type Counted = { count: number; query: string };
/** Each count of an answer with its list, however deep. */
const countsIn = (value: unknown): Counted[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(countsIn);
  return 'query' in value ? [value as Counted, ...inner] : inner;
};
const KINDS = ['normal', 'standard', 'emergency', 'record', 'unauthorised'];
const OUTCOMES = ['successful', 'with-issues', 'failed', 'rolled-back'];
const KEPT = ['submittedAt', 'startedAt', 'finishedAt', 'beyondWindow', 'leadMs', 'causedIncidents'];

/** Of the one that was carried out: others that ended otherwise, elsewhere, as drills, and as releases before stored them. */
async function endedOthers(number: string): Promise<void> {
  const one = await api.product.stored(number);
  const city = {
    orgPath: '/dx/donghu',
    orgLine: ['/dx/donghu', '/dx'],
    parties: { ...one.parties, unit: '/dx/donghu' },
  };
  const others = Array.from({ length: 60 }, (_, n) => {
    const isOld = n % 7 === 0;
    const ended = n % 10 === 0 ? 'rejected' : n % 13 === 0 ? 'canceled' : 'closed';
    const left = Object.entries(one).filter(([name]) => name !== 'outcome' && !(isOld && KEPT.includes(name)));
    return {
      ...Object.fromEntries(left),
      ...(ended === 'closed' ? { outcome: OUTCOMES[n % 4] } : {}),
      ...(isOld ? {} : { leadMs: 1_000 * n, beyondWindow: n % 4 === 1, causedIncidents: n % 6 === 1 }),
      ...(n % 3 === 0 ? city : {}),
      _id: `CHG-${800_000 + n}`,
      status: ended,
      kind: KINDS[n % 5],
      application: n % 2 === 0 ? 'payment' : 'budget',
      mode: n % 11 === 0 ? 'drill' : 'live',
      closedAt: Date.now() - n * 24 * HOUR,
    };
  });
  await caseOf(api.product.db).collection.insertMany(others as never[]);
}

const ask = async (query: string, who: Caller = raiser) => await who.get(`/api/figures/changes?${query}`);

describe('figures of changes', () => {
  test('a change that was carried out is in them, with its lead time', async () => {
    const { body } = await (await api.as('owner')).get('/api/changes?status=closed&leadMsFrom=0').expect(200);
    const [done] = body.items as { number: string; leadMs: number }[];
    const { total, groups } = (await ask('by=application')).body;
    expect(total).toMatchObject({
      ended: { count: 1 },
      successful: { share: 1 },
      onTime: { share: 1, unknown: { count: 0 } },
      unauthorised: { share: 0 },
      leadTime: { count: 1, medianMs: done?.leadMs, p90Ms: done?.leadMs, meanMs: done?.leadMs },
    });
    expect(groups).toMatchObject([{ value: 'payment', ended: { count: 1 } }]);
    await endedOthers(done?.number ?? '');
  });

  test.each([
    'by=org',
    'by=application&org=/dx/donghu/linxi',
    'by=kind&kind=normal,unauthorised',
    'by=kind&application=budget&from=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z',
  ])('%s: each counts as many as its list has, and no drill', async (query) => {
    const owner = await api.as('owner');
    const { body, status } = await ask(query, owner);
    expect(status).toBe(200);
    const all = countsIn(body);
    expect(all.length).toBeGreaterThan(20);
    const lists = new Map(all.map(({ query: list, count }) => [list.replace('?', '/count?'), count]));
    const found = await Promise.all([...lists.keys()].map(async (list) => [list, (await owner.get(list)).body.count]));
    expect(found).toEqual([...lists]);
    for (const name of ['ended', 'closed', 'carriedOut']) {
      const ofGroups = body.groups.map((of: Record<string, Counted>) => of[name]?.count ?? 0) as number[];
      expect(ofGroups.reduce((sum, count) => sum + count, 0)).toBe(body.total[name].count);
    }
  });

  test('they end where the reach ends, and count apart what was not kept', async () => {
    const { total } = (await ask('', await api.as('sup-xiling'))).body;
    expect(total).toMatchObject({ ended: { count: 0 }, successful: { share: null } });
    const { leadTime, onTime } = (await ask('', await api.as('owner'))).body.total;
    expect(leadTime.unknown.count).toBeGreaterThan(0);
    expect(onTime.unknown.count).toBeGreaterThan(0);
  });

  test.each([
    ['from=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z', '/until', 'not-after-from'],
    ['from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z', '/until', 'too-large'],
    ['by=risk', '/by', 'not-allowed-value'],
    ['kind=big', '/kind', 'not-allowed-value'],
  ])('refused: %s', async (query, pointer, code) => {
    const { status, body } = await ask(query);
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([
      422,
      expect.stringContaining(pointer),
      code,
    ]);
  });
});

test('refused: more changes than are counted at once', async () => {
  const { directory, db, resolvePins } = { ...api.product, resolvePins: () => Promise.reject(new Error('no pins')) };
  const actor = await directory.actorOf('owner');
  const [figures] = changeFigureRoutes({ reads: createReads({ db, resolvePins }), most: 5 });
  const asking = { identity: { actor }, query: { by: 'org' } };
  await expect(figures?.handle(asking as never)).rejects.toMatchObject({
    code: 'invalid-data',
    fields: [{ pointer: '/from', code: 'too-many', params: { maximum: 5 } }],
  });
});

test.each([
  ['leadMsFrom=x', '/leadMsFrom'],
  ['leadMs=5', '/leadMs'],
  ['beyondWindow=maybe', '/beyondWindow'],
  ['finishedFrom=yesterday', '/finishedFrom'],
])('a list refuses %s', async (query, pointer) => {
  const { status, body } = await raiser.get(`/api/changes?${query}`);
  expect([status, body.errors[0].pointer]).toEqual([422, expect.stringContaining(pointer)]);
});
test('a standard change says what its template says, has its time at once, and no new one is made once it is withdrawn', async () => {
  const standard = {
    ...raised,
    kind: 'standard',
    title: undefined,
    description: undefined,
    template: 'restart-middleware',
  };
  const refused = await raiser.send('/api/changes', { ...standard, items: [ITEM, 'app-donghu'] });
  expect([refused.status, refused.body.errors]).toEqual([422, [{ pointer: '/items/1', code: 'not-covered' }]]);
  expect((await raiser.send('/api/changes', { ...standard, template: 'reboot' })).body.errors).toEqual([
    { pointer: '/template', code: 'unknown' },
  ]);
  const made = (await raiser.send('/api/changes', standard).expect(201)).body;
  expect(made).toMatchObject({ kind: 'standard', title: '重启中间件节点', steps: { all: 3 }, outageMinutes: 0 });
  const { number } = made;
  const own = { items: [ITEM], window: { from: instant(300), until: instant(304) }, implementer: 'eng-donghu-2' };
  await raiser.send(`/api/changes/${number}/plan`, own).expect(200);
  const sheet = (await raiser.get(`/api/approvals/${number}`).expect(200)).body;
  expect(sheet).toMatchObject({ template: 'restart-middleware@1', plan: { backOutMinutes: 10 } });
  expect(sheet.plan.steps[0].title).toBe('摘除流量');
  expect((await raiser.send(`/api/changes/${number}/submit`).expect(200)).body).toMatchObject({
    status: 'scheduled',
    risk: 'low',
  });
  const { kase } = await api.product.stored(number);
  expect(kase.pinned).toContain('template:restart-middleware@1');

  const late = (await raiser.send('/api/changes', standard).expect(201)).body.number;
  await raiser
    .send(`/api/changes/${late}/plan`, { ...own, window: { from: instant(310), until: instant(312) } })
    .expect(200);
  const path = 'change-templates/restart-middleware';
  const owner = await api.as('owner');
  const { source } = (await owner.get(`/api/${path}`)).body;
  const { body } = await saveDraft(owner, path, { ...source, withdrawn: true, reason: '节点重启后未能恢复' });
  await publishDraft(owner, path, body.revision).expect(201);
  const ended = await raiser.send(`/api/changes/${late}/submit`);
  expect([ended.status, ended.body.code, ended.body.params]).toMatchObject([
    409,
    'template-expired',
    { why: 'withdrawn' },
  ]);
  expect((await raiser.send('/api/changes', standard)).body.errors).toMatchObject([{ code: 'template-expired' }]);
  // It goes on as a normal change, with the words that it has; what has its time keeps it.
  const normal = await raiser.send(`/api/changes/${late}/plan`, {
    ...own,
    window: { from: instant(310), until: instant(312) },
    asNormal: true,
  });
  expect(normal.body).toMatchObject({ kind: 'normal', steps: { all: 3 } });
  expect((await raiser.send(`/api/changes/${late}/submit`).expect(200)).body.status).toBe('assessing');
  expect((await raiser.get(`/api/changes/${number}`)).body.status).toBe('scheduled');
}, 60_000);

const donghu = (more: object) => questionnaireSource({ organisations: ['/dx/donghu'], ...more });
test('assessors answer the questionnaire of the nearest organisation, as it was when the change was submitted', async () => {
  const owner = await api.as('owner');
  const path = 'risk-questionnaires/donghu';
  await publishSource(owner, path, donghu({ assessors: { business: 'process-owner' } }));
  const number = await draft({ window: { from: instant(400), until: instant(404) } });
  await raiser.send(`/api/changes/${number}/submit`).expect(200);
  await publishSource(
    owner,
    path,
    donghu({ medium: 1, high: 2, questions: [{ key: 'moon', weight: 9, title: { zh: '月', en: 'Moon' } }] }),
  );
  const { questionnaire } = (await raiser.get(`/api/approvals/${number}`)).body;
  expect(questionnaire).toEqual({
    id: 'donghu@1',
    questions: [{ key: 'night', weight: 10, title: { zh: '是否在夜间？', en: 'Is it at night?' } }],
    medium: 5,
    high: 10,
    assessors: { business: 'process-owner' },
  });
  const assess = async (id: string, as: string, answer: object) =>
    (await api.as(id)).send(`/api/changes/${number}/assess`, { as, answers: answer, opinion: '可行' });
  expect((await assess('expert-1', 'technical', { moon: true })).body.errors).toMatchObject([
    { pointer: '/answers/moon' },
  ]);
  expect((await assess('expert-1', 'business', { night: false })).body.code).toBe('not-permitted');
  for (const [id, as] of [
    ['expert-1', 'technical'],
    ['expert-2', 'security'],
    ['owner', 'business'],
  ] as const)
    expect((await assess(id, as, { night: false })).status).toBe(200);
  expect((await raiser.get(`/api/changes/${number}`)).body).toMatchObject({ risk: 'low', questionnaire: 'donghu@1' });
}, 60_000);

test('who follows the links of a notice of approval decides nothing and uses up nothing', async () => {
  const number = await draft({ window: { from: instant(300), until: instant(304) } });
  await asked(number);
  const { db } = api.product;
  const told = await api.product.eventually(
    async () =>
      await noticeOf(db).findOne({ to: 'sup-donghu', caseId: number, template: 'change-approval-asked' }).lean(),
  );
  const words = noticeWords(told, String) ?? { zh: '', en: '' };
  const linkTo = (caseId: string) => `${api.address}/cases/${caseId}`;
  const { text } = letterWords([{ words, at: '', caseId: number, process: 'change', data: told.data }], {
    locale: 'zh',
    clock: String,
    linkTo,
  });
  const links = text.match(/https?:\/\/\S+/gu) ?? [];
  expect(links).toEqual([`${api.address}/cases/${number}`]);
  const head = await api.as('sup-donghu');
  const stands = async () => ({
    cases: await casesIn(db).findOne({ _id: number }),
    commits: await commitsAfter(db, number),
    inbox: (await inbox(head)).filter((one) => one.number === number),
    unread: await noticeOf(db).findOne({ _id: told._id }).lean(),
  });
  const before = await stands();
  expect([before.inbox.length, before.unread?.readAt]).toEqual([1, undefined]);
  const seen = new Set<number>();
  for (const link of links)
    for (const method of ['GET', 'HEAD'])
      for (const accept of ['text/html', 'application/json'])
        for (const cookie of ['', head.cookie])
          seen.add((await fetch(link, { method, headers: { accept, ...(cookie === '' ? {} : { cookie }) } })).status);
  expect(seen).toEqual(new Set([200, 401])); // the page, or that one is to sign in
  expect(await stands()).toEqual(before);
}, 60_000);

const agenda = async (who: Caller) => (await who.get('/api/meetings/cab-1/agenda').expect(200)).body.items;
const line = (seat: string, person: string, decision = 'approve') => ({
  seat,
  person,
  decision,
  reason: '会上已说明',
});
const attend = (who: Caller, attended: string[], seen = 1) =>
  who.put('/api/meetings/cab-1/attendance', { attended }).set('If-Match', `"${seen}"`);
test('a board meets: what is before it, who decided what there, and its minutes as far as each reader reads', async () => {
  const number = await draft({ window: { from: instant(400), until: instant(404) } }, '/dx/donghu/hospital');
  await asked(number, { ...answers, 'first-of-kind': true, 'untested-way-back': true });
  const [chair, owner] = await Promise.all(
    ['sup-dx', 'owner'].map((id) => api.as(id)) as [Promise<Caller>, Promise<Caller>],
  );
  await approvedBy(number, 'sup-donghu');
  const meeting = {
    id: 'cab-1',
    name: '变更委员会例会',
    board: '/dx',
    from: instant(-1),
    until: instant(1),
    place: '二楼会议室',
    chair: 'sup-dx',
    secretary: 'config',
    members: ['sup-donghu', 'sup-xiling', 'expert-1', 'expert-2'],
    agenda: { risks: ['high'], windowFrom: instant(390) },
  };
  expect((await raiser.post('/api/meetings', meeting)).status).toBe(403);
  const bad = await owner.post('/api/meetings', {
    ...meeting,
    until: meeting.from,
    members: ['nobody'],
    secretary: 'no',
  });
  expect(faultsIn(bad)).toEqual(['/until not-after-from', '/secretary unknown', '/members/0 unknown']);
  await owner.post('/api/meetings', meeting).expect(201);

  expect(await agenda(chair)).toMatchObject([{ number, risk: 'high', decided: false, seats: expect.any(Array) }]);
  const [{ planHash, seats }] = await agenda(chair);
  expect(seats).toContainEqual({ stage: 'cab', seat: 'chair', people: ['sup-dx'] });
  const stranger = await api.as('desk-linxi');
  expect(await agenda(stranger)).toEqual([]);

  const record = (...decisions: object[]) =>
    chair.send(`/api/changes/${number}/recordMinutes`, { meeting: 'cab-1', planHash, decisions });
  const senior = await record(line('chair', 'sup-dx'), line('senior', 'expert-3'));
  expect([senior.status, faultsIn(senior)]).toEqual([422, ['/decisions/1/person not-a-member']]);
  const member = await api.as('sup-xiling');
  const other = await member.send(`/api/changes/${number}/recordMinutes`, {
    meeting: 'cab-1',
    planHash,
    decisions: [line('chair', 'sup-dx')],
  });
  expect([other.status, other.body.code]).toEqual([403, 'not-chair']);
  const done = await record(
    line('chair', 'sup-dx'),
    line('city-donghu', 'sup-donghu'),
    line('city-xiling', 'sup-xiling', 'reject'),
    line('business', 'expert-1'),
  );
  expect([done.status, done.body.status, done.body.meetings]).toEqual([200, 'scheduled', ['cab-1']]);
  await api.product.eventually(
    async () =>
      await noticeOf(api.product.db)
        .findOne({ to: 'sup-xiling', caseId: number, template: 'change-minutes-recorded' })
        .lean(),
  );

  const plan = await commitsIn(api.product.db).find(recordedIn('cab-1')).explain();
  expect(JSON.stringify(plan)).toContain('events.data.meeting_1__id_1');
  const { body: minutes } = await chair.get('/api/meetings/cab-1/minutes').expect(200);
  expect(minutes).toMatchObject({
    changes: [{ number, planHash, result: 'passed', recordedBy: 'sup-dx', votes: { length: 4 } }],
    others: 0,
  });
  const { hash, ...content } = minutes;
  expect(hash).toBe(contentHash(content));
  const { body: outside } = await stranger.get('/api/meetings/cab-1/minutes').expect(200);
  expect(outside).toMatchObject({ changes: [], others: 1 });
  const text = await chair.get('/api/meetings/cab-1/minutes').set('Accept', 'text/markdown').expect(200);
  expect(text.headers['content-type']).toBe('text/markdown; charset=utf-8');
  expect(text.text).toContain('# 会议纪要：变更委员会例会');
  expect(text.text).toContain(hash);
  expect((await chair.get('/api/meetings/cab-1/minutes?format=md&lang=en')).text).toContain('Result: passed');

  expect((await attend(member, ['sup-dx'])).status).toBe(403);
  expect(faultsIn(await attend(chair, ['sup-dx', 'eng-dx-1']))).toEqual([
    '/attended/1 not-a-member',
    '/attended minutes-recorded',
  ]);
  const held = await attend(chair, ['sup-dx', 'sup-donghu', 'sup-xiling', 'expert-1']).expect(200);
  expect(held.body).toMatchObject({ status: 'held', version: 2 });
  expect((await attend(chair, ['sup-dx'])).status).toBe(412);
  expect((await chair.get('/api/meetings/cab-1/minutes')).body.people).toContainEqual({
    person: 'expert-2',
    attended: false,
  });
  expect(await agenda(chair)).toMatchObject([{ number, decided: true, status: 'scheduled' }]);
  const moved = await owner
    .put('/api/meetings/cab-1', { ...meeting, id: undefined, chair: 'owner' })
    .set('If-Match', '"2"');
  expect(faultsIn(moved)).toContain('/chair minutes-recorded');
  expect((await stranger.get('/api/meetings/cab-2/agenda')).status).toBe(404);
}, 60_000);

test('a person delegates his approvals for a time: open cases learn it, and let go of it when it is taken back', async () => {
  const number = await draft({ window: { from: instant(500), until: instant(504) } });
  await asked(number);
  const [head, deputy] = [await api.as('sup-donghu'), await api.as('desk-province')];
  const away = { to: 'desk-province', until: instant(24), reason: '出差' };
  const bad = await head.post('/api/delegations', {
    ...away,
    to: 'nobody',
    until: instant(-1),
    organisation: '/nowhere',
  });
  expect(faultsIn(bad)).toEqual(['/to unknown', '/until in-past', '/organisation unknown']);
  expect((await inbox(deputy)).map((one) => one.number)).not.toContain(number);
  const given = (await head.post('/api/delegations', away).expect(201)).body;
  expect((await head.post('/api/delegations', away)).body.code).toBe('already-delegated');
  const back = await deputy.post('/api/delegations', { ...away, to: 'sup-donghu' });
  expect([back.status, back.body.code]).toEqual([409, 'delegation-circle']);

  const { db } = api.product;
  const waiting = await api.product.eventually(async () => (await inbox(deputy)).find((one) => one.number === number));
  expect(waiting).toMatchObject({ seats: [{ as: 'delegate', for: 'sup-donghu', mandate: given.id }] });
  expect((await inbox(head)).find((one) => one.number === number)).toMatchObject({ seats: [{ as: 'own' }] });
  for (const person of ['sup-donghu', 'desk-province'])
    await api.product.eventually(
      async () => await noticeOf(db).findOne({ to: person, template: 'mandate-given' }).lean(),
    );
  expect((await deputy.get('/api/delegations').expect(200)).body.items).toMatchObject([
    { id: given.id, from: 'sup-donghu' },
  ]);
  expect((await deputy.bare(`/api/delegations/${given.id}/revoke`)).status).toBe(404);

  // A case that is asked while it holds knows it from the beginning.
  const later = await draft({ window: { from: instant(600), until: instant(604) } });
  await asked(later);
  expect(await approvedBy(later, 'desk-province')).toBe('scheduled');
  expect((await raiser.get(`/api/changes/${later}`)).body.approval.stages[0].seats[0]).toMatchObject({
    by: 'desk-province',
    for: 'sup-donghu',
  });
  await head.bare(`/api/delegations/${given.id}/revoke`).expect(200);
  expect((await head.bare(`/api/delegations/${given.id}/revoke`)).body.code).toBe('not-delegated');
  await api.product.eventually(async () => !(await inbox(deputy)).some((one) => one.number === number));
  expect((await deputy.send(`/api/changes/${number}/approve`, { planHash: waiting.planHash })).status).toBeGreaterThan(
    399,
  );
  const trail = await db
    .collection('audit')
    .find({ type: /^mandate/ })
    .sort({ at: 1 })
    .toArray();
  expect(trail.map(({ type }) => type)).toEqual(['mandateGiven', 'mandateRevoked']);
}, 60_000);
