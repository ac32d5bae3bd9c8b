/**
 * Test support: a naive planner of inspections, written another way than the product's: day by day, by the library of dates,
 * remembering every name that it ever gave out.
 */
import { Temporal } from 'temporal-polyfill';
import type { SlotPlan } from '../../../domain/inspection/slots.ts';

const DAY = 86_400_000;
type Wish = { plan: Pick<SlotPlan, 'firstDay' | 'everyMonths' | 'windowDays'>; zone: string };
type PlannedSlot = { slot: string; from: number; until: number };

export class Planner {
  readonly done = new Map<string, 'run' | 'missed'>();
  readonly wish: Wish;
  readonly isWorked: (date: Temporal.PlainDate) => boolean;
  constructor(wish: Wish, isWorked: Planner['isWorked']) {
    [this.wish, this.isWorked] = [wish, isWorked];
  }

  slotsUntil(now: number): PlannedSlot[] {
    const { plan, zone } = this.wish;
    const [firstYear = 0, firstMonth = 0, firstDate = 0] = plan.firstDay.split('-').map(Number);
    const found = [];
    for (let day = Date.parse(plan.firstDay); day <= now + DAY; day += DAY) {
      const date = new Date(day);
      const months = (date.getUTCFullYear() - firstYear) * 12 + date.getUTCMonth() + 1 - firstMonth;
      const isLast = new Date(day + DAY).getUTCDate() === 1;
      const fits = date.getUTCDate() === firstDate || (isLast && date.getUTCDate() < firstDate);
      if (months % plan.everyMonths !== 0 || !fits) continue;
      const planned = Temporal.PlainDate.from(date.toISOString().slice(0, 10));
      let on = planned;
      while (!this.isWorked(on)) on = on.add({ days: 1 });
      const start = (one: Temporal.PlainDate) => one.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
      const [from, until] = [start(on), start(on.add({ days: plan.windowDays }))];
      if (from <= now) found.push({ slot: nameOf(planned, plan.everyMonths), from, until });
    }
    return found;
  }

  /** What is due at `now` and was never given out: the newest runs, older ones are missed. */
  due(now: number): { run: string | null; missed: string[] } {
    const missed = this.slotsUntil(now).flatMap(({ slot }) => (this.done.has(slot) ? [] : [slot]));
    const run = missed.pop() ?? null;
    if (run !== null) this.done.set(run, 'run');
    for (const slot of missed) this.done.set(slot, 'missed');
    return { run, missed };
  }
}

function nameOf({ year, month }: Temporal.PlainDate, every: number): string {
  if (every === 12) return `${year}`;
  if (every === 1) return `${year}-${String(month).padStart(2, '0')}`;
  return every === 3 ? `${year}-Q${Math.ceil(month / 3)}` : `${year}-H${month > 6 ? 2 : 1}`;
}
