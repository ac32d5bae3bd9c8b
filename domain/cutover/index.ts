/** The process as one value: what the registries list. No contract in it, so no zod. */
import { supervisorOf } from '../kernel/common/whom.ts';
import { defineProcess } from '../kernel/define-process.ts';
import type { BlockerCtx, Next, PartNext } from '../kernel/definition.ts';
import { closedTo } from '../kernel/gating/gating.ts';
import { gateReopened, runRelieved } from '../kernel/running/folds.ts';
import { nextIn, shutWhole } from '../kernel/running/following.ts';
import { runKeepsOut, runParties, runSeats } from '../kernel/running/persons.ts';
import { expired } from '../kernel/running/rules.ts';
import { innerRunKinds, runHanding, runPlanned, untilOf } from '../kernel/running/shipped.ts';
import { commanderOf, haltWaits, runBlockers, runShown, runWaits, verifyWaits } from '../kernel/running/waits.ts';
import { cutoverClocks } from './clocks.ts';
import { cutoverFields, cutoverOpen } from './fields.ts';
import { cutoverLifecycle, cutoverWork } from './lifecycle.ts';
import { BACKUP_COUNTS, checkerOf, isOfPerson, openChecks, plannedChecks } from './prechecks.ts';
import { follows, tells } from './reactions.ts';
import { cutoverRules, whoLeaves } from './rules.ts';
import { backedOut, backOutBy, cutoverRun, isAsked, isOverdue, passedIn, reachedBackOut } from './rules-running.ts';
import type { Cutover, Rules } from './state.ts';
import { cutoverWords } from './words.ts';

export const cutover = defineProcess({
  key: 'cutover',
  lifecycle: cutoverLifecycle,
  parties: { ...runParties, present: ({ rollCall = [] }) => rollCall },
  keepsOut: runKeepsOut,
  parts: {
    kinds: {
      ...innerRunKinds,
      precheck: { origin: 'plan', initial: ['open', 'not-needed'], most: 24, inHand: ['open', 'met'] },
    },
    planned: (state) => [...plannedChecks(state), ...runPlanned(state)],
  },
  work: cutoverWork,
  ...cutoverRules,
  leaves: whoLeaves,
  ends: { closed: 'closed', canceled: 'canceled' },
  seats: runSeats,
  also: {
    relieved: (state, event) => runRelieved(state, event),
    effectFailed: (state, event) => gateReopened(state, event),
  },
  blockers: (state, ctx) => ({
    ...runBlockers(state, ctx),
    ...checkBlockers(ctx),
    ...backOutBlockers(state, ctx),
    ...(state.status === 'armed' && !ctx.part ? closedTo(shutWhole(state), 'start') : {}),
  }),
  // For its change, too, which holds nothing while it is carried out by it.
  holds: ({ status, items, heldToo = [], startedAt, window }) =>
    startedAt !== undefined && window && UNDER_WAY.includes(status)
      ? [...items, ...heldToo].map((item) => ({ item, from: startedAt, until: window.until }))
      : [],
  onDue: {
    step: {
      at: ['running', 'undoing'],
      move: (state, ctx, { due }) => {
        const words = expired(cutoverRun, state, ctx);
        return words && [...due, ...words];
      },
    },
    'back-out-by': { at: ['executing', 'needs-human'], move: (state, _ctx, at) => reachedBackOut(state, at) },
    'back-out-answer': { at: 'needs-human', move: (state, ctx, at) => backedOut(state, ctx, at) },
  },
  named: ({ status, backupAt, parts }) =>
    (status === 'planned' || status === 'armed') &&
    backupAt !== undefined &&
    parts?.precheck?.['pre-backup']?.status === 'met'
      ? {
          at: backupAt + BACKUP_COUNTS,
          move: { type: 'precheckLapsed', data: { part: 'pre-backup', to: 'open', why: 'too-old' } },
        }
      : null,
  addresses: ['process-owner', 'engineer', 'quality-lead', 'customer-representative'],
  tells,
  follows,
  handing: ['created', 'planned', 'replanned', ...runHanding],
  next: {
    planned: (state: Cutover) =>
      openChecks(state).length > 0 ? checkWaits(state) : [[commanderOf(state), 'arm', 'prepare']],
    armed: (state: Cutover) =>
      openChecks(state).length > 0 ? checkWaits(state) : [[commanderOf(state), 'start', 'start-by']],
    executing: runWaits,
    'rolling-back': runWaits,
    'needs-human': (state: Cutover) =>
      isAsked(state) && passedIn(state).length === 0 ? askedWaits(state) : haltWaits(state),
    verifying: verifyWaits,
    succeeded: (state: Cutover) => [[commanderOf(state), 'report', 'report']],
    'rolled-back': (state: Cutover) => [[commanderOf(state), 'report', 'report']],
    closed: null,
    canceled: null,
  },
  fields: cutoverFields,
  shown: {
    ...runShown,
    windowFrom: ({ window }) => window?.from,
    windowUntil: ({ window }) => window?.until,
    backOutAt: (state) => (state.window ? backOutBy(state) : undefined),
    openChecks: (state) => (state.status === 'planned' || state.status === 'armed' ? openChecks(state) : undefined),
  },
  clocks: {
    shipped: cutoverClocks,
    context: (state) => ({ asked: isAsked(state) }),
    instants: {
      windowFrom: ({ window }) => window?.from,
      windowUntil: ({ window }) => window?.until,
      backOutBy: (state) => (state.window ? backOutBy(state) : null),
    },
    parts: { step: { instants: { until: (part, state) => untilOf(part, state) } } },
    watches: { asked: [true, false] },
  },
  words: cutoverWords,
  open: cutoverOpen,
  shape: 3, // 3: what an open rectification keeps shut
} satisfies Rules);

const UNDER_WAY: readonly string[] = ['executing', 'rolling-back', 'needs-human', 'verifying'];

/** Each person confirms himself; that of the change is asked of the change. */
function checkBlockers({ part, actor }: BlockerCtx) {
  if (part?.kind !== 'precheck') return {};
  if (part.id === 'pre-change') return { recordPrecheck: { code: 'asked-of-change' } };
  const [has] = part.assignees;
  const isOthers = isOfPerson(part.id) && has !== undefined && has !== actor.id;
  return isOthers ? { recordPrecheck: { code: 'confirms-himself', params: { person: has } } } : {};
}

/** At its back-out time nothing begins any more before it is extended; behind a point of no return there is no other way. */
function backOutBlockers(state: Cutover, { now }: BlockerCtx) {
  const passed = passedIn(state);
  const swap = {
    ...(passed.length > 0 ? { swap: { code: 'past-no-return', params: { steps: passed } } } : {}),
    ...(state.back === undefined ? {} : { swap: { code: 'rolling-back-already' } }),
  };
  const isHeld = state.status === 'needs-human' && state.back === undefined && nextIn(state).end === undefined;
  if (!isHeld || !isOverdue(state, now)) return swap;
  const over = { code: 'back-out-over', params: { backOutAt: backOutBy(state) } };
  return { ...swap, resume: over, retryStep: over };
}

const checkWaits = (state: Cutover): PartNext[] =>
  openChecks(state).map((part) => {
    const person = isOfPerson(part) ? checkerOf(state, part) : undefined;
    const to = person === undefined ? ({ role: 'engineer', orgPath: state.unit } as const) : { person };
    return { to, command: 'recordPrecheck', part };
  });

/** Back, or somebody else gives it more time; what people have in hand they say meanwhile. */
const askedWaits = (state: Cutover): (Next | PartNext)[] => [
  [commanderOf(state), 'rollBack', 'back-out-answer'],
  [supervisorOf(state), 'extendBackOut', 'back-out-answer'],
  ...haltWaits(state).filter((one) => !['resume', 'retryStep'].includes('command' in one ? one.command : one[1])),
];
