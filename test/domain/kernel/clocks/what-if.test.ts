import { incidentClocks } from '../../../../domain/incident/clocks.ts';
import { advance, type ClockDefinition, type Clocks, type Context } from '../../../../domain/kernel/clocks/clocks.ts';
import { promisesOf } from '../../../../domain/kernel/clocks/what-if.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';
import { calendar, instant } from './vectors.ts';

const HOUR = 3_600_000;
const at = (text: string) => instant(`2026-03-${text}+08:00`);
const opened: Context = {
  status: 'queued',
  holdReason: null,
  tier: 'L2',
  team: 'donghu-l2',
  person: null,
  priority: 'P3',
  major: false,
  service: 'payment',
  origin: 'direct',
  reportOwed: false,
  urged: false,
};
const [cn, always] = [calendar('cn'), calendar('24x7')];
const idOf = ({ id, version }: { id: string; version: number }) => `${id}@${version}`;

function pinsOf(clocks: Readonly<Record<string, ClockDefinition>>): ClockPins {
  const hours = ['service', 'vendor', 'desk-L1', 'desk-L2', 'desk-L3'].map((name) => [name, idOf(cn)]);
  return {
    calendars: { always: idOf(always), ...Object.fromEntries(hours) },
    snapshots: { [idOf(cn)]: cn, [idOf(always)]: always },
    sla: { clocks },
  };
}
const shipped = pinsOf(incidentClocks.shipped);
const open = (pins: ClockPins, set = opened, when = at('10T09:00')): Clocks =>
  advance({}, pins, { at: when, type: 'created', set });
const names = (list: readonly { clock: string }[]) => list.map(({ clock }) => clock);

test('every clock of the policy is told once: those that run, and those that something else starts', () => {
  const { running, later } = promisesOf(open(shipped), shipped, { at: at('10T09:00') });
  expect(names(running)).toEqual(['response', 'resolution', 'ola-l2', 'ola-pickup']);
  expect([...names(running), ...names(later)].toSorted()).toEqual(Object.keys(incidentClocks.shipped).toSorted());
});

test('a running clock has its deadline, how it is reckoned, and each step of its ladder in the order of time', () => {
  const { running } = promisesOf(open(shipped), shipped, { at: at('10T09:00') });
  const resolution = running.find(({ clock }) => clock === 'resolution');
  expect(resolution).toMatchObject({
    kind: 'sla',
    targetMs: 16 * HOUR,
    calendar: idOf(cn),
    startedAt: at('10T09:00'),
    dueAt: at('11T18:00'),
    provisional: false,
    arithmetic: { dueAt: at('11T18:00'), days: [{ countedMs: 8 * HOUR }, { countedMs: 8 * HOUR }] },
  });
  expect(resolution?.steps.map(({ step, at: when, percent }) => [step, when, percent])).toEqual([
    ['p75', at('11T14:00'), 75],
    ['b30', at('11T17:30'), 96],
    ['p100', at('11T18:00'), 100],
    ['p100#1', at('12T10:00'), 106],
    ['p100#2', at('12T11:00'), 112],
    ['a4h', at('12T14:00'), 125],
  ]);
  expect(resolution?.steps[1]).toMatchObject({ to: ['assignee', 'supervisor'], channel: ['inbox'] });
});

test('what starts a clock later is told in words', () => {
  const { later } = promisesOf(open(shipped), shipped, { at: at('10T09:00') });
  expect(Object.fromEntries(later.map(({ clock, startsWhen }) => [clock, startsWhen]))).toMatchObject({
    'on-site': ['onsiteRequested'],
    report: ['resolved, if reportOwed is true'],
    confirm: ['enters status is resolved'],
    'ola-l3': ['enters tier is L3'],
    'uc-vendor': ['enters holdReason is vendor'],
  });
  const odd: ClockDefinition = {
    ...(incidentClocks.shipped['report'] as ClockDefinition),
    start: [
      { on: ['held', 'resumed'], leaves: { tier: ['L1'], status: ['new', 'queued'] } },
      { enters: { person: [null] }, if: { major: [true] } },
    ],
  };
  const pins = pinsOf({ report: odd });
  const [report] = promisesOf(open(pins), pins, { at: at('10T09:00') }).later;
  expect(report?.startsWhen).toEqual([
    'held or resumed, leaves tier is L1 and status is new or queued',
    'enters person is null, if major is true',
  ]);
});

test('a later clock is due as if it started at this moment', () => {
  const { later } = promisesOf(open(shipped), shipped, { at: at('10T16:00') });
  expect(later.find(({ clock }) => clock === 'uc-vendor')).toMatchObject({
    kind: 'underpinning',
    dueAt: at('12T16:00'),
  });
  expect(later.find(({ clock }) => clock === 'report')).toMatchObject({
    dueAt: at('11T16:00'),
    arithmetic: { days: [] },
  });
});

test('what ran out before now has its breach as deadline; what no rule gives a target has none', () => {
  const clocks = open(shipped);
  const { running } = promisesOf(clocks, shipped, { at: at('20T09:00') });
  expect(running.find(({ clock }) => clock === 'resolution')).toMatchObject({ dueAt: at('11T18:00') });
  const pins = pinsOf({ resolution: { ...(incidentClocks.shipped['resolution'] as ClockDefinition), targets: [] } });
  const none = { targetMs: null, calendar: null, dueAt: null, arithmetic: null, provisional: false };
  const { running: bare, later } = promisesOf(open(pins), pins, { at: at('10T09:00') });
  expect([...bare, ...later]).toEqual([expect.objectContaining(none)]);
});

test('quiet hours move when a step is heard, not when it falls due', () => {
  const response = incidentClocks.shipped['response'] as ClockDefinition;
  const quiet: ClockDefinition = {
    ...response,
    quietHours: [[1320, 1860]],
    ladder: [{ id: 'p100', percent: 100, to: ['team'], channel: ['inbox'], quiet: 'hold' }],
  };
  const pins = pinsOf({ response: quiet });
  const night = at('10T23:00');
  const [one] = promisesOf(open(pins, opened, night), pins, { at: night }).running;
  expect(one?.steps).toEqual([
    { step: 'p100', at: at('11T00:00'), deliverAt: at('11T07:00'), percent: 100, to: ['team'], channel: ['inbox'] },
  ]);
});

test('the days of the calendar have their names', () => {
  const known = { [idOf(cn)]: { '2026-03-11': '调试日' } };
  const { running } = promisesOf(open(shipped), shipped, { at: at('10T09:00'), names: known });
  expect(running.find(({ clock }) => clock === 'resolution')?.arithmetic?.days[1]?.name).toBe('调试日');
});

const part = (id: string) => ({ id, kind: 'step', before: {}, after: { status: 'open' }, instants: {} });

test('a clock that parts have is told for what may come, and as each part has it now', () => {
  const step: ClockDefinition = {
    key: 'step',
    per: 'step',
    kind: 'ola',
    calendar: 'always',
    targets: [{ when: { status: ['open'] }, ms: HOUR }],
    start: [{ enters: { status: ['open'] } }],
    stop: [{ leaves: { status: ['open'] } }],
  };
  const own: ClockDefinition = { ...step, key: 'own', start: [{ on: ['created'] }], targets: [{ ms: 2 * HOUR }] };
  const { per: _per, ...case_ } = own;
  const pins = pinsOf({ step, own: case_ });
  const begun = { at: at('10T09:00'), type: 'created', set: opened, parts: [part('s1'), part('s2')], seq: 1 };
  const clocks = advance({}, pins, begun);
  const { running, later } = promisesOf(clocks, pins, { at: at('10T09:30') });
  expect(running.map(({ clock, dueAt, startedAt }) => [clock, dueAt, startedAt])).toEqual([
    ['step~s1', at('10T10:00'), at('10T09:00')],
    ['step~s2', at('10T10:00'), at('10T09:00')],
    ['own', at('10T11:00'), at('10T09:00')],
  ]);
  expect(later).toEqual([
    {
      clock: 'step',
      kind: 'ola',
      targetMs: null,
      calendar: null,
      dueAt: null,
      provisional: false,
      arithmetic: null,
      startsWhen: ['enters status is open'],
    },
  ]);
});

test('steps are told whole, in the order in which they come', () => {
  const { ladder: _ladder, ...resolution } = incidentClocks.shipped['resolution'] as ClockDefinition;
  const to = { to: ['team'], channel: ['inbox'] };
  const calledOut = { id: 'call', percent: 0, ...to, repeat: { everyMs: 2 * HOUR, times: 1 } };
  const short = { ...resolution, calendar: 'always', targets: [{ ms: 4 * HOUR }] };
  const pins = pinsOf({ resolution: { ...short, ladder: [calledOut, { id: 'p25', percent: 25, ...to }] } });
  const [one] = promisesOf(open(pins), pins, { at: at('10T09:00') }).running;
  expect(one?.steps).toEqual([
    { step: 'call', at: at('10T09:00'), percent: 0, ...to },
    { step: 'p25', at: at('10T10:00'), percent: 25, ...to },
    { step: 'call#1', at: at('10T11:00'), percent: 50, ...to },
  ]);
});
