/** Who goes first when the worker has more to do than it can: people before time, and grave cases before the rest. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { countTicks } from '../../models/cases/commit.ts';
import { inTime, setPriority } from '../../platform/temporal.ts';

/** Of the engine's keys, 1 to 5, the one that goes first. The other four are those of cases. */
const PEOPLE = 1;
const ofCases: Readonly<Record<string, number>> = { P1: 2, P2: 3, P3: 4, P4: 5 };
const OF_OTHERS = 4;

/** The engine's key of a case by its priority. */
export const priorityKeyOf = (priority: string | undefined): number => ofCases[priority ?? ''] ?? OF_OTHERS;

/** Time is busy when it has recorded so much of late: then a command would wait behind all that is due. */
const BUSY_TICKS = 20;
const LATELY_MS: Millis = 2_000;
const LOOK_AGAIN_MS: Millis = 1_000;
/** No command waits longer for this help. */
const HELP_MS: Millis = 500;

/** A help and no more: where the engine does not take it, or is away, the command itself will tell. */
export function createUrgency(temporal: Client, db: Connection) {
  let looked: { at: Millis; busy: Promise<boolean> } = { at: -Infinity, busy: Promise.resolve(false) };

  function isTimeBusy(): Promise<boolean> {
    const at = Date.now();
    if (at - looked.at > LOOK_AGAIN_MS) {
      const ticks = countTicks(db, { after: at - LATELY_MS, until: at, most: BUSY_TICKS });
      looked = { at, busy: ticks.then((count) => count >= BUSY_TICKS).catch(() => false) };
    }
    return looked.busy;
  }

  const set = (workflowId: string, key: number): Promise<void> =>
    inTime(temporal, Date.now() + HELP_MS, (timed) => setPriority(timed, workflowId, key)).catch(() => undefined);

  return {
    /** The key of a new case: by its priority; while time is busy that of people, since somebody waits for the answer. */
    async ofIntake({ priority }: Facts): Promise<number> {
      return (await isTimeBusy()) ? PEOPLE : priorityKeyOf(priority);
    },
    /** Before a person's command: while time is busy, the case goes first from now on. */
    async beforeCommand(workflowId: string): Promise<void> {
      if (await isTimeBusy()) await set(workflowId, PEOPLE);
    },
    /** After a command that may have given the case another priority. */
    async afterCommand(workflowId: string, { priority }: Facts): Promise<void> {
      if (priority !== undefined) await set(workflowId, priorityKeyOf(priority));
    },
  };
}
