/** The case that a work order is for. */
import { processOfCase } from '../processes.ts';

/** True for an incident: it has the promise of arrival, and hears of the visit. Throws nothing. */
export const carriedByIncident = (source: string | undefined): boolean =>
  source !== undefined && processOfCase(source) === 'incident';
