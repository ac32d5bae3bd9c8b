/** What follows from a case's events, carried out beside its commands and ticks: one activity call at a time. */
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { recordKey } from '../../domain/kernel/ids.ts';
import { dueAtOf, dueOf } from '../../domain/kernel/pending.ts';
import type { DomainEvent, Millis, Mode, PendingEffect } from '../../domain/kernel/process.ts';
import type { CaseRecord } from './case-record.ts';
import { orPark } from './failures.ts';
import type { EffectNote } from './messages.ts';
import type { Turns } from './turns.ts';

const { carryOut } = proxyActivities<Activities>({
  startToCloseTimeout: 120_000,
  heartbeatTimeout: 15_000, // a killed worker is noticed by it
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 60_000 },
});

/** Effects a call, so that the call's input stays small. */
const BATCH = 50;
const AGAIN_FIRST_MS = 60_000;
const AGAIN_MOST_MS = 3_600_000;
const always = (): boolean => true;
const eventFor = { failed: 'effectFailed', skipped: 'effectSkipped' } as const;

type Of = {
  caseId: string;
  process: string;
  mode: Mode;
  /** Records what fell due before this instant, as before everything else that is recorded. */
  settle: () => Promise<void>;
};

export function createCaseEffects({ caseId, process, mode, settle }: Of, record: CaseRecord, turns: Turns) {
  const later = new Map<string, { tries: number; at: Millis }>();
  let carrying = false;
  let broken: unknown;

  const due = (now: Millis): PendingEffect[] => dueOf(record.now().pending, later, now);

  /** One call for all that is due; what failed alone goes again, later each time. */
  async function carryOutDue(): Promise<void> {
    const effects = due(Date.now()).slice(0, BATCH);
    const answers = await orPark(() => carryOut({ caseId, process, mode, effects }));
    record.dropEffects(new Set(answers.filter(({ outcome }) => outcome === 'done').map(({ key }) => key)));
    for (const answer of answers) {
      if (answer.outcome === 'again') putOff(answer.key);
      else later.delete(answer.key);
      if (answer.outcome === 'failed' || answer.outcome === 'skipped')
        await turns.take(() => note(answer.key, { type: `${process}.${eventFor[answer.outcome]}`, data: answer.data }));
      if (answer.outcome === 'done' && answer.gap) {
        const data = { effect: answer.key, ...answer.gap };
        await turns.take(() => note(`${answer.key}:gap`, { type: `${process}.addresseeMissing`, data }));
      }
    }
  }

  function putOff(key: string): void {
    const tries = (later.get(key)?.tries ?? 0) + 1;
    later.set(key, { tries, at: Date.now() + Math.min(AGAIN_MOST_MS, AGAIN_FIRST_MS * 2 ** (tries - 1)) });
  }

  /** An effect that failed for good, or that nobody offers, is an event of the case; it is never swallowed. */
  async function note(effect: string, event: DomainEvent, isWanted = always): Promise<void> {
    const key = recordKey(effect);
    while (!record.now().keys[key]) {
      await settle();
      if (!isWanted()) return;
      await record.save([event], { at: Date.now(), by: { id: 'system', role: 'system' }, key, digest: '' });
    }
  }

  return {
    /** Begins what is due; turns move when it is through. Throws what broke the round before: a bug, never a refusal. */
    begin(): void {
      if (broken !== undefined) throw broken;
      if (carrying || due(Date.now()).length === 0) return;
      carrying = true;
      carryOutDue()
        .catch((error: unknown) => {
          broken = error;
        })
        .finally(() => {
          carrying = false;
          turns.moved();
        });
    },
    /** In a turn, as long as it is wanted: a delivery that failed for good, told by its courier; once, however often. */
    failed: (data: EffectNote, isWanted: () => boolean): Promise<void> =>
      note(data.effect, { type: `${process}.effectFailed`, data }, isWanted),
    isCarrying: (): boolean => carrying,
    instants: (): Millis[] => record.now().pending.map((one) => dueAtOf(one, later)),
  };
}
