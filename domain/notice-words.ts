/** What a notice says, in both languages, with its places filled. */
import { clockNamed } from './kernel/clocks/clock-names.ts';
import type { Mode } from './kernel/process.ts';
import { askedTemplate, clockTemplates, followedTemplate } from './kernel/people/tell.ts';
import { statusWords, templates } from './templates.ts';

export type Words = { zh: string; en: string };
/** What keys are called, by kind and key (`person:li`); a key without a name stays as it is. */
export type Names = ReadonlyMap<string, Words>;
export type NamedKind = 'person' | 'organisation' | 'application' | 'team';
/** How a notice is read: instants on the reader's clock, names for keys. */
export type Reading = { clock: (at: number) => string; names?: Names | undefined };

const NO_NAMES: Names = new Map();
/** Fields of a notice's data that hold keys, and of what. */
const KEYS: Readonly<Record<string, NamedKind>> = {
  assignee: 'person',
  reporter: 'person',
  by: 'person',
  unreached: 'person',
  person: 'person',
  principal: 'person',
  deputy: 'person',
  insteadOf: 'person',
  unit: 'organisation',
  application: 'application',
  queue: 'team',
};

/** The keys in it that have names, as `kind:key`; also who is stood in for. */
export function keysIn(data: object, stoodIn?: string): string[] {
  const own = Object.entries<unknown>({ ...saidIn(data), ...data }).flatMap(([field, value]) => {
    const kind = Object.hasOwn(KEYS, field) ? KEYS[field] : undefined;
    return kind && typeof value === 'string' ? [`${kind}:${value}`] : [];
  });
  const places = [...(stoodIn ?? '').matchAll(/@(\/[a-z0-9/-]+)/g)].map(([, path]) => `organisation:${path}`);
  const people = [...(stoodIn ?? '').matchAll(/person:(\S+)/g)].map(([, id]) => `person:${id}`);
  return [...own, ...places, ...people];
}

/** What a key in this field is called. */
export function namedIn(field: string, value: string, names: Names = NO_NAMES): Words {
  const kind = Object.hasOwn(KEYS, field) ? KEYS[field] : undefined;
  return (kind && names.get(`${kind}:${value}`)) ?? { zh: value, en: value };
}

/**
 * The sentence. A place without a value becomes a dash; instants as `clock` writes them; a drill says that it is one.
 * Undefined when nobody wrote such a text. Throws nothing.
 */
export function noticeWords(
  { template, data, mode = 'live' }: { template: string; data: object; mode?: Mode },
  clock: (at: number) => string,
  names?: Names,
): Words | undefined {
  const follows = 'follows' in data && data.follows === true;
  const asks = 'asks' in data && data.asks === true;
  const text =
    (follows ? templates[followedTemplate(template)] : undefined) ??
    (asks ? templates[askedTemplate(template)] : undefined) ??
    templates[template] ??
    ofClock(template, data);
  const values = new Map<string, unknown>(Object.entries(data));
  const said = (place: string, value: unknown, locale: 'zh' | 'en'): string => {
    if (typeof value === 'number') return place.endsWith('At') ? clock(value) : String(value);
    return typeof value === 'string' ? namedIn(place, value, names)[locale] : '–';
  };
  const fill = (words: string, locale: 'zh' | 'en') =>
    words.replaceAll(/\{(\w+)\}/g, (_, place: string) => said(place, values.get(place), locale));
  const [zh, en] = mode === 'drill' ? ['【演练】', '[Drill] '] : ['', ''];
  return text && { zh: zh + fill(text.zh, 'zh'), en: en + fill(text.en, 'en') };
}

/** A policy may have clocks of its own, or warn of one that ships without a warning: then the clock's key is its name. */
function ofClock(template: string, data: object): Words | undefined {
  const clock = 'clock' in data && typeof data.clock === 'string' ? data.clock : undefined;
  if (clock === undefined) return undefined;
  const { definition } = clockNamed(clock);
  const words = Object.entries(clockTemplates('', definition, { zh: `时限 ${definition} `, en: definition }));
  return words.find(([ending]) => template.endsWith(ending))?.[1];
}

/** What the words that a notice brings are, by field. */
const SAID: Readonly<Record<string, Words>> = {
  part: { zh: '步骤', en: 'Step' },
  step: { zh: '步骤', en: 'Step' },
  because: { zh: '失败步骤', en: 'Failed step' },
  text: { zh: '内容', en: 'Words' },
  case: { zh: '工单', en: 'Case' },
  paper: { zh: '资料', en: 'Paper' },
  of: { zh: '原归档', en: 'Archived without it in' },
  question: { zh: '问题', en: 'Question' },
  solution: { zh: '处理结果', en: 'Solution' },
  reason: { zh: '原因', en: 'Reason' },
  day: { zh: '日期', en: 'Day' },
  note: { zh: '说明', en: 'Note' },
  since: { zh: '自', en: 'From' },
  until: { zh: '至', en: 'Until' },
  diagnosis: { zh: '诊断', en: 'Diagnosis' },
  tried: { zh: '已尝试', en: 'Tried' },
  ask: { zh: '请求', en: 'Asked' },
  instruction: { zh: '督办要求', en: 'Instruction' },
  due: { zh: '完成期限', en: 'To be done by' },
  score: { zh: '评分（1 至 5）', en: 'Score (1 to 5)' },
  words: { zh: '评价', en: 'Rating' },
  grounds: { zh: '理由', en: 'Grounds' },
  cause: { zh: '故障原因', en: 'Cause' },
  handling: { zh: '处理过程', en: 'Handling' },
  prevention: { zh: '预防措施', en: 'Prevention' },
  outcome: { zh: '结果', en: 'Outcome' },
  title: { zh: '标题', en: 'Title' },
  description: { zh: '描述', en: 'Description' },
  contact: { zh: '联系方式', en: 'Contact' },
  category: { zh: '类别', en: 'Category' },
  item: { zh: '配置项', en: 'Item' },
  agreedBy: { zh: '约定人', en: 'Agreed by' },
  agreedWith: { zh: '商定人', en: 'Agreed with' },
  newDay: { zh: '改期至', en: 'New day' },
  person: { zh: '指定人员', en: 'Who was named' },
  calledOffBy: { zh: '来源工单', en: 'Called off by' },
  change: { zh: '变更', en: 'Change' },
  cutover: { zh: '割接', en: 'Cutover' },
  freeze: { zh: '封网', en: 'Freeze' },
  rootCause: { zh: '原因', en: 'Root cause' },
  measures: { zh: '措施', en: 'Measures' },
  liable: { zh: '责任认定', en: 'Who answers for it' },
  after: { zh: '整改后', en: 'As it is now' },
  kind: { zh: '类型', en: 'Kind' },
  class: { zh: '等级', en: 'Class' },
  site: { zh: '地点', en: 'Place' },
  to: { zh: '上报对象', en: 'Reported to' },
  summary: { zh: '摘要', en: 'Summary' },
  rectification: { zh: '整改', en: 'Rectification' },
  from: { zh: '自', en: 'From' },
  detail: { zh: '事项', en: 'What' },
  meeting: { zh: '会议', en: 'Meeting' },
  verification: { zh: '验证结果', en: 'Verification' },
  depot: { zh: '备件库', en: 'Depot' },
  expectedAt: { zh: '预计到场', en: 'Expected at' },
  spare: { zh: '备件', en: 'Spare part' },
  signer: { zh: '签认人', en: 'Signed by' },
  work: { zh: '处理情况', en: 'Work done' },
  evidence: { zh: '依据', en: 'Evidence' },
  findings: { zh: '发现', en: 'Findings' },
  checks: { zh: '验证情况', en: 'Checks' },
  customerTold: { zh: '告知客户', en: 'What the customer was told' },
  fault: { zh: '故障', en: 'Fault' },
  scope: { zh: '范围', en: 'Scope' },
  result: { zh: '结果', en: 'Result' },
  what: { zh: '发现', en: 'Found' },
  remedy: { zh: '处理办法', en: 'Remedy' },
  why: { zh: '缘由', en: 'Why' },
  code: { zh: '代码', en: 'Code' },
  document: { zh: '文档', en: 'Document' },
  file: { zh: '下载', en: 'Fetch it at' },
};

export type Line = { label: Words; value: Words };
const same = (value: string): Words => ({ zh: value, en: value });

/** What was said or written, as it was, each under its name. Throws nothing. */
export function linesSaid(data: object, { clock, names }: Reading): Line[] {
  const lines = Object.entries(saidIn(data)).flatMap(([field, value]): Line[] => {
    const label = SAID[field] ?? same(field);
    if (typeof value === 'number') return [{ label, value: same(clock(value)) }];
    if (typeof value === 'string') return [{ label, value: namedIn(field, value, names) }];
    return isWords(value) ? [{ label, value }] : [];
  });
  const by: unknown = 'by' in data ? data.by : undefined;
  const named = typeof by === 'string' && (lines.length > 0 || isBare(data)) ? [speaker(namedIn('by', by, names))] : [];
  return [...lines, ...named];
}
/** Of an event whose words may be left out, and were. */
const isBare = (data: object): boolean => 'said' in data && isObject(data.said) && Object.keys(data.said).length === 0;
/** Older notices have an update's text beside the other data. */
function saidIn(data: object): Record<string, unknown> {
  if ('said' in data && isObject(data.said) && !Array.isArray(data.said)) return { ...data.said };
  return 'text' in data && typeof data.text === 'string' ? { text: data.text } : {};
}
const speaker = (value: Words): Line => ({ label: { zh: '来自', en: 'From' }, value });

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isWords = (value: unknown): value is Words =>
  isObject(value) && 'zh' in value && 'en' in value && typeof value.zh === 'string' && typeof value.en === 'string';

/** What a notice may know of its case beside the sentence, in the order in which it is read. */
const FACTS: readonly (readonly [field: string, label: Words])[] = [
  ['insteadOf', { zh: '代收（其外出）', en: 'In place of, who is away' }],
  ['priority', { zh: '优先级', en: 'Priority' }],
  ['status', { zh: '状态', en: 'Status' }],
  ['part', { zh: '部分', en: 'Part' }],
  ['assignee', { zh: '处理人', en: 'Assignee' }],
  ['application', { zh: '应用', en: 'Application' }],
  ['unit', { zh: '单位', en: 'Unit' }],
  ['reporter', { zh: '报障人', en: 'Reported by' }],
  ['contact', { zh: '联系方式', en: 'Contact' }],
  ['site', { zh: '地点', en: 'Place' }],
  ['item', { zh: '配置项', en: 'Item' }],
  ['reporters', { zh: '报障人数', en: 'Reporters' }],
  ['percent', { zh: '已用时限（%）', en: 'Time used (%)' }],
  ['dueAt', { zh: '期限', en: 'Due' }],
  ['description', { zh: '描述', en: 'Description' }],
];

/** Processes whose cases somebody reports; others are raised by who works there. */
const REPORTED: readonly string[] = ['call', 'incident', 'work-order'];
const RAISED_BY: Words = { zh: '发起人', en: 'Raised by' };

/** The facts of its case that it carries, without what is said beside. Throws nothing. */
export function linesKnown(data: object, process: string, { clock, names }: Reading): Line[] {
  const all: unknown = 'parts' in data ? data.parts : undefined;
  const parts = Array.isArray(all) ? { part: all.join(', ') } : {};
  const called = 'called' in data && isWords(data.called) ? { part: data.called } : {};
  const known = new Map<string, unknown>(Object.entries({ ...data, ...parts, ...called }));
  const said = saidIn(data);
  return FACTS.flatMap(([field, inGeneral]): Line[] => {
    const value = known.get(field);
    const label = field === 'reporter' && !REPORTED.includes(process) ? RAISED_BY : inGeneral;
    if (value === '' || said[field] !== undefined) return [];
    if (typeof value === 'number') return [{ label, value: same(field.endsWith('At') ? clock(value) : String(value)) }];
    if (isWords(value)) return [{ label, value }];
    if (typeof value !== 'string') return [];
    const from = known.get('from');
    if (field === 'priority' && typeof from === 'string') return [{ label, value: same(`${from} → ${value}`) }];
    const status = field === 'status' ? statusWords[process]?.[value] : undefined;
    return [{ label, value: status ?? namedIn(field, value, names) }];
  });
}

/** The sentence and what was said, in one line: for where there is room for no more. */
export function fullWords(words: Words, data: object, reading: Reading, most = Infinity): Words {
  const said = linesSaid(data, reading);
  const from = 'from' in data && 'priority' in data ? `${String(data.from)} → ${String(data.priority)}` : '';
  const join = (locale: 'zh' | 'en', colon: string, stop: string): string => {
    const own = said.map(({ label, value }) => `${label[locale]}${colon}${value[locale]}`);
    const all = [words[locale], ...(from === '' ? [] : [from]), ...own].join(stop);
    const letters = Array.from(all);
    return letters.length > most ? `${letters.slice(0, most).join('')}…` : all;
  };
  return { zh: join('zh', '：', '；'), en: join('en', ': ', '; ') };
}
