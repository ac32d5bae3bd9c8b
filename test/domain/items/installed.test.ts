/** Which version organisations have of an item: brought by releases, taken back, and whose item it is. */
import { type Installed, itemsOf, withoutVersion, withVersion } from '../../../domain/items/installed.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';

const [LINXI, ANDU] = ['/dx/donghu/linxi', '/dx/donghu/andu'] as const;
const brought = (release: string, appVersion: string, ...organisations: OrgPath[]) => ({
  release,
  appVersion,
  at: Number(appVersion[0]),
  organisations,
});
const [FIRST, SECOND] = [brought('REL-000001', '1.0', LINXI, ANDU), brought('REL-000002', '2.0', LINXI)];
const seen = (list: readonly Installed[]) =>
  list.map(({ organisation, appVersion, former }) => [organisation, appVersion, former?.appVersion ?? '-'].join(' '));
const first = withVersion([], FIRST);
const second = withVersion(first, SECOND);

test('what a release brings stands by organisation, with what was there before it', () => {
  expect(seen(first)).toEqual([`${ANDU} 1.0 -`, `${LINXI} 1.0 -`]);
  expect(seen(second)).toEqual([`${ANDU} 1.0 -`, `${LINXI} 2.0 1.0`]);
  expect(seen(withVersion(second, SECOND))).toEqual(seen(second)); // brought once more, it goes back to the same
});

test('taken back, each has what it had before; what has none loses it', () => {
  expect(withoutVersion(second, SECOND)).toEqual(first);
  expect(withoutVersion(first, FIRST)).toEqual([]);
  expect(withoutVersion(first, SECOND)).toEqual(first); // it never came there
});

test('what another release has brought since stays, and goes back to nothing that is gone', () => {
  const left = withoutVersion(second, FIRST);
  expect(seen(left)).toEqual([`${LINXI} 2.0 -`]);
  expect(withoutVersion(left, SECOND)).toEqual([]);
});

test.each<[string, OrgPath | undefined, OrgPath, string[]]>([
  ['its own', LINXI, LINXI, ['app']],
  ['that of a unit below it', `${LINXI}/school`, LINXI, ['app']],
  ["another place's", ANDU, LINXI, []],
  ['that of all, kept above', '/dx', LINXI, ['app']],
  ['that of a house which is no place of the release', '/dx/xiling', LINXI, ['app']],
  ['one of which nobody knows whose it is', undefined, LINXI, ['app']],
])('an item is of a place: %s', (_name, owner, place, expected) => {
  expect(itemsOf(place, { items: ['app'], owners: { app: owner }, places: [LINXI, ANDU] })).toEqual(expected);
});
