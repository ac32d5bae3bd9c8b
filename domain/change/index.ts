/** The process as one value: what the registries list. No contract in it, so no zod. */
import { minutesBlockers } from '../kernel/approving/minutes.ts';
import { approvalParties, approvalPassedOn } from '../kernel/approving/parties.ts';
import { approvalContext, approvalWatches, approverLeaves, delegationDue, overdue } from '../kernel/approving/rules.ts';
import { approvalHanding } from '../kernel/approving/shipped.ts';
import { approvalBlockers, approvalShown, approvalWaits } from '../kernel/approving/waits.ts';
import { defineProcess } from '../kernel/define-process.ts';
import type { Next } from '../kernel/definition.ts';
import { supervisorOf } from '../kernel/common/whom.ts';
import { changeClocks } from './clocks.ts';
import { owedConsents, sheetHash } from './sheet.ts';
import { changeFields, changeOpen } from './fields.ts';
import { changeLifecycle, changeWork } from './lifecycle.ts';
import { backOutBy, startBy } from './plan.ts';
import { assessors, follows, tells } from './reactions.ts';
import { changeRules } from './rules.ts';
import { changeApproval, implementersOf } from './rules-authorizing.ts';
import { nextStep, stepsOf, windowOf } from './rules-implementing.ts';
import { gatingShown } from '../kernel/gating/gating.ts';
import { cutoverBlockers, freezesOf, isCutOver, shutBlockers } from './rules-told.ts';
import { MOST_STEPS } from './caps.ts';
import type { Change, Rules, Word } from './state.ts';
import { beyondWindow, leadMs } from './times.ts';
import { changeWords } from './words.ts';

export const change = defineProcess({
  key: 'change',
  lifecycle: changeLifecycle,
  parties: {
    ...approvalParties,
    implementer: implementersOf,
    customer: ({ represented }) => Object.values(represented).flat(),
  },
  parts: {
    kinds: { step: { origin: 'plan', initial: ['pending'], most: MOST_STEPS } },
    planned: ({ outline }) => outline.steps.map(({ id }) => ({ id, kind: 'step' as const })),
  },
  work: changeWork,
  ...changeRules,
  passedOn: approvalPassedOn,
  approves: { parties: ['requester', 'implementer'], never: changeApproval.never },
  leaves: (data, state, ctx) => approverLeaves(changeApproval, data, state, ctx),
  ends: { closed: 'closed', declined: 'rejected', canceled: 'canceled' },
  blockers: (state, ctx) => ({
    ...approvalBlockers(changeApproval, state, ctx),
    ...minutesBlockers(changeApproval, state, ctx),
    ...sheetBlockers(state),
    ...workBlockers(state, ctx.actor.id),
    ...shutBlockers(state, ctx),
    ...cutoverBlockers(state),
  }),
  holds: ({ status, items, startedAt, ...state }) => {
    const window = windowOf(state);
    const isUnderWay = status === 'implementing' || status === 'rolling-back';
    if (!isUnderWay || startedAt === undefined || !window) return [];
    if (isCutOver({ status, ...state })) return []; // its cutover does
    return items.map((item) => ({ item, from: startedAt, until: window.until }));
  },
  onDue: {
    approval: { at: 'authorizing', move: (state, _ctx, { due, dueAt }) => late(due, overdue(state, dueAt)) },
    'after-approval': { at: 'reviewing', move: (state, _ctx, { due, dueAt }) => late(due, overdue(state, dueAt)) },
  },
  named: delegationDue,
  resolver: ({ implementedBy }) => implementedBy,
  counts: ({ rounds, awaitedBy = [] }) => ({
    rounds,
    ...(awaitedBy.length > 0 ? { awaitedBy: awaitedBy.length } : {}),
  }),
  frozen: ({ rounds, common }) => ({ rounds, urges: common.urge.times }),
  addresses: ['process-owner'],
  tells,
  handing: ['submitted', 'scheduled', ...approvalHanding],
  follows,
  next: {
    draft: (state: Change) => [[asker(state), 'submit']],
    assessing: (state: Change) => assessors(state).map((one): Next => [one, 'assess', 'assess']),
    authorizing: (state: Change) => [...approvalWaits(changeApproval, state), ...consentWaits(state)],
    scheduled: (state: Change) => [
      ...(state.cutover === undefined ? [[doer(state), 'start', 'start-by'] as const] : []),
      ...consentWaits(state),
    ],
    implementing: (state: Change) =>
      isCutOver(state) ? [] : [[doer(state), nextStep(state) ? 'completeStep' : 'finish', 'back-out-by']],
    'rolling-back': (state: Change) => (isCutOver(state) ? [] : [[doer(state), 'completeUndo', 'window']]),
    reviewing: (state: Change) => [
      ...approvalWaits(changeApproval, state),
      ...(state.approvalOwed ? [] : [[supervisorOf(state), 'review', 'review'] as const]),
    ],
    closed: null,
    rejected: null,
    canceled: null,
  },
  fields: changeFields,
  shown: {
    ...approvalShown(changeApproval),
    ...gatingShown,
    windowFrom: ({ outline: { window } }) => window?.from,
    windowUntil: (state) => windowOf(state)?.until,
    beyondWindow: (state) => beyondWindow(state),
    leadMs: (state) => leadMs(state),
    outageMinutes: ({ outline }) => outline.outageMinutes,
    // Of the whole sheet, as in the inbox: what is sent back with a vote or a consent.
    planHash: (state) => (state.planHash === undefined ? undefined : sheetHash(state)),
    implementer: ({ assignee }) => assignee,
    questionnaire: ({ questionnaire }) => questionnaire?.ref,
    riskReasons: ({ reasons }) => (reasons.length > 0 ? reasons : undefined),
    assessments: ({ assessed }) => (assessed.length > 0 ? assessed : undefined),
    conflicts: ({ conflicts }) => (conflicts.length > 0 ? conflicts : undefined),
    freezes: (state) => listed(freezesOf(state)),
    awaitedBy: ({ awaitedBy = [] }) => listed(awaitedBy.map((number) => ({ number }))),
    consents: ({ customers, consents }) =>
      customers.length === 0
        ? undefined
        : customers.map((customer) => {
            const given = consents.find((one) => one.customer === customer);
            return {
              customer,
              ...(given ? { by: given.by, ...(given.onPhone ? { onPhone: given.onPhone } : {}) } : {}),
            };
          }),
    steps: (state) => ({
      all: state.outline.steps.length,
      done: stepsOf(state).filter(({ status }) => status === 'done').length,
    }),
  },
  clocks: {
    shipped: changeClocks,
    context: (state) => ({
      ...approvalContext(state),
      consentOwed: ['authorizing', 'scheduled'].includes(state.status) && owedConsents(state).length > 0,
      approvalOwed: state.approvalOwed === true,
    }),
    instants: {
      startBy: ({ outline }) => startBy(outline),
      backOutBy: (state) => backOutBy({ ...state.outline, ...extended(state) }),
      windowUntil: (state) => windowOf(state)?.until ?? null,
    },
    watches: { ...approvalWatches, consentOwed: [true, false], approvalOwed: [true, false] },
  },
  words: changeWords,
  open: changeOpen,
  shape: 3, // 3: what an open rectification keeps shut; 2: when it was submitted and over, whether it caused incidents, who waits for it, which freezes stand against it
} satisfies Rules);

/** Time decides nothing: it says that others may. */
const late = (due: readonly Word[], words: readonly Word[] | null): readonly Word[] | null =>
  words && [...due, ...words];

const listed = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > 0 ? all : undefined);
const asker = ({ reporter = '' }: Pick<Change, 'reporter'>) => ({ person: reporter });
const doer = ({ assignee, ...state }: Change) => (assignee === undefined ? asker(state) : { person: assignee });
const extended = (state: Change) => {
  const window = windowOf(state);
  return window ? { window } : {};
};

/** Each customer who has not consented, through each of those who represent him. */
const consentWaits = (state: Change): Next[] =>
  owedConsents(state).flatMap((customer) =>
    (state.represented[customer] ?? []).map((id): Next => [{ person: id }, 'recordConsent', 'consent']),
  );

/** What others look at, or agreed to, is not altered under their eyes: it is taken back to be revised first. */
function sheetBlockers({ status }: Change) {
  const isOpen = status === 'draft' || status === 'reviewing';
  const first = { code: 'revise-first' };
  return isOpen ? {} : { amend: first, correct: first };
}

/** What nobody could give yet, or not he: so that no button leads into a refusal. */
function workBlockers(state: Change, actor: string) {
  const { status, assessed, customers } = state;
  const open = stepsOf(state).flatMap((one) => (one.status === 'done' ? [] : [one.id]));
  return {
    ...(status === 'assessing' && assessed.some(({ by }) => by === actor)
      ? { assess: { code: 'separation-of-duties' } }
      : {}),
    ...(status === 'implementing' && open.length > 0
      ? { finish: { code: 'open-steps', params: { steps: open } } }
      : {}),
    ...(customers.length === 0
      ? { recordConsent: { code: 'no-customer' }, refuseConsent: { code: 'no-customer' } }
      : {}),
  };
}
