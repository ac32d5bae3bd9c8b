/** A message to one person as his mail says it: subject and plain text in his language. Pure; instants come as he reads them. */
import type { Words } from './notice-words.ts';
import { statusWords } from './templates.ts';

export type Told = {
  words: Words;
  /** Of the notice, on the reader's clock. */
  at: string;
  caseId?: string | undefined;
  process?: string | undefined;
  /** `supervisor@/dx/donghu > process-owner@/dx`: whom the reader stands in for, and as what. */
  stoodIn?: string | undefined;
  data: object;
};
type Reader = {
  locale: 'zh' | 'en';
  clock: (at: number) => string;
  /** Where people open a case; absent: this installation has told nobody its address. */
  linkTo?: ((caseId: string) => string) | undefined;
};

/** Mail servers and lists of mails cut longer ones. */
const MOST_SUBJECT = 180;
/** What a notice may know of its case beside the sentence, in the order of the mail. */
const FIELDS: readonly (readonly [field: string, zh: string, en: string])[] = [
  ['priority', '优先级', 'Priority'],
  ['status', '状态', 'Status'],
  ['assignee', '处理人', 'Assignee'],
  ['reporters', '报障人数', 'Reporters'],
  ['percent', '已用时限（%）', 'Time used (%)'],
  ['dueAt', '期限', 'Due'],
];
const FOOTER: Words = {
  zh: '长明自动发送，请勿回复；请在系统中处理。',
  en: 'Sent by Changming. Please do not reply, act in the system.',
};

/** One notice with what it knows of its case, or many, case by case, each in its line. No line of it comes from a title's line break. */
export function letterWords(told: readonly Told[], reader: Reader): { subject: string; text: string } {
  const [first] = told;
  const body = told.length === 1 && first ? single(first, reader) : many(told, reader);
  const subject = told.length === 1 && first ? first.words[reader.locale] : manySubject(told, reader);
  return {
    subject: Array.from(oneLine(subject)).slice(0, MOST_SUBJECT).join(''),
    text: `${[...body, '', '-- ', FOOTER[reader.locale]].join('\n')}\n`,
  };
}

function single({ words, at, caseId, process = '', stoodIn, data }: Told, { locale, clock, linkTo }: Reader): string[] {
  const line = (zh: string, en: string, value: string): string =>
    locale === 'zh' ? `${zh}：${oneLine(value)}` : `${en}: ${oneLine(value)}`;
  const known = new Map<string, unknown>(Object.entries(data));
  const facts = FIELDS.flatMap(([field, zh, en]) => {
    const value = known.get(field);
    if (typeof value === 'number') return [line(zh, en, field.endsWith('At') ? clock(value) : String(value))];
    if (typeof value !== 'string') return [];
    return [line(zh, en, field === 'status' ? (statusWords[process]?.[value]?.[locale] ?? value) : value)];
  });
  return [
    oneLine(words[locale]),
    '',
    ...facts,
    line('时间', 'Time', at),
    ...(stoodIn === undefined ? [] : [line('代收（原收件人不在）', 'You stand in', stoodIn)]),
    ...(caseId === undefined || !linkTo ? [] : [line('查看', 'Open', linkTo(caseId))]),
  ];
}

function many(told: readonly Told[], { locale, linkTo }: Reader): string[] {
  const cases = casesOf(told);
  return cases.flatMap((caseId, n) => {
    const own = told.filter((one) => one.caseId === caseId);
    const link = caseId === undefined || !linkTo ? '' : ` ${linkTo(caseId)}`;
    const head = caseId === undefined ? (locale === 'zh' ? '其他' : 'Other') : caseId;
    return [
      ...(n === 0 ? [] : ['']),
      `${head}${link}`,
      ...own.map(({ at, words }) => `- ${at} ${oneLine(words[locale])}`),
    ];
  });
}

function manySubject(told: readonly Told[], { locale }: Reader): string {
  const cases = casesOf(told).filter((caseId) => caseId !== undefined);
  const count = locale === 'zh' ? `${told.length} 条通知` : `${told.length} notices`;
  if (cases.length === 1) return `${cases[0]}${locale === 'zh' ? '：' : ': '}${count}`;
  return locale === 'zh' ? `${count}，涉及 ${cases.length} 个工单` : `${count} about ${cases.length} cases`;
}

/** In the order of their first notice. */
const casesOf = (told: readonly Told[]): (string | undefined)[] => [...new Set(told.map(({ caseId }) => caseId))];

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
