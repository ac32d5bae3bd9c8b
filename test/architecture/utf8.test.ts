/** Text that commands are handed: files, what is piped in, words of the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { line, text } from '../../domain/kernel/contract.ts';
import { incident } from '../../domain/incident/index.ts';
import { parsedOrWrong, WrongUse, wordsOf } from '../../commands/support/command.ts';
import { readMapping } from '../../commands/replay/mapping.ts';
import { readEnv } from '../../platform/env.ts';
import { NotUtf8, readText, textOf } from '../../platform/utf8.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'changming-utf8-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileOf = (...bytes: (string | number)[]): string => {
  const file = path.join(folder, `${Math.random()}`);
  writeFileSync(file, Buffer.concat(bytes.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.of(one)))));
  return file;
};

test('N33 a file that is not UTF-8 is refused with its name and line, one with a mark of byte order is read without', () => {
  const bad = fileOf('打印\n第二行\n', 'x', 0xff, '\n');
  expect(() => readText(bad)).toThrow(new NotUtf8(`${bad} is not UTF-8 in line 3: save it as UTF-8`));
  expect(() => readText(fileOf('\n', 0xb4, 0xf2))).toThrow('line 2'); // 打 in GB18030, at the end of the file
  expect(readText(fileOf('\uFEFF{"a": "打印"}'))).toBe('{"a": "打印"}');
  expect(wordsOf(new NotUtf8('x is not UTF-8'), 'usage')).toBe('x is not UTF-8');
});

test('N33 whatever can be written comes back as it was, and no other bytes come back at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (words) => {
      expect(textOf(Buffer.from(words), 'x')).toBe(words.replace(/^\uFEFF/, ''));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      const given = Buffer.from(bytes);
      fc.pre(!Buffer.from(given.toString('utf8')).equals(given));
      expect(() => textOf(given, 'x')).toThrow(NotUtf8);
    }),
  );
});

test('N33 a mapping of another tool and a secret are read as strictly', () => {
  const mapping = fileOf('{"case": "', 0xd6, 0xd0, '"}');
  expect(() => readMapping(mapping, incident)).toThrow('it is not UTF-8');
  const env = { MONGODB_URI: 'mongodb://127.0.0.1/x', TEMPORAL_ADDRESS: '127.0.0.1:1', CHANGMING_EMBEDDED: '1' };
  const secret = fileOf('x'.repeat(40), 0xff);
  expect(() => readEnv({ ...env, CHANGMING_SECRET_FILE: secret })).toThrow(
    'CHANGMING_SECRET_FILE names a file that cannot be read as UTF-8',
  );
});

test('N33 a word of the command line that lost bytes on its way is a wrong use', () => {
  const { argv } = process;
  try {
    for (const word of ['--name=\uFFFD', 'a\u0007', 'x\uD800']) {
      process.argv = ['node', 'x', word];
      expect(() => parsedOrWrong(() => 1)).toThrow(WrongUse);
    }
    process.argv = ['node', 'x', '--name=打印 🧯'];
    expect(parsedOrWrong(() => 1)).toBe(1);
  } finally {
    process.argv = argv;
  }
});

test('N33 N35 a text has no controls, no half of a pair and nothing that a decoder left; a line no line ends either', () => {
  for (const odd of ['a\u0000', '\u001B[1m', 'a\u0085b', '\uD800', 'x\uDC00y', 'lost \uFFFD', '\u007F']) {
    expect([odd, line(9).safeParse(odd).success, text(9).safeParse(odd).success]).toEqual([odd, false, false]);
  }
  for (const fine of ['打印 🧯', 'é', '\u{20000}', 'a\u00A0b', '\u200Dx'])
    expect([fine, line(9).safeParse(fine).success, text(9).safeParse(fine).success]).toEqual([fine, true, true]);
  expect([line(9).safeParse('a\nb').success, text(9).parse('a\r\nb\tc')]).toEqual([false, 'a\nb\tc']);
});
