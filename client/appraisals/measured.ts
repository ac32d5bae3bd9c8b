/** What the texts of a scheme's items mean: each formula checked, with every indicator that it names pinned to its version. */
import type { Connection } from 'mongoose';
import { breaching } from '../../domain/appraisal/calculus/counting.ts';
import { percentFaults } from '../../domain/appraisal/calculus/scheme.ts';
import type { MeasuredItem, Scheme } from '../../domain/appraisal/calculus/shapes.ts';
import { checkFormula } from '../../domain/figures/language/checker.ts';
import type { Formula } from '../../domain/figures/language/shapes.ts';
import type { FoundUnit } from '../../domain/figures/language/units.ts';
import { fieldFault } from '../../domain/kernel/errors.ts';
import type { FieldError } from '../../domain/kernel/process.ts';
import { knownIndicators } from './indicators.ts';

export type Measures = { items: MeasuredItem[]; faults: FieldError[] };

/** Faults name the item, and the place in its text. Throws when the store is away. */
export async function measured(registers: Connection, { items, clauses }: Scheme): Promise<Measures> {
  const { indicators, formulaOfRef } = await knownIndicators(registers);
  const faults: FieldError[] = [];
  const units = new Map<string, FoundUnit>();
  const found = items.map((item, n): MeasuredItem => {
    const { formula: _former, ...rest } = item;
    if (item.measure === undefined) return rest;
    const checked = checkFormula(item.measure, { indicators });
    if (checked.formula) {
      units.set(item.id, checked.unit);
      return { ...rest, formula: checked.formula };
    }
    faults.push(...checked.faults.map((fault) => ({ ...fault, pointer: `/items/${n}/measure` })));
    return rest;
  });
  const byBreach = clauses.flatMap((clause, n) => {
    const formula: Formula | undefined = found.find(({ id }) => id === clause.item)?.formula;
    const isCounted = clause.is !== 'per-breach' || !formula || breaching(formula, formulaOfRef) !== null;
    return fieldFault(!isCounted, `/clauses/${n}/item`, 'not-counted');
  });
  return { items: found, faults: [...faults, ...byBreach, ...percentFaults({ items, clauses }, units)] };
}
