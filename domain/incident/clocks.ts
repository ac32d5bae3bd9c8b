/** The clocks of an incident as shipped, and what they watch. */
import type { Field, Matcher } from '../kernel/clocks/clocks.ts';
import {
  type CaseClock,
  type Shipped,
  stepAt,
  stepBefore,
  urgeAnswer,
  waitFor,
  whileIn,
} from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY, HOUR, MINUTE } from '../kernel/time/durations.ts';
import type { PinnedPolicy, Tier } from '../kernel/process.ts';
import { HOLD_REASONS, PRIORITIES } from './fields.ts';
import { owesReport, type Rules } from './state.ts';

const ended: readonly Matcher<Field>[] = [{ on: ['canceled', 'merged'] }];
const late = stepAt(100, 'supervisor');

const response: CaseClock = {
  key: 'response',
  kind: 'sla',
  calendar: 'always',
  targets: [
    { when: { priority: ['P1'] }, ms: 15 * MINUTE },
    { when: { priority: ['P2'] }, ms: 30 * MINUTE },
    { when: { priority: ['P3'] }, ms: 60 * MINUTE },
    { when: { priority: ['P4'] }, ms: 240 * MINUTE },
  ],
  start: [{ on: ['created'], if: { origin: ['direct'] } }], // a call carries its own and has answered it
  stop: [{ on: ['accepted', 'resolved'] }],
  cancel: ended,
  ladder: [stepAt(75, 'team'), late],
};

const resolution: CaseClock = {
  key: 'resolution',
  kind: 'sla',
  calendar: 'service',
  targets: [
    { when: { priority: ['P1'] }, ms: 4 * HOUR, calendar: 'always' },
    { when: { priority: ['P2'] }, ms: 8 * HOUR },
    { when: { priority: ['P3'] }, ms: 16 * HOUR },
    { when: { priority: ['P4'] }, ms: 40 * HOUR },
  ],
  start: [{ on: ['created'] }],
  stop: [{ on: ['resolved'] }],
  resume: [{ on: ['reopened'] }],
  cancel: ended,
  pause: [{ status: ['on-hold'], holdReason: ['user', 'window', 'evidence'] }],
  ladder: [
    stepAt(75, 'assignee', 'team-lead'),
    stepBefore('b30', 30 * MINUTE, 'assignee', 'supervisor'),
    { ...late, repeat: { everyMs: HOUR, times: 2 } },
    { id: 'a4h', afterMs: 4 * HOUR, to: ['org-parent:supervisor'], channel: ['inbox'] },
  ],
};

/** What each tier owes the customer's promise: it goes on where it stopped whenever the case comes back. */
const tierClock = (tier: Tier, ms: number): CaseClock => ({
  key: `ola-${tier.toLowerCase()}`,
  kind: 'ola',
  calendar: `desk-${tier}`,
  targets: [{ ms }],
  start: [{ enters: { tier: [tier] } }],
  stop: [{ leaves: { tier: [tier] } }, { on: ['resolved'] }],
  resume: [{ enters: { tier: [tier] } }, { on: ['reopened'], if: { tier: [tier] } }],
  cancel: ended,
  pause: [{ status: ['on-hold'] }],
  ladder: [stepAt(80, 'assignee', 'team'), late],
});

const handedOver: readonly Matcher<Field>[] = [{ enters: { status: ['queued'] } }, { on: ['dispatched'] }];
const byTier = (ms: number): CaseClock['targets'] => [
  { when: { tier: ['L1'] }, ms, calendar: 'desk-L1' },
  { when: { tier: ['L2'] }, ms, calendar: 'desk-L2' },
  { when: { tier: ['L3'] }, ms, calendar: 'desk-L3' },
];

const betweenPeople: Shipped = {
  'ola-l1': tierClock('L1', HOUR),
  'ola-l2': tierClock('L2', 4 * HOUR),
  'ola-l3': tierClock('L3', 8 * HOUR),
  'ola-pickup': {
    key: 'ola-pickup',
    kind: 'ola',
    calendar: 'service',
    targets: byTier(30 * MINUTE),
    start: handedOver,
    stop: [{ on: ['accepted', 'resolved'] }],
    restart: handedOver,
    cancel: ended,
    ladder: [stepAt(80, 'team'), stepAt(100, 'supervisor')],
  },
  'uc-vendor': {
    key: 'uc-vendor',
    kind: 'underpinning',
    calendar: 'vendor',
    targets: [{ ms: 2 * BUSINESS_DAY }],
    start: [{ enters: { holdReason: ['vendor'] } }],
    stop: [{ leaves: { holdReason: ['vendor'] } }],
    resume: [{ enters: { holdReason: ['vendor'] } }],
    ladder: [stepAt(80, 'assignee'), late],
  },
  'hold-nag': {
    key: 'hold-nag',
    kind: 'nag',
    calendar: 'service',
    targets: byTier(24 * HOUR),
    ...whileIn('on-hold'),
    ladder: [{ ...stepAt(100, 'assignee', 'requester'), repeat: { everyMs: 24 * HOUR, times: 20 } }],
  },
  'urge-answer': urgeAnswer('service'),
};

const toTheCustomer: Shipped = {
  response,
  resolution,
  'on-site': {
    key: 'on-site',
    kind: 'sla',
    calendar: 'always',
    targets: [
      { when: { major: [true] }, ms: 2 * HOUR },
      { when: { priority: ['P1', 'P2'] }, ms: 2 * HOUR },
      { ms: 12 * HOUR },
    ],
    start: [{ on: ['onsiteRequested'] }],
    stop: [{ on: ['arrived'] }],
    restart: [{ on: ['onsiteRequested'] }],
    cancel: [{ on: ['onsiteWithdrawn', 'resolved'] }, ...ended],
    ladder: [stepBefore('b30', 30 * MINUTE, 'assignee', 'team'), late],
  },
  report: {
    key: 'report',
    kind: 'sla',
    calendar: 'always',
    targets: [{ ms: 24 * HOUR }],
    start: [{ on: ['resolved'], if: { reportOwed: [true] } }],
    stop: [{ on: ['reportFiled'] }],
    resume: [{ on: ['reportReturned'] }],
    restart: [{ on: ['resolved'], if: { reportOwed: [true] } }],
    cancel: [{ on: ['reopened'] }],
    ladder: [stepBefore('b4h', 4 * HOUR, 'assignee'), late],
  },
  confirm: {
    ...waitFor('confirm', 'resolved', 5 * BUSINESS_DAY),
    // A word of a reporter is no silence; once it is answered the time to confirm begins anew.
    stop: [{ on: ['confirmed', 'infoSupplied', 'contactNoted'] }, { leaves: { status: ['resolved'] } }],
    restart: [{ enters: { status: ['resolved'] } }, { on: ['wordsAnswered'] }],
    ladder: [stepBefore('d2', 3 * BUSINESS_DAY, 'requester'), stepBefore('d4', BUSINESS_DAY, 'requester')],
  },
  'major-update': {
    key: 'major-update',
    kind: 'nag',
    calendar: 'always',
    targets: [{ ms: 30 * MINUTE }],
    start: [{ on: ['updateOwed'] }],
    stop: [{ on: ['updatePosted', 'resolved', 'closed'] }],
    restart: [{ on: ['updateOwed', 'reopened'], if: { major: [true] } }],
    cancel: ended,
    ladder: [stepAt(100, 'commander', 'process-owner')],
  },
};

export const incidentClocks: Rules['clocks'] = {
  shipped: { ...toTheCustomer, ...betweenPeople },
  context: (incident) => ({
    holdReason: incident.hold?.reason ?? null,
    priority: incident.priority,
    major: incident.major !== undefined,
    origin: incident.call === undefined ? 'direct' : 'call',
    reportOwed: owesReport(incident),
  }),
  watches: {
    holdReason: [...HOLD_REASONS, null],
    priority: PRIORITIES,
    major: [true, false],
    origin: ['direct', 'call'],
    reportOwed: [true, false],
  },
  terms: { reportAlways: 'boolean' },
};

/** Response and resolution and not a single notice: the lifecycle that budgets are counted on. */
export const standardPolicy: PinnedPolicy = {
  id: 'standard',
  version: 1,
  clocks: { response, resolution },
  terms: {},
  silent: ['*'],
};
