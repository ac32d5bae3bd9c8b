/** The clocks of a cutover as shipped. */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { runClocks } from '../kernel/running/shipped.ts';
import { BUSINESS_DAY, HOUR, MINUTE } from '../kernel/time/durations.ts';

type Named = 'until' | 'windowFrom' | 'windowUntil' | 'backOutBy';
const due = (...to: readonly string[]) => ({ id: 'due', afterMs: 0, to, channel: ['inbox'] }) as const;

export const cutoverClocks: Readonly<Record<string, ClockDefinition<Field | 'asked', Named, 'step'>>> = {
  // Checked and armed before its window begins.
  prepare: {
    key: 'prepare',
    kind: 'ola',
    calendar: 'always',
    targets: [{ until: 'windowFrom' }],
    ...whileIn('planned'),
    ladder: [stepBefore('b1d', 24 * HOUR, 'commander'), stepBefore('b2h', 2 * HOUR, 'commander'), due('commander')],
  },
  'start-by': {
    key: 'start-by',
    kind: 'ola',
    calendar: 'always',
    targets: [{ until: 'backOutBy' }],
    ...whileIn('armed'),
    ladder: [stepBefore('b30', 30 * MINUTE, 'commander'), due('commander', 'supervisor')],
  },
  'back-out-by': {
    key: 'back-out-by',
    kind: 'ola',
    calendar: 'always',
    targets: [{ until: 'backOutBy' }],
    start: [{ on: ['started'] }],
    stop: [{ on: ['stepsEnded', 'rollbackStarted'] }],
    ladder: [stepBefore('b15', 15 * MINUTE, 'commander'), due('commander', 'supervisor')],
  },
  // Its commander is silent: then it goes back by itself.
  'back-out-answer': {
    key: 'back-out-answer',
    kind: 'timer',
    calendar: 'always',
    targets: [{ ms: 10 * MINUTE }],
    start: [{ enters: { asked: [true] } }],
    stop: [{ leaves: { asked: [true] } }],
    restart: [{ enters: { asked: [true] } }],
    ladder: [stepBefore('b5', 5 * MINUTE, 'commander', 'supervisor'), due('commander', 'supervisor')],
  },
  window: {
    key: 'window',
    kind: 'sla',
    calendar: 'always',
    targets: [{ until: 'windowUntil' }],
    start: [{ on: ['started'] }],
    stop: [{ on: ['stepsEnded', 'rolledBack'] }],
    ladder: [stepBefore('b15', 15 * MINUTE, 'commander'), due('commander', 'supervisor')],
  },
  ...runClocks,
  report: {
    key: 'report',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 3 * BUSINESS_DAY }],
    start: [{ enters: { status: ['succeeded', 'rolled-back'] } }],
    stop: [{ leaves: { status: ['succeeded', 'rolled-back'] } }],
    restart: [{ enters: { status: ['succeeded', 'rolled-back'] } }],
    ladder: [stepAt(75, 'commander'), stepAt(100, 'commander', 'supervisor')],
  },
  'urge-answer': urgeAnswer('always'),
};
