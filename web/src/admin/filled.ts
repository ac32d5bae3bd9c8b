/** What is sent of an entry: without what was left empty. In lists, and where it was written, null says something. */
import { isFields } from '../form/schema.ts';

export function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled).filter((one) => one !== undefined);
  if (!isFields(value)) return typeof value === 'string' && value.trim() === '' ? undefined : value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const kept = filled(inner);
      return kept === undefined ? [] : [[name, kept] as const];
    }),
  );
}
