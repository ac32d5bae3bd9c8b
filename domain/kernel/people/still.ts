/** Whether a step of a ladder that waited on its way to somebody still says something when it goes. */
import { stepOf } from '../clocks/clock-ladder.ts';
import { clockNamed } from '../clocks/clock-names.ts';
import type { ClockReading, Clocks } from '../clocks/clocks.ts';

/** Why a message is not sent: it would tell what is over, or say less than another that goes now. */
export type Dropped = 'clock-stopped' | 'acknowledged' | 'superseded' | 'out-of-reach';
type Fired = { clock: string; step: string; firedAt: number };

/** What of a step a notice tells; null: it tells of none. */
export function firedIn(data: object): Fired | null {
  if (!('clock' in data) || !('step' in data)) return null;
  const { clock, step } = data;
  const firedAt: unknown = 'firedAt' in data ? data.firedAt : undefined;
  if (typeof clock !== 'string' || typeof step !== 'string') return null;
  return { clock, step, firedAt: typeof firedAt === 'number' ? firedAt : 0 };
}

type Standing = { clocks: Clocks; readings: Readonly<Record<string, Pick<ClockReading, 'kind'>>> };
type Step = { template: string; data: object };

/**
 * By the case as it stands now: an acknowledged step is dropped, and one below its target, or of a mere reminder, once its
 * clock has stopped or begun anew; a breach is news all the same. Null: it still says something. Throws nothing.
 */
export function overBy(
  { template, data }: Step,
  { clocks, readings }: Standing,
): 'clock-stopped' | 'acknowledged' | null {
  const fired = firedIn(data);
  const clock = fired && clocks[fired.clock];
  if (fired && !clock && clockNamed(fired.clock).part !== undefined)
    return template.endsWith('-breached') && !('clockKind' in data && data.clockKind === 'nag')
      ? null
      : 'clock-stopped';
  if (!fired || !clock?.life) return null;
  const { acked, startedAt } = clock.life;
  const isAnew = fired.firedAt > 0 && startedAt > fired.firedAt;
  if (!isAnew && acked.includes(stepOf(fired.step).id)) return 'acknowledged';
  const isNews = template.endsWith('-breached') && readings[fired.clock]?.kind !== 'nag';
  const isOver = isAnew || clock.phase === 'stopped' || clock.phase === 'cancelled';
  return isOver && !isNews ? 'clock-stopped' : null;
}

type Waiting = { id: string; caseId: string | undefined; channel: string; data: object };

/** Of those that wait side by side for one person, the steps of which a later one of the same clock goes as well. */
export function supersededAmong(waiting: readonly Waiting[]): Set<string> {
  const newest = new Map<string, { id: string; firedAt: number }>();
  const all = waiting.flatMap(({ id, caseId, channel, data }) => {
    const fired = firedIn(data);
    return fired ? [{ id, firedAt: fired.firedAt, place: [channel, caseId, fired.clock].join(' ') }] : [];
  });
  for (const { id, firedAt, place } of all)
    if (firedAt >= (newest.get(place)?.firedAt ?? 0)) newest.set(place, { id, firedAt });
  return new Set(all.filter(({ id, place }) => newest.get(place)?.id !== id).map(({ id }) => id));
}
