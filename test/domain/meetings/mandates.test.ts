/** Standing delegations when they are given: dates, whom, what holds beside; and as whom somebody is asked. */
import { asksOf, type ShownRound } from '../../../api/cases/approvals/asks.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { mandateFaults, refuseMandate } from '../../../domain/meetings/mandates.ts';
import { hours, MORNING } from '../../support/given.ts';

const given = { from: 'ann', to: 'bob', since: MORNING, until: MORNING + hours(24) };
const faults = (more: object, isThere = true, takesPart = true) =>
  mandateFaults({ ...given, ...more }, { isThere, takesPart }, MORNING).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

test('every bad field of one is named', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ to: 'ann', until: MORNING })).toEqual(['/to unchanged', '/until in-past']);
  expect(faults({ since: MORNING + hours(30) }, false)).toEqual(['/to unknown', '/until before-start']);
  expect(faults({}, true, false)).toEqual(['/to role-missing']);
  expect(faults({ until: MORNING + hours(367 * 24) })).toEqual(['/until too-far']);
});

test('nobody floods cases and people with them: so many hold at once, and so many are given in a day', () => {
  const slices = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...given,
      since: MORNING + hours(at),
      until: MORNING + hours(at + 1),
    }));
  const later = { ...given, since: MORNING + hours(99), until: MORNING + hours(100) };
  const give = (own: number, lately: number) => () => refuseMandate(later, { own: slices(own), theirs: [], lately });
  expect(give(19, 19)).not.toThrow();
  for (const [own, lately] of [
    [20, 0],
    [0, 20],
  ] as const)
    expect(give(own, lately)).toThrow(
      expect.objectContaining({ code: 'too-many-delegations', params: { maximum: 20 } }),
    );
});

test('one person for a time, no circle, and depth one; times are half-open, and scopes that do not meet are apart', () => {
  const refused = (beside: Partial<Parameters<typeof refuseMandate>[1]>, more: object = {}): string => {
    try {
      refuseMandate({ ...given, ...more }, { own: [], theirs: [], lately: 0, ...beside });
      return 'given';
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  };
  const theirs = { ...given, from: 'bob', to: 'cai' };
  expect(refused({})).toBe('given');
  expect(refused({ own: [given] })).toBe('already-delegated');
  expect(refused({ own: [{ ...given, until: MORNING, since: 0 }] })).toBe('given');
  expect(refused({ theirs: [theirs] })).toBe('delegation-depth');
  expect(refused({ theirs: [{ ...theirs, to: 'ann' }] })).toBe('delegation-circle');
  expect(refused({ theirs: [{ ...theirs, process: 'request' }] }, { process: 'change' })).toBe('given');
  expect(refused({ own: [{ ...given, orgPath: '/dx/donghu' }] }, { orgPath: '/dx/xiling' })).toBe('given');
  expect(refused({ own: [{ ...given, orgPath: '/dx/donghu' }] }, { orgPath: '/dx' })).toBe('already-delegated');
});

const seat = (name: string, person: string, more: object = {}) => ({
  seat: name,
  state: 'asked',
  people: [{ person }],
  ...more,
});
test('whoever is asked hears as whom: on his own seat, for whom, or in the place of whom', () => {
  const round: ShownRound = {
    round: 1,
    planHash: 'a1',
    stages: [
      { key: 'one', seats: [seat('a', 'ann'), seat('b', 'bob', { instead: 'deputy', insteadOf: 'left' })] },
      {
        key: 'two',
        seats: [seat('c', 'ann', { state: 'approve', by: 'ann' }), seat('d', 'cai', { instead: 'superior' })],
      },
    ],
    delegations: [
      { from: 'ann', to: 'eve', since: 0, until: 100, mandate: 'm-1' },
      { from: 'cai', to: 'bob', since: 0, until: 100 },
    ],
  };
  expect(asksOf(round, 'ann', 50)).toEqual([{ stage: 'one', seat: 'a', as: 'own' }]);
  expect(asksOf(round, 'bob', 50)).toEqual([
    { stage: 'one', seat: 'b', as: 'deputy', for: 'left' },
    { stage: 'two', seat: 'd', as: 'delegate', for: 'cai' },
  ]);
  expect(asksOf(round, 'cai', 50)).toEqual([{ stage: 'two', seat: 'd', as: 'superior' }]);
  expect(asksOf(round, 'eve', 50)).toEqual([{ stage: 'one', seat: 'a', as: 'delegate', for: 'ann', mandate: 'm-1' }]);
  expect(asksOf(round, 'eve', 100)).toEqual([]);
});
