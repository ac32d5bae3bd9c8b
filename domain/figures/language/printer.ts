/** A formula as text that gives the same formula when it is read again. */
import { lengthOf } from './lengths.ts';
import { nameOf } from './names-of-cases.ts';
import type { Aggregate, Cases, Condition, Formula, Literal } from './shapes.ts';
import type { CaseKind } from '../kinds.ts';

/** The text of a formula. Throws nothing. */
export function print(formula: Formula): string {
  switch (formula.is) {
    case 'number':
      return String(formula.value);
    case 'indicator':
      return `@${formula.ref}`;
    case 'aggregate':
      return printAggregate(formula.of);
    case 'share':
      return `share(${printCases(formula.part)}, ${printCases(formula.whole)})`;
    case '+':
    case '-':
      return `${print(formula.left)} ${formula.is} ${bracketed(formula.right, ['+', '-'])}`;
    default: {
      const left = bracketed(formula.left, ['+', '-']);
      return `${left} ${formula.is} ${bracketed(formula.right, ['+', '-', '*', '/'])}`;
    }
  }
}

const bracketed = (formula: Formula, signs: readonly Formula['is'][]): string =>
  signs.includes(formula.is) ? `(${print(formula)})` : print(formula);

const MEDIAN = 50;
/** The text of an aggregate. `plainly`: lengths of time as numbers, so that it hangs on no list of names. Throws nothing. */
export function printAggregate(aggregate: Aggregate, plainly?: 'plainly'): string {
  const cases = printCases(aggregate.cases, plainly);
  if (aggregate.is === 'count') return `count(${cases})`;
  if (aggregate.is !== 'percentile') return `${aggregate.is}(${aggregate.name} of ${cases})`;
  const { p, name } = aggregate;
  return p === MEDIAN ? `median(${name} of ${cases})` : `percentile(${p}, ${name} of ${cases})`;
}

const printCases = ({ basis, processes, where }: Cases, plainly?: 'plainly'): string =>
  `${basis} ${processes.join(', ')}${where ? ` where ${printCondition(where, plainly ? [] : processes)}` : ''}`;

/** The text of a condition of cases of these processes; without them lengths of time stand as numbers. Throws nothing. */
export function printCondition(condition: Condition, processes: readonly CaseKind[] = []): string {
  const within = (one: Condition, ...loose: Condition['is'][]): string => {
    const text = printCondition(one, processes);
    return loose.includes(one.is) ? `(${text})` : text;
  };
  const literal = (name: string, value: Literal): string =>
    printLiteral(value, isLength(name, processes) ? name : null);
  switch (condition.is) {
    case 'or':
      return condition.of.map((one) => within(one, 'or')).join(' or ');
    case 'and':
      return condition.of.map((one) => within(one, 'or', 'and')).join(' and ');
    case 'not':
      return `not ${within(condition.of, 'or', 'and')}`;
    case 'missing':
      return `${condition.name} missing`;
    case 'in':
      return `${condition.name} in (${condition.values.map((one) => literal(condition.name, one)).join(', ')})`;
    default:
      if (condition.is === '=' && condition.value === true) return condition.name;
      return `${condition.name} ${condition.is} ${literal(condition.name, condition.value)}`;
  }
}

function isLength(name: string, processes: readonly CaseKind[]): boolean {
  if (processes.length === 0) return false;
  const found = nameOf(processes, name);
  return found.is === 'found' && found.name.is === 'minutes';
}

/** `length`: name of the length of time that it is; null: it is none. */
function printLiteral(value: Literal, length: string | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  if (length === null) return String(value);
  const { count, unit } = lengthOf(length, value);
  return `${count} ${unit}`;
}
