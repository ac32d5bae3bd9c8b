/** A rehearsal as people read it: line by line what happened and who would be told of it, and how each promise stands. */
import type { Told } from '../../client/rehearsals/rehearsal-told.ts';
import { aboutOutside, caseOutside, eventOutside } from '../../domain/kernel/record/outside.ts';
import type { RunWords } from '../../client/registers/run-words.ts';
import type { CaseEvent, CaseView, Millis } from '../../domain/kernel/process.ts';
import { processOf } from '../../domain/catalogue.ts';
import { clockWords, eventWords } from '../../domain/event-words.ts';
import { noticeWords, type Words } from '../../domain/notice-words.ts';
import { isProcessKey, processOfCase } from '../../domain/processes.ts';

export type Run = {
  number: string;
  /** `published`, `drafts`, `incident@2`. */
  on: string;
  virtualAt: Millis;
  cases: readonly CaseView[];
  events: readonly CaseEvent[];
  told: readonly Told[];
  /** By case, what its steps and gates are called. */
  words?: ReadonlyMap<string, Called>;
};
type Called = Pick<RunWords, 'titles' | 'steps'>;
const UNNAMED: Called = { titles: new Map(), steps: new Map() };
const calledIn = ({ words }: Pick<Run, 'words'>, caseId: string): Called => words?.get(caseId) ?? UNNAMED;
/** For programs, in the words of the API. */
export const runOutside = ({ cases, events, told, words: _shown, ...run }: Run): object => ({
  ...run,
  cases: cases.map(caseOutside),
  events: events.map(eventOutside),
  told: told.map(aboutOutside),
});
/** `zone`: of its instants, which name none. */
export type Sheet = { language: Lang; clock: (at: Millis) => string; zone?: string };
type Lang = 'zh' | 'en';

/** What the sheet itself says. */
const said = {
  zh: {
    head: ({ number, on, until }: Head) => `推演 ${number}，依据${versionWords(on)}，推演至 ${until}`,
    due: '截止',
    over: '超时于',
    provisional: '（日历未定，暂定）',
    is: (status: string, since?: string) => (since === undefined ? `现为${status}` : `于 ${since} ${status}`),
    inbox: '站内',
    atOnce: '立即',
    held: (until: string) => `免打扰至 ${until}`,
    standsIn: '代为接收',
    ofCase: (nth: number) => `第 ${nth} 单`,
    tells: '通知',
    none: '无',
    same: '没有差别',
    step: '提醒',
    list: '，',
  },
  en: {
    head: ({ number, on, until }: Head) => `Rehearsal ${number} on ${on}, until ${until}`,
    due: 'due',
    over: 'over since',
    provisional: 'provisional',
    is: (status: string, since?: string) => `is ${status}${since === undefined ? '' : ` since ${since}`}`,
    inbox: 'inbox',
    atOnce: 'at once',
    held: (until: string) => `held by quiet hours until ${until}`,
    standsIn: 'stands in',
    ofCase: (nth: number) => `${nth}. case`,
    tells: 'tells',
    none: 'none',
    same: 'no difference',
    step: 'step',
    list: ', ',
  },
};
type Head = { number: string; on: string; until: string };

const versionWords = (on: string): string =>
  on === 'published' ? '已发布的规则' : on === 'drafts' ? '草稿' : `服务级别 ${on}`;
const ranOn = (on: string, language: Lang): string => (language === 'zh' ? versionWords(on) : on);

const channelsZh: Readonly<Record<string, string>> = {
  mail: '邮件',
  sms: '短信',
  chat: '即时消息',
  webhook: '外部接口',
};
const statesZh: Readonly<Record<string, string>> = {
  waiting: '未开始',
  running: '计时中',
  paused: '暂停',
  met: '按时完成',
  breached: '超时',
  late: '超时后完成',
  cancelled: '已取消',
};
const inWords = (words: Readonly<Record<string, string>>, key: string, language: Lang): string =>
  language === 'zh' ? (words[key] ?? key) : key;

/** `webhook:<id>`: which one stays. */
function channelWords(channel: string, language: Lang): string {
  const [kind = '', ...id] = channel.split(':');
  return [inWords(channelsZh, kind, language), ...id].join(':');
}

/** What happened, oldest first, each with what was told of it below; then the promises. */
export function sheetOf(run: Run, sheet: Sheet): string {
  const { number, on, virtualAt, cases, events, told } = run;
  const { clock, language, zone } = sheet;
  const lines = [
    ...events.flatMap((event) => eventLine(event, calledIn(run, event.caseId), sheet)),
    ...told.map((one) => ({ at: one.at, rank: 1, line: toldLine(one, calledIn(run, one.caseId), sheet) })),
  ].toSorted((a, b) => a.at - b.at || a.rank - b.rank);
  return [
    `${said[language].head({ number, on, until: clock(virtualAt) })}${zone === undefined ? '' : ` (${zone})`}`,
    ...lines.map(({ at, line }) => `${clock(at)}  ${line}`),
    '',
    ...cases.flatMap((view) => standing(view, calledIn(run, view._id), sheet)),
  ].join('\n');
}

/** Clock steps are told by their notices. */
function eventLine({ caseId, type, at, by, data }: CaseEvent, called: Called, { clock, language }: Sheet) {
  const [process = '', name = ''] = type.split('.');
  if (name === 'clockWarned' || name === 'clockNoticeReleased') return [];
  const fields = new Map<string, unknown>(Object.entries(data));
  const values = isProcessKey(process) ? (processOf(process).values ?? {}) : {};
  const text = (field: string): string[] => {
    const value = fields.get(field);
    if (typeof value !== 'string') return [];
    switch (field) {
      case 'clock':
        return [clockWords(process, value, called.titles)[language]];
      case 'part':
      case 'because':
        return [called.titles.get(value)?.[language] ?? value];
      case 'choice':
        return [choiceWords(called, { part: fields.get('part'), choice: value })[language]];
      default:
        return [values[`${name}.${field}`]?.[value]?.[language] ?? value];
    }
  };
  const due = fields.get('dueAt');
  const words = [
    ...['clock', 'part', 'because', 'choice', 'step', 'why', 'reason', 'missing', 'instead'].flatMap(text),
    ...(typeof due === 'number' ? [`${said[language].due} ${clock(due)}`] : []),
  ].join(' ');
  const who = language === 'zh' && by.id === 'system' ? '系统' : by.id;
  const to = fields.get('to');
  const what = eventWords(type, typeof to === 'string' ? to : undefined)[language];
  return [{ at, rank: 0, line: `${caseId}  ${what}${words && ` ${words}`}  (${who})` }];
}

function choiceWords({ steps }: Called, { part, choice }: { part: unknown; choice: string }): Words {
  const choices = typeof part === 'string' ? steps.get(part)?.choices : undefined;
  return choices?.find(({ id }) => id === choice)?.title ?? { zh: choice, en: choice };
}

/** Who, what, by which rule, and by which ways when. */
function toldLine(
  { caseId, to, stoodIn, why, template, data, deliveries }: Told,
  { titles }: Called,
  { language, clock }: Sheet,
): string {
  const own = said[language];
  const sentence = noticeWords({ template, data }, clock)?.[language] ?? template;
  const part = partWords(data)?.[language];
  const words = part === undefined ? sentence : `${sentence}${language === 'zh' ? '：' : ': '}${part}`;
  const { event, clock: of, step, percent } = why;
  const process = processOfCase(caseId) ?? '';
  const rule =
    of === undefined
      ? eventWords(event)[language]
      : [clockWords(process, of, titles)[language], step, ...(percent === undefined ? [] : [`${percent} %`])].join(' ');
  const ways = deliveries.map(({ channel, at, page, held }) =>
    [
      `${channelWords(channel, language)} ${clock(at).slice(11)}`,
      ...(page ? [own.atOnce] : []),
      ...(held ? [own.held(clock(at))] : []),
    ].join(' '),
  );
  const stands = stoodIn === undefined ? '' : `  [${own.standsIn}: ${stoodIn}]`;
  return `${caseId}    → ${to}: ${words}  [${rule}; ${[own.inbox, ...ways].join(own.list)}]${stands}`;
}

/** The part that a notice is about, as it names it. */
function partWords(data: object): Words | undefined {
  const { called, said: words } = { called: undefined as unknown, said: undefined as unknown, ...data };
  const named = isRecord(words) ? (words['part'] ?? words['because']) : undefined;
  return [named, called].find(isWords);
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isWords = (value: unknown): value is Words =>
  isRecord(value) && typeof value['zh'] === 'string' && typeof value['en'] === 'string';

function standing(
  { _id, process, status, closedAt, readings }: CaseView,
  { titles }: Called,
  { clock, language }: Sheet,
): string[] {
  const own = said[language];
  const names = Object.keys(readings).map((name) => clockWords(process, name, titles)[language]);
  const width = Math.max(14, ...names.map(widthOf));
  const rows = Object.entries(readings).map(([name, { state, dueAt, breachedAt, provisional }]) =>
    [
      `  ${padded(clockWords(process, name, titles)[language], width)} ${padded(inWords(statesZh, state, language), 9)}`,
      ...(dueAt === null ? [] : [`${own.due} ${clock(dueAt)}`]),
      ...(breachedAt === null ? [] : [`${own.over} ${clock(breachedAt)}`]),
      ...(provisional ? [own.provisional] : []),
    ].join(' '),
  );
  const stands = statusWords(process, status)[language];
  return [
    `${_id} ${own.is(stands, closedAt === undefined ? undefined : clock(closedAt))}`,
    ...rows.map((row) => row.trimEnd()),
  ];
}

const statusWords = (process: string, status: string): Words => {
  const known = isProcessKey(process) ? processOf(process).words.statuses[status] : undefined;
  return known ?? { zh: status, en: status };
};

/** A Chinese character takes two columns. */
const widthOf = (text: string): number => text.length + (text.match(/[\u2E80-\uFFFF]/g) ?? []).length;
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Of two runs of the same case: the promises and the tellings that differ. */
export function differencesOf([one, other]: readonly [Run, Run], sheet: Sheet): string {
  const rows = (run: Run) => new Map([...promisesIn(run, sheet), ...tellingsIn(run, sheet)]);
  const [left, right] = [rows(one), rows(other)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const lines = names
    .filter((name) => left.get(name) !== right.get(name))
    .map(
      (name) =>
        `  ${name}: ${left.get(name) ?? said[sheet.language].none} → ${right.get(name) ?? said[sheet.language].none}`,
    );
  const { language } = sheet;
  const head = `${ranOn(one.on, language)} → ${ranOn(other.on, language)}`;
  return [head, ...(lines.length > 0 ? lines : [`  ${said[language].same}`])].join('\n');
}

const promisesIn = (run: Run, { clock, language }: Sheet) =>
  run.cases.flatMap(({ _id, process, readings }, nth) =>
    Object.entries(readings).flatMap(([name, { dueAt, state }]) => {
      const words = clockWords(process, name, calledIn(run, _id).titles)[language];
      const promise = `${said[language].ofCase(nth + 1)}${said[language].list}${words}`;
      return dueAt === null ? [] : [[promise, `${clock(dueAt)} ${inWords(statesZh, state, language)}`] as const];
    }),
  );

const tellingsIn = (run: Run, { clock, language }: Sheet) => {
  const { cases, told } = run;
  const { ofCase, list, tells, step: stepWord } = said[language];
  const places = new Map(cases.map(({ _id }, nth) => [_id, nth + 1]));
  return told.flatMap(({ at, caseId, to, why: { clock: of, step } }) => {
    if (of === undefined) return [];
    const promise = clockWords(processOfCase(caseId) ?? '', of, calledIn(run, caseId).titles)[language];
    const words = `${ofCase(places.get(caseId) ?? 0)}${list}${promise} ${stepWord} ${step} ${tells} ${to}`;
    return [[words, clock(at)] as const];
  });
};
