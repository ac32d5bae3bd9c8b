/** Open cases counted by what they are alike in come to what they come to one by one. */
import fc from 'fast-check';
import { pieceOf } from '../../../domain/figures/alike.ts';
import { merged, nothing, withRow } from '../../../domain/figures/language/aggregates.ts';
import type { Aggregate, Condition } from '../../../domain/figures/language/shapes.ts';
import type { FigureValues } from '../../../domain/figures/row.ts';

const MINUTE = 60_000;
const age = fc.integer({ min: -1, max: 12 });
const onAge: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    is: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    name: fc.constant('age'),
    value: fc.oneof(age, fc.constant(3.5)),
  }),
  fc.record({ is: fc.constant('in' as const), name: fc.constant('age'), values: fc.array(age, { maxLength: 3 }) }),
  fc.constant({ is: 'missing' as const, name: 'age' }),
);
const onPriority: fc.Arbitrary<Condition> = fc.constant({ is: '=', name: 'priority', value: 'P1' });
const condition = fc.oneof(
  onAge,
  onPriority,
  fc.record({ is: fc.constant('not' as const), of: onAge }),
  fc.record({ is: fc.constantFrom('and' as const, 'or' as const), of: fc.tuple(onAge, fc.oneof(onAge, onPriority)) }),
);
const cases = fc.record(
  { basis: fc.constant('open' as const), processes: fc.constant(['incident'] as const), where: condition },
  { requiredKeys: ['basis', 'processes'] },
);
const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.record({ is: fc.constant('count' as const), cases }),
  fc.record({
    is: fc.constantFrom('sum' as const, 'mean' as const, 'least' as const, 'most' as const),
    name: fc.constantFrom('age', 'takenBack'),
    cases,
  }),
  fc.record({ is: fc.constant('percentile' as const), p: fc.constant(90), name: fc.constant('age'), cases }),
);

test('of any ages, conditions and times', () => {
  fc.assert(
    fc.property(
      aggregate,
      fc.array(fc.integer({ min: 0, max: 12 * MINUTE }), { maxLength: 25 }),
      fc.integer({ min: 0, max: 12 * MINUTE }),
      fc.integer({ min: 0, max: 14 * MINUTE }),
      fc.boolean(),
      fc.constantFrom('P1', 'P2'),
      (of, some, from, until, isAged, priority) => {
        const openedAt = some.toSorted((one, other) => one - other);
        const values = { priority, takenBack: 2 };
        const opened = { from, until, ...(isAged ? { asOf: until } : {}) };
        const rows = openedAt
          .filter((at) => at >= from && at < until)
          .map((at) => (isAged ? { ...values, age: Math.floor((until - at) / MINUTE) } : values));
        const oneByOne = rows.reduce(
          (piece, own: FigureValues) => withRow(of, piece, { process: 'incident', values: own }),
          nothing(of),
        );
        expect(pieceOf(of, { process: 'incident', values, openedAt }, opened)).toEqual(oneByOne);
        expect(pieceOf(of, { process: 'call', values, openedAt }, opened)).toEqual(nothing(of));
        expect(merged(oneByOne, nothing(of))).toEqual(oneByOne);
      },
    ),
    { numRuns: 2_000 },
  );
});
