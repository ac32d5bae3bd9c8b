/** Who asks for what: an actor, a command and what rules are told beside it. */
import type { z } from 'zod';
import type { Role } from '../../roles.ts';
import type { Clocks } from '../clocks/clock-types.ts';
import type { FactNeeds, Facts } from '../facts.ts';
import type { Part } from '../part.ts';
import type { Pins } from '../pinned.ts';
import type { Grant, Millis, Mode, OrgPath } from '../units.ts';

export type Actor = {
  id: string;
  kind: 'person' | 'system';
  unit: OrgPath;
  /** Queues that he serves: of his teams, and of those without members for which his stand in. */
  teams: readonly string[];
  /** Of those, the ones that he leads; absent: none. */
  leads?: readonly string[];
  /** Ended cases that he called about before he had an account, by number; absent: none. */
  called?: readonly string[];
  grants: readonly Grant[];
};

export type Ctx = {
  now: Millis;
  actor: Actor;
  /** The role under which the guard let the actor pass. */
  role: Role | 'system';
  /** As stored, see ids.ts. */
  key: string;
  caseId: string;
  mode: Mode;
  pins: Pins;
  clocks: Clocks;
  facts: Facts;
  /** Of the case's newest event: what is decided begins with the next one. */
  seq: number;
  /** The part that the command names, of one that it makes as it will begin; absent: it is about the case. */
  part?: Part;
  /** The status to which the row that let the command pass leads the part, where it leads to one alone. */
  partTo?: string;
};

export type CommandSpec = {
  title: { zh: string; en: string };
  input: z.ZodType;
  facts?: FactNeeds;
  /** Opens a case instead of acting on one. */
  intake?: true;
  tone?: 'primary' | 'danger';
  /** Needs `If-Match`: the version that the actor saw. */
  needsVersion?: true;
  /** Sent only by the product itself: no route. */
  internal?: true;
};
export type CommandTable = Record<string, CommandSpec>;
export type CommandOf<T extends CommandTable> = {
  [K in keyof T & string]: { type: K; data: z.output<T[K]['input']> };
}[keyof T & string];
export type Command = { type: string; data: object };
/** `until`: what fell due by then, reckoned as of `now`. */
export type Tick = { type: 'tick'; until: Millis };
