import fc from 'fast-check';
import { addBusinessMs, businessMsBetween } from '../../../../domain/kernel/time/calendar.ts';
import { explainAdd } from '../../../../domain/kernel/clocks/explain.ts';
import type { CalendarSnapshot, DateRule } from '../../../../domain/kernel/time/calendar.ts';
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

const on = (text: string) => instant(`2026-03-${text}Z`);

const day = [
  [540, 720],
  [780, 1080],
] as const;
/** Open in UTC on weekdays from 9 to 12 and from 13 to 18; 2 March 2026 is a Monday. */
const officeOf = (dates: Readonly<Record<string, DateRule>> = {}, edit: Partial<CalendarSnapshot> = {}) => ({
  ...cn,
  id: 'office',
  zone: 'UTC',
  offsets: [[0, 0]] as const,
  week: [day, day, day, day, day, [], []],
  dates,
  ...edit,
});
const daysOf = (one: CalendarSnapshot, start: string, hours: number, called: Record<string, string> = {}) =>
  explainAdd(one, on(start), hours * HOUR, called).days;
const kinds = (...asked: Parameters<typeof daysOf>) =>
  daysOf(...asked).map(({ date, lastDate, weeks, rule, like, name }) => ({
    date: date.slice(5),
    ...(lastDate === undefined ? {} : { lastDate: lastDate.slice(5) }),
    ...(weeks === undefined ? {} : { weeks }),
    rule,
    ...(like === undefined ? {} : { like }),
    ...(name === undefined ? {} : { name }),
  }));

const weeksOf = (dates: Record<string, DateRule> = {}, called: Record<string, string> = {}) =>
  kinds(officeOf(dates), '02T09:00', 4 * 40 + 4, called).filter((one) => 'weeks' in one);

describe('day by day', () => {
  test('each date says its hours, what was counted of them and up to where', () => {
    expect(explainAdd(officeOf(), on('02T10:00'), 11 * HOUR)).toEqual({
      startAt: on('02T10:00'),
      targetMs: 11 * HOUR,
      calendar: `office@${cn.version}`,
      zone: 'UTC',
      dueAt: on('03T14:00'),
      provisional: false,
      days: [
        {
          date: '2026-03-02',
          weekday: 1,
          rule: 'week',
          frames: day,
          pieces: [
            { from: on('02T10:00'), until: on('02T12:00') },
            { from: on('02T13:00'), until: on('02T18:00') },
          ],
          countedMs: 7 * HOUR,
          totalMs: 7 * HOUR,
        },
        {
          date: '2026-03-03',
          weekday: 2,
          rule: 'week',
          frames: day,
          pieces: [
            { from: on('03T09:00'), until: on('03T12:00') },
            { from: on('03T13:00'), until: on('03T14:00') },
          ],
          countedMs: 4 * HOUR,
          totalMs: 11 * HOUR,
        },
      ],
    });
    expect(explainAdd(officeOf(), on('02T10:00'), 7 * HOUR).days).toHaveLength(1);
    expect(explainAdd(officeOf(), on('02T12:30'), HOUR).days[0]?.pieces).toEqual([
      { from: on('02T13:00'), until: on('02T14:00') },
    ]);
    expect(daysOf(officeOf(), '02T10:00', 1)[0]).not.toHaveProperty('name');
    expect(explainAdd(calendar('24x7'), on('02T10:00'), HOUR)).toMatchObject({ provisional: false, days: [] });
  });

  test('a date of another kind says why its hours are as they are', () => {
    const dates: Record<string, DateRule> = {
      '2026-03-03': { open: [[1140, 1200]] },
      '2026-03-04': { set: [[600, 660]] },
      '2026-03-05': 'closed',
      '2026-03-07': { like: 5 },
    };
    expect(kinds(officeOf(dates), '02T09:00', 32)).toEqual([
      { date: '03-02', rule: 'week' },
      { date: '03-03', rule: 'open' },
      { date: '03-04', rule: 'set' },
      { date: '03-05', rule: 'closed' },
      { date: '03-06', rule: 'week' },
      { date: '03-07', rule: 'like', like: 5 },
    ]);
  });

  test('days without hours are one run, closed if one of it is, with each name once', () => {
    const closed = { '2026-03-06': 'closed', '2026-03-09': 'closed' } as const;
    const called = { '2026-03-06': '节', '2026-03-08': '日', '2026-03-09': '节' };
    expect(kinds(officeOf(closed), '05T09:00', 16, called)).toEqual([
      { date: '03-05', rule: 'week' },
      { date: '03-06', lastDate: '03-09', rule: 'closed', name: '节、日' },
      { date: '03-10', rule: 'week' },
    ]);
    expect(kinds(officeOf(), '06T09:00', 16)).toEqual([
      { date: '03-06', rule: 'week' },
      { date: '03-07', lastDate: '03-08', rule: 'week' },
      { date: '03-09', rule: 'week' },
    ]);
    expect(kinds(officeOf({ '2026-03-07': 'closed' }), '06T09:00', 16)[1]).toEqual({
      date: '03-07',
      lastDate: '03-08',
      rule: 'closed',
    });
  });

  test('whole weeks are one entry as long as they are alike, by the weekly pattern and without a name', () => {
    expect(daysOf(officeOf(), '02T09:00', 4 * 40 + 4)).toEqual([
      expect.objectContaining({
        date: '2026-03-02',
        lastDate: '2026-03-29',
        weeks: 4,
        weekday: 1,
        rule: 'week',
        frames: [],
        pieces: [],
        countedMs: 160 * HOUR,
        totalMs: 160 * HOUR,
      }),
      expect.objectContaining({ date: '2026-03-30', countedMs: 4 * HOUR, totalMs: 164 * HOUR }),
    ]);
    const first = [{ date: '03-02', lastDate: '03-15', weeks: 2, rule: 'week' }];
    expect(weeksOf({ '2026-03-18': { set: [[540, 1020]] } })).toEqual(first); // as long, but another rule
    expect(weeksOf({}, { '2026-03-18': '植树' })).toEqual(first);
    expect(weeksOf({ '2026-03-11': 'closed' })).toEqual([{ date: '03-16', lastDate: '03-29', weeks: 2, rule: 'week' }]);
    expect(weeksOf({ '2026-03-11': 'closed', '2026-03-25': 'closed' })).toEqual([]);
    expect(kinds(officeOf(), '03T09:00', 40).some((one) => 'weeks' in one)).toBe(false);
    expect(kinds(officeOf(), '02T10:00', 3 * 40)[0]).toEqual({ date: '03-02', rule: 'week' }); // its Monday is shorter
  });

  test('the day of the deadline stands alone, though it should be the last of a week', () => {
    const shop = officeOf({}, { week: [day, day, day, day, day, day, day] });
    const spans = (hours: number) => kinds(shop, '02T09:00', hours).map(({ date, lastDate }) => lastDate ?? date);
    expect(spans(14 * 8)).toHaveLength(14);
    expect(spans(21 * 8)).toEqual(['03-15', '03-16', '03-17', '03-18', '03-19', '03-20', '03-21', '03-22']);
  });

  test('a time without any hours is one run of days, not one of weeks', () => {
    const none = officeOf({}, { week: [[], [], [], [], [], [], []], dates: { '2026-03-30': { set: [[540, 600]] } } });
    expect(kinds(none, '02T09:00', 1)).toEqual([
      { date: '03-02', lastDate: '03-29', rule: 'week' },
      { date: '03-30', rule: 'set' },
    ]);
  });

  test('a date on which the clocks change is one, and a piece goes on over the change', () => {
    const change = on('04T10:30');
    const moved = officeOf(
      {},
      {
        offsets: [
          [0, 0],
          [change, 60],
        ],
      },
    );
    const [one, ...others] = daysOf(moved, '04T09:00', 3);
    expect(others).toEqual([]);
    expect(one?.countedMs).toBe(3 * HOUR);
    expect(one?.pieces).toEqual([
      { from: on('04T09:00'), until: on('04T11:00') },
      { from: on('04T12:00'), until: on('04T13:00') },
    ]);
  });
});
