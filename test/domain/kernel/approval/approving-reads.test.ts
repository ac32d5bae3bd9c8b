/** What a process asks of its round: who has a say, who is waited for, what time does, and what stands in the way. */
import { nothingCommon } from '../../../../domain/kernel/common/common.ts';
import { endDelegation } from '../../../../domain/kernel/approval/changes.ts';
import { takeMandates } from '../../../../domain/kernel/approval/mandates.ts';
import { roundAfter } from '../../../../domain/kernel/approval/round.ts';
import { replaceHolder } from '../../../../domain/kernel/approval/replacing.ts';
import type { Approving, MeetingFact, RoundSeat, RoundWord, Stage } from '../../../../domain/kernel/approval/shapes.ts';
import { vote, voidRound } from '../../../../domain/kernel/approval/voting.ts';
import { minutesBlockers } from '../../../../domain/kernel/approving/minutes.ts';
import { approvalParties } from '../../../../domain/kernel/approving/parties.ts';
import {
  approvalContext,
  approvalFollows,
  approverLeaves,
  approvalRules,
  approvalFolds,
  askApproval,
  benchOf,
  delegationDue,
  hasSay,
  heldBy,
  holdsSeat,
  overdue,
  voidApproval,
} from '../../../../domain/kernel/approving/rules.ts';
import { approvalRows } from '../../../../domain/kernel/approving/shipped.ts';
import {
  approvalBlockers,
  approvalShown,
  approvalTells,
  approvalWaits,
  approversOf,
} from '../../../../domain/kernel/approving/waits.ts';
import type { Base, Recorded } from '../../../../domain/kernel/definition.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import type { Actor, OrgPath, Role } from '../../../../domain/kernel/process.ts';
import { Ballots, DAY, NOON, PLAN, roleSeat, seat, stage } from '../../../support/ballots.ts';

type Kase = Base & Approving;
const unit = '/dx/donghu';
const use = { parties: () => ({}), never: [], over: (words: readonly RoundWord[]) => words };
const bare: Kase = {
  status: 'authorizing',
  reporter: 'req',
  assignee: 'doer',
  unit,
  title: 'Move the ledger',
  description: '',
  openedAt: NOON,
  common: nothingCommon,
};
const caseOf = ({ round }: Ballots): Kase => ({ ...bare, approval: round });
const twoStages: readonly Stage[] = [
  stage('one', 'all', seat('ann'), seat('bob', { deputy: 'dep' })),
  stage('two', 'any', seat('cai', { chair: true })),
];
const begun = (more: object = {}) => new Ballots(twoStages, more);
const votes = (at: Ballots, by: string, says: 'approve' | 'reject' = 'approve') =>
  at.does(by, vote(at.bench, by, { says, shown: PLAN, reason: 'Because' }));
const gives = (at: Ballots, from: string, to: string, since = NOON) =>
  at.does(from, [{ type: 'delegated', data: { to, since, until: since + DAY, reason: 'Away' } }]);
const gone = (at: Ballots, person: string) =>
  at.does('system', replaceHolder(at.bench, person, { deputies: [], superiors: {} }, 'Left'));
const isLate = (at: Ballots, ...stages: string[]) =>
  at.does('time', [{ type: 'approvalOverdue', data: { stages, dueAt: at.now } }]);
const isVoid = (at: Ballots) => at.does('system', voidRound(at.bench, 'Edited'));
const who = (id: string, ...grants: [Role, OrgPath][]): Actor => ({
  id,
  kind: 'person',
  unit,
  teams: [],
  grants: grants.map(([role, orgPath]) => ({ role, orgPath })),
});

describe('a case of which nothing was ever asked', () => {
  test('waits for nobody, knows nobody, and has nothing that could be decided', () => {
    expect(approversOf(use, bare)).toEqual([]);
    expect(approvalWaits(use, bare)).toEqual([]);
    expect(approvalBlockers(use, bare, { actor: who('ann'), now: NOON })).toEqual({});
    expect(approvalShown(use).approval(bare)).toBeUndefined();
    expect([approvalParties.approver(bare), approvalParties['awaited-approver'](bare)]).toEqual([[], []]);
    expect([hasSay(bare, 'ann'), delegationDue(bare), overdue(bare, NOON)]).toEqual([false, null, null]);
    expect(approvalContext(bare)).toEqual({ approving: false });
    expect(voidApproval(bare, 'Edited')).toEqual([]);
    const ctx = { now: NOON, actor: who('ann'), facts: {} };
    expect(approverLeaves(use, { person: 'ann', reason: 'Left' }, bare, ctx)).toEqual([]);
    expect(minutesBlockers(use, bare, ctx)).toEqual({ recordMinutes: { code: 'not-chair' } });
    const code = (): unknown => {
      try {
        return benchOf(use, bare, NOON);
      } catch (error) {
        return error instanceof DomainError ? error.code : error;
      }
    };
    expect(code()).toBe('nothing-to-decide');
  });
});

const parties = (at: Ballots) => [
  approvalParties.approver(caseOf(at)).join(' '),
  approvalParties['awaited-approver'](caseOf(at)).join(' '),
];

describe('who has to do with it', () => {
  test('everybody on a seat, who voted or was voted for, and who stands in; awaited are those whose say is wanted yet', () => {
    const at = begun();
    gives(at, 'ann', 'eve');
    gives(at, 'bob', 'fay');
    expect(parties(at)).toEqual(['ann bob cai eve fay', 'ann bob cai eve fay']);
    votes(at, 'eve');
    at.does('ann', endDelegation(at.bench, 'ann'));
    expect(parties(at)).toEqual(['ann bob cai eve fay', 'bob cai fay']);
    votes(at, 'bob');
    expect(parties(at)).toEqual(['ann bob cai eve fay', 'cai']);
    votes(at, 'cai', 'reject');
    expect(parties(at)).toEqual(['ann bob cai eve fay', '']);
    const edited = begun();
    isVoid(edited);
    expect(parties(edited)).toEqual(['ann bob cai', '']);
  });

  test('a say has who sits there, voted, was voted for, or stands in; nobody has one in a round that is void', () => {
    const at = begun();
    gives(at, 'ann', 'eve');
    votes(at, 'eve');
    at.does('ann', endDelegation(at.bench, 'ann'));
    gives(at, 'bob', 'fay');
    at.does('system', [
      { type: 'approverReplaced', data: { stage: 'one', seat: 'ann', person: 'ann', to: ['guo'], reason: 'x' } },
    ]);
    const have = () => ['ann', 'bob', 'cai', 'eve', 'fay', 'guo', 'hu'].filter((one) => hasSay(caseOf(at), one));
    expect(have()).toEqual(['ann', 'bob', 'cai', 'eve', 'fay', 'guo']);
    isVoid(at);
    expect(have()).toEqual([]);
  });
});

const asks = (id: string) => [{ person: id }, 'approve', 'approval'];

describe('whom it waits for', () => {
  const owner = { role: 'process-owner', orgPath: unit };

  test('those who are asked, and who stands in for one once that has begun', () => {
    const at = begun();
    gives(at, 'ann', 'eve');
    gives(at, 'bob', 'fay', NOON + 1);
    expect(approvalWaits(use, caseOf(at))).toEqual(['ann', 'bob', 'eve'].map(asks));
    at.now = NOON + 2 * DAY; // the clock on the wall has no word in it
    expect(approvalWaits(use, caseOf(at))).toEqual(['ann', 'bob', 'eve'].map(asks));
  });

  test('the owner, when it is late, and when nobody can decide it any more', () => {
    const at = begun();
    isLate(at, 'one');
    expect(approvalWaits(use, caseOf(at))).toEqual([asks('ann'), asks('bob'), [owner, 'decideAsSuperior']]);
    gone(at, 'cai');
    gone(at, 'ann');
    gone(at, 'bob');
    expect(approvalWaits(use, caseOf(at))).toEqual([
      [owner, 'nameApprover'],
      [owner, 'decideAsSuperior'],
    ]);
    isVoid(at);
    expect(approvalWaits(use, caseOf(at))).toEqual([]);
    const decided = begun();
    isLate(decided, 'one');
    votes(decided, 'ann');
    votes(decided, 'bob');
    expect(approvalWaits(use, caseOf(decided))).toEqual([asks('cai')]); // that stage is no longer late
    const refused = begun({ order: 'parallel' });
    isLate(refused, 'one', 'two');
    votes(refused, 'ann', 'reject');
    expect(approvalWaits(use, caseOf(refused))).toEqual([]);
  });
});

const voting = (refusal: object) => ({ approve: refusal, reject: refusal, abstain: refusal });

const blocked = (at: Ballots, id: string) => approvalBlockers(use, caseOf(at), { actor: who(id), now: at.now });

describe('what stands in the way', () => {
  const none = { code: 'not-permitted', params: { command: 'approve' } };
  const [standing, untouched, taken, early, alone] = [
    { code: 'not-withdrawable' },
    { code: 'nothing-to-withdraw' },
    { code: 'seat-taken' },
    { code: 'not-overdue' },
    { code: 'not-delegated' },
  ];

  test('of one who sits there, who comes later, who stands in, and a stranger', () => {
    const at = begun();
    gives(at, 'bob', 'eve');
    const all = { withdrawVote: standing, nameApprover: taken, decideAsSuperior: early };
    expect(blocked(at, 'ann')).toEqual({ ...all, revokeDelegation: alone });
    expect(blocked(at, 'bob')).toEqual(all);
    expect(blocked(at, 'cai')).toEqual({
      ...all,
      ...voting({ code: 'not-asked-yet', params: {} }),
      revokeDelegation: alone,
    });
    expect(blocked(at, 'eve')).toEqual({ ...all, delegate: { code: 'delegation-depth' }, revokeDelegation: alone });
    expect(blocked(at, 'hu')).toEqual({
      ...all,
      ...voting(none),
      delegate: { code: 'not-permitted' },
      revokeDelegation: alone,
    });
  });

  test('a vote is taken back by who cast it or for whom, while its stage is open', () => {
    const at = begun({ withdrawable: true });
    gives(at, 'ann', 'eve');
    expect(blocked(at, 'ann')).toMatchObject({ withdrawVote: untouched });
    votes(at, 'eve');
    expect(['ann', 'eve', 'bob'].map((id) => blocked(at, id).withdrawVote)).toEqual([undefined, undefined, untouched]);
    votes(at, 'bob');
    expect(['ann', 'bob'].map((id) => blocked(at, id).withdrawVote)).toEqual([untouched, untouched]);
  });

  test('a mandate is not taken back here; a void seat may be filled; what is late the superior decides', () => {
    const at = begun();
    const mandate = { id: 'm-1', from: 'ann', to: 'eve', since: NOON, until: NOON + DAY, reason: 'Leave' };
    at.does('system', takeMandates(at.bench, [mandate]));
    expect(blocked(at, 'ann').revokeDelegation).toEqual({ code: 'by-mandate', params: { mandate: 'm-1' } });
    isLate(at, 'one');
    gone(at, 'bob');
    expect(blocked(at, 'owner')).toEqual({
      ...voting(none),
      withdrawVote: standing,
      delegate: { code: 'not-permitted' },
      revokeDelegation: alone,
    });
    votes(at, 'ann');
    expect(blocked(at, 'owner').decideAsSuperior).toEqual(early);
  });

  test('minutes are recorded by the chair of a quorum that is asked', () => {
    const board = new Ballots([stage('cab', 'quorum', seat('ann', { chair: true }), seat('bob'))]);
    const may = (id: string) => minutesBlockers(use, caseOf(board), { actor: who(id), now: NOON });
    expect([may('ann'), may('bob')]).toEqual([{}, { recordMinutes: { code: 'not-chair' } }]);
  });
});

const stages = (...keys: string[]) => [{ type: 'approvalOverdue', data: { stages: keys, dueAt: NOON + 9 } }];

const event = (data: object) => ({ caseId: 'TRI-1', process: 'trial', data }) as unknown as Recorded<never>;

const toItself = (command: string) => [{ kind: 'command', caseId: 'TRI-1', process: 'trial', command, data: {} }];

const annsIsOver = { from: 'ann', to: 'eve', dueAt: NOON + DAY };

describe('what time does', () => {
  test('of several delegations the next that begins or ends', () => {
    const at = begun();
    gives(at, 'ann', 'eve');
    gives(at, 'bob', 'fay', NOON + 5);
    const due = () => delegationDue(caseOf(at));
    const begins = { from: 'bob', to: 'fay', dueAt: NOON + 5 };
    expect(due()).toEqual({ at: NOON + 5, move: { type: 'delegationBegun', data: begins } });
    at.does('time', [{ type: 'delegationBegun', data: begins }]);
    expect(due()).toEqual({ at: NOON + DAY, move: { type: 'delegationOver', data: annsIsOver } });
    isVoid(at);
    expect(due()).toBeNull();
  });

  test('the stages that are asked are late, once it is asked at all', () => {
    const late = (at: Ballots) => overdue(caseOf(at), NOON + 9);
    const at = begun();
    expect(late(at)).toEqual(stages('one'));
    expect(late(begun({ order: 'parallel' }))).toEqual(stages('one', 'two'));
    expect(approvalContext(caseOf(at))).toEqual({ approving: true });
    votes(at, 'ann', 'reject');
    expect([late(at), approvalContext(caseOf(at))]).toEqual([null, { approving: false }]);
    const besides = begun({ order: 'parallel' });
    gives(besides, 'cai', 'eve');
    votes(besides, 'ann', 'reject');
    expect([late(besides), approvalContext(caseOf(besides)), delegationDue(caseOf(besides))]).toEqual([
      null,
      { approving: false },
      null,
    ]);
    const between = begun();
    between.does('sup', [{ type: 'stagePassed', data: { stage: 'one' } }]);
    expect([late(between), approvalContext(caseOf(between))]).toEqual([null, { approving: false }]);
    between.does('sup', [{ type: 'stageAsked', data: { stage: 'two' } }]);
    expect(late(between)).toEqual(stages('two'));
    between.does('sup', [{ type: 'stagePassed', data: { stage: 'two' } }]);
    expect([late(between), delegationDue(caseOf(between))]).toEqual([null, null]);
    const edited = begun();
    isVoid(edited);
    expect([late(edited), approvalContext(caseOf(edited))]).toEqual([null, { approving: false }]);
  });

  test('half-way and at the end it asks who sits there; whoever is new may have named somebody', () => {
    const follows = approvalFollows<Kase>();
    const [open, over] = [caseOf(begun()), begun()];
    isVoid(over);
    for (const name of ['approverReplaced', 'signerAdded', 'delegationOver'] as const)
      expect([open, caseOf(over), bare].map((state) => follows[name](event({}), state))).toEqual([
        toItself('noteMandates'),
        [],
        [],
      ]);
    expect(follows.approvalOverdue(event({}), open)).toEqual(toItself('reseat'));
    expect(follows.clockWarned(event({ clock: 'approval' }), open)).toEqual(toItself('reseat'));
    expect(follows.clockWarned(event({ clock: 'other' }), open)).toEqual([]);
  });
});

const of = (more: Partial<RoundSeat>): RoundSeat => ({ id: 's', of: { role: 'supervisor' }, sitters: [], ...more });

const chief = (orgPath: OrgPath): Actor['grants'] => [{ role: 'supervisor', orgPath }];

const lookedUp = (principals?: Record<string, Actor['grants']>) =>
  heldBy('ann', { now: NOON, actor: who('eve'), facts: principals ? { principals } : {} });

describe('who holds the role of a seat', () => {
  test.each<[string, RoundSeat, Actor['grants'], boolean]>([
    ['at the unit of the case', of({}), chief(unit), true],
    ['above it', of({}), chief('/dx'), true],
    ['not below it', of({}), chief('/dx/donghu/linxi'), false],
    ['not in another role', of({}), [{ role: 'engineer', orgPath: unit }], false],
    ['where the seat says', of({ of: { role: 'supervisor', orgPath: '/dx/xiling' } }), chief('/dx/xiling'), true],
    ['there alone', of({ of: { role: 'supervisor', orgPath: '/dx/xiling' } }), chief('/dx'), false],
    ['one of several', of({}), [...chief('/dx/xiling'), ...chief('/dx')], true],
    ['a seat for a person needs none', of({ of: { person: 'ann' } }), [], true],
    ['who sits there instead needs none', of({ instead: { as: 'deputy' } }), [], true],
    ['who was added needs none', of({ addedBy: 'ann' }), [], true],
    ['nobody without a role', of({}), [], false],
  ])('%s', (_where, one, grants, holds) => {
    expect(holdsSeat(one, grants, unit)).toBe(holds);
  });

  test('for whom somebody votes holds nothing once he is gone; where nobody looked, it is not known', () => {
    expect([lookedUp(), lookedUp({}), lookedUp({ ann: chief('/dx') })]).toEqual([undefined, [], chief('/dx')]);
  });

  test('a vote in a role that is lost is refused, his own or another’s; a person’s own seat is his', () => {
    const rules = approvalRules<Kase, never, { now: number; actor: Actor; facts: object }>(use);
    const at = new Ballots([stage('one', 'all', roleSeat('boss'), seat('bob'))], { sitters: { boss: ['ann'] } });
    gives(at, 'ann', 'eve');
    const approves = (actor: Actor, facts: object = {}): unknown => {
      try {
        return rules.approve({ planHash: PLAN }, caseOf(at), { now: NOON, actor, facts }).map(({ type }) => type);
      } catch (error) {
        return error instanceof DomainError ? [error.code, error.params] : error;
      }
    };
    const lost = ['role-lost', { role: 'supervisor', seat: 'boss' }];
    expect(approves(who('ann', ['supervisor', '/dx']))).toEqual(['approved']);
    expect(approves(who('ann', ['supervisor', '/dx/xiling']))).toEqual(lost);
    expect(approves(who('eve', ['supervisor', '/dx/xiling']))).toEqual(['approved']); // nobody looked
    expect(approves(who('eve'), { principals: { ann: chief('/dx') } })).toEqual(['approved']);
    expect(approves(who('eve', ['supervisor', '/dx']), { principals: {} })).toEqual(lost);
    expect(approves(who('bob'))).toEqual(['approved']);
  });
});

test('who leaves is followed on his seats by an active successor, with nothing else looked up', () => {
  const at = begun();
  const leaves = (successor: object | null) =>
    approverLeaves(use, { person: 'ann', reason: 'Left' }, caseOf(at), {
      now: NOON,
      actor: who('system'),
      facts: successor ? { successor: { unit, teams: [], ...successor } as never } : {},
    }).map(({ type, data }) => ({ type, ...data }));
  const seatOfAnn = { type: 'approverReplaced', stage: 'one', seat: 'ann', person: 'ann', reason: 'Left' };
  expect(leaves(null)).toEqual([{ ...seatOfAnn, to: [] }]);
  expect(leaves({ id: 'suc', active: true })).toEqual([{ ...seatOfAnn, to: ['suc'], as: 'successor' }]);
  expect(leaves({ id: 'suc', active: false })).toEqual([{ ...seatOfAnn, to: [] }]);
  isVoid(at);
  expect(leaves(null)).toEqual([]);
});

test('it is asked under the policy in force, whose version is pinned, and learns of mandates at once', () => {
  const offered = { policy: { id: 'normal', version: 3, stages: twoStages }, ref: 'normal@3#00ff' };
  const sitters = { ann: ['ann'], bob: ['bob'], cai: ['cai'] };
  const mandates = [{ id: 'm-1', from: 'ann', to: 'eve', since: NOON, until: NOON + DAY, reason: 'Leave' }];
  const ctx = { now: NOON, actor: who('ann'), facts: { approvals: { normal: { ...offered, sitters } }, mandates } };
  const words = askApproval(use, caseOf(begun()), ctx, { policy: 'normal', shown: PLAN });
  expect(words[0]).toMatchObject({
    type: 'approvalAsked',
    data: { round: { number: 2, policy: 'normal@3', shown: PLAN }, pinned: { approval: 'normal@3#00ff' } },
  });
  expect(words.slice(1)).toEqual([
    {
      type: 'delegated',
      data: { from: 'ann', to: 'eve', since: NOON, until: NOON + DAY, reason: 'Leave', mandate: 'm-1' },
    },
  ]);
  const code = (): unknown => {
    try {
      return askApproval(use, bare, ctx, { policy: 'other', shown: PLAN });
    } catch (error) {
      return error instanceof DomainError ? [error.code, error.params] : error;
    }
  };
  expect(code()).toEqual(['approval-policy-missing', { policy: 'other' }]);
});

const held = (id: MeetingFact['id']) =>
  ({ data: { meeting: id, stage: 'one', planHash: PLAN, voters: [] }, by: { id: 'ann' }, at: NOON }) as never;

test('each event does to the case what it does to its round, by whom and when it happened', () => {
  const at = begun();
  gives(at, 'ann', 'eve');
  const state = caseOf(at);
  const where = { stage: 'one', seat: 'bob', planHash: PLAN };
  const both = { from: 'ann', to: 'eve', dueAt: NOON };
  const words: RoundWord[] = [
    { type: 'approvalAsked', data: { round: begun({ order: 'parallel' }).round, pinned: {} } },
    { type: 'stageAsked', data: { stage: 'two' } },
    { type: 'approved', data: where },
    { type: 'rejected', data: { ...where, reason: 'No' } },
    { type: 'abstained', data: where },
    { type: 'voteWithdrawn', data: { stage: 'one', seat: 'bob' } },
    { type: 'delegated', data: { to: 'fay', since: NOON, until: NOON + DAY, reason: 'Away' } },
    { type: 'delegationEnded', data: { to: 'eve', from: 'ann' } },
    { type: 'delegationBegun', data: both },
    { type: 'delegationOver', data: both },
    { type: 'signerAdded', data: { stage: 'one', seat: 'added-1', person: 'hu', reason: 'Knows' } },
    {
      type: 'approverReplaced',
      data: { stage: 'one', seat: 'bob', person: 'bob', to: ['dep'], as: 'deputy', reason: 'x' },
    },
    { type: 'stagePassed', data: { stage: 'one' } },
    { type: 'stageRefused', data: { stage: 'one' } },
    { type: 'approvalsVoided', data: { reason: 'Edited' } },
    { type: 'approvalOverdue', data: { stages: ['one'], dueAt: NOON } },
  ];
  const folds: Readonly<Record<string, unknown>> = approvalFolds<Kase>();
  for (const word of words) {
    const fold = folds[word.type] as (one: Kase, event: unknown) => Kase;
    const after = roundAfter(at.round, word, { by: 'bob', at: NOON + 7 });
    expect(fold(state, { data: word.data, by: { id: 'bob', role: 'engineer' }, at: NOON + 7 })).toEqual({
      ...state,
      approval: after,
    });
  }
});

const types = (words: readonly unknown[]) =>
  words.map((one) => (typeof one === 'object' && one !== null && 'type' in one ? one.type : one));

const concludes = (words: readonly RoundWord[], result: string) => [...words.map(({ type }) => type), result];

test('what ends the round is the process’s to say, with the words that did', () => {
  const ending = { ...use, over: concludes } as never;
  const rules = approvalRules<Kase, never, { now: number; actor: Actor; facts: object }>(ending);
  const does = (at: Ballots, id: string, command: 'approve' | 'abstain' | 'reject') =>
    rules[command]({ planHash: PLAN, reason: 'Because' }, caseOf(at), { now: NOON, actor: who(id), facts: {} });
  const at = new Ballots([stage('one', 'all', seat('ann'), seat('bob'))]);
  expect(types(does(at, 'ann', 'approve'))).toEqual(['approved']);
  expect(types(does(at, 'ann', 'reject'))).toEqual(['rejected', 'stageRefused', 'refused']);
  votes(at, 'bob');
  expect(types(does(at, 'ann', 'approve'))).toEqual(['approved', 'stagePassed', 'passed']);
  expect(types(does(at, 'ann', 'abstain'))).toEqual(['abstained', 'stagePassed', 'passed']);
  const leaves = approverLeaves(ending, { person: 'ann', reason: 'Left' }, caseOf(at), {
    now: NOON,
    actor: who('system'),
    facts: {},
  });
  expect(types(leaves)).toEqual(['approverReplaced', 'stagePassed', 'passed']);
  const late = begun();
  isLate(late, 'one');
  const decides = (says: 'approve' | 'reject') =>
    rules.decideAsSuperior({ says, planHash: PLAN, reason: 'Late' }, caseOf(late), {
      now: NOON,
      actor: who('sup'),
      facts: {},
    });
  expect([types(decides('approve')), types(decides('reject'))]).toEqual([
    ['stagePassed', 'stageAsked'],
    ['stageRefused', 'refused'],
  ]);
});

test('meetings in which votes were cast are kept, each once', () => {
  const { minutesRecorded } = approvalFolds<Kase>();
  const first = minutesRecorded(bare, held('cab-1'));
  expect(first).toEqual({ ...bare, meetings: ['cab-1'] });
  expect(minutesRecorded(minutesRecorded(first, held('cab-2')), held('cab-1')).meetings).toEqual(['cab-1', 'cab-2']);
});

const people = (...ids: string[]) => ids.map((id) => ({ person: id }));

const tells = approvalTells<Kase>(use);
const told = (name: keyof typeof tells, at: Ballots | Kase, data: object = {}) => {
  const tell = tells[name];
  return typeof tell === 'function' ? tell(at instanceof Ballots ? caseOf(at) : at, { data } as Recorded<never>) : tell;
};

describe('whom its events tell', () => {
  const owner = { role: 'process-owner', orgPath: unit };

  test('those who are asked, who takes over, and the owner where nobody does', () => {
    const at = begun();
    expect([told('approvalAsked', at), told('stageAsked', at)]).toEqual([people('ann', 'bob'), people('ann', 'bob')]);
    expect(told('rejected', at)).toEqual(people('req', 'doer'));
    expect(told('approvalOverdue', at)).toEqual([owner]);
    const replaced = { stage: 'one', seat: 'ann', person: 'x', reason: 'Left' };
    expect(told('approverReplaced', at, { ...replaced, to: ['ann'], as: 'deputy' })).toEqual([
      ...people('ann'),
      undefined,
    ]);
    expect(told('approverReplaced', at, { ...replaced, to: ['ann', 'bob'] })).toEqual([undefined]);
    expect(told('approverReplaced', at, { ...replaced, to: ['ann', 'bob'], since: ['bob', 'cai'] })).toEqual([
      ...people('bob'), // cai is not asked yet
      undefined,
    ]);
    gone(at, 'ann');
    gone(at, 'bob');
    expect(told('approverReplaced', at, { ...replaced, to: [] })).toEqual([owner]);
  });

  test('of a round that is void everybody who was asked or voted, each once', () => {
    const at = begun();
    gives(at, 'ann', 'eve');
    votes(at, 'eve');
    votes(at, 'bob');
    expect(told('approvalsVoided', at)).toEqual(people('ann', 'bob', 'eve', 'cai'));
    const first = begun();
    expect(told('approvalsVoided', first)).toEqual(people('ann', 'bob')); // the next stage has read nothing
    expect(told('approvalsVoided', bare)).toEqual([]);
  });

  test('of a delegation the other of the two, of a signer him, of minutes those who voted', () => {
    const at = begun();
    const both = { from: 'ann', to: 'eve' };
    for (const name of ['delegated', 'delegationEnded', 'delegationBegun'] as const)
      expect(told(name, at, both)).toEqual(people('eve'));
    expect(told('delegationOver', at, both)).toEqual(people('ann'));
    expect(told('signerAdded', at, { person: 'fay' })).toEqual(people('fay'));
    expect(told('minutesRecorded', at, { voters: ['ann', 'bob'] })).toEqual(people('ann', 'bob'));
  });
});

test('how it reads: each seat with who sits there and why, who voted for whom and where, and what is delegated', () => {
  const at = begun();
  const mandate = { id: 'm-1', from: 'bob', to: 'fay', since: NOON, until: NOON + DAY, reason: 'Leave' };
  gives(at, 'ann', 'eve');
  votes(at, 'eve');
  at.does('system', takeMandates(at.bench, [mandate]));
  isLate(at, 'one');
  at.does('chair', [
    {
      type: 'abstained',
      data: { stage: 'two', seat: 'cai', planHash: PLAN, voter: 'cai', meeting: 'cab-1' },
    },
    {
      type: 'approverReplaced',
      data: { stage: 'two', seat: 'cai', person: 'cai', to: ['dan'], as: 'successor', reason: 'Left' },
    },
    { type: 'signerAdded', data: { stage: 'two', seat: 'added-1', person: 'hu', reason: 'Knows' } },
  ]);
  expect(approvalShown(use).approval(caseOf(at))).toEqual({
    round: 1,
    policy: 'test@1',
    planHash: PLAN,
    state: 'open',
    stages: [
      {
        key: 'one',
        rule: 'all',
        state: 'open',
        overdue: true,
        seats: [
          { seat: 'ann', state: 'approve', people: [{ person: 'ann' }], by: 'eve', for: 'ann', votedAt: NOON },
          { seat: 'bob', state: 'asked', people: [{ person: 'bob' }] },
        ],
      },
      {
        key: 'two',
        rule: 'any',
        state: 'waiting',
        seats: [
          {
            seat: 'cai',
            state: 'abstain',
            chair: true,
            people: [{ person: 'dan' }],
            instead: 'successor',
            insteadOf: 'cai',
            by: 'cai',
            votedAt: NOON,
            recordedBy: 'chair',
            meeting: 'cab-1',
          },
          { seat: 'added-1', state: 'waiting', people: [{ person: 'hu' }] },
        ],
      },
    ],
    delegations: [
      { from: 'ann', to: 'eve', since: NOON, until: NOON + DAY },
      { from: 'bob', to: 'fay', since: NOON, until: NOON + DAY, mandate: 'm-1' },
    ],
  });
});

const namesOf = (rows: ReturnType<typeof approvalRows<'at' | 'yes' | 'no'>>) =>
  rows.map(({ command, from, to, who: by }) => {
    const names = by.map((one) => `${one.by.join('/')}${one.as === undefined ? '' : ` as ${String(one.as)}`}`);
    return `${command}: ${String(from)} > ${String(to)}: ${names.join(', ').replace(/desk-agent.*representative/, 'staff')}`;
  });

test('its rows: approvers decide, the owner names, the product takes who leaves off; others may stand above', () => {
  const superiors = 'process-owner, supervisor as top-supervisor';
  const rows = { at: 'at', to: ['yes', 'no'] } as const;
  expect(namesOf(approvalRows<'at' | 'yes' | 'no'>(rows))).toEqual([
    'approve: at > at,yes,no: staff as approver',
    'reject: at > at,yes,no: staff as approver',
    'abstain: at > at,yes,no: staff as approver',
    'withdrawVote: at > =: staff as approver',
    'delegate: at > =: staff as approver',
    'revokeDelegation: at > =: staff as approver',
    `addSigner: at > =: staff as approver, ${superiors}`,
    'nameApprover: at > =: process-owner',
    'reseat: at > at,yes,no: process-owner/system',
    'noteMandates: at > =: system',
    `decideAsSuperior: at > at,yes,no: ${superiors}`,
    'relieve: at > at,yes,no: system',
  ]);
  const own = namesOf(approvalRows<'at' | 'yes' | 'no'>({ ...rows, superiors: [{ by: ['supervisor'] }] }));
  expect(own.filter((one) => one.endsWith('supervisor'))).toEqual([
    'addSigner: at > =: staff as approver, supervisor',
    'decideAsSuperior: at > at,yes,no: supervisor',
  ]);
});
