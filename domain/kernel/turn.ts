/**
 * What travels between a case's workflow and its turns: the workflow remembers and waits, rules run in the turn. JSON:
 * epoch ms, null, no undefined.
 */
import type { EffectRef } from './pending.ts';
import type { DomainError } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Actor, FieldError, Head, Millis, Mode, PinRefs } from './process.ts';
import type { WakeUp } from './tick.ts';

/** A command as it is sent to a case. */
export type CommandInput = {
  command: string;
  /** The part that it names; absent: it is about the case. */
  part?: string;
  data: object;
  actor: Actor;
  /** As stored, see ids.ts. */
  key: string;
  /** SHA-256 of the command's type, its part and canonical data. */
  digest: string;
  facts: Facts;
  /** The version that the actor decided on. */
  seen?: number;
  /** Of a device that says its order by its keys (domain/sync/series.ts): the series, as keys are stored. */
  series?: string;
};
/** What became of an effect: recorded as the event of that name, once, under `key`. */
export type EffectNote = {
  note: 'effectFailed' | 'effectSkipped' | 'caseStarted' | 'addresseeMissing';
  key: string;
  data: { effect: string } & Readonly<Record<string, unknown>>;
  /** Told by a courier, long after: of no interest once the case has ended. */
  whileOpen?: true;
};
export type Ask = CommandInput | EffectNote;
/** Input of the one update of a case. Nothing asked: it looks whether anything is stored beyond what it knows. */
export type Asked = { asks: readonly Ask[] };

/** What a rule said, as a value: a refusal is no failure of the engine's, and is not remembered by the case. */
export type RefusedAsk = {
  code: string;
  message: string;
  fields?: readonly FieldError[];
  params?: Readonly<Record<string, unknown>>;
};
/** `seq`: the version that the command led to, or was refused on. And no more: it stays in the history for ever. */
export type Answer = { seq: number; refused?: RefusedAsk };

export type Turn = {
  caseId: string;
  process: string;
  mode: Mode;
  /** Of a new case: what it is to run on. Later turns find them in the record. */
  pins?: PinRefs;
  head: Head;
  /** Of the workflow's clock. */
  now: Millis;
  open: readonly EffectRef[];
  /** After a revive: effects from that seq on may be open, nobody knows which. */
  openFrom?: number;
  /** Each with the instant at which its turn first came. Empty: time, or a look. */
  asks: readonly { ask: Ask; now: Millis }[];
};
/** Under 2 KB for one command; no events, no state. */
export type TurnAnswer = {
  head: Head;
  /** More lies beyond, or remains to be done: ask again from this head what has no answer yet. */
  again?: true;
  /** Of the first asks, in their order. */
  answers: readonly Answer[];
  add?: readonly EffectRef[];
  drop?: readonly string[];
  move?: readonly EffectRef[];
  wakeAt: WakeUp | null;
  ended: boolean;
};

export const isNote = (ask: Ask): ask is EffectNote => 'note' in ask;

/** A refusal as it is answered. Throws nothing. */
export const refusalOf = ({ code, message, fields, params }: DomainError): RefusedAsk => ({
  code,
  message,
  ...(fields.length > 0 ? { fields } : {}),
  ...(Object.keys(params).length > 0 ? { params } : {}),
});
