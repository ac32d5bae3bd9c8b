/** Files of items and relations as drafts: each line put onto what the register holds, cell by cell. */
import type { ItemBody, ItemRelation } from '../../../domain/items/item.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import type { ItemTypes } from '../../../models/registers/items/item-types.ts';
import { read } from '../../http/fields.ts';
import {
  baseValue,
  type Column,
  columnByHeading,
  columnsOf,
  fieldValue,
  type RawItem,
  RELATION_COLUMNS,
  targetsIn,
  windowIn,
  wordIn,
} from './item-columns.ts';
import { itemId } from './item-rows.ts';
import type { Place, Sheet, SheetFault } from './item-sheet.ts';

export type File = 'items' | 'relations';
/** `heading`: of its column; `value`: what stands in the cell. */
export type Fault = SheetFault & { file: File; heading?: string; value?: string };
/** An item as the files leave it, before it is judged. */
export type Draft = {
  id: string;
  line?: number;
  former: Item | null;
  raw: RawItem;
  /** First part of a pointer, or `fields/x`, or `relations/type` → the column of its cell. */
  columns: Map<string, number>;
  relations: ItemRelation[];
  /** Relations that the second file adds, by name → its line. */
  added: Map<string, number>;
  cells: readonly string[];
  faults: Fault[];
};

// ── the file of items
type Row = {
  id: string;
  line: number;
  cells: readonly string[];
  columns: readonly (Column | undefined)[];
  idAt: number;
};
export type Reading = { types: ItemTypes; zone: string };

export function itemRows({ headings, records }: Sheet, { types }: Reading, faults: Fault[]): Row[] {
  if (headings.length === 0) return [];
  const find = columnByHeading(columnsOf(types));
  const columns = headings.map(find);
  const met = new Set<string>();
  for (const [at, heading] of headings.entries()) {
    const column = columns[at];
    const place = { file: 'items', line: 1, column: at + 1, heading } as const;
    const name = column && `${column.is} ${column.key}`;
    if (!column && heading !== '') faults.push({ ...place, code: 'unknown-column' });
    if (name !== undefined && met.has(name)) faults.push({ ...place, code: 'named-twice' });
    if (name !== undefined) met.add(name);
  }
  const idAt = columns.findIndex((column) => column?.is === 'base' && column.key === 'id');
  if (idAt === -1) {
    faults.push({ file: 'items', line: 1, code: 'column-missing', params: { heading: '编码' } });
    return [];
  }
  return records.flatMap(({ row: line, cells }): Row[] => {
    const id = cells[idAt] ?? '';
    const wrong = read(itemId(), id).errors[0];
    if (!wrong) return [{ id, line, cells, columns, idAt }];
    faults.push({
      file: 'items',
      line,
      column: idAt + 1,
      heading: headings[idAt] ?? '',
      ...(id === '' ? faultOf({ pointer: '', code: 'required' }) : faultOf(wrong)),
      value: id,
    });
    return [];
  });
}
export const faultOf = ({ code, params }: FieldError) => ({ code, ...(params ? { params } : {}) });

type Adding = {
  drafts: Map<string, Draft>;
  stored: ReadonlyMap<string, Item>;
  sees: (item: Item) => boolean;
  faults: Fault[];
};

export function addDraft(row: Row, { drafts, stored, sees, reading, faults }: Adding & { reading: Reading }): void {
  const { id, line, cells, columns, idAt } = row;
  const place = { file: 'items', line, column: idAt + 1, value: id } as const;
  const earlier = drafts.get(id);
  if (earlier) return void faults.push({ ...place, code: 'named-twice', params: { line: earlier.line } });
  const former = stored.get(id) ?? null;
  if (former && !sees(former)) return void faults.push({ ...place, code: 'not-unique' });
  const draft = draftOf(id, former, { line, cells });
  drafts.set(id, draft);
  const surplus = cells.findIndex((cell, at) => at >= columns.length && cell !== '');
  if (surplus !== -1)
    draft.faults.push({ file: 'items', line, column: surplus + 1, code: 'no-heading', value: cells[surplus] ?? '' });
  for (const [at, column] of columns.entries()) if (column) take(draft, column, { at, cell: cells[at] ?? '' }, reading);
  closeWindow(draft);
}

function draftOf(id: string, former: Item | null, of: { line?: number; cells?: readonly string[] } = {}): Draft {
  const { cells = [], ...rest } = of;
  return {
    id,
    ...rest,
    former,
    raw: former ? rawOf(former) : { fields: {} },
    columns: new Map(),
    relations: [...(former?.relations ?? [])],
    added: new Map(),
    cells,
    faults: [],
  };
}

/** As an edit would send it. */
function rawOf(item: Item): RawItem {
  const { retiresAt, ...rest } = bodyOf(item);
  return { ...rest, ...(retiresAt === undefined ? {} : { retiresAt: new Date(retiresAt).toISOString() }) };
}
/** What people say of a stored item. */
export const bodyOf = (item: Item): ItemBody => {
  const { name, kind, orgPath, application, maintainers, teams, maintenance, status, retiresAt, successor } = item;
  const body = { name, kind, orgPath, application, maintainers, teams, maintenance, status, retiresAt, successor };
  return { ...body, rtoMinutes: item.rtoMinutes, fields: item.fields, relations: item.relations };
};

type Cell = { at: number; cell: string };
/** An empty cell takes away what stood there; a column that is not in the file leaves it. */
function take(draft: Draft, column: Column, { at, cell }: Cell, reading: Reading): void {
  const { raw, columns } = draft;
  if (column.is === 'relation') {
    columns.set(`relations/${column.key}`, at + 1);
    const others = draft.relations.filter(({ type }) => type !== column.key);
    const own = targetsIn(cell).map((to) => ({ type: column.key, to }));
    draft.relations = [...others, ...own];
    return;
  }
  if (column.is === 'field') return takeField(draft, column.key, { at, cell }, reading);
  const { key } = column;
  columns.set(key, at + 1);
  if (key === 'id') return;
  if (cell === '') {
    raw[key] = undefined;
    return;
  }
  if (key === 'calendar' || key === 'window') {
    raw[key] = cell;
    return;
  }
  raw[key] = baseValue(key, cell, reading);
}

function takeField(draft: Draft, key: string, { at, cell }: Cell, { types }: Reading): void {
  const { raw, columns } = draft;
  columns.set(`fields/${key}`, at + 1);
  const rest = Object.fromEntries(Object.entries(fieldsIn(raw)).filter(([name]) => name !== key));
  raw['fields'] = rest;
  if (cell === '') return;
  const kind = types.kinds.get(typeof raw['kind'] === 'string' ? raw['kind'] : '');
  const spec = kind?.fields.find((one) => one.key === key);
  if (!spec) {
    raw['fields'] = { ...rest, [key]: cell }; // refused by its kind, with its place
    return;
  }
  const value = fieldValue(spec.type, cell);
  if ('value' in value) raw['fields'] = { ...rest, [key]: value.value };
  else draft.faults.push(placed(draft, `/fields/${key}`, { code: value.fault, params: { format: value.format } }));
}

const fieldsIn = (raw: RawItem): object =>
  typeof raw['fields'] === 'object' && raw['fields'] !== null ? raw['fields'] : {};

/** The window lies in two columns: a calendar, and the week, which needs one. */
function closeWindow(draft: Draft): void {
  const { raw, columns } = draft;
  const { calendar: calendarCell, window: weekCell, maintenance, ...rest } = raw;
  const former = draft.former?.maintenance;
  const calendar = columns.has('calendar') ? calendarCell : former?.calendar;
  const told = columns.has('window') ? weekCell : undefined;
  const week = typeof told === 'string' ? windowIn(told) : columns.has('window') ? undefined : former?.week;
  draft.raw = rest;
  if (!columns.has('calendar') && !columns.has('window')) {
    if (maintenance !== undefined) draft.raw['maintenance'] = maintenance;
    return;
  }
  if (week === null)
    draft.faults.push(placed(draft, '/window', { code: 'wrong-format', params: { format: 'window' } }));
  if (calendar === undefined && week) draft.faults.push(placed(draft, '/calendar', { code: 'required' }));
  if (calendar !== undefined) draft.raw['maintenance'] = { calendar, ...(week ? { week } : {}) };
}

// ── the file of relations
type Link = {
  from: string;
  type: string;
  to: string;
  line: number;
  columns: Readonly<Record<'from' | 'type' | 'to', number>>;
};

export function relationRows({ headings, records }: Sheet, types: ItemTypes, faults: Fault[]): Link[] {
  if (headings.length === 0) return [];
  const at = (key: 'from' | 'type' | 'to'): number => {
    const title = RELATION_COLUMNS.find((one) => one.key === key)?.title;
    return headings.findIndex((heading) =>
      [key, title?.zh, title?.en].some((one) => one?.toLowerCase() === heading.toLowerCase()),
    );
  };
  const [from, type, to] = [at('from'), at('type'), at('to')];
  const missing = RELATION_COLUMNS.filter(({ key }) => at(key) === -1);
  for (const { title } of missing)
    faults.push({ file: 'relations', line: 1, code: 'column-missing', params: { heading: title.zh } });
  if (missing.length > 0) return [];
  const columns = { from: from + 1, type: type + 1, to: to + 1 };
  return records.flatMap(({ row: line, cells }) => {
    const empty = (
      [
        ['from', from],
        ['type', type],
        ['to', to],
      ] as const
    ).filter(([, index]) => (cells[index] ?? '') === '');
    for (const [, index] of empty)
      faults.push({ file: 'relations', line, column: index + 1, heading: headings[index] ?? '', code: 'required' });
    if (empty.length > 0) return [];
    return [
      { from: cells[from] ?? '', type: wordIn(types.relations, cells[type] ?? ''), to: cells[to] ?? '', line, columns },
    ];
  });
}

export function addLink({ from, type, to, line, columns }: Link, { drafts, stored, sees, faults }: Adding): void {
  const former = stored.get(from) ?? null;
  const draft = drafts.get(from) ?? (former && sees(former) ? draftOf(from, former) : undefined);
  if (!draft) return void faults.push({ file: 'relations', line, column: columns.from, code: 'unknown', value: from });
  drafts.set(from, draft);
  const name = nameOf({ type, to });
  if (draft.added.has(name)) {
    const earlier = draft.added.get(name);
    return void faults.push({
      file: 'relations',
      line,
      column: columns.to,
      code: 'named-twice',
      value: to,
      params: { line: earlier },
    });
  }
  draft.added.set(name, line);
  draft.columns.set('link/type', columns.type).set('link/to', columns.to);
  if (!draft.relations.some((one) => nameOf(one) === name)) draft.relations.push({ type, to });
}

export const nameOf = ({ type, to }: ItemRelation): string => `${type} ${to}`;

/** Where in the file of items a fault lies: its cell, else the line. */
export function placed(
  { line = 1, columns, cells }: Draft,
  pointer: string,
  fault: Omit<SheetFault, keyof Place>,
): Fault {
  const [, first = '', second = '', third] = pointer.split('/');
  const within = first === 'maintenance' ? (second === 'week' ? 'window' : 'calendar') : first;
  const column = columns.get(`${first}/${second}`) ?? columns.get(within);
  const value = column === undefined ? undefined : cells[column - 1];
  return {
    file: 'items',
    line,
    ...(column === undefined ? { params: { field: third === undefined ? pointer.slice(1) : first } } : { column }),
    ...fault,
    ...(value === undefined || value === '' ? {} : { value }),
  };
}
