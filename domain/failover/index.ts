/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import { innerRunKinds, runHanding, runPlanned, untilOf } from '../kernel/running/shipped.ts';
import { closedTo } from '../kernel/gating/gating.ts';
import { shutWhole } from '../kernel/running/following.ts';
import { gateReopened, runRelieved } from '../kernel/running/folds.ts';
import { runKeepsOut, runParties, runSeats } from '../kernel/running/persons.ts';
import { expired } from '../kernel/running/rules.ts';
import { commanderOf, haltWaits, runBlockers, runShown, runWaits, verifyWaits } from '../kernel/running/waits.ts';
import { failoverClocks } from './clocks.ts';
import { failoverFields, failoverOpen } from './fields.ts';
import { failoverLifecycle, failoverWork } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { failoverRules, failoverRun } from './rules.ts';
import type { Failover, Rules } from './state.ts';
import { failoverWords } from './words.ts';

export const failover = defineProcess({
  key: 'failover',
  lifecycle: failoverLifecycle,
  parties: runParties,
  keepsOut: runKeepsOut,
  parts: { kinds: innerRunKinds, planned: (state) => runPlanned(state) },
  work: failoverWork,
  ...failoverRules,
  ends: { closed: 'closed', canceled: 'canceled' },
  seats: runSeats,
  also: {
    relieved: (state, event) => runRelieved(state, event),
    effectFailed: (state, event) => gateReopened(state, event),
  },
  blockers: (state, ctx) => ({ ...runBlockers(state, ctx), ...planBlockers(state) }),
  onDue: {
    step: {
      at: ['running', 'undoing'],
      move: (state, ctx, { due }) => {
        const words = expired(failoverRun, state, ctx);
        return words && [...due, ...words];
      },
    },
  },
  addresses: ['process-owner', 'supervisor', 'engineer', 'quality-lead', 'customer-representative'],
  tells,
  handing: ['created', 'planProposed', ...runHanding],
  follows,
  next: {
    assessing: (state: Failover) => [
      [commanderOf(state), isPlanned(state) ? 'authorize' : 'standDown', 'decide'],
      ...(isPlanned(state) ? [] : [[{ person: state.reporter ?? '' }, 'updateFacts'] as const]),
    ],
    executing: runWaits,
    'rolling-back': runWaits,
    'needs-human': haltWaits,
    verifying: verifyWaits,
    succeeded: (state: Failover) => [[commanderOf(state), 'report', 'report']],
    'rolled-back': (state: Failover) => [[commanderOf(state), 'report', 'report']],
    closed: null,
    canceled: null,
  },
  fields: failoverFields,
  shown: {
    ...runShown,
    schemes: ({ proposal }) => proposal?.runbooks.flatMap(({ scheme }) => scheme ?? []),
    recoveryMs: ({ recoveredAt, faultAt }) => (recoveredAt === undefined ? undefined : recoveredAt - faultAt),
    withinRto: ({ recoveredAt, faultAt, rtoMs }) =>
      recoveredAt === undefined || rtoMs === undefined ? undefined : recoveredAt - faultAt <= rtoMs,
  },
  clocks: {
    shipped: failoverClocks,
    instants: { rtoBy: ({ faultAt, rtoMs }) => (rtoMs === undefined ? null : faultAt + rtoMs) },
    parts: { step: { instants: { until: (part, state) => untilOf(part, state) } } },
  },
  words: failoverWords,
  open: failoverOpen,
  shape: 3, // 3: what an open rectification keeps shut
} satisfies Rules);

const isPlanned = ({ proposal }: Failover): boolean =>
  proposal !== undefined && proposal.runbooks.length > 0 && proposal.missing.length === 0;
const planBlockers = (state: Failover) => {
  if (state.status !== 'assessing') return {};
  const isOpen = isPlanned(state);
  return isOpen
    ? closedTo(shutWhole(state), 'authorize')
    : { authorize: { code: 'no-plan', params: { missing: state.proposal?.missing ?? [] } } };
};
