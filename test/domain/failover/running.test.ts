/** How a plan is run, by a failover: each step, who may, what fails, and the way back. */
import { hours, MORNING } from '../../support/given.ts';
import { byAction, byHand, commander, failoverWith, hashOf, raised, RunCase, running } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, deng, head, requester, stranger, principal, quality, owner, system, agent } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'No space' };
const minutes = (n: number) => n * 60_000;
const status = (one: RunCase) => one.view.status;
const halt = (one: RunCase) => (one.view['run'] as unknown as { halt?: object }).halt;

describe('failover.takeStep, failover.confirmStep, failover.witnessStep, failover.refuseWitness, failover.decideStep, failover.skipStep, failover.passGate, failover.refuseGate, failover.confirmService, failover.report', () => {
  test('by whoever holds the role; done, the next begins; all done, its users try the service', () => {
    const one = running(byHand('a'), byHand('b'));
    expect(one.waits()).toEqual(['engineer: confirmStep a']);
    expect(one.refused(agent, 'confirmStep', log, 'a')).toBe('not-permitted');
    expect(one.refused(li, 'confirmStep', log, 'b')).toBe('wrong-status');
    expect(one.refused(li, 'confirmStep', log, 'x')).toBe('unknown-part');
    expect(one.give(li, 'takeStep', {}, 'a')).toEqual(['stepTaken']);
    expect(one.refused(li, 'takeStep', {}, 'a')).toBe('step-taken');
    expect(one.waits()).toEqual([`${li.id}: confirmStep a`]);
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'stepStarted']);
    expect(one.give(zhao, 'confirmStep', log, 'b')).toEqual(['stepEnded', 'stepsEnded']);
    expect(status(one)).toBe('verifying');
    expect(one.refused(li, 'confirmService', { checks: 'Paid' })).toBe('separation-of-duties');
    expect(one.give(requester, 'confirmService', { checks: 'Paid one salary' })).toEqual(['serviceConfirmed']);
    expect(one.view).toMatchObject({ status: 'succeeded', withinRto: true, recoveryMs: hours(1) });
    expect(one.waits()).toEqual([`${commander.id}: report`]);
    const report = { good: 'Fast', bad: 'Phones', actions: [], dataLossMinutes: 5 };
    expect(one.refused(li, 'report', report)).toBe('not-permitted');
    expect(one.give(commander, 'report', report)).toEqual(['reported', 'closed']);
    expect(one.view).toMatchObject({ status: 'closed', dataLossMs: minutes(5) });
  });

  test('two confirm one step: the second hears that it is done, and who took it over is the one who may', () => {
    const one = running(byHand('a'), byHand('b'));
    one.give(li, 'takeStep', {}, 'a');
    expect(one.refused(zhao, 'confirmStep', log, 'a')).toBe('step-taken');
    one.give(zhao, 'takeStep', {}, 'a');
    expect(one.refused(li, 'confirmStep', log, 'a')).toBe('step-taken');
    one.give(zhao, 'confirmStep', log, 'a');
    expect(one.refused(li, 'confirmStep', { ...log, observedAt: MORNING - minutes(20) }, 'a')).toBe('wrong-status');
    expect(one.refused(li, 'confirmService', { checks: 'x' })).toBe('wrong-status');
  });

  test('the clock of a phone may be an hour off: what it says is evidence', () => {
    const one = running(byHand('a'), byHand('b'));
    one.give(li, 'confirmStep', { ...log, observedAt: MORNING + hours(1) }, 'a');
    const { data } = one.world.eventsOf(one.number).find(({ type }) => type === 'failover.stepEnded') ?? {};
    expect(data).toMatchObject({ observedAt: MORNING + hours(1), deviceAheadMs: hours(1) });
    expect(one.part('b').status).toBe('waiting-human');
  });

  test('what was said without a network counts for the attempt that one saw, and for no later one', () => {
    const one = running(byHand('a', { witness: true }), byHand('b'));
    const first = { attempt: one.part('a').attempt };
    one.give(li, 'failStep', { ...why, ...first }, 'a');
    one.give(commander, 'retryStep', why, 'a');
    expect(one.refused(li, 'confirmStep', { ...log, ...first }, 'a')).toBe('stale-attempt');
    expect(one.refused(li, 'failStep', { ...why, ...first }, 'a')).toBe('stale-attempt');
    expect(one.give(li, 'confirmStep', { ...log, attempt: one.part('a').attempt }, 'a')).toEqual(['witnessAsked']);
    const shown = { basedOn: one.part('a').rev };
    one.give(deng, 'refuseWitness', { ...why, ...shown }, 'a');
    one.give(li, 'confirmStep', log, 'a');
    expect(one.refused(zhao, 'witnessStep', shown, 'a')).toBe('stale-attempt'); // it was said anew: nobody has seen that
    expect(one.refused(zhao, 'refuseWitness', { ...why, ...shown }, 'a')).toBe('stale-attempt');
    expect(one.give(zhao, 'witnessStep', { basedOn: one.part('a').rev }, 'a')).toEqual(['stepEnded', 'stepStarted']);
  });

  test('a gate that was refused meanwhile is not passed by who looked at it before', () => {
    const one = running(byHand('a'), { node: 'gate', id: 'look', kind: 'check', role: 'quality-lead' }, byHand('b'));
    one.give(li, 'confirmStep', log, 'a');
    const shown = { basedOn: one.part('look').rev };
    expect(one.give(quality, 'refuseGate', { class: 'minor', findings: 'A cable', ...shown }, 'look')).toEqual([
      'gateRefused',
    ]);
    expect(one.refused(quality, 'passGate', { ...log, ...shown }, 'look')).toBe('stale-attempt');
    expect(one.refused(quality, 'refuseGate', { class: 'minor', findings: 'x', ...shown }, 'look')).toBe(
      'stale-attempt',
    );
    expect(one.give(quality, 'passGate', { ...log, basedOn: one.part('look').rev }, 'look')).toContain('gatePassed');
  });

  test('who commands performs nothing', () => {
    const one = running(byHand('a', { role: 'supervisor' }));
    expect(one.refused(commander, 'takeStep', {}, 'a')).toBe('separation-of-duties');
    expect(one.refused(commander, 'confirmStep', log, 'a')).toBe('separation-of-duties');
    expect(one.give(head, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'stepsEnded']);
    expect(one.refused(head, 'takeCommand', { reason: 'x' })).toBe('separation-of-duties');
  });

  test('several together, at most so many', () => {
    const one = running({
      node: 'group',
      id: 'g',
      order: 'parallel',
      atMost: 2,
      of: [byHand('a'), byHand('b'), byHand('c')],
    });
    expect(one.steps()).toEqual(['a waiting-human', 'b waiting-human']);
    expect(one.waits()).toEqual(['engineer: confirmStep a b']);
    one.give(li, 'confirmStep', log, 'b');
    expect(one.steps()).toEqual(['a waiting-human', 'b done', 'c waiting-human']);
  });

  test('a second person confirms what wants a witness, and not the first', () => {
    const one = running(byHand('a', { witness: true }), byHand('b'));
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['witnessAsked']);
    expect(one.waits()).toEqual(['engineer: witnessStep a']);
    expect(one.refused(li, 'witnessStep', {}, 'a')).toBe('separation-of-duties');
    expect(one.give(zhao, 'refuseWitness', why, 'a')).toEqual(['witnessRefused']);
    expect(one.part('a').status).toBe('waiting-human');
    one.give(li, 'confirmStep', log, 'a');
    expect(one.give(deng, 'witnessStep', {}, 'a')).toEqual(['stepEnded', 'stepStarted']);
  });

  test('a decision is its commander’s, and what it leaves out is not done', () => {
    const choices = [{ id: 'full' }, { id: 'short', skips: ['b'] }];
    const one = running(byHand('a', { kind: 'decision', choices, undo: undefined as never }), byHand('b'), byHand('c'));
    expect(one.waits()).toEqual([`${commander.id}: decideStep a`]);
    expect(one.refused(li, 'confirmStep', log, 'a')).toBe('decision-wanted');
    expect(one.refused(commander, 'decideStep', { ...why }, 'a')).toBe('invalid-data /choice required');
    expect(one.refused(commander, 'decideStep', { ...why, choice: 'none' }, 'a')).toBe('invalid-data /choice unknown');
    one.give(commander, 'decideStep', { ...why, choice: 'short' }, 'a');
    expect(one.steps()).toEqual(['a done', 'b skipped', 'c waiting-human']);
    expect(one.refused(commander, 'decideStep', { ...why }, 'c')).toBe('no-decision');
  });

  test('a decision that wants a witness stands when he has confirmed it', () => {
    const choices = [{ id: 'full' }, { id: 'short', skips: ['b'] }];
    const decides = byHand('a', { kind: 'decision', choices, witness: true, undo: undefined as never });
    const one = running(decides, byHand('b'), byHand('c'));
    expect(one.give(commander, 'decideStep', { ...why, choice: 'short' }, 'a')).toEqual(['witnessAsked']);
    expect(one.refused(commander, 'witnessStep', {}, 'a')).toBe('separation-of-duties');
    expect(one.give(li, 'witnessStep', {}, 'a')).toEqual(['stepEnded', 'stepStarted']);
    expect(one.steps()).toEqual(['a done', 'b skipped', 'c waiting-human']);
    expect(one.part('a')).toMatchObject({ choice: 'short' });
  });

  test('a decision is nobody’s to take or to fail, and its undo by hand is a step’s', () => {
    const one = running(byHand('d', { kind: 'decision' }), byHand('b'));
    expect(one.refused(li, 'takeStep', {}, 'd')).toBe('decision-wanted');
    expect(one.refused(li, 'failStep', why, 'd')).toBe('decision-wanted'); // all would go back by it
    one.give(commander, 'decideStep', why, 'd');
    one.give(commander, 'rollBack', why);
    expect(one.give(li, 'takeStep', {}, 'd')).toEqual(['stepTaken']);
    expect(one.give(li, 'confirmStep', log, 'd')).toEqual(['stepUndone', 'rolledBack']);
  });

  test('a choice that leaves out what has a witness has one itself', () => {
    const choices = [{ id: 'full' }, { id: 'short', skips: ['b', 'c'] }];
    const decides = byHand('a', { kind: 'decision', choices, undo: undefined as never });
    const plan = [decides, byHand('b'), byHand('c', { witness: true }), byHand('z')];
    const one = running(...plan);
    expect(one.give(commander, 'decideStep', { ...why, choice: 'short' }, 'a')).toEqual(['witnessAsked']);
    expect(one.steps()).toEqual(['a to-witness']);
    one.give(li, 'refuseWitness', why, 'a');
    one.give(commander, 'decideStep', { ...why, choice: 'short' }, 'a');
    one.give(li, 'witnessStep', {}, 'a');
    expect(one.steps()).toEqual(['a done', 'b skipped', 'c skipped', 'z waiting-human']);
    const other = running(...plan);
    expect(other.give(commander, 'decideStep', { ...why, choice: 'full' }, 'a')).toEqual(['stepEnded', 'stepStarted']);
  });

  test('who raised it and commands it is no user of it; then whoever speaks for its customer is asked', () => {
    const raiser = { ...head, grants: [...head.grants, ...principal.grants] };
    const one = new RunCase('failover', raiser, { ...raised, commander: head.id }, failoverWith(byHand('a')).facts);
    one.give(raiser, 'authorize', { planHash: hashOf(one), customerTold: 'The bureau' });
    one.give(li, 'confirmStep', log, 'a');
    expect(one.waits()).toEqual(['customer-representative: confirmService']);
    expect(one.refused(raiser, 'confirmService', { checks: 'Paid' })).toBe('separation-of-duties');
    one.give(owner, 'takeCommand', { reason: 'He asks me to' });
    expect(one.refused(raiser, 'confirmService', { checks: 'Paid' })).toBe('separation-of-duties');
    expect(one.refused(stranger, 'confirmService', { checks: 'Paid' })).toBe('not-permitted'); // a user of another unit
    expect(one.give(principal, 'confirmService', { checks: 'Paid' })).toEqual(['serviceConfirmed']);
  });

  test('who commands answers for the work of others, as long as he does', () => {
    const one = running(byHand('a'));
    const lost = { ...commander, grants: li.grants };
    expect(one.refused(lost, 'rollBack', why)).toBe('not-permitted');
    expect(one.give(head, 'takeCommand', why)).toEqual(['commanderChanged']);
  });

  test('behind a quality gate nothing begins before somebody who performs nothing let it pass', () => {
    const gate = { node: 'gate', id: 'g', kind: 'check', role: 'quality-lead' } as const;
    const one = running(byHand('a'), gate, byHand('b'));
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded', 'gateOpened']);
    expect(one.waits()).toEqual(['quality-lead: passGate g']);
    expect(one.refused(li, 'passGate', log, 'g')).toBe('not-permitted');
    expect(one.give(quality, 'refuseGate', { class: 'minor', findings: 'A label' }, 'g')).toEqual(['gateRefused']);
    expect(one.part('g').status).toBe('open');
    one.give(quality, 'refuseGate', { class: 'major', findings: 'No backup' }, 'g');
    expect(one.part('g').status).toBe('refused');
    expect(one.refused(quality, 'passGate', log, 'g')).toBe('gate-closed'); // a rectification puts it right first
    one.give(system, 'noteRectified', { rectification: 'REC-000001', outcome: 'closed' });
    expect(one.give(quality, 'passGate', log, 'g')).toEqual(['gatePassed', 'stepStarted']);
    const both = { ...quality, grants: [...quality.grants, { role: 'engineer', orgPath: '/dx' } as const] };
    expect(one.refused(both, 'confirmStep', log, 'b')).toBe('separation-of-duties'); // what he let begin
  });

  test('skipped only where the plan allows it, and by two', () => {
    const one = running(byHand('a'), byHand('b', { skippable: true }), byHand('c'));
    expect(one.refused(commander, 'skipStep', why, 'a')).toBe('not-skippable');
    expect(one.refused(li, 'skipStep', why, 'b')).toBe('not-permitted');
    one.give(commander, 'skipStep', why, 'b');
    expect(one.refused(commander, 'witnessStep', {}, 'b')).toBe('separation-of-duties');
    one.give(zhao, 'witnessStep', {}, 'b');
    one.give(li, 'confirmStep', log, 'a');
    expect(one.steps()).toEqual(['a done', 'b skipped', 'c waiting-human']);
  });
});

describe('failover.reportStep, failover.retryUndo, failover.markUndone, failover.skipUndo', () => {
  test('done, the next begins; what comes late is kept and changes nothing', () => {
    const one = running(byAction('a'), byAction('b'));
    expect(one.steps()).toEqual(['a running']);
    expect(one.refused(li, 'confirmStep', log, 'a')).toBe('wrong-status');
    expect(one.report('a', 'done', { output: 'ok' })).toEqual(['stepEnded', 'stepStarted']);
    const late = { attempt: 1, what: 'do', outcome: 'failed' };
    expect(one.give(system, 'reportStep', late, 'a')).toEqual(['lateReport']);
    expect(one.give(system, 'reportStep', { ...late, attempt: 7 }, 'b')).toEqual(['lateReport']);
    expect(one.steps()).toEqual(['a done', 'b running']);
    expect(one.refused(li, 'reportStep', late, 'b')).toBe('not-permitted');
  });

  test('each try is an action of its own, whose limit is the budget; one that time gave up is told to end', () => {
    const one = running(byAction('a', { retries: 1, scripted: ['failed', 'done'] }));
    const asked = () =>
      one.world.done
        .flatMap(({ effect }) => (effect.kind === 'run' ? [effect] : []))
        .map(({ kind: _run, ...more }) => more);
    const first = { action: 'do-a', part: 'a', attempt: 1, what: 'do', limitMs: minutes(10), scripted: 'failed' };
    expect(asked()).toEqual([first]);
    one.to(MORNING + minutes(10));
    expect(asked().slice(1)).toEqual([
      { ...first, limitMs: 0, scripted: 'no-answer', stop: true },
      { ...first, attempt: 2, scripted: 'done' },
    ]);
    one.report('a', 'done');
    one.give(commander, 'rollBack', why);
    expect(asked().at(-1)).toEqual({ ...first, action: 'undo-a', attempt: 3, what: 'undo', scripted: 'done' });
  });

  test('failed: tried again as often as the plan says, then what it says', () => {
    const one = running(byHand('0'), byAction('a', { retries: 1, onFailure: 'undo' }));
    one.give(li, 'confirmStep', log, '0');
    expect(one.report('a', 'failed', { detail: 'exit 1' })).toEqual(['stepFailed', 'stepStarted']);
    expect(one.part('a').attempt).toBe(2);
    expect(one.report('a', 'no-answer')).toEqual(['stepFailed', 'rollbackStarted', 'undoStarted']);
    expect(one.steps()).toEqual(['0 done', 'a undoing']);
    expect(one.report('a', 'done')).toEqual(['stepUndone', 'undoStarted']);
    expect(one.waits()).toEqual([`${li.id}: confirmStep 0`]);
    expect(one.give(li, 'confirmStep', log, '0')).toEqual(['stepUndone', 'rolledBack']);
    expect(status(one)).toBe('rolled-back');
  });

  test('unknown is never taken for done: it stands until a person has said', () => {
    const one = running(byAction('a'), byHand('b'));
    expect(one.report('a', 'unknown', { detail: '200 and nonsense' })).toEqual(['stepUnknown', 'halted']);
    expect([status(one), halt(one)]).toEqual(['needs-human', { why: 'unknown', part: 'a' }]);
    expect(one.waits()).toEqual([`${commander.id}: resume`, 'engineer: confirmStep a']);
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded']);
    expect(one.give(commander, 'resume', why)).toEqual(['resumed', 'stepStarted']);
  });

  test('its limit passes without an answer', () => {
    const one = running(byAction('a'), byHand('b'));
    one.to(MORNING + minutes(10));
    expect(one.events().slice(-3)).toEqual(['clockBreached', 'stepFailed', 'halted']);
    expect(one.part('a').status).toBe('failed');
    const by = running(byHand('a'));
    by.to(MORNING + minutes(60)); // time does not say that a person has failed
    expect(by.part('a').status).toBe('waiting-human');
  });

  test('an undo is tried three times, then a person must look; then the rest', () => {
    const one = running(byHand('0'), byAction('a'), byHand('b'));
    one.give(li, 'confirmStep', log, '0');
    one.report('a', 'done');
    expect(one.give(commander, 'rollBack', why)).toEqual(['rollbackStarted', 'stepWithdrawn', 'undoStarted']);
    expect(one.part('b').status).toBe('pending');
    expect(one.refused(li, 'takeStep', {}, 'a')).toBe('action-under-way');
    expect(one.report('a', 'failed')).toEqual(['undoFailed', 'undoStarted']);
    expect(one.report('a', 'no-answer')).toEqual(['undoFailed', 'undoStarted']);
    expect(one.report('a', 'failed')).toEqual(['undoFailed', 'halted']);
    expect(one.waits()).toEqual([`${commander.id}: retryUndo a`]);
    expect(one.refused(commander, 'resume', why)).toBe('still-failing');
    expect(one.refused(commander, 'rollBack', why)).toBe('rolling-back-already');
    expect(one.give(commander, 'markUndone', log, 'a')).toEqual(['witnessAsked']);
    expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepUndone', 'resumed', 'undoStarted']);
    expect(one.give(li, 'confirmStep', log, '0')).toEqual(['stepUndone', 'rolledBack']);
  });

  test('an undo whose outcome is unknown is not tried again by itself; by its commander it is', () => {
    const one = running(byAction('a'), byHand('b'));
    one.report('a', 'done');
    one.give(commander, 'rollBack', why);
    expect(one.report('a', 'unknown')).toEqual(['undoFailed', 'halted']);
    expect(one.give(commander, 'retryUndo', why, 'a')).toEqual(['undoStarted', 'resumed']);
    expect(one.report('a', 'done')).toEqual(['stepUndone', 'rolledBack']);
  });

  test('left as it is, by two', () => {
    const one = running(byAction('a', { undo: { kind: 'manual', budgetMs: 1000 } }), byHand('b'));
    one.report('a', 'done');
    one.give(commander, 'rollBack', why);
    expect(one.give(li, 'failStep', why, 'a')).toEqual(['undoFailed', 'halted']);
    one.give(commander, 'skipUndo', why, 'a');
    expect(one.refused(commander, 'witnessStep', {}, 'a')).toBe('separation-of-duties');
    expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepKept', 'resumed', 'rolledBack']);
  });
});

describe('failover.rollBack, failover.failStep, failover.retryStep, failover.pause, failover.resume, failover.refuseService', () => {
  test('waits for what was begun, and takes it back too', () => {
    const one = running(byHand('0'), byAction('a'), byHand('b'));
    one.give(li, 'confirmStep', log, '0');
    expect(one.give(commander, 'rollBack', why)).toEqual(['rollbackStarted']);
    expect(one.steps()).toEqual(['0 done', 'a running']);
    expect(one.report('a', 'failed')).toEqual(['stepFailed', 'undoStarted']);
    const taken = running(byHand('0'), byHand('a'));
    taken.give(li, 'takeStep', {}, '0');
    taken.give(commander, 'rollBack', why);
    expect(taken.steps()).toEqual(['0 waiting-human']); // he has begun it: he says what became of it
    expect(taken.give(li, 'confirmStep', log, '0')).toEqual(['stepEnded', 'undoStarted']);
  });

  test('nothing done, it is rolled back at once', () => {
    expect(running(byHand('a')).give(commander, 'rollBack', why)).toEqual([
      'rollbackStarted',
      'stepWithdrawn',
      'rolledBack',
    ]);
  });

  test('behind a point of no return there is none', () => {
    const one = running(
      byHand('a'),
      byHand('n', { noReturn: true, undo: undefined as never }),
      byHand('c', { undo: undefined as never, onFailure: 'undo' }),
    );
    one.give(li, 'confirmStep', log, 'a');
    one.give(li, 'confirmStep', log, 'n');
    one.give(zhao, 'witnessStep', {}, 'n'); // always a second person
    expect(one.refused(commander, 'rollBack', why)).toBe('past-no-return');
    expect(one.give(li, 'failStep', why, 'c')).toEqual(['stepFailed', 'halted']);
    expect(halt(one)).toEqual({ why: 'no-return', part: 'c' });
    expect(one.give(commander, 'retryStep', why, 'c')).toEqual(['stepStarted', 'resumed']);
  });

  test('a second failure beside the first is not swallowed', () => {
    const one = running({ node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] });
    one.give(li, 'failStep', why, 'a');
    expect(one.give(zhao, 'failStep', why, 'b')).toEqual(['stepFailed']);
    expect(one.waits()).toEqual([`${commander.id}: retryStep a b`]);
    expect(one.give(commander, 'retryStep', why, 'a')).toEqual(['stepStarted', 'resumed', 'halted']);
    expect(halt(one)).toEqual({ why: 'step-failed', part: 'b' });
  });

  test('an undo that fails beside another halts the run once the other is decided', () => {
    const both = { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] } as const;
    const one = running(both, byHand('z'));
    one.give(li, 'confirmStep', log, 'a');
    one.give(zhao, 'confirmStep', log, 'b');
    one.give(commander, 'rollBack', why);
    expect(one.give(li, 'failStep', why, 'a')).toEqual(['undoFailed']);
    expect(status(one)).toBe('rolling-back');
    expect(one.give(zhao, 'confirmStep', log, 'b')).toEqual(['stepUndone', 'halted']);
    expect(halt(one)).toEqual({ why: 'undo-failed', part: 'a' });
  });

  test('paused, its actions go on and nothing new begins', () => {
    const one = running(byAction('a'), byHand('b'));
    expect(one.refused(requester, 'pause', why)).toBe('not-permitted');
    one.give(li, 'pause', why, 'a');
    const { data } = one.world.eventsOf(one.number).at(-1) ?? {};
    expect(data).toMatchObject({ why: 'paused', part: 'a', ...why });
    expect(halt(one)).toEqual({ why: 'paused', part: 'a' }); // its words stand on record, not in what the case keeps
    expect(one.report('a', 'done')).toEqual(['stepEnded']);
    expect(one.steps()).toEqual(['a done']);
    expect(one.give(commander, 'resume', why)).toEqual(['resumed', 'stepStarted']);
  });

  test('a service that its users refuse goes back, or is tried again', () => {
    const one = running(byHand('a'));
    one.give(li, 'confirmStep', log, 'a');
    expect(one.give(requester, 'refuseService', { checks: 'Paid', reason: 'Error' })).toEqual([
      'serviceRefused',
      'halted',
    ]);
    expect(one.give(commander, 'resume', why)).toEqual(['resumed']);
    expect(status(one)).toBe('verifying');
    expect(one.give(commander, 'rollBack', why)).toEqual(['rollbackStarted', 'undoStarted']);
  });

  test('a commander who leaves is followed by an heir', () => {
    const one = running(byHand('a'));
    one.give(system, 'relieve', { person: commander.id, successor: head.id, reason: 'He has left' });
    expect(one.view.parties.commander).toBe(head.id);
    expect(one.give(head, 'rollBack', why)).toContain('rollbackStarted');
    expect(one.give(owner, 'takeCommand', { reason: 'x' })).toEqual(['commanderChanged']);
  });

  test('not by an heir who performed, nor by one who answers for nobody’s work', () => {
    const one = running(byHand('a', { role: 'supervisor' }), byHand('b'));
    one.give(head, 'confirmStep', log, 'a');
    one.give(system, 'relieve', { person: commander.id, successor: head.id, reason: 'He has left' });
    expect(one.view.parties.commander).toBeUndefined();
    expect(one.refused(head, 'rollBack', why)).toBe('not-permitted');
    const other = running(byHand('a'));
    other.give(system, 'relieve', { person: commander.id, successor: zhao.id, reason: 'He has left' });
    expect(other.refused(zhao, 'rollBack', why)).toBe('not-permitted');
    expect(other.give(owner, 'takeCommand', { reason: 'x' })).toEqual(['commanderChanged']);
  });
});

describe('what would get past somebody', () => {
  const together = { node: 'group', id: 'g', order: 'parallel', atMost: 2 } as const;

  test('on its way back no step is tried again, and none is left out', () => {
    const failing = byAction('a', { undo: undefined as never, skippable: true });
    const one = running({ ...together, of: [failing, byHand('b')] });
    one.report('a', 'failed');
    one.give(li, 'confirmStep', log, 'b');
    one.give(commander, 'rollBack', why);
    one.give(li, 'failStep', why, 'b');
    expect([status(one), one.part('a').status]).toEqual(['needs-human', 'failed']);
    expect(one.refused(commander, 'retryStep', why, 'a')).toBe('rolling-back-already');
    expect(one.refused(commander, 'skipStep', why, 'a')).toBe('rolling-back-already');
    expect(one.give(commander, 'retryUndo', why, 'b')).toEqual(['undoStarted', 'resumed']);
  });

  test('who got a step from one who has left has had it', () => {
    const one = running(byHand('a', { role: 'supervisor' }), byHand('b'));
    const other = { ...head, id: 'head-2' };
    one.give(other, 'takeStep', {}, 'a');
    one.facts = { ...one.facts, successor: { ...head, active: true } };
    one.give(system, 'relieve', { person: other.id, reason: 'He has left' });
    expect(one.part('a').assignees).toEqual([head.id]);
    one.give(head, 'confirmStep', log, 'a');
    expect(one.refused(head, 'takeCommand', { reason: 'x' })).toBe('separation-of-duties');
  });

  test('nor is a step of one who has left given to who commands, or let a gate pass', () => {
    const gate = { node: 'gate', id: 'g', kind: 'check', role: 'quality-lead' } as const;
    const one = running(gate, byHand('a', { role: 'supervisor', witness: true }), byHand('b'));
    const inspects = { ...owner, grants: [...head.grants, ...quality.grants] };
    one.give(inspects, 'passGate', log, 'g');
    const leaves = { ...head, id: 'head-2' };
    one.give(leaves, 'takeStep', {}, 'a');
    for (const heir of [commander, inspects]) {
      one.facts = { ...one.facts, successor: { ...heir, active: true } };
      one.give(system, 'relieve', { person: leaves.id, reason: 'He has left' });
      expect(one.part('a').assignees).toEqual([]);
      one.give(leaves, 'takeStep', {}, 'a');
    }
    one.give(head, 'takeStep', {}, 'a');
    one.give(head, 'confirmStep', log, 'a');
    expect(one.refused(leaves, 'witnessStep', {}, 'a')).toBe('separation-of-duties'); // he had it
    expect(one.give(owner, 'witnessStep', {}, 'a')).toEqual(['stepEnded', 'stepStarted']);
  });

  test('nor does who commands, or performed, say who it was that raised it', () => {
    const one = running(byHand('a', { role: 'supervisor' }), byHand('b'));
    const right = { reporter: requester.id, reason: 'It was she' };
    expect(one.refused(commander, 'correct', right)).toBe('separation-of-duties');
    one.give(head, 'takeStep', {}, 'a');
    expect(one.refused(head, 'correct', right)).toBe('separation-of-duties');
    expect(one.give(agent, 'correct', right)).toEqual(['corrected']);
  });

  test('a witness ends no pause; where it stood for that step alone it goes on', () => {
    const of = [byHand('a', { skippable: true }), byHand('z')];
    const one = running({ ...together, of }, byHand('b'));
    one.give(commander, 'skipStep', why, 'a');
    one.give(head, 'pause', why);
    expect(one.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepEnded']);
    expect(halt(one)).toEqual({ why: 'paused' });
    const other = running(byHand('a', { skippable: true }), byHand('b'));
    other.give(li, 'failStep', why, 'a');
    other.give(commander, 'skipStep', why, 'a');
    expect(other.give(zhao, 'witnessStep', {}, 'a')).toEqual(['stepEnded', 'resumed', 'stepStarted']);
  });
});
