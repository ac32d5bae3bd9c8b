/** The stretches of time that are counted on their own, and what each is put together from. */
import type { Basis } from '../../domain/figures/language/shapes.ts';
import { type Cut, daysOf, HOUR, stretchesOf, partsOf, type Period } from '../../domain/figures/periods.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import type { Of } from '../../models/figures/tally.ts';
import type { Span } from './tallies.ts';

const FIVE_MINUTES = 300_000;

/** Of a whole organisation longer times are put together from months; of others the time itself is counted. In order. Throws nothing. */
export function spansIn({ cut, of }: { cut: Cut; of: Of }, period: Period, basis: Basis): Span[] {
  if (basis === 'open') return [{ from: period.until, until: period.until }];
  const isOfMonths = period.kind === 'quarter' || period.kind === 'year';
  return isOfMonths && of === '' ? monthsIn(cut, period) : [spanOf(cut, period)];
}

function spanOf(cut: Cut, period: Period): Span {
  const { kind, from, until } = period;
  if (kind === 'day') return dayOf({ from, until });
  const isOfDays = kind === 'week' || kind === 'month';
  return { from, until, parts: () => (isOfDays ? daysOf(cut, period).map(dayOf) : monthsIn(cut, period)) };
}

const monthsIn = (cut: Cut, period: Period): Span[] => partsOf(cut, period).map((month) => spanOf(cut, month));

const dayOf = ({ from, until }: Interval): Span => ({
  from,
  until,
  parts: () => stretchesOf({ from, until }, HOUR).map(hourOf),
});

/** In one hour very many may be ended by one hand. */
const hourOf = ({ from, until }: Interval): Span => ({
  from,
  until,
  parts: () => stretchesOf({ from, until }, FIVE_MINUTES),
});
