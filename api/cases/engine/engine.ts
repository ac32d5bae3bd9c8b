/** What the engine is doing about a case, in the words of the business. */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Standing } from '../../../client/cases/case-state.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { dueEvents } from '../../../domain/kernel/clocks/clocks.ts';
import { workflowIdOf } from '../../../domain/kernel/ids.ts';
import type { Actor, CaseView, StoredCase } from '../../../domain/kernel/process.ts';
import { type Delivery, deliveryOf } from '../../../models/notices/delivery.ts';
import { inTime } from '../../../platform/temporal.ts';
import { shown, worksOn } from '../reads.ts';
import { instantOut } from '../../http/schemas.ts';

const PATIENCE_MS = 3_000;

export const engineSchema = z.object({
  workflowId: z.string(),
  runId: z.string().optional(),
  status: z.string().describe('running, completed …; `retired` when the engine has forgotten the closed case'),
  historyEvents: z.int().optional(),
  waitsFor: z.array(z.looseObject({ command: z.string(), dueAt: instantOut.nullable() })),
  waitsSince: instantOut,
  next: z
    .object({
      at: instantOut,
      does: z.array(z.object({ what: z.string(), clock: z.string(), step: z.string().optional() })),
    })
    .nullable()
    .describe(
      'The one timer of the case, and what it will do; null also where that is of the work, for others than staff',
    ),
  capped: z.boolean().describe('More is under way than `pending` names'),
  pending: z
    .array(
      z.object({
        what: z.string(),
        attempt: z.int(),
        lastFailure: z.string().optional(),
        nextTryAt: instantOut.optional(),
      }),
    )
    .describe(
      'What is being done for it; for those who work on it also why it failed, and notices that are still to go out',
    ),
  /** Its workflow fails again and again: a person must look. */
  parked: z.boolean(),
  serverNow: instantOut,
});

const TRIES_BEFORE_PARKED = 3;

type Engines = { temporal: Client; db: Connection };

type Asked = { stored: StoredCase; standing: Standing | null; actor: Actor };

/** As `actor` may see it: the requester's side learns what is done and promised, not how the work is driven. */
export async function engineOf({ temporal, db }: Engines, { stored, standing, actor }: Asked): Promise<object> {
  const workflowId = workflowIdOf(stored.process, stored._id);
  const isStaff = worksOn(actor, stored);
  const view = shown(actor, stored);
  const [described, underway] = await Promise.all([
    describe(temporal, workflowId),
    isStaff ? underwayOf(db, stored._id) : [],
  ]);
  const pending = described ? pendingOf(described) : [];
  const next = nextOf(stored, standing);
  return {
    workflowId,
    ...(described
      ? {
          runId: described.runId,
          status: described.status.name.toLowerCase().replaceAll('_', '-'),
          historyEvents: described.historyLength,
        }
      : { status: 'retired' }),
    waitsFor: view.waitsFor,
    waitsSince: view.updatedAt,
    next: isStaff ? next : promisedBy(next, view),
    pending: isStaff
      ? [...pending, ...underway.slice(0, MOST_SHOWN)]
      : pending.map(({ lastFailure: _why, ...rest }) => rest),
    capped: underway.length > MOST_SHOWN,
    parked: (described?.raw.pendingWorkflowTask?.attempt ?? 1) > TRIES_BEFORE_PARKED,
  };
}

/** Null when the engine does not know the workflow any more. */
async function describe(temporal: Client, workflowId: string): Promise<WorkflowExecutionDescription | null> {
  try {
    return await inTime(temporal, Date.now() + PATIENCE_MS, (timed) => timed.workflow.getHandle(workflowId).describe());
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}

/** The same pure function that the case itself will run at that instant says what it will find due. */
function nextOf({ process, nextWakeUp }: StoredCase, standing: Standing | null) {
  if (nextWakeUp === null || standing === null) return null;
  const { kase } = standing;
  const prefix = processOf(process).key;
  const does = dueEvents(prefix, kase.clocks, kase.pins, nextWakeUp).map(({ type, data }) => ({
    what: type.slice(prefix.length + 1),
    clock: data.clock,
    ...('step' in data ? { step: data.step } : {}),
  }));
  return { at: nextWakeUp, does };
}

/** Of a timer what ends a promise that the view shows; null when nothing does. Steps of a ladder are of the work. */
function promisedBy(next: ReturnType<typeof nextOf>, { readings }: CaseView) {
  const does = (next?.does ?? []).filter(({ clock, ...rest }) => clock in readings && !('step' in rest));
  return next && does.length > 0 ? { ...next, does } : null;
}

function pendingOf({ raw }: WorkflowExecutionDescription) {
  return (raw.pendingActivities ?? []).map(({ activityType, attempt, lastFailure, scheduledTime }) => ({
    what: activityType?.name === 'exportRuns' ? 'history' : 'effects',
    attempt: attempt ?? 1,
    ...(lastFailure?.message ? { lastFailure: lastFailure.message.slice(0, 300) } : {}),
    ...(scheduledTime?.seconds ? { nextTryAt: Number(scheduledTime.seconds) * 1000 } : {}),
  }));
}

const MOST_SHOWN = 50;

/** Couriers do this, not the case's own workflow; it goes on when the case has ended. */
async function underwayOf(db: Connection, caseId: string) {
  const waiting = await deliveryOf(db)
    .find({ caseId, state: 'waiting' }, { tries: 1, nextAt: 1, code: 1 })
    .sort({ at: 1, _id: 1 })
    .limit(MOST_SHOWN + 1)
    .lean<Pick<Delivery, 'tries' | 'nextAt' | 'code'>[]>();
  return waiting.map(({ tries, nextAt, code }) => ({
    what: 'delivery',
    attempt: tries + 1,
    ...(code === undefined ? {} : { lastFailure: code }),
    nextTryAt: nextAt,
  }));
}
