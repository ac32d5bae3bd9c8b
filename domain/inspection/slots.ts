/** When the inspections of a plan are due, and which of them is opened now. */
import type { CalendarSnapshot } from '../kernel/time/calendar-snapshot.ts';
import { DAY, dayOf, framesBeginningOn } from '../kernel/time/calendar-table.ts';
import { isProvisional } from '../kernel/time/calendar.ts';
import type { Interval } from '../kernel/time/intervals.ts';
import { beginOfDay, dayAt } from '../kernel/time/on-the-wall.ts';
import type { Millis } from '../kernel/units.ts';

/** Months from one slot to the next. */
export const EVERY_MONTHS = [1, 3, 6, 12] as const;
export type EveryMonths = (typeof EVERY_MONTHS)[number];
/** No window is longer than the shortest time between two slots, so none meets the next by the plan alone. */
export const LONGEST_WINDOW: Readonly<Record<EveryMonths, number>> = { 1: 28, 3: 89, 6: 181, 12: 365 };
/** Nobody plans earlier or later. */
export const [FIRST_DAY, LAST_DAY] = ['2001-01-01', '2100-12-31'] as const;

/** What of a plan its slots follow from. */
export type SlotPlan = {
  id: string;
  everyMonths: EveryMonths;
  /** Local date of the first slot: the final acceptance 终验 or a later day. */
  firstDay: string;
  /** Local date, inclusive; absent: it goes on to LAST_DAY. */
  lastDay?: string | undefined;
  /** Local days in which the visit is made. */
  windowDays: number;
  /** Of its zone (calendar-snapshot.ts). */
  offsets: CalendarSnapshot['offsets'];
};
/** One inspection of a plan: `from` the begin of its first local day, `until` that of the day after its window. */
export type Slot = Interval & {
  /** `core-room/2026-Q3`: the same whatever its calendar says later. */
  key: string;
  /** `2026-07`, `2026-Q3`, `2026-H2` or `2026`. */
  slot: string;
  /** Local date by the months alone. */
  planned: string;
  /** Local date on which it begins: that, or the next working day. */
  day: string;
  /** It rests on days whose holidays the calendar does not know. */
  provisional?: true;
};

/** A calendar without a working day in so long is no reason to wait: the slot stays where it is planned. */
const LONGEST_SHIFT = 31;

/** The slots that begin within `within`, ascending. Throws nothing for a plan without faults. */
export function slotsOf(plan: SlotPlan, calendar: CalendarSnapshot, within: Interval): Slot[] {
  const first = dayAt(plan.offsets, within.from) - LONGEST_SHIFT;
  const last = dayAt(plan.offsets, within.until);
  return plannedDays(plan)
    .filter((day) => day >= first && day <= last)
    .map((day) => slotAt(plan, calendar, day))
    .filter(({ from }) => from >= within.from && from < within.until);
}

/** The first that begins after `at`; null: the plan has none left. Throws nothing. */
export function slotAfter(plan: SlotPlan, calendar: CalendarSnapshot, at: Millis): Slot | null {
  const first = dayAt(plan.offsets, at) - LONGEST_SHIFT;
  const days = plannedDays(plan).filter((day) => day >= first);
  for (const day of days) {
    const slot = slotAt(plan, calendar, day);
    if (slot.from > at) return slot;
  }
  return null;
}

/** By the months alone, as day numbers: the day of the first one, or the last of a month that is too short for it. */
function plannedDays({ firstDay, lastDay = LAST_DAY, everyMonths }: SlotPlan): number[] {
  const [year = 0, month = 0, date = 0] = firstDay.split('-').map(Number);
  const last = Math.min(dayOf(lastDay), dayOf(LAST_DAY));
  const days: number[] = [];
  for (let months = 0; ; months += everyMonths) {
    const longest = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    const day = Date.UTC(year, month - 1 + months, Math.min(date, longest)) / DAY;
    if (!(day <= last)) return days;
    days.push(day);
  }
}

function slotAt(plan: SlotPlan, calendar: CalendarSnapshot, planned: number): Slot {
  const { offsets, windowDays } = plan;
  const day = workingDay(calendar, planned);
  const from = beginOfDay(offsets, day);
  const slot = slotName(planned, plan.everyMonths);
  const isUnsure = isProvisional(calendar, beginOfDay(offsets, planned), beginOfDay(offsets, day + 1));
  return {
    key: `${plan.id}/${slot}`,
    slot,
    planned: dateOf(planned),
    day: dateOf(day),
    from,
    until: beginOfDay(offsets, day + windowDays),
    ...(isUnsure ? { provisional: true } : {}),
  };
}

/** The day itself, or the next on which the calendar is open. Later days never lead to earlier ones. */
function workingDay(calendar: CalendarSnapshot, planned: number): number {
  if (calendar.always) return planned;
  for (let day = planned; day <= planned + LONGEST_SHIFT; day += 1)
    if (framesBeginningOn(calendar, day).length > 0) return day;
  return planned;
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

function slotName(day: number, every: EveryMonths): string {
  const [year = '', month = ''] = dateOf(day).split('-');
  if (every === 1) return `${year}-${month}`;
  if (every === 12) return year;
  const nth = Math.ceil(Number(month) / every);
  return every === 3 ? `${year}-Q${nth}` : `${year}-H${nth}`;
}

/** What is known of a plan's slots when somebody asks which are due. */
export type Standing = {
  /** When it was made, or opened again. */
  since: Millis;
  /** The latest that was opened, missed or listed as before the plan; null: none yet. */
  settled: Pick<Slot, 'slot' | 'planned'> | null;
  /** A case of it is not over yet. */
  isBusy: boolean;
};
export type Due = {
  /** To be opened now. */
  run: Slot | null;
  /** Due too and older than that one: nobody makes up for them. Ascending. */
  missed: readonly Slot[];
  /** They had begun before the day on which the plan was made. Ascending. */
  before: readonly Slot[];
  /** The newest that is due and is not opened as long as a case of the plan is open. */
  waits: Slot | null;
  /** The next one to come; null is an alarm. */
  next: Slot | null;
};

/**
 * Which slots since the last settled one are due at `now`. It rests on what is settled alone and not on when it was asked
 * last, so it says the same however long nobody asked; and a slot that was settled is never named again, wherever an edit of
 * plan or calendar moves it. A plan begins with the slots of the local day on which it was made. Throws nothing.
 */
export function dueSlots(
  { plan, calendar }: { plan: SlotPlan; calendar: CalendarSnapshot },
  { since, settled, isBusy }: Standing,
  now: Millis,
): Due {
  const open = slotsOf(plan, calendar, { from: beginOfDay(plan.offsets, dayOf(FIRST_DAY)), until: now + 1 }).filter(
    ({ slot, planned }) => settled === null || (planned > settled.planned && slot !== settled.slot),
  );
  const begun = beginOfDay(plan.offsets, dayAt(plan.offsets, since));
  const due = open.filter(({ from }) => from >= begun);
  const newest = due.at(-1) ?? null;
  return {
    before: open.filter(({ from }) => from < begun),
    run: isBusy ? null : newest,
    missed: isBusy ? [] : due.slice(0, -1),
    waits: isBusy ? newest : null,
    next: slotAfter(plan, calendar, now),
  };
}

/** So long before it begins somebody must know that its day is not sure. */
const UNSURE_MS: Millis = 60 * DAY;
/** True for a slot that begins soon, or has begun, on a day whose holidays its calendar does not know. */
export const isUnsure = ({ provisional, from }: Slot, now: Millis): boolean =>
  provisional === true && from - now <= UNSURE_MS;

/** By when the visit of a slot is made that is opened at `now`: its end, or as long again where that has passed. */
export const visitBy = ({ from, until }: Interval, now: Millis): Millis => (until > now ? until : now + until - from);
