/** Instants as other tools write them. */
import { Temporal } from 'temporal-polyfill';
import type { Millis } from '../../domain/kernel/process.ts';

type Parts = Partial<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'offset', string>>;

const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?\s?(?<offset>Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d\\d)',
  M: '(?<month>\\d\\d?)',
  dd: '(?<day>\\d\\d)',
  d: '(?<day>\\d\\d?)',
  HH: '(?<hour>\\d\\d)',
  H: '(?<hour>\\d\\d?)',
  mm: '(?<minute>\\d\\d)',
  m: '(?<minute>\\d\\d?)',
  ss: '(?<second>\\d\\d)',
  s: '(?<second>\\d\\d?)',
  SSS: '(?<fraction>\\d{3})',
};

/** True when `zone` is a time zone that this Node knows. */
export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The pattern behind `d/M/yyyy HH:mm`; null when a letter in it is no token, or one stands twice. */
export function patternOf(format: string): RegExp | null {
  const pieces = format.match(/([A-Za-z])\1*|[^A-Za-z]+/g) ?? [];
  const sources = pieces.map((piece) =>
    /[A-Za-z]/.test(piece) ? TOKENS[piece] : piece.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`),
  );
  if (sources.some((source) => source === undefined)) return null;
  const names = sources.flatMap((source) => /<(\w+)>/.exec(source ?? '')?.[1] ?? []);
  const whole = ['year', 'month', 'day'].every((name) => names.includes(name));
  return whole && new Set(names).size === names.length ? new RegExp(`^${sources.join('')}$`) : null;
}

/**
 * A reader of instants: ISO 8601, or by `format`. Without an offset in the text the time is local in `zone`: where the
 * clock was set back the earlier of the two, where it was set forward the instant after the gap. It answers null for
 * what is no time or no day of the calendar.
 */
export function timeReader({
  zone,
  format,
}: {
  zone: string;
  format?: string | undefined;
}): (text: string) => Millis | null {
  const pattern = format === undefined ? ISO : patternOf(format);
  const known = new Map<string, Millis | null>(); // a log says the same minute many times
  return (text) => {
    const earlier = known.get(text);
    if (earlier !== undefined) return earlier;
    const at = instantOf(pattern?.exec(text)?.groups, zone);
    if (known.size > 100_000) known.clear();
    known.set(text, at);
    return at;
  };
}

function instantOf(parts: Parts | undefined, zone: string): Millis | null {
  if (!parts) return null;
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)];
  const [hour, minute, second] = [Number(parts.hour ?? 0), Number(parts.minute ?? 0), Number(parts.second ?? 0)];
  const ms = Number(`${parts.fraction ?? ''}000`.slice(0, 3));
  const asUtc = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const real = asUtc.getUTCDate() === day && asUtc.getUTCMonth() === month - 1 && asUtc.getUTCHours() === hour;
  if (!real || minute > 59 || second > 59) return null;
  if (parts.offset) return asUtc.getTime() - offsetMs(parts.offset);
  if (zone === 'UTC') return asUtc.getTime();
  return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond: ms }).toZonedDateTime(zone)
    .epochMilliseconds;
}

function offsetMs(offset: string): Millis {
  if (offset === 'Z' || offset === 'z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
