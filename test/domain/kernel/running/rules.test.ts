/** What the commands of a run put on record, word for word, and what its rules refuse by themselves, whoever asks them. */
import { DomainError } from '../../../../domain/kernel/errors.ts';
import { type RunCtx, type RunState } from '../../../../domain/kernel/running/following.ts';
import { expired, runRules } from '../../../../domain/kernel/running/rules.ts';
import type { OutlineNode, StepRule } from '../../../../domain/kernel/steps/shapes.ts';
import { MORNING, minutes } from '../../../support/given.ts';
import { byAction, byHand, commander, outlineWith, type RunCase, running } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, requester, system } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'No space' };
const NONE = undefined as never;
const together = (...of: OutlineNode[]): OutlineNode => ({ node: 'group', id: 'g', order: 'parallel', atMost: 2, of });
const choices = [{ id: 'full' }, { id: 'short', skips: ['b'] }];
const decision = (more: Partial<StepRule> = {}) => byHand('d', { kind: 'decision', undo: NONE, ...more });

/** What the last event of that name says, but for what the kernel adds. */
const said = (one: RunCase, event: string): object => {
  const all = one.world.eventsOf(one.number);
  const data = all.findLast(({ type }) => type === `failover.${event}`)?.data ?? {};
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'clocks' && name !== 'made'));
};
/** An undo of `a` by hand has failed. */
const stuck = (): RunCase => {
  const one = running(byHand('a'), byHand('b'));
  one.give(li, 'confirmStep', log, 'a');
  one.give(commander, 'rollBack', why);
  one.give(li, 'failStep', why, 'a');
  return one;
};
type Told = [what: string, given: () => RunCase, does: (one: RunCase) => unknown, event: string, data: object];
const told: Told[] = [
  [
    'who takes a step',
    () => running(byHand('a')),
    (one) => one.give(li, 'takeStep', {}, 'a'),
    'stepTaken',
    { part: 'a', assignees: [li.id] },
  ],
  [
    'from whom somebody took it over',
    () => running(byHand('a')),
    (one) => [one.give(li, 'takeStep', {}, 'a'), one.give(zhao, 'takeStep', {}, 'a')],
    'stepTaken',
    { part: 'a', assignees: [zhao.id], from: li.id },
  ],
  [
    'who did a step that nobody had, and when he saw it',
    () => running(byHand('a')),
    (one) => one.give(li, 'confirmStep', { ...log, observedAt: MORNING - 1 }, 'a'),
    'stepEnded',
    { part: 'a', to: 'done', assignees: [li.id], ...log, observedAt: MORNING - 1 },
  ],
  [
    'a device whose clock is right is not ahead',
    () => running(byHand('a')),
    (one) => one.give(li, 'confirmStep', { ...log, observedAt: MORNING }, 'a'),
    'stepEnded',
    { part: 'a', to: 'done', assignees: [li.id], ...log, observedAt: MORNING },
  ],
  [
    'by how much it is ahead; who has the step is known already',
    () => running(byHand('a')),
    (one) => [one.give(li, 'takeStep', {}, 'a'), one.give(li, 'confirmStep', { ...log, observedAt: MORNING + 3 }, 'a')],
    'stepEnded',
    { part: 'a', to: 'done', ...log, observedAt: MORNING + 3, deviceAheadMs: 3 },
  ],
  [
    'that a second person is wanted for a step by hand',
    () => running(byHand('a', { witness: true })),
    (one) => one.give(li, 'confirmStep', log, 'a'),
    'witnessAsked',
    {
      part: 'a',
      to: 'to-witness',
      asked: { what: 'done', by: li.id, from: 'waiting-human' },
      ...log,
      assignees: [li.id],
    },
  ],
  [
    'that one is wanted for an action behind which nothing is taken back',
    () => running(byAction('a', { noReturn: true, undo: NONE })),
    (one) => one.report('a', 'done', { output: 'ok' }),
    'witnessAsked',
    { part: 'a', to: 'to-witness', asked: { what: 'done', by: system.id, from: 'running' }, output: 'ok' },
  ],
  [
    'that one is wanted for a choice, and which it is',
    () => running(decision({ choices, witness: true }), byHand('b')),
    (one) => one.give(commander, 'decideStep', { choice: 'short', ...why }, 'd'),
    'witnessAsked',
    {
      part: 'd',
      to: 'to-witness',
      asked: { what: 'done', by: commander.id, from: 'waiting-human', choice: 'short' },
      ...why,
    },
  ],
  [
    'a choice that leaves out nothing',
    () => running(decision({ choices }), byHand('b')),
    (one) => one.give(commander, 'decideStep', { choice: 'full', ...why }, 'd'),
    'stepEnded',
    { part: 'd', to: 'done', choice: 'full', ...why },
  ],
  [
    'a choice, with what it leaves out',
    () => running(decision({ choices }), byHand('b'), byHand('c')),
    (one) => one.give(commander, 'decideStep', { choice: 'short', ...why }, 'd'),
    'stepEnded',
    { part: 'd', to: 'done', choice: 'short', ...why, also: { b: 'skipped' } },
  ],
  [
    'a decision without choices',
    () => running(decision(), byHand('b')),
    (one) => one.give(commander, 'decideStep', why, 'd'),
    'stepEnded',
    { part: 'd', to: 'done', ...why },
  ],
  [
    'what a witness saw of a step, and that nothing was chosen',
    () => running(byHand('a', { witness: true })),
    (one) => [one.give(li, 'confirmStep', log, 'a'), one.give(zhao, 'witnessStep', {}, 'a')],
    'stepEnded',
    { part: 'a', to: 'done' },
  ],
  [
    'what he saw and when, and what was chosen',
    () => running(decision({ choices, witness: true }), byHand('b')),
    (one) => [
      one.give(commander, 'decideStep', { choice: 'full', ...why }, 'd'),
      one.give(li, 'witnessStep', { ...log, observedAt: MORNING + 2 }, 'd'),
    ],
    'stepEnded',
    { part: 'd', to: 'done', ...log, observedAt: MORNING + 2, deviceAheadMs: 2, choice: 'full' },
  ],
  [
    'that a step is to be left out, and how it stood',
    () => running(byHand('a'), byHand('b', { skippable: true })),
    (one) => one.give(commander, 'skipStep', why, 'b'),
    'witnessAsked',
    { part: 'b', to: 'to-witness', asked: { what: 'skip', by: commander.id, from: 'pending' }, ...why },
  ],
  [
    'that it is left out, and by what one saw that it may be',
    () => running(byHand('a', { skippable: true }), byHand('b')),
    (one) => [one.give(commander, 'skipStep', why, 'a'), one.give(li, 'witnessStep', log, 'a')],
    'stepEnded',
    { part: 'a', to: 'skipped', ...log },
  ],
  [
    'that an undo is left as it is',
    stuck,
    (one) => one.give(commander, 'skipUndo', why, 'a'),
    'witnessAsked',
    { part: 'a', to: 'to-witness', asked: { what: 'keep', by: commander.id, from: 'undo-failed' }, ...why },
  ],
  [
    'that two say so',
    stuck,
    (one) => [one.give(commander, 'skipUndo', why, 'a'), one.give(zhao, 'witnessStep', log, 'a')],
    'stepKept',
    { part: 'a', to: 'kept' },
  ],
  [
    'that it was undone by other means',
    stuck,
    (one) => one.give(commander, 'markUndone', log, 'a'),
    'witnessAsked',
    { part: 'a', to: 'to-witness', asked: { what: 'undone', by: commander.id, from: 'undo-failed' }, ...log },
  ],
  [
    'what a witness saw of that',
    stuck,
    (one) => [one.give(commander, 'markUndone', log, 'a'), one.give(zhao, 'witnessStep', log, 'a')],
    'stepUndone',
    { part: 'a', to: 'undone', ...log },
  ],
  [
    'how a step failed that nobody had',
    () => running(byHand('a')),
    (one) => one.give(li, 'failStep', why, 'a'),
    'stepFailed',
    { part: 'a', to: 'failed', attempt: 1, ...why, assignees: [li.id] },
  ],
  [
    'how an undo by hand failed',
    stuck,
    () => undefined,
    'undoFailed',
    { part: 'a', to: 'undo-failed', attempt: 2, ...why },
  ],
  [
    'how an undo by hand went',
    () => running(byHand('a'), byHand('b')),
    (one) => [
      one.give(li, 'confirmStep', log, 'a'),
      one.give(commander, 'rollBack', why),
      one.give(li, 'confirmStep', { ...log, observedAt: MORNING }, 'a'),
    ],
    'stepUndone',
    { part: 'a', to: 'undone', ...log, observedAt: MORNING },
  ],
  [
    'what an action answered',
    () => running(byAction('a')),
    (one) => one.report('a', 'done', { output: 'ok' }),
    'stepEnded',
    { part: 'a', to: 'done', output: 'ok' },
  ],
  [
    'an action that said nothing but done',
    () => running(byAction('a')),
    (one) => one.report('a', 'done'),
    'stepEnded',
    { part: 'a', to: 'done' },
  ],
  [
    'an action that failed, by its detail',
    () => running(byAction('a')),
    (one) => one.report('a', 'failed', { detail: 'exit 1', output: 'no disk' }),
    'stepFailed',
    { part: 'a', to: 'failed', attempt: 1, reason: 'exit 1', outcome: 'failed', output: 'no disk' },
  ],
  [
    'an action that failed without one, by its outcome',
    () => running(byAction('a')),
    (one) => one.report('a', 'failed'),
    'stepFailed',
    { part: 'a', to: 'failed', attempt: 1, reason: 'failed', outcome: 'failed' },
  ],
  [
    'an action that says nothing',
    () => running(byAction('a')),
    (one) => one.report('a', 'unknown', { output: '?' }),
    'stepUnknown',
    { part: 'a', to: 'waiting-human', attempt: 1, reason: 'unknown', output: '?' },
  ],
  [
    'an answer that came too late, with all of its words',
    () => running(byAction('a')),
    (one) =>
      one.give(
        system,
        'reportStep',
        { attempt: 7, what: 'do', outcome: 'failed', output: 'no', detail: 'exit 1' },
        'a',
      ),
    'lateReport',
    { part: 'a', attempt: 7, what: 'do', outcome: 'failed', output: 'no', detail: 'exit 1' },
  ],
  [
    'one about an undo that is not under way',
    () => running(byAction('a')),
    (one) => one.give(system, 'reportStep', { attempt: 1, what: 'undo', outcome: 'done' }, 'a'),
    'lateReport',
    { part: 'a', attempt: 1, what: 'undo', outcome: 'done' },
  ],
  [
    'an undo that an action failed at',
    () => running(byAction('a'), byHand('b')),
    (one) => [
      one.report('a', 'done'),
      one.give(commander, 'rollBack', why),
      one.report('a', 'failed', { output: 'x' }),
    ],
    'undoFailed',
    { part: 'a', to: 'undo-failed', attempt: 2, reason: 'failed', outcome: 'failed', output: 'x' },
  ],
  [
    'an undo whose limit passed',
    () => running(byAction('a'), byHand('b')),
    (one) => [one.report('a', 'done'), one.give(commander, 'rollBack', why), one.to(MORNING + minutes(10))],
    'undoFailed',
    { part: 'a', to: 'undo-failed', attempt: 2, reason: 'no answer in time', outcome: 'no-answer' },
  ],
  [
    'why it goes on',
    () => running(byHand('a')),
    (one) => [one.give(commander, 'pause', { reason: 'Lunch' }), one.give(commander, 'resume', why)],
    'resumed',
    { to: 'going', ...why },
  ],
  [
    'that it goes on back',
    stuck,
    (one) => one.give(commander, 'retryUndo', why, 'a'),
    'resumed',
    { to: 'rolling-back', ...why },
  ],
  [
    'that its users may try again what they refused',
    () => running(byHand('a')),
    (one) => [
      one.give(li, 'confirmStep', log, 'a'),
      one.give(requester, 'refuseService', { checks: 'Paid', reason: 'Error' }),
      one.give(commander, 'resume', why),
    ],
    'resumed',
    { to: 'verifying', ...why },
  ],
  [
    'that a witness let it go on, for no reason of his',
    () => running(byHand('a', { skippable: true }), byHand('b')),
    (one) => [
      one.give(li, 'failStep', why, 'a'),
      one.give(commander, 'skipStep', why, 'a'),
      one.give(zhao, 'witnessStep', {}, 'a'),
    ],
    'resumed',
    { to: 'going' },
  ],
];
test.each(told)('on record is %s', (_what, given, does, event, data) => {
  const one = given();
  does(one);
  expect(said(one, event)).toStrictEqual(data);
});

test.each<[string, RunCase, (one: RunCase) => unknown, string]>([
  [
    'an action that is done is a person’s then',
    running(byAction('a', { witness: true })),
    (one) => one.report('a', 'done'),
    'waiting-human',
  ],
  [
    'a step that was to be left out is as it was: not begun',
    running(byHand('0'), byHand('a', { skippable: true })),
    (one) => one.give(commander, 'skipStep', why, 'a'),
    'pending',
  ],
  [
    'or failed',
    running(byHand('a', { skippable: true })),
    (one) => [one.give(li, 'failStep', why, 'a'), one.give(commander, 'skipStep', why, 'a')],
    'failed',
  ],
  ['an undo that was to stay is not', stuck(), (one) => one.give(commander, 'skipUndo', why, 'a'), 'undo-failed'],
])('a witness refuses: %s', (_what, one, does, to) => {
  does(one);
  expect(one.give(zhao, 'refuseWitness', why, 'a')).toEqual(['witnessRefused']);
  expect(said(one, 'witnessRefused')).toStrictEqual({ part: 'a', to, ...why });
  expect(one.part('a')).not.toHaveProperty('asked');
});

test('an action says nothing while it stands already, or goes back: it halts no second time', () => {
  const halted = running(together(byAction('a'), byHand('b')));
  halted.give(li, 'failStep', why, 'b');
  expect(halted.report('a', 'unknown')).toEqual(['stepUnknown']);
  const back = running(together(byAction('a'), byHand('b')));
  back.give(commander, 'rollBack', why);
  expect(back.report('a', 'unknown')).toEqual(['stepUnknown']);
});

test('what time finds of a step that a person has, or of its undo by hand, says nothing', () => {
  const use = { going: 'executing', over: () => [] };
  expect(expired(use, stateOf(byHand('a')), asking({ part: free }))).toBeNull();
  expect(expired(use, stateOf(byHand('a')), asking({ part: undoing }))).toBeNull();
  expect(expired(use, stateOf(byAction('a')), asking({ part: free }))).toBeNull();
});

// ── asked for what no button offers
const rules = runRules<RunState, never, RunCtx<RunState>>({ going: 'executing', over: () => [] });
const stateOf = (node: OutlineNode, more: Partial<RunState> = {}): RunState => ({
  status: 'executing',
  outline: outlineWith(node),
  ...more,
});
type Standing = { status: string; assignees?: readonly string[] };
const asking = ({ part: { status, assignees = [] } }: { part: Standing }): RunCtx<RunState> => ({
  now: MORNING,
  actor: li,
  part: { id: 'a', kind: 'step', status, assignees, rev: 1 },
  after: () => {
    throw new Error('it refuses first');
  },
});
const refusal = (work: () => unknown): object => {
  try {
    return { done: work() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, params, fields } = error;
    return { code, params, fields };
  }
};
const mine = { status: 'waiting-human', assignees: [li.id] };
const his = { status: 'waiting-human', assignees: [zhao.id] };
const free = { status: 'waiting-human' };
const undoing = { status: 'undoing' };
const acting = { code: 'action-under-way', params: { part: 'a' } };
const takenBy = (by: string) => ({ code: 'step-taken', params: { by } });
const decided = byHand('a', { kind: 'decision', undo: NONE });
const back = { back: 'all', status: 'rolling-back' } as const;
const noReturn = byHand('a', { noReturn: true, undo: NONE });
type Refused = [what: string, rule: keyof typeof rules, data: object, node: StepRule, part: Standing, refusal: object];
const refused: Refused[] = [
  ['an undo by an action is taken', 'takeStep', {}, byAction('a'), undoing, acting],
  ['it is confirmed', 'confirmStep', log, byAction('a'), undoing, acting],
  ['it is failed', 'failStep', why, byAction('a'), undoing, acting],
  ['a decision is taken', 'takeStep', {}, decided, free, { code: 'decision-wanted' }],
  ['it is confirmed', 'confirmStep', log, decided, free, { code: 'decision-wanted' }],
  ['it is failed', 'failStep', why, decided, free, { code: 'decision-wanted' }],
  ['he has it already', 'takeStep', {}, byHand('a'), mine, takenBy(li.id)],
  ['another one has it', 'confirmStep', log, byHand('a'), his, takenBy(zhao.id)],
  ['another one has it', 'failStep', why, byHand('a'), his, takenBy(zhao.id)],
  ['nothing is to be decided', 'decideStep', why, byHand('a'), free, { code: 'no-decision' }],
  ['it is not to be left out', 'skipStep', why, byHand('a'), free, { code: 'not-skippable' }],
  [
    'there is nothing to choose',
    'decideStep',
    { choice: 'full', ...why },
    decided,
    free,
    { code: 'invalid-data', fields: [{ pointer: '/choice', code: 'unknown' }] },
  ],
];
test.each(refused)('refused, where %s: %s', (_what, rule, data, node, part, expected) => {
  expect(refusal(() => rules[rule](data as never, stateOf(node), asking({ part })))).toMatchObject(expected);
});

test.each(['skipStep', 'retryStep', 'rollBack'] as const)('on the way back there is no %s', (rule) => {
  const state = stateOf(byHand('a', { skippable: true }), back);
  expect(refusal(() => rules[rule](why, state, asking({ part: { status: 'failed' } })))).toMatchObject({
    code: 'rolling-back-already',
  });
});

test('behind a point of no return nothing goes back; the steps that passed it are named', () => {
  const parts = { step: { a: { status: 'done', rev: 1 } } } as const;
  expect(refusal(() => rules.rollBack(why, stateOf(noReturn, { parts }), asking({ part: free })))).toMatchObject({
    code: 'past-no-return',
    params: { steps: ['a'] },
  });
});

test('command is taken from whoever has it, or from nobody, and not by who has it', () => {
  const take = (state: Partial<RunState>) =>
    refusal(() => rules.takeCommand(why, stateOf(byHand('a'), state), asking({ part: free })));
  const changed = (data: object) => ({ done: [{ type: 'commanderChanged', data: { commander: li.id, ...data } }] });
  expect(take({ commander: li.id })).toMatchObject({ code: 'commands-already' });
  expect(take({ commander: zhao.id })).toStrictEqual(changed({ from: zhao.id, ...why }));
  expect(take({})).toStrictEqual(changed(why));
});
