/** What a clock has used and when it gets somewhere; the deadline by which lists are sorted; how often one may urge. */
import {
  breachBefore,
  calendarOf,
  type Clock,
  consumedMs,
  deadlineOf,
  isStarted,
  measure,
  reach,
  runningFrom,
} from '../../../../domain/kernel/clocks/clock-measure.ts';
import type { ClockReading } from '../../../../domain/kernel/clocks/clocks.ts';
import { nextPromise } from '../../../../domain/kernel/clocks/promise.ts';
import { notUrged, supervisorHears, urgeAgain, urgedTooSoon } from '../../../../domain/kernel/common/urge.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';
import { always, hours, minutes } from '../../../support/given.ts';

const pins: ClockPins = { calendars: {}, snapshots: { 'always@1': always }, sla: { clocks: {} } };
const clockOf = (life: object, more: object = {}): Clock =>
  ({
    phase: 'running',
    breachedAt: null,
    ...more,
    life: { calendar: 'always@1', runs: [], targetMs: 50, ...life },
  }) as unknown as Clock;

describe('runs of a clock', () => {
  test('are measured up to an instant, an open one too, and never backwards', () => {
    expect(
      measure(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        100,
      ),
    ).toBe(20);
    expect(
      measure(
        always,
        [
          [0, 10],
          [20, null],
        ],
        25,
      ),
    ).toBe(15);
    expect(
      measure(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        5,
      ),
    ).toBe(5);
    expect(measure(always, [[50, null]], 10)).toBe(0);
    expect(measure(always, [], 10)).toBe(0);
  });

  test('reach an amount inside a run, its end excluded, or never', () => {
    expect(
      reach(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        0,
      ),
    ).toBe(0);
    expect(
      reach(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        9,
      ),
    ).toBe(9);
    expect(
      reach(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        10,
      ),
    ).toBe(20); // at its end it runs no more
    expect(
      reach(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        15,
      ),
    ).toBe(25);
    expect(
      reach(
        always,
        [
          [0, 10],
          [20, 30],
        ],
        20,
      ),
    ).toBeNull();
    expect(
      reach(
        always,
        [
          [0, 10],
          [20, null],
        ],
        20,
      ),
    ).toBe(30);
    expect(
      reach(
        always,
        [
          [5, 5],
          [20, null],
        ],
        0,
      ),
    ).toBe(20); // an empty run is none
    expect(reach(always, [[0, null]], 1.5)).toBeNull();
    expect(reach(always, [], 1)).toBeNull();
  });

  test('go on from an instant, or from the next one', () => {
    expect(
      [0, 5, 10, 15, 30].map((at) =>
        runningFrom(
          [
            [0, 10],
            [20, 30],
          ],
          at,
        ),
      ),
    ).toEqual([0, 5, 20, 20, null]);
    expect(
      runningFrom(
        [
          [0, 10],
          [20, null],
        ],
        99,
      ),
    ).toBe(99);
  });
});

describe('a clock', () => {
  test('has a calendar while its pins hold it, and has started once it lives', () => {
    expect(calendarOf(clockOf({}), pins)).toBe(always);
    expect(calendarOf(clockOf({ calendar: null }), pins)).toBeNull();
    expect(calendarOf(clockOf({ calendar: 'gone@1' }), pins)).toBeNull();
    expect([
      isStarted(clockOf({})),
      isStarted(undefined),
      isStarted({ phase: 'waiting', breachedAt: null } as never),
    ]).toEqual([true, false, false]);
  });

  test('has used what its runs come to, what was kept of it, or nothing without a calendar', () => {
    expect(consumedMs(clockOf({ runs: [[0, null]] }), pins, 30)).toBe(30);
    expect(consumedMs(clockOf({ runs: [[0, null]], kept: { consumedMs: 7 } }), pins, 30)).toBe(7);
    expect(consumedMs(clockOf({ runs: [[0, null]], calendar: null }), pins, 30)).toBe(0);
  });

  test('is due when its target is used up, and has missed that only afterwards', () => {
    const running = clockOf({ runs: [[0, null]] });
    expect(deadlineOf(running, pins)).toBe(50);
    expect(deadlineOf(clockOf({ runs: [[0, null]], targetMs: null }), pins)).toBeNull();
    expect(deadlineOf(clockOf({ runs: [[0, null]], calendar: null }), pins)).toBeNull();
    expect([50, 51].map((at) => breachBefore(running, pins, at))).toEqual([null, 50]);
    for (const phase of ['stopped', 'cancelled'])
      expect(breachBefore(clockOf({ runs: [[0, null]] }, { phase }), pins, 99)).toBeNull();
    expect(breachBefore(clockOf({ runs: [[0, null]] }, { breachedAt: 12 }), pins, 5)).toBe(12);
    expect(breachBefore(clockOf({ runs: [] }), pins, 99)).toBeNull();
  });
});

const of = (kind: string, state: string, dueAt: number | null) => ({ kind, state, dueAt }) as ClockReading;
const next = (...all: ClockReading[]) => nextPromise(Object.fromEntries(all.map((one, i) => [String(i), one])));

test('a list is sorted by the earliest promise that runs or is broken, and by no reminder, timer or clock that stands', () => {
  expect(next(of('sla', 'running', 9), of('ola', 'breached', 5), of('underpinning', 'running', 7))).toBe(5);
  expect(next(of('nag', 'running', 1), of('timer', 'running', 2), of('sla', 'running', 9))).toBe(9);
  for (const state of ['paused', 'met', 'late', 'waiting', 'cancelled']) expect(next(of('sla', state, 3))).toBeNull();
  expect([next(of('sla', 'running', null)), next()]).toEqual([null, null]);
  expect(next(of('sla', 'running', null), of('sla', 'running', 4))).toBe(4);
});

test('one person urges once in half an hour, and the supervisor hears of every third', () => {
  const first = urgeAgain(notUrged, 'req-1', hours(1));
  expect(first).toEqual({ open: true, times: 1, recent: [{ by: 'req-1', at: hours(1) }] });
  expect(urgedTooSoon(notUrged, 'req-1', 0)).toBe(false);
  expect([29, 30].map((after) => urgedTooSoon(first, 'req-1', hours(1) + minutes(after)))).toEqual([true, false]);
  expect(urgedTooSoon(first, 'req-2', hours(1))).toBe(false);
  const second = urgeAgain(first, 'req-2', hours(1) + minutes(29));
  expect(second.recent.map(({ by }) => by)).toEqual(['req-1', 'req-2']);
  const third = urgeAgain(second, 'req-1', hours(1) + minutes(30));
  expect([third.times, third.recent.map(({ at }) => at)]).toEqual([
    3,
    [hours(1) + minutes(29), hours(1) + minutes(30)],
  ]);
  expect([notUrged, first, second, third].map(supervisorHears)).toEqual([false, false, false, true]);
  expect([4, 6].map((times) => supervisorHears({ ...third, times }))).toEqual([false, true]);
});
