/** Instants and lengths in words, by `Intl` and the catalogue alone. */
import { area, type Locale, useLocale } from './words.ts';

const lengths = area(
  {
    days: (n: number) => `${n} 天`,
    hours: (n: number) => `${n} 小时`,
    minutes: (n: number) => `${n} 分`,
    joint: '',
    left: (length: string) => `剩 ${length}`,
    over: (length: string) => `超 ${length}`,
    ago: (length: string) => `${length}前`,
    ahead: (length: string) => `${length}后`,
    now: '刚刚',
  },
  {
    days: (n: number) => `${n} d`,
    hours: (n: number) => `${n} h`,
    minutes: (n: number) => `${n} m`,
    joint: ' ',
    left: (length: string) => `${length} left`,
    over: (length: string) => `${length} over`,
    ago: (length: string) => `${length} ago`,
    ahead: (length: string) => `in ${length}`,
    now: 'just now',
  },
);

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** The two largest units, rounded down to minutes. */
export function lengthIn(locale: Locale, ms: number): string {
  const said = lengths[locale];
  const [days, hours, minutes] = [
    Math.floor(ms / DAY),
    Math.floor((ms % DAY) / HOUR),
    Math.floor((ms % HOUR) / MINUTE),
  ];
  const parts = [
    ...(days > 0 ? [said.days(days)] : []),
    ...(hours > 0 ? [said.hours(hours)] : []),
    ...(days === 0 && (minutes > 0 || hours === 0) ? [said.minutes(minutes)] : []),
  ];
  return parts.slice(0, 2).join(said.joint === '' ? ' ' : said.joint);
}

export const leftIn = (locale: Locale, ms: number): string =>
  ms >= 0 ? lengths[locale].left(lengthIn(locale, ms)) : lengths[locale].over(lengthIn(locale, -ms));

/** Beside the instant, up to seven days away; empty beyond. */
export function relativeIn(locale: Locale, at: number, now: number): string {
  const away = Math.abs(now - at);
  if (away < MINUTE) return lengths[locale].now;
  if (away > 7 * DAY) return '';
  return at <= now ? lengths[locale].ago(lengthIn(locale, away)) : lengths[locale].ahead(lengthIn(locale, away));
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string | undefined, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone ?? ''}${JSON.stringify(parts)}`;
  const known =
    formats.get(name) ?? new Intl.DateTimeFormat('sv-SE', { ...parts, ...(zone ? { timeZone: zone } : {}) });
  formats.set(name, known);
  return known;
}

/** `2026-11-24 14:05`, on the clock of `zone`, by default that of the browser. */
export const instantIn = (at: number | string, zone?: string): string =>
  formatOf(zone, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(
    typeof at === 'string' ? Date.parse(at) : at,
  );
export const dayIn = (at: number | string, zone?: string): string =>
  formatOf(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    typeof at === 'string' ? Date.parse(at) : at,
  );
export const clockIn = (at: number | string, zone?: string): string =>
  formatOf(zone, { hour: '2-digit', minute: '2-digit' }).format(typeof at === 'string' ? Date.parse(at) : at);
export const bytesIn = (bytes: number): string =>
  bytes < 1_024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

export const useTimes = (): {
  length: (ms: number) => string;
  left: (ms: number) => string;
  relative: (at: number, now: number) => string;
} => {
  const locale = useLocale();
  return {
    length: (ms) => lengthIn(locale, ms),
    left: (ms) => leftIn(locale, ms),
    relative: (at, now) => relativeIn(locale, at, now),
  };
};
