/** What the console says of a new password while it is typed is what the API asks of its length. */
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../../platform/passwords.ts';
import { judged, LONGEST, SHORTEST } from '../../../web/src/entry/password-rules.ts';

const broken = (given: { old: string; next: string; again: string }): string[] =>
  judged(given).flatMap(({ rule, holds }) => (holds ? [] : [rule]));

test('the lengths are those of the API', () => {
  expect([SHORTEST, LONGEST]).toEqual([SHORTEST_PASSWORD, LONGEST_PASSWORD]);
});

test.each([
  ['nothing is typed yet', '', '', '', ['length', 'other', 'again']],
  ['too short', 'old password 1', 'eleven lett', 'eleven lett', ['length']],
  ['just long enough', 'old password 1', 'twelve lette', 'twelve lette', []],
  ['the old one', 'old password 1', 'old password 1', 'old password 1', ['other']],
  ['typed otherwise the second time', 'old password 1', 'twelve letters', 'twelve lettres', ['again']],
  ['longer than any', 'old password 1', 'x'.repeat(257), 'x'.repeat(257), ['longest']],
])('%s', (_, old, next, again, rules) => {
  expect(broken({ old, next, again })).toEqual(rules);
});
