/** Whom a call's events tell, and what follows from them; whom a clock's ladder tells stands in clocks.ts. */
import type { CreateIncident } from '../incident/contract.ts';
import type { Recorded } from '../kernel/definition.ts';
import type { Effect } from '../kernel/process.ts';
import { isOfLink } from '../kernel/common/links.ts';
import { hands, queue, watching } from '../kernel/common/whom.ts';
import { amendedWords, passedWords } from './words-passed.ts';
import type { Call, CallEvents, Rules } from './state.ts';

export const tells: Rules['tells'] = {
  // A desk agent has taken what she registers: nobody need be asked to.
  created: (call, { by }) => (by.role === 'desk-agent' ? [] : [queue(call)]),
  taken: ['reporters'],
  infoRequested: ['reporters'],
  infoSupplied: ['hands'],
  // Confirmed on the phone it is closed in the same save, and he is told of that.
  answered: (call, { data }) => (data.confirmedOnPhone === undefined ? watching(call, [call.reporter]) : []),
  confirmed: (call, { data }) => (data.rating?.words === undefined ? [] : [hands(call)]),
  answerRefused: ['hands'],
  escalated: ['reporters'],
  joined: ['reporters'],
  returned: ['hands'],
  // Of the end of its incident that has told its reporters.
  closed: (call, { data }) => watching(call, data.incident === undefined ? [call.reporter] : []),
  canceled: ['reporters'],
  effectFailed: (call, { data }) => (data.kind === 'notify' || isOfLink(data) ? [] : [hands(call)]),
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
  commented: ({ by, data }, call) => passing(call, passedWords(by, data)),
  amended: ({ data: { fields }, caseId }, call) => [
    ...passing(call, amendedWords(fields)),
    ...(call.status === 'escalated' && call.incident !== undefined && fields.contact !== undefined
      ? [toIncident(call.incident, 'noteContact', { call: caseId, contact: fields.contact }, { words: true })]
      : []),
  ],
  confirmed: ({ data, caseId }, { status, incident }) =>
    status === 'escalated' && incident !== undefined && data.incident === undefined
      ? [toIncident(incident, 'noteConfirmed', { call: caseId, ...ratingIn(data) }, { confirmed: true })]
      : [],
};

const passing = ({ status, incident }: Call, text: string | undefined): Effect[] =>
  status === 'escalated' && incident !== undefined && text !== undefined ? [words(incident, text)] : [];

const ratingIn = ({ rating }: Pick<CallEvents['confirmed'], 'rating'>) => (rating === undefined ? {} : { rating });

/** To the incident, or to the one that it was merged into. */
const words = (incident: string, text: string): Effect => toIncident(incident, 'supplyInfo', { text }, { words: true });
const toIncident = (incident: string, command: string, data: object, ref: object): Effect => ({
  kind: 'command',
  process: 'incident',
  caseId: incident,
  command,
  data,
  onward: true,
  ref,
});

function incidentOf({ data, caseId }: Recorded<CallEvents['escalated']>, call: Call): CreateIncident {
  const { channel, reporter, unit, application, title, description, contact, openedAt, followUpOf } = call;
  const told = { channel, reporter, unit, application, title, description, contact };
  const before = followUpOf === undefined ? {} : { followUpOf };
  return { ...told, ...before, ...data, call: caseId, receivedAt: openedAt };
}
