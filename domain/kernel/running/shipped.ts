/** Clocks, words and parts that a process whose cases are run takes over. */
import type { ClockDefinition, Field } from '../clocks/clocks.ts';
import { gatingSaid, gatingTold, gatingValues } from '../gating/gating.ts';
import { choice, instant, object, optional, text, texts, whole } from '../own-fields.ts';
import type { PartKind, PlannedPart } from '../part.ts';
import type { TwoWords } from '../people/words.ts';
import type { OpenEvents } from '../process.ts';
import type { StepStatus } from '../steps/shapes.ts';
import { MINUTE } from '../time/durations.ts';
import { plannedIn } from './following.ts';
import type { Millis } from '../units.ts';
import type { CheckStatus, RunEvents, Running, RunParts } from './shapes.ts';

const ASKED = ['done', 'skip', 'keep', 'undone'] as const;
/** Of a definition's `parts`: steps of its plan, and the gates before them. */
export const runParts = {
  kinds: {
    step: {
      origin: 'plan',
      initial: ['pending'],
      most: 420,
      inHand: ['waiting-human', 'undoing', 'to-witness'],
      fields: {
        attempt: optional(whole),
        tries: optional(whole),
        until: optional(instant),
        choice: optional(text),
        had: optional(texts),
        asked: optional(object({ what: choice(ASKED), by: text, from: text, choice: optional(text) })),
      },
    } satisfies PartKind<StepStatus>,
    check: { origin: 'plan', initial: ['shut'], most: 100 } satisfies PartKind<CheckStatus>,
  },
} as const;
/** The same where its requester's side reads the case: it sees how it goes, and neither steps nor who does them. */
export const innerRunKinds = {
  step: { ...runParts.kinds.step, within: true },
  check: { ...runParts.kinds.check, within: true },
} as const;
/** Its parts as the plan says them, without the rules by which they are judged. */
export const runPlanned = <K extends RunParts>(state: Running): readonly PlannedPart<K>[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a plan is published with the kinds of its process alone
  plannedIn(state).map(({ rule: _rule, ...part }) => part) as unknown as readonly PlannedPart<K>[];
const BUSY: readonly StepStatus[] = ['running', 'waiting-human', 'undoing'];
const HUMAN: readonly StepStatus[] = ['waiting-human', 'to-witness', 'failed', 'undo-failed'];
type Clock = ClockDefinition<Field, 'until', 'step'>;
const channel = ['inbox'] as const;
/** Its clocks: until when a step is to be done, and how long one waits for a person. */
export const runClocks = {
  step: {
    key: 'step',
    per: 'step',
    kind: 'ola',
    calendar: 'always',
    targets: [{ until: 'until' }],
    start: [{ enters: { status: [...BUSY] } }],
    stop: [{ leaves: { status: [...BUSY] } }],
    ladder: [
      { id: 'b5', beforeMs: 5 * MINUTE, to: ['assignee'], channel },
      { id: 'due', afterMs: 0, to: ['assignee', 'commander'], channel },
    ],
  },
  'human-wait': {
    key: 'human-wait',
    per: 'step',
    kind: 'nag',
    calendar: 'always',
    targets: [{ ms: 10 * MINUTE }],
    start: [{ enters: { status: [...HUMAN] } }],
    stop: [{ leaves: { status: [...HUMAN] } }],
    ladder: [
      { id: 'p50', percent: 50, to: ['assignee'], channel },
      { id: 'p100', percent: 100, to: ['assignee', 'commander'], channel, repeat: { everyMs: 10 * MINUTE, times: 6 } },
    ],
  },
} as const satisfies Readonly<Record<string, Clock>>;
/** Names of its clocks. */
export const runClockWords = {
  step: ['步骤', 'the step'],
  'human-wait': ['待人处理', 'the wait for a person'],
} as const;
/** The instant by which a step is to be done or taken back; none while nobody is at it. */
export const untilOf = ({ id }: { id: string }, { parts }: Running): Millis | undefined => parts?.step?.[id]?.until;

/** What its statuses, kinds of parts and their statuses are called; `going` beside. */
export const runStatusWords = {
  verifying: ['验证中', 'verifying'],
  'rolling-back': ['回退中', 'rolling back'],
  'needs-human': ['待人工处置', 'needs a person'],
  succeeded: ['成功', 'succeeded'],
  'rolled-back': ['已回退', 'rolled back'],
} as const;
export const runPartWords = {
  step: {
    title: ['步骤', 'Step'],
    statuses: {
      pending: ['未到', 'pending'],
      running: ['执行中', 'running'],
      'waiting-human': ['待人工', 'waits for a person'],
      'to-witness': ['待见证', 'to be witnessed'],
      done: ['完成', 'done'],
      skipped: ['已跳过', 'skipped'],
      failed: ['失败', 'failed'],
      undoing: ['撤销中', 'being undone'],
      'undo-failed': ['撤销失败', 'undo failed'],
      undone: ['已撤销', 'undone'],
      kept: ['保留不撤', 'left as it is'],
    },
  },
  check: {
    title: ['质检门', 'Quality gate'],
    statuses: {
      shut: ['未到', 'not reached'],
      open: ['待质检', 'to be checked'],
      refused: ['未通过', 'refused'],
      passed: ['已通过', 'passed'],
    },
  },
} as const;
/** What notices about its events say. */
export const runTold = {
  ...gatingTold,
  stepStarted: ['有步骤待您执行', 'has a step for you'],
  stepUnknown: ['的一个自动动作结果不明，请查看', 'an action gave no answer that says anything, please look'],
  stepFailed: ['的一个步骤失败', 'a step has failed'],
  witnessAsked: ['有步骤待您见证', 'has a step for you to witness'],
  witnessRefused: ['的见证被拒绝', 'a step was not witnessed'],
  gateOpened: ['有质检门待您检查', 'has a quality gate for you'],
  gateRefused: ['的质检未通过', 'a quality gate has refused it'],
  halted: ['已停下，需要指挥决定', 'stands and needs its commander'],
  rollbackStarted: ['开始回退', 'is being rolled back'],
  undoStarted: ['有步骤待您撤销', 'has a step for you to take back'],
  undoFailed: ['的一个撤销失败', 'an undo has failed'],
  rolledBack: ['已全部回退', 'has been rolled back'],
  commanderChanged: ['换了指挥', 'has another commander'],
  stepsEnded: ['的步骤已全部完成，请验证业务', 'all its steps are done, please try the service'],
  serviceConfirmed: ['业务已确认恢复', 'the service has been confirmed'],
  serviceRefused: [
    '业务验证未通过，已停下，需要指挥决定',
    'the service was refused: it stands and needs its commander',
  ],
} as const satisfies Partial<Record<keyof RunEvents, TwoWords>>;
/** Fields whose words those notices bring; a `part` by the title of its step. */
export const runSaid = {
  ...gatingSaid,
  stepStarted: ['part'],
  stepFailed: ['part', 'reason'],
  stepUnknown: ['part', 'reason'],
  witnessAsked: ['part', 'reason', 'evidence'],
  witnessRefused: ['part', 'reason'],
  gateOpened: ['part'],
  gateRefused: ['part', 'findings'],
  halted: ['why', 'part', 'reason'],
  undoStarted: ['part'],
  rollbackStarted: ['because', 'reason'],
  undoFailed: ['part', 'reason'],
  commanderChanged: ['reason'],
  serviceConfirmed: ['checks'],
  serviceRefused: ['checks', 'reason'],
} as const satisfies Partial<Record<keyof RunEvents, readonly string[]>>;
/** For a definition's `choices`: words for why it stands. */
export const haltWords = {
  paused: ['暂停', 'paused'],
  'step-failed': ['步骤失败', 'a step has failed'],
  unknown: ['结果不明', 'not known what came of it'],
  'undo-failed': ['撤销失败', 'an undo has failed'],
  'service-refused': ['业务验证不通过', 'the service was refused'],
  'no-return': ['已过不可回退点', 'past its point of no return'],
  'back-out': ['已到回退时限', 'its back-out time has come'],
  'change-over': ['变更不再有效', 'its change no longer stands'],
} as const;
/** What the product itself gives as a reason, or an action without words. */
const reasonWords = {
  'no answer in time': ['限时内没有答复', 'no answer in time'],
  limit: ['限时内没有答复', 'no answer in time'],
  'not-taken': ['执行机未接单', 'no runner took it in time'],
  'killed-at-limit': ['到限时被终止，可能只做了一半', 'ended at its limit, half of it may be done'],
  lost: ['执行机中途失联', 'its runner was lost in the middle'],
  stopped: ['被停止', 'stopped'],
  'action-closed': ['动作已停用', 'its action is closed'],
  'runner-closed': ['执行机已停用', 'its runner is closed'],
  'answer-unclear': ['答复含义不明', 'an answer that says nothing'],
  failed: ['动作未成功', 'its action says that it was not done'],
  unknown: ['结果不明', 'not known what came of it'],
  scripted: ['按预案的演练脚本', 'as the plan’s script has it'],
} as const satisfies Readonly<Record<string, TwoWords>>;
/** For a definition's `values`: words for those reasons. */
export const runValues = {
  ...gatingValues,
  'stepFailed.reason': reasonWords,
  'stepUnknown.reason': reasonWords,
  'undoFailed.reason': reasonWords,
  'halted.reason': reasonWords,
  'halted.why': haltWords,
  'rollbackStarted.reason': { ...reasonWords, 'a step has failed': ['步骤失败', 'a step has failed'] },
} as const;
/** For a definition's `handing`: what brings the case to somebody who has not read it yet. */
export const runHanding = [
  'stepStarted',
  'witnessAsked',
  'gateOpened',
  'undoStarted',
  'halted',
  'serviceRefused',
] as const satisfies readonly (keyof RunEvents)[];
/** For a definition's `open`: the requester's side sees how it goes, not what is done. */
export const runOpen = {
  halted: [],
  rollbackStarted: [],
  rolledBack: [],
  stepsEnded: [],
  serviceConfirmed: ['checks'],
  serviceRefused: ['checks', 'reason'],
} as const satisfies OpenEvents;
/** All of them. */
export const HALTS = [
  'paused',
  'step-failed',
  'unknown',
  'undo-failed',
  'service-refused',
  'no-return',
  'back-out',
  'change-over',
] as const;
