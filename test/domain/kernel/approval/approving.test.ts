/** A process whose cases are approved: each command with what it makes happen, each refusal, whom it waits for, what time does. */
import type { Stage } from '../../../../domain/kernel/approval/shapes.ts';
import { approvalCommands } from '../../../../domain/kernel/approving/contract.ts';
import { pinRefsOf } from '../../../../domain/kernel/record/pins.ts';
import { NEXT_PLAN, PLAN, roleSeat, seat, stage } from '../../../support/ballots.ts';
import { report } from '../../../support/factories.ts';
import { hours } from '../../../support/given.ts';
import { people } from '../../../support/sample.ts';
import { trial } from '../../../support/trial/trial.ts';
import { TrialCase } from '../../../support/trial/trial-case.ts';

const { agent, requester, li, zhao, chen, wang, hu, owner, head, cityHead, quality, system, xilingHead } = people;
const sits = (...ids: { id: string }[]) => ids.map(({ id }) => seat(id));
const oneOf = (rule: Stage['rule'], ...who: { id: string }[]) => ({ stages: [stage('board', rule, ...sits(...who))] });
/** Chen and Zhao, then the city's head. */
const inTwo = () =>
  new TrialCase({
    withdrawable: true,
    stages: [stage('technical', 'all', ...sits(chen, zhao)), stage('head', 'any', ...sits(cityHead))],
  }).submitted();
const CALENDARS = ['always@1', 'cn-5x8@1'];
const yes = { planHash: PLAN };
const no = { planHash: PLAN, reason: 'The way back is missing' };
const leaves = (who: { id: string }, more: object = {}) => ({ person: who.id, reason: 'Has left', ...more });

const away = (at: TrialCase, to: { id: string }, from = 0, until = 24) =>
  ({ to: to.id, from: at.now + hours(from), until: at.now + hours(until), reason: 'On leave' }) as const;

test('the policy is pinned with the hash of what it says, and stays so when the case moves to other versions', () => {
  const at = inTwo();
  expect(pinRefsOf(at.pins())).toMatchObject({ more: { approval: 'normal@3#00ff' } });
  const inForce = { ...at.pins(), sla: { ...at.pins().sla, version: 2 } };
  const { more: _more, ...next } = inForce;
  expect(
    at.refused(
      head,
      'retarget',
      { policyVersion: 'trial@1', calendars: CALENDARS, reason: 'New' },
      { pins: { ...at.pins() } },
    ),
  ).toBe('nothing-changes');
  at.give(head, 'retarget', { policyVersion: 'trial@2', calendars: CALENDARS, reason: 'New' }, { pins: next });
  expect(pinRefsOf(at.pins())).toMatchObject({ sla: 'trial@2', more: { approval: 'normal@3#00ff' } });
});

describe('approve, reject, abstain', () => {
  test('approve: stage by stage to the end, and the next are told when it is their turn', () => {
    const at = inTwo();
    expect(at.waits()).toEqual([`${chen.id}: approve`, `${zhao.id}: approve`]);
    expect(at.told()).toEqual([`${chen.id}: trial-approval-asked`, `${zhao.id}: trial-approval-asked`]);
    expect(at.give(chen, 'approve', yes)).toEqual(['approved']);
    expect(at.waits()).toEqual([`${zhao.id}: approve`]);
    expect(at.give(zhao, 'approve', { ...yes, reason: 'With the test report' })).toEqual([
      'approved',
      'stagePassed',
      'stageAsked',
    ]);
    expect(at.told()).toEqual([`${cityHead.id}: trial-stage-asked`]);
    expect(at.give(cityHead, 'approve', yes)).toEqual(['approved', 'stagePassed', 'authorized']);
    expect(at.view()).toMatchObject({ status: 'done', waitsFor: [], approval: { state: 'passed' } });
  });

  test('reject: the case is refused in the same save, and its reporter hears why', () => {
    const at = inTwo();
    expect(at.give(chen, 'reject', no)).toEqual(['rejected', 'stageRefused', 'declined']);
    expect(at.view()).toMatchObject({ status: 'refused', approval: { state: 'refused' } });
    expect(at.told()).toContain(`${requester.id}: trial-rejected`);
  });

  test('abstain: it counts for nothing but the quorum', () => {
    const at = new TrialCase(oneOf('all', chen, zhao)).submitted();
    expect(at.give(chen, 'abstain', yes)).toEqual(['abstained']);
    expect(at.give(zhao, 'approve', yes)).toEqual(['approved', 'stagePassed', 'authorized']);
  });

  test('refused: another hash, no seat, not yet, twice, and who asked for it or does it', () => {
    const at = inTwo();
    expect(at.refused(chen, 'approve', { planHash: NEXT_PLAN })).toBe('stale-plan');
    expect(at.refused(quality, 'approve', yes)).toBe('not-permitted');
    expect(at.refused(cityHead, 'approve', yes)).toBe('not-asked-yet');
    at.give(chen, 'approve', yes);
    expect(at.refused(chen, 'reject', no)).toBe('already-decided');
    expect(at.refused(zhao, 'approve', { ...yes, for: chen.id })).toBe('already-decided');
  });

  test('refused: who does it or asked for it, though he holds the role that a seat is for', () => {
    const at = new TrialCase(
      { stages: [stage('board', 'all', roleSeat('boss'))] },
      { boss: [li.id, requester.id, cityHead.id] },
    ).submitted();
    expect(at.waits()).toEqual([`${cityHead.id}: approve`]);
    expect(at.refused(li, 'approve', yes)).toBe('separation-of-duties');
    expect(at.offer(li).blocked).toContainEqual({ command: 'approve', code: 'separation-of-duties', params: {} });
    expect(at.give(cityHead, 'approve', yes)).toEqual(['approved', 'stagePassed', 'authorized']);
  });

  test('what may be given shows as such, with what stands in the way', () => {
    const at = inTwo();
    expect(at.offer(chen).allowed).toEqual(
      expect.arrayContaining(['approve', 'reject', 'abstain', 'delegate', 'addSigner']),
    );
    expect(at.offer(chen).blocked).toContainEqual(
      expect.objectContaining({ command: 'withdrawVote', code: 'nothing-to-withdraw' }),
    );
    expect(at.offer(cityHead).blocked).toContainEqual(
      expect.objectContaining({ command: 'approve', code: 'not-asked-yet' }),
    );
    expect(at.offer(quality).allowed).not.toContain('approve');
    expect(at.offer(owner).blocked).toContainEqual(
      expect.objectContaining({ command: 'decideAsSuperior', code: 'not-overdue' }),
    );
  });

  test('nothing is asked before it is submitted, nor where no policy is in force, nor of a policy that nobody can decide', () => {
    const at = new TrialCase(oneOf('all', chen));
    expect(at.refused(chen, 'approve', yes)).toBe('wrong-status');
    expect(at.refused(agent, 'submit', { policy: 'other' })).toBe('approval-policy-missing');
    const own = new TrialCase(oneOf('all', li));
    expect(own.refused(agent, 'submit', { policy: 'normal' })).toBe('approval-undecidable');
  });
});

test('withdrawVote: while the stage is open, where the policy lets it', () => {
  const at = inTwo();
  at.give(chen, 'approve', yes);
  expect(at.give(chen, 'withdrawVote', { reason: 'Too soon' })).toEqual(['voteWithdrawn']);
  expect(at.refused(chen, 'withdrawVote', {})).toBe('nothing-to-withdraw');
  const standing = new TrialCase(oneOf('all', chen, zhao)).submitted();
  standing.give(chen, 'approve', yes);
  expect(standing.refused(chen, 'withdrawVote', {})).toBe('not-withdrawable');
});

describe('delegate', () => {
  test('the delegate is waited for from the instant to the other, and votes for him', () => {
    const at = inTwo();
    expect(at.give(chen, 'delegate', away(at, wang, 2, 6))).toEqual(['delegated']);
    expect(at.told()).toEqual([`${wang.id}: trial-delegated`]);
    expect(at.waits()).toEqual([`${chen.id}: approve`, `${zhao.id}: approve`]);
    expect(at.refused(wang, 'approve', yes)).toBe('delegation-not-in-force');
    expect(at.moveTo(at.now + hours(2))).toEqual(['delegationBegun']);
    expect(at.waits()).toContain(`${wang.id}: approve`);
    expect(at.give(wang, 'approve', yes)).toEqual(['approved']);
    expect(at.view()).toMatchObject({
      approval: { stages: [{ seats: [{ state: 'approve', by: wang.id, for: chen.id }, { state: 'asked' }] }, {}] },
    });
    expect(at.refused(chen, 'approve', yes)).toBe('already-decided');
  });

  test('is over by time, and taken back by who gave it (revokeDelegation)', () => {
    const at = inTwo();
    at.give(chen, 'delegate', away(at, wang, 0, 3));
    expect(at.moveTo(at.now + hours(3))).toEqual(['delegationOver']);
    expect(at.waits()).not.toContain(`${wang.id}: approve`);
    expect(at.refused(chen, 'revokeDelegation', {})).toBe('not-delegated');
    at.give(chen, 'delegate', away(at, hu));
    expect(at.give(chen, 'revokeDelegation', {})).toEqual(['delegationEnded']);
    expect(at.told()).toEqual([`${hu.id}: trial-delegation-ended`]);
  });

  test('refused: by whom it may not, to whom it may not, for dates that are none', () => {
    const at = inTwo();
    expect(at.refused(quality, 'delegate', away(at, wang))).toBe('not-permitted');
    expect(at.refused(chen, 'delegate', away(at, zhao))).toBe('one-vote');
    expect(at.refused(chen, 'delegate', away(at, li))).toBe('separation-of-duties');
    expect(at.refused(chen, 'delegate', away(at, { id: 'nobody' }))).toBe('target-not-open');
    expect(at.refused(chen, 'delegate', away(at, wang, 2, 1))).toBe('/until before-start');
    at.give(chen, 'delegate', away(at, wang));
    expect(at.refused(wang, 'delegate', away(at, hu))).toBe('delegation-depth');
    expect(at.refused(cityHead, 'delegate', away(at, chen))).toBe('delegation-depth');
    at.give(chen, 'revokeDelegation', {});
    at.give(chen, 'delegate', away(at, cityHead));
    expect(at.refused(cityHead, 'delegate', away(at, chen))).toBe('delegation-circle');
  });
});

test('addSigner: one more must sign, asked by who sits there or by the owner', () => {
  const at = inTwo();
  expect(at.give(chen, 'addSigner', { person: wang.id, reason: 'He knows the database' })).toEqual(['signerAdded']);
  expect(at.told()).toEqual([`${wang.id}: trial-signer-added`]);
  expect(at.refused(chen, 'addSigner', { person: wang.id, reason: 'Again' })).toBe('one-vote');
  expect(at.refused(chen, 'addSigner', { person: li.id, reason: 'He does it' })).toBe('separation-of-duties');
  expect(at.refused(owner, 'addSigner', { person: hu.id, stage: 'none', reason: 'Where' })).toBe('/stage unknown');
  for (const by of [chen, zhao]) at.give(by, 'approve', yes);
  expect(at.give(wang, 'approve', yes)).toEqual(['approved', 'stagePassed', 'stageAsked']);
  expect(at.refused(owner, 'addSigner', { person: hu.id, stage: 'technical', reason: 'Late' })).toBe('already-decided');
});

describe('when the time to vote is over', () => {
  test('those asked are reminded at half of it; then the superior decides, and the clock of the next stage begins anew', () => {
    const at = inTwo();
    const opened = at.now;
    expect(at.refused(owner, 'decideAsSuperior', { says: 'approve', ...no })).toBe('not-overdue');
    expect(at.moveTo(opened + hours(5))).toEqual(['clockWarned']); // 9 to 12 and 13 to 14
    expect(at.told()).toEqual([`${chen.id}: trial-approval-warned`, `${zhao.id}: trial-approval-warned`]);
    expect(at.moveTo(opened + hours(9))).toEqual(expect.arrayContaining(['clockBreached', 'approvalOverdue']));
    expect(at.waits()).toContain('process-owner: decideAsSuperior');
    expect(at.refused(cityHead, 'decideAsSuperior', { says: 'approve', ...no })).toBe('not-permitted');
    expect(at.give(owner, 'decideAsSuperior', { says: 'approve', ...no })).toEqual(['stagePassed', 'stageAsked']);
    expect(at.view().readings['approval']).toMatchObject({ state: 'running', breachedAt: null, startedAt: at.now });
    expect(at.waits()).toEqual([`${cityHead.id}: approve`]);
  });

  test('a late vote still counts, and the superior may refuse', () => {
    const at = new TrialCase(oneOf('all', chen, zhao)).submitted();
    at.moveTo(at.now + hours(9));
    expect(at.give(chen, 'approve', yes)).toEqual(['approved']);
    expect(at.refused(head, 'decideAsSuperior', { says: 'reject', planHash: NEXT_PLAN, reason: 'No' })).toBe(
      'stale-plan',
    );
    expect(at.give(head, 'decideAsSuperior', { says: 'reject', ...no })).toEqual(['stageRefused', 'declined']);
  });
});

describe('approverReplaced: who has left', () => {
  test('his seat goes to deputy, successor or superior, who are told', () => {
    const at = new TrialCase({
      stages: [stage('board', 'all', seat(chen.id, { deputy: wang.id }), seat(zhao.id))],
    }).submitted();
    at.heirs = { deputies: [wang.id], superiors: { [zhao.id]: [head.id] } };
    expect(at.give(system, 'relieve', leaves(chen))).toEqual(['relieved', 'approverReplaced']);
    expect(at.told()).toEqual([`${wang.id}: trial-approver-replaced`]);
    expect(at.give(system, 'relieve', leaves(zhao))).toEqual(['relieved', 'approverReplaced']);
    expect(at.waits()).toEqual([`${wang.id}: approve`, `${head.id}: approve`]);
    at.give(system, 'relieve', leaves(head, { successor: hu.id }));
    expect(at.waits()).toEqual([`${wang.id}: approve`, `${hu.id}: approve`]);
  });

  test('nameApprover: where nobody is left the owner is told, and names one', () => {
    const at = new TrialCase(oneOf('all', chen)).submitted();
    expect(at.refused(owner, 'nameApprover', { seat: chen.id, person: wang.id, reason: 'Empty' })).toBe('seat-taken');
    expect(at.give(system, 'relieve', leaves(chen))).toEqual(['relieved', 'approverReplaced']);
    expect(at.waits()).toEqual(['process-owner: nameApprover']);
    expect(at.view()).toMatchObject({ approval: { state: 'undecidable' } });
    expect(at.refused(owner, 'nameApprover', { seat: chen.id, person: li.id, reason: 'Empty' })).toBe(
      'separation-of-duties',
    );
    expect(at.refused(cityHead, 'nameApprover', { seat: chen.id, person: wang.id, reason: 'Empty' })).toBe(
      'not-permitted',
    );
    expect(at.give(owner, 'nameApprover', { seat: chen.id, person: wang.id, reason: 'Empty' })).toEqual([
      'approverReplaced',
    ]);
    expect(at.waits()).toEqual([`${wang.id}: approve`]);
  });

  test('the last seat that goes may end the round; a vote of who has left stands', () => {
    const at = new TrialCase(oneOf('all', chen, zhao)).submitted();
    at.give(chen, 'approve', yes);
    expect(at.give(system, 'relieve', leaves(chen))).toEqual([]);
    expect(at.give(system, 'relieve', leaves(zhao))).toEqual([
      'relieved',
      'approverReplaced',
      'stagePassed',
      'authorized',
    ]);
  });
});

test('reseat: who holds the role no more does not vote, and half-way the case asks who does now', () => {
  const stages = [stage('board', 'all', roleSeat('boss'))];
  const at = new TrialCase({ stages }, { boss: [cityHead.id] }).submitted();
  const demoted = { ...cityHead, grants: [] };
  expect(at.refused(demoted, 'approve', yes)).toBe('not-permitted');
  const moved = { ...cityHead, grants: [{ role: 'supervisor' as const, orgPath: '/dx/xiling' as const }] };
  expect(at.refused(moved, 'approve', yes)).toBe('role-lost');
  at.give(cityHead, 'delegate', away(at, wang));
  expect(at.refused(wang, 'approve', yes, { principals: { [cityHead.id]: moved.grants } })).toBe('role-lost');
  expect(at.refused(wang, 'reject', no, { principals: {} })).toBe('role-lost'); // he has gone
  at.give(cityHead, 'revokeDelegation', {});
  at.moveTo(at.now + hours(5));
  expect(at.effects).toContainEqual(expect.objectContaining({ kind: 'command', command: 'reseat' }));
  const now = { sitters: { boss: [zhao.id] }, present: [cityHead.id], heirs: { deputies: [], superiors: {} } };
  expect(at.refused(chen, 'reseat', {}, { seats: now })).toBe('not-permitted');
  expect(at.give(owner, 'reseat', {})).toEqual([]); // nothing was looked up
  expect(at.give(system, 'reseat', {}, { seats: now })).toEqual(['approverReplaced']);
  expect(at.told()).toEqual([`${zhao.id}: trial-approver-replaced`]); // he has the role since then
  expect(at.waits()).toEqual([`${zhao.id}: approve`]);
  expect(at.give(owner, 'reseat', {}, { seats: now })).toEqual([]);
  const both = { ...now, sitters: { boss: [zhao.id, wang.id] } };
  expect(at.give(system, 'reseat', {}, { seats: both })).toEqual(['approverReplaced']);
  expect(at.told()).toEqual([`${wang.id}: trial-approver-replaced`]);
});

test('a delegate who leaves stands in for nobody any more, and who named him hears it', () => {
  const at = inTwo();
  at.give(chen, 'delegate', away(at, wang));
  expect(at.give(system, 'relieve', leaves(wang))).toEqual(['relieved', 'delegationOver']);
  expect(at.told()).toEqual([`${chen.id}: trial-delegation-over`]);
  expect(at.refused(wang, 'approve', yes)).toBe('not-permitted');
});

test('whoever is asked from another branch may vote, is named by the case, and is found when he leaves', () => {
  const at = new TrialCase(oneOf('all', xilingHead, zhao)).submitted();
  expect(at.view().parties).toMatchObject({ involved: [xilingHead.id, zhao.id], hands: [xilingHead.id, zhao.id] });
  expect(at.give(xilingHead, 'approve', yes)).toEqual(['approved']);
  expect(at.view().parties).toMatchObject({ involved: [xilingHead.id, zhao.id], hands: [zhao.id] });
  at.give(zhao, 'approve', yes);
  expect(at.view().parties).not.toHaveProperty('hands');
});

test('approvalsVoided: an edit voids what was decided, and the next round is a new one', () => {
  const at = inTwo();
  at.give(chen, 'approve', yes);
  expect(at.give(agent, 'revise', { reason: 'One step more' })).toEqual(['approvalsVoided', 'revised']);
  expect(at.told()).toEqual([`${chen.id}: trial-approvals-voided`, `${zhao.id}: trial-approvals-voided`]);
  expect(at.view()).toMatchObject({
    status: 'draft',
    approval: { state: 'voided' },
    readings: { approval: { state: 'met' } },
  });
  expect(at.refused(chen, 'approve', yes)).toBe('wrong-status');
  at.give(agent, 'plan', { planHash: NEXT_PLAN, implementer: li.id });
  at.submitted();
  expect(at.refused(chen, 'approve', yes)).toBe('stale-plan');
  expect(at.give(chen, 'approve', { planHash: NEXT_PLAN })).toEqual(['approved']);
  expect(at.view()).toMatchObject({ approval: { round: 2 } });
});

test('who decides on it does not become who does it', () => {
  const at = inTwo();
  expect(at.refused(agent, 'appoint', { person: chen.id })).toBe('separation-of-duties');
  expect(at.give(agent, 'appoint', { person: wang.id })).toEqual(['appointed']);
});

test('who is asked gets the report with the notice, since he has not read it', () => {
  const at = inTwo();
  const asked = at.effects.filter((one) => one.kind === 'notify' && one.template === 'trial-approval-asked');
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({ data: { description: report.description } });
});

test('every command has a row, every notice its words in both languages', () => {
  const commands = Object.keys(approvalCommands);
  expect(commands.filter((name) => !trial.lifecycle.some(({ command }) => command === name))).toEqual([]);
  for (const { zh, en } of Object.values(trial.words.templates))
    expect([zh, en].every((words) => words.length > 0)).toBe(true);
});
