import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { CaseClient } from '../../client/case-client.ts';
import { createEffects, type EffectAnswer } from '../../activities/effects.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Audience, Effect } from '../../domain/kernel/process.ts';
import { noticeOf } from '../../models/notice.ts';
import { openDatabase, type TestDatabase } from '../support/database.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openDatabase();
});
afterAll(() => opened.stop());

const caseId = 'INC-900001';
const from = { caseId, process: 'incident', mode: 'live' } as const;
const away = new Error('connection refused');
type Sent = { what: string; key: string };

/** A world in which some are away for now, some refuse, and all else succeeds. */
function world(answers: Readonly<Record<string, Error>> = {}) {
  const sent: Sent[] = [];
  const answer = async (what: string, key: string) => {
    sent.push({ what, key });
    const error = answers[what];
    if (error) throw error;
    return { caseId: what, seq: 1 };
  };
  const caseClient: CaseClient = {
    open: (process, _data, { key }) => answer(`open ${process}`, key),
    command: (target, command, _data, { key }) => answer(`${command} ${target}`, key),
    catchUp: (target) => answer('catchUp', target),
    noteEffect: async (target) => void (await answer('noteEffect', target)),
  };
  const directory = { peopleFor: async (to: Audience) => peopleFor(to) };
  const { carryOut } = createEffects({ db: opened.db, caseClient, directory, dispatch: async () => undefined });
  return {
    sent,
    carryOut: (effects: readonly (readonly [string, Effect])[], attempt = 1) =>
      new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR', () => undefined) }).run(carryOut, {
        ...from,
        effects: effects.map(([key, effect]) => ({ key, effect })),
      }) as Promise<EffectAnswer[]>,
  };
}
/** Nobody leads the empty team or supervises; the process owner stands in. */
function peopleFor(to: Audience): { people: string[]; stoodIn?: string } {
  if ('person' in to) return { people: [to.person] };
  if ('team' in to && to.team === 'empty') return { people: ['owner'], stoodIn: 'lead@empty > process-owner@/dx' };
  if ('role' in to) return { people: ['owner'], stoodIn: 'supervisor@/dx > process-owner@/dx' };
  return { people: ['wang', 'li'] };
}
const notify = (to: Audience, data: object = {}): Effect => ({ kind: 'notify', to, template: 'told', data });
const start = (process: string): Effect => ({ kind: 'start', process, data: {} });
const command = (target: string, name: string): Effect => ({
  kind: 'command',
  process: 'call',
  caseId: target,
  command: name,
  data: {},
});
/** The n-th effect of the event 2, about one clock or none. */
const about = (n: number, clock?: string) =>
  [`e:INC-900001:2:${n}`, notify({ person: 'wang' }, clock === undefined ? {} : { clock })] as const;
/** A step of the clock `resolution` that fires in the event `seq`. */
const firing = (seq: number, step: string) =>
  [`e:INC-900001:${seq}:0`, notify({ person: 'wang' }, { clock: 'resolution', step })] as const;
const noticesOf = (key: string) => noticeOf(opened.db).find({ key }).sort({ to: 1 }).lean();

test('F19 a notice that is sent again tells nobody twice', async () => {
  const { carryOut } = world();
  const effects = [['e:INC-900001:1:0', notify({ team: 'donghu-l2' })]] as const;
  expect(await carryOut(effects)).toEqual([{ key: 'e:INC-900001:1:0', outcome: 'done' }]);
  await carryOut(effects);
  expect((await noticesOf('e:INC-900001:1:0')).map(({ to, caseId: of }) => [to, of])).toEqual([
    ['li', caseId],
    ['wang', caseId],
  ]);
});

test('notices of one save about one clock to one person become one, also when they go in two rounds', async () => {
  const { carryOut } = world();
  await carryOut([about(0, 'response'), about(1, 'response'), about(2, 'resolution'), about(3)]);
  await carryOut([about(1, 'response')]);
  const told = await noticeOf(opened.db)
    .find({ key: /^e:INC-900001:2:/ })
    .sort({ key: 1 })
    .lean();
  expect(told.map(({ key }) => key.at(-1))).toEqual(['0', '2', '3']);
});

test('several steps of a clock that fire together go to a person as one notice, which names them all', async () => {
  const { carryOut } = world();
  const answers = await carryOut([firing(7, 'p75'), firing(8, 'b30'), firing(9, 'p100')]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
  const told = await noticeOf(opened.db)
    .find({ key: /^e:INC-900001:[789]:/ })
    .lean();
  expect(told.map(({ key, data }) => ({ key, data }))).toEqual([
    { key: 'e:INC-900001:9:0', data: { clock: 'resolution', step: 'p100', steps: ['p75', 'b30', 'p100'] } },
  ]);
});

test('what nobody offers yet is skipped, what a rule refuses has failed, and the rest is done', async () => {
  const refused = new DomainError('case-ended', 'The case is closed');
  const { carryOut, sent } = world({ 'settle CAL-900001': refused });
  const answers = await carryOut([
    ['e:INC-900001:3:0', start('work-order')],
    ['e:INC-900001:3:1', command('CAL-900001', 'settle')],
    ['e:INC-900001:3:2', start('incident')],
  ]);
  expect(answers.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toMatchObject([
    { outcome: 'skipped', data: { effect: 'e:INC-900001:3:0', kind: 'start', process: 'work-order' } },
    { outcome: 'failed', data: { effect: 'e:INC-900001:3:1', kind: 'command', code: 'case-ended' } },
    { key: 'e:INC-900001:3:2', outcome: 'done' },
  ]);
  expect(sent).toContainEqual({ what: 'open incident', key: 'e:INC-900001:3:2' });
});

test('what failed for a passing reason goes again alone', async () => {
  const { carryOut } = world({ 'settle CAL-900001': away });
  const answers = await carryOut([
    ['e:INC-900001:4:0', command('CAL-900001', 'settle')],
    ['e:INC-900001:4:1', notify({ person: 'wang' })],
  ]);
  expect(answers).toEqual([
    { key: 'e:INC-900001:4:0', outcome: 'again' },
    { key: 'e:INC-900001:4:1', outcome: 'done' },
  ]);
});

test('where nothing succeeds the server tries again first, and the case hears of it after some attempts', async () => {
  const { carryOut } = world({ 'settle CAL-900001': away });
  const effects = [['e:INC-900001:5:0', command('CAL-900001', 'settle')]] as const;
  await expect(carryOut(effects, 1)).rejects.toBe(away);
  expect(await carryOut(effects, 5)).toEqual([{ key: 'e:INC-900001:5:0', outcome: 'again' }]);
});

test('commands to one case keep their order', async () => {
  const { carryOut, sent } = world();
  const names = Array.from({ length: 10 }, (_, n) => `command${n}`);
  await carryOut(names.map((name, n) => [`e:INC-900001:6:${n}`, command('CAL-900002', name)] as const));
  expect(sent.map(({ what }) => what)).toEqual(names.map((name) => `${name} CAL-900002`));
});

test('what comes after a command that goes again is not sent before it', async () => {
  const { carryOut, sent } = world({ 'resolve INC-900002': away });
  const answers = await carryOut([
    ['e:INC-900001:10:0', command('INC-900002', 'resolve')],
    ['e:INC-900001:11:0', command('INC-900002', 'reopen')],
    ['e:INC-900001:11:1', command('INC-900003', 'reopen')],
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['again', 'again', 'done']);
  expect(sent.map(({ what }) => what).toSorted()).toEqual(['reopen INC-900003', 'resolve INC-900002']);
});

test('each step that found nobody says so, also where one notice tells of several', async () => {
  const { carryOut } = world();
  const answers = await carryOut([
    ['e:INC-900001:12:0', notify({ team: 'empty', of: 'lead' }, { clock: 'resolution', step: 'p75' })],
    ['e:INC-900001:12:1', notify({ role: 'supervisor', orgPath: '/dx' }, { clock: 'resolution', step: 'p100' })],
  ]);
  expect(answers).toMatchObject([
    { outcome: 'done', gap: { step: 'p75', missing: 'lead@empty', instead: 'process-owner@/dx' } },
    { outcome: 'done', gap: { step: 'p100', missing: 'supervisor@/dx', instead: 'process-owner@/dx' } },
  ]);
});
