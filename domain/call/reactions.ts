/** Whom a call's events tell, and what follows from them; whom a clock's ladder tells stands in clocks.ts. */
import type { CreateIncident } from '../incident/contract.ts';
import type { Recorded } from '../kernel/definition.ts';
import type { Effect } from '../kernel/process.ts';
import { isOfLink } from '../kernel/common/links.ts';
import { firstReporter, hands, queue, watching } from '../kernel/common/whom.ts';
import { startOf } from '../starts.ts';
import { amendedWords, passedWords } from './words-passed.ts';
import type { Call, CallEvents, Rules } from './state.ts';

export const tells: Rules['tells'] = {
  // A desk agent has taken what she registers: nobody need be asked to.
  created: (call, { by }) => (by.role === 'desk-agent' ? [] : [queue(call)]),
  taken: ['reporters'],
  dispatched: ['hands'],
  transferred: ['queue'],
  infoRequested: ['reporters'],
  infoSupplied: ['hands'],
  // Confirmed on the phone it is closed in the same save, and he is told of that.
  answered: (call, { data }) => (data.confirmedOnPhone === undefined ? watching(call, [firstReporter(call)]) : []),
  confirmed: (call, { data }) => (data.rating?.words === undefined ? [] : [hands(call)]),
  answerRefused: ['hands'],
  escalated: ['reporters'],
  joined: ['reporters'],
  returned: (call, { by }) => (by.role === 'system' ? [hands(call)] : []),
  // Of the end of its incident that has told its reporters.
  closed: (call, { data }) => watching(call, data.incident === undefined ? [firstReporter(call)] : []),
  canceled: ['reporters'],
  effectFailed: (call, { data }) => (data.kind === 'notify' || isOfLink(data) ? [] : [hands(call)]),
};

export const follows: NonNullable<Rules['follows']> = {
  escalated: (event, call) => [startOf('incident', incidentOf(event, call), { incident: 'new' })],
  joined: ({ data: { incident }, caseId }, { reporter, caller, common: { files } }) => [
    {
      kind: 'command',
      process: 'incident',
      caseId: incident,
      command: 'addReporter',
      data: { call: caseId, reporter, ...(caller === undefined ? {} : { caller }) },
      ref: { incident },
    },
    ...(files ? [handedOn(incident, { from: caseId, within: true })] : []),
  ],
  // Out of an incident that it should not have joined; and in it under the name of who reports it.
  returned: ({ by, data: { incident }, caseId }) =>
    by.role === 'system' ? [] : [toIncident(incident, 'removeReporter', { call: caseId }, { words: true })],
  corrected({ data: { fields }, caseId }, { joined, incident, reporter, caller }) {
    const isOther = fields.reporter !== undefined || fields.caller !== undefined;
    if (!joined || incident === undefined || !isOther) return [];
    return [
      toIncident(incident, 'removeReporter', { call: caseId }, { words: true }),
      toIncident(
        incident,
        'addReporter',
        { call: caseId, reporter, ...(caller === undefined ? {} : { caller }) },
        { words: true },
      ),
    ];
  },
  caseStarted: ({ caseId }, { incident, unpassed = [], unpassedFiles }) =>
    incident === undefined
      ? []
      : [
          ...unpassed.map((text) => words(incident, text)),
          ...(unpassedFiles ? [handedOn(incident, { from: caseId })] : []),
        ],
  // So with what anybody attaches to it.
  attached: ({ caseId, seq }, { status, incident, joined }) =>
    status === 'escalated' && incident !== undefined
      ? [handedOn(incident, { from: caseId, fromSeq: seq, ...(joined ? { within: true } : {}) })]
      : [],
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
/** Who joined an incident shows his files to those who work on it, and not to whoever else reported it. */
const handedOn = (incident: string, data: { from: string; fromSeq?: number; within?: true }): ToCase => ({
  ...toIncident(incident, 'noteFiles', data, { words: true }),
  ifOpen: true,
});
type ToCase = Extract<Effect, { kind: 'command' }>;
const toIncident = (incident: string, command: string, data: object, ref: object): ToCase => ({
  kind: 'command',
  process: 'incident',
  caseId: incident,
  command,
  data,
  onward: true,
  ref,
});

function incidentOf({ data, caseId }: Recorded<CallEvents['escalated']>, call: Call): CreateIncident {
  const { channel, reporter, caller, unit, application, title, description, contact, openedAt, followUpOf } = call;
  const told = { channel, reporter, unit, application, title, description, contact };
  const named = caller === undefined ? {} : { caller };
  const before = followUpOf === undefined ? {} : { followUpOf };
  return { ...told, ...named, ...before, ...data, call: caseId, receivedAt: openedAt };
}
