/** Slots of inspection plans: their days and names, clock changes, holidays that come later, and which of them is opened when. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  type Due,
  dueSlots,
  EVERY_MONTHS,
  LAST_DAY,
  LONGEST_WINDOW,
  type Slot,
  type SlotPlan,
  slotAfter,
  slotsOf,
  visitBy,
} from '../../../domain/inspection/slots.ts';
import type { CalendarSnapshot, DateRule, Frame } from '../../../domain/kernel/time/calendar-snapshot.ts';
import { compileCalendar, offsetsOfYears } from '../../../platform/zones.ts';
import { Planner } from '../../support/inspection/planner.ts';
import { isWhole } from '../../support/product/sample/whole.ts';

const at = (words: string) => Date.parse(words);
const OFFICE: readonly Frame[] = [[540, 1080]];
const WEEK = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];
const calendarOf = (dates: Readonly<Record<string, DateRule>> = {}, zone = 'Asia/Shanghai', week = WEEK) =>
  compileCalendar({ id: 'c', version: 1, zone, week, dates, years: [2020, 2040] }) satisfies CalendarSnapshot;
const everyDay = calendarOf({}, 'Asia/Shanghai', [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, OFFICE]);
const planOf = (more: Partial<SlotPlan> = {}, zone = 'Asia/Shanghai'): SlotPlan => ({
  id: 'core-room',
  everyMonths: 3,
  firstDay: '2026-01-15',
  windowDays: 10,
  offsets: offsetsOfYears(zone, [2019, 2041]),
  ...more,
});
const year = (first: number, last = first) => ({
  from: at(`${first}-01-01T00:00+08:00`),
  until: at(`${last + 1}-01-01T00:00+08:00`),
});
const days = (slots: readonly Slot[]) => slots.map(({ day }) => day);
const names = (slots: readonly Slot[]) => slots.map(({ slot }) => slot);

describe('days and names', () => {
  test.each([
    [1, ['2026-01', '2026-02', '2026-03'], ['2026-01-15', '2026-02-15', '2026-03-15']],
    [3, ['2026-Q1', '2026-Q2', '2026-Q3'], ['2026-01-15', '2026-04-15', '2026-07-15']],
    [6, ['2026-H1', '2026-H2', '2027-H1'], ['2026-01-15', '2026-07-15', '2027-01-15']],
    [12, ['2026', '2027', '2028'], ['2026-01-15', '2027-01-15', '2028-01-15']],
  ] as const)('every %i months: %j on %j', (everyMonths, slots, on) => {
    const found = slotsOf(planOf({ everyMonths }), everyDay, year(2026, 2029)).slice(0, 3);
    expect([names(found), days(found)]).toEqual([slots, on]);
    expect(found[0]?.key).toBe(`core-room/${slots[0]}`);
  });

  test('the 31st is the last day of a shorter month, and the 31st again after it', () => {
    const found = slotsOf(planOf({ everyMonths: 1, firstDay: '2027-12-31' }), everyDay, year(2027, 2028));
    expect(days(found).slice(0, 5)).toEqual(['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30']);
  });

  test('a day off is moved on to the next working day, over the year too, and keeps its name', () => {
    const spring = Object.fromEntries(
      ['15', '16', '17', '18', '19', '20', '21', '22', '23'].map((day) => [`2026-02-${day}`, 'closed' as const]),
    );
    const calendar = calendarOf({ ...spring, '2026-02-14': { like: 1 }, '2026-12-31': 'closed' });
    const monthly = planOf({ everyMonths: 1, firstDay: '2026-01-15' });
    expect(days(slotsOf(monthly, calendar, year(2026))).slice(0, 3)).toEqual([
      '2026-01-15', // a Thursday
      '2026-02-24', // the first day after the holiday
      '2026-03-16', // a Monday
    ]);
    expect(days(slotsOf(planOf({ everyMonths: 1, firstDay: '2026-02-14' }), calendar, year(2026)))[0]).toBe(
      '2026-02-14', // a Saturday that is worked
    );
    const evening = at('2026-02-23T20:00+08:00');
    const moved = slotsOf(monthly, calendar, { from: evening, until: at('2026-02-24T00:00:00.001+08:00') });
    expect([names(moved), slotAfter(monthly, calendar, evening)?.slot]).toEqual([['2026-02'], '2026-02']);
    const [last] = slotsOf(planOf({ everyMonths: 12, firstDay: '2026-12-31' }), calendar, year(2027));
    expect(last).toMatchObject({ slot: '2026', planned: '2026-12-31', day: '2027-01-01' });
  });

  test('a night shift that ends on a Saturday makes no working day of it', () => {
    const nights = calendarOf({}, 'Asia/Shanghai', [
      ...Array.from({ length: 5 }, () => [[1200, 1800] as const]),
      [],
      [],
    ]);
    const [slot] = slotsOf(planOf({ firstDay: '2026-01-17' }), nights, year(2026));
    expect(slot?.day).toBe('2026-01-19');
  });

  test('a calendar without a working day for a month moves nothing', () => {
    const never = calendarOf({}, 'Asia/Shanghai', [[], [], [], [], [], [], []]);
    expect(days(slotsOf(planOf(), never, year(2026)))[0]).toBe('2026-01-15');
    const always = { ...never, always: true as const };
    expect(slotsOf(planOf({ firstDay: '2050-01-16' }), always, year(2050))[0]).not.toHaveProperty('provisional');
  });

  test('beyond the coverage of the calendar the week goes on, and the slot says that it is not sure', () => {
    const calendar = compileCalendar({
      id: 'c',
      version: 1,
      zone: 'Asia/Shanghai',
      week: WEEK,
      dates: {},
      years: [2026, 2026],
    });
    const found = slotsOf(planOf({ everyMonths: 1, firstDay: '2026-10-31' }), calendar, year(2026, 2027));
    expect(found.slice(0, 3).map(({ slot, day, provisional }) => [slot, day, provisional])).toEqual([
      ['2026-10', '2026-11-02', undefined],
      ['2026-11', '2026-11-30', undefined],
      ['2026-12', '2026-12-31', undefined],
    ]);
    expect(found[3]).toMatchObject({ slot: '2027-01', day: '2027-02-01', provisional: true });
  });

  test('a plan ends with its last day, and at the end of what anybody plans', () => {
    const plan = planOf({ lastDay: '2026-07-15' });
    expect(names(slotsOf(plan, everyDay, year(2026, 2030)))).toEqual(['2026-Q1', '2026-Q2', '2026-Q3']);
    expect(slotAfter(plan, everyDay, at('2026-07-15T00:00+08:00'))).toBeNull();
    expect(slotAfter(plan, everyDay, at('2026-07-14T23:59:59.999+08:00'))?.slot).toBe('2026-Q3');
    expect(slotAfter(planOf(), everyDay, at(`${LAST_DAY}T00:00+08:00`))).toBeNull();
    expect(slotsOf(planOf({ lastDay: '2026-01-14' }), everyDay, year(2026))).toEqual([]);
  });
});

describe('the wall of the zone', () => {
  test.each([
    ['Europe/Berlin', '2026-03-28', 3, '2026-03-27T23:00Z', '2026-03-30T22:00Z'], // 71 hours
    ['Europe/Berlin', '2026-10-24', 3, '2026-10-23T22:00Z', '2026-10-26T23:00Z'], // 73 hours
    ['America/Santiago', '2026-09-06', 1, '2026-09-06T04:00Z', '2026-09-07T03:00Z'], // no midnight: it begins at 01:00
    ['America/Havana', '2026-11-01', 1, '2026-11-01T04:00Z', '2026-11-02T05:00Z'], // midnight comes twice
    ['Pacific/Apia', '2011-12-30', 1, '2011-12-30T10:00Z', '2011-12-30T10:00Z'], // a day that there was not
  ])('%s, %s for %i days: %s to %s', (zone, firstDay, windowDays, from, until) => {
    const plan = { ...planOf({ firstDay, windowDays }), offsets: offsetsOfYears(zone, [2005, 2030]) };
    const open = { ...everyDay, always: true as const };
    const [slot] = slotsOf(plan, open, { from: at('2011-01-01T00:00Z'), until: at('2027-01-01T00:00Z') });
    expect([slot?.from, slot?.until]).toEqual([at(from), at(until)]);
  });
});

const of = (plan: SlotPlan, calendar = everyDay) => ({ plan, calendar });
const said = ({ run, missed, before, waits, next }: Due) => ({
  run: run?.slot ?? null,
  missed: names(missed),
  before: names(before),
  waits: waits?.slot ?? null,
  next: next?.slot ?? null,
});
const settledBy = (slot: string, planned: string) => ({ slot, planned });

describe('which slot is opened', () => {
  const since = at('2026-01-10T12:00+08:00');
  const now = (words: string) => at(`${words}+08:00`);
  const monthly = of(planOf({ everyMonths: 1 }));

  test('none before its day, the slot on it, and not once more when it is settled', () => {
    const nothing = { since, settled: null, isBusy: false };
    expect(said(dueSlots(monthly, nothing, now('2026-01-14T23:59:59.999')))).toEqual({
      run: null,
      missed: [],
      before: [],
      waits: null,
      next: '2026-01',
    });
    expect(said(dueSlots(monthly, nothing, now('2026-01-15T00:00')))).toMatchObject({
      run: '2026-01',
      next: '2026-02',
    });
    const settled = { ...nothing, settled: settledBy('2026-01', '2026-01-15') };
    expect(said(dueSlots(monthly, settled, now('2026-02-14T12:00')))).toMatchObject({ run: null, next: '2026-02' });
  });

  test('after a long silence the newest runs and older ones are missed', () => {
    const standing = { since, settled: settledBy('2026-01', '2026-01-15'), isBusy: false };
    expect(said(dueSlots(monthly, standing, now('2026-05-16T08:00')))).toEqual({
      run: '2026-05',
      missed: ['2026-02', '2026-03', '2026-04'],
      before: [],
      waits: null,
      next: '2026-06',
    });
  });

  test('the next waits while one is open, and nothing is missed until that one is over', () => {
    const standing = { since, settled: settledBy('2026-01', '2026-01-15'), isBusy: true };
    const asked = now('2026-03-16T08:00');
    expect(said(dueSlots(monthly, standing, asked))).toMatchObject({ run: null, missed: [], waits: '2026-03' });
    expect(said(dueSlots(monthly, { ...standing, isBusy: false }, asked))).toMatchObject({
      run: '2026-03',
      missed: ['2026-02'],
    });
  });

  test('a plan begins with the slots of the day on which it is made; past ones are before it', () => {
    const old = of(planOf({ everyMonths: 3, firstDay: '2025-01-15' }));
    const made = { since: now('2026-01-15T16:00'), settled: null, isBusy: false };
    expect(said(dueSlots(old, made, now('2026-01-15T17:00')))).toEqual({
      run: '2026-Q1',
      missed: [],
      before: ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'],
      waits: null,
      next: '2026-Q2',
    });
    const later = { ...made, since: now('2026-01-16T00:00') };
    expect(said(dueSlots(old, later, now('2026-01-16T01:00')))).toMatchObject({ run: null, next: '2026-Q2' });
  });

  test('one that was closed for a while begins anew when it is opened again', () => {
    const standing = { since: now('2026-06-20T10:00'), settled: settledBy('2026-02', '2026-02-15'), isBusy: false };
    expect(said(dueSlots(monthly, standing, now('2026-07-15T00:00')))).toMatchObject({
      run: '2026-07',
      missed: [],
      before: ['2026-03', '2026-04', '2026-05', '2026-06'],
    });
  });

  test('a slot that became a holiday after it was opened is not opened again on the day to which it would move', () => {
    const standing = { since, settled: settledBy('2026-01', '2026-01-15'), isBusy: false };
    const edited = calendarOf({ '2026-01-15': 'closed', '2026-01-16': 'closed' });
    expect(said(dueSlots(of(planOf({ everyMonths: 1 }), edited), standing, now('2026-01-19T12:00'))).run).toBeNull();
  });

  test('nor is one of a period that was settled when the plan moves to another day of it', () => {
    const standing = { since, settled: settledBy('2026-01', '2026-01-15'), isBusy: false };
    const moved = of(planOf({ everyMonths: 1, firstDay: '2026-01-25' }));
    expect(said(dueSlots(moved, standing, now('2026-01-26T12:00')))).toMatchObject({ run: null, next: '2026-02' });
  });

  test('from quarters to months and back each period comes once', () => {
    const standing = { since, settled: settledBy('2026-Q1', '2026-01-15'), isBusy: false };
    expect(said(dueSlots(monthly, standing, now('2026-02-15T00:00'))).run).toBe('2026-02');
    const quarterly = { ...standing, settled: settledBy('2026-02', '2026-02-15') };
    expect(said(dueSlots(of(planOf()), quarterly, now('2026-04-15T00:00')))).toMatchObject({
      run: '2026-Q2',
      missed: [],
    });
  });

  test('a plan that has no slot left says so', () => {
    const ended = of(planOf({ lastDay: '2026-02-01' }));
    expect(said(dueSlots(ended, { since, settled: null, isBusy: false }, now('2026-01-15T00:00')))).toMatchObject({
      run: '2026-Q1',
      next: null,
    });
  });

  test('a visit is made by the end of its slot, or within as long again where that is past', () => {
    const slot = { from: 1_000, until: 3_000 };
    expect([visitBy(slot, 2_999), visitBy(slot, 3_000)]).toEqual([3_000, 5_000]);
  });
});

const DAY = 86_400_000;
const zones = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/Santiago',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Beirut',
];
const dateIn = (from: string, most: number) =>
  fc.integer({ min: 0, max: most }).map((n) => Temporal.PlainDate.from(from).add({ days: n }).toString());
/** Whether the plan is asked, and whether what was open is over, after so many hours. */
const firing = fc.record({ hours: fc.integer({ min: 1, max: 24 * 90 }), isOver: fc.boolean() });

test('over ten years, in any zone, through edits of the calendar and silence of weeks, it says what a naive planner says', () => {
  fc.assert(
    fc.property(
      fc.record({
        zone: fc.constantFrom(...zones),
        everyMonths: fc.constantFrom(...EVERY_MONTHS),
        firstDay: dateIn('2022-01-01', 730),
        window: fc.double({ min: 0.01, max: 1, noNaN: true }),
        edits: fc.array(
          fc.record({
            at: fc.integer({ min: 0, max: 60 }),
            day: dateIn('2022-01-01', 3_700),
            length: fc.integer({ min: 1, max: 9 }),
          }),
          { maxLength: 30 },
        ),
        firings: fc.array(firing, { minLength: 60, maxLength: 80 }),
      }),
      ({ zone, everyMonths, firstDay, window, edits, firings }) => {
        const windowDays = Math.ceil(LONGEST_WINDOW[everyMonths] * window);
        const plan = {
          ...planOf({ everyMonths, firstDay, windowDays }, zone),
          offsets: offsetsOfYears(zone, [2021, 2034]),
        };
        const dates: Record<string, DateRule> = {};
        const planner = new Planner(
          { plan, zone },
          (date) => dates[date.toString()] !== 'closed' && date.dayOfWeek <= 5,
        );
        const since = at(`${firstDay}T00:00Z`) - 2 * DAY;
        let [now, isBusy] = [since, false];
        let settled: { slot: string; planned: string } | null = null;
        firings.forEach(({ hours, isOver }, i) => {
          for (const { day, length } of edits.filter((edit) => edit.at === i))
            for (let n = 0; n < length; n += 1)
              dates[Temporal.PlainDate.from(day).add({ days: n }).toString()] = 'closed';
          now += hours * 3_600_000;
          if (isOver) isBusy = false;
          const calendar = calendarOf({ ...dates }, zone);
          const found = dueSlots({ plan, calendar }, { since, settled, isBusy }, now);
          expect(found.before).toEqual([]);
          const wanted = isBusy ? { run: null, missed: [] } : planner.due(now);
          expect({ run: found.run?.slot ?? null, missed: names(found.missed) }).toEqual(wanted);
          const whole = found.run && planner.slotsUntil(now).find(({ slot }) => slot === found.run?.slot);
          expect([found.run?.from, found.run?.until]).toEqual([whole?.from, whole?.until]);
          if (found.run) [settled, isBusy] = [found.run, true];
          expect(found.next?.from ?? Infinity).toBeGreaterThan(now);
        });
      },
    ),
    { numRuns: isWhole ? 20 : 6 },
  );
});
