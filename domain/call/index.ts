/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import { notOffered } from '../processes.ts';
import { callClocks } from './clocks.ts';
import { callFields, callOpen } from './fields.ts';
import { callLifecycle, callWork } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { callRules } from './rules.ts';
import type { Rules } from './state.ts';
import { callWords } from './words.ts';

export const call = defineProcess({
  key: 'call',
  lifecycle: callLifecycle,
  work: callWork,
  ...callRules,
  ends: { closed: 'closed', canceled: 'canceled' },
  answersUrge: ['answered', 'escalated', 'joined'],
  blockers: () => notOffered({ convert: 'request' }),
  resolver: ({ answeredBy }) => answeredBy,
  frozen: ({ refusedAnswers, common: { urge, comments } }) => ({ refusedAnswers, urges: urge.times, comments }),
  tells,
  follows,
  next: {
    new: [['desk', 'take', 'response']],
    'in-service': [['hands', 'answer', 'first-line']],
    waiting: [['reporter', 'supplyInfo', 'caller-wait']],
    answered: [['reporter', 'confirm', 'confirm']],
    escalated: null, // its incident works for it
    closed: null,
    canceled: null,
  },
  fields: callFields,
  clocks: { shipped: callClocks },
  words: callWords,
  open: callOpen,
  shape: 2,
} satisfies Rules);
