import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { CopyWish } from '../../client/documents/asking.ts';
import type { CaseClient } from '../../client/cases/case-client.ts';
import { type CarriedOut, type CarryOut, createEffects } from '../../activities/effects.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { effectSeqOf } from '../../domain/kernel/ids.ts';
import type { Actor, Audience, Effect } from '../../domain/kernel/process.ts';
import type { Person } from '../../models/registers/person.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitWith } from '../../models/cases/commit.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { mandatesIn } from '../../models/registers/meetings/mandate.ts';
import { storeCommit } from '../support/commits.ts';
import { openDatabase, type TestDatabase } from '../support/engines/database.ts';

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
    commands: async () => [],
    catchUp: (target) => answer('catchUp', target),
    noteEffect: async (target) => void (await answer('noteEffect', target)),
  };
  const directory = {
    peopleFor: async (to: Audience) => peopleFor(to),
    person: async (id: string) => ({ _id: id, locale: id === 'li' ? 'en' : 'zh' }) as Person,
    actorOf,
  };
  const logger = { info: jest.fn(), error: jest.fn() };
  const begin = async ({ what, part }: { what: string; part: string }) => void (await answer(`${what} ${part}`, part));
  const copies: CopyWish[] = [];
  const documents = {
    ask: async (wish: CopyWish) => {
      await answer(`document ${wish.kind}`, wish.locale);
      copies.push(wish);
    },
  };
  const { carryOut } = createEffects({
    db: opened.db,
    documents,
    caseClient,
    directory,
    dispatch: async () => undefined,
    begin,
    gather: async () => undefined,
    fold: async () => undefined,
    logger,
    partTitles: async () => new Map([['move', { zh: '移动地址', en: 'Move the address' }]]),
  });
  const run = (keys: readonly string[], attempt: number, of: Partial<CarryOut> = from) =>
    new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR', () => undefined) }).run(carryOut, {
      ...from,
      ...of,
      keys,
    }) as Promise<CarriedOut>;
  return {
    sent,
    copies,
    logger,
    run,
    /** Stored with their commits first, as a turn leaves them. */
    carryOut: async (effects: readonly (readonly [string, Effect])[], attempt = 1) => {
      await keep(effects);
      return await run(
        effects.map(([key]) => key),
        attempt,
      );
    },
  };
}
/** Each in the commit of its event, unless it lies there already. */
async function keep(effects: readonly (readonly [string, Effect])[]): Promise<void> {
  const seqs = new Set(effects.map(([key]) => effectSeqOf(key) ?? 0));
  for (const seq of seqs) {
    if (await commitWith(opened.db, caseId, seq)) continue;
    await storeCommit(opened, caseId, {
      after: { seq: seq - 1, hash: '' },
      by: { id: 'wang', role: 'engineer' },
      key: `of ${seq}`,
      digest: '',
      events: [{ type: 'incident.commented', data: {} }],
      effects: effects.filter(([key]) => effectSeqOf(key) === seq).map(([key, effect]) => ({ key, effect })),
    });
  }
}
/** Nobody leads the empty team or supervises; the process owner stands in. */
function peopleFor(to: Audience): { people: string[]; stoodIn?: string } {
  if ('person' in to) return { people: [to.person] };
  if ('team' in to && to.team === 'empty') return { people: ['owner'], stoodIn: 'lead@empty > process-owner@/dx' };
  if ('role' in to) return { people: ['owner'], stoodIn: 'supervisor@/dx > process-owner@/dx' };
  return { people: ['wang', 'li'] };
}
/** Engineers of the organisation of the case, but `far`, who is one of another. */
const actorOf = async (id: string): Promise<Actor> => ({
  id,
  kind: 'person',
  unit: '/dx',
  teams: [],
  grants: [{ role: 'engineer', orgPath: id === 'far' ? '/elsewhere' : '/dx' }],
});
const notify = (to: Audience, data: object = {}): Effect => ({ kind: 'notify', to, template: 'told', data });
const start = (process: string): Effect => ({ kind: 'start', process, data: {} });
const command = (target: string, name: string, more: { onward?: true; ifOpen?: true; ref?: object } = {}): Effect => ({
  kind: 'command',
  process: 'call',
  caseId: target,
  command: name,
  data: {},
  ...more,
});
const done = (...keys: string[]): CarriedOut => ({ done: keys, again: [], notes: [] });
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
  expect(await carryOut(effects)).toEqual(done('e:INC-900001:1:0'));
  await carryOut(effects);
  expect((await noticesOf('e:INC-900001:1:0')).map(({ to, caseId: of }) => [to, of])).toEqual([
    ['li', caseId],
    ['wang', caseId],
  ]);
});

test('a notice names a step by its title, and by its id where the plan has none', async () => {
  const { run } = world();
  const of = { caseId: 'FOV-900009', process: 'failover' };
  for (const [seq, part] of [
    [1, 'move'],
    [2, 'gate'],
  ] as const)
    await storeCommit(opened, of.caseId, {
      after: { seq: seq - 1, hash: '' },
      by: { id: 'li', role: 'engineer' },
      key: `of ${seq}`,
      digest: '',
      events: [{ type: 'failover.stepStarted', data: { part } }],
      effects: [{ key: `e:${of.caseId}:${seq}:0`, effect: notify({ person: 'wang' }, { said: ['part'] }) }],
    });
  await run(
    [1, 2].map((seq) => `e:${of.caseId}:${seq}:0`),
    1,
    of,
  );
  const told = await noticeOf(opened.db).find({ caseId: of.caseId }).sort({ key: 1 }).lean();
  expect(told.map(({ data }) => data)).toEqual([
    { said: { part: { zh: '移动地址', en: 'Move the address' } }, by: 'li' },
    { said: { part: 'gate' }, by: 'li' },
  ]);
});

test('a halt that says no reason is told with that of the failure before it, and the way back with its step', async () => {
  const { run } = world();
  const of = { caseId: 'FOV-900010', process: 'failover' };
  const events = [
    ['undoFailed', { part: 'move', reason: 'busy' }, []],
    ['halted', { why: 'undo-failed', part: 'move' }, ['why', 'part']],
    ['rollbackStarted', { scope: 'all', because: 'move', reason: 'limit' }, ['because', 'reason']],
    ['halted', { why: 'undo-failed', part: 'move' }, undefined], // to who does not work on it
  ] as const;
  for (const [n, [type, data, said]] of events.entries())
    await storeCommit(opened, of.caseId, {
      after: { seq: n, hash: '' },
      by: { id: 'li', role: 'engineer' },
      key: `of ${n}`,
      digest: '',
      events: [{ type: `failover.${type}`, data }],
      effects: [{ key: `e:${of.caseId}:${n + 1}:0`, effect: notify({ person: 'wang' }, said ? { said } : {}) }],
    });
  await run(
    events.map((_one, n) => `e:${of.caseId}:${n + 1}:0`),
    1,
    of,
  );
  const told = await noticeOf(opened.db).find({ caseId: of.caseId }).sort({ key: 1 }).lean();
  const move = { zh: '移动地址', en: 'Move the address' };
  expect(told.slice(1).map(({ data }) => data)).toEqual([
    { said: { why: { zh: '撤销失败', en: 'an undo has failed' }, part: move, reason: 'busy' }, by: 'li' },
    { said: { because: move, reason: { zh: '限时内没有答复', en: 'no answer in time' } }, by: 'li' },
    {},
  ]);
});

const ofPart = (n: number, part: string) =>
  [`e:INC-900001:60:${n}`, notify({ person: 'wang' }, { clock: `step~${part}`, part, step: 'b5' })] as const;
test('a clock of parts is told with what they are called', async () => {
  const { carryOut } = world();
  await carryOut([ofPart(0, 'move'), ofPart(1, 'gate')]);
  const [told] = await noticeOf(opened.db)
    .find({ key: /^e:INC-900001:60:/ })
    .lean();
  expect(told?.data).toMatchObject({
    parts: ['move', 'gate'],
    called: { zh: '移动地址、gate', en: 'Move the address, gate' },
  });
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

test('nobody hears of his own act as one of a queue, and nobody of one event twice, in whatever capacity', async () => {
  const { carryOut } = world();
  const effects = [
    ['e:INC-900001:40:0', { ...notify({ role: 'supervisor', orgPath: '/dx' }), except: 'wang' }],
    ['e:INC-900001:40:1', { ...notify({ team: 'donghu-l2' }), except: 'wang' }],
    ['e:INC-900001:40:2', notify({ person: 'owner' })],
    ['e:INC-900001:41:0', notify({ person: 'owner' })],
  ] as const;
  expect(await carryOut(effects)).toEqual(done(...effects.map(([key]) => key)));
  const told = await noticeOf(opened.db)
    .find({ key: /^e:INC-900001:4[01]:/ })
    .sort({ key: 1 })
    .lean();
  expect(told.map(({ key, to }) => `${key} ${to}`)).toEqual([
    'e:INC-900001:40:0 owner',
    'e:INC-900001:40:1 li',
    'e:INC-900001:41:0 owner',
  ]);
});

test('several steps of a clock that fire together go to a person as one notice, which names them all', async () => {
  const { carryOut } = world();
  const answers = await carryOut([firing(7, 'p75'), firing(8, 'b30'), firing(9, 'p100')]);
  expect(answers).toEqual(done('e:INC-900001:7:0', 'e:INC-900001:8:0', 'e:INC-900001:9:0'));
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
    ['e:INC-900001:3:0', start('problem')],
    ['e:INC-900001:3:1', command('CAL-900001', 'settle', { ref: { call: 'the first' } })],
    ['e:INC-900001:3:2', { ...start('incident'), ref: { part: 'f-17' } }],
    ['e:INC-900001:3:3', command('CAL-900001', 'return')],
  ]);
  const failed = { effect: 'e:INC-900001:3:1', kind: 'command', code: 'case-ended', detail: 'CAL-900001 settle' };
  expect(answers).toEqual({
    done: ['e:INC-900001:3:3'],
    again: [],
    notes: [
      {
        note: 'effectSkipped',
        key: 'r:e:INC-900001:3:0',
        data: { effect: 'e:INC-900001:3:0', kind: 'start', process: 'problem' },
      },
      { note: 'effectFailed', key: 'r:e:INC-900001:3:1', data: { ...failed, ref: { call: 'the first' } } },
      {
        note: 'caseStarted',
        key: 'r:e:INC-900001:3:2:started',
        data: { effect: 'e:INC-900001:3:2', process: 'incident', caseId: 'open incident', ref: { part: 'f-17' } },
      },
    ],
  });
  expect(sent).toContainEqual({ what: 'open incident', key: 'e:INC-900001:3:2' });
});

test('what a later release decided is not taken for done by this one', async () => {
  const { carryOut } = world();
  const later = { kind: 'sing', song: 'x' } as unknown as Effect;
  const answers = await carryOut([
    ['e:INC-900001:90:0', later],
    ['e:INC-900001:90:1', start('incident')],
  ]);
  expect(answers).toMatchObject({ done: [], again: ['e:INC-900001:90:0'], notes: [{ note: 'caseStarted' }] });
});

test('what failed for a passing reason goes again alone', async () => {
  const { carryOut } = world({ 'settle CAL-900001': away });
  const answers = await carryOut([
    ['e:INC-900001:4:0', command('CAL-900001', 'settle')],
    ['e:INC-900001:4:1', notify({ person: 'wang' })],
  ]);
  expect(answers).toEqual({ done: ['e:INC-900001:4:1'], again: ['e:INC-900001:4:0'], notes: [] });
});

test('where nothing succeeds the server tries again first, and the case hears of it after some attempts', async () => {
  const { carryOut } = world({ 'settle CAL-900001': away });
  const effects = [['e:INC-900001:5:0', command('CAL-900001', 'settle')]] as const;
  await expect(carryOut(effects, 1)).rejects.toBe(away);
  expect(await carryOut(effects, 5)).toEqual({ done: [], again: ['e:INC-900001:5:0'], notes: [] });
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
  expect(answers).toEqual({
    done: ['e:INC-900001:11:1'],
    again: ['e:INC-900001:10:0', 'e:INC-900001:11:0'],
    notes: [],
  });
  expect(sent.map(({ what }) => what).toSorted()).toEqual(['reopen INC-900003', 'resolve INC-900002']);
});

const gapOf = (n: number, step: string, missing: string) => ({
  note: 'addresseeMissing',
  key: `r:e:INC-900001:12:${n}:gap`,
  data: { effect: `e:INC-900001:12:${n}`, clock: 'resolution', step, missing, instead: 'process-owner@/dx' },
});

test('each step that found nobody says so, also where one notice tells of several', async () => {
  const { carryOut } = world();
  const answers = await carryOut([
    ['e:INC-900001:12:0', notify({ team: 'empty', of: 'lead' }, { clock: 'resolution', step: 'p75' })],
    ['e:INC-900001:12:1', notify({ role: 'supervisor', orgPath: '/dx' }, { clock: 'resolution', step: 'p100' })],
  ]);
  expect(answers).toEqual({
    done: [],
    again: [],
    notes: [gapOf(0, 'p75', 'lead@empty'), gapOf(1, 'p100', 'supervisor@/dx')],
  });
});

const merged = (into: string) => new DomainError('case-ended', 'It was merged', { params: { mergedInto: into } });

test('what may go onward goes to the case into which its target was merged, under the same key', async () => {
  const { carryOut, sent } = world({ 'supplyInfo INC-1': merged('INC-2'), 'supplyInfo INC-2': merged('INC-3') });
  const key = 'e:INC-900001:13:0';
  expect(await carryOut([[key, command('INC-1', 'supplyInfo', { onward: true })]])).toEqual(done(key));
  expect(sent).toEqual(['INC-1', 'INC-2', 'INC-3'].map((target) => ({ what: `supplyInfo ${target}`, key })));
});

const refusedWith = (code: string) => new DomainError(code, 'No');

test('what is said to an open case alone is done with where that has ended, and with no other refusal', async () => {
  const { carryOut } = world({
    'noteChange INC-1': refusedWith('case-ended'),
    'noteChange INC-2': refusedWith('wrong-status'),
  });
  const [ended, other] = ['e:INC-900001:15:0', 'e:INC-900001:15:1'];
  const answers = await carryOut([
    [ended, command('INC-1', 'noteChange', { ifOpen: true })],
    [other, command('INC-2', 'noteChange', { ifOpen: true })],
  ]);
  expect(answers).toMatchObject({
    done: [ended],
    again: [],
    notes: [{ data: { effect: other, code: 'wrong-status' } }],
  });
});

test('what may not has failed there, and cases that were merged in a circle are not followed for ever', async () => {
  const { carryOut, sent } = world({
    'addReporter INC-1': merged('INC-2'),
    'supplyInfo INC-4': merged('INC-5'),
    'supplyInfo INC-5': merged('INC-4'),
  });
  const answers = await carryOut([
    ['e:INC-900001:14:0', command('INC-1', 'addReporter')],
    ['e:INC-900001:14:1', command('INC-4', 'supplyInfo', { onward: true })],
  ]);
  expect(answers.notes.map(({ note, data }) => [note, data['code']])).toEqual([
    ['effectFailed', 'case-ended'],
    ['effectFailed', 'case-ended'],
  ]);
  expect(sent.filter(({ what }) => what === 'addReporter INC-2')).toEqual([]);
  expect(sent.filter(({ what }) => what.startsWith('supplyInfo')).length).toBeLessThan(10);
});

test('an effect that is in no commit, lost with a store that was restored, is over and alarmed about', async () => {
  const { run, logger } = world();
  expect(await run(['e:INC-900001:99:0'], 1)).toEqual(done('e:INC-900001:99:0'));
  expect(logger.error).toHaveBeenCalledWith(
    expect.objectContaining({ caseId, key: 'e:INC-900001:99:0' }),
    'an effect is in no commit',
  );
});

const running = (part: string, attempt: number): Effect => ({
  kind: 'run',
  action: 'x',
  part,
  attempt,
  what: 'do',
  limitMs: 1_000,
  scripted: 'done',
});

test('actions of one part keep their order, and one that cannot be begun holds up no other part', async () => {
  const here = world({ 'do s1': away });
  const answer = await here.carryOut([
    ['e:INC-900001:191:0', running('s1', 1)],
    ['e:INC-900001:191:1', running('s1', 2)],
    ['e:INC-900001:191:2', running('s2', 1)],
  ]);
  expect(answer).toEqual({
    done: ['e:INC-900001:191:2'],
    again: ['e:INC-900001:191:0', 'e:INC-900001:191:1'],
    notes: [],
  });
  expect(here.sent.map(({ what }) => what).toSorted()).toEqual(['do s1', 'do s2']);
});

const report: Effect = {
  kind: 'document',
  document: 'inspection-report',
  side: 'inner',
  to: [{ person: 'wang' }, { team: 'donghu-l2' }],
};

test('a document is asked for in the language of each who gets it, of the version that its event made; one who is meant twice gets one', async () => {
  const key = 'e:INC-900001:9041:0';
  const { copies, carryOut, run } = world();
  const asked = { caseId, version: 9041, kind: 'inspection-report', side: 'inner', format: 'pdf' };
  expect(await carryOut([[key, report]])).toEqual(done(key));
  expect(copies).toEqual([
    { ...asked, locale: 'zh', copies: [{ key, to: 'wang' }] },
    { ...asked, locale: 'en', copies: [{ key, to: 'li' }] },
  ]);
  expect(await run([key], 1, { mode: 'rehearsal' })).toEqual(done(key)); // of a trial nothing is printed
  expect(copies).toHaveLength(2);
});

test('one that is said to be of several formats is asked for in each, of the same version', async () => {
  const key = 'e:INC-900001:9043:0';
  const { copies, carryOut } = world();
  const both: Effect = { ...report, formats: ['pdf', 'xlsx'] };
  expect(await carryOut([[key, both]])).toEqual(done(key));
  expect(copies.map(({ version, format, locale }) => [version, format, locale])).toEqual([
    [9043, 'pdf', 'zh'],
    [9043, 'xlsx', 'zh'],
    [9043, 'pdf', 'en'],
    [9043, 'xlsx', 'en'],
  ]);
});

test('a document that cannot be asked for now goes again', async () => {
  const { copies, carryOut } = world({ 'document inspection-report': away });
  expect(await carryOut([['e:INC-900001:9042:0', report]], 9)).toMatchObject({ again: ['e:INC-900001:9042:0'] });
  expect(copies).toEqual([]);
});

const absent = (giver: string, to: string, more: object = {}) => ({
  _id: `${giver}-${to}`,
  from: giver,
  to,
  since: 0,
  until: Date.now() + 3_600_000,
  reason: 'Leave',
  givenAt: 0,
  away: true as const,
  ...more,
});

describe('somebody is away', () => {
  const number = 'INC-000077';
  const of = { caseId: number, process: 'incident' } as const;
  const told = async (seq: number) => {
    const found = await noticeOf(opened.db)
      .find({ caseId: number, key: new RegExp(`^e:${number}:${seq}:`) })
      .lean();
    return found
      .map(({ to, data }) => `${to}${'insteadOf' in data ? ` for ${String(data.insteadOf)}` : ''}`)
      .toSorted();
  };
  let seq = 0;
  /** One event with one notice, carried out. */
  const happened = async (type: string, to: Audience, data: object = {}) => {
    seq += 1;
    const key = `e:${number}:${seq}:1`;
    await storeCommit(opened, number, {
      after: { seq: seq - 1, hash: '' },
      by: { id: 'head', role: 'supervisor' },
      key: `of ${seq}`,
      digest: '',
      events: [{ type: `incident.${type}`, data: {} }],
      effects: [{ key, effect: notify(to, data) }],
    });
    await world().run([key], 1, of);
    return await told(seq);
  };

  beforeAll(async () => {
    await casesIn(opened.db).insertOne({
      _id: number,
      process: 'incident',
      orgPath: '/dx',
      orgLine: ['/dx'],
      parties: { unit: '/dx' },
    } as never);
    await mandatesIn(opened.db).insertMany([
      absent('ann', 'bob'),
      absent('cai', 'far'),
      absent('dan', 'bob', { until: 1 }),
      absent('eve', 'bob', { revokedAt: 1 }),
      absent('fay', 'bob', { process: 'change' }),
      { ...absent('gil', 'bob'), away: undefined } as never,
    ]);
  });

  test('what brings him work goes to his deputy, too, and nothing else does', async () => {
    expect(await happened('dispatched', { person: 'ann' })).toEqual(['ann', 'bob for ann']);
    expect(await happened('commented', { person: 'ann' })).toEqual(['ann']);
    expect(await happened('clockWarned', { person: 'ann' }, { clock: 'ola', step: 'p80' })).toEqual([
      'ann',
      'bob for ann',
    ]);
  });

  test('who has come back, took it back, is away from other cases or has but his approvals delegated is told alone', async () => {
    for (const one of ['dan', 'eve', 'fay', 'gil'])
      expect(await happened('dispatched', { person: one })).toEqual([one]);
  });

  test('one who does not read the case hears nothing; a step of a ladder goes to who answers for it', async () => {
    expect(await happened('dispatched', { person: 'cai' })).toEqual(['cai']);
    expect(await happened('clockBreached', { person: 'cai' }, { clock: 'ola', step: 'p100' })).toEqual([
      'cai',
      'owner for cai',
    ]);
  });
});
