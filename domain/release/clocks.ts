/** The clocks of a release as shipped. */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepBefore, urgeAnswer } from '../kernel/clocks/shipped.ts';
import { runClocks } from '../kernel/running/shipped.ts';
import { BUSINESS_DAY, MINUTE } from '../kernel/time/durations.ts';

type Named = 'until' | 'windowFrom' | 'windowUntil';
export const releaseClocks: Readonly<Record<string, ClockDefinition<Field, Named, 'step' | 'wave' | 'gate'>>> = {
  ...runClocks,
  // Held meanwhile, it goes on being watched.
  soak: {
    key: 'soak',
    per: 'gate',
    kind: 'timer',
    calendar: 'service',
    targets: [{ ms: BUSINESS_DAY }],
    start: [{ enters: { status: ['soaking'] } }],
    stop: [{ leaves: { status: ['soaking', 'held'] } }],
  },
  'wave-start': {
    key: 'wave-start',
    per: 'wave',
    kind: 'timer',
    calendar: 'always',
    targets: [{ until: 'windowFrom' }],
    start: [{ enters: { status: ['admitted'] } }],
    stop: [{ leaves: { status: ['admitted'] } }],
  },
  'wave-window': {
    key: 'wave-window',
    per: 'wave',
    kind: 'nag',
    calendar: 'always',
    targets: [{ until: 'windowUntil' }],
    start: [{ enters: { status: ['admitted'] } }],
    stop: [{ leaves: { status: ['admitted', 'running', 'gating'] } }],
    ladder: [
      stepBefore('b30', 30 * MINUTE, 'commander'),
      { id: 'due', afterMs: 0, to: ['commander', 'process-owner'], channel: ['inbox'] },
    ],
  },
  'urge-answer': urgeAnswer('service'),
};
