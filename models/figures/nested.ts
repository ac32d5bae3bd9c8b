/** Values of a row by their names with dots, as documents within a document: so a read may ask for some of them alone. */
import type { FigureValue, FigureValues } from '../../domain/figures/row.ts';

export type Nested = { [part: string]: FigureValue | Nested };

const isNested = (value: FigureValue | Nested | undefined): value is Nested =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of values none of whose names begins another one. */
export function nested(values: FigureValues): Nested {
  const all: Nested = {};
  for (const [name, value] of Object.entries(values)) {
    const parts = name.split('.');
    const last = parts.pop() ?? name;
    let at = all;
    for (const part of parts) {
      const there = at[part];
      const next: Nested = isNested(there) ? there : {};
      at[part] = next;
      at = next;
    }
    at[last] = value;
  }
  return all;
}

/** By their names again. */
export function flat(all: Nested): FigureValues {
  const values: Record<string, FigureValue> = {};
  collect(all, '', values);
  return values;
}

function collect(from: Nested, before: string, into: Record<string, FigureValue>): void {
  for (const [part, value] of Object.entries(from))
    if (isNested(value)) collect(value, `${before}${part}.`, into);
    else into[before + part] = value;
}
