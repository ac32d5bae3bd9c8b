/** The rows of a lifecycle: which command leads from where to where, and by whom. */
import type { Role } from '../../roles.ts';
import type { MovesAlong, NamedPart, NoParts, PartMove, PartParty, PartStatuses } from '../part.ts';

export type Party =
  | 'requester'
  /** The reporter, or a colleague of the unit that reported. */
  | 'caller'
  /** The same, or who reported it later. */
  | 'reporter'
  | 'unit'
  | 'assignee'
  | 'queue-member'
  /** Who leads the team of its queue. */
  | 'queue-lead'
  | 'commander'
  | 'follower'
  /** Has or had one of its parts, or is a party that its process declares. */
  | 'involved'
  /** A supervisor of the highest tier that is staffed. */
  | 'top-supervisor'
  /** Who gave the solution. */
  | 'resolver'
  /** Whoever acts for a reporter who cannot: he has no account, or has left. */
  | 'stand-in';
/**
 * Holders of one of these roles; `as`: who beside stands so to the case, in each of these ways. `time` is time itself, always
 * alone: never an approval, a score, a risk accepted or a signature. `P`: parties, those that the process declares among them.
 */
export type Who<P extends string = Party> = {
  by: readonly (Role | 'system' | 'time')[];
  as?: P | PartParty | readonly (P | PartParty)[];
  /** Held at this other organisation of the case, by the name that its process gives it; where it has none nobody fits. */
  at?: string;
};
/**
 * A row of the lifecycle. A command may have several; those count whose `from` holds the case's status and whose `part` fits
 * the part that the command names, and none without `part` for a command that names one.
 */
export type Transition<
  St extends string,
  C extends string,
  P extends string = Party,
  Kinds extends PartStatuses = NoParts,
> = {
  command: C;
  from: readonly St[];
  /** Statuses that the command may lead to; the same list as `from` (or `=`) when it moves nothing. */
  to: readonly St[] | '=';
  /** Alternatives; the first that fits the actor is the role in which he acts. */
  who: readonly Who<P>[];
  /** Four eyes: none of these, whatever his role. */
  not?: readonly (P | PartParty)[];
  /** The part that it is about. */
  part?: NamedPart<Kinds>;
  also?: MovesAlong<Kinds>;
};
/** The same, where any process is meant. */
export type AnyTransition = {
  command: string;
  from: readonly string[];
  to: readonly string[] | '=';
  who: readonly Who<string>[];
  not?: readonly string[];
  part?: { kind: string } & PartMove;
  also?: Readonly<Record<string, readonly PartMove[] | undefined>>;
};
export type Refusal = { code: string; params?: Readonly<Record<string, unknown>> };
