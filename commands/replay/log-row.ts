/** A row of the log as the mapping reads it. */
import type { Millis, Tier } from '../../domain/kernel/process.ts';
import type { Mapping } from './mapping.ts';
import { LogError } from './open-log.ts';
import { timeReader } from './times.ts';

/** Cells of the columns asked for, in that order; `place` is the row in the file, the header being 1 (XES: the event). */
export type RawRow = { place: number; cells: readonly (string | undefined)[] };
export type LogRow = {
  caseId: string;
  at: Millis;
  /** Values of the order columns; null where missing. */
  order: readonly (number | string | null)[];
  place: number;
  openedAt: Millis | null;
  /** What the log says, for people. */
  said: string;
  /** null: the mapping does not name it. */
  status: { status: string; reason: string | null } | null;
  group: string | undefined;
  person: string | undefined;
  caller: string | undefined;
  tier: Tier | undefined;
  priority: string | undefined;
  impact: number | undefined;
  urgency: number | undefined;
};
export type RowReader = { columns: readonly string[]; read(row: RawRow): LogRow };

/** The columns that `mapping` needs, each once, and how a row of them is read. `read` throws LogError with row and column. */
export function rowReader(mapping: Mapping): RowReader {
  const columns = columnsOf(mapping);
  const { raw, known } = cellReader(mapping, columns);
  const timeOf = timeReader(mapping.time);
  const statusOf = statusReader(mapping);
  const tierOf = tierReader(mapping);
  const needed = (row: RawRow, column: string): string => {
    const value = known(row, column);
    if (value === undefined) throw new LogError(`row ${row.place}, column ${column}: missing`);
    return value;
  };
  const instant = (row: RawRow, column: string): Millis => {
    const text = needed(row, column);
    const at = timeOf(text);
    if (at === null) throw new LogError(`row ${row.place}, column ${column}: ${JSON.stringify(text)} is no time`);
    return at;
  };
  const { openedAt } = mapping;
  const read = (row: RawRow): LogRow => {
    const said = raw(row, mapping.status.column) ?? '';
    return {
      caseId: needed(row, mapping.case),
      at: instant(row, mapping.time.column),
      order: mapping.order.map((column) => rankOf(known(row, column))),
      place: row.place,
      openedAt: openedAt === undefined || known(row, openedAt) === undefined ? null : instant(row, openedAt),
      said,
      status: statusOf(said),
      group: known(row, mapping.group),
      person: known(row, mapping.person),
      caller: known(row, mapping.caller),
      tier: tierOf(known(row, mapping.tier?.column)),
      priority: mapping.priority?.map[known(row, mapping.priority.column) ?? ''],
      impact: degreeOf(known(row, mapping.impact)),
      urgency: degreeOf(known(row, mapping.urgency)),
    };
  };
  return { columns, read };
}

type Cells = {
  /** As it stands there; columns joined by `+` give values joined by it. undefined: no such cell. */
  raw: (row: RawRow, column: string) => string | undefined;
  /** undefined also where the value says "not known". */
  known: (row: RawRow, column: string | undefined) => string | undefined;
};

function cellReader(mapping: Mapping, columns: readonly string[]): Cells {
  const intern = interner();
  const missing = new Set(mapping.missing);
  const places = new Map<string, number[]>();
  const placesOf = (column: string): number[] => {
    const known = places.get(column) ?? partsOf(column).map((part) => columns.indexOf(part));
    places.set(column, known);
    return known;
  };
  const raw: Cells['raw'] = ({ cells }, column) => {
    const values = placesOf(column).map((place) => cells[place]?.trim());
    if (values.every((value) => value === undefined)) return undefined;
    return intern(values.map((value) => value ?? '').join('+'));
  };
  const known: Cells['known'] = (row, column) => {
    const value = column === undefined ? undefined : raw(row, column);
    return value === undefined || missing.has(value) ? undefined : value;
  };
  return { raw, known };
}

function statusReader({ status }: Mapping): (said: string) => LogRow['status'] {
  const named = new Map(
    Object.entries(status.map).map(([said, meant]) => [
      said,
      typeof meant === 'string'
        ? { status: meant, reason: null }
        : { status: meant.status, reason: meant.reason ?? null },
    ]),
  );
  return (said) => named.get(said) ?? null;
}

function tierReader({ tier }: Mapping): (text: string | undefined) => Tier | undefined {
  const rules = (tier?.rules ?? []).map((rule) => ({ fits: matcherOf(rule.matches), tier: rule.tier }));
  return (text) => (text === undefined ? undefined : (rules.find(({ fits }) => fits(text))?.tier ?? tier?.default));
}

/** `a+b` names two columns whose values are joined by the same sign. */
const partsOf = (column: string): string[] => column.split('+').filter((part) => part !== '');

function columnsOf({ time, status, tier, priority, order, ...rest }: Mapping): string[] {
  const single = [rest.case, rest.openedAt, rest.group, rest.person, rest.caller, rest.impact, rest.urgency, ...order];
  const all = [...single, time.column, status.column, tier?.column, priority?.column];
  return [...new Set(all.flatMap((column) => (column === undefined ? [] : partsOf(column))))];
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
