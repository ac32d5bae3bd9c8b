/** The parts of a case as they stand, and what of an event speaks of parts. */
import { MOST_PARTS, type Part, type PartKind } from '../../../../domain/kernel/part.ts';
import {
  kindIn,
  newPart,
  partsOf,
  refuseTooMany,
  touched,
  touchedBy,
  touchIn,
} from '../../../../domain/kernel/parts/records.ts';

const kinds: Readonly<Record<string, PartKind>> = {
  step: { origin: 'plan', initial: ['pending', 'running'], most: 600 },
  seat: { origin: 'command', initial: ['open'], most: 3 },
  bare: { origin: 'command', initial: [], most: 900 },
};
const blank = { status: 'pending', assignees: [], rev: 0 };

test('the plan comes first, in its order, with what happened laid over it, then what commands made', () => {
  const planned = [
    { id: 's2', kind: 'step', role: 'engineer', orgPath: '/dx', in: 'w1' },
    { id: 's1', kind: 'step', status: 'running' },
    { id: 'x', kind: 'nowhere' },
  ] as const;
  const kept = {
    seat: { boss: { status: 'signed', rev: 7, assignees: ['q'], in: 's1' }, two: { status: 'open', rev: 8 } },
    step: { s2: { status: 'done', rev: 5, assignees: ['li'], had: 'x' }, gone: { status: 'done', rev: 2 } },
    nowhere: { y: { status: 'done', rev: 2 } },
    bare: undefined,
  };
  expect(partsOf(kinds, planned, kept)).toStrictEqual([
    {
      id: 's2',
      kind: 'step',
      status: 'done',
      assignees: ['li'],
      rev: 5,
      in: 'w1',
      orgPath: '/dx',
      role: 'engineer',
      had: 'x',
    },
    { ...blank, id: 's1', kind: 'step', status: 'running' },
    { ...blank, id: 'x', kind: 'nowhere', status: '' },
    { id: 'boss', kind: 'seat', status: 'signed', assignees: ['q'], rev: 7, in: 's1' },
    { id: 'two', kind: 'seat', status: 'open', assignees: [], rev: 8 },
  ]);
  expect(partsOf(kinds, [{ id: 's1', kind: 'step' }])).toStrictEqual([{ ...blank, id: 's1', kind: 'step' }]);
});

test('a part that a command makes begins as its kind does, with nobody', () => {
  const { step, bare } = kinds;
  expect(step && newPart('s', 'step', step)).toStrictEqual({ ...blank, id: 's', kind: 'step' });
  expect(bare && newPart('b', 'bare', bare)).toStrictEqual({ ...blank, id: 'b', kind: 'bare', status: '' });
});

test.each<[string, object, object]>([
  [
    'all of it',
    {
      part: 's1',
      to: 'done',
      also: { w1: 'open' },
      assignees: ['li'],
      assigned: { s2: [] },
      made: { f: { kind: 'finding', in: 's1' }, g: { kind: 'finding' } },
      dropped: ['s3'],
      clocks: { 'step~s1': {} },
      evidence: 'kept elsewhere',
    },
    {
      part: 's1',
      to: 'done',
      also: { w1: 'open' },
      assignees: ['li'],
      assigned: { s2: [] },
      made: { f: { kind: 'finding', in: 's1' }, g: { kind: 'finding' } },
      dropped: ['s3'],
      clocks: { 'step~s1': {} },
    },
  ],
  ['of no part', { to: 'done', assignees: ['li'] }, {}],
  ['a part that is none', { part: 7, to: 'done', assignees: ['li'] }, {}],
  ['hands that are none', { part: 's1', to: null, assignees: ['li', 7] }, { part: 's1' }],
  [
    'a list for an object',
    { part: 's1', assignees: 'li', also: ['x'], assigned: [['x']], dropped: { a: 1 } },
    { part: 's1' },
  ],
  ['one of several is none', { also: { a: 'x', b: 1 }, assigned: { a: ['x'], b: [1] }, dropped: ['x', 1] }, {}],
  ['nothing for an object', { also: null, assigned: null, made: null, clocks: null, dropped: null }, {}],
  ['made of no kind', { made: { f: { kind: 1 } } }, {}],
  ['made in what is none', { made: { f: { kind: 'finding', in: 1 } } }, {}],
  ['made of nothing', { made: { f: null } }, {}],
  ['clocks without facts', { clocks: { a: {}, b: null } }, {}],
  ['clocks of words', { clocks: { a: 'x' } }, {}],
])('of an event speaks of parts: %s', (_, data, touch) => expect(touchIn(data)).toStrictEqual(touch));

test('each part is touched once, and one that is dropped is not', () => {
  const touch = {
    part: 'a',
    also: { b: 'x', a: 'y' },
    assigned: { c: [], b: [] },
    made: { d: { kind: 'step' }, c: { kind: 'step' } },
    dropped: ['e'],
  };
  expect(touchedBy(touch)).toEqual(['a', 'b', 'c', 'd']);
  expect(touchedBy({})).toEqual([]);
});

test('what is touched has the version of the event, and keeps what the event does not say', () => {
  const at = { seq: 9, initialOf: (id: string, kind: string) => `${kind} ${id} begins` };
  const kept = { step: { a: { status: 'done', rev: 2, assignees: ['x'], in: 'w', note: 'n' } }, seat: undefined };
  expect(touched(kept, { part: 'a', assignees: [] }, at)).toStrictEqual({
    step: { a: { status: 'done', rev: 9, in: 'w', note: 'n' } },
    seat: {},
  });
  expect(touched(kept, { part: 'b', made: { b: { kind: 'step' } }, assignees: ['y'] }, at)).toStrictEqual({
    step: { ...kept.step, b: { status: 'step b begins', rev: 9, assignees: ['y'] } },
    seat: {},
  });
  expect(touched(kept, { part: 'c', to: 'gone', dropped: ['a'] }, at)).toStrictEqual({ step: {}, seat: {} });
  expect(kept.step.a.rev).toBe(2);
});

test('a part is of the kind under which it is kept', () => {
  const kept = { seat: undefined, step: { a: { status: 'done', rev: 1 } } };
  expect([kindIn(kept, 'a'), kindIn(kept, 'b'), kindIn(kept, 'toString')]).toEqual(['step', undefined, undefined]);
});

const many = (count: number, kind: string): Part[] =>
  Array.from({ length: count }, (_, n) => ({ ...blank, id: `${kind}${n}`, kind }));
const refusal = (...parts: Part[]): unknown => {
  try {
    return refuseTooMany(kinds, parts);
  } catch (error) {
    return error;
  }
};

describe('no more parts than a case may have', () => {
  test('of a kind', () => {
    expect(refusal(...many(3, 'seat'), ...many(600, 'step'))).toBeUndefined();
    expect(refusal(...many(4, 'seat'))).toMatchObject({
      code: 'too-many-parts',
      params: { maximum: 3, kind: 'seat' },
    });
  });

  test('of all together', () => {
    expect(refusal(...many(MOST_PARTS, 'bare'))).toBeUndefined();
    const refused = refusal(...many(MOST_PARTS, 'bare'), ...many(1, 'step'));
    expect(refused).toMatchObject({ code: 'too-many-parts' });
    expect(refused).toHaveProperty('params', { maximum: MOST_PARTS });
    expect(Object.keys((refused as { params: object }).params)).toEqual(['maximum']);
  });
});
