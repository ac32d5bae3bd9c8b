/** An indicator 指标: what is counted of cases, by a formula, and what may be published of one. */
import { fieldFault } from '../kernel/errors.ts';
import { withdrawalFaults } from '../kernel/policy/withdrawal.ts';
import type { FieldError, OrgPath } from '../kernel/units.ts';
import { checkFormula } from './language/checker.ts';
import { type Indicator, type Indicators, refParts, refsIn } from './language/references.ts';
import type { Formula, Unit } from './language/shapes.ts';
import { fits } from './language/units.ts';
import type { Title } from './titles.ts';

export const UNITS = ['number', 'minutes', 'share'] as const satisfies readonly Unit[];
/** For whom it can be asked: whose cases are counted. */
export const SCOPES = ['organisation', 'team', 'person', 'service'] as const;
export type IndicatorScope = (typeof SCOPES)[number];
export const TARGETS = ['at-least', 'at-most'] as const;
export const BETTER = ['higher', 'lower'] as const;
/** `value`: in the unit, of a share 1 for all. */
export type Target = { is: (typeof TARGETS)[number]; value: number };

/** What people edit. */
export type IndicatorSource = {
  name: Title;
  description: Title;
  /** For these and all below; empty: for all. */
  organisations: readonly OrgPath[];
  formula: string;
  unit: Unit;
  /** Absent: neither is. */
  better?: (typeof BETTER)[number] | undefined;
  target?: Target | undefined;
  scopes: readonly IndicatorScope[];
  withdrawn?: true | undefined;
  reason?: string | undefined;
};
/** A version as it is stored: with the formula that was read of its text, each reference pinned. */
export type PublishedIndicator = IndicatorSource & { parsed: Formula };

type Edit = { id: string; source: IndicatorSource; former: IndicatorSource | null; indicators: Indicators };

/**
 * What stands against publishing it, each fault by its field; `former`: the version in force. What depends on other indicators is
 * asked by `rivalFaults` as well. Throws nothing.
 */
export function indicatorFaults({ id, source, former, indicators }: Edit): FieldError[] {
  if (source.withdrawn) return withdrawalFaults(source, former);
  const { formula, unit, target, better, scopes, reason } = source;
  const checked = checkFormula(formula, { indicators, self: id });
  const misfit = checked.unit !== null && !fits(checked.unit, unit);
  return [
    ...checked.faults,
    ...(misfit ? [{ pointer: '/unit', code: 'unit-differs', params: { formula: checked.unit } }] : []),
    ...fieldFault(former !== null && former.unit !== unit, '/unit', 'immutable'),
    ...fieldFault(new Set(scopes).size < scopes.length, '/scopes', 'duplicate'),
    ...targetFaults(target, unit, better),
    ...fieldFault(reason !== undefined, '/reason', 'not-withdrawn'),
  ];
}

function targetFaults(target: Target | undefined, unit: Unit, better: IndicatorSource['better']): FieldError[] {
  if (!target) return [];
  const { is, value } = target;
  return [
    ...fieldFault(value < 0 || (unit === 'share' && value > 1), '/target/value', 'out-of-range'),
    ...fieldFault((is === 'at-least') === (better === 'lower') && better !== undefined, '/target/is', 'against-better'),
  ];
}

/**
 * What others' publications may bring about at any time: a reference that is gone or leads round, and, of one that is withdrawn, others
 * whose newest version still refers to it. `all`: the newest version of each. Throws nothing.
 */
export function rivalFaults({ id, source, indicators }: Omit<Edit, 'former'>, all: readonly Indicator[]): FieldError[] {
  if (!source.withdrawn) return [...checkFormula(source.formula, { indicators, self: id }).faults];
  const left = all
    .filter(
      ({ key, withdrawn, formula }) =>
        key !== id && !withdrawn && refsIn(formula).some((ref) => refParts(ref).key === id),
    )
    .map(({ key }) => key);
  return left.length > 0 ? [{ pointer: '/withdrawn', code: 'indicator-used', params: { left } }] : [];
}
