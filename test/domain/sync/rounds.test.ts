/** Which commands of a batch go together. */
import fc from 'fast-check';
import { missingFor, roundsOf } from '../../../domain/sync/rounds.ts';

const command = (key: string, ...after: string[]) => ({ key, after });

test('a command goes in a later round than what it depends on, and in no later one than it must', () => {
  const kept = [command('a'), command('b'), command('c', 'b'), command('d'), command('e', 'a', 'c'), command('f', 'x')];
  expect(roundsOf(kept, 10).map((round) => round.map(({ key }) => key))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ]);
  expect(roundsOf([], 10)).toEqual([]);
  expect(roundsOf([command('a', 'a'), command('b', 'c'), command('c')], 10)).toHaveLength(1);
});

test('whatever the batch: all are in the rounds once, in their order, none too large, and what one depends on came before', () => {
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const batch = fc.array(fc.record({ key: keys, after: fc.array(keys, { maxLength: 3 }) }), { maxLength: 40 });
  fc.assert(
    fc.property(batch, fc.integer({ min: 1, max: 7 }), (kept, most) => {
      const rounds = roundsOf(kept, most);
      expect(rounds.flat()).toEqual(kept);
      for (const round of rounds) {
        expect(round.length).toBeGreaterThan(0);
        expect(round.length).toBeLessThanOrEqual(most);
        for (const [n, { after }] of round.entries())
          expect(round.slice(0, n).some(({ key }) => after.includes(key))).toBe(false);
      }
    }),
  );
});

test('a command whose ground was refused, or is unknown, is not sent', () => {
  const taken = new Map([
    ['a', true],
    ['b', false],
  ]);
  expect(missingFor(command('x', 'a'), taken)).toBeNull();
  expect(missingFor(command('x'), taken)).toBeNull();
  expect(missingFor({ key: 'x' }, taken)).toBeNull();
  expect(missingFor(command('x', 'a', 'b', 'c'), taken)).toBe('b');
  expect(missingFor(command('x', 'c'), taken)).toBe('c');
});
