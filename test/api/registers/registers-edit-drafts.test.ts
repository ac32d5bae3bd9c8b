import { auditOf } from '../../../models/access/audit.ts';
import { draftOf } from '../../../models/registers/draft.ts';
import { policyOf } from '../../../models/registers/policy.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import {
  calendarSource,
  contractSource,
  faultsIn,
  publishDraft,
  publishSource,
  questionnaireSource,
  saveDraft,
  type Source,
  templateSource,
} from '../../support/product/registers.ts';

let api: Api;
let owner: Caller;
let local: Caller;
let other: Caller;
beforeAll(async () => {
  api = await startApi({ worker: false });
  await api.product.db.collection<{ _id: string }>('people').bulkWrite(
    [
      ['sup-xiling', '/dx/xiling'],
      ['sup-dx', '/dx'],
    ].map(([_id = '', orgPath]) => ({
      updateOne: { filter: { _id }, update: { $set: { grants: [{ role: 'process-owner', orgPath }] } } },
    })),
  );
  api.product.directory.drop();
  [owner, local, other] = await Promise.all([api.as('owner'), api.as('sup-xiling'), api.as('sup-dx')]);
}, 120_000);
afterAll(() => api.stop());

const policyText = async (): Promise<Source> => (await owner.get('/api/policies/incident')).body.source;

test('a revision names one text for ever: who has an old one open never overwrites a new draft', async () => {
  const path = 'calendars/one-text';
  await saveDraft(owner, path, calendarSource({ name: '甲' })).expect(200);
  await owner.delete(`/api/${path}/draft`).set('If-Match', '"1"').expect(204);
  const second = await saveDraft(owner, path, calendarSource({ name: '乙' }));
  expect(second.body).toMatchObject({ revision: 2, base: 0 });
  const stale = await saveDraft(owner, path, calendarSource({ name: '甲又' }), 1);
  expect([stale.status, stale.body.params.theirs.source.name]).toEqual([412, '乙']);
  await publishDraft(owner, path, 2).expect(201);
  expect((await saveDraft(owner, path, calendarSource({ name: '丙' }))).body).toMatchObject({ revision: 3, base: 1 });
  expect((await saveDraft(owner, path, calendarSource({ name: '甲又' }), 2)).status).toBe(412);
});

test('whatever is saved, discarded or published is on record; what came too late is not', async () => {
  const path = 'calendars/on-record';
  await saveDraft(owner, path, calendarSource());
  await saveDraft(owner, path, calendarSource(), 7).expect(412);
  await owner.delete(`/api/${path}/draft`).set('If-Match', '"7"').expect(412);
  await publishDraft(owner, path, 7).expect(412);
  await owner.delete(`/api/${path}/draft`).set('If-Match', '"1"').expect(204);
  await saveDraft(owner, path, calendarSource());
  await publishDraft(owner, path, 2).expect(201);
  const entries = await auditOf(api.product.db)
    .find({ 'data.register': 'calendars', $or: [{ 'data.id': 'on-record' }, { 'data.version': /^on-record@/ }] })
    .sort({ seq: 1 })
    .lean();
  expect(entries.map(({ type, by }) => `${type} ${by}`)).toEqual([
    'draftSaved owner',
    'draftDiscarded owner',
    'draftSaved owner',
    'registerPublished owner',
  ]);
  expect(entries.at(-1)?.data).toEqual({
    register: 'calendars',
    version: 'on-record@1',
    revision: 2,
    changes: expect.arrayContaining([{ pointer: '/name', after: '工作日' }]),
    note: '按新合同调整',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('two that publish at once: one version, and the one who was too late is on record as such', async () => {
  const path = 'calendars/at-once';
  await saveDraft(owner, path, calendarSource());
  const answers = await Promise.all(Array.from({ length: 6 }, () => publishDraft(owner, path, 1)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.every((status) => [201, 404, 412].includes(status))).toBe(true);
  expect((await owner.get(`/api/${path}/versions`)).body.items).toHaveLength(1);
  const claimed = await auditOf(api.product.db).countDocuments({
    type: 'registerPublished',
    'data.version': 'at-once@1',
  });
  const lost = await auditOf(api.product.db).countDocuments({ type: 'editLost', 'data.version': 'at-once@1' });
  expect(claimed - lost).toBe(1);
});

test('contracts and policies that contradict each other cannot be published, not even at the same moment', async () => {
  const names = ['rival-1', 'rival-2', 'rival-3', 'rival-4'];
  const source = contractSource({ applications: ['budget'] });
  for (const name of names) expect((await saveDraft(owner, `contracts/${name}`, source)).body.problems).toEqual([]);
  const answers = await Promise.all(names.map((name) => publishDraft(owner, `contracts/${name}`, 1)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422, 422]);
  for (const refused of answers.filter(({ status }) => status === 422))
    expect(faultsIn(refused)).toEqual(['/organisations overlaps']);

  const gold = await policyText(); // holds everywhere, as the shipped one does
  await saveDraft(owner, 'policies/gold', { ...gold, name: '金牌' });
  const refused = await publishDraft(owner, 'policies/gold', 1);
  expect([faultsIn(refused), refused.body.errors[0].params]).toEqual([
    ['/organisations overlaps'],
    { policy: 'incident@1' },
  ]);
  await saveDraft(owner, 'policies/gold', { ...gold, byContract: true, organisations: ['/dx/xiling'] }, 1);
  expect(faultsIn(await publishDraft(owner, 'policies/gold', 2))).toEqual(['/organisations said-twice']);
});

test('a policy for contracts alone holds where a contract names it, and nowhere else', async () => {
  const strict = { ...(await policyText()), name: '合同专用', byContract: true };
  await publishSource(owner, 'policies/strict', strict);
  const named = contractSource({ applications: ['office'], policies: { incident: 'strict' } });
  await publishSource(owner, 'contracts/office-care', named);
  const asked = { at: '2026-11-30T10:00:00+08:00', priority: 'P3', unit: '/dx/xiling/yuntai/school' };
  const chosen = async (application: string) =>
    (await owner.post('/api/sla/preview', { ...asked, application })).body.chosen.policy.id;
  expect([await chosen('office'), await chosen('payroll')]).toEqual(['strict@1', 'incident@1']);
  const shown = (await owner.get('/api/policies/strict')).body;
  expect(shown).toMatchObject({ byContract: true, source: { byContract: true } });
  const bySupervisor = (await api.as('sup-dx')).post('/api/sla/preview', {
    ...asked,
    application: 'payroll',
    policyVersion: 'strict@1',
  });
  expect((await bySupervisor).body.chosen.policy.id).toBe('strict@1'); // asked for by its version
});

test('services, teams, people and templates that a policy names must be known, closed ones included', async () => {
  const source = (await policyText()) as Source & { clocks: Record<string, Source> };
  const resolution = {
    ...source.clocks['resolution'],
    targets: [{ when: { service: ['payment', 'solitaire'], team: ['nobody'], person: ['eng-dx-1'] }, ms: 1 }],
  };
  const silent = ['incident-resolution-warned', 'incident-held', 'incident-nothing', '*'];
  const path = 'policies/names';
  const wrong = { ...source, organisations: ['/dx/xiling'], clocks: { ...source.clocks, resolution }, silent };
  expect(faultsIn(await saveDraft(owner, path, wrong))).toEqual([
    '/clocks/resolution/targets/0/when/service/1 unknown',
    '/clocks/resolution/targets/0/when/team/0 unknown',
    '/silent/2 unknown',
  ]);
  const applications = api.product.db.collection<{ _id: string }>('applications');
  await applications.insertOne({
    _id: 'archive',
    title: { zh: '档案', en: 'Archive' },
    order: 99,
    open: false,
  } as never);
  api.product.directory.drop();
  const closed = contractSource({ applications: ['archive'] });
  expect((await saveDraft(owner, 'contracts/of-old', closed)).body.problems).toEqual([]);
});

test('teams, people and items of other branches are as unknown to whoever drafts as those that are not there', async () => {
  const items = api.product.db.collection<{ _id: string }>('items');
  await items.updateOne({ _id: 'srv-app-4' }, { $set: { orgPath: '/dx/donghu', line: ['/dx/donghu', '/dx'] } });
  const source = (await policyText()) as Source & { clocks: Record<string, Source> };
  const of = (team: string, person: string) => ({
    ...source.clocks['resolution'],
    targets: [{ when: { team: ['xiling-l2', team], person: ['eng-dx-1', person] }, ms: 1 }],
  });
  const policy = (team: string, person: string) => ({
    ...source,
    organisations: ['/dx/xiling'],
    clocks: { ...source.clocks, resolution: of(team, person) },
  });
  const at = '/clocks/resolution/targets/0/when';
  for (const [id, team, person] of [
    ['foreign', 'donghu-l2', 'sup-donghu'],
    ['ghosts', 'no-team', 'nobody'],
  ] as const) {
    const { body } = await saveDraft(local, `policies/naming-${id}`, policy(team, person)).expect(200);
    const unknown = body.problems.filter(({ code }: { code: string }) => code === 'unknown');
    expect(unknown.map(({ pointer }: { pointer: string }) => pointer)).toEqual([`${at}/team/1`, `${at}/person/1`]);
  }
  const template = templateSource({ organisation: '/dx/xiling', items: ['srv-app-1', 'srv-app-4', 'ghost'] });
  expect(faultsIn(await saveDraft(local, 'change-templates/naming', template))).toEqual([
    '/items/1 unknown',
    '/items/2 unknown',
  ]);
});

const approvalSource = (stages: object[]): Source => ({ process: 'incident', name: '事件审批', stages });
const twoOf = (...seats: object[]) => ({ key: 'heads', rule: 'all', seats });

test('an approval policy is drafted, looked at and published; whom its seats name is there', async () => {
  const path = 'approval-policies/incident-heads';
  const wrong = approvalSource([
    twoOf(
      { id: 'gone', of: { person: 'nobody' }, deputy: 'req-linxi' },
      { id: 'nowhere', of: { role: 'supervisor', orgPath: '/dx/nowhere' } },
      { id: 'empty', of: { role: 'quality-lead', orgPath: '/dx' } },
      { id: 'party', of: { party: 'implementer' } },
    ),
    { key: 'board', rule: 'quorum', seats: [{ id: 'head', of: { person: 'sup-dx' } }] },
  ]);
  const saved = await saveDraft(owner, path, wrong).expect(200);
  const named = [
    '/stages/0/seats/3/of/party unknown',
    '/stages/1/seats chair-missing',
    '/stages/0/seats/0/of/person unknown',
    '/stages/0/seats/0/deputy not-staff',
    '/stages/0/seats/1/of/orgPath unknown',
    '/stages/0/seats/2/of/role nobody',
  ];
  expect(faultsIn(saved)).toEqual(named);
  expect(faultsIn(await publishDraft(owner, path, 1).expect(422))).toEqual(named);
  const alone = approvalSource([
    {
      key: 'board',
      rule: 'quorum',
      seats: [
        { id: 'chair', of: { role: 'process-owner', orgPath: '/dx' }, chair: true },
        { id: 'same', of: { person: 'owner' } },
      ],
    },
  ]);
  await saveDraft(owner, path, { ...alone, process: 'nothing' }, 1).expect(200);
  expect(faultsIn(await publishDraft(owner, path, 2).expect(422))).toEqual(['/process unknown']);

  const right = approvalSource([
    twoOf({ id: 'head', of: { person: 'sup-dx' } }, { id: 'city', of: { role: 'supervisor' } }),
  ]);
  await saveDraft(owner, path, right, 2).expect(200);
  expect((await owner.post(`/api/${path}/draft/preview`)).body).toMatchObject({ problems: [], affected: { open: 0 } });
  await saveDraft(local, path, right, 3).expect(403); // it holds everywhere
  expect((await publishDraft(owner, path, 3).expect(201)).body).toMatchObject({ id: 'incident-heads@1', version: 1 });
  expect((await owner.get(`/api/${path}`).expect(200)).body).toMatchObject({ source: right, publishedBy: 'owner' });
  await saveDraft(owner, path, { ...right, process: 'call', withdrawable: true }).expect(200);
  expect(faultsIn(await publishDraft(owner, path, 4).expect(422))).toEqual(['/process immutable']);
  await owner.delete(`/api/${path}/draft`).set('If-Match', '"4"').expect(204);
  await publishSource(owner, path, { ...right, withdrawable: true });
  const versions = (await owner.get(`/api/${path}/versions`).expect(200)).body.items;
  expect(versions.map(({ id }: { id: string }) => id)).toEqual(['incident-heads@2', 'incident-heads@1']);
  expect((await owner.get('/api/approval-policies?q=紧急').expect(200)).body.items).toMatchObject([
    { id: 'emergency@1' },
  ]);
});

test('a calendar that everything counts on stays always open, and every fault is named at once', async () => {
  const path = 'calendars/always';
  expect(faultsIn(await saveDraft(owner, path, calendarSource()))).toEqual(['/always required']);
  expect((await publishDraft(owner, path, 1)).status).toBe(422);
  const wrong = calendarSource({
    zone: 'Mars/Base',
    week: [[[600, 600]], [], [], [], [], [], []],
    dates: { '2026-02-30': 'closed' },
    names: { '2026-02-28': '无' },
    owner: 'nobody',
  });
  expect(faultsIn(await saveDraft(owner, 'calendars/faults', wrong))).toEqual([
    '/zone unknown',
    '/week/0/0 frame-out-of-bounds',
    '/dates/2026-02-30 unknown-date',
    '/owner unknown',
    '/names/2026-02-28 unknown-date',
  ]);
  const days = contractSource({ firstDay: '2026-02-30', lastDay: '2026-13-01', organisations: ['/nowhere'] });
  expect(faultsIn(await saveDraft(owner, 'contracts/faults', days))).toEqual([
    '/firstDay unknown-date',
    '/lastDay unknown-date',
    '/organisations/0 unknown',
  ]);
});

test('a draft that no case can run on is refused where it would be used, and disturbs nobody else', async () => {
  for (const draft of await draftOf(api.product.db).find().lean())
    await owner.delete(`/api/${draft._id}/draft`).set('If-Match', `"${draft.revision}"`).expect(204);
  const ask = (unit: string, application: string) =>
    owner.post('/api/sla/preview', {
      at: '2026-11-30T10:00:00+08:00',
      priority: 'P3',
      drafts: true,
      unit,
      application,
    });
  const [here, there] = ['/dx/xiling/yuntai/school', '/dx/donghu/linxi/school'];
  await saveDraft(owner, 'calendars/cn-7x12', calendarSource({ zone: 'Mars/Base' }));
  await saveDraft(owner, 'contracts/moon', contractSource({ organisations: ['/dx/donghu'], firstDay: '2026-02-30' }));
  const { clocks, ...rest } = (await policyText()) as Source & { clocks: Source };
  const { confirm: _, ...without } = clocks;
  await saveDraft(owner, 'policies/broken', { ...rest, organisations: ['/dx/xiling'], clocks: without });

  expect((await ask(there, 'payment')).status).toBe(200);
  for (const [unit, application, fault] of [
    [there, 'assets', '/firstDay unknown-date'],
    [here, 'payroll', '/clocks/confirm clock-required'],
  ] as const) {
    const answer = await ask(unit, application);
    expect([answer.status, answer.body.code, faultsIn(answer)]).toEqual([409, 'draft-unusable', [fault]]);
  }
  await owner.delete('/api/policies/broken/draft').set('If-Match', '"1"').expect(204);
  await saveDraft(owner, 'contracts/mars', contractSource({ applications: ['payroll'] }));
  const zone = await ask(here, 'payroll'); // its hours are those that are drafted on Mars
  expect([zone.body.code, faultsIn(zone)]).toEqual(['draft-unusable', ['/zone unknown']]);
  expect((await ask(here, 'payment')).status).toBe(200);
});

test('a version that came by another way makes a draft outdated: nothing is overwritten unseen', async () => {
  const path = 'policies/incident';
  const source = await policyText();
  await saveDraft(owner, path, { ...source, name: '我的' });
  const one = await policyOf(api.product.db).findById('incident@1').lean();
  await policyOf(api.product.db).create({ ...one, _id: 'incident@2', version: 2, name: '随产品更新' });
  api.product.directory.drop();
  expect(faultsIn(await owner.get(`/api/${path}/draft`))).toEqual([' outdated']);
  for (const late of [await saveDraft(owner, path, source, 1), await publishDraft(owner, path, 1)]) {
    expect([late.status, late.body.code]).toEqual([412, 'register-changed']);
    expect(late.body.params.theirs).toMatchObject({ version: 2, source: { name: '随产品更新' } });
  }
  await owner.delete(`/api/${path}/draft`).set('If-Match', '"1"').expect(204);
  const again = await saveDraft(owner, path, { ...source, name: '我的' });
  expect(again.body).toMatchObject({ base: 2, problems: [] });
  expect((await publishDraft(owner, path, again.body.revision)).body.id).toBe('incident@3');
});

test('who edits sees that something is being edited, and what; others see the published text alone', async () => {
  await saveDraft(owner, 'matrices/priority', (await owner.get('/api/matrices/priority')).body.source);
  await saveDraft(owner, 'calendars/only-drafted', calendarSource());
  const mark = { revision: 1, base: 1, editedBy: 'owner', editedAt: expect.stringMatching(/Z$/) };
  expect((await owner.get('/api/matrices/priority')).body.draft).toEqual(mark);
  expect((await owner.get('/api/matrices')).body.items[0].draft).toEqual(mark);
  const engineer = await api.as('eng-donghu-1');
  for (const path of ['/api/matrices/priority', '/api/matrices'])
    expect((await engineer.get(path)).text).not.toContain('"draft"');
  const { items } = (await owner.get('/api/drafts')).body;
  expect(items.map(({ register, id }: { register: string; id: string }) => `${register}/${id}`)).toEqual(
    expect.arrayContaining(['calendars/only-drafted', 'matrices/priority']),
  );
  expect(JSON.stringify(items)).not.toContain('source');
  expect((await engineer.get('/api/drafts')).status).toBe(403);
  expect((await engineer.get('/api/matrices/priority/draft')).status).toBe(403);
});

test('a version says what people edit and how far its dates are known, also one from before there were editors', async () => {
  const calendars = api.product.db.collection<{ _id: string }>('calendars');
  const one = await calendars.findOne({ _id: 'cn-5x8@1' });
  await calendars.updateOne({ _id: 'cn-5x8@1' }, { $unset: { source: '' } });
  const { body } = await owner.get('/api/calendars/cn-5x8');
  expect(body).toMatchObject({ coveredFrom: '2024-12-31T16:00:00.000Z', coveredUntil: '2026-12-31T16:00:00.000Z' });
  expect(body.source).toMatchObject({ zone: 'Asia/Shanghai', years: [2025, 2026] });
  const { headers } = await saveDraft(owner, 'calendars/cn-5x8', body.source).expect(200);
  const { changes } = (await owner.post('/api/calendars/cn-5x8/draft/preview')).body;
  expect(changes).toEqual([]);
  await owner.delete('/api/calendars/cn-5x8/draft').set('If-Match', String(headers['etag'])).expect(204);
  await calendars.replaceOne({ _id: 'cn-5x8@1' }, one ?? {});
  const always = (await owner.get('/api/calendars/always')).body;
  expect(always).not.toHaveProperty('coveredUntil');
});

test('contracts and their drafts concern their own organisations; elsewhere they are not there', async () => {
  await publishSource(owner, 'contracts/of-donghu', contractSource({ organisations: ['/dx/donghu/linxi'] }));
  await saveDraft(owner, 'contracts/of-donghu', contractSource({ organisations: ['/dx/donghu/linxi'] }));
  await saveDraft(owner, 'contracts/drafted-there', contractSource({ organisations: ['/dx/donghu/andu'] }));
  for (const path of ['of-donghu', 'of-donghu@1', 'of-donghu/versions', 'of-donghu/draft', 'drafted-there/draft'])
    expect([path, (await local.get(`/api/contracts/${path}`)).status]).toEqual([path, 404]);
  expect((await local.post('/api/contracts/drafted-there/draft/preview')).status).toBe(404);
  expect((await publishDraft(local, 'contracts/drafted-there', 1)).status).toBe(404);
  const listed = JSON.stringify(
    (await local.get('/api/contracts')).body.items.concat((await local.get('/api/drafts')).body.items),
  );
  expect(listed).not.toMatch(/of-donghu|drafted-there/);
  const near = await api.as('eng-donghu-1');
  expect((await near.get('/api/contracts/of-donghu')).status).toBe(200);

  const moved = contractSource({ organisations: ['/dx/xiling'], applications: ['payroll'], firstDay: '2027-01-01' });
  await saveDraft(owner, 'contracts/of-donghu', moved, 2);
  await publishDraft(owner, 'contracts/of-donghu', 3).expect(201);
  expect((await near.get('/api/contracts/of-donghu')).status).toBe(404); // not its first version instead
  expect((await near.get('/api/contracts/of-donghu@1')).status).toBe(200);
});

test('a process owner of one organisation overwrites nobody beyond it', async () => {
  const wide = { ...(await policyText()), organisations: ['/dx/donghu', '/dx/xiling'], name: '两市' };
  await saveDraft(owner, 'policies/two-cities', wide).expect(200);
  const own = { ...wide, organisations: ['/dx/xiling'] };
  for (const refused of [
    await saveDraft(local, 'policies/two-cities', own, 1),
    await publishDraft(local, 'policies/two-cities', 1),
    await local.delete('/api/policies/two-cities/draft').set('If-Match', '"1"'),
  ])
    expect([refused.status, refused.body.code]).toEqual([403, 'not-permitted']);
  expect((await local.get('/api/policies/two-cities/draft')).body.source.name).toBe('两市'); // he may read it
  expect((await saveDraft(local, 'policies/his', own)).status).toBe(200);
  expect((await saveDraft(local, 'policies/his-gold', { ...own, organisations: [], byContract: true })).status).toBe(
    403,
  );
});

test('an API key edits registers only when it was made for that', async () => {
  const { key } = (
    await owner.post('/api/api-keys', {
      password: api.password,
      name: 'reader',
      days: 1,
      permissions: ['incident.read'],
    })
  ).body;
  const answer = await api.get('/api/drafts').set('Authorization', `Bearer ${key}`);
  expect([answer.status, answer.body.detail]).toEqual([403, 'The API key has no permission for this']);
});

test('whoever wrote any of a change template does not publish it; who stops one needs nobody', async () => {
  const path = 'change-templates/clear-logs';
  expect((await saveDraft(owner, path, templateSource())).body).toMatchObject({ authors: ['owner'], problems: [] });
  const own = await publishDraft(owner, path, 1);
  expect([own.status, own.body.code]).toEqual([403, 'separation-of-duties']);
  // Whoever mends a word of it has written it too, and saving it once more gives nobody another pair of eyes.
  await saveDraft(other, path, templateSource({ name: '清理中间件日志' }), 1).expect(200);
  const both = await saveDraft(owner, path, templateSource(), 2);
  expect(both.body.authors).toEqual(['owner', 'sup-dx']);
  expect((await publishDraft(other, path, 3)).body.code).toBe('separation-of-duties');
  await owner.delete(`/api/${path}/draft`).set('If-Match', '"3"').expect(204);
  const approved = templateSource();
  await saveDraft(other, path, approved).expect(200);
  expect((await publishDraft(owner, path, 4).expect(201)).body).toMatchObject({
    id: 'clear-logs@1',
    publishedBy: 'owner',
  });

  await saveDraft(owner, path, { ...approved, withdrawn: true, description: '另一套步骤' }).expect(200);
  expect(faultsIn(await publishDraft(owner, path, 5))).toEqual(['/reason required', '/description withdrawal-only']);
  await saveDraft(owner, path, { ...approved, withdrawn: true, reason: '磁盘写满' }, 5).expect(200);
  expect((await publishDraft(owner, path, 6).expect(201)).body).toMatchObject({ version: 2, withdrawn: true });
});

test('what a change template names must be known, and it is seen by those whom it is for and above them', async () => {
  const path = 'change-templates/of-donghu';
  const wrong = { organisation: '/dx/moon', applications: ['solitaire'], kinds: ['rocket'], items: ['srv-moon'] };
  expect(faultsIn(await saveDraft(owner, path, templateSource(wrong)))).toEqual([
    '/organisation unknown',
    '/applications/0 unknown',
    '/kinds/0 unknown',
    '/items/0 unknown',
  ]);
  await saveDraft(owner, path, templateSource({ organisation: '/dx/donghu' }), 1).expect(200);
  await publishDraft(other, path, 2).expect(201);
  const seenBy = async (id: string) => (await (await api.as(id)).get(`/api/${path}`)).status;
  expect(await Promise.all(['eng-donghu-1', 'eng-dx-1', 'sup-xiling'].map(seenBy))).toEqual([200, 200, 404]);
  await saveDraft(owner, path, templateSource({ organisation: '/dx/donghu' })).expect(200);
  expect((await local.get(`/api/${path}/draft`)).status).toBe(404);
  expect((await saveDraft(local, path, templateSource({ organisation: '/dx/xiling' }))).status).toBe(403);
  expect((await saveDraft(local, 'change-templates/of-all', templateSource())).status).toBe(403);
});

test('of risk questionnaires the nearest upward holds, so two for one organisation are refused', async () => {
  const path = 'risk-questionnaires/xiling';
  const { body } = await owner.get('/api/risk-questionnaires/change-risk').expect(200);
  expect(body).toMatchObject({ id: 'change-risk@1', organisations: [], medium: 30, high: 60, publishedBy: 'system' });
  expect(body.questions[0].title).toEqual({ zh: '这类变更是否第一次做？', en: 'Is it the first of its kind?' });
  const guard = await api.as('admin-security');
  const last = (await guard.get('/api/people/quality-donghu')).body;
  const left = { name: last.name, unit: last.unit, teams: [], grants: [{ role: 'engineer', orgPath: last.unit }] };
  await guard.put('/api/people/quality-donghu', left).set('If-Match', '"1"').expect(200);
  const wrong = questionnaireSource({ organisations: [], assessors: { security: 'quality-lead' }, high: 5 });
  const answer = await saveDraft(owner, path, wrong);
  expect(faultsIn(answer)).toEqual(['/high out-of-order', '/assessors/security nobody', '/organisations overlaps']);
  expect(answer.body.problems[2].params).toEqual({ questionnaire: 'change-risk@1' });
  expect((await saveDraft(local, path, questionnaireSource(), 1)).status).toBe(403); // begun for everybody
  await saveDraft(owner, path, questionnaireSource(), 1).expect(200);
  expect((await publishDraft(local, path, 2).expect(201)).body).toMatchObject({ id: 'xiling@1', version: 1 });
});
