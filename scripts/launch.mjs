/**
 * `npm start` and `npm run dev`: `node scripts/launch.mjs start`. First what a person may have to mend, before anything is
 * fetched or begun: the settings and the data folder; then the setup, in a process of its own; then the product, in this one.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { isUsageGiven } from './usage.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url)); // import.meta.dirname is too new to say that Node is too old

const usages = {
  start: `npm start
  Fetches what is missing, builds, and runs the whole product on one data folder, until Ctrl+C.`,
  dev: `npm run dev
  As npm start, but from the sources, and started again when they change.`,
};
const settings = `
Settings come from the environment (docs/settings.md):
  PORT=3000             where it is reached; the next free port when this one is taken
  HOST=127.0.0.1        0.0.0.0: from other machines as well, behind a proxy that speaks TLS
  CHANGMING_DATA=data   where everything lies
To begin anew: docs/start-anew.md`;

const name = process.argv[2];
process.argv.splice(2, 1);

const waitOn = () => undefined; // the terminal's signal reaches the setup as well

/** @returns the exit code of `node scripts/setup.mjs`; a signal ends both. */
const setUp = () =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(folder, 'setup.mjs'), '--with-settings'], { stdio: 'inherit' });
    const passOn = () => child.kill('SIGTERM');
    process.on('SIGINT', waitOn).on('SIGTERM', passOn).on('SIGHUP', passOn);
    child.once('error', () => resolve(1));
    child.once('exit', (code) => {
      process.off('SIGINT', waitOn).off('SIGTERM', passOn).off('SIGHUP', passOn);
      resolve(code ?? 1);
    });
  });

if (!isUsageGiven(`${usages[name]}\n${settings}`)) {
  const { checkBeforeStart } = await import('./before-start.mjs');
  const problem = checkBeforeStart();
  if (problem) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
  } else {
    const code = await setUp();
    if (code === 0) await (name === 'dev' ? import('./dev.mjs') : import('./start.mjs'));
    else process.exitCode = code;
  }
}
