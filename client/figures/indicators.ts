/** The indicators that are published: what figures, boards and service reports are made of. */
import type { Connection } from 'mongoose';
import type { FormulaOfRef } from '../../domain/figures/language/aggregates.ts';
import type { Formula, Unit } from '../../domain/figures/language/shapes.ts';
import type { IndicatorScope, Target } from '../../domain/figures/indicator.ts';
import { indicatorOf, type KeptIndicator } from '../../models/registers/figures/indicator.ts';

export type IndicatorInForce = Pick<KeptIndicator, 'name' | 'organisations'> & {
  scopes: readonly IndicatorScope[];
  key: string;
  version: number;
  unit: Unit;
  formula: Formula;
  target: Target | null;
};

/** True where the figure is as the target says; null where there is no target, or no figure. Throws nothing. */
export function isMet(target: Target | null, value: number | null): boolean | null {
  if (!target || value === null) return null;
  return target.is === 'at-least' ? value >= target.value : value <= target.value;
}

export type IndicatorsKnown = {
  /** The newest version of each that was not withdrawn, by key. */
  all: readonly IndicatorInForce[];
  /** That version of it, else the newest; undefined: there is none. Also of one that was withdrawn. */
  find(key: string, version?: number): IndicatorInForce | undefined;
  /** Of a pinned reference. Throws where nobody ever published it. */
  formulaOf: FormulaOfRef;
};
/** As they are by now. */
export type IndicatorsInForce = () => Promise<IndicatorsKnown>;

/** Read past every cache: an installation has few. */
export async function indicatorsInForce(db: Connection): Promise<IndicatorsKnown> {
  const rows = await indicatorOf(db).find({}).sort({ indicator: 1, version: 1 }).lean<KeptIndicator[]>();
  const byRef = new Map(rows.map((row) => [row._id, inForce(row)]));
  const newest = new Map(rows.map((row) => [row.indicator, row])); // the last one stays
  const find: IndicatorsKnown['find'] = (key, version) =>
    byRef.get(version === undefined ? (newest.get(key)?._id ?? '') : `${key}@${version}`);
  return {
    all: [...newest.values()].filter(({ withdrawn }) => withdrawn !== true).map(inForce),
    find,
    formulaOf: (ref) => {
      const found = byRef.get(ref);
      if (!found) throw new Error(`no indicator ${ref} was ever published`);
      return found.formula;
    },
  };
}

const inForce = ({
  indicator,
  version,
  name,
  organisations,
  scopes,
  unit,
  parsed,
  target,
}: KeptIndicator): IndicatorInForce => ({
  key: indicator,
  version,
  name,
  organisations,
  scopes,
  unit,
  formula: parsed,
  target: target ?? null,
});
