/** How an entry that cases name takes no more of them: at once, or from a day on, and who goes on in its place. */
import type { Millis } from '../../domain/kernel/process.ts';

export type Closing = {
  /** Open until then; absent: no day is named. */
  closesAt?: Millis;
  /** What is reported under instead. */
  heir?: string;
};
export const closing = { closesAt: Number, heir: String };

/** True when the entry takes cases at `now`. */
export const takesCases = ({ open, closesAt }: Closing & { open: boolean }, now: Millis): boolean =>
  open && (closesAt === undefined || now < closesAt);
