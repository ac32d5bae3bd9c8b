import { dueMonths, monthAt, monthBefore, monthSpan, nextMonth, openingOf } from '../../../domain/archive/month.ts';
import type { PinnedPolicy } from '../../../domain/kernel/process.ts';
import { compileCalendar } from '../../../platform/zones.ts';
import { at, pinsOf } from '../../support/sample.ts';

const calendarIn = (zone: string) =>
  compileCalendar({ id: 'x', version: 1, zone, week: officeWeek(), dates: {}, years: [2025, 2027] });
function officeWeek() {
  const day: [number, number][] = [[540, 1080]];
  return [day, day, day, day, day, [], []];
}
const office = pinsOf('/dx', { id: 'archive', version: 1, clocks: {} } as unknown as PinnedPolicy).snapshots[
  'cn-5x8@1'
];
if (!office) throw new Error('the sample has no office hours');

test('months follow one another over the end of a year', () => {
  expect([nextMonth('2025-12'), monthBefore('2026-01'), nextMonth('2026-02')]).toEqual([
    '2026-01',
    '2025-12',
    '2026-03',
  ]);
});

test('an instant belongs to one month: that which the clock on the wall shows', () => {
  const { from, until } = monthSpan(office.offsets, '2026-02');
  expect([from, until]).toEqual([at('2026-02-01 00:00'), at('2026-03-01 00:00')]);
  expect([from - 1, from, until - 1, until].map((one) => monthAt(office.offsets, one))).toEqual([
    '2026-01',
    '2026-02',
    '2026-02',
    '2026-03',
  ]);
});

test('months of other zones are cut by their own clocks, also where those change', () => {
  const { offsets } = calendarIn('America/New_York');
  expect(monthSpan(offsets, '2026-03')).toEqual({
    from: Date.parse('2026-03-01T00:00-05:00'),
    until: Date.parse('2026-04-01T00:00-04:00'),
  });
  expect(monthAt(offsets, Date.parse('2026-04-01T03:59Z'))).toBe('2026-03');
});

test('it is opened as the third working day begins: days off do not count, worked Saturdays do', () => {
  // 1 March 2026 is a Sunday.
  expect(openingOf(office, '2026-02')).toBe(at('2026-03-04 00:00'));
  // New Year is a holiday until 3 January, Sunday the 4th is worked.
  expect(openingOf(office, '2025-12')).toBe(at('2026-01-06 00:00'));
});

test('around the clock every day is one, and without any it waits no longer than 31 days', () => {
  expect(openingOf({ ...office, always: true }, '2026-02')).toBe(at('2026-03-03 00:00'));
  const shut = { ...office, week: [[], [], [], [], [], [], []], dates: {} };
  expect(openingOf(shut, '2026-02')).toBe(at('2026-04-01 00:00'));
});

const standing = { settled: '2026-01', first: '2025-12' };
const due = (local: string, most = 24) => dueMonths(office, standing, { now: at(local), most });
test('nothing is due before that instant, the month at it, and all of a long stop afterwards', () => {
  expect(due('2026-03-03 23:59')).toEqual([]);
  expect(due('2026-03-04 00:00')).toEqual(['2026-02']);
  expect(due('2026-06-01 12:00')).toEqual(['2026-02', '2026-03', '2026-04']);
  expect(due('2026-06-01 12:00', 2)).toEqual(['2026-02', '2026-03']);
});

test('an organisation without any begins with the month that is said', () => {
  expect(dueMonths(office, { settled: null, first: '2026-02' }, { now: at('2026-03-20 09:00'), most: 24 })).toEqual([
    '2026-02',
  ]);
});
