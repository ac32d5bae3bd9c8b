/** Which days a view of the calendar of change shows, and what is cut. */
import { daysBetween, firstOf, laidOn, shownDays } from '../../../domain/changes/calendar.ts';

const at = (from: number) => ({ from, until: from + 5 });

test('a month is whole, a week begins on Monday, a list goes on for a month', () => {
  expect(shownDays('month', '2028-02-17')).toEqual({ first: '2028-02-01', last: '2028-02-29' });
  expect(shownDays('month', '2026-12-31')).toEqual({ first: '2026-12-01', last: '2026-12-31' });
  expect(shownDays('week', '2026-10-01')).toEqual({ first: '2026-09-28', last: '2026-10-04' });
  expect(shownDays('week', '2026-09-28')).toEqual({ first: '2026-09-28', last: '2026-10-04' });
  expect(shownDays('list', '2026-10-01')).toEqual({ first: '2026-10-01', last: '2026-10-31' });
  expect(daysBetween('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
});

test('an entry lies on each day that it meets, and on none that it touches', () => {
  const days = [0, 10, 20].map((from) => ({ date: String(from), from, until: from + 10 }));
  const entries = [
    { from: 5, until: 20 },
    { from: 20, until: 21 },
  ];
  expect(laidOn(days, entries).map((one) => one.entries)).toEqual([[0], [0], [1]]);
});

test('of more than are shown the first are, and it is said up to when nothing is missing', () => {
  expect(firstOf([at(3), at(1), at(2)], 3)).toEqual({ entries: [at(1), at(2), at(3)], cutAt: null });
  expect(firstOf([at(3), at(1), at(2)], 2)).toEqual({ entries: [at(1), at(2)], cutAt: 3 });
});
