/** The columns of a file of items: what each is called, and its cell as a value and back. */
import { type ItemBody, type ItemRelation, ITEM_STATUSES } from '../../../domain/items/item.ts';
import type { FieldType, KindField } from '../../../domain/items/kinds.ts';
import { weekIn, weekText } from '../../../domain/items/window-text.ts';
import { folded } from '../../../domain/kernel/search/folded.ts';
import type { ItemTypes } from '../../../models/registers/items/item-types.ts';
import { instantsOfDays, isDate, wallClockSeconds } from '../../../platform/zones.ts';
import type { Lang } from '../../http/file.ts';

type Words = { zh: string; en: string };
/** An item as the schema of an edit takes it, and as a file changes it cell by cell. */
export type RawItem = Record<string, unknown>;
/** What a cell says: a value as the schema takes it, nothing, or none of its kind. */
export type CellValue = { value: unknown } | { fault: 'wrong-format'; format: string };

export type Base =
  | 'id'
  | 'name'
  | 'kind'
  | 'orgPath'
  | 'application'
  | 'status'
  | 'maintainers'
  | 'teams'
  | 'calendar'
  | 'window'
  | 'rtoMinutes'
  | 'retiresAt'
  | 'successor';
export type Column =
  | { is: 'base'; key: Base; title: Words }
  | { is: 'relation'; key: string; title: Words }
  | { is: 'field'; key: string; title: Words };

const base = (key: Base, zh: string, en: string): Column => ({ is: 'base', key, title: { zh, en } });
const BASES: readonly Column[] = [
  base('id', '编码', 'Code'),
  base('name', '名称', 'Name'),
  base('kind', '类别', 'Kind'),
  base('orgPath', '所属机构', 'Organisation'),
  base('application', '应用系统', 'Service'),
  base('status', '状态', 'Status'),
  base('maintainers', '维护人', 'Maintainers'),
  base('teams', '维护班组', 'Teams'),
  base('calendar', '维护窗口日历', 'Calendar of the window'),
  base('window', '维护窗口', 'Maintenance window'),
  base('rtoMinutes', '恢复时间目标（分钟）', 'Recovery time objective (min)'),
  base('retiresAt', '停用时间', 'Retires at'),
  base('successor', '接替配置项', 'Successor'),
];
export const statusWords: Readonly<Record<ItemBody['status'], Words>> = {
  planned: { zh: '计划中', en: 'planned' },
  'in-use': { zh: '在用', en: 'in use' },
  retired: { zh: '已停用', en: 'retired' },
};
/** Of the file of relations. */
export const RELATION_COLUMNS = [
  { key: 'from', title: { zh: '配置项', en: 'Item' } },
  { key: 'type', title: { zh: '关系', en: 'Relation' } },
  { key: 'to', title: { zh: '目标配置项', en: 'Target' } },
] as const;

/** All columns that a file may have: those of every item, the relations, and the fields of all kinds, each key once. */
export function columnsOf({ kinds, relations }: ItemTypes): Column[] {
  const fields = new Map<string, Words>();
  for (const kind of kinds.values())
    for (const { key, title } of kind.fields) if (!fields.has(key)) fields.set(key, title);
  return [
    ...BASES,
    ...[...relations].map(([key, { title }]): Column => ({ is: 'relation', key, title })),
    ...[...fields].map(([key, title]): Column => ({ is: 'field', key, title })),
  ];
}

/** The heading of each column: its title, with its key where another is called the same. */
export function headingsOf(columns: readonly Column[], lang: Lang): string[] {
  const count = new Map<string, number>();
  for (const { title } of columns) count.set(title[lang], (count.get(title[lang]) ?? 0) + 1);
  return columns.map(({ title, key }) => ((count.get(title[lang]) ?? 0) > 1 ? `${title[lang]} (${key})` : title[lang]));
}

/** Heading → column: titles of both languages as an export writes them, and keys. Of two that are called alike the first. */
export function columnByHeading(columns: readonly Column[]): (heading: string) => Column | undefined {
  const byName = new Map<string, Column>();
  const claim = (name: string, column: Column): void => {
    if (!byName.has(folded(name))) byName.set(folded(name), column);
  };
  for (const lang of ['zh', 'en'] as const)
    for (const [i, heading] of headingsOf(columns, lang).entries()) {
      const column = columns[i];
      if (column) claim(heading, column);
    }
  for (const column of columns) claim(column.key, column);
  return (heading) => byName.get(folded(heading));
}

const SEVERAL = /[;；,，、\s]+/u;
const listIn = (cell: string): string[] => cell.split(SEVERAL).filter((one) => one !== '');
const wrong = (format: string): CellValue => ({ fault: 'wrong-format', format });
const NUMBER = /^-?\d{1,15}(?:\.\d{1,6})?$/;
const [YES, NO] = [
  ['是', 'yes', 'true', '1'],
  ['否', 'no', 'false', '0'],
] as const;
const includes = (words: readonly string[], word: string): boolean => words.includes(word);
/** A day as spreadsheet programs write it, too. */
function dayIn(cell: string): string | null {
  const [, year, month = '', day = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(cell) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return year !== undefined && isDate(date) ? date : null;
}

/** A cell of a field of this type; one that is empty says nothing. */
export function fieldValue(type: FieldType, cell: string): CellValue {
  switch (type) {
    case 'whole':
    case 'amount':
      return NUMBER.test(cell.replaceAll(',', '')) ? { value: Number(cell.replaceAll(',', '')) } : wrong('number');
    case 'yes-no':
      if (includes(YES, folded(cell))) return { value: true };
      return includes(NO, folded(cell)) ? { value: false } : wrong('yes-no');
    case 'texts':
      return {
        value: cell
          .split(/[;；\n]/u)
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      };
    case 'day': {
      const date = dayIn(cell);
      return date === null ? wrong('date') : { value: date };
    }
    default:
      return { value: cell };
  }
}

type Reading = { types: ItemTypes; zone: string };
/** A cell of a column that every item has, but for the window, which lies in two: as its schema takes it, or refuses it. */
export function baseValue(key: Exclude<Base, 'calendar' | 'window'>, cell: string, { types, zone }: Reading): unknown {
  if (key === 'kind') return wordIn(types.kinds, cell);
  if (key === 'status') return statusIn(cell);
  if (key === 'maintainers' || key === 'teams') return listIn(cell);
  if (key === 'rtoMinutes') return /^\d{1,9}$/.test(cell) ? Number(cell) : cell; // else its schema refuses it
  if (key !== 'retiresAt') return cell;
  const date = dayIn(cell);
  return date === null ? cell : new Date(instantsOfDays(zone, date, date).from).toISOString();
}

/** The key that is meant by itself or by a title; what is neither stays as it is, and is refused as unknown. */
export const wordIn = (words: ReadonlyMap<string, { title: Words }>, cell: string): string =>
  [...words].find(([key, { title }]) => [key, title.zh, title.en].some((one) => folded(one) === folded(cell)))?.[0] ??
  cell;
const statusIn = (cell: string): string =>
  ITEM_STATUSES.find((one) => [one, statusWords[one].zh, statusWords[one].en].some((word) => word === folded(cell))) ??
  cell;

/** The week of a cell; null: it says none. */
export const windowIn = weekIn;
/** Targets of a relation. */
export const targetsIn = listIn;

/** The cells of one item under `columns`. */
export function cellsOf(
  item: ItemBody & { _id: string },
  columns: readonly Column[],
  { types, zone, lang }: Reading & { lang: Lang },
): string[] {
  const specs = new Map(types.kinds.get(item.kind)?.fields.map((spec) => [spec.key, spec]));
  return columns.map((column) => {
    if (column.is === 'relation') return targetsOf(item.relations, column.key).join('; ');
    if (column.is === 'field') return fieldText(item.fields[column.key], specs.get(column.key), lang);
    return baseText(item, column.key, { zone, lang });
  });
}

export const targetsOf = (relations: readonly ItemRelation[], type: string): string[] =>
  relations.filter((one) => one.type === type).map(({ to }) => to);

function fieldText(value: ItemBody['fields'][string] | undefined, spec: KindField | undefined, lang: Lang): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return (value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' })[lang];
  if (typeof value === 'object') return value.join('; ');
  return spec?.type === 'amount' && typeof value === 'number' ? value.toFixed(2) : String(value);
}

function baseText(item: ItemBody & { _id: string }, key: Base, { zone, lang }: { zone: string; lang: Lang }): string {
  switch (key) {
    case 'id':
      return item._id;
    case 'status':
      return statusWords[item.status][lang];
    case 'maintainers':
    case 'teams':
      return item[key].join('; ');
    case 'calendar':
      return item.maintenance?.calendar ?? '';
    case 'window':
      return item.maintenance?.week ? weekText(item.maintenance.week) : '';
    case 'retiresAt':
      return item.retiresAt === undefined ? '' : instantText(item.retiresAt, zone);
    case 'rtoMinutes':
      return item.rtoMinutes === undefined ? '' : String(item.rtoMinutes);
    default:
      return item[key] ?? '';
  }
}

/** A day where it is the first moment of one, else the instant: each is read again as what it was. */
function instantText(at: number, zone: string): string {
  const wall = wallClockSeconds(at, zone);
  const day = wall.slice(0, 10);
  return instantsOfDays(zone, day, day).from === at ? day : new Date(at).toISOString();
}
