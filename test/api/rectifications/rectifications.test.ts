/** A rectification through the API: a gate of a run refuses, what it found is put right and cleared, and the run goes on; accidents; what is refused. */
import { randomUUID } from 'node:crypto';
import { personOf } from '../../../models/registers/person.ts';
import type { Caller } from '../../support/product/api.ts';
import { photo } from '../../support/files/pictures.ts';
import { byHand, type FailoverDesk, log, startFailoverDesk } from '../../support/product/failovers.ts';

jest.setTimeout(60_000);
const DAY = 86_400_000;
let desk: FailoverDesk;
let [doer, head, user, auditor, quality, safety]: Caller[] = [];
beforeAll(async () => {
  desk = await startFailoverDesk();
  ({ doer, head, user } = desk);
  await granted('expert-1', 'quality-lead');
  await granted('expert-3', 'safety-lead');
  auditor = await desk.api.as('auditor');
  quality = await desk.api.as('expert-1');
  safety = await desk.api.as('expert-3');
  const gate = { node: 'gate', id: 'gate', kind: 'check', role: 'quality-lead' };
  await desk.publish('gated', [byHand('one'), gate, byHand('two')]);
}, 120_000);
afterAll(() => desk.api.stop());

/** In the city, and nothing else. */
async function granted(id: string, role: string): Promise<void> {
  const { db, directory } = desk.api.product;
  await personOf(db).updateOne({ _id: id }, { $set: { grants: [{ role, orgPath: '/dx/donghu' }], teams: [] } });
  directory.drop();
}
const by = (caller: Caller | undefined): Caller => caller as Caller;
const due = () => new Date(Date.now() + 2 * DAY).toISOString();
const found = (more: object = {}) => ({
  kind: 'audit',
  class: 'general',
  unit: '/dx/donghu',
  title: '机柜无标签',
  finding: '三个机柜无标签',
  responsible: 'eng-donghu-2',
  due: due(),
  ...more,
});
const send = (who: Caller | undefined, number: string, command: string, data: object = {}) =>
  by(who).send(`/api/rectifications/${number}/${command}`, data);
const refused = async (who: Caller | undefined, number: string, command: string, data: object = {}) => {
  const { status, body } = await send(who, number, command, data);
  return `${status} ${body.code}`;
};
const view = async (number: string, who = head) =>
  (await by(who).get(`/api/rectifications/${number}`).expect(200)).body;
const photos = { before: '照片 1', after: '照片 2' };
const good = { result: '合格', evidence: '现场复查' };
type Gated = { rectifications?: { number?: string; step?: string }[] };
const run = async (number: string): Promise<Gated> => (await by(head).get(`/api/failovers/${number}`).expect(200)).body;
/** What keeps the run shut, once it has a number. */
const kept = (number: string): Promise<string> =>
  desk.api.product.eventually(async () => (await run(number)).rectifications?.[0]?.number);
const opened = (number: string): Promise<unknown> =>
  desk.api.product.eventually(async () => (await run(number)).rectifications === undefined);

test('a gate refuses what is major: who did it puts it right, the gate waits, and passes once somebody else has cleared it', async () => {
  const number = await desk.begun(['gated']);
  await desk.give(by(doer), number, 'confirmStep', { part: 'one', ...log }).expect(200);
  const finding = { part: 'gate', class: 'major', findings: '备份未做恢复验证' };
  await desk.give(by(quality), number, 'refuseGate', finding).expect(200);
  expect(await desk.refusal(by(quality), number, 'passGate', { part: 'gate', ...log })).toBe('409 gate-closed');
  const rectification = await kept(number);
  expect(rectification).toMatch(/^REC-\d{6,}$/);
  const { body: closed } = await desk.give(by(quality), number, 'passGate', { part: 'gate', ...log }).expect(409);
  expect(closed).toMatchObject({ code: 'gate-closed', params: { rectification, step: 'gate' } });
  expect(await view(rectification, quality)).toMatchObject({
    status: 'issued',
    kind: 'quality',
    class: 'serious',
    description: '备份未做恢复验证',
    issuer: 'expert-1',
    responsible: 'eng-donghu-2',
    source: number,
    blocks: number,
    blocksStep: 'gate',
    allowed: expect.arrayContaining(['withdraw', 'extend', 'assign']),
  });
  const { body: list } = await by(quality).get(`/api/rectifications?blocks=${number}&class=serious`).expect(200);
  expect(list.items).toMatchObject([{ number: rectification }]);

  await send(doer, rectification, 'takeUp', { rootCause: '疏忽', measures: '补做' }).expect(200);
  await send(doer, rectification, 'submit', photos).expect(200);
  expect(await refused(doer, rectification, 'clear', good)).toBe('403 not-permitted');
  expect(await refused(head, rectification, 'clear', good)).toBe('403 not-permitted');
  await send(quality, rectification, 'refuseRemedy', { result: '缺一份记录' }).expect(200);
  await send(doer, rectification, 'submit', photos).expect(200);
  const end = await send(quality, rectification, 'clear', good).expect(200);
  expect(end.body).toMatchObject({ status: 'closed', counts: { refusals: 1 } });
  expect(await refused(quality, rectification, 'clear', good)).toBe('409 case-ended');

  await opened(number);
  await desk.give(by(quality), number, 'passGate', { part: 'gate', ...log }).expect(200);
  expect(await desk.steps(number)).toEqual(['one done', 'gate passed', 'two waiting-human']);
});

test('a step that somebody names stays shut, and opens when it is withdrawn; the run goes back all the same', async () => {
  const number = await desk.begun(['gated']);
  const issue = found({ blocks: { case: number, step: 'two' } });
  const { body } = await by(auditor).send('/api/rectifications', issue).expect(201);
  await kept(number);
  await desk.give(by(doer), number, 'confirmStep', { part: 'one', ...log }).expect(200);
  await desk.give(by(quality), number, 'passGate', { part: 'gate', ...log }).expect(200);
  expect(await desk.steps(number)).toEqual(['one done', 'gate passed']);
  expect(await refused(doer, body.number, 'contest', { grounds: '不属本单位' })).toBe('200 undefined');
  expect(await refused(head, body.number, 'uphold', { reason: '属实' })).toBe('403 not-permitted'); // not above the auditor
  await send(auditor, body.number, 'withdraw', { reason: '异议成立' }).expect(200);
  await opened(number);
  expect(await desk.steps(number)).toEqual(['one done', 'gate passed', 'two waiting-human']);
  await by(auditor)
    .send('/api/rectifications', found({ blocks: { case: number } }))
    .expect(201);
  await kept(number);
  expect(await desk.refusal(by(doer), number, 'takeStep', { part: 'two' })).toBe('409 gate-closed');
  expect((await desk.give(by(head), number, 'rollBack', { reason: '先退回' }).expect(200)).body.status).toBe(
    'rolling-back',
  );
});

test('refused: every bad field at once, a due instant that has passed, and whoever may not', async () => {
  const bad = found({ responsible: 'nobody', source: 'INC-099999', blocks: { case: 'CHG-099999' } });
  const { body } = await by(auditor).send('/api/rectifications', bad).expect(422);
  expect(body.errors).toEqual([
    { pointer: '/responsible', code: 'unknown' },
    { pointer: '/source', code: 'unknown' },
    { pointer: '/blocks/case', code: 'unknown' },
  ]);
  const past = await by(auditor)
    .send('/api/rectifications', found({ due: '2026-01-01T00:00:00Z' }))
    .expect(422);
  expect(past.body).toMatchObject({ code: 'due-in-past', errors: [{ pointer: '/due', code: 'in-past' }] });
  expect((await by(doer).send('/api/rectifications', found()).expect(403)).body.code).toBe('not-permitted');
  const number = await desk.begun(['gated']);
  const part = await by(auditor)
    .send('/api/rectifications', found({ blocks: { case: number, step: 'x' } }))
    .expect(422);
  expect(part.body.errors).toEqual([{ pointer: '/blocks/step', code: 'unknown' }]);
  const { body: one } = await by(auditor).send('/api/rectifications', found()).expect(201);
  for (const days of [1, 2]) {
    const { due: until } = await view(one.number, auditor);
    const later = new Date(Date.parse(until) + days * DAY).toISOString();
    await send(auditor, one.number, 'extend', { due: later, reason: '缺件' }).expect(200);
  }
  expect(await refused(auditor, one.number, 'extend', { due: due(), reason: '缺件' })).toBe('409 extension-limit');
  expect(await refused(safety, one.number, 'protectScene', log)).toBe('409 no-accident');
});

test('anybody reports an accident, once for each key; it is not cleared before it is investigated', async () => {
  const accident = { unit: '/dx/donghu/hospital', title: '触电', site: '配电间', harm: '一人右手触电' };
  const report = () => by(user).send('/api/rectifications/reportAccident', accident, 'the-same-key-of-an-accident');
  const { body, headers } = await report().expect(201);
  expect(headers['location']).toBe(`/api/rectifications/${body.number}`);
  expect((await report().expect(201)).body.number).toBe(body.number);
  const lacking = await by(user).send('/api/rectifications/reportAccident', { unit: accident.unit }).expect(422);
  expect((lacking.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
    '/title',
    '/site',
    '/harm',
  ]);
  expect(await view(body.number, safety)).toMatchObject({ class: 'accident', kind: 'safety', status: 'issued' });
  const told = await desk.api.product.eventually(async () => {
    const { items } = (await by(safety).get('/api/notices?limit=100')).body;
    return (items as { number: string; template: string; lines: string[]; text: object }[]).find(
      (one) => one.number === body.number,
    );
  });
  expect(told).toMatchObject({
    template: 'rectification-accident-reported',
    lines: expect.arrayContaining(['等级：事故', '地点：配电间', '发起人：刘芳']),
  });
  expect(JSON.stringify(told)).toContain('发生事故');
  await send(safety, body.number, 'reportUp', { to: '市安委会，电话', summary: '一人受伤' }).expect(200);
  await send(safety, body.number, 'protectScene', log).expect(200);
  await send(safety, body.number, 'assign', { person: 'eng-donghu-2', due: due() }).expect(200);
  await send(doer, body.number, 'takeUp', { rootCause: '漏电', measures: '更换' }).expect(200);
  const bare = await send(doer, body.number, 'submit', photos).expect(422);
  expect([bare.body.code, (bare.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)]).toEqual([
    'evidence-missing',
    ['/filesBefore', '/filesAfter'],
  ]);
  const shot = await by(doer)
    .bare('/api/files')
    .set({ 'Idempotency-Key': randomUUID(), 'File-Name': 'a.jpg', 'Content-Type': 'application/octet-stream' })
    .send(photo())
    .expect(201);
  const seen = [shot.body.id];
  await send(doer, body.number, 'submit', { ...photos, filesBefore: seen, filesAfter: seen }).expect(200);
  expect((await by(safety).get(`/api/files/${shot.body.id}`)).status).toBe(200);
  expect(await refused(safety, body.number, 'clear', good)).toBe('409 not-investigated');
  const known = { rootCause: '绝缘老化', liable: '外包单位', measures: '每季检测' };
  await send(safety, body.number, 'recordInvestigation', known).expect(200);
  expect((await send(safety, body.number, 'clear', good).expect(200)).body.status).toBe('closed');
  // Who reported it sees that it is over, and nothing of how it was investigated.
  const { body: outward } = await by(user).get(`/api/cases/${body.number}/timeline?limit=100`).expect(200);
  expect(JSON.stringify(outward)).not.toContain('绝缘老化');
  expect(JSON.stringify(outward)).toContain('触电');
});
