import ICAL from 'ical.js';
import fc from 'fast-check';
import { dayOf, DAY } from '../../../../domain/kernel/time/calendar-table.ts';
import { daysAsked, type Repeat, repeatedDays } from '../../../../domain/kernel/time/repeats.ts';

const dateOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);
const years = (first: number, last: number) => ({ first: dayOf(`${first}-01-01`), last: dayOf(`${last}-12-31`) });
const once = { interval: 1, weekStart: 1 } as const;
const dates = (from: string, repeat: Repeat, [first, last]: [number, number] = [2026, 2027]) =>
  repeatedDays(dayOf(from), repeat, years(first, last)).map(dateOf);

test.each<[string, string, Repeat, string[]]>([
  ['each year', '2020-05-01', { ...once, every: 'year' }, ['2026-05-01', '2027-05-01']],
  ['29 February, in leap years alone', '2024-02-29', { ...once, every: 'year' }, []],
  ['30 February, never', '2020-05-01', { ...once, every: 'year', months: [2], monthDays: [30] }, []],
  [
    'the last Monday of May',
    '2020-05-25',
    { ...once, every: 'year', months: [5], weekdays: [{ nth: -1, day: 1 }] },
    ['2026-05-25', '2027-05-31'],
  ],
  [
    'the first Monday of September, by its place',
    '2020-09-07',
    { ...once, every: 'year', months: [9], weekdays: [{ nth: 0, day: 1 }], positions: [1] },
    ['2026-09-07', '2027-09-06'],
  ],
  [
    'every second year, three times',
    '2023-10-01',
    { every: 'year', interval: 2, count: 3, weekStart: 1 },
    ['2027-10-01'],
  ],
  [
    'the 20th Monday of the year',
    '1997-05-19',
    { ...once, every: 'year', weekdays: [{ nth: 20, day: 1 }] },
    ['2026-05-18', '2027-05-17'],
  ],
  [
    'the last day of February',
    '2026-02-28',
    { ...once, every: 'month', months: [2], monthDays: [-1] },
    ['2026-02-28', '2027-02-28'],
  ],
])('%s', (_, from, repeat, found) => {
  expect(dates(from, repeat)).toEqual(found);
});

const monthly = { ...once, every: 'month' } as const;
const weekly = { ...once, every: 'week' } as const;
const each = (...days: number[]) => days.map((day) => ({ nth: 0, day }));
test.each<[string, string, Repeat, string[]]>([
  ['every third day', '2026-03-30', { ...once, every: 'day', interval: 3 }, ['03-30', '04-02', '04-05', '04-08']],
  ['each Monday, day by day', '2026-03-30', { ...once, every: 'day', weekdays: each(1) }, ['03-30', '04-06']],
  ['daily in April', '2026-03-30', { ...once, every: 'day', months: [4], count: 3 }, ['03-30', '04-01', '04-02']],
  ['daily on the 3rd', '2026-03-30', { ...once, every: 'day', monthDays: [3] }, ['03-30', '04-03']],
  ['each week on its own day', '2026-03-26', weekly, ['03-26', '04-02', '04-09']],
  [
    'each Tuesday and Sunday',
    '2026-03-26',
    { ...weekly, weekdays: each(2, 7) },
    ['03-26', '03-29', '03-31', '04-05', '04-07'],
  ],
  [
    'every second week, begun on Sunday, weeks from Monday',
    '2026-03-29',
    { ...weekly, interval: 2, weekdays: each(7, 1) },
    ['03-29', '04-06'],
  ],
  [
    'the same, weeks from Sunday',
    '2026-03-29',
    { ...weekly, interval: 2, weekStart: 7, weekdays: each(7, 1) },
    ['03-29', '03-30'],
  ],
  [
    'the first workday of the week',
    '2026-03-26',
    { ...weekly, weekdays: each(2, 4), positions: [1] },
    ['03-26', '03-31', '04-07'],
  ],
  ['weekly in April', '2026-03-26', { ...weekly, months: [4] }, ['03-26', '04-02', '04-09']],
])('%s', (_, from, repeat, found) => {
  const window = { first: dayOf('2026-03-26'), last: dayOf('2026-04-09') };
  expect(repeatedDays(dayOf(from), repeat, window).map(dateOf)).toEqual(found.map((date) => `2026-${date}`));
});

test.each<[string, string, Repeat, string[]]>([
  ['each month on its own date', '2026-10-15', monthly, ['10-15', '11-15', '12-15']],
  ['on the 31st, where there is one', '2026-08-31', monthly, ['08-31', '10-31', '12-31']],
  ['every second month', '2026-07-04', { ...monthly, interval: 2 }, ['07-04', '09-04', '11-04']],
  ['each month until its own count', '2026-09-04', { ...monthly, count: 2 }, ['09-04', '10-04']],
  ['the second Tuesday', '2026-10-13', { ...monthly, weekdays: [{ nth: 2, day: 2 }] }, ['10-13', '11-10', '12-08']],
  [
    'the last Friday but one',
    '2026-10-23',
    { ...monthly, weekdays: [{ nth: -2, day: 5 }] },
    ['10-23', '11-20', '12-18'],
  ],
  ['the fifth Thursday', '2026-09-01', { ...monthly, weekdays: [{ nth: 5, day: 4 }] }, ['09-01', '10-29', '12-31']],
  ['Friday the 13th', '2026-10-01', { ...monthly, monthDays: [13], weekdays: each(5) }, ['10-01', '11-13']],
  ['the last day but one', '2026-10-30', { ...monthly, monthDays: [-2] }, ['10-30', '11-29', '12-30']],
  [
    'the last day and the first',
    '2026-11-01',
    { ...monthly, monthDays: [-1, 1] },
    ['11-01', '11-30', '12-01', '12-31'],
  ],
  ['in some months', '2026-08-15', { ...monthly, months: [8, 12] }, ['08-15', '12-15']],
  [
    'the second and the last workday',
    '2026-11-03',
    { ...monthly, weekdays: each(1, 2, 3, 4, 5), positions: [2, -1] },
    ['11-03', '11-30', '12-02', '12-31'],
  ],
  [
    'the last Thursday of the year',
    '2026-12-31',
    { ...once, every: 'year', weekdays: [{ nth: -1, day: 4 }] },
    ['12-31'],
  ],
  [
    'the first Thursday of the year',
    '2026-01-01',
    { ...once, every: 'year', weekdays: [{ nth: 1, day: 4 }] },
    ['01-01'],
  ],
  [
    'each Thursday of two months',
    '2026-08-06',
    { ...once, every: 'year', months: [8, 2], weekdays: each(4) },
    ['08-06', '08-13', '08-20', '08-27'],
  ],
  [
    'the 3rd of each month of a year',
    '2026-10-03',
    { ...once, every: 'year', monthDays: [3] },
    ['10-03', '11-03', '12-03'],
  ],
])('within a year: %s', (_, from, repeat, found) => {
  expect(dates(from, repeat, [2026, 2026])).toEqual(found.map((date) => `2026-${date}`));
});

test.each<[string, Partial<Repeat>, [string, string], string | undefined, number]>([
  ['a window behind its begin', {}, ['2026-04-01', '2026-04-10'], undefined, 10 + 2 * 366],
  ['one that begins before it', {}, ['2026-01-01', '2026-03-10'], undefined, 10 + 2 * 366],
  ['all of it, where it is counted', { count: 9 }, ['2026-04-01', '2026-04-10'], undefined, 41 + 2 * 366],
  ['until it ends', {}, ['2026-03-01', '2026-04-10'], '2026-03-05', 5 + 2 * 366],
  ['none that ended long before', {}, ['2029-03-01', '2029-04-10'], '2026-03-05', 0],
])('%s is asked, and a period on either side', (_, more, [first, last], until, days) => {
  const window = { first: dayOf(first), last: dayOf(last) };
  const asked = daysAsked(dayOf('2026-03-01'), { ...monthly, ...more }, window, until ? dayOf(until) : undefined);
  expect(asked).toBe(days);
});

test('a weekly rule gives each of its weekdays, whatever day it began on and however its weeks are counted', () => {
  const window = years(2027, 2028);
  const begin = dayOf('2007-03-01');
  let looked = 0;
  for (let from = begin; from < begin + 400; from += 1)
    for (const interval of [1, 2, 3, 5])
      for (const weekStart of [1, 3, 7]) {
        const found = repeatedDays(from, { every: 'week', interval, weekStart }, window);
        const first = from + Math.ceil((window.first - from) / (7 * interval)) * 7 * interval;
        const count = Math.floor((window.last - first) / (7 * interval)) + 1;
        expect(found).toEqual(Array.from({ length: count }, (_, i) => first + i * 7 * interval));
        looked += found.length;
      }
  expect(looked).toBeGreaterThan(100_000);
});

test('the last one of a month is that of the month, also where the rule ends before it', () => {
  const weekdays = [1, 2, 3, 4, 5].map((day) => ({ nth: 0, day }));
  const lastWorkday: Repeat = { ...once, every: 'month', weekdays, positions: [-1] };
  const found = (until: string) =>
    repeatedDays(dayOf('2026-12-31'), lastWorkday, years(2027, 2027), dayOf(until)).map(dateOf);
  expect(found('2027-02-15')).toEqual(['2027-01-29']);
  expect(found('2027-02-26')).toEqual(['2027-01-29', '2027-02-26']);
  expect(found('2026-06-30')).toEqual([]);
});

test('a daily rule over a window, and one that ends before it', () => {
  const daily: Repeat = { ...once, every: 'day' };
  expect(dates('2025-12-30', { ...daily, count: 5 })).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
  expect(dates('1990-01-01', daily)).toHaveLength(730);
  expect(repeatedDays(dayOf('2020-01-01'), daily, years(2026, 2026), dayOf('2026-01-02')).map(dateOf)).toEqual([
    '2026-01-01',
    '2026-01-02',
  ]);
});

test('no rule asks more days than it was said to, also where it has no day at all', () => {
  const never: Repeat = { ...once, every: 'day', months: [2], monthDays: [30] };
  expect(dates('2020-01-01', never)).toEqual([]);
  expect(daysAsked(dayOf('2020-01-01'), never, years(2026, 2026))).toBeLessThan(1_100);
  expect(daysAsked(dayOf('1900-01-01'), { ...never, count: 9 }, years(2026, 2026))).toBeGreaterThan(46_000);
});

test('weeks and months are as another reader of the same rules has them', () => {
  const day = fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2026-06-30') });
  const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });
  const every = fc.constantFrom('week', 'month');
  let seen = 0;
  fc.assert(
    fc.property(
      day,
      weekdays,
      every,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 9 }),
      (start, days, unit, interval, count) => {
        const nth = unit === 'month' ? 1 + (count % 4) : 0;
        const repeat = {
          every: unit,
          interval,
          count,
          weekStart: 1,
          weekdays: days.map((one) => ({ nth, day: one })),
        } as const;
        const window = { first: start, last: start + 9_000 };
        const [first] = repeatedDays(start - 1, { ...repeat, interval: 1, count: 2 }, window);
        if (first === undefined) return;
        seen += 1;
        expect(repeatedDays(first, repeat, window).map(dateOf)).toEqual(theirs(first, repeat));
      },
    ),
  );
  expect(seen).toBeGreaterThan(50);
});

function theirs(
  start: number,
  {
    every,
    interval,
    count,
    weekdays,
  }: { every: string; interval: number; count: number; weekdays: readonly { nth: number; day: number }[] },
) {
  const words = weekdays.map(({ nth, day }) => `${nth || ''}${['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][day - 1]}`);
  const freq = every === 'week' ? 'WEEKLY' : 'MONTHLY';
  const rule = `FREQ=${freq};INTERVAL=${interval};COUNT=${count};BYDAY=${words.join()}`;
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(dateOf(start)));
  return Array.from({ length: count }, () => iterator.next().toString());
}
