/** Reads a PDF from stdin with pdf.js and tells its pages and fonts as JSON: in a process of its own, for it changes what is global. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

const parts = [];
for await (const part of process.stdin) parts.push(part);
const data = new Uint8Array(Buffer.concat(parts));
const document = await getDocument({ data, disableFontFace: true, fontExtraProperties: true, verbosity: 0 }).promise;
const pages = [];
const fonts = new Map();
let [right, width] = [0, 0];
for (let n = 1; n <= document.numPages; n += 1) {
  const page = await document.getPage(n);
  const { items } = await page.getTextContent();
  await page.getOperatorList(); // loads its fonts
  [, , width] = page.view;
  for (const { transform, width: long } of items) right = Math.max(right, transform[4] + long);
  pages.push(items.map(({ str = '' }) => str).join(''));
  for (const { fontName } of items) {
    const { name, missingFile, data: file } = page.commonObjs.get(fontName);
    fonts.set(name, { name, isEmbedded: missingFile === false && file?.length > 0 });
  }
}
process.stdout.write(JSON.stringify({ pages, right, width, fonts: [...fonts.values()] }), () => process.exit());
