/** Mistakes about time that products in wide use make (time.md 10); each is a test under its own name. */
import { businessMsBetween } from '../../../../domain/kernel/time/calendar.ts';
import {
  advance,
  type Clocks,
  clockStanding,
  dueEvents,
  frozenFacts,
  readings,
  recordFiring,
} from '../../../../domain/kernel/clocks/clocks.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';
import { calendar, created, definitionOf, differencesOf, instant, pinsOf, vectors } from './vectors.ts';

const HOUR = 3_600_000;
const at = (text: string) => instant(`2026-03-${text}+08:00`);
/** Ids of pairs are numbered through, whatever their letter. */
const pairs = (from: number, to: number): string[] =>
  vectors.pairs.map(({ id }) => id).filter((id) => Number(id.slice(1)) >= from && Number(id.slice(1)) <= to);

test.each([
  ['pause history is lost when priority or SLA changes', ['s013', 's014']],
  ['a breach, or an "expired" mail, comes while on hold', ['s006', 's008', 's015']],
  ['a hold over night or a holiday adds its wall time to the deadline', ['s005']],
  ['time in Resolved counts as waiting after a reopen', ['s011', 's012']],
  ['all notices come at once when a re-target is born late', ['s014']],
  ['only the first level fires, missed ones are never caught up', ['s002']],
  ['there is one window a day, so the lunch break counts as work', pairs(5, 13)],
  ['holidays are compared by month and day, so a closure over New Year never matches', ['b044']],
  ['days are stepped by 86,400,000 ms and are an hour off after a change of clocks', pairs(73, 101)],
  ['a make-up workday is a weekend, or the holiday list silently ends', [...pairs(23, 28), 'a050']],
  ['reassigning counts as response, a later update takes the breach away', ['s022']],
  ['an OLA counts from the creation of the case, or a hand-back resets it', ['s030']],
  ['escalation goes on after the resolve', ['s029']],
  ['hold and resume in the second of the deadline lose or win time', ['s038']],
])('%s', (_, ids) => {
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.map((id) => [id, differencesOf(id)])).toEqual(ids.map((id) => [id, []]));
});

const pins = pinsOf(definitionOf('resolution'));
const opened = advance({}, pins, { at: at('02T09:00'), type: 'created', set: created });

/** Everything due is recorded, as one late tick would. */
function settled(clocks: Clocks, used: ClockPins, now: number): Clocks {
  return dueEvents('incident', clocks, used, now).reduce((all, event) => recordFiring(all, used, event), clocks);
}

test('a breach is a status, so that the work status is lost', () => {
  const breached = settled(opened, pins, at('03T09:00'));
  const held = { at: at('03T09:30'), type: 'held', set: { status: 'onHold', holdReason: 'user' } };
  const { resolution } = readings(advance(breached, pins, held), pins, at('03T10:00'));
  expect(resolution).toMatchObject({ state: 'breached', breachedAt: at('02T18:00'), pausedSince: at('03T09:30') });
});

test('editing a calendar rewrites finished cases', () => {
  const closed = advance(opened, pins, { at: at('02T11:00'), type: 'resolved', set: { status: 'resolved' } });
  const cn = calendar('cn');
  const edited: ClockPins = { ...pins, calendars: { ...pins.calendars, cn: 'cn@3' } };
  const republished = { ...cn, version: 3, dates: { ...cn.dates, '2026-03-02': 'closed' as const } };
  const later = { ...edited, snapshots: { ...pins.snapshots, 'cn@3': republished } };
  expect(businessMsBetween(republished, at('02T09:00'), at('02T11:00'))).toBe(0);
  expect(frozenFacts(closed, later, at('09T09:00'))).toEqual(frozenFacts(closed, pins, at('02T11:00')));
});

test('an action is repeated because it ran before it was recorded', () => {
  const [first, ...rest] = dueEvents('incident', opened, pins, at('02T14:00'));
  expect(rest).toEqual([]);
  const recorded = first ? recordFiring(opened, pins, first) : opened;
  expect(dueEvents('incident', recorded, pins, at('02T14:00'))).toEqual([]);
  expect(first ? recordFiring(recorded, pins, first) : null).toEqual(recorded);
});

test('the deadline passes while all workers are down, and is stamped with the restart, or lost', () => {
  const due = dueEvents('incident', opened, pins, at('05T09:00'));
  const named = due.map(({ type, data }) => [
    type.slice('incident.clock'.length),
    'step' in data && data.step,
    data.dueAt,
  ]);
  expect(named).toEqual([
    ['Warned', 'p50', at('02T14:00')],
    ['Warned', 'p75', at('02T16:00')],
    ['Warned', 'b30', at('02T17:30')],
    ['Breached', false, at('02T18:00')],
    ['Warned', 'p100', at('02T18:00')],
    ['Warned', 'p100#1', at('03T10:00')],
    ['Warned', 'p100#2', at('03T11:00')],
    ['Warned', 'a4h', at('03T14:00')],
  ]);
});

test('escalation goes on after the resolve: a later tick finds nothing more to say', () => {
  const stopped = advance(opened, pins, { at: at('02T13:30'), type: 'resolved', set: { status: 'resolved' } });
  expect(dueEvents('incident', stopped, pins, at('02T13:30') + 500 * HOUR)).toEqual([]);
});

test('the percentage in the mail is that of the last refresh', () => {
  const held = { at: at('02T10:00'), type: 'held', set: { status: 'onHold', holdReason: 'user' } };
  const resumed = { at: at('02T15:00'), type: 'resumed', set: { status: 'inProgress', holdReason: null } };
  const later = [held, resumed].reduce((clocks, change) => advance(clocks, pins, change), opened);
  const [first] = dueEvents('incident', later, pins, at('05T09:00'));
  const firedAt = first?.data.dueAt ?? 0;
  const standing = clockStanding(later, pins, { clock: 'resolution', at: firedAt });
  // Nobody looked since Monday morning; what is told is what holds when the step fires.
  expect(Math.floor(((standing?.consumedMs ?? 0) * 100) / (standing?.targetMs ?? 1))).toBe(50);
});
