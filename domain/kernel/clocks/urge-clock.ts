/** The clock of an urge, alike for every process. */
import type { ClockDefinition } from './clocks.ts';
import { MINUTE } from '../time/durations.ts';

/** 30 min of `calendar` from the first urge to its answer; then the supervisor is told. */
export const urgeAnswer = (calendar: string): ClockDefinition => ({
  key: 'urge-answer',
  kind: 'ola',
  calendar,
  targets: [{ ms: 30 * MINUTE }],
  start: [{ enters: { urged: [true] } }],
  stop: [{ leaves: { urged: [true] } }],
  restart: [{ enters: { urged: [true] } }],
  ladder: [{ id: 'p100', percent: 100, to: ['supervisor'], channel: ['inbox'] }],
});
