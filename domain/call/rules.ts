/** The rules of a call and what its events do. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { openCaseNamed, openedAt, reportedAt } from '../kernel/common/intake.ts';
import type { RuleCtx, Word as WordOf } from '../kernel/definition.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import { namedPlace } from '../kernel/people/desks.ts';
import { refuseFull } from '../incident/caps.ts';
import type { Millis, Tier } from '../kernel/process.ts';
import { amendedWords, passedWords } from './words-passed.ts';
import type { Call, CallEvents, Rules } from './state.ts';

type Ctx = RuleCtx<Call, CallEvents>;
type Word = WordOf<CallEvents>;
type Settled = { incident: string; outcome: 'resolved' | 'canceled' };

/** Calls are the first line's. */
const CALL_TIER: Tier = 'L1';
/** So many words wait at most; they are many within the moment that an incident takes to come about. */
const MOST_UNPASSED = 10;

const create: Rules['create'] = (data, _call, ctx) => {
  const created: Word = { type: 'created', data: reportedAt(CALL_TIER, data, ctx) };
  return ctx.role === 'desk-agent' ? [created, { type: 'taken', data: {} }] : [created];
};

const opened: Rules['opened'] = (data, at) => ({
  status: 'new',
  ...openedAt(CALL_TIER, data, { at, own: { refusedAnswers: 0 } }),
});

const rules: Rules['rules'] = {
  take: 'taken',
  dispatch({ person }, { place, assignee }, { facts }) {
    const { person: named } = facts;
    if (!named?.active) throw new DomainError('target-not-open', 'There is no such person at work');
    if (!place || !named.teams.includes(place.queue))
      throw new DomainError('wrong-tier', 'That person serves no desk that has this call');
    if (person === assignee) throw invalid('person', 'unchanged', 'He has the call already');
    return [{ type: 'dispatched', data: { person } }];
  },
  transfer({ reason }, { place: from, unit }, { facts }) {
    const to = namedPlace(unit, facts);
    if (to.tier !== CALL_TIER) throw new DomainError('wrong-tier', 'Calls are the first line’s');
    if (to.queue === from?.queue) throw invalid('queue', 'unchanged', 'The call lies there already');
    return [{ type: 'transferred', data: { ...(from ? { from } : {}), to, reason } }];
  },
  requestInfo: 'infoRequested',
  supplyInfo: 'infoSupplied',
  answer(data, _call, ctx) {
    const answered: Word = { type: 'answered', data };
    if (data.confirmedOnPhone === undefined) return [answered];
    return closing([answered, { type: 'confirmed', data: { onPhone: data.confirmedOnPhone } }], ctx);
  },
  confirm: (data, { status }, ctx) =>
    status === 'escalated' ? [{ type: 'confirmed', data }] : closing([{ type: 'confirmed', data }], ctx),
  refuseAnswer: 'answerRefused',
  // What cannot become an incident is refused here: afterwards nobody would be there to hear it.
  escalate(data, _call, { facts: { priority, unopenable } }) {
    if (priority === undefined)
      throw invalid('impact', 'no-priority', 'The matrix in force gives no priority for this');
    if (unopenable) throw new DomainError(unopenable.code, 'The registers do not allow for an incident here');
    return [{ type: 'escalated', data }];
  },
  join(data, _call, ctx) {
    refuseFull('reporters', openCaseNamed('incident', 'incident', ctx));
    return [{ type: 'joined', data }];
  },
  convert: () => [], // blocked while requests are not offered
  settle: (data, _call, ctx) => closing([], ctx, { settled: data }),
  relink: (data, { incident }) => (incident === data.incident ? [] : [{ type: 'relinked', data }]),
  // From whichever it belongs to by now: a merge may have said so already, or is about to.
  noteSolved: ({ incident, solved, by }) =>
    solved ? [{ type: 'incidentSolved', data: { incident, by } }] : [{ type: 'incidentReopened', data: { incident } }],
  noteConfirmed: (data, { confirmed }) => (confirmed ? [] : [{ type: 'confirmed', data }]),
  return: 'returned',
  leave: ({ reason }, { incident = '' }) => [{ type: 'returned', data: { incident, reason } }],
  cancel(data, _call, ctx) {
    if (ctx.role === 'requester' && data.reason !== 'withdrawn')
      throw new DomainError('not-permitted', 'A caller may only withdraw his call');
    return ctx.ending([], (facts) => ({ type: 'canceled', data: { ...data, facts } }));
  },
};

/** The last words and the close in one save. */
function closing(
  words: readonly Word[],
  ctx: Ctx,
  { settled, dueAt }: { settled?: Settled; dueAt?: Millis } = {},
): readonly Word[] {
  const outcome = settled?.outcome ?? ctx.after(words).state.outcome ?? 'solved';
  const more = { ...(settled ? { incident: settled.incident } : {}), ...(dueAt === undefined ? {} : { dueAt }) };
  return ctx.ending(words, (facts) => ({ type: 'closed', data: { outcome, facts, ...more } }), dueAt);
}

/** An answer that nobody refused is taken for confirmed, a caller who is waited for in vain for gone. */
const onDue: NonNullable<Rules['onDue']> = {
  confirm: { at: 'answered', move: (_call, ctx, { due, dueAt }) => closing(due, ctx, { dueAt }) },
  'caller-wait': {
    at: 'waiting',
    move: (_call, ctx, { due, dueAt }) =>
      ctx.ending(due, (facts) => ({ type: 'canceled', data: { reason: 'no-reply', dueAt, facts } }), dueAt),
  },
};

/** The incident that it should have become or joined is not to be had: the desk must look again. */
const backAtDesk = ({
  incident: _incident,
  joined: _joined,
  unpassed: _words,
  unpassedFiles: _files,
  solved: _solved,
  confirmed: _confirmed,
  ...call
}: Call): Call => ({
  ...call,
  status: 'in-service',
});

const folds: Rules['folds'] = {
  taken: (call, { by }) => ({ ...call, status: 'in-service', assignee: by.id }),
  dispatched: (call, { data }) => ({ ...call, assignee: data.person }),
  transferred: ({ assignee: _former, ...call }, { data: { to } }) => ({
    ...call,
    status: call.status === 'waiting' ? 'waiting' : 'new',
    place: to,
  }),
  infoRequested: (call) => ({ ...call, status: 'waiting' }),
  infoSupplied: ({ answeredBy: _by, outcome: _outcome, solution: _solution, ...call }) => ({
    ...call,
    status: 'in-service',
  }),
  answered: (call, { data: { outcome, solution, category }, by }) => ({
    ...call,
    status: 'answered',
    assignee: by.id,
    answeredBy: by.id,
    outcome,
    solution,
    category,
  }),
  confirmed: (call, { data }) => ({
    ...call,
    ...(data.rating ? { rating: data.rating.score } : {}),
    ...(call.status === 'escalated' ? { confirmed: true } : {}),
  }),
  incidentSolved: (call, { data }) => ({ ...call, solved: data }),
  incidentReopened: ({ solved: _solved, confirmed: _confirmed, ...call }) => call,
  answerRefused: ({ solution: _solution, outcome: _outcome, answeredBy: _by, ...call }) => ({
    ...call,
    status: 'in-service',
    refusedAnswers: call.refusedAnswers + 1,
  }),
  escalated: (call, { data: { category, item }, by }) => ({
    ...call,
    status: 'escalated',
    assignee: call.assignee ?? by.id,
    category,
    ...(item ? { item } : {}),
  }),
  joined: (call, { data: { incident }, by }) => ({
    ...call,
    status: 'escalated',
    assignee: call.assignee ?? by.id,
    incident,
    joined: true,
  }),
  closed: (call, { data: { outcome, incident } }) => ({ ...call, outcome, ...(incident ? { incident } : {}) }),
  returned: backAtDesk,
  relinked: (call, { data }) => ({ ...call, incident: data.incident, joined: true }),
  canceled: (call, { data }) => ({ ...call, cancelReason: data.reason }),
};

/** The incident that it should have become or joined; effects of older releases had no `ref`. Anything else takes nothing back. */
const isOfIncident = ({ ref }: { ref?: object }): boolean => ref === undefined || 'incident' in ref;
const isConfirmation = ({ ref }: { ref?: object }): boolean => ref !== undefined && 'confirmed' in ref;
/** So many words wait that were said before there was an incident. */
const withUnpassed = ({ unpassed = [], ...call }: Call, text: string): Call => ({
  ...call,
  unpassed: [...unpassed, text].slice(-MOST_UNPASSED),
});

function heard(call: Call, text: string | undefined): Call {
  const { unpassed: _passed, ...rest } = call;
  if (call.status !== 'escalated' || call.incident !== undefined) return rest;
  return text === undefined ? call : withUnpassed(call, text);
}

const also: NonNullable<Rules['also']> = {
  // Said while there is no incident yet it is kept until there is one; once there is, it has been passed on.
  commented: (call, { by, data }) => heard(call, passedWords(by, data)),
  amended: (call, { data }) => heard(call, amendedWords(data.fields)),
  attached: (call) =>
    call.status === 'escalated' && call.incident === undefined ? { ...call, unpassedFiles: true } : call,
  effectFailed(call, { data }) {
    if (call.status !== 'escalated' || data.kind === 'notify') return call;
    if (isConfirmation(data)) {
      const { confirmed: _confirmed, ...unconfirmed } = call;
      return unconfirmed;
    }
    return isOfIncident(data) ? backAtDesk(call) : call;
  },
  // Unless that one was merged meanwhile, and its target has said so already.
  caseStarted: (call, { data }) =>
    call.status === 'escalated' && data.process === 'incident' && call.incident === undefined
      ? { ...call, incident: data.caseId }
      : call,
};

/** An escalated call is what its incident is made of: both are corrected there, and it cannot leave. */
export const incidentBlockers: NonNullable<Rules['blockers']> = ({ status, joined, incident }, { actor }) => ({
  ...(status === 'escalated' && !joined && actor.kind === 'person' ? ofIncident(incident) : {}),
});
const ofIncident = (incident: string | undefined) => {
  const own = { code: 'own-incident', params: incident === undefined ? {} : { incident } };
  return { leave: own, correct: own };
};

export const callRules = { tier: CALL_TIER, create, opened, rules, onDue, folds, also };
