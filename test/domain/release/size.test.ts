/** What the largest release weighs on the clocks that it really has: never more than was reckoned before it was planned. */
import { MOST_STATE_BYTES, MOST_UNDER_WAY } from '../../../domain/kernel/part.ts';
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { Outline } from '../../../domain/kernel/steps/shapes.ts';
import { partsOfPlan, weightAtMost } from '../../../domain/kernel/steps/outline.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { hours } from '../../support/given.ts';
import { install, nightOf, ReleaseCase, releaseFacts, steps } from '../../support/release/releases.ts';
import { people } from '../../support/sample.ts';

const { owner, chen } = people;
const named = { ...chen, id: 'wang.xiaoming' };
const counties = Array.from({ length: 60 }, (_one, n): OrgPath => `/dx/donghu/county-${n + 1}`);
/** Twenty sites in each of three waves, each with so many steps that a second person confirms. */
function largest(count: number): ReleaseCase {
  const all = Array.from({ length: count }, (_one, n) => install(String(n + 1), { witness: true, retries: 2 }));
  return new ReleaseCase({
    ...steps(...all),
    organisations: {
      ...releaseFacts.organisations,
      ...Object.fromEntries(counties.map((org) => [org, { open: true }])),
    },
  });
}
const plan = {
  runbook: 'install',
  waves: [0, 1, 2].map((n) => ({ window: nightOf(n), organisations: counties.slice(n * 20, n * 20 + 20) })),
};
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('a wave of twenty, each step in hand and late: within what was reckoned', () => {
  const one = largest(6);
  one.give(owner, 'planWaves', plan);
  one
    .built()
    .tested()
    .accepted()
    .scheduled()
    .to(nightOf(0).from + MINUTE);
  const sites = counties.slice(0, 20).map((_org, n) => `w1-${String(n + 1).padStart(2, '0')}`);
  for (const site of sites) one.give(named, 'takeStep', {}, `${site}-1`);
  one.to(one.world.now + hours(2));
  const { state, clocks } = one.world.kaseOf(one.number);
  expect(Object.keys(clocks).filter((name) => name.startsWith('human-wait~'))).toHaveLength(MOST_UNDER_WAY);
  const { outline } = state as unknown as { outline: Outline };
  // Had nothing happened to any other of its parts, so much would be left for their records.
  const records = partsOfPlan(outline).filter(({ kind }) => kind === 'step').length * 84;
  expect(bytes(state) + bytes(clocks) + records).toBeLessThan(weightAtMost(outline));
  expect(bytes(clocks)).toBeGreaterThan(MOST_UNDER_WAY * 900);
  expect(weightAtMost(outline)).toBeLessThan(MOST_STATE_BYTES);
});

test('release.planWaves refuses one step more at each of the sixty', () => {
  expect(largest(7).refused(owner, 'planWaves', plan)).toBe('invalid-data /waves too-heavy');
});
