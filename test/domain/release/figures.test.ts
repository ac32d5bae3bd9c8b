/** What the figures of releases count. */
import fc from 'fast-check';
import { type Criterion, figuresByGroup, releaseFigures, type Tally } from '../../../domain/release/figures.ts';

const field = {
  status: fc.constantFrom('closed', 'closed', 'rolled-back', 'canceled'),
  outcome: fc.constantFrom('successful', 'with-issues', 'none'),
  wentBack: fc.constantFrom('true', 'false', 'none'),
};
const one: fc.Arbitrary<Tally> = fc.record({
  value: fc.constantFrom('/dx', '/dx/donghu', '/dx/xiling'),
  fields: fc.record(field),
  count: fc.integer({ min: 1, max: 5 }),
});
const meets = (of: Criterion, { fields }: Tally): boolean =>
  Object.entries(of).every(([name, words]) => words.includes(fields[name as keyof Tally['fields']]));
const countsIn = (value: unknown): { count: number; of: Criterion }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, part]) => (name === 'of' ? [] : countsIn(part)));
  return 'of' in value && 'count' in value ? [value as { count: number; of: Criterion }, ...inner] : inner;
};
const sum = (tallies: readonly Tally[]) => tallies.reduce((all, { count }) => all + count, 0);
const tally = (fields: Partial<Tally['fields']>, count = 1, value = '/dx'): Tally => ({
  value,
  fields: { status: 'closed', outcome: 'successful', wentBack: 'false', ...fields },
  count,
});

test('each figure counts the releases that its criterion finds, of all and of each group', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), (tallies) => {
      const { groups, left } = figuresByGroup(tallies, 500);
      expect(left).toBe(0);
      const parts = groups.map(({ value, ...group }) => [group, tallies.filter((of) => of.value === value)] as const);
      for (const [figures, whose] of [[releaseFigures(tallies), tallies] as const, ...parts])
        for (const { count, of } of countsIn(figures)) {
          expect(count).toBe(sum(whose.filter((each) => meets(of, each))));
          seen += 1;
        }
    }),
  );
  expect(seen).toBeGreaterThan(500);
});

test('D7 successful: closed without a rollback or issues, of those that went out; who was canceled is in neither', () => {
  const tallies = [
    tally({}, 5),
    tally({ outcome: 'with-issues', wentBack: 'true' }, 2),
    tally({ status: 'rolled-back', outcome: 'none', wentBack: 'true' }),
    tally({ status: 'canceled', outcome: 'none' }, 9),
  ];
  const { successful, wentBack, canceled, ended } = releaseFigures(tallies);
  expect([successful.share, successful.numerator.count, successful.denominator.count]).toEqual([0.625, 5, 8]);
  expect([wentBack.share, canceled.count, ended.count]).toEqual([0.375, 9, 17]);
  expect(releaseFigures([]).successful.share).toBeNull();
});

test('the largest group first, others by their names; of the rest there is no row', () => {
  const tallies = [tally({}, 1, '/b'), tally({}, 3, '/c'), tally({}, 1, '/a')];
  const { groups, left } = figuresByGroup(tallies, 2);
  expect([groups.map(({ value }) => value), left]).toEqual([['/c', '/a'], 1]);
});
