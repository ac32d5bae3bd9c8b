/** What people answer by default when a plan is rehearsed. */
import {
  rehearsedAnswers,
  type RehearsedAsk,
  type RehearsedWait,
} from '../../../../domain/kernel/running/rehearsed.ts';
import type { StepRecord } from '../../../../domain/kernel/running/shapes.ts';
import type { OutlineNode } from '../../../../domain/kernel/steps/shapes.ts';
import { minutes } from '../../../support/given.ts';
import { byAction, byHand, outlineWith } from '../../../support/runs.ts';

const own = { to: (_wait: RehearsedWait) => undefined };
test('a gate is answered for, though it has no budget of its own', () => {
  const state: RehearsedAsk['state'] = {
    outline: { id: 'plan', of: [{ node: 'gate', id: 'ready', kind: 'check', role: 'supervisor' }] },
    parts: { check: { ready: { status: 'open', assignees: [], rev: 1 } } },
  };
  const to = { role: 'supervisor', orgPath: '/dx' } as const;
  const waitsFor = [{ to, command: 'passGate', dueAt: null, parts: ['ready'] }];
  const ask = { state, waitsFor, now: 0, fails: new Set<string>(), retried: new Set<string>(), given: {} };
  const answer = { to, command: 'passGate', part: 'ready', data: { evidence: '推演 / rehearsal' }, at: null };
  expect(rehearsedAnswers(ask, own)).toEqual([answer]);
  // What is said in the file is said instead; a process may have nothing to say as yet, or something of its own.
  const given = { passGate: { evidence: 'Report 7' } };
  expect(rehearsedAnswers({ ...ask, given }, own)).toEqual([{ ...answer, data: { evidence: 'Report 7' } }]);
  expect(rehearsedAnswers(ask, { to: () => null })).toEqual([]);
  expect(rehearsedAnswers(ask, { to: () => ({ data: { a: 1 }, at: 7 }) })).toEqual([
    { ...answer, data: { a: 1 }, at: 7 },
  ]);
  const outside = { to: 'outside', command: 'settleChange', data: {}, at: null } as const;
  expect(rehearsedAnswers(ask, { ...own, beside: () => [outside] })).toEqual([answer, outside]);
});

const to = { role: 'engineer', orgPath: '/dx' } as const;
const SAID = '推演 / rehearsal';
const [evidence, because] = [{ evidence: SAID }, { reason: SAID }];
/** Its step `a` stands so, and waits for `command`. */
type Wanted = { node?: OutlineNode; a?: Partial<StepRecord>; command?: string; ask?: Partial<RehearsedAsk> };
const answersTo = ({ node = byHand('a'), a, command, ask }: Wanted) =>
  rehearsedAnswers(
    {
      state: {
        outline: outlineWith(node),
        ...(a ? { parts: { step: { a: { status: 'waiting-human', rev: 1, ...a } } } } : {}),
      },
      waitsFor: command === undefined ? [] : [{ to, command, dueAt: null, parts: ['a'] }],
      now: 0,
      fails: new Set<string>(),
      retried: new Set<string>(),
      given: {},
      ...ask,
    },
    own,
  );
const itself = new Set(['a']);
const until = minutes(30);
const short = byHand('a', { undo: { kind: 'manual', budgetMs: minutes(4) } });
const decides = (choices?: { id: string }[]) => byHand('a', { kind: 'decision', ...(choices ? { choices } : {}) });
test.each<[string, Wanted, object[]]>([
  [
    'a step is confirmed after half of its budget',
    { command: 'confirmStep', a: { until } },
    [{ command: 'confirmStep', data: evidence, at: minutes(25) }],
  ],
  [
    'its undo after half of that of the undo',
    { command: 'confirmStep', node: short, a: { until, status: 'undoing' } },
    [{ command: 'confirmStep', data: evidence, at: minutes(28) }],
  ],
  [
    'what an action left open, after the usual time',
    { command: 'confirmStep', node: byAction('a'), a: {} },
    [{ command: 'confirmStep', data: evidence, at: null }],
  ],
  [
    'a step that is to fail fails then',
    { command: 'confirmStep', a: { until }, ask: { fails: itself } },
    [{ command: 'failStep', data: because, at: minutes(25) }],
  ],
  [
    'its undo does not',
    { command: 'confirmStep', node: short, a: { until, status: 'undoing' }, ask: { fails: itself } },
    [{ command: 'confirmStep', data: evidence, at: minutes(28) }],
  ],
  [
    'a decision takes its first choice',
    { command: 'decideStep', node: decides([{ id: 'full' }, { id: 'short' }]), a: { until } },
    [{ command: 'decideStep', data: { choice: 'full', ...because }, at: minutes(25) }],
  ],
  [
    'one without choices goes on',
    { command: 'decideStep', node: decides(), a: { until } },
    [{ command: 'decideStep', data: because, at: minutes(25) }],
  ],
  ['a step is tried once more', { command: 'retryStep', a: {} }, [{ command: 'retryStep', data: because, at: null }]],
  [
    'an undo too',
    { command: 'retryUndo', a: { status: 'undo-failed' } },
    [{ command: 'retryUndo', data: because, at: null }],
  ],
  [
    'then it is marked as undone',
    { command: 'retryUndo', a: { status: 'undo-failed' }, ask: { retried: itself } },
    [{ command: 'markUndone', data: evidence, at: null }],
  ],
  [
    'it is witnessed without a word',
    { command: 'witnessStep', a: {} },
    [{ command: 'witnessStep', data: {}, at: null }],
  ],
  ['what no run asks is not answered', { command: 'holdGate', a: {} }, []],
])('%s', (_what, wanted, answers) => {
  expect(answersTo(wanted)).toEqual(answers.map((answer) => ({ to, part: 'a', ...answer })));
});

test('a step that failed twice takes all back, whatever its part', () => {
  const answers = answersTo({ command: 'retryStep', a: { status: 'failed' }, ask: { retried: itself } });
  expect(answers).toStrictEqual([{ to, command: 'rollBack', data: because, at: null }]);
});

test.each<[string, object | undefined]>([
  ['confirmService', { checks: SAID }],
  ['resume', because],
  ['settleChange', { outcome: 'scheduled' }], // said in the file
  ['close', undefined],
])('of the case alone: %s', (command, data) => {
  const given = { settleChange: { outcome: 'scheduled' } };
  const answers = answersTo({ ask: { waitsFor: [{ to, command, dueAt: null }], given } });
  expect(answers).toStrictEqual(data ? [{ to, command, data, at: null }] : []);
});

const runs = { status: 'running', attempt: 2, until } as const;
test.each<[string, Wanted, boolean]>([
  ['that is to fail', { a: runs, ask: { fails: itself } }, true],
  ['that is not', { a: runs }, false],
  ['beside another that is', { a: runs, ask: { fails: new Set(['b']) } }, false],
  ['that runs no more', { a: { ...runs, status: 'done' }, ask: { fails: itself } }, false],
  ['that nothing touched', { ask: { fails: itself } }, false],
  ['without a limit', { a: { status: 'running', attempt: 2 }, ask: { fails: itself } }, false],
  ['without a try', { a: { status: 'running', until }, ask: { fails: itself } }, false],
])('an action %s reports its failure after half of its budget, or nothing', (_what, wanted, isReported) => {
  const data = { attempt: 2, what: 'do', outcome: 'failed', detail: 'rehearsed' };
  expect(answersTo({ node: byAction('a'), ...wanted })).toEqual(
    isReported ? [{ to: 'outside', command: 'reportStep', part: 'a', data, at: minutes(25) }] : [],
  );
});

test('a step named as in the plan fails at every place of it', () => {
  const places = ['n', 's'].map((id) => ({ id, orgPath: '/dx' }) as const);
  const each = { node: 'each', kind: 'place', order: 'sequence', places, of: [byAction('a')] } as const;
  const step = { 'n-a': { ...runs, rev: 1 }, 's-a': { ...runs, rev: 2 } };
  const failing = (...fails: string[]) =>
    answersTo({ ask: { state: { outline: outlineWith(each), parts: { step } }, fails: new Set(fails) } });
  expect(failing('a').map(({ part }) => part)).toEqual(['n-a', 's-a']);
  expect(failing('s-a').map(({ part }) => part)).toEqual(['s-a']);
});
