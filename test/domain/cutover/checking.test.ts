/** How a cutover is planned, checked and armed. */
import type { CaseFact } from '../../../domain/kernel/facts.ts';
import {
  armed,
  BACK_OUT,
  change,
  checked,
  everybody,
  found,
  met,
  minutes,
  offered,
  plan,
  planned,
  SUM,
  wanted,
  WINDOW,
} from '../../support/cutover/cutovers.ts';
import { hours, MORNING } from '../../support/given.ts';
import { byHand, commander, RunCase } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, deng, head, agent, requester, system, owner, principal } = people;
const why = { reason: 'The vendor is late' };
const give = (one: RunCase, part: string) => {
  const [actor, type, data] = met[part] ?? [];
  if (!actor || type === undefined) throw new Error(part);
  return one.give(actor, type, data ?? {}, part);
};
const standing = (one: RunCase, status: string, more: Partial<CaseFact> = {}) => {
  one.facts = { ...one.facts, change: { ...change, status, ...more } };
};

const openIn = (one: RunCase): unknown => {
  try {
    one.give(commander, 'arm');
    return [];
  } catch (error) {
    return (error as { params: { checks: unknown } }).params.checks;
  }
};

describe('cutover.create', () => {
  test('what is to be checked waits for engineers, and for each person himself', () => {
    const one = planned(byHand('a'));
    expect(one.events()).toEqual(['created', 'planned']);
    expect(one.view).toMatchObject({
      status: 'planned',
      runbook: 'new-server@1',
      networkDevices: 1,
      windowFrom: WINDOW.from,
      backOutAt: BACK_OUT,
    });
    expect(one.waits()).toEqual([
      'engineer: recordPrecheck pre-spare pre-modules pre-backup',
      `${li.id}: recordPrecheck pre-person-1`,
      `${zhao.id}: recordPrecheck pre-person-2`,
    ]);
    expect(one.view.readings['prepare']).toMatchObject({ dueAt: WINDOW.from });
  });

  test('no network device among its items: no modules are needed, and may be recorded all the same', () => {
    const one = new RunCase('cutover', li, { ...wanted, items: ['srv-dx'] }, offered(byHand('a')));
    expect(one.part('pre-modules').status).toBe('not-needed');
    expect(one.view['openChecks']).not.toContain('pre-modules');
    give(one, 'pre-modules');
    expect(one.part('pre-modules').status).toBe('met');
  });

  test.each<[object, string]>([
    [{ items: ['nothing'] }, '/items/0 unknown'],
    [{ items: ['srv-dx', 'srv-dx'] }, '/items/1 named-twice'],
    [{ commander: 'nobody' }, '/commander unknown'],
    [{ commander: li.id }, '/commander role-missing'],
    [{ window: { from: WINDOW.until, until: WINDOW.from } }, '/window/until not-after-from'],
    [{ window: { from: MORNING - hours(4), until: MORNING } }, '/window/until in-past'],
    [{ backOutMinutes: 240 }, '/backOutMinutes beyond-window'],
    [{ people: [{ person: 'nobody', as: 'x' }] }, '/people/0/person unknown'],
    [{ people: [{ person: requester.id, as: 'x' }] }, '/people/0/person role-missing'],
    [{ people: [...plan.people, { person: li.id, as: 'x' }] }, '/people/2/person named-twice'],
  ])('refused: %j', (more, fault) => {
    expect(faultsOf({ ...wanted, ...more })).toEqual([fault]);
  });

  test('refused: another case, a change that is over, a runbook whose steps are called like prechecks', () => {
    const facts = offered(byHand('a'));
    expect(faultsOf(wanted, { ...facts, cases: { change: null } })).toEqual(['/change unknown']);
    expect(faultsOf(wanted, { ...facts, cases: { change: { ...change, open: false } } })).toEqual(['/change not-open']);
    const other = found('other', byHand('a'));
    expect(faultsOf(wanted, { ...facts, runbook: null })).toEqual(['/runbook runbook-not-approved']);
    expect(faultsOf(wanted, { ...facts, runbook: { ...other, otherApplication: true } })).toEqual([
      '/runbook not-covered',
    ]);
    expect(faultsOf(wanted, { ...facts, runbook: { ...other, uncovered: ['sw-dx'] } })).toEqual([
      '/runbook not-covered',
    ]);
    expect(faultsOf(wanted, offered(byHand('pre-backup')))).toEqual(['/runbook part-exists']);
    expect(faultsOf(wanted, offered(byHand('pre-person-9')))).toEqual(['/runbook part-exists']);
  });

  test.each([agent, requester])('refused: %j plans none', (actor) => {
    expect(() => new RunCase('cutover', actor, wanted, offered(byHand('a')))).toThrow(
      expect.objectContaining({ code: 'not-permitted' }),
    );
  });

  const faultsOf = (data: object, facts = offered(byHand('a'))): string[] => {
    try {
      void new RunCase('cutover', li, data, facts);
      return [];
    } catch (error) {
      return (error as { fields: { pointer: string; code: string }[] }).fields.map(
        (one) => `${one.pointer} ${one.code}`,
      );
    }
  };
});

describe('cutover.recordPrecheck', () => {
  test.each<[string, object, string]>([
    ['pre-spare', {}, '/versions required'],
    [
      'pre-spare',
      { versions: { live: { os: 'EulerOS 2', database: 'DM 8' }, spare: { os: 'EulerOS 1' } } },
      '/versions/spare/os version-differs /versions/spare/database version-differs',
    ],
    [
      'pre-spare',
      { versions: { live: { os: 'A' }, spare: { os: 'A' } }, modules: { optical: 2, power: 2 } },
      '/modules unknown-field',
    ],
    ['pre-modules', { modules: { optical: 1, power: 1 } }, '/modules/optical too-few /modules/power too-few'],
    ['pre-backup', {}, '/backup required'],
    [
      'pre-backup',
      { backup: { takenAt: MORNING + 1, checksum: SUM, readBack: 'cd'.repeat(32) } },
      '/backup/takenAt in-future /backup/readBack checksum-differs',
    ],
    [
      'pre-backup',
      { backup: { takenAt: MORNING - hours(24), checksum: SUM, readBack: SUM } },
      '/backup/takenAt too-old',
    ],
  ])('%s refused: %j', (part, more, faults) => {
    expect(planned(byHand('a')).refused(deng, 'recordPrecheck', { evidence: 'x', ...more }, part)).toBe(
      `invalid-data ${faults}`,
    );
  });

  test('each confirms himself, and the change is asked itself', () => {
    const one = planned(byHand('a'));
    const there = { evidence: 'I will be there' };
    expect(one.refused(zhao, 'recordPrecheck', there, 'pre-person-1')).toBe('confirms-himself');
    expect(one.refused(deng, 'recordPrecheck', there, 'pre-change')).toBe('asked-of-change');
    expect(one.refused(requester, 'recordPrecheck', there, 'pre-spare')).toBe('not-permitted');
    expect(one.refused(deng, 'recordPrecheck', there, 'pre-nothing')).toBe('unknown-part');
    expect(one.refused(deng, 'recordPrecheck', there)).toBe('invalid-data /part required');
    expect(give(one, 'pre-person-1')).toEqual(['precheckRecorded']);
    expect(one.part('pre-person-1')).toMatchObject({ status: 'met', assignees: [li.id] });
  });

  test('who comes of another house confirms himself, too', () => {
    const named = { ...wanted, people: [{ person: principal.id, as: 'customer' }] };
    const one = new RunCase('cutover', li, named, offered(byHand('a')));
    expect(one.give(principal, 'recordPrecheck', { evidence: 'Yes' }, 'pre-person-1')).toEqual(['precheckRecorded']);
  });

  test('who has left is replaced by his heir, who confirms himself; without one by whoever does', () => {
    const one = checked(byHand('a'));
    const left = { person: zhao.id, reason: 'He has left' };
    const events = one.give(system, 'relieve', { ...left, successor: deng.id });
    expect(events).toEqual(['relieved', 'precheckLapsed']);
    expect(one.waits()).toEqual([`${deng.id}: recordPrecheck pre-person-2`]);
    one.give(deng, 'recordPrecheck', { evidence: 'Yes' }, 'pre-person-2');
    one.give(system, 'relieve', { person: deng.id, reason: 'He has left' });
    expect(one.waits()).toEqual(['engineer: recordPrecheck pre-person-2']);
    one.give(li, 'recordPrecheck', { evidence: 'Both' }, 'pre-person-2');
    expect(one.waits()).toEqual([`${commander.id}: arm`]);
  });
});

describe('cutover.arm', () => {
  test('by its commander, with everything met', () => {
    const one = checked(byHand('a'));
    expect(one.waits()).toEqual([`${commander.id}: arm`]);
    for (const actor of [li, head]) expect(one.refused(actor, 'arm')).toBe('not-permitted');
    expect(one.give(commander, 'arm')).toEqual(['armed']);
    expect(one.part('pre-change').status).toBe('met');
    expect(one.waits()).toEqual([`${commander.id}: start`]);
    expect(one.view.readings['start-by']).toMatchObject({ dueAt: BACK_OUT });
  });

  test.each(Object.keys(met))('refused: %s is open', (part) => {
    const one = planned(byHand('a'));
    for (const other of Object.keys(met)) if (other !== part) give(one, other);
    expect(one.refused(commander, 'arm')).toBe('precheck-open');
    expect(openIn(one)).toEqual([part]);
    give(one, part);
    expect(one.give(commander, 'arm')).toEqual(['armed']);
  });

  test.each<[string, Partial<CaseFact> | null]>([
    ['is not there', null],
    ['still has to be approved', { status: 'authorizing' }],
    ['is under way already', { status: 'implementing' }],
    ['has another window', { window: { from: WINDOW.from, until: WINDOW.until - 1 } }],
    ['is none', { process: 'incident' }],
  ])('refused: its change %s', (_name, more) => {
    const one = checked(byHand('a'));
    one.facts = { ...one.facts, change: more && { ...change, ...more } };
    expect(one.refused(commander, 'arm')).toBe('precheck-open');
    expect(openIn(one)).toEqual(['pre-change']);
  });

  test('a backup counts for a day: then it is open again', () => {
    const one = checked(byHand('a'));
    one.to(MORNING + hours(23) - 1);
    expect(one.part('pre-backup').status).toBe('met');
    one.to(MORNING + hours(23));
    expect(one.events().at(-1)).toBe('precheckLapsed');
    expect(one.refused(commander, 'arm')).toBe('precheck-open');
  });

  test('in the instant in which a day is over the commander is in time', () => {
    const one = checked(byHand('a'));
    one.world.skipTo(MORNING + hours(23));
    expect(one.give(commander, 'arm')).toEqual(['armed']);
  });
});

describe('cutover.replan, cutover.takeCommand, cutover.cancel', () => {
  test('planned anew, everybody confirms himself again, and it is not armed any more', () => {
    const one = armed(byHand('a'));
    const later = { from: WINDOW.from + hours(24), until: WINDOW.until + hours(24) };
    one.facts = { ...one.facts, runbook: null };
    expect(one.refused(li, 'replan', { ...plan, ...why })).toBe('invalid-data /runbook runbook-not-approved');
    one.facts = { ...one.facts, runbook: found('other', byHand('b')) };
    const anew = { ...plan, runbook: 'other', window: later, people: [{ person: deng.id, as: 'all' }], ...why };
    expect(one.give(li, 'replan', anew)).toEqual(['replanned']);
    expect(one.view).toMatchObject({ status: 'planned', windowFrom: later.from, runbook: 'other@1' });
    expect(one.waits()).toEqual([`${deng.id}: recordPrecheck pre-person-1`]);
    expect(one.refused(zhao, 'recordPrecheck', { evidence: 'x' }, 'pre-person-2')).toBe('unknown-part');
    one.give(deng, 'recordPrecheck', { evidence: 'Yes' }, 'pre-person-1');
    standing(one, 'scheduled', { window: later });
    one.give(commander, 'arm');
    const wider = { ...plan, runbook: 'other', window: later, ...why };
    expect(one.give(li, 'replan', wider)).toEqual(['replanned']);
    expect(one.waits()).toEqual([`${li.id}: recordPrecheck pre-person-1`, `${zhao.id}: recordPrecheck pre-person-2`]);
    expect(one.refused(requester, 'replan', wider)).toBe('not-permitted');
  });

  test('another takes command; canceled, it is over', () => {
    const one = armed(byHand('a'));
    expect(one.refused(li, 'takeCommand', why)).toBe('not-permitted');
    one.give(head, 'takeCommand', why);
    expect(one.refused(head, 'takeCommand', why)).toBe('commands-already');
    expect(one.refused(commander, 'cancel', why)).toBe('not-permitted');
    expect(one.give(head, 'cancel', why)).toEqual(['canceled']);
    expect(one.view['status']).toBe('canceled');
    expect(one.view.nextWakeUp).toBeNull();
  });
});

describe('cutover.start', () => {
  test('within its window, by its commander, who calls the roll', () => {
    const one = armed(byHand('a'));
    expect(one.refused(commander, 'start', everybody)).toBe('outside-window');
    one.to(WINDOW.from - 1);
    expect(one.refused(commander, 'start', everybody)).toBe('outside-window');
    one.to(WINDOW.from);
    expect(one.refused(li, 'start', everybody)).toBe('not-permitted');
    expect(one.refused(commander, 'start', { rollCall: [li.id, deng.id] })).toBe('invalid-data /rollCall/1 not-named');
    expect(one.refused(commander, 'start', { rollCall: [li.id] })).toBe('people-missing');
    expect(one.give(commander, 'start', { rollCall: [li.id, commander.id], absence: 'His train is late' })).toEqual([
      'started',
      'stepStarted',
    ]);
    expect(one.view).toMatchObject({ status: 'executing', startedAt: WINDOW.from, rollCall: [li.id, commander.id] });
    expect(one.view.readings['back-out-by']).toMatchObject({ dueAt: BACK_OUT });
    expect(one.view.readings['window']).toMatchObject({ dueAt: WINDOW.until });
  });

  test('refused: no time is left to go back', () => {
    const one = armed(byHand('a')).to(BACK_OUT);
    expect(one.refused(commander, 'start', everybody)).toBe('outside-window');
  });

  test('refused: its change was taken back meanwhile, or its backup has grown old', () => {
    const one = armed(byHand('a')).to(WINDOW.from);
    standing(one, 'draft');
    expect(one.refused(commander, 'start', everybody)).toBe('precheck-open');
    standing(one, 'scheduled');
    const late = planned(byHand('a'));
    for (const part of Object.keys(met)) if (part !== 'pre-backup') give(late, part);
    const old = { takenAt: MORNING - hours(13), checksum: SUM, readBack: SUM };
    late.give(deng, 'recordPrecheck', { evidence: 'Job 6', backup: old }, 'pre-backup');
    late.give(commander, 'arm');
    late.to(WINDOW.from + minutes(1));
    expect(late.view['status']).toBe('armed');
    expect(late.waits()).toEqual(['engineer: recordPrecheck pre-backup']);
    expect(late.refused(commander, 'start', everybody)).toBe('precheck-open');
    late.give(deng, 'recordPrecheck', { evidence: 'Job 7', backup: { ...old, takenAt: WINDOW.from } }, 'pre-backup');
    expect(late.give(commander, 'start', everybody)).toEqual(['started', 'stepStarted']);
  });

  test.each([
    ['overlap', 'conflict'],
    ['freeze', 'freeze'],
    ['outside-window', 'outside-window'],
  ])('refused: %s stands against it; what its own change has is its own', (kind, code) => {
    const one = armed(byHand('a')).to(WINDOW.from);
    const stands = { key: 'x', kind, severity: 'block', waivable: false, ...WINDOW, why: { code: 'x' } } as const;
    one.facts = { ...one.facts, conflicts: [{ ...stands, with: 'CHG-000010' }] };
    expect(one.refused(commander, 'start', everybody)).toBe(code);
    one.facts = {
      ...one.facts,
      conflicts: [
        { ...stands, with: change.caseId },
        { ...stands, severity: 'warn' },
      ],
    };
    expect(one.give(commander, 'start', everybody)).toContain('started');
  });

  test('its items are its own while it is under way', () => {
    const one = armed(byHand('a')).to(WINDOW.from);
    const held = () => one.holds();
    expect(held()).toEqual([]);
    one.give(commander, 'start', everybody);
    expect(held()).toEqual(wanted.items.map((item) => ({ item, from: WINDOW.from, until: WINDOW.until })));
    one.give(commander, 'rollBack', why);
    expect(one.view['status']).toBe('rolled-back');
    expect(held()).toEqual([]);
    expect(one.refused(owner, 'cancel', why)).toBe('wrong-status');
  });
});
