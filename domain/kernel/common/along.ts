/** Files that a case hands on to one that was made of it, that took it over or that works for it: the same files, not copies. */
import { openFieldsOf } from './open.ts';
import type { FilesAlong } from '../facts.ts';
import { isInternal } from '../people/internal.ts';
import type { AnyProcess, CaseEvent } from '../process.ts';
import { filesIn, filesWithin } from '../record/files.ts';

/** What goes along at a time; more stay where they are. */
export const MOST_ALONG = 500;

/**
 * Of these events of a case of `process` the files, each once, oldest first, without those that the other case `has`. What all see who see
 * this case, all see there; what is for those within stays so. Throws nothing.
 */
export function filesAlong(
  { key, open }: Pick<AnyProcess, 'key' | 'open'>,
  events: readonly Pick<CaseEvent, 'type' | 'data'>[],
  has: ReadonlySet<string>,
): FilesAlong {
  const found = new Map<string, { file: FilesAlong['files'][number]; isOpen: boolean }>();
  for (const { type, data } of events) {
    const fields = isInternal(data) ? [] : (openFieldsOf({ open }, type.slice(key.length + 1), data) ?? []);
    const inner = filesWithin(data);
    for (const file of filesIn(data)) {
      const isOpen = fields.includes('files') && !inner.includes(file);
      if (has.has(file.id) || (found.has(file.id) && !isOpen)) continue;
      found.set(file.id, { file, isOpen });
    }
  }
  const all = [...found.values()].slice(0, MOST_ALONG);
  const of = (isOpen: boolean) => all.filter((one) => one.isOpen === isOpen).map(({ file }) => file);
  return { files: of(true), within: of(false) };
}
