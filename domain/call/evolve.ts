/** What each event does to a call. */
import { amended, commonFolds, nothingCommon } from '../kernel/common.ts';
import { bareNames } from '../kernel/ids.ts';
import type { CaseEvent } from '../kernel/process.ts';
import type { Requeued } from '../kernel/requeue.ts';
import type { Call, CallEvent, CallState } from './state.ts';

type Of<K extends CallEvent['type']> = CaseEvent<Extract<CallEvent, { type: K }>>;
/** A method's type, so that one lookup may serve every event. */
type Fold<E> = { fold(call: Call, event: E): Call }['fold'];
type Folds = { [K in Exclude<CallEvent['type'], 'call.created'>]: Fold<Of<K>> };

const asItIs = (call: Call): Call => call;
/** The incident that it should have become or joined is not to be had: the desk must look again. */
const backAtDesk = ({ incident: _incident, unpassed: _words, ...call }: Call): Call => ({
  ...call,
  status: 'in-service',
});

/** So many words wait at most; they are many within the moment that an incident takes to come about. */
const MOST_UNPASSED = 10;
/** Words of the caller while there is no incident yet are kept until there is one; once there is, they have been passed on. */
function heard(call: Call, { by, data }: Of<'call.commented'>): Call {
  const { unpassed = [], ...rest } = call;
  if (call.status !== 'escalated' || call.incident !== undefined) return rest;
  if (by.role !== 'requester') return call;
  return { ...rest, unpassed: [...unpassed, data.text].slice(-MOST_UNPASSED) };
}

/** Words that did not arrive are no reason to take the case back. */
export const isOfWords = ({ ref }: { ref?: object }): boolean => ref !== undefined && 'words' in ref;

/** Without who has left: what he had in service waits to be taken again, unless there is a successor. */
function relieved(call: Call, { person, assignee }: Of<'call.relieved'>['data']): Call {
  const { common } = call;
  const kept = { ...call, common: { ...common, followers: common.followers.filter((id) => id !== person) } };
  if (call.assignee !== person) return kept;
  const { assignee: _former, ...vacant } = kept;
  if (assignee !== undefined) return { ...vacant, assignee };
  return call.status === 'in-service' ? { ...vacant, status: 'new' } : vacant;
}

/** In the heir's queue; who goes on with it does so, what he had in service waits to be taken there otherwise. */
function requeued(call: Call, { to, moved, assignee }: Requeued): Call {
  if (!moved) return call;
  const kept = { ...call, queue: to.queue, queueOrg: to.queueOrg };
  if (assignee !== undefined) return kept;
  const { assignee: _former, ...vacant } = kept;
  return call.status === 'in-service' ? { ...vacant, status: 'new' } : vacant;
}

const folds: Folds = {
  'call.taken': (call, { by }) => ({ ...call, status: 'in-service', assignee: by.id }),
  'call.relieved': (call, { data }) => relieved(call, data),
  'call.requeued': (call, { data }) => requeued(call, data),
  'call.infoRequested': (call) => ({ ...call, status: 'waiting' }),
  'call.infoSupplied': (call) => ({ ...call, status: 'in-service' }),
  'call.answered': (call, { data, by }) => ({
    ...call,
    status: 'answered',
    assignee: by.id,
    answeredBy: by.id,
    outcome: data.outcome,
    solution: data.solution,
    category: data.category,
    common: answered(call),
  }),
  'call.confirmed': (call, { data }) => (data.rating ? { ...call, rating: data.rating.score } : call),
  'call.answerRefused': ({ solution: _solution, outcome: _outcome, answeredBy: _by, ...call }) => ({
    ...call,
    status: 'in-service',
    refusedAnswers: call.refusedAnswers + 1,
  }),
  'call.escalated': (call, { data, by }) => ({
    ...call,
    status: 'escalated',
    assignee: call.assignee ?? by.id,
    category: data.category,
    ...(data.item ? { item: data.item } : {}),
    common: answered(call),
  }),
  'call.joined': (call, { data, by }) => ({
    ...call,
    status: 'escalated',
    assignee: call.assignee ?? by.id,
    incident: data.incident,
    common: answered(call),
  }),
  'call.closed': (call, { data, at }) => ({
    ...call,
    status: 'closed',
    outcome: data.outcome,
    endedAt: data.dueAt ?? at,
    common: answered(call),
    ...(data.incident ? { incident: data.incident } : {}),
  }),
  'call.returned': backAtDesk,
  'call.relinked': (call, { data }) => ({ ...call, incident: data.incident }),
  'call.canceled': (call, { data, at }) => ({
    ...call,
    status: 'canceled',
    cancelReason: data.reason,
    endedAt: data.dueAt ?? at,
    common: answered(call),
  }),
  'call.commented': (call, event) => ({ ...heard(call, event), common: commonFolds.commented(call.common, event) }),
  'call.amended': (call, { data }) => amended(call, data.fields),
  'call.linked': (call, event) => ({ ...call, common: commonFolds.linked(call.common, event) }),
  'call.followed': (call, event) => ({ ...call, common: commonFolds.followed(call.common, event) }),
  'call.unfollowed': (call, event) => ({ ...call, common: commonFolds.unfollowed(call.common, event) }),
  'call.acknowledged': asItIs,
  'call.urged': (call, event) => ({ ...call, common: commonFolds.urged(call.common, event) }),
  'call.urgeAnswered': (call, event) => ({ ...call, common: commonFolds.urgeAnswered(call.common, event) }),
  'call.supervised': (call, event) => ({ ...call, common: commonFolds.supervised(call.common, event) }),
  // The clocks keep their own record, and effects that of theirs.
  'call.clockWarned': asItIs,
  'call.clockBreached': asItIs,
  'call.clockNoticeReleased': asItIs,
  'call.clockNoticeDropped': asItIs,
  'call.effectFailed': (call, { data }) =>
    call.status === 'escalated' && data.kind !== 'notify' && !isOfWords(data) ? backAtDesk(call) : call,
  // Unless that one was merged meanwhile, and its target has said so already.
  'call.caseStarted': (call, { data }) =>
    call.status === 'escalated' && data.process === 'incident' && call.incident === undefined
      ? { ...call, incident: data.caseId }
      : call,
  'call.effectSkipped': asItIs,
  'call.lossAccepted': asItIs,
  'call.addresseeMissing': asItIs,
  'call.retargeted': asItIs,
};

/** Every event of a call, by its bare name. */
export const callEvents: readonly string[] = ['created', ...bareNames(folds)];

/** What happened is the answer to whoever urged. */
const answered = ({ common }: Call): Call['common'] => ({ ...common, urge: { ...common.urge, open: false } });

/** The call after `event`. Throws nothing: an event of a later release leaves it as it is. */
export function evolveCall(state: CallState, event: CaseEvent<CallEvent>): CallState {
  if (event.type === 'call.created') {
    const { pinned: _pinned, ...report } = event.data;
    return { status: 'new', ...report, openedAt: event.at, refusedAnswers: 0, common: nothingCommon };
  }
  if (state.status === 'none') return state;
  const fold: Fold<CaseEvent<CallEvent>> | undefined = folds[event.type];
  return fold ? fold(state, event) : state;
}
