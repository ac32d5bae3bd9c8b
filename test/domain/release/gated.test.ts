/** What an open rectification keeps shut of a release: a wave, a site, a step of one, a gate, or all of it. */
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import { cleared, keptShut, withdrawn } from '../../support/rectification/keeping-shut.ts';
import { nightOf, ReleaseCase, SHA } from '../../support/release/releases.ts';
import { people } from '../../support/sample.ts';

const { owner, li } = people;
const log = { evidence: 'Log 7' };

describe('release.noteRectification, release.noteRectified', () => {
  test('a wave does not open, by time or by hand, and opens by itself once it may', () => {
    const one = new ReleaseCase().admitted(1);
    const number = keptShut(one.world, { case: one.number, step: 'w1' });
    expect(one.events().slice(-2)).toEqual(['rectificationNoted', 'linkNoted']);
    one.to(nightOf(0).from + MINUTE);
    expect(one.part('w1').status).toBe('admitted');
    expect(one.refused(owner, 'openWave', {}, 'w1')).toBe('gate-closed');
    cleared(one.world, number);
    expect(one.part('w1').status).toBe('running');
    expect(one.events()).toEqual(expect.arrayContaining(['rectificationOver', 'waveDue', 'waveOpened']));
  });

  test('so does the next wave that is not let in yet', () => {
    const one = new ReleaseCase().opened(1, 1);
    const number = keptShut(one.world, { case: one.number, step: 'w2' });
    one.doneAt(['w1-01']).passed(1);
    expect(one.part('w2').status).toBe('pending');
    withdrawn(one.world, number);
    expect(one.part('w2').status).toBe('admitted');
  });

  test('at a site nothing begins, the others go on', () => {
    const one = new ReleaseCase().admitted(2);
    const number = keptShut(one.world, { case: one.number, step: 'w1-01' });
    one.to(nightOf(0).from + MINUTE);
    expect(one.groups()).toEqual(['w1 running', 'w1-02 running']);
    one.doneAt(['w1-02']);
    expect(one.part('w1').status).toBe('running');
    cleared(one.world, number);
    expect(one.part('w1-01-a').status).toBe('waiting-human');
  });

  test('of one that has begun the steps do not', () => {
    const one = new ReleaseCase().opened(1);
    one.give(li, 'takeStep', {}, 'w1-01-a');
    const number = keptShut(one.world, { case: one.number, step: 'w1-01' });
    one.give(li, 'confirmStep', log, 'w1-01-a');
    expect(one.part('w1-01-b').status).toBe('pending');
    cleared(one.world, number);
    expect(one.part('w1-01-b').status).toBe('waiting-human');
  });

  test('a gate lets nothing on, and nobody closes what is kept shut as a whole', () => {
    const one = new ReleaseCase().opened(1).doneAt(['w1-01']);
    const number = keptShut(one.world, { case: one.number, step: 'g1' });
    expect(one.refused(owner, 'approveGate', { sha256: SHA }, 'g1')).toBe('gate-closed');
    withdrawn(one.world, number);
    one.passed(1);
    expect(one.view.status).toBe('verifying');
    keptShut(one.world, { case: one.number });
    expect(one.refused(owner, 'close', { outcome: 'successful', review: 'Good' })).toBe('gate-closed');
  });
});
