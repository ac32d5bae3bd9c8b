/** How a change is approved, consented to and scheduled. */
import {
  blocks,
  cabMeeting,
  grave,
  board,
  ChangeCase,
  doer,
  frozen,
  NIGHT,
  NO,
  principal,
  raiser,
} from '../../support/changes.ts';
import { people } from '../../support/sample.ts';
import { noticeWords } from '../../../domain/notice-words.ts';
import { addressed } from '../../support/told.ts';

const { cityHead, head, chen, wang, hu, quality, owner } = people;
const school = '/dx/donghu/linxi/school';
const yes = (change: ChangeCase) => ({ planHash: change.hash });
const no = (change: ChangeCase) => ({ planHash: change.hash, reason: 'The way back is missing' });
const high = () => new ChangeCase().submitted().assessed({ 'first-of-kind': true, 'untested-way-back': true });
const medium = () => new ChangeCase().submitted().assessed({ 'first-of-kind': true });
const emergency = () => new ChangeCase({ kind: 'emergency', incident: 'INC-000001' }, { facts: grave }).submitted();

describe('change.approve, change.reject, change.abstain', () => {
  test('stage by stage, and the last puts it into its window', () => {
    const change = medium();
    expect(change.give(chen, 'approve', yes(change))).toEqual(['approved']);
    expect(change.give(wang, 'approve', yes(change))).toEqual(['approved', 'stagePassed', 'stageAsked']);
    expect(change.give(head, 'approve', yes(change))).toEqual([
      'approved',
      'stagePassed',
      'conflictsChecked',
      'scheduled',
    ]);
    expect(change.view).toMatchObject({ status: 'scheduled', approval: { state: 'passed' } });
    expect(change.waits()).toEqual([`${doer.id}: start`]);
  });

  test('one rejection under all ends it', () => {
    const change = medium();
    expect(change.give(chen, 'reject', no(change))).toEqual(['rejected', 'stageRefused', 'declined']);
    expect(change.view).toMatchObject({ status: 'rejected', waitsFor: [] });
  });

  test('a board of five by its majority with the chair; who abstains counts for the quorum alone', () => {
    const change = high();
    change.give(chen, 'approve', yes(change));
    expect(change.give(hu, 'abstain', yes(change))).toEqual(['abstained']);
    change.give(quality, 'approve', yes(change));
    expect(change.give(head, 'approve', yes(change))).toEqual([
      'approved',
      'stagePassed',
      'conflictsChecked',
      'scheduled',
    ]);
    const refused = high();
    expect(refused.give(quality, 'reject', no(refused))).toEqual(['rejected', 'stageRefused', 'declined']); // required
  });

  test('R044 a round counts its own decisions only', () => {
    const change = medium();
    change.give(chen, 'approve', yes(change));
    change.give(wang, 'approve', yes(change));
    change.give(raiser, 'revise', { reason: 'Another window' });
    change.submitted({ consequences: 'Slower' }).assessed({ 'first-of-kind': true });
    expect(change.waits()).toEqual([`${chen.id}: approve`, `${wang.id}: approve`]);
    expect(change.give(wang, 'reject', no(change))).toEqual(['rejected', 'stageRefused', 'declined']);
    expect(change.view).toMatchObject({ status: 'rejected', counts: { rounds: 2 } });
    expect(change.events()).not.toContain('scheduled');
    expect(change.refused(doer, 'start')).toBe('case-ended');
  });

  test('refused: another plan than the one shown, who raised it or carries it out, twice, and who has no seat', () => {
    const change = medium();
    expect(change.refused(chen, 'approve', { planHash: 'a'.repeat(64) })).toBe('stale-plan');
    expect(change.refused(doer, 'approve', yes(change))).not.toMatch(/^done/);
    expect(change.refused(raiser, 'approve', yes(change))).not.toMatch(/^done/);
    expect(change.refused(hu, 'approve', yes(change))).toBe('not-permitted');
    change.give(chen, 'approve', yes(change));
    expect(change.refused(chen, 'reject', no(change))).toBe('already-decided');
  });

  test('change.withdrawVote, change.delegate, change.revokeDelegation, change.addSigner, change.nameApprover, change.reseat, change.decideAsSuperior: as the kernel says it', () => {
    const change = medium();
    change.give(chen, 'approve', yes(change));
    expect(change.refused(chen, 'withdrawVote', {})).toBe('not-withdrawable');
    const until = change.world.now + 3_600_000;
    expect(change.refused(wang, 'delegate', { to: doer.id, until, reason: 'Away' })).toBe('separation-of-duties');
    expect(change.give(wang, 'delegate', { to: hu.id, until, reason: 'Away' })).toEqual(['delegated']);
    expect(change.give(wang, 'revokeDelegation')).toEqual(['delegationEnded']);
    expect(change.give(wang, 'addSigner', { person: hu.id, reason: 'Knows it' })).toEqual(['signerAdded']);
    expect(change.refused(owner, 'nameApprover', { seat: 'expert-2', person: quality.id, reason: 'x' })).toBe(
      'seat-taken',
    );
    expect(change.refused(owner, 'decideAsSuperior', { says: 'approve', ...no(change) })).toBe('not-overdue');
    change.to(NIGHT.from);
    expect(change.give(owner, 'decideAsSuperior', { says: 'approve', ...no(change) })).toEqual([
      'stagePassed',
      'stageAsked',
    ]);
  });

  test('what came in its way during the approval keeps it out of its window', () => {
    const change = new ChangeCase().submitted().assessed();
    const facts = { conflicts: [blocks] };
    expect(change.give(cityHead, 'approve', yes(change), { facts })).toEqual([
      'approved',
      'stagePassed',
      'conflictsChecked',
      'schedulingBlocked',
    ]);
    expect(change.view).toMatchObject({ status: 'draft', conflicts: [{ key: blocks.key }] });
    expect(change.waits()).toEqual([`${raiser.id}: submit`]);
  });
});

describe('emergency', () => {
  test('one of two decides; carried out, the board approves afterwards, and only then it is reviewed', () => {
    const change = emergency();
    expect(change.give(head, 'approve', yes(change))).toEqual([
      'approved',
      'stagePassed',
      'conflictsChecked',
      'scheduled',
    ]);
    change.to(NIGHT.from).give(doer, 'start');
    expect(change.done().give(doer, 'finish', { verification: 'Works' })).toEqual(['finished', 'approvalAsked']);
    expect(change.refused(cityHead, 'review', { outcome: 'successful', lessons: 'None' })).toBe('approval-missing');
    for (const who of [head, chen, quality]) change.give(who, 'approve', yes(change));
    expect(change.give(wang, 'approve', yes(change)).slice(-1)).toEqual(['approvedAfterwards']);
    expect(change.view).toMatchObject({ status: 'reviewing', approvedAfterwards: 'passed' });
    expect(change.give(cityHead, 'review', { outcome: 'successful', lessons: 'None' })).toEqual(['reviewed', 'closed']);
  });

  test('a freeze yields to it, and to nothing else', () => {
    const change = new ChangeCase({ kind: 'emergency', incident: 'INC-000001' }, { facts: grave }).planned();
    expect(change.give(raiser, 'submit', {}, { facts: { conflicts: [frozen] } })).toContain('approvalAsked');
    expect(change.view['conflicts']).toMatchObject([{ kind: 'freeze', with: 'national-day@1' }]);
    expect(new ChangeCase().planned().refused(raiser, 'submit', {}, { facts: { conflicts: [frozen] } })).toBe('freeze');
  });
});

const touching = () => new ChangeCase().submitted({ items: ['db-school'] }).assessed();
const consent = (change: ChangeCase, more: object = {}) => ({ customer: school, ...yes(change), ...more });

describe('change.recordConsent, change.refuseConsent', () => {
  test('approved but not consented to it waits; consented to it has its time', () => {
    const change = touching();
    expect(change.approved().view).toMatchObject({ status: 'authorizing', approval: { state: 'passed' } });
    expect(change.waits()).toEqual([`${principal.id}: recordConsent`]);
    expect(change.give(principal, 'recordConsent', consent(change))).toEqual([
      'consentRecorded',
      'conflictsChecked',
      'scheduled',
    ]);
    expect(change.view['consents']).toEqual([{ customer: school, by: principal.id }]);
  });

  test('whose consent is wanted hears so when it is, and in words of his own', () => {
    const change = touching();
    expect(addressed(change.world, 'change-approval-asked').map(({ to }) => to)).toContainEqual({
      person: principal.id,
    });
    const words = change.world.done.flatMap(({ effect }) =>
      effect.kind === 'notify' && 'person' in effect.to && effect.to.person === principal.id
        ? [noticeWords(effect, String)?.en]
        : [],
    );
    expect(words.at(-1)).toContain('needs the consent of the customer whom you represent');
    const nobodys = addressed(new ChangeCase().submitted().assessed().world, 'change-approval-asked');
    expect(nobodys.map(({ to }) => to)).toEqual([{ person: cityHead.id }]);
  });

  test('consented to first, the last vote schedules it', () => {
    const change = touching();
    expect(change.give(principal, 'recordConsent', consent(change))).toEqual(['consentRecorded']);
    expect(change.approved().view['status']).toBe('scheduled');
  });

  test('refused: another plan, twice, another customer, and by who represents nobody, but for an emergency on the phone', () => {
    const change = touching();
    expect(change.refused(principal, 'recordConsent', consent(change, { planHash: 'b'.repeat(64) }))).toBe(
      'stale-plan',
    );
    expect(change.refused(principal, 'recordConsent', consent(change, { customer: '/dx/court' }))).toBe(
      'invalid-data /customer unknown',
    );
    expect(change.refused(raiser, 'recordConsent', consent(change, { onPhone: 'Ms Wu' }))).toBe('not-permitted');
    change.give(principal, 'recordConsent', consent(change));
    expect(change.refused(principal, 'recordConsent', consent(change))).toBe('already-consented');
    const urgent = new ChangeCase(
      { kind: 'emergency', incident: 'INC-000001', items: ['db-school'] },
      { facts: grave },
    ).submitted({ items: ['db-school'] });
    expect(urgent.refused(raiser, 'recordConsent', consent(urgent))).toBe('invalid-data /onPhone required');
    expect(urgent.give(raiser, 'recordConsent', consent(urgent, { onPhone: 'Ms Wu' }))).toEqual(['consentRecorded']);
  });

  test('a customer who refuses sends it back to be planned anew', () => {
    const change = touching();
    expect(change.refused(raiser, 'refuseConsent', { customer: school, reason: 'x' })).toBe('not-permitted');
    expect(change.give(principal, 'refuseConsent', { customer: school, reason: 'Exams' })).toEqual([
      'approvalsVoided',
      'consentRefused',
    ]);
    expect(change.view).toMatchObject({ status: 'draft' });
  });
});

test('R047 who lost the role or left votes no more, and who comes after him is asked', () => {
  const change = high();
  change.give(chen, 'approve', yes(change));
  const facts = { heirs: { deputies: [], superiors: { 'expert-1': [cityHead.id] } } };
  const events = change.give(people.system, 'relieve', { person: hu.id, reason: 'Has left' }, { facts });
  expect(events).toContain('approverReplaced');
  expect(change.refused(hu, 'approve', yes(change))).toBe('not-permitted');
  expect(change.waits()).toContain(`${cityHead.id}: approve`);
  expect(board.length).toBe(5);
});

const line = ({ id }: { id: string }, decision = 'approve') => ({
  seat: id,
  person: id,
  decision,
  reason: 'As was said',
});
const minutes = (change: ChangeCase, ...decisions: object[]) => ({
  meeting: 'cab-1',
  planHash: change.hash,
  decisions,
});

describe('change.recordMinutes', () => {
  const facts = { meeting: cabMeeting };

  test('what the board decided in its meeting gives it its time, and each whose vote was recorded is told', () => {
    const change = high();
    const all = [line(head), line(chen), line(quality), line(wang, 'reject')];
    expect(change.give(head, 'recordMinutes', minutes(change, ...all), { facts })).toEqual([
      'minutesRecorded',
      'approved',
      'approved',
      'approved',
      'rejected',
      'stagePassed',
      'conflictsChecked',
      'scheduled',
    ]);
    expect(change.view).toMatchObject({ status: 'scheduled', meetings: ['cab-1'] });
    const { stages } = (change.view as { approval?: { stages: { seats: object[] }[] } }).approval ?? { stages: [] };
    expect(stages[0]?.seats).toContainEqual(
      expect.objectContaining({ seat: chen.id, by: chen.id, recordedBy: head.id, meeting: 'cab-1' }),
    );
    const told = addressed(change.world, 'change-minutes-recorded').map(({ to }) => ('person' in to ? to.person : ''));
    expect(told.toSorted()).toEqual([chen.id, quality.id, wang.id].toSorted());
  });

  test('it is offered to the chair alone; who is recorded may take it back while it is open', () => {
    const change = high();
    expect(change.refused(chen, 'recordMinutes', minutes(change, line(chen)), { facts })).toBe('not-chair');
    expect(change.refused(raiser, 'recordMinutes', minutes(change, line(chen)), { facts })).toBe('not-permitted');
    change.give(head, 'recordMinutes', minutes(change, line(chen)), { facts });
    expect(change.waits()).not.toContain(`${chen.id}: approve`);
    expect(change.give(chen, 'withdrawVote')).toEqual(['voteWithdrawn']);
    expect(change.waits()).toContain(`${chen.id}: approve`);
  });

  test('minutes of what stood before are refused, and the meetings of an earlier round stay known', () => {
    const change = high();
    const before = minutes(change, line(chen));
    change.give(head, 'recordMinutes', before, { facts });
    change.give(raiser, 'revise', { reason: 'Another window' });
    change.submitted({ consequences: 'Slower' }).assessed({ 'first-of-kind': true, 'untested-way-back': true });
    expect(change.refused(head, 'recordMinutes', before, { facts })).toBe('stale-plan');
    expect(change.waits()).toContain(`${chen.id}: approve`);
    expect(change.view).toMatchObject({ meetings: ['cab-1'] });
  });

  test('whose role is lost since the meeting has no vote recorded', () => {
    const change = high();
    const gone = { meeting: { ...cabMeeting, grants: { [head.id]: head.grants } } };
    expect(change.refused(head, 'recordMinutes', minutes(change, line(chen)), { facts: gone })).toBe(
      'invalid-data /decisions/0/person role-lost',
    );
  });
});

describe('change.noteMandates', () => {
  const mandates = [
    { id: 'm-1', from: chen.id, to: owner.id, since: 0, until: NIGHT.until, reason: 'On leave' },
    { id: 'm-2', from: wang.id, to: doer.id, since: 0, until: NIGHT.until, reason: 'On leave' },
  ];
  const facts = { mandates };

  test('an open round learns who votes for whom; he is told, votes, and never is it who carries it out', () => {
    const change = medium();
    expect(change.give(people.system, 'noteMandates', {}, { facts })).toEqual(['delegated']);
    expect(change.waits()).toEqual([`${chen.id}: approve`, `${wang.id}: approve`, `${owner.id}: approve`]);
    expect(addressed(change.world, 'change-delegated').map(({ to }) => to)).toEqual([{ person: owner.id }]);
    expect(change.give(people.system, 'noteMandates', {}, { facts })).toEqual([]);
    expect(change.refused(chen, 'revokeDelegation')).toBe('by-mandate');
    expect(change.give(owner, 'approve', yes(change))).toEqual(['approved']);
    expect(change.refused(doer, 'approve', yes(change))).toBe('not-permitted');
    expect(change.refused(chen, 'noteMandates')).toBe('not-permitted');
  });

  test('a round that opens while it holds knows it from the beginning, and lets go of it when it is revoked', () => {
    const change = new ChangeCase().submitted();
    const answers = { ...NO, 'first-of-kind': true };
    const assess = (as: string, who: typeof chen) =>
      change.give(who, 'assess', { as, answers, opinion: 'Fine' }, { facts });
    assess('technical', chen);
    assess('security', quality);
    expect(assess('business', owner)).toEqual(['assessed', 'riskSet', 'approvalAsked', 'delegated']);
    expect(change.waits()).toContain(`${owner.id}: approve`);
    expect(change.give(people.system, 'noteMandates', {}, { facts: { mandates: [] } })).toEqual(['delegationEnded']);
    expect(change.waits()).toEqual([`${chen.id}: approve`, `${wang.id}: approve`]);
  });

  test('whoever comes upon a seat, and whose delegation is over, has the case ask again', () => {
    const change = medium();
    change.give(wang, 'addSigner', { person: hu.id, reason: 'Knows it' });
    const asked = change.world.done.flatMap(({ effect }) => (effect.kind === 'command' ? [effect.command] : []));
    expect(asked).toContain('noteMandates');
  });
});
