/** Two values held against each other place by place. */
import { differencesBetween } from '../../../../domain/kernel/record/differences.ts';

describe('two values', () => {
  test('that are equal differ nowhere, whatever the order of their names', () => {
    expect(differencesBetween({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toEqual([]);
    expect([differencesBetween(undefined, undefined), differencesBetween('x', 'x')]).toEqual([[], []]);
  });

  test('differ at each place, as deep as both have it, under names as pointers write them', () => {
    expect(
      differencesBetween(
        { same: 1, 'a/b': { '~': 1, gone: 2 }, list: [1, 2], kind: [1], bare: null },
        { same: 1, 'a/b': { '~': 3, come: 4 }, list: [1, 5, 6], kind: { 0: 1 }, bare: {} },
      ),
    ).toStrictEqual([
      { pointer: '/a~1b/~0', before: 1, after: 3 },
      { pointer: '/a~1b/gone', before: 2 },
      { pointer: '/a~1b/come', after: 4 },
      { pointer: '/list/1', before: 2, after: 5 },
      { pointer: '/list/2', after: 6 },
      { pointer: '/kind', before: [1], after: { 0: 1 } },
      { pointer: '/bare', before: null, after: {} },
    ]);
  });

  test('of which one is missing differ as a whole', () => {
    expect(differencesBetween(undefined, { a: 1 })).toStrictEqual([{ pointer: '', after: { a: 1 } }]);
    expect(differencesBetween(5, undefined, '/x')).toStrictEqual([{ pointer: '/x', before: 5 }]);
  });
});
