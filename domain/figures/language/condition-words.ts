/** A condition in plain words of both languages. */
import type { CaseKind } from '../kinds.ts';
import { type Title, titleOf, valueTitle } from '../titles.ts';
import { lengthOf } from './lengths.ts';
import { nameOf } from './names-of-cases.ts';
import type { Condition, Literal } from './shapes.ts';

type Comparison = Extract<Condition, { value: Literal }>['is'];
const COMPARISONS: Readonly<Record<Comparison, Title>> = {
  '=': { zh: '为', en: 'is' },
  '!=': { zh: '不为', en: 'is not' },
  '<': { zh: '少于', en: 'is below' },
  '<=': { zh: '至多', en: 'is at most' },
  '>': { zh: '超过', en: 'is above' },
  '>=': { zh: '至少', en: 'is at least' },
};

/** What a condition says of cases of these processes; at least one. Throws nothing. */
export function conditionWords(condition: Condition, processes: readonly CaseKind[]): Title {
  switch (condition.is) {
    case 'and':
    case 'or': {
      const each = condition.of.map((one) => bracketed(one, processes));
      const [zh, en] = condition.is === 'and' ? ['且', ' and '] : ['或', ' or '];
      return { zh: each.map((one) => one.zh).join(zh), en: each.map((one) => one.en).join(en) };
    }
    case 'not': {
      const of = conditionWords(condition.of, processes);
      return { zh: `并非（${of.zh}）`, en: `not (${of.en})` };
    }
    case 'missing': {
      const { zh, en } = titled(condition.name, processes);
      return { zh: `没有“${zh}”`, en: `there is no “${en}”` };
    }
    case 'in': {
      const { zh, en } = titled(condition.name, processes);
      const values = condition.values.map((one) => valueWords(condition.name, one, processes));
      return {
        zh: `“${zh}”为${values.map((one) => one.zh).join('或')}`,
        en: `“${en}” is ${values.map((one) => one.en).join(' or ')}`,
      };
    }
    default: {
      const [name, value] = [titled(condition.name, processes), valueWords(condition.name, condition.value, processes)];
      const is = COMPARISONS[condition.is];
      return { zh: `“${name.zh}”${is.zh}${value.zh}`, en: `“${name.en}” ${is.en} ${value.en}` };
    }
  }
}

function bracketed(condition: Condition, processes: readonly CaseKind[]): Title {
  const { zh, en } = conditionWords(condition, processes);
  return condition.is === 'and' || condition.is === 'or' ? { zh: `（${zh}）`, en: `(${en})` } : { zh, en };
}

/** Processes may call it differently: as the first of them does. */
const titled = (name: string, [first]: readonly CaseKind[]): Title =>
  first ? titleOf(first, name) : { zh: name, en: name };

const YES = { zh: '是', en: 'yes' };
const NO = { zh: '否', en: 'no' };
const UNITS = {
  days: { zh: '天', en: ['day', 'days'] },
  hours: { zh: '小时', en: ['hour', 'hours'] },
  minutes: { zh: '分钟', en: ['minute', 'minutes'] },
} as const;

function valueWords(name: string, value: Literal, processes: readonly CaseKind[]): Title {
  if (typeof value === 'boolean') return value ? YES : NO;
  if (typeof value === 'string') {
    const said = processes.map((one) => valueTitle(one, name, value)).find((one) => one !== null);
    return said ? { zh: `“${said.zh}”`, en: `“${said.en}”` } : { zh: `“${value}”`, en: `“${value}”` };
  }
  const found = nameOf(processes, name);
  if (found.is !== 'found' || found.name.is !== 'minutes') return { zh: ` ${value} `, en: String(value) };
  const { count, unit } = lengthOf(name, value);
  const { zh, en } = UNITS[unit];
  return { zh: ` ${count} ${zh}`, en: `${count} ${en[count === 1 ? 0 : 1]}` };
}
