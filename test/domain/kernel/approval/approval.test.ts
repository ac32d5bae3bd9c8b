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
