/** The report of a run: budget and actual of each step, and which are weak, out of what really happened on a case. */
import { plannedMs, type Recovery, type ReportAsked, reportOf } from '../../../../domain/kernel/running/report.ts';
import type { OutlineNode } from '../../../../domain/kernel/steps/shapes.ts';
import { hours, MORNING } from '../../../support/given.ts';
import { byAction, byHand, commander, outlineWith, running, type RunCase } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, deng, requester } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'No space' };
const minutes = (n: number) => n * 60_000;
const at = (one: RunCase, minute: number): RunCase => one.to(MORNING + minutes(minute));
const reportFor = (one: RunCase, nodes: OutlineNode[], more: Partial<ReportAsked> = {}) =>
  reportOf({ outline: outlineWith(...nodes), events: one.world.eventsOf(one.number), ...more });
/** Of each step what it took in minutes, how long somebody was waited for, and why it is weak. */
const rows = (one: RunCase, nodes: OutlineNode[]) =>
  reportFor(one, nodes).steps.map(
    ({ step, status, actualMs = NaN, waitedMs, tries, weak }) =>
      [`${step} ${status}`, actualMs / 60_000, waitedMs / 60_000, tries, weak.join()] as const,
  );

test('each step against its budget; who takes a step at once is not waited for', () => {
  const plan = [byHand('a'), byHand('b')];
  const one = running(...plan);
  one.give(li, 'takeStep', {}, 'a');
  at(one, 9).give(li, 'confirmStep', log, 'a');
  at(one, 12).give(zhao, 'takeStep', {}, 'b');
  at(one, 24).give(zhao, 'confirmStep', log, 'b');
  expect(rows(one, plan)).toEqual([
    ['a done', 9, 0, 1, ''],
    ['b done', 15, 3, 1, 'over-budget'],
  ]);
  expect(reportFor(one, plan)).toMatchObject({
    budgetMs: minutes(20),
    actualMs: minutes(24),
    startedAt: MORNING,
    endedAt: MORNING + minutes(24),
    weak: ['b'],
  });
});

test('a step that nobody takes is waited for until somebody says that it is done', () => {
  const plan = [byHand('a', { budgetMs: hours(1) })];
  const one = running(...plan);
  at(one, 11).give(li, 'confirmStep', log, 'a');
  expect(rows(one, plan)).toEqual([['a done', 11, 11, 1, 'waited']]);
});

test('failed, decided upon and tried again; then a second person is waited for', () => {
  const plan = [byHand('a', { budgetMs: hours(2), witness: true })];
  const one = running(...plan);
  one.give(li, 'takeStep', {}, 'a');
  at(one, 5).give(li, 'failStep', why, 'a');
  at(one, 9).give(commander, 'retryStep', why, 'a');
  at(one, 20).give(li, 'confirmStep', log, 'a');
  at(one, 28).give(deng, 'witnessStep', {}, 'a');
  expect(rows(one, plan)).toEqual([['a done', 28, 12, 2, 'failed,retried,waited']]); // 4 until decided, 8 until witnessed
});

test('an action: no answer that says anything, then time itself gives it up, and its undo fails', () => {
  const plan = [byAction('a'), byAction('b', { retries: 1, onFailure: 'undo', undo: undefined as never })];
  const one = running(...plan);
  at(one, 1).report('a', 'unknown');
  at(one, 2).give(li, 'confirmStep', log, 'a');
  one.give(commander, 'resume', why);
  at(one, 70).give(commander, 'markUndone', log, 'a');
  one.give(deng, 'witnessStep', {}, 'a');
  expect(rows(one, plan)).toEqual([
    // One minute for the unknown answer, eighteen behind the third undo that nobody answered.
    ['a undone', 2, 19, 1, 'unknown,waited,undo-failed'],
    ['b failed', 20, 0, 2, 'over-budget,failed,retried'],
  ]);
});

test('what a decision leaves out is not counted; what never began has no times', () => {
  const choice = { kind: 'decision', choices: [{ id: 'short', skips: ['b'] }], undo: undefined as never } as const;
  const plan = [byHand('d', choice), byHand('b'), byHand('c')];
  const one = running(...plan);
  at(one, 2).give(commander, 'decideStep', { choice: 'short', reason: 'Night' }, 'd');
  const { steps, budgetMs, ...open } = reportFor(one, plan);
  expect(steps.map(({ step, status, tries }) => [step, status, tries])).toEqual([
    ['d', 'done', 1],
    ['b', 'skipped', 0],
    ['c', 'waiting-human', 1],
  ]);
  expect([budgetMs, steps[1]?.actualMs, open.endedAt]).toEqual([minutes(20), undefined, undefined]);
});

test('recovery against its objective', () => {
  const plan = [byHand('a')];
  const one = running(...plan);
  at(one, 5).give(li, 'confirmStep', log, 'a');
  at(one, 8).give(requester, 'confirmService', { checks: 'Paid' });
  const recovery = { from: MORNING - hours(1), at: MORNING + minutes(8) };
  expect(reportFor(one, plan, { recovery: { ...recovery, objectiveMs: hours(1) } }).recovery).toEqual({
    objectiveMs: hours(1),
    actualMs: minutes(68),
    isWithin: false,
  });
  expect(reportFor(one, plan, { recovery }).recovery).toEqual({ actualMs: minutes(68) });
  expect(reportFor(one, plan, { recovery: { from: MORNING, objectiveMs: 1 } }).recovery).toEqual({ objectiveMs: 1 });
});

test('side by side, at most so many at a time, is as long as the longest row; places each have theirs', () => {
  const three = [byHand('a'), byHand('b', { budgetMs: minutes(30) }), byHand('c')];
  const group = (order: object): OutlineNode =>
    ({ node: 'group', id: 'g', of: three, ...order }) as unknown as OutlineNode;
  expect(plannedMs(outlineWith(group({ order: 'sequence' })))).toBe(minutes(50));
  expect(plannedMs(outlineWith(group({ order: 'parallel', atMost: 2 })))).toBe(minutes(30));
  expect(plannedMs(outlineWith(group({ order: 'parallel', atMost: 9 })), (id) => id === 'b')).toBe(minutes(10));
  const places = ['n', 's'].map((id) => ({ id, orgPath: '/dx' }) as const);
  const each = { node: 'each', kind: 'place', of: 'block', order: 'sequence', places } as const;
  const gate = { node: 'gate', id: 'q', kind: 'check', role: 'quality-lead' } as const;
  expect(plannedMs({ id: 'p', blocks: { block: [...three, gate] }, of: [each] }, (id) => id === 's-b')).toBe(
    minutes(70),
  );
});

test.each<[string, NonNullable<ReportAsked['recovery']>, Recovery]>([
  [
    'in time to the millisecond',
    { from: 5, at: 15, objectiveMs: 10 },
    { objectiveMs: 10, actualMs: 10, isWithin: true },
  ],
  ['late by one', { from: 5, at: 16, objectiveMs: 10 }, { objectiveMs: 10, actualMs: 11, isWithin: false }],
  ['none agreed', { from: 5, at: 16 }, { actualMs: 11 }],
  ['not yet over', { from: 5, objectiveMs: 10 }, { objectiveMs: 10 }],
  ['neither', { from: 5 }, {}],
])('recovery: %s', (_what, recovery, expected) => {
  expect(reportOf({ outline: outlineWith(), events: [], recovery }).recovery).toStrictEqual(expected);
});

test('without a recovery, and before anything began, the report says nothing of either', () => {
  expect(reportOf({ outline: outlineWith(byHand('a')), events: [] })).toStrictEqual({
    steps: [{ step: 'a', kind: 'manual', status: 'pending', budgetMs: minutes(10), tries: 0, waitedMs: 0, weak: [] }],
    budgetMs: minutes(10),
    weak: [],
  });
});

type Events = ReportAsked['events'];
/** At these minutes. */
const event = (minute: number, name: string, data: object = {}): Events[number] =>
  ({ type: `failover.${name}`, at: minutes(minute), data }) as never;
const begun = (minute: number, part: string) => event(minute, 'stepStarted', { part, to: 'waiting-human' });
const taken = (minute: number, part: string) => event(minute, 'stepTaken', { part, assignees: ['li'] });
const done = (minute: number, part: string) => event(minute, 'stepEnded', { part, to: 'done' });

test('a run that went back ends with that; its steps ended when they were done', () => {
  const plan = [byHand('a')];
  const one = running(...plan);
  one.give(li, 'takeStep', {}, 'a');
  at(one, 4).give(li, 'confirmStep', log, 'a');
  at(one, 6).give(commander, 'rollBack', why);
  at(one, 9).give(li, 'confirmStep', log, 'a');
  expect(reportFor(one, plan)).toStrictEqual({
    steps: [
      {
        step: 'a',
        kind: 'manual',
        status: 'undone',
        budgetMs: minutes(10),
        actualMs: minutes(4),
        startedAt: MORNING,
        endedAt: MORNING + minutes(4),
        tries: 1,
        waitedMs: 0,
        weak: [],
      },
    ],
    budgetMs: minutes(10),
    actualMs: minutes(9),
    startedAt: MORNING,
    endedAt: MORNING + minutes(9),
    weak: [],
  });
});

test.each(['stepsEnded', 'rolledBack'])(
  'it is over with %s, the last of them, and began with its first step',
  (name) => {
    const events = [
      begun(1, 'a'),
      begun(2, 'a'),
      event(7, 'stepsEnded'),
      event(9, name),
      event(20, 'serviceConfirmed'),
    ];
    const { startedAt, endedAt, actualMs } = reportOf({ outline: outlineWith(byHand('a')), events });
    expect([startedAt, endedAt, actualMs]).toEqual([1, 9, 8].map(minutes));
  },
);

test('a run of which nothing began has no times, though it is over', () => {
  const report = reportOf({ outline: outlineWith(byHand('a')), events: [event(3, 'rolledBack')] });
  expect(Object.keys(report)).toEqual(['steps', 'budgetMs', 'weak']);
});

test('the weakest first: by how many reasons, then by how far over its budget', () => {
  const long = byHand('w', { budgetMs: hours(1) });
  const events = [
    ...['b', 'c', 'w', 'a'].flatMap((part) => [begun(0, part), ...(part === 'w' ? [] : [taken(0, part)])]),
    event(1, 'stepFailed', { part: 'a', to: 'failed' }),
    begun(1, 'a'),
    done(12, 'w'), // waited for, and far below its budget
    done(15, 'b'),
    done(30, 'c'),
    done(11, 'a'),
    event(12, 'stepStarted', { part: 'u', to: 'running' }),
    event(13, 'stepUnknown', { part: 'u', to: 'waiting-human' }),
    done(20, 'fine'),
  ];
  const nodes = [byHand('fine'), long, byHand('b'), byHand('u'), byHand('c'), byHand('a')];
  const { steps, weak } = reportOf({ outline: outlineWith(...nodes), events });
  expect(steps.map((step) => [step.step, step.weak.join()])).toEqual([
    ['fine', ''],
    ['w', 'waited'],
    ['b', 'over-budget'],
    ['u', 'unknown'],
    ['c', 'over-budget'],
    ['a', 'over-budget,failed,retried'],
  ]);
  expect(weak).toEqual(['a', 'c', 'b', 'u', 'w']);
});

test('to the minute: a step that takes its budget is not weak, nor one that is waited for as long as one may', () => {
  const outline = outlineWith(byHand('a'), byHand('b', { budgetMs: hours(1) }));
  const weak = (minute: number) =>
    reportOf({ outline, events: [begun(0, 'a'), taken(0, 'a'), begun(0, 'b'), done(minute, 'a'), done(minute, 'b')] })
      .weak;
  expect([weak(10), weak(11)]).toEqual([[], ['a', 'b']]);
});

const moved = (minute: number, who: string[]) => event(minute, 'relieved', { person: 'zhao', assigned: { a: who } });
const waited = (...events: Events) =>
  reportOf({ outline: outlineWith(byHand('a')), events }).steps.map(({ status, waitedMs, tries }) => [
    status,
    waitedMs / 60_000,
    tries,
  ]);
test('who gets a step from one who has left is waited for no longer; a step that goes to nobody waits again', () => {
  expect(waited(begun(0, 'a'), moved(3, ['wu']), done(8, 'a'))).toEqual([['done', 3, 1]]);
  expect(waited(begun(0, 'a'), taken(1, 'a'), moved(3, []), done(8, 'a'))).toEqual([['done', 6, 1]]);
  expect(waited(moved(3, ['wu']))).toEqual([['pending', 0, 0]]);
});

test('left out before it began: it has no times, and whoever was to confirm that was waited for', () => {
  const asked = event(1, 'witnessAsked', { part: 'a', to: 'to-witness' });
  const events = [asked, event(5, 'stepEnded', { part: 'a', to: 'skipped' })];
  expect(reportOf({ outline: outlineWith(byHand('a')), events })).toStrictEqual({
    steps: [
      { step: 'a', kind: 'manual', status: 'skipped', budgetMs: minutes(10), tries: 0, waitedMs: minutes(4), weak: [] },
    ],
    budgetMs: 0,
    weak: [],
  });
});

test('a gate is no step of the report', () => {
  const gate = { node: 'gate', id: 'q', kind: 'check', role: 'quality-lead' } as const;
  expect(reportOf({ outline: outlineWith(gate, byHand('a')), events: [] }).steps.map(({ step }) => step)).toEqual([
    'a',
  ]);
});

test('places with steps of their own, side by side, or of which there are none', () => {
  const places = ['n', 's', 't'].map((id) => ({ id, orgPath: '/dx' }) as const);
  const each = {
    node: 'each',
    kind: 'place',
    of: [byHand('a'), byHand('b')],
    order: 'parallel',
    atMost: 2,
    places,
  } as const;
  expect(plannedMs(outlineWith(each))).toBe(minutes(40));
  expect(plannedMs(outlineWith({ ...each, order: 'sequence' }))).toBe(minutes(60));
  expect(plannedMs(outlineWith(each), (id) => id === 'n-a' || id === 't-b')).toBe(minutes(20));
  expect(plannedMs(outlineWith({ ...each, of: 'missing' }))).toBe(0);
  expect(plannedMs(outlineWith({ ...each, places: [] }))).toBe(0);
  expect(plannedMs(outlineWith({ ...each, atMost: 0 }))).toBe(minutes(60));
});
