/** The short jobs that run by the clock, each with its overlap and its catch-up window said explicitly. */
import { type Client, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Job = {
  id: string;
  /** Or once a day at this hour on the wall of the installation, whose zone the workflow is told. */
  everyMs: number | { daily: number };
  catchupWindow: number;
  workflow: string;
  lookBackMs?: number;
  /** Once as soon as the schedule is made, not only when its first period ends. */
  atOnce?: true;
};

/** `lookBackMs` is longer than `everyMs`, or an age: a firing that fails is made good by the next. */
export const jobs: readonly Job[] = [
  { id: 'revive-overdue', everyMs: MINUTE, catchupWindow: MINUTE, workflow: 'reviveOverdueWorkflow' },
  { id: 'catch-up', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'catchUpWorkflow', lookBackMs: 2 * HOUR },
  {
    id: 'export-histories',
    everyMs: 10 * MINUTE,
    catchupWindow: 10 * MINUTE,
    workflow: 'exportHistoriesWorkflow',
    lookBackMs: 2 * HOUR,
  },
  {
    id: 'export-histories-sweep',
    everyMs: DAY,
    catchupWindow: DAY,
    workflow: 'exportHistoriesWorkflow',
    lookBackMs: 32 * DAY,
  },
  // Virtual times lie in the future, so the engine's own retention would keep them for ever.
  {
    id: 'sweep-rehearsals',
    everyMs: DAY,
    catchupWindow: DAY,
    workflow: 'sweepRehearsalsWorkflow',
    lookBackMs: 30 * DAY,
  },
  { id: 'call-overdue', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'callOverdueWorkflow' },
  { id: 'seal-record', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'sealRecordWorkflow', atOnce: true },
  // Apart from the job that it watches: whatever keeps that one from its work does not keep this one.
  { id: 'watch-seals', everyMs: HOUR / 2, catchupWindow: 10 * MINUTE, workflow: 'watchSealsWorkflow' },
  { id: 'verify-record', everyMs: DAY, catchupWindow: DAY, workflow: 'verifyRecordWorkflow' },
  { id: 'collect-files', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'collectFilesWorkflow' },
  { id: 'drills', everyMs: { daily: 8 }, catchupWindow: DAY, workflow: 'drillsWorkflow' },
  { id: 'inspections', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'inspectionsWorkflow' },
  { id: 'plan-proposals', everyMs: { daily: 7 }, catchupWindow: DAY, workflow: 'planProposalsWorkflow' },
  { id: 'archives', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'archivesWorkflow' },
  { id: 'figures', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'figuresWorkflow', atOnce: true },
  { id: 'service-reports', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'serviceReportsWorkflow' },
  { id: 'appraisals', everyMs: HOUR, catchupWindow: 10 * MINUTE, workflow: 'appraisalsWorkflow' },
  { id: 'horizon', everyMs: DAY, catchupWindow: DAY, workflow: 'horizonWorkflow', atOnce: true },
];

/** Makes the schedules of this task queue what this version says, whether they are there already or not. */
export async function ensureSchedules(temporal: Client, taskQueue: string, zone: string): Promise<void> {
  for (const job of jobs) await ensure(temporal, scheduleOf(job, { taskQueue, zone }));
}

const specOf = (everyMs: Job['everyMs'], timezone: string): ScheduleOptions['spec'] =>
  typeof everyMs === 'object'
    ? { calendars: [{ hour: everyMs.daily }], timezone }
    : { intervals: [{ every: everyMs }] };

type Place = { taskQueue: string; zone: string };
/** What the engine is told of a job's schedule. */
export function scheduleOf(
  { id, everyMs, catchupWindow, workflow, lookBackMs, atOnce }: Job,
  { taskQueue, zone }: Place,
) {
  const ofZone = typeof everyMs === 'object' ? [zone] : [];
  return {
    scheduleId: `${taskQueue}:${id}`,
    spec: specOf(everyMs, zone),
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
    action: {
      type: 'startWorkflow',
      workflowType: workflow,
      workflowId: `${taskQueue}:${id}`,
      taskQueue,
      args: lookBackMs === undefined ? ofZone : [lookBackMs],
    },
    ...(atOnce ? { state: { triggerImmediately: true } } : {}),
  } as const satisfies ScheduleOptions;
}

async function ensure(temporal: Client, options: ReturnType<typeof scheduleOf>): Promise<void> {
  const { scheduleId, spec, policies, action } = options;
  try {
    await temporal.schedule.create(options);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ScheduleAlreadyRunning') throw error;
    await temporal.schedule
      .getHandle(scheduleId)
      .update(({ state }) => ({ spec, policies, action: { ...action, workflowId: action.workflowId }, state }));
  }
}

/** Makes a seal beside those of the clock. */
export const sealNow = async (temporal: Client, taskQueue: string): Promise<void> =>
  await temporal.schedule.getHandle(`${taskQueue}:seal-record`).trigger();
