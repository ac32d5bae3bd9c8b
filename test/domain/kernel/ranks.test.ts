import { nearest } from '../../../domain/kernel/ranks.ts';

test('a rank is always one of the list: the smallest that so many per cent are not above', () => {
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect([1, 10, 11, 50, 90, 91, 100].map((percent) => nearest(ten, percent))).toEqual([1, 1, 2, 5, 9, 10, 10]);
  expect([1, 50, 100].map((percent) => nearest([7], percent))).toEqual([7, 7, 7]);
  expect(nearest([3, 8, 9], 50)).toBe(8);
  expect(nearest([], 50)).toBeNull();
});
