import fc from 'fast-check';
import { isExact, rounded } from '../../../domain/appraisal/calculus/decimals.ts';
import { duePeriods, freezeOf, periodOf, versionFor } from '../../../domain/appraisal/calculus/period.ts';
import { penaltyOf, type Relief } from '../../../domain/appraisal/calculus/penalty.ts';
import { proposedLines } from '../../../domain/appraisal/calculus/proposing.ts';
import { schemeFaults } from '../../../domain/appraisal/calculus/scheme.ts';
import { pointsOf, scoreOf } from '../../../domain/appraisal/calculus/scoring.ts';
import type { Clause, Scheme, SchemeItem, Terms } from '../../../domain/appraisal/calculus/shapes.ts';
import { clauses, items, terms } from '../../support/appraisal/appraisals.ts';
import { compileCalendar } from '../../../platform/zones.ts';

const titled = (words: string) => ({ zh: words, en: words });
const figure = fc.integer({ min: 0, max: 20_000_000 }).map((n) => n / 10_000);
const itemOf = (more: Partial<SchemeItem>): SchemeItem => ({
  id: 'one',
  title: titled('one'),
  weight: 40,
  computed: true,
  better: 'more',
  target: 0.95,
  scoring: { is: 'proportional' },
  without: 'full',
  ...more,
});
const better = fc.constantFrom('more' as const, 'less' as const);
const scoring = fc.oneof(
  fc.constant({ is: 'proportional' } as const),
  fc.constant({ is: 'all-or-nothing' } as const),
  fc
    .uniqueArray(figure, { minLength: 1, maxLength: 6 })
    .map((all) => all.toSorted((a, b) => a - b))
    .map((all) => ({ is: 'steps' as const, steps: all.map((value, n) => ({ figure: value, points: n + 1 })) })),
);
const anItem = fc.record({ better, target: figure.filter((n) => n > 0), scoring }).map((more) => {
  // What is better scores more, whichever way that is.
  const { scoring: by } = more;
  const steps =
    by.is === 'steps'
      ? by.steps.map(({ figure: value }, n) => ({
          figure: value,
          points: more.better === 'more' ? n + 1 : by.steps.length - n,
        }))
      : [];
  return itemOf({ ...more, scoring: by.is === 'steps' ? { is: 'steps', steps } : by });
});

describe('points', () => {
  test('a better figure never scores less, and none scores below 0 or above its weight', () => {
    fc.assert(
      fc.property(anItem, figure, figure, (item, one, other) => {
        const [worse, good] = (item.better === 'more') === one < other ? [one, other] : [other, one];
        const [low, high] = [pointsOf(item, worse) ?? 0, pointsOf(item, good) ?? 0];
        expect(low).toBeLessThanOrEqual(high);
        expect([low, high].every((n) => Number.isInteger(n) && n >= 0 && n <= 4_000)).toBe(true);
      }),
    );
  });
  test('by hand: proportional either way, steps, all or nothing, and without a value', () => {
    expect(pointsOf(itemOf({}), 0.9333)).toBe(3_930);
    expect(pointsOf(itemOf({}), 0.95)).toBe(4_000);
    expect(pointsOf(itemOf({ better: 'less', target: 480 }), 520)).toBe(3_692);
    expect(pointsOf(itemOf({ better: 'less', target: 0 }), 0.0001)).toBe(0);
    expect(pointsOf(itemOf({ better: 'less', target: 0 }), 0)).toBe(4_000);
    expect(pointsOf(itemOf({ scoring: { is: 'all-or-nothing' } }), 0.9499)).toBe(0);
    expect(pointsOf(itemOf({ scoring: { is: 'steps', steps: [{ figure: 0.9, points: 10 }] } }), 0.8999)).toBe(0);
    expect((['full', 'zero', 'left-out'] as const).map((without) => pointsOf(itemOf({ without }), null))).toEqual([
      4_000,
      0,
      null,
    ]);
  });
  test('what is left out has its weight shared by the others, once', () => {
    const two = [
      { id: 'a', weight: 30 },
      { id: 'b', weight: 70 },
    ];
    expect(
      scoreOf(
        two,
        new Map([
          ['a', 1_000],
          ['b', null],
        ]),
      ),
    ).toBe(3_333);
    expect(
      scoreOf(
        two,
        new Map([
          ['a', 1_000],
          ['b', 5_000],
        ]),
      ),
    ).toBe(6_000);
    expect(
      scoreOf(
        two,
        new Map([
          ['a', null],
          ['b', null],
        ]),
      ),
    ).toBeNull();
  });
});

const amount = fc.oneof(
  fc.record({ cents: fc.integer({ min: 0, max: 10_000_000 }) }),
  fc.record({ basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
);
const cap = fc.option(fc.integer({ min: 0, max: 5_000_000 }), { nil: undefined });
const aClause = fc.oneof(
  fc.record({ is: fc.constant('per-breach' as const), amount, cap }),
  fc.record({
    is: fc.constant('per-percent' as const),
    amount,
    cap,
    count: fc.constantFrom('begun' as const, 'full' as const),
  }),
);
const manyClauses = fc
  .array(aClause, { maxLength: 6 })
  .map((all) => all.map((one, n): Clause => ({ ...one, id: `c${n}`, title: titled('c'), item: 'one' })));
const someTerms = fc
  .record({ clauses: manyClauses, cap, fee: fc.integer({ min: 0, max: 100_000_000 }) })
  .map((more): Terms => ({ items: [itemOf({})], currency: 'CNY', ...more }));
const counts = (n: number) => Object.fromEntries(Array.from({ length: 6 }, (_, c) => [`c${c}`, n]));

const by = (count: 'begun' | 'full', item: Partial<SchemeItem>, value: number | null) =>
  penaltyOf(
    {
      items: [itemOf(item)],
      clauses: [{ id: 'c', title: titled('c'), item: 'one', is: 'per-percent', amount: { cents: 100 }, count }],
      currency: 'CNY',
    },
    new Map([['one', value]]),
    {},
  ).cents;

describe('penalties', () => {
  test('the lines add up to the total, which is never below 0 nor above its cap', () => {
    fc.assert(
      fc.property(someTerms, figure, fc.nat(1_000), fc.nat(10_000_000), (one, value, n, relief) => {
        const reliefs: Relief[] = [{ item: 'one', cents: relief }];
        const { lines, cents } = penaltyOf(one, new Map([['one', value]]), counts(n), reliefs);
        expect(lines.reduce((sum, line) => sum + line.cents, 0)).toBe(cents);
        expect(Number.isSafeInteger(cents) && cents >= 0).toBe(true);
        expect(cents).toBeLessThanOrEqual(one.cap ?? Infinity);
        const capOf = (clause: string) => one.clauses.find(({ id }) => id === clause)?.cap ?? Infinity;
        expect(lines.filter((line) => line.is === 'clause' && line.cents > capOf(line.clause))).toEqual([]);
      }),
    );
  });
  test('the order of the clauses changes nothing of what is owed', () => {
    fc.assert(
      fc.property(someTerms, figure, fc.nat(1_000), (one, value, n) => {
        const figures = new Map([['one', value]]);
        const there = penaltyOf(one, figures, counts(n)).cents;
        expect(penaltyOf({ ...one, clauses: one.clauses.toReversed() }, figures, counts(n)).cents).toBe(there);
      }),
    );
  });
  test('what is worse never owes less', () => {
    fc.assert(
      fc.property(someTerms, figure, figure, fc.nat(500), fc.nat(500), (one, a, b, n, more) => {
        const [good, bad] = a > b ? [a, b] : [b, a];
        const owed = (value: number, breaches: number) =>
          penaltyOf(one, new Map([['one', value]]), counts(breaches)).cents;
        expect(owed(bad, n + more)).toBeGreaterThanOrEqual(owed(good, n));
      }),
    );
  });
  test('a percent that was begun or is full, of shares and of other figures; nothing is owed without a value', () => {
    expect([by('begun', {}, 0.9333), by('full', {}, 0.9333)]).toEqual([200, 100]);
    expect([by('begun', {}, 0.94), by('full', {}, 0.94)]).toEqual([100, 100]);
    expect(by('begun', {}, 0.95)).toBe(0);
    expect(by('begun', { better: 'less', target: 480 }, 520)).toBe(900);
    expect(by('begun', {}, null)).toBe(0);
  });
  test('amounts beyond what can be reckoned with are cut off, and never a wrong sum', () => {
    const huge: Terms = {
      items: [itemOf({})],
      clauses: [{ id: 'c', title: titled('c'), item: 'one', is: 'per-breach', amount: { cents: 1e12 } }],
      currency: 'CNY',
    };
    expect(penaltyOf(huge, new Map([['one', 1]]), { c: 1_000_000 }).cents).toBe(100_000_000_000_000);
  });
});

test('rounding is half away from zero, and more than four decimals are no figure of a scheme', () => {
  expect([rounded(5n, 2n), rounded(-5n, 2n), rounded(7n, 3n), rounded(1n, -2n)]).toEqual([3n, -3n, 2n, -1n]);
  expect([0.95, 0.9333, 1 / 3, 1e12].map(isExact)).toEqual([true, true, false, false]);
});

const OFFICE: [number, number][] = [[540, 1080]];
const berlin = compileCalendar({
  id: 'berlin',
  version: 1,
  zone: 'Europe/Berlin',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  dates: {},
  years: [2025, 2027],
});

describe('periods', () => {
  const month = { period: 'month', firstMonth: 1 } as const;
  const beginOf = (name: string) => periodOf(berlin.offsets, month, name)?.from ?? 0;
  const HOUR = 3_600_000;
  const days = (name: string) => {
    const found = periodOf(berlin.offsets, month, name);
    return found ? (found.until - found.from) / HOUR : 0;
  };
  test('months with a day of 23 and of 25 hours are as long as the clock on the wall shows them, without a gap', () => {
    expect([days('2026-02'), days('2026-03'), days('2026-10')]).toEqual([28 * 24, 31 * 24 - 1, 31 * 24 + 1]);
    expect(periodOf(berlin.offsets, month, '2026-03')?.until).toBe(periodOf(berlin.offsets, month, '2026-04')?.from);
  });
  test('quarters and years of a fiscal year; a name of another kind is none', () => {
    const fiscal = { period: 'quarter', firstMonth: 4 } as const;
    expect(periodOf(berlin.offsets, fiscal, '2026-Q4')?.from).toBe(periodOf(berlin.offsets, month, '2027-01')?.from);
    expect(periodOf(berlin.offsets, { ...fiscal, period: 'year' }, '2026')?.until).toBe(
      periodOf(berlin.offsets, month, '2027-04')?.from,
    );
    expect([periodOf(berlin.offsets, month, '2026-Q1'), periodOf(berlin.offsets, fiscal, '2026-01')]).toEqual([
      null,
      null,
    ]);
  });
  test('all that are over are made up for, oldest first; a scheme begins with the first period behind its publication', () => {
    const due = (asked: object) =>
      duePeriods(berlin.offsets, month, {
        settled: null,
        since: 0,
        now: beginOf('2026-06') - 1,
        most: 24,
        ...asked,
      }).map(({ name }) => name);
    expect(due({ settled: '2026-02' })).toEqual(['2026-03', '2026-04']);
    expect(due({ settled: '2026-02', now: beginOf('2026-06') })).toEqual(['2026-03', '2026-04', '2026-05']);
    expect(due({ since: beginOf('2026-03') })).toEqual(['2026-03', '2026-04']);
    expect(due({ since: beginOf('2026-03') + 1 })).toEqual(['2026-04']);
    expect(due({ settled: '2026-05' })).toEqual([]);
    expect(due({ settled: '2026-01', most: 1 })).toEqual(['2026-02']);
  });
  test('frozen three working days behind its end', () => {
    // Sunday 1 March: Monday to Wednesday, eight hours each.
    const until = periodOf(berlin.offsets, month, '2026-02')?.until ?? 0;
    expect(new Date(freezeOf(berlin, until)).toISOString()).toBe('2026-03-04T14:00:00.000Z');
  });
  test('a scheme that was changed after the period began does not touch it', () => {
    const versions = [
      { version: 1, publishedAt: 100 },
      { version: 2, publishedAt: 200 },
    ];
    expect([99, 100, 199, 200].map((at) => versionFor(versions, at)?.version ?? null)).toEqual([null, 1, 1, 2]);
  });
});

describe('what may be published', () => {
  const { silence: _none, ...own } = terms;
  const scheme: Scheme = {
    ...own,
    title: titled('scheme'),
    orgPath: '/dx',
    subject: { kind: 'provider' },
    judge: '/dx',
    period: 'month',
    firstMonth: 1,
    items: items.map(({ computed, ...item }) => ({
      ...item,
      ...(computed ? { measure: 'count(closed incident)' } : {}),
    })),
    clauses,
  };
  const faults = (more: Partial<Scheme>, former: Scheme | null = null) =>
    schemeFaults({ ...scheme, ...more }, former).map(({ pointer, code }) => `${pointer} ${code}`);
  const [first, second, third] = scheme.items;
  if (!first || !second || !third) throw new Error('no items');

  test('weights that are a hundred, items and clauses that there are once', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ items: [first, second] })).toEqual(['/items not-a-hundred']);
    expect(faults({ items: [first, second, { ...third, id: first.id }] })).toContain('/items/2/id duplicate');
    expect(faults({ clauses: [{ ...clauses[0], item: 'other' } as Clause] })).toEqual(['/clauses/0/item unknown']);
    expect(faults({ clauses: [{ ...clauses[1], item: 'manners' } as Clause] })).toEqual([
      '/clauses/0/item not-computed',
    ]);
  });
  test('targets and steps that can be reckoned with, and reward what is better', () => {
    expect(faults({ items: [{ ...first, target: undefined }, second, third] })).toContain('/items/0/target required');
    expect(faults({ items: [{ ...first, target: 1 / 3 }, second, third] })).toEqual(['/items/0/target too-precise']);
    const steps = [
      { figure: 0.9, points: 10 },
      { figure: 0.95, points: 5 },
    ];
    expect(faults({ items: [{ ...first, scoring: { is: 'steps', steps } }, second, third] })).toEqual([
      '/items/0/scoring/steps/0/points out-of-order',
    ]);
    const tiers = [
      { beyond: 0.8, amount: { cents: 10 } },
      { beyond: 0.9, amount: { cents: 20 } },
    ];
    expect(faults({ clauses: [{ id: 't', title: titled('t'), item: 'resolution', is: 'tiers', tiers }] })).toEqual([
      '/clauses/0/tiers/1 out-of-order',
    ]);
    const part = {
      id: 'p',
      title: titled('p'),
      item: 'overdue',
      is: 'per-breach',
      amount: { basisPoints: 10 },
    } as const;
    expect(faults({ clauses: [part] })).toEqual(['/fee required']);
  });
  test('nobody judges himself, and who judges whom never changes', () => {
    expect(faults({ subject: { kind: 'centre' } })).toEqual(['/judge judges-itself']);
    expect(faults({ subject: { kind: 'person' } })).toEqual(['/subject/person required']);
    expect(faults({ judge: '/dx/court' }, scheme)).toEqual(['/judge immutable']);
    expect(faults({ withdrawn: true })).toEqual(['/withdrawn not-there']);
    expect(faults({ withdrawn: true, items: [] }, scheme)).toEqual([]);
  });
});

test('what its figures suggest: targets half of the way to what was reached', () => {
  const [resolution, overdue] = items;
  if (!resolution || !overdue) throw new Error('no items');
  const lines = proposedLines([
    { item: resolution, value: 0.99, points: 5_000 },
    { item: overdue, value: 0.4, points: 750 },
    { item: overdue, value: null, points: 3_000 },
  ]);
  expect(lines.map(({ item, target }) => [item, target])).toEqual([
    ['resolution', 0.97],
    ['overdue', 0.25],
  ]);
});
