/** The life of an appraisal on one screen: figures frozen, judged, published, disputed, signed by both sides. */
import { only, rowsOf, STAFF, system } from '../kernel/people/who.ts';
import type { AppraisalCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { AppraisalParts, AppraisalParty, AppraisalStatus } from './statuses.ts';

const beforeConfirming = ['collecting', 'scoring', 'published', 'disputed'] as const;
/** Nobody takes it out of a queue. */
export const appraisalWork = {
  at: [],
  idle: 'collecting',
  urgeable: ['scoring', 'published', 'disputed', 'confirming'],
} as const;
/** They take part in its cases beside those who do in all. */
export const appraisalStaff = ['appraiser', 'chief-appraiser', 'project-manager', 'auditor'] as const;

const row = rowsOf<AppraisalStatus | 'none', AppraisalCommand['type'], AppraisalParty, AppraisalParts>();
const judges = { by: ['appraiser', 'chief-appraiser'], at: 'judging' } as const;
const chief = { by: ['chief-appraiser'], at: 'judging' } as const;
const owner = only('process-owner');
/** Who speaks for whoever is judged: a provider's project manager, a centre's supervisor, the person himself. */
const subject = [
  { by: ['project-manager'], at: 'provider' },
  { by: ['supervisor'], at: 'centre' },
  { by: [...STAFF, ...appraisalStaff], as: 'appraised' },
] as const;
const open = ['published', 'disputed'] as const;
const time = [{ by: ['time'] }] as const;

export const appraisalLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'collecting', only('chief-appraiser'), system),
  { ...row('freeze', 'collecting', 'scoring', system), also: { item: [{ from: ['open'], to: ['scored'] }] } },
  row('noteStuck', 'collecting', '=', system),
  row('recollect', 'collecting', '=', chief, owner),
  row('take', [...beforeConfirming, 'confirming'], '=', judges),

  {
    ...row('score', 'scoring', '=', judges),
    part: { kind: 'item', from: ['open', 'scored'], to: ['scored'] },
  },
  row('publish', 'scoring', 'published', chief),

  {
    ...row('dispute', open, 'disputed', ...subject),
    part: { kind: 'item', from: ['scored'], to: ['disputed'] },
  },
  {
    ...row('answerDispute', 'disputed', ['disputed', 'published'], judges),
    not: ['part-assignee'],
    part: { kind: 'item', from: ['disputed'], to: ['upheld', 'adjusted'] },
  },
  {
    ...row('appeal', open, 'disputed', ...subject),
    part: { kind: 'item', from: ['upheld', 'adjusted', 'appealed', 'decided'], to: ['appealed'] },
  },
  {
    ...row('decideAppeal', 'disputed', ['disputed', 'published', 'confirming'], owner),
    not: ['part-assignee'],
    part: { kind: 'item', from: ['appealed'], to: ['decided'] },
  },
  row('accept', 'published', 'confirming', ...subject),
  { command: 'acceptBySilence', from: ['published'], to: ['confirming'], who: time },

  row('sign', 'confirming', ['confirming', 'archived'], ...subject, chief),
  row('proposeCriteria', ['published', 'disputed', 'confirming'], '=', judges),

  row('void', beforeConfirming, '=', owner),
  { ...row('void', beforeConfirming, 'voided', only('auditor')), not: ['voider'] },
];
