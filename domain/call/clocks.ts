/** The clocks of a call as shipped. */
import { BUSINESS_DAY, HOUR, MINUTE } from '../kernel/time/durations.ts';
import { urgeAnswer } from '../kernel/clocks/urge-clock.ts';
import type { Definition } from '../kernel/definition.ts';
import type { CallCommand } from './contract.ts';
import type { Call, CallEvents } from './state.ts';

const channel = ['inbox'];
const passedOn = ['answered', 'escalated', 'joined', 'closed'];

export const callClocks: Definition<Call, CallCommand, CallEvents>['clocks'] = {
  shipped: {
    response: {
      key: 'response',
      kind: 'sla',
      calendar: 'always',
      targets: [{ ms: 30 * MINUTE }],
      start: [{ on: ['created'] }],
      stop: [{ on: ['taken', ...passedOn] }],
      cancel: [{ on: ['canceled'] }],
      ladder: [
        { id: 'p75', percent: 75, to: ['team'], channel },
        { id: 'p100', percent: 100, to: ['supervisor'], channel },
      ],
    },
    'first-line': {
      key: 'first-line',
      kind: 'sla',
      calendar: 'desk-L1',
      targets: [{ ms: HOUR }],
      start: [{ on: ['created'] }],
      stop: [{ on: passedOn }],
      resume: [{ on: ['answerRefused', 'returned'] }, { on: ['effectFailed'], leaves: { status: ['escalated'] } }],
      cancel: [{ on: ['canceled'] }],
      pause: [{ status: ['waiting'] }],
      ladder: [
        { id: 'p80', percent: 80, to: ['assignee'], channel },
        { id: 'p100', percent: 100, to: ['supervisor'], channel },
      ],
    },
    'caller-wait': {
      key: 'caller-wait',
      kind: 'timer',
      calendar: 'service',
      targets: [{ ms: 3 * BUSINESS_DAY }],
      start: [{ enters: { status: ['waiting'] } }],
      stop: [{ leaves: { status: ['waiting'] } }],
      restart: [{ enters: { status: ['waiting'] } }],
      ladder: [{ id: 'b1d', beforeMs: BUSINESS_DAY, to: ['requester'], channel }],
    },
    confirm: {
      key: 'confirm',
      kind: 'timer',
      calendar: 'service',
      targets: [{ ms: 3 * BUSINESS_DAY }],
      start: [{ enters: { status: ['answered'] } }],
      stop: [{ leaves: { status: ['answered'] } }],
      restart: [{ enters: { status: ['answered'] } }],
      ladder: [{ id: 'b1d', beforeMs: BUSINESS_DAY, to: ['requester'], channel }],
    },
    'urge-answer': urgeAnswer('desk-L1'),
  },
};
