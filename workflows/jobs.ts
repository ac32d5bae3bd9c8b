/** Short jobs without a case, started by schedules (worker/schedules.ts). */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Jobs } from '../activities/jobs/index.ts';

const {
  exportHistories,
  catchUpLast,
  compareWithEngine,
  markLostRehearsals,
  reviveOverdue,
  sweepRehearsals,
  watchHorizon,
  tellDrills,
  openInspections,
  proposePlans,
  openArchives,
  makeServiceReports,
  openAppraisals,
  countFigures,
  callOverdue,
  sealRecord,
  tellWitnesses,
  watchSeals,
  collectFiles,
} = proxyActivities<Jobs>({
  startToCloseTimeout: 600_000,
  heartbeatTimeout: 30_000, // a killed worker is noticed by it
  retry: { initialInterval: 5_000, maximumInterval: 60_000, maximumAttempts: 5 }, // the next firing looks again
});

export const exportHistoriesWorkflow = async (lookBackMs: number): Promise<{ stored: number; missing: number }> =>
  await exportHistories(lookBackMs);

/** What the last hours wrote is known to its workflows; each open case has one; rehearsals without one are marked. */
export async function catchUpWorkflow(lookBackMs: number): Promise<object> {
  const caughtUp = await catchUpLast(lookBackMs);
  const compared = await compareWithEngine();
  return { caughtUp, compared, rehearsals: await markLostRehearsals() };
}

export const reviveOverdueWorkflow = async (): Promise<object> => await reviveOverdue();

export const sweepRehearsalsWorkflow = async (ageMs: number): Promise<{ removed: number }> =>
  await sweepRehearsals(ageMs);

export const horizonWorkflow = async (): Promise<{ looked: number; told: number }> => await watchHorizon();

/** `zone`: whose days count. */
export const drillsWorkflow = async (zone: string): Promise<{ looked: number; told: number }> => await tellDrills(zone);

/** What is due by the plans, each in the zone of its own, when the schedule fired; by now, where it fired long ago. */
export const inspectionsWorkflow = async (): Promise<object> => await openInspections(Math.max(firedAt(), Date.now()));

/** What whoever plans inspections should decide this month. */
export const planProposalsWorkflow = async (): Promise<object> => await proposePlans(Math.max(firedAt(), Date.now()));

/** The instant for which the schedule started this workflow, on the schedule's own clock; 0: somebody started it by hand. */
function firedAt(): number {
  const started = workflowInfo().typedSearchAttributes.getAll();
  const at = started.find(({ key }) => key.name === 'TemporalScheduledStartTime')?.value;
  return at instanceof Date ? at.getTime() : 0;
}

/** What months are over, each in the zone of its organisation. */
export const archivesWorkflow = async (): Promise<object> => await openArchives();

/** So that whoever looks at a board first need not wait until a year is counted. */
export const figuresWorkflow = async (): Promise<object> => await countFigures();

/** What months are over, each in the zone of its customer; printed files take their time. */
export const serviceReportsWorkflow = async (): Promise<object> => await makeServiceReports();
/** What periods are over, each in the zone of whoever is judged. */
export const appraisalsWorkflow = async (): Promise<object> => await openAppraisals();

export const callOverdueWorkflow = async (): Promise<{ called: number }> => await callOverdue();

/** The next seal, and whoever witnesses it. */
export async function sealRecordWorkflow(): Promise<object> {
  const sealed = await sealRecord();
  return { sealed, witnesses: await tellWitnesses() };
}

export const collectFilesWorkflow = async (): Promise<{ marked: number; removed: number; cut: number }> =>
  await collectFiles();

export const watchSealsWorkflow = async (): Promise<object> => await watchSeals();

const { verifyRecord } = proxyActivities<Activities>({
  startToCloseTimeout: 12 * 3_600_000,
  heartbeatTimeout: 60_000,
  retry: { initialInterval: 60_000, maximumAttempts: 3 },
});

/** `by` absent: by the clock. */
export async function verifyRecordWorkflow(by = 'system'): Promise<{ id: string; found: number }> {
  return await verifyRecord({ id: workflowInfo().runId, by });
}
