/** Words of registers in a command's data: an application, a category, a cause code must stand in its register. */
import { itemsSeenBy, type PlacedItem } from '../../domain/items/sight.ts';
import { ITEM_WORD, REGISTER_WORDS, WORDS_WITHIN } from '../../domain/kernel/picks/picks.ts';
import type { Actor, FieldError } from '../../domain/kernel/process.ts';
import type { Directory, Vocabulary } from './directory.ts';

const registerOf: Readonly<Record<string, Vocabulary>> = REGISTER_WORDS;

/**
 * Every field whose word is not in its register, or closed there; also those that stand within a field (`WORDS_WITHIN`). The
 * guard refuses them, so that a repeat of what was accepted once still gets its answer. What the product itself passes
 * on was checked when a person gave it. An item must be in use once the register holds any, and one that the person sees;
 * `itemKept`: the one that the case has.
 */
export async function unknownWords(
  directory: Directory,
  data: object,
  actor: Actor,
  itemKept?: () => Promise<unknown>,
): Promise<FieldError[]> {
  if (actor.kind === 'system') return [];
  const sees = itemsSeenBy(actor);
  const found = await Promise.all(
    [{ words: data, at: '' }, ...WORDS_WITHIN.flatMap((field) => withinField(data, field))].flatMap(({ words, at }) => [
      unknownIn(directory, words, at),
      unusableItem(directory, words, { at, sees, itemKept }),
    ]),
  );
  return found.flat();
}

function withinField(data: object, field: string): { words: object; at: string }[] {
  const words: unknown = Object.entries(data).find(([name]) => name === field)?.[1];
  return typeof words === 'object' && words !== null ? [{ words, at: `/${field}` }] : [];
}

type Of = { at: string; sees: (item: PlacedItem) => boolean; itemKept: (() => Promise<unknown>) | undefined };
/** A case goes on under the item that it has, whatever became of that. */
async function unusableItem(directory: Directory, data: object, { at, sees, itemKept }: Of): Promise<FieldError[]> {
  const item: unknown = ITEM_WORD in data ? data[ITEM_WORD] : undefined;
  if (typeof item !== 'string') return [];
  const named = await directory.item(item, sees);
  if (named.is === 'usable' || named.is === 'free' || (await itemKept?.()) === item) return [];
  const heir = named.is === 'retired' ? named.successor : undefined;
  const params = { register: 'item', ...(heir === undefined ? {} : { heir }) };
  return [{ pointer: `${at}/${ITEM_WORD}`, code: named.is, params }];
}

async function unknownIn(directory: Directory, data: object, at: string): Promise<FieldError[]> {
  const words = new Map<string, unknown>(Object.entries(data));
  const errors: FieldError[] = [];
  for (const [field, register] of Object.entries(registerOf)) {
    const word = words.get(field);
    if (typeof word !== 'string' || (await directory.knows(register, word))) continue;
    const heir = await directory.heirOf(register, word);
    const params = { register, ...(heir === undefined ? {} : { heir }) };
    errors.push({ pointer: `${at}/${field}`, code: 'unknown', params });
  }
  return errors;
}
