/** Whose turn a case is, told by a stream, is what the lists of turns ask the store for; and which counts a change moves. */
import fc from 'fast-check';
import { createOwed, turnsIn } from '../../../api/cases/work/owed.ts';
import { turnsOf } from '../../../api/cases/work/turns.ts';
import { movedFor } from '../../../api/live/live-counts.ts';
import type { Actor, Audience } from '../../../domain/kernel/process.ts';
import type { CaseFilter, FieldFilter } from '../../../models/cases/scoped.ts';

const actor: Actor = {
  id: 'eng',
  kind: 'person',
  unit: '/dx/donghu',
  teams: ['donghu-l2'],
  grants: [
    { role: 'engineer', orgPath: '/dx/donghu' },
    { role: 'requester', orgPath: '/dx' },
  ],
};
const tos: readonly Audience[] = [
  { person: 'eng' },
  { person: 'other' },
  { team: 'donghu-l2' },
  { team: 'dx-l1' },
  { role: 'engineer', orgPath: '/dx/donghu' },
  { role: 'engineer', orgPath: '/dx/donghu/linxi' },
  { role: 'engineer', orgPath: '/dx/donghu2' },
  { role: 'engineer', orgPath: '/dx' },
  { role: 'requester', orgPath: '/dx' },
];
type Stored = {
  waitsFor: { to: Audience; command: string; dueAt: null }[];
  status: string;
  parties: { assignee?: string };
};

/** What MongoDB finds: a path through a list holds where any of its rows has it. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => valuesAt(one, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return valuesAt(Object.entries(value).find(([key]) => key === name)?.[1], rest);
}
function holds(found: readonly unknown[], filter: FieldFilter): boolean {
  if ('is' in filter) return found.includes(filter.is);
  if ('in' in filter) return filter.in.some((one) => found.includes(one));
  if ('not' in filter) return !found.includes(filter.not);
  if ('prefix' in filter) return found.some((one) => typeof one === 'string' && one.startsWith(filter.prefix));
  if ('present' in filter) return found.some((one) => one !== undefined) === filter.present;
  throw new Error(`not known here: ${JSON.stringify(filter)}`);
}
const matches = (stored: Stored, filters: readonly CaseFilter[]): boolean =>
  filters.some((one) =>
    Object.entries(one).every(([path, filter]) => holds(valuesAt(stored, path.split('.')), filter)),
  );

test('turns told are those that lists are asked for', () => {
  const owedOf = createOwed();
  const stored = fc.record({
    waitsFor: fc.array(
      fc.record({ to: fc.constantFrom(...tos), command: fc.constant('claim'), dueAt: fc.constant(null) }),
      { maxLength: 1 },
    ),
    status: fc.constantFrom('queued', 'inProgress', 'onHold', 'closed', 'resolved', 'new'),
    parties: fc.constantFrom<Stored['parties']>({}, { assignee: 'eng' }, { assignee: 'other' }),
  });
  fc.assert(
    fc.property(stored, (one) => {
      const asked = (['mine', 'team', 'role', 'waiting'] as const).filter((turn) => matches(one, turnsOf(turn, actor)));
      expect(turnsIn(actor, owedOf(one))).toEqual(asked);
    }),
    { numRuns: 500 },
  );
});

const NOW = 1_000_000_000;
const [FAR, SOON] = [NOW + 5 * 3_600_000, NOW + 60_000];
const owedOf = createOwed();
const standing = (to: Audience, { assignee = 'other', dueAt = FAR } = {}) => ({
  owed: owedOf({ waitsFor: [{ to, command: 'claim', dueAt: null }], status: 'queued', parties: { assignee } }),
  dueAt,
});
type Standing = ReturnType<typeof standing>;
const moved = (now: Standing, before?: Standing, queues: [string, string] = ['a', 'a']) =>
  movedFor(
    actor,
    {
      owed: { now, ...(before ? { before } : {}) },
      before: { orgLine: [], parties: {} as never, queue: queues[0] },
      view: { queue: queues[1] } as never,
    },
    NOW,
  ).toSorted();

test('what changes nobody whose turn it is moves no count', () => {
  expect(moved(standing({ team: 'donghu-l2' }), standing({ team: 'donghu-l2' }))).toEqual([]);
  expect(moved(standing({ person: 'other' }), standing({ team: 'dx-l1' }))).toEqual([]);
});

test('what comes, goes, nears its deadline or changes the queue is counted for whom it concerns', () => {
  expect(moved(standing({ team: 'donghu-l2' }))).toEqual(['team']);
  expect(moved(standing({ person: 'other' }), standing({ team: 'donghu-l2' }))).toEqual(['team']);
  expect(moved(standing({ person: 'eng' }), standing({ team: 'donghu-l2' }))).toEqual(['approvals', 'mine', 'team']);
  const late = standing({ team: 'donghu-l2' }, { dueAt: SOON });
  expect(moved(late, late)).toEqual(['over', 'soon']);
  expect(moved(standing({ person: 'other' }, { dueAt: SOON }))).toEqual([]);
  const same = standing({ team: 'donghu-l2' });
  expect(moved(same, same, ['a', 'b'])).toEqual(['team']);
});
