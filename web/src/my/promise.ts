/** The promised time in words; nothing of tiers, policies or clocks. */
import { serverNow } from '../live/clock.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import type { Own } from './own.ts';
import { myWords } from './words.ts';

export function usePromise(): (own: Own) => string {
  const { promise: t } = useWords(myWords);
  return ({ first, now, mine }) => {
    if (first.closedAt !== undefined)
      return first.status === 'canceled' ? t.canceled(instantIn(first.closedAt)) : t.done(instantIn(first.closedAt));
    if (mine) return mine.dueAt === null ? t.youOpen : t.you(instantIn(mine.dueAt));
    const promised = Object.values(now.readings)
      .filter(
        ({ kind, state, dueAt }) => kind === 'sla' && dueAt !== null && (state === 'running' || state === 'breached'),
      )
      .map(({ dueAt }) => Date.parse(dueAt ?? ''));
    if (promised.length > 0) {
      const last = Math.max(...promised);
      return last < serverNow() ? t.late : t.due(instantIn(last));
    }
    return Object.values(now.readings).some(({ state }) => state === 'paused') ? t.paused : t.working;
  };
}
