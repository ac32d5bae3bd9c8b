/** The clocks of an inspection as shipped (processes.md 11). */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY, HOUR } from '../kernel/time/durations.ts';

/** `toCountersign`: the service side has signed, and by contract silence signs for the customer. */
type Flag = 'toPropose' | 'toAgree' | 'toCountersign';
const whileSet = (flag: Flag) =>
  ({
    start: [{ enters: { [flag]: [true] } }],
    stop: [{ leaves: { [flag]: [true] } }],
    restart: [{ enters: { [flag]: [true] } }],
  }) as const;
const inService = { kind: 'ola', calendar: 'service' } as const;

export const inspectionClocks: Readonly<Record<string, ClockDefinition<Field | Flag, 'visitUntil', never>>> = {
  // Its slot is over: what was not visited is missed.
  'visit-by': {
    key: 'visit-by',
    kind: 'timer',
    calendar: 'always',
    targets: [{ until: 'visitUntil' }],
    start: [{ on: ['created'] }],
    stop: [{ on: ['begun'] }],
    cancel: [{ on: ['canceled'] }],
    ladder: [
      stepBefore('b3d', 72 * HOUR, 'assignee', 'supervisor'),
      stepBefore('b1d', 24 * HOUR, 'assignee', 'supervisor', 'project-manager'),
    ],
  },
  report: {
    key: 'report',
    ...inService,
    targets: [{ ms: 3 * BUSINESS_DAY }],
    ...whileIn('in-progress'),
    ladder: [stepAt(75, 'assignee'), stepAt(100, 'assignee', 'supervisor')],
  },
  propose: {
    key: 'propose',
    ...inService,
    targets: [{ ms: 3 * BUSINESS_DAY }],
    ...whileSet('toPropose'),
    ladder: [stepAt(75, 'assignee'), stepAt(100, 'assignee', 'supervisor')],
  },
  agree: {
    key: 'agree',
    ...inService,
    targets: [{ ms: 5 * BUSINESS_DAY }],
    ...whileSet('toAgree'),
    ladder: [stepAt(60, 'customer-representative'), stepAt(100, 'customer-representative', 'supervisor')],
  },
  sign: {
    key: 'sign',
    ...inService,
    targets: [{ ms: 5 * BUSINESS_DAY }],
    ...whileIn('signing'),
    ladder: [
      stepAt(60, 'assignee', 'customer-representative'),
      stepAt(100, 'assignee', 'customer-representative', 'supervisor'),
    ],
  },
  // Runs only where the contract says so: once it is over, the record counts as signed by the customer.
  countersign: {
    key: 'countersign',
    kind: 'nag',
    calendar: 'service',
    targets: [{ ms: 5 * BUSINESS_DAY }],
    ...whileSet('toCountersign'),
    ladder: [
      stepAt(60, 'customer-representative'),
      stepBefore('b1d', BUSINESS_DAY, 'customer-representative', 'supervisor'),
    ],
  },
  'urge-answer': urgeAnswer('service'),
};
