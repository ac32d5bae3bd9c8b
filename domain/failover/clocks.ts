/** The clocks of a failover as shipped. */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { runClocks } from '../kernel/running/shipped.ts';
import { BUSINESS_DAY, MINUTE } from '../kernel/time/durations.ts';

type Named = 'until' | 'rtoBy';
export const failoverClocks: Readonly<Record<string, ClockDefinition<Field, Named, 'step'>>> = {
  decide: {
    key: 'decide',
    kind: 'ola',
    calendar: 'always',
    targets: [{ ms: 15 * MINUTE }],
    ...whileIn('assessing'),
    ladder: [stepAt(50, 'commander'), stepAt(100, 'commander', 'supervisor', 'process-owner')],
  },
  // Of its item, from the fault on: whatever was planned.
  rto: {
    key: 'rto',
    kind: 'sla',
    calendar: 'always',
    targets: [{ until: 'rtoBy' }],
    start: [{ on: ['created'] }],
    stop: [{ on: ['serviceConfirmed'] }],
    cancel: [{ on: ['canceled', 'closed'] }],
    ladder: [
      stepBefore('b30', 30 * MINUTE, 'commander'),
      { id: 'due', afterMs: 0, to: ['commander', 'supervisor', 'process-owner'], channel: ['inbox'] },
    ],
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
