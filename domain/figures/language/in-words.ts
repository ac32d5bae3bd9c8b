/** A formula in plain words of both languages, for whoever reads no formula. */
import { type CaseKind, caseKinds } from '../kinds.ts';
import { type Title, titleOf } from '../titles.ts';
import { conditionWords } from './condition-words.ts';
import type { Aggregate, Basis, Cases, Formula } from './shapes.ts';

export type { Title } from '../titles.ts';
/** Of a reference: the name of that indicator. */
export type NameOfRef = (ref: string) => Title;

/** What the formula says. Throws nothing. */
export function inWords(formula: Formula, nameOfRef: NameOfRef): Title {
  switch (formula.is) {
    case 'number':
      return { zh: String(formula.value), en: String(formula.value) };
    case 'indicator': {
      const { zh, en } = nameOfRef(formula.ref);
      return { zh: `《${zh}》`, en: `“${en}”` };
    }
    case 'aggregate':
      return aggregateWords(formula.of);
    case 'share':
      return shareWords(formula.part, formula.whole);
    default: {
      const [left, right] = [within(formula.left, nameOfRef), within(formula.right, nameOfRef)];
      const sign = SIGNS[formula.is];
      return { zh: `${left.zh}${sign.zh}${right.zh}`, en: `${left.en} ${sign.en} ${right.en}` };
    }
  }
}

const SIGNS = {
  '+': { zh: '加', en: 'plus' },
  '-': { zh: '减', en: 'minus' },
  '*': { zh: '乘以', en: 'times' },
  '/': { zh: '除以', en: 'divided by' },
} as const;

function within(formula: Formula, nameOfRef: NameOfRef): Title {
  const { zh, en } = inWords(formula, nameOfRef);
  return formula.is === 'number' || formula.is === 'indicator' ? { zh, en } : { zh: `（${zh}）`, en: `(${en})` };
}

/** `percentile` stands apart: it says its rank. */
const FOLDS = {
  sum: { zh: '合计', en: 'the sum of' },
  mean: { zh: '平均值', en: 'the mean of' },
  least: { zh: '最小值', en: 'the least' },
  most: { zh: '最大值', en: 'the most' },
} as const;

const MEDIAN = 50;
function aggregateWords(aggregate: Aggregate): Title {
  const cases = casesWords(aggregate.cases);
  if (aggregate.is === 'count') return { zh: `${cases.zh}的数量`, en: `how many ${cases.en}` };
  const of = nameWords(aggregate.cases.processes, aggregate.name);
  const fold = aggregate.is === 'percentile' ? percentileWords(aggregate.p) : FOLDS[aggregate.is];
  return { zh: `${cases.zh}的“${of.zh}”${fold.zh}`, en: `${fold.en} “${of.en}” of ${cases.en}` };
}

const percentileWords = (p: number): Title =>
  p === MEDIAN
    ? { zh: '中位数', en: 'the median of' }
    : { zh: `第 ${p} 百分位`, en: `the percentile ${p} (of a hundred, so many are at or below it) of` };

function shareWords(part: Cases, whole: Cases): Title {
  const all = casesWords(whole);
  const every = whole.processes.every((one) => part.processes.includes(one));
  const which = every ? [] : [kindWords(part.processes)];
  const where = part.where ? [conditionWords(part.where, part.processes)] : [];
  const [zh, en] = [[...which, ...where].map((one) => one.zh), [...which, ...where].map((one) => one.en)];
  if (zh.length === 0) return { zh: `${all.zh}占其自身的比例`, en: `the share of ${all.en} among themselves` };
  return { zh: `${all.zh}中，${zh.join('且')}的比例`, en: `of ${all.en}, the share of which ${en.join(' and ')}` };
}

const kindWords = (each: readonly CaseKind[]): Title => ({
  zh: `属于${each.map((one) => caseKinds[one].title.zh).join('或')}`,
  en: `the kind is ${each.map((one) => caseKinds[one].title.en.toLowerCase()).join(' or ')}`,
});

const BASES: Readonly<Record<Basis, Title>> = {
  closed: { zh: '期间结束的', en: 'that ended in the period' },
  opened: { zh: '期间登记的', en: 'that were opened in the period' },
  open: { zh: '期末未结束的', en: 'that were open as the period ended' },
};

function casesWords({ basis, processes: each, where }: Cases): Title {
  const zh = each.map((one) => caseKinds[one].title.zh).join('、');
  const en = each.map((one) => caseKinds[one].plural.replaceAll('-', ' ')).join(' and ');
  const said = where ? conditionWords(where, each) : null;
  const at = BASES[basis];
  return {
    zh: `${at.zh}${zh}${said ? `（${said.zh}）` : ''}`,
    en: `${en} ${at.en}${said ? ` (${said.en})` : ''}`,
  };
}

/** Processes may call it differently: as the first of them does. */
function nameWords([first]: readonly CaseKind[], name: string): Title {
  return first ? titleOf(first, name) : { zh: name, en: name };
}
