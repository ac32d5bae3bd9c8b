/** A change as the console shows it: its steps and the way back, what conflicts are asked of as one types, and where it lies on a day. */
import { barOf, eveningOf, keyOf } from '../../../web/src/calendar/day.ts';
import { askedOf, stepsOf } from '../../../web/src/change/typed.ts';

const window = { from: '2026-12-02T12:00:00Z', until: '2026-12-02T14:00:00Z' };

test('conflicts are asked of as soon as there are items and a window, and not before', () => {
  expect(askedOf({ items: ['a', 'a', ''], window, implementer: 'li' })).toEqual({
    items: ['a'],
    window,
    implementer: 'li',
  });
  expect(askedOf({ items: ['a'], window })).toEqual({ items: ['a'], window });
  for (const data of [
    {},
    { items: [], window },
    { items: ['a'] },
    { items: ['a'], window: { from: window.from } },
    { items: ['a'], window: { from: window.until, until: window.from } },
    { items: 'a', window: 'b' },
  ])
    expect(askedOf(data)).toBeUndefined();
});

test('steps stand as they are, and go back in reverse', () => {
  const plan = {
    steps: [
      { id: 'stop', title: 'Stop', instruction: 'x', minutes: 5, undo: 'Start' },
      { id: 'go', title: 'Go', instruction: 'y', minutes: 10, noUndo: 'no copy' },
      'nothing',
    ],
  };
  const parts = [{ id: 'stop', kind: 'step', status: 'done', assignees: [], rev: 1 }];
  expect(stepsOf(plan, parts, false).map(({ id, status, minutes }) => [id, status, minutes])).toEqual([
    ['stop', 'done', 5],
    ['go', 'pending', 10],
  ]);
  expect(stepsOf(plan, parts, true).map(({ id }) => id)).toEqual(['go', 'stop']);
  expect(stepsOf({}, parts, false)).toEqual([]);
});

test('an entry lies on its day as long as it is on it', () => {
  const day = { from: '2026-12-02T00:00:00Z', until: '2026-12-03T00:00:00Z' };
  expect(barOf(window, day)).toEqual({ left: 50, width: 8.33 });
  expect(barOf({ from: '2026-12-01T00:00:00Z', until: '2026-12-05T00:00:00Z' }, day)).toEqual({ left: 0, width: 100 });
  expect(eveningOf(day)).toEqual({ from: '2026-12-02T20:00:00.000Z', until: '2026-12-02T22:00:00.000Z' });
});

test('each entry has a key that the address can hold', () => {
  const lists = { organisations: [], services: [], items: [] };
  expect(keyOf({ kind: 'freeze', id: 'year-end', name: '', reason: '', ...lists, ...window })).toBe('year-end');
  expect(keyOf({ kind: 'maintenance', item: 'db', ...window })).toBe(`maintenance~db~${window.from}`);
  expect(keyOf({ kind: 'taken', ...window })).toBe(`taken~~${window.from}`);
});
