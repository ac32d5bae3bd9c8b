/** Entries of a calendar file as days of a list: which dates they cover, and whether those are off or worked. */
import { dayOf, DAY } from '../time/calendar-table.ts';
import { type Listed, onePerDate, type Years } from './holidays.ts';
import type { FieldError } from '../process.ts';
import { daysAsked, type Repeat, repeatedDays, type Window } from '../time/repeats.ts';

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
  canceled: boolean;
};
/**
 * Words that tell make-up work from days off; sought in the title first. `not` denies a day off wherever it stands: an
 * observance that a program files under holidays is none.
 */
export type Words = { work: readonly string[]; off: readonly string[]; not?: readonly string[] };

export const USUAL_WORDS = {
  work: ['上班', '补班', '调班', '工作日', '（班）', '(班)', '班｜', 'workday', 'working day'],
  off: [
    '放假',
    '假期',
    '休假',
    '公休',
    '休息',
    '节假日',
    '非工作日',
    '不上班',
    '不用上班',
    '无需上班',
    '（休）',
    '(休)',
    '休｜',
    'holiday',
    'day off',
    'non-working day',
    'non-workday',
  ],
  not: [
    '不放假',
    '不休假',
    '不休息',
    '非节假日',
    '非假期',
    '不补班',
    '无需补班',
    '不用补班',
    '不调班',
    '半天',
    '半日',
    'observance',
    'not a holiday',
    'not a public holiday',
    'not a bank holiday',
    'not a day off',
    'no holiday',
    'no public holiday',
    'no day off',
    'non-holiday',
    'optional holiday',
    'restricted holiday',
    'half day',
    'half-day',
  ],
} satisfies Words;

/** So many days all entries of a file may ask for together, about half a second of work. */
const MOST_ASKED = 500_000;
const LONGEST_ENTRY = 366;
const EARLIEST = dayOf('1900-01-01');

/**
 * The dates that the entries cover in the years asked for and in the December before. An entry that does not fall into
 * them gives nothing; one that cannot be followed is an error with its line. Throws nothing.
 */
export function listedEntries(...asked: Parameters<typeof listedInPieces>): ReadEntries {
  const reading = listedInPieces(...asked);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

type ReadEntries = { listed: Listed[]; errors: FieldError[] };
const AT_ONCE = 500;

/** The same, with a pause after so many entries, for who must let others by. */
export function* listedInPieces(
  entries: readonly Entry[],
  years: Years,
  words: Words = USUAL_WORDS,
): Generator<void, ReadEntries, void> {
  const window = { first: dayOf(`${years[0] - 1}-12-01`), last: dayOf(`${years[1]}-12-31`) };
  const replaced = new Map<string, Set<string>>();
  for (const { uid, replaces } of entries)
    if (replaces !== undefined) replaced.set(uid, (replaced.get(uid) ?? new Set()).add(replaces));
  const errors: FieldError[] = [];
  const fail = ({ line, title }: Pick<Entry, 'line' | 'title'>, code: string, more: object = {}): void =>
    void errors.push({ pointer: '/content', code, params: { line, title, ...more } });

  let asked = 0;
  const afford = (days: number): boolean => (asked += days) <= MOST_ASKED;
  const rowsOf = (entry: Entry) => {
    const found = entry.canceled ? [] : datesOf(entry, window, { gone: goneOf(entry, replaced), afford });
    if (typeof found === 'string') {
      fail(entry, found);
      return [];
    }
    const kind = kindOf(entry, words);
    return found.map((date) => ({ date, name: entry.title, kind, entry }));
  };
  const rows: ReturnType<typeof rowsOf> = [];
  for (const [i, entry] of entries.entries()) {
    if (i % AT_ONCE === 0) yield;
    for (const row of rowsOf(entry)) rows.push(row);
  }
  const listed = onePerDate(rows, ({ entry, date }) => fail(entry, 'two-meanings', { date }));
  return { listed, errors };
}

/** Repeats that other entries stand for. */
const goneOf = ({ uid, replaces }: Entry, replaced: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> =>
  (replaces === undefined && replaced.get(uid)) || new Set();

/** Its dates in the window, or why it cannot be followed. */
function datesOf(
  { from, days, repeat, extra, except }: Entry,
  { first, last }: Window,
  { gone, afford }: { gone: ReadonlySet<string>; afford: (days: number) => boolean },
): string[] | string {
  const start = dayOf(from);
  if (days > LONGEST_ENTRY || start < EARLIEST) return 'too-long';
  const reach = { first: first - days + 1, last }; // an entry of several days may begin before the window
  const until = repeat?.until === undefined ? Infinity : dayOf(repeat.until);
  if (!afford(extra.length + except.length + (repeat ? daysAsked(start, repeat, reach, until) : 0)))
    return 'too-many-repeats';
  const not = new Set([...except, ...gone]);
  const starts = [...(repeat ? repeatedDays(start, repeat, reach, until) : [start]), ...extra.map(dayOf)].filter(
    (day) => day >= reach.first && day <= last && !not.has(dateOf(day)),
  );
  if (!afford(starts.length * days)) return 'too-many-repeats';
  const covered = starts.flatMap((day) => Array.from({ length: days }, (_, i) => day + i));
  return [...new Set(covered)].filter((day) => day >= first && day <= last).map(dateOf);
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * Work goes before days off, unless its word is part of a longer one: a non-working day is no working day. What is denied is
 * not said: a word of `not` hides those within it, and where it hides none for work, nothing is a day off. Part of a day may
 * be worked, but closes nothing.
 */
function kindOf({ title, hints, timed }: Entry, words: Words): Listed['kind'] {
  const [work, off, not] = [words.work.map(lower), words.off.map(lower), (words.not ?? USUAL_WORDS.not).map(lower)];
  const holdsWork = (word: string): boolean => work.some((inner) => word.includes(inner));
  const texts = [title, hints.join('\n')].map(lower);
  const denied = not.some((word) => !holdsWork(word) && texts.some((text) => text.includes(word)));
  const around = off.filter(holdsWork);
  for (const text of texts.map((one) => without(one, not))) {
    const bare = without(text, around);
    if (work.some((word) => bare.includes(word))) return 'work';
    if (off.some((word) => text.includes(word))) return timed || denied ? 'unknown' : 'off';
  }
  return 'unknown';
}

const without = (text: string, words: readonly string[]): string =>
  words.reduce((rest, word) => rest.replaceAll(word, ' '), text);
const lower = (text: string): string => text.toLowerCase();
