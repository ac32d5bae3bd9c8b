/** The calendars of every installation, as people know them; a snapshot is compiled from one when it is published. */
import type { CalendarSnapshot, Frame } from '../../../domain/kernel/time/calendar.ts';
import { holidayRules } from '../../../domain/kernel/policy/calendar-rules.ts';
import type { CalendarSource } from '../../registers/calendar.ts';
import { cnHolidays } from './cn-holidays.ts';

/** What is published; the compiler adds the offsets of the zone and the instants of the coverage. */
export type SeedCalendar = CalendarSource & { id: string; version: number };
export type CompileCalendar = (source: Omit<SeedCalendar, 'name'>) => CalendarSnapshot;

const at = (hours: number, minutes = 0): number => hours * 60 + minutes;
const OFFICE: readonly Frame[] = [
  [at(9), at(12)],
  [at(13), at(18)],
];
const LONG: readonly Frame[] = [[at(8), at(20)]];
/** The years around publication; longer lists would travel in every case. */
const YEARS = [2025, 2026] as const;

const OFFICE_WEEK = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []] as const;
const recent = cnHolidays.filter(({ date }) => date >= `${YEARS[0]}` && date < `${YEARS[1] + 1}`);

const officeDates = holidayRules(recent, OFFICE_WEEK);
const officeNames = Object.fromEntries(
  recent.filter(({ date }) => date in officeDates).map(({ date, name }) => [date, name]),
);

export const calendars: readonly SeedCalendar[] = [
  {
    id: 'always',
    version: 1,
    name: '全天候 7x24',
    zone: 'Asia/Shanghai',
    always: true,
    week: [[], [], [], [], [], [], []],
    dates: {},
    years: YEARS,
  },
  {
    id: 'cn-5x8',
    version: 1,
    name: '工作日 9:00-12:00，13:00-18:00',
    zone: 'Asia/Shanghai',
    week: OFFICE_WEEK,
    dates: officeDates,
    names: officeNames,
    years: YEARS,
  },
  {
    id: 'cn-7x12',
    version: 1,
    name: '每日 8:00-20:00',
    zone: 'Asia/Shanghai',
    week: [LONG, LONG, LONG, LONG, LONG, LONG, LONG],
    dates: {}, // every day, holidays too: that is what the desk is for, so no list of any year is missing
    years: [2025, 2035],
  },
];
