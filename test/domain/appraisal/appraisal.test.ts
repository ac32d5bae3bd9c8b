import { MOST_CLAUSES, MOST_ITEMS } from '../../../domain/appraisal/calculus/scheme.ts';
import { MOST_STATE_BYTES } from '../../../domain/kernel/part.ts';
import type { Actor, Effect } from '../../../domain/kernel/process.ts';
import { AppraisalCase, facts, found, FREEZE, HASH, scheme } from '../../support/appraisal/appraisals.ts';
import { hours } from '../../support/given.ts';
import { at, people } from '../../support/sample.ts';

const { appraiser, secondAppraiser, chief, manager, owner, auditor, head, chen, system, li } = people;
const why = { reason: 'So it is' };
const grounds = { grounds: 'Two were not ours' };
const effects = (one: AppraisalCase, kind: Effect['kind']): Effect[] =>
  one.world.done.flatMap(({ effect }) => (effect.kind === kind ? [effect] : []));
const opening = (by: Actor = system, data: object = {}, more: object = {}): string => {
  try {
    return new AppraisalCase(by, data, more).view.status;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('appraisal.create: of a period that is over by the clock of whoever is judged, by the scheme that was in force as it began', () => {
  const one = new AppraisalCase();
  expect(one.view).toMatchObject({
    status: 'collecting',
    period: '2026-02',
    from: at('2026-02-01 00:00'),
    until: at('2026-03-01 00:00'),
    freezeAt: FREEZE,
    schemeRef: 'province@1',
    judging: '/dx',
    subjectKind: 'provider',
  });
  expect(one.events()).toEqual(['created', 'schemePinned']);
  expect(opening(chief)).toBe('collecting');
  expect(opening(appraiser)).toBe('not-permitted');
  expect(opening(manager)).toBe('not-permitted');
  expect(opening(system, { period: '2026-03' })).toBe('period-not-over');
  expect(opening(system, { period: '2026-Q1' })).toBe('invalid-data');
  expect(opening(system, {}, { scheme: null })).toBe('invalid-data');
  expect(opening(system, {}, { scheme: scheme({ orgPath: '/dx/donghu' }) })).toBe('invalid-data');
  expect(opening(system, {}, { scheme: scheme({ offered: null }) })).toBe('scheme-not-in-force');
});

test('of a scheme and a period there is one, but for drills', () => {
  const judged = { scheme: scheme({ appraised: 'APR-000007' }) };
  expect(opening(system, {}, judged)).toBe('already-appraised');
  expect(opening(chief, { drill: true }, judged)).toBe('collecting');
  expect(opening(chief, { scripted: 'met' })).toBe('invalid-data');
  expect(new AppraisalCase().holds()).toEqual([
    { item: 'appraisal:province', from: at('2026-02-01 00:00'), until: at('2026-03-01 00:00') },
  ]);
});

test('appraisal.freeze: three working days behind the end of the period, by the product alone, and only of the present attempt', () => {
  const one = new AppraisalCase();
  one.to(FREEZE - 1);
  expect(one.events()).not.toContain('collectingBegun');
  one.to(FREEZE + 1);
  expect(effects(one, 'fold')).toEqual([{ kind: 'fold', attempt: 1, period: '2026-02', scripted: 'met' }]);
  expect(one.refused(chief, 'freeze', found)).toBe('not-permitted');
  expect(one.refused(system, 'freeze', { ...found, attempt: 2 })).toBe('stale-attempt');
  expect(one.give(system, 'freeze', found)).toEqual(['frozen']);
  expect(one.view).toMatchObject({ status: 'scoring', listHash: HASH, listRows: 30 });
  expect(one.part('resolution')).toMatchObject({ status: 'scored', value: '0.9333', points: 4_912 });
  expect(one.part('overdue')).toMatchObject({ status: 'scored', value: '0.1', points: 3_000 });
  expect(one.part('manners').status).toBe('open');
  expect(one.refused(system, 'freeze', found)).toBe('wrong-status');
});

test('a period without a case: figures without value, and the scheme says what that scores', () => {
  const figures = [{ item: 'resolution', value: null, cases: 0 }];
  const one = new AppraisalCase().frozen({ figures, breaches: {}, list: { hash: HASH, rows: 0 } });
  expect(one.part('resolution')).toMatchObject({ status: 'scored', points: 5_000 });
  expect(one.part('resolution')).not.toHaveProperty('value');
  one.give(appraiser, 'score', { points: 2_000, ...why }, 'manners');
  one.give(chief, 'publish');
  expect(one.view).toMatchObject({ score: 10_000, penalty: 0 });
});

test('appraisal.noteStuck, appraisal.recollect: what could not be frozen is begun anew, once its time has come', () => {
  const one = new AppraisalCase();
  expect(one.refused(chief, 'recollect', why)).toBe('not-collected-yet');
  one.to(FREEZE + 1);
  expect(one.give(system, 'noteStuck', { attempt: 1, code: 'not-frozen' })).toEqual(['stuck']);
  expect(one.waits()).toEqual(['chief-appraiser: recollect']);
  expect(one.refused(manager, 'recollect', why)).toBe('not-permitted');
  expect(one.give(chief, 'recollect', why)).toEqual(['collectingBegun']);
  expect(effects(one, 'fold')).toHaveLength(2);
  expect(one.refused(system, 'noteStuck', { attempt: 1, code: 'not-frozen' })).toBe('stale-attempt');
});

test('appraisal.score: what is judged by hand, once; a figure is no judge’s', () => {
  const one = new AppraisalCase().frozen();
  expect(one.refused(appraiser, 'score', { points: 5_000, ...why }, 'resolution')).toBe('figures-frozen');
  expect(one.refused(appraiser, 'score', { points: 2_001, ...why }, 'manners')).toBe('invalid-data /points too-large');
  expect(one.refused(owner, 'score', { points: 1_000, ...why }, 'manners')).toBe('not-permitted');
  expect(one.refused(chief, 'publish')).toBe('items-open');
  expect(one.give(appraiser, 'score', { points: 1_800, ...why }, 'manners')).toEqual(['scored']);
  expect(one.refused(secondAppraiser, 'score', { points: 1_000, ...why }, 'manners')).toBe('already-scored');
});

test('nobody judges himself: not under another role, not as member of a team, not as delegate', () => {
  const one = new AppraisalCase().frozen();
  const points = { points: 1_000, ...why };
  const judge = { role: 'appraiser', orgPath: '/dx' } as const;
  const both: Actor = { ...manager, grants: [...manager.grants, judge] };
  const member: Actor = { ...chen, grants: [judge] };
  expect(one.refused(both, 'score', points, 'manners')).toBe('self-appraisal');
  expect(one.refused(member, 'score', points, 'manners')).toBe('self-appraisal');
  one.facts = { ...facts, standsInFor: [manager.id] };
  expect(one.refused(appraiser, 'score', points, 'manners')).toBe('self-appraisal');
  expect(one.refused(chief, 'publish')).toBe('items-open');
  one.facts = facts;
  one.give(appraiser, 'score', points, 'manners');
  one.facts = { ...facts, standsInFor: [manager.id] };
  expect(one.refused(chief, 'publish')).toBe('self-appraisal');
  one.facts = facts;
  // Whoever has judged says nothing for the other side, though he came to speak for it since.
  one.give(chief, 'publish');
  const turned: Actor = { ...appraiser, grants: [...appraiser.grants, ...manager.grants] };
  expect(one.refused(turned, 'accept')).toBe('self-appraisal');
  expect(one.refused(turned, 'dispute', grounds, 'manners')).toBe('self-appraisal');
});

test('a person is not his own judge, and speaks for himself; a centre’s supervisor speaks for it, and none of its people judges it', () => {
  const offered = scheme().offered;
  if (!offered) throw new Error('no scheme');
  const ofPerson = scheme({ offered: { ...offered, subject: { kind: 'person', person: li.id } } });
  const one = new AppraisalCase(system, {}, { scheme: ofPerson }).frozen();
  const himself: Actor = { ...li, grants: [...li.grants, { role: 'appraiser', orgPath: '/dx' }] };
  expect(one.refused(himself, 'score', { points: 1, ...why }, 'manners')).toBe('self-appraisal');
  one.give(appraiser, 'score', { points: 1_800, ...why }, 'manners');
  one.give(chief, 'publish');
  expect(one.refused(manager, 'accept')).toBe('not-permitted');
  expect(one.give(li, 'accept')).toEqual(['accepted']);
  const ofCentre = scheme({
    orgPath: '/dx/donghu/linxi/school',
    offered: { ...offered, subject: { kind: 'centre' }, judge: '/dx' },
  });
  const two = new AppraisalCase(system, { unit: '/dx/donghu/linxi/school' }, { scheme: ofCentre }).frozen();
  const own: Actor = { ...appraiser, unit: '/dx/donghu/linxi/school' };
  expect(two.refused(own, 'score', { points: 1, ...why }, 'manners')).toBe('self-appraisal');
  two.give(appraiser, 'score', { points: 1_800, ...why }, 'manners');
  two.give(chief, 'publish');
  expect(two.refused(manager, 'accept')).toBe('not-permitted');
  expect(two.give(people.cityHead, 'accept')).toEqual(['accepted']);
});

test('a person who has left is spoken for by his supervisor, and by no heir', () => {
  const { offered } = scheme();
  if (!offered) throw new Error('no scheme');
  const ofPerson = scheme({ offered: { ...offered, subject: { kind: 'person', person: li.id } } });
  const one = new AppraisalCase(system, {}, { scheme: ofPerson }).published();
  expect(one.refused(head, 'accept')).toBe('not-permitted');
  expect(one.give(system, 'relieve', { person: li.id, reason: 'Has left', successor: people.zhao.id })).toEqual([
    'relieved',
  ]);
  expect(one.waits()).toEqual(['supervisor: accept']);
  expect(one.refused(people.zhao, 'accept')).toBe('not-permitted');
  expect(one.give(head, 'accept')).toEqual(['accepted']);
});

test('appraisal.publish: all together, to the cent', () => {
  const one = new AppraisalCase().scored();
  expect(one.refused(appraiser, 'publish')).toBe('not-permitted');
  expect(one.give(chief, 'publish')).toEqual(['published']);
  // 49.12 + 30 + 18; two percent begun at 200.00, and two breaches at 50.00.
  expect(one.view).toMatchObject({ status: 'published', score: 9_712, penalty: 50_000, currency: 'CNY' });
  expect(one.view['penalties']).toEqual([
    { is: 'clause', of: 'resolution-missed', times: 2, cents: 40_000 },
    { is: 'clause', of: 'each-breach', times: 2, cents: 10_000 },
  ]);
});

test('appraisal.dispute: to the last second of the window, and not behind it', () => {
  const end = windowOf(new AppraisalCase().published());
  const last = new AppraisalCase().published();
  last.world.skipTo(end - 1);
  expect(last.give(manager, 'dispute', grounds, 'resolution')).toContain('disputed');
  const late = new AppraisalCase().published();
  late.world.skipTo(end + 1);
  // Nobody looked meanwhile: what is due is settled first.
  expect(late.refused(manager, 'dispute', grounds, 'resolution')).toBe('window-over');
  expect(late.view.status).toBe('published');
  expect(late.refused(head, 'dispute', grounds, 'resolution')).toBe('not-permitted');
  expect(late.give(manager, 'accept')).toEqual(['accepted']);
});
const windowOf = (one: AppraisalCase): number => {
  const reading = one.world.viewOf(one.number).readings['dispute-window'];
  if (!reading?.dueAt) throw new Error('no window');
  return reading.dueAt;
};

test('what is disputed names cases that there are', () => {
  const one = new AppraisalCase().published();
  const named = { ...grounds, cases: ['INC-000001', 'INC-000002'] };
  one.facts = { ...facts, cases: { 'cases/0': null, 'cases/1': null } };
  expect(one.refused(manager, 'dispute', named, 'resolution')).toBe('invalid-data /cases/0 unknown /cases/1 unknown');
});

test('appraisal.answerDispute: by another than who scored it; an adjustment is a line of its own, and no figure is edited', () => {
  const one = new AppraisalCase().disputed('manners');
  one.give(manager, 'dispute', grounds, 'resolution');
  expect(one.refused(appraiser, 'answerDispute', { decision: 'upheld', ...why }, 'manners')).toBe(
    'separation-of-duties',
  );
  expect(one.refused(secondAppraiser, 'answerDispute', { decision: 'upheld', points: 1, ...why }, 'manners')).toBe(
    'invalid-data /points not-adjusted',
  );
  expect(one.refused(secondAppraiser, 'answerDispute', { decision: 'adjusted', ...why }, 'manners')).toBe(
    'invalid-data /points required',
  );
  expect(
    one.refused(secondAppraiser, 'answerDispute', { decision: 'adjusted', relief: 40_001, ...why }, 'resolution'),
  ).toBe('invalid-data /relief too-large');
  expect(one.give(secondAppraiser, 'answerDispute', { decision: 'upheld', ...why }, 'manners')).toEqual([
    'disputeAnswered',
  ]);
  expect(one.view.status).toBe('disputed');
  const adjusted = { decision: 'adjusted', points: 5_000, relief: 20_000, ...why };
  expect(one.give(appraiser, 'answerDispute', adjusted, 'resolution')).toEqual(['disputeAnswered', 'adjustmentAdded']);
  expect(one.view).toMatchObject({ status: 'published', score: 9_800, penalty: 30_000 });
  expect(one.part('resolution')).toMatchObject({
    status: 'adjusted',
    value: '0.9333',
    points: 4_912,
    adjusted: 5_000,
    relief: 20_000,
  });
  expect(one.view['penalties']).toContainEqual({ is: 'adjustment', of: 'resolution', cents: -20_000 });
});

test('appraisal.appeal, appraisal.decideAppeal: once an item, decided by the owner, who had no say in it before', () => {
  const one = new AppraisalCase().disputed('manners');
  one.give(secondAppraiser, 'answerDispute', { decision: 'upheld', ...why }, 'manners');
  expect(one.refused(manager, 'appeal', grounds, 'resolution')).toBe('wrong-status');
  expect(one.give(manager, 'appeal', grounds, 'manners')).toEqual(['appealed']);
  expect(one.refused(manager, 'appeal', grounds, 'manners')).toBe('already-appealed');
  expect(one.waits()).toEqual(['process-owner: decideAppeal manners']);
  expect(one.refused(secondAppraiser, 'decideAppeal', { decision: 'upheld', ...why }, 'manners')).toBe('not-permitted');
  const owning: Actor = { ...secondAppraiser, grants: [...secondAppraiser.grants, ...owner.grants] };
  expect(one.refused(owning, 'decideAppeal', { decision: 'upheld', ...why }, 'manners')).toBe('separation-of-duties');
  const decision = { decision: 'adjusted', points: 2_000, ...why };
  expect(one.give(owner, 'decideAppeal', decision, 'manners')).toEqual(['appealDecided', 'adjustmentAdded']);
  expect(one.view).toMatchObject({ status: 'published', score: 9_912 });
  expect(one.refused(manager, 'appeal', grounds, 'manners')).toBe('already-appealed');
  expect(one.refused(manager, 'dispute', grounds, 'manners')).toBe('wrong-status');
});

const silent = (own: object) => {
  const one = new AppraisalCase(system, {}, { scheme: scheme({}, own) }).published();
  return one.to(windowOf(one) + hours(1));
};
test('appraisal.accept: silence to the end of the window accepts only where the contract says so', () => {
  const agreed = silent({ silence: true });
  expect(agreed.view).toMatchObject({ status: 'confirming', silence: true, acceptedBy: 'silence' });
  expect(agreed.events().slice(-2)).toEqual(['windowClosed', 'acceptedBySilence']);
  const open = silent({});
  expect(open.view.status).toBe('published');
  expect(open.events().at(-1)).toBe('windowClosed');
});

test('what was disputed in time is answered first; then silence counts behind the last window', () => {
  const one = new AppraisalCase(system, {}, { scheme: scheme({}, { silence: true }) }).published();
  const end = windowOf(one);
  one.give(manager, 'dispute', grounds, 'resolution');
  one.to(end + hours(1));
  expect(one.view.status).toBe('disputed');
  one.give(appraiser, 'answerDispute', { decision: 'upheld', ...why }, 'resolution');
  expect(one.view.status).toBe('published');
  one.to(end + hours(24 * 14));
  expect(one.view).toMatchObject({ status: 'confirming', silence: true });
});

test('appraisal.sign: both sides over one hash, each once, in either order', () => {
  const one = new AppraisalCase().confirming();
  expect(one.refused(chief, 'sign', { statementHash: 'ff'.repeat(32) })).toBe('hash-differs');
  expect(one.refused(appraiser, 'sign', { statementHash: one.view['statementHash'] })).toBe('not-permitted');
  expect(one.refused(owner, 'void', why)).toBe('wrong-status');
  expect(one.sign(chief)).toEqual(['signed']);
  expect(one.refused(chief, 'sign', { statementHash: one.view['statementHash'] })).toBe('signed-already');
  expect(one.waits()).toEqual(['project-manager: sign']);
  expect(one.sign(manager)).toEqual(['signed', 'statementIssued', 'archived']);
  expect(one.view).toMatchObject({ status: 'archived' });
  expect(one.holds()).toEqual([]);
  expect(one.refused(manager, 'sign', { statementHash: one.view['statementHash'] })).toBe('case-ended');
  const other = new AppraisalCase().confirming();
  expect(other.sign(manager)).toEqual(['signed']);
  const both: Actor = { ...manager, grants: [...manager.grants, ...chief.grants] };
  expect(other.refused(both, 'sign', { statementHash: other.view['statementHash'] })).toBe('signed-already');
  other.sign(chief);
  expect(other.view.status).toBe('archived');
});

test('one that nobody signs is asked for again and again, of its owner too, and signs itself never', () => {
  const one = new AppraisalCase().confirming();
  const told = () =>
    effects(one, 'notify').flatMap((effect) =>
      effect.kind === 'notify' && effect.template === 'appraisal-sign-breached' && 'role' in effect.to
        ? [effect.to.role]
        : [],
    );
  one.to(at('2026-03-11 18:30'));
  expect(told().toSorted()).toEqual(['chief-appraiser', 'project-manager', 'supervisor']);
  one.to(at('2026-04-30 18:30'));
  expect(told().filter((role) => role === 'project-manager').length).toBeGreaterThan(5);
  expect(told().filter((role) => role === 'process-owner')).toHaveLength(1);
  expect(one.view.status).toBe('confirming');
});

test('what is signed gives a statement to both, and rectifications for what is weak', () => {
  const one = new AppraisalCase().frozen({
    figures: [{ item: 'resolution', value: 0.7, cases: 30 }, found.figures[1]],
  });
  one.give(appraiser, 'score', { points: 1_800, ...why }, 'manners');
  one.give(chief, 'publish');
  one.give(manager, 'accept');
  one.sign(manager);
  one.sign(chief);
  const statement = { document: 'appraisal-statement', formats: ['pdf', 'xlsx'] };
  expect(effects(one, 'document')).toEqual([
    expect.objectContaining({ ...statement, to: [{ role: 'chief-appraiser', orgPath: '/dx' }] }),
    expect.objectContaining({ ...statement, to: [{ role: 'project-manager', orgPath: '/dx' }] }),
  ]);
  expect(one.part('resolution')).toMatchObject({ points: 3_684, rectification: 'REC-000001' });
  expect(one.view['rectifications']).toEqual(['REC-000001']);
});

test('appraisal.void: its owner asks, the auditor agrees, and its period can be judged anew', () => {
  const one = new AppraisalCase().published();
  expect(one.refused(auditor, 'void', why)).toBe('owner-voids-first');
  expect(one.give(owner, 'void', why)).toEqual(['voidAsked']);
  expect(one.refused(owner, 'void', why)).toBe('asked-already');
  const both: Actor = { ...owner, grants: [...owner.grants, ...auditor.grants] };
  expect(one.refused(both, 'void', why)).toBe('asked-already');
  expect(one.give(auditor, 'void', why)).toEqual(['voided']);
  expect(one.view.status).toBe('voided');
  expect(one.holds()).toEqual([]);
});

test('appraisal.proposeCriteria: the next scheme becomes a draft, with the reason of each line', () => {
  const one = new AppraisalCase().confirming();
  expect(one.refused(manager, 'proposeCriteria', {})).toBe('not-permitted');
  expect(one.refused(chief, 'proposeCriteria', { lines: [{ item: 'other', target: 1, ...why }] })).toBe(
    'invalid-data /lines/0/item unknown',
  );
  expect(one.refused(chief, 'proposeCriteria', {})).toBe('nothing-to-propose');
  const lines = [{ item: 'overdue', target: 0.08, ...why }];
  expect(one.give(chief, 'proposeCriteria', { lines })).toEqual(['criteriaProposed']);
  expect(effects(one, 'propose')).toMatchObject([{ scheme: 'province', lines }]);
  expect(one.refused(chief, 'proposeCriteria', { lines })).toBe('already-proposed');
});

test('neither its unit nor its title is corrected: of whom it is its scheme says', () => {
  const correction = { unit: '/dx/court', policyVersion: 'appraisal@1', calendars: [], ...why };
  expect(new AppraisalCase().judged(head, 'correct', correction)).toBe('figures-frozen');
  expect(new AppraisalCase().frozen().judged(head, 'correct', correction)).toBe('figures-frozen');
});

test('the largest scheme fits into a case, disputed and adjusted in every item', () => {
  const title = { zh: '考'.repeat(60), en: 'a'.repeat(60) };
  const steps = Array.from({ length: 10 }, (_, n) => ({ figure: 99_999.9991 - n, points: 1 }));
  const items = Array.from({ length: MOST_ITEMS }, (_, n) => ({
    id: `item-${String(n).padStart(27, '0')}`,
    title,
    weight: n === 0 ? 71 : 1,
    computed: true as const,
    better: 'more' as const,
    target: 99_999.9999,
    scoring: { is: 'steps' as const, steps },
    without: 'full' as const,
    rectifyBelow: 80,
  }));
  const clauses = Array.from({ length: MOST_CLAUSES }, (_, n) => ({
    id: `clause-${n}`,
    title,
    item: items[n]?.id ?? '',
    is: 'tiers' as const,
    tiers: steps.map(({ figure }) => ({ beyond: figure, amount: { cents: 999_999_999 } })),
    cap: 999_999_999,
  }));
  const one = new AppraisalCase(system, {}, { scheme: scheme({}, { items, clauses }) });
  one.frozen({ figures: items.map(({ id: item }) => ({ item, value: 88_888.8888, cases: 99_999 })), breaches: {} });
  one.give(chief, 'publish');
  for (const { id } of items) one.give(manager, 'dispute', grounds, id);
  const adjusted = { decision: 'adjusted', points: 3, ...why };
  for (const { id } of items) one.give(appraiser, 'answerDispute', adjusted, id);
  const { state, clocks } = one.world.kaseOf(one.number);
  expect(Buffer.byteLength(JSON.stringify({ state, clocks }))).toBeLessThan(MOST_STATE_BYTES);
});

test('appraisal.take: a judge looks after it, and nobody of the subject', () => {
  const one = new AppraisalCase().frozen();
  expect(one.refused(manager, 'take')).toBe('not-permitted');
  expect(one.give(appraiser, 'take')).toEqual(['taken']);
  expect(one.view.parties).toMatchObject({ assignee: appraiser.id });
});
