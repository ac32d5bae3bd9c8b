/** The clocks of a call as shipped. */
import { type Shipped, stepAt, urgeAnswer, waitFor } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY, HOUR, MINUTE } from '../kernel/time/durations.ts';

const passedOn = ['answered', 'escalated', 'joined', 'closed'];

export const callClocks: Shipped = {
  response: {
    key: 'response',
    kind: 'sla',
    calendar: 'always',
    targets: [{ ms: 30 * MINUTE }],
    start: [{ on: ['created'] }],
    stop: [{ on: ['taken', ...passedOn] }],
    cancel: [{ on: ['canceled'] }],
    ladder: [stepAt(75, 'team'), stepAt(100, 'supervisor')],
  },
  'first-line': {
    key: 'first-line',
    kind: 'sla',
    calendar: 'desk-L1',
    targets: [{ ms: HOUR }],
    start: [{ on: ['created'] }],
    stop: [{ on: passedOn }],
    resume: [
      { on: ['answerRefused', 'returned'] },
      { on: ['infoSupplied'], leaves: { status: ['answered'] } },
      { on: ['effectFailed'], leaves: { status: ['escalated'] } },
    ],
    cancel: [{ on: ['canceled'] }],
    pause: [{ status: ['waiting'] }],
    ladder: [stepAt(80, 'assignee'), stepAt(100, 'supervisor')],
  },
  'caller-wait': waitFor('caller-wait', 'waiting', 3 * BUSINESS_DAY),
  confirm: waitFor('confirm', 'answered', 3 * BUSINESS_DAY),
  'urge-answer': urgeAnswer('desk-L1'),
};
