/** What an answer to a line of a checklist means: in order or not by its limits, or refused. */
import type { AskedLine } from '../kernel/facts.ts';
import type { Says } from './statuses.ts';

type Answer = { says?: Says | undefined; value?: number | string | undefined; note?: string | undefined };
/** What is wrong with it, by its field. */
type Fault = { field: 'says' | 'value' | 'note'; code: string };

/** Where the line stands by this answer, or why it is none. Throws nothing. */
export function judged(line: AskedLine, answer: Answer): { becomes: Says } | { faults: readonly Fault[] } {
  const faults = faultsOf(line, answer);
  return faults.length > 0 ? { faults } : { becomes: answer.says ?? saidBy(line, answer) };
}

/** What of a value the case keeps: a number as digits, or the id of a choice; words stand in the event. Throws nothing. */
export const keptOf = ({ is }: AskedLine, { value }: Answer): string | undefined =>
  value === undefined || is === 'text' || is === 'state' ? undefined : String(value);

/** True for a number beyond its limits, and for a choice that means a finding. */
function isBeyond({ is, min = -Infinity, max = Infinity, abnormal = [] }: AskedLine, { value }: Answer): boolean {
  if (is === 'number') return typeof value === 'number' && (value < min || value > max);
  return is === 'choice' && typeof value === 'string' && abnormal.includes(value);
}

const saidBy = (line: AskedLine, answer: Answer): Says => (isBeyond(line, answer) ? 'abnormal' : 'ok');

/** More than its limits an inspector may find: abnormal is never contradicted. */
function faultsOf(line: AskedLine, answer: Answer): Fault[] {
  const { says, value, note } = answer;
  if (says === 'not-applicable')
    return [
      ...(value === undefined ? [] : [{ field: 'value', code: 'not-applicable' } as const]),
      ...(note === undefined ? [{ field: 'note', code: 'required' } as const] : []),
    ];
  const wrong = valueFault(line, value);
  if (wrong !== null) return [{ field: 'value', code: wrong }];
  if (line.is === 'state' && says === undefined) return [{ field: 'says', code: 'required' }];
  return says === 'ok' && isBeyond(line, answer) ? [{ field: 'says', code: 'beyond-limits' }] : [];
}

function valueFault({ is, choices = [] }: AskedLine, value: Answer['value']): string | null {
  if (is === 'state') return value === undefined ? null : 'not-asked';
  if (value === undefined) return 'required';
  if (typeof value !== (is === 'number' ? 'number' : 'string')) return 'wrong-type';
  return is === 'choice' && !choices.includes(String(value)) ? 'unknown' : null;
}
