/** What an open rectification names of a run stays shut: no step begins, nothing is lost, and everything goes back. */
import { hours } from '../../support/given.ts';
import { byAction, byHand, commander, failoverWith, hashOf, type RunCase, running } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';
import { clear, submit, takeUp } from '../../support/rectification/rectifications.ts';
import { cleared, keptShut, withdrawn } from '../../support/rectification/keeping-shut.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';

const { li, zhao, quality, requester, system, safety } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'Not now' };
const check = { node: 'gate', id: 'g', kind: 'check', role: 'quality-lead' } as const;
const together = (...of: OutlineNode[]): OutlineNode => ({ node: 'group', id: 'p', order: 'parallel', atMost: 2, of });
const shut = (one: RunCase, step?: string): string =>
  keptShut(one.world, { case: one.number, ...(step === undefined ? {} : { step }) });
const last = (one: RunCase, n: number) => one.events().slice(-n);

const gated = () => {
  const one = running(byHand('a'), check, byHand('b'));
  one.give(li, 'confirmStep', log, 'a');
  return one;
};
const refuse = (grave: string) => ({ class: grave, findings: 'No backup' });

describe('failover.noteRectification, failover.noteRectified', () => {
  test('a step that it names does not begin, and does once it is closed', () => {
    const one = running(byHand('a'), byHand('b'));
    const number = shut(one, 'b');
    expect(last(one, 2)).toEqual(['rectificationNoted', 'linkNoted']);
    expect(one.view).toMatchObject({ rectifications: [{ number, step: 'b' }] });
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded']);
    expect(one.steps()).toEqual(['a done']);
    expect(one.view.status).toBe('executing');
    expect(one.waits()).toEqual([`${commander.id}: rollBack`]);
    cleared(one.world, number);
    expect(last(one, 2)).toEqual(['rectificationOver', 'stepStarted']);
    expect(one.steps()).toEqual(['a done', 'b waiting-human']);
    expect(one.view['rectifications']).toBeUndefined();
    one.give(li, 'confirmStep', log, 'b');
    expect(one.view.status).toBe('verifying');
  });

  test('withdrawn, it opens as well; of two the step waits for both', () => {
    const one = running(byHand('a'), byHand('b'));
    const [first, second] = [shut(one, 'b'), shut(one, 'b')];
    one.give(li, 'confirmStep', log, 'a');
    withdrawn(one.world, first);
    expect(one.steps()).toEqual(['a done']);
    withdrawn(one.world, second);
    expect(one.steps()).toEqual(['a done', 'b waiting-human']);
  });

  test('without a step nothing begins, and who has one in hand ends it', () => {
    const one = running(byHand('a'), byHand('b'));
    one.give(li, 'takeStep', {}, 'a');
    const number = shut(one);
    expect(one.give(li, 'confirmStep', log, 'a')).toEqual(['stepEnded']);
    expect(one.steps()).toEqual(['a done']);
    withdrawn(one.world, number);
    expect(one.steps()).toEqual(['a done', 'b waiting-human']);
  });

  test('what stands beside it goes on, and takes the place that it would have', () => {
    const one = running(byHand('z'), together(byHand('a'), byHand('b'), byHand('c')), byHand('d'));
    const number = shut(one, 'a');
    one.give(li, 'confirmStep', log, 'z');
    expect(one.steps()).toEqual(['z done', 'b waiting-human', 'c waiting-human']);
    one.give(li, 'confirmStep', log, 'b');
    one.give(li, 'confirmStep', log, 'c');
    expect(one.steps()).toEqual(['z done', 'b done', 'c done']);
    cleared(one.world, number);
    one.give(li, 'confirmStep', log, 'a');
    expect(one.steps()).toContain('d waiting-human');
  });

  test('nobody takes, confirms or decides what nobody had in hand; who asks reads by which number', () => {
    const one = running(byHand('a'), byHand('b'));
    const rectification = shut(one, 'a');
    for (const command of ['takeStep', 'confirmStep']) expect(one.refused(li, command, log, 'a')).toBe('gate-closed');
    const { params } = refusal(() => one.give(li, 'takeStep', {}, 'a'));
    expect(params).toEqual({ rectification, step: 'a' });
    const decision = running(byHand('d', { kind: 'decision' }), byHand('e'));
    shut(decision, 'd');
    expect(decision.refused(commander, 'decideStep', why, 'd')).toBe('gate-closed');
  });

  test('it is not tried again by itself, nor by its commander, and goes back', () => {
    const one = running(byHand('0'), byAction('a', { retries: 3 }), byHand('b'));
    one.give(li, 'confirmStep', log, '0');
    const number = shut(one, 'a');
    expect(one.report('a', 'failed')).toEqual(['stepFailed', 'halted']);
    expect(one.refused(commander, 'retryStep', why, 'a')).toBe('gate-closed');
    cleared(one.world, number);
    expect(one.give(commander, 'retryStep', why, 'a')).toEqual(['stepStarted', 'resumed']);
    shut(one, 'a');
    one.report('a', 'failed');
    expect(one.give(commander, 'rollBack', why)).toEqual(['rollbackStarted', 'undoStarted']);
    one.report('a', 'done');
    one.give(li, 'confirmStep', log, '0');
    expect(one.view.status).toBe('rolled-back');
  });

  test('while it stands, or goes back, the end of one begins nothing', () => {
    const one = running(byHand('a'), byHand('b'));
    const number = shut(one, 'b');
    one.give(li, 'confirmStep', log, 'a');
    one.give(commander, 'pause', why);
    cleared(one.world, number);
    expect(last(one, 1)).toEqual(['rectificationOver']);
    expect(one.give(commander, 'resume', why)).toEqual(['resumed', 'stepStarted']);
    const other = shut(one);
    one.give(commander, 'rollBack', why);
    withdrawn(one.world, other);
    expect(last(one, 1)).toEqual(['rectificationOver']);
    expect(one.view.status).toBe('rolling-back');
  });

  test('before it is authorised it is not; once all is done its users do not confirm it', () => {
    const one = failoverWith(byHand('a'));
    const first = shut(one);
    const authorize = { planHash: hashOf(one), customerTold: 'The bureau' };
    expect(one.refused(commander, 'authorize', authorize)).toBe('gate-closed');
    withdrawn(one.world, first);
    one.give(commander, 'authorize', authorize);
    one.give(li, 'confirmStep', log, 'a');
    const second = shut(one);
    expect(one.refused(requester, 'confirmService', { checks: 'Paid' })).toBe('gate-closed');
    cleared(one.world, second);
    expect(one.give(requester, 'confirmService', { checks: 'Paid' })).toEqual(['serviceConfirmed']);
  });

  test('one that names what the plan does not have shuts the whole', () => {
    const one = running(byHand('a'), byHand('b'));
    one.give(li, 'takeStep', {}, 'a');
    one.give(system, 'noteRectification', { rectification: 'REC-000077', step: 'gone' });
    one.give(li, 'confirmStep', log, 'a');
    expect(one.steps()).toEqual(['a done']);
  });

  test('said again it is nothing; of too many one is refused, and who issued it hears', () => {
    const one = running(byHand('a'), byHand('b'));
    const data = { rectification: 'REC-000077', step: 'b' };
    expect(one.refused(li, 'noteRectification', data)).toBe('not-permitted');
    expect(one.give(system, 'noteRectification', data)).toEqual(['rectificationNoted']);
    expect(one.give(system, 'noteRectification', data)).toEqual([]);
    expect(one.give(system, 'noteRectified', { rectification: 'REC-000078', outcome: 'closed' })).toEqual([]);
    for (let n = 1; n < 20; n += 1)
      one.give(system, 'noteRectification', { rectification: `REC-0001${n + 10}`, step: 'b' });
    expect(one.refused(system, 'noteRectification', { rectification: 'REC-000200' })).toBe('too-many-rectifications');
    const number = shut(one, 'b');
    const told = one.world.done.filter(
      ({ caseId, effect }) =>
        caseId === number && effect.kind === 'notify' && effect.template === 'rectification-effect-failed',
    );
    expect(told.map(({ effect }) => 'to' in effect && effect.to)).toEqual([
      { person: quality.id },
      { role: 'quality-lead', orgPath: '/dx/donghu/linxi/school' },
    ]);
  });
});

describe('a gate that refuses', () => {
  test('what is major is put right by who did the step before it, and the gate waits for that', () => {
    const one = gated();
    one.give(quality, 'refuseGate', refuse('major'), 'g');
    const number = 'REC-000001';
    expect(one.world.viewOf(number)).toMatchObject({
      kind: 'quality',
      class: 'serious',
      description: 'No backup',
      responsible: li.id,
      issuer: quality.id,
      source: one.number,
      blocks: one.number,
      blocksStep: 'g',
    });
    expect(one.view).toMatchObject({ rectifications: [{ number, step: 'g' }] });
    expect(one.events().slice(-3).toSorted()).toEqual(['caseStarted', 'linkNoted', 'rectificationNoted']);
    expect(one.waits()).toEqual([`${commander.id}: rollBack`]);
    expect(one.refused(quality, 'passGate', log, 'g')).toBe('gate-closed');
    cleared(one.world, number);
    expect(one.part('g').status).toBe('open');
    expect(one.waits()).toEqual(['quality-lead: passGate g']);
    expect(one.give(quality, 'refuseGate', refuse('major'), 'g')).toEqual(['gateRefused']);
    withdrawn(one.world, 'REC-000002');
    expect(one.give(quality, 'passGate', log, 'g')).toEqual(['gatePassed', 'stepStarted']);
  });

  test('who did it does not clear it, nor pass the gate', () => {
    const one = gated();
    one.give(quality, 'refuseGate', refuse('major'), 'g');
    const story = { number: 'REC-000001', world: one.world };
    story.world.give(story.number, li, takeUp({ person: zhao.id }));
    story.world.give(story.number, zhao, submit);
    for (const by of [li, zhao])
      expect(refusal(() => story.world.give(story.number, by, clear)).code).toBe('not-permitted');
    story.world.give(story.number, safety, clear);
    expect(one.part('g').status).toBe('open');
  });

  test('it stays shut between the refusal and the number, whatever comes first', () => {
    const one = gated();
    one.world.stalled(() => {
      one.give(quality, 'refuseGate', refuse('major'), 'g');
      expect(one.view).toMatchObject({ rectifications: [{ step: 'g' }] });
      expect(one.refused(quality, 'passGate', log, 'g')).toBe('gate-closed');
    });
    expect(one.view).toMatchObject({ rectifications: [{ number: 'REC-000001', step: 'g' }] });
  });

  test('where none could be started its inspector alone decides', () => {
    const one = gated();
    one.world.stalled(() => {
      one.give(quality, 'refuseGate', refuse('major'), 'g');
      const data = { effect: 'e', kind: 'start', code: 'target-not-open', detail: '', ref: { gate: 'g' } };
      one.world.record(one.number, { type: 'failover.effectFailed', data });
      expect(one.give(quality, 'passGate', log, 'g')).toEqual(['gatePassed', 'stepStarted']);
    });
  });

  test('what is minor is put right at once and checked again', () => {
    const one = gated();
    expect(one.give(quality, 'refuseGate', refuse('minor'), 'g')).toEqual(['gateRefused']);
    expect(one.give(quality, 'passGate', log, 'g')).toEqual(['gatePassed', 'stepStarted']);
  });

  test('with no step before it its commander is responsible', () => {
    const one = running(check, byHand('b'));
    one.give(quality, 'refuseGate', refuse('major'), 'g');
    expect(one.world.viewOf('REC-000001')).toMatchObject({ responsible: commander.id });
  });
});

test('what its policy names passes while nobody looks: the gate stays shut, and those above hear', () => {
  const one = running(byHand('a'), check, byHand('b'));
  one.give(li, 'confirmStep', log, 'a');
  one.give(quality, 'refuseGate', { class: 'major', findings: 'No backup' }, 'g');
  one.to(one.world.now + hours(24 * 3));
  expect(one.world.viewOf('REC-000001').readings['rectify']).toMatchObject({ state: 'breached' });
  expect(one.refused(quality, 'passGate', log, 'g')).toBe('gate-closed');
});

function refusal(work: () => unknown): { code: string; params: object } {
  try {
    work();
  } catch (error) {
    return error as { code: string; params: object };
  }
  throw new Error('it was not refused');
}
