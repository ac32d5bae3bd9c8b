/** Drills 演练: opened by who may raise a failover, apart from what is live, reported on, and called for when they are due. */
import { ensureSchedules, jobs } from '../../../worker/schedules.ts';
import { createDrills } from '../../../activities/jobs/drills.ts';
import { monthsAfter } from '../../../domain/runbooks/drills.ts';
import { dayIn, drillsDue } from '../../../client/registers/drills.ts';
import { rerowed } from '../../../client/figures/making-rows.ts';
import { verifyDocuments } from '../../../client/record/verify-documents.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { figureRowsIn } from '../../../models/figures/row.ts';
import { indicatorOf } from '../../../models/registers/figures/indicator.ts';
import { migrate } from '../../../worker/migrate.ts';
import { type Notice, noticeOf } from '../../../models/notices/notice.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { approveRunbook, plannedStep, raisedFailover } from '../../support/product/runbooks.ts';

jest.setTimeout(180_000);
const DAY = 86_400_000;
let api: Api;
let [li, zhao, commander, owner]: Caller[] = [];
beforeAll(async () => {
  api = await startApi();
  [li, zhao, commander, owner] = await Promise.all(
    ['eng-donghu-1', 'eng-donghu-2', 'sup-donghu', 'owner'].map((one) => api.as(one)),
  );
  await approveRunbook(
    api.product,
    'city-standby',
    [plannedStep('switch', 10, { action: 'switch-service' }), plannedStep('verify', 10)],
    { drillEveryMonths: 6 },
  );
}, 120_000);
afterAll(() => api.stop());

type Caught = Caller | undefined;
const as = (caller: Caught): Caller => {
  if (!caller) throw new Error('nobody signed in');
  return caller;
};
const raise = async (more: object = {}) =>
  (
    await as(li)
      .send('/api/failovers', { ...raisedFailover(), ...more })
      .expect(201)
  ).body;
const give = async (by: Caught, number: string, command: string, data: object = {}) =>
  (await as(by).send(`/api/failovers/${number}/${command}`, data).expect(200)).body;
const stands = (number: string, status: string) =>
  api.product.eventually(async () => (await api.product.stored(number)).status === status);
const isAt = (number: string, part: string) =>
  api.product.eventually(async () =>
    (await api.product.stored(number)).waitsFor.some(({ parts = [] }) => parts.includes(part)),
  );

/** From its intake to its end. */
async function carriedOut(more: object): Promise<string> {
  const { number, proposal } = await raise(more);
  expect(proposal.runbooks[0].ref).toBe('city-standby@1');
  await give(commander, number, 'authorize', { planHash: proposal.planHash, customerTold: 'The bureau' });
  await isAt(number, 'verify');
  await give(zhao, number, 'takeStep', { part: 'verify' });
  await give(zhao, number, 'confirmStep', { part: 'verify', evidence: 'Log 7' });
  await give(li, number, 'confirmService', { checks: 'One payment' });
  await give(commander, number, 'report', { good: 'Fast', bad: 'Phones', actions: [], dataLossMinutes: 0 });
  await stands(number, 'closed');
  return number;
}

test('a drill is run by people in real time, its notices say so, its actions are answered; nothing live hears of it', async () => {
  const before = (await as(owner).get('/api/figures/open')).body.items;
  const number = await carriedOut({ drill: true });
  const { db } = api.product;
  const shown = (await as(li).get(`/api/failovers/${number}`)).body;
  expect(shown).toMatchObject({ mode: 'drill', status: 'closed', rtoMs: 60 * 60_000, withinRto: true });
  expect((await as(owner).get('/api/figures/open')).body.items).toEqual(before);
  expect((await as(li).get('/api/failovers?mode=live')).body.items).toEqual([]);
  expect((await as(li).get('/api/failovers?mode=drill')).body.items).toHaveLength(1);
  expect(await db.collection('cases').countDocuments({ process: 'change' })).toBe(0);
  const switched = (await api.product.eventsOf(number)).find(({ type }) => type === 'failover.stepEnded');
  expect(switched).toMatchObject({ data: { part: 'switch' }, by: { role: 'system' } });
  const { items } = (await as(commander).get('/api/notices')).body;
  const mine = items.filter((one: { number: string }) => one.number === number);
  expect(mine.length).toBeGreaterThan(0);
  for (const { text } of mine) expect([text.zh.slice(0, 4), text.en.slice(0, 7)]).toEqual(['【演练】', '[Drill]']);
});

test('only who may raise a failover raises a drill, and for no live case', async () => {
  const requester = await api.as('req-linxi');
  expect((await requester.send('/api/failovers', { ...raisedFailover(), drill: true })).status).toBe(403);
  const live = (await raise()).number;
  const after = await as(li).send('/api/failovers', { ...raisedFailover(), drill: true, followUpOf: live });
  expect([after.status, after.body.errors]).toEqual([422, [expect.objectContaining({ code: 'other-mode' })]]);
  const drill = (await raise({ drill: true })).number;
  const linked = await as(li).send(`/api/failovers/${drill}/link`, { target: live, relation: 'related' });
  expect([linked.status, linked.body.errors[0]]).toMatchObject([422, { pointer: '/target', code: 'other-mode' }]);
  for (const number of [live, drill]) await give(commander, number, 'standDown', { reason: 'So' });
});

test('the report of a run compares budget and actual, step by step; only when it is over, and to those who work on it', async () => {
  const open = await raise({ drill: true });
  const code = async (by: Caught, number: string) => {
    const { status, body } = await as(by).get(`/api/runs/${number}/report`);
    return `${status} ${body.code}`;
  };
  expect(await code(li, open.number)).toBe('409 no-plan');
  await give(commander, open.number, 'authorize', { planHash: open.proposal.planHash, customerTold: 'The bureau' });
  expect(await code(li, open.number)).toBe('409 run-not-over');
  expect(await code(li, 'INC-000001')).toBe('404 not-found');

  const number = await carriedOut({ drill: true });
  const report = (await as(li).get(`/api/runs/${number}/report`).expect(200)).body;
  expect(report).toMatchObject({
    number,
    mode: 'drill',
    runbooks: ['city-standby@1'],
    budgetMs: 20 * 60_000,
    recovery: { objectiveMs: 60 * 60_000, within: true },
    weak: [],
    steps: [
      { step: 'switch', title: { en: 'Do switch' }, kind: 'automatic', status: 'done', tries: 1, weak: [] },
      { step: 'verify', title: { en: 'Do verify' }, kind: 'manual', status: 'done', tries: 1, weak: [] },
    ],
  });
  expect(report.recovery.actualMs).toBeGreaterThan(600_000);
  expect(report.actualMs).toBe(Date.parse(report.endedAt) - Date.parse(report.startedAt));
});

type Due = { runbook: string; dueOn: string; overdue: boolean; lastDrill: { number?: string } | null };
const dueOf = async (by: Caught, runbook: string): Promise<Due | undefined> =>
  (await as(by).get('/api/runbooks/drills?limit=100').expect(200)).body.items.find(
    (one: Due) => one.runbook === runbook,
  );

const approvedAt = async (id: string, at: number) =>
  await api.product.db.collection<{ _id: string }>('runbooks').updateOne({ _id: id }, { $set: { publishedAt: at } });
const zone = () => api.product.env.zone;
const look = () =>
  createDrills({
    ...api.product,
    drillsDue: (of) => drillsDue(api.product.db, of),
    dispatch: async () => undefined,
  }).tellDrills(zone());
const toldOf = async (runbook: string): Promise<string[]> => {
  const found = await noticeOf(api.product.db)
    .find({ key: { $regex: `^drill:${runbook}:` } })
    .lean<Notice[]>();
  return found.map(({ to, template }) => `${to} ${template}`).toSorted();
};

const confirm = async (number: string, part: string) =>
  await give(zhao, number, 'confirmStep', { part, evidence: 'Log 7' });
const backAndOver = async (number: string): Promise<void> => {
  await give(commander, number, 'rollBack', { reason: 'Enough' });
  await give(commander, number, 'report', { good: 'Fast', bad: 'Short', actions: [], dataLossMinutes: 0 });
  await stands(number, 'closed');
};

describe('when the next drill is due', () => {
  test('it counts from the last that was closed, else from its approval', async () => {
    const due = await dueOf(owner, 'city-standby');
    const number = due?.lastDrill?.number ?? '';
    const { closedAt = 0, mode } = await api.product.stored(number);
    expect(mode).toBe('drill');
    expect(due).toMatchObject({ dueOn: monthsAfter(dayIn(closedAt, zone()), 6), overdue: false });
    expect(await dueOf(owner, 'dr-site')).toMatchObject({ lastDrill: null });
    await approvedAt('dr-site@1', Date.UTC(2020, 0, 31, 3));
    expect(await dueOf(owner, 'dr-site')).toMatchObject({ overdue: true });
    expect((await (await api.as('req-linxi')).get('/api/runbooks/drills')).status).toBe(403);
    const xiling = await dueOf(await api.as('sup-xiling'), 'city-standby');
    expect(xiling).toBeUndefined(); // of another city
    const [first] = (await as(owner).get('/api/runbooks/drills?limit=1')).body.items;
    const { next } = (await as(owner).get('/api/runbooks/drills?limit=1')).body;
    const second = (await as(owner).get(`/api/runbooks/drills?limit=1&after=${encodeURIComponent(next)}`)).body
      .items[0];
    expect(first.runbook < second.runbook).toBe(true);
  });

  test('only a drill that went forward to the end of its last step counts, whatever was taken back afterwards', async () => {
    const steps = [plannedStep('a', 1), plannedStep('b', 1)];
    await approveRunbook(api.product, 'short', steps, { drillEveryMonths: 6, scheme: 'reduced-operation' });
    const facts = { hostsDown: 'one', hardwareFault: true, clustered: false };
    const begun = async (): Promise<string> => {
      const { number, proposal } = await raise({ drill: true, facts });
      expect(proposal.runbooks[0].ref).toBe('short@1');
      await give(commander, number, 'authorize', { planHash: proposal.planHash, customerTold: 'The bureau' });
      return number;
    };
    const atOnce = await begun();
    await backAndOver(atOnce);
    const onTheWay = await begun();
    await confirm(onTheWay, 'a');
    await backAndOver(onTheWay);
    expect(await dueOf(owner, 'short')).toMatchObject({ lastDrill: null });
    const whole = await begun();
    for (const part of ['a', 'b']) await confirm(whole, part);
    await backAndOver(whole);
    await backAndOver(await begun());
    expect(await dueOf(owner, 'short')).toMatchObject({ lastDrill: { number: whole } });
  });

  test('figures count what ended under a word of its own, list it, and count none of it as live', async () => {
    const { db } = api.product;
    const board = async (by: Caught = commander) => {
      const query = 'indicators=drill-completion,recovered-in-time&organisation=/dx/donghu&trend=1';
      return (await as(by).get(`/api/figures/board?${query}`).expect(200)).body;
    };
    const casesOf = async (n: number): Promise<string[]> => {
      const { query, cases } = (await board()).figures[0].parts[n];
      const { items, total, outOfReach } = (await as(commander).get(`${query}&limit=100`).expect(200)).body;
      expect([total, outOfReach]).toEqual([cases, 0]);
      return items.map((one: { number: string }) => one.number).toSorted();
    };
    const ended = await casesIn(db)
      .find({ mode: 'drill', closedAt: { $exists: true } }, { sort: { _id: 1 } })
      .toArray();
    expect((await board()).figures).toMatchObject([
      { indicator: 'drill-completion@1', value: 0.4286, parts: [{ cases: 3 }, { cases: 7 }] },
      { indicator: 'recovered-in-time@1', value: null, parts: [{ cases: 0 }, { cases: 0 }] },
    ]);
    expect(await casesOf(1)).toEqual(ended.map(({ _id }) => _id));
    expect(await casesOf(0)).toContain((await dueOf(owner, 'short'))?.lastDrill?.number);

    const another = (await raise({ drill: true })).number;
    await give(commander, another, 'standDown', { reason: 'Another day' });
    await stands(another, 'canceled');
    expect((await board()).figures[0]).toMatchObject({ value: 0.375, parts: [{ cases: 3 }, { cases: 8 }] });
    const { items: names } = (await as(owner).get('/api/indicators/names?process=drill').expect(200)).body;
    expect(names).toContainEqual({
      name: 'completed',
      title: { zh: '全部步骤已走完', en: 'all its steps were gone through' },
      is: 'yes-no',
    });
    const { body } = await as(owner).post('/api/indicators/validate', { formula: 'count(opened drill)' }).expect(200);
    expect(body).toMatchObject({ says: null, faults: [{ code: 'only-closed', pointer: '/formula' }] });
  });

  test('who does not read the cases of each process that is drilled sees no figure of drills', async () => {
    const permissions = ['figures.board', 'failover.read', 'cutover.read'];
    const wish = { password: api.password, name: 'failovers', days: 1, permissions };
    const { key } = (await as(commander).post('/api/api-keys', wish).expect(201)).body;
    const { body } = await api
      .get('/api/figures/board?board=change&organisation=/dx/donghu&trend=1')
      .set({ Authorization: `Bearer ${key}` })
      .expect(200);
    expect(body.outOfReach).toContain('drill-completion@1');
    expect(body.figures.map((one: { indicator: string }) => one.indicator)).toEqual(['recovered-in-time@1']);
  });

  test('a store of a release before gets rows of its drills, and the indicator; until then they are named as missing', async () => {
    const { db } = api.product;
    const rows = () =>
      figureRowsIn(db)
        .find({}, { sort: { _id: 1 } })
        .toArray();
    const findings = async () => {
      const found: Finding[] = [];
      await verifyDocuments({ db }, (finding) => found.push(finding));
      return found.filter(({ code }) => code.startsWith('row-')).map(({ chain, code }) => `${chain} ${code}`);
    };
    const before = await rows();
    expect(await findings()).toEqual([]);
    const drills = before.flatMap(({ _id, process }) => (process === 'drill' ? [_id] : []));
    expect(drills.length).toBeGreaterThan(7);
    const [first = ''] = drills;
    await figureRowsIn(db).updateOne({ _id: first }, { $set: { 'values.completed': 'yes' } });
    expect(await findings()).toEqual([`${first} row-differs`]);
    expect(await rerowed(db, first, { write: true })).toBe(true);
    expect(await rows()).toEqual(before);

    await figureRowsIn(db).deleteMany({ process: 'drill' });
    await indicatorOf(db).deleteOne({ _id: 'drill-completion@1' });
    expect(await findings()).toEqual(drills.map((number) => `${number} row-missing`));
    await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0080' });
    expect(await migrate(db, { embedded: true, dataFolder: '' })).toEqual(['0080']);
    expect(await rows()).toEqual(before);
    expect(await indicatorOf(db).findById('drill-completion@1').lean()).toMatchObject({ unit: 'share', version: 1 });
  });

  test('who may command at its organisation, and who owns the process, are told once on each occasion', async () => {
    await approveRunbook(api.product, 'far', [plannedStep('a', 1)], { drillEveryMonths: 1, scheme: 'restore' });
    await approvedAt('far@1', Date.now() - 20 * DAY); // 8 to 11 days before
    expect((await look()).told).toBeGreaterThan(0);
    expect(await toldOf('far')).toEqual(['owner drill-near', 'sup-donghu drill-near']);
    expect(await look()).toMatchObject({ told: 0 });
    await approvedAt('far@1', Date.now() - 130 * DAY); // nothing ran for months: one word, not four
    await look();
    await look();
    expect(await toldOf('far')).toEqual([
      'owner drill-near',
      'owner drill-overdue',
      'sup-donghu drill-near',
      'sup-donghu drill-overdue',
    ]);
    const { items } = (await as(owner).get('/api/notices')).body;
    const { text, subject } = items.find((one: { subject?: string }) => one.subject === 'runbooks/far@1');
    expect([subject, text.en]).toEqual(['runbooks/far@1', expect.stringContaining('“Standby node” (far)')]);
  });

  test('the schedule is of eight in the morning on the wall of the installation, and its job tells', async () => {
    await approveRunbook(api.product, 'late', [plannedStep('a', 1)], { drillEveryMonths: 1, scheme: 'restore' });
    await approvedAt('late@1', Date.now() - 100 * DAY);
    const { temporal, taskQueue } = api.product;
    await ensureSchedules(temporal, taskQueue, zone());
    const handle = temporal.schedule.getHandle(`${taskQueue}:drills`);
    const { spec, policies } = await handle.describe();
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: DAY });
    expect([spec.timezone, spec.calendars?.[0]?.hour]).toEqual([zone(), [{ start: 8, end: 8, step: 1 }]]);
    await handle.trigger();
    await api.product.eventually(async () => (await toldOf('late')).includes('sup-donghu drill-overdue'));
    for (const { id } of jobs) await temporal.schedule.getHandle(`${taskQueue}:${id}`).delete();
  });

  test('runbooks.edit refuses the key of that list', async () => {
    const { body } = await as(owner)
      .put('/api/runbooks/drills/draft', {
        title: { zh: '一', en: 'One' },
        process: 'failover',
        scheme: 'restore',
        orgPath: '/dx',
        applications: [],
        items: [],
        plan: { of: [plannedStep('a', 1)] },
      })
      .set('If-Match', '"0"')
      .expect(200);
    expect(body.problems).toContainEqual({ pointer: '/id', code: 'reserved' });
  });
});
