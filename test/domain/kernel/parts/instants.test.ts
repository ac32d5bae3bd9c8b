/** Clocks whose target is an instant that somebody named, and fields of a process's own. */
import { promisesOf } from '../../../../domain/kernel/clocks/what-if.ts';
import { policyProblems } from '../../../../domain/kernel/policy/publication.ts';
import type { ClockDefinition } from '../../../../domain/kernel/clocks/clocks.ts';
import { hours, minutes } from '../../../support/given.ts';
import { errand } from '../../../support/errand/errand.ts';
import { begunErrand, Stage } from '../../../support/errand/stage.ts';
import { people } from '../../../support/sample.ts';

const { li } = people;
const unit = '/dx/donghu/court';
const steps = [{ id: 's1', role: 'engineer' }];
const window = (stage: Stage) => stage.view().readings['window'];
const extend = (stage: Stage, until: number | null) => stage.give(li, 'extend', { data: { until } });
const told = (events: readonly { type: string; data: object }[]) =>
  events.map(({ type, data }) => `${type.slice('errand.'.length)} ${'step' in data ? String(data.step) : ''}`.trim());

test('nobody has named it: no target, and none is due', () => {
  const stage = begunErrand(errand);
  expect(window(stage)).toMatchObject({ state: 'cancelled', targetMs: null, dueAt: null });
  expect(stage.moveTo(stage.now + hours(1_000))).toEqual([]);
});

test('it ends at that instant, at night as by day, and is told so long before', () => {
  const stage = begunErrand(errand);
  const until = stage.now + hours(14); // 23:00, out of office hours
  extend(stage, until);
  expect(window(stage)).toMatchObject({ state: 'running', dueAt: until, generation: 2, targetMs: hours(14) });
  expect(told(stage.moveTo(until - minutes(30)))).toEqual(['clockWarned b30']);
  expect(told(stage.moveTo(until))).toEqual(['clockBreached', 'clockWarned end']);
  expect(window(stage)).toMatchObject({ state: 'breached', breachedAt: until });
});

test('another instant is a new generation: what lies ahead again is told again, what lies behind is not', () => {
  const stage = begunErrand(errand);
  const first = stage.now + hours(2);
  extend(stage, first);
  stage.moveTo(first - minutes(20));
  const later = first + hours(3);
  extend(stage, later);
  expect(window(stage)).toMatchObject({ generation: 3, dueAt: later, state: 'running' });
  expect(told(stage.moveTo(later - minutes(29)))).toEqual(['clockWarned b30']);
  const soon = stage.now + minutes(10);
  extend(stage, soon); // 30 minutes before it are past, and were told
  expect(told(stage.moveTo(soon))).toEqual(['clockBreached', 'clockWarned end']);
  extend(stage, soon + hours(1)); // after its end: the breach is taken back
  expect(window(stage)).toMatchObject({ state: 'running', breachedAt: null, dueAt: soon + hours(1) });
});

test('taken back to nobody knows when, it has no target; one that has passed is broken at once', () => {
  const stage = begunErrand(errand);
  extend(stage, stage.now + hours(2));
  extend(stage, null);
  expect(window(stage)).toMatchObject({ state: 'cancelled', targetMs: null });
  expect(stage.moveTo(stage.now + hours(3))).toEqual([]);
  extend(stage, stage.now - hours(1));
  expect(window(stage)).toMatchObject({ state: 'breached', dueAt: stage.now - hours(1) });
  expect(told(stage.moveTo(stage.now + minutes(1)))).toContain('clockBreached');
});

test('a timer to it makes its move then, and a field of its own picks the target', () => {
  const stage = new Stage(errand, unit);
  stage.give(li, 'create', { data: { unit, title: 'Swap', implementer: li.id, steps } });
  extend(stage, stage.now + minutes(90));
  expect(told(stage.moveTo(stage.now + minutes(90)))).toEqual(['clockBreached', 'expired']);
  expect(stage.kase.state.status).toBe('canceled');
  const other = begunErrand(errand);
  extend(other, other.now + hours(2));
  other.give(li, 'note', { data: { words: 'Vendor asks for a week' } });
  expect(window(other)).toMatchObject({ targetMs: hours(24 * 7) });
});

test('what it would owe is told before anything happens', () => {
  const stage = new Stage(errand, unit);
  stage.give(li, 'create', { data: { unit, title: 'Swap', implementer: li.id, steps } });
  extend(stage, stage.now + hours(2));
  const { kase, now } = stage;
  const { later, running } = promisesOf(kase.clocks, kase.pins, { at: now });
  expect(later[0]).toMatchObject({ clock: 'window', targetMs: hours(2), dueAt: now + hours(2) });
  expect(later.map(({ clock }) => clock)).toEqual(['window', 'step', 'failed-wait', 'sign']);
  expect(running).toMatchObject([{ clock: 'start-by', dueAt: now + hours(2), steps: [] }]);
});

test('a policy may say so of what the process knows, without pauses and shares', () => {
  const { shipped } = errand.clocks;
  const faults = (edit: Partial<ClockDefinition>) => {
    const definition = { ...shipped['window'], ...edit } as ClockDefinition;
    return policyProblems(errand, { clocks: { ...shipped, window: definition }, terms: {} }).map(
      ({ pointer, code }) => `${pointer.slice('/clocks/window'.length)} ${code}`,
    );
  };
  expect(faults({})).toEqual([]);
  expect(faults({ targets: [{ until: 'due' }] })).toEqual(['/targets/0/until unknown']);
  expect(faults({ pause: [{ status: ['planned'] }], countStopped: true })).toEqual([
    '/pause not-with-until',
    '/countStopped not-with-until',
  ]);
  const ladder = [{ id: 'p50', percent: 50, to: ['assignee'], channel: ['inbox'] }];
  expect(faults({ ladder })).toEqual(['/ladder/0/percent not-with-until']);
  expect(faults({ start: [{ enters: { noted: ['yes'] } }] })).toEqual(['/start/0/enters/noted/0 unknown']);
  expect(faults({ start: [{ enters: { major: [true] } }] })).toEqual(['/start/0/enters/major unknown-field']);
});
