/** How long a plan takes at most, on its way on and on its way back: sums of budgets. Pure. */
import { MOST_UNDER_WAY } from '../part.ts';
import type { Millis } from '../units.ts';
import { type Standing, toUndo, type Tree, treeOf, within } from './next.ts';
import type { Outline, Scope } from './shapes.ts';

/** Of the whole plan when every step takes its budget, once: one after the other, of what goes together the longest. */
export const budgetOf = (outline: Outline): Millis => lengthOf(treeOf(outline), ({ rule }) => rule.budgetMs);

/** Of the way back from here when every undo takes its budget, once (an automatic one is tried more often when it fails). */
export function undoBudgetOf(outline: Outline, standing: Standing, scope: Scope): Millis {
  const tree = treeOf(outline);
  const undone = new Set(toUndo(outline, standing, scope));
  return lengthOf(within(tree, scope) ?? tree, ({ id, rule }) => (undone.has(id) ? (rule.undo?.budgetMs ?? 0) : 0));
}

type Step = Extract<Tree, { is: 'step' }>;
function lengthOf(tree: Tree, msOf: (step: Step) => Millis): Millis {
  if (tree.is === 'gate') return 0;
  if (tree.is === 'step') return msOf(tree);
  const lengths = tree.of.map((one) => lengthOf(one, msOf));
  if (tree.atMost === 1) return lengths.reduce((sum, ms) => sum + ms, 0);
  // Each begins where a place is free first.
  const places = Array.from<Millis>({ length: Math.min(tree.atMost, MOST_UNDER_WAY, lengths.length) }).fill(0);
  for (const ms of lengths) {
    const first = places.indexOf(Math.min(...places));
    places[first] = (places[first] ?? 0) + ms;
  }
  return Math.max(0, ...places);
}
