/** The wall line of a calendar: days, their frames, and what is open before a point of it. */
import type { CalendarSnapshot, Frame } from '../../../../domain/kernel/time/calendar-snapshot.ts';
import {
  DAY,
  dayFrames,
  dayOf,
  eastOf,
  framesOn,
  openBefore,
  openMs,
  segmentAt,
  tableOf,
  wallWhere,
  weekdayOf,
} from '../../../../domain/kernel/time/calendar-table.ts';
import { HOUR, MINUTE } from '../../../../domain/kernel/time/durations.ts';

const at = (hour: number) => hour * 60;
const office: Frame[] = [[at(9), at(17)]];
const night: Frame[] = [[at(22), at(30)]];
const cal = (more: Partial<CalendarSnapshot> = {}): CalendarSnapshot => ({
  id: 'any',
  version: 1,
  zone: 'UTC',
  week: [office, office, office, office, night, [], []],
  dates: {},
  offsets: [[0, 0]],
  coveredFrom: Date.UTC(2026, 0),
  coveredUntil: Date.UTC(2027, 0),
  ...more,
});
const day = dayOf('2026-03-09'); // a Monday

test.each([
  ['1970-01-01', 0],
  ['1969-12-31', -1],
  ['2026-03-09', 20_521],
  ['2024-02-29', 19_782],
  ['2026-12-31', 20_818],
  ['2026-02-29', Number.NaN],
  ['2026-04-31', Number.NaN],
  ['2026-01-00', Number.NaN],
  ['2026-00-10', Number.NaN],
  ['2026-13-01', Number.NaN],
  ['2026-1-01', Number.NaN],
  ['2026-01-1', Number.NaN],
  ['12026-01-01', Number.NaN],
  ['2026-01-011', Number.NaN],
  ['2026/01/01', Number.NaN],
  ['', Number.NaN],
])('%s is day %d', (date, number) => expect(dayOf(date)).toBe(number));

test('weekdays are counted from Monday, before 1970 too', () => {
  expect([day, day + 6, day + 7, 0, -1, -3, -4].map(weekdayOf)).toEqual([0, 6, 0, 3, 2, 0, 6]);
});

test.each<[string, Frame[], Frame[], Frame[]]>([
  ['its own', [], [[5, 9]], [[5, 9]]],
  ['the tail of the day before', [[at(22), at(26)]], [], [[0, at(2)]]],
  ['one that ends at midnight has none', [[at(22), at(24)]], [], []],
  ['what goes over midnight is cut', [], [[at(22), at(26)]], [[at(22), at(24)]]],
  [
    'in order',
    [],
    [
      [7, 9],
      [1, 3],
    ],
    [
      [1, 3],
      [7, 9],
    ],
  ],
  [
    'what touches is one',
    [],
    [
      [1, 3],
      [3, 5],
    ],
    [[1, 5]],
  ],
  [
    'what lies within another is none',
    [],
    [
      [1, 9],
      [2, 4],
    ],
    [[1, 9]],
  ],
  ['a tail and its own', [[at(22), at(30)]], [[at(5), at(8)]], [[0, at(8)]]],
])('open on a day: %s', (_, before, own, open) => {
  expect(dayFrames(before, own)).toEqual(open);
  expect(openMs(dayFrames(before, own))).toBe(open.reduce((sum, [from, to]) => sum + to - from, 0) * MINUTE);
});

test('each day of the week has its frames, Saturday the tail of the shift before, for all weeks', () => {
  const table = tableOf(cal());
  const week = [office, office, office, office, [[at(22), at(24)]], [[0, at(6)]], []];
  for (const monday of [day, day + 7 * 500, dayOf('1969-12-29')])
    expect([0, 1, 2, 3, 4, 5, 6].map((n) => framesOn(table, monday + n))).toEqual(week);
  const known = cal();
  expect(tableOf(known)).toBe(tableOf(known));
});

test('a weekday that the calendar does not name is closed, and a date may open it', () => {
  const table = tableOf(cal({ week: [], dates: { '2026-03-09': { open: office }, '2026-03-11': { like: 2 } } }));
  expect([-1, 0, 1, 2].map((n) => framesOn(table, day + n))).toEqual([[], office, [], []]);
  expect(openBefore(table, (day + 30) * DAY) - openBefore(table, day * DAY)).toBe(8 * HOUR);
});

test('a date is closed, like another weekday, open for longer, or as it says; its shift ends on the next', () => {
  const { frames, rules, days } = tableOf(
    cal({
      dates: {
        '2026-03-13': { open: [[at(8), at(10)]] },
        '2026-03-09': 'closed',
        '2026-03-10': { like: 5 },
        '2026-03-15': { set: [[at(1), at(2)]] },
        '2025-12-31': 'closed',
        '2027-01-01': 'closed',
        '2026-01-01': 'closed',
        '2026-12-31': 'closed',
        'no date': 'closed',
      },
    }),
  );
  const first = dayOf('2026-01-01');
  const last = dayOf('2026-12-31');
  expect([...rules.keys()].toSorted((a, b) => a - b)).toEqual([first, day, day + 1, day + 4, day + 6, last]);
  expect(days.map((one, i) => [one, frames[i]])).toEqual([
    [first, []],
    [first + 1, [[at(22), at(24)]]],
    [day, []],
    [day + 1, [[at(22), at(24)]]],
    [day + 2, [[0, at(6)], ...office]],
    [
      day + 4,
      [
        [at(8), at(10)],
        [at(22), at(24)],
      ],
    ],
    [day + 5, [[0, at(6)]]],
    [day + 6, [[at(1), at(2)]]],
    [day + 7, office],
    [last, []],
    [last + 1, [[at(22), at(24)]]],
  ]);
});

test('where the day begins elsewhere, dates hold from the first whole day of the coverage on', () => {
  const dates = {
    '2025-12-31': 'closed',
    '2026-01-01': 'closed',
    '2026-12-31': 'closed',
    '2027-01-01': 'closed',
  } as const;
  const rulesAt = (minutesEast: number, from: number) =>
    [...tableOf(cal({ dates, offsets: [[0, minutesEast]], coveredFrom: from })).rules.keys()].map((one) =>
      new Date(one * DAY).toISOString().slice(0, 10),
    );
  expect(rulesAt(480, Date.UTC(2025, 11, 31, 16))).toEqual(['2026-01-01', '2026-12-31', '2027-01-01']);
  expect(rulesAt(480, Date.UTC(2025, 11, 31, 15, 59))).toEqual(['2026-01-01', '2026-12-31', '2027-01-01']);
  expect(rulesAt(480, Date.UTC(2025, 11, 31, 16, 1))).toEqual(['2026-12-31', '2027-01-01']);
  expect(rulesAt(-300, Date.UTC(2026, 0, 1, 5))).toEqual(['2026-01-01', '2026-12-31']);
});

describe('what is open before a point', () => {
  const table = tableOf(cal({ dates: { '2026-03-10': 'closed' } }));
  const week = 40 * HOUR; // four days of eight hours and a night shift of eight
  const monday = day * DAY;
  const since = (wall: number) => openBefore(table, wall) - openBefore(table, monday);

  test.each([
    ['at its midnight', 0, 0],
    ['before it opens', 9 * HOUR - 1, 0],
    ['as it opens', 9 * HOUR, 0],
    ['within', 10 * HOUR + 1, HOUR + 1],
    ['as it closes', 17 * HOUR, 8 * HOUR],
    ['the day after, which is closed', DAY + 17 * HOUR, 8 * HOUR],
    ['before midnight of a shift', 4 * DAY + 23 * HOUR, 25 * HOUR],
    ['after it', 5 * DAY + HOUR, 27 * HOUR],
    ['after a week', 7 * DAY, week - 8 * HOUR],
    ['after ten', 70 * DAY, 10 * week - 8 * HOUR],
    ['a week before', -7 * DAY, -week],
    ['before 1970', -21_000 * DAY, -3_000 * week],
  ])('%s', (_, wall, open) => expect(since(monday + wall)).toBe(open));

  test.each([
    [1, 9 * HOUR + 1],
    [8 * HOUR, 17 * HOUR],
    [8 * HOUR + 1, 2 * DAY + 9 * HOUR + 1],
    [26 * HOUR, 5 * DAY],
    [26 * HOUR + 1, 5 * DAY + 1],
    [32 * HOUR, 5 * DAY + 6 * HOUR],
    [week * 100 - 8 * HOUR, 699 * DAY - DAY + 6 * HOUR],
  ])('%d ms after Monday are where they first are', (open, wall) => {
    expect(wallWhere(table, monday, openBefore(table, monday) + open)).toBe(monday + wall);
    expect(since(monday + wall)).toBe(open);
    expect(since(monday + wall - 1)).toBe(open - 1);
  });
});

test('an offset holds from its instant on, the first for all time before, and none is UTC', () => {
  const offsets = [
    [100, 60],
    [200, 120],
    [300, -30],
  ] as const;
  expect([0, 99, 100, 199, 200, 299, 300, 999].map((instant) => segmentAt(offsets, instant))).toEqual([
    0, 0, 0, 0, 1, 1, 2, 2,
  ]);
  expect([0, 1, 2, 3].map((i) => eastOf(offsets, i))).toEqual([HOUR, 2 * HOUR, -HOUR / 2, 0]);
  expect(segmentAt([], 7)).toBe(0);
});
