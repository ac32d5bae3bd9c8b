/** What a view of the queue asks for, how its rows hold still, and what may be given to many. */
import { commonForms, offeredAmong } from '../../../web/src/bulk/offered.ts';
import type { Form } from '../../../web/src/form/schema.ts';
import { askedFor, exportedFor } from '../../../web/src/queue/asking.ts';
import { held, type Held } from '../../../web/src/queue/steady.ts';

test('a view asks for whose turn it is, and filters go before', () => {
  expect(askedFor('role', {})).toEqual({ sort: 'dueAt', turn: 'role' });
  expect(askedFor('over', { clock: 'soon', priority: 'P1' })).toEqual({
    sort: 'dueAt',
    turn: 'all',
    clock: 'soon',
    priority: 'P1',
  });
  expect(askedFor('all', { sort: '-openedAt', open: 'false' })).toEqual({ sort: '-openedAt', open: 'false' });
  expect(exportedFor('mine', { sort: 'priority', tag: 'vpn' })).toEqual({ turn: 'mine', tag: 'vpn' });
});

type Row = { number: string; title?: string };
const rows = (...numbers: string[]): Row[] => numbers.map((number) => ({ number }));
const numbers = ({ rows: all }: Held<Row>): string => all.map(({ number }) => number).join(' ');
const first = held<Row>(undefined, { items: rows('a', 'b', 'c'), pages: 1, hasMore: false });

test('rows stand still, and what is new waits', () => {
  const next = held(first, { items: rows('n', 'a', 'b', 'c'), pages: 1, hasMore: false });
  expect([numbers(next), next.fresh, next.isMoved]).toEqual(['a b c', 1, false]);
  const later = held(next, { items: rows('n', 'm', 'a', 'b', 'c'), pages: 1, hasMore: false });
  expect([numbers(later), later.fresh]).toEqual(['a b c', 2]);
});

test('cells change in place', () => {
  const next = held(first, { items: [{ number: 'a', title: 'other' }, ...rows('b', 'c')], pages: 1, hasMore: false });
  expect(next.rows[0]).toEqual({ number: 'a', title: 'other' });
  expect([next.fresh, next.isMoved]).toEqual([0, false]);
});

test('what left or changed places stays until it is asked for, but own deeds show at once', () => {
  const gone = held(first, { items: rows('a', 'c'), pages: 1, hasMore: false });
  expect([numbers(gone), gone.isMoved]).toEqual(['a b c', true]);
  const turned = held(first, { items: rows('c', 'a', 'b'), pages: 1, hasMore: false });
  expect([numbers(turned), turned.isMoved, turned.fresh]).toEqual(['a b c', true, 0]);
  const own = held(first, { items: rows('a', 'c'), pages: 1, hasMore: false }, (number) => number === 'b');
  expect([numbers(own), own.isMoved]).toEqual(['a c', false]);
});

test('what was pushed behind the pages that were asked for has not left', () => {
  const full = held<Row>(undefined, { items: rows('a', 'b', 'c'), pages: 1, hasMore: true });
  const pushed = held(full, { items: rows('n', 'a', 'b'), pages: 1, hasMore: true });
  expect([numbers(pushed), pushed.fresh, pushed.isMoved]).toEqual(['a b c', 1, false]);
});

test('a page more stands below at once, what is new above it waits', () => {
  const more = held(first, { items: rows('n', 'a', 'b', 'c', 'd', 'e'), pages: 2, hasMore: false });
  expect([numbers(more), more.fresh]).toEqual(['a b c d e', 1]);
});

test('an empty list shows what comes', () => {
  const empty = held<Row>(undefined, { items: [], pages: 1, hasMore: false });
  expect(numbers(held(empty, { items: rows('a'), pages: 1, hasMore: false }))).toBe('a');
});

const form = (command: string, more: Partial<Form> = {}): [string, Form] => [
  command,
  {
    command,
    title: { zh: command, en: command },
    part: 'never',
    path: '',
    input: { properties: { text: {} } },
    picks: {},
    ...more,
  },
];

test('a bulk gives what all processes have with the same fields, what all cases take first', () => {
  const incident = new Map([
    form('comment'),
    form('claim'),
    form('hold'),
    form('amend', { needsVersion: true }),
    form('takeStep', { part: 'always' }),
  ]);
  const change = new Map([form('comment'), form('claim'), form('hold', { input: { properties: { until: {} } } })]);
  expect([...commonForms([incident, change]).keys()]).toEqual(['comment', 'claim']);
  expect([...commonForms([incident, undefined]).keys()]).toEqual([]);
  const offered = offeredAmong(incident, [
    { allowed: ['comment', 'hold', 'amend', 'takeStep'] },
    { allowed: ['comment', 'claim'] },
  ]);
  expect(offered.map(({ form: { command }, of }) => `${command} ${of}`)).toEqual(['comment 2', 'claim 1', 'hold 1']);
});
