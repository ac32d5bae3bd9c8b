/** The columns of an export: what every case has, then what processes say of their own fields, each key with its word beside it. */
import type { Directory } from '../../client/registers/directory.ts';
import { processOf } from '../../domain/catalogue.ts';
import type { ClockReading } from '../../domain/kernel/clocks/clock-types.ts';
import type { FieldSpec } from '../../domain/kernel/own-fields.ts';
import type { CaseView } from '../../domain/kernel/process.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { wallClockSeconds } from '../../platform/zones.ts';
import type { Lang } from '../http/file.ts';

type Words = { zh: string; en: string };
/** What is read beside the case: names by key, in the language of the file. */
export type Names = {
  lang: Lang;
  zone: string;
  person(id: string): Promise<string | undefined>;
  team(key: string): Promise<string | undefined>;
  unit(path: string): Promise<string | undefined>;
  word(register: 'application' | 'category' | 'cause-code', key: string): Promise<string | undefined>;
};
export type Column = {
  head: Words;
  /** Its head names the zone. */
  instant?: true;
  of: (view: CaseView, names: Names) => unknown;
};

const field = (view: CaseView, name: string): unknown => Object.entries(view).find(([own]) => own === name)?.[1];
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const plain = (zh: string, en: string, of: (view: CaseView) => unknown): Column => ({ head: { zh, en }, of });
const instant = (zh: string, en: string, of: (view: CaseView) => number | null | undefined): Column => ({
  head: { zh, en },
  instant: true,
  of: (view, { zone }) => {
    const at = of(view);
    return typeof at === 'number' ? wallClockSeconds(at, zone) : undefined;
  },
});
/** The column of a key, and the one of its word. */
const withWord = (
  [zh, en]: readonly [string, string],
  of: (view: CaseView) => unknown,
  word: (key: string, names: Names, view: CaseView) => Promise<string | undefined> | string | undefined,
): Column[] => [
  plain(zh, en, of),
  {
    head: { zh: `${zh}（名称）`, en: `${en} (name)` },
    of: async (view, names) => {
      const key = textOf(of(view));
      return key === undefined ? undefined : await word(key, names, view);
    },
  },
];

const before: readonly Column[] = [
  plain('编号', 'Number', ({ _id }) => _id),
  ...withWord(
    ['流程', 'Process'],
    ({ process }) => process,
    (key, { lang }) => Object.entries(processes).find(([name]) => name === key)?.[1].title[lang],
  ),
  ...withWord(
    ['状态', 'Status'],
    ({ status }) => status,
    (key, { lang }, { process }) => processOf(process).words.statuses[key]?.[lang],
  ),
  plain('优先级', 'Priority', ({ priority }) => priority),
  plain('标题', 'Title', ({ title }) => title),
  ...withWord(
    ['单位', 'Unit'],
    ({ orgPath }) => orgPath,
    (path, names) => names.unit(path),
  ),
  ...withWord(
    ['应用系统', 'Application'],
    ({ application }) => application,
    (key, names) => names.word('application', key),
  ),
  ...withWord(
    ['队列', 'Queue'],
    ({ queue }) => queue,
    (key, names) => names.team(key),
  ),
  plain('服务线', 'Tier', ({ tier }) => tier),
  ...withWord(
    ['报障人', 'Requester'],
    ({ parties }) => parties.requester,
    (id, names) => names.person(id),
  ),
  ...withWord(
    ['处理人', 'Assignee'],
    ({ parties }) => parties.assignee,
    (id, names) => names.person(id),
  ),
  instant('登记时间', 'Opened', ({ openedAt }) => openedAt),
  instant('期限', 'Due', ({ dueAt }) => dueAt),
  instant('更新时间', 'Updated', ({ updatedAt }) => updatedAt),
  instant('结束时间', 'Closed', ({ closedAt }) => closedAt),
];

const YES: Words = { zh: '是', en: 'yes' };
const NO: Words = { zh: '否', en: 'no' };
/** Own fields whose values are keys of a register. */
const registers: Readonly<Record<string, 'category' | 'cause-code'>> = {
  category: 'category',
  causeCode: 'cause-code',
};
const people: readonly string[] = ['resolvedBy'];

const yesOrNo = (value: unknown, lang: Lang) => (typeof value === 'boolean' ? (value ? YES : NO)[lang] : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const stateOf = ({ readings }: CaseView, clock: string) => readings[clock]?.state;

/** `path`: of the field among those of its process. */
function ofField(path: string, spec: FieldSpec, read: (view: CaseView) => unknown): Column[] {
  const { column, is, parts = {} } = spec;
  const name = path.slice(path.lastIndexOf('.') + 1);
  const inner = Object.entries(parts).flatMap(([part, own]) =>
    ofField(`${path}.${part}`, own, (view) => {
      const whole = read(view);
      return typeof whole === 'object' && whole !== null ? Reflect.get(whole, part) : undefined;
    }),
  );
  if (!column) return inner;
  const head = [column.zh, column.en] as const;
  const register = registers[name];
  if (register) return withWord(head, read, (key, names) => names.word(register, key));
  if (people.includes(name)) return withWord(head, read, (id, names) => names.person(id));
  if (is === 'choice') return withWord(head, read, (key, { lang }, { process }) => wordFor(process, path, key)?.[lang]);
  if (is === 'instant') return [instant(...head, (view) => numberOf(read(view)))];
  if (is === 'texts') return [plain(...head, (view) => textsOf(read(view)).join(' '))];
  if (is !== 'yes-no') return [plain(...head, read), ...inner];
  return [{ head: column, of: (view, { lang }) => yesOrNo(read(view), lang) }];
}

const wordFor = (process: string, path: string, key: string): Words | undefined =>
  processOf(process).words.choices[path]?.[key];

const results: Readonly<Record<ClockReading['state'], Words>> = {
  waiting: { zh: '未开始', en: 'not begun' },
  running: { zh: '计时中', en: 'running' },
  paused: { zh: '已暂停', en: 'paused' },
  breached: { zh: '已超时', en: 'breached' },
  met: { zh: '达标', en: 'met' },
  late: { zh: '超时完成', en: 'late' },
  cancelled: { zh: '已取消', en: 'cancelled' },
};

/** Of each promise that its process ships; then what others a policy has. */
function ofClocks(of: readonly ProcessKey[]): Column[] {
  const shipped = new Map<string, Words>();
  for (const name of of) {
    const { clocks, words } = processOf(name);
    for (const [clock, { kind }] of Object.entries(clocks.shipped))
      if (kind === 'sla') shipped.set(clock, words.clocks[clock] ?? { zh: clock, en: clock });
  }
  const known = [...shipped].flatMap(([clock, { zh, en }]) =>
    withWord(
      [`${zh}：结果`, `${en}: result`],
      (view) => stateOf(view, clock),
      (key, { lang }) => Object.entries(results).find(([result]) => result === key)?.[1][lang],
    ),
  );
  const others = plain('其他承诺：结果', 'Other promises: results', ({ readings }) =>
    Object.entries(readings)
      .filter(([clock, { kind }]) => kind === 'sla' && !shipped.has(clock))
      .map(([clock, reading]) => `${clock}: ${reading.state}`)
      .join('; '),
  );
  return [...known, others];
}

/** Columns of an export over these processes; a field that several have stands once. */
export function columnsOf(of: readonly ProcessKey[]): Column[] {
  const own = of.flatMap((process) =>
    Object.entries(processOf(process).fields).flatMap(([name, spec]) =>
      ofField(name, spec, (view) => field(view, name)),
    ),
  );
  const once = new Map(own.map((column) => [column.head.en, column]));
  return [...before, ...once.values(), ...ofClocks(of)];
}

/** One row; a field that the case does not have, or that this person may not see, is empty. */
export async function cellsOf(columns: readonly Column[], view: CaseView, names: Names): Promise<string[]> {
  const values = await Promise.all(columns.map(({ of }) => of(view, names)));
  return values.map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''));
}

/** Names as the registers hold them now. */
export const namesIn = (directory: Directory, { lang, zone }: Pick<Names, 'lang' | 'zone'>): Names => ({
  lang,
  zone,
  person: async (id) => (await directory.person(id))?.name,
  team: async (key) => (await directory.team(key))?.name,
  unit: async (path) => (await directory.organisation(`/${path.slice(1)}`))?.name,
  word: async (register, key) => (await directory.titleOf(register, key))?.[lang],
});
