/** How the deadline of a clock that has started comes about, from its start on: what it ran, where it stood still, and what it would run yet. */
import { seenBy } from './clock-attribution.ts';
import { calendarOf, type Clock, isStarted } from './clock-measure.ts';
import { definitionIn } from './clock-names.ts';
import type { ClockPins, Clocks, Past, Span } from './clock-types.ts';
import { type ExplainedDay, explainAdd } from './explain.ts';
import { businessMsBetween } from '../time/calendar.ts';
import type { Millis } from '../units.ts';
import type { DateNames } from './what-if.ts';

export type Segment =
  /** `until` null: it runs on; what it counts then is what is left of the target. */
  | {
      is: 'run';
      from: Millis;
      until: Millis | null;
      countedMs: Millis;
      /** Counted up to its end. */
      totalMs: Millis;
      /** Empty for a calendar that is always open. */
      days: readonly ExplainedDay[];
    }
  | { is: 'pause'; from: Millis; until: Millis | null; reason?: string };
export type ExplainedClock = {
  clock: string;
  generation: number;
  startedAt: Millis;
  targetMs: Millis;
  /** `id@version`. */
  calendar: string;
  zone: string;
  /** Null: it stands still, has stopped, or never comes. */
  dueAt: Millis | null;
  segments: readonly Segment[];
  /** Generations and cycles before this one. */
  past: readonly Past[];
};

/**
 * Segment by segment: what the runs count sums to the target, or to what was consumed where it stands or has stopped. Null: there
 * is no such clock, it has no target, or its calendar is pinned no longer. Throws nothing.
 */
export function explainClock(
  clocks: Clocks,
  pins: ClockPins,
  name: string,
  names: DateNames = {},
): ExplainedClock | null {
  const clock = Object.hasOwn(clocks, name) ? clocks[name] : undefined;
  if (!isStarted(clock) || !definitionIn(pins.sla.clocks, name)) return null;
  const calendar = calendarOf(clock, pins);
  const { targetMs, startedAt, generation, past, calendar: ref } = clock.life;
  if (calendar === null || targetMs === null || ref === null) return null;
  const runs = runsOf(clock, { calendar, targetMs, names: names[ref] ?? {} });
  const last = runs.at(-1);
  const segments = [...runs.map(({ run }) => run), ...pausesOf(clock, clocks)].toSorted((a, b) => a.from - b.from);
  return {
    clock: name,
    generation,
    startedAt,
    targetMs,
    calendar: ref,
    zone: calendar.zone,
    dueAt: clock.breachedAt ?? (last?.run.until === null ? last.dueAt : clock.life.dueAt),
    segments,
    past,
  };
}

type Run = { run: Extract<Segment, { is: 'run' }>; dueAt: Millis | null };
type On = {
  calendar: NonNullable<ReturnType<typeof calendarOf>>;
  targetMs: Millis;
  names: Readonly<Record<string, string>>;
};

function runsOf({ life: { runs } }: Clock, { calendar, targetMs, names }: On): Run[] {
  let totalMs = 0;
  return runs.filter(isLong).map(([from, until]) => {
    const countedMs = until === null ? Math.max(0, targetMs - totalMs) : businessMsBetween(calendar, from, until);
    totalMs += countedMs;
    const { days, dueAt } = explainAdd(calendar, from, countedMs, names);
    return { run: { is: 'run', from, until, countedMs, totalMs, days }, dueAt };
  });
}
const isLong = ([from, until]: Span): boolean => until === null || until > from;

/** The reason is what the case said when it began to stand still. */
const pausesOf = ({ life: { pauses } }: Clock, clocks: Clocks): Segment[] =>
  pauses.filter(isLong).map(([from, until]) => {
    const reason = seenBy(clocks).trail.findLast(([at]) => at <= from)?.[4];
    return { is: 'pause', from, until, ...(typeof reason === 'string' ? { reason } : {}) };
  });
