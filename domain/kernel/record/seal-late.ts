/** When a seal, or a verification of the record, is late (X4). */
import type { Millis } from '../process.ts';

/** A seal is made every hour; so long after the last one something is wrong with them. */
export const SEAL_LATE_MS: Millis = 2 * 3_600_000;

/** True when the newest seal, or the record itself where there is none, is older than it may be. */
export const isSealLate = (newest: Millis | undefined, begun: Millis | undefined, now: Millis): boolean =>
  now - (newest ?? begun ?? now) > SEAL_LATE_MS;

/** The record is verified every day; so long after the last one that came to its end something keeps it from its end. */
const UNVERIFIED_MS: Millis = 50 * 3_600_000;

/** `begun`: of the record itself. Throws nothing. */
export const isUnverified = (last: Millis | undefined, begun: Millis | undefined, now: Millis): boolean =>
  now - (last ?? begun ?? now) > UNVERIFIED_MS;
