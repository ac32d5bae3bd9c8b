/** What is proposed for the plan of the next period, and what comes of a decision on it (E5). */
import { acceptedInto, decisionFaults } from '../../../domain/inspection/proposing/decide.ts';
import { type Observed, proposedLines, statisticsOf } from '../../../domain/inspection/proposing/propose.ts';
import type { Fault, ProposedLine } from '../../../domain/inspection/proposing/shapes.ts';
import { planFaults } from '../../../domain/inspection/plan.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-12-01T07:00+08:00');
let count = 0;
/** So many days ago. */
const fault = (days: number, more: Partial<Fault> = {}): Fault => ({
  number: `INC-${(count += 1)}`,
  at: NOW - days * DAY,
  unit: '/dx/xiling',
  item: 'ups-1',
  class: 'ups',
  cause: 'battery',
  ...more,
});
const observed = (more: Partial<Observed> = {}, plan: Partial<Observed['plan']> = {}): Observed => ({
  plan: { way: 'on-site', core: false, items: [], ...plan },
  every: 3,
  isOwed: false,
  faults: [],
  visits: [],
  offsets: [[0, 480]],
  ...more,
});
const linesOf = (...asked: Parameters<typeof observed>) => proposedLines(observed(...asked), NOW);
const idsOf = (lines: readonly ProposedLine[]) => lines.map(({ id }) => id);
const thrice = [fault(1), fault(40), fault(89)];
const clean = [{ isClean: true }, { isClean: true }, { isClean: true }];

describe('more often', () => {
  test('three faults of one item, class or place within ninety days, each with its figures by local month', () => {
    const [line] = linesOf({ faults: thrice });
    expect(line).toMatchObject({ kind: 'more-often', fromMonths: 3, toMonths: 1 });
    const months = [
      { month: '2026-09', count: 1 },
      { month: '2026-10', count: 1 },
      { month: '2026-11', count: 1 },
    ];
    expect(line?.figures).toEqual([
      { by: 'item', value: 'ups-1', count: 3, months },
      { by: 'class', value: 'ups', count: 3, months, items: ['ups-1'] },
      { by: 'place', value: '/dx/xiling', count: 3, months },
    ]);
  });

  test.each([
    ['two are not enough', { faults: thrice.slice(1) }, {}],
    ['nor is a third of the day before these ninety', { faults: [fault(1), fault(2), fault(90.001)] }, {}],
    ['what fails elsewhere is not of a plan that names its items', { faults: thrice }, { items: ['ups-2'] }],
    ['more often than each month nobody looks', { faults: thrice, every: 1 as const }, {}],
  ])('%s', (_words, seen, plan) => {
    expect(idsOf(linesOf(seen, plan))).not.toContain('more-often');
  });

  test('of a class of which no single item failed three times; places do not count beside items', () => {
    const items = ['ups-1', 'ups-2', 'ups-3'];
    const [line] = linesOf({ faults: items.map((item) => fault(5, { item })) }, { items });
    expect(line?.figures).toMatchObject([{ by: 'class', value: 'ups', items }]);
    expect(line?.figures).toHaveLength(1);
  });

  test('where the contract says how often, it says so, and cannot be accepted', () => {
    const lines = linesOf({ faults: thrice, isOwed: true });
    expect(lines[0]).toMatchObject({ id: 'more-often', heldBy: 'contract' });
    expect(decisionFaults(lines, [{ line: 'more-often', accepted: true }])).toEqual([
      { pointer: '/lines/0/accepted', code: 'held-by-contract' },
    ]);
    expect(decisionFaults(lines, [{ line: 'more-often', accepted: false }])).toEqual([]);
  });
});

describe('less often', () => {
  test('nothing failed in half a year and the last three visits found nothing', () => {
    expect(linesOf({ visits: clean })).toEqual([
      { id: 'less-often', kind: 'less-often', fromMonths: 3, toMonths: 6, figures: [] },
    ]);
  });
  test.each([
    ['one fault in that time', { visits: clean, faults: [fault(179)] }, {}],
    ['two visits', { visits: clean.slice(1) }, {}],
    ['a visit that found something', { visits: [...clean.slice(1), { isClean: false }] }, {}],
    ['a core unit', { visits: clean, every: 1 as const }, { core: true }],
    ['by phone', { visits: clean, every: 1 as const }, { way: 'phone' as const }],
    ['owed by the contract', { visits: clean, isOwed: true }, {}],
    ['once a year already', { visits: clean, every: 12 as const }, {}],
  ])('not after %s', (_words, seen, plan) => {
    expect(linesOf(seen, plan)).toEqual([]);
  });
});

describe('a line of its own', () => {
  test('each cause that came three times is looked for, as long as the plan does not yet', () => {
    const faults = [
      ...thrice,
      ...[1, 2, 3].map((day) => fault(day, { item: 'x', class: 'disk', cause: 'Disk_full of a very long name' })),
    ];
    const ids = ['cause-battery', 'cause-disk-full-of-a-very-long-n'];
    const found = linesOf({ faults }).filter(({ kind }) => kind === 'add-line');
    expect(idsOf(found).toSorted()).toEqual(ids);
    for (const { id } of found) expect(id).toMatch(/^[a-z0-9-]{1,32}$/);
    const title = { zh: '电池', en: 'Batteries' };
    const left = linesOf({ faults }, { lines: [{ id: 'cause-battery', title }] });
    expect(idsOf(left).filter((id) => id.startsWith('cause'))).toEqual([ids[1]]);
  });

  test('the statistics are of all the time, the most frequent first', () => {
    const faults = [...thrice, fault(170, { item: 'ups-2' })];
    expect(statisticsOf(observed({ faults })).map(({ by, value, count: n }) => [by, value, n])).toEqual([
      ['class', 'ups', 4],
      ['item', 'ups-1', 3],
      ['item', 'ups-2', 1],
      ['place', '/dx/xiling', 4],
      ['cause', 'battery', 4],
    ]);
  });
});

describe('what is decided', () => {
  const lines = linesOf({ faults: thrice });
  const decision = { accepted: true, reason: 'x', by: 'pm', at: NOW };

  test('each line that is named is there, once, and not decided', () => {
    const decided = lines.map((line) => (line.id === 'cause-battery' ? { ...line, decision } : line));
    const asked = ['nothing', 'cause-battery', 'more-often', 'more-often'].map((line) => ({ line, accepted: true }));
    expect(decisionFaults(decided, asked)).toEqual([
      { pointer: '/lines/0/line', code: 'unknown' },
      { pointer: '/lines/1/line', code: 'already-decided' },
      { pointer: '/lines/3/line', code: 'named-twice' },
    ]);
  });

  test('accepted ones become the plan, whose window is cut where it would reach into the next slot', () => {
    const plan = { everyMonths: undefined, windowDays: 60, lines: [{ id: 'own', title: { zh: '自有', en: 'Own' } }] };
    const titles = new Map([['battery', { zh: '电池', en: 'Batteries' }]]);
    expect(acceptedInto(plan, lines, titles)).toEqual({
      everyMonths: 1,
      windowDays: 28,
      lines: [plan.lines[0], { id: 'cause-battery', title: { zh: '重点检查：电池', en: 'Look for: Batteries' } }],
    });
    expect(acceptedInto(plan, lines.slice(1), new Map())).toMatchObject({ everyMonths: undefined, windowDays: 60 });
    expect(acceptedInto(plan, [], titles)).toBeUndefined();
  });

  test('a line of a plan may not have the id of one of its checklist, nor come twice', () => {
    const title = { zh: '自有', en: 'Own' };
    const body = { checklist: 'room', lines: ['air', 'own', 'own'].map((id) => ({ id, title })) };
    const checklist = { orgPath: '/dx' as const, ways: ['on-site'] as const, lines: [{ id: 'air' }] };
    const none = new Set<string>();
    const known = {
      contract: undefined,
      isOrganisation: true,
      isCalendar: true,
      items: none,
      inspectors: none,
      skills: none,
      checklist,
    };
    expect(planFaults({ body, former: null }, known)).toEqual([
      { pointer: '/lines/0/id', code: 'already-named' },
      { pointer: '/lines/2/id', code: 'already-named' },
    ]);
  });
});
