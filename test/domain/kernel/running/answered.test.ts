/** Cutovers and releases played by what a rehearsal answers for people: they run through, gates and soak included. */
import { planned as cutoverPlanned, WINDOW } from '../../../support/cutover/cutovers.ts';
import { answered } from '../../../support/answered.ts';
import { hours } from '../../../support/given.ts';
import { install, nightOf, ReleaseCase, steps, wavesWith } from '../../../support/release/releases.ts';
import { byHand, failoverWith } from '../../../support/runs.ts';
import type { OutlineNode } from '../../../../domain/kernel/steps/shapes.ts';

const check = (id: string): OutlineNode => ({ node: 'gate', id, kind: 'check', role: 'supervisor' });

const raised = (...of: OutlineNode[]) => new ReleaseCase(steps(...of));

describe('a cutover', () => {
  test('is checked, armed, begun with its window, passes its gate and is reported on', () => {
    const one = cutoverPlanned(byHand('a'), check('x'), byHand('b', { witness: true }));
    const said = answered(one);
    expect(said).toEqual([
      'recordPrecheck pre-spare',
      'recordPrecheck pre-modules',
      'recordPrecheck pre-backup',
      'recordPrecheck pre-person-1',
      'recordPrecheck pre-person-2',
      'arm',
      'start',
      'confirmStep a',
      'passGate x',
      'confirmStep b',
      'witnessStep b',
      'confirmService',
      'report',
    ]);
    const started = one.world.eventsOf(one.number).find(({ type }) => type === 'cutover.started');
    expect(started?.at).toBeGreaterThanOrEqual(WINDOW.from);
    expect(one.view.status).toBe('closed');
  });

  test('a step that is to fail is tried once more, then all goes back', () => {
    const one = cutoverPlanned(byHand('a'), byHand('b'));
    expect(answered(one, { fails: ['b'] }).slice(7)).toEqual([
      'confirmStep a',
      'failStep b',
      'retryStep b',
      'failStep b',
      'rollBack',
      'confirmStep b',
      'confirmStep a',
      'report',
    ]);
  });

  test('what takes too long comes to its back-out time, and goes back', () => {
    const slow = byHand('a', { budgetMs: hours(7) });
    const one = cutoverPlanned(slow, byHand('b'));
    const said = answered(one);
    expect(said).toContain('rollBack');
    expect(said).not.toContain('extendBackOut');
    expect(one.events()).toContain('backOutReached');
    expect(one.view.status).toBe('closed');
  });
});

describe('a release', () => {
  const waves = { planWaves: { runbook: 'install', waves: wavesWith(1, 1) } };
  const through = (one: ReleaseCase, more: { fails?: string[] } = {}): string[] =>
    answered(one, { given: waves, ...more });

  test('is planned as it is said, built, tested, accepted; each wave opens by itself, is soaked and passes its gate', () => {
    const one = raised(install('a'), check('x'), install('b'));
    expect(through(one)).toEqual([
      'planWaves',
      'startBuild',
      'recordBuild',
      'recordTest',
      'acceptTest',
      'settleChange',
      ...['1', '2'].flatMap((n) => [
        `confirmStep w${n}-01-a`,
        `passGate w${n}-01-x`,
        `confirmStep w${n}-01-b`,
        `approveGate g${n}`,
      ]),
      'confirmService',
      'close',
    ]);
    const [soaking, soaked] = ['soakStarted', 'soaked'].map(
      (name) => one.world.eventsOf(one.number).find(({ type }) => type === `release.${name}`)?.at ?? 0,
    );
    expect((soaked ?? 0) - (soaking ?? 0)).toBeGreaterThanOrEqual(hours(8));
    expect(one.view.status).toBe('closed');
  });

  test('a wave that went back goes again once and is left out then; the last one takes all back', () => {
    const one = raised(install('a'));
    const said = through(one, { fails: ['w1-01-a'] });
    expect(said).toContain('retryWave w1');
    expect(said.filter((word) => word === 'leaveOut w1')).toHaveLength(1);
    expect(one.view.status).toBe('closed');
    const all = raised(install('a'));
    expect(through(all, { fails: ['a'] }).at(-1)).toBe('rollBack');
    expect(all.view.status).toBe('rolled-back');
  });

  test('where the window closes before its gate, it is extended', () => {
    const one = raised(install('a', { budgetMs: hours(10) }));
    const short = wavesWith(1).map((wave) => ({
      ...wave,
      window: { from: nightOf(0).from, until: nightOf(0).from + hours(6) },
    }));
    const given = { planWaves: { runbook: 'install', waves: short } };
    expect(answered(one, { given })).toContain('extendWindow w1');
    expect(one.view.status).toBe('closed');
  });

  test('without its waves nobody can be answered for', () => {
    const one = raised(install('a'));
    expect(() => answered(one)).toThrow('goes on for ever');
  });
});

test('a failover is authorised as it is proposed', () => {
  expect(answered(failoverWith(byHand('a')))).toEqual(['authorize', 'confirmStep a', 'confirmService', 'report']);
});
