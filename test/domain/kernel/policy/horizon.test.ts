import {
  daysLeft,
  type HorizonReason,
  horizonReasons,
  horizonTemplates,
  lastDay,
  WARN_BEFORE_MS,
} from '../../../../domain/kernel/policy/horizon.ts';

const DAY = 86_400_000;
const end = Date.parse('2027-01-01T00:00:00+08:00');
const reasons = (now: number, { provisional = 0, behind = 0, told = [] as HorizonReason[] } = {}) =>
  horizonReasons({ coveredUntil: end, provisional, behind }, told, now);

test('the owner is told 60 days before the dates end, and when they have', () => {
  expect(reasons(end - WARN_BEFORE_MS - 1)).toEqual([]);
  expect(reasons(end - WARN_BEFORE_MS)).toEqual(['near']);
  expect(reasons(end - 1)).toEqual(['near']);
  expect(reasons(end)).toEqual(['ended']);
});

test('a deadline beyond the dates is told whenever it comes', () => {
  expect(reasons(end - 300 * DAY, { provisional: 1 })).toEqual(['provisional']);
  expect(reasons(end - 30 * DAY, { provisional: 1 })).toEqual(['provisional']); // one message says both
});

test('nothing is told twice, and nothing weaker afterwards', () => {
  expect(reasons(end - 30 * DAY, { told: ['near'] })).toEqual([]);
  expect(reasons(end - 30 * DAY, { provisional: 1, told: ['near'] })).toEqual(['provisional']);
  expect(reasons(end - 30 * DAY, { told: ['provisional'] })).toEqual([]);
  expect(reasons(end, { provisional: 9, told: ['provisional'] })).toEqual(['ended']);
  expect(reasons(end + DAY, { provisional: 9, told: ['ended'] })).toEqual([]);
});

test('cases that stay on an earlier version are told once, beside the rest', () => {
  expect(reasons(end - 300 * DAY, { behind: 3 })).toEqual(['behind']);
  expect(reasons(end - 300 * DAY, { behind: 3, told: ['behind'] })).toEqual([]);
  expect(reasons(end - DAY, { behind: 3 })).toEqual(['near', 'behind']);
});

test('days left count the one that has begun; the last day is a local date', () => {
  expect([end - 1, end - DAY, end - DAY - 1, end, end + DAY].map((now) => daysLeft(end, now))).toEqual([1, 1, 2, 0, 0]);
  expect(lastDay({ offsets: [[0, 480]], coveredUntil: end })).toBe('2026-12-31');
  expect(lastDay({ offsets: [[0, -300]], coveredUntil: Date.parse('2027-01-01T00:00:00-05:00') })).toBe('2026-12-31');
});

test('every reason has its text in both languages', () => {
  const all: HorizonReason[] = ['near', 'provisional', 'ended', 'behind'];
  expect(Object.keys(horizonTemplates).toSorted()).toEqual(all.map((reason) => `calendar-${reason}`).toSorted());
});
