/** Formulas of tests: published indicators, and formulas made up at random. */
import fc from 'fast-check';
import { checkFormula } from '../../../../domain/figures/language/checker.ts';
import type { Indicator, Indicators } from '../../../../domain/figures/language/references.ts';
import type { Aggregate, Cases, Condition, Formula } from '../../../../domain/figures/language/shapes.ts';

export const noIndicators: Indicators = () => null;

/** Published in this order, each as if nothing of it were wrong. */
export function published(...texts: readonly (readonly [key: string, text: string])[]): Indicators {
  const all: Indicator[] = [];
  const indicators: Indicators = (key, version) =>
    all.findLast((one) => one.key === key && (version === undefined || one.version === version)) ?? null;
  for (const [key, text] of texts) {
    const { formula } = checkFormula(text, { indicators });
    if (!formula) throw new Error(`${key} is wrong`);
    all.push({ key, version: all.filter((one) => one.key === key).length + 1, unit: 'number', formula });
  }
  return indicators;
}

/** The formula that a text says; throws where it is wrong. */
export function formulaIn(text: string, indicators: Indicators = noIndicators): Formula {
  const { formula, faults } = checkFormula(text, { indicators });
  if (!formula) throw new Error(JSON.stringify(faults));
  return formula;
}
export const faultsOf = (text: string, indicators: Indicators = noIndicators, self?: string) =>
  checkFormula(text, { indicators, ...(self === undefined ? {} : { self }) }).faults.map(({ code, params }) => ({
    code,
    at: text.slice(params.at, params.at + params.length),
    params,
  }));
export const codesOf = (text: string, indicators: Indicators = noIndicators, self?: string) =>
  faultsOf(text, indicators, self).map(({ code }) => code);

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>(
    { is: '=', name: 'clock.response.breached', value: true },
    { is: '!=', name: 'clock.response.met', value: true },
    { is: '=', name: 'clock.response.met', value: false },
    { is: 'missing', name: 'team' },
    { is: 'in', name: 'priority', values: ['P1', 'P2'] },
    { is: '=', name: 'status', value: 'closed' },
  ),
  fc.record({ is: fc.constantFrom('<', '<=', '>', '>=', '=', '!='), name: fc.constant('age'), value: fc.integer() }),
  fc.record({ is: fc.constantFrom('<', '>'), name: fc.constant('counts.urges'), value: fc.integer() }),
  fc.record({ is: fc.constantFrom('=', '!='), name: fc.constant('team'), value: written() }),
);
/** Any text that can be written: nothing that nobody sees, nothing beyond its line. */
function written(): fc.Arbitrary<string> {
  return fc
    .string({ unit: 'grapheme', maxLength: 8 })
    .filter((one) => !/[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/u.test(one));
}

const { condition } = fc.letrec<{ condition: Condition; one: Condition; any: Condition; all: Condition }>((tie) => ({
  one: fc.oneof({ maxDepth: 2 }, leaf, fc.record({ is: fc.constant('not'), of: tie('condition') })),
  all: fc
    .array(fc.oneof({ maxDepth: 2 }, tie('one'), tie('any')), { minLength: 2, maxLength: 3 })
    .map((of) => ({ is: 'and', of })),
  any: fc
    .array(fc.oneof({ maxDepth: 2 }, tie('one'), tie('all')), { minLength: 2, maxLength: 3 })
    .map((of) => ({ is: 'or', of })),
  condition: fc.oneof({ maxDepth: 2 }, tie('one'), tie('any'), tie('all')),
}));

const casesFor = (basis: Cases['basis']): fc.Arbitrary<Cases> =>
  fc.record(
    {
      basis: fc.constant(basis),
      processes: fc.constantFrom<Cases['processes']>(['call'], ['incident'], ['call', 'incident']),
      where: condition,
    },
    { requiredKeys: ['basis', 'processes'] },
  );
const someCases = fc.constantFrom<Cases['basis'][]>('closed', 'opened', 'open').chain(casesFor);

export const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.record({ is: fc.constant('count'), cases: someCases }),
  fc.record({
    is: fc.constantFrom('sum', 'mean', 'least', 'most'),
    name: fc.constantFrom('age', 'clock.response.consumed', 'counts.urges'),
    cases: someCases,
  }),
  fc.record({
    is: fc.constant('percentile'),
    p: fc.constantFrom(0.01, 12.5, 50, 90, 99.99, 100),
    name: fc.constantFrom('age', 'counts.urges'),
    cases: someCases,
  }),
);
export const share: fc.Arbitrary<Formula> = fc
  .tuple(casesFor('closed'), casesFor('closed'))
  .map(([part, whole]) => ({ is: 'share', part, whole: { ...whole, processes: ['call', 'incident'] } }));

const counted = someCases.map((cases): Formula => ({ is: 'aggregate', of: { is: 'count', cases } }));
const number = fc
  .integer({ min: -1000, max: 1000 })
  .filter((n) => n !== 0)
  .map((n): Formula => ({ is: 'number', value: n / 8 }));
/** Of counts, numbers and operators in any order. */
export const { formula: reckoned } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3 },
    counted,
    number,
    fc.record({ is: fc.constantFrom('+', '-', '*', '/'), left: tie('formula'), right: tie('formula') }),
  ),
}));
