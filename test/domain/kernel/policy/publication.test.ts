import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CalendarSnapshot, type DateRule, type Frame } from '../../../../domain/kernel/time/calendar.ts';
import {
  calendarProblems,
  definitionProblems,
  type Holiday,
  holidayRules,
} from '../../../../domain/kernel/policy/calendar-rules.ts';
import type { ClockDefinition } from '../../../../domain/kernel/clocks/clocks.ts';
import { compileCalendar } from '../../../../platform/zones.ts';
import { calendar, definitionOf, instant, vectors } from '../clocks/vectors.ts';

const holidays = JSON.parse(readFileSync(join(__dirname, '../../../data/cn-holidays.json'), 'utf8')) as Holiday[];
const cn = calendar('cn');
const codes = (edit: Partial<CalendarSnapshot>) =>
  calendarProblems({ ...cn, ...edit }).map(({ pointer, code }) => `${pointer} ${code}`);
const faults = (edit: Partial<ClockDefinition>) =>
  definitionProblems({ ...definitionOf('resolution'), ...edit }).map(({ pointer, code }) => `${pointer} ${code}`);
const inVectors = ([date]: [string, DateRule]) => date >= '2025' && date < '2027';

test('the calendars of the vectors may be published, and their definitions too', () => {
  expect(Object.values(vectors.calendars).flatMap(calendarProblems)).toEqual([]);
  expect(Object.values(vectors.definitions).flatMap(definitionProblems)).toEqual([]);
});

test('a calendar that cannot be counted on is refused, each fault with its place', () => {
  const frame = (from: number, to: number) => codes({ week: [[[from, to]], [], [], [], [], [], []] });
  expect(codes({ week: cn.week.slice(1) })).toEqual(['/week not-seven-days']);
  expect([frame(-1, 60), frame(1440, 1500), frame(60, 60), frame(0, 2881), frame(0.5, 60)].flat()).toEqual(
    Array(5).fill('/week/0/0 frame-out-of-bounds'),
  );
  const dates: Record<string, DateRule> = {
    '2026-02-30': 'closed',
    '26-1-1': 'closed',
    '2026-01-02': { set: [[9, 5]] },
  };
  expect(codes({ dates })).toEqual([
    '/dates/2026-02-30 unknown-date',
    '/dates/26-1-1 unknown-date',
    '/dates/2026-01-02/0 frame-out-of-bounds',
  ]);
  expect(codes({ offsets: [] })).toEqual(['/offsets required']);
  expect(
    codes({
      offsets: [
        [2, 480],
        [2, 540],
      ],
    }),
  ).toEqual(['/offsets/1 not-ascending']);
  expect(codes({ coveredUntil: cn.coveredFrom })).toEqual(['/coveredUntil coverage-empty']);
  expect(codes({ week: [[], [], [], [], [], [], []], dates: { '2026-01-01': { like: 1 } } })).toEqual([
    '/week never-open',
  ]);
});

test('a definition with a target that is no length, or with quiet hours that fill the day, is refused', () => {
  expect(faults({ targets: [{ ms: 0 }, { ms: 1.5 }, { ms: -1 }, { ms: 1 }] })).toEqual(
    [0, 1, 2].map((i) => `/targets/${i}/ms not-a-length`),
  );
  const fullDay: Frame[] = [
    [0, 720],
    [720, 1440],
  ];
  expect(faults({ quietHours: fullDay })).toEqual(['/quietHours never-open']);
  const step = { to: ['team'], channel: ['inbox'] };
  expect(
    faults({
      ladder: [
        { ...step, id: 'both', percent: 50, beforeMs: 5 },
        { ...step, id: 'none' },
        { ...step, id: 'a', percent: 50 },
        { ...step, id: 'a', percent: 60 },
        { ...step, id: 'often', percent: 50, repeat: { everyMs: 1000, times: 21 } },
      ],
    }),
  ).toEqual([
    '/ladder/0 not-one-threshold',
    '/ladder/1 not-one-threshold',
    '/ladder/3/id not-unique',
    '/ladder/4/repeat not-a-repeat',
  ]);
});

test('a year of holidays becomes date rules by date: days off where there are hours, make-up workdays like a Monday', () => {
  expect(holidays).toHaveLength(180);
  const rules = Object.entries(holidayRules(holidays, cn.week)).filter(inVectors);
  expect(Object.fromEntries(rules)).toEqual(cn.dates);
  expect(holidayRules(holidays, cn.week)['2022-12-31']).toBeUndefined(); // a Saturday, closed anyway, from the list of 2023
  expect(Object.keys(holidayRules(holidays, calendar('cn-7x12').week))).toContain('2022-12-31');
});

test.each(['cn', 'ny', 'lon', 'lh'])('%s is compiled with the offsets and the coverage of its zone', (name) => {
  const published = calendar(name);
  const compiled = compileCalendar({ ...published, years: [2025, 2026] });
  const within = published.offsets.slice(1).filter(([from]) => from < instant('2028-01-01T00:00:00Z'));
  expect(compiled.offsets.slice(1)).toEqual(within);
  expect(compiled.offsets[0]?.[1]).toBe(published.offsets[0]?.[1]);
  expect([compiled.coveredFrom, compiled.coveredUntil]).toEqual([published.coveredFrom, published.coveredUntil]);
  expect(compiled).toMatchObject({ id: published.id, week: published.week, dates: published.dates });
});

test('a calendar of an unknown zone is not compiled', () => {
  expect(() => compileCalendar({ ...cn, zone: 'Asia/Atlantis', years: [2025, 2026] })).toThrow(RangeError);
});
