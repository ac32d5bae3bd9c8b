/** What stands against the publication of a runbook. */
import { MOST_PARTS, MOST_STATE_BYTES } from '../../../domain/kernel/part.ts';
import { nextSteps } from '../../../domain/kernel/steps/next.ts';
import { outlineOf, partsOfPlan } from '../../../domain/kernel/steps/outline.ts';
import type { PlanNode, PlanStep } from '../../../domain/kernel/steps/shapes.ts';
import { type PlanText, roleAt, rolesAsked } from '../../../domain/runbooks/faults.ts';
import { runbookFaults, runbookCalled, type RunbookText } from '../../../domain/runbooks/runbook.ts';
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';

const words = { zh: '执行', en: 'Do it' };
const back = { kind: 'manual', instruction: words, budgetMs: 60_000 } as const;
const step = (id: string, more: Partial<PlanStep> = {}): PlanStep => ({
  node: 'step',
  id,
  kind: 'manual',
  title: words,
  instruction: words,
  role: 'engineer',
  budgetMs: 60_000,
  retries: 0,
  onFailure: 'needs-human',
  ...more,
});
const [gone, undone] = [
  { noReturn: true, witness: true },
  { undo: back, onFailure: 'undo' },
] as const;
const group = (id: string, of: PlanNode[], more: object = {}): PlanNode => ({
  node: 'group',
  id,
  order: 'sequence',
  of,
  ...more,
});
const parallel = { order: 'parallel', atMost: 2 } as const;
const each = (of: PlanNode[] | string, places: string[] = ['a', 'b'], more: object = {}): PlanNode => ({
  node: 'each',
  kind: 'site',
  order: 'sequence',
  places: places.map((id) => ({ id, orgPath: '/dx/donghu' as const })),
  of,
  ...more,
});

const runbook = (plan: PlanText, more: Partial<RunbookText> = {}): RunbookText => ({
  title: words,
  process: 'release',
  orgPath: '/dx',
  applications: [],
  items: [],
  plan,
  ...more,
});
const everyRole = (plan: PlanText) =>
  new Set(rolesAsked(plan, '/dx').map(({ role, orgPath }) => roleAt(role, orgPath)));
const faults = (of: PlanNode[], blocks?: Record<string, PlanNode[]>, actions?: string[]) => {
  const plan = { of, ...(blocks ? { blocks } : {}) };
  const known = { held: everyRole(plan), ...(actions ? { actions: new Set(actions) } : {}) };
  return runbookFaults(runbook(plan), null, known);
};
const said = (...asked: Parameters<typeof faults>): string[] =>
  faults(...asked).map(({ pointer, code }) => `${pointer} ${code}`);

const sites = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);
const decide = (...skips: string[]) => step('d', { kind: 'decision', choices: [{ id: 'x', title: words, skips }] });
const fault = (place: string, code: string) => `${place}/choices/0/skips/0 ${code}`;

test('places, parts with a kind and gates of waves are a release’s own', () => {
  const of: PlanNode[] = [
    group('g', [each([step('1')])], { kind: 'wave' }),
    { node: 'gate', id: 'w', kind: 'gate', role: 'supervisor' },
    { node: 'gate', id: 'c', kind: 'check', role: 'supervisor' },
  ];
  const asked = (process: 'failover' | 'cutover') => {
    const text = runbook({ of }, { process, scheme: process === 'failover' ? 'restore' : 'cutover' });
    return runbookFaults(text, null, { held: everyRole({ of }) }).map(({ pointer, code }) => `${pointer} ${code}`);
  };
  const found = ['/plan/of/0/kind of-a-release', '/plan/of/0/of/0 of-a-release', '/plan/of/1/kind of-a-release'];
  expect([asked('failover'), asked('cutover')]).toEqual([found, found]);
});

test('what works has no fault', () => {
  const decision = step('d', { kind: 'decision', choices: [{ id: 'x', title: words, skips: ['3'] }] });
  const gate: PlanNode = { node: 'gate', id: 'g', kind: 'gate', role: 'supervisor', soakMs: 1 };
  const auto = step('1', { kind: 'automatic', action: 'go', undo: { ...back, kind: 'automatic', action: 'back' } });
  expect(said([auto, decision, gate, step('3'), step('4', gone), step('5')], undefined, ['go', 'back'])).toEqual([]);
  expect(
    said([each('site'), group('w2', [each('site', ['c'])], { kind: 'wave' })], { site: [step('1', undone)] }),
  ).toEqual([]);
});

describe('a point of no return', () => {
  const UNDO = '/plan/of/1/undo past-no-return';
  const FAILURE = '/plan/of/1/onFailure past-no-return';

  test('has a witness, no undo, and does not go back when it fails', () => {
    expect(said([step('1', { noReturn: true })])).toEqual(['/plan/of/0/witness required']);
    expect(said([step('1', { ...gone, ...undone })])).toEqual([
      '/plan/of/0/undo not-with-no-return',
      '/plan/of/0/onFailure not-with-no-return',
    ]);
  });

  test('behind it nothing is undone, in the whole plan or in the smallest part that it stands in', () => {
    expect(said([step('1', gone), step('2', undone)])).toEqual([UNDO, FAILURE]);
    expect(said([step('1', gone), step('2', { onFailure: 'undo' })])).toEqual([FAILURE]);
    expect(said([step('1', undone), step('2', gone)])).toEqual([]);
    expect(said([group('g', [step('1', gone)]), step('2', { undo: back })])).toEqual([UNDO]); // a group without a part
    expect(said([group('g', [step('1', gone)], parallel), step('2', { undo: back })])).toEqual([UNDO]);
    expect(said([group('g', [step('1', gone)], { kind: 'wave' }), step('2', { undo: back })])).toEqual([]);
    expect(said([step('1', gone), group('g', [step('2', { undo: back })], { kind: 'wave' })])).toEqual([]);
    expect(said([group('g', [step('1', gone), step('2', { undo: back })], { kind: 'wave' })])).toEqual([
      '/plan/of/0/of/1/undo past-no-return',
    ]);
  });

  test('what stands beside it is not behind it; what stands at one place is', () => {
    expect(said([group('g', [step('1', gone), step('2', undone)], parallel)])).toEqual([]);
    expect(said([each([step('1', gone), step('2', { undo: back })])])).toEqual(['/plan/of/0/of/1/undo past-no-return']);
    expect(said([each('site', ['a', 'b'], parallel)], { site: [step('1', gone), step('2', { undo: back })] })).toEqual([
      '/plan/blocks/site/1/undo past-no-return',
    ]);
  });
});

test('a role that nobody holds at the organisation of its step or above is named once, with where', () => {
  const plan = { of: [each('site', ['a', 'b']), step('2', { role: 'quality-lead' })], blocks: { site: [step('1')] } };
  expect(rolesAsked(plan, '/dx')).toEqual([
    { role: 'engineer', orgPath: '/dx/donghu' },
    { role: 'quality-lead', orgPath: '/dx' },
  ]);
  expect(runbookFaults(runbook(plan), null, { held: new Set(['engineer@/dx']) })).toEqual([
    { pointer: '/plan/blocks/site/0/role', code: 'nobody', params: { role: 'engineer', orgPath: '/dx/donghu' } },
    { pointer: '/plan/of/1/role', code: 'nobody', params: { role: 'quality-lead', orgPath: '/dx' } },
  ]);
});

test('a gate in a group that runs in parallel holds nothing back; one in the order of a place does', () => {
  const gate: PlanNode = { node: 'gate', id: 'g', kind: 'check', role: 'engineer' };
  expect(said([group('p', [step('1'), gate], parallel)])).toEqual(['/plan/of/0/of/1 gate-in-parallel']);
  expect(said([each([gate, step('1')], ['a', 'b'], parallel)])).toEqual([]);
  expect(said([group('p', [group('s', [gate, step('1')]), step('2')], parallel)])).toEqual([]);
});

test('ids are unique once their places stand before them, groups without a part included, and no longer than a part has', () => {
  expect(said([step('1'), group('1', [step('2')])])).toEqual(['/plan/of/1/id already-named']);
  expect(said([step('a-1'), each([step('1')], ['a'])])).toEqual(['/plan/of/1/of/0/id already-named']);
  expect(said([each('site'), each('site')], { site: [step('1')] })).toEqual([
    '/plan/of/1/places/0/id already-named',
    '/plan/blocks/site/0/id already-named',
    '/plan/of/1/places/1/id already-named',
  ]);
  const long = 'a-long-name-for-one-step';
  expect(said([step(long)])).toEqual([]);
  expect(faults([each([step(long)], ['west-lake', 'b'])])).toEqual([
    { pointer: '/plan/of/0/of/0/id', code: 'too-long', params: { id: `west-lake-${long}` } },
  ]);
});

test('of a failover, whose runbooks are joined, an id has room for the place of its plan', () => {
  const codes = [30, 31].map((length) => {
    const plan = { of: [step('a'.repeat(length))] };
    const text = runbook(plan, { process: 'failover', scheme: 'restore' });
    return runbookFaults(text, null, { held: everyRole(plan) }).map(({ pointer, code }) => `${pointer} ${code}`);
  });
  expect(codes).toEqual([[], ['/plan/of/0/id too-long']]);
});

test('a place lies within the organisation of the runbook', () => {
  const places = [{ id: 'a', orgPath: '/dy' as const }];
  const plan = { of: [{ ...each([step('1')]), places } as PlanNode] };
  expect(runbookFaults(runbook(plan), null, { held: everyRole(plan) })).toMatchObject([
    { pointer: '/plan/of/0/places/0/orgPath', code: 'not-within' },
  ]);
});

describe('size', () => {
  test('what is empty has no parts to be counted, and is put in nowhere', () => {
    const empty = Array.from({ length: 700 }, (_, n) => group(`g${n}`, []));
    const plan = { blocks: { hollow: empty }, of: [each('hollow', sites(MOST_PARTS))] };
    expect(rolesAsked(plan, '/dx')).toEqual([]);
    const codes = runbookFaults(runbook(plan), null, { held: new Set() }).map(({ code }) => code);
    expect([codes.length, new Set(codes)]).toEqual([empty.length, new Set(['empty'])]);
  });

  test('more parts than a case has', () => {
    expect(faults([each([step('1')], sites(MOST_PARTS / 2 + 1))])).toEqual([
      { pointer: '/plan', code: 'too-many-parts', params: { maximum: MOST_PARTS, parts: MOST_PARTS + 2 } },
    ]);
  });
  test('blocks within blocks are counted and not written out', () => {
    const names = Array.from({ length: 12 }, (_, at) => `b${at}`);
    const blocks = Object.fromEntries(
      names.map((name, at) => [name, at === 11 ? [step('1')] : [each(`b${at + 1}`, sites(100))]]),
    );
    expect(said([each('b0', sites(100))], blocks)).toEqual(['/plan too-many-parts']);
  });
  test('heavier than a case may be', () => {
    const [{ pointer, code, params } = { pointer: '', code: '' }] = faults(
      Array.from({ length: 300 }, (_, at) => step(`step-${at}`, undone)),
    );
    expect([pointer, code, params?.['maximum']]).toEqual(['/plan', 'too-heavy', MOST_STATE_BYTES]);
    expect(params?.['bytes']).toBeGreaterThan(MOST_STATE_BYTES);
  });
  test('more words than a plan has', () => {
    const novel = { zh: '长'.repeat(40_000), en: 'x'.repeat(90_000) };
    expect(said([step('1', { instruction: novel })])).toEqual(['/plan too-large']);
  });
});

test('an automatic step names an action that is registered, and no other step names one', () => {
  expect(said([step('1', { kind: 'automatic' })], undefined, ['go'])).toEqual(['/plan/of/0/action required']);
  expect(said([step('1', { kind: 'automatic', action: 'run' })], undefined, ['go'])).toEqual([
    '/plan/of/0/action unknown',
  ]);
  expect(said([step('1', { kind: 'automatic', action: 'run' })])).toEqual([]);
  expect(said([step('1', { action: 'go' }), step('2', { kind: 'decision', action: 'go' })])).toEqual([
    '/plan/of/0/action not-automatic',
    '/plan/of/1/action not-automatic',
  ]);
  expect(
    said([step('1', { undo: { ...back, action: 'go' } }), step('2', { undo: { ...back, kind: 'automatic' } })]),
  ).toEqual(['/plan/of/0/undo/action not-automatic', '/plan/of/1/undo/action required']);
});

describe('a decision', () => {
  test('leaves out what stands behind it, in its own place', () => {
    expect(said([step('1'), decide('1')])).toEqual([fault('/plan/of/1', 'not-behind')]);
    expect(said([decide('d')])).toEqual([fault('/plan/of/0', 'not-behind')]);
    expect(said([decide('moon'), step('1')])).toEqual([fault('/plan/of/0', 'unknown')]);
    expect(said([group('g', [decide('1'), step('1')], parallel), step('2')])).toEqual([
      fault('/plan/of/0/of/0', 'not-behind'),
    ]);
    expect(said([group('g', [decide('2'), step('1')], parallel), step('2')])).toEqual([]);
    expect(said([group('g', [decide('2')]), group('h', [step('2')], { kind: 'wave' })])).toEqual([]);
    expect(said([decide('1'), each([step('1')])])).toEqual([fault('/plan/of/0', 'unknown')]); // it is a-1 and b-1 there
    expect(said([each([decide('1'), step('1')])])).toEqual([]);
    expect(said([each('site')], { site: [step('1'), decide('1')] })).toEqual([
      fault('/plan/blocks/site/1', 'not-behind'),
    ]);
  });
  test('has a witness where it may leave out a step that has one', () => {
    const by = (more: object): PlanNode => ({ ...decide('1'), ...more });
    expect(said([decide('1'), step('1', { witness: true })])).toEqual(['/plan/of/0/witness required']);
    expect(said([decide('1'), step('1', gone)])).toEqual(['/plan/of/0/witness required']);
    expect(said([decide('1', '2'), step('1'), group('g', [step('2', { witness: true })])])).toEqual([
      '/plan/of/0/witness required',
    ]);
    expect(said([by({ witness: true }), step('1', { witness: true })])).toEqual([]);
    expect(said([by({ noReturn: true }), step('1', { witness: true })])).toEqual(['/plan/of/0/witness required']);
    expect(said([decide('1'), step('1'), step('2', { witness: true })])).toEqual([]);
  });
  test('alone has choices, each of its own name', () => {
    const choice = { id: 'x', title: words };
    expect(said([step('1', { choices: [choice] })])).toEqual(['/plan/of/0/choices not-a-decision']);
    expect(said([step('1', { kind: 'decision', choices: [] })])).toEqual(['/plan/of/0/choices empty']);
    expect(said([step('1', { kind: 'decision', choices: [choice, choice] })])).toEqual([
      '/plan/of/0/choices/1/id already-named',
    ]);
  });
});

test('a budget is some time, and seven days at most; what is watched, a month', () => {
  const DAY = 86_400_000;
  expect(
    said([step('1', { budgetMs: 0 }), step('2', { budgetMs: 7 * DAY }), step('3', { budgetMs: 7 * DAY + 1 })]),
  ).toEqual(['/plan/of/0/budgetMs too-small', '/plan/of/2/budgetMs too-large']);
  expect(said([step('1', { undo: { ...back, budgetMs: 0 } })])).toEqual(['/plan/of/0/undo/budgetMs too-small']);
  expect(said([{ node: 'gate', id: 'g', kind: 'gate', role: 'engineer', soakMs: 32 * DAY }])).toEqual([
    '/plan/of/0/soakMs too-large',
  ]);
});

test('a block is there and does not stand in itself, over others neither', () => {
  expect(said([each('site')])).toEqual(['/plan/of/0/of unknown']);
  expect(said([each('constructor')], {})).toEqual(['/plan/of/0/of unknown']);
  expect(said([each('a')], { a: [each('b', ['x'])], b: [each('a', ['y'])] })).toEqual([
    '/plan/blocks/a/0/of block-in-itself',
    '/plan/blocks/b/0/of block-in-itself',
  ]);
  expect(said([each('a')], { a: [group('g', [each('a', ['x'])])] })).toEqual([
    '/plan/blocks/a/0/of/0/of block-in-itself',
  ]);
});

test('nothing is empty: the plan, a group, a block, the places', () => {
  expect(said([])).toEqual(['/plan/of empty']);
  expect(said([group('g', []), each([step('1')], [])])).toEqual(['/plan/of/0/of empty', '/plan/of/1/places empty']);
  expect(said([each('site')], { site: [] })).toEqual(['/plan/blocks/site empty']);
});

test('a group says how many at a time where it runs in parallel, and only there; its kind is no kind of step or gate', () => {
  expect(said([group('p', [step('1')], { order: 'parallel' }), group('s', [step('2')], { atMost: 2 })])).toEqual([
    '/plan/of/0/atMost required',
    '/plan/of/1/atMost not-parallel',
  ]);
  expect(said([group('p', [step('1')], { kind: 'step' })])).toEqual(['/plan/of/0/kind reserved']);
});

describe('the runbook itself', () => {
  const plan = { of: [step('1')] };
  const known = { held: everyRole(plan) };
  const of = (more: Partial<RunbookText>, former: RunbookText | null = null): string[] =>
    runbookFaults(runbook(plan, more), former, known).map(({ pointer, code }) => `${pointer} ${code}`);
  test('a failover is found by its scheme, which is one of its process; the process stays', () => {
    expect(of({ process: 'failover' })).toEqual(['/scheme required']);
    expect(of({ process: 'failover', scheme: 'restore' })).toEqual([]);
    expect(of({ process: 'cutover', scheme: 'restore' })).toEqual(['/scheme not-of-process']);
    expect(of({ process: 'cutover' }, runbook(plan))).toEqual(['/process immutable']);
  });
  test('one that withdraws says why, ends what is in force, and alters nothing', () => {
    expect(of({ withdrawn: true, reason: 'x' })).toEqual(['/withdrawn not-published']);
    expect(of({ withdrawn: true }, runbook(plan))).toEqual(['/reason required']);
    expect(of({ withdrawn: true, reason: 'x', items: ['i'] }, runbook(plan))).toEqual(['/items withdrawal-only']);
    expect(of({ withdrawn: true, reason: 'x' }, runbook(plan, { withdrawn: true, reason: 'y' }))).toEqual([
      '/withdrawn withdrawn-before',
    ]);
    expect(of({ withdrawn: true, reason: 'x' }, runbook(plan))).toEqual([]);
    expect(of({ reason: 'x' })).toEqual(['/reason not-withdrawn']);
  });
});

describe('as shipped', () => {
  const shipped = shippedRunbooks('/dx');
  test('each scheme of failover and the cutover have one, with no fault where an engineer and a supervisor are', () => {
    expect(shipped.map(({ id, process }) => `${process} ${id}`)).toEqual([
      'failover standby-node',
      'failover reduced-operation',
      'failover dr-site',
      'failover restore',
      'failover vendor-recovery',
      'cutover cutover',
    ]);
    const known = { held: new Set(['engineer@/dx', 'supervisor@/dx']) };
    expect(shipped.map((one) => runbookFaults(one, null, known))).toEqual(shipped.map(() => []));
  });

  test.each(shipped)(
    '$id: every text is there in both languages, and each step says how one sees that it is done',
    ({ id, ...text }) => {
      const { plan } = runbookCalled(id, text);
      const steps = plan.of.filter(({ node }) => node === 'step') as PlanStep[];
      expect(steps.length).toBeGreaterThan(3);
      for (const { title, instruction, verify, undo } of steps)
        for (const one of [title, instruction, verify, ...(undo ? [undo.instruction] : [])]) {
          expect(one?.zh).toMatch(/\p{Script=Han}/u);
          expect(one?.en).toMatch(/^[\x20-\x7e]{4,}$/);
        }
    },
  );

  test.each(shipped)('$id: begins at its first step, and every one is part of it', ({ id, ...text }) => {
    const outline = outlineOf(runbookCalled(id, text).plan);
    expect(nextSteps(outline, () => undefined).start).toEqual([partsOfPlan(outline)[0]?.id]);
    expect(nextSteps(outline, () => 'done').ask).toEqual(
      partsOfPlan(outline)
        .flatMap(({ kind, id: part }) => (kind === 'step' ? [] : [part]))
        .slice(0, 1),
    );
  });
});
