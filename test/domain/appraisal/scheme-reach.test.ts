/** Who sees a scheme with its fee: both sides, and nobody from below. */
import { visibleIn } from '../../../api/registers/register-scope.ts';
import type { Actor, Role } from '../../../domain/kernel/process.ts';

const somebody = (role: Role, orgPath: Actor['unit'], unit: Actor['unit'] = orgPath): Actor => ({
  id: 'somebody',
  kind: 'person',
  unit,
  teams: [],
  grants: [{ role, orgPath }],
});
const scheme = {
  orgPath: '/dx',
  judge: '/hq/centre',
  subject: { kind: 'provider', organisation: '/vendor/dx', person: undefined as string | undefined },
};

const at = (doc: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value === undefined ? value : Object(value)[name]), doc);
/** As much of the store's language as these filters speak. */
function holds(filter: Record<string, unknown>, doc: unknown): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    const all = Array.isArray(wanted) ? (wanted as Record<string, unknown>[]) : [];
    if (name === '$or') return all.some((one) => holds(one, doc));
    if (name === '$and') return all.every((one) => holds(one, doc));
    const value = at(doc, name);
    if (typeof wanted !== 'object' || wanted === null) return value === wanted;
    const { $regex, $in, $nin }: { $regex?: string; $in?: unknown[]; $nin?: unknown[] } = wanted;
    if ($regex !== undefined) return typeof value === 'string' && new RegExp($regex).test(value);
    return $in ? $in.includes(value) : !$nin?.includes(value);
  });
}
const sees = (actor: Actor, of: object = scheme): boolean[] => [
  holds(visibleIn('appraisal-schemes', actor), of),
  holds(visibleIn('drafts', actor), { register: 'appraisal-schemes', source: of }),
];

test.each<[Role, Actor['unit']]>([
  ['project-manager', '/dx'],
  ['supervisor', '/dx'],
  ['chief-appraiser', '/hq'],
  ['appraiser', '/hq/centre'],
  ['supervisor', '/vendor'],
])('a %s of %s sees it, and its draft', (role, orgPath) => {
  expect(sees(somebody(role, orgPath))).toEqual([true, true]);
});

test.each<[Role, Actor['unit'], Actor['unit']]>([
  ['supervisor', '/dx/donghu/town', '/dx/donghu/town'],
  ['project-manager', '/dx/donghu', '/dx/donghu'],
  ['supervisor', '/dxx', '/dxx'],
  ['appraiser', '/hq/other', '/hq/other'],
  // He works in the house of the province, and answers for a county alone.
  ['supervisor', '/dx/donghu', '/dx'],
])('a %s of %s sees neither', (role, orgPath, unit) => {
  expect(sees(somebody(role, orgPath, unit))).toEqual([false, false]);
});

test('who owns all of the processes sees all, and a person that by which he is judged', () => {
  expect(sees(somebody('process-owner', '/dx'))).toEqual([true, true]);
  expect(sees(somebody('process-owner', '/dx/donghu'))).toEqual([false, false]);
  const own = { ...scheme, subject: { kind: 'person', person: 'somebody' } };
  expect(sees(somebody('supervisor', '/dx/donghu'), own)).toEqual([true, true]);
});
