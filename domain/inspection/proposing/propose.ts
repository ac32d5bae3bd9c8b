/** What the plan of the next period should do otherwise, by what failed in the last one; a person decides (E5). */
import type { CalendarSnapshot } from '../../kernel/time/calendar-snapshot.ts';
import { DAY } from '../../kernel/time/calendar-table.ts';
import { dayAt } from '../../kernel/time/on-the-wall.ts';
import type { Millis } from '../../kernel/units.ts';
import type { InspectionPlan } from '../plan.ts';
import { EVERY_MONTHS, type EveryMonths } from '../slots.ts';
import type { Fault, Figure, FigureBy, ProposedLine } from './shapes.ts';

/** So many faults that are alike within so many days speak for a change. */
export const [REPEATED, WITHIN_DAYS] = [3, 90] as const;
/** So long nothing failed, and so many visits in a row found nothing: less often will do. */
export const [QUIET_DAYS, CLEAN_VISITS] = [180, 3] as const;
/** A table shows no more rows of one kind. */
const MOST_ROWS = 20;

export type Observed = {
  plan: Pick<InspectionPlan, 'way' | 'core' | 'items' | 'lines'>;
  /** Months between two visits now, and whether the contract says so. */
  every: EveryMonths;
  isOwed: boolean;
  /** At its organisation or below, of the last QUIET_DAYS, in any order. */
  faults: readonly Fault[];
  /** Its last visits that were carried out, the last one first: whether each found everything in order. */
  visits: readonly { isClean: boolean }[];
  offsets: CalendarSnapshot['offsets'];
};

/** Faults that concern the plan: of its items, or of all that lies at its place where it names none. Throws nothing. */
export const concerning = ({ items }: Pick<InspectionPlan, 'items'>, faults: readonly Fault[]): Fault[] =>
  items.length === 0 ? [...faults] : faults.filter(({ item }) => item !== undefined && items.includes(item));

/** By class, item, place and cause, month by month, the most frequent first. Throws nothing. */
export const statisticsOf = ({ plan, faults, offsets }: Observed): Figure[] =>
  (['class', 'item', 'place', 'cause'] as const).flatMap((by) =>
    figuresBy(by, concerning(plan, faults), offsets).slice(0, MOST_ROWS),
  );

/** At most one line about how often, and one for each cause that is not looked for yet. Throws nothing. */
export function proposedLines(observed: Observed, now: Millis): ProposedLine[] {
  const { plan, faults, offsets } = observed;
  const own = concerning(plan, faults);
  const late = own.filter(({ at }) => at >= now - WITHIN_DAYS * DAY);
  const repeated = (by: FigureBy) => figuresBy(by, late, offsets).filter(({ count }) => count >= REPEATED);
  const places = plan.items.length === 0 ? repeated('place') : [];
  const figures = [...repeated('item'), ...repeated('class'), ...places];
  return [...oftener(observed, figures), ...rarer(observed, own.length), ...added(plan, repeated('cause'))];
}

function oftener({ every, isOwed }: Observed, figures: readonly Figure[]): ProposedLine[] {
  const to = EVERY_MONTHS.findLast((months) => months < every);
  if (to === undefined || figures.length === 0) return [];
  return [
    {
      id: 'more-often',
      kind: 'more-often',
      fromMonths: every,
      toMonths: to,
      figures,
      ...(isOwed ? { heldBy: 'contract' } : {}),
    },
  ];
}

/** By phone and at core units somebody looks each month; nor does a plan leave what its contract owes. */
function rarer({ plan, every, isOwed, visits }: Observed, failed: number): ProposedLine[] {
  const to = EVERY_MONTHS.find((months) => months > every);
  const isFixed = plan.core || plan.way === 'phone' || isOwed;
  const wasQuiet =
    failed === 0 && visits.length >= CLEAN_VISITS && visits.slice(0, CLEAN_VISITS).every((one) => one.isClean);
  if (to === undefined || isFixed || !wasQuiet) return [];
  return [{ id: 'less-often', kind: 'less-often', fromMonths: every, toMonths: to, figures: [] }];
}

function added({ lines = [] }: Observed['plan'], causes: readonly Figure[]): ProposedLine[] {
  const there = new Set(lines.map(({ id }) => id));
  return causes.flatMap((figure): ProposedLine[] => {
    const line = lineFor(figure.value);
    if (there.has(line)) return [];
    return [{ id: line, kind: 'add-line', cause: figure.value, line, figures: [figure] }];
  });
}

/** The id of the line that looks for a cause: as long as ids of parts may be. */
const lineFor = (cause: string): string =>
  `cause-${cause.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 32).replace(/-+$/, '');

function figuresBy(by: FigureBy, faults: readonly Fault[], offsets: CalendarSnapshot['offsets']): Figure[] {
  const groups = new Map<string, Fault[]>();
  for (const fault of faults) {
    const value = valueIn(fault, by);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), fault]);
  }
  return [...groups]
    .map(([value, alike]): Figure => {
      const items = [...new Set(alike.flatMap(({ item }) => item ?? []))].toSorted();
      return { by, value, count: alike.length, months: monthsOf(alike, offsets), ...(by === 'class' ? { items } : {}) };
    })
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function valueIn(fault: Fault, by: FigureBy): string | undefined {
  if (by === 'place') return fault.unit;
  return by === 'class' ? fault.class : by === 'item' ? fault.item : fault.cause;
}

function monthsOf(faults: readonly Fault[], offsets: CalendarSnapshot['offsets']): Figure['months'] {
  const counts = new Map<string, number>();
  for (const { at } of faults) {
    const month = monthAt(offsets, at);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return [...counts].map(([month, count]) => ({ month, count })).toSorted((a, b) => (a.month < b.month ? -1 : 1));
}

/** The local month in which an instant lies, `2026-09`. */
export const monthAt = (offsets: CalendarSnapshot['offsets'], at: Millis): string =>
  new Date(dayAt(offsets, at) * DAY).toISOString().slice(0, 7);
