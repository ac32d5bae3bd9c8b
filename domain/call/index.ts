/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import { notOffered } from '../processes.ts';
import { callClocks } from './clocks.ts';
import { callFields, callOpen } from './fields.ts';
import { callLifecycle, callWork } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { callRules } from './rules.ts';
import type { Call, Rules } from './state.ts';
import { callWords } from './words.ts';

export const call = defineProcess({
  key: 'call',
  lifecycle: callLifecycle,
  work: callWork,
  ...callRules,
  ends: { closed: 'closed', canceled: 'canceled' },
  answersUrge: ['answered', 'escalated', 'joined'],
  blockers: (kase) => ({ ...notOffered({ convert: 'request' }), ...confirmBlockers(kase) }),
  resolver: ({ status, answeredBy, solved }) => (status === 'escalated' ? solved?.by : answeredBy),
  frozen: ({ refusedAnswers, common: { urge, comments } }) => ({ refusedAnswers, urges: urge.times, comments }),
  tells,
  handing: ['created', 'returned'],
  follows,
  next: {
    new: [['desk', 'take', 'response']],
    'in-service': [['hands', 'answer', 'first-line']],
    waiting: [['reporters', 'supplyInfo', 'caller-wait']],
    answered: [['reporters', 'confirm', 'confirm']],
    escalated: null, // its incident works for it
    closed: null,
    canceled: null,
  },
  fields: callFields,
  shown: { incidentSolved: ({ status, ...kase }) => (status === 'escalated' && isSolved(kase)) || undefined },
  clocks: { shipped: callClocks },
  words: callWords,
  open: callOpen,
  shape: 3,
} satisfies Rules);

/** The incident that it belongs to now is resolved. */
const isSolved = ({ solved, incident }: Pick<Call, 'solved' | 'incident'>): boolean =>
  solved !== undefined && solved.incident === incident;

function confirmBlockers({ status, confirmed, ...kase }: Call) {
  if (status !== 'escalated') return {};
  if (!isSolved(kase)) return { confirm: { code: 'not-resolved' } };
  return confirmed ? { confirm: { code: 'already-confirmed' } } : {};
}
