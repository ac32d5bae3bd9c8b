/** What a case keeps of a plan, and the parts that stand in it. */
import { MOST_STATE_BYTES, PART_ID } from '../../../../domain/kernel/part.ts';
import { listedParts } from '../../../../domain/kernel/steps/listed.ts';
import { outlineOf, partsOfPlan, weightAtMost } from '../../../../domain/kernel/steps/outline.ts';
import type { OutlineNode, Plan } from '../../../../domain/kernel/steps/shapes.ts';
import { planOnPaper } from '../../../support/on-paper/plan.ts';
import { fullRelease, outlineOnPaper, weightOf } from '../../../support/on-paper/sizes.ts';

const step = {
  node: 'step',
  id: '1',
  kind: 'manual',
  title: { zh: '部署', en: 'Deploy' },
  role: 'engineer',
  instruction: { zh: 'Install it', en: 'Install it' },
  undo: {
    kind: 'manual',
    instruction: { zh: 'Install the one before', en: 'Install the one before' },
    budgetMs: 60_000,
  },
  budgetMs: 60_000,
  retries: 0,
  onFailure: 'undo',
} as const;
const places = (wave: string) => [
  { id: `${wave}-01`, orgPath: '/dx/donghu/linxi' as const },
  { id: `${wave}-02`, orgPath: '/dx/xiling' as const },
];
const each = (wave: string) =>
  ({ node: 'each', kind: 'site', order: 'sequence', places: places(wave), of: 'site' }) as const;
const wave = (id: string) => ({ node: 'group', id, kind: 'wave', order: 'sequence', of: [each(id)] }) as const;
const plan: Plan = { id: 'p', blocks: { site: [step] }, of: [wave('w1'), wave('w2')] };

test('an outline has every rule of the plan and none of its words', () => {
  const outline = outlineOf(plan);
  const { title: _title, instruction: _instruction, undo, ...rule } = step;
  const { instruction: _words, ...back } = undo;
  expect(outline).toEqual({ ...plan, blocks: { site: [{ ...rule, undo: back }] } });
  expect(JSON.stringify(outlineOf(planOnPaper))).not.toMatch(/instruction|title/);
  expect(partsOfPlan(outlineOf(planOnPaper)).length).toBeGreaterThan(8);
});

test('a step keeps its rules, its undo and its choices, in groups and at places too, and nothing stands for none', () => {
  const { title: _title, instruction: _instruction, undo: _undo, ...rule } = step;
  const words = { title: step.title, instruction: step.instruction, verify: step.title };
  const choices = [{ id: 'short', skips: ['2'] }, { id: 'go-on' }];
  const told = choices.map((choice) => ({ ...choice, title: step.title }));
  const scripted = { kind: 'automatic', action: 'redeploy', budgetMs: 1, scripted: ['failed'] } as const;
  const gate = { node: 'gate', id: 'ok', kind: 'gate', role: 'quality-lead', soakMs: 5 } as const;
  const inside = (...of: Plan['of']): Plan['of'] => [
    gate,
    { node: 'group', id: 'g', order: 'sequence', of },
    { node: 'each', kind: 'site', order: 'parallel', atMost: 2, places: places('w1'), of },
  ];
  const written = inside(
    { ...rule, ...words, id: 'd', kind: 'decision', choices: told },
    { ...rule, ...words, undo: { ...scripted, instruction: step.instruction } },
  );
  expect(outlineOf({ id: 'p', of: written })).toStrictEqual({
    id: 'p',
    of: inside({ ...rule, id: 'd', kind: 'decision', choices } as never, { ...rule, undo: scripted } as never),
  });
});

test('each part has its place, its role and what it stands in; what is written once stands at each place', () => {
  const parts = partsOfPlan(outlineOf(plan));
  expect(parts.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    'wave w1',
    'site w1-01',
    'step w1-01-1',
    'site w1-02',
    'step w1-02-1',
    'wave w2',
    'site w2-01',
    'step w2-01-1',
    'site w2-02',
    'step w2-02-1',
  ]);
  expect(parts[1]).toEqual({ id: 'w1-01', kind: 'site', in: 'w1', orgPath: '/dx/donghu/linxi' });
  expect(parts[4]).toMatchObject({
    in: 'w1-02',
    orgPath: '/dx/xiling',
    role: 'engineer',
    rule: { id: '1', retries: 0 },
  });
  expect(parts.every(({ id }) => PART_ID.test(id))).toBe(true);
});

test('a group without a kind only orders what stands in it', () => {
  const together = { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [step] } as const;
  const gate = { node: 'gate', id: 'ok', kind: 'gate', role: 'quality-lead' } as const;
  const whole: Plan = {
    id: 'p',
    of: [{ node: 'group', id: 'w1', kind: 'wave', order: 'sequence', of: [together, gate] }],
  };
  expect(partsOfPlan(outlineOf(whole))).toMatchObject([
    { id: 'w1', kind: 'wave' },
    { id: '1', kind: 'step', in: 'w1' },
    { id: 'ok', kind: 'gate', in: 'w1', role: 'quality-lead' },
  ]);
  const { title: _title, instruction: _instruction, undo: _undo, ...rule } = step;
  expect(partsOfPlan({ id: 'p', of: [{ ...together, of: [rule, gate] }] })).toStrictEqual([
    { id: '1', kind: 'step', role: 'engineer', rule },
    { id: 'ok', kind: 'gate', role: 'quality-lead' },
  ]);
});

test('places within a wave stand in it, and what stands at a place stands in that, whatever orders it', () => {
  const { title: _title, instruction: _instruction, undo: _undo, ...rule } = step;
  const group = { node: 'group', id: 'g', order: 'sequence', of: [rule] } as const;
  const named = { ...group, id: 'h', kind: 'rack' };
  const [first] = places('w1');
  const at = (...of: OutlineNode[]) => ({ ...each('w1'), places: first ? [first] : [], of });
  const parts = partsOfPlan({ id: 'p', of: [{ ...wave('w1'), of: [at(group, named)] }] });
  const orgPath = '/dx/donghu/linxi';
  expect(parts).toStrictEqual([
    { id: 'w1', kind: 'wave' },
    { id: 'w1-01', kind: 'site', in: 'w1', orgPath },
    { id: 'w1-01-1', kind: 'step', role: 'engineer', in: 'w1-01', orgPath, rule },
    { id: 'w1-01-h', kind: 'rack', in: 'w1-01', orgPath },
    { id: 'w1-01-1', kind: 'step', role: 'engineer', in: 'w1-01-h', orgPath, rule },
  ]);
});

test('the parts of an outline are listed once', () => {
  const outline = outlineOf(plan);
  expect(listedParts(outline)).toEqual(partsOfPlan(outline));
  expect(listedParts(outline)).toBe(listedParts(outline));
  expect(listedParts({ ...outline, of: [] })).toEqual([]);
});

const partsWith = (blocks: Plan['blocks']) => () => partsOfPlan(outlineOf({ ...plan, ...(blocks ? { blocks } : {}) }));

test('a block that is not there, or that stands in itself, is refused', () => {
  expect(partsWith({})).toThrow(expect.objectContaining({ fields: [{ pointer: '/blocks/site', code: 'unknown' }] }));
  expect(partsWith({ site: [each('x')] })).toThrow('no block site');
});

test('a block that holds another is found wherever it stands', () => {
  const { title: _title, instruction: _instruction, undo: _undo, ...rule } = step;
  const rack = { ...each('r'), kind: 'rack', places: [{ id: 'r1', orgPath: '/dx' as const }], of: 'rack' };
  const outline = { id: 'p', blocks: { site: [rack], rack: [rule] }, of: [each('w1'), each('w2')] };
  expect(partsOfPlan(outline).map(({ id }) => id)).toEqual(
    ['w1', 'w2'].flatMap((one) => [`${one}-01`, 'r1', 'r1-1', `${one}-02`, 'r1', 'r1-1']),
  );
});

const steps = (count: number): Plan => ({
  id: 'p',
  of: Array.from({ length: count }, (_, n) => ({
    ...step,
    id: `step-${n}`,
    action: 'deploy',
    witness: true as const,
  })),
});

test('a plan weighs what its outline does, each part with its id, and what any case may come to', () => {
  const empty = weightAtMost({ id: 'p', of: [] });
  expect(empty).toBe('{"id":"p","of":[]}'.length + 20 * 1_050 + 6_000);
  const gate = { node: 'gate', id: 'ok', kind: 'gate', role: 'quality-lead' } as const;
  const { title: _title, instruction: _instruction, undo: _undo, ...rule } = { ...step, id: 'first' };
  expect(weightAtMost({ id: 'p', of: [gate] })).toBe(empty + JSON.stringify(gate).length + 'ok'.length + 35);
  expect(weightAtMost({ id: 'p', of: [rule] })).toBe(empty + JSON.stringify(rule).length + 'first'.length + 75);
  expect(weightAtMost({ id: '计', of: [] })).toBe(empty + 2);
});

test('what a plan may come to is known before anything runs by it, and never less than it does', () => {
  for (const sheet of [3, 4, 5].map((count) => ({ waves: 3, sites: 20, steps: count }))) {
    const { state, clocks } = weightOf(fullRelease(sheet));
    expect(weightAtMost(outlineOnPaper(sheet))).toBeGreaterThanOrEqual(state + clocks);
  }
  const weights = [300, 420].map((all) => weightAtMost(outlineOnPaper({ waves: 3, sites: 20, steps: all / 60 })));
  expect(weights.map((bytes) => bytes <= MOST_STATE_BYTES)).toEqual([true, false]);
  const different = [110, 150].map((count) => weightAtMost(outlineOf(steps(count))));
  expect(different.map((bytes) => bytes <= MOST_STATE_BYTES)).toEqual([true, false]);
});
