/** What people reported of tools that deploy to many units, as trials of a release (docs/field-reports.md). */
import { DomainError } from '../../../domain/kernel/errors.ts';
import { install, ReleaseCase, SHA, statusOf, steps } from '../../support/release/releases.ts';
import { people } from '../../support/sample.ts';

const { owner, chen } = people;
const why = { reason: 'No space' };
const sites = ['w1-01', 'w1-02', 'w1-03', 'w1-04', 'w1-05'];
/** Five units; the first is done, the second fails for good, and to the others nobody had come. */
function wentBack(): ReleaseCase {
  const one = new ReleaseCase(steps(install('a', { retries: 1 }))).opened(5, 1);
  one.done('w1-01-a');
  one.give(chen, 'failStep', why, 'w1-02-a');
  expect(statusOf(one)).toBe('deploying'); // it is tried once more
  one.give(chen, 'failStep', why, 'w1-02-a');
  expect(statusOf(one)).toBe('rolling-back');
  return one;
}
const undosOf = (one: ReleaseCase): string[] =>
  one.world
    .eventsOf(one.number)
    .flatMap(({ type, data }) => (type === 'release.undoStarted' ? [(data as { part: string }).part] : []));
/** Each undo as it comes up, by who is there. */
function takenBack(one: ReleaseCase): void {
  for (let n = 0; n < undosOf(one).length; n += 1) one.done(undosOf(one)[n] ?? '');
}
const attempts = (one: ReleaseCase) => sites.map((site) => one.part(`${site}-a`).attempt);
const missing = (one: ReleaseCase, gate: string): unknown => {
  try {
    return one.give(owner, 'approveGate', { sha256: SHA }, gate);
  } catch (error) {
    return error instanceof DomainError ? [error.code, error.params] : error;
  }
};

test('R054 only what had begun is taken back, and the wave that goes again covers every unit, those never reached too', () => {
  const one = wentBack();
  takenBack(one);
  expect(undosOf(one).toSorted()).toEqual(['w1-01-a', 'w1-02-a']);
  expect(one.part('w1').status).toBe('rolled-back');
  const before = attempts(one);
  one.give(owner, 'retryWave', why, 'w1');
  expect(attempts(one).map((now = 0, at) => now > (before[at] ?? 0))).toEqual([true, true, true, true, true]);
  one.doneAt(sites.slice(0, 4), ['a']);
  expect(missing(one, 'g1')).toEqual([
    'gate-not-met',
    expect.objectContaining({ missing: expect.arrayContaining(['wave-not-verified']) }),
  ]);
  one.done('w1-05-a');
  expect(sites.map((site) => one.part(site).status)).toEqual(sites.map(() => 'verified'));
  expect(one.view).toMatchObject({ wentBack: true });
});

test('R054 a unit is left out by decision, with its reason; the wave goes again at the others and is whole without it', () => {
  const one = wentBack();
  takenBack(one);
  one.give(owner, 'leaveOut', why, 'w1-02');
  one.give(owner, 'retryWave', why, 'w1');
  const others = sites.filter((site) => site !== 'w1-02');
  one.doneAt(others, ['a']);
  expect(sites.map((site) => one.part(site).status)).toEqual(
    sites.map((site) => (site === 'w1-02' ? 'left-out' : 'verified')),
  );
  expect(one.part('w1-02-a').status).not.toBe('done');
  const left = one.world.eventsOf(one.number).find(({ type }) => type === 'release.leftOut');
  expect(left?.data).toMatchObject({ part: 'w1-02', ...why });
  one.passed(1);
  expect(one.part('w2').status).not.toBe('pending');
});
