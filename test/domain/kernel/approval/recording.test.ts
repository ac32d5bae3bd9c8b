/** Votes cast in a meeting and recorded by the chair: all or none, and never more than each could have given himself. */
import { delegate } from '../../../../domain/kernel/approval/changes.ts';
import { chairedBy, recordVotes } from '../../../../domain/kernel/approval/recording.ts';
import type { MeetingFact, Says } from '../../../../domain/kernel/approval/shapes.ts';
import { standingOf } from '../../../../domain/kernel/approval/standing.ts';
import { vote, withdrawVote } from '../../../../domain/kernel/approval/voting.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import { Ballots, DAY, meetingOf, NEXT_PLAN, NOON, PLAN, seat, stage } from '../../../support/ballots.ts';

const BOARD = ['ann', 'bob', 'cai', 'dan'];
const cab = () => stage('cab', 'quorum', seat('ann', { chair: true }), ...BOARD.slice(1).map((id) => seat(id)));
const begun = (more: object = {}) => new Ballots([cab()], { withdrawable: true, ...more });
type Line = readonly [person: string, says: Says, more?: object];
const lines = (...all: readonly Line[]) =>
  all.map(([person, decision, more]) => ({ seat: person, person, decision, reason: 'Said there', ...more }));

type How = { by?: string; meeting?: MeetingFact | null; shown?: string; holds?: boolean };
function recorded(at: Ballots, all: ReturnType<typeof lines>, how: How = {}) {
  const { by = 'ann', meeting = meetingOf('ann', BOARD), shown = PLAN, holds = true } = how;
  return recordVotes(at.bench, by, { meeting, shown, decisions: all, holds: () => holds });
}
/** Code, and of bad data each field. */
function refused(at: Ballots, all: ReturnType<typeof lines>, how: How = {}): string {
  try {
    return `done: ${recorded(at, all, how).length}`;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [error.code, ...error.fields.map(({ pointer, code }) => `${pointer} ${code}`)].join(' ');
  }
}

test('each vote is its own event: whose it is, where it was cast, and who recorded it; what they settle ends the stage', () => {
  const at = begun();
  const words = recorded(at, lines(['ann', 'approve'], ['bob', 'approve'], ['cai', 'approve'], ['dan', 'reject']));
  expect(words.map(({ type }) => type)).toEqual([
    'minutesRecorded',
    'approved',
    'approved',
    'approved',
    'rejected',
    'stagePassed',
  ]);
  expect(words[0]?.data).toEqual({ meeting: 'cab-1', stage: 'cab', planHash: PLAN, voters: BOARD });
  expect(words[4]?.data).toMatchObject({ seat: 'dan', voter: 'dan', meeting: 'cab-1', reason: 'Said there' });
  at.does('ann', words);
  expect(at.round.stages[0]?.votes[1]).toEqual({
    seat: 'bob',
    by: 'bob',
    says: 'approve',
    at: NOON,
    recorded: { by: 'ann', meeting: 'cab-1' },
  });
  expect(standingOf(at.bench).state).toBe('passed');
});

test('who voted himself stays as he voted, and who is recorded may take his vote back and give another', () => {
  const at = begun();
  at.does('bob', vote(at.bench, 'bob', { says: 'reject', shown: PLAN, reason: 'No' }));
  expect(refused(at, lines(['ann', 'approve'], ['bob', 'approve']))).toBe(
    'invalid-data /decisions/1/person already-decided',
  );
  at.does('ann', recorded(at, lines(['cai', 'approve'])));
  expect(at.does('cai', withdrawVote(at.bench, 'cai'))).toEqual(['voteWithdrawn']);
  at.does('cai', vote(at.bench, 'cai', { says: 'reject', shown: PLAN, reason: 'I said no' }));
  expect(at.round.stages[0]?.votes.map(({ by, says }) => `${by} ${says}`)).toEqual(['bob reject', 'cai reject']);
});

test('every bad line is named, and none of the others is taken', () => {
  const at = begun({ parties: { requester: ['dan'] }, never: ['requester'] });
  const meeting = meetingOf('ann', ['bob', 'dan', 'eve'], { attended: ['ann', 'dan', 'eve'] });
  const bad = lines(
    ['ann', 'approve'],
    ['bob', 'approve'],
    ['cai', 'approve'],
    ['dan', 'approve'],
    ['eve', 'approve', { seat: 'bob' }],
    ['ann', 'reject', { seat: 'cai', reason: undefined }],
    ['eve', 'approve', { seat: 'nowhere' }],
  );
  expect(refused(at, bad, { meeting })).toBe(
    [
      'invalid-data',
      '/decisions/1/person not-attended',
      '/decisions/2/person not-a-member',
      '/decisions/3/person separation-of-duties',
      '/decisions/4/seat already-named',
      '/decisions/5/seat already-named',
      '/decisions/5/reason reason-missing',
      '/decisions/6/seat unknown',
    ].join(' '),
  );
  const seatOfAnother = lines(['eve', 'approve', { seat: 'bob' }], ['ann', 'approve', { seat: 'cai' }]);
  expect(refused(at, seatOfAnother, { meeting })).toBe(
    'invalid-data /decisions/0/person not-on-seat /decisions/1/person not-on-seat',
  );
  expect(at.round.stages[0]?.votes).toEqual([]);
});

test('a role that is held no more, and who works no more, has no vote recorded', () => {
  expect(refused(begun(), lines(['bob', 'approve']), { holds: false })).toBe(
    'invalid-data /decisions/0/person role-lost',
  );
  const { grants: _all, ...meeting } = meetingOf('ann', BOARD);
  expect(refused(begun(), lines(['bob', 'approve']), { meeting: { ...meeting, grants: {} } })).toBe(
    'invalid-data /decisions/0/person role-lost',
  );
});

test('a delegate votes there for whom he stands in for, once', () => {
  const at = begun();
  at.does('bob', delegate(at.bench, 'bob', { to: { id: 'eve', active: true }, until: NOON + DAY, reason: 'Away' }));
  const meeting = meetingOf('ann', ['bob', 'eve']);
  const both = lines(['eve', 'approve', { seat: 'bob' }], ['bob', 'approve', { seat: 'bob' }]);
  expect(refused(at, both, { meeting })).toBe('invalid-data /decisions/1/seat already-named');
  expect(refused(at, both.slice(0, 1), { meeting, holds: false })).toBe('invalid-data /decisions/0/person role-lost');
  at.does('ann', recorded(at, both.slice(0, 1), { meeting }));
  expect(at.round.stages[0]?.votes).toMatchObject([{ seat: 'bob', by: 'eve', for: 'bob' }]);
});

const board = (key: string, chair: string) =>
  stage(key, 'quorum', seat(`${key}-chair`, { of: { person: chair }, chair: true }), seat(key));

test('of two boards side by side the one that is named, else the first that he chairs', () => {
  const at = new Ballots([board('low', 'ann'), board('mid', 'bob'), board('high', 'ann')], { order: 'parallel' });
  const meeting = meetingOf('ann', ['low', 'mid', 'high']);
  const records = (seatOf: string, named?: string, by = 'ann') => {
    const [line] = lines([seatOf, 'abstain']);
    const words = recordVotes(at.bench, by, {
      meeting,
      shown: PLAN,
      stage: named,
      decisions: line ? [line] : [],
      title: 'Move the ledger',
      holds: () => true,
    });
    return words.map(({ type, data }) => ({ type, ...data }));
  };
  expect(records('high', 'high')).toEqual([
    {
      type: 'minutesRecorded',
      meeting: 'cab-1',
      stage: 'high',
      planHash: PLAN,
      voters: ['high'],
      title: 'Move the ledger',
    },
    {
      type: 'abstained',
      stage: 'high',
      seat: 'high',
      planHash: PLAN,
      voter: 'high',
      meeting: 'cab-1',
      reason: 'Said there',
    },
  ]);
  expect(records('low')[0]).toMatchObject({ stage: 'low' });
  expect(() => records('mid', 'mid')).toThrow('chair');
  expect([chairedBy(at.bench, 'ann')?.key, chairedBy(at.bench, 'ann', 'high')?.key]).toEqual(['low', 'high']);
  expect([chairedBy(at.bench, 'ann', 'mid'), chairedBy(at.bench, 'low')]).toEqual([undefined, undefined]);
});

const eve = (seatOf: string) => ['eve', 'approve', { seat: seatOf }] as const;

test('who stands in for two of a board votes there once', () => {
  const at = begun();
  for (const from of ['bob', 'cai'])
    at.does('system', [
      { type: 'delegated', data: { from, to: 'eve', since: NOON, until: NOON + DAY, reason: 'Away' } },
    ]);
  const meeting = meetingOf('ann', ['bob', 'cai', 'eve']);
  expect(refused(at, lines(eve('bob'), eve('cai')), { meeting })).toBe('invalid-data /decisions/1/person one-vote');
  expect(refused(at, lines(eve('cai')), { meeting })).toBe('done: 2');
  at.does('ann', recorded(at, lines(eve('cai')), { meeting }));
  expect(refused(at, lines(['bob', 'approve']), { meeting })).toBe('done: 2');
  expect(refused(at, lines(['cai', 'approve']), { meeting })).toBe('invalid-data /decisions/0/person already-decided');
});

test('only the chair, only of a stage that is asked by quorum, and only over what was shown', () => {
  const all = lines(['bob', 'approve']);
  expect(refused(begun(), all, { shown: NEXT_PLAN })).toBe('stale-plan');
  expect(refused(begun(), all, { by: 'bob', meeting: meetingOf('bob', BOARD) })).toBe('not-chair');
  expect(refused(begun(), all, { meeting: meetingOf('bob', BOARD) })).toBe('not-chair');
  expect(refused(new Ballots([stage('cab', 'all', seat('ann', { chair: true }), seat('bob'))]), all)).toBe('not-chair');
  expect(refused(new Ballots([stage('first', 'any', seat('eve')), cab()]), all)).toBe('not-chair');
  const asker = begun({ sitters: { ann: ['ann', 'eve'] }, parties: { requester: ['ann'] }, never: ['requester'] });
  expect(refused(asker, all)).toBe('separation-of-duties');
  const became = begun({ never: ['requester'], parties: { requester: [] } });
  became.parties = { requester: ['ann'] };
  expect(standingOf(became.bench).state).toBe('undecidable');
  expect(refused(became, all)).toBe('separation-of-duties');
  const at = begun();
  at.does('ann', recorded(at, lines(['ann', 'approve'], ['bob', 'approve'], ['cai', 'approve'], ['dan', 'approve'])));
  expect(refused(at, all)).toBe('already-decided');
});

const held = (more: Partial<MeetingFact>) => meetingOf('ann', BOARD, more);
test('the meeting is there, has begun, was not canceled, and was not over before this was asked', () => {
  const all = lines(['bob', 'approve']);
  expect(refused(begun(), all, { meeting: null })).toBe('invalid-data /meeting unknown');
  expect(refused(begun(), all, { meeting: held({ status: 'canceled' }) })).toBe('invalid-data /meeting canceled');
  expect(refused(begun(), all, { meeting: held({ from: NOON + 1 }) })).toBe('invalid-data /meeting not-begun');
  expect(refused(begun(), all, { meeting: held({ until: NOON }) })).toBe('invalid-data /meeting before-asked');
  expect(refused(begun(), all, { meeting: held({ from: NOON, until: NOON + 1 }) })).toBe('done: 2');
});
