/** The deadline by which lists are sorted. */
import type { ClockReading } from './clocks.ts';
import type { Millis } from '../process.ts';

/** The earliest deadline of a promise that runs, broken ones too; null when none does. Reminders and timers are none. */
export function nextPromise(readings: Readonly<Record<string, ClockReading>>): Millis | null {
  const deadlines = Object.values(readings)
    .filter(({ kind, state }) => kind !== 'nag' && kind !== 'timer' && (state === 'running' || state === 'breached'))
    .flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}
