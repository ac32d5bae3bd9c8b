/** What a calendar or a clock definition must be to be published, and how a year of holidays becomes date rules. */
import type { CalendarSnapshot, DateRule, Frame } from '../time/calendar.ts';
import { DAY, dayFrames, dayOf, openMs, weekdayOf } from '../time/calendar-table.ts';
import type { ClockDefinition } from '../clocks/clocks.ts';
import { fieldFault } from '../errors.ts';
import type { FieldError } from '../process.ts';

/** What is refused at publication, each with its place in the snapshot; empty when it may be published. Throws nothing. */
export function calendarProblems(calendar: CalendarSnapshot): FieldError[] {
  const { always, offsets, coveredFrom, coveredUntil } = calendar;
  return [
    ...offsetProblems(offsets),
    ...(always ? [] : [...weekProblems(calendar), ...dateProblems(calendar)]),
    ...fieldFault(!always && !(coveredFrom < coveredUntil), '/coveredUntil', 'coverage-empty'),
    ...fieldFault(!always && neverOpen(calendar), '/week', 'never-open'),
  ];
}

/** The same for a definition: targets that are no lengths, ladders that cannot be climbed, quiet hours without an end. */
export function definitionProblems(definition: ClockDefinition): FieldError[] {
  const { targets, quietHours = [], ladder = [] } = definition;
  return [
    ...targets.flatMap((target, i) =>
      'until' in target
        ? []
        : fieldFault(!(Number.isSafeInteger(target.ms) && target.ms > 0), `/targets/${i}/ms`, 'not-a-length'),
    ),
    ...untilProblems(definition),
    ...quietHours.flatMap((frame, i) => frameProblems(frame, `/quietHours/${i}`)),
    ...fieldFault(openMs(dayFrames(quietHours, quietHours)) >= DAY, '/quietHours', 'never-open'),
    ...ladder.flatMap(({ id, percent, beforeMs, afterMs, repeat }, i) => {
      const given = [percent, beforeMs, afterMs].filter((value) => value !== undefined);
      const again = ladder.findIndex((other) => other.id === id) < i;
      const odd = given.length !== 1 || given.some((value) => !(value >= 0)) || ![beforeMs, afterMs].every(isWhole);
      const repeats = repeat ?? { everyMs: 1, times: 1 };
      const wild = !(isWhole(repeats.everyMs) && repeats.everyMs > 0 && isWhole(repeats.times) && repeats.times <= 20);
      return [
        ...fieldFault(again || id === '' || id.includes('#'), `/ladder/${i}/id`, 'not-unique'),
        ...fieldFault(odd, `/ladder/${i}`, 'not-one-threshold'),
        ...fieldFault(wild || repeats.times < 1, `/ladder/${i}/repeat`, 'not-a-repeat'),
      ];
    }),
  ];
}

/** An instant is wall time: nothing pauses the way to it, and there is no share of it. */
function untilProblems({ targets, pause = [], countStopped, ladder = [] }: ClockDefinition): FieldError[] {
  if (!targets.some((target) => 'until' in target)) return [];
  return [
    ...fieldFault(pause.length > 0, '/pause', 'not-with-until'),
    ...fieldFault(countStopped === true, '/countStopped', 'not-with-until'),
    ...ladder.flatMap(({ percent }, i) => fieldFault(percent !== undefined, `/ladder/${i}/percent`, 'not-with-until')),
  ];
}

export type Holiday = { date: string; name: string; isOffDay: boolean };

/**
 * Date rules of a list of days off and make-up workdays 调休, by date and not by file. A day off closes its date, and is
 * left out where the weekday has no frames; a make-up workday is like a Monday, and where nobody works on Mondays like its
 * own weekday, else like the first that has frames. Throws nothing; dates that are none are left to `calendarProblems`.
 */
export function holidayRules(holidays: readonly Holiday[], week: CalendarSnapshot['week']): Record<string, DateRule> {
  const rules: Record<string, DateRule> = {};
  for (const { date, isOffDay } of holidays) {
    const weekday = weekdayOf(dayOf(date));
    const frames = week[weekday];
    const like = isOffDay ? undefined : workdayOf(week, weekday);
    if (like !== undefined) rules[date] = { like };
    else if (isOffDay && (frames === undefined || frames.length > 0)) rules[date] = 'closed';
  }
  return rules;
}

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

/** The day of the week whose hours are worked on a make-up workday; undefined for a week without hours. */
function workdayOf(week: CalendarSnapshot['week'], weekday: number): (typeof WEEK)[number] | undefined {
  const isWorked = (day: number): boolean => (week[day - 1] ?? []).length > 0;
  return isWorked(1) ? 1 : (WEEK.find((day) => day === weekday + 1 && isWorked(day)) ?? WEEK.find(isWorked));
}

const isWhole = (value: number | undefined): boolean => value === undefined || Number.isSafeInteger(value);

function offsetProblems(offsets: CalendarSnapshot['offsets']): FieldError[] {
  const rows = offsets.flatMap(([from, east], i) => {
    const ascends = i === 0 || from > (offsets[i - 1]?.[0] ?? Infinity);
    return fieldFault(!(ascends && Number.isInteger(from) && Number.isInteger(east)), `/offsets/${i}`, 'not-ascending');
  });
  return [...fieldFault(offsets.length === 0, '/offsets', 'required'), ...rows];
}

function weekProblems({ week }: CalendarSnapshot): FieldError[] {
  const rows = week.flatMap((frames, day) => frames.flatMap((frame, i) => frameProblems(frame, `/week/${day}/${i}`)));
  return [...fieldFault(week.length !== 7, '/week', 'not-seven-days'), ...rows];
}

function dateProblems({ dates }: CalendarSnapshot): FieldError[] {
  return Object.entries(dates).flatMap(([date, rule]) => {
    const pointer = `/dates/${date}`;
    const unknown = fieldFault(Number.isNaN(dayOf(date)), pointer, 'unknown-date');
    if (rule === 'closed') return unknown;
    if ('like' in rule)
      return [...unknown, ...fieldFault(![1, 2, 3, 4, 5, 6, 7].includes(rule.like), pointer, 'unknown-day')];
    const frames = 'open' in rule ? rule.open : rule.set;
    return [...unknown, ...frames.flatMap((frame, i) => frameProblems(frame, `${pointer}/${i}`))];
  });
}

const frameProblems = ([from, to]: Frame, pointer: string): FieldError[] =>
  fieldFault(
    !(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < 1440 && from < to && to <= 2880),
    pointer,
    'frame-out-of-bounds',
  );

/** 'like' opens only what the week has already. */
const opens = (rule: DateRule): boolean =>
  rule !== 'closed' && !('like' in rule) && ('open' in rule ? rule.open : rule.set).length > 0;

const neverOpen = ({ week, dates }: CalendarSnapshot): boolean =>
  week.every((frames) => frames.length === 0) && !Object.values(dates).some(opens);
