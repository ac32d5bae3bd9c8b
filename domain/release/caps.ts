/** Bounds of a release that contract and rules name. */
import type { Millis } from '../kernel/units.ts';

export const MOST_WAVES = 10;
export const MOST_SITES = 100;
export const MOST_SITE_STEPS = 30;
export const MOST_ITEMS = 20;
/** Of one wave's sites so many are at work together. */
export const SITES_AT_ONCE = 20;
/** From the first window's begin to the last one's end, as of the window of the change for the whole. */
export const LONGEST_SPAN: Millis = 31 * 24 * 3_600_000;
/** A gate opens while there are fewer incidents than this on the version. */
export const INCIDENTS_TOO_MANY = 3;
