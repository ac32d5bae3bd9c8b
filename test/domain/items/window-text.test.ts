import fc from 'fast-check';
import { weekIn, weekText } from '../../../domain/items/window-text.ts';
import type { Frame } from '../../../domain/kernel/time/calendar-snapshot.ts';

const frame: fc.Arbitrary<Frame> = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([from, length]) => [from, from + length]);
const week = fc
  .array(fc.array(frame, { maxLength: 2 }), { minLength: 7, maxLength: 7 })
  .filter((days) => days.some((frames) => frames.length > 0));

test('a week is said as text and read again as it was', () => {
  fc.assert(fc.property(week, (days) => expect(weekIn(weekText(days))).toEqual(days)));
});

test.each([
  ['6 22:00-06:00', [5, [[1320, 1800]]]],
  ['周六 22:00-次日06:00', [5, [[1320, 1800]]]],
  ['7 0:00-24:00;', [6, [[0, 1440]]]],
  ['星期日 00:00 - 05:30', [6, [[0, 330]]]],
])('%s is understood', (text, [day, frames]) => {
  expect(weekIn(text)?.[Number(day)]).toEqual(frames);
});

test('days from to, and a frame longer than a day as two', () => {
  expect(weekIn('1-5 00:00-05:00')?.map((frames) => frames.length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  expect(weekText([[[60, 2880]], [], [], [], [], [], []])).toBe('1 01:00-24:00; 2 00:00-24:00');
});

test.each(['', ';', '8 00:00-05:00', '5-1 00:00-05:00', '1 25:00-26:00', '1 00:00', 'nights', '1 24:00-05:00'])(
  '%j says no week',
  (text) => {
    expect(weekIn(text)).toBeNull();
  },
);
