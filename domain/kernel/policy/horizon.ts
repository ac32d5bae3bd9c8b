/** How far ahead a calendar's dates are known, and what its owner is told about it. */
import type { Templates } from '../units.ts';
import type { CalendarSnapshot } from '../time/calendar.ts';
import { DAY, eastOf, segmentAt } from '../time/calendar-table.ts';
import type { Millis } from '../process.ts';

/** The owner is told so long before the dates end. */
export const WARN_BEFORE_MS: Millis = 60 * DAY;

/**
 * `near`: the dates end soon. `provisional`: deadlines of open cases lie beyond them. `ended`: today does. `behind`: a
 * newer version covers what open cases that stay on an older one still have as provisional.
 */
export type HorizonReason = 'near' | 'provisional' | 'ended' | 'behind';
export type Horizon = {
  coveredUntil: Millis;
  /** Open cases with a running clock that is provisional on this version, and on earlier ones. */
  provisional: number;
  behind: number;
};

const URGENCY = ['near', 'provisional', 'ended'] as const satisfies readonly HorizonReason[];

/**
 * Why the owner of a calendar is told something now: of what is said already (`told`, about this version), nothing again, nor
 * anything weaker. Empty: nothing. Throws nothing.
 */
export function horizonReasons(
  { coveredUntil, provisional, behind }: Horizon,
  told: readonly HorizonReason[],
  now: Millis,
): HorizonReason[] {
  const holds = {
    ended: now >= coveredUntil,
    provisional: provisional > 0,
    near: now >= coveredUntil - WARN_BEFORE_MS,
  };
  const strongest = URGENCY.findLastIndex((reason) => holds[reason]);
  const said = Math.max(...told.map((reason) => URGENCY.findIndex((one) => one === reason)), -1);
  const [reason] = strongest > said ? URGENCY.slice(strongest) : [];
  return [...(reason ? [reason] : []), ...(behind > 0 && !told.includes('behind') ? (['behind'] as const) : [])];
}

/** Whole days until the dates end, begun ones counted; 0 when they have. */
export const daysLeft = (coveredUntil: Millis, now: Millis): number =>
  Math.max(0, Math.ceil((coveredUntil - now) / DAY));

/** The last local date that is covered, `2026-12-31`. */
export function lastDay({ offsets, coveredUntil }: Pick<CalendarSnapshot, 'offsets' | 'coveredUntil'>): string {
  const at = coveredUntil - 1;
  return new Date(at + eastOf(offsets, segmentAt(offsets, at))).toISOString().slice(0, 10);
}

export const horizonTemplate = (reason: HorizonReason): string => `calendar-${reason}`;

export const horizonTemplates: Templates = {
  'calendar-near': {
    zh: '日历“{name}”的节假日只登记到 {lastDay}。下一年的安排公布后，请导入并发布。',
    en: 'Calendar “{name}” has its holidays until {lastDay}. Once those of the next year are out, import and publish them.',
  },
  'calendar-provisional': {
    zh: '{cases} 个未结单据的时限超出日历“{name}”已登记的 {lastDay}，暂定按平常一周计算。请导入下一年并发布，再为它们重新定标。',
    en: '{cases} open cases have deadlines beyond {lastDay}, where calendar “{name}” ends; they are provisional. Import the next year, publish it, then re-target them.',
  },
  'calendar-ended': {
    zh: '日历“{name}”的节假日已于 {lastDay} 到期，此后全部按平常一周暂定计算。请尽快导入并发布。',
    en: 'Calendar “{name}” ended on {lastDay}; since then every deadline is provisional. Import and publish the new year.',
  },
  'calendar-behind': {
    zh: '日历“{name}”已登记到 {lastDay}，但 {cases} 个未结单据仍按旧版本暂定计时。请为它们重新定标。',
    en: 'Calendar “{name}” now reaches until {lastDay}, but {cases} open cases stay provisional on an earlier version. Re-target them.',
  },
};
