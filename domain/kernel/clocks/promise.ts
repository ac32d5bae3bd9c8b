/** The deadline by which lists are sorted. */
import { clockNamed } from './clock-names.ts';
import type { ClockReading } from './clocks.ts';
import type { Millis } from '../process.ts';

type Readings = Readonly<Record<string, ClockReading>>;

/**
 * The earliest deadline of a promise that runs, broken ones too; null when none does. Reminders and timers are none, and of clocks
 * of parts only promises to the customer (`sla`) are the case's: what one of fifty steps owes would stand for all of it.
 */
export function nextPromise(readings: Readings): Millis | null {
  const deadlines = Object.entries(readings)
    .filter(([name, { kind }]) => kind === 'sla' || (isOfCase(name) && kind !== 'nag' && kind !== 'timer'))
    .filter(([, { state }]) => state === 'running' || state === 'breached')
    .flatMap(([, { dueAt }]) => (dueAt === null ? [] : [dueAt]));
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** The readings that the requester's side sees: what it was promised, and what waits for it. Those of the work are not told it. */
export function outwardReadings(readings: Readings): Readings {
  const seen = Object.entries(readings).filter(
    ([name, { kind }]) => kind === 'sla' || (kind === 'timer' && isOfCase(name)),
  );
  return Object.fromEntries(seen);
}

/** Without those of clocks of parts, whose names say which parts there are. */
export const readingsOfCase = (readings: Readings): Readings =>
  Object.fromEntries(Object.entries(readings).filter(([name]) => isOfCase(name)));

const isOfCase = (name: string): boolean => clockNamed(name).part === undefined;
