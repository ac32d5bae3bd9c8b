/**
 * Parts of a case 部分: what only the whole makes sense of (steps and sites of a run, lines and findings of a checklist, seats
 * of an approval). What one person answers for alone, with a queue of his own, is a case. Shapes only: written on paper for
 * release and inspection (docs/adrs/0012-release-and-inspection-on-paper.md), and nothing runs on them yet.
 */
import type { Audience, Millis, OrgPath, Refusal, Role } from './process.ts';

/** Ids are unique in their case, whatever the kind. `~` stays free: it joins clock and part in `step~w1-07-3`. */
export const PART_ID = /^[a-z0-9-]{1,32}$/;
/** Of all kinds together, those of the plan that nobody touched included. */
export const MOST_PARTS = 640;
/** Steps that are under way or wait for a person at one time: `nextSteps` holds back what would be more. */
export const MOST_UNDER_WAY = 20;
/** JSON of state and clocks together: a case that would grow beyond is refused in tests. */
export const MOST_STATE_BYTES = 64 * 1024;

/** Kind of part → the statuses that it may have; what a process declares once. */
export type PartStatuses = Readonly<Record<string, string>>;
/** How parts of a kind come to be, and how many of them a case may have. */
export type PartKind<St extends string> = {
  /** `plan`: they stand in the pinned plan and are there before anything happens to them; `command`: one makes each. */
  origin: 'plan' | 'command';
  /** Of a part of the plan that nothing has touched, and of one just made. */
  initial: readonly St[];
  most: number;
};

/** What a case keeps of a part; of one of its plan only once something happened to it, and no word that the plan says. */
export type PartRecord<St extends string = string, D = object> = {
  status: St;
  /** Seq of the event that touched it last: what a device based its words on, and where the words stand. */
  rev: number;
  /** Who has it, or did it; absent: nobody yet. */
  assignees?: readonly string[];
  /** Its parent, of a part that a command made; absent: the plan says it, or it has none. */
  in?: string;
} & D;
/** In the state of a process: by kind, then id. `Own`: what a kind keeps beside. Never the plan. */
export type PartsOf<
  Kinds extends PartStatuses,
  Own extends { readonly [K in keyof Kinds]?: object } = { readonly [K in keyof Kinds]?: object },
> = {
  readonly [K in keyof Kinds]?: Readonly<
    Record<string, PartRecord<Kinds[K], K extends keyof Own ? NonNullable<Own[K]> : object>>
  >;
};
/** A part as guard, decide and view see it: the plan's words with the record laid over them. */
export type Part<K extends string = string, St extends string = string, D = object> = {
  id: string;
  kind: K;
  in?: string;
  status: St;
  assignees: readonly string[];
  /** 0: nothing has touched it. */
  rev: number;
  /** Where roles are looked for; absent: at the organisation of the case. */
  orgPath?: OrgPath;
  /** The role that the plan gives it to: the party `part-role`. */
  role?: Role;
  dueAt?: Millis;
} & D;

/** Looked up at the part that the command names. */
export type PartParty =
  /** Has it, or did it. */
  | 'part-assignee'
  /** Holds the role that the plan names, at the part's organisation. */
  | 'part-role'
  /** Asked for what a second person is to confirm. */
  | 'part-asker';
/**
 * One way of being allowed: a role, and all parties named. `time` is time itself: never an approval, a score, a risk accepted or
 * a signature (processes.md 1). `P`: parties that the process declares.
 */
export type PartWho<P extends string> = {
  role: Role | 'system' | 'time';
  party?: P | PartParty | readonly (P | PartParty)[];
};
/** 'none': the command makes it, under the id that the command names. '=': touched, and its status stays. */
export type PartMove<St extends string = string> = { from: readonly St[] | 'none'; to: readonly St[] | '=' };
/** The part that the command names; 404 `unknown-part`, 409 `part-exists`. */
type NamedPart<Kinds extends PartStatuses> = {
  [K in keyof Kinds & string]: { kind: K } & PartMove<Kinds[K]>;
}[keyof Kinds & string];
/**
 * A row of the lifecycle of a process with parts. A command may have several rows; the guard takes those whose `from` holds the
 * case's status and whose `part` fits the part named, and none without `part` for a command that names one.
 */
export type PartTransition<St extends string, C extends string, P extends string, Kinds extends PartStatuses> = {
  command: C;
  from: readonly St[];
  to: readonly St[] | '=';
  /** Alternatives; with none of them the command is not permitted. */
  who: readonly PartWho<P>[];
  /** Four eyes: parties that the actor may not be, nor whom he stands in for. */
  not?: readonly (P | PartParty)[];
  part?: NamedPart<Kinds>;
  /** Parts that may move along, each move of its own; 'none': the plan that the command brings has them. */
  also?: { readonly [K in keyof Kinds]?: readonly PartMove<Kinds[K]>[] };
};

/** In the data of every event that touches parts, so that the kernel folds statuses and clocks without knowing the process. */
export type PartTouch = {
  part?: string;
  /** Its status after the event; absent: as before. */
  to?: string;
  /** Others that moved along, with their status: groups too, whose status is derived when deciding, never when folding. */
  also?: Readonly<Record<string, string>>;
  /** Who has it from now on; empty: nobody. */
  assignees?: readonly string[];
  /** Clocks of its parts that it ended, name → frozen facts: dropped from state, kept here. */
  clocks?: Readonly<Record<string, object>>;
};

/** Who must act next on which parts; several of one command and addressee are one entry. */
export type PartWait = {
  to: Audience;
  command: string;
  /** The first by due instant; the count says how many there are. */
  parts: readonly string[];
  count: number;
  dueAt: Millis | null;
};
/** What this actor may do with the parts of one kind and status. */
export type PartOffer = {
  kind: string;
  status: string;
  count: number;
  allowed: readonly string[];
  blocked: readonly ({ command: string } & Refusal)[];
  /** Parts for which it is otherwise, capped. */
  except: Readonly<Record<string, { allowed: readonly string[]; blocked: readonly ({ command: string } & Refusal)[] }>>;
};
