/** The indicators that formulas rest on, each pinned to its version. */
import type { Connection } from 'mongoose';
import type { FormulaOfRef } from '../../domain/figures/language/aggregates.ts';
import { byRef, type Indicators, refsIn } from '../../domain/figures/language/references.ts';
import type { Formula } from '../../domain/figures/language/shapes.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { indicatorsIn } from '../../models/registers/figures/indicator.ts';

/** Throws DomainError 'pin-missing' for a version that was never published. */
const formulaIn =
  (indicators: Indicators): FormulaOfRef =>
  (ref) => {
    const found = byRef(indicators, ref);
    if (!found) throw new DomainError('pin-missing', `${ref} is pinned and not there`, { params: { ref } });
    return found.formula;
  };

/** As formulas that are being written may name them. */
export async function knownIndicators(
  registers: Connection,
): Promise<{ indicators: Indicators; formulaOfRef: FormulaOfRef }> {
  const { indicators } = await indicatorsIn(registers);
  return { indicators, formulaOfRef: formulaIn(indicators) };
}

/** What these rest on, and the names of all of it, those behind others among them, in order. Throws DomainError 'pin-missing'. */
export async function formulasBehind(
  registers: Connection,
  formulas: readonly Formula[],
): Promise<{ formulaOfRef: FormulaOfRef; refs: string[] }> {
  const { formulaOfRef } = await knownIndicators(registers);
  const refs = new Set<string>();
  const collect = (formula: Formula): void => {
    for (const ref of refsIn(formula)) {
      if (refs.has(ref)) continue;
      refs.add(ref);
      collect(formulaOfRef(ref));
    }
  };
  for (const formula of formulas) collect(formula);
  return { formulaOfRef, refs: [...refs].toSorted() };
}
