/** Periods are cut by the clock on the wall of one zone: every instant belongs to exactly one of each kind, and parts add up. */
import fc from 'fast-check';
import { monthSpan } from '../../../domain/archive/month.ts';
import {
  daysOf,
  partsOf,
  periodAt,
  periodKinds,
  periodNamed,
  withThoseBefore,
} from '../../../domain/figures/periods.ts';
import { compileCalendar } from '../../../platform/zones.ts';

const HOUR = 3_600_000;
const cutOf = (zone: string, firstMonth = 1) => ({ offsets: offsetsOf(zone), firstMonth });
const offsetsOf = (zone: string) =>
  compileCalendar({ id: 'always', version: 1, zone, always: true, week: {}, dates: {}, years: [2024, 2028] }).offsets;
const at = (text: string) => Date.parse(text);
const hoursIn = ({ from, until }: { from: number; until: number }) => (until - from) / HOUR;

test('R062 months and days of a zone that changes its clock: none is empty, none is double, and the days are the month', () => {
  const london = cutOf('Europe/London');
  const october = periodAt(london, 'month', at('2026-10-15T12:00:00Z'));
  const days = daysOf(london, october);
  expect([days.length, hoursIn(october)]).toEqual([31, 745]);
  expect(days.map(hoursIn).reduce((sum, hours) => sum + hours, 0)).toBe(745);
  expect(days.filter((day) => hoursIn(day) !== 24).map((day) => [day.name, hoursIn(day)])).toEqual([
    ['2026-10-25', 25],
  ]);
  const march = periodAt(london, 'month', at('2026-03-15T12:00:00Z'));
  expect(hoursIn(march)).toBe(743);
  expect(
    daysOf(london, march)
      .filter((day) => hoursIn(day) === 23)
      .map(({ name }) => name),
  ).toEqual(['2026-03-29']);
  const shanghai = cutOf('Asia/Shanghai');
  expect(['2026-10', '2026-03'].map((name) => hoursIn(periodNamed(shanghai, name) ?? october))).toEqual([744, 744]);
  // A case resolved each hour of October: each falls into one day, and into October.
  const hours = Array.from({ length: 745 }, (_, n) => october.from + n * HOUR);
  const perDay = new Map<string, number>();
  for (const hour of hours) {
    const { name } = periodAt(london, 'day', hour);
    perDay.set(name, (perDay.get(name) ?? 0) + 1);
    expect(periodAt(london, 'month', hour).name).toBe('2026-10');
  }
  expect([perDay.size, perDay.get('2026-10-25'), perDay.get('2026-10-31')]).toEqual([31, 25, 24]);
  expect(partsOf(london, periodAt(london, 'year', october.from))).toHaveLength(12);
});

test('R063 the last and the first night of a month are of one month each, the same as in the archive, and of two fiscal years', () => {
  const cut = cutOf('Asia/Shanghai', 4);
  const [last, first] = [at('2026-03-31T23:30:00+08:00'), at('2026-04-01T00:10:00+08:00')];
  expect([last, first].map((one) => periodAt(cut, 'month', one).name)).toEqual(['2026-03', '2026-04']);
  expect([last, first].map((one) => periodAt(cut, 'year', one).name)).toEqual(['2025', '2026']);
  expect([last, first].map((one) => periodAt(cut, 'quarter', one).name)).toEqual(['2025-Q4', '2026-Q1']);
  const { from, until } = periodAt(cut, 'month', last);
  expect({ from, until }).toEqual(monthSpan(cut.offsets, '2026-03'));
  expect(periodNamed(cut, '2026-04')?.from).toBe(until);
});

test('names that are no period are none', () => {
  const cut = cutOf('Asia/Shanghai');
  const none = [
    '2026-02-30',
    '2026-13',
    '2025-W53',
    '2026-W00',
    '2026-W99',
    '2026-Q5',
    '26',
    '',
    '2026-1',
    '1999',
    '2026-11-03T00:00',
    '$gt',
  ];
  expect(none.filter((name) => periodNamed(cut, name) !== null)).toEqual([]);
  expect(periodNamed(cut, '2026-W53')?.from).toBe(at('2026-12-28T00:00:00+08:00'));
  expect(periodNamed(cut, '2027-W01')?.from).toBe(at('2027-01-04T00:00:00+08:00'));
});

test('whatever the zone and the first month: an instant lies in the one period that its name names, and parts are the whole', () => {
  const zones = ['Europe/London', 'Asia/Shanghai', 'America/Sao_Paulo', 'Pacific/Apia', 'Africa/Casablanca'].map(
    offsetsOf,
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(...periodKinds),
      fc.integer({ min: at('2024-02-01T00:00:00Z'), max: at('2027-11-01T00:00:00Z') }),
      (offsets, firstMonth, kind, instant) => {
        const cut = { offsets, firstMonth };
        const period = periodAt(cut, kind, instant);
        expect(period.from <= instant && instant < period.until).toBe(true);
        expect(periodNamed(cut, period.name)).toEqual(period);
        for (const parts of [partsOf(cut, period), daysOf(cut, period)]) {
          expect([parts[0]?.from, parts.at(-1)?.until]).toEqual([period.from, period.until]);
          expect(parts.slice(1).every((part, n) => part.from === parts[n]?.until)).toBe(true);
        }
        const [before, own] = withThoseBefore(cut, period, 2);
        expect([before?.until, own]).toEqual([period.from, period]);
      },
    ),
  );
});
