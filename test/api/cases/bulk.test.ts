import { randomUUID } from 'node:crypto';
import { auditOf } from '../../../models/access/audit.ts';
import { type Api, countEvents, openIncident, report, startApi, weight } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

type Result = { number: string; status: number; problem?: { code: string } };
const codes = (results: Result[]) => results.map(({ status, problem }) => problem?.code ?? status);

test('R034 each case of a bulk has its own answer, and the same bulk again does nothing twice', async () => {
  const numbers: string[] = [];
  for (let at = 0; at < 6; at += 1) numbers.push(await openIncident(api));
  const [, second = '', , fourth = ''] = numbers;
  const supervisor = await api.as('sup-donghu');
  await supervisor.send(`/api/incidents/${second}/cancel`, { reason: '误报' });
  const desk = await api.as('desk-province');
  const foreign = await desk.send('/api/incidents', {
    ...report,
    ...weight,
    unit: '/dx/xiling/yuntai/school',
    reporter: 'req-school',
    queue: 'xiling-l2',
  });
  numbers.splice(3, 1, foreign.body.number, 'INC-999999', 'CAL-000001', 'XXX-000001');

  const engineer = await api.as('eng-donghu-1');
  const key = randomUUID();
  const send = () => engineer.send('/api/commands', { command: 'claim', numbers, data: {} }, key);
  const answer = await send();
  expect(answer.status).toBe(200);
  expect(codes(answer.body.results)).toEqual([
    200,
    'case-ended',
    200,
    'not-found',
    'not-found',
    'not-found',
    'not-found',
    200,
    200,
  ]);
  expect(answer.body).toMatchObject({ done: 4, refused: 5 });
  expect((await api.product.stored(fourth)).version).toBe(1); // not named, not touched

  const events = await countEvents(api.product.db);
  const again = await send();
  expect(codes(again.body.results)).toEqual(codes(answer.body.results));
  expect(await countEvents(api.product.db)).toBe(events);

  // S11 one record for all of it, found by each of its cases
  const { db } = api.product;
  const records = await auditOf(db).find({ type: 'refused', by: 'eng-donghu-1', 'data.key': key }).lean();
  expect(records).toHaveLength(2);
  const cases = [second, foreign.body.number, 'INC-999999', 'CAL-000001', 'XXX-000001'];
  expect(records[0]?.data).toMatchObject({
    command: 'claim',
    cases,
    codes: { 'case-ended': [second], 'not-found': cases.slice(1) },
  });
  const auditor = await api.as('auditor');
  const found = await auditor.get(`/api/audit/records?type=refused&number=${second}`);
  expect([found.status, found.body.items.length]).toEqual([200, 2]);
});

test('what a bulk was cut off from is finished by the same key', async () => {
  const numbers = [await openIncident(api), await openIncident(api)];
  const engineer = await api.as('eng-donghu-1');
  const key = randomUUID();
  await engineer.send(`/api/incidents/${numbers[0]}/claim`, {}, `${key}.${numbers[0]}`);
  const { body } = await engineer.send('/api/commands', { command: 'claim', numbers }, key);
  expect(codes(body.results)).toEqual([200, 200]);
  const events = await api.product.eventsOf(numbers[0] ?? '');
  expect(events.filter(({ type }) => type === 'incident.claimed')).toHaveLength(1);
});

test.each([
  [{ command: 'create', numbers: ['INC-000001'] }, 'not-found'],
  [{ command: 'addReporter', numbers: ['INC-000001'] }, 'not-found'],
  [{ command: 'constructor', numbers: ['INC-000001'] }, 'not-found'],
  [{ command: 'amend', numbers: ['INC-000001'], data: { fields: { title: 'x' } } }, 'version-required'],
  [{ command: 'hold', numbers: ['INC-000001'], data: { reason: { $gt: '' } } }, 'invalid-data'],
])('a bulk of %j is refused for its case as %s', async (body, code) => {
  const { body: answer } = await (await api.as('eng-donghu-1')).send('/api/commands', body);
  expect(codes(answer.results)).toEqual([code]);
});

test.each([
  [{ command: 'claim', numbers: [] }, '/numbers'],
  [{ command: 'claim', numbers: ['INC-000001', 'INC-000001'] }, '/numbers'],
  [{ command: 'claim', numbers: Array.from({ length: 201 }, (_, at) => `INC-${100_000 + at}`) }, '/numbers'],
  [{ command: 'claim', numbers: ['INC-000001'], extra: 1 }, '/extra'],
  [{ command: '$where', numbers: ['INC-000001'] }, '/command'],
])('a bulk of another shape is refused as a whole', async (body, pointer) => {
  const answer = await (await api.as('eng-donghu-1')).send('/api/commands', body);
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
});
