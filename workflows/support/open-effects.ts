/** Effects that are not carried out yet, by reference: which may go now, and one round of carrying out at a time. */
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { EffectRef } from '../../domain/kernel/pending.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { WakeUp } from '../../domain/kernel/tick.ts';
import type { TurnAnswer } from '../../domain/kernel/turn.ts';
import { dueAtOf, dueBy } from './due-effects.ts';
import type { Carried, CaseInput, PutOff } from './messages.ts';
import type { Queue } from './queue.ts';

const { carryOut } = proxyActivities<Activities>({
  startToCloseTimeout: 120_000,
  heartbeatTimeout: 15_000, // a killed worker is noticed by it
  retry: {
    initialInterval: 1_000,
    backoffCoefficient: 2,
    maximumInterval: 60_000,
    nonRetryableErrorTypes: ['CommitForged'], // they wait their turn here, seen in the history, until it is repaired
  },
});

/** Effects a call. */
const BATCH = 50;
const AGAIN_FIRST_MS = 60_000;
const AGAIN_MOST_MS = 3_600_000;

type Of = Pick<CaseInput, 'caseId' | 'process' | 'mode'> & { queue: Queue; moved: () => void };

export function createOpenEffects({ queue, moved, ...of }: Of, carried?: Pick<Carried, 'open' | 'later'>) {
  let open: readonly EffectRef[] = carried?.open ?? [];
  const later = new Map<string, PutOff>(Object.entries(carried?.later ?? {}));
  let carrying = false;

  /** What failed alone goes again, later each time; what became of the others is recorded where it must be. */
  async function carryOutNow(due: readonly EffectRef[]): Promise<void> {
    const keys = due.map(({ key }) => key);
    const answer = await carryOut.executeWithOptions({ summary: wordsOf(due) }, [{ ...of, keys }]);
    for (const key of answer.again) putOff(key);
    drop(answer.done);
    if (answer.notes.length === 0) return;
    await queue.ask(answer.notes);
    drop(answer.notes.map(({ data }) => data.effect));
  }

  function putOff(key: string): void {
    if (!open.some((one) => one.key === key)) return; // a turn has dropped it meanwhile
    const tries = (later.get(key)?.tries ?? 0) + 1;
    later.set(key, { tries, at: Date.now() + Math.min(AGAIN_MOST_MS, AGAIN_FIRST_MS * 2 ** (tries - 1)) });
  }

  function drop(keys: readonly string[]): void {
    const over = new Set(keys);
    open = open.filter(({ key }) => !over.has(key));
    for (const key of over) later.delete(key);
  }

  return {
    /** Begins what is due; `moved` is called when it is through. An activity that fails for good goes again later. */
    begin(): void {
      const due = carrying ? [] : dueBy(open, later, Date.now()).slice(0, BATCH);
      if (due.length === 0) return;
      carrying = true;
      carryOutNow(due)
        .catch(() => {
          for (const { key } of due) putOff(key);
        })
        .finally(() => {
          carrying = false;
          moved();
        });
    },
    /** What a turn says of them. */
    take({ add = [], drop: over = [], move = [] }: TurnAnswer): void {
      drop(over);
      const moving = new Map(move.map((one) => [one.key, one]));
      open = [...open.map((one) => moving.get(one.key) ?? one), ...add];
    },
    open: (): readonly EffectRef[] => open,
    isCarrying: (): boolean => carrying,
    /** The earliest instant after `now` at which one may go. */
    nextAfter(now: Millis): WakeUp | null {
      const instants = open.map((one) => dueAtOf(one, later)).filter((at) => at > now);
      return instants.length > 0 ? { at: Math.min(...instants), why: 'effects that wait' } : null;
    },
    carry: (): Pick<Carried, 'open' | 'later'> => ({ open, later: Object.fromEntries(later) }),
  };
}

const MOST_WORDS = 3;

/** `notice (4), settle CAL-000001`. */
function wordsOf(due: readonly EffectRef[]): string {
  const counts = new Map<string, number>();
  for (const { what } of due) counts.set(what, (counts.get(what) ?? 0) + 1);
  const words = [...counts].map(([what, count]) => (count > 1 ? `${what} (${count})` : what));
  const more = words.length - MOST_WORDS;
  return [...words.slice(0, MOST_WORDS), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
