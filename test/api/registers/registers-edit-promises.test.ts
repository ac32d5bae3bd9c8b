import fc from 'fast-check';
import { bodyOf } from '../../../models/cases/case.ts';
import { type Api, type Caller, openCall, openIncident, report, startApi, weight } from '../../support/product/api.ts';
import {
  calendarSource,
  contractSource,
  publishSource,
  saveDraft,
  type Source,
} from '../../support/product/registers.ts';

let api: Api;
let owner: Caller;
beforeAll(async () => {
  api = await startApi();
  owner = await api.as('owner');
}, 120_000);
afterAll(() => api.stop());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
type Clocks = Record<string, Source & { targets: object[] }>;
const sourceOf = async (path: string): Promise<Source & { clocks: Clocks }> =>
  (await owner.get(`/api/${path}`)).body.source;
const withTargets = ({ clocks, ...source }: Source & { clocks: Clocks }, clock: string, targets: object[]): Source => ({
  ...source,
  clocks: { ...clocks, [clock]: { ...clocks[clock], targets } },
});
const readingsOf = async (number: string) => (await api.product.stored(number)).readings;
const ofXiling = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school', queue: 'xiling-l2' };
async function openAtXiling(more: object = {}): Promise<string> {
  const desk = await api.as('desk-province');
  const answer = await desk.send('/api/incidents', { ...report, ...weight, ...ofXiling, ...more });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.number;
}

/** Open from 8 to 17 on one weekday only, 1 = Monday. */
const oneDay = (day: number): Source =>
  calendarSource({
    week: [1, 2, 3, 4, 5, 6, 7].map((one) => (one === day ? [[480, 1020]] : [])),
    dates: {},
    names: {},
    years: [2025, 2027],
  });
/** Counted by hand, day by day from local midnight: when `ms` of the frames of one weekday are over. */
function dueOnOneDay(day: number, from: number, ms: number): number {
  const local = from + 8 * HOUR;
  let left = ms;
  for (let midnight = local - (local % DAY); ; midnight += DAY) {
    if ((new Date(midnight).getUTCDay() + 6) % 7 !== day - 1) continue;
    const start = Math.max(midnight + 8 * HOUR, local);
    const length = Math.max(0, midnight + 17 * HOUR - start);
    if (length >= left) return start + left - 8 * HOUR;
    left -= length;
  }
}

test('R001 a calendar open on one weekday only, published and agreed on, gives the exact deadline on every weekday', async () => {
  const asked = { unit: ofXiling.unit, application: 'assets', priority: 'P3', at: '2026-03-04T10:00:00+08:00' };
  await publishSource(owner, 'calendars/one-day', oneDay(2));
  const source = contractSource({ policies: {}, calendars: { service: 'one-day', vendor: 'one-day' } });
  await publishSource(owner, 'contracts/one-day', { ...source, firstDay: '2026-01-01' });
  const due = new Map<number, string>();
  for (const day of [2, 1, 3, 4, 5, 6, 7]) {
    const { id: published } = await publishSource(owner, 'calendars/one-day', oneDay(day));
    const preview = await owner.post('/api/sla/preview', asked);
    const resolution = preview.body.running.find(({ clock }: { clock: string }) => clock === 'resolution');
    const expected = dueOnOneDay(day, Date.parse(asked.at), 16 * HOUR);
    expect([resolution.calendar, Date.parse(resolution.dueAt)]).toEqual([published, expected]);
    due.set(day, resolution.dueAt);

    const number = await openAtXiling({ application: 'assets' });
    const stored = await api.product.stored(number);
    expect(bodyOf(stored).pins.calendars['service']).toBe(published);
    expect(stored.readings['resolution']).toMatchObject({
      state: 'running',
      dueAt: dueOnOneDay(day, stored.openedAt, 16 * HOUR),
    });
  }
  expect(due.get(2)).toBe('2026-03-17T07:00:00.000Z');
}, 60_000);

test('a promise by service, priority and organisation: the contract chooses the policy, the policy the target', async () => {
  const gold = withTargets({ ...(await sourceOf('policies/incident')), name: '金牌', byContract: true }, 'resolution', [
    { when: { service: ['payroll'], priority: ['P1'] }, ms: HOUR, calendar: 'always' },
    { when: { service: ['payroll'] }, ms: 2 * HOUR, calendar: 'always' },
    { ms: 3 * HOUR, calendar: 'always' },
  ]);
  await publishSource(owner, 'policies/gold', gold);
  const named = contractSource({ applications: [], policies: { incident: 'gold' } });
  await publishSource(owner, 'contracts/gold', named);
  const promised = async (more: object) => {
    const { resolution } = await readingsOf(await openAtXiling(more));
    return (resolution?.targetMs ?? 0) / HOUR;
  };
  expect(await promised({ application: 'payroll', impact: '1', urgency: '1' })).toBe(1);
  expect(await promised({ application: 'payroll' })).toBe(2);
  expect(await promised({ application: 'office' })).toBe(3);
  const elsewhere = await readingsOf(await openIncident(api, { application: 'payroll' }));
  expect(elsewhere['resolution']?.targetMs).toBe(16 * HOUR);
});

test('a call is promised by its service too', async () => {
  const call = await sourceOf('policies/call');
  const targets = [
    { when: { service: ['payroll'] }, ms: HOUR / 4, calendar: 'always' },
    ...(call.clocks['response']?.targets ?? []),
  ];
  const old = await openCall(api, { application: 'payroll' });
  await publishSource(owner, 'policies/call', withTargets(call, 'response', targets));
  const [fresh, other] = [
    await openCall(api, { application: 'payroll' }),
    await openCall(api, { application: 'office' }),
  ];
  const lengths = await Promise.all(
    [old, fresh, other].map(async (number) => (await readingsOf(number))['response']?.targetMs),
  );
  expect(lengths).toEqual([HOUR / 2, HOUR / 4, HOUR / 2]);
});

test('what a publication leaves behind is counted, named, and moved by the re-target that those numbers are handed to', async () => {
  const number = await openIncident(api, { application: 'budget' });
  const other = await openAtXiling({ application: 'procurement' });
  const source = await sourceOf('policies/incident');
  const next = withTargets(source, 'resolution', [{ ms: 4_000 * HOUR }]); // far beyond the known dates
  const draft = await saveDraft(owner, 'policies/incident', next);
  const before = (await owner.post('/api/policies/incident/draft/preview')).body;
  expect(before.changes).toContainEqual({
    pointer: '/clocks/resolution/targets/0/ms',
    before: 4 * HOUR,
    after: 4_000 * HOUR,
  });
  expect(before.affected).toMatchObject({ capped: false, provisional: 0, numbers: expect.arrayContaining([number]) });
  expect(before.affected.open).toBe(before.affected.numbers.length);
  await owner
    .post('/api/policies/incident/publish', { note: '长期限' })
    .set('If-Match', String(draft.headers['etag']))
    .expect(201);
  const due = (await readingsOf(number))['resolution'];

  const { numbers } = before.affected;
  const { results } = (await owner.post('/api/retargets/preview', { numbers })).body;
  expect(results.map((one: { number: string }) => one.number)).toEqual(numbers);
  const shown = results.find((one: { number: string }) => one.number === number);
  const { policyVersion, calendars } = shown;
  const move = { command: 'retarget', numbers: [number], data: { policyVersion, calendars, reason: '新合同' } };
  expect((await owner.send('/api/commands', move)).body.results).toMatchObject([{ status: 200 }]);
  const moved = (await readingsOf(number))['resolution'];
  expect([moved?.dueAt === due?.dueAt, moved?.targetMs, moved?.provisional]).toEqual([false, 4_000 * HOUR, true]);
  expect((await readingsOf(other))['resolution']?.targetMs).not.toBe(4_000 * HOUR);

  await saveDraft(owner, 'policies/incident', source).expect(200);
  const { affected } = (await owner.post('/api/policies/incident/draft/preview')).body;
  expect(affected).toMatchObject({ provisional: 1, numbers: expect.arrayContaining([number]) });
  await publishSource(owner, 'policies/incident', source);
});

test('who draws up a contract sees the open cases that would newly come under it', async () => {
  const inside = await openAtXiling({ application: 'decision' });
  const outside = await openAtXiling({ application: 'accounts' });
  await saveDraft(
    owner,
    'contracts/decision',
    contractSource({ applications: ['decision'], calendars: { service: 'always', vendor: 'always' } }),
  );
  const { affected } = (await owner.post('/api/contracts/decision/draft/preview')).body;
  expect([affected.open, affected.numbers]).toEqual([1, [inside]]);
  expect(affected.numbers).not.toContain(outside);
  await publishSource(owner, 'contracts/decision', contractSource({ applications: ['decision'] }));
  const [shown] = (await owner.post('/api/retargets/preview', { numbers: [inside] })).body.results;
  expect(shown.calendars).toContain('cn-7x12@1'); // it moves to the hours of the contract
});

const versions = async () => {
  const all = ['calendars', 'policies', 'matrices', 'contracts', 'approval-policies'].map(async (name) =>
    (await api.product.db.collection(name).find().sort({ _id: 1 }).toArray()).map((one): [string, string] => [
      `${name}/${String(one._id)}`,
      JSON.stringify(one),
    ]),
  );
  return new Map((await Promise.all(all)).flat());
};
const anyEdit = fc.oneof(
  fc.record({ path: fc.constant('calendars/any'), day: fc.integer({ min: 1, max: 7 }), target: fc.constant(0) }),
  fc.record({ path: fc.constant('policies/any'), day: fc.constant(0), target: fc.integer({ min: 1, max: 10 ** 9 }) }),
  fc.record({ path: fc.constant('contracts/any'), day: fc.constant(0), target: fc.integer({ min: 1, max: 28 }) }),
);

test('publishing never changes a version that is there, whatever is published', async () => {
  const policy = { ...(await sourceOf('policies/incident')), byContract: true } as never;
  const textOf = ({ path, day, target }: { path: string; day: number; target: number }): Source => {
    if (path === 'calendars/any') return oneDay(day);
    if (path === 'policies/any') return withTargets(policy, 'resolution', [{ ms: target }]);
    return contractSource({ applications: ['procurement'], firstDay: `2026-02-${String(target).padStart(2, '0')}` });
  };
  let published = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyEdit, { minLength: 1, maxLength: 4 }), async (edits) => {
      for (const edit of edits) {
        const before = await versions();
        const { id: version } = await publishSource(owner, edit.path, textOf(edit));
        const after = await versions();
        published += 1;
        for (const [id, text] of before) expect(after.get(id)).toBe(text);
        expect([...after.keys()].filter((id) => !before.has(id))).toEqual([`${edit.path.split('/')[0]}/${version}`]);
      }
    }),
    { numRuns: 8 },
  );
  expect(published).toBeGreaterThanOrEqual(8);
}, 60_000);

test('a draft that holds everywhere shows the open cases that would come under it; one by contract shows none', async () => {
  const elsewhere = await openAtXiling({ application: 'office' });
  const source = await sourceOf('policies/incident');
  await publishSource(owner, 'policies/incident', { ...source, organisations: ['/dx/donghu'] });
  const shown = async (more: Source) => {
    const { revision = 0 } = (await owner.get('/api/policies/everywhere/draft')).body;
    await saveDraft(owner, 'policies/everywhere', { ...source, organisations: [], ...more }, revision).expect(200);
    const { open, numbers } = (await owner.post('/api/policies/everywhere/draft/preview')).body.affected;
    return { open, names: numbers.includes(elsewhere) };
  };
  const all = await api.product.db.collection('cases').countDocuments({
    process: 'incident',
    closedAt: { $exists: false },
  });
  expect(await shown({})).toEqual({ open: all, names: true });
  expect(await shown({ organisations: ['/dx/donghu'] })).toMatchObject({ names: false });
  expect(await shown({ byContract: true })).toEqual({ open: 0, names: false });
  await publishSource(owner, 'policies/everywhere', { ...source, organisations: [], byContract: true });
  expect(await shown({})).toEqual({ open: all, names: true });
  await publishSource(owner, 'policies/incident', source);
});
