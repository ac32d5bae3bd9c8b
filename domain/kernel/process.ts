/** The shapes that every process, the command loop, the store and the API share (docs/ARCHITECTURE.md). */
import type { z } from 'zod';
import type { ClockDefinition, ClockReading, Clocks, ClockShown, Context, Instants } from './clocks/clock-types.ts';
import type { FactNeeds, Facts } from './facts.ts';
import type { FieldSpecs } from './own-fields.ts';
import type { MovesAlong, NamedPart, NoParts, Part, PartKind, PartMove, PartParty, PartStatuses } from './part.ts';
import type { PinRefs, Pins, PolicyWords } from './pinned.ts';
import type { Removed } from '../items/returned.ts';
import type { Role } from '../roles.ts';
import type { Grant, Millis, Mode, OrgPath, Templates, Tier } from './units.ts';

export type { Role } from '../roles.ts';
export type { ClockPins } from './clocks/clock-types.ts';
export type { Desk, PinHashes, PinnedPolicy, PinRefs, Pins, Place, PolicyWords } from './pinned.ts';
export type { FieldError, Grant, Millis, Mode, OrgPath, Tier } from './units.ts';

// ── who and when
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

// ── commands and events
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

// ── the life of a case
export type Party =
  | 'requester'
  /** The reporter, or a colleague of the unit that reported. */
  | 'caller'
  /** The same, or who reported it later. */
  | 'reporter'
  | 'unit'
  | 'assignee'
  | 'queue-member'
  /** Who leads the team of its queue. */
  | 'queue-lead'
  | 'commander'
  | 'follower'
  /** Has or had one of its parts, or is a party that its process declares. */
  | 'involved'
  /** A supervisor of the highest tier that is staffed. */
  | 'top-supervisor'
  /** Who gave the solution. */
  | 'resolver'
  /** Whoever acts for a reporter who cannot: he has no account, or has left. */
  | 'stand-in';
/**
 * Holders of one of these roles; `as`: who beside stands so to the case, in each of these ways. `time` is time itself, always
 * alone: never an approval, a score, a risk accepted or a signature. `P`: parties, those that the process declares among them.
 */
export type Who<P extends string = Party> = {
  by: readonly (Role | 'system' | 'time')[];
  as?: P | PartParty | readonly (P | PartParty)[];
  /** Held at this other organisation of the case, by the name that its process gives it; where it has none nobody fits. */
  at?: string;
};
/**
 * A row of the lifecycle. A command may have several; those count whose `from` holds the case's status and whose `part` fits
 * the part that the command names, and none without `part` for a command that names one.
 */
export type Transition<
  St extends string,
  C extends string,
  P extends string = Party,
  Kinds extends PartStatuses = NoParts,
> = {
  command: C;
  from: readonly St[];
  /** Statuses that the command may lead to; the same list as `from` (or `=`) when it moves nothing. */
  to: readonly St[] | '=';
  /** Alternatives; the first that fits the actor is the role in which he acts. */
  who: readonly Who<P>[];
  /** Four eyes: none of these, whatever his role. */
  not?: readonly (P | PartParty)[];
  /** The part that it is about. */
  part?: NamedPart<Kinds>;
  also?: MovesAlong<Kinds>;
};
/** The same, where any process is meant. */
export type AnyTransition = {
  command: string;
  from: readonly string[];
  to: readonly string[] | '=';
  who: readonly Who<string>[];
  not?: readonly string[];
  part?: { kind: string } & PartMove;
  also?: Readonly<Record<string, readonly PartMove[] | undefined>>;
};
export type Refusal = { code: string; params?: Readonly<Record<string, unknown>> };
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

// ── what follows from an event: data, stored with it, carried out later under the key e:caseId:seq:n
/**
 * `of`: not all members of the queue but its lead or who is on call. `queue`: the holders at the organisation of that queue,
 * at `orgPath` only if it is unknown. `above`: the same word one organisation up.
 */
export type Audience =
  | { person: string }
  | { team: string; of?: 'lead' | 'oncall' | 'oncall-backup'; above?: true }
  | { role: Role; orgPath: OrgPath; queue?: string; above?: true };
export type Effect =
  /** `except`: who did it, and so hears nothing of it, though he is one of those addressed. */
  (
    | { kind: 'notify'; to: Audience; template: string; data: object; notBefore?: Millis; except?: string }
    | { kind: 'start'; process: string; data: object }
    /** `onward`: where the target was merged into another case, that one takes it; `ifOpen`: where it has ended, nothing is left to do. */
    | {
        kind: 'command';
        caseId: string;
        process: string;
        command: string;
        data: object;
        part?: string;
        onward?: true;
        ifOpen?: true;
      }
    /**
     * Something done outside, by a workflow of its own that is started once for each attempt and answers by `reportStep`. `action`:
     * of the register of actions; `limitMs`: so long an answer is waited for; `scripted`: what drills and rehearsals are answered
     * instead; `stop`: the one that was begun is to end.
     */
    | {
        kind: 'run';
        action: string;
        part: string;
        attempt: number;
        what: 'do' | 'undo';
        limitMs: Millis;
        scripted: 'done' | 'failed' | 'no-answer' | 'unknown';
        input?: object;
        stop?: true;
      }
    /**
     * A month's records are looked through, and packed when nothing is missing, by a workflow of its own, begun once for each attempt,
     * which answers by `noteCollected`, `noteChecked`, `notePackaged` or `noteStuck`. `step`: with what it begins; `scripted`: what
     * drills and rehearsals are answered instead.
     */
    | {
        kind: 'gather';
        attempt: number;
        step: 'collect' | 'check';
        month: string;
        scripted: 'clean' | 'gap' | 'broken';
      }
    /**
     * The figures of a period are folded and their cases listed, by a workflow of its own, begun once for each attempt, which answers
     * by `freeze` or `noteStuck`. `scripted`: what drills and rehearsals are answered instead.
     */
    | { kind: 'fold'; attempt: number; period: string; scripted: 'met' | 'missed' | 'empty' }
    /** What a case proposes for the next version of a register's entry becomes a draft of it. Of a live case alone. */
    | {
        kind: 'propose';
        scheme: string;
        lines: readonly { item: string; target?: number | undefined; weight?: number | undefined; reason: string }[];
      }
    /**
     * What organisations have of configuration items from now on, written into the register of items: by item, where. `back`: what
     * they had before this case. Of a live case alone: else nothing is written.
     */
    | {
        kind: 'install';
        at: Readonly<Record<string, readonly OrgPath[]>>;
        appVersion: string;
        back?: true;
      }
    /**
     * A part was taken out of a device: the register of returned parts has it under `id`, and the item that it was has the new serial
     * number. Of a live case alone.
     */
    | { kind: 'replace'; id: string; removed: Omit<Removed, 'workOrder' | 'removedAt'> }
    /**
     * A document of the case as its event left it (domain/documents), made aside; these are told where it lies once it is there, each
     * of one in his language. `side`: whose sight it is made of. `formats`: each gets it in all of these, of one version; absent: as PDF.
     * Of no rehearsal.
     */
    | {
        kind: 'document';
        document: string;
        side: 'inner' | 'outward';
        formats?: readonly ('pdf' | 'xlsx')[];
        to: readonly Audience[];
      }
  ) & {
    /** Comes back in `effectFailed` and `caseStarted`, so that nobody has to guess which of its effects that was. */
    ref?: object;
  };
export type Reactions<S, E extends DomainEvent> = {
  // A method's type, so that a registry may hold processes of different events (parameters compare both ways).
  [K in E['type']]?: {
    react(event: CaseEvent<Extract<E, { type: K }>>, state: S, kase: Pick<CaseState<S>, 'caseId' | 'pins'>): Effect[];
  }['react'];
};

/** Who is waited for with what; several parts of one command and addressee are one entry. */
export type Waited = {
  to: Audience;
  command: string;
  dueAt: Millis | null;
  /** Of a command about parts: the first by due instant; `count` says how many there are. */
  parts?: readonly string[];
  count?: number;
};

// ── what a case is while rules run, what MongoDB stores, what the API answers
export type CaseState<S> = {
  caseId: string;
  state: S;
  clocks: Clocks;
  pins: Pins;
  mode: Mode;
  seq: number;
  headHash: string;
  /** Instant of the newest commit; 0 before the first. */
  headAt: Millis;
};
/** One collection `cases` for all processes: what lists filter, sort and show. */
export type CaseView<St extends string = string> = {
  _id: string;
  process: string;
  mode: Mode;
  /** Seq of its newest event. */
  version: number;
  status: St;
  title: string;
  orgPath: OrgPath;
  /** orgPath and all above it, then those of its other organisations and of its parts: what lists filter on. */
  orgLine: readonly OrgPath[];
  parties: {
    /** Absent: a caller without an account. */
    requester?: string;
    unit: OrgPath;
    assignee?: string;
    commander?: string;
    followers?: readonly string[];
    /** Who reported the same later, the requester left out. */
    reporters?: readonly string[];
    /** Of a case with parts: who has one of them in hand, or a place that is passed on when he leaves. */
    hands?: readonly string[];
    /** Whoever has or had one of its parts, and the parties of its process: they read it, wherever they belong. */
    involved?: readonly string[];
  };
  queue?: string;
  /** The queue's organisation; its supervisors answer for the case. */
  queueOrg?: OrgPath;
  tier?: Tier;
  priority?: string;
  application?: string;
  /** Its tags as they are compared; never presented as it is. Absent: it has none. */
  tagKeys?: readonly string[];
  /** For now it is kept from roles that its process names (`Definition.conceals`); never presented as it is. */
  concealed?: true;
  /** Who must act next, by which command: 'my work' is a query on it. */
  waitsFor: readonly Waited[];
  readings: Readonly<Record<string, ClockReading>>;
  /** How many breaches a re-target or a change of priority took back; absent: none. */
  takenBack?: number;
  /** The next deadline of a promise that runs now; null when none does. */
  dueAt: Millis | null;
  nextWakeUp: Millis | null;
  openedAt: Millis;
  updatedAt: Millis;
  closedAt?: Millis;
  /** For the requester's side in place of the version, `updatedAt`, `counts.comments` and `counts.files` above; never presented as it is. */
  outward?: { version: number; updatedAt: Millis; comments: number; files?: number };
};
/** The case itself, as its document keeps it: one JSON text, so that it is signed without a canonical form. */
export type KaseBody<S = unknown> = Pick<CaseState<S>, 'state' | 'clocks' | 'seq' | 'headHash' | 'headAt'> & {
  pins: PinRefs;
  /** No effect below this seq was open at that head; a revive begins there. Null: none was. */
  effectsFrom: number | null;
};
/** For guard, verify and rebuild; never presented. Beside the text stands what queries ask for. */
export type StoredKase = {
  /** JSON of a KaseBody. */
  text: string;
  /** Of `caseId|text`. */
  mac: string;
  keyId: string;
  /** Of the code that folded it, see kernel/record/shape.ts: another one folds it anew from the commits. */
  shape: string;
  headHash: string;
  /** `sla:incident@2`, `calendar:cn-5x8@1`, `contract:dx-treasury@1`. */
  pinned: readonly string[];
  /** Queues that it may come to later. */
  comesTo: readonly string[];
  /** Clocks that run, and on which calendar's version. */
  running: readonly { clock: string; calendar: string | null }[];
};
export type StoredCase<V extends CaseView = CaseView> = V & { kase: StoredKase };
/** For this actor, now; never stored. `blocked`: his, but not now. */
export type Offer = { allowed: readonly string[]; blocked: readonly ({ command: string } & Refusal)[] };
/** What this actor may do with the parts of one kind and status. */
export type PartOffer = { kind: string; status: string; count: number } & Offer & {
    /** Parts for which it is otherwise. */
    except: Readonly<Record<string, Offer>>;
    /** How many more there are for which it is otherwise; absent: none. */
    more?: number;
  };
export type CaseAnswer<V extends CaseView = CaseView> = Omit<V, '_id'> & { number: string } & Offer & {
    /** Of a process with parts: the first of them, and what this actor may do with all; `next`: more lie behind that part. */
    parts?: { offers: readonly PartOffer[]; items: readonly Part[]; next: string | null };
    /** Clocks that have started, the most urgent first, as they stand at `serverNow`. */
    clocks?: readonly ClockShown[];
    /** What it promises by: policy and contract, `id@version`. */
    promise?: { policy: string; contract?: string };
    serverNow: Millis;
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
