/** The worker that runs cases: its settings, and why they are what they are. */
import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Client } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import type { ActivityDeps, ActivityLogger, Calling, Witnessing } from '../activities/deps.ts';
import { createActivities } from '../activities/index.ts';
import type { Senders } from '../activities/sending.ts';
import type { CaseClient } from '../client/cases/case-client.ts';
import { createAppraisalKeeper } from '../client/appraisals/keeper.ts';
import { periodCalendar } from '../client/registers/period-calendar.ts';
import { createArchiveKeeper } from '../client/archives/keeper.ts';
import { archiveOrganisations } from '../client/archives/organisations.ts';
import { drillsDue } from '../client/registers/drills.ts';
import { slotSourceOf } from '../client/registers/inspections.ts';
import { storedRunWords } from '../client/registers/run-words.ts';
import type { Rehearsals } from '../client/rehearsals/rehearsals.ts';
import type { Directory } from '../client/registers/directory.ts';
import { countAhead } from '../client/figures/counting-ahead.ts';
import { createReportKeeper } from '../client/service-reports/keeper.ts';
import { askCopies } from '../client/documents/asking.ts';
import { composed } from '../client/documents/composing.ts';
import { createEngineCases } from '../client/cases/engine-cases.ts';
import { createRecordKeeper } from '../client/record/keeper.ts';
import { createReviver } from '../client/cases/revive.ts';
import { changesMetBy } from '../client/changes/frozen.ts';
import { turnRegisters } from '../client/cases/turn-registers.ts';
import { fetchRun, pack } from '../platform/histories.ts';
import type { Press } from '../platform/documents/press.ts';
import type { SealFolder } from '../platform/seal-folder.ts';
import { workerIdentity } from './heartbeat.ts';

export type CaseWorkerDeps = {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  workflowBundle: { codePath: string } | { code: string };
  db: Connection;
  temporal: Client;
  caseClient: CaseClient;
  directory: Directory;
  /** Calendars and policies, where they are kept apart from the cases; else in `db`. */
  registers?: Connection;
  senders: Senders;
  rehearsals?: Rehearsals;
  /** Where seals lie; absent: this worker seals nothing. */
  seals?: SealFolder;
  witnessing?: Witnessing;
  /** Prints documents; absent: this worker makes none. */
  press?: Press;
  /** What the manifests of archives name; absent: the build alone. */
  product?: { version: string; build: string };
  /** Text of the verifier that lies in every archive; absent: none does. */
  verifier?: () => string | null;
  /** The way to tools outside; absent: there is none. */
  calling?: Calling;
  /** Connections to MongoDB: more saves than these at a time only wait. */
  mongodbPoolSize: number;
  /** Cases kept in memory; absent: by the heap. */
  cachedCases?: number;
  /** Cases kept folded in memory; absent: as shipped. */
  foldedCases?: number;
  /** Threads that run workflows, beside the one that talks to the engine; absent: as shipped. Each costs a second to start. */
  workflowThreads?: number;
  build?: string;
  logger?: ActivityLogger;
};

/** Measured (bench G26): a fresh case, the SDK's part included. */
const HEAP_PER_CASE = 80_000;
const HEAP_SHARE = 0.4;
/** Half a gigabyte of cached cases: beyond it a replay now and then costs less than the memory. */
const MOST_CACHED = 6_000;

/**
 * For cases in the cache, and as many for others. A poll holds one of the places for tasks while it waits, too: where polls
 * of the one kind had taken them all, tasks of the other were put aside by the engine and overtaken by later ones (one
 * create in four took 0.5 to 2 s, the others 0.15). Twenty places and eight polls keep a command waiting for ten seconds in a herd of
 * 2,000 deadlines, ten and four for 0.4 s.
 */
const MOST_POLLS = 4;

/** The default of the SDK counts cases and does not weigh them. */
const casesByHeap = (): number =>
  Math.min(MOST_CACHED, Math.floor((getHeapStatistics().heap_size_limit * HEAP_SHARE) / HEAP_PER_CASE));

export async function createCaseWorker(deps: CaseWorkerDeps): Promise<Worker> {
  const { connection, namespace, taskQueue, workflowBundle, db, temporal, caseClient, directory, senders } = deps;
  const { mongodbPoolSize, build = 'source', logger, rehearsals } = deps;
  const runs = { fetchRun: (id: string, runId?: string) => fetchRun(temporal, id, runId), pack };
  return await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities: createActivities({
      db,
      temporal,
      caseClient,
      directory,
      registers: turnRegisters({ db, directory, ...(deps.registers ? { registers: deps.registers } : {}) }),
      changesMetBy: (freeze, now) =>
        changesMetBy({ db, ...(deps.registers ? { registers: deps.registers } : {}) }, freeze, now),
      drillsDue: (zone) => drillsDue(db, zone),
      slotSource: (plan, now) => slotSourceOf({ db, directory }, plan, now),
      partTitles: async (caseId) => (await storedRunWords({ db, registers: deps.registers ?? db }, caseId)).titles,
      senders,
      runs,
      engine: createEngineCases(temporal, taskQueue),
      reviver: createReviver({ temporal, db, taskQueue, ...(logger ? { logger } : {}) }),
      ...(logger ? { logger } : {}),
      ...(rehearsals ? { rehearsals } : {}),
      ...(deps.seals ? { record: createRecordKeeper(db, deps.seals) } : {}),
      ...(deps.witnessing ? { witnessing: deps.witnessing } : {}),
      ...(deps.calling ? { calling: deps.calling } : {}),
      ...(deps.press ? { documents: documentsBy(deps.press, { db, directory, jobs: { temporal, taskQueue } }) } : {}),
      ...(deps.seals
        ? {
            archives: createArchiveKeeper({
              db,
              directory,
              record: createRecordKeeper(db, deps.seals),
              product: deps.product ?? { version: '', build },
              verifier: deps.verifier ?? (() => null),
            }),
          }
        : {}),
      ...(deps.seals
        ? {
            serviceReports: createReportKeeper({ db, directory }),
            countAhead: (now: number) => countAhead({ db, directory }, now),
          }
        : {}),
      appraisals: createAppraisalKeeper({ db, registers: deps.registers ?? db }),
      periodCalendar: {
        registers: deps.registers ?? db,
        of: (orgPath) => periodCalendar({ db: deps.registers ?? db, directory }, orgPath),
      },
      archiveMonths: {
        organisations: () => archiveOrganisations(deps.registers ?? db),
        calendarOf: (orgPath) => periodCalendar({ db: deps.registers ?? db, directory }, orgPath),
      },
      ...(deps.foldedCases === undefined ? {} : { foldedCases: deps.foldedCases }),
    }),
    identity: workerIdentity(build),
    buildId: build, // stands in every event of a task; the SDK's own is 80 letters
    maxCachedWorkflows: deps.cachedCases ?? casesByHeap(),
    workflowTaskPollerBehavior: { type: 'autoscaling', initial: MOST_POLLS, maximum: MOST_POLLS }, // no fixed number fits both a laptop and a cluster
    activityTaskPollerBehavior: { type: 'autoscaling' },
    maxConcurrentWorkflowTaskExecutions: Math.max(MOST_POLLS * 2 + 2, 5 * availableParallelism()), // a command waits behind all that are taken
    workflowThreadPoolSize: deps.workflowThreads ?? 1, // a quarter of the time at work in a herd of deadlines; each takes 20 MB
    stickyQueueScheduleToStartTimeout: 5_000, // so long a killed worker's cases wait for it before another takes them
    maxConcurrentLocalActivityExecutions: mongodbPoolSize,
    shutdownGraceTime: 10_000, // the default of 0 cuts off running activities
    shutdownForceTime: 20_000,
  });
}

type Composing = Parameters<typeof composed>[0] & Parameters<typeof askCopies>[0];
const documentsBy = (press: Press, deps: Composing): NonNullable<ActivityDeps['documents']> => ({
  ask: (copies) => askCopies(deps, copies),
  compose: (asked) => composed(deps, asked),
  print: (document, format) => press.print(document, format),
});
