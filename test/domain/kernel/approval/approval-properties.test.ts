/** Approvals whatever comes: no order of votes, edits, delegations and departures breaks what kernel.md 8 promises. */
import fc from 'fast-check';
import { addSigner, decideAsSuperior, delegate, endDelegation } from '../../../../domain/kernel/approval/changes.ts';
import { takeMandates } from '../../../../domain/kernel/approval/mandates.ts';
import { nameHolder, replaceHolder, reseat } from '../../../../domain/kernel/approval/replacing.ts';
import { chairedBy, recordVotes } from '../../../../domain/kernel/approval/recording.ts';
import { openRound } from '../../../../domain/kernel/approval/round.ts';
import type {
  ApprovalRound,
  Bench,
  RoundWord,
  Says,
  Seat,
  Stage,
  StageRule,
  Vote,
} from '../../../../domain/kernel/approval/shapes.ts';
import { ableIn, barredIn, standingOf } from '../../../../domain/kernel/approval/standing.ts';
import { askedNow, seatsFor, vote, withdrawVote } from '../../../../domain/kernel/approval/voting.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import { Ballots, DAY, meetingOf, NOON } from '../../../support/ballots.ts';

const PEOPLE = ['ann', 'bob', 'cai', 'dan', 'eve', 'fay', 'guo', 'hu'];
const SAYS = ['approve', 'reject', 'abstain'] as const;
const RULES: readonly StageRule[] = ['any', 'all', 'quorum'];
const HASH = 'a'.repeat(64);

// ── one stage against a look at everything that may still come
const aStage = fc
  .record({
    rule: fc.constantFrom(...RULES),
    count: fc.integer({ min: 1, max: 5 }),
    chair: fc.nat(4),
    required: fc.subarray([0, 1, 2, 3, 4]),
    gone: fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 }),
    said: fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...SAYS)), { maxLength: 5 }),
  })
  .map(({ rule, count, chair, required, gone, said }) => {
    const seats = Array.from({ length: count }, (_, n) => ({
      id: `s${n}`,
      of: { person: `p${n}` },
      ...(n === chair % count ? { chair: true as const } : {}),
      ...(required.includes(n) ? { required: true as const } : {}),
      sitters: gone.includes(n) ? [] : [`p${n}`],
    }));
    const votes: Vote[] = [];
    for (const [n, says] of said)
      if (seats[n]?.sitters.length === 1 && !votes.some(({ seat }) => seat === `s${n}`))
        votes.push({ seat: `s${n}`, by: `p${n}`, says, at: NOON });
    return { key: 'one', rule, seats, votes };
  });
const roundOf = (stage: ApprovalRound['stages'][number]): ApprovalRound => ({
  number: 1,
  policy: 'test@1',
  shown: HASH,
  order: 'sequence',
  stages: [stage],
  delegations: [],
});

type Seats = readonly Pick<Seat, 'id' | 'chair' | 'required'>[];
type Said = readonly { seat: string; says: Says }[];
const saysRequiredNo = (seats: Seats, votes: Said): boolean =>
  votes.some(({ seat, says }) => says === 'reject' && seats.some(({ id, required }) => id === seat && required));
/** What the policy says of a stage in which everybody who is there has voted: written down once more, as people say it. */
function outcome(rule: StageRule, seats: Seats, votes: Said): 'passed' | 'refused' {
  const count = (says: Says) => votes.filter((one) => one.says === says).length;
  if (rule === 'quorum' && saysRequiredNo(seats, votes)) return 'refused';
  if (rule === 'any') return votes.find(({ says }) => says !== 'abstain')?.says === 'approve' ? 'passed' : 'refused';
  if (rule === 'all') return count('approve') > 0 && count('reject') === 0 ? 'passed' : 'refused';
  const chair = seats.find((one) => one.chair)?.id;
  const chairs = votes.find(({ seat }) => seat === chair)?.says;
  if (count('approve') === count('reject')) return chairs === 'approve' ? 'passed' : 'refused';
  return count('approve') > count('reject') ? 'passed' : 'refused';
}

function* completions(free: readonly string[], votes: Said): Generator<Said> {
  const [next, ...rest] = free;
  if (next === undefined) yield votes;
  else for (const says of SAYS) yield* completions(rest, [...votes, { seat: next, says }]);
}

/** By looking at everything: the result if nothing that may come changes it. */
function naive(rule: StageRule, seats: Seats, { votes, free }: { votes: Said; free: readonly string[] }) {
  const all = new Set([...completions(free, votes)].map((one) => outcome(rule, seats, one)));
  const [only] = all;
  if (rule === 'quorum' && saysRequiredNo(seats, votes)) return 'refused';
  const there = votes.length + free.length;
  if (there === 0) return 'undecidable';
  const chair = seats.find((one) => one.chair)?.id ?? '';
  const hasChairVoted = votes.some(({ seat }) => seat === chair);
  if (rule === 'quorum' && !hasChairVoted && !free.includes(chair)) return 'undecidable';
  const isQuorate = rule !== 'quorum' || (hasChairVoted && 3 * votes.length >= 2 * there);
  return isQuorate && all.size === 1 ? only : 'open';
}

test('a stage ends exactly when nothing that may still come can change its result', () => {
  fc.assert(
    fc.property(aStage, (stage) => {
      const free = stage.seats
        .filter(({ id, sitters }) => sitters.length > 0 && !stage.votes.some(({ seat }) => seat === id))
        .map(({ id }) => id);
      const { stages } = standingOf({ round: roundOf(stage), parties: {}, now: NOON });
      expect(stages[0]?.state).toBe(naive(stage.rule, stage.seats, { votes: stage.votes, free }));
    }),
    { numRuns: 300 },
  );
});

// ── whole stories
const aSeat = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      who: fc.subarray(PEOPLE, { minLength: 1, maxLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('role' as const), who: fc.subarray(PEOPLE, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('party' as const), who: fc.constant<string[]>([]) }) },
);
const aPolicy = fc.record({
  order: fc.constantFrom('sequence' as const, 'parallel' as const),
  stages: fc.array(
    fc.record({
      rule: fc.constantFrom(...RULES),
      seats: fc.array(aSeat, { minLength: 1, maxLength: 5 }),
      required: fc.nat(9),
      deputy: fc.option(fc.constantFrom(...PEOPLE), { nil: undefined }),
      not: fc.subarray(['author', 'doer']),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  author: fc.constantFrom(...PEOPLE),
  doer: fc.constantFrom(...PEOPLE),
  expert: fc.subarray(PEOPLE, { maxLength: 2 }),
});
const person = fc.constantFrom(...PEOPLE);
const anAct = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('vote' as const),
      by: person,
      says: fc.constantFrom(...SAYS),
      isStale: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('withdraw' as const), by: person }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('record' as const),
      by: person,
      lines: fc.array(fc.record({ who: person, says: fc.constantFrom(...SAYS) }), { minLength: 1, maxLength: 5 }),
      present: fc.subarray(PEOPLE, { minLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('delegate' as const),
      by: person,
      to: person,
      from: fc.integer({ min: -2, max: 3 }),
      days: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('return' as const), by: person }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('mandates' as const),
      by: person,
      pairs: fc.array(fc.tuple(person, person, fc.nat(3)), { maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('reseat' as const),
      by: person,
      who: fc.subarray(PEOPLE, { maxLength: 3 }),
      above: fc.subarray(PEOPLE, { maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('leave' as const),
      by: person,
      successor: fc.option(person, { nil: undefined }),
      above: fc.subarray(PEOPLE, { maxLength: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('add' as const), by: person, who: person }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('name' as const), by: person, who: person }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('superior' as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('doer' as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('edit' as const), by: person }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('days' as const), by: person, days: fc.integer({ min: 1, max: 2 }) }),
  },
);
type Act = typeof anAct extends fc.Arbitrary<infer T> ? T : never;

type Policy = typeof aPolicy extends fc.Arbitrary<infer T> ? T : never;
function begun({ order, stages, author, doer, expert }: Policy): Ballots | null {
  const sitters: Record<string, readonly string[]> = {};
  const made = stages.map(
    ({ rule, seats, required, deputy, not }, s): Stage => ({
      key: `stage-${s}`,
      rule,
      not,
      seats: seats.map(({ kind, who }, n): Seat => {
        const id = `s${s}-${n}`;
        sitters[id] = who;
        const of =
          kind === 'person'
            ? { person: who[0] ?? '' }
            : kind === 'role'
              ? { role: 'supervisor' as const }
              : { party: 'expert' };
        return {
          id,
          of,
          ...(n === 0 ? { chair: true } : {}),
          ...(n === required ? { required: true } : {}),
          ...(deputy === undefined ? {} : { deputy }),
        };
      }),
    }),
  );
  try {
    return new Ballots(made, {
      order,
      sitters,
      withdrawable: true,
      parties: { author: [author], doer: [doer], expert },
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'approval-undecidable') return null;
    throw error;
  }
}

/** The first of them who is still there takes something back. */
function back(
  at: Ballots,
  people: readonly string[],
  gone: ReadonlySet<string>,
  how: (bench: Bench, by: string) => RoundWord[],
) {
  const by = people.find((one) => !gone.has(one));
  return by === undefined ? null : at.does(by, how(at.bench, by));
}

/** What somebody tries; a refusal is one of the answers. Null: it was refused. */
function tries(at: Ballots, act: Act, gone: Set<string>): string[] | null {
  const { bench } = at;
  const named = (id: string) => ({ id, active: !gone.has(id) });
  const there = (ids: readonly string[]) => ids.filter((id) => !gone.has(id));
  try {
    switch (act.act) {
      case 'vote':
        return at.does(
          act.by,
          vote(bench, act.by, {
            says: act.says,
            shown: act.isStale ? 'f'.repeat(64) : bench.round.shown,
            reason: 'So',
          }),
        );
      case 'withdraw':
        return back(
          at,
          bench.round.stages.flatMap(({ result, votes }) => (result ? [] : votes)).map(({ by }) => by),
          gone,
          withdrawVote,
        );
      case 'record': {
        const { stages } = bench.round;
        const chairs = stages.flatMap(({ seats }) => seats.flatMap((seat) => (seat.chair ? seat.sitters : [])));
        const chair = there(chairs).at(PEOPLE.indexOf(act.by) % Math.max(1, chairs.length)) ?? act.by;
        const stage = chairedBy(bench, chair);
        const decisions = act.lines.map(({ who, says }) => ({
          seat: seatsFor(bench, who).find(({ stage: key }) => key === stage?.key)?.seat ?? 'nowhere',
          person: who,
          decision: says,
          reason: 'So',
        }));
        const usable = decisions.filter(
          ({ seat, person: who }, n) =>
            act.present.includes(who) && seat !== 'nowhere' && decisions.findIndex((one) => one.seat === seat) === n,
        );
        const meeting = meetingOf(chair, there(act.present), { until: at.now + DAY });
        const minutes = { meeting, shown: bench.round.shown, decisions: usable, holds: () => true };
        return usable.length === 0 ? null : at.does(chair, recordVotes(bench, chair, minutes));
      }
      case 'delegate': {
        const since = at.now + act.from * DAY;
        return at.does(
          act.by,
          delegate(bench, act.by, { to: named(act.to), since, until: since + act.days * DAY, reason: 'Away' }),
        );
      }
      case 'return':
        return back(
          at,
          bench.round.delegations.map(({ from }) => from),
          gone,
          endDelegation,
        );
      case 'mandates': {
        const held = act.pairs.map(([from, to, days]) => {
          const since = at.now + (days - 1) * DAY;
          return { id: `${from}-${to}`, from, to, since, until: since + 2 * DAY, reason: 'Away' };
        });
        return at.does(
          'system',
          takeMandates(
            bench,
            held.filter(({ from, to }) => there([from, to]).length === 2),
          ),
        );
      }
      case 'leave': {
        gone.add(act.by);
        const superiors = Object.fromEntries(
          bench.round.stages.flatMap(({ seats }) => seats.map(({ id }) => [id, there(act.above)] as const)),
        );
        const successor = act.successor !== undefined && !gone.has(act.successor) ? act.successor : undefined;
        return at.does(
          'system',
          replaceHolder(bench, act.by, { successor, deputies: there(PEOPLE), superiors }, 'Left'),
        );
      }
      case 'reseat': {
        const seats = bench.round.stages.flatMap((one) => one.seats);
        const sitters = Object.fromEntries(
          seats.map(({ id, of }) => [id, there('person' in of ? [of.person] : act.who)]),
        );
        const superiors = Object.fromEntries(seats.map(({ id }) => [id, there(act.above)]));
        const heirs = { deputies: there(PEOPLE), superiors };
        return at.does('system', reseat(bench, { sitters, present: there(PEOPLE), heirs }, 'Registers'));
      }
      case 'add':
        return at.does(act.by, addSigner(bench, act.by, { person: named(act.who), reason: 'He knows' }));
      case 'name': {
        const empty = standingOf(bench).stages.flatMap(({ seats }) =>
          Object.keys(seats).filter((id) => seats[id] === 'void'),
        );
        return empty[0] === undefined
          ? null
          : at.does(act.by, nameHolder(bench, { seat: empty[0], person: named(act.who), reason: 'Empty' }));
      }
      case 'superior': {
        const late = bench.round.stages.filter(({ askedAt, result }) => askedAt !== undefined && !result);
        at.does('time', [{ type: 'approvalOverdue', data: { stages: late.map(({ key }) => key), dueAt: at.now } }]);
        return at.does(
          act.by,
          decideAsSuperior(at.bench, act.by, { says: 'approve', shown: bench.round.shown, reason: 'Late' }),
        );
      }
      case 'doer':
        at.parties = { ...at.parties, doer: [act.by] };
        return null;
      case 'edit':
        at.edit(HASH);
        return null;
      case 'days':
        at.now += act.days * DAY;
        return null;
      default:
        return act satisfies never;
    }
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

function nobodyCountsTwice({ round }: Ballots): void {
  for (const { votes, seats } of round.stages) {
    const spent = votes.flatMap(({ by, for: of }) => (of === undefined ? [by] : [by, of]));
    expect(spent).toEqual([...new Set(spent)]);
    const sitting = seats.flatMap(({ sitters }) => sitters);
    expect(sitting).toEqual([...new Set(sitting)]);
  }
}

function nobodyActsWhoMayNot(at: Ballots): void {
  for (const asked of askedNow(at.bench)) {
    const stage = at.round.stages.find(({ key }) => key === asked.stage);
    const barred = stage ? barredIn(stage, at.parties) : [];
    expect(barred).not.toContain(asked.person);
    expect(barred).not.toContain(asked.for);
  }
}

/** What ended, ended when nothing could change it; by the superior it may end at once. */
function noEndComesEarly(before: ApprovalRound, at: Ballots, act: Act): void {
  for (const stage of at.round.stages) {
    const { result, rule, seats } = stage;
    const wasOpen = before.stages.find(({ key }) => key === stage.key)?.result === undefined;
    if (result === undefined || !wasOpen || act.act === 'superior') continue;
    const barred = barredIn(stage, at.parties);
    const votes = stage.votes.filter(({ by, for: of = by }) => !barred.includes(by) && !barred.includes(of));
    const free = seats.filter(
      (one) => !votes.some(({ seat }) => seat === one.id) && ableIn(stage, one, at.parties).length > 0,
    );
    expect(naive(rule, seats, { votes, free: free.map(({ id }) => id) })).toBe(result);
  }
}

const endsOf = ({ stages }: ApprovalRound) => stages.flatMap(({ key, result }) => (result ? [`${key} ${result}`] : []));
const whatEndedStays = (before: ApprovalRound, at: Ballots): void =>
  expect(endsOf(at.round)).toEqual(expect.arrayContaining(endsOf(before)));

/** Everybody who is there votes: then it ends, unless it was said that nobody can decide it; and then it does not pass. */
function somebodyCanDecide(at: Ballots): void {
  const { state } = standingOf(at.bench);
  if (state !== 'open' && state !== 'undecidable') return;
  const saved = at.round;
  for (let left = 100; left > 0; left -= 1) {
    const [next] = askedNow(at.bench).filter(({ as }) => as !== 'delegate');
    if (!next) break;
    at.does(next.person, vote(at.bench, next.person, { says: 'approve', shown: at.round.shown }));
  }
  const end = standingOf(at.bench).state;
  expect(state === 'open' ? ['passed', 'refused'] : ['undecidable', 'refused']).toContain(end);
  at.round = saved;
}

test('no order of votes, edits, delegations and departures counts a person twice, ends a stage early, or leaves one that nobody can decide', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(aPolicy, fc.array(anAct, { minLength: 5, maxLength: 25 }), (policy, acts) => {
      const at = begun(policy);
      if (!at) return;
      const gone = new Set<string>();
      for (const act of acts) {
        if (gone.has(act.by) && !['edit', 'days', 'reseat', 'mandates', 'record'].includes(act.act)) continue; // who has left does nothing any more
        const before = at.round;
        let done: string[] | null;
        try {
          done = tries(at, act, gone);
        } catch (error) {
          throw new Error(JSON.stringify({ act, round: at.round }), { cause: error });
        }
        for (const name of done ?? []) seen.add(name);
        if (act.act === 'edit') gone.clear(); // the registers fill its seats anew
        nobodyCountsTwice(at);
        nobodyActsWhoMayNot(at);
        if (done) noEndComesEarly(before, at, act);
        somebodyCanDecide(at);
        if (act.act !== 'edit') whatEndedStays(before, at);
      }
    }),
    { numRuns: 120 },
  );
  const often = ['abstained', 'approved', 'approverReplaced', 'delegated', 'rejected', 'signerAdded', 'stageAsked'];
  expect([...seen]).toEqual(
    expect.arrayContaining([...often, 'minutesRecorded', 'stagePassed', 'stageRefused', 'voteWithdrawn']),
  );
});

test('as many seats are taken as can be, whoever holds several roles', () => {
  const lists = fc.array(fc.subarray(PEOPLE, { maxLength: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lists, (listed) => {
      const seats = listed.map((_, n): Seat => ({ id: `s${n}`, of: { role: 'supervisor' } }));
      const sitters = Object.fromEntries(listed.map((who, n) => [`s${n}`, who]));
      const policy = { id: 'test', version: 1, stages: [{ key: 'one', rule: 'all' as const, seats }] };
      if (listed.every((who) => who.length === 0)) return;
      const round = openRound({ policy, shown: HASH, sitters, parties: {}, never: [], now: NOON });
      const taken = round.stages[0]?.seats.filter((one) => one.sitters.length > 0).length;
      expect(taken).toBe(mostSeats(listed));
    }),
    { numRuns: 100 },
  );
});

/** By trying every way. */
function mostSeats([first, ...rest]: readonly string[][], used: readonly string[] = []): number {
  if (first === undefined) return 0;
  const without = mostSeats(rest, used);
  return Math.max(
    without,
    ...first.filter((one) => !used.includes(one)).map((one) => 1 + mostSeats(rest, [...used, one])),
  );
}

test('who stands in for another votes once: for him or for nobody', () => {
  const at = new Ballots([
    { key: 'one', rule: 'all', seats: ['ann', 'bob'].map((id) => ({ id, of: { person: id } })) },
  ]);
  at.does('ann', delegate(at.bench, 'ann', { to: { id: 'eve', active: true }, until: NOON + DAY, reason: 'Away' }));
  at.does('eve', vote(at.bench, 'eve', { says: 'approve', shown: HASH }));
  expect(seatsFor(at.bench, 'eve')).toEqual([]);
  expect(seatsFor(at.bench, 'ann')).toEqual([]);
});
