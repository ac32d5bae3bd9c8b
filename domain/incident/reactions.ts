/** What follows from an incident's events, as data; whom a clock's ladder tells stands in clocks.ts. */
import type { Audience, CaseEvent, Effect, Reactions } from '../kernel/process.ts';
import { person, team, tell, unreached } from '../kernel/tell.ts';
import { supervisorHears } from '../kernel/urge.ts';
import { HAND_BACKS, pairOf } from './places.ts';
import type { Incident, IncidentEvent, IncidentState } from './state.ts';

type Of<K extends IncidentEvent['type']> = CaseEvent<Extract<IncidentEvent, { type: K }>>;

/** Nothing follows from what happened before there was an incident. */
const of =
  <E extends CaseEvent<IncidentEvent>>(react: (event: E, incident: Incident) => Effect[]) =>
  (event: E, state: IncidentState): Effect[] =>
    state.status === 'none' ? [] : react(event, state);

/** The event told to those whom `whom` names. */
const telling = (whom: (incident: Incident) => readonly (Audience | undefined)[]) =>
  of((event, incident) => tell(event, whom(incident), { title: incident.title }));

const requester = ({ reporter }: Incident): Audience => ({ person: reporter });
const reporters = ({ reporter, reporters: others }: Incident): Audience[] =>
  [reporter, ...others.map((other) => other.reporter)].map((id) => ({ person: id }));
const hands = ({ assignee, place }: Incident): Audience | undefined => person(assignee) ?? team(place?.queue);
const supervisor = ({ place, unit }: Incident): Audience => ({ role: 'supervisor', orgPath: place?.queueOrg ?? unit });
const owner = ({ unit }: Incident): Audience => ({ role: 'process-owner', orgPath: unit });

const toTeam = telling(({ place }) => [team(place?.queue)]);
const toHands = telling((incident) => [hands(incident)]);

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
function settling({ caseId }: CaseEvent, incident: Incident, outcome: 'resolved' | 'canceled'): Effect[] {
  const calls = [incident.call, ...incident.reporters.map(({ call }) => call)].filter((call) => call !== undefined);
  return [
    ...calls.map((call) => command('call', call, 'settle', { incident: caseId, outcome })),
    ...leavingParent(caseId, incident),
  ];
}

const leavingParent = (caseId: string, { parent }: Incident): Effect[] =>
  parent === undefined ? [] : [command('incident', parent, 'removeChild', { child: caseId })];

export const incidentReactions: Reactions<IncidentState, IncidentEvent> = {
  'incident.created': telling(({ place, reporter }) => [team(place?.queue), person(reporter)]),
  'incident.triaged': toTeam,
  'incident.dispatched': telling(({ assignee }) => [person(assignee)]),
  'incident.declined': telling((incident) => [supervisor(incident), team(incident.place?.queue)]),
  'incident.started': telling(reporters),
  'incident.released': toTeam,
  'incident.transferred': toTeam,
  'incident.escalated': telling((incident) => [team(incident.place?.queue), ...reporters(incident)]),
  'incident.handedBack': of((event: Of<'incident.handedBack'>, incident) => {
    const { from, to } = event.data;
    const isLast = (incident.handBacks[pairOf(from, to)] ?? 0) >= HAND_BACKS;
    const above: Audience = { role: 'supervisor', orgPath: from.queueOrg };
    return tell(event, [team(to.queue), isLast ? above : undefined], { title: incident.title });
  }),
  'incident.held': telling(reporters),
  'incident.resumed': of((event: Of<'incident.resumed'>, incident) =>
    event.by.role === 'system' ? tell(event, [hands(incident)], { title: incident.title }) : [],
  ),
  'incident.infoSupplied': toHands,
  'incident.onsiteRequested': of((event: Of<'incident.onsiteRequested'>, incident) => [
    {
      kind: 'start',
      process: 'work-order',
      data: { cause: event.caseId, unit: incident.unit, application: incident.application, ...event.data },
    },
  ]),
  'incident.reporterAdded': of((event: Of<'incident.reporterAdded'>, incident) =>
    tell(event, [person(event.data.reporter), hands(incident)], { title: incident.title }),
  ),
  'incident.priorityChanged': toHands,
  'incident.resolved': of((event: Of<'incident.resolved'>, incident) => {
    const { solution, causeCode, category, repeated, reportOwed } = event.data;
    const told = [...reporters(incident), ...(reportOwed ? [person(incident.assignee) ?? supervisor(incident)] : [])];
    return [
      ...tell(event, told, { title: incident.title }),
      ...toChildren(incident, { event: 'resolved', parent: event.caseId, solution, causeCode, category }),
      ...(repeated ? [problem(event.caseId, incident, 'repeated')] : []),
    ];
  }),
  'incident.reopened': of((event: Of<'incident.reopened'>, incident) => [
    ...tell(event, [hands(incident), ...reporters(incident)], { title: incident.title }),
    ...toChildren(incident, { event: 'reopened', parent: event.caseId, reason: event.data.reason }),
  ]),
  'incident.reportFiled': telling(({ unit }) => [{ role: 'customer-representative', orgPath: unit }]),
  'incident.reportReturned': toHands,
  'incident.closed': of((event, incident) => [
    ...tell(event, reporters(incident), { title: incident.title }),
    ...settling(event, incident, 'resolved'),
  ]),
  'incident.canceled': of((event, incident) => [
    ...tell(event, [...reporters(incident), person(incident.assignee)], { title: incident.title }),
    ...settling(event, incident, 'canceled'),
  ]),
  'incident.merged': of((event: Of<'incident.merged'>, incident) => [
    ...moving(incident).map((one) => command('incident', event.data.target, 'addReporter', one, { moved: one })),
    ...leavingParent(event.caseId, incident),
    ...tell(event, reporters(incident), { title: incident.title }),
    ...moving(incident).flatMap(({ call }) =>
      call === undefined ? [] : [command('call', call, 'relink', { incident: event.data.target })],
    ),
  ]),
  'incident.parentAttached': of((event: Of<'incident.parentAttached'>, incident) => [
    command(
      'incident',
      event.data.parent,
      'addChild',
      { child: event.caseId, requester: incident.reporter },
      { parent: event.data.parent },
    ),
  ]),
  'incident.parentDetached': of((event: Of<'incident.parentDetached'>) => [
    command('incident', event.data.parent, 'removeChild', { child: event.caseId }),
  ]),
  'incident.majorProposed': telling((incident) => [owner(incident)]),
  'incident.majorDeclared': of((event: Of<'incident.majorDeclared'>, incident) => [
    ...tell(event, [owner(incident), supervisor(incident), person(event.data.commander)], { title: incident.title }),
    problem(event.caseId, incident, 'major'),
  ]),
  'incident.majorDeclined': toHands,
  'incident.updatePosted': of((event: Of<'incident.updatePosted'>, incident) => {
    const { children, common } = incident;
    const told = [
      ...reporters(incident),
      ...[...children.map((child) => child.requester), ...common.followers].map(person),
    ];
    return tell(event, told, { title: incident.title, text: event.data.text });
  }),
  'incident.commented': of((event: Of<'incident.commented'>, incident) => [
    ...tell(event, [...(event.data.audience === 'public' ? reporters(incident) : []), hands(incident)], {
      title: incident.title,
    }),
  ]),
  'incident.urged': of((event, incident) =>
    tell(event, [hands(incident), supervisorHears(incident.common.urge) ? supervisor(incident) : undefined], {
      title: incident.title,
    }),
  ),
  'incident.urgeAnswered': telling((incident) => [requester(incident), ...incident.common.followers.map(person)]),
  'incident.supervised': toHands,
  'incident.relieved': toHands,
  'incident.requeued': of((event: Of<'incident.requeued'>, incident) =>
    event.data.moved ? tell(event, [hands(incident)], { title: incident.title }) : [],
  ),
  'incident.retargeted': telling((incident) => [hands(incident), requester(incident)]),
  'incident.effectFailed': of((event: Of<'incident.effectFailed'>, incident) => {
    const { ref = {} } = event.data;
    const isMerge = 'moved' in ref;
    if (reporters(incident).some((one) => 'person' in one && one.person === event.data.to))
      return unreached(event, [hands(incident)], incident.title);
    if (!isMerge && !('parent' in ref)) return [];
    return [
      ...tell(event, [hands(incident), supervisor(incident)], { title: incident.title }),
      ...(isMerge ? leftBehind(event.caseId, ref.moved) : []),
    ];
  }),
};

/** Those whom a merge hands over, each with his call. */
const moving = ({ reporter, call, reporters: others }: Incident) => [{ reporter, call }, ...others];

/** The target of a merge had ended before it took a reporter over: his call goes back to the desk. */
function leftBehind(caseId: string, moved: unknown): Effect[] {
  const call = typeof moved === 'object' && moved !== null && 'call' in moved ? moved.call : undefined;
  return typeof call === 'string' ? [command('call', call, 'return', { incident: caseId })] : [];
}

const problem = (caseId: string, incident: Incident, why: 'major' | 'repeated'): Effect => ({
  kind: 'start',
  process: 'problem',
  data: { cause: caseId, why, unit: incident.unit, application: incident.application, title: incident.title },
});
