/** How a failover is assessed and authorised. */
import { wayOf } from '../../../domain/failover/tree.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { hours, MORNING } from '../../support/given.ts';
import { byHand, commander, failoverWith, hashOf, outlineWith, raised, RunCase, runbook } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, head, agent, requester } = people;

/** Its code and the fields. */
function refusalOf(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [error.code, ...error.fields.map((field) => `${field.pointer} ${field.code}`)].join(' ');
  }
}

describe('the decision tree', () => {
  test.each<[object, string, string[], string[]]>([
    [{}, 'all-hosts-down unknown, hardware-fault unknown, data-lost unknown', [], []],
    [{ hostsDown: 'all', networkUp: false }, 'all-hosts-down yes, network-down yes', [], ['repair-network']],
    [
      { hostsDown: 'all', networkUp: true },
      'all-hosts-down yes, network-down no, hardware-fault unknown, data-lost unknown',
      ['dr-site'],
      [],
    ],
    [
      { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true, dataLost: false },
      'all-hosts-down no, hardware-fault yes, clustered-with-healthy-standby yes, data-lost no',
      ['standby-node'],
      ['work-order'],
    ],
    [
      { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: false },
      'all-hosts-down no, hardware-fault yes, clustered-with-healthy-standby no, data-lost unknown',
      ['reduced-operation'],
      ['work-order'],
    ],
    [
      { hostsDown: 'one', hardwareFault: true, clustered: false },
      'all-hosts-down no, hardware-fault yes, clustered-with-healthy-standby no, data-lost unknown',
      ['reduced-operation'],
      ['work-order'],
    ],
    [
      { hostsDown: 'none', hardwareFault: false, dataLost: true, backup: 'good' },
      'all-hosts-down no, hardware-fault no, data-lost yes, no-usable-backup no',
      ['restore'],
      [],
    ],
    [
      { hardwareFault: true, dataLost: true, backup: 'failed-twice' },
      'all-hosts-down unknown, hardware-fault yes, clustered-with-healthy-standby unknown, data-lost yes, no-usable-backup yes',
      ['reduced-operation', 'vendor-recovery'],
      ['work-order'],
    ],
    [
      { hostsDown: 'all', networkUp: true, hardwareFault: true, dataLost: true, backup: 'good' },
      'all-hosts-down yes, network-down no, hardware-fault yes, data-lost yes, no-usable-backup no',
      ['dr-site', 'restore'],
      ['work-order'],
    ],
  ])('%j: %s', (facts, path, schemes, beside) => {
    const way = wayOf(facts);
    expect(way.path.map(({ question, answer }) => `${question} ${answer}`).join(', ')).toBe(path);
    expect([way.schemes, way.beside]).toEqual([schemes, beside]);
  });
});

describe('failover.create', () => {
  test('the plan that the facts lead to waits for its commander; the time to recover counts from the fault', () => {
    const one = failoverWith(byHand('a'));
    expect(one.events()).toEqual(['created', 'factsUpdated', 'planProposed']);
    expect(one.view['status']).toBe('assessing');
    expect(one.view['proposal']).toMatchObject({
      schemes: ['standby-node'],
      missing: [],
      runbooks: [{ ref: 'standby@1' }],
    });
    expect(one.waits()).toEqual([`${commander.id}: authorize`]);
    expect(one.view.readings['rto']).toMatchObject({ dueAt: MORNING + hours(1) });
    expect(one.view.readings['decide']).toMatchObject({ dueAt: MORNING + 15 * 60_000 });
  });

  test.each<[object, string]>([
    [{ items: ['nothing'] }, 'invalid-data /items/0 unknown'],
    [{ items: ['srv-dx', 'srv-dx'] }, 'invalid-data /items/1 named-twice'],
    [{ faultAt: MORNING + 1 }, 'invalid-data /faultAt in-future'],
    [{ commander: 'nobody' }, 'invalid-data /commander unknown'],
    [{ commander: li.id }, 'invalid-data /commander role-missing'],
    [{ incident: 'CAL-000001' }, 'invalid-data /incident unknown'],
  ])('refused: %j', (more, code) => {
    expect(refusalOf(() => new RunCase('failover', li, { ...raised, ...more }, {}))).toBe(code);
  });

  test.each([agent, requester])('refused: %j raises none', (actor) => {
    expect(() => new RunCase('failover', actor, raised, {})).toThrow(
      expect.objectContaining({ code: 'not-permitted' }),
    );
  });
});

describe('failover.updateFacts, failover.choosePlans', () => {
  test('other facts lead to another plan, or to none', () => {
    const one = failoverWith(byHand('a'));
    one.give(zhao, 'updateFacts', { facts: { hostsDown: 'all', networkUp: false }, evidence: 'Ping' });
    expect(one.view['proposal']).toMatchObject({ beside: ['repair-network'], runbooks: [] });
    expect(one.waits()).toEqual([`${commander.id}: standDown`, `${li.id}: updateFacts`]);
    expect(one.refused(commander, 'authorize', { planHash: hashOf(one), customerTold: 'Yes' })).toBe('no-plan');
    one.give(zhao, 'updateFacts', { facts: { hostsDown: 'all', networkUp: true }, evidence: 'Ping' });
    expect(one.view['proposal']).toMatchObject({ schemes: ['dr-site'], missing: ['dr-site'], runbooks: [] });
  });

  test('its commander takes others, of those that are approved', () => {
    const one = failoverWith(byHand('a'));
    one.facts = { runbooks: [...(one.facts.runbooks ?? []), runbook('dr', 'dr-site', outlineWith(byHand('b')))] };
    expect(one.refused(li, 'choosePlans', { runbooks: ['dr'], reason: 'Faster' })).toBe('not-permitted');
    expect(one.refused(commander, 'choosePlans', { runbooks: ['x', 'dr', 'dr'], reason: 'Faster' })).toBe(
      'invalid-data /runbooks/0 runbook-not-approved /runbooks/2 named-twice',
    );
    const before = hashOf(one);
    one.give(commander, 'choosePlans', { runbooks: ['dr', 'standby'], reason: 'Faster' });
    expect(one.refused(commander, 'authorize', { planHash: before, customerTold: 'Yes' })).toBe('stale-plan');
    one.give(commander, 'authorize', { planHash: hashOf(one), customerTold: 'Yes' });
    expect(one.steps()).toEqual(['1-b waiting-human']); // one after the other, told apart by their place
  });
});

describe('failover.authorize, failover.standDown, failover.takeCommand', () => {
  test('by its commander alone, and no version that is no longer approved', () => {
    const one = failoverWith(byHand('a'));
    const said = { planHash: hashOf(one), customerTold: 'The bureau' };
    for (const actor of [li, head]) expect(one.refused(actor, 'authorize', said)).toBe('not-permitted');
    const { runbooks = [] } = one.facts;
    one.facts = { runbooks: runbooks.map((each) => ({ ...each, pin: 'standby@2#00ee' })) };
    expect(one.refused(commander, 'authorize', said)).toBe('runbook-not-approved');
    one.facts = { runbooks };
    expect(one.give(commander, 'authorize', said)).toEqual(['authorized', 'stepStarted']);
    expect(one.view['status']).toBe('executing');
    expect(one.world.viewOf('CHG-000001')).toMatchObject({
      kind: 'record',
      items: ['srv-dx'],
      links: [{ number: one.number, relation: 'related', inward: false }],
    });
    expect(one.events().slice(-2)).toEqual(['caseStarted', 'linkNoted']);
  });

  test('of items of no single service it is on record as a change of none', () => {
    const { application: _none, ...said } = raised;
    const one = new RunCase('failover', li, said, { runbooks: failoverWith(byHand('a')).facts.runbooks ?? [] });
    one.give(commander, 'authorize', { planHash: hashOf(one), customerTold: 'The bureau' });
    expect(one.world.viewOf('CHG-000001')).toMatchObject({ kind: 'record', items: ['srv-dx'] });
    expect(one.world.viewOf('CHG-000001')).not.toHaveProperty('application');
  });

  test('not runbooks that are together more than one case can carry, though each of them alone is not', () => {
    const heavy = outlineWith(...Array.from({ length: 100 }, (_, n) => byHand(`step-${n}`)));
    const one = failoverWith(...heavy.of);
    one.facts = { runbooks: [...(one.facts.runbooks ?? []), runbook('dr', 'dr-site', heavy)] };
    one.give(commander, 'choosePlans', { runbooks: ['standby', 'dr'], reason: 'Both' });
    expect(one.refused(commander, 'authorize', { planHash: hashOf(one), customerTold: 'Yes' })).toBe('too-heavy');
    one.give(commander, 'choosePlans', { runbooks: ['dr'], reason: 'One then' });
    one.give(commander, 'authorize', { planHash: hashOf(one), customerTold: 'Yes' });
    expect(one.steps()).toEqual(['step-0 waiting-human']);
  });

  test('stood down, it is over', () => {
    const one = failoverWith(byHand('a'));
    expect(one.give(commander, 'standDown', { reason: 'It came back' })).toEqual(['canceled']);
    expect(one.view['status']).toBe('canceled');
  });

  test('another takes command, who performs nothing then', () => {
    const one = failoverWith(byHand('a'));
    expect(one.refused(li, 'takeCommand', { reason: 'x' })).toBe('not-permitted');
    one.give(head, 'takeCommand', { reason: 'He is out' });
    expect(one.refused(commander, 'authorize', { planHash: hashOf(one), customerTold: 'x' })).toBe('not-permitted');
    one.give(head, 'authorize', { planHash: hashOf(one), customerTold: 'x' });
    expect(one.refused(head, 'takeCommand', { reason: 'x' })).toBe('commands-already');
  });
});
