/** A workbook (.xlsx) of a few rows, as programs write one. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A cell: text shared, text within, a number as written, a truth, a date (`serial`, days since 1899-12-30). */
export type Cell = string | { inline: string } | { number: string } | { is: boolean } | { serial: number } | null;
type Options = {
  sheet?: string;
  from1904?: boolean;
  format?: string;
  prefix?: string;
  before?: readonly (readonly Cell[])[];
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const letters = (column: number): string =>
  (column > 26 ? letters(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26));

const relations = (...all: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;

/** Two sheets: the rows, and an empty one called `Notes`; row 1 is the header. */
export function workbook(rows: readonly (readonly Cell[])[], options: Options = {}): Buffer {
  const { sheet = 'Log & more', from1904 = false, format = 'dd/mm/yyyy hh:mm', prefix = '' } = options;
  const texts: string[] = [];
  const cell = (value: Cell, reference: string): string => {
    const open = `<${prefix}c r="${reference}"`;
    const close = `</${prefix}c>`;
    const v = (text: string) => `<${prefix}v>${escaped(text)}</${prefix}v>`;
    if (value === null) return '';
    if (typeof value === 'string') return `${open} t="s">${v(String(texts.push(value) - 1))}${close}`;
    if ('inline' in value)
      return `${open} t="inlineStr"><${prefix}is><${prefix}t>${escaped(value.inline)}</${prefix}t></${prefix}is>${close}`;
    if ('is' in value) return `${open} t="b">${v(value.is ? '1' : '0')}${close}`;
    return 'serial' in value
      ? `${open} s="1">${v(String(value.serial))}${close}`
      : `${open}>${v(value.number)}${close}`;
  };
  const data = rows
    .map((cells, r) => {
      const inside = cells.map((value, c) => cell(value, `${letters(c + 1)}${r + 1}`)).join('');
      return `<${prefix}row r="${r + 1}">${inside}</${prefix}row>`;
    })
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const xmlns = prefix === '' ? `xmlns="${main}"` : `xmlns:${prefix.slice(0, -1)}="${main}"`;
  const of = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${of}/${type}" Target="${target}"/>`;
  const shared = texts.map(
    (text) => `<si><r><t xml:space="preserve">${escaped(text)}</t></r><rPh sb="0" eb="1"><t>pinyin</t></rPh></si>`,
  );
  return zipped({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${of}"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
      relation('rId2', 'worksheet', '/xl/worksheets/sheet2.xml'),
      relation('rId3', 'styles', 'styles.xml'),
      relation('rId4', 'sharedStrings', 'sharedStrings.xml'),
    ),
    'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="${escaped(format)}"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${shared.join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8"?><${prefix}worksheet ${xmlns}><${prefix}sheetData>${data}</${prefix}sheetData></${prefix}worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${main}"><sheetData/></worksheet>`,
  });
}

/** A zip file of these parts, packed; `said`: what the directory says of a part's size instead. */
export function zipped(
  parts: Readonly<Record<string, string | Buffer>>,
  said: Readonly<Record<string, number>> = {},
): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(said[name] ?? bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const central = Buffer.concat([
      Buffer.from('PK\u0001\u0002\u0014\u0000'),
      common,
      Buffer.alloc(14),
      Buffer.from(name),
    ]);
    central.writeUInt32LE(offset, 42);
    files.push(local);
    directory.push(central);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}
