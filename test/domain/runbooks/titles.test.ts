/** What the parts of a run are called: nobody reads an id at night. */
import { checkTitles } from '../../../domain/cutover/prechecks.ts';
import { outlineOf, siteOf } from '../../../domain/release/plan.ts';
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';
import { titlesOf } from '../../../domain/runbooks/titles.ts';
import { stepsOfItsOwn, stepsWritten } from '../../../domain/runbooks/words.ts';
import { joined } from '../../../domain/kernel/steps/joined.ts';
import { outlineOf as ruled, partsOfPlan } from '../../../domain/kernel/steps/outline.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';
import { byHand, outlineWith } from '../../support/runs.ts';

const check = (id: string): OutlineNode => ({ node: 'gate', id, kind: 'check', role: 'quality-lead' });
const steps = new Map(['a', 'b', 'c'].map((id) => [id, { title: { zh: `步骤${id}`, en: `Step ${id}` } }] as const));
const titled = (...of: OutlineNode[]) => titlesOf({ outline: outlineWith(...of), steps });
const side = (...of: OutlineNode[]): OutlineNode => ({ node: 'group', id: 'g', order: 'parallel', atMost: 2, of });

test.each<[string, OutlineNode[], string, string]>([
  ['before a step', [byHand('a'), check('x'), byHand('b')], '“步骤b”之前的质检', 'Quality gate before “Step b”'],
  [
    'before steps side by side',
    [check('x'), side(byHand('a'), byHand('b'))],
    '“步骤a”之前的质检',
    'Quality gate before “Step a”',
  ],
  [
    'last in its group',
    [{ node: 'group', id: 'h', order: 'sequence', of: [byHand('a'), check('x')] }, byHand('b')],
    '“步骤b”之前的质检',
    'Quality gate before “Step b”',
  ],
  [
    'last in one of two groups side by side',
    [side({ node: 'group', id: 'h', order: 'sequence', of: [byHand('a'), check('x')] }, byHand('b')), byHand('c')],
    '“步骤c”之前的质检',
    'Quality gate before “Step c”',
  ],
  ['at the end', [byHand('a'), check('x')], '“步骤a”之后的质检', 'Quality gate after “Step a”'],
  ['alone', [check('x')], '质检', 'Quality gate'],
])('a gate %s is called by the step that it stands beside', (_where, of, zh, en) => {
  expect(titled(...of).get('x')).toEqual({ zh, en });
});

test('of a release: waves, sites by their organisations, steps with their place, gates by what they ask for', () => {
  const own = [
    {
      id: 'stop',
      kind: 'manual' as const,
      role: 'engineer' as const,
      title: '停止服务',
      instruction: '停止',
      minutes: 5,
      retries: 0,
      onFailure: 'needs-human' as const,
      checked: true as const,
    },
  ];
  const window = { from: 0, until: 1 };
  const waves = [
    { title: '先行', window, organisations: ['/dx/linxi' as const] },
    { window, organisations: ['/dx/yuntai' as const] },
  ];
  const outline = outlineOf(siteOf(own), waves);
  const written = stepsWritten([], outline, stepsOfItsOwn([{ type: 'release.planned', data: { steps: own } }]));
  const titles = titlesOf({
    outline,
    steps: written,
    waves: [{ id: 'w1', title: '先行' }, { id: 'w2' }],
    places: new Map([['/dx/linxi', '林溪县']]),
  });
  expect(Object.fromEntries([...titles].map(([id, { zh }]) => [id, zh]))).toEqual({
    w1: '第 1 批（先行）',
    'w1-01': '林溪县',
    'w1-01-stop-c': '“停止服务”之前的质检（林溪县）',
    'w1-01-stop': '停止服务（林溪县）',
    g1: '第 1 批（先行）的关口：观察 8 小时后放行',
    w2: '第 2 批',
    'w2-01': '/dx/yuntai',
    'w2-01-stop-c': '“停止服务”之前的质检（/dx/yuntai）',
    'w2-01-stop': '停止服务（/dx/yuntai）',
    g2: '第 2 批的关口：观察 8 小时后放行',
  });
  expect(titles.get('g2')?.en).toBe('Gate of wave 2: approval after 8 h of watching');
});

test('every part of every runbook as shipped has a title of its own in both languages, alone and after another', () => {
  const han = /[\u4E00-\u9FFF]/;
  for (const { plan } of shippedRunbooks('/dx')) {
    const whole = { id: 'x', ...plan };
    const two = joined('run', [ruled(whole), ruled(whole)]);
    for (const [outline, plans] of [
      [ruled(whole), [whole]],
      [two, [whole, whole]],
    ] as const) {
      const titles = titlesOf({ outline, steps: stepsWritten(plans, outline) });
      const parts = partsOfPlan(outline);
      expect(parts.map(({ id }) => id)).toEqual([...titles.keys()]);
      const wrong = [...titles].filter(([id, { zh, en }]) => !han.test(zh) || han.test(en) || [zh, en].includes(id));
      expect(wrong).toEqual([]);
    }
  }
});

test('prechecks of a cutover are called by what is checked, and who is to be there by what for', () => {
  const titles = new Map(checkTitles({ people: [{ person: 'li', as: '网络' }] }));
  expect([...titles.keys()]).toEqual(['pre-spare', 'pre-modules', 'pre-backup', 'pre-change', 'pre-person-1']);
  expect(titles.get('pre-person-1')).toEqual({ zh: '到场：网络', en: 'Will be there: 网络' });
});
