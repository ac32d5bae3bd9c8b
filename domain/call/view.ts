/** What lists and people see of a call, and who must act next. */
import { orgLineOf } from '../kernel/access.ts';
import { nextWakeUp, readings } from '../kernel/clocks.ts';
import type { CaseState, CaseView, Millis } from '../kernel/process.ts';
import { nextPromise } from '../kernel/promise.ts';
import { breachesTakenBack } from '../kernel/retarget.ts';
import type { CallFields } from './contract.ts';
import { type Call, CALL_TIER, type CallState } from './state.ts';

export type CallView = CaseView<Call['status']> & CallFields;

/** What access looks at. */
export function seenOf({ unit, reporter, assignee, queue, queueOrg, common: { followers } }: Call) {
  return {
    orgLine: orgLineOf(unit),
    parties: { requester: reporter, unit, ...(assignee ? { assignee } : {}), followers },
    ...(queue ? { queue } : {}),
    ...(queueOrg ? { queueOrg } : {}),
  };
}

/** The view at `at`, the instant of the newest event. Throws before the first one: there is nothing to show. */
export function viewOf({ caseId, state, clocks, pins, mode, seq }: CaseState<CallState>, at: Millis): CallView {
  if (state.status === 'none') throw new Error('Nothing to show before the first event');
  const now = readings(clocks, pins, at);
  const takenBack = breachesTakenBack(clocks);
  return {
    _id: caseId,
    process: 'call',
    mode,
    version: seq,
    status: state.status,
    title: state.title,
    orgPath: state.unit,
    ...seenOf(state),
    tier: CALL_TIER,
    application: state.application,
    waitsFor: waitsFor(state, now),
    readings: now,
    ...(takenBack > 0 ? { takenBack } : {}),
    dueAt: nextPromise(now),
    nextWakeUp: nextWakeUp(clocks, pins, 0), // what was due is on record, so the earliest that is left
    openedAt: state.openedAt,
    updatedAt: at,
    ...(state.endedAt === undefined ? {} : { closedAt: state.endedAt }),
    ...ownFields(state),
  };
}

function waitsFor(call: Call, now: CaseView['readings']): CaseView['waitsFor'] {
  const due = (clock: string) => now[clock]?.dueAt ?? null;
  const desk = call.queue
    ? ({ team: call.queue } as const)
    : ({ role: 'desk-agent', orgPath: call.queueOrg ?? call.unit } as const);
  const agent = call.assignee ? ({ person: call.assignee } as const) : desk;
  const answers = call.common.urge.open ? [{ to: agent, command: 'answerUrge', dueAt: due('urge-answer') }] : [];
  switch (call.status) {
    case 'new':
      return [{ to: desk, command: 'take', dueAt: due('response') }, ...answers];
    case 'in-service':
      return [{ to: agent, command: 'answer', dueAt: due('first-line') }, ...answers];
    case 'waiting':
      return [{ to: { person: call.reporter }, command: 'supplyInfo', dueAt: due('caller-wait') }, ...answers];
    case 'answered':
      return [{ to: { person: call.reporter }, command: 'confirm', dueAt: due('confirm') }, ...answers];
    case 'escalated': // its incident works for it
    case 'closed':
    case 'canceled':
      return [];
    default:
      return call.status satisfies never;
  }
}

function ownFields({ common, refusedAnswers, ...call }: Call): CallFields {
  const { channel, description, contact, category, solution, outcome, incident, followUpOf, externalRef } = call;
  const { cancelReason, rating } = call;
  return {
    channel,
    description,
    contact,
    ...(category ? { category } : {}),
    ...(solution ? { solution } : {}),
    ...(outcome ? { outcome } : {}),
    ...(incident ? { incident } : {}),
    ...(followUpOf ? { followUpOf } : {}),
    ...(externalRef ? { externalRef } : {}),
    ...(cancelReason ? { cancelReason } : {}),
    ...(rating ? { rating } : {}),
    urged: common.urge.open,
    supervised: common.supervision !== undefined,
    counts: { refusedAnswers, urges: common.urge.times, comments: common.comments, links: common.links },
  };
}
