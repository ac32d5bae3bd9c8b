/** What schedules have done (workflows/jobs.ts). Each beats while it runs: a worker that is killed is noticed within a minute. */
import { createCatchUp } from '../catch-up.ts';
import type { ActivityDeps } from '../deps.ts';
import { beating } from '../beside/reporting.ts';
import { createHistoryExport } from '../export-histories.ts';
import { createHorizon } from '../horizon.ts';
import { createLostCases } from '../lost-cases.ts';
import { createOverdue } from '../overdue.ts';
import { createSeals } from '../record/seals.ts';
import { createWitnesses } from '../record/witnesses.ts';
import { createSweep } from '../sweep.ts';
import { createAppraisals } from './appraisals.ts';
import { createArchives } from './archives.ts';
import { createDrills } from './drills.ts';
import { createFigureCount } from './figures.ts';
import { createFileCollector } from './files.ts';
import { createInspections } from './inspections.ts';
import { createProposals } from './proposals.ts';
import { createServiceReports } from './service-reports.ts';

type Deps = ActivityDeps & Pick<Parameters<typeof createServiceReports>[0], 'dispatch'>;
/** Of couriers, which live by themselves. */
type Calls = { callOverdue: () => Promise<{ called: number }> };

/** The activities of schedules, file by file. */
export const createJobs = (deps: Deps, { callOverdue }: Calls) => ({
  horizon: beatingAll(createHorizon(deps)),
  histories: beatingAll(createHistoryExport(deps)),
  catchUps: beatingAll(createCatchUp(deps)),
  overdue: beatingAll(createOverdue(deps)),
  lost: beatingAll(createLostCases(deps)),
  calls: beatingAll({ callOverdue }),
  sweeps: beatingAll(createSweep(deps)),
  files: beatingAll(createFileCollector(deps)),
  drills: beatingAll(createDrills(deps)),
  inspections: beatingAll(createInspections(deps)),
  proposals: beatingAll(createProposals(deps)),
  archives: beatingAll(createArchives(deps)),
  figureCount: beatingAll(createFigureCount(deps)),
  serviceReports: beatingAll(createServiceReports(deps)),
  appraisals: beatingAll(createAppraisals(deps)),
  seals: beatingAll(createSeals(deps)),
  witnesses: beatingAll(createWitnesses(deps)),
});
type Parts = ReturnType<typeof createJobs>;
type Merged<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer All) => void ? All : never;
/** By name, as workflows ask for them. */
export type Jobs = Merged<Parts[keyof Parts]>;

type Work = (...args: never[]) => Promise<unknown>;
/** The same activities, each of which says to the engine that it is alive as long as it works. */
export function beatingAll<A extends Readonly<Record<string, Work>>>(jobs: A, everyMs?: number): A {
  const all = Object.entries(jobs).map(([name, job]) => [
    name,
    (...args: never[]) => beating(() => job(...args), everyMs),
  ]);
  return Object.fromEntries(all);
}
