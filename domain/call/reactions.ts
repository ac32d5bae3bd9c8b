/** Whom a call's events tell, and what follows from them; whom a clock's ladder tells stands in clocks.ts. */
import type { CreateIncident } from '../incident/contract.ts';
import type { Recorded } from '../kernel/definition.ts';
import type { Effect } from '../kernel/process.ts';
import { hands } from '../kernel/common/whom.ts';
import type { Call, CallEvents, Rules } from './state.ts';

export const tells: Rules['tells'] = {
  created: ['queue'],
  taken: ['reporter'],
  infoRequested: ['reporter'],
  infoSupplied: ['hands'],
  answered: ['reporter'],
  answerRefused: ['hands'],
  escalated: ['reporter'],
  joined: ['reporter'],
  returned: ['hands'],
  closed: ['reporter'],
  canceled: ['reporter'],
  effectFailed: (call, { data }) => (data.kind === 'notify' ? [] : [hands(call)]),
};

export const follows: NonNullable<Rules['follows']> = {
  escalated: (event, call) => [
    { kind: 'start', process: 'incident', data: incidentOf(event, call), ref: { incident: 'new' } },
  ],
  joined: ({ data: { incident }, caseId }, { reporter }) => [
    {
      kind: 'command',
      process: 'incident',
      caseId: incident,
      command: 'addReporter',
      data: { call: caseId, reporter },
      ref: { incident },
    },
  ],
  caseStarted: (_event, { incident, unpassed = [] }) =>
    incident === undefined ? [] : unpassed.map((text) => words(incident, text)),
  // What the caller says of an escalated call is said to those who work on its incident.
  commented: ({ by, data }, { status, incident }) =>
    status === 'escalated' && incident !== undefined && by.role === 'requester' ? [words(incident, data.text)] : [],
};

/** To the incident, or to the one that it was merged into. */
const words = (incident: string, text: string): Effect => ({
  kind: 'command',
  process: 'incident',
  caseId: incident,
  command: 'supplyInfo',
  data: { text },
  onward: true,
  ref: { words: true },
});

function incidentOf({ data, caseId }: Recorded<CallEvents['escalated']>, call: Call): CreateIncident {
  const { channel, reporter, unit, application, title, description, contact, openedAt, followUpOf } = call;
  const told = { channel, reporter, unit, application, title, description, contact };
  const before = followUpOf === undefined ? {} : { followUpOf };
  return { ...told, ...before, ...data, call: caseId, receivedAt: openedAt };
}
