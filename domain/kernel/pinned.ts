/** What a case is pinned to for its life: a policy, calendars and desks, by version. */
import type { ClockDefinition, Value } from './clocks/clock-types.ts';
import type { CalendarSnapshot } from './time/calendar-snapshot.ts';
import type { OrgPath, Tier } from './units.ts';

/** One version of a policy as a case runs on it. */
export type PinnedPolicy = {
  id: string;
  version: number;
  clocks: Readonly<Record<string, ClockDefinition>>;
  /** Named switches of the process ('reportAlways' …), so that a contract can differ without code. */
  terms: Readonly<Record<string, Value | number>>;
  /** Notice templates that this policy does not send; `*` means none at all is sent. */
  silent?: readonly string[];
};
/** `id@version` → the hash of what that version says (client/registers/pins.ts): the chain of the case holds it to that. */
export type PinHashes = Readonly<Record<string, string>>;
export type Desk = { orgPath: OrgPath; queue: string };
/** Where a case lies: a team's queue, its organisation and tier. */
export type Place = { queue: string; queueOrg: OrgPath; tier: Tier };
/** The registers' versions that a case runs on, whole: resolved from references where rules run, and stored nowhere. */
export type Pins = {
  /** Version of the decider's rules. */
  rules: number;
  /** Names that definitions use ('always', 'service', 'desk-L1' …) → `id@version`. */
  calendars: Readonly<Record<string, string>>;
  /** The contract that chose policy and calendars, `id@version`; absent: none did. */
  contract?: string;
  /** The snapshots behind those names, each once. */
  snapshots: Readonly<Record<string, CalendarSnapshot>>;
  sla: PinnedPolicy;
  /** Per tier the nearest organisation upward that staffs it, and its queue for the case's application. */
  desks: Partial<Record<Tier, Desk>>;
  /**
   * What later events pinned beside, by name: `approval` → `cab-normal@3#hash`. By reference here too: it is checked when pins are
   * resolved, and whoever needs what it says looks it up. Absent: nothing.
   */
  more?: Readonly<Record<string, string>>;
  /** Of policy and calendars; absent for a case that was opened before they were taken. */
  hashes?: PinHashes;
};
/** Pins by reference, `id@version`; in the created event and the stored case. */
export type PinRefs = {
  rules: number;
  sla: string;
  contract?: string;
  calendars: Pins['calendars'];
  desks: Pins['desks'];
  more?: NonNullable<Pins['more']>;
  hashes?: PinHashes;
};

/** The words that the policies of a process may use. */
export type PolicyWords = {
  /** Terms and what they take. */
  terms: Readonly<Record<string, 'boolean'>>;
  /** Bare names of the events that clocks may watch. */
  events: readonly string[];
  /** Fields of the context that clocks watch; with a list: it never has another value than these. */
  fields: Readonly<Record<string, 'any' | readonly Value[]>>;
  /** Instants that people name: what `until` may be. */
  instants?: readonly string[];
  /** The same of clocks that each part of a kind has. */
  parts?: Readonly<Record<string, { fields: PolicyWords['fields']; instants: readonly string[] }>>;
};
