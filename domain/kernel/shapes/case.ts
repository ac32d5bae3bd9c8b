/** What a case is while rules run, what MongoDB stores of it, what the API answers. */
import type { ClockReading, Clocks, ClockShown } from '../clocks/clock-types.ts';
import type { Part } from '../part.ts';
import type { PinRefs, Pins } from '../pinned.ts';
import type { Millis, Mode, OrgPath, Tier } from '../units.ts';
import type { Audience } from './effect.ts';
import type { Refusal } from './row.ts';

/** Who is waited for with what; several parts of one command and addressee are one entry. */
export type Waited = {
  to: Audience;
  command: string;
  dueAt: Millis | null;
  /** Of a command about parts: the first by due instant; `count` says how many there are. */
  parts?: readonly string[];
  count?: number;
};

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
