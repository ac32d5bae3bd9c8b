/**
 * Reads the text of a formula. By recursive descent over the tokens, each of which is taken once:
 *
 *     formula   := product (('+' | '-') product)*        product := value (('*' | '/') value)*
 *     value     := ['-'] NUMBER | '@' key ['@' version] | '(' formula ')'
 *                | 'count' '(' cases ')' | 'share' '(' cases ',' cases ')'
 *                | ('sum' | 'mean' | 'least' | 'most' | 'median') '(' NAME 'of' cases ')'
 *                | 'percentile' '(' NUMBER ',' NAME 'of' cases ')'
 *     cases     := ('closed' | 'opened' | 'open') PROCESS (',' PROCESS)* ['where' condition]
 */
import { conditionAt } from './condition-reader.ts';
import { Cursor, Lost } from './cursor.ts';
import type { Fault } from './faults.ts';
import type { Basis } from '../shapes.ts';
import { tokensOf } from './tokens.ts';
import type { Placed, ReadCases, ReadFormula } from './tree.ts';

/** Of one formula, so that what is stored is never deeper than a document may be. */
export const MOST_OPERATORS = 24;
const BASES = ['closed', 'opened', 'open'] as const satisfies readonly Basis[];
const FOLDS = ['sum', 'mean', 'least', 'most'] as const;
const FUNCTIONS = ['count', 'share', ...FOLDS, 'median', 'percentile'] as const;
const MEDIAN = 50;

/** What the text says, with a hole where it says nothing, and every fault of its form. In linear time. Throws nothing. */
export function read(text: string): { tree: ReadFormula; faults: Fault[] } {
  const faults: Fault[] = [];
  const tokens = tokensOf(text, faults);
  if (!tokens) return { tree: { is: 'hole', at: 0, length: text.length }, faults };
  return { tree: wholeAt(new Cursor(tokens, faults)), faults };
}

function wholeAt(cursor: Cursor): ReadFormula {
  const { now } = cursor;
  try {
    const tree = formulaAt(cursor, { left: MOST_OPERATORS });
    if (cursor.now.is !== 'end') cursor.lost('+', '-', '*', '/');
    return tree;
  } catch (error) {
    if (error instanceof Lost) return { is: 'hole', ...cursor.since(now) };
    throw error;
  }
}

/** `left`: how many more operators there may be. */
type Budget = { left: number };

const formulaAt = (cursor: Cursor, budget: Budget): ReadFormula =>
  chainAt(cursor, ['+', '-'], budget, () => chainAt(cursor, ['*', '/'], budget, () => valueAt(cursor, budget)));

function chainAt(
  cursor: Cursor,
  signs: readonly ('+' | '-' | '*' | '/')[],
  budget: Budget,
  operand: () => ReadFormula,
): ReadFormula {
  const from = cursor.now;
  let left = operand();
  for (let is = signs.find((one) => cursor.stands(one)); is; is = signs.find((one) => cursor.stands(one))) {
    budget.left -= 1;
    if (budget.left < 0) {
      cursor.fault(cursor.now, 'too-many-operators', { most: MOST_OPERATORS });
      throw new Lost();
    }
    cursor.take();
    const right = operand();
    left = { is, left, right, ...cursor.since(from) };
  }
  return left;
}

function valueAt(cursor: Cursor, budget: Budget): ReadFormula {
  const { now } = cursor;
  if (now.is === 'number') return { is: 'number', value: Number(cursor.take().word), at: now.at, length: now.length };
  if (now.is === 'indicator') {
    cursor.take();
    return { is: 'indicator', ref: now.word.slice(1), at: now.at, length: now.length };
  }
  if (cursor.took('-')) {
    const value = 0 - numberAt(cursor).said; // never -0
    return { is: 'number', value, ...cursor.since(now) };
  }
  if (cursor.stands('(')) {
    const inner = cursor.bracketed(() => formulaAt(cursor, budget));
    return inner ? { ...inner, ...cursor.since(now) } : { is: 'hole', ...cursor.since(now) };
  }
  return callAt(cursor);
}

function callAt(cursor: Cursor): ReadFormula {
  const { now } = cursor;
  if (now.is !== 'word') throw cursor.lost(...FUNCTIONS, '@', '(');
  const called = FUNCTIONS.find((one) => one === now.word);
  if (!called) cursor.fault(now, 'unknown-function', { word: now.word, of: FUNCTIONS });
  cursor.take();
  if (!called && !cursor.stands('(')) throw new Lost();
  const found = cursor.bracketed(() => {
    if (!called) throw new Lost();
    return argumentsAt(cursor, called);
  });
  return { ...(found ?? { is: 'hole' }), ...cursor.since(now) };
}

type Called = (typeof FUNCTIONS)[number];
type Bare<T> = T extends unknown ? Omit<T, 'at' | 'length'> : never;

function argumentsAt(cursor: Cursor, called: Called): Bare<ReadFormula> {
  switch (called) {
    case 'count':
      return { is: 'count', cases: casesAt(cursor) };
    case 'share': {
      const part = casesAt(cursor);
      cursor.expect(',');
      return { is: 'share', part, whole: casesAt(cursor) };
    }
    case 'percentile': {
      const p = numberAt(cursor);
      cursor.expect(',');
      return { is: 'percentile', p, ...valuesAt(cursor) };
    }
    case 'median': {
      const { at } = cursor.now;
      return { is: 'percentile', p: { said: MEDIAN, at, length: 0 }, ...valuesAt(cursor) };
    }
    default:
      return { is: 'fold', fold: called, ...valuesAt(cursor) };
  }
}

function valuesAt(cursor: Cursor): { name: Placed<string>; cases: ReadCases } {
  const name = wordAt(cursor, 'NAME');
  cursor.expect('of');
  return { name, cases: casesAt(cursor) };
}

function numberAt(cursor: Cursor): Placed<number> {
  const { is, word, at, length } = cursor.now;
  if (is !== 'number') throw cursor.lost('NUMBER');
  cursor.take();
  return { said: Number(word), at, length };
}

function wordAt(cursor: Cursor, expected: string): Placed<string> {
  const { is, word, at, length } = cursor.now;
  if (is !== 'word') throw cursor.lost(expected);
  cursor.take();
  return { said: word, at, length };
}

function casesAt(cursor: Cursor): ReadCases {
  const { now } = cursor;
  const basis = BASES.find((one) => cursor.took(one));
  if (!basis) throw cursor.lost(...BASES);
  const processes = [wordAt(cursor, 'PROCESS')];
  // Behind a comma another process stands, or the second cases of a share.
  while (cursor.stands(',') && !cursor.beforeAny(BASES)) {
    cursor.take();
    processes.push(wordAt(cursor, 'PROCESS'));
  }
  const where = cursor.took('where') ? conditionAt(cursor) : undefined;
  return { basis, processes, ...(where ? { where } : {}), ...cursor.since(now) };
}
