/** Words of registers in a command's data: an application, a category, a cause code must stand in its register. */
import type { Actor, FieldError } from '../../domain/kernel/process.ts';
import type { Directory, Vocabulary } from './directory.ts';

const registerOf = {
  application: 'application',
  category: 'category',
  causeCode: 'cause-code',
} as const satisfies Record<string, Vocabulary>;

/**
 * Every field whose word is not in its register, or closed there; also those that `amend` carries under `fields`. The
 * guard refuses them, so that a repeat of what was accepted once still gets its answer. What the product itself passes
 * on was checked when a person gave it.
 */
export async function unknownWords(directory: Directory, data: object, actor: Actor): Promise<FieldError[]> {
  if (actor.kind === 'system') return [];
  const nested: unknown = 'fields' in data ? data.fields : undefined;
  const found = await Promise.all([
    unknownIn(directory, data, ''),
    typeof nested === 'object' && nested !== null ? unknownIn(directory, nested, '/fields') : [],
  ]);
  return found.flat();
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
