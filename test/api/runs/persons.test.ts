/** Who may do what of a run, by every route there is: commands, many at once, API keys, accounts that are closed, roles that are taken away. */
import request from 'supertest';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../support/product/api.ts';
import { personOf } from '../../../models/registers/person.ts';
import { type RunDesk, runbookOf, startRunDesk, stepOf } from '../../support/product/runs.ts';

jest.setTimeout(180_000);
let desk: RunDesk;
beforeAll(async () => {
  desk = await startRunDesk();
  const gate = { node: 'gate', id: 'look', kind: 'check', role: 'supervisor' };
  await desk.published('guarded', runbookOf([stepOf('a', { witness: true }), gate, stepOf('b')]));
  await granted(BOTH, ['engineer', '/dx/donghu'], ['supervisor', '/dx/donghu']);
  await granted(SECOND, ['engineer', '/dx/donghu']);
  await granted(FAR, ['engineer', '/dx/xiling']);
}, 180_000);
afterAll(() => desk.api.stop());

const [BOTH, SECOND, FAR] = ['eng-dx-1', 'eng-dx-2', 'expert-2'] as const;
/** What he holds from now on, and nothing else. */
async function granted(id: string, ...grants: readonly (readonly [role: string, orgPath: string])[]): Promise<void> {
  const { db, directory } = desk.api.product;
  const held = grants.map(([role, orgPath]) => ({ role, orgPath }));
  await personOf(db).updateOne({ _id: id }, { $set: { grants: held, teams: [] } });
  directory.drop();
}

const as = (caller: Caller | undefined): Caller => {
  if (!caller) throw new Error('nobody signed in');
  return caller;
};
const log = { evidence: 'Log 7' };
/** What it was answered with: the status, and the code where it was refused. */
const said = async (by: Caller, number: string, command: string, body: object = {}): Promise<string> => {
  const answer = await by.send(`/api/failovers/${number}/${command}`, body);
  return answer.status === 200 ? '200' : `${answer.status} ${answer.body.code}`;
};

test('who commands neither performs, witnesses, lets pass nor tries the service: not by another route either, nor once another commands', async () => {
  const { commander, engineer, other, api } = desk;
  const [head, user] = [await api.as('sup-dx'), await api.as('req-linxi')];
  const number = await desk.executing(['guarded'], {}, commander); // he raised it as well
  const witness = { part: 'a', ...log };
  await desk.done(number, 'a');
  expect(await said(commander, number, 'witnessStep', witness)).toBe('403 separation-of-duties');

  const bulk = await commander.send('/api/commands', {
    command: 'witnessStep',
    numbers: [number],
    part: 'a',
    data: log,
  });
  expect(bulk.body.results).toMatchObject([{ number, status: 403, problem: { code: 'separation-of-duties' } }]);

  const made = await commander.post('/api/api-keys', { password: api.password, name: 'night' }).expect(201);
  const byKey = await request(api.address)
    .post(`/api/failovers/${number}/witnessStep`)
    .set({ Authorization: `Bearer ${made.body.key}`, 'Idempotency-Key': randomUUID() })
    .send(witness);
  expect([byKey.status, byKey.body.code]).toEqual([403, 'separation-of-duties']);

  await desk.give(head, number, 'takeCommand', { reason: '请上级指挥' });
  expect(await said(commander, number, 'witnessStep', witness)).toBe('403 separation-of-duties');
  expect(await said(engineer, number, 'witnessStep', witness)).toBe('403 separation-of-duties'); // he did it
  expect(await said(await api.as(FAR), number, 'witnessStep', witness)).toBe('404 not-found');
  expect(await said(user, number, 'witnessStep', witness)).toBe('403 not-permitted');
  expect(await said(other, number, 'witnessStep', witness)).toBe('200');

  expect(await said(commander, number, 'passGate', { part: 'look', ...log })).toBe('403 separation-of-duties');
  expect(await said(head, number, 'passGate', { part: 'look', ...log })).toBe('403 separation-of-duties');
  expect(await said(await api.as(BOTH), number, 'passGate', { part: 'look', ...log })).toBe('200');
  expect(await said(await api.as(BOTH), number, 'takeStep', { part: 'b' })).toBe('403 separation-of-duties');
  await desk.done(number, 'b', other);

  const checks = { checks: 'One payment' };
  expect(await said(commander, number, 'confirmService', checks)).toBe('403 separation-of-duties'); // it is he who raised it
  expect(await said(other, number, 'confirmService', checks)).toBe('403 not-permitted');
  expect(await said(await api.as('req-donghu'), number, 'confirmService', checks)).toBe('404 not-found');
  const { version } = (await commander.get(`/api/failovers/${number}`).expect(200)).body;
  const corrected = await commander
    .send(`/api/failovers/${number}/correct`, { contact: '1', reason: 'x' })
    .set('If-Match', `"${version}"`);
  expect([corrected.status, corrected.body.code]).toEqual([403, 'separation-of-duties']);
  expect(await said(user, number, 'confirmService', checks)).toBe('200');
  expect((await commander.send(`/api/failovers/${number}/reportStep`, {})).status).toBe(404); // actions have a door of their own
});

test('an undo that failed counts as done by hand once a second person says so, who reads how it is taken back', async () => {
  const { commander, engineer, other } = desk;
  const number = await desk.executing(['guarded']);
  await desk.done(number, 'a');
  await desk.give(other, number, 'witnessStep', { part: 'a' });
  await desk.give(commander, number, 'rollBack', { reason: '回退' });
  await desk.give(engineer, number, 'failStep', { part: 'a', reason: '撤销失败' });
  await desk.give(commander, number, 'markUndone', { part: 'a', evidence: '现场已恢复' });
  expect((await desk.seen(number, other)).current).toMatchObject([
    { part: 'a', status: 'to-witness', way: 'back', asked: { what: 'undone', by: { id: 'sup-donghu' } } },
  ]);
  const witness = { part: 'a', ...log };
  for (const by of [commander, engineer])
    expect(await said(by, number, 'witnessStep', witness)).toBe('403 separation-of-duties');
  expect((await desk.give(other, number, 'witnessStep', witness)).status).toBe('rolled-back');
});

test('roles and accounts count as they are now, and what somebody did stays with him', async () => {
  const { commander, api } = desk;
  const [second, both, above, guard] = await Promise.all(
    [SECOND, BOTH, 'sup-dx', 'admin-security'].map((one) => api.as(one)),
  );
  const number = await desk.executing(['guarded']);
  const witness = { part: 'a', ...log };
  await desk.give(as(second), number, 'takeStep', { part: 'a' });
  await granted(SECOND, ['quality-lead', '/dx/donghu']);
  expect(await said(as(second), number, 'confirmStep', witness)).toBe('403 not-permitted');
  await desk.give(as(both), number, 'takeStep', { part: 'a' });
  await desk.done(number, 'a', as(both));
  await granted(SECOND, ['engineer', '/dx/donghu']);
  expect(await said(as(second), number, 'witnessStep', witness)).toBe('403 separation-of-duties'); // he had it
  const { version } = (await as(guard).get(`/api/people/${SECOND}`).expect(200)).body;
  await as(guard)
    .post(`/api/people/${SECOND}/deactivate`, { reason: '离职' })
    .set('If-Match', `"${version}"`)
    .expect(200);
  expect(await said(as(second), number, 'witnessStep', witness)).toMatch(/^401 /);

  // Who commands and no longer answers for the work of others leads nothing more; somebody above takes over.
  await granted('sup-donghu', ['engineer', '/dx/donghu']);
  expect(await said(commander, number, 'rollBack', { reason: 'x' })).toBe('403 not-permitted');
  expect(await said(as(above), number, 'takeCommand', { reason: '原指挥已调岗' })).toBe('200');
  expect(await said(commander, number, 'witnessStep', witness)).toBe('403 separation-of-duties');
});
