/**
 * Reads the condition of cases:
 *
 *     condition := both ('or' both)*        both := one ('and' one)*
 *     one       := 'not' one | '(' condition ')' | NAME [test]
 *     test      := 'missing' | ('=' | '!=' | '<' | '<=' | '>' | '>=') literal | 'in' '(' literal (',' literal)* ')'
 *     literal   := TEXT | 'yes' | 'no' | ['-'] NUMBER ['minutes' | 'hours' | 'days']
 */
import { type Cursor, Lost } from './cursor.ts';
import { LENGTHS, MINUTES_OF } from '../lengths.ts';
import type { Placed, ReadCondition, ReadLiteral } from './tree.ts';

const COMPARISONS = ['=', '!=', '<=', '>=', '<', '>'] as const;
const WORDS_OF_ITS_OWN = ['and', 'or', 'not', 'missing', 'in', 'where', 'of', 'yes', 'no', 'closed', 'opened', 'open'];

/** The condition that begins here; lost where there is none. */
export const conditionAt = (cursor: Cursor): ReadCondition =>
  anyOf(cursor, 'or', () => anyOf(cursor, 'and', () => oneAt(cursor)));

/** Those of one sign beside each other, never one within the other. */
function anyOf(cursor: Cursor, is: 'and' | 'or', read: () => ReadCondition): ReadCondition {
  const first = read();
  const of = [first];
  while (cursor.took(is)) of.push(read());
  return of.length === 1 ? first : { is, of: of.flatMap((one) => (one.is === is ? one.of : [one])) };
}

function oneAt(cursor: Cursor): ReadCondition {
  if (cursor.took('not')) return { is: 'not', of: cursor.deeper(() => oneAt(cursor)) };
  if (cursor.stands('(')) {
    const inner = cursor.bracketed(() => conditionAt(cursor));
    if (!inner) throw new Lost();
    return inner;
  }
  const { is, word, at, length } = cursor.now;
  if (is !== 'word' || (WORDS_OF_ITS_OWN.includes(word) && !isName(word))) throw cursor.lost('NAME', 'not', '(');
  cursor.take();
  return testAt(cursor, { said: word, at, length });
}

/** Instants of every case are called like this, too. */
const isName = (word: string): boolean => word === 'closed' || word === 'opened';

function testAt(cursor: Cursor, name: Placed<string>): ReadCondition {
  if (cursor.took('missing')) return { is: 'missing', name };
  if (cursor.took('in')) {
    const values = cursor.bracketed(() => literalsAt(cursor));
    if (!values) throw new Lost();
    return { is: 'in', name, values };
  }
  const is = COMPARISONS.find((one) => cursor.took(one));
  return is ? { is, name, value: literalAt(cursor) } : { is: 'yes', name };
}

const DECIMALS = 1e6;
/** 1.1 hours are 66 minutes, not a little more. */
const exactly = (minutes: number): number => Math.round(minutes * DECIMALS) / DECIMALS;

function literalsAt(cursor: Cursor): ReadLiteral[] {
  const values = [literalAt(cursor)];
  while (cursor.took(',')) values.push(literalAt(cursor));
  return values;
}

function literalAt(cursor: Cursor): ReadLiteral {
  const { now } = cursor;
  if (now.is === 'text') return { said: cursor.take().word, at: now.at, length: now.length };
  if (cursor.took('yes')) return { said: true, ...cursor.since(now) };
  if (cursor.took('no')) return { said: false, ...cursor.since(now) };
  const minus = cursor.took('-');
  if (cursor.now.is !== 'number') throw cursor.lost('TEXT', 'NUMBER', 'yes', 'no');
  const size = Number(cursor.take().word);
  const unit = LENGTHS.find((one) => cursor.took(one));
  const minutes = unit ? exactly(size * MINUTES_OF[unit]) : size;
  return { said: minus ? 0 - minutes : minutes, ...(unit ? { unit } : {}), ...cursor.since(now) };
}
