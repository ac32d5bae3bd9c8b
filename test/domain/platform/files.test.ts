/** What a file is, by its bytes; what is kept of a picture; and what a file may be called. */
import { Transformer } from '@napi-rs/image';
import { contentDisposition, nameProblem } from '../../../platform/file-names.ts';
import { DamagedFile } from '../../../platform/files/byte-reader.ts';
import { cleaned, EmptyFile, OtherKind } from '../../../platform/files/cleaned.ts';
import type { Kind } from '../../../platform/files/media-type.ts';
import { orientationIn } from '../../../platform/images/exif.ts';
import { PositionStays } from '../../../platform/images/heif.ts';
import { TooManyPixels } from '../../../platform/images/size.ts';
import {
  avif,
  container,
  exif,
  flood,
  gif,
  heic,
  jpeg,
  photo,
  screenshot,
  SECRET,
  webp,
} from '../../support/files/pictures.ts';

const KINDS: readonly Kind[] = ['jpeg', 'png', 'webp', 'gif', 'heic', 'avif', 'pdf', 'docx', 'xlsx', 'pptx', 'text'];

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
type Wish = { size?: number; keepPosition?: boolean; kinds?: readonly Kind[] };
async function kept(bytes: Buffer, { size = 1_000, keepPosition = false, kinds = KINDS }: Wish = {}) {
  const found = await cleaned(inPieces(bytes, size), { kinds, keepPosition });
  const parts: Buffer[] = [];
  for await (const part of found.bytes) parts.push(part);
  return { kind: found.kind(), bytes: Buffer.concat(parts) };
}
const kindOf = async (bytes: Buffer | string, kinds?: readonly Kind[]) =>
  (await kept(Buffer.from(bytes), kinds ? { kinds } : {})).kind;
const pixels = async (bytes: Buffer) => await new Transformer(bytes).rawPixels();
const shownAs = async (bytes: Buffer) => (await new Transformer(bytes).metadata(true)).orientation;

describe('pictures', () => {
  const pictures = [
    ['jpeg', photo],
    ['png', screenshot],
    ['webp', webp],
  ] as const;

  test.each(pictures)('of a %s all but the picture itself goes, whatever pieces it comes in', async (kind, make) => {
    const sent = make();
    expect(sent.includes(SECRET)).toBe(true);
    const { bytes } = await kept(sent);
    expect(bytes.includes(SECRET)).toBe(false);
    expect(bytes.includes('GPS')).toBe(false);
    expect(await pixels(bytes)).toEqual(await pixels(sent));
    for (const size of [1, 2, 3, 7, 64, 1_000_000]) expect(await kept(sent, { size })).toEqual({ kind, bytes });
    expect((await kept(bytes)).bytes).toEqual(bytes);
  });

  test('which way up a picture is shown stays', async () => {
    expect(await shownAs((await kept(photo({ orientation: 6 }))).bytes)).toBe(6);
    expect((await kept(photo({ orientation: 1 }))).bytes).toEqual(jpeg());
    for (const make of [screenshot, webp]) {
      const { bytes } = await kept(make(8));
      const at = bytes.indexOf('MM\0*', 0, 'latin1');
      expect(orientationIn(bytes.subarray(at))).toBe(8);
    }
    expect(orientationIn(exif(3))).toBe(3);
    for (const odd of ['', 'II', 'MM\0*\0\0\0\u0008', 'II*\0\u00ff\u00ff\u00ff\u007f\0\0'])
      expect(orientationIn(Buffer.from(odd, 'latin1'))).toBe(1);
  });

  test('where the installation keeps positions, everything stays as it was sent', async () => {
    for (const [, make] of pictures) expect((await kept(make(), { keepPosition: true })).bytes).toEqual(make());
  });

  test('one that would fill the memory of whoever opens it is refused by its head alone', async () => {
    await expect(kept(flood())).rejects.toThrow(TooManyPixels);
    const large = jpeg();
    const frame = large.indexOf(Buffer.of(0xff, 0xc0));
    large.writeUInt32BE(0xff_ff_ff_ff, frame + 5);
    await expect(kept(large)).rejects.toThrow(TooManyPixels);
    await expect(kept(flood(0, 7))).rejects.toThrow(DamagedFile);
  });

  test('one that is cut short or torn is shown as far as it goes, or refused, and never waited for', async () => {
    const whole = photo();
    for (let end = 4; end < whole.length; end += 13) {
      const outcome = await kept(whole.subarray(0, end)).catch((error: unknown) => error);
      expect(outcome instanceof DamagedFile || (outcome as { kind: string }).kind === 'jpeg').toBe(true);
    }
    for (const make of [screenshot, webp]) await expect(kept(make().subarray(0, 50))).rejects.toThrow(DamagedFile);
  });
});

describe('pictures of phones', () => {
  test('a HEIC keeps its picture in its place, and nothing of where and with what it was taken', async () => {
    const { bytes: sent, picture } = heic();
    expect(sent.includes(SECRET)).toBe(true);
    const { kind, bytes } = await kept(sent);
    expect([kind, bytes.includes(SECRET), bytes.includes('GPS')]).toEqual(['heic', false, false]);
    expect(bytes.indexOf(picture)).toBe(sent.indexOf(picture));
    for (const size of [1, 3, 17, 64, 1_000_000]) expect(await kept(sent, { size })).toEqual({ kind, bytes });
    expect((await kept(bytes)).bytes).toEqual(bytes);
    expect((await kept(sent, { keepPosition: true })).bytes).toEqual(sent);
    expect((await kept(heic({ brand: 'mif1' }).bytes)).kind).toBe('heic');
  });

  test('an AVIF is shown as it was', async () => {
    const sent = await avif();
    const { kind, bytes } = await kept(sent);
    expect(kind).toBe('avif');
    expect(await pixels(bytes)).toEqual(await pixels(sent));
  });

  test('one from which nothing could be left out on the way is refused, unless positions are kept', async () => {
    const { bytes } = heic({ first: 'mdat' });
    await expect(kept(bytes)).rejects.toThrow(PositionStays);
    expect((await kept(bytes, { keepPosition: true })).bytes).toEqual(bytes);
  });

  test('a flood, a torn one and one without a picture are refused', async () => {
    await expect(kept(heic({ pixels: [100_000, 100_000] }).bytes)).rejects.toThrow(TooManyPixels);
    const { bytes } = heic();
    for (let end = 20; end < bytes.length - 60; end += 97)
      await expect(kept(bytes.subarray(0, end))).rejects.toThrow(DamagedFile);
    await expect(kept(Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', 'latin1'))).rejects.toThrow(DamagedFile);
    const long = Buffer.from(bytes);
    long.writeUInt32BE(0x7f_ff_ff_ff, bytes.indexOf('meta') - 4);
    await expect(kept(long)).rejects.toThrow(DamagedFile);
  });

  test('a GIF keeps its frames and how often it is repeated', async () => {
    const { kind, bytes } = await kept(gif());
    expect([kind, bytes.includes(SECRET), bytes.includes('NETSCAPE2.0')]).toEqual(['gif', false, true]);
    expect(bytes.filter((byte) => byte === 0x2c)).toHaveLength(2);
    for (const size of [1, 2, 7, 1_000_000]) expect((await kept(gif(), { size })).bytes).toEqual(bytes);
    expect((await kept(bytes)).bytes).toEqual(bytes);
    expect((await kept(gif(), { keepPosition: true })).bytes).toEqual(gif());
    await expect(kept(gif(65_535, 65_535))).rejects.toThrow(TooManyPixels);
    await expect(kept(Buffer.from('GIF89a'))).rejects.toThrow(DamagedFile);
  });
});

describe('kinds', () => {
  test('a file is what its bytes say', async () => {
    expect(await kindOf('%PDF-1.7\n…')).toBe('pdf');
    expect(await kindOf('序号,名称\n1,国库支付\n')).toBe('text');
    expect(await kindOf(Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x0a]))).toBe('text'); // 中文 in GB18030
    expect(await kindOf(Buffer.from('\uFEFF日志', 'utf16le'))).toBe('text');
    expect(await kindOf('\u001b[31mFAILED\u001b[0m MZ BM\r\n')).toBe('text');
    expect(await kindOf('BM is how a line begins')).toBe('text');
    expect(await kindOf(container('[Content_Types].xml', 'word/document.xml'))).toBe('docx');
    expect(await kindOf(container('[Content_Types].xml', 'xl/workbook.xml'))).toBe('xlsx');
    expect(await kindOf(container('[Content_Types].xml', 'ppt/presentation.xml'))).toBe('pptx');
  });

  test.each([
    ['exe', 'MZ\u0090\0\u0003\0'],
    ['exe', '\u007fELF\u0002\u0001'],
    ['bmp', 'BM\u0001\u0002\u0003\0'],
    ['video', '\0\0\0\u0018ftypmp42'],
    ['video', '\0\0\0\u0018ftypqt  '],
    ['video', '\0\0\0\u0018ftyphevc'],
    ['zip', container('anything.txt').toString('latin1')],
    ['zip', container('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin').toString('latin1')],
    ['ole', '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'],
    ['unknown', `${'a'.repeat(9_000)}\0`],
    ['unknown', '\u0001\u0002\u0003'],
    ['unknown', 'RIFF\0\0\0\0WAVE'],
  ])('%s is not taken', async (found, words) => {
    await expect(kept(Buffer.from(words, 'latin1'))).rejects.toMatchObject({ name: 'OtherKind', found });
  });

  test('an installation takes what it names, and nothing is unpacked to tell', async () => {
    expect(await kindOf(container('42.zip'), ['zip'])).toBe('zip');
    await expect(kindOf('%PDF-1.7', ['jpeg'])).rejects.toThrow(OtherKind);
    await expect(kindOf('')).rejects.toThrow(EmptyFile);
  });
});

describe('names', () => {
  const NAME = '现场照片 фото صورة';
  test('any script, 1 to 255 letters, exactly as it is', () => {
    const long = NAME.repeat(20).slice(0, 200);
    for (const name of ['a', '截图 2026-12-01 (2).png', 'O\'Neil’s; "x".txt', '👩‍🔧.jpg', long, '𠮷'.repeat(255)])
      expect([name, nameProblem(name)]).toEqual([name, null]);
    expect(decodeURIComponent(/filename\*=UTF-8''(.+)$/.exec(contentDisposition(long))?.[1] ?? '')).toBe(long);
  });

  test.each([
    ['too-long', NAME.repeat(20).slice(0, 300)],
    ['too-long', '𠮷'.repeat(256)],
    ['too-short', ''],
    ['too-short', ' \u3000'],
    ['bad-character', 'a\u0000.txt'],
    ['bad-character', 'a\r\nSet-Cookie: x'],
    ['bad-character', 'photo\u202Egpj.exe'],
    ['bad-character', 'half\uD800'],
    ['bad-character', 'report\u200Ftxt.exe'],
    ['bad-character', '\u061C.txt'],
    ['bad-character', 'report.ex\u00ADe'],
    ['bad-character', 'report.exe\u2063'],
    ['started', 'report.exe\u200D'],
    ['started', 'page.ht\u200Cml'],
    ['started', 'report.exe\uFE0F'],
    ['started', 'report．exe'],
    ['started', 'table.iqy'],
    ['path', '../../etc/passwd'],
    ['path', 'C:\\Users\\a.txt'],
    ['path', 'C:a.txt'],
    ['path', '..'],
    ['started', 'report.EXE'],
    ['started', 'report.txt.ps1'],
    ['started', 'report.exe. '],
    ['started', 'page.html'],
  ])('%s: %j is refused', (code, name) => {
    expect(nameProblem(name)).toBe(code);
  });
});
