import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Holiday } from '../../../../domain/kernel/policy/calendar-rules.ts';
import type { DateRule, Frame } from '../../../../domain/kernel/time/calendar.ts';
import {
  holidayLines,
  type Listed,
  listedDays,
  silentYears,
  withHolidays,
  withinYears,
} from '../../../../domain/kernel/policy/holidays.ts';

const all = JSON.parse(readFileSync(join(__dirname, '../../../data/cn-holidays.json'), 'utf8')) as Holiday[];
const office: readonly Frame[] = [
  [540, 720],
  [780, 1080],
];
const kept = (dates: Record<string, DateRule> = {}, names: Record<string, string> = {}) => ({
  name: '工作日',
  week: [office, office, office, office, office, [], []],
  dates,
  names,
  years: [2025, 2026] as const,
});
const off = (date: string, name = '元旦'): Listed => ({ date, name, kind: 'off' });
const work = (date: string, name = '元旦'): Listed => ({ date, name, kind: 'work' });
const unknown = (date: string, name = '腊八节'): Listed => ({ date, name, kind: 'unknown' });
const said = (dates: Record<string, DateRule>, listed: Listed[], names = {}) =>
  holidayLines(kept(dates, names), listed, [2027, 2027]).map(({ date, kind }) => `${date} ${kind}`);

const years = (listed: Listed[], asked: [number, number], leaveOut: string[] = []) =>
  withHolidays(kept(), { listed, years: asked, leaveOut }).years;

test('every date is a line: new, changed, as it was, dropped, or of unknown kind', () => {
  const dates = {
    '2027-01-01': 'closed',
    '2027-02-06': { like: 1 },
    '2027-02-08': { set: [[540, 720]] },
    '2027-03-08': 'closed',
    '2027-04-01': { open: [[1140, 1260]] },
    '2027-04-02': { set: [] },
  } as const;
  const list = [off('2027-01-01'), off('2027-02-06'), off('2027-02-08'), work('2027-02-14'), unknown('2027-01-15')];
  expect(said(dates, list)).toEqual([
    '2027-01-01 same',
    '2027-01-15 unknown-kind',
    '2027-02-06 dropped', // a Saturday off again: the make-up workday goes
    '2027-02-08 changed',
    '2027-02-14 new',
    '2027-03-08 dropped', // the list of its year does not have it; openings and special hours are no list's business
  ]);
});

test('a day off on a day without hours is left out; another name for a date is a change that is shown', () => {
  expect(said({}, [off('2027-01-02'), off('2027-01-03')])).toEqual([]);
  expect(said({ '2027-01-02': 'closed' }, [off('2027-01-02')])).toEqual([]);
  const [line] = holidayLines(
    kept({ '2027-01-01': 'closed' }, { '2027-01-01': '盘点' }),
    [off('2027-01-01')],
    [2027, 2027],
  );
  expect(line).toEqual({
    date: '2027-01-01',
    name: '元旦',
    kind: 'changed',
    before: 'closed',
    after: 'closed',
    nameBefore: '盘点',
  });
});

test('the list of one year holds the last days of the year before: dates count, not files', () => {
  const { listed } = listedDays(all);
  const of2023 = withinYears(listed, [2023, 2023]);
  expect(of2023[0]).toEqual({ date: '2022-12-31', name: '元旦', kind: 'off' });
  expect(of2023.at(-1)?.date).toBe('2023-10-08');
  expect(withinYears(listed, [2024, 2024])[0]?.date).toBe('2024-01-01');
  const december = [off('2026-12-25', '圣诞节'), off('2027-01-01')]; // no run that reaches New Year
  expect(withinYears(december, [2027, 2027]).map(({ date }) => date)).toEqual(['2027-01-01']);
});

test('all five years at once make the calendar of the vectors', () => {
  const { listed, errors } = listedDays(all);
  const done = withHolidays(kept(), { listed, years: [2022, 2026], leaveOut: [] });
  expect([errors, listed.length, done.years]).toEqual([[], 180, [2022, 2026]]);
  expect(done.dates['2026-02-14']).toEqual({ like: 1 });
  expect(done.names['2026-02-14']).toBe('春节');
  expect(done.dates['2026-10-03']).toBeUndefined(); // a Saturday
  expect(holidayLines(done, listed, [2022, 2026]).filter(({ kind }) => kind !== 'same')).toEqual([]);
});

test('what is left out stays as it was; what is unknown closes nothing', () => {
  const listed = [off('2027-01-01'), unknown('2027-01-15'), work('2027-02-06', '春节')];
  const before = { '2027-03-08': 'closed' } as const;
  const done = withHolidays(kept(before), { listed, years: [2027, 2027], leaveOut: ['2027-01-01', '2027-03-08'] });
  expect(done).toMatchObject({ dates: { ...before, '2027-02-06': { like: 1 } }, names: { '2027-02-06': '春节' } });
  expect(Object.keys(done.dates)).toHaveLength(2);
  expect(withHolidays(kept(before), { listed, years: [2027, 2027], leaveOut: [] }).dates['2027-03-08']).toBeUndefined();
});

test('the coverage grows by years that have days, one next to the other, and by no others', () => {
  expect(years([], [2027, 2027])).toEqual([2025, 2026]); // a year file without days
  expect(years([unknown('2027-01-15')], [2027, 2027])).toEqual([2025, 2026]);
  expect(years([off('2027-01-01')], [2027, 2028])).toEqual([2025, 2027]);
  expect(years([off('2028-01-03')], [2028, 2028])).toEqual([2025, 2026]); // nobody knows 2027
  expect(years([off('2024-01-01')], [2024, 2024])).toEqual([2024, 2026]);
  expect(years([off('2027-01-01')], [2027, 2027], ['2027-01-01'])).toEqual([2025, 2026]); // nothing of it was taken
  expect(years([off('2027-01-01'), off('2026-12-31')], [2026, 2026])).toEqual([2025, 2026]); // not asked for
});

describe('a list is news only of what it speaks of', () => {
  const dates = {
    '2027-01-01': 'closed',
    '2027-02-06': { like: 1 },
    '2027-05-03': 'closed',
    '2028-01-03': 'closed',
    '2028-04-08': { like: 1 },
  } as const;
  const drops = (listed: Listed[], asked: [number, number], more: object = {}, has: Record<string, DateRule> = dates) =>
    holidayLines(kept(has), listed, asked, more).flatMap(({ date, kind }) => (kind === 'dropped' ? [date] : []));

  test('a year without a day in the list drops nothing and is named, alone or beside others', () => {
    expect([drops([], [2027, 2027]), silentYears([], [2027, 2027])]).toEqual([[], [2027]]);
    const some = [off('2027-01-01'), work('2027-02-06'), unknown('2028-02-14')];
    expect([drops(some, [2026, 2028]), silentYears(some, [2026, 2028])]).toEqual([['2027-05-03'], [2026, 2028]]);
    expect(silentYears([off('2026-12-31')], [2027, 2027])).toEqual([2027]); // of the run into it, but not of it
    expect(silentYears([off('2027-01-02')], [2027, 2027])).toEqual([]); // a Saturday: no line, but a word
  });

  test('days off and make-up work in two lists leave each other alone', () => {
    expect(drops([off('2027-01-01')], [2027, 2027])).toEqual(['2027-05-03']);
    expect(drops([work('2027-02-14')], [2027, 2027])).toEqual(['2027-02-06']);
    const first = withHolidays(kept(), { listed: [off('2027-01-01')], years: [2027, 2027], leaveOut: [] });
    const both = withHolidays(first, { listed: [work('2027-02-06')], years: [2027, 2027], leaveOut: [] });
    expect(both.dates).toEqual({ '2027-01-01': 'closed', '2027-02-06': { like: 1 } });
  });

  test('the run at the end of December that the next year’s list brought stays', () => {
    const run = { '2027-12-26': { like: 1 }, '2027-12-29': 'closed', '2027-12-30': 'closed', '2027-12-31': 'closed' };
    const has = { ...dates, ...run } as Record<string, DateRule>;
    const list = [off('2027-01-01'), work('2027-02-14')];
    expect(drops(list, [2027, 2027], {}, has)).toEqual(['2027-02-06', '2027-05-03', '2027-12-26']);
    const both = [...list, off('2028-01-03')]; // a list of both years speaks of that run
    expect(drops(both, [2027, 2028], {}, has)).toContain('2027-12-31');
    expect(drops(list, [2027, 2027], {}, { '2027-12-31': 'closed' })).toEqual(['2027-12-31']); // nothing of 2028 is known
    const over = { '2028-01-03': 'closed', '2027-12-24': 'closed', '2027-12-27': 'closed' } as const;
    const toFriday = { ...over, '2027-12-28': 'closed', '2027-12-29': 'closed', '2027-12-30': 'closed' } as const;
    const whole = { ...toFriday, '2027-12-31': 'closed' } as const; // 25 and 26 are a weekend
    expect(drops(list, [2027, 2027], {}, whole)).toEqual([]);
    expect(drops(list, [2027, 2027], {}, toFriday)).toHaveLength(5); // 31 December is worked: no run into New Year
  });

  test('it may be said to add only', () => {
    const listed = [off('2027-01-01'), work('2027-02-14')];
    expect(drops(listed, [2027, 2027], { addOnly: true })).toEqual([]);
    const done = withHolidays(kept(dates), { listed, years: [2027, 2027], leaveOut: [], addOnly: true });
    expect(done.dates).toEqual({ ...dates, '2027-02-14': { like: 1 } });
  });

  test('make-up work alone makes no year complete', () => {
    expect(years([work('2027-02-06')], [2027, 2027])).toEqual([2025, 2026]);
  });
});

test('where nobody works on Mondays, make-up work is like its own weekday, else like the first that is worked', () => {
  const market = { ...kept(), week: [[], office, office, office, office, [[540, 720]] as Frame[], []] };
  const made = (date: string, week: readonly (readonly Frame[])[] = market.week) =>
    withHolidays({ ...market, week }, { listed: [work(date)], years: [2027, 2027], leaveOut: [] }).dates[date];
  expect(made('2027-02-06')).toEqual({ like: 6 }); // a Saturday
  expect(made('2027-02-14')).toEqual({ like: 2 }); // a Sunday
  expect(made('2027-02-14', [[], [], [], [], [], [], []])).toBeUndefined(); // hours are given by date alone
  expect(made('2027-02-06', kept().week)).toEqual({ like: 1 });
});

test('a date that is none, and a date with two meanings, are errors with their row', () => {
  const { listed, errors } = listedDays([
    { date: '2027-02-30', name: '春节', isOffDay: true },
    { date: '2027-01-01', name: '元旦', isOffDay: true },
    { date: '2027-01-01', name: '元旦', isOffDay: false },
    { date: '2027-01-01', name: '元旦', isOffDay: true },
    null,
  ]);
  expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/days/0/date unknown-date',
    '/days/2 two-meanings',
    '/days/3 two-meanings',
  ]);
  expect(listed).toEqual([{ date: '2027-01-01', name: '元旦', kind: 'unknown' }]);
});
