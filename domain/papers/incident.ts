/** What an incident must have once it has ended: the fault analysis report that it owed. */
import type { PapersOf } from './model.ts';
import { type Incident, owesReport } from '../incident/state.ts';

export const incidentPapers: PapersOf<Incident> = {
  process: 'incident',
  papers: (incident) =>
    incident.status === 'closed' && incident.report !== undefined
      ? [{ key: 'fault-report', isThere: !owesReport(incident), person: incident.assignee }]
      : [],
};
