/** Spans of a freeze as they are published: with the offsets of their zones, as calendars are compiled. */
import { endOf, type HeldSpan, isRecurring, type Span, spanProblems } from '../../../domain/changes/spans.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { FieldError, Millis } from '../../../domain/kernel/process.ts';
import type { FreezeSource } from '../../../models/registers/freeze.ts';
import { isZone, offsetsOfYears } from '../../../platform/zones.ts';

/** Of a span that comes again for ever: its offsets are known for so long, and stay what they were last. */
const YEARS_AHEAD = 30;

/** As they are understood now, for as long as the version holds. Throws RangeError for an unknown zone. */
export const heldSpans = (spans: readonly Span[]): HeldSpan[] =>
  spans.map((span) => {
    if (!isRecurring(span)) return { from: Date.parse(span.from), until: Date.parse(span.until) };
    const first = yearOf(span.firstDay);
    const last = span.lastDay === undefined ? first + YEARS_AHEAD : yearOf(span.lastDay);
    return { ...span, offsets: offsetsOfYears(span.zone, [first - 1, last + 1]) };
  });

const yearOf = (day: string): number => Number(day.slice(0, 4));

/**
 * What of itself is wrong with a freeze: its spans, zones that there are not, one that is over before it is published, and a
 * lifting of what was never announced or was lifted before.
 */
export function freezeProblems(source: FreezeSource, former: FreezeSource | null, now: Millis): FieldError[] {
  const { spans, lifted } = source;
  const zones = spans.flatMap((span, i) =>
    fieldFault(isRecurring(span) && !isZone(span.zone), `/spans/${i}/zone`, 'unknown'),
  );
  const wrong = [...spanProblems(spans), ...zones];
  const end = wrong.length > 0 ? null : endOf(heldSpans(spans));
  return [
    ...wrong,
    ...fieldFault(lifted !== true && end !== null && end <= now, '/spans', 'in-the-past'),
    ...fieldFault(lifted === true && former === null, '/lifted', 'not-announced'),
    ...fieldFault(lifted === true && former?.lifted === true, '/lifted', 'lifted-before'),
  ];
}
