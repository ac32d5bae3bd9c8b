import { type Candidate, itemFaults, type Known } from '../../../domain/items/faults.ts';
import { isRetired, type ItemBody, statusAt } from '../../../domain/items/item.ts';
import { isAddress, type KindField, kindFaults, kindProblems } from '../../../domain/items/kinds.ts';
import { isInWindow, windowCalendar } from '../../../domain/items/maintenance.ts';
import { itemKinds, itemRelations, items as sample } from '../../../models/migrations/seeds/items.ts';
import { applications, organisations, people, teams } from '../../../models/migrations/seeds/sample.ts';
import { at, pinsOf } from '../../support/sample.ts';

const byId = <T extends { _id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row._id, row]));
const idsOf = (rows: readonly { _id: string }[]) => new Set(rows.map(({ _id }) => _id));
const known: Known = {
  kinds: byId(itemKinds),
  relations: byId(itemRelations),
  items: new Map(sample.map((one) => [one._id, { kind: one.kind, isRetired: isRetired(one, 0) }])),
  organisations: idsOf(organisations),
  applications: idsOf(applications),
  people: idsOf(people),
  teams: idsOf(teams),
  calendars: new Set(['cn-5x8']),
  neededBy: new Map(),
};
const good: ItemBody = {
  name: '报表服务器',
  kind: 'server',
  orgPath: '/dx',
  application: 'decision',
  maintainers: ['eng-dx-1'],
  teams: ['dx-l2'],
  maintenance: { calendar: 'cn-5x8' },
  status: 'in-use',
  fields: { model: 'NF5280', address: '10.1.8.77' },
  relations: [{ type: 'connects', to: 'net-core-1' }],
};
const of = (more: Partial<ItemBody>, rest: Partial<Candidate> = {}): Candidate => {
  const body = { ...good, ...more };
  return { id: 'srv-report', body, former: null, isRetired: isRetired(body, 0), ...rest };
};
const faults = (candidate: Candidate, with_: Partial<Known> = {}) =>
  itemFaults({ ...known, ...with_ }, candidate).map(({ pointer, code }) => `${pointer} ${code}`);

test('each item of the sample organisation may be stored, and so may a good one', () => {
  for (const { _id, ...body } of sample)
    expect([_id, faults({ id: _id, body, former: null, isRetired: isRetired(body, 0) })]).toEqual([_id, []]);
  expect(faults(of({}))).toEqual([]);
});

test.each<[string, Partial<ItemBody>, string[]]>([
  ['a kind that nobody knows', { kind: 'robot' }, ['/kind unknown', '/relations/0 kinds-do-not-relate']],
  ['a field missing', { fields: { model: 'x' } }, ['/fields/address required']],
  ['a field of another kind', { fields: { ...good.fields, carrier: 'x' } }, ['/fields/carrier unknown-field']],
  ['an organisation that is none', { orgPath: '/dx/moon' }, ['/orgPath unknown']],
  ['an application that is none', { application: 'moon' }, ['/application unknown']],
  [
    'people and teams that are not there, or twice',
    { maintainers: ['ghost', 'owner', 'owner'], teams: ['moon'] },
    ['/maintainers/0 unknown', '/maintainers/2 named-twice', '/teams/0 unknown'],
  ],
  ['a calendar that is none', { maintenance: { calendar: 'moon' } }, ['/maintenance/calendar unknown']],
  [
    'a window that ends before it begins',
    { maintenance: { calendar: 'cn-5x8', week: [[[60, 60]], [], [], [], [], [], []] } },
    ['/maintenance/week/0/0 out-of-order'],
  ],
  [
    'a window that never opens',
    { maintenance: { calendar: 'cn-5x8', week: [[], [], [], [], [], [], []] } },
    ['/maintenance/week never-open'],
  ],
  [
    'relations to nothing, to itself, to what is retired, of no type, twice',
    {
      relations: [
        { type: 'connects', to: 'ghost' },
        { type: 'stands-by', to: 'srv-report' },
        { type: 'stands-by', to: 'srv-old' },
        { type: 'loves', to: 'net-core-1' },
        { type: 'connects', to: 'net-core-1' },
        { type: 'connects', to: 'net-core-1' },
      ],
    },
    [
      '/relations/0/to unknown',
      '/relations/1/to itself',
      '/relations/2/to retired',
      '/relations/3/type unknown',
      '/relations/5 named-twice',
    ],
  ],
  [
    'kinds that stand in no such relation',
    { relations: [{ type: 'runs-on', to: 'net-core-1' }] },
    ['/relations/0 kinds-do-not-relate'],
  ],
  ['a successor without an end', { successor: 'srv-app-1' }, ['/successor not-retiring']],
  ['a successor that is retired', { status: 'retired', successor: 'srv-old' }, ['/successor unknown']],
  ['itself as its successor', { status: 'retired', successor: 'srv-report' }, ['/successor unknown']],
])('%s is refused, with its place', (_, more, expected) => {
  expect(faults(of(more))).toEqual(expected);
});

test('what stood there before is left alone, though the registers have moved on', () => {
  const former: Partial<ItemBody> = { ...good, fields: { ...good.fields, gone: 'x' } };
  const moved: Partial<Known> = {
    items: new Map(),
    organisations: new Set(),
    applications: new Set(),
    people: new Set(),
    teams: new Set(),
    calendars: new Set(),
    kinds: new Map([...known.kinds].map(([id, kind]) => [id, { ...kind, open: false }])),
    relations: new Map([...known.relations].map(([id, type]) => [id, { ...type, open: false }])),
  };
  expect(faults(of({ fields: { ...good.fields, gone: 'x' } }, { former }), moved)).toEqual([]);
  expect(faults(of({ fields: { ...good.fields, gone: 'y' } }, { former }), moved)).toEqual([
    '/fields/gone unknown-field',
  ]);
  expect(faults(of({ kind: 'link' }, { former }))).toContain('/kind immutable');
});

test('an item is not retired while another stands on it, unless something takes its place', () => {
  const needed = { neededBy: new Map([['srv-report', ['app-payment']]]) };
  const ending = { former: good };
  expect(faults(of({ status: 'retired' }, ending), needed)).toEqual(['/status still-needed']);
  expect(faults(of({ status: 'retired', successor: 'srv-app-1' }, ending), needed)).toEqual([]);
  expect(faults(of({ retiresAt: 1 }, ending), needed)).toEqual([]); // not yet
});

test('retired by its status, or from the named instant on', () => {
  expect([isRetired({ status: 'in-use', retiresAt: 5 }, 4), isRetired({ status: 'in-use', retiresAt: 5 }, 5)]).toEqual([
    false,
    true,
  ]);
  expect(statusAt({ status: 'planned', retiresAt: 5 }, 5)).toBe('retired');
  expect(statusAt({ status: 'planned' }, 5)).toBe('planned');
});

const kind = (fields: KindField[]) => ({ title: { zh: '一', en: 'one' }, open: true, fields });
const spec = (type: KindField['type'], more: Partial<KindField> = {}): KindField => ({
  key: 'f',
  title: { zh: '一', en: 'one' },
  type,
  ...more,
});
test.each<[KindField['type'], unknown[], unknown[]]>([
  ['text', ['a'], [1, true, ['a']]],
  ['texts', [['a', 'b'], []], ['a', 1]],
  ['whole', [1, -3], [1.5, '1', 2 ** 60]],
  ['amount', [0, 12.34], [-1, 1.234, '1', 1e15]],
  ['yes-no', [true], ['yes', 1]],
  ['choice', ['red'], ['blue', 1]],
  ['day', ['2026-02-28'], ['2026-02-30', '28.2.2026', 1]],
  ['address', ['10.1.8.11', 'fe80::1', '::', '1:2:3:4:5:6:7:8'], ['10.1.8', '10.1.8.256', '1::2::3', 'x::1', '1:2:3']],
])('a field of type %s takes %j and refuses %j', (type, right, wrong) => {
  const one = kind([spec(type, type === 'choice' ? { values: ['red'] } : {})]);
  for (const value of right) expect([value, kindFaults(one, { f: value as string })]).toEqual([value, []]);
  for (const value of wrong) expect([value, kindFaults(one, { f: value as string }).length]).toEqual([value, 1]);
});

test('an address of two halves is whole only with fewer than eight groups', () => {
  expect(['1:2:3:4:5:6:7::', '1:2:3:4::5:6:7:8', ''].map(isAddress)).toEqual([true, false, false]);
});

test('a kind with a key twice, a choice of nothing, values of what is none, or another type is refused', () => {
  const former = [spec('text')];
  expect(kindProblems([spec('whole')], former)).toEqual([{ pointer: '/fields/0/type', code: 'immutable' }]);
  expect(
    kindProblems([
      spec('choice'),
      spec('text', { values: ['x'] }),
      { ...spec('choice', { values: ['x', 'x'] }), key: 'g' },
    ]),
  ).toEqual([
    { pointer: '/fields/0/values', code: 'required' },
    { pointer: '/fields/1/key', code: 'named-twice' },
    { pointer: '/fields/1/values', code: 'not-a-choice' },
    { pointer: '/fields/2/values', code: 'named-twice' },
  ]);
});

const policy = { id: 'x', version: 1, clocks: {}, terms: {} };
const office = pinsOf('/dx', policy).snapshots['cn-5x8@1'];
test('a window is half-open, in the zone of its calendar, every week alike, over midnight too', () => {
  if (!office) throw new Error('no calendar');
  const weekend = { calendar: 'cn-5x8', week: [[], [], [], [], [], [[22 * 60, 30 * 60] as const], []] };
  const span = (from: string, until: string) => isInWindow(weekend, office, { from: at(from), until: at(until) });
  expect(span('2026-02-14 22:00', '2026-02-15 06:00')).toBe(true); // a make-up workday is a Saturday all the same
  expect(span('2026-02-14 21:59', '2026-02-14 23:00')).toBe(false);
  expect(span('2026-02-15 05:00', '2026-02-15 06:01')).toBe(false);
  expect(span('2026-02-15 06:00', '2026-02-15 06:00')).toBe(true);
  expect(windowCalendar({ calendar: 'cn-5x8' }, office)).toBe(office);
  expect(
    isInWindow({ calendar: 'cn-5x8' }, office, { from: at('2026-02-13 09:00'), until: at('2026-02-13 12:00') }),
  ).toBe(true);
});
