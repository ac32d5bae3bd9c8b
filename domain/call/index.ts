/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import { notOffered } from '../processes.ts';
import { callClocks } from './clocks.ts';
import type { CallCommand } from './contract.ts';
import { callFields, callOpen } from './fields.ts';
import { atWork, callLifecycle } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { also, CALL_TIER, create, folds, idle, onDue, opened, rules, vacant } from './rules.ts';
import type { Call, CallEvents } from './state.ts';
import { callWords } from './words.ts';

export const call = defineProcess<Call, CallCommand, CallEvents>({
  key: 'call',
  lifecycle: callLifecycle,
  work: { at: atWork, idle, vacant },
  create,
  opened,
  rules,
  folds,
  also,
  onDue,
  blockers: () => notOffered({ convert: 'request' }),
  waitsForWords: ({ status }) => status === 'waiting',
  resolver: ({ answeredBy }) => answeredBy,
  counts: ({ refusedAnswers }) => ({ refusedAnswers }),
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
  clocks: callClocks,
  words: callWords,
  open: callOpen,
  tier: CALL_TIER,
  shape: 2,
});
