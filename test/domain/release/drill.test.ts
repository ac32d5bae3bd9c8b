/** A drill of a release 演练: built, tested, accepted and run as one of the night, under no change, and nothing is altered by it. */
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { FoundConflict } from '../../../domain/kernel/facts.ts';
import {
  customer,
  install,
  nightOf,
  raised,
  ReleaseCase,
  SHA,
  statusOf,
  steps,
} from '../../support/release/releases.ts';
import { byAction } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { owner, chen, wang } = people;
const why = { reason: 'No space' };
const blocks: FoundConflict = {
  key: 'freeze::f@1',
  kind: 'freeze',
  severity: 'block',
  waivable: false,
  with: 'f@1',
  ...nightOf(0),
  why: { code: 'frozen' },
};
const drill = (facts = steps(install('a'))) => new ReleaseCase(facts, { drill: true });
/** What it did beside telling people and beginning actions. */
const done = (one: ReleaseCase) =>
  one.world.done.filter(({ effect }) => effect.kind !== 'notify' && effect.kind !== 'run').map(({ effect }) => effect);

describe('release.create', () => {
  test('as a drill brings no changes, and keeps its mode', () => {
    expect(() => new ReleaseCase(steps(install('a')), { drill: true, changes: ['CHG-000001'] })).toThrow(
      expect.objectContaining({
        fields: expect.arrayContaining([{ pointer: '/changes', code: 'not-in-drill' }]),
      }),
    );
    expect(drill().view.mode).toBe('drill');
    expect(new ReleaseCase().view.mode).toBe('live');
    expect(drill().world.eventsOf('REL-000001')[0]?.data).not.toHaveProperty('drill');
  });
});

describe('a drill of a release', () => {
  test('accepted, it goes out under no change; a freeze is in nobody’s way, and nothing is watched', () => {
    const one = drill().planned(1, 1).built().tested();
    expect(one.give(customer, 'acceptTest', { sha256: SHA, signature: 'Ms Wu' })).toEqual([
      'testAccepted',
      'drillAdmitted',
      'waveAdmitted',
    ]);
    expect(statusOf(one)).toBe('deploying');
    expect(one.view['change']).toBeUndefined();
    one.world.fresh = { siteConflicts: { 'w1-01': [blocks] } };
    one.to(nightOf(0).from + MINUTE);
    expect(one.part('w1-01').status).toBe('running');
    expect(one.done('w1-01-a').slice(-3)).toEqual(['siteVerified', 'soakStarted', 'soaked']);
    expect(one.part('g1').status).toBe('ready');
    one.give(owner, 'approveGate', { sha256: SHA }, 'g1');
    expect(one.part('w2').status).toBe('admitted');
    one.to(nightOf(1).from + MINUTE).done('w2-01-a');
    one.give(owner, 'approveGate', { sha256: SHA }, 'g2');
    one.give(customer, 'confirmService', { checks: 'Paid' });
    expect(one.give(owner, 'close', { outcome: 'successful', review: 'Smooth' })).toEqual(['reviewed', 'closed']);
    expect(done(one)).toEqual([
      expect.objectContaining({ command: 'openWave' }),
      expect.objectContaining({ command: 'openWave' }),
    ]);
  });

  test('a wave goes back and again, and all of it; nothing of items is written', () => {
    const one = drill(steps(install('a'), install('b')))
      .planned(1)
      .built()
      .tested()
      .accepted();
    one.to(nightOf(0).from + MINUTE).done('w1-01-a');
    one.give(chen, 'failStep', why, 'w1-01-b');
    for (const part of ['w1-01-b', 'w1-01-a']) one.done(part);
    expect(one.give(owner, 'retryWave', why, 'w1')).toContain('waveRetried');
    one.doneAt(['w1-01']);
    one.give(owner, 'rollBack', why);
    for (const part of ['w1-01-b', 'w1-01-a']) one.done(part);
    expect(statusOf(one)).toBe('rolled-back');
    expect(done(one).filter((effect) => effect.kind !== 'command')).toEqual([]);
  });

  test('its actions begin with what they are answered by', () => {
    const one = drill(steps(byAction('a', { scripted: ['failed', 'done'], retries: 1 })))
      .planned(1)
      .built()
      .tested()
      .accepted();
    one.to(nightOf(0).from + MINUTE);
    const runs = () => one.world.done.flatMap(({ effect }) => (effect.kind === 'run' ? [effect] : []));
    expect(runs()).toEqual([expect.objectContaining({ action: 'do-a', scripted: 'failed' })]);
    one.report('w1-01-a', 'failed');
    expect(runs().at(-1)).toMatchObject({ attempt: 2, scripted: 'done' });
  });

  test('canceled while nobody had accepted it, no change hears', () => {
    const one = drill().planned(1).built().tested();
    one.give(owner, 'cancel', why);
    expect(done(one)).toEqual([]);
    expect(wang.id).not.toBe(raised.title);
  });
});
