/** The example of docs/appraisal.md, reckoned by the product from the table that stands there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Counting } from '../../../domain/appraisal/calculus/counting.ts';
import { penaltyOf } from '../../../domain/appraisal/calculus/penalty.ts';
import { schemeFaults, termsIn } from '../../../domain/appraisal/calculus/scheme.ts';
import { pointsOf, scoreOf } from '../../../domain/appraisal/calculus/scoring.ts';
import type { MeasuredItem, Scheme } from '../../../domain/appraisal/calculus/shapes.ts';
import { checkFormula } from '../../../domain/figures/language/checker.ts';
import type { LiveRow } from '../../../domain/figures/row.ts';

const doc = readFileSync(path.resolve(__dirname, '../../../docs/appraisal.md'), 'utf8');
const table = /<!-- incidents -->\n([\s\S]*?)<!-- \/incidents -->/.exec(doc)?.[1] ?? '';
const cells = table
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));
const END = Date.parse('2026-11-01T09:00:00+08:00');
const rows: readonly LiveRow[] = cells.map(([, number = '', priority = '', , target, consumed, waited]) => ({
  _id: number,
  process: 'incident',
  orgPath: '/dx',
  line: ['/dx'],
  unit: '/dx',
  openedAt: END,
  closedAt: END,
  values: {
    priority,
    'clock.resolution.met': Number(consumed) <= Number(target),
    'clock.resolution.breached': Number(consumed) > Number(target),
    'clock.resolution.consumed': Number(consumed),
    'clock.resolution.waitedForUser': Number(waited),
  },
  head: { seq: 1, hash: '' },
}));

const titled = (words: string) => ({ zh: words, en: words });
const item = (id: string, more: Partial<MeasuredItem>): MeasuredItem => {
  const { measure } = more;
  const formula = measure === undefined ? null : checkFormula(measure, { indicators: () => null });
  if (formula && !formula.formula) throw new Error(JSON.stringify(formula.faults));
  return {
    id,
    title: titled(id),
    weight: 20,
    better: 'less',
    scoring: { is: 'proportional' },
    without: 'full',
    ...more,
    ...(formula?.formula ? { formula: formula.formula } : {}),
  };
};
const scheme: Scheme = {
  title: titled('November'),
  orgPath: '/dx',
  subject: { kind: 'provider' },
  judge: '/dx',
  period: 'month',
  firstMonth: 1,
  items: [
    item('resolution', {
      weight: 40,
      measure: 'share(closed incident where clock.resolution.met, closed incident)',
      better: 'more',
      target: 0.95,
    }),
    item('overdue', {
      measure: 'share(closed incident where clock.resolution.breached, closed incident)',
      target: 0.05,
      scoring: {
        is: 'steps',
        steps: [
          { figure: 0.05, points: 20 },
          { figure: 0.1, points: 10 },
          { figure: 0.2, points: 5 },
        ],
      },
    }),
    item('slowest', { measure: 'percentile(90, clock.resolution.consumed of closed incident)', target: 480 }),
    item('manners', { better: 'more' }),
  ],
  clauses: [
    {
      id: 'percent',
      title: titled('percent'),
      item: 'resolution',
      is: 'per-percent',
      amount: { basisPoints: 25 },
      count: 'begun',
    },
    {
      id: 'late',
      title: titled('late'),
      item: 'overdue',
      is: 'per-breach',
      amount: { cents: 50_000 },
      except: [{ clock: 'resolution', minutes: 60 }],
    },
    {
      id: 'slow',
      title: titled('slow'),
      item: 'slowest',
      is: 'tiers',
      tiers: [
        { beyond: 480, amount: { cents: 100_000 } },
        { beyond: 540, amount: { cents: 200_000 } },
      ],
    },
  ],
  currency: 'CNY',
  fee: 61_234_567,
  cap: 1_500_000,
};
const noIndicator = (): never => {
  throw new Error('no indicator is named');
};

test('thirty incidents, by hand and by the product, to the cent', () => {
  expect(rows).toHaveLength(30);
  expect(schemeFaults(scheme, null)).toEqual([]);
  const counting = new Counting(scheme, noIndicator);
  for (const row of rows) counting.take('closed', row);
  const figures = counting.figures();
  expect(figures).toEqual([
    { item: 'resolution', value: 0.8667, cases: 30 },
    { item: 'overdue', value: 0.1333, cases: 30 },
    { item: 'slowest', value: 520, cases: 30 },
  ]);
  const terms = termsIn(scheme);
  const values = new Map(figures.map(({ item: id, value }) => [id, value]));
  const points = new Map(
    terms.items.map((one) => [one.id, one.computed ? pointsOf(one, values.get(one.id) ?? null) : 1_750]),
  );
  expect([...points.values()]).toEqual([3_649, 500, 1_846, 1_750]);
  expect(scoreOf(terms.items, points)).toBe(7_745);
  expect(counting.breaches()).toEqual({ late: 3 });
  const { lines, cents } = penaltyOf(terms, values, counting.breaches());
  expect(lines.map((line) => [line.is, line.is === 'clause' ? line.times : 0, line.cents])).toEqual([
    ['clause', 9, 1_377_778],
    ['clause', 3, 150_000],
    ['clause', 1, 100_000],
    ['cap', 0, -127_778],
  ]);
  expect(cents).toBe(1_500_000);
});

test('in whatever order its cases are counted it comes to the same', () => {
  const backwards = new Counting(scheme, noIndicator);
  for (const row of rows.toReversed()) backwards.take('closed', row);
  const forwards = new Counting(scheme, noIndicator);
  for (const row of rows) forwards.take('closed', row);
  expect([backwards.figures(), backwards.breaches()]).toEqual([forwards.figures(), forwards.breaches()]);
});
