/** Times that come again on days of a zone, against a naive look at each point in time. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { heldBy, type Freeze, speaksOf } from '../../../domain/changes/freezes.ts';
import { endOf, type HeldSpan, heldIn, type RecurringSpan, spanProblems } from '../../../domain/changes/spans.ts';
import type { CalendarSnapshot } from '../../../domain/kernel/time/calendar.ts';
import { common, meets, merged, uncovered } from '../../../domain/kernel/time/intervals.ts';
import { openStretches } from '../../../domain/kernel/time/on-the-wall.ts';
import { compileCalendar, offsetsOfYears } from '../../../platform/zones.ts';

const HOUR = 3_600_000;
const at = (words: string) => Date.parse(words);
const YEARS = [2025, 2028] as const;
const ZONES = ['Asia/Shanghai', 'UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const;
const offsets = new Map(ZONES.map((zone) => [zone, offsetsOfYears(zone, YEARS)]));
const held = (span: RecurringSpan): HeldSpan => ({ ...span, offsets: offsetsOfYears(span.zone, YEARS) });
const weekend: RecurringSpan = {
  zone: 'Asia/Shanghai',
  every: 'week',
  interval: 1,
  weekdays: [5],
  firstDay: '2026-01-02',
  fromMinute: 18 * 60,
  untilMinute: 3 * 1440 + 8 * 60,
};
const year = { from: at('2026-01-01T00:00Z'), until: at('2027-01-01T00:00Z') };
const holds = (all: readonly { from: number; until: number }[], t: number) =>
  all.some(({ from, until }) => from <= t && t < until);
const iso = (ms: number) => new Date(ms).toISOString();

describe('stretches of time', () => {
  const stretch = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 8 }));
  const interval = stretch.map(([from, length]) => ({ from, until: from + length }));
  const points = Array.from({ length: 40 }, (_, t) => t);

  test('merged hold the same points in as few as there can be', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), (all) => {
        const found = merged(all);
        for (const t of points) expect(holds(found, t)).toBe(holds(all, t));
        for (const [i, one] of found.entries()) expect(one.from).toBeGreaterThan(found[i - 1]?.until ?? -1);
      }),
    );
  });

  test('what is left uncovered is what no part holds', () => {
    fc.assert(
      fc.property(interval, fc.array(interval, { maxLength: 6 }), (whole, parts) => {
        const left = uncovered(whole, parts);
        for (const t of points) expect(holds(left, t)).toBe(holds([whole], t) && !holds(parts, t));
      }),
    );
  });

  test('two that touch do not meet, and have nothing in common; one millisecond is enough', () => {
    expect(meets({ from: 0, until: 10 }, { from: 10, until: 20 })).toBe(false);
    expect(common({ from: 0, until: 10 }, { from: 10, until: 20 })).toBeNull();
    expect(meets({ from: 0, until: 11 }, { from: 10, until: 20 })).toBe(true);
    expect(common({ from: 0, until: 11 }, { from: 10, until: 20 })).toEqual({ from: 10, until: 11 });
  });
});

describe('a span that comes again', () => {
  test('goes from Friday evening to Monday morning, each week', () => {
    const [first, second] = heldIn([held(weekend)], year);
    expect(first).toEqual({ from: at('2026-01-02T18:00+08:00'), until: at('2026-01-05T08:00+08:00') });
    expect(second).toEqual({ from: at('2026-01-09T18:00+08:00'), until: at('2026-01-12T08:00+08:00') });
    expect(heldIn([held(weekend)], year)).toHaveLength(52);
  });

  test('holds what began before the time that is looked at, cut to it', () => {
    const sunday = { from: at('2026-03-08T00:00+08:00'), until: at('2026-03-09T00:00+08:00') };
    expect(heldIn([held(weekend)], sunday)).toEqual([sunday]);
  });

  test('ends with its last day, on which one may still begin', () => {
    const found = heldIn([held({ ...weekend, lastDay: '2026-01-16' })], year);
    expect(found.map(({ from }) => iso(from))).toEqual([
      '2026-01-02T10:00:00.000Z',
      '2026-01-09T10:00:00.000Z',
      '2026-01-16T10:00:00.000Z',
    ]);
  });

  test('takes the last three days of each month, and the turn of each year', () => {
    const monthEnd = { ...weekend, every: 'month' as const, weekdays: undefined, fromMinute: 0, untilMinute: 1440 };
    const last = heldIn([held({ ...monthEnd, firstDay: '2026-01-29', monthDays: [-3, -2, -1] })], year);
    expect(last).toHaveLength(12);
    expect(last[1]).toEqual({ from: at('2026-02-26T00:00+08:00'), until: at('2026-03-01T00:00+08:00') });
    const turn = { ...monthEnd, every: 'year' as const, firstDay: '2025-12-25', untilMinute: 10 * 1440 };
    expect(heldIn([held(turn)], year)).toEqual([
      { from: year.from, until: at('2026-01-04T00:00+08:00') },
      { from: at('2026-12-25T00:00+08:00'), until: year.until },
    ]);
  });

  test('follows the wall of its zone over a change of the clocks: what is skipped is not held, what is repeated is held twice', () => {
    const night = {
      ...weekend,
      zone: 'Europe/Berlin',
      every: 'day' as const,
      weekdays: undefined,
      firstDay: '2026-01-01',
    };
    const [spring, autumn] = ['2026-03-29', '2026-10-25'].map((day) => ({
      from: at(`${day}T00:00Z`) - 2 * HOUR,
      until: at(`${day}T12:00Z`),
    }));
    const early = held({ ...night, fromMinute: 60, untilMinute: 240 }); // 01:00 to 04:00
    const [short] = heldIn([early], spring ?? year);
    const [long] = heldIn([early], autumn ?? year);
    expect([short, long].map((one) => (one ? (one.until - one.from) / HOUR : 0))).toEqual([2, 4]);
    const skipped = held({ ...night, fromMinute: 120, untilMinute: 180 }); // 02:00 to 03:00
    expect(heldIn([skipped], spring ?? year)).toEqual([]);
    expect(heldIn([held({ ...night, fromMinute: 150, untilMinute: 165 })], autumn ?? year)).toHaveLength(2);
  });

  test('holds an instant when, and only when, its wall time lies in one of its days', () => {
    const arbitrary = fc.record({
      zone: fc.constantFrom(...ZONES),
      weekday: fc.integer({ min: 1, max: 7 }),
      interval: fc.integer({ min: 1, max: 3 }),
      from: fc.integer({ min: 0, max: 1439 }),
      length: fc.integer({ min: 1, max: 5 * 1440 }),
      point: fc.integer({ min: at('2026-02-01T00:00Z'), max: at('2026-12-01T00:00Z') }),
    });
    fc.assert(
      fc.property(arbitrary, ({ zone, weekday, interval, from, length, point }) => {
        const firstDay = Temporal.PlainDate.from('2025-12-29').add({ days: weekday - 1 }); // a Monday and on
        const until = from + length;
        const span: HeldSpan = {
          zone,
          every: 'week',
          interval,
          weekdays: [weekday],
          firstDay: firstDay.toString(),
          fromMinute: from,
          untilMinute: until,
          offsets: offsets.get(zone) ?? [],
        };
        const local = Temporal.Instant.fromEpochMilliseconds(point).toZonedDateTimeISO(zone);
        const naive = Array.from({ length: 7 }, (_, back) => local.toPlainDate().subtract({ days: back })).some(
          (day) => {
            const isOne =
              day.dayOfWeek === weekday && (firstDay.until(day, { largestUnit: 'day' }).days / 7) % interval === 0;
            const minutes = local.toPlainDateTime().since(day, { largestUnit: 'minute' }).total({ unit: 'minute' });
            return isOne && from <= minutes && minutes < until;
          },
        );
        const found = heldIn([span], { from: point - 40 * HOUR, until: point + 40 * HOUR });
        expect(found.some((one) => one.from <= point && point < one.until)).toBe(naive);
      }),
    );
  });

  test('knows its end; without a last day it has none', () => {
    const fixed = { from: year.from, until: year.until };
    expect(endOf([fixed, held(weekend)])).toBeNull();
    expect(endOf([fixed])).toBe(year.until);
    const last = held({ ...weekend, lastDay: '2027-01-01' });
    const end = endOf([fixed, last]) ?? 0;
    expect(end).toBeGreaterThanOrEqual(at('2027-01-04T08:00+08:00'));
    expect(heldIn([fixed, last], { from: end, until: end + 1e12 })).toEqual([]);
  });

  test('is refused with each bad field: empty, upside down, no such day, a first day that is none of its own', () => {
    expect(spanProblems([weekend, { from: '2026-10-01T00:00:00+08:00', until: '2026-10-08T00:00:00+08:00' }])).toEqual(
      [],
    );
    expect(
      spanProblems([
        { from: '2026-10-01T00:00:00+08:00', until: '2026-09-30T16:00:00Z' }, // the same instant
        { ...weekend, firstDay: '2026-02-30', lastDay: '2026-13-01', untilMinute: weekend.fromMinute },
        { ...weekend, firstDay: '2026-01-03', lastDay: '2026-01-02' },
      ]),
    ).toEqual([
      { pointer: '/spans/0/until', code: 'not-after-from' },
      { pointer: '/spans/1/firstDay', code: 'unknown-date' },
      { pointer: '/spans/1/lastDay', code: 'unknown-date' },
      { pointer: '/spans/1/untilMinute', code: 'not-after-from' },
      { pointer: '/spans/2/lastDay', code: 'out-of-order' },
      { pointer: '/spans/2/firstDay', code: 'none-of-its-days' },
    ]);
  });
});

describe('a calendar', () => {
  const nights: CalendarSnapshot = compileCalendar({
    id: 'nights',
    version: 1,
    zone: 'Asia/Shanghai',
    years: YEARS,
    dates: { '2026-10-01': 'closed' as const },
    week: [1, 2, 3, 4, 5, 6, 7].map((): [number, number][] => [[22 * 60, 30 * 60]]),
  });

  test('is open over midnight in one stretch, and not in what begins on a closed day', () => {
    const found = openStretches(nights, { from: at('2026-09-30T00:00+08:00'), until: at('2026-10-03T12:00+08:00') });
    expect(found.map(({ from, until }) => [iso(from), iso(until)])).toEqual([
      ['2026-09-29T16:00:00.000Z', '2026-09-29T22:00:00.000Z'],
      ['2026-09-30T14:00:00.000Z', '2026-09-30T22:00:00.000Z'],
      ['2026-10-02T14:00:00.000Z', '2026-10-02T22:00:00.000Z'],
    ]);
    expect(openStretches({ ...nights, always: true }, year)).toEqual([year]);
    expect(openStretches(nights, { from: year.from, until: year.from })).toEqual([]);
  });
});

describe('a freeze', () => {
  const freeze: Freeze = {
    ref: 'gd@1',
    name: '国庆封网',
    kind: 'freeze',
    organisations: ['/gd'],
    services: [],
    items: [],
    spans: [{ from: at('2026-10-01T00:00+08:00'), until: at('2026-10-08T00:00+08:00') }],
  };

  test('holds nothing from the instant on at which it was lifted', () => {
    const liftedAt = at('2026-10-03T09:00+08:00');
    expect(heldBy({ ...freeze, liftedAt }, year)).toEqual([{ from: at('2026-10-01T00:00+08:00'), until: liftedAt }]);
    expect(heldBy({ ...freeze, liftedAt: at('2026-09-25T00:00+08:00') }, year)).toEqual([]);
  });

  test('speaks of its organisations with all below, narrowed by services and items', () => {
    const touched = { item: 'srv-1', orgPath: '/gd/gz', services: ['treasury'] } as const;
    expect(speaksOf(freeze, touched)).toBe(true);
    expect(speaksOf(freeze, { ...touched, orgPath: '/gdx' })).toBe(false);
    expect(speaksOf({ ...freeze, services: ['budget'] }, touched)).toBe(false);
    expect(speaksOf({ ...freeze, services: ['treasury'], items: ['srv-1'] }, touched)).toBe(true);
    expect(speaksOf({ ...freeze, items: ['srv-1'] }, { ...touched, item: undefined })).toBe(false);
    expect(speaksOf({ organisations: [], services: [], items: [] }, touched)).toBe(true);
  });
});
