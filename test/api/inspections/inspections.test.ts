/** Inspections through the API, from a plan that is due to both signatures; and what the hourly job makes of time that has passed. */
import { createInspections } from '../../../activities/jobs/inspections.ts';
import { slotSourceOf } from '../../../client/registers/inspections.ts';
import type { InspectionPlan } from '../../../domain/inspection/plan.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { addEntries } from '../../../models/registers/add-missing.ts';
import { inspectionPlanOf, type KeptInspectionPlan } from '../../../models/registers/inspections/plan.ts';
import { inspectionSlotOf, lastSlot } from '../../../models/registers/inspections/slot.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn } from '../../support/product/registers.ts';

const DAY = 86_400_000;
let api: Api;
let [planner, inspector, customer]: Caller[] = [];
beforeAll(async () => {
  api = await startApi();
  [planner, inspector, customer] = await Promise.all(
    ['sup-xiling', 'eng-dx-1', 'rep-xiling'].map((who) => api.as(who)),
  );
  await inspectionPlanOf(api.product.db).updateMany({}, { $set: { open: false } });
}, 120_000);
afterAll(() => api.stop());

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
const wanted = (more: object = {}) => ({
  unit: '/dx/xiling/court',
  title: '西岭市人民法院电话巡检',
  way: 'phone',
  checklist: 'phone-visit',
  items: [],
  visitUntil: inDays(10),
  ...more,
});
const give = (who: Caller | undefined, number: string, command: string, data: object = {}) => {
  if (!who) throw new Error('nobody');
  return who.send(`/api/inspections/${number}/${command}`, data);
};

test('from the appointment to both signatures, each by whom it is asked of', async () => {
  const bad = await planner?.send(
    '/api/inspections',
    wanted({ way: 'on-site', items: ['nothing'], visitUntil: inDays(-1), plan: 'x' }),
  );
  expect(bad && faultsIn(bad)).toEqual(['/plan unknown-field']);
  const known = await planner?.send(
    '/api/inspections',
    wanted({ way: 'on-site', items: ['nothing'], visitUntil: inDays(-1) }),
  );
  expect(known && faultsIn(known)).toEqual(['/checklist not-for-this-way', '/items/0 unknown', '/visitUntil in-past']);
  const made = await planner?.send('/api/inspections', wanted());
  const { number } = made?.body ?? {};
  expect([made?.status, number]).toEqual([201, expect.stringMatching(/^INS-/)]);
  const appointment = { inspectors: [{ person: 'eng-dx-1' }], from: inDays(1), until: inDays(1.1) };
  await give(planner, number, 'appoint', appointment).expect(200);
  expect((await give(customer, number, 'begin', { place: 'x' })).status).toBe(403);
  await give(inspector, number, 'begin', { place: '电话' }).expect(200);
  const wrong = await give(inspector, number, 'recordItems', {
    lines: [{ line: 'speed', value: 'warp' }, { line: 'works' }],
  });
  expect(faultsIn(wrong)).toEqual(['/lines/0/value unknown', '/lines/1/says required']);
  const lines = [
    { line: 'works', says: 'ok' },
    { line: 'speed', value: 'slow' },
    { line: 'wishes', value: '无' },
  ];
  const recorded = await give(inspector, number, 'recordItems', { lines }).expect(200);
  expect(recorded.body).toMatchObject({ suggested: ['speed'], lines: { all: 3, open: 0, abnormal: 1 } });
  await give(inspector, number, 'raiseFinding', { part: 'f-1', line: 'speed', class: 'general', what: '慢' }).expect(
    200,
  );
  await give(inspector, number, 'complete', { summary: '慢' }).expect(200);
  await give(inspector, number, 'proposeRemedy', { part: 'f-1', remedy: '加内存', due: inDays(30) }).expect(200);
  const agreed = await give(customer, number, 'agreeRemedy', { part: 'f-1' }).expect(200);
  expect(agreed.body).toMatchObject({ status: 'signing', findings: { all: 1, open: 0 } });
  const hash = agreed.body.recordHash;
  expect((await give(customer, number, 'sign', { recordHash: hash })).body.code).toBe('service-signs-first');
  expect((await give(inspector, number, 'sign', { recordHash: 'a'.repeat(64) })).body).toMatchObject({
    code: 'hash-differs',
  });
  await give(inspector, number, 'sign', { recordHash: hash }).expect(200);
  const signed = await give(customer, number, 'sign', { recordHash: hash }).expect(200);
  expect(signed.body).toMatchObject({ status: 'archived', signatures: [{ by: 'eng-dx-1' }, { by: 'rep-xiling' }] });
  const parts = await customer?.get(`/api/cases/${number}/parts`);
  expect(parts?.body.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: 'speed', status: 'abnormal', value: 'slow' }),
      expect.objectContaining({ id: 'f-1', status: 'agreed', class: 'general' }),
    ]),
  );
  for (const [who, status] of [
    ['sup-donghu', 404],
    ['auditor', 200],
  ] as const)
    expect([who, (await (await api.as(who)).get(`/api/inspections/${number}`)).status]).toEqual([who, status]);
  const listed = await planner?.get('/api/inspections?way=phone&status=archived');
  expect(listed?.body.items.map((one: { number: string }) => one.number)).toEqual([number]);
});

// ── the hourly job
const jobs = () =>
  createInspections({
    ...api.product,
    slotSource: (plan, now) => slotSourceOf(api.product, plan, now),
    dispatch: async () => undefined,
  });
const dayAgo = (days: number): string => new Date(Date.now() + 8 * 3_600_000 - days * DAY).toISOString().slice(0, 10);
const plan = (id: string, more: Partial<InspectionPlan> = {}): KeptInspectionPlan => ({
  _id: id,
  title: '电话巡检',
  orgPath: '/dx/xiling',
  way: 'phone',
  core: false,
  items: [],
  checklist: 'phone-visit',
  firstDay: dayAgo(1),
  zone: 'Asia/Shanghai',
  calendar: 'always',
  windowDays: 10,
  inspectors: ['eng-dx-1'],
  open: true,
  since: Date.now() - 400 * DAY,
  ...more,
});
const keep = (...plans: KeptInspectionPlan[]) => addEntries(api.product.db, 'inspection-plans', plans);
const closed = (id: string) => inspectionPlanOf(api.product.db).updateOne({ _id: id }, { $set: { open: false } });
const casesOf = (id: string) => caseOf(api.product.db).find({ process: 'inspection', plan: id }).lean();
const statesOf = async (id: string) =>
  (await inspectionSlotOf(api.product.db).find({ plan: id }).sort({ planned: 1 }).lean()).map(({ state }) => state);
const told = async (template: string, id: string): Promise<string[]> =>
  (await noticeOf(api.product.db).find({ template, 'data.plan': id }).lean()).map(({ to }) => to).toSorted();

test('three days without the product, over two inspection dates: each is opened once, however often it looks, and by several at once', async () => {
  await keep(plan('one', { firstDay: dayAgo(3) }), plan('two'));
  const looks = await Promise.all([jobs().openInspections(), jobs().openInspections()]);
  looks.push(await jobs().openInspections());
  expect(looks.map(({ failed }) => failed)).toEqual([0, 0, 0]);
  for (const id of ['one', 'two']) {
    const [found, ...more] = await casesOf(id);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      status: 'planned',
      plan: id,
      title: expect.stringContaining('电话巡检（'),
      inspectors: ['eng-dx-1'],
    });
    const last = await lastSlot(api.product.db, id);
    expect(last).toMatchObject({ state: 'opened', number: found?._id });
    expect(last).not.toHaveProperty('data');
    const shown = await planner?.get(`/api/inspection-plans/${id}/slots?from=${inDays(-9)}&until=${inDays(40)}`);
    expect(shown?.body.items).toMatchObject([{ state: 'opened', number: found?._id }, { slot: expect.any(String) }]);
    await closed(id);
  }
});

test('of months of silence the newest is opened and older ones are missed, of which who plans and who answers hears once', async () => {
  await keep(plan('silent', { firstDay: dayAgo(100) }));
  const first = await jobs().openInspections();
  expect(first).toMatchObject({ looked: 1, opened: 1, failed: 0 });
  const states = await statesOf('silent');
  expect(states).toEqual([...Array<string>(states.length - 1).fill('missed'), 'opened']);
  expect(states.length).toBeGreaterThan(2);
  expect(await jobs().openInspections()).toMatchObject({ opened: 0, missed: 0 });
  expect(new Set(await told('plan-slot-missed', 'silent'))).toContain('sup-xiling');
  expect(await told('plan-slot-missed', 'silent')).toHaveLength(
    new Set(await told('plan-slot-missed', 'silent')).size * (states.length - 1),
  );
  await closed('silent');
});

test('the next waits while one is open, and is opened once that one is over', async () => {
  await keep(plan('busy', { firstDay: dayAgo(40), windowDays: 28 }));
  const slot = { _id: 'busy/x', plan: 'busy', slot: 'x', planned: dayAgo(40), day: dayAgo(40) };
  const [from, until] = [Date.now() - 40 * DAY, Date.now() - 12 * DAY];
  await inspectionSlotOf(api.product.db).create({ ...slot, from, until, state: 'opening', at: from });
  expect(await jobs().openInspections()).toMatchObject({ opened: 1 }); // what a look before had begun
  const [open] = await casesOf('busy');
  expect(await statesOf('busy')).toEqual(['opened']);
  expect(await jobs().openInspections()).toMatchObject({ opened: 0, missed: 0 });
  await give(planner, open?._id ?? '', 'cancel', { reason: '停电', agreedWith: '陈科长' }).expect(200);
  expect(await jobs().openInspections()).toMatchObject({ opened: 1, missed: 0 });
  expect(await casesOf('busy')).toHaveLength(2);
  await closed('busy');
});

test('slots from before the plan are listed and not opened; a plan without a slot to come is an alarm, once', async () => {
  await keep(plan('late', { firstDay: dayAgo(70), lastDay: dayAgo(5), since: Date.now() }));
  expect(await jobs().openInspections()).toMatchObject({ opened: 0, missed: 0, failed: 0 });
  expect(new Set(await statesOf('late'))).toEqual(new Set(['before']));
  await jobs().openInspections();
  const people = await told('plan-without-slot', 'late');
  expect([people, new Set(people).size]).toEqual([expect.arrayContaining(['sup-xiling']), people.length]);
  await closed('late');
});

test('a plan that cannot be opened keeps no other from its inspection, is told, and is opened once it is put right', async () => {
  await keep(plan('broken', { checklist: 'machine-room' }), plan('sound'), plan('unreadable', { calendar: 'nowhere' }));
  expect(await jobs().openInspections()).toMatchObject({ looked: 3, opened: 1, failed: 2 });
  expect(await casesOf('broken')).toEqual([]);
  expect(await told('plan-slot-refused', 'broken')).toContain('sup-xiling');
  await inspectionPlanOf(api.product.db).updateOne({ _id: 'broken' }, { $set: { checklist: 'phone-visit' } });
  expect(await jobs().openInspections()).toMatchObject({ opened: 1, failed: 1 });
  expect(await casesOf('broken')).toHaveLength(1);
  for (const id of ['broken', 'sound', 'unreadable']) await closed(id);
});
