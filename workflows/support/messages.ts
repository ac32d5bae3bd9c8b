/** What travels between the client and a case's workflow. JSON: epoch ms, null, no undefined. */
import type { Actor, CaseState, Facts, Mode, Pins } from '../../domain/kernel/process.ts';

export type State = { status: string };

/** Start input of every case's workflow. */
export type CaseInput = {
  caseId: string;
  pins: Pins;
  mode: Mode;
  /** SHA-256 of the caseId: the head that the first event follows. */
  genesis: string;
  /** The case so far, after a continue-as-new. */
  carried?: Carried;
};
export type Carried = Pick<CaseState<State>, 'state' | 'clocks' | 'seq' | 'headHash' | 'keys' | 'pending'>;

/** The one argument of a command's update; the update's name is the command, its id the key. */
export type CommandInput = {
  data: object;
  actor: Actor;
  /** As stored, see domain/kernel/ids.ts. */
  key: string;
  /** SHA-256 of the command's type and canonical data. */
  digest: string;
  facts: Facts;
  /** The version that the actor decided on. */
  seen?: number;
};
/** And no more: an update's answer stays in the history for ever. */
export type CommandAnswer = { seq: number };
/** An effect that was handed on and failed for good: `effect` is its key, or that of the delivery that it led to, to a person. */
export type EffectNote = { effect: string; kind: string; code: string; detail: string; to: string };
