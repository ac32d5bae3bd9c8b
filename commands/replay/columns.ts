/** Columns as a mapping names them: one, or several whose values are joined by `+`. */
import { z } from 'zod';

/**
 * `a+b` is the column of that name where the log has one, else `a` and `b` joined; a list names its columns as they stand.
 * `whole`: the name as it was written, where it may be either.
 */
export type Column = { name: string; parts: readonly string[]; whole?: string };

const name = z.string().min(1).max(500);
/** As a mapping writes it: a name, or a list of names. */
export const column = z
  .union([name, z.array(name).min(1).max(10)], 'not a column, nor a list of columns')
  .transform((given): Column => {
    if (typeof given !== 'string') return { name: given.join('+'), parts: given };
    const parts = given.split('+').filter((part) => part !== '');
    return parts.length > 1 ? { name: given, parts, whole: given } : { name: given, parts: [given] };
  });

/** Every name that has to be looked for, each once. */
export const namesOf = (columns: readonly Column[]): string[] => [
  ...new Set(columns.flatMap(({ parts, whole }) => [...parts, ...(whole === undefined ? [] : [whole])])),
];

/** The names that the log has not, though a column needs them. */
export const absentOf = (columns: readonly Column[], has: (name: string) => boolean): string[] =>
  columns.flatMap(({ parts, whole }) => (whole !== undefined && has(whole) ? [] : parts.filter((part) => !has(part))));
