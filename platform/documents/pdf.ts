/** Documents as PDF: A4, fonts embedded as subsets, the same bytes for the same document. Runs in the press alone (press-child.ts). */
import pdfmake from 'pdfmake';
import { characters, FONT } from './fonts.ts';
import { Ink } from './printable.ts';
import { type Cell, type Print, type Printable, type Section, wordsIn } from './printed.ts';

const WIDTH = 595.28;
const MARGIN = { left: 48, top: 56, right: 48, bottom: 56 } as const;
const INNER = WIDTH - MARGIN.left - MARGIN.right;
/** Of a cell, both sides together, with its line. */
const PADDING = 11;
const LINE = '#808080';
const HEAD = '#eeeeee';

type Node = Readonly<Record<string, unknown>> | string;

/** Throws what pdfmake throws. */
export async function pdfOf(document: Printable): Promise<Print> {
  const ink = new Ink(characters());
  const { lang, title, subtitle, mark, letterhead, footer, sections, record, pageWords, unprintableWords, at } =
    document;
  const say = (text: string): string => ink.text(text);
  const head: Node[] = [
    ...letterhead.map((text, n): Node => ({ text: say(text), style: n === 0 ? 'letterhead' : 'letterline' })),
    ...(letterhead.length > 0 ? [rule()] : []),
    { text: say(title), style: 'title' },
    { text: say(subtitle), style: 'subtitle' },
  ];
  const body = sections.flatMap((section) => sectionNodes(section, say));
  const [footWords, top, marked] = [footer.map(say), say(subtitle), mark && say(mark)];
  const told =
    ink.unprintable.length > 0
      ? [
          {
            text: unprintableWords.replace('{characters}', ink.unprintable.join(' ')),
            style: 'small',
            margin: [0, 4, 0, 0],
          },
        ]
      : [];
  const date = new Date(at);
  const definition = {
    pageSize: 'A4',
    pageMargins: [MARGIN.left, MARGIN.top, MARGIN.right, MARGIN.bottom],
    info: {
      title: `${title} ${subtitle}`,
      creator: 'Changming',
      producer: 'Changming',
      creationDate: date,
      modDate: date,
    },
    language: lang === 'zh' ? 'zh-CN' : 'en',
    defaultStyle: { font: FONT, fontSize: 9.5, lineHeight: 1.25 },
    styles,
    ...(marked ? { watermark: { text: marked, color: 'gray', opacity: 0.12, bold: true, fontSize: 90 } } : {}),
    header: (page: number): Node | null =>
      page === 1 ? null : { text: top, style: 'small', margin: [MARGIN.left, 28, MARGIN.right, 0] },
    footer: (page: number, pages: number): Node => ({
      margin: [MARGIN.left, 12, MARGIN.right, 0],
      columns: [
        { text: footWords.join('\n'), style: 'small', width: '*' },
        {
          text: pageWords.replace('{page}', String(page)).replace('{pages}', String(pages)),
          style: 'small',
          alignment: 'right',
          width: 'auto',
        },
      ],
    }),
    content: [...head, ...body, recordNode(record, say), ...told],
  };
  const bytes = await pdfmake.createPdf(definition).getBuffer();
  return { bytes, unprintable: ink.unprintable };
}

const styles = {
  letterhead: { fontSize: 12, bold: true, alignment: 'center' },
  letterline: { fontSize: 9, alignment: 'center', color: '#404040' },
  title: { fontSize: 18, bold: true, alignment: 'center', margin: [0, 10, 0, 2] },
  subtitle: { fontSize: 10, alignment: 'center', color: '#404040', margin: [0, 0, 0, 8] },
  heading: { fontSize: 11.5, bold: true, margin: [0, 10, 0, 4] },
  label: { color: '#404040' },
  columnHead: { bold: true, fillColor: HEAD },
  small: { fontSize: 8, color: '#505050' },
};
const rule = (): Node => ({
  canvas: [{ type: 'line', x1: 0, y1: 4, x2: INNER, y2: 4, lineWidth: 1, lineColor: LINE }],
});
const lines = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0.5,
  hLineColor: () => LINE,
  vLineColor: () => LINE,
  paddingLeft: () => 5,
  paddingRight: () => 5,
  paddingTop: () => 3,
  paddingBottom: () => 2,
};
const table = (widths: readonly number[], body: readonly (readonly Node[])[], more: object = {}): Node => ({
  table: { widths: [...widths], body: body.map((row) => [...row]), ...more },
  layout: lines,
});

type Say = (text: string) => string;
function sectionNodes(section: Section, say: Say): Node[] {
  const heading: Node[] =
    section.title === undefined ? [] : [{ text: say(section.title), style: 'heading', headlineLevel: 1 }];
  switch (section.is) {
    case 'facts':
      return [...heading, facts(section.rows, say)];
    case 'text':
      return [...heading, { text: say(section.text), margin: [0, 0, 0, 4] }];
    case 'table': {
      const widths = widthsOf(section.columns.map(({ share }) => share));
      const top = section.columns.map(({ title }): Node => ({ text: say(title), style: 'columnHead' }));
      // A row that is the last word on all the others spans the table.
      const rows = section.rows.map((row): Node[] =>
        row.length === 1 && widths.length > 1
          ? [{ text: say(wordsIn(row[0] ?? '')), colSpan: widths.length }, ...widths.slice(1).map(() => '')]
          : row.map((cell): Node => ({ text: say(wordsIn(cell)) })),
      );
      const isShort = section.rows.flat().every((cell) => wordsIn(cell).length <= MOST_UNBROKEN);
      const more = { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: isShort };
      return [...heading, table(widths, [top, ...rows], more)];
    }
    case 'signatures':
      return [{ unbreakable: true, stack: [...heading, signatures(section, say)] }];
    default:
      return section satisfies never;
  }
}

/** A row with more in one of its cells may go on over the page: it might be higher than one. */
const MOST_UNBROKEN = 320;

/** In points, so that nothing that stands in a column can widen it. */
function widthsOf(shares: readonly number[]): number[] {
  const all = shares.reduce((sum, one) => sum + one, 0);
  const room = INNER - shares.length * PADDING;
  return shares.map((share) => Math.max(12, (room * share) / all));
}

type Facts = readonly (readonly [label: string, value: Cell])[];
const facts = (rows: Facts, say: Say): Node =>
  table(
    widthsOf([3, 10]),
    rows.map(([label, value]): Node[] => [{ text: say(label), style: 'label' }, { text: say(wordsIn(value)) }]),
  );

function signatures({ boxes, signHere, dateHere }: Extract<Section, { is: 'signatures' }>, say: Say): Node {
  const box = ({ title, name = '' }: (typeof boxes)[number]): Node => ({
    stack: [
      { text: say(title), bold: true },
      { text: say(name) },
      { text: `${say(signHere)}:`, style: 'small', margin: [0, 22, 0, 0] },
      { text: `${say(dateHere)}:`, style: 'small', margin: [0, 8, 0, 4] },
    ],
  });
  return table(widthsOf(boxes.map(() => 1)), [boxes.map(box)]);
}

const QR = 92;
const LABEL = 88;
function recordNode({ title, rows, qr }: Printable['record'], say: Say): Node {
  const small = (text: string): Node => ({ text: say(text), style: 'small' });
  const beside = table(
    [LABEL, INNER - LABEL - QR - 14 - 2 * PADDING],
    rows.map((row) => row.map(small)),
  );
  return {
    unbreakable: true,
    stack: [
      { text: say(title), style: 'heading' },
      {
        columns: [
          { width: '*', stack: [beside] },
          { width: QR, qr, fit: QR, eccLevel: 'M', margin: [8, 0, 0, 0] },
        ],
      },
    ],
  };
}
