/** A document laid out by a template, in one language: names, instants and lengths in their places. */
import type { Head } from '../kernel/process.ts';
import { lengthWords } from '../kernel/time/length-words.ts';
import type { Millis } from '../kernel/units.ts';
import type { Names, Words } from '../notice-words.ts';
import type { Block, DocumentKind, SeenCase, Value } from './model.ts';
import type { Cell, Printed, PrintedSection } from './printed.ts';
import type { DocumentTemplate } from './template.ts';

export type Locale = 'zh' | 'en';
/** How its reader reads: instants by the clock of the organisation's zone, with its name where `zoned`. */
export type Reader = {
  locale: Locale;
  clock: (at: Millis) => string;
  zoned: (at: Millis) => string;
  /** By `kind:key`. */
  names: Names;
};
export type Asked = {
  kind: DocumentKind;
  template: DocumentTemplate;
  /** `id@version` of it. */
  templateRef: string;
  seen: SeenCase;
  head: Head;
  /** Instant of that version. */
  at: Millis;
};

/** What its blocks are: each once, by key, those left out that have nothing to say. Throws nothing. */
export const blocksOf = ({
  kind,
  template,
  seen,
}: Pick<Asked, 'kind' | 'template' | 'seen'>): ReadonlyMap<string, Block> =>
  new Map(
    template.parts.flatMap((part): [string, Block][] => {
      const block = 'block' in part ? kind.blocks[part.block]?.of(seen) : null;
      return 'block' in part && block ? [[part.block, block]] : [];
    }),
  );

/** The keys in them that have names, as `kind:key`; to be looked up before they are laid out. Throws nothing. */
export const namesIn = (blocks: ReadonlyMap<string, Block>): string[] => [
  ...new Set([...blocks.values()].flatMap(valuesIn).flatMap(keysIn)),
];

function valuesIn(block: Block): readonly Value[] {
  switch (block.is) {
    case 'facts':
      return block.rows.map(([, value]) => value);
    case 'text':
      return [block.text];
    case 'table':
      return block.rows.flat();
    case 'signatures':
      return block.boxes.flatMap(({ name }) => (name ? [name] : []));
    default:
      return block satisfies never;
  }
}

function keysIn(value: Value): string[] {
  if ('named' in value) return [`${value.named}:${value.key}`];
  if ('label' in value) return keysIn(value.value);
  return 'all' in value ? value.all.flatMap(keysIn) : 'lines' in value ? value.lines.flatMap(keysIn) : [];
}

const RECORD: Readonly<Record<string, Words>> = {
  title: { zh: '记录与核对', en: 'Record' },
  number: { zh: '工单编号', en: 'Number' },
  version: { zh: '记录版本', en: 'Version of the record' },
  hash: { zh: '记录散列值（SHA-256）', en: 'Hash of the record (SHA-256)' },
  at: { zh: '版本时间', en: 'Time of that version' },
  template: { zh: '文档模板', en: 'Template' },
};
const MARKS: Readonly<Record<string, Words>> = {
  drill: { zh: '演练', en: 'DRILL' },
  rehearsal: { zh: '推演', en: 'REHEARSAL' },
};
const PAGES: Words = { zh: '第 {page} 页，共 {pages} 页', en: 'Page {page} of {pages}' };
const UNPRINTABLE: Words = {
  zh: '字库中没有以下字符，文中以编码代替：{characters}',
  en: 'The font lacks these characters, which stand as their codes above: {characters}',
};
const SIGN: Words = { zh: '签字', en: 'Signature' };
const DATE: Words = { zh: '日期', en: 'Date' };

/** What a camera reads: number, seq and hash, to be held against the record. Throws nothing. */
export const qrText = (number: string, { seq, hash }: Head): string => `${number} v${seq} sha256:${hash}`;

/** The document; `blocks`: of `blocksOf`. Throws nothing. */
export function laidOut(asked: Asked, blocks: ReadonlyMap<string, Block>, reader: Reader): Printed {
  const { kind, template, templateRef, seen, head, at } = asked;
  const { locale } = reader;
  const { view, mode } = seen;
  const say = (words: Words): string => words[locale];
  const word = (name: keyof typeof RECORD): string => say(RECORD[name] ?? { zh: '', en: '' });
  const mark = MARKS[mode];
  const sections = template.parts.flatMap((part): PrintedSection[] => {
    if ('paragraph' in part)
      return [{ ...(part.title ? { title: say(part.title) } : {}), is: 'text', text: say(part.paragraph) }];
    const block = blocks.get(part.block);
    const title = part.title ?? kind.blocks[part.block]?.title;
    return block && title ? [{ title: say(title), ...sectionOf(block, reader) }] : [];
  });
  const number = view._id;
  return {
    lang: locale,
    title: say(template.title ?? kind.title),
    subtitle: `${number}  ${view.title}`,
    ...(mark ? { mark: say(mark) } : {}),
    letterhead: template.letterhead.map(say),
    footer: template.footer.map(say),
    sections,
    record: {
      title: word('title'),
      rows: [
        [word('number'), number],
        [word('version'), String(head.seq)],
        [word('at'), reader.zoned(at)],
        [word('hash'), head.hash],
        [word('template'), templateRef],
      ],
      qr: qrText(number, head),
    },
    pageWords: say(PAGES),
    unprintableWords: say(UNPRINTABLE),
    at,
  };
}

function sectionOf(block: Block, reader: Reader): PrintedSection {
  const text = (value: Value): string => textOf(value, reader);
  const cell = (value: Value): Cell => ('number' in value ? value : text(value));
  const say = (words: Words): string => words[reader.locale];
  switch (block.is) {
    case 'facts':
      return { is: 'facts', rows: block.rows.map(([label, value]) => [say(label), cell(value)] as const) };
    case 'text':
      return { is: 'text', text: text(block.text) };
    case 'table': {
      const columns = block.columns.map(({ title, share }) => ({ title: say(title), share }));
      return { is: 'table', columns, rows: block.rows.map((row) => row.map(cell)) };
    }
    case 'signatures': {
      const boxes = block.boxes.map(({ title, name }) => ({
        title: say(title),
        ...(name ? { name: text(name) } : {}),
      }));
      return { is: 'signatures', boxes, signHere: say(SIGN), dateHere: say(DATE) };
    }
    default:
      return block satisfies never;
  }
}

function textOf(value: Value, reader: Reader): string {
  const { locale, clock, names } = reader;
  if ('text' in value) return value.text;
  if ('at' in value) return clock(value.at);
  if ('from' in value) return `${clock(value.from)} – ${clock(value.until)}`;
  if ('lengthMs' in value) return lengthWords(value.lengthMs, locale);
  if ('named' in value) return names.get(`${value.named}:${value.key}`)?.[locale] ?? value.key;
  if ('all' in value) return value.all.map((one) => textOf(one, reader)).join(locale === 'zh' ? '、' : ', ');
  if ('lines' in value) return value.lines.map((one) => textOf(one, reader)).join('\n');
  if ('label' in value) return `${value.label[locale]}${locale === 'zh' ? '：' : ': '}${textOf(value.value, reader)}`;
  return value[locale];
}
