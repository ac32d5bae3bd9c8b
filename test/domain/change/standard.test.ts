/** A standard change: made of a template that was approved, as long as nothing of that is altered. */
import {
  blocks,
  ChangeCase,
  doer,
  NIGHT,
  own,
  plan,
  principal,
  raiser,
  reboot,
  step,
  warns,
} from '../../support/changes.ts';
import { hours, MORNING } from '../../support/given.ts';
import { templateFaults, uncoveredBy } from '../../../domain/change/standard/template.ts';
import type { ChangeTemplate } from '../../../domain/change/standard/template.ts';
import { sheetHash } from '../../../domain/change/sheet.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { OfferedTemplate } from '../../../domain/kernel/facts.ts';

const bare = { kind: 'standard', template: 'reboot', title: undefined, description: undefined };
const drafted = (more: object = {}, template: OfferedTemplate | null = reboot()): ChangeCase =>
  new ChangeCase({ ...bare, ...more }, { facts: { template } });
const by = (template: OfferedTemplate | null = reboot(), more: object = {}) => ({ facts: { template, ...more } });
const planned = (more: object = {}): ChangeCase => {
  const change = drafted();
  change.give(raiser, 'plan', own(more), by());
  return change;
};
const refusal = (work: () => unknown): { code: string; params?: unknown; fields: unknown } => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, params: error.params, fields: error.fields };
  }
  throw new Error('done');
};
const lastPlan = (change: ChangeCase) =>
  change.world.eventsOf(change.number).findLast(({ type }) => type === 'change.planned')?.data as {
    plan: object;
    pinned?: object;
  };

describe('change.create of a standard change', () => {
  test('says what its template says, pins that version, and has its own title where it says one', () => {
    const change = drafted();
    expect(change.events()).toEqual(['created', 'planned']);
    expect(change.view).toMatchObject({
      kind: 'standard',
      title: 'Reboot of a node',
      description: 'Its memory is full',
      outageMinutes: 10,
      steps: { all: 2, done: 0 },
    });
    expect(lastPlan(change)).toMatchObject({ plan: reboot().plan, pinned: { template: 'reboot@1#00ff' } });
    expect(change.world.kaseOf(change.number).pins.more).toEqual({ template: 'reboot@1#00ff' });
    expect(drafted({ title: 'Node 7' }).view['title']).toBe('Node 7');
    expect(change.refused(raiser, 'submit', {}, by())).toBe('plan-incomplete /window required /implementer required');
  });

  test.each<[string, OfferedTemplate | null, object?]>([
    ['/template unknown', null],
    ['/template template-expired', reboot({ withdrawn: true })],
    ['/template template-expired', reboot({ from: MORNING + hours(1) })],
    ['/template template-expired', reboot({ until: MORNING })], // half-open
    ['/application not-covered', reboot({ otherApplication: true })],
    ['/items/1 not-covered', reboot({ uncovered: ['db-school'] }), { items: ['srv-dx', 'db-school'] }],
  ])('refused: %s', (fault, template, more = {}) => {
    const { code, fields } = refusal(() => drafted(more, template));
    expect(code).toBe('invalid-data');
    expect(fields).toMatchObject([{ pointer: fault.split(' ')[0], code: fault.split(' ')[1] }]);
  });
});

describe('change.plan of a standard change', () => {
  test('what is left out stays as the template says; window, implementer, items and evidence are its own', () => {
    const change = planned({ items: ['srv-dx', 'srv-school'], testEvidence: 'Tried today' });
    expect(change.view).toMatchObject({ kind: 'standard', implementer: doer.id, items: ['srv-dx', 'srv-school'] });
    expect(lastPlan(change)).toMatchObject({ plan: { ...reboot().plan, testEvidence: 'Tried today', window: NIGHT } });
    expect(lastPlan(change).pinned).toBeUndefined();
    // Said again word for word it is the same plan; an outage may be shorter.
    expect(change.give(raiser, 'plan', own({ ...reboot().plan, outageMinutes: 4 }), by())).toEqual(['planned']);
    expect(change.view).toMatchObject({ kind: 'standard', outageMinutes: 4 });
  });

  test.each<[string, object]>([
    ['steps', { steps: [step('stop')] }],
    ['outageMinutes', { outageMinutes: 11 }],
    ['backOut', { backOut: 'Hope' }],
    ['backOutMinutes', { backOutMinutes: 5 }],
    ['consequences', { consequences: 'Slower' }],
  ])('an edit of its %s makes it normal, and it goes the whole way', (field, more) => {
    const change = planned();
    expect(change.give(raiser, 'plan', own(more), by())).toEqual(['becameNormal', 'planned']);
    const became = change.world.eventsOf(change.number).findLast(({ type }) => type === 'change.becameNormal');
    expect(became?.data).toEqual({ why: 'edited', fields: [field] });
    expect(change.view).toMatchObject({ kind: 'normal', template: 'reboot' });
    expect(lastPlan(change).plan).toMatchObject({ ...reboot().plan, ...more });
    expect(change.give(raiser, 'submit', {}, by())).toEqual(['submitted', 'conflictsChecked']);
    expect(change.view['status']).toBe('assessing');
  });

  test('it becomes normal when who plans it wants it so, though its template is out of force', () => {
    const change = planned();
    expect(change.refused(raiser, 'plan', own(), by(reboot({ withdrawn: true })))).toBe('template-expired');
    expect(change.give(raiser, 'plan', own({ asNormal: true }), by(reboot({ withdrawn: true })))).toEqual([
      'becameNormal',
      'planned',
    ]);
    expect(change.view['kind']).toBe('normal');
  });

  test('a newer version of its template is taken over and pinned; words of the one before are no edit', () => {
    const change = planned();
    const newer = reboot({
      ref: 'reboot@2',
      pin: 'reboot@2#11ff',
      plan: { ...reboot().plan, backOut: 'Call the vendor' },
    });
    expect(change.give(raiser, 'plan', own({ ...reboot().plan }), by(newer))).toEqual(['planned']);
    expect(lastPlan(change)).toMatchObject({ plan: newer.plan, pinned: { template: 'reboot@2#11ff' } });
    expect(change.view['kind']).toBe('standard');
  });

  test('refused: items that the template is not for, and all that is refused of any plan', () => {
    const change = drafted();
    const template = reboot({ uncovered: ['srv-school'] });
    expect(change.refused(raiser, 'plan', own({ items: ['srv-dx', 'srv-school'] }), by(template))).toBe(
      'invalid-data /items/1 not-covered',
    );
    expect(change.refused(raiser, 'plan', own({ items: ['srv-old'] }), by())).toBe('invalid-data /items/0 retired');
    const short = { from: NIGHT.from, until: NIGHT.from + hours(0.5) };
    expect(change.refused(raiser, 'plan', own({ window: short }), by())).toBe(
      'invalid-data /backOutMinutes longer-than-window',
    );
  });
});

describe('change.submit of a standard change', () => {
  test('it has its time at once', () => {
    const change = planned();
    expect(change.give(raiser, 'submit', {}, by())).toEqual(['submitted', 'conflictsChecked', 'riskSet', 'scheduled']);
    expect(change.view).toMatchObject({ status: 'scheduled', kind: 'standard', risk: 'low' });
    expect(change.waits()).toEqual([`${doer.id}: start`]);
    expect(change.to(NIGHT.from).give(doer, 'start')).toEqual(['conflictsChecked', 'started']);
  });

  test.each<[string, OfferedTemplate | null]>([
    ['unknown', null],
    ['withdrawn', reboot({ withdrawn: true })],
    ['expired', reboot({ until: MORNING })],
    ['superseded', reboot({ ref: 'reboot@2' })],
    ['not-covered', reboot({ uncovered: ['srv-dx'] })],
    ['not-covered', reboot({ otherApplication: true })],
  ])('refused: its template is %s by now', (why, template) => {
    const found = refusal(() => planned().give(raiser, 'submit', {}, by(template)));
    expect(found).toMatchObject({ code: 'template-expired', params: { template: 'reboot@1', why } });
  });

  test('refused: what blocks, as of any change', () => {
    expect(planned().refused(raiser, 'submit', {}, by(reboot(), { conflicts: [blocks] }))).toBe('conflict');
  });

  test('of a risk that its template did not foresee it is assessed like a normal one', () => {
    const change = planned();
    expect(change.give(raiser, 'submit', {}, by(reboot(), { conflicts: [warns] }))).toEqual([
      'becameNormal',
      'submitted',
      'conflictsChecked',
    ]);
    expect(change.view).toMatchObject({ status: 'assessing', kind: 'normal' });
    const words = change.world.eventsOf(change.number).filter(({ type }) => type !== 'change.planned');
    expect(words[1]?.data).toEqual({ why: 'risk', reasons: [{ code: 'conflict-warned' }] });
    expect(words[2]?.data).toEqual({ planHash: sheetHash(change.world.kaseOf(change.number).state as never) });
  });

  test('on a customer’s item it waits for his consent in its window, and does not start without', () => {
    const change = planned({ items: ['db-school'] });
    change.give(raiser, 'submit', {}, by());
    expect(change.waits()).toEqual([`${doer.id}: start`, `${principal.id}: recordConsent`]);
    change.to(NIGHT.from);
    expect(change.refused(doer, 'start')).toBe('consent-missing');
    const planHash = sheetHash(change.world.kaseOf(change.number).state as never);
    const consent = { customer: '/dx/donghu/linxi/school', planHash };
    expect(change.give(principal, 'recordConsent', consent)).toEqual(['consentRecorded']);
    expect(change.give(doer, 'start')).toEqual(['conflictsChecked', 'started']);
  });

  test('revised it is a draft of the same template', () => {
    const change = planned();
    change.give(raiser, 'submit', {}, by());
    expect(change.give(raiser, 'revise', { reason: 'Another night' })).toEqual(['revised']);
    change.give(raiser, 'plan', own(), by());
    expect(change.give(raiser, 'submit', {}, by())).toContain('scheduled');
  });
});

const iso = (at: number) => new Date(at).toISOString();
const template = (more: Partial<ChangeTemplate> = {}): ChangeTemplate => ({
  organisation: '/dx',
  applications: [],
  kinds: ['middleware'],
  items: [],
  title: 'Reboot',
  description: 'Full',
  plan: reboot().plan,
  validFrom: iso(MORNING),
  validUntil: iso(MORNING + hours(24 * 365)),
  ...more,
});
const faults = (more: Partial<ChangeTemplate>, former: Partial<ChangeTemplate> | null = null) =>
  templateFaults(template(more), former && template(former), MORNING).map(({ pointer, code }) => `${pointer} ${code}`);
const ofPlan = (more: object) => ({ plan: { ...reboot().plan, ...more } });

describe('a change template', () => {
  test('is published with an outage that is not long', () => {
    expect(faults({})).toEqual([]);
    expect(faults(ofPlan({ outageMinutes: 60 }))).toEqual([]);
  });
  test.each<[string, Partial<ChangeTemplate>, (Partial<ChangeTemplate> | null)?]>([
    ['/kinds required', { kinds: [] }],
    ['/validUntil not-after-from', { validUntil: iso(MORNING) }],
    ['/validUntil in-the-past', { validFrom: iso(MORNING - hours(9)), validUntil: iso(MORNING) }],
    ['/validUntil too-far', { validUntil: iso(MORNING + hours(24 * 733)) }],
    ['/plan/steps/1/id already-named', ofPlan({ steps: [step('one'), step('one')] })],
    ['/plan/steps/0/undo undo-missing', ofPlan({ steps: [step('one', { undo: undefined })] })],
    [
      '/plan/steps/1/noUndo cannot-be-undone',
      ofPlan({ steps: [step('a'), step('b', { undo: undefined, noUndo: 'Gone' })] }),
    ],
    ['/plan/outageMinutes long-outage', ofPlan({ outageMinutes: 61 })],
    ['/plan too-large', ofPlan({ backOut: 'x'.repeat(65_537) })],
    ['/reason not-withdrawn', { reason: 'Old' }],
    ['/reason required', { withdrawn: true }, {}],
    ['/withdrawn not-published', { withdrawn: true, reason: 'Old' }],
    ['/withdrawn withdrawn-before', { withdrawn: true, reason: 'Old' }, { withdrawn: true }],
  ])('refused: %s', (fault, more, former = null) => {
    expect(faults(more, former)).toContain(fault);
  });
  test('one that is withdrawn is refused for nothing else: what is dangerous ends at once', () => {
    const dangerous = { ...ofPlan({ outageMinutes: 900 }), validUntil: iso(MORNING - hours(1)) };
    expect(faults({ ...dangerous, withdrawn: true, reason: 'It broke the node' }, dangerous)).toEqual([]);
  });
  test('a withdrawal, which one person publishes alone, brings in nothing that another would bring back unread', () => {
    const withdrawn = { withdrawn: true, reason: 'Old' } as const;
    const steps = ofPlan({ steps: [step('wipe')] });
    expect(faults({ ...withdrawn, ...steps, kinds: ['database'] }, {})).toEqual([
      '/kinds withdrawal-only',
      '/plan withdrawal-only',
    ]);
  });
  test('is for items by kind and by name, each list narrowing', () => {
    const kinds = new Map([
      ['mw-1', 'middleware'],
      ['mw-2', 'middleware'],
      ['db-1', 'database'],
    ]);
    const asking = { application: 'payment', items: ['mw-1', 'mw-2', 'db-1', 'moon'], kinds };
    const covered = (more: object) => uncoveredBy({ applications: [], kinds: [], items: [], ...more }, asking);
    expect(covered({ kinds: ['middleware'] })).toEqual({ uncovered: ['db-1', 'moon'] });
    expect(covered({ items: ['mw-1', 'db-1'] })).toEqual({ uncovered: ['mw-2', 'moon'] });
    expect(covered({ kinds: ['middleware'], items: ['mw-1', 'db-1'] })).toEqual({
      uncovered: ['mw-2', 'db-1', 'moon'],
    });
    expect(covered({ kinds: ['middleware'], applications: ['office'] }).otherApplication).toBe(true);
    expect(covered({ kinds: ['middleware'], applications: ['office', 'payment'] }).otherApplication).toBeUndefined();
  });
  test('a plan word for word as the template says is a standard one, whatever the order of its fields', () => {
    const change = drafted();
    const { steps, ...rest } = reboot().plan;
    const turned = steps.map(({ id, ...more }) => ({ ...more, id }));
    expect(change.give(raiser, 'plan', own({ ...rest, steps: turned }), by())).toEqual(['planned']);
    expect(change.give(raiser, 'plan', own({ ...plan(), ...rest }), by())).toEqual(['becameNormal', 'planned']);
  });
});
