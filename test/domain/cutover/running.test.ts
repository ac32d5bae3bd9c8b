/** How a cutover is run: its back-out time, and the swap that brings the old device back at once. */
import { armed, BACK_OUT, cuttingOver, everybody, minutes, WINDOW } from '../../support/cutover/cutovers.ts';
import { hours } from '../../support/given.ts';
import { byAction, byHand, commander, type RunCase } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, deng, head, owner, requester, system } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'No route' };
const fault = { fault: 'The new device smokes' };
const status = (one: RunCase): string => one.view.status;
const halt = (one: RunCase) => (one.view['run'] as unknown as { halt?: object }).halt;
const noReturn = byHand('n', { noReturn: true, undo: undefined as never });
/** Without what clocks warn of. */
const last = (one: RunCase, n: number) =>
  one
    .events()
    .filter((name) => name !== 'clockWarned')
    .slice(-n);

test('done, tried by its users, reported', () => {
  const one = cuttingOver(byHand('a'));
  expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'stepsEnded']);
  expect(one.view.readings['window']).toMatchObject({ state: 'met' });
  one.give(requester, 'confirmService', { checks: 'Paid' });
  const report = { good: 'Fast', bad: 'Phones', actions: [] };
  expect(one.refused(li, 'report', report)).toBe('not-permitted');
  expect(one.give(commander, 'report', report)).toEqual(['reported', 'closed']);
  expect(status(one)).toBe('closed');
});

describe('its back-out time', () => {
  test('when it comes nothing more begins, and its commander is asked', () => {
    const one = cuttingOver(byHand('a'), byHand('b'));
    one.to(BACK_OUT - 1);
    expect(status(one)).toBe('executing');
    one.to(BACK_OUT);
    expect(last(one, 3)).toEqual(['clockBreached', 'backOutReached', 'halted']);
    expect([status(one), halt(one)]).toEqual(['needs-human', { why: 'back-out' }]);
    expect(one.waits()).toEqual([`${commander.id}: rollBack`, 'supervisor: extendBackOut', 'engineer: confirmStep a']);
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded']); // what was begun is said, nothing begins
    expect(one.refused(commander, 'resume', why)).toBe('back-out-over');
  });

  test('silence for ten minutes: it goes back by itself', () => {
    const one = cuttingOver(byHand('a'), byHand('b'));
    one.give(li, 'confirmStep', log, 'a');
    one.to(BACK_OUT + minutes(10) - 1);
    expect(status(one)).toBe('needs-human');
    one.to(BACK_OUT + minutes(10));
    expect(last(one, 4)).toEqual(['clockBreached', 'rollbackStarted', 'stepWithdrawn', 'undoStarted']);
    const { data } = one.world.eventsOf(one.number).find(({ type }) => type === 'cutover.rollbackStarted') ?? {};
    expect(data).toMatchObject({ scope: 'all', reason: 'nobody answered at the back-out time' });
    expect(status(one)).toBe('rolling-back');
    expect(one.refused(head, 'extendBackOut', { until: BACK_OUT + minutes(30), ...why })).toBe('wrong-status');
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepUndone', 'rolledBack']);
  });

  test('all workers were away: he is asked when one is back, and has his ten minutes from then', () => {
    const one = cuttingOver(byHand('a'), byHand('b'));
    one.world.skipTo(BACK_OUT + minutes(30));
    expect(one.refused(commander, 'resume', why)).toBe('back-out-over');
    one.to(BACK_OUT + minutes(40) - 1);
    expect(status(one)).toBe('needs-human');
    one.to(BACK_OUT + minutes(40));
    expect(status(one)).toBe('rolled-back');
  });

  test('its commander answers: back', () => {
    const one = cuttingOver(byHand('a'), byHand('b')).to(BACK_OUT + minutes(3));
    expect(one.give(commander, 'rollBack', why)).toEqual(['rollbackStarted', 'stepWithdrawn', 'rolledBack']);
    one.to(BACK_OUT + minutes(30));
    expect(one.events().at(-1)).not.toBe('clockBreached');
  });

  test('cutover.extendBackOut: somebody else gives it more time, and it goes on at once', () => {
    const one = cuttingOver(byHand('a'), byHand('b')).to(BACK_OUT);
    one.give(li, 'confirmStep', log, 'a');
    const more = { until: BACK_OUT + minutes(20), ...why };
    for (const actor of [li, requester]) expect(one.refused(actor, 'extendBackOut', more)).toBe('not-permitted');
    expect(one.refused(commander, 'extendBackOut', more)).toBe('separation-of-duties');
    expect(one.give(head, 'extendBackOut', more)).toEqual(['backOutExtended', 'resumed', 'stepStarted']);
    expect(one.view).toMatchObject({ status: 'executing', backOutAt: more.until });
    one.to(BACK_OUT + minutes(15)); // what was asked before is asked no more
    expect(status(one)).toBe('executing');
    one.to(more.until);
    expect([status(one), halt(one)]).toEqual(['needs-human', { why: 'back-out' }]);
    one.to(more.until + minutes(10));
    expect(status(one)).toBe('rolling-back');
  });

  test('extended before it comes, and no further than its window', () => {
    const one = cuttingOver(byHand('a'), byHand('b'));
    const until = (at: number) => one.refused(head, 'extendBackOut', { until: at, ...why });
    expect(until(BACK_OUT)).toBe('invalid-data /until not-later');
    expect(until(WINDOW.until + 1)).toBe('invalid-data /until beyond-window');
    expect(one.give(head, 'extendBackOut', { until: WINDOW.until, ...why })).toEqual(['backOutExtended']);
    one.to(WINDOW.until - 1);
    expect(status(one)).toBe('executing');
  });

  test('refused: more time that is over already', () => {
    const one = cuttingOver(byHand('a'), noReturn, byHand('c'));
    one.give(li, 'confirmStep', log, 'a');
    one.to(BACK_OUT + minutes(5));
    expect(one.refused(head, 'extendBackOut', { until: BACK_OUT + minutes(4), ...why })).toBe(
      'invalid-data /until in-past',
    );
  });

  test('it stood already: what for is kept, its commander is asked all the same', () => {
    const one = cuttingOver(byHand('a'), byHand('b'));
    one.give(li, 'failStep', why, 'a');
    one.to(BACK_OUT);
    expect(last(one, 1)).toEqual(['backOutReached']);
    expect(halt(one)).toEqual({ why: 'step-failed', part: 'a' });
    expect(one.refused(commander, 'retryStep', why, 'a')).toBe('back-out-over');
    expect(one.give(head, 'extendBackOut', { until: BACK_OUT + minutes(20), ...why })).toEqual(['backOutExtended']);
    expect(one.waits()).toEqual([`${commander.id}: retryStep a`]);
    expect(one.give(commander, 'retryStep', why, 'a')).toEqual(['stepStarted', 'resumed']);
  });

  test('a witness who lets a step be skipped sets nothing going', () => {
    const one = cuttingOver(byHand('a', { skippable: true }), byHand('b')).to(BACK_OUT);
    one.give(commander, 'skipStep', why, 'a');
    expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepEnded']);
    one.to(BACK_OUT + minutes(10));
    expect(status(one)).toBe('rolled-back');
  });

  test('nor does he keep it from going back where another step waits', () => {
    const together = { node: 'group', id: 'g', order: 'parallel', atMost: 2 } as const;
    const of = [byHand('a', { skippable: true }), byHand('z')];
    const one = cuttingOver({ ...together, of }, byHand('b')).to(BACK_OUT);
    one.give(commander, 'skipStep', why, 'a');
    expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepEnded']);
    one.to(BACK_OUT + minutes(10));
    expect(status(one)).toBe('rolled-back');
  });

  test('behind a point of no return it never goes back by itself: its commander goes on', () => {
    const one = cuttingOver(noReturn, byHand('b'), byHand('c'));
    one.give(li, 'confirmStep', log, 'n');
    one.give(zhao, 'witnessStep', {}, 'n');
    one.to(BACK_OUT + hours(2));
    expect([status(one), halt(one)]).toEqual(['needs-human', { why: 'back-out' }]);
    expect(one.events()).not.toContain('rollbackStarted');
    expect(one.refused(commander, 'rollBack', why)).toBe('past-no-return');
    expect(one.give(commander, 'resume', why)).toEqual(['resumed']);
    expect(one.give(li, 'confirmStep', log, 'b')).toEqual(['stepEnded', 'stepStarted']);
    expect(one.give(li, 'confirmStep', log, 'c')).toEqual(['stepEnded', 'stepsEnded']);
  });

  test('all is done before it comes, or on its way back: nobody is asked', () => {
    const over = cuttingOver(byHand('a'));
    over.give(li, 'confirmStep', log, 'a');
    over.to(WINDOW.until);
    expect(over.events()).not.toContain('backOutReached');
    const going = cuttingOver(byHand('a'), byHand('b'));
    going.give(li, 'confirmStep', log, 'a');
    going.give(commander, 'rollBack', why);
    going.to(WINDOW.until - 1);
    expect(going.events()).not.toContain('backOutReached');
    expect(status(going)).toBe('rolling-back');
  });

  test('nothing is left to begin: its users, and its commander, go on after it', () => {
    const refused = cuttingOver(byHand('a'));
    refused.give(li, 'confirmStep', log, 'a');
    refused.to(BACK_OUT + minutes(1));
    refused.give(requester, 'refuseService', { checks: 'Paid', ...why });
    expect(refused.give(commander, 'resume', why)).toEqual(['resumed']);
    expect(status(refused)).toBe('verifying');
    const paused = cuttingOver(byHand('a'));
    paused.give(commander, 'pause', why);
    paused.give(li, 'confirmStep', log, 'a');
    paused.to(BACK_OUT + minutes(1));
    expect(paused.give(commander, 'resume', why)).toEqual(['resumed', 'stepsEnded']);
  });

  test('its commander has left: his heir is asked, another may take command', () => {
    const one = cuttingOver(byHand('a'), byHand('b')).to(BACK_OUT);
    one.give(system, 'relieve', { person: commander.id, successor: head.id, reason: 'He has left' });
    expect(one.waits()[0]).toBe(`${head.id}: rollBack`);
    expect(one.refused(head, 'extendBackOut', { until: BACK_OUT + minutes(20), ...why })).toBe('separation-of-duties');
    expect(one.give(owner, 'takeCommand', why)).toEqual(['commanderChanged']);
    one.give(system, 'relieve', { person: owner.id, reason: 'He has left' });
    one.to(BACK_OUT + minutes(10)); // nobody is there to answer
    expect(status(one)).toBe('rolled-back');
  });
});

describe('cutover.swap', () => {
  test('by its commander, who has a step, or who is there: back at once', () => {
    for (const actor of [commander, li, zhao]) {
      const one = cuttingOver(byHand('a'), byHand('b'));
      one.give(li, 'confirmStep', log, 'a');
      expect(one.give(actor, 'swap', fault)).toEqual(['swapped', 'rollbackStarted', 'stepWithdrawn', 'undoStarted']);
      expect(status(one)).toBe('rolling-back');
      expect(one.refused(actor, 'swap', fault)).toBe('wrong-status');
    }
    const one = cuttingOver(byHand('a'));
    for (const actor of [deng, requester]) expect(one.refused(actor, 'swap', fault)).toBe('not-permitted');
    one.give(deng, 'takeStep', {}, 'a');
    expect(one.give(deng, 'swap', fault)).toEqual(['swapped', 'rollbackStarted']);
  });

  test('while it stands, and while it is tried', () => {
    const halted = cuttingOver(byHand('a'), byHand('b')).to(BACK_OUT);
    expect(halted.give(li, 'swap', fault)).toContain('rolledBack');
    const tried = cuttingOver(byHand('a'));
    tried.give(li, 'confirmStep', log, 'a');
    expect(tried.give(zhao, 'swap', fault)).toEqual(['swapped', 'rollbackStarted', 'undoStarted']);
  });

  test('in the second in which a step is confirmed: whichever comes first, what was done is taken back', () => {
    const before = cuttingOver(byHand('a'), byHand('b'));
    before.give(li, 'takeStep', {}, 'a');
    expect(before.give(zhao, 'swap', fault)).toEqual(['swapped', 'rollbackStarted']);
    expect(before.steps()).toEqual(['a waiting-human']); // he says what became of it
    expect(before.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'undoStarted']);
    const after = cuttingOver(byHand('a'), byHand('b'));
    after.give(li, 'confirmStep', log, 'a');
    expect(after.give(zhao, 'swap', fault)).toContain('undoStarted');
    expect(after.steps()).toEqual(['a undoing', 'b pending']);
    const untaken = cuttingOver(byHand('a'), byHand('b'));
    untaken.give(zhao, 'swap', fault);
    expect(untaken.refused(li, 'confirmStep', log, 'a')).toBe('wrong-status'); // it was withdrawn: nobody had begun it
    const acting = cuttingOver(byAction('a'), byHand('b'));
    acting.give(zhao, 'swap', fault);
    expect(acting.report('a', 'done')).toEqual(['stepEnded', 'undoStarted']);
  });

  test('refused: behind a point of no return, and where it goes back already', () => {
    const one = cuttingOver(noReturn, byHand('b'));
    one.give(li, 'confirmStep', log, 'n');
    expect(one.refused(li, 'swap', fault)).toBe('past-no-return');
    const failing = cuttingOver(byHand('a'), byHand('b'));
    failing.give(li, 'confirmStep', log, 'a');
    failing.give(commander, 'rollBack', why);
    failing.give(li, 'failStep', why, 'a');
    expect(status(failing)).toBe('needs-human');
    expect(failing.refused(li, 'swap', fault)).toBe('rolling-back-already');
    expect(failing.refused(head, 'extendBackOut', { until: BACK_OUT + 1, ...why })).toBe('rolling-back-already');
  });
});

test('cutover.start with nothing to do by hand: an action begins', () => {
  const one = armed(byAction('a')).to(WINDOW.from);
  expect(one.give(commander, 'start', everybody)).toEqual(['started', 'stepStarted']);
  expect(one.steps()).toEqual(['a running']);
});
