/** Whether a case meets a condition. */
import type { FigureRow, FigureValue, FigureValues } from '../row.ts';
import type { Cases, Condition, Literal } from './shapes.ts';

/** A case without the name meets no comparison, `!=` neither, and `missing`. Throws nothing. */
export function holds(condition: Condition, values: FigureValues): boolean {
  switch (condition.is) {
    case 'and':
      return condition.of.every((one) => holds(one, values));
    case 'or':
      return condition.of.some((one) => holds(one, values));
    case 'not':
      return !holds(condition.of, values);
    case 'missing':
      return !any(values, condition.name, () => true);
    case 'in':
      return any(values, condition.name, (one) => condition.values.includes(one));
    default:
      return any(values, condition.name, (one) => compares(condition.is, one, condition.value));
  }
}

/** It is one of these cases, whatever the basis: whoever brings the row says that. Throws nothing. */
export const isIn = (
  { processes, where }: Cases,
  { process, values }: Pick<FigureRow, 'process' | 'values'>,
): boolean => processes.some((one) => one === process) && (where === undefined || holds(where, values));

/** Of what a case has of that name, nothing, one or several, one is as is asked. */
function any(values: FigureValues, name: string, asked: (one: Literal) => boolean): boolean {
  const found: FigureValue | undefined = Object.hasOwn(values, name) ? values[name] : undefined;
  if (found === undefined || found === null) return false;
  return typeof found === 'object' ? found.some(asked) : asked(found);
}

function compares(is: '=' | '!=' | '<' | '<=' | '>' | '>=', found: Literal, value: Literal): boolean {
  if (is === '=') return found === value;
  if (is === '!=') return found !== value;
  if (typeof found !== 'number' || typeof value !== 'number') return false;
  if (is === '<') return found < value;
  if (is === '<=') return found <= value;
  return is === '>' ? found > value : found >= value;
}
