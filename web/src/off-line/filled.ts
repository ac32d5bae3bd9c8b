/** The data of a command as they are sent: what is known only then is put where it belongs. */
import { isWaiting, type Millis, type Row } from './row.ts';

/** Beyond it the clock of a device is wrong, and not just a little off. */
const WRONG_MS: Millis = 60_000;

/** True when nothing is lacking: its photos are up, and what it builds on has its answer. Throws nothing. */
export const isReady = ({ photos = [], basedOn = [] }: Row, rows: readonly Row[]): boolean =>
  photos.every(({ id }) => id !== undefined) &&
  basedOn.every(({ of }) => !rows.some((one) => one.key === of && isWaiting(one)));

/** `aheadMs`: how far the device's clock is ahead of the server's now. Throws nothing. */
export function filled(row: Row, rows: readonly Row[], clock: { now: Millis; aheadMs: Millis }): object {
  const data: unknown = JSON.parse(JSON.stringify(row.data));
  const root = { data };
  const observedAt = new Date(observed(row, clock)).toISOString();
  for (const pointer of row.observed ?? []) put(root, pointer, observedAt);
  for (const { at, of } of row.basedOn ?? []) {
    const fate = rows.find(({ key }) => key === of)?.fate;
    if (fate?.is === 'taken') put(root, at, fate.version);
  }
  for (const { at, id } of row.photos ?? []) for (const pointer of at) put(root, pointer, id);
  return isObject(root.data) ? root.data : {};
}

/**
 * When it was said, by the device's clock while that is right; else by the server's. Of two differences the one that was known when
 * it was said counts: a phone that comes back to its network sets its clock by that. Nothing was said later than now.
 */
function observed({ typedAt, aheadMs: known }: Row, { now, aheadMs }: { now: Millis; aheadMs: Millis }): Millis {
  const ahead = known ?? aheadMs;
  const at = Math.abs(ahead) > WRONG_MS ? typedAt - ahead : typedAt;
  return Math.min(at, Math.abs(aheadMs) > WRONG_MS ? now - aheadMs : now);
}

/** RFC 6901; objects and lists on the way are made. Another kind on the way is left as it is: the server names the fault. */
function put(root: { data: unknown }, pointer: string, value: unknown): void {
  const path = ['data', ...pointer.split('/').slice(1).map(unescaped)];
  let here: object = root;
  for (const [n, name] of path.entries()) {
    const key = Array.isArray(here) && name === '-' ? String(here.length) : name;
    if (n === path.length - 1) return void Reflect.set(here, key, value);
    const next: unknown = Reflect.get(here, key) ?? (path[n + 1] === '-' ? [] : {});
    if (!isObject(next)) return;
    Reflect.set(here, key, next);
    here = next;
  }
}
const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
