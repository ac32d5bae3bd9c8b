/** A failover through the API: raised, authorised, run step by step, taken back, reported; who may, who sees, and what is refused. */
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../support/product/api.ts';
import {
  byHand,
  COMMANDER,
  DOER,
  type FailoverDesk,
  log,
  RAISER,
  raised,
  startFailoverDesk,
} from '../../support/product/failovers.ts';

jest.setTimeout(60_000);
let desk: FailoverDesk;
let [raiser, doer, head, user]: Caller[] = [];
beforeAll(async () => {
  desk = await startFailoverDesk();
  ({ raiser, doer, head, user } = desk);
  await desk.publish('two-steps', [byHand('one'), byHand('two', { skippable: true })]);
}, 120_000);
afterAll(() => desk.api.stop());

const by = (caller: Caller | undefined): Caller => caller as Caller;
const step = (part: string) => ({ part, ...log });
const customerTold = '已电话告知财务科';
const report = { good: '切换快', bad: '电话占线', actions: [{ what: '增设值班电话', by: RAISER }], dataLossMinutes: 3 };
const view = async (number: string, who = head) => (await by(who).get(`/api/failovers/${number}`).expect(200)).body;

/** To the change that is its record, once that has said so. */
const linkOf = (number: string): Promise<{ number: string }> =>
  desk.api.product.eventually(async () => (await view(number)).links?.[0]);

test('from the fault to the report: the hash that was read is authorised, steps are done in order, a second person witnesses, its users confirm', async () => {
  const opened = await by(raiser).send('/api/failovers', raised()).expect(201);
  const { number, proposal } = opened.body;
  expect(opened.body).toMatchObject({ number: expect.stringMatching(/^FOV-\d{6,}$/), status: 'assessing' });
  // the city's own runbook for this server goes before the one of the province
  expect(proposal).toMatchObject({ schemes: ['standby-node'], runbooks: [{ ref: 'manual-standby@1' }], missing: [] });
  const { planHash } = proposal;
  const authorize = { planHash, customerTold };
  expect(await desk.refusal(by(doer), number, 'authorize', authorize)).toBe('403 not-permitted');
  expect(await desk.refusal(by(head), number, 'authorize', { ...authorize, planHash: 'a'.repeat(64) })).toBe(
    '409 stale-plan',
  );
  expect(await desk.refusal(by(head), number, 'authorize', { planHash })).toBe('422 invalid-data');
  expect(await desk.refusal(by(doer), number, 'takeStep', { part: 'check' })).toMatch(/^40[49] /); // there is no plan yet
  const begun = await desk.give(by(head), number, 'authorize', authorize).expect(200);
  expect(begun.body).toMatchObject({ status: 'executing', run: { steps: 4, done: 0 } });

  await desk.give(by(doer), number, 'takeStep', { part: 'check' }).expect(200);
  expect(await desk.refusal(by(raiser), number, 'confirmStep', step('check'))).toBe('409 step-taken');
  expect(await desk.refusal(by(head), number, 'confirmStep', step('check'))).toBe('403 not-permitted'); // no engineer
  expect(await desk.refusal(by(doer), number, 'confirmStep', { part: 'check' })).toBe('422 invalid-data');
  expect(await desk.refusal(by(doer), number, 'confirmStep', step('switch'))).toBe('409 wrong-status');
  expect(await desk.refusal(by(doer), number, 'confirmStep', step('paint'))).toBe('404 unknown-part');
  expect(await desk.refusal(by(head), number, 'skipStep', { part: 'check', reason: '不需要' })).toBe(
    '409 not-skippable',
  );
  for (const part of ['check', 'fence', 'switch'])
    await desk.give(by(doer), number, 'confirmStep', step(part)).expect(200);
  const asked = await desk.give(by(doer), number, 'confirmStep', step('verify')).expect(200);
  expect(asked.body.status).toBe('executing');
  expect(await desk.refusal(by(doer), number, 'witnessStep', step('verify'))).toBe('403 separation-of-duties');
  const seen = await desk.give(by(raiser), number, 'witnessStep', step('verify')).expect(200);
  expect(seen.body).toMatchObject({ status: 'verifying', run: { steps: 4, done: 4 } });

  expect(await desk.refusal(by(doer), number, 'confirmService', { checks: '可用' })).toBe('403 not-permitted');
  expect(await desk.refusal(by(head), number, 'report', report)).toBe('409 wrong-status');
  const back = await desk.give(by(user), number, 'confirmService', { checks: '两笔支付成功' }).expect(200);
  expect(back.body.status).toBe('succeeded');
  expect(await desk.refusal(by(raiser), number, 'report', report)).toBe('403 not-permitted');
  const closed = await desk.give(by(head), number, 'report', report).expect(200);
  expect(closed.body).toMatchObject({ status: 'closed', dataLossMs: 180_000, recoveryMs: expect.any(Number) });
  expect(closed.body.recoveryMs).toBeGreaterThanOrEqual(600_000); // from the fault on
  expect(await desk.refusal(by(head), number, 'rollBack', { reason: '太晚' })).toBe('409 case-ended');
});

test('what is done in an emergency is on record as a change, which links back', async () => {
  const number = await desk.begun();
  const link = await linkOf(number);
  expect(link).toEqual({ number: expect.stringMatching(/^CHG-/), relation: 'related', inward: true });
  const { body } = await by(head).get(`/api/changes/${link.number}`).expect(200);
  expect(body).toMatchObject({
    kind: 'record',
    status: 'reviewing',
    items: ['srv-donghu-1'],
    links: [{ number, relation: 'related', inward: false }],
  });
  expect(body.description).toContain('manual-standby@1');
});

test('a step that fails goes back by itself: what was begun is taken back, the last first', async () => {
  const number = await desk.begun();
  for (const part of ['check', 'fence']) await desk.give(by(doer), number, 'confirmStep', { part, ...log }).expect(200);
  expect(await desk.refusal(by(doer), number, 'failStep', { part: 'switch' })).toBe('422 invalid-data');
  const failed = await desk.give(by(doer), number, 'failStep', { part: 'switch', reason: '端口不通' }).expect(200);
  expect(failed.body).toMatchObject({ status: 'rolling-back', run: { back: 'all' } });
  expect(await desk.steps(number)).toEqual(['check done', 'fence done', 'switch undoing']);
  expect(await desk.refusal(by(head), number, 'rollBack', { reason: '再退' })).toBe('409 wrong-status');
  expect(await desk.refusal(by(doer), number, 'confirmStep', { part: 'fence', ...log })).toBe('409 wrong-status');
  await desk.give(by(doer), number, 'confirmStep', { part: 'switch', ...log }).expect(200);
  // who did it has it still; another takes it over
  expect(await desk.refusal(by(raiser), number, 'confirmStep', { part: 'fence', ...log })).toBe('409 step-taken');
  await desk.give(by(raiser), number, 'takeStep', { part: 'fence' }).expect(200);
  const undone = await desk.give(by(raiser), number, 'confirmStep', { part: 'fence', ...log }).expect(200);
  expect(undone.body).toMatchObject({ status: 'rolled-back', run: { undone: 2 } });
  expect((await desk.give(by(head), number, 'report', report).expect(200)).body.status).toBe('closed');
});

test('its commander calls it back: a step that nobody had taken is as if it had never been asked for', async () => {
  const number = await desk.begun();
  await desk.give(by(doer), number, 'confirmStep', { part: 'check', ...log }).expect(200);
  expect(await desk.refusal(by(doer), number, 'rollBack', { reason: '误报' })).toBe('403 not-permitted');
  const back = await desk.give(by(head), number, 'rollBack', { reason: '误报' }).expect(200);
  expect(back.body.status).toBe('rolled-back'); // a check is not taken back
  expect(await desk.steps(number)).toEqual(['check done', 'fence pending']);
  const types = (await desk.timeline(number)).map(({ type }) => type);
  expect(types).toContain('failover.stepWithdrawn');
});

test('a step is left out by two: the commander asks, another agrees or does not', async () => {
  const number = await desk.begun(['two-steps']);
  await desk.give(by(doer), number, 'confirmStep', { part: 'one', ...log }).expect(200);
  const skip = { part: 'two', reason: '无此设备' };
  expect(await desk.refusal(by(doer), number, 'skipStep', skip)).toBe('403 not-permitted');
  await desk.give(by(head), number, 'skipStep', skip).expect(200);
  expect(await desk.refusal(by(head), number, 'witnessStep', { part: 'two' })).toBe('403 separation-of-duties');
  await desk.give(by(raiser), number, 'refuseWitness', { part: 'two', reason: '还有一台' }).expect(200);
  expect(await desk.steps(number)).toEqual(['one done', 'two waiting-human']);
  await desk.give(by(head), number, 'skipStep', skip).expect(200);
  const done = await desk.give(by(raiser), number, 'witnessStep', { part: 'two' }).expect(200);
  expect(done.body.status).toBe('verifying');
  expect(await desk.steps(number)).toEqual(['one done', 'two skipped']);
});

test('what is wrong with a failover is said by field; without a runbook that fits nothing is authorised', async () => {
  const wrong = raised({
    items: ['srv-moon', 'srv-moon'],
    commander: 'nobody',
    faultAt: new Date(Date.now() + 600_000).toISOString(),
  });
  const { status, body } = await by(raiser).send('/api/failovers', wrong);
  const faults = (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`);
  expect(status).toBe(422);
  expect(faults).toEqual(
    expect.arrayContaining(['/items/0 unknown', '/items/1 named-twice', '/faultAt in-future', '/commander unknown']),
  );
  expect((await by(user).send('/api/failovers', raised())).status).toBe(403);

  const number = await desk.open([], { facts: { hostsDown: 'none' } });
  const { proposal, blocked } = await view(number);
  expect(proposal).toMatchObject({ schemes: [], runbooks: [] });
  expect(blocked).toContainEqual(expect.objectContaining({ command: 'authorize', code: 'no-plan' }));
  const authorize = { planHash: proposal.planHash, customerTold };
  expect(await desk.refusal(by(head), number, 'authorize', authorize)).toBe('409 no-plan');
  const unknown = await desk.give(by(head), number, 'choosePlans', { runbooks: ['nowhere'], reason: 'x' });
  expect(unknown.body.errors).toEqual([{ pointer: '/runbooks/0', code: 'runbook-not-approved' }]);
  expect((await desk.give(by(head), number, 'standDown', { reason: '误报' }).expect(200)).body.status).toBe('canceled');
});

test('who works on it sees all of it, its users how it goes, another branch and a stranger that it is not there', async () => {
  const number = await desk.begun();
  await desk.give(by(doer), number, 'confirmStep', { part: 'check', ...log }).expect(200);
  const path = `/api/failovers/${number}`;
  for (const person of ['sup-xiling', 'req-linxi', 'req-school']) {
    const other = await desk.api.as(person);
    expect([person, (await other.get(path)).status]).toEqual([person, 404]);
    expect([person, (await other.get(`/api/cases/${number}/timeline`)).status]).toEqual([person, 404]);
    expect(await desk.refusal(other, number, 'confirmService', { checks: '可用' })).toBe('404 not-found');
  }
  expect((await (await desk.api.as('auditor')).get(path).expect(200)).body.allowed).toEqual([]);
  const mine = await view(number, doer);
  expect(mine.parts.items[1]).toMatchObject({ id: 'fence', status: 'waiting-human', role: 'engineer' });
  const work = (await by(doer).get('/api/work?of=role').expect(200)).body.items as { number: string }[];
  expect(work.map((one) => one.number)).toContain(number);
});

test('a confirmation that is sent twice is one, and gets one answer; its key serves nothing else', async () => {
  const number = await desk.begun();
  const key = randomUUID();
  const confirm = () => desk.give(by(doer), number, 'confirmStep', { part: 'check', ...log }, key);
  const [one, two] = await Promise.all([confirm(), confirm()]);
  const three = await confirm();
  expect([one, two, three].map(({ status }) => status)).toEqual([200, 200, 200]);
  const ended = (await desk.timeline(number)).filter(({ type }) => type === 'failover.stepEnded');
  expect(ended).toHaveLength(1);
  const reused = await desk.give(by(doer), number, 'confirmStep', { part: 'check', evidence: '另一份' }, key);
  expect([reused.status, reused.body.code]).toEqual([422, 'key-reused']);
});

test('who has looked at an older state is told so when he says which', async () => {
  const number = await desk.begun();
  await linkOf(number); // its change has said so
  await desk.recorded(number, 'failover.caseStarted');
  const { version } = await view(number);
  await desk.give(by(doer), number, 'confirmStep', { part: 'check', ...log }).expect(200);
  const back = () => desk.give(by(head), number, 'rollBack', { reason: '误报' });
  const late = await back().set('If-Match', `"${version}"`);
  expect([late.status, late.body.code]).toEqual([409, 'stale-version']);
  expect(late.body.view.version).toBeGreaterThan(version);
  await back().set('If-Match', `"${late.body.view.version}"`).expect(200);
});

test('a run keeps the version of its runbook: what is proposed and not begun must be looked at again', async () => {
  await desk.publish('renewed', [byHand('old-1'), byHand('old-2')]);
  const [running, proposed] = [await desk.begun(['renewed']), await desk.open(['renewed'])];
  await desk.publish('renewed', [byHand('new-1')]);
  expect((await desk.authorize(proposed)).body).toMatchObject({
    code: 'runbook-not-approved',
    params: { runbook: 'renewed@1' },
  });
  await desk.give(by(head), proposed, 'choosePlans', { runbooks: ['renewed'], reason: '新版' }).expect(200);
  expect((await desk.authorize(proposed)).status).toBe(200);
  expect(await desk.steps(proposed)).toEqual(['new-1 waiting-human']);

  await desk.api.product.stopWorker();
  await desk.api.product.startWorker(); // and looks its pins up anew
  for (const part of ['old-1', 'old-2'])
    await desk.give(by(doer), running, 'confirmStep', { part, ...log }).expect(200);
  expect(await view(running)).toMatchObject({ status: 'verifying', run: { steps: 2, done: 2 } });
});

test('a step whose role nobody holds any more: after ten minutes its commander is told, who decides', async () => {
  const guard = await desk.api.as('admin-security');
  const unit = '/dx/donghu';
  const grants = [{ role: 'quality-lead', orgPath: unit }];
  await guard.post('/api/people', { id: 'only-one', name: '孤岗', unit, grants, teams: [] }).expect(201);
  await desk.publish('lonely', [byHand('look', { role: 'quality-lead' })]);
  const number = await desk.begun(['lonely']);
  await guard.post('/api/people/only-one/deactivate', { reason: '离职' }).set('If-Match', '"1"').expect(200);
  expect(await desk.refusal(by(doer), number, 'confirmStep', { part: 'look', ...log })).toBe('403 not-permitted');
  await desk.api.product.fastForward(number, 10 * 60_000);
  const told = await desk.api.product.eventually(async () => {
    const { items } = (await by(head).get('/api/notices?limit=100')).body;
    return (items as { number: string; template: string; lines: string[] }[]).find(
      (one) => one.number === number && /human-wait/.test(one.template),
    );
  });
  expect(told.lines.join()).toContain('look');
  // he decides what becomes of it, since nobody is there who could do it
  expect((await desk.give(by(head), number, 'rollBack', { reason: '无人' }).expect(200)).body.status).toBe(
    'rolled-back',
  );
});

test('a commander who leaves hands it to his successor; without one the next above takes command', async () => {
  const guard = await desk.api.as('admin-security');
  const unit = '/dx/donghu';
  const grants = [{ role: 'supervisor', orgPath: unit }];
  for (const id of ['chief-1', 'chief-2'])
    await guard.post('/api/people', { id, name: id, unit, grants, teams: [] }).expect(201);
  const number = await desk.open([], { commander: 'chief-1' });
  expect(await view(number)).toMatchObject({ parties: { commander: 'chief-1' } });
  const holdings = (await guard.get('/api/people/chief-1/holdings').expect(200)).body;
  expect(JSON.stringify(holdings)).toContain(number);
  const leave = (id: string, more: object) =>
    guard.post(`/api/people/${id}/deactivate`, { reason: '调离', ...more }).set('If-Match', '"1"');
  await leave('chief-1', { successor: 'chief-2' }).expect(200);
  await desk.api.product.eventually(async () => (await view(number)).parties.commander === 'chief-2');

  const above = await desk.api.as('sup-dx');
  expect(await desk.refusal(by(doer), number, 'takeCommand', { reason: '代管' })).toBe('403 not-permitted');
  await desk.give(above, number, 'takeCommand', { reason: '统一指挥' }).expect(200);
  expect(await desk.refusal(above, number, 'takeCommand', { reason: '再次' })).toBe('409 commands-already');
  const { proposal } = await view(number);
  const authorize = { planHash: proposal.planHash, customerTold };
  expect(await desk.refusal(by(head), number, 'authorize', authorize)).toBe('403 not-permitted');
  expect((await desk.give(above, number, 'authorize', authorize).expect(200)).body.status).toBe('executing');
  expect([COMMANDER, DOER]).not.toContain((await view(number)).parties.commander);
});
