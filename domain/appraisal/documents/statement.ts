/**
 * The statement of an appraisal 考核结果单: who was judged and by whom, each item with its figure and points, what is owed and why,
 * every dispute with what came of it, and who signed when.
 */
import {
  BLANK,
  type Block,
  type DocumentKind,
  type SeenCase,
  tableOf,
  type Value,
  wordsOf,
} from '../../documents/model.ts';
import { countOf, figureOf, moneyOf, pointsOf } from '../../documents/numbers.ts';
import type { Line } from '../calculus/penalty.ts';
import type { Appraisal } from '../state.ts';
import { itemsOf } from '../whom.ts';
import { termsOf } from '../totals.ts';
import { overview, signatures } from './parties.ts';
import { remarks } from './remarks.ts';

type Seen = SeenCase<Appraisal>;
const money = (cents: number, { currency }: { currency: string }): Value => moneyOf(cents, currency);
const maybe = (n: number | null | undefined): Value =>
  n === null || n === undefined ? wordsOf('不计', 'Left out') : pointsOf(n);
function items({ state }: Seen): Block | null {
  return tableOf(
    [
      { title: wordsOf('考核项', 'Item'), share: 5 },
      { title: wordsOf('分值', 'Points'), share: 2 },
      { title: wordsOf('目标', 'Target'), share: 2 },
      { title: wordsOf('实绩', 'Figure'), share: 2 },
      { title: wordsOf('工单数', 'Cases'), share: 2 },
      { title: wordsOf('得分', 'Scored'), share: 2 },
      { title: wordsOf('调整后', 'Adjusted'), share: 2 },
    ],
    [...rowsOfItems(state), ...sumOfItems(state)],
  );
}

function rowsOfItems(state: Appraisal): Value[][] {
  const known = itemsOf(state);
  return termsOf(state).items.map(({ id, title, weight, target, better, computed }) => {
    const { value, cases, points, adjusted } = known[id] ?? {};
    const sign = better === 'more' ? '≥' : '≤';
    return [
      title,
      countOf(weight),
      target === undefined ? BLANK : { text: `${sign} ${target}` },
      value === undefined ? (computed ? wordsOf('无数据', 'None') : wordsOf('人工', 'By hand')) : figureOf(value),
      cases === undefined ? BLANK : countOf(cases),
      maybe(points),
      adjusted === undefined ? BLANK : pointsOf(adjusted),
    ];
  });
}

/** Where one is left out the others count for more, and the points add up to no score. */
function sumOfItems(state: Appraisal): Value[][] {
  const known = itemsOf(state);
  const all = termsOf(state).items.map(({ id, weight }) => ({ weight, points: known[id]?.points, of: known[id] }));
  if (all.some(({ points }) => points === undefined)) return [];
  const sum = (of: (one: (typeof all)[number]) => number): number => all.reduce((before, one) => before + of(one), 0);
  const isAdjusted = all.some(({ of }) => of?.adjusted !== undefined);
  return [
    [
      wordsOf('合计', 'Total'),
      countOf(sum(({ weight }) => weight)),
      BLANK,
      BLANK,
      BLANK,
      pointsOf(sum(({ points = 0 }) => points)),
      isAdjusted ? pointsOf(sum(({ points = 0, of }) => of?.adjusted ?? points)) : BLANK,
    ],
  ];
}

function penalties({ state }: Seen): Block | null {
  const terms = termsOf(state);
  const { lines = [], penalty = 0 } = state.totals ?? {};
  const titleOf = (line: Line): Value => {
    if (line.is === 'cap') return wordsOf('超过上限部分', 'Above the cap');
    if (line.is === 'clause') return terms.clauses.find(({ id }) => id === line.clause)?.title ?? { text: line.clause };
    const of = terms.items.find(({ id }) => id === line.item)?.title ?? { zh: line.item, en: line.item };
    return wordsOf(`调整：${of.zh}`, `Adjusted: ${of.en}`);
  };
  return tableOf(
    [
      { title: wordsOf('条款', 'Clause'), share: 6 },
      { title: wordsOf('次数', 'Times'), share: 2 },
      { title: wordsOf('金额', 'Amount'), share: 4 },
    ],
    [
      ...lines.map((line): Value[] => [
        titleOf(line),
        line.is === 'clause' ? countOf(line.times) : BLANK,
        money(line.cents, terms),
      ]),
      ...(lines.length > 0 ? [[wordsOf('合计', 'Total'), BLANK, money(penalty, terms)]] : []),
    ],
  );
}

export const appraisalStatement: DocumentKind<Appraisal> = {
  key: 'appraisal-statement',
  process: 'appraisal',
  title: { zh: '考核结果单', en: 'Statement of appraisal' },
  sides: ['inner'],
  unready: ({ statementHash }) => (statementHash === undefined ? { code: 'not-accepted' } : null),
  blocks: {
    overview: { title: wordsOf('考核结果', 'Result'), of: overview },
    items: { title: wordsOf('考核项', 'Items'), of: items },
    penalties: { title: wordsOf('违约金', 'Penalties'), of: penalties },
    remarks: { title: wordsOf('评分、申诉与答复', 'Scores, disputes and answers'), of: remarks },
    signatures: { title: wordsOf('签署', 'Signatures'), of: signatures },
  },
};
