/** How a wave of a release, or all of it, is taken back, goes again, or is left out. */
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import { hours } from '../../support/given.ts';
import { customer, install, nightOf, ReleaseCase, SHA, statusOf, steps } from '../../support/release/releases.ts';
import { byAction } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { owner, li, chen, wang, head, cityHead, system } = people;
const why = { reason: 'No space' };
const log = { evidence: 'Log 7' };
/** Its events behind those that there were, by name and part. */
const since = (one: ReleaseCase, from: number): string[] =>
  one.world
    .eventsOf(one.number)
    .slice(from)
    .map(({ type, data }) => [type.slice('release.'.length), ...('part' in data ? [String(data.part)] : [])].join(' '));
const count = (one: ReleaseCase): number => one.world.eventsOf(one.number).length;
/** Two sites, the first with one step done and the second with both; the last step of the first fails. */
const failing = (...more: number[]) => {
  const one = new ReleaseCase().opened(2, ...more).doneAt(['w1-02']);
  one.done('w1-01-a');
  return one;
};

const gating = () => new ReleaseCase().opened(1, 1).doneAt(['w1-01']);
const back = (...more: number[]) => {
  const one = failing(...more);
  one.give(chen, 'failStep', why, 'w1-01-b');
  for (const part of ['w1-02-b', 'w1-01-b', 'w1-02-a', 'w1-01-a']) one.done(part);
  return one;
};
describe('a site that fails', () => {
  test('takes its wave back by itself, each step once, at each site the last one first', () => {
    const one = failing(1);
    const before = count(one);
    expect(one.give(chen, 'failStep', why, 'w1-01-b')).toEqual([
      'stepFailed',
      'rollbackStarted',
      'undoStarted',
      'undoStarted',
    ]);
    expect(statusOf(one)).toBe('rolling-back');
    expect(one.groups()).toEqual(['w1 rolling-back', 'w1-01 rolling-back', 'w1-02 rolling-back']);
    expect(one.view).toMatchObject({ wentBack: true, run: { back: 'w1' } });
    for (const part of ['w1-02-b', 'w1-01-b', 'w1-02-a', 'w1-01-a']) one.done(part);
    expect(since(one, before).filter((name) => name.startsWith('undoStarted'))).toEqual([
      'undoStarted w1-02-b',
      'undoStarted w1-01-b',
      'undoStarted w1-02-a',
      'undoStarted w1-01-a',
    ]);
    expect(since(one, before).at(-1)).toBe('waveRolledBack w1');
    expect(statusOf(one)).toBe('deploying');
    expect(one.groups()).toEqual(['w1 rolled-back', 'w1-01 rolled-back', 'w1-02 rolled-back']);
    expect(one.waits()).toEqual(['process-owner: retryWave w1']);
    one.to(nightOf(1).from + hours(1));
    expect(one.part('w2').status).toBe('pending'); // the next one is not let in
  });

  test('what another site is at is waited for, and taken back too', () => {
    const one = new ReleaseCase(steps(byAction('a', { onFailure: 'undo' }))).opened(2);
    one.report('w1-01-a', 'failed');
    expect(statusOf(one)).toBe('rolling-back');
    expect(one.steps().filter((step) => step.includes('undoing'))).toEqual([]);
    one.report('w1-02-a', 'done');
    expect(one.part('w1-02-a').status).toBe('undoing');
    one.report('w1-02-a', 'done');
    one.report('w1-01-a', 'done');
    expect(one.part('w1').status).toBe('rolled-back');
  });

  test('whose plan asks for a person halts it, and another site is not hindered for good', () => {
    const one = new ReleaseCase(steps(install('a', { onFailure: 'needs-human' }))).opened(2);
    expect(one.give(chen, 'failStep', why, 'w1-01-a')).toEqual(['stepFailed', 'halted']);
    one.done('w1-02-a');
    expect(one.part('w1-02').status).toBe('running');
    expect(one.waits()).toEqual([`${owner.id}: retryStep w1-01-a`]);
    expect(one.refused(owner, 'resume', why)).toBe('still-failing');
    one.give(owner, 'retryStep', why, 'w1-01-a');
    expect(one.part('w1-02').status).toBe('verified');
    one.done('w1-01-a');
    expect(one.part('w1').status).toBe('gating');
  });

  test('an undo that fails halts it, and is tried, marked or left by two', () => {
    const one = failing();
    one.give(chen, 'failStep', why, 'w1-01-b');
    one.give(chen, 'failStep', why, 'w1-02-b');
    one.done('w1-01-b');
    one.done('w1-01-a');
    expect(statusOf(one)).toBe('needs-human');
    expect(one.waits()).toEqual([`${owner.id}: retryUndo w1-02-b`]);
    one.give(owner, 'retryUndo', why, 'w1-02-b');
    expect(statusOf(one)).toBe('rolling-back');
    one.give(chen, 'failStep', why, 'w1-02-b');
    one.give(owner, 'skipUndo', why, 'w1-02-b');
    expect(one.give(wang, 'witnessStep', {}, 'w1-02-b')).toEqual(['stepKept', 'resumed', 'undoStarted']);
    one.give(chen, 'failStep', why, 'w1-02-a');
    expect(one.give(owner, 'markUndone', log, 'w1-02-a')).toEqual(['witnessAsked']);
    expect(one.give(wang, 'witnessStep', {}, 'w1-02-a')).toEqual(['stepUndone', 'resumed', 'waveRolledBack']);
  });

  test('a wave behind its point of no return is not taken back: a person decides', () => {
    const last = install('b', { noReturn: true, witness: true, undo: undefined, onFailure: 'needs-human' });
    const one = new ReleaseCase(steps(install('a'), last)).opened(2);
    one.done('w1-01-a');
    one.done('w1-01-b');
    one.give(wang, 'witnessStep', {}, 'w1-01-b');
    expect(one.refused(owner, 'rollBack', why)).toBe('past-no-return');
    expect(one.refused(owner, 'rollBack', why, 'w1')).toBe('past-no-return');
    expect(one.give(chen, 'failStep', why, 'w1-02-a')).toEqual(['stepFailed', 'halted']);
    expect(one.view).toMatchObject({ run: { halt: { why: 'no-return' } } });
  });
});

describe('release.refuseGate', () => {
  test('minor, it is held until it is put right', () => {
    const one = gating();
    expect(one.give(owner, 'refuseGate', { class: 'minor', findings: 'Slow' }, 'g1')).toEqual(['gateRefused']);
    expect(one.part('g1').status).toBe('held');
  });

  test('major, its wave goes back by itself', () => {
    const one = gating();
    expect(one.refused(li, 'refuseGate', { class: 'major', findings: 'Wrong sums' }, 'g1')).toBe('not-permitted');
    expect(one.give(owner, 'refuseGate', { class: 'major', findings: 'Wrong sums' }, 'g1')).toEqual([
      'gateRefused',
      'rollbackStarted',
      'undoStarted',
    ]);
    expect(one.groups()).toEqual(['w1 rolling-back', 'w1-01 rolling-back', 'g1 shut']);
    one.done('w1-01-b');
    one.done('w1-01-a');
    expect(one.groups()).toEqual(['w1 rolled-back', 'w1-01 rolled-back', 'g1 shut']);
  });

  test('behind its point of no return it does not', () => {
    const last = install('b', { noReturn: true, witness: true, undo: undefined, onFailure: 'needs-human' });
    const one = new ReleaseCase(steps(last)).opened(1);
    one.done('w1-01-b');
    one.give(wang, 'witnessStep', {}, 'w1-01-b');
    expect(one.refused(owner, 'refuseGate', { class: 'major', findings: 'Wrong sums' }, 'g1')).toBe('past-no-return');
  });
});

describe('release.retryWave', () => {
  test('goes again in its window, all its steps anew, and actions are known by their attempt', () => {
    const one = back();
    expect(one.refused(li, 'retryWave', why, 'w1')).toBe('not-permitted');
    expect(one.give(owner, 'retryWave', why, 'w1')).toEqual(['waveRetried', 'waveDue']);
    expect(one.groups()).toEqual(['w1 running', 'w1-01 running', 'w1-02 running']);
    expect(one.part('w1-01-a')).toMatchObject({ status: 'waiting-human', attempt: 3, assignees: [] });
    expect(one.part('w1-01-a')).not.toHaveProperty('tries');
    one.doneAt(['w1-01', 'w1-02']).passed(1);
    expect(statusOf(one)).toBe('verifying');
    one.give(customer, 'confirmService', { checks: 'Paid' });
    expect(one.refused(owner, 'close', { outcome: 'successful', review: 'x' })).toBe(
      'invalid-data /outcome was-rolled-back',
    );
    one.give(owner, 'close', { outcome: 'with-issues', review: 'Once more' });
    expect(one.view).toMatchObject({ status: 'closed', outcome: 'with-issues', wentBack: true });
  });

  test('in another night, where it is given one', () => {
    const one = back();
    expect(one.give(owner, 'retryWave', { ...why, window: nightOf(1) }, 'w1')).toEqual(['waveRetried']);
    expect(one.part('w1')).toMatchObject({ status: 'admitted', windowFrom: nightOf(1).from });
    one.to(nightOf(1).from);
    expect(one.part('w1').status).toBe('running');
  });

  test.each<[object, string]>([
    [{ from: 2e12, until: 2e12 }, '/window/until not-after-from'],
    [{ from: 1, until: 2 }, '/window/until not-ahead'],
    [{ from: nightOf(0).from, until: nightOf(0).from + hours(24 * 32) }, '/window/until too-long-apart'],
  ])('refused: %j', (window, code) => {
    expect(back().refused(owner, 'retryWave', { ...why, window }, 'w1')).toBe(`invalid-data ${code}`);
  });

  test('refused: without its change', () => {
    const one = back();
    one.give(system, 'settleChange', { change: 'CHG-000001', outcome: 'canceled' });
    one.give(owner, 'resume', why);
    expect(one.refused(owner, 'retryWave', why, 'w1')).toBe('change-not-scheduled');
  });

  test('release.leaveOut: the wave is left out, and the next one is let in', () => {
    const one = back(1);
    expect(one.refused(li, 'leaveOut', why, 'w1')).toBe('not-permitted');
    expect(one.give(owner, 'leaveOut', why, 'w1')).toEqual(['leftOut', 'waveAdmitted']);
    expect(one.groups()).toEqual(['w1 left-out', 'w1-01 left-out', 'w1-02 left-out', 'w2 admitted']);
    one
      .to(nightOf(1).from + MINUTE)
      .doneAt(['w2-01'])
      .passed(2);
    expect(one.view).toMatchObject({ status: 'verifying', installed: ['/dx/donghu/beishan'] });
  });

  test('release.leaveOut: of the last wave, it is over with that', () => {
    const one = new ReleaseCase().opened(1, 1).doneAt(['w1-01']).passed(1);
    one.to(nightOf(1).from + MINUTE).give(chen, 'failStep', why, 'w2-01-a');
    one.done('w2-01-a');
    expect(one.give(owner, 'leaveOut', why, 'w2')).toEqual(['leftOut', 'stepsEnded']);
    expect(statusOf(one)).toBe('verifying');
  });

  test('release.leaveOut: one site, and the wave goes again without it', () => {
    const one = back();
    one.give(owner, 'leaveOut', why, 'w1-01');
    one.give(owner, 'retryWave', why, 'w1');
    expect(one.groups()).toEqual(['w1 running', 'w1-01 left-out', 'w1-02 running']);
    one.doneAt(['w1-02']);
    expect(one.part('w1').status).toBe('gating');
  });

  test('release.leaveOut: a site to which it has not come yet; its gate waits for the others alone', () => {
    const one = new ReleaseCase().admitted(2);
    one.give(owner, 'leaveOut', why, 'w1-02');
    one.to(nightOf(0).from).doneAt(['w1-01']);
    expect(one.groups()).toEqual(['w1 gating', 'w1-01 verified', 'w1-02 left-out', 'g1 soaking']);
  });

  test('release.leaveOut: somebody is to have it', () => {
    const one = back();
    expect(one.refused(owner, 'leaveOut', why, 'w1')).toBe('nothing-left');
    one.give(owner, 'leaveOut', why, 'w1-01');
    expect(one.refused(owner, 'leaveOut', why, 'w1-02')).toBe('nothing-left');
  });
});

describe('release.rollBack', () => {
  test('of a wave, by its commander', () => {
    const one = new ReleaseCase().opened(1, 1);
    one.done('w1-01-a');
    expect(one.refused(head, 'rollBack', why, 'w1')).toBe('not-permitted');
    expect(one.refused(owner, 'rollBack', why, 'w2')).toBe('wrong-status');
    // Nobody had begun the second step: it is withdrawn.
    expect(one.give(owner, 'rollBack', why, 'w1')).toEqual(['rollbackStarted', 'stepWithdrawn', 'undoStarted']);
    expect(one.refused(owner, 'rollBack', why)).toBe('wrong-status');
    one.done('w1-01-a');
    expect(one.part('w1').status).toBe('rolled-back');
  });

  test('of a wave of which nothing was done, it is back at once', () => {
    const one = new ReleaseCase().admitted(1, 1);
    expect(one.give(owner, 'rollBack', why, 'w1')).toEqual(['rollbackStarted', 'waveRolledBack']);
    expect(statusOf(one)).toBe('deploying');
  });

  test('of all, every wave in reverse; with that it ends, and its change hears', () => {
    const one = new ReleaseCase().opened(1, 1).doneAt(['w1-01']).passed(1);
    one.to(nightOf(1).from + MINUTE).done('w2-01-a');
    const before = count(one);
    one.give(owner, 'rollBack', why);
    expect(one.groups()).toEqual([
      'w1 rolling-back',
      'w1-01 rolling-back',
      'g1 shut',
      'w2 rolling-back',
      'w2-01 rolling-back',
    ]);
    for (const part of ['w2-01-a', 'w1-01-b', 'w1-01-a']) one.done(part);
    expect(since(one, before).filter((name) => name.startsWith('undoStarted'))).toEqual([
      'undoStarted w2-01-a',
      'undoStarted w1-01-b',
      'undoStarted w1-01-a',
    ]);
    expect(one.events().filter((name) => name === 'rolledBack')).toHaveLength(1);
    expect(one.view).toMatchObject({ status: 'rolled-back', wentBack: true });
    expect(one.view.closedAt).toBe(one.world.now);
    expect(one.groups().slice(0, 2)).toEqual(['w1 rolled-back', 'w1-01 rolled-back']);
    expect(one.world.viewOf('CHG-000001').status).toBe('canceled');
    expect(one.refused(owner, 'close', {})).toBe('case-ended');
    const { data } = one.world.eventsOf(one.number).find(({ type }) => type === 'release.rolledBack') ?? {};
    expect(Object.keys((data as { facts: { clocks: object } }).facts.clocks)).toContain('step');
  });

  test('of all that was refused by its customer', () => {
    const one = new ReleaseCase().opened(1).doneAt(['w1-01']).passed(1);
    one.give(customer, 'refuseService', { checks: 'Prints', ...why });
    one.give(owner, 'rollBack', why);
    one.done('w1-01-b');
    one.done('w1-01-a');
    expect(statusOf(one)).toBe('rolled-back');
  });

  test('asked for in the second in which a gate opens: the next wave does not open', () => {
    const one = new ReleaseCase().opened(1, 1).doneAt(['w1-01']);
    one.to(nightOf(0).until - MINUTE);
    one.give(owner, 'extendWindow', { until: nightOf(1).until, reason: 'Late' }, 'w1');
    one.to(nightOf(1).from);
    one.world.stalled(() => {
      expect(one.give(owner, 'approveGate', { sha256: SHA }, 'g1')).toEqual([
        'gateApproved',
        'waveAdmitted',
        'waveDue',
      ]);
      one.give(owner, 'rollBack', why);
    });
    expect(one.groups().slice(-2)).toEqual(['g1 shut', 'w2 rolling-back']);
    expect(one.events().filter((name) => name === 'waveOpened')).toHaveLength(1);
    expect(one.world.undelivered).toEqual([]);
    one.done('w1-01-b');
    one.done('w1-01-a');
    expect(statusOf(one)).toBe('rolled-back');
  });

  test('paused in that second it does not open either, and opens when it goes on', () => {
    const one = new ReleaseCase().admitted(1);
    one.world.skipTo(nightOf(0).from - 1);
    one.world.stalled(() => {
      one.to(nightOf(0).from);
      one.give(owner, 'pause', why);
    });
    expect(one.part('w1').status).toBe('admitted');
    expect(one.give(owner, 'resume', why)).toEqual(['resumed', 'waveDue']);
    expect(one.part('w1').status).toBe('running');
  });
});

describe('who leads it', () => {
  test('leaves: the process owner is waited for, and another takes command', () => {
    const one = new ReleaseCase(undefined, { commander: cityHead.id }).opened(1);
    one.give(system, 'relieve', { person: cityHead.id, reason: 'Has left' });
    expect(one.view.parties.commander).toBeUndefined();
    expect(one.refused(cityHead, 'rollBack', why)).toBe('not-permitted');
    one.give(head, 'takeCommand', { reason: 'In his place' });
    one.give(head, 'pause', why);
    expect(one.waits()).toContain(`${head.id}: resume`);
  });

  test('leaves with a successor, who goes on', () => {
    const one = new ReleaseCase(undefined, { commander: cityHead.id }).opened(1);
    one.give(system, 'relieve', { person: cityHead.id, successor: head.id, reason: 'Has left' });
    expect(one.view.parties.commander).toBe(head.id);
    one.give(head, 'rollBack', why, 'w1');
  });

  test('an engineer who leaves: his step is anybody’s who holds the role there', () => {
    const one = new ReleaseCase().opened(1);
    one.give(li, 'takeStep', {}, 'w1-01-a');
    one.give(system, 'relieve', { person: li.id, reason: 'Has left' });
    expect(one.part('w1-01-a').assignees).toEqual([]);
    one.done('w1-01-a', chen);
  });

  test('time takes nothing back: a step that is late is told of, and one that gave no answer takes its wave back', () => {
    const one = new ReleaseCase(steps(byAction('a', { onFailure: 'undo', undo: undefined as never }))).opened(1, 1);
    one.to(one.world.now + hours(1));
    expect(one.events()).toEqual(expect.arrayContaining(['stepFailed', 'rollbackStarted', 'waveRolledBack']));
    expect(one.part('w1').status).toBe('rolled-back');
  });
});
