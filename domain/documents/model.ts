/**
 * A document 文档 of a case: what a process says of its kinds, each a pure function from the case and its events to blocks. One
 * model for both languages; names and clocks are looked up where it is laid out (laid.ts).
 */
import type { Checklist } from '../inspection/checklist.ts';
import type { CaseEvent, CaseView, Mode, Refusal } from '../kernel/process.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';
import type { NamedKind, Words } from '../notice-words.ts';
import type { NumberCell } from './printed.ts';

/** Kinds of keys that have a name; the latter two are words of registers. */
export type NamedKey = NamedKind | 'category' | 'cause-code';
export type Value =
  | Words
  /** As somebody wrote it: the same in both languages. */
  | { text: string }
  /** Likewise, and reckoned with in a workbook. */
  | NumberCell
  | { at: Millis }
  | { from: Millis; until: Millis }
  | { lengthMs: Millis }
  /** What a key is called; without a name it stays as it is. */
  | { named: NamedKey; key: string }
  | { all: readonly Value[] }
  /** Each on a line of its own. */
  | { lines: readonly Value[] }
  | { label: Words; value: Value };

export type Fact = readonly [label: Words, value: Value];
/** `share`: of the width, against those of the other columns. */
export type Column = { title: Words; share: number };
export type Block =
  | { is: 'facts'; rows: readonly Fact[] }
  | { is: 'text'; text: Value }
  | { is: 'table'; columns: readonly Column[]; rows: readonly (readonly Value[])[] }
  /** To be signed by hand on paper; `name`: who is to. */
  | { is: 'signatures'; boxes: readonly { title: Words; name?: Value }[] };

/**
 * For whom it is made: `inner` for those who work on the case or watch over the work, `outward` for the requester's side, which is
 * shown nothing that it does not see of the case itself.
 */
export type Side = 'inner' | 'outward';
export const SIDES = ['inner', 'outward'] as const satisfies readonly Side[];

/** A meeting of a board as its minutes need it. */
export type MetAt = {
  name: string;
  board: OrgPath;
  from: Millis;
  until: Millis;
  place?: string | undefined;
  chair: string;
  secretary?: string | undefined;
  attended?: readonly string[] | undefined;
};
/** The case in one of its versions. */
export type SeenCase<S = object> = {
  side: Side;
  view: CaseView;
  state: S;
  mode: Mode;
  /** Up to that version, oldest first, all of them or those that the requester's side sees, each with the fields that it sees. */
  events: readonly CaseEvent[];
  /** Meetings in which it was decided on, by id. */
  meetings: ReadonlyMap<string, MetAt>;
  /** The version of the checklist by which it is inspected; null: it is inspected by none. */
  checklist: Checklist | null;
};

/** One kind of document, as a process declares it (`domain/<process>/documents.ts`). */
export type DocumentKind<S = object> = {
  /** [a-z-]{1,40}, once among all processes. */
  key: string;
  process: string;
  title: Words;
  sides: readonly Side[];
  /** Why there is none of a case that stands so; null where there is one. Throws nothing. */
  unready(state: S): Refusal | null;
  /** What it may say, in the order in which it does unless a template says otherwise; null: there is nothing to say. Throws nothing. */
  blocks: Readonly<Record<string, { title: Words; of(seen: SeenCase<S>): Block | null }>>;
};

/** So many rows a table has at most: a case may have thousands of events, and whoever wants them all exports its record. */
export const MOST_ROWS = 400;

/** A table, or nothing where it has no rows; of too many the first, and how many there are more. Throws nothing. */
export function tableOf(columns: readonly Column[], rows: readonly (readonly Value[])[]): Block | null {
  if (rows.length === 0) return null;
  const left = rows.length - MOST_ROWS;
  const more: Words = { zh: `其余 ${left} 行见工单记录`, en: `${left} more rows: see the record of the case` };
  return { is: 'table', columns, rows: left > 0 ? [...rows.slice(0, MOST_ROWS), [more]] : rows };
}

/** Facts without those that have no value; nothing where none has. Throws nothing. */
export function factsOf(rows: readonly (readonly [Words, Value | undefined])[]): Block | null {
  const told = rows.flatMap(([label, value]): Fact[] => (value === undefined ? [] : [[label, value]]));
  return told.length > 0 ? { is: 'facts', rows: told } : null;
}

/** Of a field that may be absent. */
export const said = (text: string | undefined): Value | undefined => (text === undefined ? undefined : { text });
export const namedAs = (named: NamedKey, key: string | undefined): Value | undefined =>
  key === undefined ? undefined : { named, key };
export const instantOf = (at: Millis | null | undefined): Value | undefined =>
  at === undefined || at === null ? undefined : { at };
export const wordsOf = (zh: string, en: string): Words => ({ zh, en });
/** What an event is called within its process: `held` of `incident.held`. */
export const eventName = ({ type }: Pick<CaseEvent, 'type'>): string => type.slice(type.indexOf('.') + 1);
/** A person by his id, printed under his name. */
export const person = (key: string): Value => ({ named: 'person', key });
/** What an event says in words under `field`; undefined where it says none, or there is no event. Throws nothing. */
export function textIn(event: Pick<CaseEvent, 'data'> | undefined, field: string): string | undefined {
  const value = new Map<string, unknown>(Object.entries(event?.data ?? {})).get(field);
  return typeof value === 'string' ? value : undefined;
}
/** An empty cell. */
export const BLANK: Value = { text: '' };
