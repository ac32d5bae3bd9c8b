/** A deadline, reckoned date by date so that people can follow it (the 'what if', time.md 3). */
import { addBusinessMs, type CalendarSnapshot, type DateRule, type Frame, isProvisional } from '../time/calendar.ts';
import { DAY, eastOf, framesOn, segmentAt, type Table, tableOf, weekdayOf } from '../time/calendar-table.ts';
import { MINUTE } from '../time/durations.ts';
import type { Millis } from '../process.ts';

/** One local date, a run of dates without hours, or a run of whole weeks that are all alike. */
export type ExplainedDay = {
  /** Local. */
  date: string;
  /** Last of a run; absent: this date alone. */
  lastDate?: string;
  /** How many whole weeks, Monday to Sunday, by the weekly pattern; they have no `frames` and `pieces` of their own. */
  weeks?: number;
  /** 1 = Monday; of `date`. */
  weekday: number;
  /** Why the hours are as they are. `week`: by the weekly pattern; `closed` of a run: at least one of it by its date. */
  rule: 'week' | 'closed' | 'like' | 'open' | 'set';
  /** Of rule `like`. */
  like?: number;
  /** What people call the date; of a run all names in it. */
  name?: string;
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
  /** Why it is provisional: dates are known to be complete for this time only. */
  covered?: { from: Millis; until: Millis };
  /** Empty for a calendar that is always open (then it is the start and the target) and for a deadline that never comes. */
  days: readonly ExplainedDay[];
};
/** By local date. */
type Names = Readonly<Record<string, string>>;

/**
 * How `addBusinessMs(calendar, start, ms)` comes about: what the days count sums to `ms` exactly, and the last piece ends
 * at the deadline. Short even for years: weeks that are alike are one entry, and so are days without hours. Throws
 * RangeError for an `ms` that is no length.
 */
export function explainAdd(calendar: CalendarSnapshot, start: Millis, ms: Millis, names: Names = {}): Explained {
  const dueAt = addBusinessMs(calendar, start, ms);
  const isTold = !calendar.always && dueAt !== null;
  const provisional = dueAt !== null && isProvisional(calendar, start, dueAt);
  const { coveredFrom: from, coveredUntil: until } = calendar;
  return {
    startAt: start,
    targetMs: ms,
    calendar: `${calendar.id}@${calendar.version}`,
    zone: calendar.zone,
    dueAt,
    provisional,
    ...(provisional ? { covered: { from, until } } : {}),
    days: isTold ? withTotals(withoutHours(weeksTogether(walk(calendar, { start, end: dueAt, names })))) : [],
  };
}

type Walked = Omit<ExplainedDay, 'totalMs'> & { day: number };

/** Every local date from the one of `start` to the one of `end`, once each. */
function walk(calendar: CalendarSnapshot, { start, end, names }: { start: Millis; end: Millis; names: Names }) {
  const { offsets } = calendar;
  const table = tableOf(calendar);
  const walked: Walked[] = [];
  for (let i = segmentAt(offsets, start), at = start; at < end; i += 1) {
    const segmentEnd = Math.min(end, offsets[i + 1]?.[0] ?? end);
    const east = eastOf(offsets, i);
    for (let day = Math.floor((at + east) / DAY); day * DAY < segmentEnd + east; day += 1) {
      const frames = framesOn(table, day);
      const pieces = frames
        .map(([from, to]) => ({ from: day * DAY + from * MINUTE - east, until: day * DAY + to * MINUTE - east }))
        .map((piece) => ({ from: Math.max(piece.from, at), until: Math.min(piece.until, segmentEnd) }))
        .filter((piece) => piece.from < piece.until);
      addTo(walked, { day, ...ruleOn(table, day, names), frames, pieces, countedMs: lengthOf(pieces) });
    }
    at = segmentEnd;
  }
  return walked;
}

/** The two halves of a date on which the offset changes are one. */
function addTo(walked: Walked[], one: Walked): void {
  const last = walked.at(-1);
  if (last?.day !== one.day) return void walked.push(one);
  const pieces = joined([...last.pieces, ...one.pieces]);
  walked[walked.length - 1] = { ...last, pieces, countedMs: lengthOf(pieces) };
}

function ruleOn({ rules }: Table, day: number, names: Names) {
  const date = new Date(day * DAY).toISOString().slice(0, 10);
  const name = names[date];
  return { date, weekday: weekdayOf(day) + 1, ...kindOf(rules.get(day)), ...(name === undefined ? {} : { name }) };
}

function kindOf(rule: DateRule | undefined): Pick<ExplainedDay, 'rule' | 'like'> {
  if (rule === undefined) return { rule: 'week' };
  if (rule === 'closed') return { rule: 'closed' };
  if ('like' in rule) return { rule: 'like', like: rule.like };
  return { rule: 'open' in rule ? 'open' : 'set' };
}

/** Two or more whole weeks without a date rule that count alike are one entry; the day of the deadline stands alone. */
function weeksTogether(walked: readonly Walked[]): Walked[] {
  const before = walked.slice(0, -1);
  const days: Walked[] = [];
  for (let i = 0; i < walked.length; ) {
    const weeks = likeWeeksAt(before, i);
    const [first, last] = [walked[i], walked[i + 7 * weeks - 1]];
    if (weeks >= 2 && first && last) {
      const countedMs = walked.slice(i, i + 7 * weeks).reduce((sum, one) => sum + one.countedMs, 0);
      days.push({ ...first, lastDate: last.date, weeks, frames: [], pieces: [], countedMs });
      i += 7 * weeks;
    } else {
      if (first) days.push(first);
      i += 1;
    }
  }
  return days;
}

function likeWeeksAt(walked: readonly Walked[], from: number): number {
  if (walked[from]?.weekday !== 1) return 0;
  const weekAt = (n: number) => walked.slice(from + 7 * n, from + 7 * (n + 1));
  const countsOf = (week: readonly Walked[]) => week.map(({ countedMs }) => countedMs).join();
  const counts = countsOf(weekAt(0));
  if (weekAt(0).every(({ countedMs }) => countedMs === 0)) return 0;
  let weeks = 0;
  for (let week = weekAt(0); week.length === 7; week = weekAt(weeks)) {
    if (week.some(({ rule, name }) => rule !== 'week' || name !== undefined) || countsOf(week) !== counts) break;
    weeks += 1;
  }
  return weeks;
}

/** Dates without hours next to each other are a run: a weekend in the middle of a holiday belongs to it. */
function withoutHours(walked: readonly Walked[]): Walked[] {
  const days: Walked[] = [];
  for (const one of walked) {
    const last = days.at(-1);
    if (!last || !isWithoutHours(last) || !isWithoutHours(one)) {
      days.push(one);
      continue;
    }
    const { name: _before, ...run } = last;
    const names = [...new Set([last.name, one.name].flatMap((name) => name?.split('、') ?? []))];
    days[days.length - 1] = {
      ...run,
      lastDate: one.date,
      rule: last.rule === 'week' ? one.rule : last.rule,
      ...(names.length > 0 ? { name: names.join('、') } : {}),
    };
  }
  return days;
}

const isWithoutHours = ({ weeks, frames }: Walked): boolean => weeks === undefined && frames.length === 0;

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
