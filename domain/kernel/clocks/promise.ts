/** The deadline by which lists are sorted. */
import type { ClockReading } from './clocks.ts';
import type { Millis } from '../process.ts';

type Readings = Readonly<Record<string, ClockReading>>;

/** The earliest deadline of a promise that runs, broken ones too; null when none does. Reminders and timers are none. */
export function nextPromise(readings: Readings): Millis | null {
  const deadlines = Object.values(readings)
    .filter(({ kind, state }) => kind !== 'nag' && kind !== 'timer' && (state === 'running' || state === 'breached'))
    .flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** The readings that the requester's side sees: what it was promised, and what waits for it. Those of the work are not told it. */
export function outwardReadings(readings: Readings): Readings {
  return Object.fromEntries(Object.entries(readings).filter(([, { kind }]) => kind === 'sla' || kind === 'timer'));
}
