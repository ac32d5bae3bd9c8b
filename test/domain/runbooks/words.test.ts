/** What steps of a run are called: of several runbooks, at several places, and of a case's own. */
import { outlineOf, partsOfPlan } from '../../../domain/kernel/steps/outline.ts';
import { joined } from '../../../domain/kernel/steps/joined.ts';
import type { Plan, PlanStep } from '../../../domain/kernel/steps/shapes.ts';
import { stepsOfItsOwn, stepsWritten } from '../../../domain/runbooks/words.ts';

const step = (id: string, en: string): PlanStep => ({
  node: 'step',
  id,
  kind: 'manual',
  title: { zh: en, en },
  instruction: { zh: en, en },
  role: 'engineer',
  budgetMs: 1,
  retries: 0,
  onFailure: 'needs-human',
});
const plan = (...of: Plan['of']): Plan => ({ id: 'plan', of });
const titles = (written: ReturnType<typeof stepsWritten>) =>
  Object.fromEntries([...written].map(([id, { title }]) => [id, title.en]));

test('of one plan, of two that name a step alike, and of none', () => {
  const [one, two] = [plan(step('a', 'First'), step('b', 'Second')), plan(step('a', 'Other'))];
  expect(titles(stepsWritten([one], outlineOf(one)))).toEqual({ a: 'First', b: 'Second' });
  const both = joined('x', [one, two].map(outlineOf));
  expect(titles(stepsWritten([one, two], both))).toEqual({ '1-a': 'First', '1-b': 'Second', '2-a': 'Other' });
  expect(titles(stepsWritten([], both))).toEqual({});
});

test('at each place the same, in a block too, and at places that the case itself put in', () => {
  const places = [{ id: 'n', orgPath: '/dx/n' } as const, { id: 's', orgPath: '/dx/s' } as const];
  const each = { node: 'each', kind: 'site', order: 'sequence', places, of: 'site' } as const;
  const written: Plan = { id: 'plan', blocks: { site: [step('a', 'Install')] }, of: [each] };
  expect(titles(stepsWritten([written], outlineOf(written)))).toEqual({ 'n-a': 'Install', 's-a': 'Install' });
  const put = outlineOf({ ...written, of: [{ ...each, places: [{ id: 'w1-01', orgPath: '/dx' } as const] }] });
  expect(partsOfPlan(put).map(({ id }) => id)).toEqual(['w1-01', 'w1-01-a']);
  expect(titles(stepsWritten([plan(step('a', 'Install'))], put))).toEqual({ 'w1-01-a': 'Install' });
});

const planned = (title: string) => ({
  type: 'release.planned' as const,
  data: { steps: [{ id: 'a', title, instruction: '按手册', undo: { instruction: '退回' } }, { id: 7 }] },
});
test('of its own steps what was planned last, in the language of who wrote it', () => {
  const own = stepsOfItsOwn([planned('安装'), planned('再安装'), { type: 'release.buildStarted' as const, data: {} }]);
  expect(own.get('a')).toEqual({
    title: { zh: '再安装', en: '再安装' },
    instruction: { zh: '按手册', en: '按手册' },
    undo: { instruction: { zh: '退回', en: '退回' } },
  });
  expect(stepsOfItsOwn([])).toEqual(new Map());
  expect(titles(stepsWritten([], outlineOf(plan(step('a', '-'))), own))).toEqual({ a: '再安装' });
});
