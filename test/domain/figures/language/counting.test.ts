/** What formulas come to, over rows in any order and any cut. */
import fc from 'fast-check';
import {
  aggregatesOf,
  countedIn,
  keyOf,
  merged,
  nothing,
  withRow,
} from '../../../../domain/figures/language/aggregates.ts';
import { figureOf } from '../../../../domain/figures/language/figure.ts';
import { holds, isIn } from '../../../../domain/figures/language/holds.ts';
import type { Aggregate, Figure, Formula, Piece } from '../../../../domain/figures/language/shapes.ts';
import type { FigureValues } from '../../../../domain/figures/row.ts';
import { aggregate, formulaIn, noIndicators, published } from './given.ts';

type Row = { process: string; values: FigureValues };
const call = (values: FigureValues): Row => ({ process: 'call', values });

const counted = (of: Aggregate, rows: readonly Row[]): Piece =>
  rows.reduce((piece, row) => withRow(of, piece, row), nothing(of));

function figure(text: string, rows: readonly Row[], indicators = noIndicators): Figure {
  const formulaOfRef = (ref: string): Formula => {
    const [key = '', version] = ref.split('@');
    const found = indicators(key, Number(version));
    if (!found) throw new Error(ref);
    return found.formula;
  };
  return figureOf(formulaIn(text, indicators), (of) => counted(of, rows), formulaOfRef);
}
const value = (text: string, rows: readonly Row[]) => figure(text, rows).value;
const ages = (...all: readonly number[]) => all.map((age) => call({ age }));

test('each function over a few cases', () => {
  const rows = [
    ...ages(10, 20, 40),
    call({ age: 31, urged: true }),
    call({}),
    { process: 'incident', values: { age: 7 } },
  ];
  expect(value('count(closed call)', rows)).toBe(5);
  expect(value('count(closed call, incident)', rows)).toBe(6);
  expect(value('sum(age of closed call)', rows)).toBe(101);
  expect(value('mean(age of closed call)', rows)).toBe(25.25);
  expect(value('least(age of closed call)', rows)).toBe(10);
  expect(value('most(age of closed call)', rows)).toBe(40);
  expect(value('median(age of closed call)', rows)).toBe(20);
  expect(value('percentile(75.01, age of closed call)', rows)).toBe(40);
  expect(value('percentile(75, age of closed call)', rows)).toBe(31);
  expect(value('share(closed call where urged, closed call)', rows)).toBe(0.2);
  expect(value('share(closed call where urged, closed call where age > 20)', rows)).toBe(0.5);
});

test('over no case a count and a sum are 0, and what would be divided by nothing has no value', () => {
  for (const text of ['count(closed call)', 'sum(age of closed call)']) expect(value(text, [])).toBe(0);
  for (const text of [
    'mean(age of closed call)',
    'least(age of closed call)',
    'most(age of closed call)',
    'median(age of closed call)',
    'share(closed call, closed call)',
    '1 / count(closed call)',
    '1 + 2 * (1 - share(closed call, closed call))',
  ])
    expect(value(text, [])).toBeNull();
  expect(value('1 / (count(closed call) - 1)', [call({})])).toBeNull();
  expect(value('median(age of closed call)', [call({}), call({ age: null })])).toBeNull();
});

test('it is rounded once, at the end, half away from zero, to four decimals', () => {
  const three = ages(1, 1, 2);
  expect(value('count(closed call where age = 1) / count(closed call)', three)).toBe(0.6667);
  expect(value('(count(closed call where age = 1) / count(closed call)) * 3', three)).toBe(2);
  expect(value('0 - count(closed call) / 160000', three)).toBe(0); // -0.00001875, and there is no -0
  expect(value('0 - count(closed call) / 60000', three)).toBe(-0.0001); // -0.00005
  expect(value('count(closed call) / 60000', three)).toBe(0.0001);
  expect(value('0.1 * count(closed call) + 0.2 - 0.5', three)).toBe(0);
  const indicators = published(['third', 'count(closed call where age = 2) / count(closed call)']);
  expect(figure('@third * 3', three, indicators).value).toBe(1); // not of a rounded third
});

test('parts say what was counted: of a share above and below, else each once in the order of the formula', () => {
  const rows = ages(1, 2, 3);
  expect(figure('share(closed call where age > 1, closed call)', rows).parts).toMatchObject([
    { is: 'numerator', value: 2, cases: 2 },
    { is: 'denominator', value: 3, cases: 3 },
  ]);
  const indicators = published(
    ['all', 'count(closed call)'],
    ['some', 'share(closed call where age > 2, closed call)'],
  );
  expect(figure('mean(age of closed call) / @all / @all', rows, indicators).parts).toMatchObject([
    { is: 'aggregate', value: 2, cases: 3, of: { is: 'mean' } },
    { is: 'aggregate', value: 3, cases: 3, of: { is: 'count' } },
  ]);
  expect(figure('@some', rows, indicators).parts).toMatchObject([{ is: 'numerator', cases: 1 }, { is: 'denominator' }]);
});

const meets = (where: string, values: FigureValues) => value(`count(closed call where ${where})`, [call(values)]) === 1;

test('a case that does not have it meets no comparison, and `missing`', () => {
  for (const where of ['team = "a"', 'team != "a"', 'team in ("a")', 'clock.response.met != no'])
    expect(meets(where, {})).toBe(false);
  expect(meets('team missing', {})).toBe(true);
  expect(meets('team missing', { team: null })).toBe(true);
  expect(meets('not team = "a"', {})).toBe(true);
  expect(meets('clock.response.met = no', { 'clock.response.met': false })).toBe(true);
  expect(meets('not clock.response.met', {})).toBe(true);
});

const meetsItems = (where: string, items: readonly string[]) =>
  holds(formulaCondition(`count(closed change where ${where})`), { items });

test('of several values any of them, and no value is none', () => {
  expect(meetsItems('items = "a"', ['b', 'a'])).toBe(true);
  expect(meetsItems('items in ("c", "d")', ['b', 'a'])).toBe(false);
  expect(meetsItems('items missing', [])).toBe(true);
});
function formulaCondition(text: string) {
  const formula = formulaIn(text);
  if (formula.is !== 'aggregate' || !formula.of.cases.where) throw new Error(text);
  return formula.of.cases.where;
}

test('sums of many large numbers do not drift', () => {
  const large = Number.MAX_SAFE_INTEGER;
  const rows = Array.from({ length: 1001 }, () => call({ age: large }));
  expect(value('sum(age of closed call) / 1001 - 1', rows)).toBe(large - 1);
  expect(value('mean(age of closed call)', rows)).toBe(large);
});

const rowOf: fc.Arbitrary<Row> = fc.record({
  process: fc.constantFrom('call', 'incident', 'change'),
  values: fc.record(
    {
      age: fc.integer(),
      'counts.urges': fc.nat(3),
      'clock.response.consumed': fc.nat(100),
      'clock.response.met': fc.boolean(),
      'clock.response.breached': fc.boolean(),
      priority: fc.constantFrom('P1', 'P3'),
      status: fc.constantFrom('closed', 'canceled'),
      team: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: [] },
  ),
});

test('in any order and any cut the pieces come to the same', () => {
  fc.assert(
    fc.property(
      aggregate,
      fc.array(rowOf, { maxLength: 30 }),
      fc.array(fc.nat(4), { minLength: 30, maxLength: 30 }),
      (of, rows, cut) => {
        const whole = counted(of, rows);
        const pieces = [0, 1, 2, 3, 4].map((n) => counted(of, rows.filter((_, at) => cut[at] === n).toReversed()));
        const before = structuredClone(pieces);
        expect(pieces.reduceRight((sum, piece) => merged(sum, piece), nothing(of))).toEqual(whole);
        expect(pieces.reduce((sum, piece) => merged(piece, sum))).toEqual(whole);
        expect(pieces).toEqual(before);
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
      },
    ),
  );
});

test('the cases behind a figure are those that it counts', () => {
  fc.assert(
    fc.property(aggregate, fc.array(rowOf, { maxLength: 20 }), (of, rows) => {
      expect(rows.filter((row) => isIn(countedIn(of), row))).toHaveLength(counted(of, rows).cases);
    }),
  );
});

test('a percentile is the value of one of its cases, and as many are at or below it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 10_000 }),
      (all, hundredths) => {
        const found = value(`percentile(${hundredths / 100}, age of closed call)`, ages(...all));
        const sorted = all.toSorted((a, b) => a - b);
        const rank = Number((BigInt(hundredths) * BigInt(all.length) + 9999n) / 10_000n);
        expect(found).toBe(sorted[rank - 1]);
      },
    ),
  );
});

const key = (text: string) => {
  const [of] = aggregatesOf(formulaIn(text), (ref) => formulaIn(ref));
  if (!of) throw new Error(text);
  return keyOf(of);
};

test('what says the same has the same key, whatever its order; what does not has another', () => {
  const one = key('count(closed call, incident where urged and priority in ("P1", "P2", "P1"))');
  expect(key('count(closed incident, call, incident where priority in ("P2", "P1") and (urged = yes and urged))')).toBe(
    one,
  );
  expect(key('count(closed incident, call where urged or priority in ("P2", "P1"))')).not.toBe(one);
  expect(key('count(opened call, incident where urged and priority in ("P1", "P2"))')).not.toBe(one);
  expect(key('count(closed call where age > 3 days)')).toBe('count(closed call where age > 4320)');
  expect(key('count(closed call where team in ("a"))')).toBe(key('count(closed call where team = "a")'));
});

test('pieces of different aggregates are not added', () => {
  const [a, b] = ['count(closed call)', 'sum(age of closed call)'].map((text) => {
    const [of] = aggregatesOf(formulaIn(text), (ref) => formulaIn(ref));
    if (!of) throw new Error(text);
    return of;
  });
  if (!a || !b) throw new Error('both are there');
  expect(() => merged(nothing(a), nothing(b))).toThrow('pieces of different');
  expect(() => withRow(a, nothing(b), call({ age: 1 }))).toThrow('pieces of different');
});

const product = (one: string) => Array.from({ length: 20 }, () => one).join(' * ');

test('what grows beyond what is reckoned with has no value, at once, nor has what no number tells exactly', () => {
  const rows = ages(...Array.from({ length: 40 }, () => 123_456_789));
  const indicators = published(
    ['big-1', `count(closed call) * ${product('999999999999')}`],
    ['big-2', product('@big-1')],
    ['big-3', product('@big-2')],
    ['big-4', product('@big-3')],
  );
  expect(figure('@big-4', rows, indicators).value).toBeNull();
  expect(figure('1 / @big-4', rows, indicators).value).toBeNull();
  expect(value('sum(age of closed call) * 1000000', rows)).toBe(4_938_271_560_000_000);
  expect(value('sum(age of closed call) * 10000000', rows)).toBeNull();
  expect(value('0 - sum(age of closed call) * 10000000', rows)).toBeNull();
});
