/** Rounds of approval: each rule of a stage once, each refusal with its code. */
import {
  addSigner,
  decideAsSuperior,
  delegate,
  endDelegation,
  LONGEST_DELEGATION,
  MOST_ADDED,
} from '../../../../domain/kernel/approval/changes.ts';
import { nameHolder, replaceHolder, reseat } from '../../../../domain/kernel/approval/replacing.ts';
import type { RoundWord, Says, Stage } from '../../../../domain/kernel/approval/shapes.ts';
import { standingOf } from '../../../../domain/kernel/approval/standing.ts';
import { askedNow, seatsFor, vote, voidRound, withdrawVote } from '../../../../domain/kernel/approval/voting.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import { Ballots, DAY, NEXT_PLAN, NOON, PLAN, roleSeat, seat, stage } from '../../../support/ballots.ts';

const here = (id: string) => ({ id, active: true });
const nobody = { deputies: [], superiors: {} };

const says = (
  at: Ballots,
  by: string,
  word: Says,
  more: { for?: string; shown?: string; stage?: string; reason?: string } = {},
) => at.does(by, vote(at.bench, by, { says: word, shown: at.round.shown, reason: 'Because', ...more }));
const stateOf = (at: Ballots) => standingOf(at.bench).state;

/** The code that it is refused with, and of bad data the fields. */
function refusal(work: () => readonly RoundWord[]): string {
  try {
    return `done: ${work()
      .map(({ type }) => type)
      .join()}`;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.fields.length > 0 ? error.fields.map(({ pointer, code }) => `${pointer} ${code}`).join() : error.code;
  }
}
const refused = (at: Ballots, by: string, word: Says, more: Parameters<typeof says>[3] = {}) =>
  refusal(() => vote(at.bench, by, { says: word, shown: at.round.shown, reason: 'Because', ...more }));

const two = (rule: Stage['rule']) =>
  new Ballots([stage('one', rule, seat('ann'), seat('bob'))], { withdrawable: true });
const board = () =>
  new Ballots([
    stage(
      'cab',
      'quorum',
      seat('ann', { chair: true }),
      seat('bob'),
      seat('cai'),
      seat('dan'),
      seat('eve', { required: true }),
      seat('fay'),
    ),
  ]);

const away = (at: Ballots, by: string, to: string, days: { since?: number; until?: number } = {}) =>
  delegate(at.bench, by, {
    to: here(to),
    since: NOON + (days.since ?? 0) * DAY,
    until: NOON + (days.until ?? 2) * DAY,
    reason: 'Away',
  });
const adds = (at: Ballots, by: string, id: string, key?: string) =>
  addSigner(at.bench, by, { person: here(id), stage: key, reason: 'He knows' });
const opened = (stages: readonly Stage[], never: readonly string[] = []) =>
  refusal(() => (new Ballots(stages, { never, parties: { requester: ['ann'] }, sitters: {} }), []));
const isLate = (at: Ballots, ...stages: string[]) =>
  at.does('time', [{ type: 'approvalOverdue', data: { stages, dueAt: at.now } }]);
const decides = (at: Ballots, by: string, shown = PLAN) =>
  decideAsSuperior(at.bench, by, { says: 'approve', shown, reason: 'Late' });
const tie = (chair: Says) => {
  const at = new Ballots([stage('cab', 'quorum', seat('ann', { chair: true }), seat('bob'), seat('cai'))]);
  says(at, 'ann', chair);
  says(at, 'bob', chair === 'reject' ? 'approve' : 'reject');
  return [...(stateOf(at) === 'open' ? says(at, 'cai', chair === 'abstain' ? 'approve' : 'abstain') : []), stateOf(at)];
};

const now = (sitters: Record<string, string[]>, superiors: Record<string, string[]> = {}) => ({
  sitters: { bob: ['bob'], other: ['eve'], ...sitters },
  present: ['ann', 'bob', 'cai', 'dan', 'eve', 'fay', 'sup'],
  heirs: { deputies: [], superiors },
});

describe('the rule of a stage', () => {
  test('any: the first decision counts, and an abstention is none', () => {
    const at = two('any');
    expect(says(at, 'ann', 'abstain')).toEqual(['abstained']);
    expect(says(at, 'bob', 'approve')).toEqual(['approved', 'stagePassed']);
    expect(stateOf(at)).toBe('passed');
  });

  test('any: a rejection is a first decision too', () => {
    const at = two('any');
    expect(says(at, 'bob', 'reject')).toEqual(['rejected', 'stageRefused']);
    expect(stateOf(at)).toBe('refused');
  });

  test('all: one rejection ends it, and without one the last vote does', () => {
    const at = two('all');
    expect(says(at, 'ann', 'approve')).toEqual(['approved']);
    expect(says(at, 'bob', 'approve')).toEqual(['approved', 'stagePassed']);
    expect(says(two('all'), 'ann', 'reject')).toEqual(['rejected', 'stageRefused']);
  });

  test('what everybody abstained from is not approved', () => {
    for (const rule of ['any', 'all'] as const) {
      const at = two(rule);
      says(at, 'ann', 'abstain');
      expect(says(at, 'bob', 'abstain')).toEqual(['abstained', 'stageRefused']);
    }
  });

  test('quorum: two thirds with the chair, and it ends once the rest can change nothing', () => {
    const at = board();
    for (const by of ['bob', 'cai', 'eve', 'dan']) expect(says(at, by, 'approve')).toEqual(['approved']); // four of six, no chair
    expect(says(at, 'ann', 'abstain')).toEqual(['abstained', 'stagePassed']);
    expect(standingOf(at.bench).ask).toEqual([]);
  });

  test('quorum: a tie is the chair’s, and a chair who abstains from it carries nothing', () => {
    expect(tie('approve')).toContain('passed');
    expect(tie('reject')).toContain('refused');
    expect(tie('abstain')).toContain('refused');
  });

  test('quorum: a required seat that says no decides alone, and until it has spoken nothing passes', () => {
    const at = board();
    for (const by of ['ann', 'bob', 'cai', 'dan']) expect(says(at, by, 'approve')).toEqual(['approved']);
    expect(says(at, 'eve', 'reject')).toEqual(['rejected', 'stageRefused']);
  });

  test('one stage after the other, or side by side', () => {
    const stages = [stage('one', 'all', seat('ann')), stage('two', 'all', seat('bob'))];
    const inTurn = new Ballots(stages);
    expect(standingOf(inTurn.bench).ask).toEqual(['ann']);
    expect(refused(inTurn, 'bob', 'approve')).toBe('not-asked-yet');
    says(inTurn, 'ann', 'approve');
    expect(standingOf(inTurn.bench).ask).toEqual(['bob']);
    const sideBySide = new Ballots(stages, { order: 'parallel' });
    expect(standingOf(sideBySide.bench).ask).toEqual(['ann', 'bob']);
    says(sideBySide, 'bob', 'reject');
    expect(standingOf(sideBySide.bench)).toMatchObject({ state: 'refused', ask: [] });
    expect(askedNow(sideBySide.bench)).toEqual([]);
    expect(refused(sideBySide, 'ann', 'approve')).toBe('already-decided');
  });
});

describe('who may vote', () => {
  test('on what he has read: another hash is stale, and an edit opens a round in which nothing counts yet', () => {
    const at = two('all');
    says(at, 'ann', 'approve');
    at.edit(NEXT_PLAN);
    expect(at.round).toMatchObject({ number: 2, stages: [{ votes: [] }] });
    expect(refused(at, 'bob', 'approve', { shown: PLAN })).toBe('stale-plan');
    expect(says(at, 'bob', 'approve')).toEqual(['approved']);
  });

  test('with a reason to reject, once a stage, and while it is open', () => {
    const at = two('all');
    const bare = { says: 'reject', shown: PLAN } as const;
    expect(refusal(() => vote(at.bench, 'ann', bare))).toBe('/reason reason-missing');
    says(at, 'ann', 'approve');
    expect(refused(at, 'ann', 'reject')).toBe('already-decided');
    expect(refused(at, 'stranger', 'approve')).toBe('not-permitted');
    expect(refused(at, 'bob', 'approve', { stage: 'other' })).toBe('not-permitted');
    says(at, 'bob', 'approve');
    expect(refused(at, 'bob', 'approve')).toBe('already-decided');
  });

  test('neither who asked for it nor who does it, nor in a second role or for another', () => {
    const stages = [{ ...stage('one', 'all', roleSeat('boss'), seat('ann')), not: ['implementer'] }];
    const given = { sitters: { boss: ['req', 'doer', 'bob'] }, never: ['requester'] };
    const at = new Ballots(stages, { ...given, parties: { requester: ['req'], implementer: ['doer'] } });
    expect(refused(at, 'req', 'approve')).toBe('separation-of-duties');
    expect(refused(at, 'doer', 'approve')).toBe('separation-of-duties');
    expect(refusal(() => delegate(at.bench, 'ann', { to: here('doer'), until: NOON + DAY, reason: 'Away' }))).toBe(
      'separation-of-duties',
    );
    expect(refusal(() => addSigner(at.bench, 'ann', { person: here('req'), reason: 'Knows' }))).toBe(
      'separation-of-duties',
    );
    expect(says(at, 'bob', 'approve')).toEqual(['approved']);
  });

  test('a vote of one who has become the implementer does not count any more', () => {
    const at = new Ballots([{ ...stage('one', 'all', seat('ann'), seat('bob')), not: ['implementer'] }], {
      parties: { implementer: [] },
    });
    says(at, 'ann', 'approve');
    at.parties = { implementer: ['ann'] };
    expect(standingOf(at.bench).stages[0]?.seats).toEqual({ ann: 'void', bob: 'asked' });
  });

  test('when his delegate has become the implementer, his voice is his own again and takes the place of that vote', () => {
    const at = new Ballots([{ ...stage('one', 'all', seat('ann'), seat('bob')), not: ['implementer'] }], {
      parties: { implementer: [] },
    });
    at.does('ann', away(at, 'ann', 'eve'));
    says(at, 'eve', 'approve', { for: 'ann' });
    at.parties = { implementer: ['eve'] };
    expect(refused(at, 'eve', 'approve')).toBe('separation-of-duties');
    expect(says(at, 'ann', 'approve')).toEqual(['approved']);
    at.parties = { implementer: [] };
    expect(at.round.stages[0]?.votes.map(({ by }) => by)).toEqual(['ann']);
    expect(says(at, 'bob', 'approve')).toEqual(['approved', 'stagePassed']);
  });

  test('who holds two roles sits once, and in the seat that nobody else could take', () => {
    const at = new Ballots([stage('one', 'all', roleSeat('first'), roleSeat('second'))], {
      sitters: { first: ['ann', 'bob'], second: ['ann'] },
    });
    expect(seatsFor(at.bench, 'ann')).toEqual([{ stage: 'one', seat: 'second', as: 'own' }]);
    says(at, 'ann', 'approve');
    expect(refused(at, 'ann', 'approve')).toBe('already-decided');
    expect(says(at, 'bob', 'approve')).toEqual(['approved', 'stagePassed']);
  });

  test('a vote is taken back while its stage is open, where the policy lets it, by who cast it or for whom', () => {
    const at = two('all');
    expect(refusal(() => withdrawVote(at.bench, 'ann'))).toBe('nothing-to-withdraw');
    says(at, 'ann', 'approve');
    expect(at.does('ann', withdrawVote(at.bench, 'ann', { reason: 'Too soon' }))).toEqual(['voteWithdrawn']);
    says(at, 'ann', 'approve');
    says(at, 'bob', 'approve');
    expect(refusal(() => withdrawVote(at.bench, 'ann'))).toBe('already-decided');
    const standing = new Ballots([stage('one', 'all', seat('ann'), seat('bob'))]);
    says(standing, 'ann', 'approve');
    expect(refusal(() => withdrawVote(standing.bench, 'ann'))).toBe('not-withdrawable');
  });

  test('nothing is decided in a round that is void', () => {
    const at = two('any');
    expect(at.does('system', voidRound(at.bench, 'The plan was edited'))).toEqual(['approvalsVoided']);
    expect(stateOf(at)).toBe('voided');
    expect(refused(at, 'ann', 'approve')).toBe('already-decided');
    expect(voidRound(at.bench, 'Again')).toEqual([]);
    expect(refusal(() => addSigner(at.bench, 'ann', { person: here('eve'), reason: 'Knows' }))).toBe('already-decided');
  });
});

describe('delegation 委托', () => {
  test('the delegate votes for him between the dates; who is back votes himself, and it was one vote', () => {
    const at = two('all');
    at.does('ann', away(at, 'ann', 'eve', { since: 1 }));
    expect(refused(at, 'eve', 'approve')).toBe('delegation-not-in-force');
    at.now += DAY;
    expect(seatsFor(at.bench, 'eve')).toEqual([{ stage: 'one', seat: 'ann', as: 'delegate', for: 'ann' }]);
    expect(refused(at, 'eve', 'approve', { for: 'bob' })).toBe('not-permitted');
    says(at, 'eve', 'approve', { for: 'ann' });
    expect(refused(at, 'ann', 'reject')).toBe('already-decided');
    expect(refused(at, 'eve', 'approve')).toBe('already-decided');
    expect(at.does('ann', withdrawVote(at.bench, 'ann'))).toEqual(['voteWithdrawn']);
    at.now += DAY;
    expect(refused(at, 'eve', 'approve')).toBe('delegation-not-in-force');
    expect(says(at, 'ann', 'reject')).toEqual(['rejected', 'stageRefused']);
  });

  test('one deep, in no circle, and to nobody who has a say already', () => {
    const at = new Ballots([stage('one', 'all', seat('ann'), seat('bob')), stage('two', 'all', seat('cai'))]);
    expect(refusal(() => away(at, 'ann', 'bob'))).toBe('one-vote');
    at.does('ann', away(at, 'ann', 'cai'));
    expect(refusal(() => away(at, 'cai', 'ann'))).toBe('delegation-circle');
    expect(refusal(() => away(at, 'cai', 'ann', { since: 5, until: 6 }))).toBe('done: delegated');
    expect(refusal(() => away(at, 'bob', 'cai'))).toBe('one-vote');
    expect(refusal(() => away(at, 'bob', 'ann'))).toBe('delegation-depth');
    at.does('bob', away(at, 'bob', 'eve'));
    expect(refusal(() => away(at, 'eve', 'fay'))).toBe('delegation-depth');
    expect(refusal(() => away(at, 'cai', 'eve'))).toBe('done: delegated'); // a stage is of its own
    expect(refusal(() => away(at, 'bob', 'bob'))).toBe('/to unchanged');
    expect(refusal(() => away(at, 'stranger', 'eve'))).toBe('not-permitted');
  });

  test('to somebody who is there, for dates that lie ahead and come to an end, by who still has a vote', () => {
    const at = two('all');
    const gone = (id: string) =>
      delegate(at.bench, 'ann', { to: { id, active: false }, until: NOON + DAY, reason: 'Away' });
    expect(refusal(() => gone('eve'))).toBe('target-not-open');
    expect(refusal(() => delegate(at.bench, 'ann', { to: null, until: NOON + DAY, reason: 'Away' }))).toBe(
      'target-not-open',
    );
    expect(refusal(() => away(at, 'ann', 'eve', { until: 0 }))).toBe('/until in-past');
    expect(refusal(() => away(at, 'ann', 'eve', { since: 2, until: 2 }))).toBe('/until before-start');
    expect(refusal(() => away(at, 'ann', 'eve', { until: 1 + LONGEST_DELEGATION / DAY }))).toBe('/until too-far');
    says(at, 'ann', 'approve');
    expect(refusal(() => away(at, 'ann', 'eve'))).toBe('already-decided');
  });

  test('a later one takes the place of an earlier, and who is back ends it', () => {
    const at = two('all');
    at.does('ann', away(at, 'ann', 'eve'));
    at.does('ann', away(at, 'ann', 'fay'));
    expect(askedNow(at.bench).map(({ person }) => person)).toEqual(['ann', 'bob', 'fay']);
    expect(at.does('ann', endDelegation(at.bench, 'ann'))).toEqual(['delegationEnded']);
    expect(refused(at, 'fay', 'approve')).toBe('not-permitted');
    expect(refusal(() => endDelegation(at.bench, 'ann'))).toBe('not-delegated');
  });
});

const told = (words: readonly RoundWord[]) => words.map(({ type, data }) => ({ type, ...data }));

describe('what is put on record', () => {
  const stages = [
    stage('one', 'all', seat('ann'), seat('added-1')),
    stage('two', 'all', seat('ann2', { of: { person: 'ann' } })),
  ];
  const sideBySide = () => new Ballots(stages, { order: 'parallel', withdrawable: true });

  test('of a vote and its taking back: where, over what, and why', () => {
    const at = sideBySide();
    const votes = (by: string, word: Says, more: object = {}) =>
      told(vote(at.bench, by, { says: word, shown: PLAN, ...more }));
    expect(votes('ann', 'approve')).toEqual([{ type: 'approved', stage: 'one', seat: 'ann', planHash: PLAN }]);
    expect(votes('ann', 'abstain', { stage: 'two', reason: 'Mine' })).toEqual([
      { type: 'abstained', stage: 'two', seat: 'ann2', planHash: PLAN, reason: 'Mine' },
      { type: 'stageRefused', stage: 'two' },
    ]);
    at.does('ann', away(at, 'ann', 'eve'));
    expect(votes('eve', 'reject', { for: 'ann', reason: 'No' })).toEqual([
      { type: 'rejected', stage: 'one', seat: 'ann', for: 'ann', planHash: PLAN, reason: 'No' },
      { type: 'stageRefused', stage: 'one' },
    ]);
    says(at, 'ann', 'approve');
    says(at, 'added-1', 'abstain');
    says(at, 'ann', 'approve', { stage: 'two' });
    expect(refusal(() => withdrawVote(at.bench, 'ann', { stage: 'two' }))).toBe('already-decided');
  });

  test('of a vote taken back: in the stage that is named, else where he has voted', () => {
    const at = new Ballots(
      ['one', 'two'].map((key) =>
        stage(key, 'all', seat(`ann-${key}`, { of: { person: 'ann' } }), seat(`bob-${key}`, { of: { person: 'bob' } })),
      ),
      { order: 'parallel', withdrawable: true },
    );
    for (const key of ['two', 'one']) says(at, 'ann', 'approve', { stage: key });
    const back = (given: Parameters<typeof withdrawVote>[2], by = 'ann') => told(withdrawVote(at.bench, by, given));
    expect(back({ stage: 'two', reason: 'Too soon' })).toEqual([
      { type: 'voteWithdrawn', stage: 'two', seat: 'ann-two', reason: 'Too soon' },
    ]);
    expect(back({})).toEqual([{ type: 'voteWithdrawn', stage: 'one', seat: 'ann-one' }]);
    expect(refusal(() => withdrawVote(at.bench, 'bob'))).toBe('nothing-to-withdraw');
    at.does('system', voidRound(at.bench, 'Edited'));
    expect(refusal(() => withdrawVote(at.bench, 'ann'))).toBe('already-decided');
  });

  test('of a delegation: from now on where nothing else is said, up to a year, and from its beginning', () => {
    const at = sideBySide();
    const gives = (days: { since?: number; until: number }) => {
      const { since, until } = days;
      const from = since === undefined ? {} : { since };
      return () => delegate(at.bench, 'ann', { to: here('eve'), ...from, until, reason: 'Away' });
    };
    const given = { type: 'delegated', to: 'eve', reason: 'Away' };
    expect(told(gives({ until: NOON + 1 })())).toEqual([{ ...given, since: NOON, until: NOON + 1 }]);
    expect(told(gives({ since: NOON - DAY, until: NOON + LONGEST_DELEGATION })())).toEqual([
      { ...given, since: NOON, until: NOON + LONGEST_DELEGATION },
    ]);
    expect(told(gives({ since: NOON + 1, until: NOON + 2 })())).toEqual([
      { ...given, since: NOON + 1, until: NOON + 2 },
    ]);
    expect(refusal(gives({ until: NOON }))).toBe('/until in-past');
    expect(refusal(gives({ since: NOON + 2, until: NOON + 2 }))).toBe('/until before-start');
    expect(refusal(gives({ until: NOON + LONGEST_DELEGATION + 1 }))).toBe('/until too-far');
    at.does('ann', gives({ until: NOON + DAY })());
    expect(told(endDelegation(at.bench, 'ann'))).toEqual([{ type: 'delegationEnded', to: 'eve' }]);
  });

  test('of one more seat: in the stage of who asks for it, else in the first, under a name that is free', () => {
    const at = new Ballots(stages);
    const added = { type: 'signerAdded', person: 'eve', reason: 'He knows' };
    expect(told(adds(at, 'ann', 'eve'))).toEqual([{ ...added, stage: 'one', seat: 'added-2' }]);
    expect(told(adds(at, 'owner', 'eve'))).toEqual([{ ...added, stage: 'one', seat: 'added-2' }]);
    expect(told(adds(at, 'owner', 'eve', 'two'))).toEqual([{ ...added, stage: 'two', seat: 'added-2' }]);
    const other = new Ballots([stage('one', 'all', seat('bob')), stage('two', 'all', seat('ann'))]);
    expect(told(adds(other, 'ann', 'eve'))).toEqual([{ ...added, stage: 'two', seat: 'added-1' }]);
  });

  test('of the superior’s word: each late stage, over what, and why', () => {
    const at = new Ballots([...stages, stage('three', 'all', seat('bob'))], { order: 'parallel' });
    isLate(at, 'one', 'two');
    const overdue = { planHash: PLAN, reason: 'Late' };
    expect(told(decides(at, 'sup'))).toEqual([
      { type: 'stagePassed', stage: 'one', overdue },
      { type: 'stagePassed', stage: 'two', overdue },
    ]);
    expect(told(decideAsSuperior(at.bench, 'sup', { says: 'reject', shown: PLAN, reason: 'Late' }))[1]).toEqual({
      type: 'stageRefused',
      stage: 'two',
      overdue,
    });
    says(at, 'ann', 'approve', { stage: 'one' });
    expect(refusal(() => decides(at, 'ann'))).toBe('one-vote');
    says(at, 'bob', 'reject', { stage: 'three' });
    expect(refusal(() => decides(at, 'sup'))).toBe('already-decided');
  });

  test('of a seat that changes: who has gone, who sits there now and why, and who is new by his role', () => {
    const roles = new Ballots([stage('one', 'all', roleSeat('boss'), seat('bob'))], {
      sitters: { boss: ['ann', 'cai'] },
    });
    const registers = (boss: string[], superiors: string[] = []) =>
      told(reseat(roles.bench, now({ boss }, { boss: superiors }), 'Registers'));
    const seatOne = { type: 'approverReplaced', stage: 'one', seat: 'boss', reason: 'Registers' };
    expect(registers(['cai', 'dan'])).toEqual([{ ...seatOne, person: 'ann', to: ['cai', 'dan'], since: ['dan'] }]);
    expect(registers(['ann', 'cai', 'dan'])).toEqual([{ ...seatOne, to: ['ann', 'cai', 'dan'], since: ['dan'] }]);
    expect(registers([], ['sup'])).toEqual([{ ...seatOne, person: 'ann', to: ['sup'], as: 'superior' }]);
    expect(registers(['cai'])).toEqual([{ ...seatOne, person: 'ann', to: ['cai'] }]);
    expect(told(reseat(roles.bench, now({}), 'Registers'))).toEqual([{ ...seatOne, person: 'ann', to: [] }]);
    expect(told(replaceHolder(roles.bench, 'ann', nobody, 'Left'))).toEqual([
      { ...seatOne, person: 'ann', to: ['cai'], reason: 'Left' },
    ]);
    expect(told(replaceHolder(roles.bench, 'bob', { ...nobody, successor: 'suc' }, 'Left'))).toEqual([
      { ...seatOne, seat: 'bob', person: 'bob', to: ['suc'], as: 'successor', reason: 'Left' },
    ]);
    roles.does('system', replaceHolder(roles.bench, 'bob', nobody, 'Left'));
    expect(told(nameHolder(roles.bench, { seat: 'bob', person: here('eve'), reason: 'Empty' }))).toEqual([
      { ...seatOne, seat: 'bob', to: ['eve'], as: 'named', reason: 'Empty' },
    ]);
  });

  test('of delegations that go with who leaves: each of his and to him, and none of a round that is void', () => {
    const at = sideBySide();
    at.does('ann', away(at, 'ann', 'eve'));
    at.does('added-1', away(at, 'added-1', 'fay'));
    expect(told(replaceHolder(at.bench, 'eve', nobody, 'Left'))).toEqual([
      { type: 'delegationOver', from: 'ann', to: 'eve', dueAt: NOON },
    ]);
    expect(replaceHolder(at.bench, 'guo', nobody, 'Left')).toEqual([]);
    at.does('system', voidRound(at.bench, 'Edited'));
    expect(replaceHolder(at.bench, 'eve', nobody, 'Left')).toEqual([]);
    expect(told(voidRound(sideBySide(), 'Edited'))).toEqual([{ type: 'approvalsVoided', reason: 'Edited' }]);
  });
});

const places = (given: { stage?: object; heirs: object; never?: string[]; parties?: Record<string, string[]> }) => {
  const at = new Ballots([stage('one', 'all', seat('ann', { deputy: 'dep' }), seat('bob'))], given);
  at.does('bob', away(at, 'bob', 'sub'));
  const [word] = replaceHolder(at.bench, 'ann', { ...nobody, ...given.heirs }, 'Left');
  return word?.type === 'approverReplaced' ? [word.data.as, ...word.data.to] : [];
};

const out = (...requester: string[]) => ({ never: ['requester'], parties: { requester } });

describe('who may be put on a seat', () => {
  const without = { id: 'eve', active: true, roleMissing: true } as const;

  test('nobody without a role in which he could decide', () => {
    const at = two('all');
    expect(refusal(() => delegate(at.bench, 'ann', { to: without, until: NOON + DAY, reason: 'Away' }))).toBe(
      '/to role-missing',
    );
    expect(refusal(() => addSigner(at.bench, 'ann', { person: without, reason: 'Knows' }))).toBe(
      '/person role-missing',
    );
    at.does('system', replaceHolder(at.bench, 'ann', nobody, 'Left'));
    expect(refusal(() => nameHolder(at.bench, { seat: 'ann', person: without, reason: 'Empty' }))).toBe(
      '/person role-missing',
    );
  });

  test('of deputy, successor and superior only who is free: not shut out, no say there, and standing in for nobody', () => {
    const heirs = { deputies: ['dep'], successor: 'suc', superiors: { ann: ['sup', 'top'] } };
    expect(places({ heirs })).toEqual(['deputy', 'dep']);
    expect(places({ heirs: { ...heirs, deputies: ['other'] } })).toEqual(['successor', 'suc']);
    expect(places({ heirs, ...out('dep') })).toEqual(['successor', 'suc']);
    expect(places({ heirs, ...out('dep', 'suc') })).toEqual(['superior', 'sup', 'top']);
    expect(places({ heirs, ...out('dep', 'suc', 'sup') })).toEqual(['superior', 'top']);
    expect(places({ heirs, ...out('dep', 'suc', 'sup', 'top') })).toEqual([undefined]);
    for (const one of ['ann', 'bob', 'sub'])
      expect([one, places({ heirs: { ...heirs, deputies: [], successor: one } })]).toEqual([
        one,
        ['superior', 'sup', 'top'],
      ]);
  });

  test('also who stood in for him who leaves, in every stage', () => {
    const stages = ['one', 'two'].map((key) =>
      stage(key, 'all', seat(`${key}-ann`, { of: { person: 'ann' } }), seat(key)),
    );
    const at = new Ballots(stages);
    at.does('ann', away(at, 'ann', 'eve'));
    const heirs = { ...nobody, successor: 'eve', superiors: { 'one-ann': ['sup'], 'two-ann': ['sup'] } };
    const words = replaceHolder(at.bench, 'ann', heirs, 'Left');
    expect(words.map(({ data }) => ('as' in data ? [data.as, ...data.to] : []))).toEqual([
      ['successor', 'eve'],
      ['successor', 'eve'],
    ]);
  });

  test('of the seats that registers fill none that has voted, is a party’s, or was given to somebody', () => {
    const party = { id: 'doer', of: { party: 'implementer' } };
    const at = new Ballots(
      [stage('one', 'all', roleSeat('boss'), party, seat('bob', { deputy: 'dep' }), roleSeat('other'))],
      {
        sitters: { boss: ['ann'], other: ['eve'] },
        parties: { implementer: ['fay'] },
      },
    );
    says(at, 'ann', 'approve');
    at.does('system', replaceHolder(at.bench, 'bob', { ...nobody, deputies: ['dep'] }, 'Left'));
    const asked = (present: string[]) =>
      reseat(at.bench, { ...now({ boss: ['cai'], doer: ['hu'], bob: ['guo'] }), present }, 'Registers').map(
        ({ data }) => 'seat' in data && 'to' in data && [data.seat, ...data.to],
      );
    expect(asked(['dep'])).toEqual([]);
    expect(asked([])).toEqual([['bob']]);
  });

  test('nobody who voted there for another, though he stands in for him no more', () => {
    const at = two('all');
    at.does('ann', away(at, 'ann', 'eve'));
    says(at, 'eve', 'approve');
    at.does('ann', endDelegation(at.bench, 'ann'));
    expect(refusal(() => adds(at, 'bob', 'eve'))).toBe('one-vote');
    expect(refusal(() => away(at, 'bob', 'eve'))).toBe('one-vote');
  });

  test('delegations that only touch do not meet', () => {
    const at = new Ballots([stage('one', 'all', seat('ann'), seat('bob')), stage('two', 'all', seat('cai'))]);
    at.does('ann', away(at, 'ann', 'eve', { since: 1, until: 2 }));
    expect(refusal(() => away(at, 'bob', 'eve', { since: 0, until: 1 }))).toBe('done: delegated');
    expect(refusal(() => away(at, 'bob', 'eve', { since: 2, until: 3 }))).toBe('done: delegated');
    expect(refusal(() => away(at, 'bob', 'eve', { since: 1, until: 3 }))).toBe('one-vote');
    expect(refusal(() => away(at, 'cai', 'ann', { since: 2, until: 3 }))).toBe('done: delegated');
    expect(refusal(() => away(at, 'cai', 'ann', { since: 0, until: 2 }))).toBe('delegation-depth');
  });
});

const why = (at: Ballots, by: string, more: object = {}) => refused(at, by, 'approve', more);

describe('why somebody may not vote', () => {
  test('his delegation is to come, whoever else stands in for somebody now', () => {
    const at = two('all');
    at.does('bob', away(at, 'bob', 'fay'));
    at.does('ann', away(at, 'ann', 'eve', { since: 1 }));
    expect(why(at, 'eve')).toBe('delegation-not-in-force');
    expect(why(at, 'eve', { for: 'ann' })).toBe('delegation-not-in-force');
    expect(why(at, 'eve', { for: 'bob' })).toBe('not-permitted');
    expect(why(at, 'guo')).toBe('not-permitted');
    says(at, 'bob', 'approve');
    expect(why(at, 'fay', { for: 'bob' })).toBe('already-decided');
    expect(why(at, 'fay')).toBe('already-decided');
    expect(why(at, 'fay', { for: 'ann' })).toBe('not-permitted');
  });

  test('his delegation holds, and that person has no seat in the stage that he names', () => {
    const at = new Ballots([stage('one', 'all', seat('ann')), stage('two', 'all', seat('bob'))], { order: 'parallel' });
    at.does('ann', away(at, 'ann', 'eve'));
    expect(why(at, 'eve', { stage: 'two' })).toBe('not-permitted');
    expect(why(at, 'eve', { stage: 'one' })).toBe('done: approved,stagePassed');
    says(at, 'ann', 'approve');
    expect(why(at, 'ann')).toBe('already-decided');
    expect(why(at, 'eve', { stage: 'one' })).toBe('already-decided');
    expect(why(at, 'ann', { stage: 'two' })).toBe('not-permitted');
  });

  test('and whom it asks now: each with his seat, the delegate for whom, the deputy as such', () => {
    const at = new Ballots([stage('one', 'all', seat('ann', { deputy: 'dep' }), seat('bob'))], { parties: {} });
    at.does('bob', away(at, 'bob', 'eve'));
    at.does('system', replaceHolder(at.bench, 'ann', { ...nobody, deputies: ['dep'] }, 'Left'));
    const asked = { stage: 'one', seat: 'bob' };
    expect(askedNow(at.bench)).toEqual([
      { stage: 'one', seat: 'ann', as: 'deputy', person: 'dep' },
      { ...asked, as: 'own', person: 'bob' },
      { ...asked, as: 'delegate', for: 'bob', person: 'eve' },
    ]);
    expect(seatsFor(at.bench, 'bob')).toEqual([{ ...asked, as: 'own' }]);
    at.now = NOON + 2 * DAY;
    expect(seatsFor(at.bench, 'eve')).toEqual([]);
  });
});

describe('added signers 加签', () => {
  test('count like the others, and none is added where it is decided', () => {
    const at = new Ballots([stage('one', 'all', seat('ann')), stage('two', 'all', seat('bob'))]);
    at.does('ann', adds(at, 'ann', 'eve'));
    expect(says(at, 'ann', 'approve')).toEqual(['approved']);
    expect(says(at, 'eve', 'approve')).toEqual(['approved', 'stagePassed', 'stageAsked']);
    expect(refusal(() => adds(at, 'ann', 'fay', 'one'))).toBe('already-decided');
    expect(refusal(() => adds(at, 'ann', 'fay', 'three'))).toBe('/stage unknown');
    expect(at.does('owner', adds(at, 'owner', 'eve'))).toEqual(['signerAdded']); // a stage is of its own
    expect(standingOf(at.bench).ask).toEqual(['bob', 'added-2']);
  });

  test('nobody twice, nobody who is gone, and no crowd', () => {
    const at = two('all');
    at.does('ann', delegate(at.bench, 'ann', { to: here('eve'), until: NOON + DAY, reason: 'Away' }));
    expect(refusal(() => adds(at, 'ann', 'bob'))).toBe('one-vote');
    expect(refusal(() => adds(at, 'ann', 'eve'))).toBe('one-vote');
    expect(refusal(() => addSigner(at.bench, 'ann', { person: { id: 'x', active: false }, reason: 'Knows' }))).toBe(
      'target-not-open',
    );
    for (let n = 0; n < MOST_ADDED; n += 1) at.does('ann', adds(at, 'ann', `more-${n}`));
    expect(refusal(() => adds(at, 'ann', 'one-more'))).toBe('too-many-signers');
  });
});

describe('a holder who leaves', () => {
  test('is followed by whoever else holds the role, then deputy, successor, superior', () => {
    const at = new Ballots([stage('one', 'all', roleSeat('boss', { deputy: 'dep' }), seat('bob'))], {
      sitters: { boss: ['ann', 'cai'] },
    });
    const heirs = { successor: 'suc', deputies: ['dep'], superiors: { boss: ['sup', 'bob'] } };
    at.does('system', replaceHolder(at.bench, 'ann', heirs, 'Left'));
    expect(askedNow(at.bench).map(({ person, as }) => `${person} ${as}`)).toEqual(['cai own', 'bob own']);
    at.does('system', replaceHolder(at.bench, 'cai', heirs, 'Left'));
    expect(seatsFor(at.bench, 'dep')).toEqual([{ stage: 'one', seat: 'boss', as: 'deputy' }]);
    at.does('system', replaceHolder(at.bench, 'dep', { ...heirs, deputies: [] }, 'Left'));
    expect(seatsFor(at.bench, 'suc')).toMatchObject([{ seat: 'boss' }]);
    at.does('system', replaceHolder(at.bench, 'suc', { ...nobody, superiors: heirs.superiors }, 'Left'));
    expect(seatsFor(at.bench, 'sup')).toEqual([{ stage: 'one', seat: 'boss', as: 'superior' }]);
  });

  test('without any of them the seat is void; that nobody can decide it any more is said, and somebody is named', () => {
    const at = two('all');
    at.does('system', replaceHolder(at.bench, 'ann', nobody, 'Left'));
    expect(standingOf(at.bench)).toMatchObject({ state: 'open', ask: ['bob'], stages: [{ seats: { ann: 'void' } }] });
    at.does('system', replaceHolder(at.bench, 'bob', nobody, 'Left'));
    expect(standingOf(at.bench)).toMatchObject({ state: 'undecidable', stages: [{ why: 'no-seat' }] });
    const names = (id: string, who: string) => nameHolder(at.bench, { seat: id, person: here(who), reason: 'Empty' });
    expect(refusal(() => names('other', 'eve'))).toBe('/seat unknown');
    expect(at.does('owner', names('ann', 'eve'))).toEqual(['approverReplaced']);
    expect(refusal(() => names('ann', 'fay'))).toBe('seat-taken');
    expect(refusal(() => names('bob', 'eve'))).toBe('one-vote');
    expect(says(at, 'eve', 'approve')).toEqual(['approved', 'stagePassed']);
    expect(refusal(() => names('bob', 'fay'))).toBe('already-decided');
  });

  test('a quorum without its chair is said too; a vote of who has left stands', () => {
    const at = board();
    says(at, 'bob', 'approve');
    at.does('system', replaceHolder(at.bench, 'bob', nobody, 'Left'));
    expect(standingOf(at.bench).stages[0]?.seats).toMatchObject({ bob: 'approve' });
    at.does('system', replaceHolder(at.bench, 'ann', nobody, 'Left'));
    expect(standingOf(at.bench)).toMatchObject({ state: 'undecidable', stages: [{ why: 'no-chair' }] });
    expect(refusal(() => decides(at, 'sup'))).toBe('not-overdue');
    isLate(at, 'cab');
    expect(refusal(() => decides(at, 'sup'))).toBe('done: stagePassed');
  });

  test('the last one missing may be what ends a stage', () => {
    const at = two('all');
    says(at, 'ann', 'approve');
    expect(at.does('system', replaceHolder(at.bench, 'bob', nobody, 'Left'))).toEqual([
      'approverReplaced',
      'stagePassed',
    ]);
  });

  test('or holds the role no more: the seat goes to who holds it now, and is void when nobody does', () => {
    const stages = [stage('one', 'all', roleSeat('boss'), seat('bob'), roleSeat('other'))];
    const at = new Ballots(stages, { sitters: { boss: ['ann', 'cai'], other: ['eve'] } });
    at.does('ann', addSigner(at.bench, 'ann', { person: here('fay'), reason: 'Knows' }));
    const reseats = (...given: Parameters<typeof now>) =>
      at.does('system', reseat(at.bench, now(...given), 'Registers'));
    const asked = () => askedNow(at.bench).map(({ person, as }) => `${person} ${as}`);
    expect(reseats({ boss: ['cai', 'ann'] })).toEqual([]);
    expect(reseats({ boss: ['cai', 'bob', 'dan'] })).toEqual(['approverReplaced']); // bob has a say already
    expect(asked()).toEqual(['cai own', 'dan own', 'bob own', 'eve own', 'fay own']);
    expect(reseats({ boss: [], other: [] }, { boss: ['bob', 'sup'] })).toEqual([
      'approverReplaced',
      'approverReplaced',
    ]);
    expect(asked()).toEqual(['sup superior', 'bob own', 'fay own']);
    says(at, 'sup', 'approve');
    says(at, 'fay', 'approve');
    expect(reseats({ bob: [], other: [] })).toEqual(['approverReplaced', 'stagePassed']);
  });

  test('what he delegated goes with him', () => {
    const at = two('all');
    at.does('ann', delegate(at.bench, 'ann', { to: here('eve'), until: NOON + DAY, reason: 'Away' }));
    at.does('system', replaceHolder(at.bench, 'ann', { ...nobody, successor: 'suc' }, 'Left'));
    expect(refused(at, 'eve', 'approve')).toBe('not-permitted');
    expect(replaceHolder(at.bench, 'ann', nobody, 'Left')).toEqual([]);
  });
});

test('a round that nobody could decide is not opened', () => {
  expect(opened([stage('one', 'all', roleSeat('boss'))])).toBe('approval-undecidable');
  expect(opened([stage('one', 'all', seat('ann'))], ['requester'])).toBe('approval-undecidable');
  expect(opened([stage('cab', 'quorum', roleSeat('boss', { chair: true }), seat('bob'))])).toBe('approval-undecidable');
});

describe('the superior, when time is over', () => {
  test('decides the stage that is asked, and no other', () => {
    const at = new Ballots([stage('one', 'all', seat('ann')), stage('two', 'all', seat('bob'))]);
    expect(refusal(() => decides(at, 'sup', NEXT_PLAN))).toBe('stale-plan');
    expect(refusal(() => decides(at, 'sup'))).toBe('not-overdue');
    isLate(at, 'one');
    expect(at.does('sup', decides(at, 'sup'))).toEqual(['stagePassed', 'stageAsked']);
    expect(standingOf(at.bench).ask).toEqual(['bob']);
    expect(refusal(() => decides(at, 'sup'))).toBe('not-overdue');
    isLate(at, 'two');
    at.does('sup', decides(at, 'sup'));
    expect(stateOf(at)).toBe('passed');
    expect(refusal(() => decides(at, 'sup'))).toBe('already-decided');
  });

  test('is neither who asked for it nor one who has voted there', () => {
    const at = new Ballots([stage('one', 'all', seat('ann'), seat('bob'))], {
      never: ['requester'],
      parties: { requester: ['req'] },
    });
    says(at, 'ann', 'approve');
    expect(refusal(() => decides(at, 'req'))).toBe('separation-of-duties');
    expect(refusal(() => decides(at, 'ann'))).toBe('one-vote');
  });
});
