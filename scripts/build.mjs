/** `npm run build`: the code in `dist/`, and the bundle of the workflows. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { isUsageGiven } from './usage.mjs';

const root = path.resolve(import.meta.dirname, '..');

const usage = `npm run build
  Compiles the code into dist/ (npm run check looks at its types), bundles the workflows, and builds the console. npm start and npm test do it by themselves.`;

function step(program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) process.stderr.write(`${program}: ${error.code}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

if (!isUsageGiven(usage)) {
  step('tsc', '-p', 'tsconfig.build.json'); // npm has node_modules/.bin on PATH
  step(process.execPath, 'dist/worker/bundle.js');
  step('npm', 'run', '--silent', 'build', '-w', 'web');
}
