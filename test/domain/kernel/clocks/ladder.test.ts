import type { ClockDefinition, Step } from '../../../../domain/kernel/clocks/clocks.ts';
import { evaluate, type VectorEvent, type View } from '../../../../commands/support/clock-vectors.ts';
import { created, instant, iso, vectors } from './vectors.ts';

const HOUR = 3_600_000;
const at = (text: string) => instant(`2026-03-${text}+08:00`);
const inbox = { to: ['assignee'], channel: ['inbox'] };
const night = { quietHours: [[1320, 1860]] } as const;

/** A promise of 10 hours, 24x7, from 2 March 18:00; so it is due on 3 March 04:00, in the quiet hours. */
const promise = (ladder: Step[], edit: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'fix',
  kind: 'sla',
  calendar: '24x7',
  targets: [{ when: { priority: ['P1'] }, ms: 4 * HOUR }, { ms: 10 * HOUR }],
  start: [{ on: ['created'] }],
  stop: [{ on: ['resolved'] }],
  resume: [{ on: ['reopened'] }],
  restart: [{ on: ['begunAgain'] }],
  pause: [{ status: ['onHold'] }],
  ladder,
  ...edit,
});
const event = (text: string, type: string, more: Partial<VectorEvent> = {}): VectorEvent => ({
  at: iso(at(text)),
  type,
  ...more,
});
const acked = (text: string, step: string) => event(text, 'acked', { clock: 'fix', step });

function seen(definition: ClockDefinition, now: string, ...events: VectorEvent[]): View {
  const story = { clocks: ['fix'], events: [event('02T18:00', 'created', { set: created }), ...events] };
  const { fix } = evaluate({ calendars: vectors.calendars, definitions: { fix: definition } }, story, at(now)).clocks;
  if (!fix) throw new Error('no clock');
  return fix;
}
/** Step, whether late, and when; with `!` when dropped. */
const told = ({ fires }: View) =>
  fires.map(({ step, late, at: fired, deliverAt, dropped }) => {
    const held = deliverAt > fired ? ` > ${iso(deliverAt + 8 * HOUR).slice(5, 16)}` : '';
    return `${step}${late ? ' late' : ''} ${iso(fired + 8 * HOUR).slice(5, 16)}${held}${dropped ? ' !' : ''}`;
  });

const held: Step[] = [
  { id: 'p50', percent: 50, ...inbox, quiet: 'hold' },
  { id: 'p100', percent: 100, ...inbox, quiet: 'hold' },
];

test('a held reminder is dropped when the clock stops before or at its delivery, a held breach is told all the same', () => {
  const late = seen(promise(held, night), '03T08:00', event('03T05:00', 'resolved'));
  expect(told(late)).toEqual(['p50 03-02T23:00 > 03-03T07:00 !', 'p100 03-03T04:00 > 03-03T07:00']);
  const onTheDot = seen(promise(held, night), '03T08:00', event('03T07:00', 'resolved'));
  expect(told(onTheDot)[0]).toBe('p50 03-02T23:00 > 03-03T07:00 !');
  const after = seen(promise(held, night), '03T08:00', event('03T07:01', 'resolved'));
  expect(told(after)[0]).toBe('p50 03-02T23:00 > 03-03T07:00');
});

test('a reminder that was dropped stays dropped when the case is reopened', () => {
  const again = seen(promise(held, night), '03T09:00', event('03T03:00', 'resolved'), event('03T06:00', 'reopened'));
  expect(told(again)).toEqual(['p50 03-02T23:00 > 03-03T07:00 !', 'p100 03-03T07:00']);
});

test('a held message is waited for, also of a clock that has stopped', () => {
  const open = seen(promise(held, night), '03T04:30');
  expect([open.state, open.nextWakeUp]).toEqual(['breached', at('03T07:00')]);
  const stopped = seen(promise(held, night), '03T05:30', event('03T05:00', 'resolved'));
  expect(stopped.nextWakeUp).toBe(at('03T07:00'));
});

test('an acknowledgement drops what is held of its step, breach or not', () => {
  const view = seen(promise(held, night), '03T08:00', acked('03T04:30', 'p100'), acked('03T05:00', 'p50'));
  expect(told(view)).toEqual(['p50 03-02T23:00 > 03-03T07:00 !', 'p100 03-03T04:00 > 03-03T07:00 !']);
});

const callOut: Step[] = [
  { id: 'call', percent: 0, ...inbox, chain: 'out', repeat: { everyMs: HOUR, times: 3 } },
  { id: 'next', percent: 50, ...inbox, chain: 'out' },
  { id: 'p100', percent: 100, ...inbox, repeat: { everyMs: HOUR, times: 2 } },
];

test('an acknowledgement ends the repeats and the rest of its chain, and nothing else', () => {
  const heard = seen(promise(callOut), '03T07:00', acked('02T19:30', 'call'));
  expect(told(heard)).toEqual([
    'call 03-02T18:00',
    'call#1 03-02T19:00',
    'p100 03-03T04:00',
    'p100#1 03-03T05:00',
    'p100#2 03-03T06:00',
  ]);
});

test('an acknowledgement of a step outside a chain leaves the chain alone', () => {
  const ladder: Step[] = [{ id: 'p10', percent: 10, ...inbox }, ...callOut];
  expect(told(seen(promise(ladder), '02T23:00', acked('02T19:30', 'p10')))).toContain('next 03-02T23:00');
});

test('a second breach has a notice of its own, though the first is still held back', () => {
  const ladder = held.slice(1);
  const raised = event('02T22:30', 'priorityChanged', { set: { priority: 'P1' } });
  const lowered = event('02T23:00', 'priorityChanged', { set: { priority: 'P2' } });
  const view = seen(promise(ladder, night), '03T06:00', raised, lowered);
  expect(told(view)).toEqual(['p100 late 03-02T22:30 > 03-03T07:00', 'p100 03-03T04:00 > 03-03T07:00']);
  expect(view.nextWakeUp).toBe(at('03T07:00'));
  const answered = seen(promise(ladder, night), '03T08:00', raised, lowered, acked('03T06:30', 'p100'));
  expect(told(answered).map((line) => line.endsWith('!'))).toEqual([true, true]);
});

test('an acknowledgement before the step fired, or of another step, counts for nothing', () => {
  const early = seen(promise(callOut), '02T23:00', acked('02T18:00', 'call'), acked('02T18:30', 'next'));
  expect(told(early)).toEqual([
    'call 03-02T18:00',
    'call#1 03-02T19:00',
    'call#2 03-02T20:00',
    'call#3 03-02T21:00',
    'next 03-02T23:00',
  ]);
});

test('an acknowledgement outlives a re-target, not a restart', () => {
  const raised = event('02T19:00', 'priorityChanged', { set: { priority: 'P1' } });
  const retargeted = seen(promise(callOut), '02T21:30', acked('02T18:30', 'call'), raised);
  expect(told(retargeted)).toEqual(['call 03-02T18:00']);
  const begunAgain = [event('02T20:00', 'resolved'), event('02T21:00', 'begunAgain')];
  const again = seen(promise(callOut), '02T22:00', acked('02T18:30', 'call'), ...begunAgain);
  expect(told(again)).toEqual(['call 03-02T18:00', 'call 03-02T21:00', 'call#1 03-02T22:00']);
});

test('a step that a new priority admits is told once, late, if its time has passed', () => {
  const onlyUrgent: Step[] = [{ id: 'p25', percent: 25, ...inbox, priorities: ['P1'] }];
  const view = seen(promise(onlyUrgent), '02T21:00', event('02T20:00', 'priorityChanged', { set: { priority: 'P1' } }));
  expect(told(view)).toEqual(['p25 late 03-02T20:00']);
  const sameTarget = promise(onlyUrgent, { targets: [{ ms: 10 * HOUR }] });
  const admitted = event('02T22:00', 'priorityChanged', { set: { priority: 'P1' } });
  expect(seen(sameTarget, '02T23:00', admitted)).toMatchObject({ generation: 2, targetMs: 10 * HOUR });
  expect(told(seen(sameTarget, '02T23:00', admitted))).toEqual(['p25 late 03-02T22:00']);
});

test('a reminder whose lead is as long as the target does not exist for it', () => {
  const lead: Step[] = [{ id: 'b4h', beforeMs: 4 * HOUR, ...inbox }];
  expect(told(seen(promise(lead), '03T09:00'))).toEqual(['b4h 03-03T00:00']);
  expect(told(seen(promise(lead, { targets: [{ ms: 4 * HOUR }] }), '03T09:00'))).toEqual([]);
});

test('a late breach step and its repeats that fell on one instant are one message, the next repeat comes in time', () => {
  const lowered = seen(promise(callOut), '03T00:30', event('02T23:30', 'priorityChanged', { set: { priority: 'P1' } }));
  const fires = told(lowered).filter((line) => line.startsWith('p100'));
  expect(fires).toEqual(['p100 late 03-02T23:30', 'p100#2 03-03T00:00']);
});

test('a deadline that a re-target puts on its own instant is no retroactive breach', () => {
  const raised = event('02T22:00', 'priorityChanged', { set: { priority: 'P1' } });
  const view = seen(promise(callOut), '02T22:00', raised);
  expect(view).toMatchObject({ state: 'breached', breachedAt: at('02T22:00'), retroactive: false, generation: 2 });
  expect(told(view)).toContain('p100 03-02T22:00');
});

test('a clock may start paused: it runs from the resume on', () => {
  const onHold = { ...created, status: 'onHold', holdReason: 'user' };
  const story = {
    clocks: ['fix'],
    events: [
      event('02T18:00', 'created', { set: onHold }),
      event('02T20:00', 'resumed', { set: { status: 'inProgress', holdReason: null } }),
    ],
  };
  const definitions = { fix: promise([]) };
  const paused = evaluate({ calendars: vectors.calendars, definitions }, story, at('02T19:00')).clocks['fix'];
  expect(paused).toMatchObject({
    state: 'paused',
    pausedSince: at('02T18:00'),
    startedAt: at('02T18:00'),
    consumedMs: 0,
  });
  const resumed = evaluate({ calendars: vectors.calendars, definitions }, story, at('02T21:00')).clocks['fix'];
  expect(resumed).toMatchObject({ state: 'running', consumedMs: HOUR, deadline: at('03T06:00') });
});

test('where no rule names a target there is no promise, and nothing to wait for', () => {
  const none = promise([], { targets: [{ when: { priority: ['P9'] }, ms: HOUR }] });
  expect(seen(none, '03T09:00')).toMatchObject({ state: 'cancelled', generation: 1, deadline: null, nextWakeUp: null });
});

test('a clock that starts with the first covered instant, or is due at the end of the last, is certain', () => {
  const { coveredFrom = 0, coveredUntil = 0 } = vectors.calendars['cn-7x12'] ?? {};
  const definitions = { fix: promise([], { calendar: 'cn-7x12', targets: [{ ms: HOUR }] }) };
  const provisional = (from: number, now: number) => {
    const story = { clocks: ['fix'], events: [{ at: iso(from), type: 'created', set: created }] };
    return evaluate({ calendars: vectors.calendars, definitions }, story, now).clocks['fix']?.provisional;
  };
  expect([provisional(coveredFrom, coveredFrom), provisional(coveredFrom - 1, coveredFrom)]).toEqual([false, true]);
  const evening = coveredUntil - 6 * HOUR;
  expect([provisional(evening, coveredUntil), provisional(evening, coveredUntil + 1)]).toEqual([false, true]);
});
