import { randomUUID } from 'node:crypto';
import { auditOf } from '../../../models/access/audit.ts';
import { causeCodeOf } from '../../../models/registers/cause-code.ts';
import { type Api, openCall, openIncident, report, startApi, weight } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

const solved = {
  solution: '重装支付客户端 3.2',
  causeCode: 'release-defect',
  category: 'software-function',
  knowledge: { kind: 'none', reason: '已有文章' },
};

test('incident.create opens a case, says where it is and what may be done', async () => {
  const desk = await api.as('desk-donghu');
  const answer = await desk.send('/api/incidents', { ...report, ...weight, queue: 'donghu-l2' });
  expect(answer.status).toBe(201);
  const { number, version } = answer.body;
  expect(answer.headers).toMatchObject({ location: `/api/incidents/${number}`, etag: `"${version}"` });
  expect(answer.body).toMatchObject({
    status: 'queued',
    priority: 'P3',
    queue: 'donghu-l2',
    openedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    waitsFor: [expect.objectContaining({ command: 'claim' })],
  });
  const read = await (await api.as('eng-donghu-1')).get(`/api/incidents/${number}`);
  expect(read.body.allowed).toEqual(expect.arrayContaining(['claim', 'start', 'resolve']));
  expect(read.body.blocked).toEqual(expect.any(Array));
  expect(read.body).not.toHaveProperty('kase');
});

test('an incident is claimed, started, resolved and confirmed, each by who may', async () => {
  const number = await openIncident(api);
  const engineer = await api.as('eng-donghu-1');
  const at = (command: string) => `/api/incidents/${number}/${command}`;
  expect((await engineer.send(at('claim'))).body).toMatchObject({
    status: 'assigned',
    parties: { assignee: 'eng-donghu-1' },
  });
  expect((await engineer.send(at('start'))).body.status).toBe('in-progress');
  const resolved = await engineer.send(at('resolve'), solved);
  expect([resolved.status, resolved.body.status]).toEqual([200, 'resolved']);
  const requester = await api.as('req-linxi');
  const confirmed = await requester.send(at('confirm'), { rating: { score: 5 } });
  expect([confirmed.status, confirmed.body.reportState]).toEqual([200, 'owed']); // by contract, for every fault
  const closed = await engineer.send(at('fileReport'), {
    cause: '客户端版本不符',
    evidence: '日志',
    handling: '重装',
    prevention: '升级前核对版本',
  });
  expect([closed.status, closed.body.status]).toEqual([200, 'closed']);
  expect(closed.body.closedAt).toEqual(expect.any(String));
});

test('F17 incident.claim after the end is refused with the case as it stands, and is on record', async () => {
  const number = await openIncident(api);
  await (await api.as('sup-donghu')).send(`/api/incidents/${number}/cancel`, { reason: '误报' });
  const late = await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`, {}, 'late-claim-1');
  expect(late.status).toBe(409);
  expect(late.headers['content-type']).toContain('application/problem+json');
  expect(late.body).toMatchObject({
    code: 'case-ended',
    params: { followUpOf: number },
    view: { number, status: 'canceled' },
    allowed: expect.any(Array),
  });
  const recorded = await auditOf(api.product.db).find({ caseId: number, type: 'refused' }).lean();
  expect(recorded).toEqual([
    expect.objectContaining({
      by: 'eng-donghu-1',
      data: { command: 'incident.claim', code: 'case-ended', key: 'late-claim-1', traceId: late.body.traceId },
    }),
  ]);
});

describe('keys (F3, R022, R025)', () => {
  test('five clicks on one form open one case', async () => {
    const desk = await api.as('desk-donghu');
    const key = randomUUID();
    const body = { ...report, ...weight, queue: 'donghu-l2' };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => desk.send('/api/incidents', body, key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.number)).size).toBe(1);
    expect(await api.product.eventsOf(answers[0]?.body.number)).toHaveLength(1);
  });

  test('a double click commands once, and both clicks get the answer', async () => {
    const number = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    const [key, path] = [randomUUID(), `/api/incidents/${number}/claim`];
    const [one, two] = await Promise.all([engineer.send(path, {}, key), engineer.send(path, {}, key)]);
    expect([one?.status, two?.status]).toEqual([200, 200]);
    const claims = (await api.product.eventsOf(number)).filter(({ type }) => type === 'incident.claimed');
    expect(claims).toHaveLength(1);
  });

  test('the same key for another body is refused', async () => {
    const number = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    const key = randomUUID();
    const comment = (text: string) =>
      engineer.send(`/api/incidents/${number}/comment`, { text, audience: 'internal' }, key);
    expect((await comment('one')).status).toBe(200);
    const other = await comment('two');
    expect([other.status, other.body.code]).toEqual([422, 'key-reused']);
    expect((await comment('one')).status).toBe(200);
  });

  test('what was accepted gets its answer again though its word was withdrawn since; a new command is refused', async () => {
    const { db, directory } = api.product;
    const [first, second] = [await openIncident(api), await openIncident(api)];
    const engineer = await api.as('eng-donghu-1');
    const key = randomUUID();
    const resolve = (number: string, own?: string) => engineer.send(`/api/incidents/${number}/resolve`, solved, own);
    const setOpen = async (open: boolean) => {
      await causeCodeOf(db).updateOne({ _id: solved.causeCode }, { open });
      directory.drop();
    };
    expect((await resolve(first, key)).status).toBe(200);
    await setOpen(false);
    expect((await resolve(first, key)).status).toBe(200);
    const refused = await resolve(second);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ pointer: '/causeCode', code: 'unknown', params: { register: 'cause-code' } }],
    ]);
    await setOpen(true);
    expect((await resolve(second)).status).toBe(200);
  });

  test('the same key of another person is another key', async () => {
    const number = await openIncident(api);
    const key = randomUUID();
    const path = `/api/incidents/${number}/comment`;
    for (const person of ['eng-donghu-1', 'sup-donghu']) {
      const answer = await (await api.as(person)).send(path, { text: person, audience: 'internal' }, key);
      expect([person, answer.status]).toEqual([person, 200]);
    }
    expect((await api.product.stored(number)).version).toBe(3);
  });

  test.each([
    [undefined, 'key-required'],
    ['short', 'key-malformed'],
    ['has a blank in it', 'key-malformed'],
    ['a'.repeat(129), 'key-malformed'],
  ])('a command with the key %j is refused as %s', async (key, code) => {
    const desk = await api.as('desk-donghu');
    const asked = desk.post('/api/incidents', { ...report, ...weight });
    const answer = await (key === undefined ? asked : asked.set('Idempotency-Key', key));
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });
});

describe('versions', () => {
  test('a command on an older version is refused with the newer one', async () => {
    const number = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    await engineer.send(`/api/incidents/${number}/claim`);
    const stale = await engineer.send(`/api/incidents/${number}/start`).set('If-Match', '"1"');
    expect([stale.status, stale.body.code]).toEqual([409, 'stale-version']);
    expect(stale.body.view).toMatchObject({ number, status: 'assigned' });
    const { version } = stale.body.view;
    expect((await engineer.send(`/api/incidents/${number}/start`).set('If-Match', `"${version}"`)).status).toBe(200);
  });

  test('N44 a command on a version that is not there yet is refused with the one that is', async () => {
    const number = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    const { body, status } = await engineer.send(`/api/incidents/${number}/claim`).set('If-Match', '"99"');
    expect([status, body.code, body.params]).toEqual([409, 'stale-version', { version: 1, seen: 99 }]);
    expect(body.view).toMatchObject({ number, version: 1, status: 'queued' });
    expect(body.allowed).toContain('claim');
    const { version } = await api.product.stored(number);
    expect(version).toBe(1);
  });

  test('incident.amend does nothing without the version that was seen', async () => {
    const number = await openIncident(api);
    const desk = await api.as('desk-donghu');
    const amend = () => desk.send(`/api/incidents/${number}/amend`, { fields: { title: '凭证打不开（更正）' } });
    expect((await amend()).body.code).toBe('version-required');
    expect((await amend().set('If-Match', 'W/"x"')).body.code).toBe('version-malformed');
    expect((await amend().set('If-Match', '"1"')).body).toMatchObject({ version: 2, title: '凭证打不开（更正）' });
  });
});

test('R038 the key of a request that met an ended session opens the case after signing in again', async () => {
  const key = randomUUID();
  const body = { ...report, ...weight, queue: 'donghu-l2' };
  const out = await api
    .post('/api/incidents', body)
    .set('Idempotency-Key', key)
    .set('Cookie', `changming=${'A'.repeat(43)}`)
    .set('Origin', api.address);
  expect(out.status).toBe(401);
  expect((await (await api.as('desk-donghu')).send('/api/incidents', body, key)).status).toBe(201);
});

test('call.create names likely duplicates within the own branch (R022)', async () => {
  const { reporter: _, ...own } = report;
  const requester = await api.as('req-linxi');
  const send = () => requester.send('/api/calls', { ...own, channel: 'site', title: '打印报表空白' });
  const first = await send();
  const second = await send();
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(first.body.likelyDuplicates).toEqual([]);
  expect(second.body.likelyDuplicates).toEqual([expect.objectContaining({ number: first.body.number, similarity: 1 })]);
  await requester.send(`/api/calls/${first.body.number}/cancel`, { reason: 'withdrawn' });
  expect((await send()).body.likelyDuplicates).toEqual([expect.objectContaining({ number: second.body.number })]);
});

test('likely duplicates of a call are the open incidents that it may join, and a call names the incident that it became', async () => {
  const agent = await api.as('desk-linxi');
  const title = '税务接口超时报错';
  const file = () => agent.send('/api/calls', { ...report, title });
  const first = (await file()).body;
  const { body: opened } = await agent.send('/api/incidents', { ...report, ...weight, title, queue: 'donghu-l2' });
  const likely = async () => (await file()).body.likelyDuplicates;
  expect((await likely()).map(({ number }: { number: string }) => number)).toEqual([opened.number, first.number]);
  await agent.send(`/api/calls/${first.number}/join`, { incident: opened.number }).expect(200);
  const named = async () => (await likely()).find(({ number }: { number: string }) => number === first.number);
  expect(await named()).toMatchObject({ status: 'escalated', incident: opened.number });
  const { body } = await agent.get(
    `/api/suggest?${new URLSearchParams({ process: 'incident', title, application: report.application, unit: report.unit }).toString()}`,
  );
  expect(body.items.map(({ number }: { number: string }) => number)).toEqual([opened.number]);
});

const inboxOf = async (person: string, number: string): Promise<string[]> => {
  const { items } = (await (await api.as(person)).get('/api/notices?limit=100')).body;
  return items.flatMap((one: { number?: string; template: string }) => (one.number === number ? [one.template] : []));
};

describe('what those within do, and what their reporters see of it', () => {
  test('N08 an internal comment moves nothing that the reporter sees, and his version stays good', async () => {
    const number = await openIncident(api);
    const [engineer, requester] = [await api.as('eng-donghu-1'), await api.as('req-linxi')];
    await engineer.send(`/api/incidents/${number}/claim`);
    const before = (await requester.get(`/api/cases/${number}`)).body;
    const said = await engineer.send(`/api/incidents/${number}/comment`, { text: '内部', audience: 'internal' });
    expect(said.body.counts.comments).toBe(1);
    const after = (await requester.get(`/api/cases/${number}`)).body;
    const { serverNow: _then, clocks: ranThen, ...was } = before;
    const { serverNow: _now, clocks: runNow, ...is } = after;
    expect(is).toEqual(was);
    const asOf = { elapsedMs: expect.any(Number), remainingMs: expect.any(Number) }; // of the moment they were asked
    expect(runNow).toEqual(ranThen.map((clock: object) => ({ ...clock, ...asOf })));
    const listed = (await requester.get(`/api/incidents?q=${number}`)).body.items[0];
    expect([listed.version, listed.updatedAt, listed.counts]).toEqual([was.version, was.updatedAt, was.counts]);
    const amended = await requester
      .send(`/api/incidents/${number}/amend`, { fields: { title: '全部付款失败' } })
      .set('If-Match', `"${was.version}"`);
    expect([amended.status, amended.body.title]).toEqual([200, '全部付款失败']);
  });

  test('N06 supervising is answered and lifted, and is no business of the reporter', async () => {
    const number = await openIncident(api);
    const [engineer, supervisor] = [await api.as('eng-donghu-1'), await api.as('sup-donghu')];
    await engineer.send(`/api/incidents/${number}/claim`);
    const at = (command: string) => `/api/incidents/${number}/${command}`;
    const far = await supervisor.send(at('supervise'), { instruction: '今天解决', due: '2099-01-01T00:00:00Z' });
    expect([far.status, far.body.errors]).toEqual([
      422,
      [expect.objectContaining({ pointer: '/due', code: 'too-far' })],
    ]);
    const due = new Date(Date.now() + 3_600_000).toISOString();
    const supervised = await supervisor.send(at('supervise'), { instruction: '今天解决', due });
    const supervision = { by: 'sup-donghu', instruction: '今天解决', due, state: 'open' };
    expect(supervised.body).toMatchObject({ supervised: true, supervision });
    expect((await engineer.get(`/api/cases/${number}`)).body.allowed).toContain('answerSupervision');
    const shown = (await (await api.as('req-linxi')).get(`/api/cases/${number}`)).body;
    expect([shown.supervised, shown.supervision]).toEqual([true, undefined]);
    await engineer.send(at('answerSupervision'), { text: '已重装' }).expect(200);
    const lifted = await supervisor.send(at('liftSupervision'));
    expect([lifted.status, lifted.body.supervised, lifted.body.supervision]).toEqual([200, false, undefined]);
  });

  test('N03 N05 N29 followers hear of it; links, children, reporters and knowledge can be read by whom they are for', async () => {
    const [parent, child] = [await openIncident(api), await openIncident(api)];
    const [engineer, follower] = [await api.as('eng-donghu-1'), await api.as('desk-donghu')];
    const requester = await api.as('req-linxi');
    const at = (command: string) => `/api/incidents/${parent}/${command}`;
    await follower.send(at('follow')).expect(200);
    await (await api.as('sup-donghu')).send(`/api/incidents/${child}/attachParent`, { parent }).expect(200);
    for (const status of [200, 409])
      await engineer.send(at('link'), { target: child, relation: 'related' }).expect(status);
    const call = await openCall(api);
    await (await api.as('desk-linxi')).send(`/api/calls/${call}/join`, { incident: parent }).expect(200);
    await engineer.send(at('hold'), { reason: 'vendor', note: '等补丁' }).expect(200);
    const seen = await api.product.eventually(async () => {
      const { body } = await engineer.get(`/api/cases/${parent}`);
      return body.children !== undefined && body.reporters !== undefined && body;
    });
    expect(seen).toMatchObject({
      children: [{ number: child }],
      reporters: [{ person: 'req-linxi' }, { person: 'req-linxi', call }],
      links: [{ number: child, relation: 'related', inward: false }],
      counts: { links: 1, children: 1 },
    });
    expect((await engineer.get(`/api/incidents?q=${parent}`)).body.items[0]).not.toHaveProperty('children');
    const other = await api.product.eventually(async () => {
      const { body } = await engineer.get(`/api/cases/${child}`);
      return body.links !== undefined && body;
    });
    expect(other.links).toEqual([{ number: parent, relation: 'related', inward: true }]);
    const knowledge = {
      kind: 'propose',
      symptom: '付款失败',
      solution: '清缓存',
      firstOfKind: true,
      instructive: true,
      general: false,
    };
    const resolved = await engineer.send(at('resolve'), { ...solved, knowledge });
    expect(resolved.body).toMatchObject({ knowledge });
    await engineer.send(at('fileReport'), { cause: '版本', evidence: '日志', handling: '重装', prevention: '核对' });
    const his = (await requester.get(`/api/cases/${parent}`)).body;
    expect([his.knowledge, his.reporters, his.counts.reporters]).toEqual([undefined, undefined, 2]);
    const { items } = (await requester.get(`/api/cases/${parent}/timeline?limit=100`)).body;
    const filed = items.find(({ type }: { type?: string }) => type === 'incident.reportFiled');
    expect(filed.data).toEqual({ cause: '版本', handling: '重装', prevention: '核对' });
    const told = await api.product.eventually(async () => {
      const inbox = await inboxOf('desk-donghu', parent);
      return inbox.includes('incident-resolved') && inbox;
    });
    expect(told).toEqual(expect.arrayContaining(['incident-held', 'incident-resolved']));
  });
});

test('a call becomes an incident that says so', async () => {
  const { reporter: _, ...own } = report;
  const call = await (await api.as('req-linxi')).send('/api/calls', { ...own, channel: 'site' });
  const desk = await api.as('desk-linxi');
  const at = (command: string) => `/api/calls/${call.body.number}/${command}`;
  expect((await desk.send(at('take'))).body.status).toBe('in-service');
  const escalated = await desk.send(at('escalate'), {
    ...weight,
    category: 'software-function',
    diagnosis: '升级后失败',
    tried: '重启',
  });
  expect([escalated.status, escalated.body.status]).toEqual([200, 'escalated']);
  const incident = await api.product.eventually(async () => {
    const { body } = await desk.get(`/api/incidents?q=INC-&application=payment&limit=100`);
    return body.items.find((one: { call?: string }) => one.call === call.body.number);
  });
  expect(incident).toMatchObject({ queue: 'donghu-l2', priority: 'P3' });

  const shown = await api.product.eventually(async () => {
    const { body } = await desk.get(`/api/calls/${call.body.number}`);
    return body.incident !== undefined && body;
  });
  expect(shown).toMatchObject({ status: 'escalated', incident: incident.number });
  const again = await desk.send(at('take'));
  expect([again.status, again.body.code]).toEqual([409, 'wrong-status']);
  expect(again.body).toMatchObject({ params: { incident: incident.number }, view: { incident: incident.number } });

  // Who may not read the incident does not learn its number.
  const permissions = ['call.read', 'call.take'];
  const { key } = (await desk.post('/api/api-keys', { password: api.password, name: 'calls', days: 1, permissions }))
    .body;
  const refused = await api
    .post(`/api/calls/${call.body.number}/take`)
    .set({ Authorization: `Bearer ${key}`, 'Idempotency-Key': 'take-it-again' });
  expect([refused.status, refused.body.code, refused.body.view.status]).toEqual([409, 'wrong-status', 'escalated']);
  const inBulk = await api
    .post('/api/commands', { command: 'take', numbers: [call.body.number] })
    .set({ Authorization: `Bearer ${key}`, 'Idempotency-Key': 'take-them-again' });
  expect(inBulk.body.results).toMatchObject([{ status: 409, problem: { code: 'wrong-status' } }]);
  expect(refused.text + inBulk.text).not.toContain(incident.number);
});
