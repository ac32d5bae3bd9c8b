/** The clocks of an appraisal as shipped (processes.md 14). */
import type { ClockDefinition, Field } from '../kernel/clocks/clocks.ts';
import { stepAt, stepBefore, urgeAnswer, whileIn } from '../kernel/clocks/shipped.ts';
import { BUSINESS_DAY } from '../kernel/time/durations.ts';

/** `toAnswer`: a dispute, `toDecide`: an appeal waits for somebody. */
type Flag = 'toAnswer' | 'toDecide';
const whileSet = (flag: Flag) =>
  ({
    start: [{ enters: { [flag]: [true] } }],
    stop: [{ leaves: { [flag]: [true] } }],
    restart: [{ enters: { [flag]: [true] } }],
  }) as const;
const SIGN_MS = 5 * BUSINESS_DAY;
const inService = { calendar: 'service' } as const;
/** Both ends are the subject's last words: nothing of them is left once it is accepted, or over. */
const over = [{ on: ['accepted', 'acceptedBySilence', 'voided', 'archived'] }];
const window = [stepAt(60, 'project-manager'), stepBefore('b1d', BUSINESS_DAY, 'project-manager', 'supervisor')];

export const appraisalClocks: Readonly<Record<string, ClockDefinition<Field | Flag, 'freezeAt', never>>> = {
  // What ends it begins to collect.
  freeze: {
    key: 'freeze',
    kind: 'nag',
    calendar: 'always',
    targets: [{ until: 'freezeAt' }],
    start: [{ on: ['schemePinned'] }],
    stop: [{ on: ['frozen'] }],
    cancel: [{ on: ['voided'] }],
  },
  score: {
    key: 'score',
    kind: 'ola',
    ...inService,
    targets: [{ ms: 5 * BUSINESS_DAY }],
    ...whileIn('scoring'),
    ladder: [stepAt(60, 'appraiser'), stepAt(100, 'appraiser', 'chief-appraiser')],
  },
  // From the publication, whatever is disputed meanwhile; what is said in its last second counts.
  'dispute-window': {
    key: 'dispute-window',
    kind: 'nag',
    ...inService,
    targets: [{ ms: 5 * BUSINESS_DAY }],
    start: [{ on: ['published'] }],
    stop: over,
    ladder: window,
  },
  answer: {
    key: 'answer',
    kind: 'ola',
    ...inService,
    targets: [{ ms: 3 * BUSINESS_DAY }],
    ...whileSet('toAnswer'),
    ladder: [stepAt(60, 'appraiser'), stepAt(100, 'appraiser', 'chief-appraiser')],
  },
  // Anew with every answer: each item is disputed once, so that this comes to an end.
  'appeal-window': {
    key: 'appeal-window',
    kind: 'nag',
    ...inService,
    targets: [{ ms: 5 * BUSINESS_DAY }],
    start: [{ on: ['disputeAnswered'] }],
    restart: [{ on: ['disputeAnswered'] }],
    stop: over,
    ladder: window,
  },
  decide: {
    key: 'decide',
    kind: 'ola',
    ...inService,
    targets: [{ ms: 3 * BUSINESS_DAY }],
    ...whileSet('toDecide'),
    ladder: [stepAt(60, 'process-owner'), stepAt(100, 'process-owner', 'chief-appraiser')],
  },
  sign: {
    key: 'sign',
    kind: 'ola',
    ...inService,
    targets: [{ ms: SIGN_MS }],
    ...whileIn('confirming'),
    // Time signs nothing, and nobody can void it any more: both heads are asked again and again, and their owner hears of it.
    ladder: [
      stepAt(60, 'chief-appraiser', 'project-manager'),
      {
        ...stepAt(100, 'chief-appraiser', 'project-manager', 'supervisor'),
        repeat: { everyMs: SIGN_MS, times: 12 },
      },
      { id: 'a5d', afterMs: SIGN_MS, to: ['process-owner'], channel: ['inbox'] },
    ],
  },
  'urge-answer': urgeAnswer('service'),
};
