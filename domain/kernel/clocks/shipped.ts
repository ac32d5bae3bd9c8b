/** What the clocks that processes ship are made of. */
import type { ClockDefinition, Field, Step } from './clocks.ts';
import { BUSINESS_DAY, MINUTE } from '../time/durations.ts';
import type { Millis } from '../units.ts';

/** A clock of a process that watches what every process has. */
export type CaseClock = ClockDefinition<Field, never, never>;
/** The clocks of a process by their keys. */
export type Shipped = Readonly<Record<string, CaseClock>>;

/** At this share of the target these are told in their inboxes. */
export const stepAt = (percent: number, ...to: readonly string[]): Step => ({
  id: `p${percent}`,
  percent,
  to,
  channel: ['inbox'],
});
/** So long before the deadline, as `id` says it. */
export const stepBefore = (id: string, beforeMs: Millis, ...to: readonly string[]): Step => ({
  id,
  beforeMs,
  to,
  channel: ['inbox'],
});

/** Runs from anew whenever a case comes into the status, until it leaves it. */
export const whileIn = (status: string): Pick<CaseClock, 'start' | 'stop' | 'restart'> => ({
  start: [{ enters: { status: [status] } }],
  stop: [{ leaves: { status: [status] } }],
  restart: [{ enters: { status: [status] } }],
});

/** So long its reporter is waited for in a status; a business day before the end he is reminded. What then, `onDue` says. */
export const waitFor = (key: string, status: string, ms: Millis): CaseClock => ({
  key,
  kind: 'timer',
  calendar: 'service',
  targets: [{ ms }],
  ...whileIn(status),
  ladder: [stepBefore('b1d', BUSINESS_DAY, 'requester')],
});

/** 30 min of `calendar` from the first urge to its answer; then the supervisor is told. Every process has it. */
export const urgeAnswer = (calendar: string): CaseClock => ({
  key: 'urge-answer',
  kind: 'ola',
  calendar,
  targets: [{ ms: 30 * MINUTE }],
  start: [{ enters: { urged: [true] } }],
  stop: [{ leaves: { urged: [true] } }],
  restart: [{ enters: { urged: [true] } }],
  ladder: [stepAt(100, 'supervisor')],
});
