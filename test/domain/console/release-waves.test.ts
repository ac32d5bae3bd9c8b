/** What the screen of a release makes of its plan: waves with their units, why one failed, and what the next wave waits for. */
import type { Part, RunPlan } from '../../../web/src/generated/api.ts';
import { causeOf, currentOf, stopOf, undoIn, wavesOf, wordsOf } from '../../../web/src/release/waves.ts';

type Step = RunPlan['parts'][number];
const NOW = Date.parse('2026-12-02T10:00:00Z');
const both = (word: string) => ({ zh: word, en: word });
const step = (part: string, status: string, said?: string): Step => ({
  part,
  in: part.slice(0, 5),
  kind: 'step',
  status,
  statusWords: both(status),
  title: both(part),
  lines: said === undefined ? [] : [{ event: 'stepFailed', words: both('failed'), at: '2026-12-02T09:00:00Z', said }],
});
const part = (id: string, kind: string, status: string, more: Partial<Part> = {}): Part => ({
  id,
  kind,
  status,
  assignees: [],
  rev: 1,
  ...more,
});
const wave = (id: string, status: 'passed' | 'running' | 'gating' | 'admitted' | 'rolled-back' | 'pending') => ({
  id,
  status,
  windowFrom: '2026-12-02T12:00:00Z',
  windowUntil: '2026-12-03T12:00:00Z',
  organisations: ['/dx/a', '/dx/b'],
});
const known = {
  steps: [step('w1-01-stop', 'done'), step('w1-01-go', 'failed', 'no space'), step('w1-02-stop', 'done')],
  installed: [] as string[],
};
const sitesOf = (a: string, b: string): Part[] => [
  part('w1', 'wave', 'running'),
  part('w1-01', 'site', a, { in: 'w1', orgPath: '/dx/a' }),
  part('w1-02', 'site', b, { in: 'w1', orgPath: '/dx/b' }),
];

test('units stand in their wave with their steps, what failed on top with what was said', () => {
  const [first] = wavesOf({ planned: [wave('w1', 'running')], parts: sitesOf('verified', 'failed'), ...known });
  expect(first?.sites.map(({ id, status, done, steps }) => [id, status, done, steps.length])).toEqual([
    ['w1-02', 'failed', 1, 1],
    ['w1-01', 'verified', 1, 2],
  ]);
  const cause = first && causeOf({ ...first.sites[1], status: 'rolling-back', steps: known.steps });
  expect([cause?.step.part, cause?.said]).toEqual(['w1-01-go', 'no space']);
  expect(causeOf({ steps: [step('w1-02-stop', 'done')] })).toBeUndefined();
  expect(causeOf({ status: 'verified', steps: known.steps })).toBeUndefined();
});

test('who does not work on it sees which units have it, and no steps', () => {
  const planned = [{ ...wave('w1', 'running'), leftOut: ['/dx/b'] }];
  const [first] = wavesOf({ planned, parts: [], steps: [], installed: ['/dx/a'] });
  expect(first?.sites.map(({ orgPath, status }) => [orgPath, status])).toEqual([
    ['/dx/a', 'verified'],
    ['/dx/b', 'left-out'],
  ]);
  const [other] = wavesOf({ planned: [wave('w1', 'running')], parts: [], steps: [], installed: [] });
  expect(other?.sites.map(({ status }) => status)).toEqual([undefined, undefined]);
});

const stop = (status: Parameters<typeof stopOf>[0]['status'], planned: ReturnType<typeof wave>, parts: Part[] = []) => {
  const waves = wavesOf({ planned: [planned], parts, ...known });
  return stopOf({ status, change: 'CHG-000001' }, waves, NOW);
};
const gate = (status: string): Part => part('g1', 'gate', status, { in: 'w1' });

test('what the next wave waits for', () => {
  expect(stop('testing', wave('w1', 'pending'))).toEqual({ is: 'not-admitted', change: 'CHG-000001' });
  expect(stop('deploying', wave('w1', 'admitted'))).toEqual({ is: 'window', from: '2026-12-02T12:00:00Z' });
  expect(stop('deploying', { ...wave('w1', 'admitted'), windowFrom: '2026-12-02T09:00:00Z' })).toEqual({
    is: 'window-open',
  });
  expect(stop('deploying', wave('w1', 'running'), sitesOf('failed', 'running'))).toEqual({
    is: 'sites',
    left: 2,
    failed: 1,
  });
  expect(stop('deploying', wave('w1', 'gating'), [gate('soaking')])).toEqual({ is: 'soak', gate: 'g1' });
  expect(stop('deploying', wave('w1', 'gating'), [gate('ready')])).toEqual({ is: 'ready' });
  expect(stop('deploying', wave('w1', 'gating'), [gate('held')])).toEqual({ is: 'held' });
  expect(stop('deploying', wave('w1', 'rolled-back'))).toEqual({ is: 'decision' });
  expect(stop('needs-human', wave('w1', 'running'))).toEqual({ is: 'halted' });
  expect(stop('rolling-back', wave('w1', 'running'))).toEqual({ is: 'going-back' });
  expect(stop('verifying', wave('w1', 'passed'))).toEqual({ is: 'over' });
  expect(stop('closed', wave('w1', 'passed'))).toBeUndefined();
  expect(stopOf({ status: 'planning' }, [], NOW)).toBeUndefined();
});

test('the wave under way is the first that is neither passed nor left out', () => {
  const waves = wavesOf({
    planned: [wave('w1', 'passed'), wave('w2', 'pending')],
    parts: [],
    steps: [],
    installed: [],
  });
  expect(currentOf(waves)?.place).toBe(2);
});

test('of all that goes back, a wave takes its own alone, in the same order', () => {
  const [first] = wavesOf({ planned: [wave('w1', 'running')], parts: sitesOf('verified', 'running'), ...known });
  const undo = [{ part: 'w2-01-stop' }, { part: 'w1-02-stop' }, { part: 'w1-01-stop' }];
  expect(first && undoIn(first, undo).map((one) => one.part)).toEqual(['w1-02-stop', 'w1-01-stop']);
});

test('while a step is taken back, what undoes it is to be done', () => {
  const written = {
    instruction: both('go'),
    undo: { does: 'manual', instruction: both('back'), budgetMs: 1 },
  } as const;
  expect(wordsOf({ ...written, status: 'undoing' })).toEqual(both('back'));
  expect(wordsOf({ ...written, status: 'waiting-human' })).toEqual(both('go'));
  expect(wordsOf({ instruction: both('go'), status: 'undo-failed' })).toEqual(both('go'));
});
