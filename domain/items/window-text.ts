/** A week of frames as people write it in one cell: `6 22:00-06:00; 7 00:00-05:00`, days 1 (Monday) to 7, or `1-5 …`. */
import type { Frame } from '../kernel/time/calendar-snapshot.ts';
import { DAY_MINUTES } from '../kernel/time/durations.ts';

type Week = readonly (readonly Frame[])[];
const DAYS = 7;
const SPAN =
  /^(?:周|星期)?([1-7一二三四五六日天])(?:\s*[-~至到]\s*(?:周|星期)?([1-7一二三四五六日天]))?\s*([0-2]?\d)[:：]([0-5]\d)\s*[-~至到]\s*(?:次日)?([0-2]?\d)[:：]([0-5]\d)$/u;
const NAMES = '一二三四五六日';

const dayIn = (word: string): number => {
  const at = word === '天' ? DAYS - 1 : NAMES.indexOf(word);
  return at === -1 ? Number(word) - 1 : at;
};

/** The week that `text` says; an end at or before its beginning lies on the next day. Null for what says none. Throws nothing. */
export function weekIn(text: string): Week | null {
  const week: Frame[][] = Array.from({ length: DAYS }, () => []);
  const spans = text.split(/[;；]/).map((span) => span.trim());
  for (const span of spans.filter((one) => one !== '')) {
    const [, first, last = first, ...times] = SPAN.exec(span) ?? [];
    if (first === undefined || last === undefined) return null;
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = times.map(Number);
    const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    const [firstDay, lastDay] = [dayIn(first), dayIn(last)];
    if (from >= DAY_MINUTES || to > DAY_MINUTES || firstDay > lastDay) return null;
    for (let day = firstDay; day <= lastDay; day += 1) week[day]?.push([from, to > from ? to : to + DAY_MINUTES]);
  }
  return week.some((frames) => frames.length > 0) ? week : null;
}

const two = (n: number): string => String(n).padStart(2, '0');
const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** The same week as text, which `weekIn` reads again; a frame longer than a day is said as two. Throws nothing. */
export const weekText = (week: Week): string =>
  week
    .flatMap((frames, day) =>
      frames.flatMap(([from, to]) => {
        const parts: readonly (readonly [day: number, from: number, to: number])[] =
          to - from > DAY_MINUTES
            ? [
                [day, from, DAY_MINUTES],
                [(day + 1) % DAYS, 0, to - DAY_MINUTES],
              ]
            : [[day, from, to]];
        return parts.map(
          ([on, start, end]) => `${on + 1} ${clock(start)}-${clock(end > DAY_MINUTES ? end - DAY_MINUTES : end)}`,
        );
      }),
    )
    .join('; ');
