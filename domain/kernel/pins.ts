import { canonical } from './chain.ts';
import type { PinnedPolicy, PinRefs, Pins } from './process.ts';
import type { CalendarSnapshot } from './calendar.ts';

/**
 * A memo by content and no more: what is found equals what was asked for to the last character, so nobody can see whether
 * it was there. A worker holds thousands of cases on a handful of versions; each would keep its own copy of them.
 */
const keptCalendars = new Map<string, CalendarSnapshot>();
const keptPolicies = new Map<string, PinnedPolicy>();

function kept<T>(memo: Map<string, T>, value: T): T {
  const text = canonical(value);
  const known = memo.get(text);
  if (known) return known;
  memo.set(text, frozen(value));
  return value;
}

/** In depth, so that no case can change what others see. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The same pins; calendars and policy are one object for all cases that pin the same. Throws nothing. */
export function sharedPins(pins: Pins): Pins {
  const snapshots = Object.entries(pins.snapshots).map(([name, one]) => [name, kept(keptCalendars, one)] as const);
  return { ...pins, sla: kept(keptPolicies, pins.sla), snapshots: Object.fromEntries(snapshots) };
}

/** The same pins by reference. Throws nothing. */
export const pinRefsOf = ({ rules, calendars, contract, sla, desks }: Pins): PinRefs => ({
  rules,
  sla: `${sla.id}@${sla.version}`,
  ...(contract === undefined ? {} : { contract }),
  calendars,
  desks,
});
