/**
 * JSON with sorted keys, of what MongoDB gives back: the text that every hash and digest is taken over.
 * `undefined` is dropped (Temporal's converter drops it too) and half a character, as a careless `slice` leaves it, is
 * U+FFFD; otherwise an honest event would not verify. Throws nothing.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value === 'string') return JSON.stringify(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, v]) => v !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}
