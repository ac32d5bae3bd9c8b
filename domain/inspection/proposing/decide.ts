/** What comes of a proposal when somebody decides on its lines. */
import { fieldFault } from '../../kernel/errors.ts';
import type { FieldError } from '../../kernel/units.ts';
import type { InspectionPlan, OwnLine } from '../plan.ts';
import { LONGEST_WINDOW } from '../slots.ts';
import type { ProposedLine } from './shapes.ts';

type Asked = readonly { line: string; accepted: boolean }[];

/** What stands against deciding so, each fault by its field. Throws nothing. */
export function decisionFaults(lines: readonly ProposedLine[], asked: Asked): FieldError[] {
  return asked.flatMap(({ line: id, accepted }, i) => {
    const line = lines.find((one) => one.id === id);
    const pointer = `/lines/${i}/line`;
    return [
      ...fieldFault(!line, pointer, 'unknown'),
      ...fieldFault(asked.findIndex((one) => one.line === id) !== i, pointer, 'named-twice'),
      ...fieldFault(line?.decision !== undefined, pointer, 'already-decided'),
      ...fieldFault(accepted && line?.heldBy === 'contract', `/lines/${i}/accepted`, 'held-by-contract'),
    ];
  });
}

type Changed = Pick<InspectionPlan, 'everyMonths' | 'windowDays' | 'lines'>;
/**
 * What of the plan the accepted lines change; a window that would reach into the next slot is cut. `titles`: what a line that looks
 * for a cause is called. Undefined: nothing is accepted. Throws nothing.
 */
export function acceptedInto(
  { everyMonths, windowDays, lines = [] }: Changed,
  accepted: readonly ProposedLine[],
  titles: ReadonlyMap<string, OwnLine['title']>,
): Changed | undefined {
  if (accepted.length === 0) return undefined;
  const every = accepted.flatMap((one) => (one.kind === 'add-line' ? [] : [one.toMonths])).at(0);
  const more = accepted.flatMap((one): OwnLine[] => {
    if (one.kind !== 'add-line') return [];
    const title = titles.get(one.cause) ?? { zh: one.cause, en: one.cause };
    return [{ id: one.line, title: { zh: `重点检查：${title.zh}`, en: `Look for: ${title.en}` } }];
  });
  const own = [...lines, ...more];
  return {
    everyMonths: every ?? everyMonths,
    windowDays: every === undefined ? windowDays : Math.min(windowDays, LONGEST_WINDOW[every]),
    ...(own.length > 0 ? { lines: own } : {}),
  };
}
