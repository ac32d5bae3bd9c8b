/** Standing delegations: how a round takes them over, and lets go of them. */
import { delegate, endDelegation } from '../../../../domain/kernel/approval/changes.ts';
import { takeMandates } from '../../../../domain/kernel/approval/mandates.ts';
import type { Mandate } from '../../../../domain/kernel/approval/shapes.ts';
import { seatsFor, vote, whyNot } from '../../../../domain/kernel/approval/voting.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import { Ballots, DAY, NOON, PLAN, seat, stage } from '../../../support/ballots.ts';

const two = (more: object = {}) =>
  new Ballots(
    [
      stage('first', 'all', seat('ann'), seat('bob')),
      stage('second', 'any', seat('cai'), seat('x', { of: { person: 'ann' } })),
    ],
    more,
  );
const mandate = (from: string, to: string, more: Partial<Mandate> = {}): Mandate => ({
  id: `${from}-${to}`,
  from,
  to,
  since: NOON - DAY,
  until: NOON + DAY,
  reason: 'On leave',
  ...more,
});
const takes = (at: Ballots, ...mandates: Mandate[]) => at.does('system', takeMandates(at.bench, mandates));
const there = (at: Ballots) => at.round.delegations.map(({ from, to }) => `${from} ${to}`);
const code = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

test('whoever sits there is stood in for in every stage, keeps his own vote, and the first of the two counts', () => {
  const at = two();
  expect(takes(at, mandate('ann', 'eve'))).toEqual(['delegated']);
  expect(at.round.delegations).toEqual([
    { from: 'ann', to: 'eve', since: NOON, until: NOON + DAY, begun: true, mandate: 'ann-eve' },
  ]);
  expect(seatsFor(at.bench, 'eve')).toMatchObject([{ stage: 'first', seat: 'ann', as: 'delegate', for: 'ann' }]);
  expect(seatsFor(at.bench, 'ann')).toMatchObject([{ as: 'own' }]);
  at.does('eve', vote(at.bench, 'eve', { says: 'approve', shown: PLAN }));
  expect(at.round.stages[0]?.votes).toMatchObject([{ seat: 'ann', by: 'eve', for: 'ann' }]);
  expect(code(() => vote(at.bench, 'ann', { says: 'reject', shown: PLAN, reason: 'No' }))).toBe('already-decided');
});

test('asked again it changes nothing; one that is gone is let go of, and one to come is known before it begins', () => {
  const at = two();
  const later = mandate('bob', 'fay', { since: NOON + DAY, until: NOON + 2 * DAY });
  expect(takes(at, mandate('ann', 'eve'), later)).toEqual(['delegated', 'delegated']);
  expect(takes(at, mandate('ann', 'eve'), later)).toEqual([]);
  expect(seatsFor(at.bench, 'fay')).toEqual([]);
  expect(takes(at, later)).toEqual(['delegationEnded']);
  expect(there(at)).toEqual(['bob fay']);
  at.now = NOON + DAY;
  expect(seatsFor(at.bench, 'fay')).toMatchObject([{ for: 'bob' }]);
});

test('what he delegated in this case goes before, and is his to take back; the other is not', () => {
  const at = two();
  at.does('ann', delegate(at.bench, 'ann', { to: { id: 'guo', active: true }, until: NOON + DAY, reason: 'Here' }));
  expect(takes(at, mandate('ann', 'eve'))).toEqual([]);
  at.does('ann', endDelegation(at.bench, 'ann'));
  expect(takes(at, mandate('ann', 'eve'))).toEqual(['delegated']);
  expect(code(() => endDelegation(at.bench, 'ann'))).toBe('by-mandate');
});

test('not to who is away himself, not of who has no vote left, not when it is over, and the next in time of several', () => {
  const at = two();
  at.does('bob', vote(at.bench, 'bob', { says: 'approve', shown: PLAN }));
  const over = mandate('cai', 'eve', { until: NOON });
  const second = mandate('ann', 'guo', { since: NOON + DAY, until: NOON + 2 * DAY });
  expect(takes(at, second, mandate('bob', 'eve'), mandate('ann', 'cai'), mandate('cai', 'hu'), over)).toEqual([
    'delegated',
    'delegated',
  ]);
  expect(there(at)).toEqual(['ann cai', 'cai hu']);
  const circle = two();
  expect(takes(circle, mandate('ann', 'bob'), mandate('bob', 'ann'))).toEqual(['delegated']);
});

test('who asked for it or does it stands in for nobody, even when he becomes so later', () => {
  const at = two({ parties: { requester: ['eve'], implementer: [] }, never: ['requester', 'implementer'] });
  expect(takes(at, mandate('ann', 'eve'), mandate('bob', 'fay'))).toEqual(['delegated']);
  at.parties = { ...at.parties, implementer: ['fay'] };
  expect(seatsFor(at.bench, 'fay')).toEqual([]);
  expect(whyNot(at.bench, 'fay').code).toBe('separation-of-duties');
});

test('a round that is void learns nothing', () => {
  const at = two();
  at.does('ann', [{ type: 'approvalsVoided', data: { reason: 'Edited' } }]);
  expect(takes(at, mandate('ann', 'eve'))).toEqual([]);
});

test('a mandate of another name is another one; to who is away until just then one may delegate', () => {
  const at = two();
  takes(at, mandate('ann', 'eve'));
  expect(takeMandates(at.bench, [mandate('ann', 'eve', { id: 'renewed' })])).toEqual([
    { type: 'delegationEnded', data: { from: 'ann', to: 'eve' } },
    {
      type: 'delegated',
      data: { from: 'ann', to: 'eve', since: NOON, until: NOON + DAY, reason: 'On leave', mandate: 'renewed' },
    },
  ]);
  for (const other of [{ to: 'guo' }, { from: 'bob' }, { until: NOON + 2 * DAY }])
    expect(takeMandates(at.bench, [{ ...mandate('ann', 'eve'), ...other }]).map(({ type }) => type)).toEqual([
      'delegationEnded',
      'delegated',
    ]);
  const away = (since: number, until: number) => {
    const one = two();
    return takes(one, mandate('bob', 'eve'), mandate('ann', 'bob', { since, until })).length;
  };
  expect([away(NOON + DAY, NOON + 2 * DAY), away(NOON + DAY - 1, NOON + 2 * DAY)]).toEqual([2, 1]);
});

test('of mandates that begin together the first by name counts', () => {
  const at = two();
  takes(at, mandate('ann', 'guo', { id: 'b' }), mandate('ann', 'eve', { id: 'a' }));
  expect(there(at)).toEqual(['ann eve']);
});
