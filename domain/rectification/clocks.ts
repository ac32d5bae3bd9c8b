/** The clocks of a rectification as shipped. */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY, HOUR } from '../kernel/time/durations.ts';

const over = [{ on: ['closed', 'withdrawn'] }];
/** Beside what every case has: whether its finding is contested, whether somebody named its due instant, whether it is an accident. */
type Watched = Field | 'contested' | 'dueNamed' | 'accident';

export const rectificationClocks: Readonly<Record<string, ClockDefinition<Watched, 'due', never>>> = {
  'take-up': {
    key: 'take-up',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 4 * HOUR }],
    start: [{ enters: { status: ['issued'], contested: [false] } }],
    stop: [{ leaves: { status: ['issued'], contested: [false] } }],
    restart: [{ enters: { status: ['issued'], contested: [false] } }],
    cancel: over,
    ladder: [stepAt(75, 'assignee'), stepAt(100, 'assignee', 'requester', 'supervisor')],
  },
  contest: {
    key: 'contest',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: BUSINESS_DAY }],
    start: [{ enters: { contested: [true] } }],
    stop: [{ leaves: { contested: [true] } }],
    restart: [{ enters: { contested: [true] } }],
    cancel: over,
    ladder: [stepAt(75, 'supervisor'), stepAt(100, 'supervisor', 'process-owner')],
  },
  // To the instant that somebody named; where nobody has, so long of business time.
  rectify: {
    key: 'rectify',
    kind: 'sla',
    calendar: 'service',
    targets: [{ when: { dueNamed: [true] }, until: 'due' }, { ms: BUSINESS_DAY }],
    start: [{ on: ['created'] }],
    stop: [{ on: ['submitted'] }],
    resume: [{ on: ['remedyRefused'] }],
    cancel: over,
    ladder: [
      stepBefore('b4h', 4 * HOUR, 'assignee'),
      { id: 'due', afterMs: 0, to: ['assignee', 'requester', 'supervisor'], channel: ['inbox'] },
      { id: 'late', afterMs: 24 * HOUR, to: ['project-manager', 'process-owner'], channel: ['inbox'] },
    ],
  },
  clear: {
    key: 'clear',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 2 * BUSINESS_DAY }],
    ...whileIn('submitted'),
    cancel: over,
    ladder: [stepAt(75, 'requester'), stepAt(100, 'requester', 'quality-lead', 'supervisor')],
  },
  'report-up': {
    key: 'report-up',
    kind: 'ola',
    calendar: 'always',
    targets: [{ ms: HOUR }],
    start: [{ on: ['created'], if: { accident: [true] } }],
    stop: [{ on: ['reportedUp'] }],
    cancel: over,
    ladder: [stepAt(50, 'safety-lead'), stepAt(100, 'safety-lead', 'project-manager', 'supervisor', 'process-owner')],
  },
  scene: {
    key: 'scene',
    kind: 'ola',
    calendar: 'always',
    targets: [{ ms: 2 * HOUR }],
    start: [{ on: ['created'], if: { accident: [true] } }],
    stop: [{ on: ['sceneProtected'] }],
    cancel: over,
    ladder: [stepAt(50, 'safety-lead'), stepAt(100, 'safety-lead', 'project-manager', 'supervisor')],
  },
  'urge-answer': urgeAnswer('service'),
};
