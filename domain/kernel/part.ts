/**
 * Parts of a case 部分: what only the whole makes sense of (steps and sites of a run, lines and findings of a checklist, seats
 * of an approval). What one person answers for alone, with a queue of his own, is a case. The shapes; what the kernel does
 * with them stands in parts/. Written on paper for release and inspection first (docs/adrs/0012-release-and-inspection-on-paper.md).
 */
import type { Role } from '../roles.ts';
import type { FieldSpecs } from './own-fields.ts';
import type { Millis, OrgPath } from './units.ts';

/** Ids are unique in their case, whatever the kind. `~` stays free: it joins clock and part in `step~w1-07-3`. */
export const PART_ID = /^[a-z0-9-]{1,32}$/;
/** Of all kinds together, those of the plan that nobody touched included. */
export const MOST_PARTS = 640;
/**
 * Parts of a case whose clocks run at one time, since a clock with who had the part weighs as much as seven parts: `nextSteps` holds
 * back what would be more, and no person sets more going ('too-many-under-way').
 */
export const MOST_UNDER_WAY = 20;
/** JSON of state and clocks together: a case that would grow beyond is refused in tests. */
export const MOST_STATE_BYTES = 64 * 1024;

/** Kind of part → the statuses that it may have; what a process declares once. */
export type PartStatuses = Readonly<Record<string, string>>;
/** Of a process whose cases have none. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- no kind is what is meant
export type NoParts = Record<never, string>;
/** How parts of a kind come to be, and how many of them a case may have. */
export type PartKind<St extends string = string> = {
  /** `plan`: they stand in the pinned plan and are there before anything happens to them; `command`: one makes each. */
  origin: 'plan' | 'command';
  /** Of a part of the plan that nothing has touched, and of one just made. */
  initial: readonly St[];
  most: number;
  /** Where whoever has one has it in hand: of who leaves it goes to his heir, or to nobody. Elsewhere it keeps his name. */
  inHand?: readonly St[];
  /** What its parts keep and show beside what every part has. */
  fields?: FieldSpecs;
  /** Only those who work on the case see them. */
  within?: true;
};
/** A part as the plan of the case says it, before anything happened to it. `status`: one of `initial`, absent: the first. */
export type PlannedPart<Kinds extends PartStatuses = PartStatuses> = {
  [K in keyof Kinds & string]: { kind: K; status?: Kinds[K] | undefined };
}[keyof Kinds & string] & {
  id: string;
  in?: string | undefined;
  orgPath?: OrgPath | undefined;
  role?: Role | undefined;
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
/** The same, where any process is meant. */
export type PartsIn = Readonly<Record<string, Readonly<Record<string, PartRecord>> | undefined>>;
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
  /** Had it before whoever has it now: kept with the part as `had`. */
  | 'part-former'
  /** Holds the role that the plan names, at the part's organisation. */
  | 'part-role'
  /** Asked for what a second person is to confirm. */
  | 'part-asker';
/** 'none': the command makes it, under the id that the command names. '=': touched, and its status stays. */
export type PartMove<St extends string = string> = { from: readonly St[] | 'none'; to: readonly St[] | '=' };
/** The part that the command names; 404 `unknown-part`, 409 `part-exists`. */
export type NamedPart<Kinds extends PartStatuses> = {
  [K in keyof Kinds & string]: { kind: K } & PartMove<Kinds[K]>;
}[keyof Kinds & string];
/** Parts that may move along, each move of its own; 'none': the plan that the command brings has them. */
export type MovesAlong<Kinds extends PartStatuses> = { readonly [K in keyof Kinds]?: readonly PartMove<Kinds[K]>[] };

/**
 * In the data of every event that touches parts, so that the kernel folds statuses and clocks without knowing the process. What
 * is in it and says nothing of a part is the process's own.
 */
export type PartTouch = {
  part?: string;
  /** Its status after the event; absent: as before. */
  to?: string;
  /** Others that moved along, with their status: groups too, whose status is derived when deciding, never when folding. */
  also?: Readonly<Record<string, string>>;
  /** Who has it from now on; empty: nobody. */
  assignees?: readonly string[];
  /** The same of others, by part. */
  assigned?: Readonly<Record<string, readonly string[]>>;
  /** What nothing had touched before. The kernel writes what row, plan and state say of it; a rule, the rest. */
  made?: Readonly<Record<string, { kind: string; in?: string }>>;
  /** Parts that are no longer there, with all that was kept of them. */
  dropped?: readonly string[];
  /** Clocks of its parts that it ended, name → frozen facts: dropped from state, kept here. */
  clocks?: Readonly<Record<string, object>>;
};
