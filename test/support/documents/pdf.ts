/** PDF files read by programs that had no part in writing them: pdf.js always, poppler-utils where they are installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import jsQR from 'jsqr';

export type ReadPdf = {
  /** The text of each, without what lies between words. */
  pages: string[];
  fonts: { name: string; isEmbedded: boolean }[];
  /** Where the text that stands farthest right ends, and the width of the paper: points. */
  right: number;
  width: number;
};

/** Throws what the reader says of a file that it cannot read. */
export function readPdf(bytes: Buffer): ReadPdf {
  const reader = path.join(__dirname, 'read-pdf.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [reader], { input: bytes, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ReadPdf;
}

/** What the QR code on each page says, as printed; null where there is none. Throws what the reader says of a file that it cannot read. */
export function readQr(bytes: Buffer): (string | null)[] {
  const reader = path.join(__dirname, 'read-qr.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [reader], { input: bytes, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as (string | null)[];
}

/** The same by a page as poppler paints it, text and lines included. */
export function readQrByPoppler(bytes: Buffer, page: number): string | null {
  const options = { input: bytes, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = spawnSync('pdftoppm', ['-gray', '-r', '200', '-f', `${page}`, '-l', `${page}`, '-'], options);
  const [, width = '', height = '', most = ''] =
    /^P5\s+(\d+)\s+(\d+)\s+(\d+)\s/.exec(stdout.toString('latin1', 0, 40)) ?? [];
  const [wide, high] = [Number(width), Number(height)];
  const grey = stdout.subarray(`P5\n${width} ${height}\n${most}\n`.length);
  const pixels = new Uint8ClampedArray(wide * high * 4).fill(255);
  for (let at = 0; at < wide * high; at += 1) pixels.fill(grey[at] ?? 255, at * 4, at * 4 + 3);
  return jsQR(pixels, wide, high)?.data ?? null;
}

/** True where poppler-utils are installed. */
export const hasPoppler = (): boolean => !spawnSync('pdffonts', ['-v']).error;

const run = (program: string, ...args: string[]): string => spawnSync(program, args, { encoding: 'utf8' }).stdout;

export function readByPoppler(bytes: Buffer): { text: string; fonts: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'poppler-'));
  const file = path.join(folder, 'document.pdf');
  writeFileSync(file, bytes);
  const found = { text: run('pdftotext', '-layout', file, '-'), fonts: run('pdffonts', file) };
  rmSync(folder, { recursive: true });
  return found;
}
