/** The model of each process's documents; the compiler misses none. */
import type { Connection, Model } from 'mongoose';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import type { ProcessKey } from '../../../domain/processes.ts';
import { appraisalOf } from './appraisal.ts';
import { archiveOf } from './archive.ts';
import { callOf } from './call.ts';
import { changeOf } from './change.ts';
import { cutoverOf } from './cutover.ts';
import { failoverOf } from './failover.ts';
import { inspectionOf } from './inspection.ts';
import { incidentOf } from './incident.ts';
import { rectificationOf } from './rectification.ts';
import { releaseOf } from './release.ts';
import { workOrderOf } from './work-order.ts';

export const ofProcesses: Readonly<Record<ProcessKey, (db: Connection) => Model<StoredCase>>> = {
  call: callOf,
  change: changeOf,
  cutover: cutoverOf,
  failover: failoverOf,
  incident: incidentOf,
  rectification: rectificationOf,
  release: releaseOf,
  'work-order': workOrderOf,
  inspection: inspectionOf,
  archive: archiveOf,
  appraisal: appraisalOf,
};
