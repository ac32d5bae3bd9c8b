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
  /** Sent at once, by itself, whatever the hour: see `isAtOnce`. */
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
/** A page, or what brings a grave case to those who must act (facts.ts): no window, quiet hour or digest holds it. */
export const isAtOnce = (data: object): boolean => isPage(data) || ('urgent' in data && data.urgent === true);

/**
 * Mail by the person's choice, webhooks by what the step asks for (`webhook` itself carries every notice); pages always, what
 * cannot wait at once, the rest with others, outside his quiet hours. Empty: the inbox alone. Throws nothing.
 */
export function deliveryRoutes(asked: Asked): DeliveryRoute[] {
  const { data, webhooks, now } = asked;
  if (isUnreached(data)) return [];
  const page = isAtOnce(data);
  const wanted = new Set<unknown>(['webhook', ...(isEscalation(data) ? channelsIn(data) : [])]);
  const hooks = webhooks.filter(({ carries }) => carries.some((way) => wanted.has(way)));
  const notBefore = page ? now : gathered(asked);
  const channels = [...(whyNoMail(asked) ? [] : ['mail']), ...hooks.map(({ id }) => `webhook:${id}`)];
  return channels.map((channel) => ({ channel, page, notBefore }));
}

/** Why a notice goes by no mail: else nobody can tell that from a loss. */
export type NoMail = 'no-address' | 'not-chosen' | 'inbox-only';

/** Null: it goes by mail. Throws nothing. */
export function whyNoMail({ data, preferences: { mail }, hasMail }: Pick<Asked, 'data' | 'preferences' | 'hasMail'>) {
  if (isUnreached(data)) return 'inbox-only' satisfies NoMail;
  if (!hasMail) return 'no-address' satisfies NoMail;
  const isWanted = isPage(data) || mail === 'all' || (mail === 'escalations' && (isEscalation(data) || isAtOnce(data)));
  return isWanted ? null : ('not-chosen' satisfies NoMail);
}

/**
 * The end of the longest window that leaves time to act: of a busy person's, of everybody's, of one in spite of his quiet
 * hours; at once where even that is too late.
 */
function gathered({ to, data, preferences: { quietHours }, busy = false, now, minuteOfDay }: Asked): Millis {
  const inWindow = (length: Millis): Millis => {
    const first = windowEnd(to, afterQuiet(quietHours, now, minuteOfDay), length);
    const open = afterQuiet(quietHours, first, minuteOfDay);
    return open === first ? first : windowEnd(to, open, GATHER_MS);
  };
  const latest = latestFor(data, now);
  const choices = [...(busy ? [inWindow(BUSY_GATHER_MS)] : []), inWindow(GATHER_MS), windowEnd(to, now, GATHER_MS)];
  return choices.find((at) => at <= latest) ?? now;
}

/** So much of the time left is enough to act on a warning, however much there was. */
const ENOUGH_MS: Millis = 30 * MINUTE;

/** A warning goes while half of the time to its deadline is left, or half an hour; anything else whenever it may. */
function latestFor(data: object, now: Millis): Millis {
  const dueAt: unknown = isEscalation(data) && 'dueAt' in data ? data.dueAt : undefined;
  if (typeof dueAt !== 'number' || dueAt <= now) return Infinity;
  return dueAt - Math.min((dueAt - now) / 2, ENOUGH_MS);
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

type Wall = Asked['minuteOfDay'];

/** The first instant from `now` on that lies in no quiet hour of his wall clock, also where that is moved. */
function afterQuiet(quiet: Preferences['quietHours'], now: Millis, minuteOfDay: Wall): Millis {
  if (!quiet) return now;
  const [from, to] = quiet;
  const isQuiet = (at: Millis): boolean => {
    const minute = minuteOfDay(at);
    return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
  };
  let at = now;
  for (let look = 0; look < 3 && isQuiet(at); look += 1) at = nextAtMinute(to, at, minuteOfDay);
  return at;
}

/** The next instant at which his clock shows that minute of the day, or has passed it by being put forward. */
function nextAtMinute(minute: number, now: Millis, minuteOfDay: Wall): Millis {
  const start = Math.floor(now / MINUTE) * MINUTE;
  const plain = start + ((minute - minuteOfDay(start) + DAY_MINUTES) % DAY_MINUTES) * MINUTE;
  const moved = (at: Millis): number => drift(minuteOfDay(at) - minuteOfDay(start) - (at - start) / MINUTE);
  const by = moved(plain);
  const there = plain - by * MINUTE;
  if (by === 0 || (there > start && moved(there) === by)) return there;
  let [before, after] = [Math.max(start, there), plain]; // that minute is left out: it ends where the clock jumps
  while (after - before > MINUTE) {
    const middle = before + Math.floor((after - before) / (2 * MINUTE)) * MINUTE;
    if (moved(middle) === by) after = middle;
    else before = middle;
  }
  return after;
}

/** Minutes between two clocks of a day, at most half of one either way. */
const drift = (minutes: number): number => {
  const within = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return within > DAY_MINUTES / 2 ? within - DAY_MINUTES : within;
};

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

/** Of a Message-ID, what mailId made. */
export const ownPart = (messageId: string): string => messageId.slice(0, messageId.lastIndexOf('@'));

/** A message's id, parts between colons, in the characters of a Message-ID (RFC 5322, dot-atom); two ids never give one. */
export const mailId = (id: string): string =>
  id.replaceAll(/[^A-Za-z0-9_-]/g, (one) => (one === ':' ? '.' : `=${one.codePointAt(0)?.toString(16)}=`));
