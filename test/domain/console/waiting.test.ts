/** What is typed is kept when its form is left, and never again once it was sent. */
import { Waiting } from '../../../web/src/form/waiting.ts';

const LONG = 60_000;
let kept: string[];
let waiting: Waiting<string>;
beforeEach(() => {
  kept = [];
  waiting = new Waiting((what) => void kept.push(what));
});

test('a while after the last stroke it is kept, as it was typed last', async () => {
  waiting.later('li|comment', 'Res', LONG);
  waiting.later('li|comment', 'Restarted', 1);
  expect(kept).toEqual([]);
  while (kept.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(kept).toEqual(['Restarted']);
});

test('a form that is left keeps it at once, and once', () => {
  waiting.later('li|comment', 'Restarted', LONG);
  waiting.now('li|comment');
  waiting.now('li|comment');
  expect(kept).toEqual(['Restarted']);
});

test.each([
  ['sent', () => waiting.drop('li|comment')],
  ['given up with all others, as he signs out', () => waiting.dropAll('li|')],
])('what was %s is not kept by the form that is left then', (_, drop) => {
  waiting.later('li|comment', 'Restarted', LONG);
  drop();
  waiting.now('li|comment');
  expect(kept).toEqual([]);
});

test('nothing of another person, or of another form, is touched', () => {
  waiting.later('li|comment', 'Restarted', LONG);
  waiting.dropAll('l|');
  waiting.drop('li|resolve');
  waiting.now('li|resolve');
  waiting.now('li|comment');
  expect(kept).toEqual(['Restarted']);
});
