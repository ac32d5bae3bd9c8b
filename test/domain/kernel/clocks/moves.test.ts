/** What events make of one clock, to the last of what is kept of it: on a calendar that is always open, in ms. */
import { always } from '../../../support/given.ts';
import {
  advance,
  type Advanced,
  advanced,
  type Change,
  type ClockDefinition,
  type Clocks,
  type ClockState,
  dueEvents,
  firedSteps,
  frozenFacts,
  hasFired,
  isClockEvent,
  nextInstant,
  nextWakeUp,
  readings,
  recorded,
  recordFiring,
} from '../../../../domain/kernel/clocks/clocks.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';

const to = { to: ['assignee'], channel: ['inbox'] };
const fix = (edit: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'fix',
  kind: 'ola',
  calendar: 'always',
  targets: [{ when: { priority: ['P1'] }, ms: 40 }, { when: { priority: ['none'] }, ms: 400 }, { ms: 100 }],
  start: [{ on: ['created'] }],
  stop: [{ on: ['resolved'] }],
  resume: [{ on: ['reopened'] }],
  restart: [{ on: ['begunAgain'] }],
  cancel: [{ on: ['canceled'] }],
  pause: [{ status: ['onHold'] }],
  ...edit,
});
const pinsOf = (...clocks: ClockDefinition[]): ClockPins => ({
  calendars: { always: 'always@1', gone: 'gone@1' },
  snapshots: { 'always@1': always },
  sla: { clocks: Object.fromEntries(clocks.map((one) => [one.key, one])) },
});
const change = (at: number, type: string, set: Change['set'] = {}, more: Partial<Change> = {}): Change => ({
  at,
  type,
  set,
  ...more,
});
const begun = change(10, 'created', { priority: 'P2', status: 'new' });
const ack = (at: number, step: string) => change(at, 'acknowledged', {}, { ack: { clock: 'fix', step } });

/** All that fell due before `at` is on record first, as in a turn. */
const settled = (clocks: Clocks, pins: ClockPins, at: number): Clocks =>
  dueEvents('thing', clocks, pins, at).reduce((all, event) => recordFiring(all, pins, event), clocks);
const played = (pins: ClockPins, ...changes: Change[]): Clocks =>
  changes.reduce<Clocks>((clocks, one) => advance(settled(clocks, pins, one.at - 1), pins, one), {});
const fixOf = (definition: ClockDefinition, ...changes: Change[]): ClockState | undefined =>
  played(pinsOf(definition), begun, ...changes)['fix'];
const lifeOf = (definition: ClockDefinition, ...changes: Change[]) => fixOf(definition, ...changes)?.life;
const due = (clocks: Clocks, pins: ClockPins, until: number) =>
  dueEvents('thing', clocks, pins, until).map(({ type, data }) =>
    [type.slice('thing.clock'.length), data.clock, 'step' in data ? data.step : '', data.dueAt].join(' '),
  );

const fresh = {
  generation: 1,
  bornAt: 10,
  startedAt: 10,
  targetMs: 100,
  calendar: 'always@1',
  limited: [],
  runs: [[10, null]],
  pauses: [],
  stoppedAt: null,
  dueAt: null,
  told: false,
  fired: [],
  acked: [],
  held: [],
  past: [],
};

const raisedAt = (at: number) => change(at, 'priorityChanged', { priority: 'P1' });
const made = (at: number) => fixOf(fix(), raisedAt(at));
const extended = (at: number, end: number | null, type = 'extended') => change(at, type, {}, { instants: { end } });
const breachOf = (clock: string) =>
  ({ type: 'thing.clockBreached', data: { clock, generation: 1, dueAt: 110 } }) as const;
const isOne = (type: string) => isClockEvent({ type: `thing.${type}`, data: {} });
const handed = (at: number, person: string) => change(at, 'handedOver', { person });
const waitsFor = (at: number, holdReason: string | null) => change(at, 'held', { holdReason });
const own = (edit: Partial<ClockDefinition> = {}): ClockDefinition =>
  fix({
    key: 'step',
    per: 'step',
    start: [{ enters: { status: ['open'] } }],
    stop: [{ leaves: { status: ['open', 'held'] } }],
    pause: [{ status: ['held'] }],
    ...edit,
  });
const part = (before: string | null, after: string | null, id = 's1', kind = 'step') => ({
  id,
  kind,
  before: before === null ? {} : { status: before },
  after: after === null ? null : { status: after },
  instants: {},
});
const touch = (at: number, ...parts: ReturnType<typeof part>[]) => change(at, 'touched', {}, { parts, seq: at });
const run = (pins: ClockPins, ...changes: Change[]) =>
  changes.reduce<Advanced>((all, one) => advanced(all.clocks, pins, one), { clocks: {}, ended: {} });
const names = ({ clocks }: { clocks: Clocks }) => Object.keys(clocks);

describe('a clock', () => {
  test('begins with nothing behind it; before its start there is none, and what all watch is kept beside', () => {
    const seen = { context: { priority: 'P2', status: 'new' }, trail: [[10, null, null, null, null, 'P2']] };
    expect(played(pinsOf(fix()), begun)).toEqual({
      '*': { phase: 'waiting', breachedAt: null, seen },
      fix: { phase: 'running', breachedAt: null, life: fresh },
    });
    expect(Object.keys(played(pinsOf(fix()), change(5, 'noted')))).toEqual(['*']);
  });

  test.each<[string, Change[], object]>([
    [
      'that resumes in the ms of its hold',
      [change(20, 'held', { status: 'onHold' }), change(20, 'resumed', { status: 'new' })],
      fresh,
    ],
    [
      'that is held as it begins',
      [change(10, 'held', { status: 'onHold' })],
      { ...fresh, runs: [], pauses: [[10, null]] },
    ],
    [
      'that goes on after a hold',
      [change(20, 'held', { status: 'onHold' }), change(30, 'resumed', { status: 'new' })],
      {
        ...fresh,
        runs: [
          [10, 20],
          [30, null],
        ],
        pauses: [[20, 30]],
      },
    ],
    [
      'that was held once, and then for no time',
      [
        change(20, 'held', { status: 'onHold' }),
        change(30, 'resumed', { status: 'new' }),
        change(40, 'held', { status: 'onHold' }),
        change(40, 'resumed', { status: 'new' }),
      ],
      {
        ...fresh,
        runs: [
          [10, 20],
          [30, null],
        ],
        pauses: [[20, 30]],
      },
    ],
    ['that was stopped', [change(30, 'resolved')], { ...fresh, runs: [[10, 30]], stoppedAt: 30, dueAt: 110 }],
    [
      'that was stopped on hold has no deadline in force',
      [change(20, 'held', { status: 'onHold' }), change(30, 'resolved')],
      { ...fresh, runs: [[10, 20]], pauses: [[20, 30]], stoppedAt: 30 },
    ],
    [
      'that was reopened',
      [change(30, 'resolved'), change(50, 'reopened')],
      {
        ...fresh,
        runs: [
          [10, 30],
          [50, null],
        ],
      },
    ],
    ['whose target stays the same', [change(20, 'priorityChanged', { priority: 'P3' })], fresh],
  ])('%s', (_, changes, life) => {
    expect(lifeOf(fix({ pause: [{ status: ['onHold'] }] }), ...changes)).toStrictEqual(life);
  });

  test('that counts the time while it stood is measured anew when it is reopened, and at no other event', () => {
    const counting = fix({ countStopped: true });
    const reopened = [change(30, 'resolved'), change(50, 'reopened')];
    const life = { ...fresh, generation: 2, bornAt: 50, runs: [[10, null]] };
    const past = [
      {
        generation: 1,
        targetMs: 100,
        calendar: 'always@1',
        until: 50,
        ended: 'retargeted',
        consumedMs: 20,
        breachedAt: null,
      },
    ];
    expect(lifeOf(counting, ...reopened)).toStrictEqual({ ...life, past });
    expect(lifeOf(counting, ...reopened, change(60, 'noted'))).toStrictEqual({ ...life, past });
    expect(lifeOf(counting, change(20, 'noted'))).toStrictEqual(fresh);
  });

  test.each<[string, Change[], object]>([
    ['met', [change(30, 'resolved')], { until: 300, consumedMs: 20, breachedAt: null }],
    ['late', [change(150, 'resolved')], { until: 300, consumedMs: 140, breachedAt: 110 }],
    ['cancelled', [change(40, 'canceled')], { until: 300, consumedMs: 30, breachedAt: null }],
  ])('that begins again remembers that it was %s', (ended, changes, more) => {
    expect(lifeOf(fix(), ...changes, change(300, 'begunAgain'))).toEqual({
      ...fresh,
      generation: 2,
      bornAt: 300,
      startedAt: 300,
      runs: [[300, null]],
      past: [{ generation: 1, targetMs: 100, calendar: 'always@1', ended, ...more }],
    });
  });

  test('that was cancelled or stopped is told no second time', () => {
    expect(fixOf(fix(), change(30, 'resolved'), change(40, 'canceled'))?.phase).toBe('stopped');
    expect(fixOf(fix(), change(30, 'canceled'), change(40, 'resolved'))?.phase).toBe('cancelled');
    expect(fixOf(fix(), change(30, 'canceled'), change(40, 'reopened'))?.phase).toBe('cancelled');
  });

  test('of a calendar that its pins lack, or without a target, promises nothing', () => {
    for (const edit of [{ calendar: 'gone' }, { calendar: 'unknown' }, { targets: [] }]) {
      const pins = pinsOf(fix(edit));
      const clocks = played(pins, begun);
      expect(clocks['fix']?.life).toEqual({ ...fresh, targetMs: null, calendar: null });
      expect([nextWakeUp(clocks, pins, 0), due(clocks, pins, 1_000)]).toEqual([null, []]);
      expect(frozenFacts(clocks, pins, 50)['fix']).toMatchObject({ consumedMs: 0, attribution: null });
    }
  });
});

describe('another target', () => {
  const past = { generation: 1, targetMs: 100, calendar: 'always@1', ended: 'retargeted' };

  test('is a new generation over all that ran; one on whose very instant it is due is not missed yet', () => {
    const life = { ...fresh, generation: 2, targetMs: 40 };
    expect(made(50)).toEqual({
      phase: 'running',
      breachedAt: null,
      life: { ...life, bornAt: 50, past: [{ ...past, until: 50, consumedMs: 40, breachedAt: null }] },
    });
    expect(made(51)).toMatchObject({ breachedAt: 50, life: { told: false } });
  });

  test('is there for whom the pins name, or whose words they change, and for nobody else', () => {
    const other = fix({ key: 'other' });
    const pins = pinsOf(fix(), other);
    const clocks = played(pins, begun);
    const generations = (next: ClockPins, more: Partial<Change> = {}) => {
      const after = advance(clocks, next, change(20, 'retargeted', {}, more), pins);
      return ['fix', 'other'].map((name) => after[name]?.life?.generation);
    };
    expect(generations(pinsOf(fix(), fix({ key: 'other' })))).toEqual([1, 1]);
    expect(generations(pinsOf(fix(), fix({ key: 'other', stop: [] })))).toEqual([1, 2]);
    expect(generations(pins, { retargets: ['fix'] })).toEqual([2, 1]);
    const bare = { ...pins, sla: { clocks: { other } } };
    const added = advance(played(bare, begun), pins, change(20, 'created'), bare);
    expect([added['fix']?.life?.generation, added['other']?.life?.generation]).toEqual([1, 1]);
  });

  const ladder = [
    { id: 'p50', percent: 50, ...to },
    { id: 'at150', percent: 0, afterMs: 150, ...to },
    { id: 'p100', percent: 100, ...to },
  ];

  test('takes a breach back with the steps at or above it; what lies below stays told', () => {
    const pins = pinsOf(fix({ ladder }));
    const late = settled(played(pins, begun), pins, 170);
    expect(late['fix']).toMatchObject({ breachedAt: 110, life: { told: true, fired: ['p50', 'p100', 'at150'] } });
    const longer = advance(late, pins, change(180, 'priorityChanged', { priority: 'none' }));
    expect(longer['fix']).toMatchObject({ breachedAt: null, life: { told: false, fired: ['p50', 'at150'] } });
    expect(due(longer, pins, 500)).toEqual(['Breached fix  410', 'Warned fix p100 410']);
  });

  test('that is missed as well is told anew, but none of its steps', () => {
    const pins = pinsOf(fix({ ladder }));
    const late = settled(played(pins, begun), pins, 120);
    const shorter = advance(late, pins, change(130, 'priorityChanged', { priority: 'P1' }));
    expect(shorter['fix']).toMatchObject({ breachedAt: 50, life: { told: false, fired: ['p50', 'p100'] } });
    expect(due(shorter, pins, 140)).toEqual(['Breached fix  50']);
  });

  test('after a breach that was heard: the step is told again, its repeats are not', () => {
    const repeated = [{ id: 'p100', percent: 100, ...to, chain: 'out', repeat: { everyMs: 10, times: 3 } }];
    const pins = pinsOf(fix({ ladder: repeated }));
    const heard = advance(settled(played(pins, begun), pins, 110), pins, ack(115, 'p100'));
    expect(heard['fix']?.life).toMatchObject({ fired: ['p100'], acked: ['p100'] });
    const longer = advance(heard, pins, change(118, 'priorityChanged', { priority: 'none' }));
    expect(due(longer, pins, 600)).toEqual(['Breached fix  410', 'Warned fix p100 410']);
  });

  test('a step that was heard silences no other one that is in no chain', () => {
    const pins = pinsOf(
      fix({
        ladder: [
          { id: 'p20', percent: 20, ...to },
          { id: 'p50', percent: 50, ...to },
        ],
      }),
    );
    const heard = advance(settled(played(pins, begun), pins, 30), pins, ack(35, 'p20'));
    expect(due(heard, pins, 109)).toEqual(['Warned fix p50 60']);
  });
});

describe('a clock to an instant that somebody named', () => {
  const ladder = [
    { id: 'b30', beforeMs: 30, ...to },
    { id: 'b10', beforeMs: 10, ...to },
  ];
  const window = fix({ calendar: 'gone', targets: [{ until: 'end' }], ladder });
  const pins = pinsOf(window);
  const opened = (end: number | null) => advance({}, pins, { ...begun, instants: { end } });

  test('has none while nobody named it, and is the way to it over all that ran', () => {
    expect(opened(null)['fix']?.life).toMatchObject({ targetMs: null, calendar: null });
    expect(opened(60)['fix']?.life).toMatchObject({ targetMs: 50, calendar: 'always@1' });
    expect(opened(5)['fix']?.life).toMatchObject({ targetMs: 0 });
    const stopped = advance(opened(60), pins, change(20, 'resolved'));
    const again = advance(stopped, pins, extended(30, 70, 'reopened'));
    expect(again['fix']?.life).toMatchObject({
      targetMs: 50,
      runs: [
        [10, 20],
        [30, null],
      ],
    }); // 10 behind it, 40 ahead
    expect(readings(again, pins, 31)['fix']).toMatchObject({ dueAt: 70, state: 'running' });
    const twice = advance(advance(again, pins, change(40, 'resolved')), pins, extended(50, 80, 'reopened'));
    expect(twice['fix']?.life).toMatchObject({ targetMs: 50 });
    const onHold = advance(opened(60), pins, change(20, 'held', { status: 'onHold' }));
    expect(advance(onHold, pins, extended(30, 80))['fix']?.life).toMatchObject({ targetMs: 70, runs: [[10, 20]] });
  });

  test('tells again, and waits to be heard again for, what lies ahead again; what lies behind stays told and heard', () => {
    const told = settled(opened(60), pins, 52);
    expect(told['fix']?.life?.fired).toEqual(['b30', 'b10']);
    const heard = [ack(53, 'b30'), ack(53, 'b10')].reduce((clocks, one) => advance(clocks, pins, one), told);
    expect(heard['fix']?.life?.acked).toEqual(['b30', 'b10']);
    const ahead = advance(heard, pins, extended(55, 75));
    expect(ahead['fix']?.life).toMatchObject({ fired: ['b30'], acked: ['b30'] });
    const onTheDot = advance(heard, pins, extended(55, 65));
    expect(onTheDot['fix']?.life).toMatchObject({ fired: ['b30', 'b10'], acked: ['b30', 'b10'] });
    expect(due(ahead, pins, 80)).toEqual(['Warned fix b10 65', 'Breached fix  75']);
    const bare = pinsOf(fix({ targets: [{ until: 'end' }] }));
    const moved = advance(advance({}, bare, { ...begun, instants: { end: 60 } }), bare, extended(55, 75));
    expect(moved['fix']?.life).toMatchObject({ fired: [], targetMs: 65 });
  });
});

describe('what falls due', () => {
  test('at one instant comes in this order: breaches, steps, and a timer last, behind which nothing is told', () => {
    const ladder = [{ id: 'p100', percent: 100, ...to }];
    const timer = fix({ key: 'timer', kind: 'timer' });
    const pins = pinsOf(
      timer,
      fix({ ladder }),
      fix({ key: 'other', kind: 'sla' }),
      fix({ key: 'longer', targets: [{ ms: 101 }] }),
    );
    const clocks = played(pins, begun);
    const all = ['Breached fix  110', 'Breached other  110', 'Warned fix p100 110', 'Breached timer  110'];
    expect(due(clocks, pins, 500)).toEqual(all);
    expect(due(clocks, pins, 109)).toEqual([]);
    const moved = all.length;
    const after = dueEvents('thing', clocks, pins, 500)
      .slice(0, moved)
      .reduce((one, event) => recordFiring(one, pins, event), clocks);
    expect(due(after, pins, 500)).toEqual(['Breached longer  111']);
  });

  test('of a timer may be a step, behind which all goes on', () => {
    const ladder = [{ id: 'p50', percent: 50, ...to }];
    const pins = pinsOf(fix({ key: 'timer', kind: 'timer', ladder }), fix({ targets: [{ ms: 60 }] }));
    expect(due(played(pins, begun), pins, 500)).toEqual([
      'Warned timer p50 60',
      'Breached fix  70',
      'Breached timer  110',
    ]);
  });

  test('late, with repeats that fell on one instant, is one message', () => {
    const pins = pinsOf(
      fix({ ladder: [{ id: 'p20', percent: 20, ...to, repeat: { everyMs: 30, times: 2 } }], kind: 'sla' }),
    );
    const clocks = advance({}, pins, { ...begun, at: 70, receivedAt: 10 });
    expect(due(clocks, pins, 80)).toEqual(['Warned fix p20 70']);
    expect(settled(clocks, pins, 80)['fix']?.life?.fired).toEqual(['p20', 'p20#1']);
    expect(due(settled(clocks, pins, 80), pins, 95)).toEqual(['Warned fix p20#2 90']);
  });

  test('for a priority is kept by name, and what is for all is not', () => {
    const ladder = [
      { id: 'p20', percent: 20, ...to },
      { id: 'p50', percent: 50, ...to, priorities: ['P1', 'P2'] },
      { id: 'p90', percent: 90, ...to, priorities: ['P1'] },
    ];
    const pins = pinsOf(fix({ ladder, targets: [{ ms: 100 }] }));
    const clocks = played(pins, begun);
    expect(clocks['fix']?.life).toMatchObject({ limited: ['p50'], generation: 1 });
    const raised = advance(clocks, pins, raisedAt(15));
    expect(raised['fix']?.life).toMatchObject({ limited: ['p50', 'p90'], generation: 2, targetMs: 100 });
    expect(due(advance(clocks, pins, change(15, 'cleared', { priority: null })), pins, 105)).toEqual([
      'Warned fix p20 30',
    ]);
  });

  test('late, all at once, comes by threshold, and where that is the same as the ladder has it', () => {
    const ladder = ['p60 60', 'p20 20', 'x60 60', 'p40 40'].map((words) => {
      const [id = '', percent] = words.split(' ');
      return { id, percent: Number(percent), ...to };
    });
    const pins = pinsOf(fix({ ladder, kind: 'sla' }));
    const clocks = advance({}, pins, { ...begun, at: 80, receivedAt: 10 });
    expect(due(clocks, pins, 90).map((words) => words.split(' ')[2])).toEqual(['p20', 'p40', 'p60', 'x60']);
    expect(dueEvents('thing', clocks, pins, 80)[0]).toEqual({
      type: 'thing.clockWarned',
      data: { clock: 'fix', generation: 1, dueAt: 80, step: 'p20', late: true },
    });
  });

  test('of a timer that has ended is nothing, of a promise that was missed it is told all the same', () => {
    for (const type of ['resolved', 'canceled']) {
      const [timer, promise] = [pinsOf(fix({ kind: 'timer' })), pinsOf(fix())];
      const ended = (pins: ClockPins) => advance(played(pins, begun), pins, change(200, type));
      expect([due(ended(timer), timer, 500), nextWakeUp(ended(timer), timer, 0)]).toEqual([[], null]);
      expect(due(ended(promise), promise, 500)).toEqual(['Breached fix  110']);
    }
  });

  test('is waited for behind an instant, that of a person or of a clock, whichever comes first', () => {
    const pins = pinsOf(fix({ ladder: [{ id: 'p50', percent: 50, ...to }] }));
    const clocks = played(pins, begun);
    const next = (named: number | null, after: number) => nextInstant({ clocks, pins }, named, after);
    expect([next(null, 0), next(null, 59), next(null, 60), next(null, 109), next(null, 110)]).toEqual([
      60,
      60,
      110,
      110,
      null,
    ]);
    expect([next(30, 0), next(30, 30), next(70, 0), next(70, 60), next(0, -1), next(200, 110)]).toEqual([
      30, 60, 60, 70, 0, 200,
    ]);
    expect(nextInstant({ clocks: {}, pins }, null, -1)).toBeNull();
    expect([nextWakeUp(clocks, pins, 60), nextWakeUp(clocks, pins, 110)]).toEqual([110, null]);
  });
});

describe('what is on record', () => {
  const night = { quietHours: [[0, 1]] as const };
  const held = [{ id: 'p50', percent: 50, ...to, quiet: 'hold' as const }];
  const quiet = pinsOf(fix({ ladder: held, ...night }));

  test('of a step that quiet hours hold is when it is told, until that; a stop drops it once', () => {
    const waits = settled(played(quiet, begun), quiet, 70);
    const notice = { step: 'p50', generation: 1, deliverAt: 60_000, breach: false, droppedAt: null };
    expect(waits['fix']?.life).toMatchObject({ fired: ['p50'], held: [notice] });
    const stopped = advance(waits, quiet, change(80, 'resolved'));
    const again = [change(85, 'reopened'), change(90, 'resolved')].reduce(
      (one, next) => advance(one, quiet, next),
      stopped,
    );
    for (const clocks of [stopped, again]) expect(clocks['fix']?.life?.held).toEqual([{ ...notice, droppedAt: 80 }]);
    expect(due(stopped, quiet, 80)).toEqual(['NoticeDropped fix p50 80']);
    expect(settled(stopped, quiet, 80)['fix']?.life?.held).toEqual([]);
    expect(due(waits, quiet, 60_000)).toContain('NoticeReleased fix p50 60000');
    const other = {
      ...waits,
      fix: {
        ...waits['fix'],
        life: { ...fresh, held: [notice, { ...notice, generation: 2 }, { ...notice, step: 'x' }] },
      },
    } as unknown as Clocks;
    const event = {
      type: 'thing.clockNoticeReleased',
      data: { clock: 'fix', generation: 1, step: 'p50', dueAt: 1 },
    } as const;
    expect(recordFiring(other, quiet, event)['fix']?.life?.held).toEqual([
      { ...notice, generation: 2 },
      { ...notice, step: 'x' },
    ]);
  });

  test('of a notice held is dropped by who hears its step, and of no other step', () => {
    const two = pinsOf(fix({ ladder: [...held, { id: 'p40', percent: 40, ...to, quiet: 'hold' }], ...night }));
    const waits = settled(played(two, begun), two, 70);
    const heard = advance(advance(waits, two, ack(75, 'p40')), two, ack(77, 'p40'));
    expect(heard['fix']?.life?.held.map(({ step, droppedAt }) => [step, droppedAt])).toEqual([
      ['p40', 75],
      ['p50', null],
    ]);
  });

  test('of a held step that the ladder names no more is told, whatever stops', () => {
    const event = {
      type: 'thing.clockWarned',
      data: { clock: 'fix', generation: 1, step: 'old', dueAt: 20, deliverAt: 90 },
    } as const;
    const after = recordFiring(played(quiet, begun), quiet, event);
    const notice = { step: 'old', generation: 1, deliverAt: 90, breach: true, droppedAt: null };
    expect(after['fix']?.life).toMatchObject({ fired: ['old'], held: [notice] });
    expect(advance(after, quiet, change(30, 'resolved'))['fix']?.life?.held).toEqual([notice]);
    const bare = pinsOf(fix());
    expect(recordFiring(played(bare, begun), bare, event)['fix']?.life?.held).toEqual([notice]);
  });

  test('of a clock that nobody knows, or that never started, changes nothing', () => {
    const pins = pinsOf(fix());
    const clocks = played(pins, begun);
    expect(recorded(clocks, pins, breachOf('none'))).toEqual({ clocks, ended: {} });
    expect(recorded({}, pins, breachOf('fix'))).toEqual({ clocks: {}, ended: {} });
    expect(recorded(clocks, pinsOf(), breachOf('fix'))).toEqual({ clocks, ended: {} });
    const told = recorded(clocks, pins, breachOf('fix'));
    expect(told).toEqual({
      clocks: { ...clocks, fix: { phase: 'running', breachedAt: 110, life: { ...fresh, told: true } } },
      ended: {},
    });
  });

  test('is which steps have fired, of which clock', () => {
    const ladder = [
      { id: 'p20', percent: 20, ...to, repeat: { everyMs: 5, times: 1 } },
      { id: 'p50', percent: 50, ...to },
      { id: 'p90', percent: 90, ...to },
    ];
    const pins = pinsOf(fix({ ladder }), fix({ key: 'quick', targets: [{ ms: 30 }] }));
    const clocks = settled(played(pins, begun), pins, 60);
    expect(firedSteps(clocks, pins)).toEqual([
      { clock: 'fix', step: ladder[0] },
      { clock: 'fix', step: ladder[1] },
    ]);
    expect(firedSteps(played(pins, begun), pins)).toEqual([]);
    expect(firedSteps(clocks, pinsOf())).toEqual([]);
    expect(['p20', 'p20#1', 'p50', 'p90'].map((step) => hasFired(clocks, 'fix', step))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(['*', 'none', 'constructor'].map((clock) => hasFired(clocks, clock, 'p20'))).toEqual([false, false, false]);
  });

  test('is known by its name', () => {
    const words = ['clockWarned', 'clockBreached', 'clockNoticeReleased', 'clockNoticeDropped'];
    expect(words.map(isOne)).toEqual([true, true, true, true]);
    expect(['clockWarnedAgain', 'clock', 'created', 'aclockWarned'].map(isOne)).toEqual([false, false, false, false]);
  });
});

describe('how it reads', () => {
  const base = {
    kind: 'ola',
    generation: 1,
    targetMs: 100,
    startedAt: 10,
    breachedAt: null,
    pausedSince: null,
    stoppedAt: null,
    remainingMs: null,
    retroactive: false,
    provisional: false,
  };
  const hold = change(20, 'held', { status: 'onHold' });
  test.each<[string, Change[], number, object]>([
    ['running', [], 109, { state: 'running', dueAt: 110 }],
    ['due at this very ms', [], 110, { state: 'breached', dueAt: 110, breachedAt: 110 }],
    ['on hold', [hold], 200, { state: 'paused', dueAt: null, pausedSince: 20, remainingMs: 90 }],
    ['met', [change(30, 'resolved')], 200, { state: 'met', dueAt: 110, stoppedAt: 30, remainingMs: 80 }],
    [
      'late',
      [change(130, 'resolved')],
      200,
      { state: 'late', dueAt: 110, breachedAt: 110, stoppedAt: 130, remainingMs: -20 },
    ],
    ['cancelled', [change(30, 'canceled')], 200, { state: 'cancelled', dueAt: null, stoppedAt: 30, remainingMs: 80 }],
    [
      'cancelled when it was late',
      [change(130, 'canceled')],
      200,
      { state: 'cancelled', dueAt: null, breachedAt: 110, stoppedAt: 130, remainingMs: -20 },
    ],
  ])('%s', (_, changes, at, more) => {
    const pins = pinsOf(fix());
    const clocks = [begun, ...changes].reduce<Clocks>((all, one) => advance(all, pins, one), {});
    expect(readings(clocks, pins, at)).toEqual({ fix: { ...base, ...more } });
  });

  test('who had the case before the breach had it at the breach, and each has what he consumed', () => {
    const pins = pinsOf(fix());
    const clocks = played(pins, begun, handed(50, 'wang'), handed(110, 'li'), handed(110, 'zhao'));
    expect(frozenFacts(clocks, pins, 130)['fix']).toMatchObject({
      breachContext: { person: 'wang', priority: 'P2', tier: null, team: null, holdReason: null },
      attribution: {
        tier: { '-': 120 },
        team: { '-': 120 },
        person: { '-': 40, wang: 60, zhao: 20 },
        waited: {},
        paused: {},
      },
    });
    expect(clocks['*']?.seen?.trail.map(([at, , , person]) => [at, person])).toEqual([
      [10, null],
      [50, 'wang'],
      [110, 'zhao'],
    ]);
    expect(frozenFacts(played(pins, begun), pins, 30)['fix']).toMatchObject({ breachContext: null });
  });

  test('what it waited for is told apart, while it ran and while it stood', () => {
    const pins = pinsOf(fix({ pause: [{ holdReason: ['user'] }] }));
    const clocks = played(pins, begun, waitsFor(20, 'vendor'), waitsFor(40, 'user'), waitsFor(70, null));
    expect(frozenFacts(clocks, pins, 75)['fix']).toMatchObject({
      consumedMs: 35,
      attribution: { person: { '-': 35 }, waited: { vendor: 20 }, paused: { user: 30 } },
    });
  });

  test.each(['resolved', 'canceled'])(
    'what it measured until it was %s stays when its calendar leaves the pins',
    (type) => {
      const pins = pinsOf(fix());
      const ended = played(pins, begun, change(20, 'handedOver', { person: 'wang' }), change(50, type));
      const { snapshots: _gone, ...rest } = pins;
      const later = { ...rest, snapshots: {} };
      const after = advance(ended, later, change(60, 'retargeted'), pins);
      const facts = frozenFacts(after, later, 90)['fix'];
      expect(facts).toMatchObject({
        consumedMs: 40,
        attribution: { person: { '-': 10, wang: 30 } },
        provisional: false,
      });
      expect(frozenFacts(advance(after, later, change(70, 'noted')), later, 90)['fix']).toEqual(facts);
    },
  );

  test('an event that says nothing of who has the case leaves the trail as it is', () => {
    const pins = pinsOf(fix());
    const clocks = played(pins, begun);
    const after = advance(clocks, pins, change(20, 'noted', { status: 'other' }));
    expect(after['*']?.seen?.trail).toBe(clocks['*']?.seen?.trail);
  });
});

describe('of parts', () => {
  const sum = { ended: 1, met: 0, late: 0, cancelled: 0, breached: 0, consumedMs: 0 };
  const open = touch(10, part(null, 'open'));

  test('a part has the clocks of its kind, under its name, and generations that begin with the event', () => {
    const pins = pinsOf(own(), own({ key: 'seal', per: 'seal' }), fix());
    const { clocks, ended } = run(pins, open);
    expect(Object.keys(clocks)).toEqual(['*', '*~s1', 'step~s1']);
    expect(clocks['step~s1']).toEqual({ phase: 'running', breachedAt: null, life: { ...fresh, generation: 10 } });
    expect(clocks['*~s1']).toEqual({
      phase: 'waiting',
      breachedAt: null,
      seen: { context: { status: 'open', kind: 'step' }, trail: [[10, null, null, null, null, null]], instants: {} },
    });
    expect(ended).toEqual({});
  });

  test.each<[string, Change[], object, object]>([
    ['met', [touch(30, part('open', 'done'))], { state: 'met', consumedMs: 20 }, { met: 1, consumedMs: 20 }],
    [
      'given up while it ran',
      [touch(30, part('open', null))],
      { state: 'cancelled', consumedMs: 20 },
      { cancelled: 1, consumedMs: 20 },
    ],
    [
      'given up on hold',
      [touch(20, part('open', 'held')), touch(30, part('held', null))],
      { state: 'cancelled', consumedMs: 10 },
      { cancelled: 1, consumedMs: 10 },
    ],
    [
      'given up when it was late and nobody had told it',
      [touch(150, part('open', 'done')), touch(160, part('done', null))],
      { state: 'late', consumedMs: 140, breachedAt: 110 },
      { late: 1, breached: 1, consumedMs: 140 },
    ],
  ])('one that is %s leaves the state with its facts, and is counted', (_, changes, facts, counted) => {
    const after = run(pinsOf(own()), open, ...changes);
    expect(names(after)).toEqual(['*', 'step']);
    expect(after.clocks['step']).toEqual({ phase: 'waiting', breachedAt: null, sum: { ...sum, ...counted } });
    expect(after.ended).toMatchObject({ 'step~s1': { kind: 'ola', ...facts } });
    expect(frozenFacts(after.clocks, pinsOf(own()), 200)).toEqual({
      step: { kind: 'ola', per: 'step', sum: { ...sum, ...counted } },
    });
    expect(frozenFacts(after.clocks, pinsOf({ ...own(), per: undefined } as never), 200)).toEqual({});
  });

  test('what is late stays until that is told, but for a timer, whose breach is its move', () => {
    const done = touch(150, part('open', 'done'));
    const late = run(pinsOf(own()), open, done);
    expect(names(late)).toEqual(['*', '*~s1', 'step~s1']);
    const [event] = dueEvents('thing', late.clocks, pinsOf(own()), 150);
    if (!event) throw new Error('it is due');
    const told = recorded(late.clocks, pinsOf(own()), event);
    expect([names(told), Object.keys(told.ended)]).toEqual([['*', 'step'], ['step~s1']]);
    const timer = run(pinsOf(own({ kind: 'timer' })), open, done);
    expect([names(timer), Object.keys(timer.ended)]).toEqual([['*', 'step'], ['step~s1']]);
    const canceled = run(
      pinsOf(own({ cancel: [{ enters: { status: ['void'] } }] })),
      open,
      touch(30, part('open', 'void')),
    );
    expect(canceled.ended).toMatchObject({ 'step~s1': { state: 'cancelled' } });
  });

  test('the case itself has none of the clocks that its parts have', () => {
    expect(names(run(pinsOf(own({ start: [{ on: ['created'] }] })), begun))).toEqual(['*']);
  });

  test('sums grow by one at a time', () => {
    const pins = pinsOf(own());
    const ids = ['a', 'b'];
    const begin = ids.map((id) => part(null, 'open', id));
    const after = run(
      pins,
      touch(10, ...begin),
      touch(30, part('open', 'done', 'a')),
      touch(40, part('open', null, 'b')),
    );
    expect(after.clocks['step']?.sum).toEqual({ ...sum, ended: 2, met: 1, cancelled: 1, consumedMs: 50 });
    expect(Object.keys(after.ended)).toEqual(['step~b']);
  });

  test('the end of the case ends those that it touches and all others, each once', () => {
    const pins = pinsOf(own());
    const both = touch(10, part(null, 'open', 'a'), part(null, 'open', 'b'));
    const after = run(pins, both, { ...touch(30, part('open', 'held', 'a')), over: true });
    expect([names(after), Object.keys(after.ended)]).toEqual([
      ['*', 'step'],
      ['step~a', 'step~b'],
    ]);
    expect(after.clocks['step']?.sum).toEqual({ ...sum, ended: 2, cancelled: 2, consumedMs: 40 });
  });

  test('new pins move all that live, and an acknowledgement but its own', () => {
    const [pins, longer] = [pinsOf(own()), pinsOf(own({ targets: [{ ms: 200 }] }))];
    const both = touch(10, part(null, 'open', 'a'), part(null, 'open', 'b'));
    const { clocks } = run(pins, both);
    const after = advance(clocks, longer, touch(20, part('open', 'open', 'a')), pins);
    expect(['step~a', 'step~b'].map((name) => after[name]?.life?.targetMs)).toEqual([200, 200]);
    expect(after['step~a']?.life).toMatchObject({ generation: 11, bornAt: 20 });
    const heard = change(30, 'acknowledged', {}, { ack: { clock: 'step~a', step: 'p50' }, seq: 30 });
    const moved = advance(clocks, pins, heard);
    expect([moved['*~a'] === clocks['*~a'], moved['*~b'] === clocks['*~b']]).toEqual([false, true]);
    const stray = change(30, 'acknowledged', {}, { ack: { clock: 'step~z', step: 'p50' }, seq: 30 });
    expect(Object.keys(advance(clocks, pins, stray))).toEqual(Object.keys(clocks));
  });
});
