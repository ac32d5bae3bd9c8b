/** What a rehearsed appraisal says of a target that was missed. */
import fc from 'fast-check';
import { missedOf } from '../../../domain/appraisal/calculus/missed.ts';

test.each([
  ['more', 0.98, 0.49],
  ['more', 10, 5],
  ['more', 5, 2],
  ['less', 0.02, 0.51],
  ['less', 0, 1],
  ['less', 4, 8],
] as const)('%s than %d is better: %d has missed it', (better, target, missed) => {
  expect(missedOf(better, target)).toBe(missed);
});

test('it misses, no share exceeds the whole, and no case is counted by half', () => {
  const share = fc.integer({ min: 1, max: 9_998 }).map((n) => n / 10_000);
  const target = fc.oneof(share, fc.integer({ min: 1, max: 10_000 }));
  fc.assert(
    fc.property(fc.constantFrom('more' as const, 'less' as const), target, (better, wanted) => {
      const missed = missedOf(better, wanted);
      expect(better === 'more' ? missed < wanted : missed > wanted).toBe(true);
      expect(missed).toBeGreaterThanOrEqual(0);
      expect(wanted < 1 ? missed <= 1 : Number.isInteger(missed)).toBe(true);
    }),
  );
});
