/** A year of holidays, looked at before it is taken: what an import would do to a calendar, a line for each date. */
import type { CalendarSnapshot, DateRule } from '../time/calendar.ts';
import { type Holiday, holidayRules } from './calendar-rules.ts';
import { canonical } from '../record/chain.ts';
import { dayOf, weekdayOf } from '../time/calendar-table.ts';
import type { FieldError } from '../process.ts';

/** One date of a list. `unknown`: named, but nobody can say whether it is a day off; it closes nothing. */
export type Listed = { date: string; name: string; kind: 'off' | 'work' | 'unknown' };
/** `dropped`: the calendar has it and the list, which speaks of such days in its year, has not. */
export type Line = {
  date: string;
  name: string;
  kind: 'new' | 'changed' | 'dropped' | 'same' | 'unknown-kind';
  before?: DateRule;
  after?: DateRule;
  /** What it was called until now, where that differs. */
  nameBefore?: string;
};
export type Years = readonly [first: number, last: number];
/** What an import reads and changes of a calendar that people keep. */
type Kept = {
  week: CalendarSnapshot['week'];
  dates: Readonly<Record<string, DateRule>>;
  names?: Readonly<Record<string, string>>;
  years: Years;
};

const NEW_YEAR = '-01-01';
const YEARS_END = '-12-31';
const textOf = (year: number): string => String(year).padStart(4, '0');
const yearOf = (date: string): number => Number(date.slice(0, 4));

/**
 * A list of days off and make-up workdays 调休 as it is published, JSON of one date each. Faults name their row: a date that
 * is none, and a date with two meanings, which then has none. null: a row that cannot be read at all. Throws nothing.
 */
export function listedDays(days: readonly (Holiday | null)[]): { listed: Listed[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const rows = days.flatMap((day, i) => {
    if (day === null) return [];
    const { date, name, isOffDay } = day;
    if (!Number.isNaN(dayOf(date))) return [{ date, name, kind: isOffDay ? 'off' : 'work', row: i } as const];
    errors.push({ pointer: `/days/${i}/date`, code: 'unknown-date' });
    return [];
  });
  const listed = onePerDate(rows, ({ row, date }) =>
    errors.push({ pointer: `/days/${row}`, code: 'two-meanings', params: { date } }),
  );
  return { listed, errors };
}

/**
 * One meaning for each date, ascending: what is known goes before what is not; where a day off and a workday contradict
 * each other it is unknown, and `contradicts` hears of the later one. Throws nothing.
 */
export function onePerDate<T extends Listed>(rows: readonly T[], contradicts: (row: T) => void): Listed[] {
  const found = new Map<string, Listed>();
  const disputed = new Set<string>();
  for (const row of rows) {
    const { date, name, kind } = row;
    const former = found.get(date);
    if (!former || (former.kind === 'unknown' && !disputed.has(date))) found.set(date, { date, name, kind });
    else if (kind !== 'unknown' && kind !== former.kind) {
      contradicts(row);
      disputed.add(date);
      found.set(date, { ...former, kind: 'unknown' });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * What lies in the years asked for; with it the run of days that goes on from New Year into December before: the notice
 * of one year may hold the last days of the year before it. Throws nothing.
 */
export function withinYears(listed: readonly Listed[], [first, last]: Years): Listed[] {
  const dates = new Set(listed.map(({ date }) => date));
  let from = `${textOf(first)}${NEW_YEAR}`;
  for (const day of fromYearsEnd(first - 1)) {
    if (!dates.has(day)) break;
    from = day;
  }
  return listed.filter(({ date }) => date >= from && date <= `${textOf(last)}${YEARS_END}`);
}

/** The days of December, the last first. */
const fromYearsEnd = (year: number): string[] =>
  Array.from({ length: 31 }, (_, i) => `${textOf(year)}-12-${String(31 - i).padStart(2, '0')}`);

/** The years asked for of which the list knows no day: that it names none is no news of them. */
export function silentYears(listed: readonly Listed[], [first, last]: Years): number[] {
  const spoken = new Set(listed.filter(({ kind }) => kind !== 'unknown').map(({ date }) => yearOf(date)));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((year) => !spoken.has(year));
}

/** `addOnly`: what the list does not name stays, whatever it speaks of. */
type Manner = { addOnly?: boolean };

/**
 * A line for each date on which the list and the calendar have something to say, ascending. A day off is left out where its
 * weekday has no frames. Dropped is only what a list gives (days off, make-up workdays), and only where this list speaks
 * (`droppedDays`): ad-hoc openings and special hours are the calendar's own. Throws nothing.
 */
export function holidayLines(
  { week, dates, names = {} }: Kept,
  listed: readonly Listed[],
  years: Years,
  { addOnly = false }: Manner = {},
): Line[] {
  const known = listed.filter(({ kind }) => kind !== 'unknown');
  const rules = holidayRules(
    known.map(({ date, name, kind }) => ({ date, name, isOffDay: kind === 'off' })),
    week,
  );
  const lines = listed.flatMap(({ date, name, kind }): Line[] => {
    const [before, after] = [dates[date], kind === 'unknown' ? dates[date] : rules[date]];
    const line = { date, name, ...(before ? { before } : {}), ...(after ? { after } : {}) };
    if (kind === 'unknown') return [{ ...line, kind: 'unknown-kind' }];
    if (!after) return kind === 'work' || !before || before === 'closed' ? [] : [{ ...line, kind: 'dropped' }];
    const renamed = names[date] !== undefined && names[date] !== name ? { nameBefore: names[date] } : {};
    if (!before) return [{ ...line, kind: 'new' }];
    const isSame = canonical(before) === canonical(after) && !('nameBefore' in renamed);
    return [{ ...line, ...renamed, kind: isSame ? 'same' : 'changed' }];
  });
  const dropped = addOnly
    ? []
    : droppedDays({ week, dates }, listed, years).map(
        ([date, before]): Line => ({ date, name: names[date] ?? '', kind: 'dropped', before }),
      );
  return [...lines, ...dropped].toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

const kindOf = (rule: DateRule | undefined): 'off' | 'work' | undefined =>
  rule === 'closed' ? 'off' : rule !== undefined && 'like' in rule ? 'work' : undefined;

/**
 * What the calendar has of such days as the list names others of in the same year, and the list has not. So two lists of one
 * year, days off and make-up work, leave each other's days alone; and so does a year's list the run at the end of December
 * that the list of the next year brought.
 */
function droppedDays(
  { week, dates }: Pick<Kept, 'week' | 'dates'>,
  listed: readonly Listed[],
  years: Years,
): [string, DateRule][] {
  const said = new Set(listed.map(({ date }) => date));
  const spoken = new Set(listed.map(({ date, kind }) => `${yearOf(date)} ${kind}`));
  const silent = new Set([...silentYears(listed, years), years[1] + 1]);
  const hasList = (year: number): boolean =>
    Object.entries(dates).some(([date, rule]) => yearOf(date) === year && kindOf(rule) !== undefined);
  const ofNextYear = new Set(
    [...silent].filter(hasList).flatMap((year) => {
      const run = fromYearsEnd(year - 1);
      const end = run.findIndex((date) => kindOf(dates[date]) === undefined && !isClosedAnyway(week, dates, date));
      return end === -1 ? run : run.slice(0, end);
    }),
  );
  return Object.entries(dates).filter(([date, rule]) => {
    const inYears = yearOf(date) >= years[0] && yearOf(date) <= years[1];
    return inYears && !said.has(date) && !ofNextYear.has(date) && spoken.has(`${yearOf(date)} ${kindOf(rule)}`);
  });
}

/** No rule, and no hours on its weekday: a run of days off goes on over it. */
const isClosedAnyway = (week: Kept['week'], dates: Kept['dates'], date: string): boolean =>
  dates[date] === undefined && (week[weekdayOf(dayOf(date))] ?? []).length === 0;

/**
 * The calendar with what the lines say, without the dates left out. Its years grow by those next to them for which the
 * list gave a day off that was taken: a year without one is not known to be complete. Throws nothing.
 */
export function withHolidays<T extends Kept>(
  kept: T,
  {
    listed,
    years,
    leaveOut,
    ...manner
  }: { listed: readonly Listed[]; years: Years; leaveOut: readonly string[] } & Manner,
): T {
  const left = new Set(leaveOut);
  const dates: Record<string, DateRule> = { ...kept.dates };
  const names: Record<string, string> = { ...kept.names };
  for (const { date, name, kind, after } of holidayLines(kept, listed, years, manner)) {
    if (left.has(date) || kind === 'unknown-kind') continue;
    if (after) dates[date] = after;
    else delete dates[date];
    if (after && name !== '') names[date] = name;
    else delete names[date];
  }
  const taken = listed.filter(({ date, kind }) => kind === 'off' && !left.has(date));
  return { ...kept, dates, names, years: grown(kept.years, taken, years) };
}

function grown([first, last]: Years, taken: readonly Listed[], [from, to]: Years): Years {
  const given = new Set(taken.map(({ date }) => yearOf(date)).filter((year) => year >= from && year <= to));
  let [low, high] = [first, last];
  while (given.has(low - 1)) low -= 1;
  while (given.has(high + 1)) high += 1;
  return [low, high];
}
