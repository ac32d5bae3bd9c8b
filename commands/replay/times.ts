/** Instants as other tools write them. */
import { Temporal } from 'temporal-polyfill';
import type { Millis } from '../../domain/kernel/process.ts';

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'offset';
type Parts = Partial<Record<Part | 'short' | 'named' | 'half', string>>;

const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?\s?(?<offset>Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<short>\\d{2})',
  MMMM: '(?<named>[A-Za-z]{3,9})',
  MMM: '(?<named>[A-Za-z]{3,9})\\.?',
  MM: '(?<month>\\d\\d)',
  M: '(?<month>\\d\\d?)',
  dd: '(?<day>\\d\\d)',
  d: '(?<day>\\d\\d?)',
  HH: '(?<hour>\\d\\d)',
  H: '(?<hour>\\d\\d?)',
  hh: '(?<hour>\\d\\d)',
  h: '(?<hour>\\d\\d?)',
  mm: '(?<minute>\\d\\d)',
  m: '(?<minute>\\d\\d?)',
  ss: '(?<second>\\d\\d)',
  s: '(?<second>\\d\\d?)',
  SSS: '(?<fraction>\\d{3})',
  a: '(?<half>[AaPp]\\.?[Mm]\\.?|上午|下午)',
  X: '(?<offset>[Zz]|[+-]\\d\\d(?::?\\d\\d)?)',
  EEE: '[A-Za-z]{2,9}\\.?',
};
/** Formats that are no pattern of letters. */
const EPOCHS: Readonly<Record<string, number>> = { 'epoch-seconds': 1_000, 'epoch-milliseconds': 1 };
const ISO_NAME = 'iso';
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** True when `zone` is a time zone that this Node knows. */
export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** True for `iso`, `epoch-seconds`, `epoch-milliseconds`, and letters such as `dd-MMM-yy h:mm a`. */
export const isFormat = (format: string): boolean =>
  format === ISO_NAME || Object.hasOwn(EPOCHS, format) || patternOf(format) !== null;

/**
 * The pattern behind `d/M/yyyy HH:mm`; null when a letter in it is no token, a part stands twice, the day is not whole, or
 * hours of half a day stand without the half. What stands in quotes is text.
 */
export function patternOf(format: string): RegExp | null {
  const pieces = format.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? [];
  if (pieces.join('') !== format) return null;
  const sources = pieces.map((piece) =>
    /^[A-Za-z]/.test(piece) ? (Object.hasOwn(TOKENS, piece) ? TOKENS[piece] : undefined) : quoted(piece),
  );
  if (sources.some((source) => source === undefined)) return null;
  const names = sources.flatMap((source) => /<(\w+)>/.exec(source ?? '')?.[1] ?? []);
  const has = (...any: string[]): boolean => names.filter((name) => any.includes(name)).length === 1;
  const isHalved = pieces.some((piece) => /^hh?$/.test(piece));
  const whole = has('year', 'short') && has('month', 'named') && has('day') && isHalved === names.includes('half');
  return whole && new Set(names).size === names.length ? new RegExp(`^${sources.join('')}$`) : null;
}

const quoted = (piece: string): string =>
  (piece.startsWith("'") ? piece.slice(1, -1) || "'" : piece).replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`);

/**
 * A reader of instants: ISO 8601, or by the formats. Without an offset in the text the time is local in `zone`: where the
 * clock was set back the earlier of the two, where it was set forward the instant after the gap. It answers null for
 * what is no time, no day of the calendar, before 1900, or read otherwise by two formats.
 */
export function timeReader({
  zone,
  format,
}: {
  zone: string;
  format?: string | readonly string[] | undefined;
}): (text: string) => Millis | null {
  const readers = [format ?? ISO_NAME].flat().map((one) => readerBy(one, zone));
  const known = new Map<string, Millis | null>(); // a log says the same minute many times
  return (text) => {
    const earlier = known.get(text);
    if (earlier !== undefined) return earlier;
    const found = new Set(readers.flatMap((read) => read(text) ?? []));
    const [first = null] = found;
    const at = found.size > 1 ? null : first;
    if (known.size > 100_000) known.clear();
    known.set(text, at);
    return at;
  };
}

function readerBy(format: string, zone: string): (text: string) => Millis | null {
  const unit = Object.hasOwn(EPOCHS, format) ? EPOCHS[format] : undefined;
  if (unit !== undefined) return (text) => epochOf(text, unit);
  const pattern = format === ISO_NAME ? ISO : patternOf(format);
  return (text) => instantOf(pattern?.exec(text)?.groups, zone);
}

const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2200;
const [EARLIEST, LATEST] = [Date.UTC(EARLIEST_YEAR), Date.UTC(LATEST_YEAR)];

function epochOf(text: string, unit: number): Millis | null {
  const at = /^-?\d{1,14}(\.\d{1,9})?$/.test(text) ? Math.trunc(Number(text) * unit) : Number.NaN;
  return at >= EARLIEST && at < LATEST ? at : null;
}

function instantOf(parts: Parts | undefined, zone: string): Millis | null {
  if (!parts) return null;
  const year = parts.short === undefined ? Number(parts.year) : 2_000 + Number(parts.short);
  const month = parts.named === undefined ? Number(parts.month) : monthOf(parts.named);
  const day = Number(parts.day);
  const hour = parts.half === undefined ? Number(parts.hour ?? 0) : hourOf(parts.hour, parts.half);
  const [minute, second] = [Number(parts.minute ?? 0), Number(parts.second ?? 0)];
  if (hour === null || year < EARLIEST_YEAR || year >= LATEST_YEAR) return null;
  const ms = Number(`${parts.fraction ?? ''}000`.slice(0, 3));
  const asUtc = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const real = asUtc.getUTCDate() === day && asUtc.getUTCMonth() === month - 1 && asUtc.getUTCHours() === hour;
  if (!real || minute > 59 || second > 59) return null;
  if (parts.offset !== undefined) {
    const east = offsetMs(parts.offset);
    return east === null ? null : asUtc.getTime() - east;
  }
  if (zone === 'UTC') return asUtc.getTime();
  return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond: ms }).toZonedDateTime(zone)
    .epochMilliseconds;
}

/** `Sept` too; 0 for what is no month. */
const monthOf = (name: string): number => MONTHS.findIndex((month) => month.startsWith(name.toLowerCase())) + 1;

/** 12 is the first hour of its half. */
function hourOf(text: string | undefined, half: string): number | null {
  const hour = Number(text ?? 12);
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/^p|下午/i.test(half) ? 12 : 0);
}

/** No place on earth is further from UTC. */
const FURTHEST_MINUTES = 14 * 60;

function offsetMs(offset: string): Millis | null {
  if (offset === 'Z' || offset === 'z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const [hours, rest] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  const minutes = hours * 60 + rest;
  if (rest > 59 || minutes > FURTHEST_MINUTES) return null;
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
