/** Rehearsals: the same code in a time of its own, counted nowhere. */
import { noticeOf } from '../../../models/notices/notice.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { calendars as shipped } from '../../../models/migrations/seeds/calendars.ts';
import { rehearsalOf, rehearsalStore } from '../../../models/rehearsal.ts';
import { type Api, type Caller, countEvents, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
let owner: Caller;
beforeAll(async () => {
  api = await startApi({ rehearsals: true });
  owner = await api.as('owner');
}, 120_000);
afterAll(() => api.stop());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const school = { unit: '/dx/donghu/linxi/school', application: 'payment', reporter: 'req-linxi' };
const incident = {
  ...school,
  channel: 'phone',
  title: '支付中断',
  description: '凭证打不开',
  contact: '1',
  impact: '2',
  urgency: '2',
  queue: 'donghu-l2',
};
const start = (data: object, more: object = {}) =>
  owner.send('/api/rehearsals', { title: '推演', process: 'incident', data, ...more });
const asked = (number: string, target: object) => owner.post(`/api/rehearsals/${number}/forward`, target);
const forward = (number: string, target: object) => asked(number, target).expect(200);
const playing = (person: string, path: string, body: object = {}) =>
  owner.send(`/api/rehearsals${path}`, body).set('Act-As', person);
type Entry = {
  at: string;
  to: string;
  template: string;
  text: { zh: string };
  deliveries: { channel: string }[];
  number: string;
};
const toldIn = async (number: string): Promise<Entry[]> =>
  (await owner.get(`/api/rehearsals/${number}/told`)).body.items;
const fields = ({ body }: { body: { errors: { pointer: string; code: string }[] } }) =>
  body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
/** That time in China, `day` days after the first Monday to come that has no day of holidays within three weeks. */
const text = (day: number, local: string) =>
  new Date(`${dateOf(firstMonday + day * DAY)}T${local}+08:00`).toISOString();
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const special = Object.keys(shipped.find(({ id }) => id === 'cn-5x8')?.dates ?? {});
const firstMonday = (() => {
  for (let day = Date.now() + DAY; ; day += DAY) {
    const [from, until] = [dateOf(day), dateOf(day + 21 * DAY)];
    if (new Date(day).getUTCDay() === 1 && !special.some((date) => date >= from && date <= until)) return day;
  }
})();
const MONDAY = text(0, '09:00');

test('a P3 that nobody touches climbs its ladder in virtual time; who would be told stands in the sink', async () => {
  const begun = await start(incident, { at: text(0, '08:59') });
  expect([begun.status, begun.body.mode]).toEqual([201, 'rehearsal']);
  const { number, cases } = begun.body;
  const [first] = cases;
  expect(first).toMatchObject({ mode: 'rehearsal', readings: { resolution: { dueAt: text(1, '18:00') } } });
  expect(Math.abs(Date.parse(first.openedAt) - Date.parse(MONDAY) + 60_000)).toBeLessThan(5_000);

  const next = await forward(number, { to: 'next-deadline' });
  expect(next.body.reached).toBe(true);
  expect(Date.parse(next.body.virtualAt)).toBeLessThan(Date.parse(MONDAY) + HOUR);
  await forward(number, { ms: 40 * HOUR });
  const told = (await toldIn(number)).filter(({ template }) => template.startsWith('incident-resolution'));
  const rows = told.map(({ at, to, template }) => [
    new Date(Date.parse(at) - (Date.parse(at) % 60_000)).toISOString(),
    to,
    template,
  ]);
  expect(rows).toEqual(
    expect.arrayContaining([
      [text(1, '14:00'), 'eng-donghu-1', 'incident-resolution-warned'], // 75 % of 16 h
      [text(1, '17:30'), 'sup-donghu', 'incident-resolution-warned'], // 30 min before
      [text(1, '18:00'), 'sup-donghu', 'incident-resolution-breached'],
    ]),
  );
  expect(told.every(({ deliveries }) => deliveries.some(({ channel }) => channel === 'mail'))).toBe(true);
  const now = (await owner.get(`/api/rehearsals/${number}`)).body;
  expect(now.cases[0].readings.resolution.state).toBe('breached');
});

test('it is counted nowhere, sent to nobody, and unknown to the live side; live numbers are unknown to it', async () => {
  const { db } = api.product;
  const live = await openIncident(api);
  const counts = async () => ({
    events: await countEvents(db),
    notices: await noticeOf(db).countDocuments(),
    figures: (await owner.get('/api/figures/open')).body.items,
    list: (await owner.get('/api/incidents/count')).body,
    work: (await (await api.as('eng-donghu-1')).get('/api/work')).body.items.length,
    drafts: await db.collection('numbers').countDocuments(),
  });
  await api.product.eventually(async () => (await noticeOf(db).countDocuments({ caseId: live })) >= 3);
  const before = await counts();
  const { number } = (await start(incident)).body;
  await forward(number, { ms: 3 * HOUR });
  expect(await counts()).toEqual(before);
  expect((await owner.get(`/api/incidents/${number}`)).status).toBe(404);
  expect((await owner.get(`/api/rehearsals/incidents/${live}`)).status).toBe(404);
  expect((await playing('sup-donghu', `/incidents/${live}/urge`)).status).toBe(404);
  const store = rehearsalStore(db);
  const states = await deliveryOf(store).distinct('state');
  expect(states).toEqual(['recorded']);
});

test('a process owner plays all parts, each with the rights of that person', async () => {
  const { number } = (await start(incident, { at: MONDAY })).body;
  expect((await owner.send(`/api/rehearsals/incidents/${number}/claim`)).status).toBe(403);
  const claimed = await playing('eng-donghu-1', `/incidents/${number}/claim`);
  expect([claimed.status, claimed.body.parties.assignee, claimed.body.mode]).toEqual([
    200,
    'eng-donghu-1',
    'rehearsal',
  ]);
  expect(Date.parse(claimed.body.serverNow)).toBeGreaterThanOrEqual(Date.parse(MONDAY));
  expect((await playing('eng-dx-1', `/incidents/${number}/resolve`)).status).not.toBe(200);
  expect((await playing('nobody-here', `/incidents/${number}/claim`)).status).toBe(422);
  const supervisor = await api.as('sup-donghu');
  const other = await supervisor.send(`/api/rehearsals/incidents/${number}/start`).set('Act-As', 'eng-donghu-1');
  expect(other.status).toBe(403);
  const live = await openIncident(api);
  const elsewhere = await owner.send(`/api/incidents/${live}/claim`).set('Act-As', 'eng-donghu-1');
  expect([elsewhere.status, fields(elsewhere)]).toEqual([422, ['/act-as not-here']]);
  const onRecord = await auditOf(api.product.db)
    .find({ type: 'refused', 'data.as': { $exists: true } })
    .lean();
  expect(onRecord.map(({ by, data }) => [by, 'as' in data && data.as, 'code' in data && data.code])).toEqual(
    expect.arrayContaining([
      ['owner', 'nobody-here', 'invalid-data'],
      ['sup-donghu', 'eng-donghu-1', 'not-permitted'],
      ['owner', 'eng-donghu-1', 'invalid-data'],
    ]),
  );
});

test('a call that is escalated starts its incident at the same virtual time, and both move on together', async () => {
  const { title, description, contact, application, unit, reporter } = incident;
  const begun = await start(
    { title, description, contact, application, unit, reporter, channel: 'phone' },
    { process: 'call', at: MONDAY },
  );
  const { number } = begun.body;
  await playing('desk-linxi', `/calls/${number}/take`);
  await forward(number, { ms: HOUR / 2 });
  const escalation = { category: 'software-function', impact: '1', urgency: '2', diagnosis: '服务错误', tried: '重启' };
  expect((await playing('desk-linxi', `/calls/${number}/escalate`, escalation)).status).toBe(200);
  const both = await api.product.eventually(async () => {
    const { cases } = (await owner.get(`/api/rehearsals/${number}`)).body;
    return cases.length === 2 ? cases : null;
  });
  const child = both[1];
  const at = Date.parse(child.openedAt) - Date.parse(MONDAY);
  expect(at).toBeGreaterThanOrEqual(HOUR / 2);
  expect(at).toBeLessThan(HOUR / 2 + 30_000);
  await forward(number, { ms: 30 * HOUR });
  const { cases } = (await owner.get(`/api/rehearsals/${number}`)).body;
  expect(cases[1].readings.resolution).toMatchObject({ state: 'breached' }); // P2: 8 h of business
});

test('R006 five business days after the answer it closes itself, to the minute; a reopen before that is in time', async () => {
  const { number } = (await start(incident, { at: MONDAY })).body;
  await playing('eng-donghu-1', `/incidents/${number}/start`);
  await forward(number, { until: text(0, '17:30') });
  const solution = {
    solution: '已恢复',
    causeCode: 'release-defect',
    category: 'software-function',
    knowledge: { kind: 'none', reason: '已知' },
  };
  expect((await playing('eng-donghu-1', `/incidents/${number}/resolve`, solution)).status).toBe(200);
  await playing('sup-donghu', `/incidents/${number}/fileReport`, {
    cause: '版本',
    evidence: '日志',
    handling: '重装',
    prevention: '检查',
  });
  await forward(number, { until: text(7, '17:29') });
  expect((await playing('req-linxi', `/incidents/${number}/reopen`, { reason: '又出现' })).status).toBe(200);
  await playing('eng-donghu-1', `/incidents/${number}/resolve`, solution);
  await playing('sup-donghu', `/incidents/${number}/fileReport`, {
    cause: '版本',
    evidence: '日志',
    handling: '重装',
    prevention: '检查',
  });
  await forward(number, { until: text(14, '17:31') });
  const [closed] = (await owner.get(`/api/rehearsals/${number}`)).body.cases;
  expect(closed.status).toBe('closed');
  const minute = Date.parse(closed.closedAt) - (Date.parse(closed.closedAt) % 60_000);
  expect(new Date(minute).toISOString()).toBe(text(14, '17:29'));
  const late = await playing('req-linxi', `/incidents/${number}/reopen`, { reason: '又出现' });
  expect([late.status, late.body.code]).toEqual([409, 'case-ended']);
  const reminders = (await toldIn(number)).filter(
    ({ template, at }) => template === 'incident-confirm-warned' && at > text(7, '17:30'),
  );
  expect(reminders.map(({ at }) => at.slice(0, 16))).toEqual([
    text(9, '17:29').slice(0, 16),
    text(11, '17:29').slice(0, 16),
  ]);
});

test('drafts are rehearsed before anybody runs on them', async () => {
  const { process, name, organisations, calendars, clocks, terms } = (await owner.get('/api/policies/incident')).body;
  const resolution = { ...clocks.resolution, targets: [{ ms: HOUR, calendar: 'always' }] };
  const source = { process, name, organisations, calendars, clocks: { ...clocks, resolution }, terms };
  const put = await owner.put('/api/policies/incident/draft', source).set('If-Match', '"0"');
  expect([put.status, put.body.errors]).toEqual([200, undefined]);
  const { number } = (await start(incident, { drafts: true, at: MONDAY })).body;
  await owner.delete('/api/policies/incident/draft').set('If-Match', '"1"').expect(204);
  const { body } = await owner.get(`/api/rehearsals/incidents/${number}`); // still readable, on the draft as it was
  expect(body.readings.resolution.targetMs).toBe(HOUR);
  await forward(number, { ms: 2 * HOUR });
  expect((await owner.get(`/api/rehearsals/${number}`)).body.cases[0].readings.resolution.state).toBe('breached');
  const plain = (await start(incident, { at: MONDAY })).body;
  expect(plain.cases[0].readings.resolution.targetMs).toBe(16 * HOUR);
});

test('bad wishes are refused, and nothing is started', async () => {
  expect(fields(await start({ ...incident, colour: 'red', title: '' }))).toEqual(
    expect.arrayContaining(['/data/colour unknown-field', '/data/title too-short']),
  );
  expect(fields(await start(incident, { at: '2020-01-01T00:00:00Z' }))).toEqual(['/at in-past']);
  expect(fields(await start(incident, { at: `${dateOf(Date.now() + 370 * DAY)}T00:00:00Z` }))).toEqual(['/at too-far']);
  const { number } = (await start(incident, { at: MONDAY })).body;
  expect(fields(await asked(number, { until: text(-1, '08:00') }))).toEqual(['/until in-past']);
  expect((await asked(number, { ms: 0 })).status).toBe(422);
  expect((await asked(number, { ms: 1, to: 'next-deadline' })).status).toBe(422);
  expect((await asked('INC-999999', { ms: 1 })).status).toBe(404);
  const both = await Promise.all([asked(number, { ms: HOUR }), asked(number, { ms: HOUR })]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  for (const person of ['eng-donghu-1', 'req-linxi', 'auditor'])
    expect(
      (await (await api.as(person)).send('/api/rehearsals', { title: 'x', process: 'incident', data: incident }))
        .status,
    ).toBe(403);
  expect((await (await api.as('sup-xiling')).get(`/api/rehearsals/${number}`)).status).toBe(404);
  expect(
    (await (await api.as('sup-xiling')).send('/api/rehearsals', { title: 'x', process: 'incident', data: incident }))
      .status,
  ).toBe(422);
});

const pageAfter = async (caller: Caller, after = '') =>
  (await caller.get(`/api/rehearsals?limit=2${after && `&after=${encodeURIComponent(after)}`}`)).body;

test('the list shows each his own, a page at a time, however many of another city are newer', async () => {
  const MANY = 120;
  const store = rehearsalStore(api.product.db);
  const cases = caseOf(store).collection;
  const started = [];
  for (const title of ['甲', '乙', '丙']) started.push((await start(incident, { title })).body.number);
  const mould = await cases.findOne({ _id: started[0] });
  const elsewhere = { orgPath: '/dx/xiling', orgLine: ['/dx/xiling', '/dx'], parties: { unit: '/dx/xiling' } };
  const numbers = Array.from({ length: MANY }, (_, at) => `INC-${999_000_000 + at}`);
  await cases.insertMany(numbers.map((_id) => ({ ...mould, queue: 'xiling-l2', ...elsewhere, _id })) as never[]);
  const later = Date.now() + HOUR;
  await rehearsalOf(store).insertMany(
    numbers.map((_id) => ({
      _id,
      title: '他市',
      process: 'incident',
      drafts: false,
      startedBy: 'owner',
      startedAt: later,
    })),
  );

  const supervisor = await api.as('sup-donghu');
  const first = await pageAfter(supervisor);
  const second = await pageAfter(supervisor, first.next);
  const shown = [...first.items, ...second.items].map(({ number }: { number: string }) => number);
  expect(shown.slice(0, 3)).toEqual(started.toReversed());
  const known = (
    await rehearsalOf(store)
      .find({ _id: { $nin: numbers } })
      .lean()
  ).map(({ _id }) => _id);
  const { items, next } = (await supervisor.get('/api/rehearsals?limit=100')).body;
  expect([new Set(items.map(({ number }: { number: string }) => number)), next]).toEqual([new Set(known), null]);
  expect((await (await api.as('sup-xiling')).get('/api/rehearsals?limit=100')).body.items).toHaveLength(100);
  const strange = await owner.get(`/api/rehearsals?limit=2&after=${encodeURIComponent(first.next)}`);
  expect([strange.status, fields(strange)]).toEqual([422, ['/after not-allowed-value']]);
  await Promise.all(
    [cases, rehearsalOf(store).collection].map((one) => one.deleteMany({ _id: { $in: numbers } } as never)),
  );
});

test('one that is no longer wanted is ended and forgotten', async () => {
  const { number } = (await start(incident)).body;
  expect((await (await api.as('sup-donghu')).delete(`/api/rehearsals/${number}`)).status).toBe(403);
  expect((await owner.delete(`/api/rehearsals/${number}`)).status).toBe(204);
  expect((await owner.get(`/api/rehearsals/${number}`)).status).toBe(404);
  const store = rehearsalStore(api.product.db);
  for (const collection of ['commits', 'notices', 'deliveries', 'numbers'])
    expect(await store.collection(collection).countDocuments({ caseId: number })).toBe(0);
  const described = await api.product.rehearsalTemporal.workflow
    .getHandle(`incident:${number}`)
    .describe()
    .catch(() => null);
  expect(described === null || described.status.name === 'TERMINATED').toBe(true);
});
