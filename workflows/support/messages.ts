/** What travels between the client and a case's workflow, and from one of its runs to the next. JSON: epoch ms, null. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { EffectRef } from '../../domain/kernel/pending.ts';
import type { Head, Millis, Mode, PinRefs } from '../../domain/kernel/process.ts';
import type { WakeUp } from '../../domain/kernel/tick.ts';
import type { Answer, Asked } from '../../domain/kernel/turn.ts';

/** Start input of every case's workflow. */
export type CaseInput = {
  caseId: string;
  process: string;
  mode: Mode;
  /** Of a new case. */
  pins?: PinRefs;
  /**
   * Of one that is brought back: where its document stands, and from which seq on effects may be open; `open`: exactly which
   * are, where somebody has looked (the upgrade).
   */
  revived?: { head: Head; openFrom: number; open?: readonly EffectRef[] };
  /** The case so far, after a continue-as-new. */
  carried?: Carried;
};
/** Grows with what waits, never with what happened. */
export type Carried = {
  head: Head;
  open: readonly EffectRef[];
  /** Effects put off, by key: how often in vain, and until when. */
  later: Readonly<Record<string, PutOff>>;
  wakeAt: WakeUp | null;
  ended: boolean;
};
export type PutOff = { tries: number; at: Millis };

/** Most asks of one update, and the most that its input may weigh, in characters of JSON. */
export const MOST_ASKS = 200;
export const MOST_INPUT = 256_000;

/** All commands, and notes of what became of effects: which one stands in the input and at the head of the update's id. */
export const commandUpdate = defineUpdate<readonly Answer[], [Asked]>('command');
/** Look whether anything is due, or stored beyond what is known; also whoever waits for the store tries at once. */
export const pokeSignal = defineSignal('poke');
/** Seq of the newest event that the workflow knows. */
export const headQuery = defineQuery<number>('head');
/** With the hash of what it knows last: the record is held against it. */
export const knownHeadQuery = defineQuery<Head>('knownHead');
