/** What an approval policy is refused for when it is to be published: every fault, with its place. */
import type { ApprovalPolicy } from '../../../../domain/kernel/approval/shapes.ts';
import { approvalProblems, undecidableStage } from '../../../../domain/kernel/policy/approval-rules.ts';
import { approvalPolicies } from '../../../../models/migrations/seeds/sample-approvals.ts';
import { roleSeat, seat, stage } from '../../../support/ballots.ts';

const known = { parties: ['requester', 'implementer', 'customer'], never: ['requester', 'implementer'] };
const faults = (...stages: ApprovalPolicy['stages']) =>
  approvalProblems({ stages }, known).map(({ pointer, code }) => `${pointer} ${code}`);
const party = (id: string, of: string) => ({ id, of: { party: of } });

test('a policy that says each thing once has none', () => {
  expect(
    faults(
      {
        ...stage('one', 'any', seat('ann', { deputy: 'dep' }), roleSeat('head'), party('signs', 'customer')),
        not: ['implementer'],
      },
      stage('cab', 'quorum', seat('bob', { chair: true }), seat('cai', { required: true })),
    ),
  ).toEqual([]);
  for (const { stages } of approvalPolicies(0)) expect(faults(...stages)).toEqual([]);
});

test('what is said twice: stages, seats, and whom a seat is for', () => {
  expect(faults(stage('one', 'all', seat('ann')), stage('one', 'all', seat('ann')))).toEqual([
    '/stages/1/key said-twice',
    '/stages/1/seats/0/id said-twice',
  ]);
  expect(
    faults(stage('one', 'all', seat('ann'), { ...seat('ann'), id: 'again' }, roleSeat('a'), roleSeat('b'))),
  ).toEqual(['/stages/0/seats/1/of said-twice', '/stages/0/seats/3/of said-twice']);
});

test('a quorum has one chair, and the other rules have neither chair nor required seats', () => {
  expect(faults(stage('cab', 'quorum', seat('ann'), seat('bob')))).toEqual(['/stages/0/seats chair-missing']);
  expect(faults(stage('cab', 'quorum', seat('ann', { chair: true }), seat('bob', { chair: true })))).toEqual([
    '/stages/0/seats/1/chair said-twice',
  ]);
  expect(faults(stage('one', 'all', seat('ann', { chair: true, required: true })))).toEqual([
    '/stages/0/seats/0/chair only-quorum',
    '/stages/0/seats/0/required only-quorum',
  ]);
});

test('parties are those of its process, and none that the stage or the process shuts out; nobody is his own deputy', () => {
  expect(
    faults({ ...stage('one', 'all', party('a', 'stranger'), party('b', 'customer')), not: ['customer', 'nobody'] }),
  ).toEqual(['/stages/0/not/1 unknown', '/stages/0/seats/0/of/party unknown', '/stages/0/seats/1/of/party shut-out']);
  expect(faults(stage('one', 'all', party('a', 'requester')))).toEqual(['/stages/0/seats/0/of/party shut-out']);
  expect(faults(stage('one', 'all', seat('ann', { deputy: 'ann' })))).toEqual(['/stages/0/seats/0/deputy unchanged']);
});

test('a stage that those who are there could not decide is named, with why', () => {
  const stages = [
    stage('one', 'all', roleSeat('open')),
    stage('cab', 'quorum', roleSeat('chair', { chair: true }), seat('ann')),
  ];
  expect(undecidableStage({ stages }, { chair: ['bob'], ann: ['ann'] })).toEqual([]);
  expect(undecidableStage({ stages }, { chair: [], ann: ['ann'] })).toEqual([
    { pointer: '/stages/1', code: 'undecidable', params: { stage: 'cab', why: 'no-chair' } },
  ]);
  expect(undecidableStage({ stages }, { open: [] })).toMatchObject([
    { pointer: '/stages/0', params: { why: 'no-seat' } },
  ]);
});
