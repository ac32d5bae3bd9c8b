/** How a change is raised, planned, submitted and assessed: what each command does, and what refuses it. */
import {
  blocks,
  grave,
  ChangeCase,
  doer,
  NIGHT,
  NO,
  plan,
  principal,
  raiser,
  step,
  warns,
} from '../../support/changes.ts';
import { hours } from '../../support/given.ts';
import { sheetHash } from '../../../domain/change/sheet.ts';
import { people } from '../../support/sample.ts';

const { chen, quality, owner, auditor, agent, requester, cityHead, wang, system } = people;
const opening = (more: object, by = raiser, facts = {}): string => {
  try {
    return new ChangeCase(more, { by, facts }).view.status;
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { pointer: string; code: string }[] };
    return [code, ...fields.map((one) => `${one.pointer} ${one.code}`)].join(' ');
  }
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
    ['/window/until not-ahead', { window: { from: NIGHT.from - hours(48), until: NIGHT.from - hours(40) } }],
    ['/backOutMinutes longer-than-window', { backOutMinutes: 240 }],
    ['/items/0 retired', { items: ['srv-old'] }],
    ['/implementer unknown', { implementer: 'nobody' }],
  ])('refused: %s', (fault, more) => {
    expect(new ChangeCase().refused(raiser, 'plan', plan(more))).toBe(`invalid-data ${fault}`);
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

  test('a standard change from its template has its time at once; an emergency asks its two seats', () => {
    const standard = new ChangeCase(
      { kind: 'standard', template: 'reboot' },
      { facts: { template: 'reboot@1' } },
    ).planned();
    expect(standard.give(raiser, 'submit')).toEqual(['submitted', 'conflictsChecked', 'scheduled']);
    const emergency = new ChangeCase({ kind: 'emergency', incident: 'INC-000001' }, { facts: grave }).planned();
    expect(emergency.give(raiser, 'submit')).toEqual(['submitted', 'conflictsChecked', 'approvalAsked']);
    expect(emergency.waits()).toEqual(['sup-donghu: approve', 'sup-dx: approve']);
  });

  test('a standard change on a customer’s item waits for his consent in its window, and does not start without', () => {
    const facts = { template: 'reboot@1' };
    const change = new ChangeCase({ kind: 'standard', template: 'reboot' }, { facts }).planned({
      items: ['db-school'],
    });
    change.give(raiser, 'submit');
    expect(change.waits()).toEqual([`${doer.id}: start`, `${principal.id}: recordConsent`]);
    change.to(NIGHT.from);
    expect(change.refused(doer, 'start')).toBe('consent-missing');
    const { state } = change.world.kaseOf(change.number);
    const consent = { customer: '/dx/donghu/linxi/school', planHash: sheetHash(state as never) };
    expect(change.give(principal, 'recordConsent', consent)).toEqual(['consentRecorded']);
    expect(change.give(doer, 'start')).toEqual(['conflictsChecked', 'started']);
  });
});

const assessment = (what: string, answers: object = {}) => ({
  as: what,
  answers: { ...NO, ...answers },
  opinion: 'Fine',
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

  test('what others look at is not amended under their eyes', () => {
    const better = { fields: { title: 'Another title' } };
    expect(new ChangeCase().give(raiser, 'amend', better)).toEqual(['amended']);
    expect(new ChangeCase().submitted().refused(cityHead, 'amend', better)).toBe('revise-first');
  });
});
