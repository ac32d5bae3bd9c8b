/** Lengths in ms. A business day is eight open hours, so that a target in days fits any calendar. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const BUSINESS_DAY = 8 * HOUR;
