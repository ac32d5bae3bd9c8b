/** The report of a run: budget and actual of each step, and which are weak, out of what really happened on a case. */
import { plannedMs, type ReportAsked, reportOf } from '../../../../domain/kernel/running/report.ts';
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
