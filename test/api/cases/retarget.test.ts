import { policyOf } from '../../../models/registers/policy.ts';
import { type Api, openIncident, startApi } from '../../support/product/api.ts';
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
