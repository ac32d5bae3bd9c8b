/**
 * `node scripts/command.mjs [--source] PROGRAM …`: how npm runs a command of operators. The built program, such as
 * `commands/person`; with `--source` that of the sources, for commands that must run without a build. What is missing for
 * it is said in one sentence; its usage is given before the build as well.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url)); // import.meta.dirname is too new to say that Node is too old
const inRoot = (...names) => path.join(root, ...names);
const require = createRequire(import.meta.url);

const [first, ...others] = process.argv.slice(2);
const wantsSource = first === '--source';
const [program, ...args] = wantsSource ? others : [first, ...others];
const isHelp = args.includes('--help') || args.includes('-h');

/** The file to run, or why there is none. */
function fileOf() {
  const built = inRoot('dist', `${program}.js`);
  if (!existsSync(inRoot('node_modules', '.package-lock.json')))
    return { problem: 'The packages are not installed yet: npm ci does that, and so does npm start.' };
  if (!wantsSource && existsSync(built)) return { file: built };
  const source = inRoot(`${program}.ts`);
  const isRunnable = existsSync(source) && existsSync(inRoot('node_modules', 'tsx'));
  if ((wantsSource || isHelp) && isRunnable) return { file: source, fromSource: true };
  return { problem: 'Changming is not built yet: npm run build does that, and so does npm start.' };
}

const { problem, file, fromSource } = fileOf();
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
} else {
  process.argv.splice(1, process.argv.length, file, ...args);
  if (fromSource) require('tsx/cjs/api').register();
  require(file);
}
