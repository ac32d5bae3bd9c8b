/** The command table and own fields of every process, by key. Loads zod: for the API, the client and the worker's commands. */
import type { z } from 'zod';
import { appraisalCommands } from './appraisal/contract.ts';
import { archiveCommands } from './archive/contract.ts';
import { callCommands } from './call/contract.ts';
import { catalogue } from './catalogue.ts';
import { changeCommands } from './change/contract.ts';
import { cutoverCommands } from './cutover/contract.ts';
import { failoverCommands } from './failover/contract.ts';
import { inspectionCommands } from './inspection/contract.ts';
import { incidentCommands } from './incident/contract.ts';
import { schemaOfFields, withIntakeFiles } from './kernel/contract.ts';
import type { CommandTable } from './kernel/process.ts';
import type { ProcessKey } from './processes.ts';
import { rectificationCommands } from './rectification/contract.ts';
import { releaseCommands } from './release/contract.ts';
import { workOrderCommands } from './work-order/contract.ts';

export const contracts: Readonly<Record<ProcessKey, CommandTable>> = {
  call: withIntakeFiles(callCommands),
  incident: withIntakeFiles(incidentCommands),
  change: withIntakeFiles(changeCommands),
  failover: withIntakeFiles(failoverCommands),
  cutover: withIntakeFiles(cutoverCommands),
  rectification: withIntakeFiles(rectificationCommands),
  release: withIntakeFiles(releaseCommands),
  'work-order': withIntakeFiles(workOrderCommands),
  inspection: withIntakeFiles(inspectionCommands),
  archive: withIntakeFiles(archiveCommands),
  appraisal: withIntakeFiles(appraisalCommands),
};
/** What a process shows beside the fields that every CaseView has. */
export const ownFields: Readonly<Record<ProcessKey, z.ZodObject>> = {
  call: schemaOfFields(catalogue.call.fields),
  incident: schemaOfFields(catalogue.incident.fields),
  change: schemaOfFields(catalogue.change.fields),
  failover: schemaOfFields(catalogue.failover.fields),
  cutover: schemaOfFields(catalogue.cutover.fields),
  rectification: schemaOfFields(catalogue.rectification.fields),
  release: schemaOfFields(catalogue.release.fields),
  'work-order': schemaOfFields(catalogue['work-order'].fields),
  inspection: schemaOfFields(catalogue.inspection.fields),
  archive: schemaOfFields(catalogue.archive.fields),
  appraisal: schemaOfFields(catalogue.appraisal.fields),
};
