/** Whether a formula tells what single persons did: such a figure is for those who may see persons. */
import { namesOf } from '../names.ts';
import { aggregatesOf, type FormulaOfRef } from './aggregates.ts';
import type { Cases, Condition, Formula } from './shapes.ts';

/** True where cases are told by who somebody is; that nobody is named tells of no one. Throws what `formulaOfRef` throws. */
export const tellsOfPersons = (formula: Formula, formulaOfRef: FormulaOfRef): boolean =>
  aggregatesOf(formula, formulaOfRef).some(({ cases }) => cases.where !== undefined && namesOne(cases.where, cases));

function namesOne(condition: Condition, cases: Cases): boolean {
  switch (condition.is) {
    case 'and':
    case 'or':
      return condition.of.some((one) => namesOne(one, cases));
    case 'not':
      return namesOne(condition.of, cases);
    case 'missing':
      return false;
    default: {
      const { name } = condition;
      return cases.processes.some((process) => namesOf(process)[name]?.person === true);
    }
  }
}
