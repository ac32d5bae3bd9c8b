/** By which ways a notice goes to one person beside his inbox, and when. Pure; people's wall time comes in. */
import { DAY_MINUTES, MINUTE } from '../time/durations.ts';
import type { Millis } from '../process.ts';

/** What a person chose. Quiet hours are minutes of his local day, over midnight when `from > to`. */
export type Preferences = {
  mail: 'all' | 'escalations' | 'none';
  quietHours?: readonly [from: number, to: number];
};
export const DEFAULT_PREFERENCES: Preferences = { mail: 'all' };

export type DeliveryRoute = {
  /** `mail`, or `webhook:<id>`. */
  channel: string;
  /** An escalation of a priority 1 case: sent at once, by itself, whatever the hour. */
  page: boolean;
  notBefore: Millis;
};
type Asked = {
  /** Person. */
  to: string;
  data: object;
  preferences: Preferences;
  hasMail: boolean;
  /** Those that serve his organisation. */
  webhooks: readonly { id: string; carries: readonly string[] }[];
  /** So much was sent to him lately that he gets fewer, larger messages. */
  busy?: boolean;
  now: Millis;
  /** Minute of his local day at an instant. */
  minuteOfDay: (at: Millis) => number;
};

/**
 * A notice that is no page waits so long at most: till the end of a window that all notices to its person share, so that
 * many at once become one message, and a flood of hours as many messages as there are windows.
 */
export const GATHER_MS: Millis = 15_000;
/** To whom more than so many went within the hour is busy. */
export const BUSY_ABOVE = 20;
export const BUSY_GATHER_MS: Millis = 15 * 60_000;

/** A ladder step that fired, as escalation.ts words it. */
export const isEscalation = (data: object): boolean => 'clock' in data && 'step' in data;
/** About a message that did not arrive, see tell.ts. It goes no further than the inbox. */
const isUnreached = (data: object): boolean => 'unreached' in data;
/** An escalation of a priority 1 case. No preference and no hour silences it. */
export const isPage = (data: object): boolean => isEscalation(data) && 'priority' in data && data.priority === 'P1';

/**
 * Mail by the person's choice, webhooks by what the step asks for (`webhook` itself carries every notice); pages always and
 * at once, the rest with others, outside his quiet hours. Empty: the inbox alone. Throws nothing.
 */
export function deliveryRoutes(asked: Asked): DeliveryRoute[] {
  const { data, preferences, hasMail, webhooks, now } = asked;
  if (isUnreached(data)) return [];
  const page = isPage(data);
  const { mail } = preferences;
  const wanted = new Set<unknown>(['webhook', ...(isEscalation(data) ? channelsIn(data) : [])]);
  const byMail = hasMail && (page || mail === 'all' || (mail === 'escalations' && isEscalation(data)));
  const hooks = webhooks.filter(({ carries }) => carries.some((way) => wanted.has(way)));
  const notBefore = page ? now : gathered(asked);
  const channels = [...(byMail ? ['mail'] : []), ...hooks.map(({ id }) => `webhook:${id}`)];
  return channels.map((channel) => ({ channel, page, notBefore }));
}

/** The end of the window in which it is, or is again once the quiet hours are over. */
function gathered({ to, preferences: { quietHours }, busy = false, now, minuteOfDay }: Asked): Millis {
  const first = windowEnd(to, afterQuiet(quietHours, now, minuteOfDay), busy ? BUSY_GATHER_MS : GATHER_MS);
  const open = afterQuiet(quietHours, first, minuteOfDay);
  return open === first ? first : windowEnd(to, open, GATHER_MS);
}

/** The next one after `at`. Each person's windows end at moments of his own, so that not all couriers set out at once. */
function windowEnd(person: string, at: Millis, length: Millis): Millis {
  let phase = 0;
  for (const letter of person) phase = (phase * 31 + (letter.codePointAt(0) ?? 0)) % GATHER_MS;
  return Math.floor((at - phase) / length + 1) * length + phase;
}

function channelsIn(data: object): readonly unknown[] {
  return 'channel' in data && Array.isArray(data.channel) ? data.channel : [];
}

/** The first instant from `now` on that lies in no quiet hour; looks again, since a day may have 23 or 25 hours. */
function afterQuiet(quiet: Preferences['quietHours'], now: Millis, minuteOfDay: Asked['minuteOfDay']): Millis {
  if (!quiet) return now;
  const [from, to] = quiet;
  const isQuiet = (minute: number): boolean =>
    from <= to ? from <= minute && minute < to : from <= minute || minute < to;
  let at = now;
  for (let look = 0; look < 3 && isQuiet(minuteOfDay(at)); look += 1) {
    const left = (to - minuteOfDay(at) + DAY_MINUTES) % DAY_MINUTES;
    at = Math.floor(at / MINUTE) * MINUTE + left * MINUTE;
  }
  return at;
}

/** More than so many waiting for one channel become one message. */
export const DIGEST_ABOVE = 5;
/** Tries go on so long; then it has failed for good. */
export const GIVE_UP_MS: Millis = 24 * 3_600_000;
const FIRST_AGAIN_MS: Millis = 5_000;
const LAST_AGAIN_MS: Millis = 30 * MINUTE;

/** However long a receiver asks us to wait: else one answer of his would end a delivery. */
const MOST_ASKED_MS: Millis = 6 * 3_600_000;

/** How long to wait after the n-th try (1, 2, …) that failed in passing; as long as the receiver asks, within reason. */
export const againAfter = (tries: number, askedMs: Millis = 0): Millis =>
  Math.max(Math.min(LAST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** (tries - 1)), Math.min(askedMs, MOST_ASKED_MS));

/** A message's id, parts between colons, in the characters of a Message-ID (RFC 5322, dot-atom); two ids never give one. */
export const mailId = (id: string): string =>
  id.replaceAll(/[^A-Za-z0-9_-]/g, (one) => (one === ':' ? '.' : `=${one.codePointAt(0)?.toString(16)}=`));
