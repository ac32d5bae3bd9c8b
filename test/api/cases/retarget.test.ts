import { organisationOf } from '../../../models/registers/organisation.ts';
import { policyOf } from '../../../models/registers/policy.ts';
import { type Api, openIncident, report, weight, startApi } from '../../support/product/api.ts';
import { publishPolicy } from '../../support/product/policy.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

const HOUR = 3_600_000;
const previewOf = async (person: string, ...numbers: string[]) =>
  (await (await api.as(person)).post('/api/retargets/preview', { numbers })).body.results;

/** From now on cases of the school have `ms` for the resolution. */
const publish = (ms: number) =>
  publishPolicy(api.product, 'incident', { orgPath: '/dx/donghu/linxi/school', targets: { resolution: ms } });

test('a re-target is shown, moves the promise and says so in the record; the same again is refused', async () => {
  const number = await openIncident(api);
  const before = (await api.product.stored(number)).readings['resolution'];
  expect(await previewOf('sup-donghu', number)).toMatchObject([{ number, problem: { code: 'nothing-changes' } }]);
  await publish(2 * HOUR);
  const running = (await api.product.stored(number)).readings['resolution'];
  expect(running).toEqual(before); // a new version moves nobody

  const [shown] = await previewOf('sup-donghu', number);
  const change = shown.clocks.find(({ clock }: { clock: string }) => clock === 'resolution');
  expect(Date.parse(change.before.dueAt)).toBe(before?.dueAt);
  expect(Date.parse(change.after.dueAt)).toBe((before?.startedAt ?? 0) + 2 * HOUR);

  const { policyVersion, calendars } = shown;
  const supervisor = await api.as('sup-donghu');
  const body = {
    command: 'retarget',
    numbers: [number, 'INC-999999'],
    data: { policyVersion, calendars, reason: '新合同' },
  };
  const { results } = (await supervisor.send('/api/commands', body)).body;
  expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 404]);
  const { readings } = await api.product.stored(number);
  expect(readings['resolution']).toMatchObject({ generation: 2, dueAt: Date.parse(change.after.dueAt) });
  expect((await api.product.body(number)).pins.sla).toBe(policyVersion);
  expect(await previewOf('sup-donghu', number)).toMatchObject([{ problem: { code: 'nothing-changes' } }]);
});

test('what has changed since the preview is refused, and the command names what is in force', async () => {
  const number = await openIncident(api, { unit: '/dx/donghu/hospital', reporter: 'req-donghu' });
  await policyOf(api.product.db).create({
    ...(await policyOf(api.product.db).findById('incident@1').lean()),
    _id: 'incident@2',
    version: 2,
    publishedAt: Date.now(),
  });
  api.product.directory.drop();
  const [shown] = await previewOf('sup-donghu', number);
  expect(shown.policyVersion).toBe('incident@2');
  const answer = await (await api.as('sup-donghu')).send(`/api/incidents/${number}/retarget`, {
    policyVersion: 'incident@1',
    calendars: shown.calendars,
    reason: '调整',
  });
  expect([answer.status, answer.body.code, answer.body.params.policyVersion]).toEqual([
    409,
    'preview-stale',
    'incident@2',
  ]);
  expect((await api.product.stored(number)).version).toBe(1);
});

test('a case out of reach is answered like one that is not there, and others than supervisors see no preview', async () => {
  const number = await openIncident(api);
  expect(await previewOf('sup-xiling', number, 'INC-999999')).toMatchObject([
    { problem: { code: 'not-found' } },
    { problem: { code: 'not-found' } },
  ]);
  const engineer = await (await api.as('eng-donghu-1')).post('/api/retargets/preview', { numbers: [number] });
  expect(engineer.status).toBe(403);
  const twice = await (await api.as('sup-donghu')).post('/api/retargets/preview', { numbers: [number, number] });
  expect(twice.status).toBe(422);

  const unit = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school', queue: 'xiling-l2' };
  const far = (await (await api.as('desk-province')).send('/api/incidents', { ...report, ...weight, ...unit })).body;
  await (await api.as('sup-dx')).send(`/api/incidents/${number}/merge`, { target: far.number }).expect(200);
  const [{ problem }] = await previewOf('sup-dx', number);
  expect(problem).toMatchObject({ code: 'case-ended', params: { mergedInto: far.number } });
  const [{ problem: told }] = await previewOf('sup-donghu', number);
  expect(told).toMatchObject({ code: 'case-ended', params: { outside: ['mergedInto'] } });
  expect(JSON.stringify(told)).not.toContain(far.number);
});

test('a breach that a re-target takes back is counted, with the query that lists its case', async () => {
  const unit = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school', queue: 'xiling-l2' };
  const desk = await api.as('desk-province');
  const strict = { orgPath: '/dx/xiling/yuntai/school', targets: { resolution: HOUR } } as const;
  await publishPolicy(api.product, 'incident', strict);
  const opened = await desk.send('/api/incidents', {
    channel: 'phone',
    application: 'payment',
    title: '打不开',
    description: '凭证打不开',
    contact: '1',
    impact: '2',
    urgency: '2',
    ...unit,
  });
  const number = opened.body.number;
  await api.product.fastForward(number, 2 * HOUR);
  expect((await api.product.stored(number)).readings['resolution']?.state).toBe('breached');
  await policyOf(api.product.db).deleteOne({ policy: 'incident-dx-xiling-yuntai-school' });
  api.product.directory.drop();
  const [{ policyVersion, calendars }] = await previewOf('sup-xiling', number);
  const supervisor = await api.as('sup-xiling');
  const done = await supervisor.send(`/api/incidents/${number}/retarget`, {
    policyVersion,
    calendars,
    reason: '优先级有误',
  });
  expect([done.status, done.body.takenBack]).toEqual([200, 1]);
  const figure = await supervisor.get('/api/figures/taken-back');
  const [item] = figure.body.items.filter(({ process }: { process: string }) => process === 'incident');
  expect(item.count).toBe(1);
  const listed = await supervisor.get(item.query);
  expect(listed.body.items.map((one: { number: string }) => one.number)).toEqual([number]);
});

const phoned = (data: object) => ({
  channel: 'phone',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '打不开',
  description: '凭证打不开',
  contact: '0571 8888',
  ...data,
});

describe('intake at the desk', () => {
  test('N19 a caller without an account: the desk acts for him, and those who only watch see neither name nor contact', async () => {
    const desk = await api.as('desk-linxi');
    const opened = await desk.send('/api/calls', phoned({ caller: '孙女士' }));
    expect([opened.status, opened.body.caller, opened.body.parties.requester]).toEqual([201, '孙女士', undefined]);
    const { number } = opened.body;
    const asked = await desk.send(`/api/calls/${number}/requestInfo`, { question: '哪一批？' });
    expect(asked.body.waitsFor).toMatchObject([{ to: { person: 'desk-linxi' }, command: 'supplyInfo' }]);
    expect(asked.body.allowed).toContain('supplyInfo');
    const colleague = await (await api.as('req-linxi')).get(`/api/cases/${number}`);
    expect([colleague.body.caller, colleague.body.contact]).toEqual([undefined, undefined]);
    const both = await desk.send('/api/calls', phoned({ caller: '孙女士', reporter: 'req-linxi' }));
    expect([both.status, both.body.errors]).toMatchObject([422, [{ pointer: '/caller', code: 'one-only' }]]);
  });

  test('N20 a correction is shown, needs what was shown, and brings the case where it belongs', async () => {
    const desk = await api.as('desk-province');
    const { number, version } = (await desk.send('/api/calls', phoned({ reporter: 'req-linxi' }))).body;
    const wanted = { unit: '/dx/donghu/hospital', application: 'payroll', reporter: 'req-donghu' };
    const preview = (await desk.post(`/api/corrections/${number}/preview`, wanted)).body;
    expect(preview).toMatchObject({
      before: {
        unit: '/dx/donghu/linxi/school',
        application: 'payment',
        queue: 'linxi-desk',
        assignee: 'desk-province',
      },
      after: { unit: '/dx/donghu/hospital', application: 'payroll', queue: 'donghu-desk' },
    });
    const { policyVersion, calendars } = preview;
    const correct = (data: object) =>
      desk
        .send(`/api/calls/${number}/correct`, { ...wanted, reason: '听错了', ...data })
        .set('If-Match', `"${version}"`);
    expect((await correct({})).body).toMatchObject({ status: 409, code: 'preview-stale' });
    expect((await correct({ policyVersion, calendars, application: 'nothing' })).body.errors).toMatchObject([
      { pointer: '/application', code: 'unknown' },
    ]);
    const done = await correct({ policyVersion, calendars });
    expect([done.status, done.body.queue, done.body.status]).toEqual([200, 'donghu-desk', 'new']);
    expect((await (await api.as('req-linxi')).get(`/api/cases/${number}`)).status).toBe(404);
    expect((await (await api.as('req-donghu')).get(`/api/cases/${number}`)).status).toBe(200);
    expect((await (await api.as('desk-donghu')).get('/api/work')).body.items).toContainEqual(
      expect.objectContaining({ number }),
    );
    const again = await desk.post(`/api/corrections/${number}/preview`, wanted);
    expect([again.status, again.body.code]).toEqual([409, 'nothing-changes']);
    const far = await (await api.as('desk-linxi')).post(`/api/corrections/${number}/preview`, wanted);
    expect(far.status).toBe(404);
  });

  test('N21 an open call becomes an incident though its unit is closed; N23 nobody is there, so a desk above has it', async () => {
    const desk = await api.as('desk-province');
    const { db, directory } = api.product;
    const at = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school' } as const;
    const { number } = (await (await api.as('req-school')).send('/api/calls', phoned({ unit: at.unit, contact: '1' })))
      .body;
    expect((await desk.get('/api/work')).body.items).toContainEqual(
      expect.objectContaining({ number, queue: 'yuntai-desk' }),
    );
    await organisationOf(db).updateOne({ _id: at.unit }, { open: false });
    directory.drop();
    expect((await desk.send('/api/calls', phoned(at))).body.code).toBe('target-not-open');
    const escalated = await desk.send(`/api/calls/${number}/escalate`, {
      category: 'software-function',
      impact: '2',
      urgency: '2',
      diagnosis: '服务器报错',
      tried: '重启',
    });
    expect(escalated.status).toBe(200);
    const incident = await api.product.eventually(async () => {
      const stored = await api.product.stored(number);
      return 'incident' in stored && typeof stored.incident === 'string' ? stored.incident : null;
    });
    expect((await desk.get(`/api/cases/${incident}`)).body).toMatchObject({ orgPath: at.unit, call: number });
    await organisationOf(db).updateOne({ _id: at.unit }, { open: true });
    directory.drop();
  });
});
