/** A cutover through the API: planned under a change, checked, armed, begun, swapped back; and one whose back-out time comes. */
import type { Caller } from '../../support/product/api.ts';
import { type ChangeDesk, instant, ITEM, startChangeDesk } from '../../support/product/changes.ts';
import { publishDraft, saveDraft } from '../../support/product/registers.ts';

const words = { zh: '更换', en: 'Swap' };
const step = (id: string) => ({
  node: 'step',
  id,
  kind: 'manual',
  title: words,
  instruction: words,
  role: 'engineer',
  budgetMs: 600_000,
  retries: 0,
  onFailure: 'needs-human',
  undo: { kind: 'manual', instruction: words, budgetMs: 600_000 },
});
const runbook = {
  title: words,
  process: 'cutover',
  scheme: 'cutover',
  orgPath: '/dx',
  applications: [],
  items: [],
  plan: { of: [step('connect'), step('verify')] },
};
const SUM = 'ab'.repeat(32);
const log = { evidence: '照片 3 张' };

let desk: ChangeDesk;
let head: Caller;
beforeAll(async () => {
  desk = await startChangeDesk();
  head = await desk.api.as('sup-donghu');
  const [engineer, owner] = await Promise.all([desk.api.as('eng-dx-1'), desk.api.as('owner')]);
  const saved = await saveDraft(engineer, 'runbooks/swap-server', runbook).expect(200);
  await publishDraft(owner, 'runbooks/swap-server', saved.body.revision).expect(201);
}, 120_000);
afterAll(() => desk.api.stop());

const plan = (more: object = {}) => ({
  runbook: 'swap-server',
  window: { from: instant(-0.5), until: instant(3) },
  backOutMinutes: 30,
  people: [{ person: 'eng-donghu-1', as: '服务器' }],
  ...more,
});
const wanted = (change: string, more: object = {}) => ({
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '支付服务器割接',
  items: [ITEM],
  change,
  commander: 'sup-donghu',
  ...plan(),
  ...more,
});
const give = (who: Caller, number: string, command: string, data: object = {}) =>
  who.send(`/api/cutovers/${number}/${command}`, data);
const code = async (who: Caller, number: string, command: string, data: object = {}): Promise<string> =>
  (await give(who, number, command, data)).body.code;
const there = { part: 'pre-person-1', evidence: '我到场' };
const stands = (number: string, status: string) =>
  desk.api.product.eventually(async () => (await desk.api.product.stored(number)).status === status);

/** Planned, and everything met but what `left` names. */
async function checked(change: string, left: string[] = []): Promise<string> {
  const { number } = (await desk.raiser.send('/api/cutovers', wanted(change)).expect(201)).body;
  const versions = { live: { os: '欧拉 2' }, spare: { os: '欧拉 2' } };
  const backup = { takenAt: instant(-1), checksum: SUM, readBack: SUM };
  for (const said of [{ part: 'pre-spare', ...log, versions }, { part: 'pre-backup', ...log, backup }, there])
    if (!left.includes(said.part)) await give(desk.raiser, number, 'recordPrecheck', said).expect(200);
  return number;
}
async function scheduled(): Promise<string> {
  const number = await desk.draft();
  await desk.asked(number);
  expect(await desk.approvedBy(number, 'sup-donghu')).toBe('scheduled');
  return number;
}

test('checked, armed, begun, and swapped back by who is on the spot', async () => {
  const change = await desk.draft();
  const number = await checked(change, ['pre-person-1']);
  await desk.recorded(change, 'change.cutoverNoted');
  expect((await desk.doer.get(`/api/changes/${change}`)).body.links).toEqual([
    { number, relation: 'related', inward: true },
  ]);
  const open = await give(head, number, 'arm');
  expect([open.status, open.body.code, open.body.params.checks]).toEqual([
    409,
    'precheck-open',
    ['pre-person-1', 'pre-change'],
  ]);
  expect(await code(desk.doer, number, 'recordPrecheck', there)).toBe('confirms-himself');
  await give(desk.raiser, number, 'recordPrecheck', there).expect(200);
  expect((await give(head, number, 'arm')).body.params).toMatchObject({ checks: ['pre-change'], status: 'draft' });
  await desk.asked(change);
  await desk.approvedBy(change, 'sup-donghu');
  expect((await give(head, number, 'arm').expect(200)).body.status).toBe('armed');

  expect(await code(head, number, 'start', { rollCall: ['sup-donghu'] })).toBe('people-missing');
  const begun = await give(head, number, 'start', { rollCall: ['eng-donghu-1'] }).expect(200);
  expect(begun.body).toMatchObject({ status: 'executing', change, backOutAt: expect.any(String) });
  // It holds what both work on, and nobody works by the change beside it.
  await stands(change, 'implementing');
  const beside = desk.doer.send(`/api/changes/${change}/completeStep`, { part: 'stop', ...log });
  expect((await beside).body.code).toBe('by-cutover');
  await give(desk.doer, number, 'confirmStep', { part: 'connect', ...log }).expect(200);
  const seen = await head.get(`/api/runs/${number}?lang=zh`).expect(200);
  expect(seen.body).toMatchObject({
    process: 'cutover',
    current: [{ part: 'verify', title: '更换', wanted: { command: 'confirmStep' } }],
    abort: { undo: [{ part: 'connect', title: '更换' }], budgetMs: 600_000 },
  });
  const back = await give(desk.raiser, number, 'swap', { fault: '新机冒烟' }).expect(200);
  expect(back.body.status).toBe('rolling-back');
  await stands(change, 'rolling-back');
  const undone = await give(desk.doer, number, 'confirmStep', { part: 'connect', ...log }).expect(200);
  expect(undone.body.status).toBe('rolled-back');
  const report = { good: '回退快', bad: '新机', actions: [] };
  expect((await give(head, number, 'report', report).expect(200)).body.status).toBe('closed');
  await stands(change, 'reviewing');
  const review = { outcome: 'rolled-back', lessons: '新机退货' };
  const own = await head.send(`/api/changes/${change}/review`, review);
  expect([own.status, own.body.code]).toEqual([403, 'separation-of-duties']); // he led it
  await (await desk.api.as('owner')).send(`/api/changes/${change}/review`, review).expect(200);
}, 60_000);

test('done, its change is finished with what its users tried; another cutover of the same change is refused', async () => {
  const change = await scheduled();
  const number = await checked(change);
  const again = await desk.raiser.send('/api/cutovers', wanted(change));
  expect([again.status, again.body.errors]).toEqual([422, [{ pointer: '/change', code: 'has-cutover' }]]);
  expect((await desk.doer.send(`/api/changes/${change}/start`)).body.code).toBe('by-cutover');
  await give(head, number, 'arm').expect(200);
  await give(head, number, 'start', { rollCall: ['eng-donghu-1'] }).expect(200);
  for (const part of ['connect', 'verify']) await give(desk.doer, number, 'confirmStep', { part, ...log }).expect(200);
  await give(desk.raiser, number, 'confirmService', { checks: '支付两笔' }).expect(200);
  await stands(change, 'reviewing');
  const { data } = await desk.recorded(change, 'change.finished');
  expect(data).toEqual({ verification: `${number}: 支付两笔` });
  const { body } = await desk.doer.get(`/api/changes/${change}`).expect(200);
  expect(body).toMatchObject({ cutover: number, startedAt: expect.any(String), finishedAt: expect.any(String) });
}, 60_000);

test('canceled, its change is its implementer’s again', async () => {
  const change = await scheduled();
  const number = await checked(change);
  expect((await desk.doer.send(`/api/changes/${change}/start`)).body.code).toBe('by-cutover');
  await give(head, number, 'cancel', { reason: '改期' }).expect(200);
  await desk.api.product.eventually(async () => !('cutover' in (await desk.api.product.stored(change))));
  await desk.doer.send(`/api/changes/${change}/start`).expect(200);
  await desk.doer.send(`/api/changes/${change}/rollBack`, { reason: '先不做' }).expect(200);
}, 60_000);

test('the spare device as the register has it, where nobody says otherwise; both are shown where they differ', async () => {
  const { db } = desk.api.product;
  const change = await desk.draft({ items: ['srv-db-1'] });
  const { number } = (await desk.raiser.send('/api/cutovers', wanted(change, { items: ['srv-db-1'] })).expect(201))
    .body;
  const record = (more: object) => give(desk.raiser, number, 'recordPrecheck', { part: 'pre-spare', ...log, ...more });
  const lacking = await record({});
  expect(lacking.body.errors).toEqual([
    {
      pointer: '/versions/spare/database',
      code: 'version-differs',
      params: { item: 'srv-db-1', spare: 'srv-db-2', live: '8.1.3', found: null },
    },
  ]);
  const seenBoth = { os: '麒麟 V10 SP3', database: '8.1.3' };
  const { spareVersions } = (await record({ versions: { live: seenBoth, spare: seenBoth } }).expect(200)).body;
  expect(spareVersions).toEqual([
    expect.objectContaining({ what: 'os', spare: 'srv-db-2', differs: false }),
    expect.objectContaining({ what: 'database', seenSpare: '8.1.3', registeredLive: '8.1.3', differs: false }),
  ]);
  await db
    .collection<{ _id: string }>('items')
    .updateOne({ _id: 'srv-db-2' }, { $set: { 'fields.os': '麒麟 V10 SP2' } });
  const old = (await record({ versions: { live: seenBoth, spare: seenBoth } }).expect(200)).body;
  expect(old.spareVersions[0]).toMatchObject({
    seenSpare: '麒麟 V10 SP3',
    registeredSpare: '麒麟 V10 SP2',
    differs: true,
  });
  await desk.recorded(number, 'cutover.precheckRecorded');
  const told = await desk.api.product.eventually(async () => {
    const { items } = (await head.get('/api/notices?limit=100').expect(200)).body;
    return items.find(
      (one: { number: string; template?: string }) => one.number === number && JSON.stringify(one).includes('台账'),
    );
  });
  expect(told).toBeTruthy();
}, 60_000);

test('its back-out time comes: nothing begins, its commander is asked, another gives more time', async () => {
  const number = await checked(await scheduled(), ['pre-person-1']);
  const soon = { from: instant(-0.5), until: new Date(Date.now() + 60_000 + 12_000).toISOString() };
  await give(desk.raiser, number, 'replan', { ...plan({ window: soon, backOutMinutes: 1 }), reason: '提前' }).expect(
    200,
  );
  await give(desk.raiser, number, 'recordPrecheck', there).expect(200);
  await give(head, number, 'arm').expect(200);
  await give(head, number, 'start', { rollCall: ['eng-donghu-1'] }).expect(200);
  await desk.recorded(number, 'cutover.backOutReached');
  const body = await desk.api.product.eventually(async () => {
    const seen = (await head.get(`/api/cutovers/${number}`).expect(200)).body; // its document follows on its record
    return seen.status === 'needs-human' && seen;
  });
  expect(body).toMatchObject({ run: { halt: { why: 'back-out' } } });
  expect(body.blocked).toContainEqual(expect.objectContaining({ command: 'resume', code: 'back-out-over' }));
  const more = { until: soon.until, reason: '还差一步' };
  expect(await code(head, number, 'extendBackOut', more)).toBe('separation-of-duties');
  const above = await desk.api.as('sup-dx');
  expect((await give(above, number, 'extendBackOut', more).expect(200)).body.status).toBe('executing');
  expect((await give(head, number, 'rollBack', { reason: '不等了' }).expect(200)).body.status).toBe('rolled-back');
}, 60_000);
