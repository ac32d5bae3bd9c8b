/** What a process is to the command loop, the store and the API, and by this one name the shapes that it is told in. */
import type { Role } from '../roles.ts';
import type { ClockDefinition, Context, Instants } from './clocks/clock-types.ts';
import type { FieldSpecs } from './own-fields.ts';
import type { Part, PartKind } from './part.ts';
import type { PolicyWords } from './pinned.ts';
import type { CaseState, CaseView } from './shapes/case.ts';
import type { Command, Ctx, Tick } from './shapes/command.ts';
import type { Effect } from './shapes/effect.ts';
import type { CaseEvent, DomainEvent, Hold } from './shapes/record.ts';
import type { AnyTransition, Refusal } from './shapes/row.ts';
import type { Millis, OrgPath, Templates } from './units.ts';

export type { Role } from '../roles.ts';
export type { ClockPins } from './clocks/clock-types.ts';
export type { Desk, PinHashes, PinnedPolicy, PinRefs, Pins, Place, PolicyWords } from './pinned.ts';
export type {
  CaseAnswer,
  CaseState,
  CaseView,
  KaseBody,
  Offer,
  PartOffer,
  StoredCase,
  StoredKase,
  Waited,
} from './shapes/case.ts';
export type { Actor, Command, CommandOf, CommandSpec, CommandTable, Ctx, Tick } from './shapes/command.ts';
export type { Audience, Effect } from './shapes/effect.ts';
export type {
  Booking,
  CaseEvent,
  ClockEvent,
  Commit,
  DomainEvent,
  EffectEvent,
  Head,
  Hold,
  KeyedEffect,
} from './shapes/record.ts';
export type { AnyTransition, Party, Refusal, Transition, Who } from './shapes/row.ts';
export type { FieldError, Grant, Millis, Mode, OrgPath, Tier } from './units.ts';

export type Decider<S, C extends Command, E extends DomainEvent> = {
  initialState: S;
  /** What stands in the way of a command that lifecycle and role allow: refused by guard, shown as `blocked`. */
  blockers(state: S, ctx: Omit<Ctx, 'key' | 'role' | 'facts' | 'partTo'>): Partial<Record<C['type'], Refusal>>;
  /** After guard (lifecycle, party, blockers); throws DomainError and nothing else. Reads nothing but its arguments. */
  decide(command: C | Tick, state: S, ctx: Ctx): E[];
  /** Never throws. */
  evolve(state: S, event: CaseEvent<E>): S;
};
/**
 * The definitions that a process ships (first version of its policy) and the context that clocks watch. Event name
 * without prefix = `type`, change of context = `set` (kernel/clocks/clocks.ts).
 */
export type ClockUse<S> = {
  shipped: Readonly<Record<string, ClockDefinition>>;
  context(state: S): Context;
  /** Instants that people named; absent: its clocks know none. */
  instants?(state: S): Instants;
  /** What clocks see of its parts, by id: those that are there. */
  ofParts?(
    state: S,
    ids: readonly string[],
  ): Readonly<Record<string, { kind: string; context: Context; instants: Instants }>>;
};

export type Reactions<S, E extends DomainEvent> = {
  // A method's type, so that a registry may hold processes of different events (parameters compare both ways).
  [K in E['type']]?: {
    react(event: CaseEvent<Extract<E, { type: K }>>, state: S, kase: Pick<CaseState<S>, 'caseId' | 'pins'>): Effect[];
  }['react'];
};

/** What access looks at; `resolver`: who gave the solution; `deskActs`: its reporter cannot act himself. */
export type SeenCase = Pick<CaseView, 'orgLine' | 'parties' | 'queue' | 'queueOrg' | 'concealed'> & {
  resolver?: string;
  deskActs?: true;
  /** Parties that the process declares, by name: who is each of them. */
  own?: Readonly<Record<string, readonly string[]>>;
  /** Other organisations that have to do with it, by the name that its process gives each. */
  others?: Readonly<Record<string, OrgPath>>;
};
/** The parts of the cases of a process. */
export type PartsUse<S> = {
  kinds: Readonly<Record<string, PartKind>>;
  /** Every part, those that nothing has touched included: of the plan in its order, then as they were made. */
  all(state: S): readonly Part[];
};
/** Words for its kinds of parts, by kind: its title, and each status. */
export type PartTemplates = Readonly<Record<string, { title: { zh: string; en: string }; statuses: Templates }>>;
/** Fields, or what they are for these data. */
export type OpenEvents = Readonly<Record<string, readonly string[] | ((data: object) => readonly string[])>>;

export type Process<
  S extends { status: string },
  C extends Command,
  E extends DomainEvent,
  V extends CaseView = CaseView,
> = {
  key: string;
  decider: Decider<S, C, E>;
  lifecycle: readonly AnyTransition[];
  /** Absent: its cases have no parts. */
  parts?: PartsUse<S>;
  /** Names of its own parties, and of other organisations that have to do with a case. */
  parties?: readonly string[];
  organisations?: readonly string[];
  /** It has parts or parties of its own: whom they name takes part, wherever he belongs. */
  involves?: true;
  /** Roles that take part in its cases beside those that do in all (kernel/people/who.ts). */
  staff?: readonly Role[];
  /** Roles that do not read a case of it while it is concealed. */
  conceals?: readonly Role[];
  clocks: ClockUse<S>;
  reactions: Reactions<S, E>;
  /** What access looks at, cheaper than the view; null before the first event. */
  seen(state: S): SeenCase | null;
  /** What lists and people see. Throws before the first event: there is nothing to show. */
  view(kase: CaseState<S>, at: Millis): V;
  /** What policies may say of it. */
  policy?: PolicyWords;
  /** What people are waited for with, and the clock that says until when. */
  next(state: S): readonly { command: string; clock: string | null }[];
  /** Statuses of an open case for which another case works. */
  elsewhere: readonly S['status'][];
  /** Roles that its reactions and waits speak to, beside those of its ladders. */
  addresses: readonly Role[];
  /** Its cases are approved: the parties that seats and stages of its policies may name, and those that vote nowhere. */
  approves?: { parties: readonly string[]; never: readonly string[] };
  /** Clock → the statuses, of the case or of the part that has it, in which its breach moves it. */
  timers: Readonly<Record<string, readonly string[]>>;
  /** What it shows beside the fields of every case. */
  fields: FieldSpecs;
  /** Texts of its notices by template, and words for its statuses, clocks and choices. */
  words: {
    templates: Templates;
    statuses: Templates;
    clocks: Templates;
    parts?: PartTemplates;
    /** By the path of a field of kind choice, words for each of its values. */
    choices: Readonly<Record<string, Templates>>;
  };
  /** Event (bare name) → fields of its data whose words its notices bring; and `event.field` → words for values of a list. */
  said?: Readonly<Record<string, readonly string[]>>;
  values?: Readonly<Record<string, Templates>>;
  /** Events that bring the case to somebody who has not read it: their notices carry the report, and a grave one cannot wait. */
  handing?: readonly string[];
  /** Event (bare name) → fields of its data that the requester's side sees; it sees no event that is not named. */
  open: OpenEvents;
  /** The earliest instant that a person named ('hold until'), beside what clocks say; null when none. */
  wakeAt?(state: S): Millis | null;
  /** Queues that it remembers and may come to again, beside its desks. */
  comesTo?(state: S): readonly string[];
  /** What it holds while it stands so; nothing once it has ended. A turn that would hold what another case does is refused 'booked'. */
  holds?(state: S): readonly Hold[];
  /** Raised by hand whenever its fold or its view gives another document for the same events. */
  shape: number;
  /** Event → present schema and the steps that bring older ones to it (kernel/record/shape.ts); absent: 1. */
  schemas?: Schemas;
};
/** By event, what brings data of schema 1, 2 … to the next one; so the present schema is their number and one. */
export type Schemas = Readonly<Record<string, readonly ((data: object) => object)[]>>;
/** A process of which only the common parts are looked at: registries, loop, store, API. */
export type AnyProcess = Process<{ status: string }, Command, DomainEvent>;
