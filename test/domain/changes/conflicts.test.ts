/** Conflicts of a change, against a naive look at each millisecond, and the field reports that are about them. */
import fc from 'fast-check';
import {
  type Around,
  type Asked,
  type Conflict,
  conflictsOf,
  type Planned,
  shownTo,
  windowAtStart,
  windowFaults,
} from '../../../domain/changes/conflicts.ts';
import { wordsOfWhy } from '../../../domain/changes/conflict-words.ts';
import type { Freeze } from '../../../domain/changes/freezes.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { offsetsOfYears } from '../../../platform/zones.ts';

const at = (words: string) => Date.parse(words);
const day = (time: string, date = '2026-09-28') => at(`${date}T${time}+08:00`);
const between = (from: string, until: string) => ({ from: day(from), until: day(until) });
const asked: Asked = {
  number: 'CHG-000002',
  type: 'normal',
  items: ['srv-1'],
  orgPath: '/gd',
  services: ['treasury'],
  window: between('21:00', '21:30'),
  implementer: 'li',
};
const nothing: Around = { now: day('08:00'), planned: [], freezes: [], items: {}, neighbours: {}, windows: {} };
const planned = (number: string, from: string, until: string, more: Partial<Planned> = {}): Planned => ({
  number,
  stands: 'fixed',
  items: ['srv-1'],
  window: between(from, until),
  ...more,
});
const freeze = (more: Partial<Freeze>): Freeze => ({
  ref: 'gd@1',
  name: '封网',
  kind: 'freeze',
  organisations: [],
  services: [],
  items: [],
  spans: [],
  ...more,
});
const holds = (all: readonly { from: number; until: number }[], t: number) =>
  all.some(({ from, until }) => from <= t && t < until);
const perItem = <T>(one: fc.Arbitrary<T>) => fc.record({ a: one, b: one, c: one, d: one });
const keyOf = ({ kind, severity, item = '', with: other = '' }: Conflict) => [kind, severity, item, other].join('|');
const told = (found: readonly Conflict[]) => found.map(({ kind, severity, with: other }) => [kind, severity, other]);

describe('R050 a window is half-open', () => {
  const first = planned('CHG-000001', '20:00', '21:00', { implementer: 'li' });
  const third = planned('CHG-000003', '21:30', '22:30');
  const around = { ...nothing, planned: [first, third] };

  test('R050 what begins exactly where another ends is no conflict, nor is its implementer on two items', () => {
    expect(conflictsOf(asked, around)).toEqual([]);
    expect(conflictsOf({ ...asked, items: ['srv-2'] }, around)).toEqual([]);
  });

  test('R050 one millisecond of overlap is one, and names the other', () => {
    const window = { from: day('21:00'), until: day('21:30') + 1 };
    expect(conflictsOf({ ...asked, window }, around)).toEqual([
      {
        key: 'overlap:srv-1:CHG-000003',
        kind: 'overlap',
        severity: 'block',
        waivable: false,
        item: 'srv-1',
        with: 'CHG-000003',
        from: day('21:30'),
        until: day('21:30') + 1,
        why: { code: 'item-taken', params: { item: 'srv-1', change: 'CHG-000003' } },
      },
    ]);
  });

  test('R050 a freeze that begins where the window ends lets it pass', () => {
    const spans = [{ from: day('22:30'), until: day('23:00') }];
    const own = { ...asked, number: 'CHG-000003', window: third.window };
    expect(conflictsOf(own, { ...nothing, freezes: [freeze({ spans })] })).toEqual([]);
    const longer = { ...own, window: { ...own.window, until: own.window.until + 1 } };
    expect(told(conflictsOf(longer, { ...nothing, freezes: [freeze({ spans })] }))).toEqual([
      ['freeze', 'block', 'gd@1'],
    ]);
  });

  test('R050 a window of no length is none', () => {
    const window = between('21:00', '21:00');
    expect(windowFaults(window)).toEqual([{ pointer: '/window/until', code: 'not-after-from' }]);
    expect(() => conflictsOf({ ...asked, window }, nothing)).toThrow(
      new DomainError('invalid-data', 'The window ends before it begins'),
    );
  });

  test('R050 an instant is the same whatever zone it is told in', () => {
    const window = { from: at('2026-09-28T13:00:00Z'), until: at('2026-09-28T13:30:00Z') };
    expect(window).toEqual(asked.window);
    expect(conflictsOf({ ...asked, window }, around)).toEqual([]);
  });
});

describe('R051 a freeze acts in its own period only', () => {
  const national = freeze({
    ref: 'gd-national-day@1',
    name: '国庆封网',
    organisations: ['/gd'],
    spans: [{ from: at('2026-10-01T00:00+08:00'), until: at('2026-10-08T00:00+08:00') }],
  });
  const around: Around = { ...nothing, freezes: [national] };

  test('R051 a change before it passes, at submit and at the start', () => {
    const window = between('20:00', '22:00');
    expect(conflictsOf({ ...asked, window }, around)).toEqual([]);
    const now = day('20:05');
    expect(conflictsOf({ ...asked, window: windowAtStart(window, now) }, { ...around, now })).toEqual([]);
  });

  test('R051 a window that reaches into it is blocked, and it is named', () => {
    const window = { from: at('2026-09-30T23:00+08:00'), until: at('2026-10-01T01:00+08:00') };
    expect(conflictsOf({ ...asked, window }, around)).toEqual([
      {
        key: 'freeze::gd-national-day@1',
        kind: 'freeze',
        severity: 'block',
        waivable: false,
        with: 'gd-national-day@1',
        from: at('2026-10-01T00:00+08:00'),
        until: at('2026-10-01T01:00+08:00'),
        why: { code: 'frozen', params: { freeze: 'gd-national-day@1', name: '国庆封网' } },
      },
    ]);
  });

  test('R051 a start on the third of October is refused, and passes in the first millisecond of the eighth', () => {
    const window = { from: at('2026-10-03T20:00+08:00'), until: at('2026-10-03T22:00+08:00') };
    const startAt = (now: number) => conflictsOf({ ...asked, window: windowAtStart(window, now) }, { ...around, now });
    expect(told(startAt(window.from))).toEqual([['freeze', 'block', 'gd-national-day@1']]);
    expect(told(startAt(at('2026-10-07T23:59:59.999+08:00')))).toHaveLength(1);
    expect(startAt(at('2026-10-08T00:00:00.000+08:00'))).toEqual([]);
  });

  test('R051 a weekly freeze from Friday to Monday lets a plan for Tuesday pass that is submitted on a Saturday', () => {
    const weekend = freeze({
      ref: 'weekend@1',
      spans: [
        {
          zone: 'Asia/Shanghai',
          every: 'week',
          interval: 1,
          weekdays: [5],
          firstDay: '2026-01-02',
          fromMinute: 18 * 60,
          untilMinute: 3 * 1440 + 8 * 60,
          offsets: offsetsOfYears('Asia/Shanghai', [2026, 2027]),
        },
      ],
    });
    const now = day('10:00', '2026-09-26'); // a Saturday
    const on = (date: string) => ({ from: day('07:00', date), until: day('09:00', date) });
    const found = (date: string) =>
      conflictsOf({ ...asked, window: on(date) }, { ...nothing, now, freezes: [weekend] });
    expect(found('2026-09-29')).toEqual([]);
    expect(found('2026-09-28')).toMatchObject([{ from: day('07:00'), until: day('08:00') }]);
  });
});

describe('a change', () => {
  test('meets the implementer who is elsewhere, on whatever item', () => {
    const other = planned('CHG-000009', '21:10', '21:20', { items: ['db-7'], implementer: 'li' });
    expect(conflictsOf(asked, { ...nothing, planned: [other] })).toMatchObject([
      { kind: 'implementer', severity: 'block', waivable: false, with: 'CHG-000009', ...between('21:10', '21:20') },
    ]);
    expect(conflictsOf({ ...asked, implementer: undefined }, { ...nothing, planned: [other] })).toEqual([]);
    expect(conflictsOf({ ...asked, implementer: 'zhao' }, { ...nothing, planned: [other] })).toEqual([]);
  });

  test('is warned of what is asked for and not approved, and of what stands beside its items', () => {
    const wanted = planned('CHG-000007', '21:00', '22:00', { stands: 'asked-for', items: ['srv-1', 'db-7'] });
    const beside = planned('CHG-000008', '21:00', '22:00', { items: ['db-7'] });
    const around: Around = {
      ...nothing,
      planned: [beside, wanted],
      neighbours: { 'srv-1': ['db-7', 'sw-3'] },
      items: { 'srv-1': { orgPath: '/gd', isRetired: false } },
    };
    const found = conflictsOf(asked, around);
    expect(told(found)).toEqual([
      ['overlap', 'warn', 'CHG-000007'],
      ['neighbour', 'warn', 'CHG-000008'],
    ]);
    expect(found.every(({ waivable }) => waivable)).toBe(true);
  });

  test('knows no maintenance window and no neighbour of an item that was retired between, and still what is planned on it', () => {
    const around: Around = {
      ...nothing,
      planned: [planned('CHG-000003', '21:00', '22:00'), planned('CHG-000004', '21:00', '22:00', { items: ['db-7'] })],
      neighbours: { 'srv-1': ['db-7'] },
      windows: { 'srv-1': [] },
    };
    const withItem = (isRetired: boolean) =>
      conflictsOf(asked, { ...around, items: { 'srv-1': { orgPath: '/gd', isRetired } } });
    expect(told(withItem(false)).map(([kind]) => kind)).toEqual(['overlap', 'outside-window', 'neighbour']);
    expect(told(withItem(true)).map(([kind]) => kind)).toEqual(['overlap']);
    expect(told(conflictsOf(asked, around)).map(([kind]) => kind)).toEqual(['overlap']); // it is gone altogether
  });

  test('meets another one that is still at work after its window', () => {
    const late = planned('CHG-000003', '18:00', '19:00', { stands: 'running' });
    expect(conflictsOf(asked, { ...nothing, now: day('20:59'), planned: [late] })).toEqual([]);
    const now = day('21:10');
    expect(
      conflictsOf({ ...asked, window: windowAtStart(asked.window, now) }, { ...nothing, now, planned: [late] }),
    ).toMatchObject([{ kind: 'overlap', severity: 'block', from: now, until: now + 1 }]);
  });

  test('is not in its own way', () => {
    const own = planned('CHG-000002', '21:00', '21:30', { implementer: 'li' });
    expect(conflictsOf(asked, { ...nothing, planned: [own] })).toEqual([]);
  });

  test('of an emergency sees a freeze that its seats may let pass; nothing else yields to it', () => {
    const around: Around = {
      ...nothing,
      planned: [planned('CHG-000003', '21:00', '22:00')],
      freezes: [freeze({ items: ['srv-1'], spans: [between('00:00', '23:00')] })],
    };
    expect(conflictsOf({ ...asked, type: 'emergency' }, around)).toMatchObject([
      { kind: 'freeze', severity: 'block', waivable: true, item: 'srv-1' },
      { kind: 'overlap', severity: 'block', waivable: false },
    ]);
    expect(conflictsOf(asked, around)).toMatchObject([{ waivable: false }, { waivable: false }]);
  });

  test('is frozen with the organisation of an item of another, and warned by an event that is supported', () => {
    const around: Around = {
      ...nothing,
      items: { 'srv-1': { orgPath: '/hn/cs', service: 'budget', isRetired: false } },
      freezes: [
        freeze({ ref: 'hn@1', organisations: ['/hn'], services: ['budget'], spans: [between('21:00', '22:00')] }),
        freeze({ ref: 'hn-all@1', organisations: ['/hn'], services: ['treasury'], spans: [between('21:00', '22:00')] }),
        freeze({ ref: 'congress@1', kind: 'event-support', spans: [between('21:00', '22:00')] }),
      ],
    };
    expect(told(conflictsOf(asked, around))).toEqual([
      ['freeze', 'block', 'hn@1'],
      ['event-support', 'warn', 'congress@1'],
    ]);
  });

  test('is told where it leaves the maintenance window of its item', () => {
    const windows = { 'srv-1': [between('20:00', '21:10'), between('21:20', '23:00')] };
    const items = { 'srv-1': { orgPath: '/gd', isRetired: false } } as const;
    expect(conflictsOf(asked, { ...nothing, items, windows })).toMatchObject([
      { kind: 'outside-window', severity: 'block', item: 'srv-1', ...between('21:10', '21:20') },
    ]);
    expect(conflictsOf(asked, { ...nothing, items, windows: { 'srv-1': [between('21:00', '21:30')] } })).toEqual([]);
    expect(conflictsOf(asked, { ...nothing, items })).toEqual([]);
  });
});

test('each reason has words in both languages, with every place filled', () => {
  const around: Around = {
    now: asked.window.from,
    planned: [
      planned('CHG-000003', '21:00', '22:00', { implementer: 'li' }),
      planned('CHG-000004', '21:00', '22:00', { implementer: 'li', stands: 'asked-for' }),
      planned('CHG-000005', '21:00', '22:00', { items: ['db-7'] }),
    ],
    freezes: [
      freeze({ spans: [between('21:00', '22:00')] }),
      freeze({ kind: 'event-support', spans: [between('21:00', '22:00')] }),
    ],
    items: { 'srv-1': { orgPath: '/gd', isRetired: false } },
    neighbours: { 'srv-1': ['db-7'] },
    windows: { 'srv-1': [] },
  };
  const found = shownTo(conflictsOf(asked, around), new Set(['CHG-000003', 'CHG-000004', 'CHG-000005']));
  const hidden = shownTo(conflictsOf(asked, around), new Set());
  const texts = [...found, ...hidden].map(({ why }) => [why.code, wordsOfWhy(why)] as const);
  expect(new Set(texts.map(([code]) => code)).size).toBe(9);
  for (const [, { zh, en }] of texts) {
    expect(`${zh}${en}`).not.toMatch(/[{}–]|undefined/);
    expect(zh).toMatch(/[\u4E00-\u9FFF]/);
  }
});

test('who may not read the other change sees that the time is taken, and no more', () => {
  const others = [
    planned('CHG-000003', '21:00', '22:00', { implementer: 'li' }),
    planned('CHG-000004', '21:00', '22:00'),
  ];
  const freezes = [freeze({ spans: [between('21:00', '22:00')] })];
  const found = conflictsOf(asked, { ...nothing, planned: others, freezes });
  const shown = shownTo(found, new Set(['CHG-000004']));
  expect(shown).toHaveLength(found.length);
  expect(JSON.stringify(shown)).not.toContain('CHG-000003');
  expect(shown.map(({ kind, why }) => [kind, why.code])).toEqual([
    ['freeze', 'frozen'],
    ['overlap', 'taken'],
    ['overlap', 'item-taken'],
    ['implementer', 'taken'],
  ]);
});

/** Kind, severity, item, other side and instant of everything that stands, asked of each instant by itself. */
function naive(own: Asked, around: Around): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const note = (t: number, ...parts: (string | undefined)[]) => {
    const key = parts.join('|');
    found.set(key, [...(found.get(key) ?? []), t]);
  };
  for (let t = own.window.from; t < own.window.until; t += 1) {
    for (const { ref, kind, spans, organisations, services, items } of around.freezes) {
      const isIn = (path: string) =>
        organisations.length === 0 || organisations.some((one) => `${path}/`.startsWith(`${one}/`));
      const serves = (all: readonly string[]) => services.length === 0 || services.some((one) => all.includes(one));
      const whole = items.length === 0 && isIn(own.orgPath) && serves(own.services);
      const item = own.items.find((id) => {
        const fact = around.items[id];
        const its = fact?.service === undefined ? own.services : [fact.service];
        return (items.length === 0 || items.includes(id)) && isIn(fact?.orgPath ?? own.orgPath) && serves(its);
      });
      if (
        (whole || item !== undefined) &&
        holds(
          spans.map((one) => ('zone' in one ? { from: 0, until: 0 } : one)),
          t,
        )
      )
        note(t, kind, kind === 'freeze' ? 'block' : 'warn', whole ? '' : item, ref);
    }
    for (const { number, stands, items, window, implementer } of around.planned) {
      const isThere =
        holds([window], t) ||
        (stands === 'running' &&
          holds([{ from: Math.min(window.from, around.now), until: Math.max(window.until, around.now + 1) }], t));
      if (number === own.number || !isThere) continue;
      const severity = stands === 'asked-for' ? 'warn' : 'block';
      for (const item of own.items) {
        if (items.includes(item)) note(t, 'overlap', severity, item, number);
        const fact = around.items[item];
        const beside = (around.neighbours[item] ?? []).some((one) => !own.items.includes(one) && items.includes(one));
        if (fact && !fact.isRetired && beside && stands !== 'asked-for') note(t, 'neighbour', 'warn', item, number);
      }
      if (implementer !== undefined && implementer === own.implementer) note(t, 'implementer', severity, '', number);
    }
    for (const item of own.items) {
      const windows = around.windows[item];
      if (windows && around.items[item]?.isRetired === false && !holds(windows, t))
        note(t, 'outside-window', 'block', item, '');
    }
  }
  return found;
}

describe('of whatever is planned', () => {
  const MOST = 24;
  const ITEMS = ['a', 'b', 'c', 'd'];
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: MOST - 1 }), fc.integer({ min: 1, max: 6 }))
    .map(([from, length]) => ({ from, until: from + length }));
  const some = fc.subarray(ITEMS);
  const person = fc.constantFrom('li', 'zhao', undefined);
  const org = fc.constantFrom('/gd' as const, '/gd/gz' as const, '/hn' as const);
  const change = fc.record({
    number: fc.constantFrom('CHG-000001', 'CHG-000002', 'CHG-000003'),
    stands: fc.constantFrom('asked-for' as const, 'fixed' as const, 'running' as const),
    items: some,
    window: stretch,
    implementer: person,
  });
  const frozen = fc.record({
    ref: fc.constantFrom('f@1', 'g@1'),
    name: fc.constant('f'),
    kind: fc.constantFrom('freeze' as const, 'event-support' as const),
    organisations: fc.subarray(['/gd' as const, '/hn' as const]),
    services: fc.subarray(['s']),
    items: fc.oneof(fc.constant([]), some),
    spans: fc.array(stretch, { maxLength: 2 }),
  });
  const world = fc.record({
    now: fc.integer({ min: 0, max: MOST }),
    planned: fc.uniqueArray(change, { selector: ({ number }) => number, maxLength: 3 }),
    freezes: fc.uniqueArray(frozen, { selector: ({ ref }) => ref, maxLength: 2 }),
    items: perItem(
      fc.option(fc.record({ orgPath: org, service: fc.constantFrom('s', undefined), isRetired: fc.boolean() }), {
        nil: undefined,
      }),
    ),
    neighbours: perItem(fc.option(some, { nil: undefined })),
    windows: perItem(fc.option(fc.array(stretch, { maxLength: 3 }), { nil: undefined })),
  });
  const wish = fc.record({
    number: fc.constantFrom('CHG-000001', undefined),
    type: fc.constantFrom('normal', 'emergency'),
    items: some,
    orgPath: org,
    services: fc.subarray(['s', 't']),
    window: stretch,
    implementer: person,
  });

  test('all of it and no more is found, each from its first instant on, in an order of its own', () => {
    fc.assert(
      fc.property(wish, world, (own, around) => {
        const found = conflictsOf(own, around);
        const expected = naive(own, around);
        expect(found.map(keyOf).toSorted()).toEqual([...expected.keys()].toSorted());
        for (const one of found) {
          const instants = expected.get(keyOf(one)) ?? [];
          const first = instants[0] ?? -1;
          let until = first;
          while (instants.includes(until)) until += 1;
          expect([one.from, one.until]).toEqual([first, until]);
          expect(one.waivable).toBe(one.severity === 'warn' || (one.kind === 'freeze' && own.type === 'emergency'));
        }
        const back = { ...around, planned: around.planned.toReversed(), freezes: around.freezes.toReversed() };
        expect(conflictsOf(own, back)).toEqual(found);
        const blocks = found.map(({ severity }) => severity === 'block');
        expect(blocks).toEqual(blocks.toSorted((a, b) => Number(b) - Number(a)));
      }),
      { numRuns: 500 },
    );
  });
});
