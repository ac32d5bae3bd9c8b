/** What unit a formula comes to. */
import type { Unit } from './shapes.ts';

/** `constant`: a number as it stands, which is of any unit; `ratio`: of two that are alike, a share or a number as one likes. */
export type FoundUnit = Unit | 'constant' | 'ratio';
type Sign = '+' | '-' | '*' | '/';

const RANK = ['constant', 'ratio', 'share', 'number', 'minutes'] as const satisfies readonly FoundUnit[];
const higher = (one: FoundUnit, other: FoundUnit): FoundUnit => (RANK.indexOf(one) > RANK.indexOf(other) ? one : other);
const isLoose = (unit: FoundUnit): boolean => unit === 'constant' || unit === 'ratio';

/** The unit of both together; null: these two have none, as minutes and a number of cases, added. Throws nothing. */
export function unitOf(is: Sign, left: FoundUnit, right: FoundUnit): FoundUnit | null {
  if (is === '*') return left === 'minutes' && right === 'minutes' ? null : higher(left, right);
  if (is === '/') return quotient(left, right);
  if (left === right) return left;
  const other = left === 'constant' ? right : left;
  if (left === 'constant' || right === 'constant') return other;
  return (isLoose(left) || isLoose(right)) && higher(left, right) !== 'minutes' ? higher(left, right) : null;
}

function quotient(left: FoundUnit, right: FoundUnit): FoundUnit | null {
  if (isLoose(right)) return left;
  if (left === right) return 'ratio';
  if (right === 'minutes') return null;
  if (right === 'share') return isLoose(left) ? 'number' : left;
  return left === 'minutes' ? 'minutes' : 'number';
}

/** An indicator of this unit may have such a formula. Throws nothing. */
export const fits = (found: FoundUnit, unit: Unit): boolean =>
  found === unit || found === 'constant' || (found === 'ratio' && unit !== 'minutes');
