/** Two states of a case, place by place, so that what differs can be marked. */
type Fields = Readonly<Record<string, unknown>>;
export type Leaf = { path: readonly string[]; before: unknown; after: unknown; differs: boolean };

/** What says where a state stands, not how: it differs always. */
const BESIDE = new Set(['number', 'process', 'mode', 'version', 'updatedAt', 'serverNow', 'orgLine', 'nextWakeUp']);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function leavesOf(value: Fields, path: readonly string[] = []): (readonly [path: readonly string[], value: unknown])[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = [...path, name];
    return isFields(inner) ? leavesOf(inner, place) : [[place, inner] as const];
  });
}

const key = (path: readonly string[]): string => path.join('/');

/** Every place that either of them has, in the order in which they stand. */
export function leavesBetween(before: Fields, after: Fields): readonly Leaf[] {
  const shown = (state: Fields): Fields =>
    Object.fromEntries(Object.entries(state).filter(([name]) => !BESIDE.has(name)));
  const [left, right] = [leavesOf(shown(before)), leavesOf(shown(after))];
  const [ofLeft, ofRight] = [left, right].map((leaves) => new Map(leaves.map(([path, value]) => [key(path), value])));
  const paths = new Map([...left, ...right].map(([path]) => [key(path), path]));
  return [...paths].map(([name, path]) => {
    const [was, is] = [ofLeft?.get(name), ofRight?.get(name)];
    return { path, before: was, after: is, differs: JSON.stringify(was) !== JSON.stringify(is) };
  });
}
