/**
 * What is to be done next in a run: a pure function over its plan and the statuses of its parts (kernel.md 9). It begins nothing
 * and records nothing: the rules of a run ask it after each event, and say what follows (running/).
 */
import { MOST_UNDER_WAY } from '../part.ts';
import type { NextSteps, Outline, OutlineNode, Scope, StepRule, StepStatus } from './shapes.ts';

/** Status of a part, by its id; undefined: nothing has touched it. */
export type Standing = (id: string) => string | undefined;
/** True for a part that may not begin, whatever the plan says: it is waited for, and what stands beside it goes on. */
export type IsShut = (id: string) => boolean;
type Blocks = NonNullable<Outline['blocks']>;
type At = { blocks: Blocks; place?: string };

/** A plan with its blocks put in and its ids as the parts have them. */
type Leaf = { is: 'step'; id: string; rule: StepRule } | { is: 'gate'; id: string };
type Branch = {
  is: 'group';
  /** Of the part that stands for the whole of it; absent: none does. */
  id?: string;
  /** Of a group without a part, too: by it a scope is named. */
  name?: string;
  /** At most so many at one time; 1: one after the other. */
  atMost: number;
  of: readonly Tree[];
};
export type Tree = Leaf | Branch;

/** The plan as it is gone through. Throws nothing for a plan whose parts could be listed (`partsOfPlan`). */
export function treeOf({ blocks = {}, of }: Outline): Branch {
  return { is: 'group', atMost: 1, of: of.map((node) => placed(node, { blocks })) };
}

function placed(node: OutlineNode, at: At): Tree {
  const id = 'id' in node ? (at.place === undefined ? node.id : `${at.place}-${node.id}`) : '';
  switch (node.node) {
    case 'step':
      return { is: 'step', id, rule: node };
    case 'gate':
      return { is: 'gate', id };
    case 'group': {
      const own = node.kind === undefined ? { name: id } : { id, name: id };
      return { is: 'group', ...own, atMost: mostOf(node), of: node.of.map((one) => placed(one, at)) };
    }
    case 'each': {
      const nodes = typeof node.of === 'string' ? (at.blocks[node.of] ?? []) : node.of;
      const atPlace = ({ id: place }: { id: string }): Branch => ({
        is: 'group',
        id: place,
        name: place,
        atMost: 1,
        of: nodes.map((one) => placed(one, { ...at, place })),
      });
      return { is: 'group', atMost: mostOf(node), of: node.places.map(atPlace) };
    }
    default:
      return node satisfies never;
  }
}

const mostOf = (node: { order: 'sequence' } | { order: 'parallel'; atMost: number }): number =>
  node.order === 'sequence' ? 1 : node.atMost;

// ── statuses
/** An action or a person is at it, so its clock runs. */
const UNDER_WAY: readonly StepStatus[] = ['running', 'waiting-human', 'undoing'];
/** Begun, and it is not known yet what became of it. */
const UNDECIDED: readonly StepStatus[] = ['running', 'waiting-human', 'to-witness'];
const PASSED: readonly StepStatus[] = ['done', 'skipped'];
/** What may have changed something and was not taken back. */
const STANDS: readonly StepStatus[] = ['done', 'failed', 'undoing', 'undo-failed', ...UNDECIDED];
/** A gate that lets pass, a place that is left as it is: what stands behind it goes on. */
const GATE_OPEN = 'passed';
const LEFT_OUT = 'left-out';
/** Of the part of a group: nothing in it begins. */
const CLOSED = ['failed', 'rolling-back', 'rolled-back'];
const UNOPENED = [undefined, 'pending', 'admitted'];

/** As a step's part says it; of one that nothing touched: pending. */
export const stepStatus = (standing: Standing, id: string): StepStatus =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fold writes no other status on a part of kind step
  (standing(id) ?? 'pending') as StepStatus;

/** How many steps an action or a person is at. */
export const underWayIn = (outline: Outline, standing: Standing): number =>
  leavesOf(treeOf(outline)).filter(({ is, id }) => is === 'step' && UNDER_WAY.includes(stepStatus(standing, id)))
    .length;

/** All that stands in a tree, in the order of the plan. */
export function leavesOf(tree: Tree): Leaf[] {
  return tree.is === 'group' ? tree.of.flatMap(leavesOf) : [tree];
}

/** What of the plan is meant by a scope; null: the plan has no such part. */
export function within(tree: Branch, scope: Scope): Branch | null {
  if (scope === 'all') return tree;
  for (const one of tree.of) {
    if (one.is !== 'group') continue;
    if (one.name === scope.part) return one;
    const found = within(one, scope);
    if (found) return found;
  }
  return null;
}

/**
 * What is to be done now. Without `back` it goes on: what may begin, and what it is halted at. With `back` nothing begins
 * anywhere, and what stands in that scope is taken back in reverse: not before all that was begun in it is decided, each step
 * once, none beyond a point of no return. At most `MOST_UNDER_WAY` steps are under way together. Throws an Error, a bug, for a
 * scope that the plan does not have. `isShut`: of steps and of groups with a part; it keeps nothing from going back.
 */
export function nextSteps(outline: Outline, standing: Standing, back?: Scope, isShut?: IsShut): NextSteps {
  const tree = treeOf(outline);
  const room = Math.max(0, MOST_UNDER_WAY - underWayIn(outline, standing));
  if (back !== undefined) {
    const part = within(tree, back);
    if (!part) throw new Error(`the plan ${outline.id} has no part ${JSON.stringify(back)}`);
    return goingBack(part, standing, room);
  }
  const found: Found = { start: [], undo: [], ask: [], wait: [] };
  const { isOver } = ahead(tree, { standing, found, may: true, isShut });
  return { ...found, start: cut(tree, found.start, room), ...(isOver ? { end: 'done' as const } : {}) };
}

/** Groups and gates take no room. */
function cut(tree: Branch, ids: readonly string[], room: number): string[] {
  const steps = new Set(leavesOf(tree).flatMap(({ is, id }) => (is === 'step' ? [id] : [])));
  let left = room;
  return ids.filter((id) => !steps.has(id) || left-- > 0);
}

type Found = { start: string[]; undo: string[]; ask: string[]; wait: string[] };
type Going = { standing: Standing; found: Found; may: boolean; isShut?: IsShut | undefined };
/** `isBegun`: something in it was started and it is not over. */
type Reached = { isOver: boolean; isBegun: boolean };

function ahead(tree: Tree, going: Going): Reached {
  const { standing, found, may } = going;
  switch (tree.is) {
    case 'step':
      return aheadOfStep(tree.id, going);
    case 'gate': {
      const status = standing(tree.id);
      const isOver = status === GATE_OPEN;
      const isShut = status === undefined || status === 'shut';
      if (!isOver && may) found[isShut ? 'start' : 'ask'].push(tree.id);
      return { isOver, isBegun: !isOver && !isShut };
    }
    case 'group':
      return aheadOfGroup(tree, going);
    default:
      return tree satisfies never;
  }
}

function aheadOfStep(id: string, { standing, found, may, isShut }: Going): Reached {
  const status = stepStatus(standing, id);
  if (UNDECIDED.includes(status) || status === 'undoing') found.wait.push(id);
  else if (status === 'pending') {
    if (may) found[isShut?.(id) ? 'wait' : 'start'].push(id);
  } else if (!PASSED.includes(status) && may) found.ask.push(id);
  const isOver = PASSED.includes(status);
  return { isOver, isBegun: !isOver && status !== 'pending' };
}

function aheadOfGroup(tree: Branch, { standing, found, may, isShut }: Going): Reached {
  const status = tree.id === undefined ? 'running' : standing(tree.id);
  if (status === LEFT_OUT) return { isOver: true, isBegun: false };
  if (UNOPENED.includes(status)) {
    if (may && tree.id !== undefined) found[isShut?.(tree.id) ? 'wait' : 'start'].push(tree.id);
    return { isOver: false, isBegun: status === 'admitted' };
  }
  const isClosed = CLOSED.includes(status ?? '');
  if (isClosed && may && tree.id !== undefined) found.ask.push(tree.id);
  const before = tree.atMost === 1 ? [] : tree.of.map((one) => ahead(one, { standing, found: nowhere(), may: false }));
  let open = before.filter(({ isBegun }) => isBegun).length;
  const reached: Reached[] = [];
  for (const [n, one] of tree.of.entries()) {
    const had = before[n];
    const isFree = had ? had.isBegun || open < tree.atMost : reached.every(({ isOver }) => isOver);
    const marks = found.start.length;
    reached.push(ahead(one, { standing, found, may: may && !isClosed && isFree, isShut }));
    if (had && !had.isBegun && found.start.length > marks) open += 1;
  }
  const isOver = !isClosed && reached.every((one) => one.isOver);
  return { isOver, isBegun: !isOver && (tree.id !== undefined || reached.some((one) => one.isBegun || one.isOver)) };
}

const nowhere = (): Found => ({ start: [], undo: [], ask: [], wait: [] });

// ── the way back
function goingBack(tree: Branch, standing: Standing, room: number): NextSteps {
  const found: Found = { start: [], undo: [], ask: [], wait: [] };
  const undecided = leavesOf(tree).filter(
    ({ is, id }) => is === 'step' && UNDECIDED.includes(stepStatus(standing, id)),
  );
  if (undecided.length > 0) {
    const going = leavesOf(tree).filter(({ is, id }) => is === 'step' && stepStatus(standing, id) === 'undoing');
    return { ...found, wait: [...undecided, ...going].map(({ id }) => id) };
  }
  const isClear = backIn(tree, { standing, found, may: true });
  return { ...found, undo: found.undo.slice(0, room), ...(isClear ? { end: 'undone' as const } : {}) };
}

/** True when nothing is left in it to be taken back. */
function backIn(tree: Tree, { standing, found, may }: Going): boolean {
  if (tree.is === 'gate') return true;
  if (tree.is === 'step') return backOfStep(tree, { standing, found, may });
  let isClear = true;
  let going = 0;
  for (const one of tree.of.toReversed()) {
    const marks = found.undo.length + found.wait.length;
    const own = backIn(one, { standing, found, may: may && (tree.atMost === 1 ? isClear : going < tree.atMost) });
    if (found.undo.length + found.wait.length > marks) going += 1;
    isClear &&= own;
  }
  return isClear;
}

function backOfStep({ id, rule }: Leaf & { is: 'step' }, { standing, found, may }: Going): boolean {
  const status = stepStatus(standing, id);
  if (!STANDS.includes(status)) return true;
  if (status === 'undoing') {
    found.wait.push(id);
    return false;
  }
  if (rule.noReturn || status === 'undo-failed') {
    if (may) found.ask.push(id);
    return false;
  }
  if (!rule.undo) return true;
  if (may) found.undo.push(id);
  return false;
}

/** Steps of the scope behind which nothing is taken back, that were begun: while there are any, it is not rolled back. */
export function pastNoReturn(outline: Outline, standing: Standing, scope: Scope): string[] {
  const part = within(treeOf(outline), scope);
  return leavesOf(part ?? treeOf(outline)).flatMap((leaf) =>
    leaf.is === 'step' && leaf.rule.noReturn && STANDS.includes(stepStatus(standing, leaf.id)) ? [leaf.id] : [],
  );
}

/** What a roll-back now would take back, in the order in which it would, the undecided left out. */
export function toUndo(outline: Outline, standing: Standing, scope: Scope): string[] {
  const part = within(treeOf(outline), scope);
  return leavesOf(part ?? treeOf(outline))
    .toReversed()
    .flatMap((leaf) =>
      leaf.is === 'step' && leaf.rule.undo && STANDS.includes(stepStatus(standing, leaf.id)) ? [leaf.id] : [],
    );
}
