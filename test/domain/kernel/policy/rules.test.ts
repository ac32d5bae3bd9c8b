/** What keeps a register from being published, fault by fault, and what lists of holidays make of a calendar. */
import { approvalProblems, undecidableStage } from '../../../../domain/kernel/policy/approval-rules.ts';
import { calendarProblems, definitionProblems, holidayRules } from '../../../../domain/kernel/policy/calendar-rules.ts';
import {
  type Entry,
  listedEntries,
  listedInPieces,
  USUAL_WORDS,
} from '../../../../domain/kernel/policy/holiday-entries.ts';
import {
  holidayLines,
  type Listed,
  listedDays,
  onePerDate,
  silentYears,
  withHolidays,
  withinYears,
} from '../../../../domain/kernel/policy/holidays.ts';
import { horizonTemplate, horizonTemplates } from '../../../../domain/kernel/policy/horizon.ts';
import {
  contractsOverlap,
  namedIn,
  policiesOverlap,
  policyProblems,
} from '../../../../domain/kernel/policy/publication.ts';
import { recordTemplate, recordTemplates } from '../../../../domain/kernel/policy/record-alarms.ts';
import { withdrawalFaults } from '../../../../domain/kernel/policy/withdrawal.ts';
import type { ClockDefinition } from '../../../../domain/kernel/clocks/clocks.ts';
import type { AnyProcess, FieldError } from '../../../../domain/kernel/process.ts';
import type { DateRule, Frame } from '../../../../domain/kernel/time/calendar.ts';
import { seat, stage } from '../../../support/ballots.ts';
import { calendar, definitionOf } from '../clocks/vectors.ts';

const fill = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const said = (faults: readonly FieldError[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`);
const office: Frame[] = [[540, 1080]];
const week = [office, office, office, office, office, [], []];

test('every alarm and every reason has its words', () => {
  const reasons = ['near', 'provisional', 'ended', 'behind'] as const;
  expect(reasons.map(horizonTemplate).toSorted()).toEqual(Object.keys(horizonTemplates).toSorted());
  const alarms = ['late', 'unsound', 'missing', 'broken', 'unverified'] as const;
  expect(alarms.map(recordTemplate).toSorted()).toEqual(Object.keys(recordTemplates).toSorted());
});

test('a version that withdraws says why, of what is in force, and nothing else', () => {
  type Version = { name: string; list: number[]; reason?: string; withdrawn?: true; more?: string };
  const former: Version = { name: 'x', list: [1], reason: 'Then' };
  const gone: Version = { ...former, withdrawn: true, reason: 'Dangerous' };
  expect(withdrawalFaults(gone, former)).toEqual([]);
  const { reason: _why, ...bare } = gone;
  expect(said(withdrawalFaults(bare, former))).toEqual(['/reason required']);
  expect(said(withdrawalFaults(gone, null))).toEqual(['/withdrawn not-published']);
  expect(said(withdrawalFaults(gone, gone))).toEqual(['/withdrawn withdrawn-before']);
  const altered: Version = { ...gone, list: [1, 2], more: 'y' };
  expect(said(withdrawalFaults(altered, former))).toEqual(['/list withdrawal-only', '/more withdrawal-only']);
});

const roleAt = (id: string, orgPath?: '/dx' | '/dy') => ({
  id,
  of: { role: 'supervisor' as const, ...(orgPath ? { orgPath } : {}) },
});

const chair = (id: string) => seat(id, { chair: true });

describe('approval policies', () => {
  const known = { parties: ['requester', 'customer'], never: ['requester'] };
  const faults = (...stages: Parameters<typeof stageOf>[0][]) =>
    said(approvalProblems({ stages: stages.map(stageOf) }, known));

  test('seats are told apart by whom they are for: person, party, role and where', () => {
    const one = ['ann', 'customer'].map((id) => seat(id));
    const party = { id: 'p', of: { party: 'customer' } };
    expect(faults([...one, party, roleAt('a'), roleAt('b', '/dx'), roleAt('c', '/dy')])).toEqual([]);
    expect(faults([roleAt('a', '/dx'), party, roleAt('c', '/dx'), { ...party, id: 'q' }])).toEqual([
      '/stages/0/seats/2/of said-twice',
      '/stages/0/seats/3/of said-twice',
    ]);
    expect(faults([seat('ann')], [seat('bob'), seat('ann2', { of: { person: 'ann' } })])).toEqual([]);
    expect(faults([seat('ann'), seat('bob')], [seat('cai'), { ...seat('dan'), id: 'bob' }])).toEqual([
      '/stages/1/seats/1/id said-twice',
    ]);
    expect(faults([seat('ann', { deputy: 'bob' }), { ...party, deputy: 'customer' }])).toEqual([]);
  });

  test('chairs beyond the first are named, and what means nothing without a quorum', () => {
    expect(
      said(
        approvalProblems(
          { stages: [stage('cab', 'quorum', seat('x'), chair('a'), seat('y'), chair('b'), chair('c'))] },
          known,
        ),
      ),
    ).toEqual(['/stages/0/seats/3/chair said-twice', '/stages/0/seats/4/chair said-twice']);
    expect(faults([seat('a'), seat('b', { required: true }), chair('c')])).toEqual([
      '/stages/0/seats/1/required only-quorum',
      '/stages/0/seats/2/chair only-quorum',
    ]);
  });

  test('a seat that only a case fills is taken to be filled; one person fills one seat of a stage', () => {
    const stages = [
      { ...stage('one', 'all', seat('a')), not: ['customer'] },
      stage('cab', 'quorum', seat('c', { chair: true }), seat('d', { required: true })),
    ];
    expect(undecidableStage({ stages }, {})).toEqual([]);
    expect(undecidableStage({ stages }, { c: ['ann'], d: ['ann'] })).toEqual([]);
    expect(undecidableStage({ stages, order: 'parallel' }, { c: [], d: ['ann'] })).toMatchObject([
      { pointer: '/stages/1', code: 'undecidable' },
    ]);
  });
});
const stageOf = (seats: Parameters<typeof stage>[2][], n = 0) => stage(`s${n}`, 'all', ...seats);

const defined = (edit: Partial<ClockDefinition>) =>
  said(definitionProblems({ ...definitionOf('resolution'), ladder: [], ...edit }));

const rung = (more: object) => ({ id: 'a', to: ['team'], channel: ['inbox'], ...more });

const rules = (days: Frame[][], date = '2026-05-09', isOffDay = false) =>
  holidayRules([{ date, name: 'x', isOffDay }], days)[date];

describe('calendars', () => {
  const cn = calendar('cn');
  const faults = (edit: Partial<typeof cn>) => said(calendarProblems({ ...cn, ...edit }));

  test('frames begin within their day and end within the next; a day that is like another names one of the week', () => {
    const at = (...frame: Frame) => faults({ week: [[frame], [], [], [], [], [], []] });
    const bad = ['/week/0/0 frame-out-of-bounds'];
    expect([at(0, 1), at(1439, 1440), at(0, 2880)]).toEqual([[], [], []]);
    expect([at(-1, 5), at(1440, 1441), at(5, 5), at(6, 5), at(0, 2881), at(0, 1.5), at(0.5, 5)]).toEqual(fill(7, bad));
    const dated = (rule: DateRule) => faults({ dates: { '2026-05-01': rule } });
    expect([
      dated('closed'),
      dated({ like: 1 }),
      dated({ like: 7 }),
      dated({ open: [[1, 2]] }),
      dated({ set: [] }),
    ]).toEqual(fill(5, []));
    expect([dated({ like: 0 } as never), dated({ like: 8 } as never)]).toEqual(
      fill(2, ['/dates/2026-05-01 unknown-day']),
    );
    expect(
      dated({
        open: [
          [1, 2],
          [2, 1],
        ],
      }),
    ).toEqual(['/dates/2026-05-01/1 frame-out-of-bounds']);
    expect(faults({ dates: { '2026-13-01': { like: 9 } as never } })).toEqual([
      '/dates/2026-13-01 unknown-date',
      '/dates/2026-13-01 unknown-day',
    ]);
  });

  test('it is open at some time, and covers some; one that is always open needs neither week nor dates', () => {
    const empty: Frame[][] = [[], [], [], [], [], [], []];
    const only = (rule: DateRule) => faults({ week: empty, dates: { '2026-05-01': rule } });
    expect([only({ open: [[1, 2]] }), only({ set: [[1, 2]] })]).toEqual([[], []]);
    expect([only('closed'), only({ set: [] }), only({ like: 1 })]).toEqual(fill(3, ['/week never-open']));
    expect(faults({ coveredFrom: 5, coveredUntil: 5 })).toEqual(['/coveredUntil coverage-empty']);
    expect(faults({ always: true, week: [], dates: { x: 'closed' }, coveredFrom: 5, coveredUntil: 5 })).toEqual([]);
    expect(
      faults({
        offsets: [
          [0, 480],
          [1, 540],
        ],
      }),
    ).toEqual([]);
    expect(
      faults({
        offsets: [
          [0, 480],
          [-1, 540],
        ],
      }),
    ).toEqual(['/offsets/1 not-ascending']);
    expect(
      faults({
        offsets: [
          [0.5, 480],
          [1, 1.5],
        ],
      }),
    ).toEqual(['/offsets/0 not-ascending', '/offsets/1 not-ascending']);
    expect(faults({ always: true, offsets: [] })).toEqual(['/offsets required']);
  });

  test('clocks: lengths, thresholds and repeats that are such', () => {
    const ladder = (...more: object[]) => defined({ ladder: more.map(rung) });
    expect([
      ladder({ percent: 0 }),
      ladder({ beforeMs: 0 }),
      ladder({ afterMs: 5 }),
      ladder({ percent: 12.5 }),
    ]).toEqual(fill(4, []));
    const odd = ['/ladder/0 not-one-threshold'];
    expect([
      ladder({}),
      ladder({ percent: -1 }),
      ladder({ beforeMs: 1.5 }),
      ladder({ afterMs: 0.5 }),
      ladder({ percent: Number.NaN }),
      ladder({ percent: 5, afterMs: 5 }),
    ]).toEqual(fill(6, odd));
    expect([ladder({ percent: 5, id: '' }), ladder({ percent: 5, id: 'a#2' })]).toEqual(
      fill(2, ['/ladder/0/id not-unique']),
    );
    expect(ladder({ percent: 5 }, { percent: 6, id: 'b' }, { percent: 7 })).toEqual(['/ladder/2/id not-unique']);
    const repeat = (everyMs: number, times: number) => ladder({ percent: 5, repeat: { everyMs, times } });
    expect([repeat(1, 1), repeat(1, 20)]).toEqual([[], []]);
    expect([repeat(0, 1), repeat(1.5, 1), repeat(1, 0), repeat(1, 21), repeat(1, 1.5)]).toEqual(
      fill(5, ['/ladder/0/repeat not-a-repeat']),
    );
    expect(defined({ targets: [{ ms: 1 }, { until: 'x' }, { ms: 0 }] as never })).toContain(
      '/targets/2/ms not-a-length',
    );
    expect(
      defined({
        quietHours: [
          [1, 2],
          [5, 4],
        ],
      }),
    ).toEqual(['/quietHours/1 frame-out-of-bounds']);
    const until = { targets: [{ ms: 1 }, { until: 'x' }] } as never as ClockDefinition;
    expect(
      defined({
        ...until,
        pause: [{}],
        countStopped: true,
        ladder: [rung({ beforeMs: 1 }), rung({ id: 'b', percent: 5 })] as never,
      }),
    ).toEqual(['/pause not-with-until', '/countStopped not-with-until', '/ladder/1/percent not-with-until']);
    expect(defined({ pause: [], countStopped: true })).toEqual([]);
  });

  test('a make-up workday is like the first day that is worked; a day off closes what would be open', () => {
    expect(rules(week)).toEqual({ like: 1 });
    expect(rules([[], office, office, [], [], [], []])).toEqual({ like: 2 });
    expect(rules([[], office, office, [], [], office, []])).toEqual({ like: 6 }); // its own weekday is worked
    expect(rules([[], [], [], [], [], [], []])).toBeUndefined();
    expect([rules([]), rules([], '2026-05-09', true)]).toEqual([undefined, 'closed']);
    expect([rules(week, '2026-05-09', true), rules(week, '2026-05-08', true)]).toEqual([undefined, 'closed']);
  });
});

const clock = (more: object = {}) =>
  ({
    key: 'answer',
    kind: 'sla',
    calendar: 'always',
    targets: [{ ms: 1 }],
    start: [{ on: ['asked'] }],
    ...more,
  }) as unknown as ClockDefinition;

const process = (policy: object | undefined, shipped: object = {}) =>
  ({ key: 'x', lifecycle: [], clocks: { shipped }, ...(policy ? { policy } : {}) }) as unknown as AnyProcess;

const over = (one: string[], other: string[], more: object = {}) =>
  policiesOverlap({ organisations: one, ...more }, { organisations: other });

describe('policies', () => {
  const rich = process({
    events: ['asked'],
    fields: { tier: ['L1'], service: 'any' },
    instants: ['due'],
    terms: { days: 'number' },
    parts: { step: { fields: { role: 'any' }, instants: ['planned'] } },
  });
  const faults = (more: object = {}, terms: object = {}, of = rich) =>
    said(policyProblems(of, { clocks: { answer: clock(more) }, terms: terms as never }));
  const at = '/clocks/answer';

  test('a process without words of its own knows no event, field, instant, part or term', () => {
    const bare = process(undefined);
    expect(faults({}, { days: 1 }, bare)).toEqual([`${at}/start/0/on/0 unknown-event`, '/terms/days unknown']);
    const more = { start: [{ enters: { tier: ['L1'] } }], targets: [{ until: 'due' }] };
    expect(faults(more, {}, bare)).toEqual([
      `${at}/targets/0/until unknown`,
      `${at}/start/0/enters/tier unknown-field`,
    ]);
    expect(faults({ ...more, per: 'step' }, {}, bare)).toContain(`${at}/per unknown`);
  });

  test('timers by which the process moves must be there, as timers', () => {
    const timed = process(
      { events: ['asked'] },
      { answer: { key: 'answer', kind: 'timer' }, other: { key: 'other', kind: 'sla' } },
    );
    expect(faults({}, {}, timed)).toEqual(['/clocks/answer clock-required']);
    expect(faults({ kind: 'timer' }, {}, timed)).toEqual([]);
    expect(said(policyProblems(timed, { clocks: {}, terms: {} }))).toEqual(['/clocks/answer clock-required']);
  });

  test('conditions name fields that are watched, with values that they can have', () => {
    const when = (condition: object) =>
      faults({ start: [{ enters: condition }] }).map((one) => one.replace(`${at}/start/0/enters`, ''));
    expect([when({ tier: ['L1'] }), when({ service: ['anything', 'x'] })]).toEqual([[], []]);
    expect([
      when({ tier: ['L1', 'L9'] }),
      when({ tier: [] }),
      when({ tier: undefined }),
      when({ nope: ['x'] }),
      when({}),
    ]).toEqual([['/tier/1 unknown'], ['/tier required'], ['/tier required'], ['/nope unknown-field'], [' required']]);
    expect(faults({ targets: [{ ms: 1, when: {} }], start: [{ on: ['asked'], if: {} }] })).toEqual([]);
  });

  test('clocks of parts name what parts have, and have one life', () => {
    const part = { per: 'step', start: [{ enters: { role: ['engineer'] } }], targets: [{ until: 'planned' }] };
    expect(faults(part)).toEqual([]);
    expect(faults({ ...part, resume: [], restart: [], countStopped: false })).toEqual(
      ['resume', 'restart', 'countStopped'].map((name) => `${at}/${name} not-with-per`),
    );
    expect(faults({ ...part, start: [{ enters: { tier: ['L1'] } }], targets: [{ until: 'due' }] })).toEqual([
      `${at}/targets/0/until unknown`,
      `${at}/start/0/enters/tier unknown-field`,
    ]);
  });

  test('steps tell somebody, by some way, in words that are known; terms have their type', () => {
    const step = (more: object) =>
      faults({ ladder: [{ id: 'a', percent: 50, to: ['team'], channel: ['inbox'], ...more }] });
    expect([
      step({ to: ['supervisor', 'org-parent:team-lead', 'org-parent:supervisor'] }),
      step({ channel: ['sms', 'mail'] }),
    ]).toEqual([[], []]);
    expect([
      step({ to: [] }),
      step({ channel: [] }),
      step({ to: ['team', 'nobody', 'org-parent:x'] }),
      step({ channel: ['pigeon'] }),
    ]).toEqual([
      [`${at}/ladder/0/to required`],
      [`${at}/ladder/0/channel required`],
      [`${at}/ladder/0/to/1 unknown`, `${at}/ladder/0/to/2 unknown`],
      [`${at}/ladder/0/channel/0 unknown`],
    ]);
    expect([faults({}, { days: 2 }), faults({}, { days: '2' }), faults({}, { toString: 1 })]).toEqual([
      [],
      ['/terms/days wrong-type'],
      ['/terms/toString unknown'],
    ]);
    expect([
      faults({ calendar: undefined }),
      faults({ calendar: 'mine' }),
      faults({ targets: [{ ms: 1, calendar: 'mine' }] }),
    ]).toEqual([[], [`${at}/calendar unknown`], [`${at}/targets/0/calendar unknown`]]);
  });

  test('words of registers are found wherever conditions stand', () => {
    const clocks = {
      answer: clock({
        targets: [{ ms: 1, when: { service: ['pay', 7] } }],
        start: [{ enters: { service: ['a'] }, leaves: { service: ['b'] }, if: { service: ['c'], team: ['t'] } }],
        cancel: [{ on: ['asked'], if: { service: ['d'] } }],
        pause: [{ service: ['e'] }],
      }),
    };
    expect(namedIn(clocks, 'service')).toEqual([
      { pointer: `${at}/targets/0/when/service/0`, word: 'pay' },
      { pointer: `${at}/start/0/enters/service/0`, word: 'a' },
      { pointer: `${at}/start/0/leaves/service/0`, word: 'b' },
      { pointer: `${at}/start/0/if/service/0`, word: 'c' },
      { pointer: `${at}/cancel/0/if/service/0`, word: 'd' },
      { pointer: `${at}/pause/0/service/0`, word: 'e' },
    ]);
    expect(namedIn({ answer: clock() }, 'service')).toEqual([]);
  });

  test('two hold for the same place, or not', () => {
    expect([
      over([], []),
      over(['/dx'], []),
      over([], ['/dx']),
      over(['/dx'], ['/dx', '/dy']),
      over(['/dx'], ['/dy']),
    ]).toEqual([true, false, false, true, false]);
    expect(over(['/dx'], ['/dx'], { byContract: true })).toBe(false);
    expect(policiesOverlap({ organisations: [] }, { organisations: [], byContract: true })).toBe(false);
    const contract = { organisations: ['/dx'], applications: [] as string[], inForceFrom: 10, inForceUntil: 20 };
    const both = (more: object, one: object = {}) =>
      contractsOverlap({ ...contract, ...one }, { ...contract, ...more });
    expect([
      both({}),
      both({ inForceFrom: 20, inForceUntil: 30 }),
      both({ inForceFrom: 0, inForceUntil: 10 }),
      both({ inForceFrom: 19, inForceUntil: 30 }),
    ]).toEqual([true, false, false, true]);
    expect([
      both({ organisations: ['/dy'] }),
      both({ applications: ['pay'] }),
      both({}, { applications: ['pay'] }),
    ]).toEqual([false, false, false]);
    expect([
      both({ applications: ['pay'] }, { applications: ['pay', 'x'] }),
      both({ applications: ['y'] }, { applications: ['x'] }),
    ]).toEqual([true, false]);
  });
});

const off = (date: string, name = 'x'): Listed => ({ date, name, kind: 'off' });
const work = (date: string, name = 'x'): Listed => ({ date, name, kind: 'work' });
const unknown = (date: string, name = 'x'): Listed => ({ date, name, kind: 'unknown' });

const aroundNewYear = ['2026-12-28', '2026-12-30', '2026-12-31', '2027-01-01', '2027-12-31', '2028-01-01'].map((date) =>
  off(date),
);

describe('lists of holidays', () => {
  test('each date once, in order; what is known goes before what is not, and a contradiction is known of neither', () => {
    const contradicted: string[] = [];
    const rows = [
      off('2027-03-01'),
      unknown('2027-01-01'),
      off('2027-02-01'),
      off('2027-01-01', 'y'),
      unknown('2027-02-01'),
    ];
    const tell = ({ date, kind }: Listed) => contradicted.push(`${date} ${kind}`);
    expect(onePerDate(rows, tell)).toEqual([off('2027-01-01', 'y'), off('2027-02-01'), off('2027-03-01')]);
    expect(contradicted).toEqual([]);
    const disputed = [
      off('2027-01-01'),
      work('2027-01-01'),
      off('2027-01-01'),
      unknown('2027-01-01'),
      work('2027-01-01'),
    ];
    expect(onePerDate(disputed, tell)).toEqual([unknown('2027-01-01')]);
    expect(contradicted).toEqual(['2027-01-01 work', '2027-01-01 off', '2027-01-01 work']);
    expect(
      listedDays([
        null,
        { date: '2027-02-30', name: 'x', isOffDay: true },
        { date: '2027-01-01', name: 'x', isOffDay: false },
      ]),
    ).toEqual({
      listed: [work('2027-01-01')],
      errors: [{ pointer: '/days/1/date', code: 'unknown-date' }],
    });
  });

  test('what lies in the years, with the run before New Year; years of which nothing is known', () => {
    expect(withinYears(aroundNewYear, [2027, 2027]).map(({ date }) => date)).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-12-31',
    ]);
    expect(silentYears([off('2026-05-01'), unknown('2027-05-01')], [2025, 2028])).toEqual([2025, 2027, 2028]);
  });

  test('the run at the end of December that the next year’s list brought stays, over days that are closed anyway', () => {
    const dates: Record<string, DateRule> = { '2026-06-01': 'closed', '2026-12-30': 'closed', '2027-01-01': 'closed' };
    const dropped = (days: Frame[][], list = [off('2026-05-01')], manner = {}) =>
      holidayLines({ week: days, dates, years: [2026, 2027] }, list, [2026, 2026], manner)
        .filter(({ kind }) => kind === 'dropped')
        .map(({ date }) => date);
    expect(dropped(week)).toEqual(['2026-06-01', '2026-12-30']); // Thursday the 31st is worked
    expect(dropped([office, office, office, [], office, [], []])).toEqual(['2026-06-01']);
    expect(dropped([])).toEqual(['2026-06-01']);
    const ended: Record<string, DateRule> = Object.fromEntries(
      [25, 28, 29, 30, 31].map((day) => [`2026-12-${day}`, 'closed']),
    );
    const opened = { ...ended, '2027-01-01': 'closed', '2026-12-27': { open: [[1, 2]] } } as Record<string, DateRule>;
    const lines = (all: Record<string, DateRule>) =>
      holidayLines({ week, dates: all, years: [2026, 2027] }, [off('2026-05-01')], [2026, 2026]).map(
        ({ date }) => date,
      );
    expect(lines({ ...ended, '2027-01-01': 'closed' })).toEqual(['2026-05-01']);
    expect(lines(opened)).toEqual(['2026-05-01', '2026-12-25']); // open on the 27th: the run ends there
    expect(dropped(week, [work('2026-05-09')])).toEqual([]); // it speaks of no days off
    expect(dropped(week, [off('2026-05-01')], { addOnly: true })).toEqual([]);
  });

  test('a calendar takes what is not left out, and grows by the years next to it that were given', () => {
    const kept = {
      week,
      dates: { '2026-06-01': 'closed' } as Record<string, DateRule>,
      names: { '2026-06-01': 'old' },
      years: [2026, 2026] as const,
    };
    const listed = [
      off('2026-05-01', 'May'),
      off('2027-01-01', ''),
      work('2028-01-08'),
      off('2030-01-01'),
      unknown('2026-03-03'),
    ];
    const taken = (leaveOut: string[]) => withHolidays(kept, { listed, years: [2026, 2030], leaveOut });
    expect(taken([])).toEqual({
      ...kept,
      dates: { '2026-05-01': 'closed', '2027-01-01': 'closed', '2028-01-08': { like: 1 }, '2030-01-01': 'closed' },
      names: { '2026-05-01': 'May', '2028-01-08': 'x', '2030-01-01': 'x' },
      years: [2026, 2027],
    });
    expect(taken(['2027-01-01', '2026-06-01'])).toMatchObject({
      dates: { '2026-06-01': 'closed', '2026-05-01': 'closed' },
      names: { '2026-06-01': 'old' },
      years: [2026, 2026],
    });
    const before = withHolidays(kept, { listed: [off('2025-05-01')], years: [2025, 2026], leaveOut: [] });
    expect(before.years).toEqual([2025, 2026]);
    expect(withHolidays(kept, { listed: [off('2025-05-01')], years: [2026, 2026], leaveOut: [] }).years).toEqual([
      2026, 2026,
    ]);
  });
});

const entry = (more: Partial<Entry> = {}): Entry => ({
  line: 7,
  uid: 'u',
  title: '元旦放假',
  hints: [],
  from: '2027-01-01',
  days: 1,
  timed: false,
  extra: [],
  except: [],
  canceled: false,
  ...more,
});

const pauses = (count: number) => {
  const reading = listedInPieces(
    Array.from({ length: count }, () => entry({ canceled: true })),
    [2027, 2027],
    USUAL_WORDS,
  );
  let n = 0;
  while (!reading.next().done) n += 1;
  return n;
};

const read = (...entries: Partial<Entry>[]) => listedEntries(entries.map(entry), [2027, 2027]);

const kinds = (...entries: Partial<Entry>[]) => entries.map((one) => read(one).listed[0]?.kind);

const coveredBy = (...entries: Partial<Entry>[]) => read(...entries).listed.map(({ date }) => date.slice(2));

describe('entries of a calendar file', () => {
  test('cover their days within the years asked for and the December before', () => {
    expect(coveredBy({ days: 3 })).toEqual(['27-01-01', '27-01-02', '27-01-03']);
    expect(coveredBy({ from: '2026-11-30', days: 3 })).toEqual(['26-12-01', '26-12-02']);
    expect(coveredBy({ from: '2027-12-31', days: 2 })).toEqual(['27-12-31']);
    expect(coveredBy({ from: '2028-01-01' }, { from: '2026-11-30' })).toEqual([]);
    expect(coveredBy({ extra: ['2027-05-01', '2027-06-01'], except: ['2027-06-01'] })).toEqual([
      '27-01-01',
      '27-05-01',
    ]);
    expect(coveredBy({ canceled: true })).toEqual([]);
    expect(coveredBy({ extra: ['2027-01-02'], days: 2 })).toEqual(['27-01-01', '27-01-02', '27-01-03']);
  });

  test('stand for one of the repeats of another', () => {
    const moved = { replaces: '2027-05-01', from: '2027-05-03' };
    expect(coveredBy({ extra: ['2027-05-01'] }, moved)).toEqual(['27-01-01', '27-05-03']);
    expect(coveredBy({ extra: ['2027-05-01'] }, { ...moved, uid: 'other' })).toEqual([
      '27-01-01',
      '27-05-01',
      '27-05-03',
    ]);
    expect(
      coveredBy(
        { extra: ['2027-05-01', '2027-06-01'] },
        { ...moved, canceled: true },
        { replaces: '2027-06-01', from: '2027-06-02' },
      ),
    ).toEqual(['27-01-01', '27-06-02']);
  });

  test('that go on too long or too often are errors with their line', () => {
    const wrong = (more: Partial<Entry>) => read(more).errors.map(({ code, params }) => [code, params]);
    const at = { line: 7, title: '元旦放假' };
    expect([
      wrong({ days: 366 }),
      wrong({ days: 367 }),
      wrong({ from: '1899-12-31' }),
      wrong({ from: '1900-01-01' }),
    ]).toEqual([[], [['too-long', at]], [['too-long', at]], []]);
    const many = Array.from({ length: 1400 }, (_, n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
    const { listed, errors } = listedEntries([entry({ days: 366, extra: many })], [2026, 2030]);
    expect([listed, errors]).toEqual([[], [{ pointer: '/content', code: 'too-many-repeats', params: at }]]);
    expect(read({}, { title: '补班', line: 9 }).errors).toEqual([
      { pointer: '/content', code: 'two-meanings', params: { line: 9, title: '补班', date: '2027-01-01' } },
    ]);
  });

  test('are off, worked or neither by their words, the title first', () => {
    expect(
      kinds(
        {},
        { title: '元旦补班' },
        { title: '元旦' },
        { title: '元旦', hints: ['法定', '节假日'] },
        { title: '元旦', hints: ['节假', '日'] },
      ),
    ).toEqual(['off', 'work', 'unknown', 'off', 'unknown']);
    expect(kinds({ title: 'Public Holiday' }, { title: 'WORKDAY' }, { title: 'non-working day' })).toEqual([
      'off',
      'work',
      'off',
    ]);
    expect(kinds({ title: '放假', hints: ['补班'] }, { title: '补班', hints: ['放假'] })).toEqual(['off', 'work']);
    expect(
      kinds(
        { title: '不放假' },
        { title: '节日', hints: ['holiday', 'observance'] },
        { title: '放假', hints: ['半天'] },
      ),
    ).toEqual(['unknown', 'unknown', 'unknown']);
    expect(kinds({ title: '放假，不补班' }, { title: '不上班' }, { title: '上班，不放假' })).toEqual([
      'off',
      'off',
      'work',
    ]);
    expect(kinds({ timed: true }, { timed: true, title: '补班' })).toEqual(['unknown', 'work']);
    const own = { work: ['dienst'], off: ['frei'] };
    const mine = (title: string) => listedEntries([entry({ title })], [2027, 2027], own).listed[0]?.kind;
    expect([mine('Dienst'), mine('FREI'), mine('放假'), mine('frei, not a holiday')]).toEqual([
      'work',
      'off',
      'unknown',
      'unknown',
    ]);
  });

  test('are read in pieces, so that others get by', () => {
    expect([pauses(0), pauses(1), pauses(500), pauses(501)]).toEqual([0, 1, 1, 2]);
  });
});
