/** A deadline, reckoned step by step so that people can follow it (X1, issue: what if). */
import { addBusinessMs, type CalendarSnapshot, type DateRule, type Frame, isProvisional } from './calendar.ts';
import { DAY, eastOf, framesOn, MINUTE, segmentAt, tableOf, weekdayOf } from './calendar-table.ts';
import type { Millis } from './process.ts';

/** One local date, or a run of dates without an open minute. */
export type ExplainedDay = {
  /** Local. */
  date: string;
  /** Last of a run; absent: this date alone. */
  lastDate?: string;
  /** 1 = Monday; of `date`. */
  weekday: number;
  /** Why it is as it is; `week`: no date rule. */
  rule: 'week' | 'closed' | 'like' | 'open' | 'set';
  /** Of rule `like`. */
  like?: number;
  /** Hours of the date, tails of the evening before included, in minutes of the day. */
  frames: readonly Frame[];
  /** What was counted of them. */
  pieces: readonly { from: Millis; until: Millis }[];
  countedMs: Millis;
  /** Counted up to here. */
  totalMs: Millis;
};
export type Explained = {
  startAt: Millis;
  targetMs: Millis;
  /** `id@version` */
  calendar: string;
  zone: string;
  /** Null: never. */
  dueAt: Millis | null;
  provisional: boolean;
  /** Empty for a calendar that is always open: then it is the start and the target. */
  days: readonly ExplainedDay[];
  /** Days that were left out of the middle of `days`. */
  leftOut: number;
};

/** Of so many days at each end every one is told. */
const TOLD = 40;

/**
 * How `addBusinessMs(calendar, start, ms)` comes about: its pieces sum to `ms` exactly, and the last one ends at the
 * deadline. Throws RangeError for an `ms` that is no length.
 */
export function explainAdd(calendar: CalendarSnapshot, start: Millis, ms: Millis): Explained {
  const dueAt = addBusinessMs(calendar, start, ms);
  const days = calendar.always || dueAt === null ? [] : withTotals(merged(walk(calendar, start, dueAt)));
  const isLong = days.length > 2 * TOLD;
  return {
    startAt: start,
    targetMs: ms,
    calendar: `${calendar.id}@${calendar.version}`,
    zone: calendar.zone,
    dueAt,
    provisional: dueAt !== null && isProvisional(calendar, start, dueAt),
    days: isLong ? [...days.slice(0, TOLD), ...days.slice(-TOLD)] : days,
    leftOut: isLong ? days.length - 2 * TOLD : 0,
  };
}

type Walked = Omit<ExplainedDay, 'totalMs'> & { day: number };

/** Every local date of `[start, end]`; twice where the offset changes on it. */
function walk(calendar: CalendarSnapshot, start: Millis, end: Millis): Walked[] {
  const { offsets } = calendar;
  const table = tableOf(calendar);
  const walked: Walked[] = [];
  for (let i = segmentAt(offsets, start), at = start; at <= end; i += 1) {
    const segmentEnd = Math.min(end, offsets[i + 1]?.[0] ?? end);
    const east = eastOf(offsets, i);
    for (let day = Math.floor((at + east) / DAY); day * DAY <= segmentEnd + east; day += 1) {
      const frames = framesOn(table, day);
      const pieces = frames
        .map(([from, to]) => ({ from: day * DAY + from * MINUTE - east, until: day * DAY + to * MINUTE - east }))
        .map((piece) => ({ from: Math.max(piece.from, at), until: Math.min(piece.until, segmentEnd) }))
        .filter((piece) => piece.from < piece.until);
      walked.push({ day, ...ruleOn(calendar, day), frames, pieces, countedMs: lengthOf(pieces) });
    }
    if (segmentEnd === end) break;
    at = segmentEnd;
  }
  return walked;
}

function ruleOn({ dates, coveredFrom, coveredUntil, offsets }: CalendarSnapshot, day: number) {
  const date = new Date(day * DAY).toISOString().slice(0, 10);
  const noon = day * DAY + DAY / 2;
  const at = noon - eastOf(offsets, segmentAt(offsets, noon));
  const rule: DateRule | undefined = coveredFrom <= at && at < coveredUntil ? dates[date] : undefined;
  return { date, weekday: weekdayOf(day) + 1, ...kindOf(rule) };
}

function kindOf(rule: DateRule | undefined): Pick<ExplainedDay, 'rule' | 'like'> {
  if (rule === undefined) return { rule: 'week' };
  if (rule === 'closed') return { rule: 'closed' };
  if ('like' in rule) return { rule: 'like', like: rule.like };
  return { rule: 'open' in rule ? 'open' : 'set' };
}

/** The two halves of a date on which the offset changes are one; dates of one kind without hours are a run. */
function merged(walked: readonly Walked[]): Walked[] {
  const days: Walked[] = [];
  for (const one of walked) {
    const last = days.at(-1);
    if (last && last.day === one.day && last.lastDate === undefined) {
      const pieces = joined([...last.pieces, ...one.pieces]);
      days[days.length - 1] = { ...last, pieces, countedMs: lengthOf(pieces) };
    } else if (last && last.frames.length === 0 && one.frames.length === 0 && last.rule === one.rule) {
      days[days.length - 1] = { ...last, lastDate: one.date };
    } else days.push(one);
  }
  return days;
}

function joined(pieces: Walked['pieces']): Walked['pieces'] {
  const all: { from: Millis; until: Millis }[] = [];
  for (const { from, until } of pieces) {
    const last = all.at(-1);
    if (last && last.until === from) last.until = until;
    else all.push({ from, until });
  }
  return all;
}

function withTotals(walked: readonly Walked[]): ExplainedDay[] {
  let totalMs = 0;
  return walked.map(({ day: _day, ...one }) => {
    totalMs += one.countedMs;
    return { ...one, totalMs };
  });
}

const lengthOf = (pieces: Walked['pieces']): Millis => pieces.reduce((sum, { from, until }) => sum + until - from, 0);
