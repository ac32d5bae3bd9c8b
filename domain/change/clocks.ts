/** The clocks of a change as shipped. */
import { approvalClock } from '../kernel/approving/shipped.ts';
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY, MINUTE } from '../kernel/time/durations.ts';

const ended = [{ on: ['canceled', 'declined'] }];

/** What a change's clocks watch beside what every case has, and the instants that its plan names. */
type Watched = Field | 'approving' | 'consentOwed' | 'approvalOwed';
type Named = 'startBy' | 'backOutBy' | 'windowUntil';

export const changeClocks: Readonly<Record<string, ClockDefinition<Watched, Named, never>>> = {
  assess: {
    key: 'assess',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 2 * BUSINESS_DAY }],
    ...whileIn('assessing'),
    cancel: ended,
    ladder: [stepAt(75, 'supervisor'), stepAt(100, 'supervisor', 'requester')],
  },
  approval: approvalClock('service'),
  // Silence is never consent.
  consent: {
    key: 'consent',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 3 * BUSINESS_DAY }],
    start: [{ enters: { consentOwed: [true] } }],
    stop: [{ leaves: { consentOwed: [true] } }],
    restart: [{ enters: { consentOwed: [true] } }],
    cancel: ended,
    ladder: [stepAt(50, 'requester'), stepAt(100, 'requester', 'supervisor')],
  },
  'start-by': {
    key: 'start-by',
    kind: 'ola',
    calendar: 'always',
    targets: [{ until: 'startBy' }],
    ...whileIn('scheduled'),
    ladder: [
      stepBefore('b30', 30 * MINUTE, 'assignee'),
      { id: 'due', afterMs: 0, to: ['assignee', 'requester', 'supervisor'], channel: ['inbox'] },
    ],
  },
  'back-out-by': {
    key: 'back-out-by',
    kind: 'ola',
    calendar: 'always',
    targets: [{ until: 'backOutBy' }],
    ...whileIn('implementing'),
    ladder: [
      stepBefore('b15', 15 * MINUTE, 'assignee'),
      { id: 'due', afterMs: 0, to: ['assignee', 'supervisor'], channel: ['inbox'] },
    ],
  },
  window: {
    key: 'window',
    kind: 'sla',
    calendar: 'always',
    targets: [{ until: 'windowUntil' }],
    start: [{ on: ['started'] }],
    stop: [{ on: ['finished', 'rolledBack'] }],
    ladder: [
      stepBefore('b15', 15 * MINUTE, 'assignee'),
      { id: 'due', afterMs: 0, to: ['assignee', 'supervisor'], channel: ['inbox'] },
    ],
  },
  'after-approval': {
    key: 'after-approval',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 3 * BUSINESS_DAY }],
    start: [{ enters: { approvalOwed: [true] } }],
    stop: [{ leaves: { approvalOwed: [true] } }],
    ladder: [stepAt(50, 'approvers'), stepAt(100, 'approvers', 'supervisor')],
  },
  review: {
    key: 'review',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 5 * BUSINESS_DAY }],
    ...whileIn('reviewing'),
    ladder: [stepAt(75, 'supervisor'), stepAt(100, 'supervisor')],
  },
  'urge-answer': urgeAnswer('service'),
};
