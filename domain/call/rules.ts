/** The rules of a call and what its events do. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { openCaseNamed, openedAt, reportedAt } from '../kernel/common/intake.ts';
import type { RuleCtx, Word as WordOf } from '../kernel/definition.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Millis, Tier } from '../kernel/process.ts';
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
  requestInfo: 'infoRequested',
  supplyInfo: 'infoSupplied',
  answer(data, _call, ctx) {
    const answered: Word = { type: 'answered', data };
    if (data.confirmedOnPhone === undefined) return [answered];
    return closing([answered, { type: 'confirmed', data: { onPhone: data.confirmedOnPhone } }], ctx);
  },
  confirm: (data, _call, ctx) => closing([{ type: 'confirmed', data }], ctx),
  refuseAnswer: 'answerRefused',
  escalate: 'escalated',
  join(data, _call, ctx) {
    openCaseNamed('incident', 'incident', ctx);
    return [{ type: 'joined', data }];
  },
  convert: () => [], // blocked while requests are not offered
  settle: (data, _call, ctx) => closing([], ctx, { settled: data }),
  relink: (data, { incident }) => (incident === data.incident ? [] : [{ type: 'relinked', data }]),
  return: 'returned',
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
const backAtDesk = ({ incident: _incident, unpassed: _words, ...call }: Call): Call => ({
  ...call,
  status: 'in-service',
});

const folds: Rules['folds'] = {
  taken: (call, { by }) => ({ ...call, status: 'in-service', assignee: by.id }),
  infoRequested: (call) => ({ ...call, status: 'waiting' }),
  infoSupplied: (call) => ({ ...call, status: 'in-service' }),
  answered: (call, { data: { outcome, solution, category }, by }) => ({
    ...call,
    status: 'answered',
    assignee: by.id,
    answeredBy: by.id,
    outcome,
    solution,
    category,
  }),
  confirmed: (call, { data }) => (data.rating ? { ...call, rating: data.rating.score } : call),
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
  }),
  closed: (call, { data: { outcome, incident } }) => ({ ...call, outcome, ...(incident ? { incident } : {}) }),
  returned: backAtDesk,
  relinked: (call, { data }) => ({ ...call, incident: data.incident }),
  canceled: (call, { data }) => ({ ...call, cancelReason: data.reason }),
};

/** Words that did not arrive are no reason to take the case back. */
const isOfWords = ({ ref }: { ref?: object }): boolean => ref !== undefined && 'words' in ref;

const also: NonNullable<Rules['also']> = {
  // Said while there is no incident yet it is kept until there is one; once there is, it has been passed on.
  commented(call, { by, data }) {
    const { unpassed = [], ...rest } = call;
    if (call.status !== 'escalated' || call.incident !== undefined) return rest;
    return by.role === 'requester' ? { ...rest, unpassed: [...unpassed, data.text].slice(-MOST_UNPASSED) } : call;
  },
  effectFailed: (call, { data }) =>
    call.status === 'escalated' && data.kind !== 'notify' && !isOfWords(data) ? backAtDesk(call) : call,
  // Unless that one was merged meanwhile, and its target has said so already.
  caseStarted: (call, { data }) =>
    call.status === 'escalated' && data.process === 'incident' && call.incident === undefined
      ? { ...call, incident: data.caseId }
      : call,
};

export const callRules = { tier: CALL_TIER, create, opened, rules, onDue, folds, also };
