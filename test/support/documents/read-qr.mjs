/**
 * Reads the QR codes of a PDF from stdin: pdf.js says which rectangles are filled on each page, in which colour, they are painted on
 * a bitmap, and jsQR looks at that as a camera would. Tells by page what it read, null for none, as JSON.
 */
import jsQR from 'jsqr';
import { getDocument, OPS, Util } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Pixels of a point. */
const SCALE = 2;

const parts = [];
for await (const part of process.stdin) parts.push(part);
const data = new Uint8Array(Buffer.concat(parts));
const document = await getDocument({ data, disableFontFace: true, verbosity: 0 }).promise;
const found = [];
for (let n = 1; n <= document.numPages; n += 1) found.push(await readPage(await document.getPage(n)));
process.stdout.write(JSON.stringify(found), () => process.exit());

async function readPage(page) {
  const [, , points, high] = page.view;
  const [width, height] = [Math.ceil(points * SCALE), Math.ceil(high * SCALE)];
  const bitmap = new Uint8ClampedArray(width * height * 4).fill(255);
  const { fnArray, argsArray } = await page.getOperatorList();
  let [matrix, colour, path] = [[1, 0, 0, 1, 0, 0], [0, 0, 0], []];
  const saved = [];
  for (const [at, fn] of fnArray.entries()) {
    const args = argsArray[at];
    if (fn === OPS.save) saved.push([matrix, colour]);
    else if (fn === OPS.restore) [matrix, colour] = saved.pop();
    else if (fn === OPS.transform) matrix = Util.transform(matrix, args);
    else if (fn === OPS.setFillRGBColor) colour = rgb(args);
    else if (fn === OPS.constructPath) path = rectanglesIn(args);
    else if (fn === OPS.fill || fn === OPS.eoFill || fn === OPS.fillStroke) for (const one of path) paint(one);
  }
  return jsQR(bitmap, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null;

  function paint([x, y, wide, tall]) {
    const corners = [Util.applyTransform([x, y], matrix), Util.applyTransform([x + wide, y + tall], matrix)];
    const [left, right] = corners.map(([one]) => Math.round(one * SCALE)).toSorted((a, b) => a - b);
    const [top, bottom] = corners.map(([, one]) => Math.round((high - one) * SCALE)).toSorted((a, b) => a - b);
    for (let row = Math.max(0, top); row < Math.min(height, bottom); row += 1)
      for (let column = Math.max(0, left); column < Math.min(width, right); column += 1)
        bitmap.set([...colour, 255], (row * width + column) * 4);
  }
}

/** pdf.js gives a colour as bytes, or as `#rrggbb`. */
function rgb(args) {
  return typeof args[0] === 'string'
    ? [1, 3, 5].map((at) => Number.parseInt(args[0].slice(at, at + 2), 16))
    : [...args];
}

function rectanglesIn([operators, coordinates]) {
  const all = [];
  let at = 0;
  for (const operator of operators) {
    if (operator === OPS.rectangle) all.push(coordinates.slice(at, at + 4));
    at +=
      { [OPS.rectangle]: 4, [OPS.moveTo]: 2, [OPS.lineTo]: 2, [OPS.curveTo]: 6, [OPS.curveTo2]: 4, [OPS.curveTo3]: 4 }[
        operator
      ] ?? 0;
  }
  return all;
}
