/** Several plans as one run: what each part is called, and what still finds what. */
import { joined } from '../../../../domain/kernel/steps/joined.ts';
import { treeOf } from '../../../../domain/kernel/steps/next.ts';
import { partsOfPlan } from '../../../../domain/kernel/steps/outline.ts';
import type { Outline, OutlineNode, StepRule } from '../../../../domain/kernel/steps/shapes.ts';

const step = (id: string, more: Partial<StepRule> = {}): StepRule => ({
  node: 'step',
  id,
  kind: 'manual',
  role: 'engineer',
  budgetMs: 60_000,
  retries: 0,
  onFailure: 'undo',
  ...more,
});
const check = (id: string) => ({ node: 'gate', id, kind: 'check', role: 'quality-lead' }) as const;
const group = (id: string, ...of: OutlineNode[]) => ({ node: 'group', id, order: 'sequence', of }) as const;
const each = (of: string | readonly OutlineNode[], ...places: string[]) =>
  ({
    node: 'each',
    kind: 'site',
    order: 'sequence',
    places: places.map((id) => ({ id, orgPath: '/dx' as const })),
    of,
  }) as const;
const ids = (outline: Outline) => partsOfPlan(outline).map(({ id }) => id);

test('one plan alone keeps its ids, under the name of the run', () => {
  const blocks = { site: [step('1')] };
  const of = [step('a'), each('site', 's')];
  expect(joined('run', [{ id: 'p', blocks, of }])).toEqual({ id: 'run', blocks, of });
  expect(joined('run', [])).toStrictEqual({ id: 'run', of: [] });
});

test('of several, ids begin with the place of their plan, in groups too, and a choice leaves out the same steps', () => {
  const decision = step('d', {
    kind: 'decision',
    choices: [{ id: 'short', skips: ['a', 'b'] }, { id: 'go-on' }],
  });
  const one = { id: 'one', of: [decision, group('g', step('a'), check('c'), group('h', step('b')))] };
  expect(joined('run', [one, { id: 'two', of: [step('a')] }])).toStrictEqual({
    id: 'run',
    of: [
      { ...decision, id: '1-d', choices: [{ id: 'short', skips: ['1-a', '1-b'] }, { id: 'go-on' }] },
      group('1-g', step('1-a'), check('1-c'), group('1-h', step('1-b'))),
      step('2-a'),
    ],
  });
});

test('what is written once stands at the places of its own plan, told apart by them', () => {
  const one = { id: 'one', blocks: { site: [step('x'), check('c')] }, of: [each('site', 's', 't')] };
  const two = { id: 'two', blocks: { site: [step('y')] }, of: [each('site', 's'), each([step('z')], 'u')] };
  const both = joined('run', [one, two]);
  expect(both).toStrictEqual({
    id: 'run',
    blocks: { '1-site': [step('x'), check('c')], '2-site': [step('y')] },
    of: [each('1-site', '1-s', '1-t'), each('2-site', '2-s'), each([step('z')], '2-u')],
  });
  expect(ids(both)).toEqual(['1-s', '1-s-x', '1-s-c', '1-t', '1-t-x', '1-t-c', '2-s', '2-s-y', '2-u', '2-u-z']);
});

test.each<[string, Outline]>([
  ['in a block', { id: 'p', blocks: { site: [each('rack', 'r')], rack: [step('x')] }, of: [each('site', 's')] }],
  [
    'in a group of a block',
    { id: 'p', blocks: { site: [group('g', each('rack', 'r'))], rack: [step('x')] }, of: [each('site', 's')] },
  ],
  ['beside its places', { id: 'p', blocks: { rack: [step('x')] }, of: [each([each('rack', 'r')], 's')] }],
])('places within places, %s, are told apart too, and find their block', (_, plan) => {
  const both = joined('run', [plan, plan]);
  expect(ids(both)).toEqual(['1-s', '1-r', '1-r-x', '2-s', '2-r', '2-r-x']);
  expect(JSON.stringify(treeOf(both))).toContain('"id":"2-r-x"');
});
