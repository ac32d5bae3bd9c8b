/** Everything that workflows may ask of the world. */
import { createBeginning } from './actions/beginning.ts';
import { createActions } from './actions/index.ts';
import { createFreezing } from './appraisals/beginning.ts';
import { createFolding } from './appraisals/folding.ts';
import { createArchiving } from './archives/archiving.ts';
import { createGathering } from './archives/beginning.ts';
import { createCouriers } from './couriers.ts';
import { createDeliver } from './deliver.ts';
import { createDispatch } from './dispatch.ts';
import { createDocuments } from './jobs/documents.ts';
import { createFreezes } from './jobs/freezes.ts';
import { createJobs } from './jobs/index.ts';
import { createMandates } from './jobs/mandates.ts';
import { createRegranting } from './jobs/regranting.ts';
import { createEffects } from './effects.ts';
import { createHandover } from './jobs/handover.ts';
import { createTurn } from './turn.ts';
import type { ActivityDeps } from './deps.ts';

/**
 * The activities of one worker. Their names are global to it: two files that offer the same one are a mistake that
 * would otherwise show as the wrong one being called.
 * @throws Error naming the activity that is offered twice
 */
export function createActivities(deps: ActivityDeps) {
  const turns = createTurn(deps);
  const { callFor, callOverdue } = createCouriers(deps);
  const dispatch = createDispatch({ ...deps, callFor });
  const actions = createActions(deps);
  const begin = createBeginning({ ...deps, report: actions.reportAction });
  const documents = createDocuments({ ...deps, dispatch });
  const archiving = createArchiving({ ...deps, makeDocument: documents.makeDocument });
  const gather = createGathering({ ...deps, report: archiving.report });
  const folding = createFolding(deps);
  const fold = createFreezing({ ...deps, report: folding.report });
  const effects = createEffects({ ...deps, dispatch, begin, gather, fold });
  const deliveries = createDeliver(deps);
  const handovers = createHandover(deps);
  const freezes = createFreezes(deps);
  const jobs = createJobs({ ...deps, dispatch }, { callOverdue });
  const mandates = createMandates({ ...deps, dispatch });
  const regranting = createRegranting(deps);
  refuseTwice([
    turns,
    effects,
    actions,
    deliveries,
    handovers,
    freezes,
    documents,
    archiving.activities,
    folding.activities,
    mandates,
    regranting,
    ...Object.values(jobs),
  ]);
  return {
    ...turns,
    ...effects,
    ...actions,
    ...deliveries,
    ...handovers,
    ...freezes,
    ...documents,
    ...archiving.activities,
    ...folding.activities,
    ...mandates,
    ...regranting,
    ...jobs.horizon,
    ...jobs.histories,
    ...jobs.catchUps,
    ...jobs.overdue,
    ...jobs.lost,
    ...jobs.calls,
    ...jobs.sweeps,
    ...jobs.files,
    ...jobs.drills,
    ...jobs.inspections,
    ...jobs.proposals,
    ...jobs.archives,
    ...jobs.figureCount,
    ...jobs.serviceReports,
    ...jobs.appraisals,
    ...jobs.seals,
    ...jobs.witnesses,
  };
}

export type Activities = ReturnType<typeof createActivities>;

function refuseTwice(parts: readonly object[]): void {
  const names = parts.flatMap((part) => Object.keys(part));
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`two files offer the activity ${twice}`);
}
