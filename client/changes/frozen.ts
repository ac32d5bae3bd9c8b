/** Which changes a freeze meets: asked when it is looked at, when it is published, and by the job that tells them. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { conflictsOf } from '../../domain/changes/conflicts.ts';
import type { Freeze } from '../../domain/changes/freezes.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { plannedFrom, type PlannedChange } from '../../models/cases/planned.ts';
import { itemFactOf, itemsFacts } from '../../models/registers/items/item-facts.ts';

/** `from` to `until`: the first stretch of its window in which it is met. */
export type MetChange = { number: string; from: Millis; until: Millis };

const PAGE = 500;

/** The live changes with a window that the freeze meets after `now`, a page at a time, by number. */
export async function* changesMetBy(
  { db, registers = db }: { db: Connection; registers?: Connection },
  freeze: Freeze,
  now: Millis,
): AsyncGenerator<MetChange[]> {
  for (let after = ''; ; ) {
    const page = await plannedFrom(db, { now, after, limit: PAGE });
    const facts = await itemsFacts(registers, [...new Set(page.flatMap(({ items }) => items))], now);
    const items = Object.fromEntries([...facts].map(([id, fact]) => [id, itemFactOf(fact)]));
    const met = page.flatMap((change) => metIn(change, { freeze, items, now }));
    if (met.length > 0) yield met;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.number;
  }
}

type Against = { freeze: Freeze; items: Parameters<typeof conflictsOf>[1]['items']; now: Millis };
/** What of its window is over is not looked at. */
function metIn({ number, orgPath, application, items, window, stands }: PlannedChange, against: Against): MetChange[] {
  const { freeze, now } = against;
  const left = {
    from: Math.max(window.from, now),
    until: stands === 'running' ? Math.max(window.until, now + 1) : window.until,
  };
  if (left.from >= left.until) return [];
  const services = application === undefined ? [] : [application];
  const asked = { number, type: '', items, orgPath, services, window: left };
  const around = { now, planned: [], freezes: [freeze], neighbours: {}, windows: {}, items: against.items };
  const [met] = conflictsOf(asked, around);
  return met ? [{ number, from: met.from, until: met.until }] : [];
}

/** Id of the job of one version. */
export const freezeToldId = (taskQueue: string, ref: string): string => `${taskQueue}:freeze:${ref}`;

/**
 * Starts the job that tells the changes which a version of a freeze meets; begun before the version is stored, so that no crash
 * lies between the two: the job waits for it, and ends with nothing done if it never comes. Throws when Temporal is away.
 */
export async function startFreezeTold(
  { temporal, taskQueue }: { temporal: Client; taskQueue: string },
  ref: string,
): Promise<void> {
  try {
    await temporal.workflow.start('freezeToldWorkflow', {
      workflowId: freezeToldId(taskQueue, ref),
      taskQueue,
      args: [ref],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE', // the publication before may have come to nothing
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
