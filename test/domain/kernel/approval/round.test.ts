/** A round as it is kept: how it opens, what each event makes of it, and who sits where. */
import { openRound, roundAfter, withResults } from '../../../../domain/kernel/approval/round.ts';
import { hasVoted, seated, seatOf, standsInAt, thoseIn, unended } from '../../../../domain/kernel/approval/seating.ts';
import type { ApprovalPolicy, ApprovalRound, RoundWord } from '../../../../domain/kernel/approval/shapes.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import { DAY, NEXT_PLAN, NOON, PLAN, roleSeat, seat, stage } from '../../../support/ballots.ts';

const policy: ApprovalPolicy = {
  id: 'normal',
  version: 3,
  withdrawable: true,
  stages: [
    stage('one', 'all', seat('ann'), roleSeat('boss')),
    {
      ...stage('two', 'any', seat('doer', { of: { party: 'implementer' } }), seat('bob')),
      not: ['requester', 'asker'],
    },
  ],
};
const asks = {
  policy,
  shown: PLAN,
  sitters: { ann: ['ann'], boss: ['cai', 'cai', 'dan'], bob: ['bob'] },
  parties: { requester: ['req'], implementer: ['eve'] },
  never: ['requester'],
  now: NOON,
};
const opened = (more: Partial<Parameters<typeof openRound>[0]> = {}): ApprovalRound => openRound({ ...asks, ...more });
const by = { by: 'ann', at: NOON + 1 };
const after = (words: readonly RoundWord[], round = opened()): ApprovalRound =>
  words.reduce((one, word) => roundAfter(one, word, by) ?? one, round);
const stageOf = (round: ApprovalRound, n: number) => round.stages[n];

test('it opens with the first stage asked, and with whoever may take each seat', () => {
  expect(opened()).toEqual({
    number: 1,
    policy: 'normal@3',
    shown: PLAN,
    order: 'sequence',
    withdrawable: true,
    stages: [
      {
        key: 'one',
        rule: 'all',
        not: ['requester'],
        seats: [
          { id: 'ann', of: { person: 'ann' }, sitters: ['ann'] },
          { id: 'boss', of: { role: 'supervisor' }, sitters: ['cai', 'dan'] },
        ],
        votes: [],
        askedAt: NOON,
      },
      {
        key: 'two',
        rule: 'any',
        not: ['requester', 'asker'],
        seats: [
          { id: 'doer', of: { party: 'implementer' }, sitters: ['eve'] },
          { id: 'bob', of: { person: 'bob' }, sitters: ['bob'] },
        ],
        votes: [],
      },
    ],
    delegations: [],
  });
});

test('side by side all stages are asked; the next round counts on; what the policy does not let is not said', () => {
  const { withdrawable: _may, ...standing } = policy;
  const next = opened({ policy: { ...standing, order: 'parallel' }, former: opened(), shown: NEXT_PLAN });
  expect(next).toMatchObject({ number: 2, shown: NEXT_PLAN, order: 'parallel' });
  expect(next).not.toHaveProperty('withdrawable');
  expect(next.stages.map(({ askedAt }) => askedAt)).toEqual([NOON, NOON]);
});

test('a seat that nobody fills is empty, and where nobody could decide a stage it says which, and why', () => {
  const empty = opened({ parties: {}, sitters: { ann: ['ann'], bob: ['bob'] } });
  expect(empty.stages.map(({ seats }) => seats.map(({ sitters }) => sitters))).toEqual([
    [['ann'], []],
    [[], ['bob']],
  ]);
  const refusal = (): unknown => {
    try {
      return opened({ parties: { requester: ['bob'] } });
    } catch (error) {
      return error instanceof DomainError ? [error.code, error.params] : error;
    }
  };
  expect(refusal()).toEqual(['approval-undecidable', { stage: 'two', why: 'no-seat' }]);
});

const vote = (type: 'approved' | 'abstained', at: object = {}): RoundWord => ({
  type,
  data: { stage: 'one', seat: 'ann', planHash: PLAN, ...at },
});

const since = (to: string, more: object = {}): RoundWord => ({
  type: 'delegated',
  data: { to, since: NOON, until: NOON + DAY, reason: 'Away', ...more },
});

const replaces = (person: string): RoundWord => ({
  type: 'approverReplaced',
  data: { stage: 'one', seat: 'ann', person, to: [], reason: 'Left' },
});

describe('what an event makes of it', () => {
  test('nothing was asked before the first', () => {
    expect(roundAfter(undefined, vote('approved'), by)).toBeUndefined();
    const round = opened();
    expect(roundAfter(undefined, { type: 'approvalAsked', data: { round, pinned: {} } }, by)).toBe(round);
  });

  test('a vote stands with who cast it, for whom, and where; one that is taken back goes alone', () => {
    const voted = after([
      vote('approved'),
      vote('abstained', { seat: 'boss', for: 'cai', voter: 'fay', meeting: 'cab-1' }),
      { type: 'rejected', data: { stage: 'two', seat: 'bob', planHash: PLAN, reason: 'No' } },
    ]);
    const mine = { seat: 'ann', by: 'ann', says: 'approve', at: NOON + 1 };
    const recorded = { by: 'ann', meeting: 'cab-1' };
    const fays = { seat: 'boss', by: 'fay', for: 'cai', says: 'abstain', at: NOON + 1, recorded };
    expect(stageOf(voted, 0)?.votes).toEqual([mine, fays]);
    expect(stageOf(voted, 1)?.votes).toEqual([{ seat: 'bob', by: 'ann', says: 'reject', at: NOON + 1 }]);
    const back = after([{ type: 'voteWithdrawn', data: { stage: 'one', seat: 'ann' } }], voted);
    expect(back.stages.map(({ votes }) => votes.length)).toEqual([1, 1]);
    expect(stageOf(back, 0)?.votes).toEqual([fays]);
    expect(
      after([{ type: 'minutesRecorded', data: { meeting: 'm', stage: 'one', planHash: PLAN, voters: [] } }], voted),
    ).toBe(voted);
  });

  test('a delegation holds from its beginning; each person has one, and it ends with him alone', () => {
    const both = after([
      since('eve', { since: NOON + 2 }),
      since('fay', { from: 'bob', mandate: 'm-1' }),
      since('guo'),
    ]);
    const [bobs, anns] = [
      { from: 'bob', to: 'fay', since: NOON, until: NOON + DAY, begun: true, mandate: 'm-1' },
      { from: 'ann', to: 'guo', since: NOON, until: NOON + DAY, begun: true },
    ];
    expect(both.delegations).toEqual([bobs, anns]);
    const later = after([since('eve', { since: NOON + 2 })], both);
    expect(later.delegations).toEqual([bobs, { from: 'ann', to: 'eve', since: NOON + 2, until: NOON + DAY }]);
    const at = { from: 'ann', to: 'eve', dueAt: NOON + 2 };
    const waiting = after([since('hu', { from: 'cai', since: NOON + 3 })], later);
    const begun = after([{ type: 'delegationBegun', data: at }], waiting);
    expect(begun.delegations.map((one) => [one.from, one.begun])).toEqual([
      ['bob', true],
      ['ann', true],
      ['cai', undefined],
    ]);
    const left = (word: RoundWord) => after([word], begun).delegations.map(({ from }) => from);
    expect(left({ type: 'delegationEnded', data: { to: 'eve' } })).toEqual(['bob', 'cai']);
    expect(left({ type: 'delegationEnded', data: { to: 'fay', from: 'bob' } })).toEqual(['ann', 'cai']);
    expect(left({ type: 'delegationOver', data: at })).toEqual(['bob', 'cai']);
    expect(left(replaces('ann'))).toEqual(['bob', 'cai']);
    expect(left(replaces('fay'))).toEqual(['ann', 'cai']);
  });

  test('a seat is added, or has another on it, and says why he sits there', () => {
    const round = after([
      { type: 'signerAdded', data: { stage: 'two', seat: 'added-1', person: 'fay', reason: 'Knows' } },
      { type: 'approverReplaced', data: { stage: 'one', seat: 'boss', person: 'cai', to: ['dan'], reason: 'Left' } },
      {
        type: 'approverReplaced',
        data: { stage: 'two', seat: 'bob', person: 'bob', to: ['dep'], as: 'deputy', reason: 'Left' },
      },
    ]);
    expect(round.stages.map(({ seats }) => seats)).toEqual([
      [
        { id: 'ann', of: { person: 'ann' }, sitters: ['ann'] },
        { id: 'boss', of: { role: 'supervisor' }, sitters: ['dan'] },
      ],
      [
        { id: 'doer', of: { party: 'implementer' }, sitters: ['eve'] },
        { id: 'bob', of: { person: 'bob' }, sitters: ['dep'], instead: { of: 'bob', as: 'deputy' } },
        { id: 'added-1', of: { person: 'fay' }, sitters: ['fay'], addedBy: 'ann' },
      ],
    ]);
  });

  test('a stage is asked, late, and over by itself', () => {
    const ends = (words: RoundWord[]) =>
      after(words).stages.map(({ askedAt, overdue, result }) => ({ askedAt, overdue, result }));
    const first = { askedAt: NOON, overdue: undefined, result: undefined };
    const second = { ...first, askedAt: undefined };
    expect(ends([{ type: 'stageAsked', data: { stage: 'two' } }])).toEqual([first, { ...second, askedAt: NOON + 1 }]);
    expect(ends([{ type: 'stagePassed', data: { stage: 'one' } }])).toEqual([{ ...first, result: 'passed' }, second]);
    expect(ends([{ type: 'stageRefused', data: { stage: 'two' } }])).toEqual([first, { ...second, result: 'refused' }]);
    expect(ends([{ type: 'approvalOverdue', data: { stages: ['one'], dueAt: NOON } }])).toEqual([
      { ...first, overdue: true },
      second,
    ]);
    expect(after([{ type: 'approvalsVoided', data: { reason: 'Edited' } }])).toEqual({ ...opened(), voided: true });
  });

  test('what decides a stage brings its end, and the one that is asked next; nothing of a round that is void', () => {
    const given = (words: readonly RoundWord[], round = opened()) =>
      withResults(round, words, asks.parties, by).map(({ type, data }) => [type, 'stage' in data ? data.stage : '']);
    const [mine, boss] = [vote('approved'), vote('approved', { seat: 'boss', voter: 'cai' })];
    expect(given([mine])).toEqual([['approved', 'one']]);
    expect(given([mine, boss])).toEqual([
      ['approved', 'one'],
      ['approved', 'one'],
      ['stagePassed', 'one'],
      ['stageAsked', 'two'],
    ]);
    const no: RoundWord = { type: 'rejected', data: { stage: 'one', seat: 'ann', planHash: PLAN, reason: 'No' } };
    expect(given([no])).toEqual([
      ['rejected', 'one'],
      ['stageRefused', 'one'],
    ]);
    expect(given([mine, boss], { ...opened(), voided: true })).toEqual([
      ['approved', 'one'],
      ['approved', 'one'],
    ]);
    const three = opened({ policy: { ...policy, stages: [...policy.stages, stage('three', 'any', seat('ann'))] } });
    const atTwo = after(
      [
        { type: 'stagePassed', data: { stage: 'one' } },
        { type: 'stageAsked', data: { stage: 'two' } },
      ],
      three,
    );
    const bobs: RoundWord = { type: 'abstained', data: { stage: 'two', seat: 'bob', voter: 'bob', planHash: PLAN } };
    expect(given([bobs], atTwo)).toEqual([['abstained', 'two']]); // the third waits for the second
    const both = opened({ policy: { ...policy, order: 'parallel' } });
    expect(given([mine, boss], both).at(-1)).toEqual(['stagePassed', 'one']);
  });
});

const listing = (lists: Record<string, string[]>) => (one: { id: string }) => lists[one.id] ?? [];

const sits = (seats: ReturnType<typeof seat>[], lists: Record<string, string[]>, barred: string[] = []) =>
  Object.fromEntries(seated(seats, listing(lists), barred).map(({ id, sitters }) => [id, sitters.join(' ')]));

describe('who sits where', () => {
  test.each([
    ['each person in one seat', [seat('a'), seat('b')], { a: ['ann', 'bob'], b: ['ann'] }, [], { a: 'bob', b: 'ann' }],
    [
      'the first of two that both could fill',
      [seat('a'), seat('b')],
      { a: ['ann'], b: ['ann'] },
      [],
      { a: 'ann', b: '' },
    ],
    ['the chair first', [seat('a'), seat('b', { chair: true })], { a: ['ann'], b: ['ann'] }, [], { a: '', b: 'ann' }],
    [
      'then who is required, before others',
      [seat('a'), seat('b', { required: true }), seat('c', { chair: true })],
      { a: ['ann', 'bob'], b: ['ann', 'bob'], c: ['ann', 'bob'] },
      [],
      { a: '', b: 'ann', c: 'bob' },
    ],
    [
      'as many seats taken as can be, along a chain',
      [seat('a'), seat('b'), seat('c')],
      { a: ['ann', 'bob'], b: ['bob', 'cai'], c: ['ann'] },
      [],
      { a: 'bob', b: 'cai', c: 'ann' },
    ],
    [
      'whoever fills none beside, where he is named',
      [seat('a'), seat('b')],
      { a: ['ann', 'bob'], b: ['cai', 'bob'] },
      [],
      { a: 'ann bob', b: 'cai' },
    ],
    [
      'who is shut out fills no seat, and stays where he is named',
      [seat('a'), seat('b')],
      { a: ['req', 'ann'], b: ['req', 'bob'] },
      ['req'],
      { a: 'req ann', b: 'bob' },
    ],
    ['nobody named twice', [seat('a')], { a: ['ann', 'ann'] }, [], { a: 'ann' }],
  ])('%s', (_how, seats, lists: Record<string, string[]>, barred: string[], taken) => {
    expect(sits(seats, lists, barred)).toEqual(taken);
  });

  test('a say in a stage has who sits there, who voted, and who was voted for', () => {
    const round = after([
      { type: 'delegated', data: { from: 'ann', to: 'eve', since: NOON, until: NOON + DAY, reason: 'Away' } },
      { type: 'approved', data: { stage: 'one', seat: 'boss', voter: 'fay', for: 'guo', planHash: PLAN } },
      { type: 'abstained', data: { stage: 'one', seat: 'ann', planHash: PLAN } },
    ]);
    const [one, two] = round.stages;
    if (!one || !two) throw new Error('There are two stages');
    expect(thoseIn(one)).toEqual(['ann', 'cai', 'dan', 'fay', 'guo', 'ann']);
    expect(['ann', 'cai', 'fay', 'guo'].map((id) => [seatOf(one, id)?.id, hasVoted(one, {}, id)])).toEqual([
      ['ann', true],
      ['boss', false],
      [undefined, true],
      [undefined, true],
    ]);
    expect([standsInAt(round, one, 'eve'), standsInAt(round, two, 'eve'), standsInAt(round, one, 'fay')]).toEqual([
      true,
      false,
      false,
    ]);
    const over = after([{ type: 'stagePassed', data: { stage: 'one' } }], round);
    expect(unended(over).map(({ key }) => key)).toEqual(['two']);
    expect(unended({ ...round, voided: true })).toEqual([]);
  });
});
