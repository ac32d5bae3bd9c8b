/** What of its parts a case shows to whom. */
import type { Part, PartKind } from '../../../../domain/kernel/part.ts';
import { shownParts } from '../../../../domain/kernel/parts/shown.ts';

const kinds: Readonly<Record<string, PartKind>> = {
  step: {
    origin: 'plan',
    initial: ['pending'],
    most: 9,
    fields: {
      had: { is: 'text', within: true },
      contact: { is: 'text', personal: true },
      attempt: { is: 'whole' },
    },
  },
  seat: { origin: 'command', initial: ['open'], most: 3, within: true },
};
const plain = { id: 's1', kind: 'step', status: 'pending', assignees: [], rev: 0 };
const full = {
  ...plain,
  id: 's2',
  in: 'w1',
  orgPath: '/dx',
  role: 'engineer',
  had: 'zhao',
  contact: '138',
  attempt: 0,
  secret: 'x',
} as const;
const seat = { ...plain, id: 'boss', kind: 'seat', status: 'open', in: 's1' };
const odd = { ...plain, id: 'x', kind: 'nowhere', attempt: 2 };
const all: Part[] = [plain, full, seat, odd];
const shown = (works: boolean, readings: Parameters<typeof shownParts>[2]['readings'] = {}) =>
  shownParts(kinds, all, { works, readings });

test('whoever works on it sees all that a kind declares, others what is for them', () => {
  const { secret: _undeclared, ...declared } = full;
  const { had: _had, contact: _contact, ...open } = declared;
  const { attempt: _attempt, ...bare } = odd;
  expect(shown(true)).toStrictEqual([plain, declared, seat, bare]);
  expect(shown(false)).toStrictEqual([plain, open, bare]);
});

test('a part is due when the first of its clocks is that runs, for those who work on it', () => {
  const readings = {
    'step~s1': { state: 'running', dueAt: 9 },
    'nag~s1': { state: 'breached', dueAt: 4 },
    'ola~s1': { state: 'running', dueAt: 6 },
    'wait~s1': { state: 'paused', dueAt: 1 },
    'late~s1': { state: 'met', dueAt: 2 },
    'none~s1': { state: 'running', dueAt: null },
    'step~s2': { state: 'cancelled', dueAt: 3 },
    'step~boss': { state: 'running', dueAt: null },
    'step~x': { state: 'breached', dueAt: 5 },
    resolution: { state: 'running', dueAt: 0 },
  } as const;
  const dues = (works: boolean) =>
    shown(works, readings).flatMap(({ id, dueAt }) => (dueAt === undefined ? [] : [[id, dueAt]]));
  expect(dues(true)).toEqual([
    ['s1', 4],
    ['x', 5],
  ]);
  expect(dues(false)).toEqual([]);
});
