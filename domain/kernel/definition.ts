/** What a process says of itself; the rest is the kernel's (define-process.ts). */
import type { CommonCommand } from './contract.ts';
import type { Common, CommonEvents } from './common/common.ts';
import type { Clocks, Context } from './clocks/clocks.ts';
import type { FieldSpecs } from './own-fields.ts';
import type { NoParts, Part, PartKind, PartsIn, PartStatuses, PlannedPart } from './part.ts';
import type {
  AnyProcess,
  Audience,
  CaseEvent,
  CaseView,
  ClockUse,
  Command,
  Ctx,
  Effect,
  Hold,
  Millis,
  OpenEvents,
  OrgPath,
  Place,
  PolicyWords,
  Refusal,
  Role,
  Schemas,
  Tier,
  Party,
  Transition,
} from './process.ts';
import type { ProcessWords, TwoWords } from './people/words.ts';

/** What the kernel needs to find in every opened case. */
export type Base = {
  status: string;
  /** Who has an account; absent: a caller without one. */
  reporter?: string | undefined;
  /** Name of a caller who had no account when he reported it. */
  caller?: string | undefined;
  /** Its reporter has left: the desk acts for him. */
  reporterGone?: true | undefined;
  unit: OrgPath;
  /** Missing where it is about no service in particular: an inspection, an appraisal. */
  application?: string | undefined;
  title: string;
  description: string;
  contact?: string | undefined;
  category?: string | undefined;
  item?: string | undefined;
  assignee?: string | undefined;
  /** Missing while nobody staffs a desk for it. */
  place?: Place | undefined;
  openedAt: Millis;
  endedAt?: Millis;
  /** What happened to its parts, by kind and id; absent: nothing, or it has none. Written by the kernel, but for own fields. */
  parts?: PartsIn | undefined;
  common: Common;
};
/** Before the first event; no case is ever seen so. */
export type Unopened = { status: 'none' };

/** Own events of a process: bare name → data. */
export type EventTable = { created: object } & Readonly<Record<string, object>>;
/** What an event that ends a case says of it; `dueAt`: the instant at which time ended it. */
export type Ended = { facts: object; dueAt?: Millis };
/** Events that say no more than that, by name. */
type EndOf<E> = { [K in keyof E & string]: Ended extends E[K] ? K : never }[keyof E & string];
/** One thing that happened, by its bare name; the kernel writes the process before it. */
export type Happening<E> = { [K in keyof E & string]: { type: K; data: E[K] } }[keyof E & string];
/** The same, of every event that its cases have. */
export type Word<E> = Happening<E & CommonEvents>;
/** A stored event as folds and reactions get it. */
export type Recorded<D> = Omit<CaseEvent, 'data'> & { data: D };
// Methods' types, so that one lookup may serve every event and command (parameters compare both ways).
export type Fold<S, D> = { fold(state: S, event: Recorded<D>): S }['fold'];
export type Rule<S, D, E> = { rule(data: D, state: S, ctx: RuleCtx<S, E>): readonly Word<E>[] }['rule'];
export type React<S, D> = {
  react(event: Recorded<D>, state: S): Effect[];
}['react'];
export type Tell<S, D> = { tell(state: S, event: Recorded<D>): readonly (Audience | undefined)[] }['tell'];

/** What is known while nobody has given a command yet. */
export type BlockerCtx = Pick<Ctx, 'actor' | 'now' | 'pins' | 'clocks' | 'part'>;
export type RuleCtx<S, E> = Ctx & {
  /** Case and clocks as they would stand after `words`. */
  after(words: readonly Word<E>[]): { state: S; clocks: Clocks };
  /** `words` and then the end, which stops the clocks itself, with the facts frozen as they stand after it. */
  ending(
    words: readonly Word<E>[],
    end: EndOf<E> | ((facts: object) => Happening<E>),
    dueAt?: Millis,
  ): readonly Word<E>[];
};

/** What a case has while it stands in `In`; elsewhere it may have it. */
export type Having<St extends string, In extends St, D> =
  | (D & { status: In })
  | (Partial<D> & { status: Exclude<St, In> });
type Less<S> = S extends unknown ? Omit<S, 'status'> : never;
/** Statuses into which the kernel may put a case, since none of them needs what another may lack. */
export type Free<S extends Base> = S['status'] &
  { [K in S['status']]: [Less<S> & { status: K }] extends [S] ? K : never }[S['status']];
/**
 * What time makes of a case in these statuses when the clock is breached: its end by an event that says no more, or, of all that
 * fell due so far, what happens; null: nothing.
 */
export type Timed<S extends Base, E, K extends PartStatuses = NoParts> =
  | { at: OneOrMore<S['status']>; move: EndOf<E> | TimedMove<S, E> }
  /** Of a clock that each part has: in which statuses of the part, which `ctx.part` then is. */
  | { at: OneOrMore<K[keyof K & string]>; move: TimedMove<S, E> };
type OneOrMore<St> = St | readonly St[];
type TimedMove<S, E> = {
  move(state: S, ctx: RuleCtx<S, E>, at: { due: readonly Word<E>[]; dueAt: Millis }): readonly Word<E>[] | null;
}['move'];

/** Whom a notice tells: these of the case, or whom a function names. `reporters`: all of them, and whoever follows it. */
export type Told<S, D> = readonly Whom[] | Tell<S, D>;
export type Whom = 'reporters' | 'hands' | 'queue';

/** Who must act next, by which command, and which clock says until when. */
export type Next = readonly [who: 'desk' | 'hands' | 'reporters' | Audience, command: string, clock?: string | null];
/** The same of one part; the clock is that of the part, else that of the case. What waits for one addressee with one command is one entry. */
export type PartNext = { to: Audience; command: string; part: string; clock?: string };
export type Waiting<S> = { waits(state: S): readonly (Next | Wait | PartNext)[] }['waits'];
export type Waits<S> = readonly Next[] | Waiting<S>;
/** What a field shows that the case does not keep under its name. */
export type Shown<S> = { shown(state: S, readings: CaseView['readings']): unknown }['shown'];
export type Wait = CaseView['waitsFor'][number];

/** What clocks of the parts of a kind watch. */
export type PartClocks<S> = {
  context?: { context(part: Part, state: S): Context }['context'];
  watches?: PolicyWords['fields'];
  instants?: Readonly<Record<string, { instant(part: Part, state: S): Millis | null | undefined }['instant']>>;
};
/** What its kinds of parts and their statuses are called. */
export type PartWords<K extends PartStatuses> = [keyof K] extends [never]
  ? { parts?: undefined }
  : {
      parts: {
        readonly [N in keyof K & string]: { title: TwoWords; statuses: Readonly<Record<K[N], TwoWords>> };
      };
    };

type Seats = {
  commander?: string | undefined;
  neverHeirs?: readonly string[];
  neverHands?: readonly string[];
};
type TypeOf<C extends Command> = Exclude<C['type'], CommonCommand['type']>;
/** The data of a command. */
export type DataOf<C extends Command, K extends C['type']> = Extract<C, { type: K }>['data'];
/** Own events that carry just these data: such a rule is the event's name. */
type WordFor<E, D> = { [K in keyof E & string]: D extends E[K] ? K : never }[keyof E & string];
type Intake<S, D, E> = { rule(data: D, state: Unopened, ctx: RuleCtx<S, E>): readonly Word<E>[] }['rule'];
/** Other ways in than `create`, by command: each makes the event `created`. */
type FurtherIntakes<S extends Base, C extends Command, E extends EventTable, I extends string> = [I] extends [never]
  ? { intakes?: undefined }
  : { intakes: { [T in I & C['type']]: Intake<S, DataOf<C, T>, E> } };
type Both<E> = Omit<E, keyof CommonEvents> & CommonEvents;

/** A move that time alone makes (`onDue`): its name is no command. */
export type TimeRow<St extends string, K extends PartStatuses> = Omit<
  Transition<St, string, never, K>,
  'who' | 'not'
> & {
  who: readonly [{ by: readonly ['time'] }];
};

/**
 * `P`: parties of its own; `K`: kinds of its parts, each with its statuses; `I`: intakes beside `create`. Data of an event that touches parts are a PartTouch
 * beside what else they say; a row about a part whose event carries the command's data is that event's name: the kernel adds
 * which part, and where it goes, if the row leads to one status.
 */
export type Definition<
  S extends Base,
  C extends Command,
  E extends EventTable,
  P extends string = never,
  K extends PartStatuses = NoParts,
  I extends string = never,
> = FurtherIntakes<S, C, E, I> & {
  key: string;
  /** Rows of its own commands; and where what its reporter says is more than a comment, of that. */
  lifecycle: readonly (Transition<S['status'] | 'none', C['type'], Party | P, K> | TimeRow<S['status'], K>)[];
  /** Who is each of its own parties. */
  parties?: { readonly [N in P]: (state: S) => readonly string[] };
  /** Commands that every case takes → who may not give them, whatever roles he holds. */
  keepsOut?: { readonly [N in CommonCommand['type']]?: readonly (Party | P)[] };
  /** Roles that take part in its cases beside those that do in all (people/who.ts): their holders comment, follow and are put on the work. */
  staff?: readonly Role[];
  /** Roles that read nothing of a case as long as it is so: it is not there for them, however it is asked for. */
  conceals?: { from: readonly Role[]; while(state: S): boolean };
  /**
   * Other organisations that have to do with a case (who judges it, who raised it): a row names one as `at`, and whoever reads cases
   * there reads it.
   */
  organisations?: { readonly [N in string]: { at(state: S): OrgPath | undefined }['at'] };
  /** Own parties whose place goes to the heir of who leaves; `also.relieved` says how (`places` names them, `heir` takes them). */
  passedOn?: readonly P[];
  parts?: {
    kinds: { readonly [N in keyof K & string]: PartKind<K[N]> };
    /** What stands in its plan, in its order. */
    planned?(state: S): readonly PlannedPart<K>[];
  };
  work: {
    /** Where somebody has it in hand, out of its queue; empty: its cases lie in none. */
    at: readonly S['status'][];
    /** Where it waits to be taken once nobody has it any more. */
    idle: Free<S>;
    /** Where it may be urged; absent: wherever it is open. */
    urgeable?: readonly S['status'][];
    /** How it is without its assignee, if more than he is missing. */
    vacant?(state: S): S;
    /** An heir is not just put in the place of who has left, but handed the case. */
    handedTo?(heir: string, place: Place): Happening<E>;
  };
  /** What the data of an intake make; and the case that its event makes. */
  create: Intake<S, DataOf<C, 'create'>, E>;
  opened(data: E['created'], at: Millis): S;
  /** A row whose event carries the command's data is that event's name. */
  rules: {
    [T in Exclude<TypeOf<C>, 'create' | I>]: WordFor<E, DataOf<C, T>> | Rule<S, DataOf<C, T>, E>;
  };
  /** What it records beside when somebody is taken off it who has left. */
  leaves?: {
    leaves(data: DataOf<CommonCommand, 'relieve'>, state: S, ctx: RuleCtx<S, E>): readonly Word<E>[];
  }['leaves'];
  /** Events that end it, and how; its own fold says what else they do. */
  ends?: { [N in Exclude<keyof E, 'created'>]?: Free<S> };
  /** Events that are the answer to whoever urged; an end is one without being named. */
  answersUrge?: readonly (keyof E & string)[];
  /** What each own event does; null: nothing that the case keeps. */
  folds: { [N in Exclude<keyof E, 'created'>]: Fold<S, E[N]> | null };
  /** What a common event does beside. */
  also?: { [N in keyof CommonEvents]?: Fold<S, CommonEvents[N]> };
  /** Asked of the case, and of each part (`ctx.part`) about which there is a command. */
  blockers?(state: S, ctx: BlockerCtx): Partial<Record<C['type'], Refusal>>;
  /**
   * True while what its reporter says is what the case waits for: then a comment of his is `supplyInfo`. Absent: wherever the
   * lifecycle has a row of its own for a comment.
   */
  waitsForWords?(state: S): boolean;
  /** What it means beside that those who work on it say something in public. */
  answersWords?(state: S): readonly Happening<E>[];
  /** By clock: what time does when it is breached. */
  onDue?: Readonly<Record<string, Timed<S, E, K>>>;
  /** An instant that a person named, and what happens then. */
  named?(state: S): { at: Millis; move: Happening<E> } | null;
  /**
   * Places beside assignee and followers. `neverHeirs`: who commands answers for the work of others, and is none of these; absent: any
   * heir does. `neverHands`: who gets no part of him who leaves; absent: any heir who may have it does.
   */
  seats?(state: S): Seats;
  /** Everybody who reported it, the first one first. */
  reporters?(state: S): readonly string[];
  /** Its cases are approved: the parties that its approval policies may name, and those that vote nowhere. */
  approves?: AnyProcess['approves'];
  /** Roles that its reactions and `next` speak to, beside those of its ladders: whoever keeps the organisation sees where nobody holds one. */
  addresses?: readonly Role[];
  /** Who gave the solution. */
  resolver?(state: S): string | undefined;
  /** Its own counts, if the case does not keep them under the names of its field `counts`; what of them is frozen at the end, if not these and the reminders. */
  counts?(state: S): Readonly<Record<string, number>>;
  frozen?(state: S): Readonly<Record<string, number>>;
  /** Whom a notice about an event tells. */
  tells: { [N in keyof Both<E>]?: Told<S, Both<E>[N]> };
  /** Events that bring it to somebody who has not read it yet, beside relieving and requeueing. */
  handing?: readonly (keyof E & string)[];
  /** What follows beside, after the notices. */
  follows?: { [N in keyof Both<E>]?: React<S, Both<E>[N]> };
  next: { [N in S['status']]: Waits<S> | null };
  /** What its supervisors and owners owe beside what its status says. */
  alsoNext?(state: S): readonly (Next | Wait | PartNext)[];
  fields: FieldSpecs;
  /** Own fields that the case does not keep under their name. */
  shown?: Readonly<Record<string, Shown<S>>>;
  clocks: {
    shipped: ClockUse<S>['shipped'];
    /** Context beside status, tier, team, person, service and urged, and the values that each may have. */
    context?(state: S): Context;
    /** Instants that people name, for targets that say `until`: null or undefined, nobody has. */
    instants?: Readonly<Record<string, (state: S) => Millis | null | undefined>>;
    /** The same of its parts, by kind: beside status, person and role. */
    parts?: { readonly [N in keyof K & string]?: PartClocks<S> };
    watches?: PolicyWords['fields'];
    terms?: PolicyWords['terms'];
  };
  words: ProcessWords<S['status'], keyof E & string> & PartWords<K>;
  open: OpenEvents;
  /** The tier of all its cases; absent: that of their place. */
  tier?: Tier;
  comesTo?(state: S): readonly string[];
  /** Exclusive things that it holds while it stands so: taken by the commit after which it does, or refused 'booked'. */
  holds?(state: S): readonly Hold[];
  shape: number;
  schemas?: Schemas;
};
// ── the same, where any process is meant
/** By kind: what it is called, and each of its statuses. */
export type AnyPartWords = Readonly<Record<string, { title: TwoWords; statuses: Readonly<Record<string, TwoWords>> }>>;
export type AnyWord = { type: string; data: object };
export type AnyCtx = Ctx & {
  after(words: readonly AnyWord[]): { state: Base; clocks: Clocks };
  ending(words: readonly AnyWord[], end: string | ((facts: object) => AnyWord), dueAt?: Millis): readonly AnyWord[];
};
type AnyTimed = {
  at: string | readonly string[];
  move:
    | string
    | {
        move(state: Base, ctx: AnyCtx, at: { due: readonly AnyWord[]; dueAt: Millis }): readonly AnyWord[] | null;
      }['move'];
};
type InstantOf = { instant(state: Base): Millis | null | undefined }['instant'];
type PartyOf = { party(state: Base): readonly string[] }['party'];
type OrganisationOf = { at(state: Base): OrgPath | undefined }['at'];
export type AnyFold = Fold<Base, object> | null | undefined;
type AnyIntake = { rule(data: object, state: Unopened, ctx: AnyCtx): readonly AnyWord[] }['rule'];
type AnyRule = { rule(data: object, state: Base, ctx: AnyCtx): readonly AnyWord[] }['rule'];
/** A definition of which the kernel knows that it is one; members are methods, so that each process's own fits. */
export type AnyDefinition = {
  key: string;
  lifecycle: AnyProcess['lifecycle'];
  parties?: Readonly<Record<string, PartyOf>>;
  keepsOut?: Readonly<Record<string, readonly string[] | undefined>>;
  staff?: readonly Role[];
  conceals?: { from: readonly Role[]; while(state: Base): boolean };
  organisations?: Readonly<Record<string, OrganisationOf>>;
  passedOn?: readonly string[];
  parts?: { kinds: Readonly<Record<string, PartKind>>; planned?(state: Base): readonly PlannedPart[] };
  work: {
    at: readonly string[];
    idle: string;
    urgeable?: readonly string[];
    vacant?(state: Base): Base;
    handedTo?(heir: string, place: Place): AnyWord;
  };
  create: AnyIntake;
  intakes?: Readonly<Record<string, AnyIntake>> | undefined;
  opened(data: object, at: Millis): Base;
  rules: Readonly<Record<string, string | AnyRule>>;
  leaves?: AnyRule;
  ends?: Readonly<Record<string, string | undefined>>;
  answersUrge?: readonly string[];
  folds: Readonly<Record<string, AnyFold>>;
  also?: Readonly<Record<string, AnyFold>>;
  blockers?(state: Base, ctx: BlockerCtx): Readonly<Record<string, Refusal | undefined>>;
  waitsForWords?(state: Base): boolean;
  answersWords?(state: Base): readonly AnyWord[];
  onDue?: Readonly<Record<string, AnyTimed>>;
  named?(state: Base): { at: Millis; move: AnyWord } | null;
  seats?(state: Base): Seats;
  reporters?(state: Base): readonly string[];
  approves?: AnyProcess['approves'];
  addresses?: readonly Role[];
  resolver?(state: Base): string | undefined;
  counts?(state: Base): Readonly<Record<string, number>>;
  frozen?(state: Base): Readonly<Record<string, number>>;
  tells: Readonly<Record<string, Told<Base, object> | undefined>>;
  handing?: readonly string[];
  follows?: Readonly<Record<string, React<Base, object> | undefined>>;
  next: Readonly<Record<string, readonly Next[] | Waiting<Base> | null>>;
  alsoNext?(state: Base): readonly (Next | Wait | PartNext)[];
  fields: FieldSpecs;
  shown?: Readonly<Record<string, Shown<Base>>>;
  clocks: {
    shipped: ClockUse<Base>['shipped'];
    context?(state: Base): Context;
    instants?: Readonly<Record<string, InstantOf>>;
    parts?: Readonly<Record<string, PartClocks<Base> | undefined>>;
    watches?: PolicyWords['fields'];
    terms?: PolicyWords['terms'];
  };
  words: ProcessWords<string, string> & { parts?: AnyPartWords | undefined };
  open: OpenEvents;
  tier?: Tier;
  comesTo?(state: Base): readonly string[];
  holds?(state: Base): readonly Hold[];
  shape: number;
  schemas?: Schemas;
};
