/** The registry of the bundle: every workflow, by the name under which it is started. */
export { actionWorkflow } from './action.ts';
export { appraisalCase } from './appraisal.ts';
export { archiveCase } from './archive.ts';
export { callCase } from './call.ts';
export { changeCase } from './change.ts';
export { courierWorkflow } from './courier.ts';
export { documentWorkflow } from './document.ts';
export { failoverCase } from './failover.ts';
export { inspectionCase } from './inspection.ts';
export { cutoverCase } from './cutover.ts';
export { foldingWorkflow } from './beside/folding.ts';
export { freezeToldWorkflow } from './freeze-told.ts';
export { gatheringWorkflow } from './beside/gathering.ts';
export { handoverWorkflow } from './handover.ts';
export { incidentCase } from './incident.ts';
export { mandateNotedWorkflow } from './mandate-noted.ts';
export { rectificationCase } from './rectification.ts';
export { regrantingWorkflow } from './regranting.ts';
export { releaseCase } from './release.ts';
export { workOrderCase } from './work-order.ts';
export {
  appraisalsWorkflow,
  archivesWorkflow,
  serviceReportsWorkflow,
  figuresWorkflow,
  callOverdueWorkflow,
  collectFilesWorkflow,
  catchUpWorkflow,
  drillsWorkflow,
  inspectionsWorkflow,
  exportHistoriesWorkflow,
  horizonWorkflow,
  planProposalsWorkflow,
  reviveOverdueWorkflow,
  sealRecordWorkflow,
  sweepRehearsalsWorkflow,
  verifyRecordWorkflow,
  watchSealsWorkflow,
} from './jobs.ts';
