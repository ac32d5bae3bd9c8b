/** What each event does to an incident. */
import { amended, commonFolds, nothingCommon } from '../kernel/common.ts';
import { bareNames } from '../kernel/ids.ts';
import type { CaseEvent } from '../kernel/process.ts';
import type { Requeued } from '../kernel/requeue.ts';
import type { Incident, IncidentEvent, IncidentState, Opening, Place } from './state.ts';

type Of<K extends IncidentEvent['type']> = CaseEvent<Extract<IncidentEvent, { type: K }>>;
/** A method's type, so that one lookup may serve every event. */
type Fold<E> = { fold(incident: Incident, event: E): Incident }['fold'];
type Type = Exclude<IncidentEvent['type'], 'incident.created'>;
type Folds<K extends Type> = { [T in K]: Fold<Of<T>> };

/** The incident after `event`. Throws nothing: an event of a later release leaves it as it is. */
export function evolveIncident(state: IncidentState, event: CaseEvent<IncidentEvent>): IncidentState {
  if (event.type === 'incident.created') return opened(event.data, event.at);
  if (state.status === 'none') return state;
  const fold: Fold<CaseEvent<IncidentEvent>> | undefined = folds[event.type];
  return fold ? fold(state, event) : state;
}

function opened(
  { pinned: _pinned, receivedAt: _since, countsAsReopened: _back, ...told }: Opening,
  at: number,
): Incident {
  const { diagnosis: _diagnosis, tried: _tried, ...kept } = told;
  return {
    ...kept,
    accepted: false,
    confirmed: false,
    windowOver: false,
    majorProposed: false,
    children: [],
    reporters: [],
    handBacks: {},
    cameFrom: {},
    reopened: 0,
    openedAt: at,
    common: nothingCommon,
  };
}

/** `detail` alone told it before effects had a `ref`. */
function isOfParent({ parent }: Incident, { ref, detail }: Of<'incident.effectFailed'>['data']): boolean {
  if (parent === undefined) return false;
  return ref === undefined ? detail === `${parent} addChild` : 'parent' in ref && ref.parent === parent;
}

const asItIs = (incident: Incident): Incident => incident;
/** Without what ends when work goes on elsewhere or not at all. */
const released = ({ assignee: _assignee, hold: _hold, ...incident }: Incident): Incident => ({
  ...incident,
  status: 'queued',
  accepted: false,
});
const moved = (incident: Incident, place: Place): Incident => ({ ...released(incident), place });
const unheld = ({ hold: _hold, ...incident }: Incident): Incident => incident;
const alone = ({ parent: _parent, ...incident }: Incident): Incident => incident;
const urgeOver = (incident: Incident): Incident => ({
  ...incident,
  common: { ...incident.common, urge: { ...incident.common.urge, open: false } },
});

/** Without who has left: what he had at work lies in the queue again, what waits goes on waiting. */
function relieved(incident: Incident, { person, assignee, commander }: Of<'incident.relieved'>['data']): Incident {
  const { common, major, status } = incident;
  const kept: Incident = {
    ...incident,
    common: { ...common, followers: common.followers.filter((id) => id !== person) },
    ...(major?.commander === person && commander !== undefined ? { major: { commander } } : {}),
  };
  if (incident.assignee !== person) return kept;
  if (status === 'assigned' || status === 'in-progress') return released(kept);
  const { assignee: _former, ...vacant } = kept;
  return { ...vacant, accepted: false, ...(assignee === undefined ? {} : { assignee }) };
}

/** In the heir's queue; who goes on with it does so, and what waits goes on waiting. */
function requeued(incident: Incident, { from, to, moved: lay, assignee }: Requeued): Incident {
  const came = Object.entries(incident.cameFrom).map(([tier, place]) => [tier, place.queue === from ? to : place]);
  const kept: Incident = { ...incident, cameFrom: Object.fromEntries(came) };
  if (!lay) return kept;
  if (assignee !== undefined) return { ...kept, place: to };
  const { status } = incident;
  if (status === 'assigned' || status === 'in-progress') return moved(kept, to);
  const { assignee: _former, ...vacant } = kept;
  return { ...vacant, accepted: false, place: to };
}

const handling = {
  'incident.triaged': (incident, { data: { place, category, impact, urgency, priority } }) => ({
    ...moved(incident, place),
    category,
    impact,
    urgency,
    priority,
  }),
  'incident.claimed': (incident, { by }) => ({ ...incident, status: 'assigned', assignee: by.id, accepted: false }),
  'incident.accepted': (incident) => ({ ...incident, accepted: true }),
  'incident.dispatched': (incident, { data: { person, place } }) => ({
    ...moved(incident, place),
    status: 'assigned',
    assignee: person,
  }),
  'incident.declined': released,
  'incident.started': (incident) => ({ ...incident, status: 'in-progress' }),
  'incident.released': released,
  'incident.requeued': (incident, { data }) => requeued(incident, data),
  'incident.transferred': (incident, { data }) => moved(incident, data.to),
  'incident.escalated': (incident, { data: { from, to } }) => ({
    ...moved(incident, to),
    cameFrom: { ...incident.cameFrom, [to.tier]: from },
  }),
  'incident.handedBack': (incident, { data: { from, to } }) => {
    const pair = `${from.queue}>${to.queue}`;
    const handBacks = { ...incident.handBacks, [pair]: (incident.handBacks[pair] ?? 0) + 1 };
    return { ...moved(incident, to), handBacks };
  },
  'incident.priorityChanged': (incident, { data: { impact, urgency, priority } }) => ({
    ...incident,
    impact,
    urgency,
    priority,
  }),
} satisfies Partial<Folds<Type>>;

const waiting = {
  'incident.held': (incident, { data: { reason, until } }) => ({
    ...incident,
    status: 'on-hold',
    hold: {
      reason,
      ...(until === undefined ? {} : { until }),
      reminders: incident.hold && incident.hold.reason === reason ? incident.hold.reminders : 0,
    },
  }),
  'incident.resumed': (incident) =>
    incident.assignee === undefined ? released(incident) : { ...unheld(incident), status: 'in-progress' },
  'incident.relieved': (incident, { data }) => relieved(incident, data),
  'incident.infoSupplied': asItIs,
  'incident.onsiteRequested': (incident) => ({ ...incident, onsite: 'requested' }),
  'incident.onsiteWithdrawn': ({ onsite: _onsite, ...incident }) => incident,
  'incident.arrived': (incident) => ({ ...incident, onsite: 'arrived' }),
  'incident.visitEnded': ({ onsite: _onsite, ...incident }) => incident,
  'incident.clockWarned': (incident, { data: { clock } }) =>
    clock === 'hold-nag' && incident.hold
      ? { ...incident, hold: { ...incident.hold, reminders: incident.hold.reminders + 1 } }
      : incident,
  'incident.clockBreached': (incident, { data: { clock } }) =>
    clock === 'confirm' && incident.status === 'resolved' ? { ...incident, windowOver: true } : incident,
  'incident.clockNoticeReleased': asItIs,
  'incident.clockNoticeDropped': asItIs,
  // The parent had ended before it could count this one.
  'incident.effectFailed': (incident, { data }) => (isOfParent(incident, data) ? alone(incident) : incident),
  'incident.caseStarted': asItIs,
  'incident.effectSkipped': asItIs,
  'incident.lossAccepted': asItIs,
  'incident.addresseeMissing': asItIs,
} satisfies Partial<Folds<Type>>;

const ending = {
  'incident.resolved': (incident, { data, by }) => {
    const { onsite, report: _report, ...rest } = urgeOver(unheld(incident));
    const { solution, causeCode, category, item, parent } = data;
    return {
      ...rest,
      status: 'resolved',
      category,
      ...(item === undefined ? {} : { item }),
      solved: { solution, causeCode, category, by: by.id, ...(parent === undefined ? {} : { byParent: true }) },
      confirmed: false,
      windowOver: false,
      ...(data.reportOwed ? { report: 'owed' } : {}),
      ...(onsite === 'arrived' ? { onsite } : {}), // a visit not begun is over with the trouble
    };
  },
  'incident.confirmed': (incident, { data: { rating } }) => ({
    ...incident,
    confirmed: true,
    ...(rating ? { rating: rating.score } : {}),
  }),
  'incident.reopened': ({ solved: _solved, report: _report, ...incident }) => ({
    ...incident,
    ...(incident.assignee ? { status: 'in-progress' } : { status: 'queued', accepted: false }),
    confirmed: false,
    windowOver: false,
    reopened: incident.reopened + 1,
  }),
  'incident.reportFiled': (incident) => ({ ...incident, report: 'filed' }),
  'incident.reportReturned': (incident) => ({ ...incident, report: 'returned' }),
  'incident.closed': (incident, { data, at }) => ({
    ...urgeOver(incident),
    status: 'closed',
    endedAt: data.dueAt ?? at,
  }),
  'incident.canceled': (incident, { at }) => ({ ...urgeOver(unheld(incident)), status: 'canceled', endedAt: at }),
  'incident.merged': (incident, { data, at }) => ({
    ...urgeOver(unheld(incident)),
    status: 'canceled',
    mergedInto: data.target,
    endedAt: at,
  }),
} satisfies Partial<Folds<Type>>;

const company = {
  'incident.reporterAdded': (incident, { data }) => ({ ...incident, reporters: [...incident.reporters, data] }),
  'incident.parentAttached': (incident, { data }) => ({ ...incident, parent: data.parent }),
  'incident.parentDetached': alone,
  'incident.childAdded': (incident, { data: { child, requester } }) => ({
    ...incident,
    children: [...incident.children, { caseId: child, requester }],
  }),
  'incident.childRemoved': (incident, { data }) => ({
    ...incident,
    children: incident.children.filter(({ caseId }) => caseId !== data.child),
  }),
  'incident.majorProposed': (incident) => ({ ...incident, majorProposed: true }),
  'incident.majorDeclared': (incident, { data: { commander } }) => ({
    ...incident,
    major: { commander },
    majorProposed: false,
  }),
  'incident.majorDeclined': (incident) => ({ ...incident, majorProposed: false }),
  'incident.updatePosted': asItIs,
  'incident.updateOwed': asItIs,
  'incident.commented': (incident, event) => ({ ...incident, common: commonFolds.commented(incident.common, event) }),
  'incident.amended': (incident, { data }) => amended(incident, data.fields),
  'incident.linked': (incident, event) => ({ ...incident, common: commonFolds.linked(incident.common, event) }),
  'incident.followed': (incident, event) => ({ ...incident, common: commonFolds.followed(incident.common, event) }),
  'incident.unfollowed': (incident, event) => ({ ...incident, common: commonFolds.unfollowed(incident.common, event) }),
  'incident.acknowledged': asItIs,
  'incident.urged': (incident, event) => ({ ...incident, common: commonFolds.urged(incident.common, event) }),
  'incident.urgeAnswered': (incident, event) => ({
    ...incident,
    common: commonFolds.urgeAnswered(incident.common, event),
  }),
  'incident.supervised': (incident, event) => ({ ...incident, common: commonFolds.supervised(incident.common, event) }),
  'incident.retargeted': asItIs,
} satisfies Partial<Folds<Type>>;

const folds: Folds<Type> = { ...handling, ...waiting, ...ending, ...company };

/** Every event of an incident, by its bare name. */
export const incidentEvents: readonly string[] = ['created', ...bareNames(folds)];
