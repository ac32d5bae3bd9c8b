/** A change through the API: drafted, looked at, approved from the inbox, carried out; what waits for it; and two that want one item. */
import { storePlanned } from '../../support/planned.ts';
import { openIncident } from '../../support/product/api.ts';
import {
  type ChangeDesk,
  HOUR,
  inbox,
  instant,
  ITEM,
  planned,
  raised,
  startChangeDesk,
} from '../../support/product/changes.ts';
import { publishSource } from '../../support/product/registers.ts';

let desk: ChangeDesk;
beforeAll(async () => {
  desk = await startChangeDesk();
}, 120_000);
afterAll(() => desk.api.stop());

test('from draft to review: what is missing is named, the sheet is read, approved in the inbox, carried out step by step', async () => {
  const { number } = (await desk.raiser.send('/api/changes', raised).expect(201)).body;
  const early = await desk.raiser.send(`/api/changes/${number}/submit`);
  expect([early.status, early.body.code]).toEqual([422, 'plan-incomplete']);
  expect(early.body.errors).toContainEqual({ pointer: '/backOut', code: 'required' });
  await desk.raiser.send(`/api/changes/${number}/plan`, planned()).expect(200);
  await desk.asked(number);

  const head = await desk.api.as('sup-donghu');
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
  expect(sheet.assessments).toHaveLength(3);
  expect(sheet.assessments[0]).toMatchObject({ by: 'expert-1', at: expect.any(String), opinion: expect.any(String) });
  // Reading decides nothing, however often; another plan than the one read is refused.
  expect((await head.get(`/api/changes/${number}`)).body).toMatchObject({
    status: 'authorizing',
    planHash: sheet.planHash,
  });
  expect((await head.send(`/api/changes/${number}/approve`, { planHash: 'a'.repeat(64) })).body.code).toBe(
    'stale-plan',
  );
  expect((await desk.raiser.send(`/api/changes/${number}/approve`, { planHash: sheet.planHash })).status).toBe(403);
  const approved = await head.send(`/api/changes/${number}/approve`, { planHash: sheet.planHash }).expect(200);
  expect(approved.body).toMatchObject({ status: 'scheduled', approval: { state: 'passed' } });
  expect((await inbox(head)).map((one) => one.number)).not.toContain(number);

  await desk.doer.send(`/api/changes/${number}/start`).expect(200);
  const done = (part: string) => desk.doer.send(`/api/changes/${number}/completeStep`, { part, evidence: '日志 7' });
  expect((await done('patch')).body.code).toBe('step-out-of-order');
  expect((await done('paint')).body.code).toBe('unknown-part');
  for (const part of ['stop', 'patch']) await done(part).expect(200);
  await desk.doer.send(`/api/changes/${number}/finish`, { verification: '可用' }).expect(200);
  const review = { outcome: 'successful', lessons: '无' };
  expect((await desk.doer.send(`/api/changes/${number}/review`, review)).status).toBe(403);
  expect((await head.send(`/api/changes/${number}/review`, review).expect(200)).body.status).toBe('closed');
}, 60_000);

test('an incident is held for a change, resumed by it, and shows what worked on its item of late', async () => {
  const number = await desk.draft();
  const incident = await openIncident(desk.api, { item: 'app-payment' });
  await desk.raiser.send(`/api/incidents/${incident}/start`).expect(200);
  const hold = { reason: 'change', note: '等补丁窗口' };
  const bare = await desk.raiser.send(`/api/incidents/${incident}/hold`, hold);
  expect([bare.status, bare.body.errors]).toEqual([422, [{ pointer: '/change', code: 'required' }]]);
  const held = await desk.raiser.send(`/api/incidents/${incident}/hold`, { ...hold, change: number }).expect(200);
  expect(held.body).toMatchObject({ status: 'on-hold', change: number });
  await desk.recorded(number, 'change.incidentHeld');
  expect((await desk.raiser.get(`/api/changes/${number}`)).body.awaitedBy).toEqual([{ number: incident }]);

  await desk.asked(number);
  expect(await desk.approvedBy(number, 'sup-donghu')).toBe('scheduled');
  await desk.doer.send(`/api/changes/${number}/start`).expect(200);
  for (const part of ['stop', 'patch'])
    await desk.doer.send(`/api/changes/${number}/completeStep`, { part, evidence: '日志 7' }).expect(200);
  await desk.doer.send(`/api/changes/${number}/finish`, { verification: '支付正常' }).expect(200);
  expect((await desk.recorded(incident, 'incident.resumed')).data).toMatchObject({
    change: number,
    outcome: 'finished',
    reason: '支付正常',
  });
  const told = await desk.api.product.eventually(async () => {
    const { items } = (await desk.raiser.get('/api/notices')).body;
    return (items as { template: string; lines: string[] }[]).find(({ template }) => template === 'incident-resumed');
  });
  expect(told.lines.join()).toContain(number);
  expect((await desk.raiser.get(`/api/incidents?q=${incident}`)).body.items).toMatchObject([{ status: 'in-progress' }]);

  // Of what he may not read he sees the time; the reporter sees nothing of it.
  const window = { from: Date.now() - 2 * HOUR, until: Date.now() - HOUR };
  const over = {
    status: 'closed',
    items: ['app-payment'],
    window,
    startedAt: window.from,
    orgPath: '/dx/xiling',
  } as const;
  await storePlanned(desk.api.product.db, 'CHG-900001', { ...over, finishedAt: window.until });
  await storePlanned(desk.api.product.db, 'CHG-900002', { ...over, finishedAt: Date.now() - 73 * HOUR });
  const { body } = await desk.raiser.get(`/api/incidents/${incident}`).expect(200);
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
  expect((await (await desk.api.as('req-linxi')).get(`/api/incidents/${incident}`)).body.recentChanges).toBeUndefined();
  const plain = await openIncident(desk.api);
  expect((await desk.raiser.get(`/api/incidents/${plain}`)).body.recentChanges).toBeUndefined();

  const head = await desk.api.as('sup-donghu');
  const review = { outcome: 'with-issues', lessons: '无', incidents: ['INC-999999'] };
  const unknown = await head.send(`/api/changes/${number}/review`, review);
  expect([unknown.status, unknown.body.errors]).toEqual([422, [{ pointer: '/incidents/0', code: 'unknown' }]]);
  await head.send(`/api/changes/${number}/review`, { ...review, incidents: [plain] }).expect(200);
  await desk.recorded(plain, 'incident.linkNoted');
  expect((await desk.raiser.get(`/api/incidents/${plain}`)).body.links).toEqual([
    { number, relation: 'caused-by', inward: false },
  ]);
}, 60_000);

test('what was changed since it was submitted before stands in its sheet', async () => {
  const [from, before, after] = [instant(100), instant(110), instant(112)];
  const number = await desk.draft({ window: { from, until: before } });
  await desk.asked(number);
  await desk.raiser.send(`/api/changes/${number}/revise`, { reason: '窗口太短' }).expect(200);
  const more = { window: { from, until: after }, consequences: '短暂变慢' };
  await desk.raiser.send(`/api/changes/${number}/plan`, planned(more)).expect(200);
  await desk.asked(number);
  const { body } = await (await desk.api.as('sup-donghu')).get(`/api/approvals/${number}`);
  expect(body.differences).toContainEqual({ pointer: '/consequences', before: '无', after: '短暂变慢' });
  expect(body.differences).toContainEqual({ pointer: '/window/until', before, after });
}, 60_000);

test('two that want one item are not both given their time, and who reads why sees with whom', async () => {
  const [first, second] = [await desk.draft(), await desk.draft()];
  await desk.asked(first);
  await desk.asked(second); // the first is only asked for yet: that warns, and its risk is higher for it
  expect((await desk.raiser.get(`/api/changes/${second}`)).body).toMatchObject({
    risk: 'medium',
    approval: { policy: 'change-medium@1' },
  });
  expect(await desk.approvedBy(first, 'sup-donghu')).toBe('scheduled');
  expect(await desk.approvedBy(second, 'expert-1', 'expert-2', 'sup-donghu')).toBe('draft'); // to be planned anew
  const { body } = await desk.raiser.get(`/api/changes/${second}`);
  expect(body.conflicts).toContainEqual(expect.objectContaining({ kind: 'overlap', severity: 'block', with: first }));
  expect((await desk.raiser.send(`/api/changes/${second}/submit`)).body.code).toBe('conflict');
}, 60_000);

test('a change is found by its items, and its window reads as instants', async () => {
  const number = await desk.draft();
  const { body } = await desk.raiser.get(`/api/changes?items=${ITEM}&q=${number}`).expect(200);
  expect(body.items).toMatchObject([{ number, items: [ITEM], windowFrom: expect.stringMatching(/Z$/) }]);
  expect((await desk.raiser.get('/api/changes?items=srv-db-1')).body.items).toEqual([]);
});

test('a freeze that is published tells the changes that it meets, and none of them starts in it', async () => {
  const number = await desk.draft({ window: { from: instant(200), until: instant(204) } });
  await desk.asked(number);
  const head = await desk.api.as('sup-donghu');
  const planHash = (await inbox(head)).find((one) => one.number === number)?.planHash;
  await head.send(`/api/changes/${number}/approve`, { planHash }).expect(200);
  await publishSource(await desk.api.as('owner'), 'freezes/audit-week', {
    name: '审计封网',
    reason: '配合审计',
    spans: [{ from: instant(190), until: instant(210) }],
  });
  const told = await desk.api.product.eventually(async () => {
    const { items } = (await desk.raiser.get(`/api/cases/${number}/timeline`)).body;
    return (items as { type?: string; data: object }[]).find(({ type }) => type === 'change.freezeNoted');
  });
  expect(told.data).toMatchObject({ freeze: 'audit-week@1' });
  const what = {
    unit: raised.unit,
    application: 'payment',
    items: [ITEM],
    window: { from: instant(200), until: instant(204) },
  };
  const { body } = await desk.raiser.post('/api/changes/conflicts', what);
  expect(body.conflicts).toContainEqual(expect.objectContaining({ kind: 'freeze', with: 'audit-week@1' }));
  expect((await desk.raiser.get(`/api/changes/${number}`)).body.freezes).toEqual(['audit-week@1']);

  await publishSource(await desk.api.as('owner'), 'freezes/audit-week', {
    name: '审计封网',
    reason: '配合审计',
    kind: 'freeze',
    organisations: [],
    services: [],
    items: [],
    spans: [{ from: instant(190), until: instant(210) }],
    lifted: true,
  });
  expect((await desk.recorded(number, 'change.freezeLifted')).data).toEqual({ freeze: 'audit-week@2' });
  expect((await desk.raiser.get(`/api/changes/${number}`)).body.freezes).toBeUndefined();
}, 60_000);
