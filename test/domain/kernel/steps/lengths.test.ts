/** How long a plan takes at most, on its way on and back. */
import { budgetOf, undoBudgetOf } from '../../../../domain/kernel/steps/lengths.ts';
import type { Outline, OutlineNode } from '../../../../domain/kernel/steps/shapes.ts';

const step = (id: string, budgetMs: number, undoMs = 0): OutlineNode => ({
  node: 'step',
  id,
  kind: 'manual',
  role: 'engineer',
  budgetMs,
  retries: 3,
  onFailure: 'undo',
  ...(undoMs > 0 ? { undo: { kind: 'manual' as const, budgetMs: undoMs } } : {}),
});
const together = (atMost: number, ...of: OutlineNode[]): OutlineNode => ({
  node: 'group',
  id: 'g',
  order: 'parallel',
  atMost,
  of,
});
const plan = (...of: OutlineNode[]): Outline => ({ id: 'p', of });
const lasting = (...lengths: number[]) => lengths.map((ms, n) => step(`s${n}`, ms));

test.each<[string, Outline, number]>([
  ['of nothing', plan(), 0],
  ['one after the other', plan(...lasting(3, 4, 5)), 12],
  ['a gate between', plan(...lasting(3), { node: 'gate', id: 'c', kind: 'check', role: 'quality-lead' }), 3],
  ['together, nothing', plan(together(3)), 0],
  ['together, all at once', plan(together(3, ...lasting(3, 9, 5))), 9],
  ['two at a time, each where a place is free first', plan(together(2, ...lasting(1, 1, 5, 5, 2))), 8],
  ['two at a time, one of them long', plan(together(2, ...lasting(9, 1, 2, 3))), 9],
  ['more at a time than may be under way', plan(together(50, ...lasting(...Array<number>(41).fill(2)))), 6],
])('the way on: %s', (_, outline, ms) => expect(budgetOf(outline)).toBe(ms));

const wave = (id: string, ...of: OutlineNode[]): OutlineNode => ({ node: 'group', id, order: 'sequence', of });
const standing = (id: string) => ({ a: 'done', b: 'done', c: 'failed', d: 'undone' })[id];
test('the way back takes the undo of what was begun and not taken back, in the scope alone', () => {
  const outline = plan(wave('w1', step('a', 1, 10), step('b', 1)), wave('w2', step('c', 1, 200), step('d', 1, 3_000)));
  expect(undoBudgetOf(outline, standing, 'all')).toBe(210);
  expect(undoBudgetOf(outline, standing, { part: 'w1' })).toBe(10);
  expect(undoBudgetOf(outline, standing, { part: 'w2' })).toBe(200);
  expect(undoBudgetOf(outline, () => undefined, 'all')).toBe(0);
});
