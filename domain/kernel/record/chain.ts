/**
 * JSON with sorted keys, of what MongoDB gives back: the text that every hash and digest is taken over.
 * `undefined` is dropped (Temporal's converter drops it too) and half a character, as a careless `slice` leaves it, is
 * U+FFFD; otherwise an honest event would not verify. What JSON has no word for, as a date or NaN, stands as a text that is no JSON:
 * whoever puts a date where `{}` stood has changed something. Throws nothing.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number') return String(Number.isFinite(value) ? value + 0 : value); // -0 is 0
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (!isPlain(value)) return Object.prototype.toString.call(value);
  const fields: Readonly<Record<string, unknown>> = { ...value };
  let words = '';
  for (const name of Object.keys(fields).toSorted()) {
    const field = fields[name];
    if (field !== undefined) words += `${words === '' ? '' : ','}${JSON.stringify(name)}:${canonical(field)}`;
  }
  return `{${words}}`;
}

function textOf(value: string): string {
  const text = JSON.stringify(value);
  return text.includes('\\ud') ? JSON.stringify(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD')) : text;
}

/** An object as JSON has them, also one of another realm, such as that of workflows. Throws nothing. */
export function isPlain(value: object): boolean {
  const made: unknown = Object.getPrototypeOf(value);
  return made === null || Object.getPrototypeOf(made) === null;
}
