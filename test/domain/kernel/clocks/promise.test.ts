/** Which clocks lists are sorted by, and who sees which of them. */
import type { ClockReading } from '../../../../domain/kernel/clocks/clocks.ts';
import { nextPromise, outwardReadings, readingsOfCase } from '../../../../domain/kernel/clocks/promise.ts';

const of = (kind: string, dueAt: number | null, state = 'running') => ({ kind, state, dueAt }) as ClockReading;
const readings = {
  resolution: of('sla', 90),
  'ola-l1': of('ola', 50),
  vendor: of('underpinning', 60),
  remind: of('nag', 20),
  confirm: of('timer', 30),
  'step~s1': of('ola', 10),
  'sign~s1': of('sla', 80),
  'wait~s1': of('timer', 5),
};

test('a list is sorted by what the case owes, and of what its parts owe by promises to the customer alone', () => {
  expect(nextPromise(readings)).toBe(50);
  const { 'ola-l1': _ola, ...others } = readings;
  expect(nextPromise(others)).toBe(60);
  const { vendor: _vendor, ...rest } = others;
  expect(nextPromise(rest)).toBe(80);
  expect(nextPromise({ ...rest, 'sign~s1': of('sla', 80, 'met') })).toBe(90);
  expect(nextPromise({ resolution: of('sla', null), vendor: of('ola', 60, 'paused') })).toBeNull();
});

test('the requester’s side sees what it was promised and what waits for it, and nothing that the work owes', () => {
  expect(Object.keys(outwardReadings(readings))).toEqual(['resolution', 'confirm', 'sign~s1']);
  expect(outwardReadings(readings)['resolution']).toBe(readings.resolution);
});

test('the clocks of the case are told without those of its parts', () => {
  expect(Object.keys(readingsOfCase(readings))).toEqual(['resolution', 'ola-l1', 'vendor', 'remind', 'confirm']);
});
