/** What an incident must have once it has ended: the fault analysis report that it owed. */
import type { PapersOf } from '../papers/model.ts';
import { type Incident, owesReport } from './state.ts';

export const incidentPapers: PapersOf<Incident> = {
  process: 'incident',
  papers: (incident) =>
    incident.status === 'closed' && incident.report !== undefined
      ? [{ key: 'fault-report', isThere: !owesReport(incident), person: incident.assignee }]
      : [],
};
