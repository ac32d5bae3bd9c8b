/** How a release is raised, planned, built, tested and accepted, and let in by its change. */
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import { hours, MORNING } from '../../support/given.ts';
import {
  builder,
  customer,
  install,
  nightOf,
  OTHER,
  raised,
  ReleaseCase,
  SHA,
  statusOf,
  steps,
  tester,
  wavesWith,
} from '../../support/release/releases.ts';
import type { outlineWith } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { owner, li, wang, head, cityHead, quality, requester, agent, system } = people;
const planned = (data: object) => {
  const one = new ReleaseCase();
  return one.refused(owner, 'planWaves', { runbook: 'install', waves: wavesWith(1), ...data });
};
const planOf = (...of: Parameters<typeof outlineWith>) => {
  const one = new ReleaseCase(steps(...of));
  return one.refused(owner, 'planWaves', { runbook: 'install', waves: wavesWith(12) });
};
const settle = (outcome: string, change = 'CHG-000001') => ({ change, outcome });
const ownStep = (id: string, more: object = {}) => ({
  id,
  kind: 'manual',
  role: 'engineer',
  title: 'Install',
  instruction: 'Install it',
  undo: { kind: 'manual', instruction: 'Install the version before', minutes: 10 },
  minutes: 20,
  retries: 0,
  onFailure: 'undo',
  ...more,
});

describe('release.create', () => {
  test('its owner leads it, and plans its waves next', () => {
    const one = new ReleaseCase();
    expect(one.events()).toEqual(['created']);
    expect(one.view).toMatchObject({ status: 'planning', appVersion: '7.2.0', wentBack: false });
    expect(one.waits()).toEqual(['process-owner: planWaves']);
    expect(one.view.version).toBe(1); // of the case: what it brings has a name of its own
  });

  test.each<[object, string]>([
    [{ items: ['nothing'] }, '/items/0 unknown'],
    [{ items: ['srv-old'] }, '/items/0 retired'],
    [{ items: ['srv-dx', 'srv-dx'] }, '/items/1 named-twice'],
    [{ changes: ['CHG-000009'] }, '/changes/0 unknown'],
    [{ commander: 'nobody' }, '/commander unknown'],
    [{ commander: li.id }, '/commander role-missing'],
  ])('refused: %j', (more, code) => {
    const [pointer, word] = code.split(' ');
    expect(() => new ReleaseCase(undefined, more)).toThrow(
      expect.objectContaining({ code: 'invalid-data', fields: [{ pointer, code: word }] }),
    );
  });

  test.each([li, head, agent, requester, customer])('refused: %j raises none', (actor) => {
    expect(() => new ReleaseCase(undefined, {}, actor)).toThrow(expect.objectContaining({ code: 'not-permitted' }));
  });

  test('a change that it brings is named once', () => {
    const of = { caseId: 'CHG-000009', process: 'change', status: 'closed', open: false, orgPath: '/dx' } as const;
    const facts = { ...steps(install('a')), cases: { 'changes/0': of, 'changes/1': of } };
    expect(() => new ReleaseCase(facts, { changes: ['CHG-000009', 'CHG-000009'] })).toThrow(
      expect.objectContaining({ fields: [{ pointer: '/changes/1', code: 'named-twice' }] }),
    );
    expect(new ReleaseCase(facts, { changes: ['CHG-000009'] }).view['changes']).toEqual(['CHG-000009']);
  });
});

describe('release.planWaves', () => {
  test('the steps of a runbook stand at each site of each wave, a gate behind each wave', () => {
    const one = new ReleaseCase().planned(2, 1);
    expect(one.part('w1-02-b')).toMatchObject({
      kind: 'step',
      in: 'w1-02',
      orgPath: '/dx/donghu/andu',
      status: 'pending',
    });
    expect(one.part('g2')).toMatchObject({ kind: 'gate', in: 'w2', role: 'process-owner' });
    expect(one.view['waves']).toMatchObject([
      { id: 'w1', status: 'pending', organisations: ['/dx/donghu/linxi', '/dx/donghu/andu'] },
      { id: 'w2', status: 'pending', organisations: ['/dx/donghu/beishan'] },
    ]);
    expect(one.view['runbook']).toBe('install@1');
    expect(one.world.kaseOf(one.number).pins.more).toMatchObject({ runbook: 'install@1#00ff' });
    expect(one.waits()).toEqual(['process-owner: startBuild']);
  });

  test('or its own steps, a quality gate before those that ask for one', () => {
    const one = new ReleaseCase();
    one.give(owner, 'planWaves', {
      steps: [ownStep('backup'), ownStep('deploy', { checked: true, kind: 'automatic', action: 'deploy' })],
      waves: wavesWith(1),
    });
    expect(one.part('w1-01-deploy-c')).toMatchObject({ kind: 'check', role: 'quality-lead', in: 'w1-01' });
    expect(one.part('w1-01-deploy')).toMatchObject({ kind: 'step' });
    expect(one.view['runbook']).toBeUndefined();
  });

  test('refused: a runbook that is not in force here, or not for what it renews', () => {
    const one = new ReleaseCase();
    const asked = { runbook: 'install', waves: wavesWith(1) };
    const { runbook: found } = one.facts;
    one.facts = { ...one.facts, runbook: null };
    expect(one.refused(owner, 'planWaves', asked)).toBe('invalid-data /runbook runbook-not-approved');
    for (const more of [{ uncovered: ['srv-dx'] }, { otherApplication: true as const }]) {
      one.facts = { ...one.facts, runbook: found ? { ...found, ...more } : null };
      expect(one.refused(owner, 'planWaves', asked)).toBe('invalid-data /runbook not-covered');
    }
  });

  test('planned anew, the former plan is gone', () => {
    const one = new ReleaseCase().planned(2);
    const before = one.view['planHash'];
    one.planned(1);
    expect(() => one.part('w1-02')).toThrow('no part');
    expect(one.view['planHash']).not.toBe(before);
  });

  const [wave] = wavesWith(1);
  const [window, to] = [wave?.window ?? nightOf(0), wave?.organisations ?? []];
  test.each<[string, object, string]>([
    ['neither', { runbook: undefined }, '/steps required'],
    ['both', { steps: [ownStep('a')] }, '/steps one-only'],
    [
      'backwards',
      { waves: [{ window: { from: 2e12, until: 2e12 }, organisations: to }] },
      '/waves/0/window/until not-after-from',
    ],
    [
      'over',
      { waves: [{ window: { from: MORNING - hours(1), until: MORNING }, organisations: to }] },
      '/waves/0/window/until not-ahead',
    ],
    [
      'two months',
      { waves: [{ window: { from: MORNING, until: MORNING + hours(24 * 32) }, organisations: to }] },
      '/waves/0/window/until too-long-apart',
    ],
    [
      'out of order',
      {
        waves: [
          { window: nightOf(1), organisations: to },
          { window, organisations: ['/dx'] },
        ],
      },
      '/waves/1/window/from out-of-order',
    ],
    ['nowhere', { waves: [{ window, organisations: ['/dx/nowhere'] }] }, '/waves/0/organisations/0 unknown'],
    ['twice', { waves: [{ window, organisations: ['/dx', '/dx'] }] }, '/waves/0/organisations/1 named-twice'],
  ])('refused: %s', (_name, data, code) => {
    expect(planned(data)).toBe(`invalid-data ${code}`);
  });

  test.each<[string, object, string]>([
    ['one id twice', [ownStep('a'), ownStep('a')], '/steps/1/id already-named'],
    ['no action', [ownStep('a', { kind: 'automatic' })], '/steps/0/action required'],
    ['an action by hand', [ownStep('a', { action: 'x' })], '/steps/0/action automatic-only'],
    [
      'no action back',
      [ownStep('a', { undo: { kind: 'automatic', instruction: 'x', minutes: 1 } })],
      '/steps/0/undo/action required',
    ],
    [
      'an action back by hand',
      [ownStep('a', { undo: { kind: 'manual', instruction: 'x', minutes: 1, action: 'x' } })],
      '/steps/0/undo/action automatic-only',
    ],
    [
      'no return alone',
      [ownStep('a', { noReturn: true, undo: undefined, onFailure: 'needs-human' })],
      '/steps/0/witness required',
    ],
    [
      'no return and back',
      [ownStep('a', { noReturn: true, witness: true, onFailure: 'needs-human' })],
      '/steps/0/undo no-return',
    ],
    [
      'back behind no return',
      [ownStep('a', { noReturn: true, witness: true, undo: undefined, onFailure: 'needs-human' }), ownStep('b')],
      '/steps/1/onFailure no-return',
    ],
  ])('refused: %s', (_name, own, code) => {
    expect(planned({ runbook: undefined, steps: own })).toBe(`invalid-data ${code}`);
  });

  test('refused: an organisation that is closed, or of another branch', () => {
    const one = new ReleaseCase({
      ...steps(install('a')),
      organisations: { '/dx/old': { open: false }, '/lone': { open: true } },
    });
    const waves = [{ window, organisations: ['/dx/old', '/lone'] }];
    expect(one.refused(owner, 'planWaves', { runbook: 'install', waves })).toBe(
      'invalid-data /waves/0/organisations/0 not-open /waves/0/organisations/1 outside',
    );
  });

  test('refused: a runbook with places of its own, ids too long at a site, more than a case holds', () => {
    const place = { id: 'p', orgPath: '/dx' } as const;
    const each = { node: 'each', kind: 'site', order: 'sequence', places: [place], of: [install('a')] } as const;
    expect(planOf(each)).toBe('invalid-data /runbook not-for-sites');
    expect(planOf(install('a'.repeat(28)))).toBe('invalid-data /runbook part-id');
    expect(planOf(install('a'), install('a'))).toBe('invalid-data /runbook already-named');
    expect(planOf(...Array.from({ length: 36 }, (_one, n) => install(`s${n}`)))).toBe(
      'invalid-data /waves too-many-parts',
    );
    const heavy = Array.from({ length: 35 }, (_one, n) => install(`s${n}`, { choices: [{ id: 'x'.repeat(700) }] }));
    expect(planOf(...heavy)).toBe('invalid-data /waves too-heavy');
  });
});

describe('release.startBuild, release.recordBuild', () => {
  test('after the plan, by its owner; built by an engineer', () => {
    const one = new ReleaseCase();
    expect(one.refused(owner, 'startBuild', { scope: 'All' })).toBe('no-waves');
    one.planned(1);
    expect(one.refused(li, 'startBuild', { scope: 'All' })).toBe('not-permitted');
    expect(one.give(owner, 'startBuild', { scope: 'All' })).toEqual(['buildStarted']);
    expect(one.waits()).toEqual(['engineer: recordBuild']);
    const built = { artefact: 'store/7.zip', sha256: SHA, notes: 'None' };
    expect(one.refused(owner, 'recordBuild', built)).toBe('not-permitted');
    expect(one.give(builder, 'recordBuild', built)).toEqual(['buildRecorded']);
    expect(one.view).toMatchObject({ status: 'testing', sha256: SHA, builder: builder.id });
  });
});

describe('release.recordTest, release.acceptTest', () => {
  const passed = { result: 'passed', sha256: SHA, evidence: 'Report 7' };

  test('tested by another than the builder, and that artefact', () => {
    const one = new ReleaseCase().planned(1).built();
    expect(one.waits()).toEqual(['engineer: recordTest']);
    expect(one.refused(builder, 'recordTest', passed)).toBe('separation-of-duties');
    expect(one.refused(tester, 'recordTest', { ...passed, sha256: OTHER })).toBe('artefact-differs');
    expect(one.refused(customer, 'acceptTest', { sha256: SHA, signature: 'Wu' })).toBe('not-tested');
    expect(one.give(quality, 'recordTest', passed)).toEqual(['testRecorded']);
    expect(one.waits()).toEqual(['customer-representative: acceptTest']);
  });

  test('failed, it is built anew, and what was said of the build is void', () => {
    const one = new ReleaseCase().planned(1).built().tested();
    one.give(tester, 'recordTest', { ...passed, result: 'failed' });
    expect(statusOf(one)).toBe('building');
    one.give(builder, 'recordBuild', { artefact: 'store/8.zip', sha256: OTHER, notes: 'Mended' });
    expect(one.refused(customer, 'acceptTest', { sha256: OTHER, signature: 'Wu' })).toBe('not-tested');
    expect(one.refused(tester, 'recordTest', passed)).toBe('artefact-differs');
  });

  test('accepted for the customer by who built and tested nothing: one change for the whole is started', () => {
    const one = new ReleaseCase().planned(1).built().tested();
    const accepted = { sha256: SHA, signature: 'Ms Wu' };
    for (const actor of [owner, tester, li]) expect(one.refused(actor, 'acceptTest', accepted)).toBe('not-permitted');
    expect(one.refused(customer, 'acceptTest', { ...accepted, sha256: OTHER })).toBe('artefact-differs');
    expect(one.give(customer, 'acceptTest', accepted)).toEqual(['testAccepted']);
    expect(one.view).toMatchObject({ status: 'approving', change: 'CHG-000001' });
    expect(one.world.viewOf('CHG-000001')).toMatchObject({
      status: 'draft',
      release: one.number,
      items: ['srv-dx'],
      windowFrom: nightOf(0).from,
      windowUntil: nightOf(0).until,
      parties: { requester: owner.id },
    });
    expect((one.world.viewOf('CHG-000001') as unknown as { description: string }).description).toContain(SHA);
  });

  test('refused: a tester, or a builder, who also speaks for the customer', () => {
    const both = { ...wang, grants: [...wang.grants, ...customer.grants] };
    const one = new ReleaseCase().planned(1).built();
    one.give(both, 'recordTest', passed);
    expect(one.refused(both, 'acceptTest', { sha256: SHA, signature: 'Wang' })).toBe('separation-of-duties');
  });
});

describe('release.settleChange', () => {
  test('scheduled, its first wave is let in; nobody says so but its change', () => {
    const one = new ReleaseCase().planned(1).built().tested().accepted();
    expect(one.refused(owner, 'settleChange', settle('scheduled'))).toBe('not-permitted');
    expect(one.give(system, 'settleChange', settle('scheduled', 'CHG-000002'))).toEqual([]);
    expect(one.give(system, 'settleChange', settle('revised'))).toEqual([]);
    expect(one.give(system, 'settleChange', settle('scheduled'))).toEqual(['changeSettled', 'waveAdmitted']);
    expect(statusOf(one)).toBe('deploying');
  });

  test.each(['rejected', 'canceled'])('%s, its plan is mended, and another change is asked for', (outcome) => {
    const one = new ReleaseCase().planned(1).built().tested().accepted();
    one.give(system, 'settleChange', settle(outcome));
    expect(one.view).toMatchObject({ status: 'planning' });
    expect(one.view['change']).toBeUndefined();
    expect(one.give(system, 'settleChange', settle('canceled'))).toEqual([]);
    one.planned(2).built().tested().accepted();
    expect(one.view['change']).toBe('CHG-000002');
  });

  test('a change that cannot be started leaves it where its plan is mended', () => {
    const one = new ReleaseCase({ ...steps(install('a')) });
    one.planned(1).built().tested();
    one.world.stalled(() => {
      one.give(customer, 'acceptTest', { sha256: SHA, signature: 'Wu' });
      one.world.record(one.number, {
        type: 'release.effectFailed',
        data: { effect: 'e', kind: 'start', code: 'target-not-open', detail: '', ref: { change: true } },
      });
      expect(statusOf(one)).toBe('planning');
    });
  });

  test('the change itself tells it: scheduled, revised, canceled', () => {
    const one = new ReleaseCase().planned(1).built().tested().accepted();
    const { world } = one;
    const more = { steps: [], consequences: 'None', outageMinutes: 0, backOut: 'x', backOutMinutes: 10 };
    world.give('CHG-000001', owner, {
      type: 'plan',
      data: {
        ...more,
        items: ['srv-dx'],
        window: nightOf(0),
        testEvidence: 'Report 7',
        implementer: li.id,
        steps: [{ id: 'out', title: 'Out', instruction: 'See the release', undo: 'See there', minutes: 20 }],
      },
    });
    world.give('CHG-000001', owner, { type: 'submit', data: {} });
    const no = Object.fromEntries(
      ['first-of-kind', 'untested-way-back', 'vendor-needed', 'data-changed', 'security-boundary', 'peak-period'].map(
        (name) => [name, false],
      ),
    );
    for (const [as, who] of [
      ['technical', wang],
      ['security', quality],
      ['business', head],
    ] as const)
      world.give('CHG-000001', who, { type: 'assess', data: { as, answers: no, opinion: 'Fine' } });
    world.give('CHG-000001', cityHead, { type: 'approve', data: { planHash: '*' } });
    expect(one.view).toMatchObject({ status: 'deploying', wave: 'w1' });
    world.give('CHG-000001', owner, { type: 'revise', data: { reason: 'Another window' } });
    expect(one.view).toMatchObject({ status: 'needs-human', run: { halt: { why: 'change-over' } } });
    world.give('CHG-000001', owner, { type: 'cancel', data: { reason: 'No longer' } });
    expect(one.events().filter((name) => name === 'changeSettled')).toHaveLength(3);
    expect(world.undelivered).toEqual([]);
  });

  test('while it goes out, a change that is over halts it: no further wave opens', () => {
    const one = new ReleaseCase().admitted(1, 1);
    expect(one.give(system, 'settleChange', settle('canceled'))).toEqual(['changeSettled', 'halted']);
    expect(one.view).toMatchObject({ status: 'needs-human', run: { halt: { why: 'change-over' } } });
    one.to(nightOf(0).from + MINUTE);
    expect(one.part('w1').status).toBe('admitted'); // nothing opens while it stands
    one.give(owner, 'resume', { reason: 'So be it' });
    expect(one.refused(owner, 'openWave', {}, 'w1')).toBe('change-not-scheduled');
    expect(one.give(system, 'settleChange', settle('scheduled'))).toEqual(['changeSettled']);
    expect(one.give(owner, 'openWave', {}, 'w1')[0]).toBe('waveOpened');
    expect(one.give(system, 'settleChange', settle('finished'))).toEqual(['changeSettled', 'halted']);
    expect(one.give(system, 'settleChange', settle('rolled-back'))).toEqual(['changeSettled']);
  });
});

describe('release.cancel', () => {
  const why = { reason: 'Another vendor' };
  test('before it goes out, by its owner; its change hears', () => {
    const one = new ReleaseCase().planned(1).built().tested().accepted();
    expect(one.refused(li, 'cancel', why)).toBe('not-permitted');
    expect(one.give(owner, 'cancel', why)).toEqual(['canceled']);
    expect(one.world.viewOf('CHG-000001').status).toBe('canceled');
    expect(one.world.undelivered).toEqual([]);
    expect(one.refused(owner, 'planWaves', {})).toBe('case-ended');
  });
  test('before the number of its change is known: that change hears once it is', () => {
    const one = new ReleaseCase().planned(1).built().tested();
    one.world.stalled(() => {
      one.give(customer, 'acceptTest', { sha256: SHA, signature: 'Ms Wu' });
      one.give(owner, 'cancel', why);
    });
    expect(one.world.viewOf('CHG-000001').status).toBe('canceled');
  });
  test('what goes out is rolled back', () => {
    expect(new ReleaseCase().admitted(1).refused(owner, 'cancel', why)).toBe('wrong-status');
  });
  test('its commander is another before it goes out, too', () => {
    const one = new ReleaseCase();
    one.give(head, 'takeCommand', { reason: 'He is out' });
    expect(one.waits()).toEqual(['process-owner: planWaves']);
    expect(one.view.parties.commander).toBe(head.id);
  });
});

test('release.create: what it raises is about its application, and of its organisation', () => {
  const { view } = new ReleaseCase();
  expect([view.orgPath, view.application, view['items']]).toEqual(['/dx', raised.application, raised.items]);
});
