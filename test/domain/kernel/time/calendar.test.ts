import fc from 'fast-check';
import {
  addBusinessMs,
  businessMsBetween,
  type CalendarSnapshot,
  type Frame,
  isProvisional,
  quietUntil,
} from '../../../../domain/kernel/time/calendar.ts';
import { calendar, differencesOf, instant, iso, vectors } from '../clocks/vectors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const names = Object.keys(vectors.calendars);
const covered = { min: instant('2024-11-01T00:00:00Z'), max: instant('2027-03-01T00:00:00Z') };
const anyInstant = fc.integer(covered);
const anyCalendar = fc.constantFrom(...names.map(calendar));

test('the file of vectors holds as many pairs as its page says', () => {
  expect(vectors.pairs.length).toBe(107);
});

test.each(vectors.pairs.map(({ id, fn, calendar: name, note = '' }) => [id, fn, name, note]))(
  '%s %s on %s: %s',
  (id) => {
    expect(differencesOf(id)).toEqual([]);
  },
);

/** The open rule word by word, for one instant: its wall time lies in a frame of that date or of the date before. */
function isOpen(cal: CalendarSnapshot, t: number): boolean {
  if (cal.always) return true;
  const east = cal.offsets.findLast(([from]) => from <= t)?.[1] ?? cal.offsets[0]?.[1] ?? 0;
  const wall = t + east * MINUTE;
  const midnight = Math.floor(wall / DAY) * DAY;
  return [midnight, midnight - DAY].some((day) =>
    framesOf(cal, day).some(([from, to]) => wall >= day + from * MINUTE && wall < day + to * MINUTE),
  );
}

function framesOf(cal: CalendarSnapshot, day: number): readonly Frame[] {
  const weekday = new Date(day).getUTCDay() || 7;
  const own = cal.week[weekday - 1] ?? [];
  const east = (at: number) => (cal.offsets.findLast(([from]) => from <= at)?.[1] ?? 0) * MINUTE;
  const inside = day >= cal.coveredFrom + east(cal.coveredFrom) && day < cal.coveredUntil + east(cal.coveredUntil);
  const rule = inside ? cal.dates[new Date(day).toISOString().slice(0, 10)] : undefined;
  if (rule === undefined) return own;
  if (rule === 'closed') return [];
  if ('like' in rule) return cal.week[rule.like - 1] ?? [];
  return 'open' in rule ? [...own, ...rule.open] : rule.set;
}

test('business time equals the open minutes counted one by one, on every calendar', () => {
  const minutes = fc.integer({ min: covered.min / MINUTE, max: covered.max / MINUTE });
  const around = vectors.pairs.map(({ from }) => instant(from) / MINUTE);
  fc.assert(
    fc.property(
      anyCalendar,
      fc.oneof(minutes, fc.constantFrom(...around)),
      fc.integer({ min: 0, max: 4320 }),
      (cal, begin, length) => {
        const from = Math.floor(begin);
        let counted = 0;
        for (let m = from; m < from + length; m += 1) if (isOpen(cal, m * MINUTE)) counted += 1;
        expect(businessMsBetween(cal, from * MINUTE, (from + length) * MINUTE)).toBe(counted * MINUTE);
      },
    ),
    { numRuns: 60 },
  );
});

test('each hour around a change of the clocks is measured as the wall shows it', () => {
  let seen = 0;
  const wrong: string[] = [];
  for (const name of names) {
    const cal = calendar(name);
    if (cal.always) continue;
    for (const [change] of cal.offsets) {
      for (let t = change - 3 * HOUR; t < change + 3 * HOUR; t += MINUTE) {
        if (businessMsBetween(cal, t, t + MINUTE) !== (isOpen(cal, t) ? MINUTE : 0)) wrong.push(`${name} ${iso(t)}`);
        seen += 1;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(20_000);
});

test('business time adds up, whatever the order and wherever an interval is cut', () => {
  fc.assert(
    fc.property(anyCalendar, anyInstant, anyInstant, anyInstant, (cal, a, b, c) => {
      expect(businessMsBetween(cal, a, b) + businessMsBetween(cal, b, c)).toBe(businessMsBetween(cal, a, c));
      expect(businessMsBetween(cal, b, a) + businessMsBetween(cal, a, b)).toBe(0);
      expect(Object.is(businessMsBetween(cal, a, a), 0)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a deadline is the first instant at which that much business time has passed', () => {
  const lengths = fc.oneof(fc.integer({ min: 0, max: 100 * DAY }), fc.constantFrom(1, HOUR, 3 * HOUR, 8 * HOUR));
  fc.assert(
    fc.property(anyCalendar, anyInstant, lengths, (cal, start, ms) => {
      const due = addBusinessMs(cal, start, ms);
      fc.pre(due !== null);
      expect(businessMsBetween(cal, start, due ?? 0)).toBe(ms);
      const before = ms === 0 ? -1 : businessMsBetween(cal, start, (due ?? 0) - 1);
      expect(before).toBeLessThan(ms);
    }),
    { numRuns: 1000 },
  );
});

test('a length that is negative or not whole is refused, a deadline beyond ten years is none', () => {
  const start = instant('2026-03-02T09:00:00+08:00');
  expect(() => addBusinessMs(calendar('cn'), start, -1)).toThrow(RangeError);
  expect(() => addBusinessMs(calendar('cn'), start, 0.5)).toThrow(RangeError);
  expect(() => addBusinessMs(calendar('24x7'), start, Number.NaN)).toThrow(RangeError);
  expect(addBusinessMs(calendar('24x7'), start, 3660 * DAY)).toBe(start + 3660 * DAY);
  expect(addBusinessMs(calendar('24x7'), start, 3660 * DAY + 1)).toBeNull();
  expect(addBusinessMs(calendar('once'), start, 2 * HOUR)).toBeNull();
});

test('beyond the horizon the week goes on without date rules, and the answer says that it is provisional', () => {
  const cn = calendar('cn');
  const beyond: CalendarSnapshot = { ...cn, dates: { ...cn.dates, '2027-01-04': 'closed' } };
  const [from, to] = [instant('2027-01-04T00:00:00+08:00'), instant('2027-01-05T00:00:00+08:00')];
  expect(businessMsBetween(beyond, from, to)).toBe(8 * HOUR);
  expect(isProvisional(cn, from, to)).toBe(true);
  expect(isProvisional(cn, from - 4 * DAY, cn.coveredUntil)).toBe(false);
  expect(isProvisional(calendar('24x7'), from, to)).toBe(false);
});

test('quiet hours end where the wall says so, also in the night when the clocks change', () => {
  const night: Frame[] = [[1320, 1860]];
  const at = (text: string, name = 'cn') => iso(quietUntil(calendar(name), night, instant(text)));
  expect(at('2026-03-03T03:00:00+08:00')).toBe('2026-03-02T23:00:00.000Z');
  expect(at('2026-03-03T22:00:00+08:00')).toBe('2026-03-03T23:00:00.000Z');
  expect(at('2026-03-03T07:00:00+08:00')).toBe('2026-03-02T23:00:00.000Z');
  expect(at('2026-03-08T00:30:00-05:00', 'ny')).toBe('2026-03-08T11:00:00.000Z');
  expect(at('2026-11-01T00:30:00-04:00', 'ny')).toBe('2026-11-01T12:00:00.000Z');
  const repeated = quietUntil(calendar('ny'), [[60, 90]], instant('2026-11-01T01:10:00-04:00'));
  expect(iso(repeated)).toBe('2026-11-01T05:30:00.000Z');
});
