/** Stretches of time, and when a calendar is open, in instants. */
import type { CalendarSnapshot, Frame } from '../../../../domain/kernel/time/calendar-snapshot.ts';
import {
  addBusinessMs,
  businessMsBetween,
  isProvisional,
  quietUntil,
} from '../../../../domain/kernel/time/calendar.ts';
import { DAY } from '../../../../domain/kernel/time/calendar-table.ts';
import { HOUR, MINUTE } from '../../../../domain/kernel/time/durations.ts';
import { common, type Interval, meets, merged, uncovered } from '../../../../domain/kernel/time/intervals.ts';
import { beginOfDay, dayAt, instantsOf, openStretches } from '../../../../domain/kernel/time/on-the-wall.ts';

const stretch = (from: number, until: number): Interval => ({ from, until });
const stretches = (...all: [number, number][]) => all.map(([from, until]) => stretch(from, until));

test.each<[string, [number, number], [number, number], [number, number] | null]>([
  ['apart', [0, 5], [7, 9], null],
  ['touching', [0, 5], [5, 9], null],
  ['by one millisecond', [0, 6], [5, 9], [5, 6]],
  ['within', [0, 9], [3, 4], [3, 4]],
  ['the same', [3, 4], [3, 4], [3, 4]],
])('two stretches %s', (_, one, other, both) => {
  const [a, b, expected] = [stretch(...one), stretch(...other), both && stretch(...both)];
  expect([common(a, b), common(b, a)]).toEqual([expected, expected]);
  expect([meets(a, b), meets(b, a)]).toEqual([both !== null, both !== null]);
});

test('merged they are as few as there can be, ascending, and none is empty', () => {
  const all = stretches([20, 25], [0, 5], [5, 7], [2, 3], [9, 9], [10, 8], [24, 30], [21, 22]);
  expect(merged(all)).toEqual(stretches([0, 7], [20, 30]));
  expect(all[0]).toEqual(stretch(20, 25)); // what was given stays as it was
  expect(merged([])).toEqual([]);
});

test.each<[string, [number, number][], [number, number][]]>([
  ['nothing', [], [[10, 20]]],
  ['all of it', [[10, 20]], []],
  ['more than all', [[0, 99]], []],
  ['its begin', [[5, 12]], [[12, 20]]],
  ['its end', [[18, 25]], [[10, 18]]],
  [
    'the middle',
    [
      [12, 14],
      [13, 15],
    ],
    [
      [10, 12],
      [15, 20],
    ],
  ],
  [
    'what lies outside',
    [
      [0, 10],
      [20, 30],
      [40, 50],
    ],
    [[10, 20]],
  ],
  [
    'two of them',
    [
      [16, 17],
      [11, 12],
    ],
    [
      [10, 11],
      [12, 16],
      [17, 20],
    ],
  ],
])('what is left uncovered where %s is covered', (_, parts, left) => {
  expect(uncovered(stretch(10, 20), stretches(...parts))).toEqual(stretches(...left));
});

const office: Frame[] = [[9 * 60, 17 * 60]];
const shift: Frame[] = [[22 * 60, 30 * 60]];
/** 29 March 2026: an hour is skipped at one o'clock UTC; 25 October: it comes twice. */
const [spring, autumn] = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)];
const berlin: CalendarSnapshot = {
  id: 'berlin',
  version: 1,
  zone: 'Europe/Berlin',
  week: [office, office, office, office, office, shift, []],
  dates: { '2026-03-27': 'closed' },
  offsets: [
    [Date.UTC(2025, 9, 26, 1), 60],
    [spring, 120],
    [autumn, 60],
  ],
  coveredFrom: Date.UTC(2025, 11, 31, 23),
  coveredUntil: Date.UTC(2026, 11, 31, 23),
};
const always: CalendarSnapshot = { ...berlin, always: true };
const at = (words: string) => Date.parse(`${words}Z`);
const iso = (all: readonly Interval[]) =>
  all.map(({ from, until }) => [from, until].map((ms) => new Date(ms).toISOString().slice(5, 16)).join(' '));

describe('when a calendar is open', () => {
  test('through a change of the clocks, a date that is closed, and midnight', () => {
    expect(iso(openStretches(berlin, stretch(at('2026-03-26T12:00'), at('2026-03-30T08:00'))))).toEqual([
      '03-26T12:00 03-26T16:00',
      '03-28T21:00 03-29T04:00', // an hour of that night was skipped
      '03-30T07:00 03-30T08:00',
    ]);
    expect(iso(openStretches(berlin, stretch(at('2026-10-24T21:00'), at('2026-10-26T08:30'))))).toEqual([
      '10-24T21:00 10-25T05:00',
      '10-26T08:00 10-26T08:30',
    ]);
  });

  test('always, and in no time at all', () => {
    const week = stretch(spring, spring + 7 * DAY);
    expect(openStretches(always, week)).toEqual([week]);
    for (const calendar of [always, berlin]) {
      expect(openStretches(calendar, stretch(5, 5))).toEqual([]);
      expect(openStretches(calendar, stretch(6, 5))).toEqual([]);
    }
  });

  test('what the wall shows twice is open twice, what it never shows is not, and each stretch is asked once', () => {
    const asked: Interval[] = [];
    const fromTwoToThree = (change: number) => {
      const midnight = Math.floor(change / DAY) * DAY;
      return instantsOf(berlin.offsets, stretch(change - 3 * HOUR, change + 3 * HOUR), (wall) => {
        asked.push(wall);
        return [stretch(midnight + 2 * HOUR, midnight + 3 * HOUR)];
      });
    };
    expect(fromTwoToThree(spring)).toEqual([]);
    expect(fromTwoToThree(autumn)).toEqual([stretch(autumn - HOUR, autumn + HOUR)]);
    expect(asked).toEqual([
      stretch(spring - 2 * HOUR, spring + HOUR),
      stretch(spring + 2 * HOUR, spring + 5 * HOUR),
      stretch(autumn - HOUR, autumn + 2 * HOUR),
      stretch(autumn + HOUR, autumn + 4 * HOUR),
    ]);
  });
});

describe('business time', () => {
  test('is that of its stretches, and negative backwards', () => {
    const [from, to] = [at('2026-03-26T12:00'), at('2026-03-30T08:00')];
    expect(businessMsBetween(berlin, from, to)).toBe(12 * HOUR);
    expect(businessMsBetween(berlin, to, from)).toBe(-12 * HOUR);
    expect(businessMsBetween(berlin, to - 20 * HOUR, to - 22 * HOUR)).toBe(0);
    expect([businessMsBetween(always, from, to), businessMsBetween(always, to, from)]).toEqual([to - from, from - to]);
  });

  test.each([
    [0, '2026-03-27T12:00:00.000Z'],
    [1, '2026-03-28T21:00:00.001Z'],
    [4 * HOUR, '2026-03-29T01:00:00.000Z'],
    [4 * HOUR + 1, '2026-03-29T01:00:00.001Z'],
    [7 * HOUR, '2026-03-29T04:00:00.000Z'],
    [7 * HOUR + 1, '2026-03-30T07:00:00.001Z'],
    [47 * HOUR, '2026-04-03T15:00:00.000Z'],
  ])('%d ms of it, begun on a date that is closed, end at %s', (ms, end) => {
    const start = at('2026-03-27T12:00');
    expect(new Date(addBusinessMs(berlin, start, ms) ?? 0).toISOString()).toBe(end);
  });

  test('that would end more than ten years from now never does', () => {
    const start = at('2026-03-27T12:00');
    const once = { ...berlin, week: [], dates: { '2026-03-30': { set: office } } } as const;
    expect(addBusinessMs(once, start, 8 * HOUR)).toBe(at('2026-03-30T15:00'));
    expect(addBusinessMs(once, start, 8 * HOUR + 1)).toBeNull();
    expect(addBusinessMs(always, start, 3660 * DAY)).toBe(start + 3660 * DAY);
    expect(addBusinessMs(always, start, 3660 * DAY + 1)).toBeNull();
    const daily = { ...berlin, week: Array.from({ length: 7 }, () => [[0, 1440]] as Frame[]), dates: {} };
    expect(addBusinessMs(daily, start, 3660 * DAY)).toBe(start + 3660 * DAY);
    expect(addBusinessMs(daily, start, 3660 * DAY + 1)).toBeNull();
    for (const ms of [-1, 0.5, Number.NaN]) expect(() => addBusinessMs(always, start, ms)).toThrow(RangeError);
  });

  test('is provisional as soon as it rests on a day that may not be complete, in either order', () => {
    const { coveredFrom: first, coveredUntil: end } = berlin;
    const spans: [number, number][] = [
      [first, end],
      [first - 1, end],
      [first, end + 1],
      [first - 9, first - 5],
      [end, end + 1],
    ];
    const found = [false, true, true, true, true];
    expect(spans.map(([from, to]) => isProvisional(berlin, from, to))).toEqual(found);
    expect(spans.map(([from, to]) => isProvisional(berlin, to, from))).toEqual(found);
    expect(spans.some(([from, to]) => isProvisional(always, from, to))).toBe(false);
  });
});

describe('quiet hours', () => {
  test.each<[string, Frame[], string, string]>([
    ['none', [], '2026-03-20T02:00', '2026-03-20T02:00'],
    ['all day, which leaves no time', [[0, 1440]], '2026-03-20T02:00', '2026-03-20T02:00'],
    ['at night, before midnight', [[1320, 1860]], '2026-03-20T22:30', '2026-03-21T06:00'],
    ['at night, after midnight', [[1320, 1860]], '2026-03-21T03:00', '2026-03-21T06:00'],
    ['as they begin', [[1320, 1860]], '2026-03-20T21:00', '2026-03-21T06:00'],
    ['just before', [[1320, 1860]], '2026-03-20T20:59', '2026-03-20T20:59'],
    ['as they end', [[1320, 1860]], '2026-03-21T06:00', '2026-03-21T06:00'],
    [
      'two that follow each other',
      [
        [600, 660],
        [660, 720],
      ],
      '2026-03-20T09:30',
      '2026-03-20T11:00',
    ],
    ['in the night that loses an hour', [[1320, 1860]], '2026-03-28T23:30', '2026-03-29T05:00'],
    ['that end where the hour is skipped', [[60, 150]], '2026-03-29T00:30', '2026-03-29T01:00'],
    ['that end as the hour is skipped', [[60, 120]], '2026-03-29T00:30', '2026-03-29T01:00'],
    ['that hold in the hour that comes twice', [[120, 180]], '2026-10-25T00:10', '2026-10-25T02:00'],
    ['of which a part comes twice', [[120, 150]], '2026-10-25T00:10', '2026-10-25T00:30'],
  ])('%s', (_, quiet, from, until) => {
    expect(new Date(quietUntil(berlin, quiet, at(from))).toISOString().slice(0, 16)).toBe(until);
  });

  test('hold to the millisecond', () => {
    const quiet: Frame[] = [[600, 660]];
    const begin = at('2026-03-20T09:00');
    expect(
      [begin - 1, begin, begin + 60 * MINUTE - 1, begin + 60 * MINUTE].map((t) => quietUntil(berlin, quiet, t)),
    ).toEqual([begin - 1, begin + HOUR, begin + HOUR, begin + HOUR]);
  });
});

const changing = (before: number, after: number, from: number): CalendarSnapshot['offsets'] => [
  [0, before],
  [from, after],
];

test('a day begins where the clock on the wall first shows it, also where its midnight is skipped or comes twice', () => {
  const day = 20_000;
  const midnight = day * DAY;
  const skipped = changing(-240, -180, midnight + 240 * MINUTE); // 00:00 is 01:00
  const twice = changing(-240, -300, midnight + 300 * MINUTE); // 01:00 is 00:00 again
  const evening = changing(-180, -240, midnight + 180 * MINUTE); // 24:00 is 23:00 again
  expect(beginOfDay(skipped, day)).toBe(midnight + 240 * MINUTE);
  expect(beginOfDay(twice, day)).toBe(midnight + 240 * MINUTE);
  expect(beginOfDay(evening, day)).toBe(midnight + 240 * MINUTE);
  for (const offsets of [skipped, twice, evening]) {
    const begin = beginOfDay(offsets, day);
    expect([dayAt(offsets, begin - 1), dayAt(offsets, begin)]).toEqual([day - 1, day]);
  }
});
