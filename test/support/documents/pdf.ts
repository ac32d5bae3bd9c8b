/** PDF files read by programs that had no part in writing them: pdf.js always, poppler-utils where they are installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
