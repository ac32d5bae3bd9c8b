/** What a submission makes of a change: it is assessed, or, made of a template, has its time at once. */
import type { Facts } from '../../kernel/facts.ts';
import { checked } from '../conflicts.ts';
import { sheetHash } from '../sheet.ts';
import type { Change, RulesCtx, Word } from '../state.ts';
import { refuseExpired, riskBeyond } from './rules.ts';

type Conflicts = Change['conflicts'];
export const submitted = (change: Change, more: object = {}): Word => ({
  type: 'submitted',
  data: { planHash: sheetHash(change), ...more },
});
/** Every assessor answers the questionnaire that is in force now. */
export const submittedAsNormal = (change: Change, { facts }: RulesCtx, conflicts: Conflicts): readonly Word[] => [
  submitted(change, asking(facts)),
  checked('submit', conflicts),
];
function asking({ questionnaire: found }: Facts): object {
  if (!found) return {};
  const { pin, ...questionnaire } = found;
  return { questionnaire, pinned: { questionnaire: pin } };
}

/** Of a low risk, as it was when its template was approved, it has its time; else it goes the whole way. */
export function submittedAsStandard(change: Change, ctx: RulesCtx, conflicts: Conflicts): readonly Word[] {
  refuseExpired(change, ctx);
  const reasons = riskBeyond(judgedOf({ ...change, conflicts }));
  if (reasons.length > 0)
    return [
      { type: 'becameNormal', data: { why: 'risk', reasons } },
      ...submittedAsNormal({ ...change, kind: 'normal' }, ctx, conflicts),
    ];
  return [
    submitted(change),
    checked('submit', conflicts),
    { type: 'riskSet', data: { risk: 'low', reasons: [] } },
    { type: 'scheduled', data: {} },
  ];
}

/** What of it rules judge. */
export const judgedOf = ({ items, customers, outline, conflicts }: Change) => ({
  items: items.length,
  customers: customers.length,
  outageMinutes: outline.outageMinutes ?? 0,
  withoutUndo: outline.steps.filter(({ undo }) => !undo).length,
  warnings: conflicts.filter(({ waivedBy }) => waivedBy === undefined).length,
});
