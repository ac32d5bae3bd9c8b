/** Lines of a checklist as a reader sees them: what was asked, a value with its unit, and the limits that it was held to. */
import type { Words } from '../../notice-words.ts';
import type { AskedLine } from '../../kernel/facts.ts';
import type { ChecklistLine } from '../checklist.ts';

const same = (text: string): Words => ({ zh: text, en: text });

/** Its words; its id where the checklist has no such line. Throws nothing. */
export const titleOf = (line: ChecklistLine | undefined, id: string): Words => line?.title ?? same(id);

/** A number with its unit, what a choice is called, or the words; nothing for none. Throws nothing. */
export function valueOf(line: ChecklistLine | undefined, value: number | string | undefined): Words {
  if (value === undefined) return same('');
  const answer = line?.answer;
  if (answer?.type === 'number') return same(`${value} ${answer.unit}`.trim());
  const choice = answer?.type === 'choice' ? answer.choices.find(({ id }) => id === value) : undefined;
  return choice?.title ?? same(String(value));
}

/** Of a number both inclusive, of a choice those that are in order. Throws nothing. */
export function limitsOf(line: ChecklistLine | undefined, asked: AskedLine | undefined): Words {
  if (asked?.is === 'number') return same(rangeOf(asked, line?.answer.type === 'number' ? line.answer.unit : ''));
  if (line?.answer.type !== 'choice') return same('');
  const fine = line.answer.choices.filter(({ abnormal }) => !abnormal).map(({ title }) => title);
  return { zh: fine.map(({ zh }) => zh).join('、'), en: fine.map(({ en }) => en).join(', ') };
}

function rangeOf({ min, max }: AskedLine, unit: string): string {
  const tail = unit === '' ? '' : ` ${unit}`;
  if (min !== undefined && max !== undefined) return `${min} – ${max}${tail}`;
  if (min !== undefined) return `≥ ${min}${tail}`;
  return max === undefined ? '' : `≤ ${max}${tail}`;
}
