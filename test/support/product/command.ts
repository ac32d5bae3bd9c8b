/** Commands of operators, run as they are run: in a process of their own. */
import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { recordKeys } from '../engines/database.ts';

export type Ran = { code: number; stdout: string; stderr: string };

const root = path.resolve(__dirname, '../../..');
const BUILT = 'JEST_DIST_IS_BUILT';

/** Before jest's workers start: they inherit whether `dist` is the build of these sources, as it is below `npm test`. */
export function lookAtBuild(): void {
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/setup.mjs'), '--is-built']);
  process.env[BUILT] = status === 0 ? '1' : '';
}

/** What Node is told to run a file of the product, such as `commands/person`. Built, it starts in half the time. */
export const programOf = (name: string): string[] =>
  process.env[BUILT] === '1' ? [`dist/${name}.js`] : ['--import', 'tsx', `${name}.ts`];

/** `name` of commands, on the database `uri`. Never rejects: the exit code is part of the answer. */
export const runCommand = (
  name: string,
  args: readonly string[],
  { uri, key = recordKeys.join(), more = {} }: { uri: string; key?: string; more?: Readonly<Record<string, string>> },
): Promise<Ran> =>
  new Promise((resolve) => {
    const program = [...programOf(`commands/${name}`), ...args];
    const env = { ...process.env, MONGODB_URI: uri, CHANGMING_RECORD_KEY: key, ...more };
    execFile(process.execPath, program, { cwd: root, env }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, stdout: stdout.trim(), stderr });
    });
  });
