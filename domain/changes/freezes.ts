/** Freezes 封网: when what they name is to be left alone. What supports a great event 重大事件保障 is said likewise, and warns. */
import { isWithin } from '../kernel/people/access.ts';
import type { Interval } from '../kernel/time/intervals.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';
import { type HeldSpan, heldIn } from './spans.ts';

export const FREEZE_KINDS = ['freeze', 'event-support'] as const;
export type FreezeKind = (typeof FREEZE_KINDS)[number];
/** Each list narrows it; an empty one: all. */
export type FreezeScope = {
  /** With all below. */
  organisations: readonly OrgPath[];
  services: readonly string[];
  items: readonly string[];
};
/** A published version, as a change meets it. */
export type Freeze = FreezeScope & {
  /** `gd-national-day@2`. */
  ref: string;
  name: string;
  kind: FreezeKind;
  spans: readonly HeldSpan[];
  /** From then on it holds nothing. */
  liftedAt?: Millis | undefined;
};
/** What a change touches: an item, or itself where no item is named. */
export type Touched = { item?: string | undefined; orgPath: OrgPath; services: readonly string[] };

/** When it holds within `within`: merged, ascending. Throws nothing. */
export function heldBy(
  { spans, liftedAt = Infinity }: Pick<Freeze, 'spans' | 'liftedAt'>,
  within: Interval,
): Interval[] {
  const until = Math.min(within.until, liftedAt);
  return within.from < until ? heldIn(spans, { from: within.from, until }) : [];
}

/** True when it speaks of what is touched. Throws nothing. */
export const speaksOf = ({ organisations, services, items }: FreezeScope, touched: Touched): boolean =>
  (organisations.length === 0 || organisations.some((path) => isWithin(touched.orgPath, path))) &&
  (services.length === 0 || services.some((one) => touched.services.includes(one))) &&
  (items.length === 0 || (touched.item !== undefined && items.includes(touched.item)));
