/** When a seal, or a verification of the record, is late. */
import { isSealLate, isUnverified, SEAL_LATE_MS } from '../../../../domain/kernel/record/seal-late.ts';
import { hours } from '../../../support/given.ts';

const now = Date.parse('2026-03-10T09:00:00Z');
const ago = (ms: number) => now - ms;

describe.each([
  ['a seal', isSealLate, SEAL_LATE_MS, hours(2)],
  ['a verification', isUnverified, hours(50), hours(50)],
])('%s', (_, isLate, most, length) => {
  test('is late once the last one is older than it may be', () => {
    expect(most).toBe(length);
    expect(isLate(ago(length), undefined, now)).toBe(false);
    expect(isLate(ago(length + 1), undefined, now)).toBe(true);
    expect(isLate(now, ago(10 * length), now)).toBe(false); // however old the record
    expect(isLate(ago(length + 1), now, now)).toBe(true);
  });

  test('where there was none yet, is late by the age of the record', () => {
    expect(isLate(undefined, ago(length), now)).toBe(false);
    expect(isLate(undefined, ago(length + 1), now)).toBe(true);
  });

  test('of a record that has not begun is never late', () => expect(isLate(undefined, undefined, now)).toBe(false));
});
