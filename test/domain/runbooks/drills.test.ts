/** When a runbook is to be drilled, and when somebody is told. */
import { drillDueOn, drillSlot, monthsAfter } from '../../../domain/runbooks/drills.ts';

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-11-15', 2, '2027-01-15'],
  ['2026-05-31', 0, '2026-05-31'],
])('so many months after %s + %i is the same day, or the last of a shorter month', (day, months, then) => {
  expect(monthsAfter(day, months)).toBe(then);
});

test('told 14 days before, on the day, and each month after it; of several only the newest', () => {
  const due = drillDueOn('2026-03-31', 6);
  expect(due).toBe('2026-09-30');
  const on = (today: string) => drillSlot(due, today);
  expect(on('2026-09-15')).toBeNull();
  expect(on('2026-09-16')).toEqual({ why: 'near', on: '2026-09-16' });
  expect(on('2026-09-29')).toEqual({ why: 'near', on: '2026-09-16' });
  expect(on('2026-09-30')).toEqual({ why: 'due', on: '2026-09-30' });
  expect(on('2026-10-29')).toEqual({ why: 'due', on: '2026-09-30' });
  expect(on('2026-10-30')).toEqual({ why: 'overdue', on: '2026-10-30' });
  expect(on('2027-02-27')).toEqual({ why: 'overdue', on: '2027-01-30' });
  expect(on('2027-02-28')).toEqual({ why: 'overdue', on: '2027-02-28' }); // and again on the thirtieth of March
  expect(on('2027-03-30')).toEqual({ why: 'overdue', on: '2027-03-30' });
});
