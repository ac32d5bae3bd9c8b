/** Times that a freeze holds: fixed ones, and those that come again on days of a zone's calendar. */
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError } from '../kernel/process.ts';
import { DAY, dayOf } from '../kernel/time/calendar-table.ts';
import type { CalendarSnapshot } from '../kernel/time/calendar-snapshot.ts';
import { DAY_MINUTES, MINUTE } from '../kernel/time/durations.ts';
import { common, type Interval, merged } from '../kernel/time/intervals.ts';
import { instantsOf } from '../kernel/time/on-the-wall.ts';
import { type Repeat, repeatedDays } from '../kernel/time/repeats.ts';
import type { Millis } from '../kernel/units.ts';

/** Instants in RFC 3339, as people edit them. */
export type FixedSpan = { from: string; until: string };
/** Of a recurring one, the days on which it begins. */
export const EVERY = ['day', 'week', 'month', 'year'] as const;
export type RecurringSpan = {
  /** IANA name. */
  zone: string;
  every: (typeof EVERY)[number];
  /** Every so many days, weeks, months or years. */
  interval: number;
  /** 1 = Monday to 7; absent: as the first day. */
  weekdays?: readonly number[] | undefined;
  /** 1 to 31, or -1 to -31 from the end of the month. */
  monthDays?: readonly number[] | undefined;
  months?: readonly number[] | undefined;
  /** Local dates: on which the first one begins, and the last on which one may begin; absent: for ever. */
  firstDay: string;
  lastDay?: string | undefined;
  /** Minutes of the local day on which it begins, counted on over midnight: Friday 18:00 to Monday 08:00 is 1080 to 4800. */
  fromMinute: number;
  untilMinute: number;
};
export type Span = FixedSpan | RecurringSpan;
/** As it was published: instants, and the offsets of its zone as they were known then. */
export type HeldSpan = Interval | (RecurringSpan & { offsets: CalendarSnapshot['offsets'] });

/** Of the local day on which a recurring one begins; a month. */
export const LONGEST_MINUTES = 31 * DAY_MINUTES;

export const isRecurring = <T extends object>(span: T): span is Extract<T, { zone: string }> => 'zone' in span;

/**
 * What is wrong with spans as an editor wrote them: a fixed one that ends before it begins or is empty, dates that there are
 * not, a first day that is none of its own days. Zones are not looked at. Pointers begin with `/spans`. Throws nothing.
 */
export const spanProblems = (spans: readonly Span[]): FieldError[] =>
  spans.flatMap((span, i) => (isRecurring(span) ? recurringProblems(span, i) : fixedProblems(span, i)));

const fixedProblems = ({ from, until }: FixedSpan, i: number): FieldError[] =>
  fieldFault(Date.parse(until) <= Date.parse(from), `/spans/${i}/until`, 'not-after-from');

function recurringProblems(span: RecurringSpan, i: number): FieldError[] {
  const { firstDay, lastDay, fromMinute, untilMinute } = span;
  const first = dayOf(firstDay);
  const last = lastDay === undefined ? Infinity : dayOf(lastDay);
  const known = !Number.isNaN(first);
  return [
    ...fieldFault(!known, `/spans/${i}/firstDay`, 'unknown-date'),
    ...fieldFault(Number.isNaN(last), `/spans/${i}/lastDay`, 'unknown-date'),
    ...fieldFault(known && last < first, `/spans/${i}/lastDay`, 'out-of-order'),
    ...fieldFault(untilMinute <= fromMinute, `/spans/${i}/untilMinute`, 'not-after-from'),
    ...fieldFault(known && !isOneOfItsDays(span, first), `/spans/${i}/firstDay`, 'none-of-its-days'),
  ];
}

/** The kernel counts the first day of a repetition among its days, whatever its rule says; here it has to be one. */
function isOneOfItsDays(span: RecurringSpan, day: number): boolean {
  const date = new Date(day * DAY);
  const { weekdays, monthDays, months } = span;
  const [month, ofMonth] = [date.getUTCMonth(), date.getUTCDate()];
  const length = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  return (
    (weekdays?.includes(weekday) ?? true) &&
    (months?.includes(month + 1) ?? true) &&
    (monthDays?.some((one) => one === ofMonth || one === ofMonth - 1 - length) ?? true)
  );
}

/**
 * When the spans hold within `within`: merged, ascending. On the wall of its zone a recurring one is as long as it says; a
 * change of the clocks makes it an hour shorter or longer. Throws nothing for spans without problems.
 */
export const heldIn = (spans: readonly HeldSpan[], within: Interval): Interval[] =>
  merged(spans.flatMap((span) => (isRecurring(span) ? recurringIn(span, within) : (common(span, within) ?? []))));

function recurringIn({ offsets, ...span }: Extract<HeldSpan, { zone: string }>, within: Interval): Interval[] {
  const last = span.lastDay === undefined ? Infinity : dayOf(span.lastDay);
  const repeat = repeatOf(span);
  return instantsOf(offsets, within, ({ from, until }) => {
    const reach = Math.ceil(span.untilMinute / DAY_MINUTES);
    const days = { first: Math.floor(from / DAY) - reach, last: Math.floor(until / DAY) };
    return repeatedDays(dayOf(span.firstDay), repeat, days, last).map((day) => ({
      from: day * DAY + span.fromMinute * MINUTE,
      until: day * DAY + span.untilMinute * MINUTE,
    }));
  });
}

const MONDAY = 1;
const repeatOf = ({ every, interval, weekdays, monthDays, months }: RecurringSpan): Repeat => ({
  every,
  interval,
  weekdays: weekdays?.map((day) => ({ nth: 0, day })),
  monthDays,
  months,
  weekStart: MONDAY,
});

/** The instant from which on none of them holds any more; null: they come again for ever. Throws nothing. */
export function endOf(spans: readonly HeldSpan[]): Millis | null {
  let end: Millis = 0;
  for (const span of spans) {
    if (!isRecurring(span)) end = Math.max(end, span.until);
    else if (span.lastDay === undefined) return null;
    else end = Math.max(end, dayOf(span.lastDay) * DAY + span.untilMinute * MINUTE + DAY); // a day more than any offset
  }
  return end;
}
