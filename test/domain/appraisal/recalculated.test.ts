/** A list as an earlier release stored it, with the version of its scheme: under any later code it comes to the same cents. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Counting, type CountedRow } from '../../../domain/appraisal/calculus/counting.ts';
import { penaltyOf } from '../../../domain/appraisal/calculus/penalty.ts';
import { termsIn } from '../../../domain/appraisal/calculus/scheme.ts';
import { pointsOf, scoreOf } from '../../../domain/appraisal/calculus/scoring.ts';
import type { Scheme } from '../../../domain/appraisal/calculus/shapes.ts';
import type { Formula } from '../../../domain/figures/language/shapes.ts';
import { headOf } from '../../../models/appraisals/list.ts';

type Golden = {
  scheme: Scheme;
  /** Indicators as they were pinned. */
  refs: Record<string, Formula>;
  list: readonly CountedRow[];
  expected: {
    list: object;
    figures: object[];
    breaches: object;
    points: Record<string, number>;
    score: number;
    penalty: object;
  };
};
const golden: Golden = JSON.parse(readFileSync(path.resolve(__dirname, '../../golden/appraisal.json'), 'utf8'));

test('the stored list has the hash that its record names', () => {
  expect(headOf(golden.list)).toEqual(golden.expected.list);
  expect(headOf(golden.list.toReversed())).toEqual(golden.expected.list);
  const [first, ...others] = golden.list;
  if (!first) throw new Error('no list');
  const edited = { ...first, row: { ...first.row, values: { ...first.row.values, 'clock.resolution.met': false } } };
  expect(headOf([edited, ...others])).not.toEqual(golden.expected.list);
});

test('a year later, under newer code, figures, points and cents are the same', () => {
  const { scheme, refs, list, expected } = golden;
  const counting = new Counting(scheme, (ref) => {
    const formula = refs[ref];
    if (!formula) throw new Error(`no ${ref}`);
    return formula;
  });
  for (const { basis, row } of list) counting.take(basis, row);
  expect(counting.figures()).toEqual(expected.figures);
  expect(counting.breaches()).toEqual(expected.breaches);
  const terms = termsIn(scheme);
  const values = new Map(counting.figures().map(({ item, value }) => [item, value]));
  const points = terms.items.map((one): [string, number | null] => [
    one.id,
    one.computed ? pointsOf(one, values.get(one.id) ?? null) : (expected.points[one.id] ?? null),
  ]);
  expect(Object.fromEntries(points)).toEqual(expected.points);
  expect(scoreOf(terms.items, new Map(points))).toBe(expected.score);
  expect(penaltyOf(terms, values, counting.breaches())).toEqual(expected.penalty);
  expect(expected.penalty).toMatchObject({ cents: 1_500_000 });
});
