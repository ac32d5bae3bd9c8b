/** Saved views, canned answers, case templates and recent cases: what is whose, what is refused, and what each asker gets. */
import type { Response } from 'supertest';
import { verifyRegisters } from '../../../client/record/verify-registers.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { noteLook, recentOf } from '../../../models/access/recent-cases.ts';
import { type Api, type Caller, openCall, openIncident, startApi } from '../../support/product/api.ts';
import { atOnce, faultsIn, onlyOne } from '../../support/product/registers.ts';

let api: Api;
let engineer: Caller;
let lead: Caller;
let supervisor: Caller;
let number: string;

beforeAll(async () => {
  api = await startApi();
  [engineer, lead] = [await api.as('eng-donghu-2'), await api.as('eng-donghu-1')];
  supervisor = await api.as('sup-donghu');
  number = await openIncident(api);
}, 120_000);
afterAll(() => api.stop());

const view = (more: object = {}) => ({ name: '我的', query: 'open=true&sort=dueAt', ...more });
const made = async (by: Caller, path: string, body: object): Promise<string> =>
  (await by.post(`/api/${path}`, body).expect(201)).body.id;
const edit = (by: Caller, path: string, body: object, seen = 1) =>
  by.put(`/api/${path}`, body).set('If-Match', `"${seen}"`);
const end = (by: Caller, path: string, seen = 1) => by.delete(`/api/${path}`).set('If-Match', `"${seen}"`);
const namesIn = ({ body }: Response): string[] => body.items.map(({ name }: { name: string }) => name);
const viewsOf = async (person: string, query = '') => namesIn(await (await api.as(person)).get(`/api/views${query}`));

const ordered = async (by: Caller): Promise<string[]> =>
  (await by.get('/api/views')).body.items.map(({ id }: { id: string }) => id);

describe('saved views', () => {
  test('own ones are for oneself alone, and of one name there is one', async () => {
    const id = await made(engineer, 'views', view());
    expect((await engineer.get(`/api/views/${id}`).expect(200)).body).toMatchObject({
      scope: 'me',
      owner: 'eng-donghu-2',
      version: 1,
      kept: true,
      screen: 'queue',
    });
    for (const other of ['eng-donghu-1', 'sup-dx', 'owner', 'admin-system', 'auditor']) {
      expect([other, (await (await api.as(other)).get(`/api/views/${id}`)).status]).toEqual([other, 404]);
      expect((await edit(await api.as(other), `views/${id}`, view())).status).toBe(404);
      expect((await end(await api.as(other), `views/${id}`)).status).toBe(404);
      expect((await (await api.as(other)).get(`/api/views/${id}/versions`)).status).toBe(404);
    }
    expect(faultsIn(await engineer.post('/api/views', view()))).toEqual(['/name not-unique']);
    const race = () => engineer.post('/api/views', view({ name: '同时' }));
    expect(await atOnce(race)).toEqual(onlyOne(201, 422));
    expect((await api.get('/api/views')).status).toBe(401);
  });

  test('what was his own before somebody shared it stays his own', async () => {
    const id = await made(supervisor, 'views', view({ name: '草稿', query: 'q=secret' }));
    const shared = { scope: 'organisation', organisation: '/dx/donghu' };
    await edit(supervisor, `views/${id}`, view({ ...shared, name: '公用', query: 'open=true' })).expect(200);
    await edit(supervisor, `views/${id}`, view({ ...shared, name: '公用的', query: 'open=true' }), 2).expect(200);
    const versions = async (by: Caller) => (await by.get(`/api/views/${id}/versions`).expect(200)).body.items;
    const seen = await versions(engineer);
    expect(seen.map(({ version }: { version: number }) => version)).toEqual([3, 2]);
    expect(seen[0].changes).toEqual([{ pointer: '/name', before: '公用', after: '公用的' }]);
    expect(seen[1].changes).toBeUndefined();
    expect(JSON.stringify(seen)).not.toMatch(/secret|草稿/);
    expect(await versions(supervisor)).toHaveLength(3);
    await end(supervisor, `views/${id}`, 3).expect(204);
  });

  test('every wrong field is named, and the query is what the list takes', async () => {
    const bad = await engineer.post('/api/views', {
      ...view({ name: '', scope: 'all', process: 'walk', order: -1, query: 'colour=red&limit=5' }),
      id: 'mine',
    });
    expect(faultsIn(bad)).toEqual([
      '/name too-short',
      '/scope not-allowed-value',
      '/order too-small',
      '/process not-allowed-value',
      '/id unknown-field',
      '/query unknown-field',
      '/query unknown-field',
    ]);
    const { body } = await engineer.post('/api/views', view({ name: '错', process: 'call', query: 'causeCode=x' }));
    expect(body.errors).toEqual([{ pointer: '/query', code: 'unknown-field', params: { parameter: 'causeCode' } }]);
    const requester = await api.as('req-linxi');
    expect(faultsIn(await requester.post('/api/views', view({ query: 'clock=over' })))).toEqual([
      '/query not-allowed-value',
    ]);
  });

  test('a team has what its lead or supervisor makes, an organisation what its supervisor or process owner makes', async () => {
    const team = view({ name: '二线待办', scope: 'team', team: 'donghu-l2', query: 'queue=donghu-l2' });
    const city = view({ name: '全市', scope: 'organisation', organisation: '/dx/donghu', query: 'org=/dx/donghu' });
    expect((await engineer.post('/api/views', team)).status).toBe(403);
    expect((await lead.post('/api/views', city)).status).toBe(403);
    const xiling = await api.as('sup-xiling');
    expect(faultsIn(await xiling.post('/api/views', team))).toEqual(['/team unknown']);
    expect(faultsIn(await xiling.post('/api/views', city))).toEqual(['/organisation unknown']);
    expect(faultsIn(await lead.post('/api/views', { ...team, team: 'nobody' }))).toEqual(['/team unknown']);

    const ofTeam = await made(lead, 'views', team);
    const ofCity = await made(supervisor, 'views', city);
    for (const [person, sees] of [
      ['eng-donghu-2', ['二线待办', '全市']],
      ['desk-linxi', ['全市']],
      ['sup-donghu', ['全市']],
      ['sup-xiling', []],
      ['req-linxi', []],
    ] as const) {
      const names = await viewsOf(person);
      expect([person, ['二线待办', '全市'].filter((one) => names.includes(one))]).toEqual([person, sees]);
    }
    expect(await viewsOf('sup-dx', '?of=kept&q=二线 待办')).toEqual(['二线待办']);
    expect((await engineer.get(`/api/views/${ofTeam}`)).body.kept).toBe(false);
    expect((await edit(engineer, `views/${ofTeam}`, team)).status).toBe(403);
    expect((await end(engineer, `views/${ofTeam}`)).status).toBe(403);
    // What is shared becomes nobody's own by somebody who may not keep it, nor the other way round.
    expect((await edit(engineer, `views/${ofCity}`, view({ name: '拿走' }))).status).toBe(403);
    const own = await made(engineer, 'views', view({ name: '推给全市' }));
    expect((await edit(engineer, `views/${own}`, { ...city, name: '推给全市' })).status).toBe(403);
    expect((await edit(supervisor, `views/${ofTeam}`, { ...team, name: '二线' })).body).toMatchObject({
      version: 2,
      scope: 'team',
      orgPath: '/dx/donghu',
    });
  });

  test('two editors do not overwrite each other; what is ended is offered no more and may come back', async () => {
    const id = await made(engineer, 'views', view({ name: '两人' }));
    const changed = view({ name: '两人', query: 'open=false', note: '只看已结束' });
    expect((await engineer.put(`/api/views/${id}`, changed)).status).toBe(428);
    await edit(engineer, `views/${id}`, changed).expect(200);
    const { status, body } = await edit(engineer, `views/${id}`, view({ name: '两人' }));
    expect([status, body.code, body.params.theirs.query, body.params.yours.query]).toEqual([
      412,
      'register-changed',
      'open=false',
      'open=true&sort=dueAt',
    ]);
    expect((await engineer.delete(`/api/views/${id}`)).status).toBe(428);
    expect((await end(engineer, `views/${id}`, 1)).status).toBe(412);
    await end(engineer, `views/${id}`, 2).expect(204);
    expect(await viewsOf('eng-donghu-2')).not.toContain('两人');
    expect((await engineer.get(`/api/views/${id}`)).body).toMatchObject({ open: false, version: 3 });
    await made(engineer, 'views', view({ name: '两人' }));
    expect(faultsIn(await edit(engineer, `views/${id}`, view({ name: '两人' }), 3))).toEqual(['/name not-unique']);
    const { items } = (await engineer.get(`/api/views/${id}/versions`)).body;
    expect(
      items.map(({ version, by, note }: { version: number; by: string; note?: string }) => [version, by, note]),
    ).toEqual([
      [3, 'eng-donghu-2', undefined],
      [2, 'eng-donghu-2', '只看已结束'],
      [1, 'eng-donghu-2', undefined],
    ]);
    const findings: Finding[] = [];
    await verifyRegisters(api.product.db, (finding) => findings.push(finding));
    expect(findings.filter((finding) => JSON.stringify(finding).includes('views'))).toEqual([]);
  });

  test('one answer counts all that I work with, each within my own reach', async () => {
    await openIncident(api, { title: '第二件' });
    const shared = await made(await api.as('sup-dx'), 'views', {
      ...view({ name: '全省事件', process: 'incident', query: 'open=true' }),
      scope: 'organisation',
      organisation: '/dx',
    });
    const counts = async (person: string, ids: string) =>
      (await (await api.as(person)).get(`/api/views/counts?ids=${ids}`).expect(200)).body.items;
    expect(await counts('eng-donghu-2', shared)).toEqual([{ id: shared, count: 2, capped: false }]);
    expect(await counts('sup-xiling', shared)).toEqual([{ id: shared, count: 0, capped: false }]);
    expect(await counts('req-linxi', shared)).toEqual([]);
    expect(await counts('sup-donghu', `${shared},nobody`)).toHaveLength(1);
    const all = (await engineer.get('/api/views/counts')).body.items;
    expect(all.map(({ id }: { id: string }) => id)).toEqual(
      (await engineer.get('/api/views')).body.items.map(({ id }: { id: string }) => id),
    );
    // One that its list takes no more is told beside the others.
    await api.product.db
      .collection<{ _id: string }>('views')
      .updateOne({ _id: shared }, { $set: { query: 'colour=red' } });
    expect(await counts('eng-donghu-2', shared)).toEqual([
      { id: shared, refused: [{ code: 'unknown-field', parameter: 'colour' }] },
    ]);
    await api.product.db
      .collection<{ _id: string }>('views')
      .updateOne({ _id: shared }, { $set: { query: 'open=true' } });
  });

  test('each has his own order, of the views that he works with', async () => {
    const before = await ordered(engineer);
    const [first = '', last = ''] = [before[0], before.at(-1)];
    expect(before.length).toBeGreaterThan(2);
    await engineer.put('/api/me/views', { order: [last] }).expect(200);
    expect((await ordered(engineer)).slice(0, 2)).toEqual([last, first]);
    expect((await ordered(lead))[0]).not.toBe(last);
    expect(faultsIn(await lead.put('/api/me/views', { order: [last, first] }))).toEqual(['/order/1 unknown']);
    expect(faultsIn(await engineer.put('/api/me/views', { order: [last, last] }))).toEqual(['/order named-twice']);
    expect(faultsIn(await engineer.put('/api/me/views', {}))).toEqual(['/order required']);
    const { version } = (await engineer.get(`/api/views/${first}`)).body;
    await end(engineer, `views/${first}`, version).expect(204);
    expect(await ordered(engineer)).not.toContain(first);
  });
});

describe('canned answers', () => {
  const greeting = {
    name: '问候',
    text: { zh: '{title}（{number}），电话 {contact}，{category}' },
    command: { name: 'comment', data: { audience: 'public' }, into: 'text' },
  };

  test('each has its places filled with what the asker is shown of the case', async () => {
    const id = await made(await api.as('sup-dx'), 'canned-answers', {
      ...greeting,
      scope: 'organisation',
      organisation: '/dx',
    });
    const said = async (by: Caller, query: string) =>
      (await by.get(`/api/canned-answers?${query}`).expect(200)).body.items.find(
        (one: { id: string }) => one.id === id,
      );
    expect(await said(engineer, `number=${number}`)).toMatchObject({
      filled: `国库支付凭证打不开（${number}），电话 0712-5550101，–`,
      allowed: true,
      uses: 0,
      command: greeting.command,
    });
    expect(await said(engineer, 'command=resolve')).toBeUndefined();
    expect(await said(engineer, 'process=call&q=问候')).toMatchObject({ name: '问候' });
    expect(await said(engineer, 'process=call')).not.toHaveProperty('filled');
    for (const [by, query] of [
      [engineer, `number=${number}&process=call`],
      [await api.as('sup-xiling'), `number=${number}`],
      [engineer, 'number=INC-999999'],
    ] as const)
      expect(faultsIn(await by.get(`/api/canned-answers?${query}`))).toEqual(['/number unknown']);
    expect((await engineer.get('/api/canned-answers?colour=red')).status).toBe(422);
    const english = (await engineer.get(`/api/canned-answers?number=${number}&lang=en&q=taken`)).body.items;
    expect(english[0].filled).toMatch(/^Your report "国库支付凭证打不开" \(INC-\d+\) has been taken up by –; you will/);
  });

  test('a personal one of a colleague of the unit shows no contact that he may not see', async () => {
    const people = api.product.db.collection<{ _id: string }>('people');
    const colleague = await people.findOne({ _id: 'req-linxi' });
    await people.insertOne({ ...colleague, _id: 'req-linxi-2', name: '同事' } as never);
    const other = await api.as('req-linxi-2');
    await made(other, 'canned-answers', {
      name: '试探',
      text: { zh: '{contact}' },
    });
    const { items } = (await other.get(`/api/canned-answers?number=${number}`)).body;
    expect(items.map(({ filled }: { filled: string }) => filled)).toEqual(['–']);
  });

  test('what a command would refuse is refused when it is saved', async () => {
    const bad = await engineer.post('/api/canned-answers', {
      name: '坏',
      processes: ['incident'],
      text: { zh: '{colour}' },
      command: { name: 'hold', data: { reason: 'weather', note: 'x' }, into: 'note' },
    });
    expect(faultsIn(bad)).toEqual([
      '/text/zh unknown-place',
      '/command/data/reason not-allowed-value',
      '/command/into said-already',
    ]);
  });

  test('a use counts once for each person and case, of what he sees', async () => {
    const id = await made(supervisor, 'canned-answers', {
      ...greeting,
      name: '计数',
      scope: 'organisation',
      organisation: '/dx/donghu',
    });
    const use = (by: Caller, of = number) => by.post(`/api/canned-answers/${id}/use`, { number: of });
    await Promise.all([use(engineer).expect(204), use(engineer).expect(204), use(lead).expect(204)]);
    await use(engineer).expect(204);
    expect((await use(await api.as('sup-xiling'))).status).toBe(404);
    expect((await use(engineer, 'INC-999999')).status).toBe(404);
    const { items } = (await engineer.get('/api/canned-answers?q=计数')).body;
    expect(items).toMatchObject([{ id, uses: 2, version: 1 }]);
  });

  test('a macro is what its command takes: rendered and sent, the case has it', async () => {
    const { items } = (await engineer.get(`/api/canned-answers?number=${number}&command=comment&q=问候`)).body;
    const [{ filled, command }] = items;
    await engineer
      .send(`/api/incidents/${number}/${command.name}`, { ...command.data, [command.into]: filled })
      .expect(200);
    const { items: events } = (await engineer.get(`/api/cases/${number}/timeline`)).body;
    const said = events.filter(({ type }: { type?: string }) => type === 'incident.commented');
    expect(said.map(({ data }: { data: object }) => data)).toMatchObject([{ text: filled, audience: 'public' }]);
  });
});

const offered = async (by: Caller, process: string) =>
  namesIn(await by.get(`/api/case-templates?process=${process}`).expect(200));
test('a case template is what an intake begins with, of its process, and refuses what the intake would', async () => {
  const desk = await api.as('desk-donghu');
  const template = { name: '网络中断', process: 'incident', data: { title: '网络中断', impact: '2', urgency: '1' } };
  const id = await made(desk, 'case-templates', template);
  expect(await offered(desk, 'incident')).toEqual(['网络中断', '支付凭证被退回']);
  expect(await offered(desk, 'call')).toEqual(['用户无法登录']);
  expect(await offered(engineer, 'incident')).toEqual(['支付凭证被退回']);
  expect((await desk.get('/api/case-templates?process=walk')).status).toBe(422);
  const bad = { ...template, name: '坏', intake: 'resolve' };
  expect(faultsIn(await desk.post('/api/case-templates', bad))).toEqual(['/intake unknown']);
  const worse = { ...template, name: '坏', data: { impact: '9', colour: 1 } };
  expect(faultsIn(await desk.post('/api/case-templates', worse))).toEqual([
    '/data/impact not-allowed-value',
    '/data/colour unknown-field',
  ]);
  expect((await desk.get(`/api/case-templates/${id}`)).body).toMatchObject({ intake: 'create', data: template.data });
  const { data } = (await desk.get(`/api/case-templates/${id}`)).body;
  await openIncident(api, data);
});

const recent = async (by: Caller): Promise<string[]> =>
  (await by.get('/api/me/recent').expect(200)).body.items.map((one: { number: string }) => one.number);
const becomes = (by: Caller, numbers: readonly string[]) =>
  api.product.eventually(async () => (JSON.stringify(await recent(by)) === JSON.stringify(numbers) ? true : null));

describe('recent cases', () => {
  test('they are those whose page I opened, the last first, and nobody else knows', async () => {
    const call = await openCall(api);
    const desk = await api.as('desk-linxi');
    const before = await api.product.db.collection('audit').countDocuments({ by: 'desk-linxi' });
    await desk.get(`/api/cases/${number}`).expect(200);
    await desk.get(`/api/calls/${call}`).expect(200);
    await becomes(desk, [call, number]);
    await desk.get(`/api/incidents/${number}`).expect(200);
    await becomes(desk, [number, call]);
    await desk.get(`/api/calls/${call}`).set('Purpose', 'prefetch').expect(200);
    await desk.get('/api/cases/INC-999999').expect(404);
    expect(await recent(desk)).toEqual([number, call]);
    expect(await recent(await api.as('sup-dx'))).toEqual([]);
    expect(await api.product.db.collection('audit').countDocuments({ by: 'desk-linxi' })).toBe(before);
    expect((await api.get('/api/me/recent')).status).toBe(401);
    // One that has left his reach is not shown any more.
    await api.product.db
      .collection<{ _id: string }>('cases')
      .updateOne({ _id: call }, { $set: { orgLine: ['/dx/xiling', '/dx'], queue: 'xiling-desk' } });
    expect(await recent(desk)).toEqual([number]);
  });

  test('no more than twenty are kept, and they go by themselves', async () => {
    const now = Date.now();
    const many = Array.from({ length: 25 }, (_, i) => ({ number: `INC-9${String(i).padStart(5, '0')}`, at: now + i }));
    for (const one of many) await noteLook(api.product.db, 'somebody', one);
    const last = many.slice(-20).toReversed();
    const kept = await api.product.eventually(async () => {
      const cases = await recentOf(api.product.db, 'somebody');
      return cases[0]?.number === last[0]?.number && cases;
    });
    expect(kept).toEqual(last);
    const row = await api.product.db
      .collection<{ _id: string; expireAt: Date }>('recent-cases')
      .findOne({ _id: 'somebody' });
    expect(row?.expireAt).toEqual(new Date(now + 24 + 90 * 86_400_000));
  });
});
