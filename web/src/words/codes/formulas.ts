/** What is wrong with a formula: words that stand behind its place. Units, types and names are the language's own. */
import type { Two } from '../words.ts';

export const formulaCodes = {
  'bases-differ': {
    zh: '部分与整体的计数口径不同（{part} 与 {whole}）',
    en: 'part and whole are counted differently ({part} and {whole})',
  },
  'condition-not-allowed': {
    zh: '“{name}”不能这样比较[，可用 {allowed}]',
    en: '“{name}” cannot be compared so[; it takes {allowed}]',
  },
  'counts-nothing': { zh: '公式里没有统计任何工单', en: 'counts no cases at all' },
  'days-of-a-clock': {
    zh: '“{name}”按服务时间计时，请用小时或分钟，不能用天',
    en: '“{name}” runs in service hours: say hours or minutes, not days',
  },
  'divided-by-nothing': { zh: '不能除以零', en: 'divides by zero' },
  expected: { zh: '此处应为 {expected}[，而不是“{found}”]', en: 'here belongs {expected}[, not “{found}”]' },
  'indicator-cycle': { zh: '指标互相引用，绕回了自身：{path}', en: 'the indicators lead back to themselves: {path}' },
  'indicator-withdrawn': { zh: '指标“{indicator}”已撤回', en: 'the indicator “{indicator}” is withdrawn' },
  'invisible-sign': { zh: '含有看不见的字符', en: 'has a sign that cannot be seen' },
  'look-alike': {
    zh: '“{word}”用了外形相似的其他字母，应为“{meant}”',
    en: '“{word}” has letters of another alphabet; “{meant}” is meant',
  },
  'never-that-word': {
    zh: '“{name}”不会是“{word}”[，只会是 {words}]',
    en: '“{name}” is never “{word}”[, only {words}]',
  },
  'not-in-whole': { zh: '“{process}”不在整体之中', en: '“{process}” is not in the whole' },
  'not-whole': { zh: '{value} 不是整数', en: '{value} is no whole number' },
  'number-too-long': {
    zh: '数字过长，最多 {digits} 位整数、{decimals} 位小数',
    en: 'the number is too long: at most {digits} digits and {decimals} decimals',
  },
  'percentile-range': {
    zh: '百分位须大于 {above}、不超过 {most}，最多 {decimals} 位小数',
    en: 'a percentile lies above {above} and up to {most}, with at most {decimals} decimals',
  },
  'process-lacks-name': {
    zh: '这些流程没有“{name}”：{processes}',
    en: 'these processes have no “{name}”: {processes}',
  },
  'references-too-deep': {
    zh: '指标引用的层次过深，最多 {most} 层',
    en: 'indicators refer to one another too deeply, at most {most} times',
  },
  'text-not-closed': { zh: '引号没有闭合', en: 'the quotation mark is not closed' },
  'too-many-aggregates': {
    zh: '统计项过多：{count} 项，最多 {most} 项',
    en: 'counts too many things: {count}, at most {most}',
  },
  'too-many-operators': { zh: '运算符过多，最多 {most} 个', en: 'has too many operators, at most {most}' },
  'types-differ': {
    zh: '“{name}”在这些流程中的类型不同：{types}',
    en: '“{name}” is not of one type in these processes: {types}',
  },
  'unexpected-sign': { zh: '不认识的符号“{word}”', en: 'the sign “{word}” is not known here' },
  'units-do-not-fit': {
    zh: '单位不能这样运算：{left} {is} {right}',
    en: 'these units cannot be reckoned so: {left} {is} {right}',
  },
  'unknown-function': { zh: '没有函数“{word}”[，可用 {of}]', en: 'there is no function “{word}”[; there are {of}]' },
  'unknown-indicator': { zh: '没有指标“{indicator}”', en: 'there is no indicator “{indicator}”' },
  'unknown-name': { zh: '没有“{name}”[，是否指“{near}”]', en: 'there is no “{name}”[; is “{near}” meant?]' },
  'unknown-process': {
    zh: '没有流程“{process}”[，是否指“{near}”]',
    en: 'there is no process “{process}”[; is “{near}” meant?]',
  },
} as const satisfies Readonly<Record<string, Two>>;
