/** How the waves of a release go out: opened in their windows, site by site, and passed by their gates. */
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { FoundConflict } from '../../../domain/kernel/facts.ts';
import { MOST_STATE_BYTES } from '../../../domain/kernel/part.ts';
import { hours } from '../../support/given.ts';
import {
  customer,
  install,
  nightOf,
  OTHER,
  ReleaseCase,
  type releaseFacts,
  SHA,
  statusOf,
  steps,
} from '../../support/release/releases.ts';
import { byAction } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { owner, li, zhao, chen, wang, head, quality, requester, system } = people;
const log = { evidence: 'Log 7' };
const why = { reason: 'So it is' };
const blocks: FoundConflict = {
  key: 'overlap:srv-dx:CHG-000009',
  kind: 'overlap',
  severity: 'block',
  waivable: false,
  item: 'srv-dx',
  with: 'CHG-000009',
  ...nightOf(0),
  why: { code: 'item-taken' },
};
const warns: FoundConflict = { ...blocks, severity: 'warn' };
const gateOf = (one: ReleaseCase, gate: string, more: object = {}) => {
  try {
    one.world.give(one.number, owner, { type: 'approveGate', data: { sha256: SHA, ...more }, part: gate } as never, {
      facts: one.facts,
    });
    return 'passed';
  } catch (error) {
    const { code, params } = error as { code: string; params: { missing: string[] } };
    return [code, ...params.missing].join(' ');
  }
};

const gating = () => new ReleaseCase().opened(1, 1).doneAt(['w1-01']);
const out = () => new ReleaseCase().opened(1).doneAt(['w1-01']).passed(1);
describe('release.openWave', () => {
  test('its window opens, and it opens by itself; not before, and not behind it', () => {
    const one = new ReleaseCase().admitted(2);
    expect(one.waits()).toEqual(['process-owner: openWave w1']);
    expect(one.refused(owner, 'openWave', {}, 'w1')).toBe('outside-window');
    expect(one.refused(li, 'openWave', {}, 'w1')).toBe('not-permitted');
    one.to(nightOf(0).from - 1);
    expect(one.part('w1').status).toBe('admitted');
    one.to(nightOf(0).from);
    expect(one.events().slice(-4)).toEqual(['siteStarted', 'siteStarted', 'stepStarted', 'stepStarted']);
    expect(one.events()).toEqual(expect.arrayContaining(['waveAdmitted', 'waveDue', 'waveOpened']));
    expect(one.groups()).toEqual(['w1 running', 'w1-01 running', 'w1-02 running']);
  });

  test('a window that passed while nobody worked: its owner moves its end, and it opens', () => {
    const one = new ReleaseCase().admitted(1);
    one.world.skipTo(nightOf(0).until);
    expect(one.refused(owner, 'openWave', {}, 'w1')).toBe('outside-window');
    one.give(owner, 'extendWindow', { until: nightOf(0).until + hours(2), reason: 'Late' }, 'w1');
    expect(one.part('w1').status).toBe('running');
  });

  test('what the case asks for is nothing where it went another way meanwhile', () => {
    const one = new ReleaseCase().opened(1);
    expect(one.give(system, 'openWave', {}, 'w1')).toEqual([]);
    expect(one.refused(owner, 'openWave', {}, 'w1')).toBe('not-permitted');
  });

  test('a site in whose way something stands has failed, the others go on', () => {
    const one = new ReleaseCase().admitted(2);
    one.world.fresh = { siteConflicts: { 'w1-01': [blocks], 'w1-02': [warns] } };
    one.to(nightOf(0).from);
    expect(one.groups()).toEqual(['w1 running', 'w1-01 failed', 'w1-02 running']);
    expect(one.part('w1-01')).toMatchObject({ conflict: 'item-taken' });
    expect(one.waits()).toEqual(['engineer: confirmStep w1-02-a', `${owner.id}: retryStep w1-01`]);
    one.doneAt(['w1-02']);
    expect(one.part('w1').status).toBe('running'); // its gate waits for all of them
    one.facts = { ...one.facts, siteConflicts: { 'w1-01': [blocks] } };
    expect(one.refused(owner, 'retryStep', why, 'w1-01')).toBe('conflict');
    one.facts = { ...one.facts, siteConflicts: {} };
    expect(one.give(owner, 'retryStep', why, 'w1-01')).toEqual(['siteStarted', 'stepStarted']);
    expect(one.part('w1-01')).not.toHaveProperty('conflict');
    one.doneAt(['w1-01']);
    expect(one.part('g1').status).toBe('soaking');
  });

  test('such a site is not tried again behind its window, nor by anybody else', () => {
    const one = new ReleaseCase().admitted(2);
    one.world.fresh = { siteConflicts: { 'w1-01': [blocks] } };
    one.to(nightOf(0).from);
    expect(one.refused(li, 'retryStep', why, 'w1-01')).toBe('not-permitted');
    one.to(nightOf(0).until);
    expect(one.refused(owner, 'retryStep', why, 'w1-01')).toBe('outside-window');
  });
});

describe('sites', () => {
  test('go out side by side, each step by who holds its role there', () => {
    const one = new ReleaseCase().opened(2);
    expect(one.waits()).toEqual(['engineer: confirmStep w1-01-a', 'engineer: confirmStep w1-02-a']);
    expect(one.done('w1-02-a', li)).toEqual(['stepEnded', 'stepStarted']);
    expect(one.done('w1-02-b', zhao)).toEqual(['stepEnded', 'siteVerified']);
    expect(one.groups()).toEqual(['w1 running', 'w1-01 running', 'w1-02 verified']);
    one.doneAt(['w1-01']);
    expect(one.groups()).toEqual(['w1 gating', 'w1-01 verified', 'w1-02 verified', 'g1 soaking']);
  });

  test('of another branch nobody may', () => {
    const xiling = { ...li, id: 'eng-xiling', grants: [{ role: 'engineer', orgPath: '/dx/xiling' }] } as const;
    const one = new ReleaseCase().opened(1);
    expect(one.refused(xiling, 'confirmStep', log, 'w1-01-a')).toBe('not-permitted');
  });

  test('behind a quality gate nothing begins at that site', () => {
    const one = new ReleaseCase(
      steps(install('a'), { node: 'gate', id: 'q', kind: 'check', role: 'quality-lead' }, install('b')),
    ).opened(1);
    expect(one.done('w1-01-a')).toEqual(['stepEnded', 'gateOpened']);
    expect(one.waits()).toEqual(['quality-lead: passGate w1-01-q']);
    expect(one.give(quality, 'refuseGate', { class: 'minor', findings: 'A label' }, 'w1-01-q')).toEqual([
      'gateRefused',
    ]);
    one.give(quality, 'passGate', log, 'w1-01-q');
    one.done('w1-01-b');
    expect(one.part('w1-01').status).toBe('verified');
  });

  test('at most twenty steps are under way, whatever the number of sites', () => {
    const one = new ReleaseCase(
      steps({ node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [install('a'), install('b')] }),
    );
    one.opened(12);
    expect(one.steps().filter((step) => step.endsWith('waiting-human'))).toHaveLength(20);
  });
});

describe('release.approveGate', () => {
  test('whole, watched for a business day, within its window, with few incidents and the artefact tested: the next is let in', () => {
    const one = gating();
    expect(one.waits()).toEqual(['process-owner: approveGate g1']);
    one.to(one.view.readings['soak~g1']?.dueAt ?? 0);
    expect(one.part('g1')).toMatchObject({ status: 'ready', soaked: true });
    expect(one.refused(li, 'approveGate', { sha256: SHA }, 'g1')).toBe('not-permitted');
    expect(one.give(owner, 'approveGate', { sha256: SHA }, 'g1')).toEqual(['gateApproved', 'waveAdmitted']);
    expect(one.groups()).toEqual(['w1 passed', 'w1-01 verified', 'g1 passed', 'w2 admitted']);
    expect(one.view).toMatchObject({ wave: 'w2', installed: ['/dx/donghu/linxi'] });
  });

  test('refused: not met, with all that is missing', () => {
    const one = new ReleaseCase().opened(1, 1);
    expect(gateOf(one, 'g1')).toBe('gate-not-met wave-not-verified soak-not-over');
    expect(gateOf(one, 'g2')).toBe('gate-not-met wave-not-verified soak-not-over');
    one.doneAt(['w1-01']);
    expect(gateOf(one, 'g1')).toBe('gate-not-met soak-not-over');
    one.to(nightOf(0).until - MINUTE);
    const good = one.facts;
    one.facts = { ...good, incidentsOn: { count: 1, grave: ['INC-000007'] } };
    expect(gateOf(one, 'g1')).toBe('gate-not-met grave-incidents-open');
    one.facts = { ...good, incidentsOn: { count: 3, grave: [] } };
    expect(gateOf(one, 'g1')).toBe('gate-not-met too-many-incidents');
    one.facts = { ...good, incidentsOn: { count: 2, grave: [] } };
    expect(gateOf(one, 'g1', { sha256: OTHER })).toBe('gate-not-met artefact-differs');
    one.to(nightOf(0).until);
    expect(gateOf(one, 'g1')).toBe('gate-not-met window-closed');
    one.facts = { ...good, incidentsOn: { count: 3, grave: ['INC-000007'] } };
    expect(gateOf(one, 'g1', { sha256: OTHER })).toBe(
      'gate-not-met window-closed grave-incidents-open too-many-incidents artefact-differs',
    );
    one.facts = good;
    one.give(owner, 'extendWindow', { until: nightOf(0).until + hours(1), reason: 'Late' }, 'w1');
    expect(gateOf(one, 'g1')).toBe('passed');
  });

  test('who built it lets nothing pass', () => {
    const one = gating();
    one.to(nightOf(0).until - MINUTE);
    const both = { ...chen, grants: [...chen.grants, ...owner.grants] };
    for (const [command, data] of [
      ['approveGate', { sha256: SHA }],
      ['holdGate', why],
      ['refuseGate', { class: 'minor', findings: 'x' }],
    ] as const)
      expect(one.refused(both, command, data, 'g1')).toBe('separation-of-duties');
  });
});

describe('release.holdGate', () => {
  test('held while it is watched, it goes on being watched, and stays held until it is approved', () => {
    const one = new ReleaseCase().opened(1, 1).doneAt(['w1-01']);
    expect(one.refused(li, 'holdGate', why, 'g1')).toBe('not-permitted');
    expect(one.give(owner, 'holdGate', why, 'g1')).toEqual(['gateHeld']);
    expect(gateOf(one, 'g1')).toBe('gate-not-met soak-not-over');
    one.to(nightOf(0).until - MINUTE);
    expect(one.part('g1')).toMatchObject({ status: 'held', soaked: true });
    expect(one.events()).toContain('soaked');
    expect(gateOf(one, 'g1')).toBe('passed');
  });

  test('watched already, it is held without being watched again', () => {
    const one = new ReleaseCase()
      .opened(1, 1)
      .doneAt(['w1-01'])
      .to(nightOf(0).until - MINUTE);
    one.give(owner, 'holdGate', why, 'g1');
    expect(one.view.readings['soak~g1']).toBeUndefined();
    expect(one.refused(owner, 'holdGate', why, 'g1')).toBe('wrong-status');
  });
});

describe('release.extendWindow', () => {
  test.each<[number, string]>([
    [nightOf(0).until, 'invalid-data /until not-after-window'],
    [nightOf(0).from + hours(24 * 31) + 1, 'invalid-data /until too-far'],
  ])('refused: until %d', (until, code) => {
    expect(new ReleaseCase().admitted(1).refused(owner, 'extendWindow', { until, ...why }, 'w1')).toBe(code);
  });

  test('its clock runs on to the new end', () => {
    const one = new ReleaseCase().opened(1);
    const until = nightOf(0).until + hours(3);
    expect(one.refused(chen, 'extendWindow', { until, ...why }, 'w1')).toBe('not-permitted');
    expect(one.give(owner, 'extendWindow', { until, ...why }, 'w1')).toEqual(['windowExtended']);
    expect(one.view.readings['wave-window~w1']).toMatchObject({ dueAt: until });
    expect(one.view['waves']).toMatchObject([{ windowUntil: until }]);
  });

  test('half an hour before its end its commander hears, and at the end its owner', () => {
    const one = new ReleaseCase().opened(1).to(nightOf(0).until);
    const told = one.world.done.filter(
      ({ effect }) => effect.kind === 'notify' && effect.template.startsWith('release-wave-window'),
    );
    expect(told.map(({ effect }) => effect.kind === 'notify' && effect.template)).toEqual(
      expect.arrayContaining(['release-wave-window-warned', 'release-wave-window-breached']),
    );
    expect(one.part('w1').status).toBe('running');
  });
});

describe('release.close', () => {
  const closing = { outcome: 'successful', review: 'Smooth' };

  test('all waves are out, its customer confirms the service, then its owner closes it', () => {
    const one = out();
    expect(statusOf(one)).toBe('verifying');
    expect(one.waits()).toEqual(['customer-representative: confirmService']);
    expect(one.refused(owner, 'close', closing)).toBe('not-confirmed');
    expect(one.refused(chen, 'confirmService', { checks: 'Paid' })).toBe('not-permitted');
    expect(one.give(customer, 'confirmService', { checks: 'Paid one salary' })).toEqual(['serviceConfirmed']);
    expect(one.refused(customer, 'confirmService', { checks: 'Again' })).toBe('already-confirmed');
    expect(one.waits()).toEqual(['process-owner: close']);
    expect(one.refused(li, 'close', closing)).toBe('not-permitted');
    expect(one.give(owner, 'close', closing)).toEqual(['reviewed', 'versionsNoted', 'closed']);
    expect(one.view).toMatchObject({ status: 'closed', outcome: 'successful', wentBack: false });
    const { data } = one.world.eventsOf(one.number).find(({ type }) => type === 'release.versionsNoted') ?? {};
    expect(data).toMatchObject({ appVersion: '7.2.0', items: ['srv-dx'], organisations: ['/dx/donghu/linxi'] });
  });

  test('whoever performed a step does not confirm the service', () => {
    const both = { ...chen, grants: [...chen.grants, ...customer.grants] };
    expect(out().refused(both, 'confirmService', { checks: 'x' })).toBe('separation-of-duties');
    expect(out().refused(both, 'refuseService', { checks: 'x', ...why })).toBe('separation-of-duties');
  });

  test('refused, it stands; its commander goes on, and it is to be confirmed anew', () => {
    const one = out();
    one.give(customer, 'confirmService', { checks: 'Paid' });
    expect(one.give(customer, 'refuseService', { checks: 'Prints', ...why })).toEqual(['serviceRefused', 'halted']);
    expect(statusOf(one)).toBe('needs-human');
    expect(one.give(owner, 'resume', why)).toEqual(['resumed']);
    expect(one.refused(owner, 'close', closing)).toBe('not-confirmed');
  });

  test('a requester of the unit that it is for may confirm it, one of elsewhere may not', () => {
    const own = { ...requester, unit: '/dx' } as const;
    expect(out().give(own, 'confirmService', { checks: 'Paid' })).toEqual(['serviceConfirmed']);
    expect(out().refused(requester, 'confirmService', { checks: 'Paid' })).toBe('not-permitted');
  });
});

test('three waves of four organisations, five steps each: the whole way, and what it weighs', () => {
  const ids = ['backup', 'stop', 'deploy', 'start', 'verify'];
  const one = new ReleaseCase(
    steps(...ids.map((id) => (id === 'deploy' ? byAction(id, { onFailure: 'undo' }) : install(id)))),
  ).admitted(4, 4, 4);
  let most = 0;
  const weigh = () => {
    const { state, clocks } = one.world.kaseOf(one.number);
    most = Math.max(most, Buffer.byteLength(JSON.stringify({ state, clocks })));
  };
  for (const wave of [1, 2, 3]) {
    one.to(nightOf(wave - 1).from + MINUTE);
    for (const id of ids)
      for (const site of [1, 2, 3, 4]) {
        const part = `w${wave}-0${site}-${id}`;
        if (id === 'deploy') one.report(part, 'done');
        else one.done(part, site === 1 ? wang : chen);
        weigh();
      }
    expect(one.part(`g${wave}`).status).toBe('soaking');
    one.passed(wave);
    weigh();
  }
  expect(statusOf(one)).toBe('verifying');
  one.give(customer, 'confirmService', { checks: 'Paid' });
  one.give(owner, 'close', { outcome: 'successful', review: 'Smooth' });
  expect(one.view).toMatchObject({ status: 'closed', run: { steps: 60, done: 60, undone: 0 } });
  expect(one.view['installed']).toHaveLength(12);
  expect(one.events().filter((name) => name === 'stepStarted')).toHaveLength(60);
  expect(one.world.undelivered).toEqual([]);
  expect(most).toBeGreaterThan(5_000);
  expect(most).toBeLessThan(MOST_STATE_BYTES / 2);
  expect(head.id).not.toBe(one.view.parties.commander);
});

const installs = (one: ReleaseCase) =>
  one.world.done.flatMap(({ event, effect }) => (effect.kind === 'install' ? [{ event, effect }] : []));
describe('what its items are at its sites, in the register', () => {
  const facts: typeof releaseFacts = {
    ...steps(install('a')),
    items: {
      'srv-dx': { orgPath: '/dx', isRetired: false },
      'sw-dx': { orgPath: '/dx/donghu/linxi', isRetired: false },
    },
  };
  const two = () => new ReleaseCase(facts, { items: ['srv-dx', 'sw-dx'] }).opened(2);

  test('is its version once a site is verified; an item of one site is of that alone', () => {
    const one = two();
    one.done('w1-01-a');
    expect(installs(one)).toEqual([
      {
        event: 'release.siteVerified',
        effect: {
          kind: 'install',
          at: { 'srv-dx': ['/dx/donghu/linxi'], 'sw-dx': ['/dx/donghu/linxi'] },
          appVersion: '7.2.0',
        },
      },
    ]);
    one.done('w1-02-a');
    expect(installs(one)[1]?.effect.at).toEqual({ 'srv-dx': ['/dx/donghu/andu'] });
  });

  test('is what it was before once the wave is back, or all of it', () => {
    const one = two();
    one.doneAt(['w1-01'], ['a']);
    one.give(chen, 'failStep', why, 'w1-02-a');
    for (const part of ['w1-01-a', 'w1-02-a']) one.done(part);
    const back = {
      kind: 'install',
      at: { 'srv-dx': ['/dx/donghu/linxi', '/dx/donghu/andu'], 'sw-dx': ['/dx/donghu/linxi'] },
      appVersion: '7.2.0',
      back: true,
    };
    expect(installs(one).slice(1)).toEqual([{ event: 'release.waveRolledBack', effect: back }]);
    one.give(owner, 'retryWave', why, 'w1');
    one.doneAt(['w1-01', 'w1-02'], ['a']);
    one.give(owner, 'rollBack', why);
    for (const part of ['w1-01-a', 'w1-02-a']) one.done(part);
    expect(installs(one).at(-1)).toEqual({ event: 'release.rolledBack', effect: back });
    expect(installs(one)).toHaveLength(5);
  });

  test('where nobody knew whose they were, they are of every site', () => {
    const one = new ReleaseCase(steps(install('a')), { items: ['srv-dx'] }).opened(1);
    one.done('w1-01-a');
    expect(installs(one)[0]?.effect.at).toEqual({ 'srv-dx': ['/dx/donghu/linxi'] });
  });
});
