/** Whose vote a commit holds, as the list of what somebody decided shows it. */
import { votesIn } from '../../../domain/meetings/votes.ts';

const HASH = 'a'.repeat(64);
const commit = (by: string, ...events: { type: `change.${string}`; data: object }[]) => ({
  caseId: 'CHG-000001',
  at: 1_000,
  by: { id: by, role: 'supervisor' as const },
  events: events.map((event) => ({ ...event, schema: 1 })),
});
const cast = { stage: 'cab', seat: 'chair', planHash: HASH };

test('a vote of mine has what was shown, and why', () => {
  const given = commit('li', { type: 'change.rejected', data: { ...cast, reason: 'no way back' } });
  expect(votesIn(given, 'li')).toEqual([
    { number: 'CHG-000001', at: 1_000, decision: 'reject', by: 'li', ...cast, reason: 'no way back' },
  ]);
  expect(votesIn(given, 'wang')).toEqual([]);
});

test('one that was cast for me is mine to see, and of him who cast it', () => {
  const given = commit('li', { type: 'change.approved', data: { ...cast, for: 'wang' } });
  expect(votesIn(given, 'wang')).toMatchObject([{ by: 'li', for: 'wang', decision: 'approve' }]);
  expect(votesIn(given, 'li')).toHaveLength(1);
});

test('of what a chair wrote down each has his own, the chair nothing that is not his', () => {
  const given = commit(
    'gao',
    { type: 'change.minutesRecorded', data: { meeting: 'cab', stage: 'cab', planHash: HASH, voters: ['li', 'wang'] } },
    { type: 'change.approved', data: { ...cast, voter: 'li', meeting: 'cab' } },
    { type: 'change.abstained', data: { ...cast, seat: 'software', voter: 'wang', meeting: 'cab' } },
    { type: 'change.stagePassed', data: { stage: 'cab' } },
  );
  expect(votesIn(given, 'li')).toMatchObject([{ by: 'li', recordedBy: 'gao', meeting: 'cab', decision: 'approve' }]);
  expect(votesIn(given, 'wang')).toMatchObject([{ seat: 'software', decision: 'abstain' }]);
  expect(votesIn(given, 'gao')).toEqual([]);
});

test('what is no vote is none, though it names a seat', () => {
  const given = commit(
    'li',
    { type: 'change.signerAdded', data: { stage: 'cab', seat: 'added', person: 'wang', reason: 'knows it' } },
    { type: 'change.voteWithdrawn', data: { stage: 'cab', seat: 'chair' } },
  );
  expect(votesIn(given, 'li').map(({ decision }) => decision)).toEqual(['withdrawn']);
});
