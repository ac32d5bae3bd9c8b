/** The one presenter: how values of the domain look outside. */

/** Instants that do not end in `At`. Lengths end in `Ms` and stay numbers. */
const instants = new Set([
  'at',
  'coveredFrom',
  'coveredUntil',
  'due',
  'from',
  'nextWakeUp',
  'pausedSince',
  'serverNow',
  'since',
  'until',
  'waitsSince',
]);
export const isInstant = (name: string): boolean =>
  instants.has(name) || (name.endsWith('At') && /[a-z]At$/.test(name));

/** Epoch ms as RFC 3339 in UTC with ms. */
export const instantText = (at: number): string => new Date(at).toISOString();

/**
 * A copy of `value` for JSON: instants as text, `undefined` absent, `null` as it stands. Throws for what is never meant to
 * leave: a value that JSON cannot carry (a function, a Map), and a stored document as it is (kernel/record/outside.ts).
 */
export function present(value: unknown): unknown {
  return presentField('', value);
}

function presentField(name: string, value: unknown): unknown {
  if (typeof value === 'number' && isInstant(name)) return instantText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => presentField(name, item));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map || value instanceof Set) throw new TypeError(`${name}: not presentable`);
  if ('_id' in value) throw new TypeError(`${name}: _id is a word of the store`);
  const copy: Record<string, unknown> = {}; // filled in place: every answer passes here, and pairs cost twice as much
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) copy[key] = presentField(key, inner);
  return copy;
}
