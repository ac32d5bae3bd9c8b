/** Freezes the figures of a period: its rows are listed, under a hash, and the figures are counted from that list. */
import type { Connection } from 'mongoose';
import { Counting, type CountedRow } from '../../domain/appraisal/calculus/counting.ts';
import { LARGEST } from '../../domain/appraisal/calculus/decimals.ts';
import type { Scheme } from '../../domain/appraisal/calculus/shapes.ts';
import type { Appraisal, DataOf } from '../../domain/appraisal/state.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { keepList, listed } from '../../models/appraisals/list.ts';
import { schemeIn, schemeOf, type KeptScheme } from '../../models/registers/appraisals/scheme.ts';
import { rowsIn, type Scope } from '../figures/rows.ts';
import { formulasBehind } from './indicators.ts';

/** `registers`: where schemes and indicators are. */
export type FreezeDeps = { db: Connection; registers: Connection };
export type Frozen = Omit<DataOf<'freeze'>, 'attempt'>;
type Freezing = { number: string; appraisal: Appraisal };

/**
 * What the appraisal is told. The list is written once: begun again after a kill, or a year later, the figures are those of the same
 * rows. Memory holds a hash of each row, and no row. Throws DomainError 'pin-missing'
 * where the scheme, or an indicator that it rests on, is gone, and 'figure-too-large'.
 */
export async function frozenFigures(deps: FreezeDeps, { number, appraisal }: Freezing): Promise<Frozen> {
  const { db } = deps;
  const scheme = await schemeOfAppraisal(deps, appraisal);
  const { formulaOfRef, refs } = await formulasBehind(
    deps.registers,
    scheme.items.flatMap(({ formula }) => formula ?? []),
  );
  const choosing = new Counting(scheme, formulaOfRef);
  const list = await keepList(db, number, rowsOf(db, appraisal, choosing));
  const counting = new Counting(scheme, formulaOfRef);
  for await (const { basis, row } of listed(db, number)) counting.take(basis, row);
  const figures = counting.figures();
  const large = figures.find(({ value }) => value !== null && Math.abs(value) > LARGEST);
  if (large)
    throw new DomainError('figure-too-large', `${large.item} is more than can be reckoned with`, { params: large });
  return {
    figures,
    breaches: counting.breaches(),
    list,
    indicators: refs,
  };
}

/** The version that the case has pinned. Throws DomainError 'pin-missing'. */
export async function schemeOfAppraisal(
  { registers }: Pick<FreezeDeps, 'registers'>,
  { schemeRef = '' }: Pick<Appraisal, 'schemeRef'>,
): Promise<Scheme> {
  const found = await schemeOf(registers).findById(schemeRef).lean<KeptScheme>();
  if (!found)
    throw new DomainError('pin-missing', `${schemeRef} is pinned and not there`, { params: { ref: schemeRef } });
  return schemeIn(found);
}

/** Whose cases: of the organisation with all below it; of a person, those that he had. */
export const scopeOf = ({ unit: organisation, subject: { person } }: Pick<Appraisal, 'unit' | 'subject'>): Scope => ({
  organisation,
  ...(person === undefined ? {} : { person }),
});

/** Basis by basis; of one in no order, which its hash does not look at. */
async function* rowsOf(db: Connection, appraisal: Appraisal, counting: Counting): AsyncGenerator<CountedRow> {
  const { from, until } = appraisal;
  for (const [basis, processes] of counting.wanted()) {
    const asked = { scope: scopeOf(appraisal), period: { from, until }, basis, processes: [...processes].toSorted() };
    for await (const row of rowsIn(db, asked)) {
      const counted = counting.take(basis, row);
      if (counted) yield counted;
    }
  }
}
