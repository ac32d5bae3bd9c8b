/** How a clock stands, as it is shown. */
import type { CaseView } from '../generated/api.ts';
import type { ClockState } from './tokens.ts';

export type Reading = CaseView['readings'][string];
/** The last quarter of its target, as the first reminder of shipped ladders. */
const SOON = 0.25;

/** `soonAt`: when its first reminder comes, where it is known; null: it has none. */
type Timed = Pick<Reading, 'state' | 'dueAt' | 'targetMs'> & { soonAt?: string | null };

export function clockState(reading: Timed, now: number): ClockState {
  switch (reading.state) {
    case 'met':
    case 'cancelled':
    case 'waiting':
      return 'met';
    case 'paused':
      return 'paused';
    case 'late':
    case 'breached':
      return 'over';
    case 'running':
      return isSoon(reading, now) ? 'soon' : 'running';
    default:
      return 'running';
  }
}

function isSoon({ dueAt, targetMs, soonAt }: Timed, now: number): boolean {
  if (soonAt !== undefined) return soonAt !== null && Date.parse(soonAt) <= now;
  return dueAt !== null && Date.parse(dueAt) - now < Math.max(1, SOON * (targetMs ?? 0));
}
