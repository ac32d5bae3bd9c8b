/** Inspections through the API, from a plan that is due to both signatures; and what the hourly job makes of time that has passed. */
import { createInspections } from '../../../activities/jobs/inspections.ts';
import { createProposals } from '../../../activities/jobs/proposals.ts';
import { slotSourceOf } from '../../../client/registers/inspections.ts';
import type { InspectionPlan } from '../../../domain/inspection/plan.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { addEntries } from '../../../models/registers/add-missing.ts';
import { qualificationOf } from '../../../models/registers/dispatch/qualification.ts';
import { inspectionPlanOf, type KeptInspectionPlan } from '../../../models/registers/inspections/plan.ts';
import { inspectionSlotOf, lastSlot } from '../../../models/registers/inspections/slot.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { readPdf, readQr } from '../../support/documents/pdf.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { deskOf, incidentReport } from '../../support/product/desk.ts';
import { faultsIn, publishSource } from '../../support/product/registers.ts';

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
function asBytes(response: unknown, done: (error: null, bytes: Buffer) => void): void {
  const parts: Buffer[] = [];
  (response as NodeJS.ReadableStream)
    .on('data', (part: Buffer) => parts.push(part))
    .on('end', () => done(null, Buffer.concat(parts)));
}
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
  const serviceHurt = { application: 'payment', impact: '2', urgency: '2' };
  const found = { part: 'f-1', line: 'speed', class: 'general', what: '慢', serviceHurt };
  const nowhere = { ...found, serviceHurt: { ...serviceHurt, application: 'nowhere' } };
  const unknown = await give(inspector, number, 'raiseFinding', nowhere);
  expect(faultsIn(unknown)).toEqual(['/serviceHurt/application unknown']);
  await give(inspector, number, 'raiseFinding', found).expect(200);
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
  // Users suffer: an incident was opened, and each of the two names the other.
  const incident = await api.product.eventually(async () => {
    const shown = await planner?.get(`/api/cases/${number}/parts`);
    return shown?.body.items.find((one: { id: string }) => one.id === 'f-1')?.incident as string | undefined;
  });
  const linked = await api.product.eventually(async () => {
    const { body } = (await planner?.get(`/api/incidents/${incident}`)) ?? {};
    return body?.links?.length > 0 && body;
  });
  expect(linked).toMatchObject({ application: 'payment', links: [{ number, relation: 'related', inward: true }] });
  await thenEachSideHasItsCopy(number, signed.body.recordHash);
  for (const [who, status] of [
    ['sup-donghu', 404],
    ['auditor', 200],
  ] as const)
    expect([who, (await (await api.as(who)).get(`/api/inspections/${number}`)).status]).toEqual([who, status]);
  const listed = await planner?.get('/api/inspections?way=phone&status=archived');
  expect(listed?.body.items.map((one: { number: string }) => one.number)).toEqual([number]);
});

/** What the notice says where it lies, once it is there. */
const copyOf = (number: string, to: string): Promise<string> =>
  api.product.eventually(async () => {
    const found = await noticeOf(api.product.db).findOne({ caseId: number, to, template: 'document-ready' }).lean();
    return (found?.data as { said: { file: string } } | undefined)?.said.file;
  });
async function fileAt(who: Caller, path: string): Promise<Buffer> {
  const { status, body } = await who.get(path).buffer(true).parse(asBytes);
  expect(status).toBe(200);
  return body as Buffer;
}

async function thenEachSideHasItsCopy(number: string, hash: string): Promise<void> {
  const [ours, theirs] = [await copyOf(number, 'eng-dx-1'), await copyOf(number, 'rep-xiling')];
  expect(await copyOf(number, 'sup-xiling')).toBe(ours);
  expect(theirs).not.toBe(ours);
  if (!inspector || !customer) throw new Error('nobody');
  expect((await customer.get(ours)).status).toBe(404); // that one is for those who work on it
  const { items } = (await inspector.get(`/api/cases/${number}/documents`)).body;
  expect(items).toHaveLength(2);
  for (const [who, file] of [
    [inspector, ours],
    [customer, theirs],
  ] as const) {
    const bytes = await fileAt(who, file);
    const text = readPdf(bytes).pages.join('');
    for (const words of ['巡检报告', '服务方', '客户方', '■ 异常', '慢', '加内存', hash.slice(0, 16)])
      expect(text).toContain(words);
    const row = items.find(({ id }: { id: string }) => file.endsWith(id));
    expect(row).toMatchObject({ state: 'ready', unprintable: [], kind: 'inspection-report' });
    expect(readQr(bytes).at(-1)).toBe(`${number} v${row.version} sha256:${row.hash}`);
  }
}

test('a vehicle is one visit’s at a time: the second is told by whom it is taken, and has it once the first gave it back', async () => {
  const open = async (): Promise<string> => {
    const made = await planner?.send('/api/inspections', wanted());
    return made?.body.number;
  };
  const [first, second] = [await open(), await open()];
  const at = { inspectors: [{ person: 'eng-dx-1' }], from: inDays(2), until: inDays(2.2) };
  await give(planner, first, 'appoint', { ...at, vehicle: '浙A·12345' }).expect(200);
  const refused = await give(planner, second, 'appoint', { ...at, until: inDays(2.1), vehicle: '浙a 12345' });
  expect([refused.status, refused.body.code, refused.body.params]).toEqual([
    409,
    'booked',
    expect.objectContaining({ item: 'vehicle:浙A12345', number: first }),
  ]);
  const another = { ...at, from: inDays(2.2), until: inDays(2.3), vehicle: '浙A12345' };
  await give(planner, second, 'appoint', another).expect(200); // right behind it
  await give(planner, first, 'cancel', { reason: '停电', agreedWith: '陈科长' }).expect(200);
  await give(planner, second, 'appoint', { ...at, vehicle: '浙A12345' }).expect(200);
  await give(planner, second, 'cancel', { reason: '停电', agreedWith: '陈科长' }).expect(200);
});

test('certified yesterday and not today, he does not begin, by the register as it stands at that moment', async () => {
  const made = await planner?.send('/api/inspections', wanted({ skills: ['electrician'] }));
  const number: string = made?.body.number;
  const at = { from: inDays(1), until: inDays(1.1) };
  const other = await give(planner, number, 'appoint', { ...at, inspectors: [{ person: 'eng-dx-2' }] });
  expect([other.status, other.body.code]).toEqual([409, 'not-certified']);
  await give(planner, number, 'appoint', { ...at, inspectors: [{ person: 'eng-dx-1' }] }).expect(200);
  const held = { person: 'eng-dx-1', skill: 'electrician' };
  const { db } = api.product;
  const before = await qualificationOf(db).find(held).lean();
  await qualificationOf(db).updateMany(held, { $set: { validUntil: Date.now() - 1 } });
  const refused = await give(inspector, number, 'begin', { place: '电话' });
  expect([refused.status, refused.body.code, refused.body.params]).toEqual([
    409,
    'not-certified',
    { skills: ['electrician'] },
  ]);
  for (const { _id, validUntil } of before) await qualificationOf(db).updateOne({ _id }, { $set: { validUntil } });
  await give(inspector, number, 'begin', { place: '电话' }).expect(200);
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

test('a slot that comes soon on days that its calendar does not know is an alarm each month, and so is a calendar that is not there', async () => {
  const year = new Date().getUTCFullYear();
  const office = [[540, 1080]];
  const source = {
    name: '去年',
    zone: 'Asia/Shanghai',
    week: [office, office, office, office, office, [], []],
    dates: {},
  };
  const owner = await api.as('owner');
  await publishSource(owner, 'calendars/of-last-year', { ...source, years: [year - 2, year - 1] });
  await keep(plan('unsure', { calendar: 'of-last-year', firstDay: dayAgo(-5) }), plan('lost', { calendar: 'nowhere' }));
  for (let looks = 0; looks < 2; looks += 1) await jobs().openInspections();
  const of = await noticeOf(api.product.db).find({ template: 'plan-slot-unsure', to: 'sup-xiling' }).lean();
  expect(of).toMatchObject([
    { subject: 'calendars/of-last-year@1', data: { plans: 1, plan: 'unsure', lastDay: `${year - 1}-12-31` } },
  ]);
  const { items } = (await planner?.get('/api/notices').expect(200))?.body ?? {};
  expect(JSON.stringify(items)).toContain('Import the holidays of the next year');
  const lost = await noticeOf(api.product.db).find({ template: 'plan-slot-refused', 'data.plan': 'lost' }).lean();
  expect(lost.map(({ to, data }) => [to, data])).toContainEqual([
    'sup-xiling',
    expect.objectContaining({ code: 'calendar-missing' }),
  ]);
  for (const id of ['unsure', 'lost']) await closed(id);
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

// ── meters
test('the readings of a meter over inspections, with a warning where it runs back; out of reach there are none', async () => {
  const title = { zh: '时数', en: 'Hours run' };
  const hours = { type: 'number', unit: 'h', max: 5_000, meter: true, counting: true };
  await publishSource(await api.as('owner'), 'checklists/generator', {
    title,
    orgPath: '/dx/xiling',
    ways: ['remote'],
    groups: [{ id: 'g', title }],
    lines: [{ id: 'hours', group: 'g', title, answer: hours }],
  });
  const read = async (value: number) => {
    const made = await planner?.send('/api/inspections', wanted({ way: 'remote', checklist: 'generator' }));
    const { number } = made?.body ?? {};
    const inspectors = [{ person: 'eng-dx-1' }];
    await give(planner, number, 'appoint', { inspectors, from: inDays(1), until: inDays(1.1) }).expect(200);
    await give(inspector, number, 'begin', { place: '远程' }).expect(200);
    return (await give(inspector, number, 'recordItems', { lines: [{ line: 'hours', value }] }).expect(200)).body;
  };
  expect((await read(4_820)).warned).toBeUndefined();
  const second = await read(4_281);
  expect(second).toMatchObject({ warned: ['hours'], lines: { open: 0 } });
  const parts = await inspector?.get(`/api/cases/${second.number}/parts?kind=line`);
  expect(parts?.body.items).toMatchObject([{ id: 'hours', value: '4281', warning: 'below-last', last: '4820' }]);

  const asked = '/api/figures/meters?line=hours&unit=/dx/xiling/court';
  const { body } = (await planner?.get(asked).expect(200)) ?? {};
  expect(body).toMatchObject({
    title,
    items: [
      { value: 4_820, unit: 'h', max: 5_000, status: 'ok', change: null },
      { number: second.number, value: 4_281, change: -539, warning: 'below-last' },
    ],
    trend: { readings: 2, beyond: null, reaches: null },
  });
  const elsewhere = (await (await api.as('sup-donghu')).get(asked).expect(200)).body;
  expect(elsewhere).toMatchObject({ items: [], trend: { readings: 0, perDay: null } });
  expect(faultsIn(await (await api.as('sup-xiling')).get('/api/figures/meters?line=hours'))).toEqual([
    '/plan required',
  ]);
  const bad = await (await api.as('sup-xiling')).get('/api/figures/meters?line=A B&plan=x&most=1');
  expect(faultsIn(bad)).toEqual(['/line wrong-format', '/most too-small']);
  expect((await (await api.as('admin-system')).get(asked).expect(200)).body.items).toEqual([]);
  expect((await api.get(asked)).status).toBe(401);
  for (const filter of [{ plan: 'core-room' }, { items: 'srv-db-1' }]) {
    const found = await api.product.db
      .collection('cases')
      .find({
        $and: [
          { process: 'inspection', orgLine: { $in: ['/dx'] } },
          { ...filter, process: 'inspection', begunAt: { $gt: 0 } },
        ],
      })
      .sort({ begunAt: -1, _id: -1 })
      .explain('queryPlanner');
    expect(JSON.stringify(found)).not.toContain('COLLSCAN');
  }
});

// ── the plan of the next period
test('three faults of an item propose its inspection more often; who plans accepts or drops it, and what he accepts is the next plan', async () => {
  const guard = await api.as('admin-security');
  const { name, unit } = (await guard.get('/api/people/expert-3')).body;
  const grants = [{ role: 'project-manager', orgPath: '/dx' }];
  await guard.put('/api/people/expert-3', { name, unit, teams: [], grants }).set('If-Match', '"1"').expect(200);
  const manager = await api.as('expert-3');
  const desk = deskOf(api.product);
  for (let n = 0; n < 3; n += 1) await desk.open('desk-linxi', 'incident', { ...incidentReport, item: 'srv-donghu-1' });
  const of = {
    orgPath: '/dx/donghu',
    way: 'remote',
    checklist: 'remote-devices',
    everyMonths: 3,
    windowDays: 40,
  } as const;
  await keep(
    plan('taken', { ...of, items: ['srv-donghu-1'], inspectors: [], calendar: 'cn-5x8' }),
    plan('dropped', { ...of, items: [], inspectors: [], calendar: 'cn-5x8' }),
    plan('calm', { ...of, items: ['net-donghu'], inspectors: [], calendar: 'cn-5x8' }),
  );
  const propose = () =>
    createProposals({
      ...api.product,
      slotSource: (one, now) => slotSourceOf(api.product, one, now),
      dispatch: async () => undefined,
    }).proposePlans();
  expect(await propose()).toEqual({ looked: 3, proposed: 2, failed: 0 });
  expect(await propose()).toEqual({ looked: 3, proposed: 0, failed: 0 });
  expect(await told('plan-proposed', 'taken')).toEqual(['expert-3', 'pm-dx']);
  expect(await told('plan-proposed', 'calm')).toEqual([]);

  const proposalOf = async (id: string) =>
    (await manager.get(`/api/inspection-plans/${id}/proposals`).expect(200)).body.items[0];
  const made = await proposalOf('taken');
  expect(made.lines).toMatchObject([
    {
      id: 'more-often',
      fromMonths: 3,
      toMonths: 1,
      figures: [{ by: 'item', value: 'srv-donghu-1', count: 3 }, { by: 'class' }],
    },
  ]);
  for (const { query } of made.lines[0].figures)
    expect((await manager.get(query).expect(200)).body.items).toHaveLength(3);
  expect((await proposalOf('dropped')).lines[0].figures).toContainEqual(
    expect.objectContaining({ by: 'place', count: 3 }),
  );
  expect((await proposalOf('calm')).lines).toEqual([]);

  const decide = (id: string, lines: object[], who = manager, seen = 1) =>
    who.post(`/api/inspection-plans/${id}/proposals/${made.month}/decisions`, { lines }).set('If-Match', `"${seen}"`);
  const accept = { line: 'more-often', accepted: true, reason: '电源老化，先密后疏' };
  expect(faultsIn(await decide('taken', [{ ...accept, reason: '' }]))).toEqual(['/lines/0/reason too-short']);
  expect(faultsIn(await decide('taken', [{ ...accept, line: 'x' }]))).toEqual(['/lines/0/line unknown']);
  expect((await decide('taken', [accept], await api.as('sup-donghu'))).status).toBe(403);
  expect((await decide('taken', [accept], manager, 7)).status).toBe(412);
  expect(
    (
      await manager
        .post(`/api/inspection-plans/taken/proposals/2001-01/decisions`, { lines: [accept] })
        .set('If-Match', '"1"')
    ).status,
  ).toBe(404);
  const twice = await Promise.all([decide('taken', [accept]), decide('taken', [{ ...accept, accepted: false }])]);
  const [won] = twice.filter(({ status }) => status === 200);
  expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)[0]).toBe(200);
  expect(twice.filter(({ status }) => status === 200)).toHaveLength(1);
  const wasTaken = won?.body.lines[0].decision.accepted === true;
  const { body: now } = await manager.get('/api/inspection-plans/taken').expect(200);
  expect([now.version, now.everyMonths, now.windowDays]).toEqual(wasTaken ? [2, 1, 28] : [1, 3, 40]);
  expect(faultsIn(await decide('taken', [accept], manager, now.version))).toEqual(['/lines/0/line already-decided']);

  const dropped = await decide('dropped', [{ ...accept, accepted: false, reason: '设备即将更换' }]).expect(200);
  expect(dropped.body.lines[0].decision).toMatchObject({ accepted: false, by: 'expert-3', reason: '设备即将更换' });
  expect((await manager.get('/api/inspection-plans/dropped')).body).toMatchObject({ version: 1, everyMonths: 3 });
  for (const id of ['taken', 'dropped', 'calm']) await closed(id);
});
