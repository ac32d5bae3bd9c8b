/** The order of a device, as its keys say it. */
import fc from 'fast-check';
import { keyInSeries, keysOfSeries, outOfSeries, placeInSeries, SERIES } from '../../../domain/sync/series.ts';
import { CLIENT_KEY, personKey } from '../../../domain/kernel/ids.ts';

const series = 'b3c1d2e4-0000';
const keys = (...places: number[]) => places.map((place) => keyInSeries(series, place));

test('a key says its place, and no other key does', () => {
  expect(keyInSeries(series, 17)).toBe('b3c1d2e4-0000.00000017');
  expect(placeInSeries(series, keyInSeries(series, 17))).toBe(17);
  for (const other of [
    'b3c1d2e4-0000.17',
    'b3c1d2e4-0000.00000000',
    'b3c1d2e4-0001.00000017',
    'b3c1d2e4-0000.0000001x',
  ])
    expect(placeInSeries(series, other)).toBeNull();
  expect(SERIES.test(series)).toBe(true);
  for (const bad of ['short', 'with.a.dot', 'x'.repeat(65)]) expect(SERIES.test(bad)).toBe(false);
});

test('a batch rises, with gaps, and names what does not', () => {
  expect(outOfSeries(series, keys(1, 2, 5, 9))).toEqual([]);
  expect(outOfSeries(series, keys(3, 3, 2, 4))).toEqual([1, 2]);
  expect(outOfSeries(series, ['something', ...keys(1)])).toEqual([0]);
});

const stored = (of: string, at: number) => personKey('eng-1', keyInSeries(of, at));
test('keys of a series sort as they were made, and lie within its bounds, those of no other series do', () => {
  const place = fc.integer({ min: 1, max: 99_999_999 });
  const word = fc.stringMatching(SERIES);
  fc.assert(
    fc.property(word, word, place, place, (one, other, a, b) => {
      expect(stored(one, a) < stored(one, b)).toBe(a < b);
      expect(CLIENT_KEY.test(keyInSeries(one, a))).toBe(true);
      const { $gt, $lt } = keysOfSeries(personKey('eng-1', one));
      const isWithin = (key: string) => key > $gt && key < $lt;
      expect(isWithin(stored(one, a))).toBe(true);
      expect(isWithin(stored(other, b))).toBe(one === other);
    }),
  );
});
