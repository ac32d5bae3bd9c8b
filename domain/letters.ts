/** A message to one person as his mail says it: subject and plain text in his language. Pure; instants come as he reads them. */
import { fullWords, type Line, linesKnown, linesSaid, type Names, type Words } from './notice-words.ts';
import { roles } from './roles.ts';

export type Told = {
  words: Words;
  /** Of what it tells, on the reader's clock. */
  at: string;
  caseId?: string | undefined;
  process?: string | undefined;
  /** `supervisor@/dx/donghu > process-owner@/dx`: whom the reader stands in for, and as what. */
  stoodIn?: string | undefined;
  data: object;
};
export type Reader = {
  locale: 'zh' | 'en';
  clock: (at: number) => string;
  names?: Names | undefined;
  /** Of the instants that stand without their zone, where many stand together. */
  zone?: string | undefined;
  /** Where people open a case; absent: this installation has told nobody its address. */
  linkTo?: ((caseId: string) => string) | undefined;
};

/** Mail servers and lists of mails cut longer ones. */
const MOST_SUBJECT = 180;
/** Of one notice among many. */
const MOST_OF_MANY = 1_000;
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

function single({ words, at, stoodIn, caseId, ...told }: Told, reader: Reader): string[] {
  const { locale, linkTo } = reader;
  const line = (zh: string, en: string, value: string): string =>
    locale === 'zh' ? `${zh}：${oneLine(value)}` : `${en}: ${oneLine(value)}`;
  return [
    oneLine(words[locale]),
    '',
    ...aboutCase(told, reader),
    line('时间', 'Time', at),
    ...(stoodIn === undefined ? [] : [line('代收（原收件人不在）', 'You stand in', standing(stoodIn, reader))]),
    ...(caseId === undefined || !linkTo ? [] : [line('查看', 'Open', linkTo(caseId))]),
  ];
}

/** What was said, then what is known of the case, each in a line; of several lines the later ones are set in. */
export function aboutCase({ data, process = '' }: Pick<Told, 'data' | 'process'>, reader: Reader): string[] {
  const { locale } = reader;
  const shown = ({ label, value }: Line): string => {
    const text = cleaned(value[locale]).replaceAll('\n', '\n  ');
    return locale === 'zh' ? `${label.zh}：${text}` : `${label.en}: ${text}`;
  };
  return [...linesSaid(data, reader), ...linesKnown(data, process, reader)].map(shown);
}

/** `supervisor@/dx/donghu > process-owner@/dx` in the words of the reader. */
function standing(stoodIn: string, { locale, names }: Reader): string {
  if (!names) return stoodIn;
  const role = (key: string): string => Object.entries(roles).find(([one]) => one === key)?.[1].title[locale] ?? key;
  const named = (kind: string, key: string): string => names.get(`${kind}:${key}`)?.[locale] ?? key;
  const part = (word: string): string => {
    const [head = '', path] = word.split('@');
    if (path !== undefined) return `${role(head)} (${named('organisation', path)})`;
    return head.startsWith('person:') ? named('person', head.slice('person:'.length)) : role(head);
  };
  return stoodIn.split(' > ').map(part).join(' → ');
}

function many(told: readonly Told[], reader: Reader): string[] {
  const { locale, linkTo, zone } = reader;
  const cases = casesOf(told);
  const lines = cases.flatMap((caseId, n) => {
    const own = told.filter((one) => one.caseId === caseId);
    const link = caseId === undefined || !linkTo ? '' : ` ${linkTo(caseId)}`;
    const head = caseId === undefined ? (locale === 'zh' ? '其他' : 'Other') : caseId;
    return [
      ...(n === 0 ? [] : ['']),
      `${head}${link}`,
      ...own.map(({ at, words, data }) => `- ${at} ${oneLine(fullWords(words, data, reader, MOST_OF_MANY)[locale])}`),
    ];
  });
  const clock = locale === 'zh' ? '时区：' : 'Times: ';
  return [...lines, ...(zone === undefined ? [] : ['', `${clock}${zone}`])];
}

function manySubject(told: readonly Told[], { locale }: Reader): string {
  const cases = casesOf(told).filter((caseId) => caseId !== undefined);
  const count = locale === 'zh' ? `${told.length} 条通知` : `${told.length} notices`;
  if (cases.length === 1) return `${cases[0]}${locale === 'zh' ? '：' : ': '}${count}`;
  return locale === 'zh' ? `${count}，涉及 ${cases.length} 个工单` : `${count} about ${cases.length} cases`;
}

/** The gravest first, else in the order of their first notice. */
function casesOf(told: readonly Told[]): (string | undefined)[] {
  const ranks = new Map<string | undefined, string>();
  for (const one of told) {
    const former = ranks.get(one.caseId) ?? LEAST;
    ranks.set(one.caseId, gravity(one) < former ? gravity(one) : former);
  }
  return [...ranks].toSorted(([, a], [, b]) => (a < b ? -1 : Number(a > b))).map(([caseId]) => caseId);
}

/** `P1` to `P4`; behind them what has no priority. */
const LEAST = 'P9';
const gravity = ({ data }: Told): string =>
  'priority' in data && typeof data.priority === 'string' ? data.priority : LEAST;

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
/** Line breaks stay, everything else that is no letter becomes a blank. */
const cleaned = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd())
    .join('\n')
    .trim();
