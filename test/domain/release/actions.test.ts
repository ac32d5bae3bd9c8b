/** The actions that the steps of a release name, held against the register: when they are written, and before they begin. */
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { Facts } from '../../../domain/kernel/facts.ts';
import { nightOf, ReleaseCase, steps, wavesWith } from '../../support/release/releases.ts';
import { byAction } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { owner } = people;
const step = (id: string, more: object = {}) => ({
  id,
  kind: 'automatic',
  role: 'engineer',
  title: 'Install',
  instruction: 'Install it',
  action: 'install',
  undo: { kind: 'automatic', instruction: 'Take it off', action: 'uninstall', minutes: 10 },
  minutes: 20,
  retries: 0,
  onFailure: 'undo',
  ...more,
});
const KNOWN: Facts['actions'] = { install: {}, uninstall: {}, old: { closed: 'action-closed' }, gone: null };
const withActions = (actions: Facts['actions'], facts = steps(byAction('a'))) =>
  new ReleaseCase({ ...facts, ...(actions ? { actions } : {}) });
const plan = (one: ReleaseCase, data: object) => one.refused(owner, 'planWaves', { waves: wavesWith(1), ...data });

describe('release.planWaves', () => {
  test('with actions that may be begun', () => {
    expect(plan(withActions(KNOWN), { steps: [step('a')] })).toBe('done: planned');
  });

  test('refused: unknown, withdrawn or wrongly placed actions, each by its place in one answer', () => {
    const own = [
      step('a', { action: 'nothing' }),
      step('b', { action: 'old', undo: { kind: 'automatic', instruction: 'x', action: 'gone', minutes: 1 } }),
      step('c', { action: undefined, undo: { kind: 'automatic', instruction: 'x', minutes: 1 } }),
      step('d', { kind: 'manual', undo: { kind: 'manual', instruction: 'x', action: 'uninstall', minutes: 1 } }),
    ];
    expect(plan(withActions(KNOWN), { steps: own }).split(' /')).toEqual([
      'invalid-data',
      'steps/0/action unknown',
      'steps/1/action action-closed',
      'steps/1/undo/action unknown',
      'steps/2/action required',
      'steps/2/undo/action required',
      'steps/3/action automatic-only',
      'steps/3/undo/action automatic-only',
    ]);
  });

  test('refused: a runbook whose actions are there no longer', () => {
    const one = withActions({ 'do-a': {}, 'undo-a': { closed: 'runner-closed' } });
    expect(plan(one, { runbook: 'install' })).toBe('invalid-data /runbook action-unfit');
    expect(plan(withActions({ 'do-a': {}, 'undo-a': {} }), { runbook: 'install' })).toBe('done: planned');
  });
});

describe('release.openWave', () => {
  const CLOSED: Facts['actions'] = { 'do-a': { closed: 'action-closed' } };
  const unfit = [
    { step: 'a', action: 'do-a', code: 'action-closed' },
    { step: 'a', undo: true, action: 'undo-a', code: 'unknown' },
  ];
  test('an action was withdrawn since: the wave stays shut, who leads and who owns it hear, and its owner opens it later', () => {
    const one = withActions({ 'do-a': {}, 'undo-a': {} }).admitted(1);
    one.world.fresh = { actions: CLOSED };
    one.to(nightOf(0).from + MINUTE);
    expect(one.events().slice(-2)).toEqual(['waveDue', 'waveBarred']);
    expect(one.part('w1').status).toBe('admitted');
    expect(one.world.eventsOf(one.number).at(-1)?.data).toMatchObject({ part: 'w1', actions: unfit });
    const told = one.world.done.flatMap(({ event, effect }) =>
      event === 'release.waveBarred' && effect.kind === 'notify' ? [effect.to] : [],
    );
    expect(told).toEqual([{ person: owner.id }, expect.objectContaining({ role: 'process-owner' })]);
    expect(one.waits()).toEqual(['process-owner: openWave w1']);
    one.facts = { ...one.facts, actions: CLOSED };
    expect(() => one.give(owner, 'openWave', {}, 'w1')).toThrow(
      expect.objectContaining({ code: 'action-unfit', params: { actions: unfit } }),
    );
    one.facts = { ...one.facts, actions: { 'do-a': {}, 'undo-a': {} } };
    expect(one.give(owner, 'openWave', {}, 'w1')[0]).toBe('waveOpened');
  });

  test('of steps by hand the register is asked for nothing', () => {
    const one = new ReleaseCase().admitted(1);
    one.world.fresh = { actions: {} };
    one.to(nightOf(0).from + MINUTE);
    expect(one.part('w1').status).toBe('running');
  });
});
