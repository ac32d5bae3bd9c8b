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
  'vehicleFrom',
  'vehicleUntil',
  'visitFrom',
  'visitUntil',
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
 * `value` for JSON: instants as text, `undefined` absent, `null` as it stands; what is so already is not copied, for an answer may
 * have thousands of entries. Throws for what is never meant to leave: a value that JSON cannot carry (a function, a Map), and
 * a stored document as it is (kernel/record/outside.ts).
 */
export function present(value: unknown): unknown {
  return presentField('', value);
}

/** The same for a value that stands in a field of that name. */
export function presentField(name: string, value: unknown): unknown {
  if (typeof value === 'number' && isInstantHere(name, value)) return instantText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return presentList(name, value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map || value instanceof Set) throw new TypeError(`${name}: not presentable`);
  if ('_id' in value) throw new TypeError(`${name}: _id is a word of the store`);
  return presentFields(value);
}

function presentList(name: string, list: readonly unknown[]): readonly unknown[] {
  const shown = list.map((item) => presentField(name, item));
  return shown.some((item, at) => item !== list[at]) ? shown : list;
}

/** Copied from the first field on that looks otherwise outside. */
function presentFields(value: object): object {
  let copy: Record<string, unknown> | undefined;
  const keys = Object.keys(value);
  for (const [at, key] of keys.entries()) {
    const inner: unknown = Reflect.get(value, key);
    const shown = inner === undefined ? undefined : presentField(key, inner);
    if (!copy && (shown !== inner || inner === undefined)) {
      copy = {};
      for (const before of keys.slice(0, at)) copy[before] = Reflect.get(value, before);
    }
    if (copy && shown !== undefined) copy[key] = shown;
  }
  return copy ?? value;
}
