/** Lengths in ms. A business day is eight open hours, so that a target in days fits any calendar. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const BUSINESS_DAY = 8 * HOUR;
/** Minutes of a day of the wall clock without a change of its offset. */
export const DAY_MINUTES = 1440;
