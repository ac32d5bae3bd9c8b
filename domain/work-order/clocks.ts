/** The clocks of a work order as shipped, and what they watch. */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY, HOUR, MINUTE } from '../kernel/time/durations.ts';
import { carriedByIncident } from './source.ts';
import type { Rules } from './state.ts';

/** `carried`: the incident that it is for has the promise of arrival itself. */
type Watched = Field | 'urgent' | 'carried';

const workOrderClocks: Readonly<Record<string, ClockDefinition<Watched, never, never>>> = {
  dispatch: {
    key: 'dispatch',
    kind: 'ola',
    calendar: 'always',
    targets: [{ ms: 30 * MINUTE }],
    ...whileIn('ready'),
    cancel: [{ on: ['canceled'] }],
    // At night nobody sits at the desk: who stands by hears it while there is time.
    ladder: [stepAt(50, 'oncall'), stepAt(75, 'team', 'coordinator'), stepAt(100, 'supervisor')],
  },
  // Neither a part that is missing nor another appointment stops it.
  'on-site': {
    key: 'on-site',
    kind: 'sla',
    calendar: 'always',
    targets: [{ when: { urgent: [true] }, ms: 2 * HOUR }, { ms: 12 * HOUR }],
    start: [{ on: ['created'], if: { carried: [false] } }],
    stop: [{ on: ['arrived'] }],
    cancel: [{ on: ['canceled'] }],
    ladder: [stepBefore('b30', 30 * MINUTE, 'assignee', 'team-lead'), stepAt(100, 'supervisor')],
  },
  sign: {
    key: 'sign',
    kind: 'nag',
    calendar: 'service',
    targets: [{ ms: 3 * BUSINESS_DAY }],
    ...whileIn('done'),
    ladder: [stepBefore('b1d', BUSINESS_DAY, 'requester', 'customer-representative'), stepAt(100, 'supervisor')],
  },
  'urge-answer': urgeAnswer('service'),
};

export const clocks: Rules['clocks'] = {
  shipped: workOrderClocks,
  context: ({ urgent, source }) => ({ urgent, carried: carriedByIncident(source) }),
  watches: { urgent: [true, false], carried: [true, false] },
};
