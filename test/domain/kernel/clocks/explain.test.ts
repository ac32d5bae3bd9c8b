import fc from 'fast-check';
import { addBusinessMs, businessMsBetween } from '../../../../domain/kernel/time/calendar.ts';
import { explainAdd } from '../../../../domain/kernel/clocks/explain.ts';
import { calendar, instant, vectors } from './vectors.ts';

const HOUR = 3_600_000;
const cn = calendar('cn');
const at = (text: string) => instant(`2026-${text}+08:00`);
const names = { '2026-02-16': '春节', '2026-02-20': '春节', '2026-02-23': '春节', '2026-02-14': '春节调休' };
const lengthOf = (pieces: readonly { from: number; until: number }[]) =>
  pieces.reduce((sum, { from, until }) => sum + until - from, 0);
const told = (start: number, ms: number) =>
  explainAdd(cn, start, ms, names).days.map(({ date, lastDate, weeks, rule, name, countedMs }) =>
    [lastDate ? `${date}..${lastDate}` : date, weeks && `${weeks} weeks`, rule, name, `${countedMs / HOUR} h`]
      .filter(Boolean)
      .join(' '),
  );

test('16 hours from the Friday before the Spring Festival are told day by day, the days off as one run with its name', () => {
  expect(told(at('02-13T16:00'), 16 * HOUR)).toEqual([
    '2026-02-13 week 2 h',
    '2026-02-14 like 春节调休 8 h',
    '2026-02-15..2026-02-23 closed 春节 0 h',
    '2026-02-24 week 6 h',
  ]);
  const { dueAt, days, zone, calendar: version, covered } = explainAdd(cn, at('02-13T16:00'), 16 * HOUR);
  expect([dueAt, days.at(-1)?.totalMs, zone, version]).toEqual([at('02-24T16:00'), 16 * HOUR, 'Asia/Shanghai', 'cn@1']);
  expect(days[0]?.pieces).toEqual([{ from: at('02-13T16:00'), until: at('02-13T18:00') }]);
  expect(days[1]).toMatchObject({ like: 1, weekday: 6 });
  expect(covered).toBeUndefined();
});

test('a deadline beyond the dates that are known says until when they are', () => {
  const { coveredFrom, coveredUntil } = cn;
  const { provisional, covered } = explainAdd(cn, at('12-31T16:00'), 16 * HOUR);
  expect([provisional, covered]).toEqual([true, { from: coveredFrom, until: coveredUntil }]);
});

test('an always open calendar needs no days, and a deadline that never comes has none', () => {
  expect(explainAdd(calendar('24x7'), at('02-13T16:00'), HOUR)).toMatchObject({ days: [], dueAt: at('02-13T17:00') });
  expect(explainAdd(cn, at('02-13T16:00'), 40_000 * HOUR)).toMatchObject({ days: [], dueAt: null });
  expect(explainAdd(cn, at('02-14T23:00'), 0)).toMatchObject({ days: [], dueAt: at('02-14T23:00') });
});

test('weeks that are alike are one entry, so ten years are told as shortly as one', () => {
  expect(told(at('07-01T09:00'), 300 * HOUR)).toEqual([
    '2026-07-01 week 8 h',
    '2026-07-02 week 8 h',
    '2026-07-03 week 8 h',
    '2026-07-04..2026-07-05 week 0 h',
    '2026-07-06..2026-08-16 6 weeks week 240 h',
    '2026-08-17 week 8 h',
    '2026-08-18 week 8 h',
    '2026-08-19 week 8 h',
    '2026-08-20 week 8 h',
    '2026-08-21 week 4 h',
  ]);
  const { days } = explainAdd(cn, at('01-05T09:00'), 20_000 * HOUR);
  expect(days.length).toBeLessThan(70);
  expect(days.at(-1)?.totalMs).toBe(20_000 * HOUR);
});

test('what is told sums to the target and ends at the deadline, on every calendar and through changes of clocks', () => {
  const calendars = fc.constantFrom(...Object.keys(vectors.calendars));
  const starts = fc.integer({ min: instant('2024-03-01T00:00Z'), max: instant('2027-03-30T00:00Z') });
  const lengths = fc.oneof(
    fc.integer({ min: 1, max: 300 * HOUR }),
    fc.integer({ min: 1, max: 500 }).map((n) => n * HOUR),
  );
  let [counted, weeks] = [0, 0];
  fc.assert(
    fc.property(calendars, starts, lengths, (name, start, ms) => {
      const one = calendar(name);
      const { dueAt, days } = explainAdd(one, start, ms);
      expect(dueAt).toBe(addBusinessMs(one, start, ms));
      if (days.length === 0) return;
      counted += 1;
      weeks += days.filter((day) => day.weeks !== undefined).length;
      expect(days.at(-1)?.totalMs).toBe(ms);
      expect(days.at(-1)?.pieces.at(-1)?.until).toBe(dueAt);
      const single = days.filter((day) => day.weeks === undefined);
      expect(single.map(({ pieces }) => lengthOf(pieces))).toEqual(single.map(({ countedMs }) => countedMs));
      const open = days.filter((day) => day.pieces.length > 0);
      expect(open.map((day) => day.totalMs)).toEqual(
        open.map((day) => businessMsBetween(one, start, day.pieces.at(-1)?.until ?? 0)),
      );
      const pieces = days.flatMap((day) => day.pieces);
      expect(pieces.filter(({ from, until }) => businessMsBetween(one, from, until) !== until - from)).toEqual([]);
      expect(pieces.every(({ from }, i) => from >= (pieces[i - 1]?.until ?? start))).toBe(true);
      expect(days.length).toBeLessThan(150);
    }),
    { numRuns: 500 },
  );
  expect(Math.min(counted, weeks)).toBeGreaterThan(50);
});
