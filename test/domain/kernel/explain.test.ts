import fc from 'fast-check';
import { addBusinessMs } from '../../../domain/kernel/calendar.ts';
import { explainAdd } from '../../../domain/kernel/explain.ts';
import { calendar, instant, vectors } from './vectors.ts';

const HOUR = 3_600_000;
const cn = calendar('cn');
const at = (text: string) => instant(`2026-${text}+08:00`);
const told = (start: number, ms: number) =>
  explainAdd(cn, start, ms).days.map(
    ({ date, lastDate, rule, countedMs }) => `${date}${lastDate ? `..${lastDate}` : ''} ${rule} ${countedMs / HOUR} h`,
  );

test('16 hours from the Friday before the Spring Festival are told day by day', () => {
  expect(told(at('02-13T16:00'), 16 * HOUR)).toEqual([
    '2026-02-13 week 2 h',
    '2026-02-14 like 8 h',
    '2026-02-15 week 0 h',
    '2026-02-16..2026-02-20 closed 0 h',
    '2026-02-21..2026-02-22 week 0 h',
    '2026-02-23 closed 0 h',
    '2026-02-24 week 6 h',
  ]);
  const { dueAt, days, zone, calendar: version } = explainAdd(cn, at('02-13T16:00'), 16 * HOUR);
  expect([dueAt, days.at(-1)?.totalMs, zone, version]).toEqual([at('02-24T16:00'), 16 * HOUR, 'Asia/Shanghai', 'cn@1']);
  expect(days[0]?.pieces).toEqual([{ from: at('02-13T16:00'), until: at('02-13T18:00') }]);
});

test('an always open calendar needs no days, and a deadline that never comes has none', () => {
  expect(explainAdd(calendar('24x7'), at('02-13T16:00'), HOUR)).toMatchObject({ days: [], dueAt: at('02-13T17:00') });
  expect(explainAdd(cn, at('02-13T16:00'), 40_000 * HOUR)).toMatchObject({ days: [], dueAt: null });
});

test('a long promise is told at both ends, and how much was left out between', () => {
  const { days, leftOut } = explainAdd(cn, at('01-05T09:00'), 2_000 * HOUR);
  expect(days).toHaveLength(80);
  expect(leftOut).toBeGreaterThan(100);
  expect(days.at(-1)?.totalMs).toBe(2_000 * HOUR);
});

test('what is told sums to the target and ends at the deadline, on every calendar and through changes of clocks', () => {
  const names = fc.constantFrom(...Object.keys(vectors.calendars));
  const starts = fc.integer({ min: instant('2025-03-01T00:00Z'), max: instant('2026-11-30T00:00Z') });
  fc.assert(
    fc.property(names, starts, fc.integer({ min: 1, max: 300 * HOUR }), (name, start, ms) => {
      const one = calendar(name);
      const { dueAt, days, leftOut } = explainAdd(one, start, ms);
      expect(dueAt).toBe(addBusinessMs(one, start, ms));
      if (days.length === 0 || leftOut > 0) return;
      const pieces = days.flatMap((day) => day.pieces);
      expect(pieces.reduce((sum, { from, until }) => sum + until - from, 0)).toBe(ms);
      expect(days.at(-1)?.totalMs).toBe(ms);
      expect(pieces.at(-1)?.until).toBe(dueAt);
      expect(pieces.every(({ from }, i) => from >= (pieces[i - 1]?.until ?? start))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
