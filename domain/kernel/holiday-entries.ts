/** Entries of a calendar file as days of a list: which dates they cover, and whether those are off or worked. */
import { dayOf, DAY } from './calendar-table.ts';
import { type Listed, onePerDate, type Years } from './holidays.ts';
import type { FieldError } from './process.ts';
import { daysAsked, type Repeat, repeatedDays, type Window } from './repeats.ts';

/** As read from the file; dates are local, as they were written. */
export type Entry = {
  /** Line of the file. */
  line: number;
  uid: string;
  title: string;
  /** Where else words may stand that tell its kind. */
  hints: readonly string[];
  from: string;
  days: number;
  /** Part of a day, as working hours are. */
  timed: boolean;
  repeat?: Repeat & { until?: string | undefined };
  /** First dates of repeats that are given besides, or do not happen. */
  extra: readonly string[];
  except: readonly string[];
  /** It stands for the repeat of that date. */
  replaces?: string;
  cancelled: boolean;
};
/** Words that tell make-up work from days off; sought in the title first. */
export type Words = { work: readonly string[]; off: readonly string[] };

export const USUAL_WORDS: Words = {
  work: ['上班', '补班', '调班', '工作日', '（班）', '(班)', '班｜', 'workday', 'working day'],
  off: [
    '放假',
    '假期',
    '休假',
    '公休',
    '休息',
    '节假日',
    '非工作日',
    '（休）',
    '(休)',
    '休｜',
    'holiday',
    'day off',
    'non-working day',
    'non-workday',
  ],
};

/** So many days all entries of a file may ask for together, about half a second. */
const MOST_ASKED = 1_000_000;
const LONGEST_ENTRY = 366;
const EARLIEST = dayOf('1900-01-01');

/**
 * The dates that the entries cover in the years asked for and in the December before. An entry that does not fall into
 * them gives nothing; one that cannot be followed is an error with its line. Throws nothing.
 */
export function listedEntries(
  entries: readonly Entry[],
  years: Years,
  words: Words = USUAL_WORDS,
): { listed: Listed[]; errors: FieldError[] } {
  const window = { first: dayOf(`${years[0] - 1}-12-01`), last: dayOf(`${years[1]}-12-31`) };
  const replaced = new Map<string, Set<string>>();
  for (const { uid, replaces } of entries)
    if (replaces !== undefined) replaced.set(uid, (replaced.get(uid) ?? new Set()).add(replaces));
  const errors: FieldError[] = [];
  const fail = ({ line, title }: Pick<Entry, 'line' | 'title'>, code: string, more: object = {}): void =>
    void errors.push({ pointer: '/content', code, params: { line, title, ...more } });

  let asked = 0;
  const rows = entries.flatMap((entry) => {
    if (entry.cancelled) return [];
    if (entry.days > LONGEST_ENTRY || dayOf(entry.from) < EARLIEST) {
      fail(entry, 'too-long');
      return [];
    }
    asked += costOf(entry, window);
    if (asked > MOST_ASKED) {
      fail(entry, 'too-many-repeats');
      return [];
    }
    const kind = kindOf(entry, words);
    const gone = entry.replaces === undefined ? (replaced.get(entry.uid) ?? new Set<string>()) : new Set<string>();
    return datesOf(entry, window, gone).map((date) => ({ date, name: entry.title, kind, entry }));
  });
  const listed = onePerDate(rows, ({ entry, date }) => fail(entry, 'two-meanings', { date }));
  return { listed, errors };
}

function costOf(entry: Entry, window: Window): number {
  const { repeat, from } = entry;
  return entry.days + (repeat ? daysAsked(dayOf(from), repeat, reachOf(entry, window), untilOf(repeat)) : 0);
}

/** An entry of several days may begin before the window. */
const reachOf = ({ days }: Entry, { first, last }: Window): Window => ({ first: first - days + 1, last });
const untilOf = ({ until }: { until?: string | undefined }): number => (until === undefined ? Infinity : dayOf(until));

function datesOf(entry: Entry, window: Window, gone: ReadonlySet<string>): string[] {
  const { from, days, repeat, extra, except } = entry;
  const repeated = repeat ? repeatedDays(dayOf(from), repeat, reachOf(entry, window), untilOf(repeat)) : [dayOf(from)];
  const starts = [...repeated, ...extra.map(dayOf)].filter((day) => {
    const date = dateOf(day);
    return !except.includes(date) && !gone.has(date);
  });
  const covered = starts.flatMap((start) => Array.from({ length: days }, (_, i) => start + i));
  return [...new Set(covered)].filter((day) => day >= window.first && day <= window.last).map(dateOf);
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * Work goes before days off, unless its word is part of a longer one: a non-working day is no working day. Part of a day may
 * be worked, but closes nothing.
 */
function kindOf({ title, hints, timed }: Entry, words: Words): Listed['kind'] {
  const [work, off] = [words.work.map(lower), words.off.map(lower)];
  const around = off.filter((word) => work.some((inner) => word.includes(inner)));
  for (const text of [title, hints.join('\n')].map(lower)) {
    const bare = around.reduce((rest, word) => rest.replaceAll(word, ' '), text);
    if (work.some((word) => bare.includes(word))) return 'work';
    if (off.some((word) => text.includes(word))) return timed ? 'unknown' : 'off';
  }
  return 'unknown';
}

const lower = (text: string): string => text.toLowerCase();
