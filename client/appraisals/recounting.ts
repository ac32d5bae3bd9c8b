/** Whether the frozen figures of an appraisal follow from its stored list: the same rows, the same formulas, by today's code. */
import { Counting } from '../../domain/appraisal/calculus/counting.ts';
import { figureOf } from '../../domain/appraisal/totals.ts';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import { hashedNow, listed } from '../../models/appraisals/list.ts';
import { type FreezeDeps, schemeOfAppraisal } from './freezing.ts';
import { formulasBehind } from './indicators.ts';

/** `holds`: the list is the one that the record names; `same`: so are the figures. Throws as `frozenFigures`. */
export async function reckonedAnew(deps: FreezeDeps, { number, appraisal }: { number: string; appraisal: Appraisal }) {
  const scheme = await schemeOfAppraisal(deps, appraisal);
  const formulas = scheme.items.flatMap(({ formula }) => formula ?? []);
  const { formulaOfRef } = await formulasBehind(deps.registers, formulas);
  const counting = new Counting(scheme, formulaOfRef);
  for await (const { basis, row } of listed(deps.db, number)) counting.take(basis, row);
  const [list, figures, breaches] = [await hashedNow(deps.db, number), counting.figures(), counting.breaches()];
  const isSame =
    figures.every(({ item, value }) => figureOf(appraisal, item) === value) &&
    Object.entries(breaches).every(([clause, count]) => (appraisal.breaches?.[clause] ?? 0) === count);
  return {
    list: { ...list, holds: list.hash === appraisal.list?.hash },
    figures,
    breaches,
    same: isSame,
  };
}
