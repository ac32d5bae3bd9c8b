/** What was decided on a change, out of its events: each vote of each round, cast or recorded, and how each stage ended. */
import { eventName } from '../../documents/model.ts';
import type { Says } from '../../kernel/approval/shapes.ts';
import type { CaseEvent, Millis } from '../../kernel/process.ts';

export type CastVote = {
  stage: string;
  seat: string;
  person: string;
  /** Whom he stood in for. */
  for?: string;
  says: Says;
  reason?: string;
  /** Id of the meeting in which it was cast; absent: at his desk. */
  meeting?: string;
  at: Millis;
  withdrawnAt?: Millis;
};
export type StageEnd = { stage: string; result: 'passed' | 'refused'; at: Millis; bySuperior?: string };
/** `planHash`: SHA-256 of what was shown; `voidedAt`: what was shown was edited, and nothing of it counts any more. */
export type Round = {
  number: number;
  policy: string;
  planHash: string;
  askedAt: Millis;
  votes: readonly CastVote[];
  ends: readonly StageEnd[];
  voidedAt?: Millis;
};

const SAYS: Readonly<Record<string, Says>> = { approved: 'approve', rejected: 'reject', abstained: 'abstain' };
const wordIn = (data: object, field: string): string | undefined => {
  const value: unknown = Object.entries(data).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : undefined;
};

/** All rounds, oldest first; `events` are those of the case in their order. Throws nothing. */
export function roundsIn(events: readonly CaseEvent[]): Round[] {
  const rounds: Round[] = [];
  for (const event of events) {
    const name = eventName(event);
    if (name === 'approvalAsked') rounds.push(begun(event, rounds.length + 1));
    const last = rounds.at(-1);
    if (last && name !== 'approvalAsked') rounds[rounds.length - 1] = after(last, name, event);
  }
  return rounds;
}

function begun({ data, at }: CaseEvent, count: number): Round {
  const round: Partial<{ number: number; policy: string; shown: string }> =
    'round' in data && typeof data.round === 'object' && data.round !== null ? data.round : {};
  const { number = count, policy = '', shown: planHash = '' } = round;
  return { number, policy, planHash, askedAt: at, votes: [], ends: [] };
}

function after(round: Round, name: string, { data, at, by }: CaseEvent): Round {
  const [stage = '', seat = ''] = [wordIn(data, 'stage'), wordIn(data, 'seat')];
  const says = SAYS[name];
  if (says) return { ...round, votes: [...round.votes, { ...voteIn(data, by.id), stage, seat, says, at }] };
  switch (name) {
    case 'voteWithdrawn': {
      const isHis = (vote: CastVote): boolean =>
        vote.stage === stage && vote.seat === seat && vote.withdrawnAt === undefined;
      return { ...round, votes: round.votes.map((vote) => (isHis(vote) ? { ...vote, withdrawnAt: at } : vote)) };
    }
    case 'stagePassed':
    case 'stageRefused': {
      const result = name === 'stagePassed' ? 'passed' : 'refused';
      const end = { stage, result, at, ...('overdue' in data ? { bySuperior: by.id } : {}) } as const;
      return { ...round, ends: [...round.ends, end] };
    }
    case 'approvalsVoided':
      return { ...round, voidedAt: at };
    default:
      return round;
  }
}

function voteIn(data: object, by: string): Pick<CastVote, 'person' | 'for' | 'reason' | 'meeting'> {
  const [principal, reason, meeting] = [wordIn(data, 'for'), wordIn(data, 'reason'), wordIn(data, 'meeting')];
  return {
    person: wordIn(data, 'voter') ?? by,
    ...(principal === undefined ? {} : { for: principal }),
    ...(reason === undefined ? {} : { reason }),
    ...(meeting === undefined ? {} : { meeting }),
  };
}
