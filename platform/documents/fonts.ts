/** The fonts of documents, read once in the process that prints; the one file that knows where they lie and how they are opened. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pdfmake from 'pdfmake';
import PDFDocument from 'pdfmake/js/PDFDocument.js';

/** The package exports its main file alone; without italics only these two are named. */
const FOLDER = path.resolve(require.resolve('@embedpdf/fonts-sc'), '../../fonts');
const FILES = { normal: 'NotoSansHans-Regular.otf', bold: 'NotoSansHans-Bold.otf' } as const;
export const FONT = 'NotoSansHans';

/**
 * Fonts come out of memory, so that no document has a reason to open a file or an address, and none may: whatever a text in it says,
 * it stays a text.
 */
function open(): ReadonlySet<number> {
  for (const name of Object.values(FILES)) pdfmake.virtualfs.writeFileSync(name, readFileSync(path.join(FOLDER, name)));
  pdfmake.setFonts({ [FONT]: FILES });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  keepParsed();
  const trial = new PDFDocument({ [FONT]: FILES }, {}, {}, {}, { font: null }, pdfmake.virtualfs);
  return new Set(trial.provideFont(FONT).font.characterSet);
}

/**
 * A font is parsed once and not once a document: its tables cost 0.15 of the 0.25 s that one takes (500 documents in 45 s instead of
 * 110). Each document embeds a subset of its own all the same, and its bytes are the same either way.
 */
function keepParsed(): void {
  const parsed = new Map<string, ReturnType<PDFDocument['provideFont']>>();
  const provideFont = Reflect.get(PDFDocument.prototype, 'provideFont');
  PDFDocument.prototype.provideFont = function provide(family, bold, italics) {
    const type = this.getFontType(bold, italics);
    const own = (this.fontCache[family] ??= {});
    const embedded = own[type];
    if (embedded) return embedded;
    const known = parsed.get(type);
    if (!known) {
      const first = provideFont.call(this, family, bold, italics);
      parsed.set(type, first);
      return first;
    }
    const { _fontCount: count, _fontFamilies: families } = this;
    const made: typeof known = Reflect.construct(known.constructor, [this, known.font, `F${count + 1}`]);
    Object.assign(this, { _fontCount: count + 1 });
    own[type] = made;
    families[made.name] = made;
    return made;
  };
}

let opened: ReadonlySet<number> | undefined;
/** The code points that the fonts have. Opens them at first use. */
export const characters = (): ReadonlySet<number> => (opened ??= open());
