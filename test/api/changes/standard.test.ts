/** Changes of a template, and the questionnaire by which risk is judged. */
import { type ChangeDesk, instant, ITEM, raised, startChangeDesk } from '../../support/product/changes.ts';
import { publishDraft, publishSource, questionnaireSource, saveDraft } from '../../support/product/registers.ts';

let desk: ChangeDesk;
beforeAll(async () => {
  desk = await startChangeDesk();
}, 120_000);
afterAll(() => desk.api.stop());

test('a standard change says what its template says, has its time at once, and no new one is made once it is withdrawn', async () => {
  const standard = {
    ...raised,
    kind: 'standard',
    title: undefined,
    description: undefined,
    template: 'restart-middleware',
  };
  const refused = await desk.raiser.send('/api/changes', { ...standard, items: [ITEM, 'app-donghu'] });
  expect([refused.status, refused.body.errors]).toEqual([422, [{ pointer: '/items/1', code: 'not-covered' }]]);
  expect((await desk.raiser.send('/api/changes', { ...standard, template: 'reboot' })).body.errors).toEqual([
    { pointer: '/template', code: 'unknown' },
  ]);
  const made = (await desk.raiser.send('/api/changes', standard).expect(201)).body;
  expect(made).toMatchObject({ kind: 'standard', title: '重启中间件节点', steps: { all: 3 }, outageMinutes: 0 });
  const { number } = made;
  const own = { items: [ITEM], window: { from: instant(300), until: instant(304) }, implementer: 'eng-donghu-2' };
  await desk.raiser.send(`/api/changes/${number}/plan`, own).expect(200);
  const sheet = (await desk.raiser.get(`/api/approvals/${number}`).expect(200)).body;
  expect(sheet).toMatchObject({ template: 'restart-middleware@1', plan: { backOutMinutes: 10 } });
  expect(sheet.plan.steps[0].title).toBe('摘除流量');
  expect((await desk.raiser.send(`/api/changes/${number}/submit`).expect(200)).body).toMatchObject({
    status: 'scheduled',
    risk: 'low',
  });
  const { kase } = await desk.api.product.stored(number);
  expect(kase.pinned).toContain('template:restart-middleware@1');

  const late = (await desk.raiser.send('/api/changes', standard).expect(201)).body.number;
  await desk.raiser
    .send(`/api/changes/${late}/plan`, { ...own, window: { from: instant(310), until: instant(312) } })
    .expect(200);
  const path = 'change-templates/restart-middleware';
  const owner = await desk.api.as('owner');
  const system = await desk.api.as('admin-system');
  const templates = async () => (await system.get('/api/organisations/%2Fdx/holdings').expect(200)).body.templates;
  expect(await templates()).toContain('restart-middleware');
  const { source } = (await owner.get(`/api/${path}`)).body;
  const { body } = await saveDraft(owner, path, { ...source, withdrawn: true, reason: '节点重启后未能恢复' });
  await publishDraft(owner, path, body.revision).expect(201);
  expect(await templates()).not.toContain('restart-middleware');
  const ended = await desk.raiser.send(`/api/changes/${late}/submit`);
  expect([ended.status, ended.body.code, ended.body.params]).toMatchObject([
    409,
    'template-expired',
    { why: 'withdrawn' },
  ]);
  expect((await desk.raiser.send('/api/changes', standard)).body.errors).toMatchObject([{ code: 'template-expired' }]);
  // It goes on as a normal change, with the words that it has; what has its time keeps it.
  const normal = await desk.raiser.send(`/api/changes/${late}/plan`, {
    ...own,
    window: { from: instant(310), until: instant(312) },
    asNormal: true,
  });
  expect(normal.body).toMatchObject({ kind: 'normal', steps: { all: 3 } });
  expect((await desk.raiser.send(`/api/changes/${late}/submit`).expect(200)).body.status).toBe('assessing');
  expect((await desk.raiser.get(`/api/changes/${number}`)).body.status).toBe('scheduled');
}, 60_000);

const donghu = (more: object) => questionnaireSource({ organisations: ['/dx/donghu'], ...more });
test('assessors answer the questionnaire of the nearest organisation, as it was when the change was submitted', async () => {
  const owner = await desk.api.as('owner');
  const path = 'risk-questionnaires/donghu';
  await publishSource(owner, path, donghu({ assessors: { business: 'process-owner' } }));
  const number = await desk.draft({ window: { from: instant(400), until: instant(404) } });
  await desk.raiser.send(`/api/changes/${number}/submit`).expect(200);
  await publishSource(
    owner,
    path,
    donghu({ medium: 1, high: 2, questions: [{ key: 'moon', weight: 9, title: { zh: '月', en: 'Moon' } }] }),
  );
  const { questionnaire } = (await desk.raiser.get(`/api/approvals/${number}`)).body;
  expect(questionnaire).toEqual({
    id: 'donghu@1',
    questions: [{ key: 'night', weight: 10, title: { zh: '是否在夜间？', en: 'Is it at night?' } }],
    medium: 5,
    high: 10,
    assessors: { business: 'process-owner' },
  });
  const assess = async (id: string, as: string, answer: object) =>
    (await desk.api.as(id)).send(`/api/changes/${number}/assess`, { as, answers: answer, opinion: '可行' });
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
  expect((await desk.raiser.get(`/api/changes/${number}`)).body).toMatchObject({
    risk: 'low',
    questionnaire: 'donghu@1',
  });
}, 60_000);
