/** What happened, and the commits that hold it: what is written once and never changed. */
import type { Role } from '../../roles.ts';
import type { Millis, Mode } from '../units.ts';
import type { Effect } from './effect.ts';

export type DomainEvent = { type: `${string}.${string}`; data: object };
/** What time itself records on a case. `dueAt`: the instant at which it fell due, however late it was noticed. */
export type ClockEvent<P extends string> =
  | {
      type: `${P}.clockWarned`;
      data: { clock: string; step: string; generation: number; dueAt: Millis; late?: true; deliverAt?: Millis };
    }
  | { type: `${P}.clockBreached`; data: { clock: string; generation: number; dueAt: Millis; retroactive?: true } }
  | { type: `${P}.clockNoticeReleased`; data: { clock: string; step: string; generation: number; dueAt: Millis } }
  | { type: `${P}.clockNoticeDropped`; data: { clock: string; step: string; generation: number; dueAt: Millis } };
/** What the case records about its own effects. */
export type EffectEvent<P extends string> =
  /** `to`: the person whom a notice did not reach by one of its ways. */
  | {
      type: `${P}.effectFailed`;
      data: { effect: string; kind: string; code: string; detail: string; to?: string; ref?: object };
    }
  | { type: `${P}.effectSkipped`; data: { effect: string; kind: string; process: string } }
  /** A case was started: its starter learns the number, and by `ref` for what of it (a finding, a gate). */
  | { type: `${P}.caseStarted`; data: { effect: string; process: string; caseId: string; ref?: object } }
  /** The store lost what the case had seen of itself; an operator had it go on from what is there (client/cases/accept-loss.ts). */
  | { type: `${P}.lossAccepted`; data: { known: Head; stored: Head; by: string } }
  /** Nobody was there of those whom a notice should reach; others were told instead, at last nobody at all. */
  | {
      type: `${P}.addresseeMissing`;
      data: { effect: string; clock?: string; step?: string; missing: string; instead: string };
    };
/** One event as readers get it, out of the commit that holds it (models/cases/commit.ts). */
export type CaseEvent<E extends DomainEvent = DomainEvent> = E & {
  /** caseId:seq. */
  _id: `${string}:${number}`;
  caseId: string;
  process: string;
  mode: Mode;
  /** 1, 2, 3 … without a gap. */
  seq: number;
  /** Shape of `data`, raised when it changes. */
  schema: number;
  at: Millis;
  by: { id: string; role: Role | 'system' };
  /** Of the command; the same key never makes a second set of events. */
  key: string;
  /** SHA-256 of the command's type and canonical data; '' for a tick. */
  digest: string;
};
/** An effect with its stored key, `e:caseId:seq:n`. */
export type KeyedEffect = { key: string; effect: Effect };
/**
 * What one command, or one round of time, did: one link of the case's chain. The first write under its `_id` wins; under
 * one key there is one commit for ever.
 */
export type Commit = {
  /** `INC-000123:000007`: case and seq of the first event, padded. */
  _id: string;
  caseId: string;
  process: string;
  mode: Mode;
  /** Of its first event. */
  seq: number;
  key: string;
  digest: string;
  at: Millis;
  by: CaseEvent['by'];
  events: readonly (DomainEvent & { schema: number })[];
  /** Decided with the events and never derived again: a later release may react otherwise. */
  effects: readonly KeyedEffect[];
  /** Things that only one may have at a time, taken with it. */
  bookings?: readonly Booking[];
  /** What it held before and holds no longer, as it was booked. */
  released?: readonly Hold[];
  /** Ids of the files that its events carry; absent: none. */
  files?: readonly string[];
  /** Hash of the commit before; SHA-256 of the caseId for the first. */
  prevHash: string;
  /** SHA-256, hex, over the canonical JSON of all fields above. */
  hash: string;
  /** Of `caseId|seq|hash` under a key outside the database (models/store/record-key.ts). */
  mac: string;
  keyId: string;
};
/** An exclusive thing (a configuration item, a vehicle, a person) that a case holds, `[from, until)`. */
export type Hold = { item: string; from: Millis; until: Millis };
/**
 * A hold as its commit took it. `turn`: 1, 2, 3 … of all bookings of the item, each once: of two commits that judged on the
 * same bookings one is stored, and the other judges again. So a booking stands from the moment its commit does, and one
 * without a commit there never is.
 */
export type Booking = Hold & { turn: number };
/** Of a case's chain; seq of its newest event. Before the first: 0 and ''. */
export type Head = { seq: number; hash: string };
