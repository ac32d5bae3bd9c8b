/**
 * How a process has its cases approved: rules, folds and rows that its definition takes over (docs/ARCHITECTURE.md, Approval). A
 * rule asks the round (kernel/approval/), and where that is over, what its process makes of it.
 */
import { addSigner, decideAsSuperior, delegate, endDelegation } from '../approval/changes.ts';
import { takeMandates } from '../approval/mandates.ts';
import { nameHolder, replaceHolder, reseat } from '../approval/replacing.ts';
import { openRound, roundAfter } from '../approval/round.ts';
import type {
  Approving,
  ApprovalRound,
  Bench,
  Parties,
  RoundEvents,
  RoundSeat,
  RoundWord,
} from '../approval/shapes.ts';
import { standingOf } from '../approval/standing.ts';
import { type Ballot, vote, voidRound, withdrawVote } from '../approval/voting.ts';
import type { CommonEvents, Relieved } from '../common/common.ts';
import type { Base, Fold, React } from '../definition.ts';
import { DomainError } from '../errors.ts';
import { orgLineOf } from '../people/access.ts';
import type { Actor, Ctx, Effect, Millis } from '../process.ts';
import { APPROVAL_CLOCK } from './clock.ts';
import type { ApprovalCommand } from './contract.ts';

export type Asking = Pick<Ctx, 'now' | 'actor' | 'facts'>;
/** What a process says of its approvals. `W`: its words; `X`: what its rules are asked with. */
export type ApprovalUse<S, W = RoundWord, X extends Asking = Asking> = {
  /** Who stands how to the case: whom seats for a party mean, and whom stages shut out. */
  parties(state: S): Parties;
  /** Parties that vote in no stage, whatever its policy says. */
  never: readonly string[];
  /** The round is over: `words` and what the case does then, in one save. */
  over(words: readonly RoundWord[], result: 'passed' | 'refused', state: S, ctx: X): readonly (W | RoundWord)[];
};
type DataOf<K extends ApprovalCommand['type']> = Extract<ApprovalCommand, { type: K }>['data'];
type Rules<S, W, X> = {
  [K in ApprovalCommand['type']]: { rule(data: DataOf<K>, state: S, ctx: X): readonly (W | RoundWord)[] }['rule'];
};

/** The round as it stands at `now`. Throws 'nothing-to-decide' where nothing was ever asked. */
export function benchOf<S extends Approving>(use: Pick<ApprovalUse<S>, 'parties'>, state: S, now: Millis): Bench {
  const { approval: round } = state;
  if (!round) throw new DomainError('nothing-to-decide', 'Nobody is asked to approve anything here');
  return { round, parties: use.parties(state), now };
}

/** The rules of its commands. */
export function approvalRules<S extends Base & Approving, W, X extends Asking>(
  use: ApprovalUse<S, W, X>,
): Rules<S, W, X> {
  const bench = (state: S, { now }: X): Bench => benchOf(use, state, now);
  const concluded = (words: readonly RoundWord[], state: S, ctx: X) => concluding(use, words, state, ctx);
  const cast = (says: Ballot['says'], data: DataOf<'approve'>, state: S, ctx: X) => {
    const { planHash: shown, stage, for: of, reason } = data;
    const words = vote(bench(state, ctx), ctx.actor.id, { says, shown, stage, for: of, reason });
    refuseRoleLost(state, ctx, words[0]);
    return concluded(words, state, ctx);
  };
  return {
    approve: (data, state, ctx) => cast('approve', data, state, ctx),
    reject: (data, state, ctx) => cast('reject', data, state, ctx),
    abstain: (data, state, ctx) => cast('abstain', data, state, ctx),
    withdrawVote: (data, state, ctx) => withdrawVote(bench(state, ctx), ctx.actor.id, data),
    delegate: ({ from: since, until, reason }, state, ctx) =>
      delegate(bench(state, ctx), ctx.actor.id, { to: ctx.facts.person, since, until, reason }),
    revokeDelegation: (_data, state, ctx) => endDelegation(bench(state, ctx), ctx.actor.id),
    addSigner: ({ stage, reason }, state, ctx) =>
      addSigner(bench(state, ctx), ctx.actor.id, { person: ctx.facts.person, stage, reason }),
    nameApprover: ({ seat, reason }, state, ctx) =>
      nameHolder(bench(state, ctx), { seat, person: ctx.facts.person, reason }),
    reseat: (_data, state, ctx) => {
      const { seats } = ctx.facts;
      const words = seats ? reseat(bench(state, ctx), seats, 'As the registers say now') : [];
      return concluded([...words, ...mandatesAfter(words, bench(state, ctx), ctx)], state, ctx);
    },
    noteMandates: (_data, state, ctx) => mandatesAfter([], bench(state, ctx), ctx),
    decideAsSuperior: ({ says, planHash: shown, reason }, state, ctx) =>
      concluded(decideAsSuperior(bench(state, ctx), ctx.actor.id, { says, shown, reason }), state, ctx),
  };
}

/** What a round learns of standing delegations once `words` have happened; nothing where they were not asked for, or it is over. */
function mandatesAfter(words: readonly RoundWord[], { round, ...bench }: Bench, { actor, facts }: Asking): RoundWord[] {
  const done = { by: actor.id, at: bench.now };
  const after = words.reduce<ApprovalRound>((one, word) => roundAfter(one, word, done) ?? one, round);
  return facts.mandates && isUnderWay(after) ? takeMandates({ ...bench, round: after }, facts.mandates) : [];
}

/**
 * Whose vote it is on a seat for a role, his own or that of whom he stands in for, still holds it; till registers are asked anew he
 * sits there. Throws 'role-lost'.
 */
function refuseRoleLost({ approval, unit }: Base & Approving, asked: Asking, word: RoundWord | undefined): void {
  if (!word || !('seat' in word.data)) return;
  const { seat: id } = word.data;
  const grants = 'for' in word.data && word.data.for !== undefined ? heldBy(word.data.for, asked) : asked.actor.grants;
  const seat = approval?.stages.flatMap(({ seats }) => seats).find((one) => one.id === id);
  if (!seat || !('role' in seat.of) || !grants || holdsSeat(seat, grants, unit)) return;
  throw new DomainError('role-lost', 'He holds the role of that seat no more', {
    params: { role: seat.of.role, seat: id },
  });
}

/** What he holds for whom somebody votes; undefined where that was not looked up. Throws nothing. */
export const heldBy = (person: string, { facts: { principals } }: Asking): Actor['grants'] | undefined =>
  principals && (principals[person] ?? []);

/** True where a seat is for no role, or whoever has these grants still holds it in a case of `unit`. Throws nothing. */
export function holdsSeat(seat: RoundSeat, grants: Actor['grants'], unit: Base['unit']): boolean {
  if (seat.instead || seat.addedBy !== undefined || !('role' in seat.of)) return true;
  const { role, orgPath } = seat.of;
  const line = orgPath === undefined ? orgLineOf(unit) : [orgPath];
  return grants.some((grant) => grant.role === role && line.includes(grant.orgPath));
}

/** `words`, and where they end the round what its process makes of it. */
export function concluding<S extends Approving, W, X extends Asking>(
  use: ApprovalUse<S, W, X>,
  words: readonly RoundWord[],
  state: S,
  ctx: X,
): readonly (W | RoundWord)[] {
  const { round, ...bench } = benchOf(use, state, ctx.now);
  const done = { by: ctx.actor.id, at: ctx.now };
  const after = words.reduce<ApprovalRound>((one, word) => roundAfter(one, word, done) ?? one, round);
  const { state: result } = standingOf({ ...bench, round: after });
  return result === 'passed' || result === 'refused' ? use.over(words, result, state, ctx) : words;
}

/**
 * The round is opened: a policy by its key, over what is shown (SHA-256, hex). A round before it is voided by `voidApproval` first.
 * Throws 'approval-policy-missing' where none is in force under that key, and 'approval-undecidable'.
 */
export function askApproval<S extends Approving>(
  use: Pick<ApprovalUse<S>, 'parties' | 'never'>,
  state: S,
  ctx: Asking,
  { policy: key, shown }: { policy: string; shown: string },
): RoundWord[] {
  const offered = ctx.facts.approvals?.[key];
  if (!offered)
    throw new DomainError('approval-policy-missing', `No approval policy ${key} is published`, {
      params: { policy: key },
    });
  const { policy, ref, sitters } = offered;
  const { approval: former } = state;
  const round = openRound({
    policy,
    shown,
    sitters,
    parties: use.parties(state),
    never: use.never,
    former,
    now: ctx.now,
  });
  const asked: RoundWord = { type: 'approvalAsked', data: { round, pinned: { approval: ref } } };
  const bench = { round, parties: use.parties(state), now: ctx.now };
  return [asked, ...takeMandates(bench, ctx.facts.mandates ?? [])];
}

/** What was shown is edited or withdrawn while it is asked: no vote counts any more. Nothing where nothing is asked. */
export function voidApproval({ approval: round }: Approving, reason: string): RoundWord[] {
  return round ? voidRound({ round }, reason) : [];
}

/** For a definition's `leaves`: who has gone leaves his seats, which may end the round. Nothing when he has none. */
export function approverLeaves<S extends Approving, W, X extends Asking>(
  use: ApprovalUse<S, W, X>,
  { person, reason }: Pick<Relieved, 'person' | 'reason'>,
  state: S,
  ctx: X,
): readonly (W | RoundWord)[] {
  if (!state.approval || !isUnderWay(state.approval)) return [];
  const { successor, heirs = { deputies: [], superiors: {} } } = ctx.facts;
  const named = successor?.active ? { successor: successor.id } : {};
  const words = replaceHolder(benchOf(use, state, ctx.now), person, { ...heirs, ...named }, reason);
  return words.length === 0 ? [] : concluding(use, words, state, ctx);
}

/** Has a say that is still wanted, or stands in for one who has: he may not become whom the policy shuts out. */
export function hasSay({ approval }: Approving, person: string): boolean {
  if (!approval || approval.voided) return false;
  const isIn = approval.stages.some(
    ({ seats, votes }) =>
      seats.some(({ sitters }) => sitters.includes(person)) ||
      votes.some(({ by, for: of }) => by === person || of === person),
  );
  return isIn || approval.delegations.some(({ to }) => to === person);
}

// ── what its events do, and what time does
type Folds<S> = { [K in keyof RoundEvents]: Fold<S, RoundEvents[K]> };
type At = { by: { id: string }; at: Millis };

/** The folds of its events. */
export function approvalFolds<S extends Approving>(): Folds<S> {
  const after = (state: S, word: RoundWord, { by, at }: At): S => ({
    ...state,
    approval: roundAfter(state.approval, word, { by: by.id, at }),
  });
  return {
    approvalAsked: (state, { data, ...at }) => after(state, { type: 'approvalAsked', data }, at),
    stageAsked: (state, { data, ...at }) => after(state, { type: 'stageAsked', data }, at),
    approved: (state, { data, ...at }) => after(state, { type: 'approved', data }, at),
    rejected: (state, { data, ...at }) => after(state, { type: 'rejected', data }, at),
    abstained: (state, { data, ...at }) => after(state, { type: 'abstained', data }, at),
    voteWithdrawn: (state, { data, ...at }) => after(state, { type: 'voteWithdrawn', data }, at),
    delegated: (state, { data, ...at }) => after(state, { type: 'delegated', data }, at),
    delegationEnded: (state, { data, ...at }) => after(state, { type: 'delegationEnded', data }, at),
    delegationBegun: (state, { data, ...at }) => after(state, { type: 'delegationBegun', data }, at),
    delegationOver: (state, { data, ...at }) => after(state, { type: 'delegationOver', data }, at),
    signerAdded: (state, { data, ...at }) => after(state, { type: 'signerAdded', data }, at),
    approverReplaced: (state, { data, ...at }) => after(state, { type: 'approverReplaced', data }, at),
    stagePassed: (state, { data, ...at }) => after(state, { type: 'stagePassed', data }, at),
    stageRefused: (state, { data, ...at }) => after(state, { type: 'stageRefused', data }, at),
    minutesRecorded: (state, { data }) => ({
      ...state,
      meetings: [...new Set([...(state.meetings ?? []), data.meeting])],
    }),
    approvalsVoided: (state, { data, ...at }) => after(state, { type: 'approvalsVoided', data }, at),
    approvalOverdue: (state, { data, ...at }) => after(state, { type: 'approvalOverdue', data }, at),
  };
}

const isUnderWay = (round: ApprovalRound): boolean =>
  !round.voided &&
  round.stages.every(({ result }) => result !== 'refused') &&
  round.stages.some(({ result }) => !result);

/** For a definition's `named`: the next instant at which a delegation begins or is over; null: there is none. */
export function delegationDue({ approval }: Base & Approving): { at: Millis; move: RoundWord } | null {
  if (!approval || !isUnderWay(approval)) return null;
  const moves = approval.delegations.map(({ from, to, since, until, begun }): { at: Millis; move: RoundWord } =>
    begun
      ? { at: until, move: { type: 'delegationOver', data: { from, to, dueAt: until } } }
      : { at: since, move: { type: 'delegationBegun', data: { from, to, dueAt: since } } },
  );
  return moves.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

/**
 * For a definition's `onDue`: the clock `approval` is over, and the superior may decide; behind what else fell due, since time itself
 * decides nothing. Null where nobody is asked.
 */
export function overdue({ approval }: Approving, dueAt: Millis): RoundWord[] | null {
  const stages = approval && isUnderWay(approval) ? approval.stages.filter(isAsked).map(({ key }) => key) : [];
  return stages.length === 0 ? null : [{ type: 'approvalOverdue', data: { stages, dueAt } }];
}

/** Asked of people and not decided. */
export const isAsked = ({ askedAt, result }: ApprovalRound['stages'][number]): boolean =>
  askedAt !== undefined && result === undefined;

/** For a definition's context of clocks: false from the end of a stage until the next is asked, so that its clock begins anew. */
export const approvalContext = ({ approval }: Base & Approving): { approving: boolean } => ({
  approving: approval !== undefined && isUnderWay(approval) && approval.stages.some(isAsked),
});
/** For its `watches`. */
export const approvalWatches = { approving: [true, false] } as const;

type Follows<S> = {
  [K in 'approvalOverdue' | 'approverReplaced' | 'signerAdded' | 'delegationOver']: React<S, RoundEvents[K]>;
} & {
  clockWarned: React<S, CommonEvents['clockWarned']>;
};
/**
 * For a definition's `follows`: half-way to the end of the time to vote, and at it, the case asks registers who sits on its seats now,
 * by a command to itself: time knows no registers. Whoever is new on a seat, or whose delegation is over, may have named somebody for all
 * his cases.
 */
export function approvalFollows<S extends Approving>(): Follows<S> {
  return {
    approvalOverdue: asksAnew,
    approverReplaced: asksMandates,
    signerAdded: asksMandates,
    delegationOver: asksMandates,
    clockWarned: (event) => (event.data.clock === APPROVAL_CLOCK ? asksAnew(event) : []),
  };
}

const asksAnew = ({ caseId, process }: { caseId: string; process: string }): Effect[] => [
  { kind: 'command', caseId, process, command: 'reseat', data: {} },
];
const asksMandates = ({ caseId, process }: { caseId: string; process: string }, { approval }: Approving): Effect[] =>
  approval && isUnderWay(approval) ? [{ kind: 'command', caseId, process, command: 'noteMandates', data: {} }] : [];
