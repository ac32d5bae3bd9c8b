/** What people reported of clocks in other tools, as trials of ours (docs/field-reports.md). */
import { processOf } from '../../../../domain/catalogue.ts';
import { advance, clockStanding, dueEvents, readings, recordFiring } from '../../../../domain/kernel/clocks/clocks.ts';
import type { Clocks, ClockDefinition } from '../../../../domain/kernel/clocks/clocks.ts';
import type { ClockPins, Effect } from '../../../../domain/kernel/process.ts';
import { compileCalendar } from '../../../../platform/zones.ts';
import { ask, handBack, plain, queuedIncident, resolve } from '../../../support/factories.ts';
import { hours, minutes } from '../../../support/given.ts';
import { at, people } from '../../../support/sample.ts';
import { iso } from './vectors.ts';

const { requester, agent, li } = people;

test('R067 the clock of a tier runs while the case stands there: leaving stops it, coming back goes on with the rest', () => {
  const story = queuedIncident({ queue: 'linxi-desk' }, { now: at('2026-11-30 09:00') });
  const { stage } = story;
  const of = (clock: string) => stage.viewOf(story.caseId).readings[clock];
  const firings = (clock: string) =>
    stage.done.flatMap(({ effect }) =>
      clockOf(effect) === clock && 'data' in effect && 'step' in effect.data ? [effect.data.step] : [],
    );

  story.moveTo(at('2026-11-30 09:10')).when(agent, plain('start'));
  story.moveTo(at('2026-11-30 09:30')).when(agent, ask).thenView({ tier: 'L2' });
  story.thenClock('ola-l1', { state: 'met', dueAt: at('2026-11-30 10:00') });
  story.thenClock('ola-l2', { state: 'running', dueAt: at('2026-11-30 14:30') });
  const policy = stage.kaseOf(story.caseId).pins.sla;
  /** What lists and the filter for overdue cases look at: no clock that stands. */
  const thenDueIsOfRunning = () => {
    const { dueAt, readings: all } = stage.viewOf(story.caseId);
    const running = Object.values(all).filter(({ state, dueAt: due }) => state === 'running' && due !== null);
    expect(running.map(({ dueAt: due }) => due)).toContain(dueAt);
    expect(running.length).toBeGreaterThan(1);
  };
  thenDueIsOfRunning();

  story.moveTo(at('2026-11-30 11:00'));
  expect(firings('ola-l1')).toEqual([]);
  expect(of('ola-l1')).toMatchObject({ state: 'met', breachedAt: null });
  story.when(li, plain('start')).when(li, handBack('info-missing')).thenView({ tier: 'L1' });
  story.thenClock('ola-l1', { state: 'running', dueAt: at('2026-11-30 11:30'), breachedAt: null });
  story.thenClock('ola-l2', { breachedAt: null });

  story.moveTo(at('2026-11-30 11:20')).when(agent, plain('start')).when(agent, ask).thenView({ tier: 'L2' });
  expect(firings('ola-l1')).toEqual(['p80']); // 48 min: at 11:18, while it stood there
  const { clocks, pins } = stage.kaseOf(story.caseId);
  expect(clockStanding(clocks, pins, { clock: 'ola-l1', at: stage.now })).toMatchObject({ consumedMs: minutes(50) });
  story.thenClock('ola-l1', { state: 'met' });
  story.thenClock('ola-l2', { state: 'running', dueAt: at('2026-11-30 14:50') }); // 90 min used before, lunch not counted
  story.when(li, plain('start')).moveTo(at('2026-11-30 11:45')); // what was left at the first tier is over since 11:30
  thenDueIsOfRunning();

  const told = firings('ola-l1').length;
  story.moveTo(at('2026-12-01 20:00'));
  expect(firings('ola-l1')).toHaveLength(told);
  expect(of('ola-l1')).toMatchObject({ state: 'met', breachedAt: null });
  expect(firings('ola-l2')).toContain('p100');
  expect(stage.kaseOf(story.caseId).pins.sla).toBe(policy); // policy and calendars change by retarget alone
});

const clockOf = (effect: Effect): unknown =>
  effect.kind === 'notify' && 'clock' in effect.data ? effect.data.clock : undefined;

const shipped = (process: 'call' | 'incident', key: string): ClockDefinition => {
  const found = processOf(process).clocks.shipped[key];
  if (!found) throw new Error(`no clock ${key}`);
  return found;
};
const local = (instant: number): string =>
  iso(instant + hours(8))
    .slice(0, 16)
    .replace('T', ' ');

describe('R069 a clock on a calendar counts open time only', () => {
  const [open, close] = [9 * 60, 17 * 60];
  const day = [[open, close]] as const;
  const office = compileCalendar({
    id: 'office',
    version: 1,
    zone: 'Asia/Shanghai',
    week: [day, day, day, day, day, [], []],
    dates: {},
    years: [2026, 2026],
  });
  const pinsOf = (clock: ClockDefinition): ClockPins => ({
    calendars: { [clock.calendar]: 'office@1' },
    snapshots: { 'office@1': office },
    sla: { clocks: { [clock.key]: clock } },
  });
  /** Deadline and steps, as one who looked at each due moment would record them. */
  function played(clock: ClockDefinition, opened: string, priority = 'P3') {
    const pins = pinsOf(clock);
    const context = { status: 'new', holdReason: null, tier: 'L1', team: null, person: null, priority, major: false };
    let clocks: Clocks = advance({}, pins, { at: at(opened), type: 'created', set: { ...context, service: null } });
    const { dueAt } = readings(clocks, pins, at(opened))[clock.key] ?? {};
    const steps: Record<string, string> = {};
    for (const event of dueEvents('call', clocks, pins, at(opened) + hours(24 * 14))) {
      clocks = recordFiring(clocks, pins, event);
      if ('step' in event.data) steps[event.data.step] ??= local(event.data.dueAt);
    }
    return { due: local(Number(dueAt)), steps };
  }

  test.each([
    ['inside the frame, with the weekend between', '2026-11-27 16:30', '2026-11-30 09:30', '2026-11-30 09:18'],
    ['before the frame', '2026-11-25 07:00', '2026-11-25 10:00', '2026-11-25 09:48'],
    ['at the weekend', '2026-11-28 12:00', '2026-11-30 10:00', '2026-11-30 09:48'],
    ['after the frame', '2026-11-24 20:00', '2026-11-25 10:00', '2026-11-25 09:48'],
    ['in the last minute', '2026-11-27 16:59', '2026-11-30 09:59', '2026-11-30 09:47'],
  ])('opened %s', (_, opened, due, warned) => {
    expect(played(shipped('call', 'first-line'), opened)).toMatchObject({ due, steps: { p80: warned, p100: due } });
  });

  test('a step before the target stands in business time too', () => {
    const { due, steps } = played(shipped('incident', 'resolution'), '2026-11-27 16:30', 'P2');
    expect(due).toBe('2026-11-30 16:30');
    expect(steps).toMatchObject({ p75: '2026-11-30 14:30', b30: '2026-11-30 16:00', p100: due });
    expect(played(shipped('incident', 'resolution'), '2026-11-27 09:15', 'P2').steps['b30']).toBe('2026-11-27 16:45');
  });
});

test('R081 at each resolve the reading is final for that cycle and visible at once, and the second shows the sum', () => {
  const story = queuedIncident({ queue: 'linxi-desk' }, { now: at('2026-03-10 09:00') });
  const { stage } = story;
  const standing = (clock: string) => {
    const { clocks, pins } = stage.kaseOf(story.caseId);
    return clockStanding(clocks, pins, { clock, at: stage.now });
  };
  story.when(agent, plain('start')).thenClock('resolution', { state: 'running', dueAt: at('2026-03-11 18:00') });
  story.moveTo(at('2026-03-10 09:50')).when(agent, resolve());
  const first = { state: 'met', remainingMs: hours(16) - minutes(50), dueAt: at('2026-03-11 18:00') } as const;
  story.thenClock('resolution', first).thenClock('ola-l1', { state: 'met', remainingMs: minutes(10) });
  story.moveTo(at('2026-03-10 10:30')).thenClock('resolution', first); // what is resolved stands still

  story.when(requester, { type: 'reopen', data: { reason: '仍然失败' } });
  story.thenClock('resolution', { state: 'running', dueAt: at('2026-03-12 09:40') }); // moved by 40 min
  story.thenClock('ola-l1', { state: 'running', dueAt: at('2026-03-10 10:40') });

  story.moveTo(at('2026-03-10 11:00')).when(agent, resolve());
  const second = { state: 'met', remainingMs: hours(16) - minutes(80), dueAt: at('2026-03-12 09:40') } as const;
  const late = { state: 'late', remainingMs: -minutes(20), dueAt: at('2026-03-10 10:40') } as const;
  story.thenClock('resolution', second).thenClock('ola-l1', late);
  expect(standing('resolution')).toMatchObject({ consumedMs: minutes(80) });

  story.moveTo(at('2026-03-10 11:30')).when(requester, plain('confirm')).thenView({ status: 'closed' });
  story.thenClock('resolution', second).thenClock('ola-l1', late);
});
