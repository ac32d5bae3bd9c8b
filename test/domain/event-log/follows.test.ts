import { FollowsCount, LONGEST_PATH } from '../../../domain/event-log/follows.ts';
import { compileCalendar } from '../../../platform/zones.ts';
import { hours, minutes } from '../../support/given.ts';
import { at } from '../../support/sample.ts';

const day = [[9 * 60, 17 * 60]] as const;
const office = compileCalendar({
  id: 'office',
  version: 1,
  zone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  dates: {},
  years: [2026, 2026],
});
const ALL = { nodes: 100, edges: 100, variants: 100 };
/** `a 0, b 10`: activities with the minute since nine o'clock of a Friday. */
const said = (words: string) =>
  words.split(', ').map((one) => {
    const [name = '', minute] = one.split(' ');
    return { name, at: at('2026-11-27 09:00') + minutes(Number(minute)) };
  });
const lengths = (medianMs: number, p90Ms: number, meanMs: number) => ({ medianMs, p90Ms, meanMs });
const counted = (...cases: string[]) => {
  const count = new FollowsCount(office);
  for (const [n, words] of cases.entries()) count.add(`INC-${n}`, said(words));
  return count;
};

test('successions with their counts and times, begins and ends, and the ways that cases went', () => {
  const { cases, events, nodes, edges, variants, left } = counted(
    'a 0, b 10, c 20',
    'a 0, b 30, c 40',
    'a 0, b 20, b 50, c 60',
    'b 0',
  ).result(ALL);
  expect([cases, events]).toEqual([4, 11]);
  expect(nodes).toEqual([
    { activity: 'b', events: 5, cases: 4, starts: 1, ends: 1 },
    { activity: 'a', events: 3, cases: 3, starts: 3, ends: 0 },
    { activity: 'c', events: 3, cases: 3, starts: 0, ends: 3 },
  ]);
  const ab = lengths(minutes(20), minutes(30), minutes(20));
  expect(edges[0]).toEqual({ from: 'a', to: 'b', count: 3, cases: 3, wall: ab, business: ab });
  expect(edges.map(({ from, to, count }) => `${from}${to} ${count}`)).toEqual(['ab 3', 'bc 3', 'bb 1']);
  expect(variants).toEqual([
    { path: ['a', 'b', 'c'], cases: 2, share: 0.5, first: ['INC-0', 'INC-1'], more: 0 },
    { path: ['a', 'b', 'b', 'c'], cases: 1, share: 0.25, first: ['INC-2'], more: 0 },
    { path: ['b'], cases: 1, share: 0.25, first: ['INC-3'], more: 0 },
  ]);
  expect(left).toEqual({ nodes: 0, events: 0, edges: 0, steps: 0, variants: 0, cases: 0 });
});

test('business time counts open hours alone; what happened at once follows after nothing', () => {
  const count = new FollowsCount(office);
  const friday = at('2026-11-27 16:30');
  count.add('INC-1', [
    { name: 'a', at: friday },
    { name: 'b', at: friday },
    { name: 'c', at: at('2026-11-30 09:30') },
  ]);
  const [ab, bc] = count.result(ALL).edges.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  expect([ab?.wall.meanMs, ab?.business.meanMs]).toEqual([0, 0]);
  expect([bc?.wall.medianMs, bc?.business.medianMs]).toEqual([hours(65), hours(1)]);
});

test('what is left out is counted, and what is shown is the most frequent', () => {
  const full = counted('a 0, b 1, c 2, d 3', 'a 0, b 1, c 2', 'a 0, b 1', 'a 0, b 1');
  const { nodes, edges, variants, left } = full.result({ nodes: 3, edges: 1, variants: 1 });
  expect(nodes.map(({ activity }) => activity)).toEqual(['a', 'b', 'c']);
  expect(edges.map(({ from, to, count }) => `${from}${to} ${count}`)).toEqual(['ab 4']);
  expect(variants).toMatchObject([{ path: ['a', 'b'], cases: 2, share: 0.5 }]);
  expect(left).toEqual({ nodes: 1, events: 1, edges: 2, steps: 3, variants: 2, cases: 2 });
});

test('a case without an event is none; a very long way is told by its begin', () => {
  const count = new FollowsCount(office);
  count.add('INC-1', []);
  count.add(
    'INC-2',
    Array.from({ length: 5_000 }, (_, n) => ({ name: 'a', at: n })),
  );
  const { cases, events, variants, edges } = count.result(ALL);
  expect([cases, events, edges[0]?.count]).toEqual([1, 5_000, 4_999]);
  expect(variants[0]?.path).toHaveLength(LONGEST_PATH);
});
