/** What a commander is shown of a run: whose step it is, since when, what is late; and what a link to an intake fills in. */
import { begunWith } from '../../../web/src/case/new/begun-with.ts';
import type { Run, RunPlan } from '../../../web/src/generated/api.ts';
import { linesOf, loadsOf, shownOf } from '../../../web/src/run/commander.ts';

type Part = RunPlan['parts'][number];
type Current = Run['current'][number];
const at = (minute: number): string => new Date(Date.UTC(2026, 11, 2, 10, minute)).toISOString();
const NOW = Date.parse(at(30));
const both = { zh: '', en: '' };
const part = (id: string, status: string, minutes: number[], more: Partial<Part> = {}): Part => ({
  part: id,
  kind: 'step',
  status,
  statusWords: both,
  title: { zh: id, en: id },
  budgetMs: 600_000,
  lines: minutes.map((minute) => ({ event: 'stepStarted', words: both, at: at(minute) })),
  ...more,
});
const current = (id: string, more: Partial<Current>): Current => ({
  part: id,
  kind: 'step',
  status: 'waiting-human',
  rev: 1,
  statusWords: both,
  title: id,
  words: { title: { zh: id, en: id } },
  way: 'on',
  orgPath: '/dx',
  wanted: { people: [] },
  allowed: [],
  blocked: [],
  ...more,
});
const plan = {
  parts: [
    part('all', 'running', [], { kind: 'group' }),
    part('slow', 'done', [0, 15]),
    part('quick', 'done', [15, 18]),
    part('mine', 'waiting-human', [18]),
    part('free', 'waiting-human', [18]),
    part('later', 'pending', []),
  ],
};
const run = {
  current: [
    current('mine', { who: { id: 'li', name: 'Li' }, sinceAt: at(18), dueAt: at(28) }),
    current('free', { sinceAt: at(18), dueAt: at(40) }),
  ],
};

test('each step has what it took, and is late beyond its budget or past its end', () => {
  const lines = linesOf(plan, run, NOW);
  expect(lines.map(({ part: { part: id }, tookMs, isLate }) => [id, (tookMs ?? -60_000) / 60_000, isLate])).toEqual([
    ['slow', 15, true],
    ['quick', 3, false],
    ['mine', 12, true],
    ['free', 12, false],
    ['later', -1, false],
  ]);
  expect(shownOf(lines, 'late').map((one) => one.part.part)).toEqual(['slow', 'mine']);
  expect(shownOf(lines, 'now').map((one) => one.part.part)).toEqual(['mine', 'free']);
  expect(shownOf(lines, 'all')).toHaveLength(5);
});

test('who is at what, and what nobody has taken', () => {
  const loads = loadsOf(linesOf(plan, run, NOW));
  expect(loads.map(({ person, name, lines }) => [person, name, lines.length])).toEqual([
    ['li', 'Li', 1],
    ['', '', 1],
  ]);
  expect(loadsOf(linesOf(plan, undefined, NOW))).toEqual([]);
});

test('a link fills in what the form has, as its schema says, and nothing else', () => {
  const form = {
    properties: {
      title: { type: 'string' },
      items: { type: 'array', items: { type: 'string' } },
      drill: { const: true },
      urgent: { type: 'boolean' },
      window: { type: 'object' },
    },
  };
  const search = new URLSearchParams('title=a&items=x&items=y&drill=true&urgent=maybe&window=w&other=1');
  expect(begunWith(form, search)).toEqual({ title: 'a', items: ['x', 'y'], drill: true });
});
