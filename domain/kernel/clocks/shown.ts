/** The clocks of a case as its head shows them, at one instant. */
import { seenFor } from './clock-attribution.ts';
import { limitedSteps, thresholdOf } from './clock-ladder.ts';
import { calendarOf, type Clock, reach, startedIn } from './clock-measure.ts';
import { clockNamed } from './clock-names.ts';
import { standing } from './clock-reading.ts';
import type {
  ClockDefinition,
  ClockPins,
  ClockReadingState,
  Clocks,
  ClockShown,
  ClockStateShown,
  Context,
} from './clock-types.ts';
import type { Millis } from '../units.ts';

/** In which order they want to be read. */
const URGENCY: readonly ClockStateShown[] = [
  'over',
  'soon',
  'running',
  'paused',
  'waiting',
  'late',
  'met',
  'cancelled',
];

/** Every clock that has started, the most urgent first, at `at`, an instant not before the case's last event. Throws nothing. */
export function clocksShown(clocks: Clocks, pins: ClockPins, at: Millis): ClockShown[] {
  return startedIn(clocks, pins)
    .map(({ name, clock, definition }) => clockShown(name, clock, { definition, pins, at, ...seenFor(clocks, name) }))
    .toSorted((a, b) => rank(a) - rank(b) || when(a) - when(b));
}

const rank = ({ state }: ClockShown): number => URGENCY.indexOf(state);
const when = ({ dueAt }: ClockShown): number => dueAt ?? Infinity;

type Around = { definition: ClockDefinition; pins: ClockPins; at: Millis; context: Context };

function clockShown(name: string, clock: Clock, around: Around): ClockShown {
  const { definition, pins, at, context } = around;
  const { state, targetMs, startedAt, dueAt, stoppedAt, consumedMs, remainingMs, pausedSince, calendar, provisional } =
    standing(clock, pins, at);
  const { part } = clockNamed(name);
  const soonAt = clock.phase === 'running' ? firstReminder(clock, around) : null;
  const { holdReason: reason } = context;
  return {
    clock: name,
    ...(part === undefined ? {} : { part }),
    kind: definition.kind,
    state: stateShown(state, soonAt !== null && soonAt <= at),
    targetMs,
    startedAt,
    soonAt,
    dueAt,
    stoppedAt,
    elapsedMs: consumedMs,
    remainingMs,
    ...(pausedSince === null
      ? {}
      : { pause: { since: pausedSince, ...(typeof reason === 'string' ? { reason } : {}) } }),
    calendar,
    provisional,
  };
}

function stateShown(state: ClockReadingState, isSoon: boolean): ClockStateShown {
  if (state === 'breached') return 'over';
  return state === 'running' && isSoon ? 'soon' : state;
}

/** The first instant at which a step of the ladder that lies before the target is reached, whether it fired or not. */
function firstReminder(clock: Clock, { definition, pins, context }: Around): Millis | null {
  const { targetMs, runs } = clock.life;
  const calendar = calendarOf(clock, pins);
  if (calendar === null || targetMs === null) return null;
  const admitted = limitedSteps(definition, context);
  const thresholds = (definition.ladder ?? [])
    .filter(({ id, priorities }) => priorities === undefined || admitted.includes(id))
    .map((step) => thresholdOf(step, targetMs, 0))
    .filter((ms) => ms > 0 && ms < targetMs);
  return thresholds.length > 0 ? reach(calendar, runs, Math.min(...thresholds)) : null;
}
