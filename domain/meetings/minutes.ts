/** Minutes 会议纪要: what a meeting decided, out of the record of each change. */
import type { Says } from '../kernel/approval/shapes.ts';
import type { CaseEvent, Millis } from '../kernel/process.ts';

export type MinutedVote = {
  seat: string;
  person: string;
  /** Whom he stood in for. */
  for?: string;
  decision: Says;
  reason?: string;
  /** He has taken it back since: he does not stand by what was recorded. */
  withdrawnAt?: Millis;
};
/** One stage of one change, as its minutes say it. */
export type Minuted = {
  number: string;
  title: string;
  stage: string;
  /** SHA-256 of the sheet that was decided on. */
  planHash: string;
  votes: readonly MinutedVote[];
  /** How that stage ended, in that round; `void`: what was decided on was edited before. */
  result: 'passed' | 'refused' | 'open' | 'void';
  recordedBy: string;
  recordedAt: Millis;
};

const SAYS: Readonly<Record<string, Says>> = { approved: 'approve', rejected: 'reject', abstained: 'abstain' };
const wordIn = (data: object, field: string): string | undefined => {
  const value: unknown = Object.entries(data).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : undefined;
};

/**
 * What `meeting` decided of the case `number`, in the order in which it was recorded; `events` are all of the case's, oldest first.
 * Empty where it decided nothing. Throws nothing.
 */
export function minutesIn(number: string, events: readonly CaseEvent[], meeting: string): Minuted[] {
  const done: Minuted[] = [];
  let round: Minuted[] = [];
  const close = (): void => {
    done.push(...round.map((one) => (one.result === 'open' ? { ...one, result: 'void' as const } : one)));
    round = [];
  };
  for (const event of events) {
    const name = event.type.slice(event.type.indexOf('.') + 1);
    if (name === 'approvalsVoided' || name === 'approvalAsked') close();
    else if (name === 'minutesRecorded' && wordIn(event.data, 'meeting') === meeting) round.push(begun(number, event));
    else round = round.map((one, at) => after(one, { name, event, meeting, isLast: at === round.length - 1 }));
  }
  return [...done, ...round];
}

function begun(number: string, { data, by, at }: CaseEvent): Minuted {
  const word = (field: string): string => wordIn(data, field) ?? '';
  const [title, stage, planHash] = [word('title'), word('stage'), word('planHash')];
  return { number, title, stage, planHash, votes: [], result: 'open', recordedBy: by.id, recordedAt: at };
}

/** `isLast`: nothing was recorded behind it yet; votes follow what they belong to. */
type Next = { name: string; event: CaseEvent; meeting: string; isLast: boolean };
function after(one: Minuted, { name, event: { data, at }, meeting, isLast }: Next): Minuted {
  if (wordIn(data, 'stage') !== one.stage) return one;
  if (name === 'stagePassed' || name === 'stageRefused')
    return { ...one, result: name === 'stagePassed' ? 'passed' : 'refused' };
  if (name === 'voteWithdrawn') return { ...one, votes: one.votes.map((vote) => takenBack(vote, data, at)) };
  const decision = SAYS[name];
  return decision && isLast && wordIn(data, 'meeting') === meeting
    ? { ...one, votes: [...one.votes, voteIn(data, decision)] }
    : one;
}

const takenBack = (vote: MinutedVote, data: object, at: Millis): MinutedVote =>
  vote.seat === wordIn(data, 'seat') && vote.withdrawnAt === undefined ? { ...vote, withdrawnAt: at } : vote;

function voteIn(data: object, decision: Says): MinutedVote {
  const [principal, reason] = [wordIn(data, 'for'), wordIn(data, 'reason')];
  return {
    seat: wordIn(data, 'seat') ?? '',
    person: wordIn(data, 'voter') ?? '',
    ...(principal === undefined ? {} : { for: principal }),
    decision,
    ...(reason === undefined ? {} : { reason }),
  };
}
