/** How a change is raised, planned, submitted and assessed: what each command does, and what refuses it. */
import { blocks, grave, ChangeCase, doer, NIGHT, NO, plan, raiser, step, warns } from '../../support/changes.ts';
import { hours } from '../../support/given.ts';
import { questionnaireFaults, SHIPPED } from '../../../domain/change/risk.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { allowedCommands } from '../../../domain/kernel/lifecycle.ts';
import { people } from '../../support/sample.ts';
import { addressed } from '../../support/told.ts';

const { chen, quality, owner, auditor, agent, requester, cityHead, wang, system } = people;
const opening = (more: object, by = raiser, facts = {}): string => {
  try {
    return new ChangeCase(more, { by, facts }).view.status;
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { pointer: string; code: string }[] };
    return [code, ...fields.map((one) => `${one.pointer} ${one.code}`)].join(' ');
  }
};

const blocked = ({ world, number }: ChangeCase, actor = raiser) => {
  const offered = allowedCommands(processOf('change'), world.kaseOf(number), { actor, now: world.now });
  return Object.fromEntries(offered.blocked.map(({ command, code }) => [command, code]));
};

describe('change.create', () => {
  test('a draft, of whoever works, with the customers whose items it touches', () => {
    const change = new ChangeCase({ items: ['srv-dx', 'db-school'] });
    expect(change.view).toMatchObject({
      status: 'draft',
      kind: 'normal',
      items: ['srv-dx', 'db-school'],
      consents: [{ customer: '/dx/donghu/linxi/school' }],
      parties: { requester: raiser.id },
    });
    expect(change.view.orgLine).toContain('/dx/donghu/linxi/school');
    expect(change.waits()).toEqual([`${raiser.id}: submit`]);
    expect(change.events()).toEqual(['created']);
  });

  test.each<[string, object, Parameters<typeof opening>[1], object?]>([
    ['invalid-data /items/1 unknown', { items: ['srv-dx', 'srv-moon'] }, raiser],
    ['invalid-data /items/0 retired', { items: ['srv-old'] }, raiser],
    ['invalid-data /items/1 named-twice', { items: ['srv-dx', 'srv-dx'] }, raiser],
    ['invalid-data /template required', { kind: 'standard' }, raiser],
    ['invalid-data /template unknown', { kind: 'standard', template: 'reboot' }, raiser],
    ['invalid-data /template standard-only', { template: 'reboot' }, raiser],
    ['invalid-data /incident required', { kind: 'emergency' }, raiser],
    ['invalid-data /incident unknown', { kind: 'emergency', incident: 'INC-000001' }, raiser],
    [
      'invalid-data /incident no-emergency',
      { kind: 'emergency', incident: 'INC-000001' },
      raiser,
      { cases: { incident: { ...grave.cases.incident, priority: 'P3' } } },
    ],
    [
      'invalid-data /incident no-emergency',
      { kind: 'emergency', incident: 'INC-000001' },
      raiser,
      { cases: { incident: { ...grave.cases.incident, open: false } } },
    ],
    ['not-permitted', { kind: 'record' }, raiser],
    ['not-permitted', {}, auditor],
    ['not-permitted', {}, requester],
    ['invalid-data /title required', { title: undefined }, raiser],
    ['invalid-data /description required', { description: undefined }, raiser],
    ['invalid-data /difference required', { kind: 'unauthorised' }, auditor],
  ])('refused: %s', (refusal, more, by, facts = {}) => {
    expect(opening(more, by, facts)).toBe(refusal);
  });

  test('what was done already is reviewed, and an emergency is for a grave incident', () => {
    expect(opening({ kind: 'unauthorised', difference: 'Port 22 is open' }, auditor)).toBe('reviewing');
    expect(opening({ kind: 'record' }, system)).toBe('reviewing');
    expect(opening({ kind: 'emergency', incident: 'INC-000001' }, raiser, grave)).toBe('draft');
  });
});

describe('change.plan', () => {
  test('the whole of it again and again, each with a hash of its own, by who raised it or carries it out', () => {
    const change = new ChangeCase();
    expect(change.give(raiser, 'plan', plan())).toEqual(['planned']);
    expect(change.view).toMatchObject({
      windowFrom: NIGHT.from,
      windowUntil: NIGHT.until,
      implementer: doer.id,
      steps: { all: 3, done: 0 },
    });
    const first = change.view['planHash'];
    expect(change.give(doer, 'plan', plan({ consequences: 'Slower for a minute' }))).toEqual(['planned']);
    expect(change.view['planHash']).not.toBe(first);
    change.give(raiser, 'plan', plan({ steps: [step('patch')], testEvidence: undefined }));
    expect(change.view['steps']).toEqual({ all: 1, done: 0 });
    expect(change.refused(raiser, 'submit')).toBe('plan-incomplete /testEvidence required');
  });

  test.each<[string, object]>([
    ['/steps/1/id already-named', { steps: [step('stop'), step('stop')] }],
    ['/steps/0/undo undo-missing', { steps: [step('stop', { undo: undefined })] }],
    ['/steps/0/noUndo one-only', { steps: [step('stop', { noUndo: 'Never' })] }],
    ['/window/until not-after-from', { window: { from: NIGHT.from, until: NIGHT.from } }],
    ['/window/until too-long-apart', { window: { from: NIGHT.from, until: NIGHT.from + hours(31 * 24) + 1 } }],
    ['/window/until not-ahead', { window: { from: NIGHT.from - hours(48), until: NIGHT.from - hours(40) } }],
    ['/backOutMinutes longer-than-window', { backOutMinutes: 240 }],
    ['/items/0 retired', { items: ['srv-old'] }],
    ['/implementer unknown', { implementer: 'nobody' }],
    ['/implementer role-missing', { implementer: requester.id }],
    ['/customers/1 nobody', { customers: ['/dx/donghu/linxi/school', '/dx/xiling'] }],
    ['/asNormal standard-only', { asNormal: true }],
  ])('refused: %s', (fault, more) => {
    expect(new ChangeCase().refused(raiser, 'plan', plan(more))).toBe(`invalid-data ${fault}`);
  });

  test('a draft that was registered for another application keeps who carries it out, and lies in no queue', () => {
    const change = new ChangeCase().planned();
    change.give(system, 'correct', { reason: 'Of another service', application: 'assets' });
    expect(change.view).toMatchObject({ application: 'assets', status: 'draft', parties: { assignee: doer.id } });
    expect(change.view).not.toHaveProperty('queue');
  });

  test('refused: somebody else, and once it is looked at', () => {
    expect(new ChangeCase().refused(wang, 'plan', plan())).toBe('not-permitted');
    expect(new ChangeCase().submitted().refused(raiser, 'plan', plan())).toBe('wrong-status');
  });
});

describe('change.submit', () => {
  test('names every piece that is missing', () => {
    const change = new ChangeCase();
    expect(change.refused(raiser, 'submit')).toBe(
      'plan-incomplete /window required /outageMinutes required /backOutMinutes required /steps required /implementer required /consequences required /backOut required /testEvidence required',
    );
  });

  test('a normal change is assessed; what is found of conflicts stands in it', () => {
    const change = new ChangeCase().planned();
    expect(change.give(raiser, 'submit', {}, { facts: { conflicts: [warns] } })).toEqual([
      'submitted',
      'conflictsChecked',
    ]);
    expect(change.view).toMatchObject({ status: 'assessing', conflicts: [{ key: warns.key, severity: 'warn' }] });
    expect(change.waits()).toEqual(['supervisor: assess']);
  });

  test('refused: what blocks, with all of it; a window that is over', () => {
    const change = new ChangeCase().planned();
    expect(change.refused(raiser, 'submit', {}, { facts: { conflicts: [warns, blocks] } })).toBe('conflict');
    expect(change.refused(raiser, 'submit', {}, { facts: { conflicts: [{ ...blocks, kind: 'freeze' }] } })).toBe(
      'freeze',
    );
    expect(
      change.refused(raiser, 'submit', {}, { facts: { conflicts: [{ ...blocks, kind: 'outside-window' }] } }),
    ).toBe('outside-window');
    expect(change.to(NIGHT.until).refused(raiser, 'submit')).toBe('window-over');
  });

  test('an emergency asks its two seats', () => {
    const emergency = new ChangeCase({ kind: 'emergency', incident: 'INC-000001' }, { facts: grave }).planned();
    expect(emergency.give(raiser, 'submit')).toEqual(['submitted', 'conflictsChecked', 'approvalAsked']);
    expect(emergency.waits()).toEqual(['sup-donghu: approve', 'sup-dx: approve']);
  });
});

const assessment = (what: string, answers: object = {}) => ({
  as: what,
  answers: { ...NO, ...answers },
  opinion: 'Fine',
});

const short = (more: object = {}) => ({
  ref: 'short@2',
  pin: 'short@2#00ff',
  questions: [{ key: 'moon', weight: 5 }],
  medium: 5,
  high: 6,
  ...more,
});

describe('a risk questionnaire', () => {
  test.each<[string, object]>([
    ['/questions/1/key already-named', { questions: [...short().questions, { key: 'moon', weight: 9 }] }],
    ['/high out-of-order', { medium: 5 }],
    ['/high unreachable', { high: 6 }],
  ])('refused: %s', (fault, more) => {
    const found = questionnaireFaults({ ...short({ medium: 3, high: 5 }), ...more });
    expect(found.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([fault]);
  });
  test('the shipped one has no faults', () => expect(questionnaireFaults(SHIPPED)).toEqual([]));
});

describe('change.assess', () => {
  test('three people; the last sets the risk, and its policy asks', () => {
    const change = new ChangeCase().submitted();
    expect(change.give(chen, 'assess', assessment('technical'))).toEqual(['assessed']);
    expect(change.refused(chen, 'assess', assessment('security'))).toBe('separation-of-duties');
    expect(change.refused(wang, 'assess', assessment('technical'))).toBe('already-assessed');
    expect(change.refused(wang, 'assess', assessment('business', { 'moon-phase': true }))).toBe(
      'invalid-data /answers/moon-phase unknown',
    );
    expect(change.refused(doer, 'assess', assessment('business'))).toBe('separation-of-duties');
    expect(change.refused(raiser, 'assess', assessment('business'))).toBe('separation-of-duties');
    change.give(quality, 'assess', assessment('security', { 'data-changed': true, 'vendor-needed': true }));
    expect(change.give(owner, 'assess', assessment('business'))).toEqual(['assessed', 'riskSet', 'approvalAsked']);
    expect(change.view).toMatchObject({
      status: 'authorizing',
      risk: 'medium',
      riskReasons: [{ code: 'answer-vendor-needed' }, { code: 'answer-data-changed' }],
      approval: { policy: 'change-medium@1' },
    });
  });

  test('what was in force when it was submitted is asked, weighed and named; anything else is no question', () => {
    const change = new ChangeCase().planned();
    change.give(raiser, 'submit', {}, { facts: { questionnaire: short() } });
    expect(change.world.kaseOf(change.number).pins.more).toEqual({ questionnaire: 'short@2#00ff' });
    expect(change.view['questionnaire']).toBe('short@2');
    const answers = { moon: true };
    expect(change.refused(chen, 'assess', { as: 'technical', answers: { ...NO }, opinion: '' })).toMatch(
      /^invalid-data \/answers\/first-of-kind unknown/,
    );
    change.give(chen, 'assess', { as: 'technical', answers, opinion: '' });
    change.give(quality, 'assess', { as: 'security', answers: { moon: false }, opinion: '' });
    expect(change.give(owner, 'assess', { as: 'business', answers, opinion: '' })).toContain('riskSet');
    const set = change.world.eventsOf(change.number).findLast(({ type }) => type === 'change.riskSet');
    expect(set?.data).toEqual({ risk: 'medium', reasons: [{ code: 'answer-moon' }], questionnaire: 'short@2' });
  });

  test('an assessment that the questionnaire leaves to a role waits for it, and is nobody else’s', () => {
    const change = new ChangeCase().planned();
    const questionnaire = short({ assessors: { security: 'quality-lead' } });
    change.give(raiser, 'submit', {}, { facts: { questionnaire } });
    expect(change.waits()).toEqual(['supervisor: assess', 'quality-lead: assess']);
    const answers = { moon: false };
    expect(change.refused(chen, 'assess', { as: 'security', answers, opinion: '' })).toBe('not-permitted');
    change.give(quality, 'assess', { as: 'security', answers, opinion: '' });
    expect(change.waits()).toEqual(['supervisor: assess']);
    expect(change.give(chen, 'assess', { as: 'technical', answers, opinion: '' })).toEqual(['assessed']);
  });

  test('the risk is the higher of rule and questionnaire, and what nobody answered counts', () => {
    const risky = new ChangeCase()
      .submitted({ steps: [step('burn', { undo: undefined, noUndo: 'Ashes' })] })
      .assessed();
    expect(risky.view).toMatchObject({ risk: 'high', riskReasons: [{ code: 'cannot-be-undone' }] });
    const silent = new ChangeCase().submitted();
    for (const [as, who] of [
      ['technical', chen],
      ['security', quality],
      ['business', owner],
    ] as const)
      silent.give(who, 'assess', { as, answers: {}, opinion: '' });
    expect(silent.view['risk']).toBe('high');
    expect(new ChangeCase().submitted().assessed().view['risk']).toBe('low');
  });
});

describe('change.return, change.revise, change.waiveConflict, change.noteFreeze, change.cancel', () => {
  test('returned or revised it is a draft, and nothing that was assessed or approved counts', () => {
    const change = new ChangeCase().submitted().assessed();
    expect(change.give(cityHead, 'return', { reason: 'The way back is too long' })).toEqual([
      'approvalsVoided',
      'returned',
    ]);
    expect(change.view).toMatchObject({ status: 'draft', approval: { state: 'voided' } });
    expect(change.view['risk']).toBeUndefined();
    change.submitted().assessed();
    expect(change.give(doer, 'revise', { reason: 'Another server' })).toEqual(['approvalsVoided', 'revised']);
    expect(change.refused(agent, 'return', { reason: 'x' })).toBe('wrong-status');
    expect(new ChangeCase().submitted().refused(chen, 'return', { reason: 'x' })).toBe('not-permitted');
    expect(new ChangeCase().submitted().refused(chen, 'revise', { reason: 'x' })).toBe('not-permitted');
  });

  test('a warning is waived by the process owner, and stays waived when it is found again', () => {
    const change = new ChangeCase().planned();
    change.give(raiser, 'submit', {}, { facts: { conflicts: [warns] } });
    const waive = { conflict: warns.key, reason: 'They know of each other' };
    expect(change.refused(cityHead, 'waiveConflict', waive)).toBe('not-permitted');
    expect(change.refused(owner, 'waiveConflict', { ...waive, conflict: 'overlap::' })).toBe(
      'invalid-data /conflict unknown',
    );
    expect(change.give(owner, 'waiveConflict', waive)).toEqual(['conflictWaived']);
    expect(change.refused(owner, 'waiveConflict', waive)).toBe('already-waived');
    change.assessed().give(cityHead, 'approve', { planHash: change.hash }, { facts: { conflicts: [warns] } });
    expect(change.view).toMatchObject({ status: 'scheduled', risk: 'low', conflicts: [{ waivedBy: owner.id }] });
  });

  test('a freeze that meets it is on record, and those who have it hear', () => {
    const change = new ChangeCase().scheduled();
    const freeze = { freeze: 'national-day@1', ...NIGHT };
    expect(change.give(system, 'noteFreeze', freeze)).toEqual(['freezeNoted']);
    expect(change.refused(owner, 'noteFreeze', freeze)).toBe('not-permitted');
  });

  test('canceled before it begins, and not after', () => {
    const change = new ChangeCase().scheduled();
    expect(change.refused(doer, 'cancel', { reason: 'x' })).toBe('not-permitted');
    expect(change.give(raiser, 'cancel', { reason: 'No longer needed' })).toEqual(['canceled']);
    expect(change.view).toMatchObject({ status: 'canceled', waitsFor: [] });
    expect(new ChangeCase().started().refused(raiser, 'cancel', { reason: 'x' })).toBe('wrong-status');
  });

  test('canceled while it is approved, nobody is asked any more, no clock runs on, and who was asked hears of it', () => {
    const change = new ChangeCase().submitted().assessed();
    expect(change.give(raiser, 'cancel', { reason: 'No longer needed' })).toEqual(['approvalsVoided', 'canceled']);
    const { approval, readings, dueAt, waitsFor } = change.view;
    expect({ approval, dueAt, waitsFor }).toMatchObject({ approval: { state: 'voided' }, dueAt: null, waitsFor: [] });
    expect(Object.values<{ state: string }>(readings).filter(({ state }) => state === 'running')).toEqual([]);
    expect(addressed(change.world, 'change-approvals-voided')).toEqual([{ to: { person: cityHead.id } }]);
  });

  test('no command is offered that could only be refused', () => {
    const assessing = new ChangeCase().submitted();
    assessing.give(chen, 'assess', { as: 'technical', opinion: 'Fine', answers: NO });
    expect(blocked(assessing, chen)).toMatchObject({ assess: 'separation-of-duties' });
    expect(blocked(new ChangeCase().started(), doer)).toMatchObject({ finish: 'open-steps' });
    expect(blocked(new ChangeCase().scheduled())).toMatchObject({ recordConsent: 'no-customer' });
  });

  test('what others look at is not amended under their eyes', () => {
    const better = { fields: { title: 'Another title' } };
    expect(new ChangeCase().give(raiser, 'amend', better)).toEqual(['amended']);
    expect(new ChangeCase().submitted().refused(cityHead, 'amend', better)).toBe('revise-first');
  });
});
