/** Whom an incident's events tell, and what follows from them; whom a clock's ladder tells stands in clocks.ts. */
import type { Audience, Effect } from '../kernel/process.ts';
import { tell } from '../kernel/people/tell.ts';
import type { CreateWorkOrder } from '../work-order/contract.ts';
import { hands, ownerOf, person, queue, supervisorOf, watching } from '../kernel/common/whom.ts';
import { startOf, startToCome } from '../starts.ts';
import { isPingPong } from './places.ts';
import { reportersOf, reportsOf } from './reporters.ts';
import { alone } from './rules-company.ts';
import type { Incident, IncidentEvents, Rules } from './state.ts';

/** Everybody who reported it, and whoever follows it. */
const everybody = (incident: Incident): Audience[] => watching(incident, reportersOf(incident));
/** With a report owed, or a supervisor to close it, a confirmation on the phone is not the end. */
const isOver = ({ status }: Incident, { confirmedOnPhone, reportOwed }: IncidentEvents['resolved'], major: boolean) =>
  status === 'resolved' && confirmedOnPhone !== undefined && !reportOwed && !major;

export const tells: Rules['tells'] = {
  // Of one that his call became its reporter hears there.
  created: (incident) => [queue(incident), person(incident.call === undefined ? incident.reporter : undefined)],
  triaged: ['queue'],
  dispatched: ({ assignee }) => [person(assignee)],
  declined: (incident) => [supervisorOf(incident), queue(incident)],
  started: ['reporters'],
  released: ['queue'],
  transferred: ['queue'],
  escalated: ['queue', 'reporters'],
  handedBack: (incident, { data: { from, to } }) => [
    { team: to.queue },
    isPingPong(incident, from, to) ? { role: 'supervisor', orgPath: from.queueOrg } : undefined,
  ],
  held: ['reporters'],
  // What did not come about is news to the whole queue.
  resumed: (incident, { by, data: { outcome } }) =>
    by.role === 'system'
      ? [hands(incident), outcome === undefined || outcome === 'finished' ? undefined : queue(incident)]
      : [],
  changeFailed: (incident) => [hands(incident), queue(incident), supervisorOf(incident)],
  onsiteWithdrawn: (incident, { data: { canceled } }) => (canceled ? [hands(incident), supervisorOf(incident)] : []),
  visitEnded: ['hands'],
  infoSupplied: ['hands'],
  contactNoted: ['hands'],
  // He hears of it at his call, or by the merge that brought him here.
  reporterAdded: ['hands'],
  reporterRemoved: ['hands'],
  priorityChanged: ['hands'],
  resolved: (incident, { data }) => [
    ...(isOver(incident, data, incident.major !== undefined) ? [] : everybody(incident)),
    data.reportOwed ? (person(incident.assignee) ?? supervisorOf(incident)) : undefined,
  ],
  confirmed: (incident, { data }) => (data.rating?.words === undefined ? [] : [hands(incident)]),
  reporterConfirmed: (incident, { data }) => (data.rating?.words === undefined ? [] : [hands(incident)]),
  reopened: ['hands', 'reporters'],
  reportFiled: ({ unit }) => [{ role: 'customer-representative', orgPath: unit }],
  reportReturned: ['hands'],
  closed: ['reporters'],
  canceled: (incident) => [...everybody(incident), person(incident.assignee)],
  majorProposed: (incident) => [ownerOf(incident)],
  majorDeclared: (incident, { data }) => [ownerOf(incident), supervisorOf(incident), person(data.commander)],
  majorDeclined: ['hands'],
  effectFailed: (incident, { data: { ref = {}, code } }) =>
    'moved' in ref || 'parent' in ref || 'visit' in ref || ('awaited' in ref && code !== ENDED)
      ? [hands(incident), supervisorOf(incident)]
      : [],
};

/** Of an effect whose target has ended. */
const ENDED = 'case-ended';

export const follows: NonNullable<Rules['follows']> = {
  held: ({ caseId, data: { change, leftChange } }) => [
    ...(leftChange === undefined ? [] : [noLongerHeld(caseId, leftChange)]),
    ...(change === undefined ? [] : [command('change', change, 'noteHeld', { incident: caseId }, { awaited: change })]),
  ],
  // Where the change has ended the hold it knows that itself.
  resumed: ({ caseId, data: { change, outcome } }) =>
    change === undefined || outcome !== undefined ? [] : [noLongerHeld(caseId, change)],
  onsiteRequested: ({ caseId, seq, data }, incident) => [
    startOf('work-order', visitFor(caseId, incident, data), { visit: seq }),
  ],
  onsiteWithdrawn: ({ caseId, data: { workOrder, canceled, reason } }) =>
    workOrder === undefined || canceled ? [] : [calledOff(workOrder, caseId, reason)],
  // It came to nothing before its work order had a number.
  caseStarted: ({ caseId, data }, { visit }) =>
    data.ref && 'visit' in data.ref && visit?.workOrder !== data.caseId ? [calledOff(data.caseId, caseId)] : [],
  resolved({ caseId, by, data: { solution, causeCode, category, repeated, reportOwed } }, incident) {
    const solved = { event: 'resolved', parent: caseId, solution, causeCode, category, reportOwed };
    return [
      ...toChildren(incident, solved),
      ...toCalls(incident, { incident: caseId, solved: true, by: by.id }),
      ...(repeated ? [problemCase(caseId, incident, 'repeated')] : []),
    ];
  },
  reopened: ({ caseId, data }, incident) => [
    ...toChildren(incident, { event: 'reopened', parent: caseId, reason: data.reason }),
    ...toCalls(incident, { incident: caseId, solved: false }),
  ],
  confirmed: confirmedAtCall,
  reporterConfirmed: confirmedAtCall,
  reporterAdded: ({ caseId, data: { call } }, { status, solved }) =>
    status === 'resolved' && call !== undefined
      ? [command('call', call, 'noteSolved', { incident: caseId, solved: true, by: solved.by }, { solved: true })]
      : [],
  // With the parent it ends without a word to that, which has ended itself.
  closed: ({ caseId, data }, incident) => [
    ...toChildren(incident, { event: 'closed', parent: caseId }),
    ...settling(caseId, data.parent === undefined ? incident : alone(incident), 'resolved'),
  ],
  canceled: ({ caseId }, incident) => settling(caseId, incident, 'canceled'),
  // In this order, notices between: an upgrade finds by its place what an older release has carried out.
  merged(event, incident) {
    const { caseId, data } = event;
    const { target } = data;
    return [
      ...reportsOf(incident).map((one) => command('incident', target, 'addReporter', one, { moved: one })),
      ...leavingParent(caseId, incident),
      ...tell(event, everybody(incident), { title: incident.title }),
      ...reportsOf(incident).flatMap(({ call }) =>
        call === undefined ? [] : [command('call', call, 'relink', { incident: target })],
      ),
      ...(incident.common.files ? [filesTo('incident', target, { from: caseId, within: true })] : []),
    ];
  },
  // Whoever is on the way for it has what others find out meanwhile.
  attached: ({ caseId, seq }, { visit }) =>
    visit?.workOrder === undefined ? [] : [filesTo('work-order', visit.workOrder, { from: caseId, fromSeq: seq })],
  // The call that it comes from was registered as wrongly.
  corrected: ({ by, data: { fields, reason } }, { call }) =>
    call === undefined || by.role === 'system' ? [] : [command('call', call, 'correct', { ...fields, reason })],
  parentAttached: ({ caseId, data: { parent } }, { reporter }) => [
    command('incident', parent, 'addChild', { child: caseId, requester: reporter }, { parent }),
  ],
  parentDetached: ({ caseId, data }) => [command('incident', data.parent, 'removeChild', { child: caseId })],
  majorDeclared: ({ caseId }, incident) => [problemCase(caseId, incident, 'major')],
  updatePosted(event, incident) {
    const { children, common, title } = incident;
    const others = children.map(({ requester }) => requester);
    return tell(event, [...reportersOf(incident), ...others, ...common.followers].map(person), { title });
  },
  // The target of a merge had ended before it took a reporter over: his call goes back to the desk.
  effectFailed({ caseId, data: { ref = {}, code } }) {
    // The change had ended before it learned that this one waits for it.
    if ('awaited' in ref && code === ENDED)
      return [command('incident', caseId, 'noteChange', { change: ref.awaited, outcome: 'ended' })];
    const moved: unknown = 'moved' in ref ? ref.moved : undefined;
    const call = typeof moved === 'object' && moved !== null && 'call' in moved ? moved.call : undefined;
    return typeof call === 'string' ? [command('call', call, 'return', { incident: caseId })] : [];
  },
};

type ToCase = Extract<Effect, { kind: 'command' }>;
const command = (process: string, caseId: string, name: string, data: object, ref?: object): ToCase => ({
  kind: 'command',
  process,
  caseId,
  command: name,
  data,
  ...(ref === undefined ? {} : { ref }),
});

/** They stay here, too. What the reporters of a merged one handed in is for those who work on the other. */
const filesTo = (process: string, caseId: string, data: { from: string; fromSeq?: number; within?: true }): Effect => ({
  ...command(process, caseId, 'noteFiles', data),
  onward: true,
  ifOpen: true,
});
const calledOff = (workOrder: string, source: string, reason?: string): Effect => ({
  ...command('work-order', workOrder, 'callOff', { source, ...(reason === undefined ? {} : { reason }) }),
  ifOpen: true,
});

/** Who reported it is there, and what was tried from afar goes along. */
function visitFor(
  source: string,
  incident: Incident,
  { site, contact = incident.contact, remoteHelp: tried }: IncidentEvents['onsiteRequested'],
): CreateWorkOrder {
  const { unit, application, title, description, reporter, caller, item, priority, major } = incident;
  const urgent = priority === 'P1' || priority === 'P2' || major !== undefined;
  const named = { ...(reporter === undefined ? {} : { reporter }), ...(caller === undefined ? {} : { caller }) };
  return { unit, application, title, description, ...named, contact, site, urgent, source, item, tried };
}

const noLongerHeld = (caseId: string, change: string): Effect => ({
  ...command('change', change, 'noteResumed', { incident: caseId }),
  ifOpen: true,
});

const toChildren = (incident: Incident, data: object): Effect[] =>
  incident.children.map(({ caseId }) => command('incident', caseId, 'followParent', data));

/** The calls of its reporters learn whether it is resolved: they confirm there. A call that has gone elsewhere is none of it. */
const toCalls = (incident: Incident, data: { incident: string; solved: boolean; by?: string }): Effect[] =>
  reportsOf(incident).flatMap(({ call }) =>
    call === undefined ? [] : [command('call', call, 'noteSolved', data, { solved: true })],
  );

/** What a reporter said here stands at his call, too. */
function confirmedAtCall(
  { caseId, data }: { caseId: string; data: IncidentEvents['confirmed'] },
  incident: Incident,
): Effect[] {
  const { reporter, call, rating } = data;
  if (reporter === undefined || call !== undefined) return [];
  const own = reportsOf(incident).flatMap((one) => (one.reporter === reporter && one.call ? [one.call] : []));
  const said = { incident: caseId, ...(rating === undefined ? {} : { rating }) };
  return own.map((one) => command('call', one, 'noteConfirmed', said, { solved: true }));
}

/** The calls that wait for this incident, and the parent that counts it, learn of its end. */
const settling = (caseId: string, incident: Incident, outcome: 'resolved' | 'canceled'): Effect[] => [
  ...reportsOf(incident).flatMap(({ call }) =>
    call === undefined ? [] : [command('call', call, 'settle', { incident: caseId, outcome })],
  ),
  ...leavingParent(caseId, incident),
];

const leavingParent = (caseId: string, { parent }: Incident): Effect[] =>
  parent === undefined ? [] : [command('incident', parent, 'removeChild', { child: caseId })];

const problemCase = (caseId: string, { unit, application, title }: Incident, why: 'major' | 'repeated'): Effect =>
  startToCome('problem', { cause: caseId, why, unit, application, title });
