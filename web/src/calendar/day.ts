/** Where entries lie on one day, and what each is called in the address. Pure. */
import type { Day, Entry } from './reading.ts';

/** The number of a change; of other entries what tells them apart. */
export const keyOf = (one: Entry): string => {
  if (one.kind === 'change') return one.number;
  if ('id' in one) return one.id;
  return [one.kind, 'item' in one ? one.item : '', one.from].join('~');
};

const PERCENT = 100;
/** Of the day, in percent: where the part of the entry that lies on it begins, and how long it is. */
export function barOf(
  { from, until }: Pick<Entry, 'from' | 'until'>,
  day: Pick<Day, 'from' | 'until'>,
): {
  left: number;
  width: number;
} {
  const [begin, end] = [Date.parse(day.from), Date.parse(day.until)];
  const [first, last] = [Math.max(Date.parse(from), begin), Math.min(Date.parse(until), end)];
  const of = (ms: number): number => Math.round((ms / (end - begin)) * PERCENT * 100) / 100;
  return { left: of(first - begin), width: Math.max(0, of(last - first)) };
}

const HOUR = 3_600_000;
/** The evening of a day, `20:00` to `22:00`: what a new change is begun with. */
export const eveningOf = ({ from }: Pick<Day, 'from'>): { from: string; until: string } => {
  const begin = Date.parse(from);
  return { from: new Date(begin + 20 * HOUR).toISOString(), until: new Date(begin + 22 * HOUR).toISOString() };
};
