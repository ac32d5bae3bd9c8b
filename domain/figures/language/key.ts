/** One form for all that say the same: processes, parts of a condition and words in order, each once. */
import { printCondition } from './printer.ts';
import type { Aggregate, Cases, Condition, Literal } from './shapes.ts';

/** The aggregate in that form. Throws nothing. */
export const condensed = (aggregate: Aggregate): Aggregate => ({ ...aggregate, cases: casesOf(aggregate.cases) });

const casesOf = ({ basis, processes, where }: Cases): Cases => ({
  basis,
  processes: [...new Set(processes)].toSorted(),
  ...(where ? { where: conditionOf(where) } : {}),
});

function conditionOf(condition: Condition): Condition {
  switch (condition.is) {
    case 'and':
    case 'or':
      return joined(condition.is, condition.of.map(conditionOf));
    case 'not': {
      const of = conditionOf(condition.of);
      return of.is === 'not' ? of.of : { is: 'not', of };
    }
    case 'in':
      return within(condition.name, condition.values);
    default:
      return condition;
  }
}

function joined(is: 'and' | 'or', each: readonly Condition[]): Condition {
  const flat = each.flatMap((one) => (one.is === is ? one.of : [one]));
  const byText = new Map(flat.map((one) => [printCondition(one), one]));
  const of = [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const [only] = of;
  return of.length === 1 && only ? only : { is, of };
}

function within(name: string, all: readonly Literal[]): Condition {
  const values = [...new Set(all)].toSorted((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : a < b ? -1 : 1,
  );
  const [only] = values;
  return values.length === 1 && only !== undefined ? { is: '=', name, value: only } : { is: 'in', name, values };
}
