/** People as rows of a file: what its columns are called, a person as cells, and cells back as what an edit takes. */
import { folded } from '../../../domain/kernel/search/folded.ts';
import { isRole, type Role, roles } from '../../../domain/roles.ts';
import type { Person } from '../../../models/registers/person.ts';
import type { Lang } from '../../http/file.ts';
import type { Sheet, SheetFault } from '../items/item-sheet.ts';

type Words = { zh: string; en: string };
export type PersonColumn = 'id' | 'name' | 'unit' | 'grants' | 'teams' | 'locale' | 'zone' | 'phone' | 'email';
export const PERSON_COLUMNS: Readonly<Record<PersonColumn, Words>> = {
  id: { zh: '账号', en: 'Account' },
  name: { zh: '姓名', en: 'Name' },
  unit: { zh: '所在机构', en: 'Unit' },
  grants: { zh: '角色', en: 'Roles' },
  teams: { zh: '团队', en: 'Teams' },
  locale: { zh: '语言', en: 'Language' },
  zone: { zh: '时区', en: 'Time zone' },
  phone: { zh: '电话', en: 'Phone' },
  email: { zh: '邮箱', en: 'E-mail' },
};
const isColumn = (word: string): word is PersonColumn => Object.hasOwn(PERSON_COLUMNS, word);
export const COLUMN_KEYS = Object.keys(PERSON_COLUMNS).filter(isColumn);

/** Beside its place: what stands in the cell. */
export type RowFault = SheetFault & { heading?: string; value?: string };
/** One line: the fields that its columns say, as far as they can be read. */
export type PersonRow = {
  line: number;
  id: string;
  body: Readonly<Record<string, unknown>>;
  faults: readonly RowFault[];
};
export type PeopleRead = {
  rows: readonly PersonRow[];
  /** Column of the file, from 1, by field. */
  columns: ReadonlyMap<string, { column: number; heading: string }>;
  faults: readonly RowFault[];
};

export const headingsIn = (lang: Lang): string[] => COLUMN_KEYS.map((key) => PERSON_COLUMNS[key][lang]);

/** `engineer@/dx/donghu; …`, which an import takes again. */
export function personCells(person: Person, seesContact: boolean): string[] {
  const { _id, name, unit, grants, teams, locale, zone = '', phone = '', email = '' } = person;
  const held = grants.map(({ role, orgPath }) => `${role}@${orgPath}`).join('; ');
  return [_id, name, unit, held, teams.join('; '), locale, zone, ...(seesContact ? [phone, email] : ['', ''])];
}

/** The headings are titles in either language, or keys; an unknown one is a fault, since nothing of it would be taken. */
export function peopleIn({ headings, records, faults }: Sheet): PeopleRead {
  const columns = new Map<string, { column: number; heading: string }>();
  const wrong: RowFault[] = [...faults];
  for (const [at, heading] of headings.entries()) {
    const key = columnOf(heading);
    const place = { line: 1, column: at + 1, heading };
    if (key === undefined) wrong.push({ ...place, code: 'unknown-column' });
    else if (columns.has(key)) wrong.push({ ...place, code: 'named-twice' });
    else columns.set(key, { column: at + 1, heading });
  }
  if (headings.length > 0 && !columns.has('id'))
    wrong.push({ line: 1, code: 'column-missing', params: { heading: PERSON_COLUMNS.id.zh } });
  const seen = new Set<string>();
  const rows = records.map(({ row, cells }) => {
    const cellOf = (key: PersonColumn): string | undefined => {
      const found = columns.get(key);
      return found && (cells[found.column - 1] ?? '');
    };
    const id = cellOf('id') ?? '';
    const own: RowFault[] = seen.has(id)
      ? [{ line: row, ...placeOf(columns, 'id'), value: id, code: 'named-twice' }]
      : [];
    seen.add(id);
    const { body, faults: bad } = bodyOf(cellOf);
    return {
      line: row,
      id,
      body,
      faults: [
        ...own,
        ...bad.map((one) => ({ line: row, ...placeOf(columns, one.field), value: one.value, code: one.code })),
      ],
    };
  });
  return { rows, columns, faults: wrong };
}

export const placeOf = (columns: PeopleRead['columns'], field: string): { column?: number; heading?: string } =>
  columns.get(field) ?? {};

function columnOf(heading: string): PersonColumn | undefined {
  const word = folded(heading);
  return COLUMN_KEYS.find(
    (key) =>
      folded(key) === word || [PERSON_COLUMNS[key].zh, PERSON_COLUMNS[key].en].some((one) => folded(one) === word),
  );
}

type Bad = { field: PersonColumn; value: string; code: string };
const several = (cell: string): string[] =>
  cell
    .split(/[;；,，、\n]/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Columns that the file lacks say nothing; an empty cell takes away what may be taken away. */
function bodyOf(cellOf: (key: PersonColumn) => string | undefined): { body: Record<string, unknown>; faults: Bad[] } {
  const faults: Bad[] = [];
  const body: Record<string, unknown> = {};
  for (const key of ['name', 'unit', 'locale', 'zone', 'phone', 'email'] as const) {
    const cell = cellOf(key);
    if (cell !== undefined) body[key] = cell === '' ? undefined : key === 'locale' ? localeOf(cell) : cell;
  }
  const teams = cellOf('teams');
  if (teams !== undefined) body['teams'] = several(teams);
  const grants = cellOf('grants');
  if (grants !== undefined)
    body['grants'] = several(grants).flatMap((value) => {
      const [word = '', at] = value.split('@').map((one) => one.trim());
      const role = roleOf(word);
      const orgPath = at ?? cellOf('unit') ?? '';
      if (role === undefined) faults.push({ field: 'grants', value, code: 'unknown-role' });
      return role === undefined ? [] : [{ role, orgPath }];
    });
  return { body, faults };
}

const LANGUAGES: Readonly<Record<string, string>> = { 中文: 'zh', chinese: 'zh', 英文: 'en', english: 'en' };
const localeOf = (cell: string): string => LANGUAGES[folded(cell)] ?? cell;

function roleOf(word: string): Role | undefined {
  if (isRole(word)) return word;
  const said = folded(word);
  return Object.keys(roles)
    .filter(isRole)
    .find((role) => [roles[role].title.zh, roles[role].title.en].some((one) => folded(one) === said));
}
