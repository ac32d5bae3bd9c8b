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
import { createAppraisals } from './jobs/appraisals.ts';
import { createArchives } from './jobs/archives.ts';
import { createDocuments } from './jobs/documents.ts';
import { createDrills } from './jobs/drills.ts';
import { createFileCollector } from './jobs/files.ts';
import { createInspections } from './jobs/inspections.ts';
import { createFreezes } from './jobs/freezes.ts';
import { createFigureCount } from './jobs/figures.ts';
import { createServiceReports } from './jobs/service-reports.ts';
import { createProposals } from './jobs/proposals.ts';
import { createMandates } from './jobs/mandates.ts';
import { createRegranting } from './jobs/regranting.ts';
import { createEffects } from './effects.ts';
import { createHandover } from './jobs/handover.ts';
import { createHistoryExport } from './export-histories.ts';
import { createHorizon } from './horizon.ts';
import { createCatchUp } from './catch-up.ts';
import { createLostCases } from './lost-cases.ts';
import { createOverdue } from './overdue.ts';
import { createSeals } from './record/seals.ts';
import { createWitnesses } from './record/witnesses.ts';
import { createSweep } from './sweep.ts';
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
  const horizon = createHorizon({ ...deps, dispatch });
  const histories = createHistoryExport(deps);
  const catchUps = createCatchUp(deps);
  const deliveries = createDeliver(deps);
  const sweeps = createSweep(deps);
  const handovers = createHandover(deps);
  const files = createFileCollector(deps);
  const freezes = createFreezes(deps);
  const drills = createDrills({ ...deps, dispatch });
  const inspections = createInspections({ ...deps, dispatch });
  const proposals = createProposals({ ...deps, dispatch });
  const archives = createArchives({ ...deps, dispatch });
  const figureCount = createFigureCount(deps);
  const serviceReports = createServiceReports({ ...deps, dispatch });
  const appraisals = createAppraisals({ ...deps, dispatch });
  const mandates = createMandates({ ...deps, dispatch });
  const regranting = createRegranting(deps);
  const calls = { callOverdue };
  const overdue = createOverdue(deps);
  const lost = createLostCases(deps);
  const seals = createSeals({ ...deps, dispatch });
  const witnesses = createWitnesses(deps);
  refuseTwice([
    turns,
    effects,
    actions,
    horizon,
    histories,
    catchUps,
    overdue,
    lost,
    deliveries,
    calls,
    sweeps,
    handovers,
    freezes,
    documents,
    files,
    drills,
    inspections,
    proposals,
    archives,
    archiving.activities,
    figureCount,
    serviceReports,
    appraisals,
    folding.activities,
    mandates,
    regranting,
    seals,
    witnesses,
  ]);
  return {
    ...turns,
    ...effects,
    ...actions,
    ...horizon,
    ...histories,
    ...catchUps,
    ...overdue,
    ...lost,
    ...deliveries,
    ...calls,
    ...sweeps,
    ...handovers,
    ...freezes,
    ...documents,
    ...files,
    ...drills,
    ...inspections,
    ...proposals,
    ...archives,
    ...archiving.activities,
    ...figureCount,
    ...serviceReports,
    ...appraisals,
    ...folding.activities,
    ...mandates,
    ...regranting,
    ...seals,
    ...witnesses,
  };
}

export type Activities = ReturnType<typeof createActivities>;

function refuseTwice(parts: readonly object[]): void {
  const names = parts.flatMap((part) => Object.keys(part));
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`two files offer the activity ${twice}`);
}
