/** What the API needs to know of each process: one small file each, listed here. */
import type { ProcessKey } from '../domain/processes.ts';
import { callApi } from './call.ts';
import { incidentApi } from './incident.ts';
import type { ProcessApi } from './process-entry.ts';

export const processApis: Readonly<Record<ProcessKey, ProcessApi>> = { call: callApi, incident: incidentApi };
