/** The clocks of a monthly archive as shipped (processes.md 15). */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY } from '../kernel/time/durations.ts';

export const archiveClocks: Readonly<Record<string, ClockDefinition<Field, never, 'gap'>>> = {
  // Chases whoever has the paper.
  gap: {
    key: 'gap',
    per: 'gap',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 5 * BUSINESS_DAY }],
    start: [{ enters: { status: ['open'] } }],
    stop: [{ leaves: { status: ['open'] } }],
    ladder: [stepAt(60, 'assignee'), stepAt(100, 'assignee', 'records-keeper', 'project-manager')],
  },
  sign: {
    key: 'sign',
    kind: 'ola',
    calendar: 'service',
    targets: [{ ms: 5 * BUSINESS_DAY }],
    ...whileIn('signing'),
    ladder: [
      stepAt(60, 'records-keeper', 'project-manager'),
      stepAt(100, 'records-keeper', 'project-manager', 'supervisor'),
    ],
  },
  'urge-answer': urgeAnswer('service'),
};
