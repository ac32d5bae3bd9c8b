/** Test support: rounds of approval, as short as a test can say them. */
import { openRound, roundAfter } from '../../domain/kernel/approval/round.ts';
import type {
  ApprovalPolicy,
  ApprovalRound,
  Bench,
  MeetingFact,
  Parties,
  RoundWord,
  Seat,
  Stage,
} from '../../domain/kernel/approval/shapes.ts';

export const PLAN = 'a'.repeat(64);
export const NEXT_PLAN = 'b'.repeat(64);
export const NOON = Date.parse('2026-03-10T12:00:00+08:00');
export const DAY = 86_400_000;

/** A seat for the person of that name. */
export const seat = (id: string, more: Partial<Seat> = {}): Seat => ({ id, of: { person: id }, ...more });
/** A seat for whoever of these holds the role. */
export const roleSeat = (id: string, more: Partial<Seat> = {}): Seat => ({ id, of: { role: 'supervisor' }, ...more });
export const stage = (key: string, rule: Stage['rule'], ...seats: Seat[]): Stage => ({ key, rule, seats });

type Given = Partial<Pick<ApprovalPolicy, 'order' | 'withdrawable'>> & {
  parties?: Parties;
  never?: readonly string[];
  /** Of role seats; a person's seat is his. */
  sitters?: Readonly<Record<string, readonly string[]>>;
};

/** One case with its round: what is done to it, and what then stands. */
export class Ballots {
  round: ApprovalRound;
  parties: Parties;
  now = NOON;
  private readonly policy: ApprovalPolicy;
  private readonly given: Given;

  constructor(stages: readonly Stage[], given: Given = {}) {
    const { parties = {}, order, withdrawable } = given;
    this.policy = { id: 'test', version: 1, stages, ...(order && { order }), ...(withdrawable && { withdrawable }) };
    this.given = given;
    this.parties = parties;
    this.round = this.opened(PLAN);
  }

  /** What was shown is edited: the next round. */
  edit(shown: string): void {
    this.round = this.opened(shown, this.round);
  }

  get bench(): Bench {
    return { round: this.round, parties: this.parties, now: this.now };
  }

  /** What `by` does; the names of the events. */
  does(by: string, words: readonly RoundWord[]): string[] {
    for (const word of words) this.round = roundAfter(this.round, word, { by, at: this.now }) ?? this.round;
    return words.map(({ type }) => type);
  }

  private opened(shown: string, former?: ApprovalRound): ApprovalRound {
    const { given, policy, parties, now } = this;
    const persons = policy.stages.flatMap(({ seats }) =>
      seats.flatMap(({ id, of }) => ('person' in of ? [[id, [of.person]] as const] : [])),
    );
    const sitters = { ...Object.fromEntries(persons), ...given.sitters };
    return openRound({ policy, shown, sitters, parties, never: given.never ?? [], former, now });
  }
}

/** A meeting that has begun, of these members; all of them are at work and hold what they hold. */
export const meetingOf = (chair: string, members: readonly string[], more: Partial<MeetingFact> = {}): MeetingFact => ({
  id: 'cab-1',
  from: NOON - DAY,
  until: NOON + DAY,
  status: 'planned',
  chair,
  members: [...new Set([chair, ...members])],
  grants: Object.fromEntries([chair, ...members].map((one) => [one, []])),
  ...more,
});
