/** Inspection plans and checklists: how often, until when, and what stands against one. */
import { type Checklist, checklistFaults, type ChecklistLine } from '../../../domain/inspection/checklist.ts';
import {
  everyOf,
  type InspectionPlan,
  type Known,
  lastDayOf,
  type Owed,
  planFaults,
} from '../../../domain/inspection/plan.ts';
import type { FieldError } from '../../../domain/kernel/units.ts';

const owed = (more: Partial<Owed> = {}): Owed => ({ organisations: ['/dx'], lastDay: '2027-12-31', ...more });
const faults = (all: readonly FieldError[]) => all.map(({ pointer, code }) => `${pointer} ${code}`);

describe('how often', () => {
  test.each([
    ['on-site', false, undefined, 3],
    ['on-site', true, undefined, 1],
    ['phone', false, undefined, 1],
    ['remote', false, 12, 12],
    ['remote', true, 1, 1],
  ] as const)('%s, core %j, of itself %j: every %i months', (way, core, everyMonths, expected) => {
    expect(everyOf({ way, core, everyMonths }, null)).toBe(expected);
    expect(everyOf({ way, core, everyMonths }, owed())).toBe(expected);
    expect(everyOf({ way, core, everyMonths }, owed({ inspections: { [way]: 6 } }))).toBe(6);
  });

  test('the contract holds for its way alone', () => {
    expect(everyOf({ way: 'on-site', core: false }, owed({ inspections: { phone: 6 } }))).toBe(3);
  });

  test('it ends with the plan, or with its contract if that is earlier', () => {
    expect(lastDayOf({}, null)).toBeUndefined();
    expect(lastDayOf({ lastDay: '2026-12-31' }, owed())).toBe('2026-12-31');
    expect(lastDayOf({ lastDay: '2028-12-31' }, owed())).toBe('2027-12-31');
    expect(lastDayOf({}, owed())).toBe('2027-12-31');
  });
});

describe('what stands against a plan', () => {
  const known: Known = {
    contract: undefined,
    isOrganisation: true,
    isCalendar: true,
    items: new Set(['srv-1']),
    checklist: { orgPath: '/dx', ways: ['on-site'] },
    inspectors: new Set(['li']),
    skills: new Set(['server']),
  };
  const body: Partial<InspectionPlan> = {
    title: '机房',
    orgPath: '/dx/donghu',
    way: 'on-site',
    core: false,
    items: ['srv-1'],
    checklist: 'room',
    firstDay: '2026-01-15',
    calendar: 'cn-5x8',
    windowDays: 10,
    inspectors: ['li'],
  };
  const against = (
    more: Partial<InspectionPlan>,
    knows: Partial<Known> = {},
    former: Partial<InspectionPlan> | null = null,
  ) => faults(planFaults({ body: { ...body, ...more }, former }, { ...known, ...knows }));

  test('nothing against a good one', () => {
    expect(against({})).toEqual([]);
    expect(against({ contract: 'c' }, { contract: owed() })).toEqual([]);
  });

  test('all that is wrong is named at once', () => {
    expect(
      against(
        {
          contract: 'nothing',
          items: ['srv-1', 'srv-2', 'srv-1'],
          checklist: 'nothing',
          firstDay: '2026-02-30',
          lastDay: '2026-13-01',
          inspectors: ['li', 'wang', 'li'],
          everyMonths: 12,
          windowDays: 366,
          skills: ['server', 'magic', 'server'],
        },
        { contract: null, isOrganisation: false, isCalendar: false, checklist: null },
      ),
    ).toEqual([
      '/orgPath unknown',
      '/contract unknown',
      '/windowDays too-long',
      '/items/1 unknown',
      '/items/2 already-named',
      '/checklist unknown',
      '/firstDay unknown-date',
      '/lastDay unknown-date',
      '/calendar unknown',
      '/inspectors/1 not-engineer-there',
      '/inspectors/2 already-named',
      '/skills/1 unknown',
      '/skills/2 already-named',
    ]);
  });

  test('fields that the schema refused are not refused twice', () => {
    expect(
      faults(planFaults({ body: {}, former: null }, { ...known, isOrganisation: false, isCalendar: false })),
    ).toEqual([]);
  });

  test('a contract of another branch covers nothing here', () => {
    expect(against({ contract: 'c' }, { contract: owed({ organisations: ['/dx/xiling'] }) })).toEqual([
      '/contract not-covered',
    ]);
    expect(against({ contract: 'c' }, { contract: owed({ organisations: ['/dx/donghu-east'] }) })).toHaveLength(1);
  });

  test('by phone and at core units nobody plans less than a month, but where the contract says so', () => {
    const phone = { checklist: { orgPath: '/dx', ways: ['phone'] } } as const;
    expect(against({ way: 'phone', everyMonths: 3 }, phone)).toEqual(['/everyMonths too-rare']);
    expect(against({ way: 'phone', everyMonths: 1 }, phone)).toEqual([]);
    expect(against({ core: true, everyMonths: 6 })).toEqual(['/everyMonths too-rare']);
    const contract = owed({ inspections: { phone: 6 } });
    expect(against({ way: 'phone', everyMonths: 3, contract: 'c' }, { ...phone, contract })).toEqual([]);
  });

  test('a window is shorter than what lies between two slots', () => {
    const wide = planFaults({ body: { ...body, core: true, windowDays: 29 }, former: null }, known);
    expect(wide).toEqual([{ pointer: '/windowDays', code: 'too-long', params: { most: 28 } }]);
    expect(against({ windowDays: 89 })).toEqual([]);
    expect(
      against({ windowDays: 29, contract: 'c' }, { contract: owed({ inspections: { 'on-site': 1 } }) }),
    ).toHaveLength(1);
  });

  test('a checklist is of the line of the organisation, and for the way', () => {
    expect(against({}, { checklist: { orgPath: '/dx/xiling', ways: ['on-site'] } })).toEqual(['/checklist unknown']);
    expect(against({}, { checklist: { orgPath: '/dx/donghu/linxi', ways: ['on-site'] } })).toEqual([
      '/checklist unknown',
    ]);
    expect(against({}, { checklist: { orgPath: '/dx/donghu', ways: ['remote'] } })).toEqual([
      '/checklist not-for-this-way',
    ]);
  });

  test('what stood in it may stay when it is retired or has left', () => {
    const former = { items: ['srv-old'], inspectors: ['wang'] };
    expect(against({ items: ['srv-old'], inspectors: ['wang'] }, {}, former)).toEqual([]);
  });

  test.each([
    ['2000-12-31', undefined, ['/firstDay too-small']],
    ['2101-01-01', undefined, ['/firstDay too-large']],
    ['2026-02-29', undefined, ['/firstDay unknown-date']],
    ['2026-01-15', '2101-01-01', ['/lastDay too-large']],
    ['2026-01-15', '2026-01-14', ['/lastDay out-of-order']],
    ['2026-01-15', '2026-01-15', []],
  ])('from %s to %s: %j', (firstDay, lastDay, expected) => {
    expect(against({ firstDay, lastDay })).toEqual(expected);
  });
});

describe('what stands against a checklist', () => {
  const words = { zh: '机房', en: 'Room' };
  const line = (id: string, more: Partial<ChecklistLine> = {}): ChecklistLine => ({
    id,
    group: 'room',
    title: words,
    answer: { type: 'state' },
    weight: 1,
    ...more,
  });
  const list = (more: Partial<Checklist> = {}): Checklist => ({
    title: words,
    orgPath: '/dx',
    ways: ['on-site'],
    groups: [{ id: 'room', title: words }],
    lines: [line('a'), line('b', { photo: 'always' })],
    ...more,
  });

  test('nothing against a good one', () => {
    expect(checklistFaults(list(), null)).toEqual([]);
    const limits = line('c', { answer: { type: 'number', unit: '%', min: 5, max: 5 } });
    expect(checklistFaults(list({ lines: [limits] }), list())).toEqual([]);
  });

  test('all that is wrong is named at once', () => {
    const source = list({
      ways: ['on-site', 'phone', 'on-site'],
      groups: [
        { id: 'room', title: words },
        { id: 'dust', title: words },
        { id: 'room', title: words },
      ],
      lines: [
        line('a', { photo: 'abnormal' }),
        line('a', { group: 'nowhere' }),
        line('c', { answer: { type: 'number', unit: '%', min: 5, max: 4 } }),
        line('d', {
          answer: {
            type: 'choice',
            choices: [
              { id: 'x', title: words },
              { id: 'x', title: words },
            ],
          },
        }),
      ],
      reason: 'x',
    });
    expect(faults(checklistFaults(source, null))).toEqual([
      '/reason not-withdrawn',
      '/ways/2 already-named',
      '/groups/2/id already-named',
      '/groups/1 unused',
      '/lines/1/id already-named',
      '/lines/0/photo not-by-phone',
      '/lines/1/group unknown',
      '/lines/2/answer/max out-of-order',
      '/lines/3/answer/choices/1/id already-named',
    ]);
  });

  test('one that withdraws alters nothing else', () => {
    const former = list();
    expect(checklistFaults({ ...former, withdrawn: true, reason: '换新表' }, former)).toEqual([]);
    expect(faults(checklistFaults(list({ withdrawn: true, ways: ['remote'] }), former))).toEqual([
      '/reason required',
      '/ways withdrawal-only',
    ]);
    expect(faults(checklistFaults(list({ withdrawn: true, reason: 'x' }), null))).toEqual(['/withdrawn not-published']);
  });
});
