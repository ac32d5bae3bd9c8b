/** What keeps something of a case shut (processes.md 1, quality gate), and the events that say so. */
import type { PartTouch } from '../part.ts';

/** `rectification`: its number; absent: it was asked for and is not there yet. `step`: the part; absent: the case as a whole. */
export type Shut = { rectification?: string; step?: string };
/** What a case keeps of it; absent: nothing is shut. */
export type Gating = { shut?: readonly Shut[] };
export type GatingEvents = {
  rectificationNoted: { rectification: string; step?: string | undefined };
  /** `part`, `to`: a gate that had refused and may be asked again. */
  rectificationOver: PartTouch & { rectification: string; outcome: 'closed' | 'withdrawn' };
};
type GatingWord = { [K in keyof GatingEvents]: { type: K; data: GatingEvents[K] } }[keyof GatingEvents];
export type OverWord = Extract<GatingWord, { type: 'rectificationOver' }>;
export type NotedWord = Extract<GatingWord, { type: 'rectificationNoted' }>;
