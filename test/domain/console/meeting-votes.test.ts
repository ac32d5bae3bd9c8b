/** The votes of a meeting as its chair writes them down in the console. */
import { decisionsOf, seatsOf, unsaidIn } from '../../../web/src/approvals/meeting/votes.ts';

const seats = [
  { stage: 'cab', seat: 'chair', people: ['gao'] },
  { stage: 'cab', seat: 'business', people: ['wu', 'wang'] },
  { stage: 'later', seat: 'head', people: ['xu'] },
];

test('minutes are of one stage, and of those who voted', () => {
  expect(seatsOf(seats).map(({ seat }) => seat)).toEqual(['chair', 'business']);
  expect(decisionsOf(seats, { chair: { says: 'approve' }, head: { says: 'approve' }, business: {} })).toEqual([
    { seat: 'chair', person: 'gao', decision: 'approve' },
  ]);
  expect(decisionsOf([], { chair: { says: 'approve' } })).toEqual([]);
});

test('of several who may sit on it one is chosen, words are trimmed, and a rejection says why', () => {
  const given = decisionsOf(seats, {
    chair: { says: 'reject', reason: '  ' },
    business: { says: 'reject', person: 'wang', reason: ' no way back ' },
  });
  expect(given).toEqual([
    { seat: 'chair', person: 'gao', decision: 'reject' },
    { seat: 'business', person: 'wang', decision: 'reject', reason: 'no way back' },
  ]);
  expect(unsaidIn(given)).toEqual(['chair']);
});
