import fc from 'fast-check';
import { csvRecord, plainCell, readCsv } from '../../../platform/spreadsheet.ts';

async function* chunks(text: string): AsyncGenerator<string> {
  yield text;
}
async function cellOf(text: string): Promise<string> {
  for await (const { cells } of readCsv(chunks(`x,y\r\n${csvRecord([text, 'end'])}`)))
    if (cells[1] === 'end') return cells[0] ?? '';
  throw new Error('no such row');
}

/** As a program cuts it where another sign parts cells. */
const pieces = (cell: string): string[] => cell.split(/[;\t]/).map((piece) => piece.trimStart());

test.each([';=1', ' ;=1', '\t=1', ';\t+1', "';@x", 'a;=cmd', 'a\t-1', 'a; ＝1', ';;=1', " ' ;'=1", '\n=1', '；=1'])(
  'S16 neither %j nor any piece of it is a formula, and it comes back as it was',
  async (text) => {
    const cell = await cellOf(text);
    expect(pieces(cell).filter((piece) => /^[=+\-@＝＋－＠]/.test(piece))).toEqual([]);
    expect(plainCell(cell)).toBe(text);
  },
);

test('S16 what is no formula stands as it is', async () => {
  for (const text of ['a;b', "it's", "'quoted'", '第一行\n- 项', 'a = b', '1;2', 'x@y', ';', "'"])
    expect(await cellOf(text)).toBe(text);
});

test('S16 every text comes back as it was, and no piece of it is a formula', async () => {
  const text = fc.array(fc.constantFrom('=', '+', '-', '@', ';', '\t', "'", ' ', 'a', '＝', '\n', '"', ','), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(text, async (letters) => {
      const cell = await cellOf(letters.join(''));
      expect(plainCell(cell)).toBe(letters.join(''));
      expect(pieces(cell).filter((piece) => /^[=+\-@＝＋－＠]/.test(piece))).toEqual([]);
    }),
  );
});

test('S01 blanks and separators in the middle of a cell cost no more than their length', () => {
  for (const run of ['\t', ' ', ';', "';", '; '].map((one) => one.repeat(400_000)))
    expect(plainCell(csvRecord([`a${run}b`]).trimEnd()).length).toBe(run.length + 2);
});
