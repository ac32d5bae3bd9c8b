/** Whom an incident's events tell, and what follows from them; whom a clock's ladder tells stands in clocks.ts. */
import type { Audience, Effect } from '../kernel/process.ts';
import { tell } from '../kernel/people/tell.ts';
import { hands, ownerOf, person, queue, supervisorOf } from '../kernel/common/whom.ts';
import { isPingPong } from './places.ts';
import type { Rules, Incident } from './state.ts';

/** Everybody who reported it, the first one first. */
export const reportersOf = ({ reporter, reporters }: Incident): string[] => [
  reporter,
  ...reporters.map((other) => other.reporter),
];
const everyReporter = (incident: Incident): Audience[] => reportersOf(incident).map((id) => ({ person: id }));

export const tells: Rules['tells'] = {
  created: (incident) => [queue(incident), person(incident.reporter)],
  triaged: ['queue'],
  dispatched: ({ assignee }) => [person(assignee)],
  declined: (incident) => [supervisorOf(incident), queue(incident)],
  started: everyReporter,
  released: ['queue'],
  transferred: ['queue'],
  escalated: (incident) => [queue(incident), ...everyReporter(incident)],
  handedBack: (incident, { data: { from, to } }) => [
    { team: to.queue },
    isPingPong(incident, from, to) ? { role: 'supervisor', orgPath: from.queueOrg } : undefined,
  ],
  held: everyReporter,
  resumed: (incident, { by }) => (by.role === 'system' ? [hands(incident)] : []),
  infoSupplied: ['hands'],
  reporterAdded: (incident, { data }) => [person(data.reporter), hands(incident)],
  priorityChanged: ['hands'],
  resolved: (incident, { data }) => [
    ...everyReporter(incident),
    data.reportOwed ? (person(incident.assignee) ?? supervisorOf(incident)) : undefined,
  ],
  reopened: (incident) => [hands(incident), ...everyReporter(incident)],
  reportFiled: ({ unit }) => [{ role: 'customer-representative', orgPath: unit }],
  reportReturned: ['hands'],
  closed: everyReporter,
  canceled: (incident) => [...everyReporter(incident), person(incident.assignee)],
  majorProposed: (incident) => [ownerOf(incident)],
  majorDeclared: (incident, { data }) => [ownerOf(incident), supervisorOf(incident), person(data.commander)],
  majorDeclined: ['hands'],
  effectFailed: (incident, { data: { ref = {} } }) =>
    'moved' in ref || 'parent' in ref ? [hands(incident), supervisorOf(incident)] : [],
};

export const follows: NonNullable<Rules['follows']> = {
  onsiteRequested: ({ caseId, data }, { unit, application }) => [
    { kind: 'start', process: 'work-order', data: { cause: caseId, unit, application, ...data } },
  ],
  resolved({ caseId, data: { solution, causeCode, category, repeated } }, incident) {
    const solved = { event: 'resolved', parent: caseId, solution, causeCode, category };
    return [...toChildren(incident, solved), ...(repeated ? [problemCase(caseId, incident, 'repeated')] : [])];
  },
  reopened: ({ caseId, data }, incident) =>
    toChildren(incident, { event: 'reopened', parent: caseId, reason: data.reason }),
  closed: ({ caseId }, incident) => settling(caseId, incident, 'resolved'),
  canceled: ({ caseId }, incident) => settling(caseId, incident, 'canceled'),
  // In this order, notices between: an upgrade finds by its place what an older release has carried out.
  merged(event, incident) {
    const { caseId, data } = event;
    const { target } = data;
    return [
      ...moving(incident).map((one) => command('incident', target, 'addReporter', one, { moved: one })),
      ...leavingParent(caseId, incident),
      ...tell(event, everyReporter(incident), { title: incident.title }),
      ...moving(incident).flatMap(({ call }) =>
        call === undefined ? [] : [command('call', call, 'relink', { incident: target })],
      ),
    ];
  },
  parentAttached: ({ caseId, data: { parent } }, { reporter }) => [
    command('incident', parent, 'addChild', { child: caseId, requester: reporter }, { parent }),
  ],
  parentDetached: ({ caseId, data }) => [command('incident', data.parent, 'removeChild', { child: caseId })],
  majorDeclared: ({ caseId }, incident) => [problemCase(caseId, incident, 'major')],
  updatePosted(event, incident) {
    const { children, common, title } = incident;
    const others = [...children.map(({ requester }) => requester), ...common.followers];
    return tell(event, [...everyReporter(incident), ...others.map(person)], { title, text: event.data.text });
  },
  // The target of a merge had ended before it took a reporter over: his call goes back to the desk.
  effectFailed({ caseId, data: { ref = {} } }) {
    const moved: unknown = 'moved' in ref ? ref.moved : undefined;
    const call = typeof moved === 'object' && moved !== null && 'call' in moved ? moved.call : undefined;
    return typeof call === 'string' ? [command('call', call, 'return', { incident: caseId })] : [];
  },
};

const command = (process: string, caseId: string, name: string, data: object, ref?: object): Effect => ({
  kind: 'command',
  process,
  caseId,
  command: name,
  data,
  ...(ref === undefined ? {} : { ref }),
});

const toChildren = (incident: Incident, data: object): Effect[] =>
  incident.children.map(({ caseId }) => command('incident', caseId, 'followParent', data));

/** The calls that wait for this incident, and the parent that counts it, learn of its end. */
const settling = (caseId: string, incident: Incident, outcome: 'resolved' | 'canceled'): Effect[] => [
  ...moving(incident).flatMap(({ call }) =>
    call === undefined ? [] : [command('call', call, 'settle', { incident: caseId, outcome })],
  ),
  ...leavingParent(caseId, incident),
];

const leavingParent = (caseId: string, { parent }: Incident): Effect[] =>
  parent === undefined ? [] : [command('incident', parent, 'removeChild', { child: caseId })];

/** Everybody who reported it, each with his call. */
const moving = ({ reporter, call, reporters }: Incident) => [{ reporter, call }, ...reporters];

const problemCase = (caseId: string, { unit, application, title }: Incident, why: 'major' | 'repeated'): Effect => ({
  kind: 'start',
  process: 'problem',
  data: { cause: caseId, why, unit, application, title },
});
