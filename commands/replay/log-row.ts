/** A row of the log as the mapping reads it. */
import type { Millis, Tier } from '../../domain/kernel/process.ts';
import { shown } from '../../platform/files/shown.ts';
import { absentOf, type Column, namesOf } from './columns.ts';
import type { Mapping } from './mapping.ts';
import { LogError } from './open-log.ts';
import { timeReader } from './times.ts';

/** `place` is the row in the file, the header being 1 (XES: the event). */
export type RawRow =
  /** Cells of the columns asked for, in that order; undefined: the row, or the log, has none. */
  | { place: number; cells: readonly (string | undefined)[] }
  /** It cannot be read: why. */
  | { place: number; fault: string };
/** A status of the product that the log says. */
export type Meant = { status: string; reason: string | null };
export type LogRow = {
  caseId: string;
  at: Millis;
  /** Values of the order columns; null where missing. */
  order: readonly (number | string | null)[];
  place: number;
  openedAt: Millis | null;
  /** What the log says, for people. */
  said: string;
  /** null: the mapping does not name it, or names it as saying nothing (`silent`). */
  status: Meant | null;
  /** Statuses that the row takes after that one, at the same time. */
  further: readonly Meant[];
  silent: boolean;
  group: string | undefined;
  person: string | undefined;
  caller: string | undefined;
  tier: Tier | undefined;
  priority: string | undefined;
  impact: number | undefined;
  urgency: number | undefined;
};
/** What a file is asked for. */
export type Wanted = {
  columns: readonly string[];
  /** Names without which the mapping cannot be followed. */
  absent: (has: (name: string) => boolean) => string[];
};
/** `read` throws LogError with row and column; null: the mapping leaves the row out. */
export type RowReader = Wanted & { read(row: RawRow): LogRow | null };

/** `isTyped`: the file tells dates from text, and gives them in ISO 8601. */
export function rowReader(mapping: Mapping, { isTyped = false } = {}): RowReader {
  const wanted = columnsOf(mapping);
  const columns = namesOf(wanted);
  const { raw, known } = cellReader(mapping, columns);
  const { zone, format } = mapping.time;
  const timeOf = timeReader({ zone, format: isTyped && format ? [...format, 'iso'] : format });
  const [statusOf, tierOf, priorityOf] = [statusReader(mapping), tierReader(mapping), lookup(mapping.priority?.map)];
  const [impactOf, urgencyOf] = [degreeReader(mapping.impact), degreeReader(mapping.urgency)];
  const ignored = mapping.ignore.map(({ column, values }) => ({ column, values: new Set(values) }));
  const needed = (row: Cells, column: Column): string => {
    const value = known(row, column);
    if (value === undefined) throw new LogError(`row ${row.place}, column ${column.name}: missing`);
    return value;
  };
  const instant = (row: Cells, column: Column): Millis => {
    const text = needed(row, column);
    const at = timeOf(text);
    const why = (format?.length ?? 0) > 1 ? 'no time, or another one by each format' : 'no time';
    if (at === null) throw new LogError(`row ${row.place}, column ${column.name}: "${shown(text)}" is ${why}`);
    return at;
  };
  const { openedAt } = mapping;
  const read = (row: RawRow): LogRow | null => {
    if ('fault' in row) throw new LogError(`row ${row.place}: ${row.fault}`);
    if (ignored.some(({ column, values }) => values.has(raw(row, column) ?? ''))) return null;
    const said = raw(row, mapping.status.column) ?? '';
    return {
      caseId: needed(row, mapping.case),
      at: instant(row, mapping.time.column),
      order: mapping.order.map((column) => rankOf(known(row, column))),
      place: row.place,
      openedAt: openedAt === undefined || known(row, openedAt) === undefined ? null : instant(row, openedAt),
      said,
      ...statusOf(said),
      group: known(row, mapping.group),
      person: known(row, mapping.person),
      caller: known(row, mapping.caller),
      tier: tierOf(known(row, mapping.tier?.column)),
      priority: priorityOf(known(row, mapping.priority?.column)),
      impact: impactOf(known(row, mapping.impact?.column)),
      urgency: urgencyOf(known(row, mapping.urgency?.column)),
    };
  };
  return { columns, absent: (has) => absentOf(wanted, has), read };
}

type Cells = Extract<RawRow, { cells: unknown }>;
type CellReader = {
  /** As it stands there; columns joined by `+` give values joined by it. undefined: no such cell. */
  raw: (row: Cells, column: Column) => string | undefined;
  /** undefined also where the value says "not known". */
  known: (row: Cells, column: Column | undefined) => string | undefined;
};

function cellReader(mapping: Mapping, columns: readonly string[]): CellReader {
  const intern = interner();
  const missing = new Set(mapping.missing);
  const places = new Map(columns.map((name, place) => [name, place]));
  const at = ({ cells }: Cells, name: string): string | undefined => cells[places.get(name) ?? -1]?.trim();
  const raw: CellReader['raw'] = (row, { parts, whole }) => {
    const own = whole === undefined ? undefined : at(row, whole);
    if (own !== undefined) return intern(own);
    const values = parts.map((part) => at(row, part));
    if (values.every((value) => value === undefined)) return undefined;
    return intern(values.map((value) => value ?? '').join('+'));
  };
  const known: CellReader['known'] = (row, column) => {
    const value = column === undefined ? undefined : raw(row, column);
    return value === undefined || missing.has(value) ? undefined : value;
  };
  return { raw, known };
}

function statusReader({ status }: Mapping): (said: string) => Pick<LogRow, 'status' | 'further' | 'silent'> {
  const named = new Map(
    Object.entries(status.map).map(([said, all]) => {
      const [first = null, ...further] = all.map((one): Meant => ({ status: one.status, reason: one.reason ?? null }));
      return [said, { status: first, further, silent: first === null }];
    }),
  );
  const unnamed = { status: null, further: [], silent: false };
  return (said) => named.get(said) ?? unnamed;
}

function tierReader({ tier }: Mapping): (text: string | undefined) => Tier | undefined {
  const rules = (tier?.rules ?? []).map((rule) => ({ fits: matcherOf(rule.matches), tier: rule.tier }));
  return (text) => (text === undefined ? undefined : (rules.find(({ fits }) => fits(text))?.tier ?? tier?.default));
}

/** By own names alone: a log may say `constructor`. */
function lookup<T>(map: Readonly<Record<string, T>> = {}): (text: string | undefined) => T | undefined {
  const values = new Map(Object.entries(map));
  return (text) => (text === undefined ? undefined : values.get(text));
}

/** By the mapping's own words, else by the digit in front. */
const degreeReader = (degree: Mapping['impact']): ((text: string | undefined) => number | undefined) =>
  degree?.map ? lookup<number>(degree.map) : degreeOf;

function columnsOf({ time, status, tier, priority, impact, urgency, order, ignore, ...rest }: Mapping): Column[] {
  const first = [rest.case, time.column, status.column, rest.openedAt, ...order];
  const within = [tier, priority, impact, urgency, ...ignore].map((one) => one?.column);
  const all = [...first, rest.group, rest.person, rest.caller, ...within];
  return all.filter((column) => column !== undefined);
}

/** The same text once: a log repeats few values many times, and a slice would keep its whole chunk alive. */
function interner(): (text: string) => string {
  const seen = new Map<string, string>();
  return (text) => {
    const earlier = seen.get(text);
    if (earlier !== undefined) return earlier;
    const own = Buffer.from(text).toString();
    seen.set(own, own);
    return own;
  };
}

/** `^a`, `a$`, `^a$` or `a`: start, end, whole, anywhere. No user's regular expression ever runs. */
function matcherOf(pattern: string): (text: string) => boolean {
  const fromStart = pattern.startsWith('^');
  const toEnd = pattern.length > 1 && pattern.endsWith('$');
  const plain = pattern.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  if (fromStart && toEnd) return (text) => text === plain;
  if (fromStart) return (text) => text.startsWith(plain);
  return toEnd ? (text) => text.endsWith(plain) : (text) => text.includes(plain);
}

function rankOf(value: string | undefined): number | string | null {
  if (value === undefined) return null;
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

const degreeOf = (value: string | undefined): number | undefined =>
  /^[123](?!\d)/.test(value ?? '') ? Number(value?.[0]) : undefined;
