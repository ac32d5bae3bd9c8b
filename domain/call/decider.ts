/** The rules of a call. Pure and synchronous: time, actor, clocks and looked-up facts come in through ctx. */
import { dueEvents, frozenFacts } from '../kernel/clocks.ts';
import { commonBlockers, decideCommon } from '../kernel/common.ts';
import { DomainError } from '../kernel/errors.ts';
import { foldAhead } from '../kernel/fold.ts';
import { followed, openCase, openUnit, reporterOf } from '../kernel/intake.ts';
import { pinRefsOf } from '../kernel/pins.ts';
import type { Ctx, Decider, Millis, Refusal, Tick } from '../kernel/process.ts';
import { requeued } from '../kernel/requeue.ts';
import { isProcessKey } from '../processes.ts';
import { callClocks } from './clocks.ts';
import type { CallCommand } from './contract.ts';
import { evolveCall } from './evolve.ts';
import { type Call, CALL_TIER, type CallEvent, type CallState } from './state.ts';
import { seenOf } from './view.ts';

type CommandNamed<K extends CallCommand['type']> = Extract<CallCommand, { type: K }>;
type Blockers = Partial<Record<CallCommand['type'], Refusal>>;

export const callDecider: Decider<CallState, CallCommand, CallEvent> = {
  initialState: { status: 'none' },

  blockers(call, ctx): Blockers {
    if (call.status === 'none') return {};
    return {
      ...(isProcessKey('request') ? {} : { convert: { code: 'process-not-offered', params: { process: 'request' } } }),
      ...(call.answeredBy === ctx.actor.id ? { confirm: { code: 'self-confirm' } } : {}),
      ...commonBlockers(call.common, ctx),
    };
  },

  decide(command: CallCommand | Tick, call: CallState, ctx: Ctx): CallEvent[] {
    if (command.type === 'create') return create(command, ctx);
    if (call.status === 'none') return [];
    return command.type === 'tick' ? tick(call, ctx) : decideOpen(command, call, ctx);
  },

  evolve: evolveCall,
};

function create({ data }: CommandNamed<'create'>, ctx: Ctx): CallEvent[] {
  const unit = openUnit(ctx);
  const { reporter: named, contact, followUpOf, ...told } = data;
  if (contact === undefined) throw new DomainError('contact-missing', 'The reporter must be within reach');
  const reporter = reporterOf(named, ctx);
  const before = followed(followUpOf, ctx);
  const desk = ctx.pins.desks[CALL_TIER];
  const created: CallEvent = {
    type: 'call.created',
    data: {
      ...told,
      unit,
      reporter,
      contact,
      ...(before ? { followUpOf: before.incident ?? before.caseId } : {}),
      ...(desk ? { queue: desk.queue, queueOrg: desk.orgPath } : {}),
      pinned: pinRefsOf(ctx.pins),
    },
  };
  return ctx.role === 'desk-agent' ? [created, { type: 'call.taken', data: {} }] : [created];
}

function decideOpen(command: Exclude<CallCommand, { type: 'create' }>, call: Call, ctx: Ctx): CallEvent[] {
  switch (command.type) {
    case 'take':
      return [{ type: 'call.taken', data: {} }];
    case 'requestInfo':
      return [{ type: 'call.infoRequested', data: command.data }];
    case 'supplyInfo':
      return [{ type: 'call.infoSupplied', data: command.data }];
    case 'answer':
      return answer(command, call, ctx);
    case 'confirm':
      return closing(call, ctx, [{ type: 'call.confirmed', data: command.data }]);
    case 'refuseAnswer':
      return [{ type: 'call.answerRefused', data: command.data }];
    case 'escalate':
      return [{ type: 'call.escalated', data: command.data }];
    case 'join':
      return join(command, ctx);
    case 'convert':
      throw new DomainError('process-not-offered', 'Service requests are not offered');
    case 'settle':
      return closing(call, ctx, [], command.data);
    case 'relink':
      return call.incident === command.data.incident ? [] : [{ type: 'call.relinked', data: command.data }];
    case 'return':
      return [{ type: 'call.returned', data: command.data }];
    case 'cancel':
      return cancel(command, call, ctx);
    case 'relieve':
      return relieve(command, call, ctx);
    case 'requeue':
      return requeue(command, call, ctx);
    case 'comment':
      return call.status === 'waiting' && ctx.role === 'requester'
        ? [{ type: 'call.infoSupplied', data: { text: command.data.text } }]
        : decideCommon('call', command, ctx, seenOf(call));
    default:
      return decideCommon('call', command, ctx, seenOf(call));
  }
}

function answer({ data }: CommandNamed<'answer'>, call: Call, ctx: Ctx): CallEvent[] {
  const answered: CallEvent = { type: 'call.answered', data };
  if (data.confirmedOnPhone === undefined) return [answered];
  return closing(call, ctx, [answered, { type: 'call.confirmed', data: { onPhone: data.confirmedOnPhone } }]);
}

function join({ data }: CommandNamed<'join'>, ctx: Ctx): CallEvent[] {
  openCase('incident', 'incident', ctx);
  return [{ type: 'call.joined', data }];
}

/** Somebody has left: his successor in the queue goes on, else the call waits to be taken again. */
function relieve({ data: { person, reason } }: CommandNamed<'relieve'>, call: Call, { facts }: Ctx): CallEvent[] {
  const { assignee, queue, common } = call;
  const had = { assignee: assignee === person, follower: common.followers.includes(person) };
  const places = (['assignee', 'follower'] as const).filter((one) => had[one]);
  if (places.length === 0) return [];
  const heir = facts.successor;
  const mayServe = heir?.active && heir.id !== person && queue !== undefined && heir.teams.includes(queue);
  return [
    {
      type: 'call.relieved',
      data: { person, reason, places, ...(had.assignee && mayServe ? { assignee: heir.id } : {}) },
    },
  ];
}

/** Its queue was closed. Nothing when it does not lie there. */
function requeue({ data }: CommandNamed<'requeue'>, { assignee, queue }: Call, ctx: Ctx): CallEvent[] {
  const event = requeued(data, { assignee, places: [queue] }, ctx);
  return event ? [{ type: 'call.requeued', data: event }] : [];
}

function cancel({ data }: CommandNamed<'cancel'>, call: Call, ctx: Ctx): CallEvent[] {
  if (ctx.role === 'requester' && data.reason !== 'withdrawn')
    throw new DomainError('not-permitted', 'A caller may only withdraw his call');
  return [canceled(data, call, ctx, [])];
}

/** The end after `words`, which stops the clocks itself, with the facts frozen as they stand then. */
function canceled(
  data: { reason: CommandNamed<'cancel'>['data']['reason']; dueAt?: Millis },
  call: Call,
  ctx: Ctx,
  words: CallEvent[],
): CallEvent {
  const end = (facts: object): CallEvent => ({ type: 'call.canceled', data: { ...data, facts } });
  return end(factsAfter(call, ctx, [...words, end({})], data.dueAt));
}

const rules = { key: 'call', decider: { evolve: evolveCall }, clocks: callClocks };

function factsAfter(call: Call, ctx: Ctx, words: CallEvent[], dueAt: Millis = ctx.now): object {
  const { state, clocks } = foldAhead<CallState>(rules, call, words, ctx);
  const { refusedAnswers, common } = state.status === 'none' ? call : state;
  const counts = { refusedAnswers, urges: common.urge.times, comments: common.comments };
  return { clocks: frozenFacts(clocks, ctx.pins, dueAt), counts };
}

/** The last words and the close in one save, with the facts frozen as they stand after it. */
function closing(
  call: Call,
  ctx: Ctx,
  words: CallEvent[],
  settled?: { incident: string; outcome: 'resolved' | 'canceled' },
  dueAt?: Millis,
): CallEvent[] {
  const { state } = foldAhead<CallState>(rules, call, words, ctx);
  const outcome = state.status === 'none' ? undefined : state.outcome;
  const end = (facts: object): CallEvent => ({
    type: 'call.closed',
    data: {
      outcome: settled?.outcome ?? outcome ?? 'solved',
      ...(settled ? { incident: settled.incident } : {}),
      facts,
      ...(dueAt === undefined ? {} : { dueAt }),
    },
  });
  return [...words, end(factsAfter(call, ctx, [...words, end({})], dueAt))];
}

/** What time itself does: everything due up to the first timed move, and that move. */
function tick(call: Call, ctx: Ctx): CallEvent[] {
  const due = dueEvents('call', ctx.clocks, ctx.pins, ctx.now);
  const move = due.findIndex(
    ({ type, data: { clock } }) =>
      type === 'call.clockBreached' &&
      ((clock === 'confirm' && call.status === 'answered') || (clock === 'caller-wait' && call.status === 'waiting')),
  );
  const last = due[move];
  if (!last) return due;
  const { dueAt } = last.data;
  const before = due.slice(0, move + 1);
  if (call.status === 'waiting') return [...before, canceled({ reason: 'no-reply', dueAt }, call, ctx, before)];
  return closing(call, ctx, before, undefined, dueAt);
}
