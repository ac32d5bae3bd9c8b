/** When a runbook is to be drilled 演练, and when somebody is told: on days of the installation's calendar, as `2026-02-28`. Pure. */
import type { Templates } from '../kernel/units.ts';
import { HOUR } from '../kernel/time/durations.ts';

/** A day of the calendar, `YYYY-MM-DD`; such days compare as text. */
export type Day = string;

/** Whoever may command is told so many days before. */
export const TOLD_DAYS_BEFORE = 14;
const DAY = 24 * HOUR;

/** The same day of the month so many months later, or the last of a month that is shorter. Throws nothing. */
export function monthsAfter(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date ?? 1, last));
  return dayOf(first.getTime());
}
const dayOf = (at: number): Day => new Date(at).toISOString().slice(0, 10);

/** The day by which it is drilled again. `from`: of its last drill, else of its approval. Throws nothing. */
export const drillDueOn = (from: Day, everyMonths: number): Day => monthsAfter(from, everyMonths);

/** `near`: 14 days before it is due, and `due`, on the day; `overdue`: each month after it. */
export type DrillSlot = { why: 'near' | 'due' | 'overdue'; on: Day };

/**
 * The newest occasion of telling that has come by `today`; null: none has. Of several that nobody was told of, since nothing ran,
 * only this one is told. Throws nothing.
 */
export function drillSlot(dueOn: Day, today: Day): DrillSlot | null {
  if (today < dueOn) {
    const near = dayOf(Date.parse(dueOn) - TOLD_DAYS_BEFORE * DAY);
    return today < near ? null : { why: 'near', on: near };
  }
  let months = 0;
  while (monthsAfter(dueOn, months + 1) <= today) months += 1;
  return { why: months === 0 ? 'due' : 'overdue', on: monthsAfter(dueOn, months) };
}

export const drillTemplate = ({ why }: Pick<DrillSlot, 'why'>): string => `drill-${why}`;

export const drillTemplates: Templates = {
  'drill-near': {
    zh: '预案“{titleZh}”（{runbook}）应于 {dueOn} 前演练，请安排。上次演练：{lastOn}。',
    en: 'Runbook “{titleEn}” ({runbook}) is to be drilled by {dueOn}, please plan it. Last drill: {lastOn}.',
  },
  'drill-due': {
    zh: '预案“{titleZh}”（{runbook}）的演练今天到期（{dueOn}）。上次演练：{lastOn}。',
    en: 'The drill of runbook “{titleEn}” ({runbook}) is due ({dueOn}). Last drill: {lastOn}.',
  },
  'drill-overdue': {
    zh: '预案“{titleZh}”（{runbook}）的演练已逾期，应于 {dueOn} 前完成。上次演练：{lastOn}。',
    en: 'The drill of runbook “{titleEn}” ({runbook}) is overdue, it was due on {dueOn}. Last drill: {lastOn}.',
  },
};
