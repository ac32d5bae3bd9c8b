/** Which lists are asked for anew when a case has changed. */
import { type Concern, concernOf } from '../../../web/src/live/concerns.ts';

const listOf = (query: object, ...numbers: string[]) => ({
  key: ['list', '/api/cases', JSON.stringify(query)],
  data: { pages: [{ items: numbers.map((number) => ({ number })) }], pageParams: [undefined] },
});
const concern = (list: { key: readonly unknown[]; data: unknown }, turn?: string[]): Concern =>
  concernOf(list, { number: 'INC-2', turn });

test('a list on which it stands', () => {
  expect(concern(listOf({ turn: 'mine' }, 'INC-1', 'INC-2'), [])).toBe('yes');
  expect(concern(listOf({ open: 'true' }, 'INC-2'))).toBe('yes');
});

test('a list onto which it comes by whose turn it is, and no other', () => {
  expect(concern(listOf({ turn: 'mine' }, 'INC-1'), ['mine'])).toBe('yes');
  expect(concern(listOf({ turn: 'all', clock: 'over' }), ['team'])).toBe('yes');
  expect(concern(listOf({ turn: 'waiting' }), ['mine', 'team'])).toBe('no');
  expect(concern(listOf({ turn: 'mine' }), [])).toBe('no');
});

test('what only the server can tell is not left out', () => {
  expect(concern(listOf({ open: 'true', priority: 'P1' }), ['mine'])).toBe('unsure');
  expect(concern({ key: ['list', 'delegations'], data: { items: [] } }, ['mine'])).toBe('unsure');
  expect(concern({ key: ['list', 'views'], data: undefined }, [])).toBe('unsure');
});

test('a case that has gone, or of an API that does not tell whose turn it is', () => {
  expect(concern(listOf({ turn: 'mine' }, 'INC-2'))).toBe('yes');
  expect(concern(listOf({ turn: 'mine' }))).toBe('unsure');
});

test('counts of work come with those that the stream tells', () => {
  expect(concern({ key: ['list', 'work-counts', 'incident'], data: { mine: 1 } }, ['mine'])).toBe('no');
});
