/** The one presenter: how values of the domain look outside. */

/** Instants that do not end in `At`. Lengths end in `Ms` and stay numbers. */
const instants = new Set([
  'coveredFrom',
  'coveredUntil',
  'inForceFrom',
  'inForceUntil',
  'nextWakeUp',
  'pausedSince',
  'serverNow',
  'validFrom',
  'validUntil',
  'waitsSince',
  'windowFrom',
  'windowUntil',
]);
/** Words that mean counts elsewhere: an instant is what lies where the product's instants lie. */
const everyday = new Set(['at', 'due', 'from', 'since', 'until']);
const EARLIEST = Date.UTC(2000, 0, 1);

/** True for a field that may hold an instant: `test/architecture/answers.test.ts` holds every contract to these names. */
export const isInstant = (name: string): boolean =>
  everyday.has(name) || instants.has(name) || (name.endsWith('At') && /[a-z]At$/.test(name));
const isInstantHere = (name: string, value: number): boolean =>
  isInstant(name) && !(everyday.has(name) && Math.abs(value) < EARLIEST);

/** Epoch ms as RFC 3339 in UTC with ms. */
export const instantText = (at: number): string => new Date(at).toISOString();

/**
 * A copy of `value` for JSON: instants as text, `undefined` absent, `null` as it stands. Throws for what is never meant to
 * leave: a value that JSON cannot carry (a function, a Map), and a stored document as it is (kernel/record/outside.ts).
 */
export function present(value: unknown): unknown {
  return presentField('', value);
}

/** The same for a value that stands in a field of that name. */
export function presentField(name: string, value: unknown): unknown {
  if (typeof value === 'number' && isInstantHere(name, value)) return instantText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => presentField(name, item));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map || value instanceof Set) throw new TypeError(`${name}: not presentable`);
  if ('_id' in value) throw new TypeError(`${name}: _id is a word of the store`);
  const copy: Record<string, unknown> = {}; // filled in place: every answer passes here, and pairs cost twice as much
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) copy[key] = presentField(key, inner);
  return copy;
}
