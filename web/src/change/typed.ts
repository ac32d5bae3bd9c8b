/** A plan as it is typed, and its steps as they stand. Pure. */
import type { Part } from '../generated/api.ts';
import { type Fields, isFields } from '../form/schema.ts';

export type Asked = {
  items: readonly string[];
  window: { from: string; until: string };
  implementer?: string;
};
const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const wordsIn = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((one) => word(one) ?? []) : []);

/** What conflicts are asked of; undefined as long as no item, or no window that ends after it begins, is there. */
export function askedOf(data: Fields): Asked | undefined {
  const items = [...new Set(wordsIn(data['items']))];
  const window = isFields(data['window']) ? data['window'] : {};
  const [from, until] = [word(window['from']), word(window['until'])];
  if (items.length === 0 || from === undefined || until === undefined) return undefined;
  if (!(Date.parse(until) > Date.parse(from))) return undefined;
  const implementer = word(data['implementer']);
  return { items, window: { from, until }, ...(implementer === undefined ? {} : { implementer }) };
}

export type Step = {
  id: string;
  title: string;
  instruction: string;
  minutes: number;
  verify?: string;
  undo?: string;
  noUndo?: string;
  status: string;
};
/** In the order in which they are done; while it goes back, in that in which they are undone. */
export function stepsOf(plan: Fields, parts: readonly Part[], isBack: boolean): Step[] {
  const planned = Array.isArray(plan['steps']) ? plan['steps'].filter(isFields) : [];
  const steps = planned.map((one): Step => {
    const id = word(one['id']) ?? '';
    const minutes = one['minutes'];
    const [verify, undo, noUndo] = [word(one['verify']), word(one['undo']), word(one['noUndo'])];
    return {
      id,
      title: word(one['title']) ?? id,
      instruction: word(one['instruction']) ?? '',
      minutes: typeof minutes === 'number' ? minutes : 0,
      ...(verify === undefined ? {} : { verify }),
      ...(undo === undefined ? {} : { undo }),
      ...(noUndo === undefined ? {} : { noUndo }),
      status: parts.find((part) => part.id === id)?.status ?? 'pending',
    };
  });
  return isBack ? steps.toReversed() : steps;
}
