/** What is next in a run: examples, and what holds of every plan and every story (kernel.md 9). `RUNS=100000` proves it at length. */
import fc from 'fast-check';
import { MOST_UNDER_WAY } from '../../../../domain/kernel/part.ts';
import {
  leavesOf,
  nextSteps,
  pastNoReturn,
  stepStatus,
  toUndo,
  type Tree,
  treeOf,
  underWayIn,
  within,
} from '../../../../domain/kernel/steps/next.ts';
import type { Outline, OutlineNode, Scope, StepRule } from '../../../../domain/kernel/steps/shapes.ts';
import { isWhole } from '../../../support/product/sample/whole.ts';

const step = (id: string, more: Partial<StepRule> = {}): StepRule => ({
  node: 'step',
  id,
  kind: 'manual',
  role: 'engineer',
  budgetMs: 60_000,
  retries: 0,
  onFailure: 'undo',
  undo: { kind: 'manual', budgetMs: 60_000 },
  ...more,
});
const plan = (...of: OutlineNode[]): Outline => ({ id: 'p', of });
const as =
  (statuses: Readonly<Record<string, string>>) =>
  (id: string): string | undefined =>
    statuses[id];
const none = { start: [], undo: [], ask: [], wait: [] };

const group = (id: string, of: readonly OutlineNode[], atMost = 1): OutlineNode & { node: 'group' } =>
  atMost === 1 ? { node: 'group', id, order: 'sequence', of } : { node: 'group', id, order: 'parallel', atMost, of };
const gate = (id: string): OutlineNode => ({ node: 'gate', id, kind: 'check', role: 'quality-lead' });
const site = (id: string) => ({ id, orgPath: '/dx' as const });

describe('forward', () => {
  const three = plan(step('a'), step('b'), step('c'));
  test.each<[object, object]>([
    [{}, { start: ['a'] }],
    [{ a: 'running' }, { wait: ['a'] }],
    [{ a: 'to-witness' }, { wait: ['a'] }],
    [{ a: 'done' }, { start: ['b'] }],
    [{ a: 'skipped' }, { start: ['b'] }],
    [{ a: 'failed' }, { ask: ['a'] }],
    [{ a: 'done', b: 'waiting-human' }, { wait: ['b'] }],
    [{ a: 'done', b: 'done', c: 'done' }, { end: 'done' }],
    [{ a: 'done', b: 'done', c: 'undone' }, { ask: ['c'] }],
  ])('one after the other, %j', (statuses, expected) => {
    expect(nextSteps(three, as(statuses as never))).toEqual({ ...none, ...expected });
  });

  const together = (atMost: number, ...of: OutlineNode[]) =>
    plan(step('a'), { node: 'group', id: 'g', order: 'parallel', atMost, of }, step('z'));
  test.each<[object, object]>([
    [{ a: 'done' }, { start: ['b', 'c'] }],
    [
      { a: 'done', b: 'running' },
      { start: ['c'], wait: ['b'] },
    ],
    [{ a: 'done', b: 'done' }, { start: ['c', 'd'] }],
    [
      { a: 'done', d: 'running' },
      { start: ['b'], wait: ['d'] },
    ],
    [
      { a: 'done', b: 'failed', c: 'running' },
      { ask: ['b'], wait: ['c'] },
    ],
    [{ a: 'done', b: 'done', c: 'done', d: 'done' }, { start: ['z'] }],
  ])('two at a time, %j', (statuses, expected) => {
    expect(nextSteps(together(2, step('b'), step('c'), step('d')), as(statuses as never))).toEqual({
      ...none,
      ...expected,
    });
  });

  test('behind a gate nothing begins before it was passed', () => {
    const gated = plan(step('a'), { node: 'gate', id: 'g', kind: 'check', role: 'quality-lead' }, step('b'));
    expect(nextSteps(gated, as({ a: 'done' }))).toEqual({ ...none, start: ['g'] });
    expect(nextSteps(gated, as({ a: 'done', g: 'shut' }))).toEqual({ ...none, start: ['g'] });
    expect(nextSteps(gated, as({ a: 'running', g: 'shut' }))).toEqual({ ...none, wait: ['a'] });
    expect(nextSteps(gated, as({ a: 'running', g: 'open' }))).toEqual({ ...none, wait: ['a'] });
    expect(nextSteps(gated, as({ a: 'done', g: 'open' }))).toEqual({ ...none, ask: ['g'] });
    expect(nextSteps(gated, as({ a: 'done', g: 'refused' }))).toEqual({ ...none, ask: ['g'] });
    expect(nextSteps(gated, as({ a: 'done', g: 'passed' })).start).toEqual(['b']);
  });

  const waves: Outline = {
    id: 'p',
    blocks: { site: [step('1'), step('2')] },
    of: ['w1', 'w2'].map((id) => ({
      node: 'group',
      id,
      kind: 'wave',
      order: 'sequence',
      of: [
        {
          node: 'each',
          kind: 'site',
          order: 'parallel',
          atMost: 2,
          places: [site(`${id}-x`), site(`${id}-y`), site(`${id}-z`)],
          of: 'site',
        },
        { node: 'gate', id: `${id}-g`, kind: 'gate', role: 'process-owner' },
      ],
    })),
  };
  test('a part with a kind is opened first, then what stands in it begins', () => {
    expect(nextSteps(waves, as({})).start).toEqual(['w1']);
    expect(nextSteps(waves, as({ w1: 'admitted' })).start).toEqual(['w1']);
    expect(nextSteps(waves, as({ w1: 'running' })).start).toEqual(['w1-x', 'w1-y']);
    const open = { w1: 'running', 'w1-x': 'running', 'w1-y': 'running' };
    expect(nextSteps(waves, as(open)).start).toEqual(['w1-x-1', 'w1-y-1']);
    expect(nextSteps(waves, as({ ...open, 'w1-x': 'left-out' })).start).toEqual(['w1-y-1', 'w1-z']);
    expect(nextSteps(waves, as({ ...open, 'w1-x': 'failed' }))).toMatchObject({ ask: ['w1-x'], start: ['w1-y-1'] });
    const left = { w1: 'running', 'w1-x': 'left-out', 'w1-y': 'left-out', 'w1-z': 'left-out' };
    expect(nextSteps(waves, as(left)).start).toEqual(['w1-g']);
    expect(nextSteps(waves, as({ ...left, 'w1-g': 'passed' })).start).toEqual(['w2']);
    expect(nextSteps(waves, as({ w1: 'left-out', w2: 'left-out' })).end).toBe('done');
  });

  const [x1, y1, z1] = ['w1-x-1', 'w1-y-1', 'w1-z-1'] as const;
  test.each<[string, Readonly<Record<string, string>>, object]>([
    ['of itself unopened', { w1: 'pending' }, { start: ['w1'] }],
    ['a place admitted has begun', { w1: 'running', 'w1-z': 'admitted' }, { start: ['w1-x', 'w1-z'] }],
    ['a place opened has begun', { w1: 'running', 'w1-z': 'running' }, { start: ['w1-x', z1] }],
    ['a place that is pending has not', { w1: 'running', 'w1-z': 'pending' }, { start: ['w1-x', 'w1-y'] }],
    [
      'a place in which all is over makes room',
      { w1: 'running', 'w1-x': 'running', [x1]: 'done', 'w1-x-2': 'skipped' },
      { start: ['w1-y', 'w1-z'] },
    ],
    [
      'nothing begins where it goes back, and what runs there is waited for',
      { w1: 'running', 'w1-x': 'rolling-back', [x1]: 'running', 'w1-y': 'rolled-back' },
      { ask: ['w1-x', 'w1-y'], wait: [x1] },
    ],
    [
      'of what is closed nothing within is asked for',
      { w1: 'failed', 'w1-x': 'failed', 'w1-y': 'running', [y1]: 'failed', 'w1-z': 'running', [z1]: 'running' },
      { ask: ['w1'], wait: [z1] },
    ],
    [
      'a place that failed is not over, though all of it is done',
      { w1: 'running', 'w1-x': 'failed', [x1]: 'done', 'w1-x-2': 'done', 'w1-y': 'left-out', 'w1-z': 'left-out' },
      { ask: ['w1-x'] },
    ],
  ])('waves and places: %s', (_, statuses, expected) => {
    expect(nextSteps(waves, as(statuses))).toEqual({ ...none, ...expected });
  });

  const rows = group(
    'g',
    ['b', 'c', 'd'].map((id) => group(id, [step(`${id}1`), step(`${id}2`)])),
    2,
  );
  const gates = group('g', [gate('b'), gate('c'), step('d')], 2);
  test.each<[string, OutlineNode, Readonly<Record<string, string>>, object]>([
    ['none begun', rows, {}, { start: ['b1', 'c1'] }],
    ['one that is half done', rows, { b1: 'done' }, { start: ['b2', 'c1'] }],
    ['one that is over', rows, { b1: 'done', b2: 'skipped' }, { start: ['c1', 'd1'] }],
    ['the last one begun', rows, { d1: 'running' }, { start: ['b1'], wait: ['d1'] }],
    ['the last one half done', rows, { d1: 'done' }, { start: ['b1', 'd2'] }],
    ['two halted', rows, { b1: 'failed', c1: 'failed' }, { ask: ['b1', 'c1'] }],
    ['one halted behind its end', rows, { b1: 'done', b2: 'undone' }, { ask: ['b2'], start: ['c1'] }],
    ['one being undone', rows, { b1: 'undoing' }, { wait: ['b1'], start: ['c1'] }],
    ['all over', rows, { b1: 'done', b2: 'done', c1: 'done', c2: 'done', d1: 'done', d2: 'done' }, { end: 'done' }],
    ['gates shut', gates, { b: 'shut' }, { start: ['b', 'c'] }],
    ['a gate open', gates, { c: 'open' }, { ask: ['c'], start: ['b'] }],
    ['a gate refused, a step begun', gates, { b: 'refused', d: 'running' }, { ask: ['b'], wait: ['d'] }],
    ['a gate passed', gates, { b: 'passed' }, { start: ['c', 'd'] }],
  ])('two rows at a time: %s', (_, node, statuses, expected) => {
    expect(nextSteps(plan(node), as(statuses))).toEqual({ ...none, ...expected });
  });

  test('a scope goes back alone', () => {
    const one = { w1: 'running', 'w1-x': 'running', 'w1-x-1': 'done', 'w1-y': 'running', 'w1-y-1': 'failed' };
    expect(nextSteps(waves, as(one), { part: 'w1-x' }).undo).toEqual(['w1-x-1']);
    expect(nextSteps(waves, as(one), { part: 'w1' }).undo).toEqual(['w1-y-1', 'w1-x-1']);
    expect(nextSteps(waves, as(one), { part: 'w2' }).end).toBe('undone');
    expect(toUndo(waves, as(one), 'all')).toEqual(['w1-y-1', 'w1-x-1']);
    expect(toUndo(waves, as(one), { part: 'w1-x' })).toEqual(['w1-x-1']);
    expect(toUndo(waves, as(one), { part: 'w2' })).toEqual([]);
    expect(() => nextSteps(waves, as(one), { part: 'none' })).toThrow('no part');
  });

  test('no more are under way than a case may have', () => {
    const many = plan({
      node: 'group',
      id: 'g',
      order: 'parallel',
      atMost: 50,
      of: Array.from({ length: 50 }, (_, n) => step(`s${n}`)),
    });
    expect(nextSteps(many, as({})).start).toHaveLength(MOST_UNDER_WAY);
    expect(nextSteps(many, as({ s49: 'running' })).start).toHaveLength(MOST_UNDER_WAY - 1);
    const beyond = Object.fromEntries(Array.from({ length: MOST_UNDER_WAY + 1 }, (_, n) => [`s${n}`, 'running']));
    expect(nextSteps(many, as(beyond)).start).toEqual([]);
    expect(nextSteps(many, as({ s49: 'undoing', s48: 'undoing' }), 'all')).toMatchObject({ undo: [] });
    const done = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`s${n}`, 'done']));
    expect(nextSteps(many, as(done), 'all').undo).toHaveLength(MOST_UNDER_WAY);
  });
});

describe('back', () => {
  const { undo: _none, ...lasting } = step('b');
  const four = plan(step('a'), lasting, step('c'), step('d'));
  test.each<[object, object]>([
    [{}, { end: 'undone' }],
    [{ a: 'done' }, { undo: ['a'] }],
    [{ a: 'done', b: 'done' }, { undo: ['a'] }],
    [{ a: 'done', b: 'done', c: 'failed' }, { undo: ['c'] }],
    [{ a: 'done', b: 'done', c: 'running' }, { wait: ['c'] }],
    [{ a: 'done', b: 'done', c: 'to-witness' }, { wait: ['c'] }],
    [{ a: 'done', b: 'done', c: 'undoing' }, { wait: ['c'] }],
    [{ a: 'done', b: 'done', c: 'undo-failed' }, { ask: ['c'] }],
    [{ a: 'done', b: 'done', c: 'kept' }, { undo: ['a'] }],
    [{ a: 'undone', b: 'done', c: 'undone' }, { end: 'undone' }],
    [{ a: 'done', b: 'skipped', c: 'skipped' }, { undo: ['a'] }],
  ])('the last first, each once, %j', (statuses, expected) => {
    expect(nextSteps(four, as(statuses as never), 'all')).toEqual({ ...none, ...expected });
  });

  test('behind a point of no return nothing is undone', () => {
    const { undo: _way, ...final } = step('b', { noReturn: true });
    const promoted = plan(step('a'), final, step('c'));
    const passed = as({ a: 'done', b: 'done', c: 'done' });
    expect(pastNoReturn(promoted, passed, 'all')).toEqual(['b']);
    expect(nextSteps(promoted, passed, 'all')).toEqual({ ...none, undo: ['c'] });
    expect(nextSteps(promoted, as({ a: 'done', b: 'failed' }), 'all')).toEqual({ ...none, ask: ['b'] });
    expect(nextSteps(promoted, as({ a: 'done' }), 'all')).toEqual({ ...none, undo: ['a'] });
    const waves = plan(group('w1', promoted.of), group('w2', [step('d', { noReturn: true })]));
    const both = as({ a: 'done', b: 'failed', c: 'done', d: 'running' });
    expect(pastNoReturn(waves, both, 'all')).toEqual(['b', 'd']);
    expect(pastNoReturn(waves, both, { part: 'w1' })).toEqual(['b']);
    expect(pastNoReturn(waves, as({ b: 'undone' }), 'all')).toEqual([]);
  });

  test.each<[object, object]>([
    [{ b: 'done', c: 'done', d: 'done' }, { undo: ['d', 'c'] }],
    [
      { b: 'done', c: 'done', d: 'undoing' },
      { undo: ['c'], wait: ['d'] },
    ],
    [{ b: 'done', c: 'undoing', d: 'undoing' }, { wait: ['d', 'c'] }],
    [
      { b: 'done', c: 'undoing', d: 'undone' },
      { undo: ['b'], wait: ['c'] },
    ],
    [
      { b: 'done', c: 'done', d: 'undo-failed' },
      { undo: ['c', 'b'], ask: ['d'] },
    ],
    [{ b: 'undone', c: 'undone', d: 'kept' }, { undo: ['a'] }],
  ])('what went together goes back so many at a time, %j', (statuses, expected) => {
    const together = group('g', [step('b'), step('c'), step('d')], 2);
    const standing = as({ a: 'done', ...statuses });
    expect(nextSteps(plan(step('a'), together), standing, 'all')).toEqual({ ...none, ...expected });
  });
});

describe('a plan gone through', () => {
  const placed: Outline = {
    id: 'p',
    blocks: { site: [step('1'), { node: 'gate', id: 'c', kind: 'check', role: 'quality-lead' }] },
    of: [
      group('g', [step('a')], 3),
      { node: 'each', kind: 'site', order: 'sequence', places: [site('x')], of: 'site' },
      {
        node: 'each',
        kind: 'site',
        order: 'parallel',
        atMost: 2,
        places: [site('y')],
        of: [{ ...group('w', [step('2')]), kind: 'wave' }],
      },
    ],
  };

  test('has its blocks put in, and its ids as the parts have them', () => {
    expect(treeOf(placed)).toStrictEqual({
      is: 'group',
      atMost: 1,
      of: [
        { is: 'group', name: 'g', atMost: 3, of: [{ is: 'step', id: 'a', rule: step('a') }] },
        {
          is: 'group',
          atMost: 1,
          of: [
            {
              is: 'group',
              id: 'x',
              name: 'x',
              atMost: 1,
              of: [
                { is: 'step', id: 'x-1', rule: step('1') },
                { is: 'gate', id: 'x-c' },
              ],
            },
          ],
        },
        {
          is: 'group',
          atMost: 2,
          of: [
            {
              is: 'group',
              id: 'y',
              name: 'y',
              atMost: 1,
              of: [
                {
                  is: 'group',
                  id: 'y-w',
                  name: 'y-w',
                  atMost: 1,
                  of: [{ is: 'step', id: 'y-2', rule: step('2') }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(leavesOf(treeOf(placed)).map(({ is, id }) => `${is} ${id}`)).toEqual([
      'step a',
      'step x-1',
      'gate x-c',
      'step y-2',
    ]);
  });

  test('a scope is a group or a place, with all below it', () => {
    const tree = treeOf(placed);
    expect(within(tree, 'all')).toBe(tree);
    expect(['g', 'x', 'y', 'y-w'].map((part) => within(tree, { part })?.name)).toEqual(['g', 'x', 'y', 'y-w']);
    expect([within(tree, { part: 'a' }), within(tree, { part: 'w' })]).toEqual([null, null]);
  });

  test('a step is under way while an action or a person is at it', () => {
    const standing = as({ a: 'running', 'x-1': 'waiting-human', 'y-2': 'undoing', 'x-c': 'running' });
    expect(underWayIn(placed, standing)).toBe(3);
    expect(underWayIn(placed, as({ a: 'to-witness', 'x-1': 'undo-failed', 'y-2': 'done' }))).toBe(0);
    expect([stepStatus(standing, 'a'), stepStatus(standing, 'z')]).toEqual(['running', 'pending']);
  });
});

// ── every plan, every story
type Draw = (most: number) => number;
function randomPlan(draw: Draw): Outline {
  let made = 0;
  const node = (depth: number): OutlineNode => {
    const what = draw(depth > 2 ? 4 : 7);
    made += 1;
    if (what < 4 || made > 24) {
      const { undo, ...rule } = step(`s${made}`, {
        retries: draw(2),
        onFailure: draw(2) === 0 ? 'undo' : 'needs-human',
      });
      const isFinal = draw(14) === 0;
      return { ...rule, ...(isFinal ? { noReturn: true as const } : draw(4) > 0 && undo ? { undo } : {}) };
    }
    if (what === 4) return { node: 'gate', id: `g${made}`, kind: 'check', role: 'quality-lead' };
    const id = `r${made}`;
    const of = Array.from({ length: 1 + draw(4) }, () => node(depth + 1));
    return what === 5
      ? { node: 'group', id, order: 'sequence', of }
      : { node: 'group', id, order: 'parallel', atMost: 1 + draw(3), of };
  };
  return { id: 'p', of: Array.from({ length: 1 + draw(4) }, () => node(0)) };
}

/** True where `a` must be over before `b` begins: they meet in a sequence. */
function before(tree: Tree, a: string, b: string): boolean {
  if (tree.is !== 'group') return false;
  const at = (id: string) => tree.of.findIndex((one) => leavesOf(one).some((leaf) => leaf.id === id));
  const [x, y] = [at(a), at(b)];
  if (x < 0 || y < 0) return false;
  const inside = tree.of[x];
  return x === y ? inside !== undefined && before(inside, a, b) : tree.atMost === 1 && x < y;
}

type Told = { started: string[]; undone: string[]; back: boolean; end?: string };
const holds = (is: boolean, what: string): void => {
  if (!is) throw new Error(what);
};

/** A story by chance: who does what, what fails, when somebody turns back. */
function story(outline: Outline, draw: Draw): Told {
  const tree = treeOf(outline);
  const rules = new Map(leavesOf(tree).flatMap((leaf) => (leaf.is === 'step' ? [[leaf.id, leaf.rule] as const] : [])));
  const statuses: Record<string, string> = {};
  const told: Told = { started: [], undone: [], back: false };
  const log: { id: string; what: 'undo' | 'undone' }[] = [];
  let back: Scope | undefined;
  const decided = (id: string) => {
    statuses[id] =
      statuses[id] === 'undoing' ? (draw(5) === 0 ? 'undo-failed' : 'undone') : draw(5) === 0 ? 'failed' : 'done';
    if (statuses[id] === 'undone') {
      told.undone.push(id);
      log.push({ id, what: 'undone' });
    }
  };
  for (let round = 0; round < 400; round += 1) {
    const { start, undo, ask, wait, end } = nextSteps(outline, (id) => statuses[id], back);
    const going = Object.values(statuses).filter((one) => ['running', 'waiting-human', 'undoing'].includes(one)).length;
    holds(going + start.filter((id) => rules.has(id)).length + undo.length <= MOST_UNDER_WAY, 'too many under way');
    holds((back === undefined ? undo : start).length === 0, 'nothing begins on the way back, nothing is undone before');
    if (end) return { ...told, end };
    for (const id of start) {
      holds(statuses[id] === undefined, `${id} begins twice`);
      for (const other of rules.keys())
        if (rules.has(id) && before(tree, other, id))
          holds(['done', 'skipped'].includes(statuses[other] ?? ''), `${id} begins before ${other} is over`);
      statuses[id] = rules.has(id) ? (draw(2) === 0 ? 'running' : 'waiting-human') : 'open';
      if (rules.has(id)) told.started.push(id);
    }
    if (undo.length > 0) {
      const undecided = Object.values(statuses).filter((one) =>
        ['running', 'waiting-human', 'to-witness'].includes(one),
      );
      holds(undecided.length === 0, 'undone before all was decided');
    }
    for (const id of undo) {
      holds(rules.get(id)?.undo !== undefined, `${id} has no undo`);
      holds(['done', 'failed'].includes(statuses[id] ?? ''), `${id} is undone as ${statuses[id]}`);
      for (const later of rules.keys()) {
        if (!before(tree, id, later)) continue;
        const stands = statuses[later] ?? '';
        const isLeft = ['done', 'failed', 'undoing', 'undo-failed'].includes(stands) && rules.get(later)?.undo;
        holds(!isLeft, `${id} is undone before ${later}`);
        holds(!(rules.get(later)?.noReturn && ['done', 'failed'].includes(stands)), `${id} lies behind ${later}`);
      }
      statuses[id] = 'undoing';
      log.push({ id, what: 'undo' });
    }
    const [waited] = [wait[draw(Math.max(1, wait.length))]];
    if (waited !== undefined) decided(waited);
    for (const id of ask) {
      if (statuses[id] === 'open') statuses[id] = 'passed';
      else if (statuses[id] === 'failed' && back === undefined && draw(2) === 0)
        statuses[id] = draw(2) === 0 ? 'running' : 'skipped';
      else if (statuses[id] === 'undo-failed') {
        if (draw(3) === 0) statuses[id] = 'kept';
        else {
          statuses[id] = 'undoing';
          log.push({ id, what: 'undo' });
        }
      }
    }
    if (back === undefined && draw(12) === 0) {
      back = 'all';
      told.back = true;
    }
    const isStuck =
      back !== undefined &&
      start.length + undo.length + wait.length === 0 &&
      ask.every((id) => rules.get(id)?.noReturn);
    if (isStuck) return told;
  }
  return told;
}

test('nothing begins out of order, each is undone once and in reverse, and nothing behind a point of no return', () => {
  const runs = Number(process.env['RUNS'] ?? (isWhole ? 1_500 : 400));
  let [ends, halts, undone] = [0, 0, 0];
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), (numbers) => {
      const draw: Draw = (most) => Number(numbers.next().value) % most;
      const outline = randomPlan(draw);
      const told = story(outline, draw);
      expect(new Set(told.undone).size).toBe(told.undone.length);
      expect(told.undone.every((id) => told.started.includes(id))).toBe(true);
      if (told.end === undefined) halts += 1;
      else ends += 1;
      undone += told.undone.length;
    }),
    { numRuns: runs },
  );
  expect(ends).toBeGreaterThan(runs / 2);
  expect(halts).toBeGreaterThan(0);
  expect(undone).toBeGreaterThan(runs / 4);
});
