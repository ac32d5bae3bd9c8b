/** A page of a real browser with files of the checkout as modules, and what it tells. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { transform } from '@swc/core';

const root = path.resolve(__dirname, '../../..');
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

export type Pages = {
  /** Runs `script`, a module at the root of the checkout, in a browser of its own; it ends by `tell(value)`. Resolves with the value. */
  tell(script: string): Promise<unknown>;
  stop(): void;
};

/** One origin, whose data lie in `folder` from browser to browser. */
export async function pagesIn(chrome: string, folder: string): Promise<Pages> {
  let script = '';
  let [tell, fail]: ((value: unknown) => void)[] = [];
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://here').pathname;
    response.setHeader('Cache-Control', 'no-store');
    if (name === '/told') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => tell?.(JSON.parse(Buffer.concat(parts).toString())));
      response.end();
    } else if (name.endsWith('.ts')) {
      const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } } as const;
      transform(readFileSync(path.join(root, name), 'utf8'), options).then(
        ({ code }) => response.setHeader('Content-Type', 'text/javascript').end(code),
        (error: unknown) => fail?.(error),
      );
    } else {
      response.setHeader('Content-Type', 'text/html').end(pageOf(script));
    }
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    tell: async (wanted) => {
      script = wanted;
      const told = new Promise<unknown>((resolve, reject) => {
        [tell, fail] = [resolve, reject];
      });
      const at = [`--user-data-dir=${folder}`, `http://127.0.0.1:${port}/`];
      const browser = spawn(chrome, [...FLAGS, ...at], { stdio: 'ignore' });
      const gone = once(browser, 'exit');
      browser.once('error', (error) => fail?.(error));
      browser.once('exit', (code) => fail?.(new Error(`the browser ended with ${code} before it told anything`)));
      try {
        return await told;
      } finally {
        browser.kill();
        await gone;
      }
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const TELL = 'const tell = (value) => fetch("/told", { method: "POST", body: JSON.stringify(value ?? null) });';
const pageOf = (script: string): string =>
  `<!doctype html><script type="module">${TELL}\nwindow.onerror = (e) => tell(String(e));\n${script}</script>`;
