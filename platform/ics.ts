/**
 * Calendar files (iCalendar, RFC 5545), read for their days; the one file that knows ical.js. It reads an entry's text and
 * no more: of repeats it makes 1 March out of 29 February, and never comes back from a rule that has no day.
 */
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { inTurns } from './files/in-turns.ts';

export type IcsRepeat = {
  every: 'year' | 'month' | 'week' | 'day';
  interval: number;
  count?: number;
  /** Last local date. */
  until?: string;
  months?: number[];
  monthDays?: number[];
  /** 1 = Monday; `nth` 0: each. */
  weekdays?: { nth: number; day: number }[];
  positions?: number[];
  weekStart: number;
};
export type IcsEntry = {
  /** Of its BEGIN in the file, from 1. */
  line: number;
  uid: string;
  title: string;
  /** Categories, Apple's kind of special day, the first line of the description. */
  hints: string[];
  /** Local date as it was written; an instant in UTC is read in the zone given. */
  from: string;
  days: number;
  /** Part of a day. */
  timed: boolean;
  repeat?: IcsRepeat;
  extra: string[];
  except: string[];
  replaces?: string;
  canceled: boolean;
};
/** What could not be read: nothing is skipped without one. */
export type IcsError = { line: number; code: string; detail: string };

/**
 * All entries of all calendars in the file; of `years`, first and last, where they are given, and others only where they
 * repeat or stand close by. No zone but `zone` moves a date, and that only where it is written in UTC.
 */
export const readIcs = (...asked: Parameters<typeof readInPieces>): Promise<IcsFile> => inTurns(readInPieces(...asked));

export type IcsFile = { entries: IcsEntry[]; errors: IcsError[] };
/** Work that pauses often enough to let others by. */
type Pieces<T> = Generator<void, T, void>;
const LINES_AT_ONCE = 2_000;
/** Characters. */
const ENTRIES_AT_ONCE = 20_000;

/** The same, piece by piece. */
export function* readInPieces(
  text: string,
  zone: string,
  years?: readonly [first: number, last: number],
): Pieces<IcsFile> {
  const { blocks, errors } = yield* blocksOf(text);
  const entries: IcsEntry[] = [];
  let read = 0;
  for (const { line, lines } of blocks) {
    const words = lines.join('\r\n');
    read += words.length;
    if (read > ENTRIES_AT_ONCE) {
      yield;
      read = 0;
    }
    if (years && isFarFrom(years, lines)) continue;
    try {
      if (words.length > MOST_OF_ENTRY) throw new Unreadable('entry-too-long', `${words.length} > ${MOST_OF_ENTRY}`);
      entries.push(entryOf(words, line, zone));
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 200) : '';
      errors.push({ line, code: error instanceof Unreadable ? error.code : 'entry-malformed', detail });
    }
  }
  return { entries, errors };
}

/** An entry lasts a year at most (holiday-entries.ts), and no zone moves it by more than a day. */
function isFarFrom([first, last]: readonly [number, number], lines: readonly string[]): boolean {
  if (lines.some((line) => /^(RRULE|RDATE|RECURRENCE-ID)[;:]/i.test(line))) return false;
  const begins = lines.flatMap((line) => /^DTSTART(?:;[^:]*)?:(\d{4})\d{4}(?:T\d{6}Z?)?$/i.exec(line)?.[1] ?? []);
  return begins.length === 1 && begins.every((year) => Number(year) < first - 2 || Number(year) > last + 1);
}

/** Characters. Days with all their words have a few thousand; over a line of parameters ical.js takes a time that grows by its square. */
const MOST_OF_ENTRY = 65_536;

class Unreadable extends Error {
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

type Line = { line: number; text: string };
type Block = { line: number; lines: string[] };

/** The entries one by one, so that what is wrong in one of them costs no other. */
function* blocksOf(text: string): Pieces<{ blocks: Block[]; errors: IcsError[] }> {
  const blocks: Block[] = [];
  const errors: IcsError[] = [];
  const open: (Line & { name: string })[] = [];
  let entry: Block | undefined;
  let calendars = 0;
  const all = yield* unfolded(text);
  for (const [i, { line, text: content }] of all.entries()) {
    if (i % LINES_AT_ONCE === 0) yield;
    const [, verb = '', name = ''] =
      /^(BEGIN|END):\s*([A-Z-]+)\s*$/i.exec(content)?.map((part) => part.toUpperCase()) ?? [];
    if (verb === 'BEGIN') open.push({ line, text: content, name });
    if (verb === 'BEGIN' && name === 'VCALENDAR') calendars += 1;
    if (verb === 'BEGIN' && name === 'VEVENT') entry ??= { line, lines: [] };
    if (entry) entry.lines.push(content);
    else if (verb === '' && !/^[A-Za-z0-9-]+[;:]/.test(content))
      errors.push({ line, code: 'line-malformed', detail: content.slice(0, 80) });
    if (verb !== 'END') continue;
    if (open.pop()?.name !== name)
      return { blocks, errors: [...errors, { line, code: 'end-unexpected', detail: name }] };
    if (entry && name === 'VEVENT') {
      blocks.push(entry);
      entry = undefined;
    }
  }
  const cut = open.at(-1);
  if (cut) errors.push({ line: cut.line, code: 'end-missing', detail: cut.name });
  if (calendars === 0) errors.push({ line: 1, code: 'no-calendar', detail: '' });
  return { blocks, errors };
}

/** Long lines are folded: a line that begins with white space goes on with the one before. */
function* unfolded(text: string): Pieces<Line[]> {
  const lines: { line: number; parts: string[] }[] = [];
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (i % LINES_AT_ONCE === 0) yield;
    if (/^[ \t]/.test(raw) && lines.length > 0) lines.at(-1)?.parts.push(raw.slice(1));
    else if (raw.trim() !== '') lines.push({ line: i + 1, parts: [raw] });
  }
  return lines.map(({ line, parts }) => ({ line, text: parts.join('') }));
}

/** jCal (RFC 7265): name, parameters, type, values. */
type Property = { name: string; parameters: Record<string, unknown>; type: string; values: unknown[] };

function entryOf(text: string, line: number, zone: string): IcsEntry {
  const properties = propertiesOf(ICAL.parse(text));
  const all = (name: string): Property[] => properties.filter((one) => one.name === name);
  const said = (name: string): string[] => all(name).flatMap(({ values }) => values.map(String));
  const title = (said('summary')[0] ?? '').replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ');
  if (title.includes('\uFFFD')) throw new Unreadable('not-utf-8', title);
  const [start] = all('dtstart');
  if (!start) throw new Unreadable('start-missing', title);
  const from = momentOf(start.values[0], zone);
  const until = endOf(from, { end: all('dtend')[0]?.values[0], length: said('duration')[0] }, zone);
  const dates = (name: string): string[] =>
    all(name).flatMap(({ values }) => values.map((value) => momentOf(value, zone).date));
  const [replaces] = dates('recurrence-id');
  if (all('recurrence-id')[0]?.parameters['range'] !== undefined) throw new Unreadable('range-not-read', title);
  const repeat = repeatOf(all('rrule'), zone);
  return {
    line,
    uid: said('uid')[0] ?? `line ${line}`,
    title: title
      .trim()
      .slice(0, 100)
      .replace(/\p{Cs}$/u, '')
      .trim(),
    hints: [
      ...said('categories'),
      ...said('x-apple-special-day'),
      ...said('description').map((one) => one.split('\n')[0] ?? ''),
    ],
    from: from.date,
    ...daysBetween(from, until),
    ...(repeat ? { repeat } : {}),
    extra: dates('rdate'),
    except: dates('exdate'),
    ...(replaces === undefined ? {} : { replaces }),
    canceled: said('status').some((word) => word.toUpperCase() === 'CANCELLED'),
  };
}

function propertiesOf(jCal: unknown): Property[] {
  const list: unknown = Array.isArray(jCal) ? jCal[1] : undefined;
  if (!Array.isArray(list)) throw new Unreadable('entry-malformed', '');
  return list.map((row: unknown) => {
    if (!Array.isArray(row)) throw new Unreadable('entry-malformed', '');
    const [name, parameters, type, ...values]: unknown[] = row;
    return { name: String(name), parameters: { ...Object(parameters) }, type: String(type), values };
  });
}

/** Local date and minute of the day; null: the whole day. */
type Moment = { date: string; minute: number | null };

/** ical.js takes a thirteenth month for the next year's first; here a date that is none is an error. */
function momentOf(value: unknown, zone: string): Moment {
  const [, date = '', hour = '', minute = '', second = '', utc = ''] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d)?:(\d\d)?:(\d\d)?(Z?))?$/.exec(String(value)) ?? [];
  try {
    if (utc === 'Z') {
      const local = Temporal.Instant.from(`${date}T${hour}:${minute}:${second}Z`).toZonedDateTimeISO(zone);
      return { date: local.toPlainDate().toString(), minute: local.hour * 60 + local.minute };
    }
    const day = Temporal.PlainDate.from(date, { overflow: 'reject' }).toString();
    if (hour === '') return { date: day, minute: null };
    const { hour: h, minute: m } = Temporal.PlainTime.from(`${hour}:${minute}`, { overflow: 'reject' });
    return { date: day, minute: h * 60 + m };
  } catch {
    throw new Unreadable('date-unknown', String(value).slice(0, 40));
  }
}

/** DTEND, or DTSTART with DURATION; undefined when neither is given. */
function endOf(
  from: Moment,
  { end, length }: { end: unknown; length: string | undefined },
  zone: string,
): Moment | undefined {
  if (end !== undefined) return momentOf(end, zone);
  if (length === undefined) return undefined;
  try {
    const begin = Temporal.PlainDate.from(from.date)
      .toPlainDateTime()
      .add({ minutes: from.minute ?? 0 });
    const after = begin.add(Temporal.Duration.from(length));
    return {
      date: after.toPlainDate().toString(),
      minute: from.minute === null ? null : after.hour * 60 + after.minute,
    };
  } catch {
    throw new Unreadable('length-unknown', length.slice(0, 40));
  }
}

/** How some programs write the end of a whole day. */
const LAST_MINUTE = 1_439;

/** The end is exclusive; without one, or at once, it is one day. Midnight to midnight, or to 23:59, is whole days. */
function daysBetween(from: Moment, until: Moment | undefined): { days: number; timed: boolean } {
  if (!until) return { days: 1, timed: from.minute !== null };
  const days = Temporal.PlainDate.from(from.date).until(until.date, { largestUnit: 'day' }).days;
  const startsLater = days === 0 && (until.minute ?? 0) < (from.minute ?? 0);
  if (days < 0 || startsLater) throw new Unreadable('end-before-start', `${from.date} ${until.date}`);
  const isToLastMinute = from.minute === 0 && until.minute === LAST_MINUTE;
  const isWhole = isToLastMinute || ((from.minute ?? 0) === 0 && (until.minute ?? 0) === 0 && days > 0);
  return {
    days: Math.max(1, days + ((until.minute ?? 0) > 0 ? 1 : 0)),
    timed: from.minute !== null && !isWhole,
  };
}

const PERIODS = { YEARLY: 'year', MONTHLY: 'month', WEEKLY: 'week', DAILY: 'day' } as const;
const isPeriod = (word: string): word is keyof typeof PERIODS => Object.hasOwn(PERIODS, word);
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function repeatOf(rules: readonly Property[], zone: string): IcsRepeat | undefined {
  const [first, ...more] = rules;
  if (!first) return undefined;
  const { freq, interval, count, until, bymonth, bymonthday, byday, bysetpos, wkst, ...others } = partsOf(first);
  const odd = Object.keys(others)[0] ?? (more.length > 0 ? 'rrule' : undefined);
  const every = String(freq);
  if (odd !== undefined || !isPeriod(every)) throw new Unreadable('repeat-not-read', odd ?? every);
  const weekdays = byday?.map((word) => {
    const [, nth = '', day = ''] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(String(word)) ?? [];
    if (day === '' || (nth !== '' && (Number(nth) === 0 || !['YEARLY', 'MONTHLY'].includes(every))))
      throw new Unreadable('repeat-not-read', 'byday');
    return { nth: Number(nth), day: DAYS.indexOf(day) + 1 };
  });
  return {
    every: PERIODS[every],
    interval: whole(interval?.[0] ?? 1, 'interval'),
    ...(count ? { count: whole(count[0], 'count') } : {}),
    ...(until ? { until: momentOf(until[0], zone).date } : {}),
    ...(bymonth ? { months: bymonth.map((one) => whole(one, 'bymonth', 12)) } : {}),
    ...(bymonthday ? { monthDays: bymonthday.map((one) => place(one, 'bymonthday', 31)) } : {}),
    ...(weekdays ? { weekdays } : {}),
    ...(bysetpos ? { positions: bysetpos.map((one) => place(one, 'bysetpos', 366)) } : {}),
    weekStart: ((Number(wkst?.[0] ?? 2) + 5) % 7) + 1, // ical.js: 1 = Sunday
  };
}

/** Each part as a list, though ical.js gives single values as such. */
function partsOf({ values: [value] }: Property): Partial<Record<string, unknown[]>> {
  if (typeof value !== 'object' || value === null) throw new Unreadable('repeat-not-read', String(value).slice(0, 40));
  return Object.fromEntries(Object.entries(value).map(([part, one]): [string, unknown[]] => [part, [one].flat()]));
}

function whole(value: unknown, part: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1 || number > most) throw new Unreadable('repeat-not-read', part);
  return number;
}

/** From the front, or with a minus from the back. */
const place = (value: unknown, part: string, most: number): number =>
  Number(value) < 0 ? -whole(-Number(value), part, most) : whole(value, part, most);
