/** Time spent, added up. */
import { type Spent, totalsBy } from '../../../domain/worklog/totals.ts';

const one = (worker: string, minutes: number, more: Partial<Spent> = {}): Spent => ({
  caseId: 'INC-1',
  process: 'incident',
  worker,
  day: '2026-03-10',
  minutes,
  orgPath: '/dx',
  ...more,
});
const all = [
  one('li', 30, { application: 'tax', team: 'l2' }),
  one('li', 30, { caseId: 'INC-2', day: '2026-02-28', team: 'l2' }),
  one('bo', 90, { caseId: 'CHG-1', process: 'change', day: '2026-02-01', orgPath: '/dx/a' }),
];
const keys = (by: Parameters<typeof totalsBy>[0]) => totalsBy(by, all).map(({ key, minutes }) => [key, minutes]);

test('each entry is of one key; the most first, months in their order, and last what has none', () => {
  expect(totalsBy('person', all)).toEqual([
    { key: 'bo', minutes: 90, entries: 1, cases: 1 },
    { key: 'li', minutes: 60, entries: 2, cases: 2 },
  ]);
  expect(keys('month')).toEqual([
    ['2026-02', 120],
    ['2026-03', 30],
  ]);
  expect(keys('team')).toEqual([
    ['l2', 60],
    [null, 90],
  ]);
  expect(keys('application')).toEqual([
    ['tax', 30],
    [null, 120],
  ]);
  expect(keys('process')).toEqual([
    ['change', 90],
    ['incident', 60],
  ]);
  expect(keys('organisation')).toEqual([
    ['/dx/a', 90],
    ['/dx', 60],
  ]);
  expect(totalsBy('person', [])).toEqual([]);
});
