/** What the figures of changes count, held against a plain count of the same changes one by one. */
import fc from 'fast-check';
import { changeFigures, type Criterion, figuresByGroup, type Tally } from '../../../domain/changes/figures.ts';
import { nearest } from '../../../domain/kernel/ranks.ts';

const field = {
  status: fc.constantFrom('closed', 'closed', 'closed', 'rejected', 'canceled'),
  kind: fc.constantFrom('normal', 'standard', 'emergency', 'record', 'unauthorised'),
  outcome: fc.constantFrom('successful', 'with-issues', 'failed', 'rolled-back', 'noted'),
  beyondWindow: fc.constantFrom('true', 'false', 'none'),
  causedIncidents: fc.constantFrom('true', 'false', 'none'),
};
type Field = keyof typeof field;
type One = { value: string; fields: Record<Field, string>; lead: number | undefined };
const one: fc.Arbitrary<One> = fc.record({
  value: fc.constantFrom('/dx', '/dx/donghu', '/dx/xiling'),
  fields: fc.record(field),
  lead: fc.option(fc.nat(50), { nil: undefined }),
});
const many = fc.array(one, { maxLength: 80 });

const tallied = (each: readonly One[]): Tally[] => {
  const found = new Map<string, Tally>();
  for (const { value, fields, lead } of each) {
    const alike = JSON.stringify([value, fields]);
    const before = found.get(alike) ?? { value, fields, count: 0, leads: [] };
    found.set(alike, {
      ...before,
      count: before.count + 1,
      leads: [...before.leads, ...(lead === undefined ? [] : [lead])],
    });
  }
  return [...found.values()];
};
/** As a list reads a criterion. */
const meets =
  ({ lead: asked, ...of }: Criterion) =>
  ({ fields, lead }: One): boolean =>
    Object.entries(of).every(([name, words]) => words.includes(fields[name as Field])) &&
    (asked === undefined ||
      (asked === 'known' && lead !== undefined) ||
      (asked === 'unknown' && lead === undefined) ||
      (typeof asked === 'object' && lead !== undefined && lead >= asked.atLeast));

/** Every count in it, with its criterion. */
const countsIn = (value: unknown): { count: number; of: Criterion }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, part]) => (name === 'of' ? [] : countsIn(part)));
  return 'of' in value && 'count' in value ? [value as { count: number; of: Criterion }, ...inner] : inner;
};

test('each figure counts the changes that its criterion finds, of all and of each group', () => {
  let seen = 0;
  fc.assert(
    fc.property(many, (each) => {
      const tallies = tallied(each);
      const { groups, left } = figuresByGroup(tallies, 500);
      expect(left).toBe(0);
      const parts = groups.map(({ value, ...group }) => [group, each.filter((of) => of.value === value)] as const);
      for (const [figures, whose] of [[changeFigures(tallies), each] as const, ...parts])
        for (const { count, of } of countsIn(figures)) {
          expect(count).toBe(whose.filter(meets(of)).length);
          seen += 1;
        }
    }),
  );
  expect(seen).toBeGreaterThan(2_000);
});

/** As people read it: to the nearest of ten thousand. */
const rounded = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : Number((numerator / denominator).toFixed(4));

test('a share is its numerator by its denominator, rounded once, and none of nothing', () => {
  fc.assert(
    fc.property(many, (each) => {
      const figures = changeFigures(tallied(each));
      const { successful, withIssues, emergency, standard, unauthorised, onTime, causedIncidents } = figures;
      const shares = [successful, withIssues, emergency, standard, unauthorised, onTime, causedIncidents];
      for (const { share, numerator, denominator } of shares) {
        expect(numerator.count).toBeLessThanOrEqual(denominator.count);
        expect(share ?? -1).toBeCloseTo(rounded(numerator.count, denominator.count) ?? -1, 3);
      }
    }),
  );
});

const closedOne = (more: Partial<Record<Field, string>>, count = 1, leads: number[] = []): Tally => ({
  value: '/dx',
  fields: {
    status: 'closed',
    kind: 'normal',
    outcome: 'successful',
    beyondWindow: 'false',
    causedIncidents: 'false',
    ...more,
  },
  count,
  leads,
});

test('with issues is no success, noted judges nothing, and what was found or recorded was not carried out', () => {
  const figures = changeFigures([
    closedOne({}, 5),
    closedOne({ outcome: 'with-issues' }, 1),
    closedOne({ outcome: 'rolled-back', beyondWindow: 'true' }, 1),
    closedOne({ kind: 'emergency', outcome: 'noted', beyondWindow: 'none' }, 1),
    closedOne({ kind: 'unauthorised', outcome: 'noted', beyondWindow: 'none' }, 2),
    closedOne({ kind: 'record', beyondWindow: 'none' }, 1),
    closedOne({ status: 'rejected', outcome: 'none' }, 4),
  ]);
  expect(figures).toMatchObject({
    ended: { count: 15 },
    closed: { count: 11 },
    rejected: { count: 4 },
    carriedOut: { count: 8 },
    successful: { share: 0.7143, numerator: { count: 5 }, denominator: { count: 7 } },
    withIssues: { numerator: { count: 1 }, denominator: { count: 7 } },
    emergency: { share: 0.125 },
    standard: { share: 0 },
    unauthorised: { share: 0.1818, denominator: { count: 11 } },
    onTime: { numerator: { count: 6 }, denominator: { count: 7 }, unknown: { count: 1 } },
  });
});

test('lead times are of those that delivered; what was not kept is counted apart and in no percentile', () => {
  const { leadTime } = changeFigures([
    closedOne({}, 4, [40, 10, 20]),
    closedOne({ outcome: 'with-issues' }, 1, [30]),
    closedOne({ outcome: 'failed' }, 1, [900]),
    closedOne({ kind: 'record' }, 1, [900]),
  ]);
  expect(leadTime).toMatchObject({ count: 4, medianMs: 20, p90Ms: 40, meanMs: 25, slowest: { count: 1 } });
  expect(leadTime.unknown.count).toBe(1);
  expect(changeFigures([]).leadTime).toMatchObject({
    count: 0,
    medianMs: null,
    p90Ms: null,
    meanMs: null,
    slowest: null,
  });
});

test('the nearest rank is the least of the list that so many per cent do not exceed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 100 }),
      (of, percent) => {
        const sorted = of.toSorted((a, b) => a - b);
        const isEnough = (at: number): boolean => of.filter((other) => other <= at).length * 100 >= percent * of.length;
        expect(nearest(sorted, percent)).toBe(sorted.find(isEnough));
      },
    ),
  );
});

test('groups come by size, then by value, no more than asked, and the others are counted', () => {
  const sizes = Object.entries({ b: 2, a: 2, c: 5, d: 1 });
  const tallies = sizes.map(([value, count]) => ({ ...closedOne({}, count), value }));
  const { groups, left } = figuresByGroup(tallies, 3);
  expect([groups.map(({ value }) => value), left]).toEqual([['c', 'a', 'b'], 1]);
});
