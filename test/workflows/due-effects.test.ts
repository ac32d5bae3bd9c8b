import type { EffectRef } from '../../domain/kernel/pending.ts';
import { dueAtOf, dueBy } from '../../workflows/support/due-effects.ts';

const command = (key: string, lane: string): EffectRef => ({ key, lane, what: `followParent ${lane}` });
const notice = (key: string, notBefore?: number): EffectRef => ({
  key,
  what: 'notice',
  ...(notBefore === undefined ? {} : { notBefore }),
});
const keys = (open: readonly EffectRef[]) => open.map(({ key }) => key);
const putOff = (key: string, at: number) => new Map([[key, { at }]]);

test('an effect waits for the instant that it names and for the one to which it was put off', () => {
  expect(dueAtOf(notice('a', 100), new Map())).toBe(100);
  expect(dueAtOf(notice('a', 100), putOff('a', 200))).toBe(200);
  expect(dueAtOf(notice('a', 300), putOff('a', 200))).toBe(300);
  expect(dueAtOf(command('a', 'INC-1'), new Map())).toBe(0);
  const open = [notice('a', 100), notice('b', 101), notice('c')];
  expect(keys(dueBy(open, new Map(), 100))).toEqual(['a', 'c']);
});

test('a command that was put off is not overtaken by a later one to the same case', () => {
  const open = [command('resolved', 'INC-2'), command('other', 'INC-3'), command('reopened', 'INC-2'), notice('told')];
  expect(keys(dueBy(open, putOff('resolved', 200), 199))).toEqual(['other', 'told']);
  expect(keys(dueBy(open, putOff('resolved', 200), 200))).toEqual(['resolved', 'other', 'reopened', 'told']);
  expect(keys(dueBy(open, putOff('reopened', 200), 199))).toEqual(['resolved', 'other', 'told']);
});
