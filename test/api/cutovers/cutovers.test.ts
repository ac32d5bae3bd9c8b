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
  await desk.recorded(change, 'change.linkNoted');
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
  // What it works on is its own: its change begins no work of its own on it meanwhile.
  expect((await desk.doer.send(`/api/changes/${change}/start`)).body.code).toBe('booked');
  await give(desk.doer, number, 'confirmStep', { part: 'connect', ...log }).expect(200);
  const seen = await head.get(`/api/runs/${number}?lang=zh`).expect(200);
  expect(seen.body).toMatchObject({
    process: 'cutover',
    current: [{ part: 'verify', title: '更换', wanted: { command: 'confirmStep' } }],
    abort: { undo: [{ part: 'connect', title: '更换' }], budgetMs: 600_000 },
  });
  const back = await give(desk.raiser, number, 'swap', { fault: '新机冒烟' }).expect(200);
  expect(back.body.status).toBe('rolling-back');
  const undone = await give(desk.doer, number, 'confirmStep', { part: 'connect', ...log }).expect(200);
  expect(undone.body.status).toBe('rolled-back');
  const report = { good: '回退快', bad: '新机', actions: [] };
  expect((await give(head, number, 'report', report).expect(200)).body.status).toBe('closed');
  await desk.raiser.send(`/api/changes/${change}/cancel`, { reason: '新机退货' }).expect(200);
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
  const { body } = await head.get(`/api/cutovers/${number}`).expect(200);
  expect(body).toMatchObject({ status: 'needs-human', run: { halt: { why: 'back-out' } } });
  expect(body.blocked).toContainEqual(expect.objectContaining({ command: 'resume', code: 'back-out-over' }));
  const more = { until: soon.until, reason: '还差一步' };
  expect(await code(head, number, 'extendBackOut', more)).toBe('separation-of-duties');
  const above = await desk.api.as('sup-dx');
  expect((await give(above, number, 'extendBackOut', more).expect(200)).body.status).toBe('executing');
  expect((await give(head, number, 'rollBack', { reason: '不等了' }).expect(200)).body.status).toBe('rolled-back');
}, 60_000);
