/** Whom the events of an appraisal tell, and what follows from them. */
import { watching } from '../kernel/common/whom.ts';
import type { Audience, Effect } from '../kernel/process.ts';
import type { StartRectification } from '../rectification/contract.ts';
import { startOf } from '../starts.ts';
import { isWeak } from './calculus/scoring.ts';
import type { Appraisal, Rules } from './state.ts';
import { scoredFor, termsOf } from './totals.ts';
import { appraiserOf, auditorOf, chiefOf, ownerOf, subjectOf } from './whom.ts';

const both = (appraisal: Appraisal): Audience[] => [chiefOf(appraisal), subjectOf(appraisal)];
const judges = (appraisal: Appraisal): Audience[] => [appraiserOf(appraisal), chiefOf(appraisal)];

export const tells: Rules['tells'] = {
  taken: (appraisal) => [chiefOf(appraisal)],
  stuck: (appraisal) => [chiefOf(appraisal), ownerOf(appraisal)],
  frozen: judges,
  published: (appraisal) => [subjectOf(appraisal)],
  disputed: judges,
  disputeAnswered: (appraisal) => [subjectOf(appraisal)],
  appealed: (appraisal) => [ownerOf(appraisal), chiefOf(appraisal)],
  appealDecided: (appraisal) => [subjectOf(appraisal), ...judges(appraisal)],
  windowClosed: (appraisal) => [chiefOf(appraisal)],
  accepted: (appraisal) => [chiefOf(appraisal)],
  acceptedBySilence: both,
  signed: both,
  criteriaProposed: (appraisal) => [ownerOf(appraisal)],
  voidAsked: (appraisal) => [auditorOf(appraisal), chiefOf(appraisal)],
  archived: (appraisal) => [...both(appraisal), ...watching(appraisal, [])],
  voided: (appraisal) => [...both(appraisal), ...watching(appraisal, [])],
  // What it would have started or drafted is not there: somebody does it by hand.
  effectFailed: (appraisal, { data: { ref = {} } }) =>
    'item' in ref || 'criteria' in ref ? [chiefOf(appraisal), subjectOf(appraisal)] : [],
};

export const follows: NonNullable<Rules['follows']> = {
  collectingBegun: ({ data: { attempt } }, { period, scripted }): Effect[] => [
    { kind: 'fold', attempt, period, scripted: scripted ?? 'met' },
  ],
  criteriaProposed: ({ data: { lines } }, { scheme }): Effect[] => [
    { kind: 'propose', scheme, lines, ref: { criteria: scheme } },
  ],
  // A copy for each side, to be kept and to be reckoned with, of what both have signed; and what is weak is put right.
  archived: ({ caseId }, appraisal) => [
    ...both(appraisal).map((side): Effect => statementFor(side)),
    ...weakItems(appraisal, caseId),
  ],
};

const statementFor = (side: Audience): Effect => ({
  kind: 'document',
  document: 'appraisal-statement',
  side: 'inner',
  formats: ['pdf', 'xlsx'],
  to: [side],
});

function weakItems(appraisal: Appraisal, source: string): Effect[] {
  const { unit, period, subject } = appraisal;
  return termsOf(appraisal).items.flatMap((item) => {
    const points = scoredFor(appraisal, item.id);
    if (points === null || !isWeak(item, points)) return [];
    const { zh, en } = item.title;
    const data: StartRectification = {
      kind: 'appraisal',
      class: 'general',
      unit,
      title: `${period} ${zh}`.slice(0, 200),
      finding: `考核项 Item ${item.id}: ${zh} ${en}, ${points / 100} / ${item.weight}`,
      ...(subject.person === undefined ? {} : { responsible: subject.person }),
      source,
    };
    return [startOf('rectification', data, { item: item.id })];
  });
}
