import {
  advance,
  type ClockDefinition,
  type Clocks,
  dueEvents,
  frozenFacts,
  nextWakeUp,
  readings,
} from '../../../../domain/kernel/clocks/clocks.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';
import { created, definitionOf, differencesOf, instant, pinsOf, vectors } from './vectors.ts';

const HOUR = 3_600_000;

test('the file of vectors holds as many scenarios as its page says', () => {
  expect(vectors.scenarios.length).toBe(38);
});

test.each(vectors.scenarios.map(({ id, note }) => [id, note]))('%s %s', (id) => {
  expect(differencesOf(id)).toEqual([]);
});

const at = (text: string) => instant(`2026-03-${text}+08:00`);
const opened = (clocks: Clocks, pins: ClockPins, receivedAt?: number): Clocks =>
  advance(clocks, pins, {
    at: at('02T09:00'),
    type: 'created',
    set: created,
    ...(receivedAt !== undefined && { receivedAt }),
  });

test('a clock is stored as plain JSON and goes on from it', () => {
  const pins = pinsOf(definitionOf('resolution'), definitionOf('response'));
  const clocks = opened({}, pins);
  const restored = JSON.parse(JSON.stringify(clocks)) as Clocks;
  expect(restored).toEqual(clocks);
  expect(JSON.stringify(clocks).length).toBeLessThan(1200);
  const resolved = { at: at('02T11:00'), type: 'resolved', set: { status: 'resolved' } };
  expect(advance(restored, pins, resolved)).toEqual(advance(clocks, pins, resolved));
});

test('a breach that nobody recorded is a breach all the same, stamped with the deadline, and still to be recorded', () => {
  const pins = pinsOf(definitionOf('resolution'));
  const stopped = advance(opened({}, pins), pins, {
    at: at('02T20:00'),
    type: 'resolved',
    set: { status: 'resolved' },
  });
  const due = at('02T18:00');
  expect(readings(stopped, pins, at('03T09:00'))['resolution']).toMatchObject({
    state: 'late',
    breachedAt: due,
    dueAt: due,
  });
  expect(dueEvents('incident', stopped, pins, at('03T09:00'))).toEqual([
    { type: 'incident.clockBreached', data: { clock: 'resolution', generation: 1, dueAt: due } },
  ]);
});

test('with 0 the wake-up is the earliest instant that is not on record, though it be past', () => {
  const pins = pinsOf(definitionOf('resolution'));
  const clocks = opened({}, pins);
  expect(nextWakeUp(clocks, pins, 0)).toBe(at('02T14:00'));
  expect(nextWakeUp(clocks, pins, at('02T15:00'))).toBe(at('02T16:00'));
});

test('people see what is left of a clock that stands; of one that runs they see the deadline and count down', () => {
  const pins = pinsOf(definitionOf('resolution'));
  const running = opened({}, pins);
  const held = advance(running, pins, {
    at: at('02T11:00'),
    type: 'held',
    set: { status: 'onHold', holdReason: 'user' },
  });
  const left = (clocks: Clocks) => readings(clocks, pins, at('02T14:00'))['resolution'];
  expect(left(running)).toMatchObject({ remainingMs: null, dueAt: at('02T18:00'), pausedSince: null });
  expect(left(held)).toMatchObject({ remainingMs: 6 * HOUR, dueAt: null, pausedSince: at('02T11:00') });
});

test('the promise to the customer counts from his call, what a desk owes from the handover', () => {
  const pins = pinsOf(definitionOf('resolution'), definitionOf('ola-l1'));
  const clocks = opened({}, pins, at('02T08:00') - 15 * HOUR);
  const { resolution, 'ola-l1': ola } = readings(clocks, pins, at('02T09:00'));
  expect(resolution).toMatchObject({ startedAt: at('01T17:00'), dueAt: at('02T18:00'), retroactive: false });
  expect(ola).toMatchObject({ startedAt: at('02T09:00'), dueAt: at('02T10:00') });
});

test('what was past when an incident came from a call fires late, and its breach is retroactive', () => {
  const pins = pinsOf(definitionOf('resolution'));
  const clocks = opened({}, pins, instant('2026-02-27T09:00:00+08:00'));
  const events = dueEvents('incident', clocks, pins, at('02T09:00'));
  const breach = instant('2026-02-27T18:00:00+08:00');
  expect(events[0]?.data).toEqual({ clock: 'resolution', generation: 1, dueAt: breach, retroactive: true });
  const told = events.slice(1).map(({ data }) => ('step' in data ? [data.step, 'late' in data, data.dueAt] : []));
  expect(told).toEqual(['p50', 'p75', 'b30', 'p100', 'a4h'].map((step) => [step, true, at('02T09:00')]));
});

test('a timer falls due last and alone: what would follow is asked for after its move', () => {
  const timer: ClockDefinition = {
    key: 'confirm',
    kind: 'timer',
    calendar: '24x7',
    targets: [{ ms: HOUR }],
    start: [{ enters: { status: ['resolved'] } }],
    stop: [{ leaves: { status: ['resolved'] } }],
  };
  const pins = pinsOf(definitionOf('report'), timer);
  const resolved = { at: at('02T11:00'), type: 'resolved', set: { status: 'resolved' } };
  const clocks = advance(opened({}, pins), pins, resolved);
  const due = dueEvents('incident', clocks, pins, at('04T11:00'));
  expect(due.map(({ data }) => data.clock)).toEqual(['confirm']);
  const closed = advance(clocks, pins, { at: at('02T12:00'), type: 'closed', set: { status: 'closed' } });
  expect(dueEvents('incident', closed, pins, at('04T11:00')).map(({ data }) => data.clock)).not.toContain('confirm');
});

test('a stopped clock stays as it was measured, though a re-target takes its calendar away', () => {
  const pins = pinsOf(definitionOf('resolution'));
  const stopped = advance(opened({}, pins), pins, {
    at: at('02T11:00'),
    type: 'resolved',
    set: { status: 'resolved' },
  });
  const moved: ClockPins = { ...pins, calendars: { ...pins.calendars, cn: 'cn@2' }, snapshots: { ...pins.snapshots } };
  const { 'cn@1': _, ...snapshots } = moved.snapshots;
  const after = { ...moved, snapshots };
  const retargeted = advance(stopped, after, { at: at('03T09:00'), type: 'retargeted', set: {} }, pins);
  const facts = frozenFacts(retargeted, after, at('03T10:00'))['resolution'];
  expect(facts).toMatchObject({ state: 'met', calendar: 'cn@1', consumedMs: 2 * HOUR, generation: 1 });
  const back = advance(retargeted, after, { at: at('03T11:00'), type: 'reopened', set: { status: 'inProgress' } });
  expect(frozenFacts(back, after, at('03T12:00'))['resolution']).toMatchObject({
    state: 'running',
    generation: 2,
    calendar: 'cn@2',
    consumedMs: 3 * HOUR,
    past: [{ generation: 1, calendar: 'cn@1', consumedMs: 2 * HOUR, ended: 'retargeted' }],
  });
});

test('the frozen facts name the definition, who had the case how long, and who had it at the breach', () => {
  const pins = pinsOf(definitionOf('resolution'));
  const taken = { at: at('02T12:00'), type: 'accepted', set: { status: 'inProgress', person: 'wang' } };
  const handed = { at: at('03T09:00'), type: 'handedOver', set: { tier: 'L2', team: 'city', person: null } };
  const clocks = advance(advance(opened({}, pins), pins, taken), pins, handed);
  expect(frozenFacts(clocks, pins, at('03T10:00'))['resolution']).toMatchObject({
    kind: 'sla',
    state: 'breached',
    breachedAt: at('02T18:00'),
    calendar: 'cn@1',
    targetMs: 8 * HOUR,
    attribution: { tier: { L1: 8 * HOUR, L2: HOUR }, person: { '-': 4 * HOUR, wang: 5 * HOUR } },
    breachContext: { tier: 'L1', team: 'desk', person: 'wang', holdReason: null, priority: 'P2' },
  });
});
