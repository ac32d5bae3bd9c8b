/** The coordinator's day: who is where, what is late, what is waited for. */
import { isOf, isOn, loadsOf, taskOf } from '../../../web/src/field-work/day.ts';
import { clockOf } from '../../../web/src/field-work/reading.ts';
import type { CaseView } from '../../../web/src/generated/api.ts';

const NOW = Date.parse('2026-12-02T10:00:00Z');
const day = { from: Date.parse('2026-12-02T00:00:00Z'), until: Date.parse('2026-12-03T00:00:00Z') };
const tomorrow = { from: day.until, until: day.until + 86_400_000 };
const reading = (state: 'running' | 'breached' | 'met') =>
  ({ state, kind: 'ola' }) as unknown as CaseView['readings'][string];
const order = (number: string, more: object = {}): CaseView => ({
  number,
  process: 'work-order',
  mode: 'live',
  version: 1,
  status: 'accepted',
  title: number,
  orgPath: '/dx',
  orgLine: ['/dx'],
  parties: { unit: '/dx' },
  waitsFor: [],
  readings: {},
  dueAt: null,
  openedAt: '2026-12-02T08:00:00Z',
  updatedAt: '2026-12-02T08:00:00Z',
  ...more,
});
const at = (hour: number): string => new Date(day.from + hour * 3_600_000).toISOString();
const lateOf = (more: object) => taskOf(order('WO-1', more), NOW).late;
const on = (more: object, span = day): boolean => isOn(taskOf(order('WO-1', more), NOW), span, NOW);

test('late is whose clock is over, and who is not there when he said; whoever is there is not', () => {
  expect(lateOf({ expectedAt: at(9) })).toEqual(['appointment']);
  expect(lateOf({ expectedAt: at(9), arrivedAt: at(9) })).toEqual([]);
  expect(lateOf({ visitFrom: at(9), visitUntil: at(11) })).toEqual([]);
  expect(lateOf({ readings: { 'on-site': reading('breached'), sign: reading('running') } })).toEqual(['on-site']);
});

test('a day has what is appointed on it; today also what has no time, and what should have been', () => {
  expect([on({}), on({}, tomorrow)]).toEqual([true, false]);
  const appointed = { visitFrom: at(30), visitUntil: at(32) };
  expect([on(appointed), on(appointed, tomorrow)]).toEqual([false, true]);
  const missed = { visitFrom: at(-30), visitUntil: at(-28) };
  expect([on(missed), on(missed, tomorrow)]).toEqual([true, false]);
});

test('what nobody has stands first, then who is late most; a task of two stands under both, in the order of the day', () => {
  const tasks = [
    order('WO-1', { crew: ['li'] }),
    order('WO-2', { crew: ['li', 'wang'], expectedAt: at(9) }),
    order('WO-3', { crew: ['zhao'], expectedAt: at(14) }),
    order('WO-4', { crew: [] }),
    order('WO-5', { crew: ['li'], arrivedAt: at(8) }),
    order('INS-1', { process: 'inspection', inspectors: ['zhao'], visitFrom: at(12), visitUntil: at(13) }),
  ].map((kase) => taskOf(kase, NOW));
  const shown = loadsOf(tasks).map(({ person, tasks: own, late }) => [person, late, own.map((one) => one.kase.number)]);
  expect(shown).toEqual([
    ['', 0, ['WO-4']],
    ['li', 1, ['WO-5', 'WO-2', 'WO-1']],
    ['wang', 1, ['WO-2']],
    ['zhao', 0, ['INS-1', 'WO-3']],
  ]);
  const numbers = (which: Parameters<typeof isOf>[1]) =>
    tasks.filter((one) => isOf(one, which)).map(({ kase }) => kase.number);
  expect([numbers('late'), numbers('nobody'), numbers('materials'), numbers('all').length]).toEqual([
    ['WO-2'],
    ['WO-4'],
    [],
    6,
  ]);
  expect(isOf(taskOf(order('WO-6', { spare: 'fan' }), NOW), 'materials')).toBe(true);
});

test('a shift that lasts into the next day says so', () => {
  expect([clockOf(480), clockOf(1_440), clockOf(1_920)]).toEqual(['08:00', '00:00', '08:00+1']);
});
