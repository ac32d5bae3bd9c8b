/** The statement of an appraisal 考核结果单: each item with its figure and points, what is owed and why, and who signed. */
import {
  BLANK,
  type Block,
  type DocumentKind,
  eventName,
  factsOf,
  instantOf,
  namedAs,
  person,
  said,
  type SeenCase,
  tableOf,
  textIn,
  type Value,
  wordsOf,
} from '../documents/model.ts';
import { countOf, figureOf, moneyOf, pointsOf } from '../documents/numbers.ts';
import type { Line } from './calculus/penalty.ts';
import type { Appraisal } from './state.ts';
import { itemsOf } from './whom.ts';
import { termsOf } from './totals.ts';
import { appraisalWords } from './words.ts';

type Seen = SeenCase<Appraisal>;
const money = (cents: number, { currency }: { currency: string }): Value => moneyOf(cents, currency);
const maybe = (n: number | null | undefined): Value =>
  n === null || n === undefined ? wordsOf('不计', 'Left out') : pointsOf(n);
const kindOf = ({ subject: { kind } }: Appraisal): Value => {
  const [zh = kind, en = kind] = appraisalWords.choices?.['subjectKind']?.[kind] ?? [];
  return wordsOf(zh, en);
};

function overview({ state, view }: Seen): Block | null {
  const { totals, accepted, list } = state;
  const terms = termsOf(state);
  return factsOf([
    [wordsOf('考核单号', 'Number'), { text: view._id }],
    [wordsOf('考核期', 'Period'), { text: state.period }],
    [wordsOf('起止时间', 'From and until'), { from: state.from, until: state.until }],
    [wordsOf('考核方案', 'Scheme'), said(state.schemeRef)],
    [wordsOf('被考核方', 'Subject'), kindOf(state)],
    [wordsOf('被考核单位', 'Organisation'), namedAs('organisation', state.unit)],
    [wordsOf('被考核人', 'Person'), namedAs('person', state.subject.person)],
    [wordsOf('考核方', 'Judge'), namedAs('organisation', state.judging)],
    [wordsOf('得分', 'Score'), totals && maybe(totals.score)],
    [wordsOf('违约金合计', 'Penalty'), totals && money(totals.penalty, terms)],
    [
      wordsOf('认可', 'Accepted'),
      accepted && (accepted.silence ? wordsOf('逾期视为认可', 'By silence') : person(accepted.by)),
    ],
    [wordsOf('认可时间', 'Accepted at'), instantOf(accepted?.at)],
    [wordsOf('在册工单数', 'Cases'), list && countOf(list.rows)],
    [wordsOf('清单散列值 SHA-256', 'SHA-256 of the list'), said(list?.hash)],
    [wordsOf('结果单散列值 SHA-256', 'SHA-256 of the statement'), said(state.statementHash)],
  ]);
}

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

const SAYS = {
  scored: wordsOf('评分', 'Scored'),
  disputed: wordsOf('申诉', 'Disputed'),
  disputeAnswered: wordsOf('答复', 'Answered'),
  appealed: wordsOf('复议', 'Appealed'),
  appealDecided: wordsOf('裁定', 'Decided'),
};
const isSaid = (name: string): name is keyof typeof SAYS => Object.hasOwn(SAYS, name);
function remarks({ state, events }: Seen): Block | null {
  return tableOf(
    [
      { title: wordsOf('考核项', 'Item'), share: 4 },
      { title: wordsOf('事项', 'What'), share: 2 },
      { title: wordsOf('说明', 'Words'), share: 7 },
      { title: wordsOf('人员', 'Who'), share: 2 },
      { title: wordsOf('时间', 'At'), share: 3 },
    ],
    events.flatMap((event) => {
      const name = eventName(event);
      const words = textIn(event, 'reason') ?? textIn(event, 'grounds');
      if (!isSaid(name) || words === undefined) return [];
      const title = termsOf(state).items.find(({ id }) => id === textIn(event, 'part'))?.title;
      return [[title ?? BLANK, SAYS[name], { text: words }, person(event.by.id), { at: event.at }]];
    }),
  );
}

const box = (title: Value & { zh: string; en: string }, by: string | undefined) => ({
  title,
  ...(by === undefined ? {} : { name: person(by) }),
});
function signatures({ state: { signed = {} } }: Seen): Block {
  return {
    is: 'signatures',
    boxes: [box(wordsOf('考核方', 'Judge'), signed.judge?.by), box(wordsOf('被考核方', 'Subject'), signed.subject?.by)],
  };
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
