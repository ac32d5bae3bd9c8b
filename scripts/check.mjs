/** `npm run check`, after the setup: types, lint, format and what nobody uses. Two at a time; what fails stops none of the others. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Each row one after the other. One checker: more of them read the same types again, for half as much time of the processor. */
const rows = [
  [['oxlint']],
  [['tsc', '-p', '.', '--checkers', '1'], ['tsc', '-p', 'web'], ['biome', 'format'], ['knip']],
];

/** Checker and lint are Go: what they keep is freed when there is much of it, not again and again, for a third of their time. */
const env = { GOGC: 'off', GOMEMLIMIT: '3GiB', ...process.env };

/** Its output stands together, behind its name. */
function passes([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] }); // npm has node_modules/.bin on PATH
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.once('error', ({ code }) => (said += `${program}: ${code}\n`));
    child.once('close', (code) => {
      process.stdout.write(`${[program, ...args].join(' ')}\n${said}`);
      resolve(code === 0);
    });
  });
}

async function all(row) {
  let isWell = true;
  for (const command of row) isWell = (await passes(command)) && isWell;
  return isWell;
}

const answers = await Promise.all(rows.map(all));
process.exitCode = answers.every(Boolean) ? 0 : 1;
