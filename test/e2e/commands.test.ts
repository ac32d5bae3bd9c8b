/** What every command of operators owes its user, run as npm runs it. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** Ours; the others are programs of other people, and show the usage of those. */
const ours = Object.entries(scripts).flatMap(([name, line]) => {
  const words = line.replace(/^exec /, '').split(' ');
  return words[0] === 'node' && !line.includes('&&') ? [{ name, words: words.slice(1) }] : [];
});

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-commands-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Without any engine: what is said must not need one. */
function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(MONGODB|TEMPORAL|CHANGMING)_|^PORT$|^HOST$/.test(name),
  );
  return spawnSync(process.execPath, words, {
    cwd: root,
    timeout: 60_000,
    env: { ...Object.fromEntries(clean), CHANGMING_DATA: at('data'), ...env },
    encoding: 'utf8',
  });
}
const npm = (name: string, args: readonly string[], env?: NodeJS.ProcessEnv) =>
  run([...(ours.find((one) => one.name === name)?.words ?? []), ...args], env);
const shell = (line: string) => spawnSync('bash', ['-c', line], { cwd: root, encoding: 'utf8' });

type Said = { code: number; stdout: string; stderr: string };

/**
 * All of `asked` (program and arguments) one after the other in a single process, since each would load the same packages
 * for a second. As the build has them; none of them may need an engine.
 */
function inOne(asked: readonly (readonly [program: string, ...args: string[]])[]): Said[] {
  const code = `
    const asked = ${JSON.stringify(asked)};
    for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
    (async () => {
      const all = [];
      for (const [program, ...args] of asked) {
        const said = { code: 0, stdout: '', stderr: '' };
        for (const name of ['stdout', 'stderr']) process[name].write = (text) => { said[name] += text; return true; };
        process.exitCode = undefined;
        const file = require('node:path').resolve('dist', program + '.js');
        process.argv = [process.execPath, file, ...args];
        delete require.cache[file];
        require(file);
        for (let turns = 0; turns < 50 && said.stdout + said.stderr === ''; turns += 1) await new Promise(setImmediate);
        await new Promise((resolve) => setTimeout(resolve, 20));
        all.push({ ...said, code: process.exitCode ?? 0 });
      }
      process.exitCode = 0;
      require('node:fs').writeFileSync(${JSON.stringify(at('said.json'))}, JSON.stringify(all));
    })();`;
  writeFileSync(at('in-one.cjs'), code); // parseArgs reads otherwise under `node -e`
  const { stderr } = run([at('in-one.cjs')]);
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(readFileSync(at('said.json'), 'utf8')) as Said[];
}

const programs = ours.filter(({ words }) => words[0] === 'scripts/command.mjs');
const programOf = ({ words }: { words: readonly string[] }): string => words.at(-1) ?? '';
const programNamed = (name: string): string => programOf(ours.find((one) => one.name === name) ?? { words: [] });

test('every command of ours is looked at', () => {
  expect(ours.length).toBeGreaterThanOrEqual(21);
  const commands = readdirSync(path.join(root, 'commands')).filter((name) => name.endsWith('.ts'));
  const named = ours.map((one) => `${path.basename(programOf(one))}.ts`);
  expect(commands.filter((name) => !named.includes(name))).toEqual([]);
});

describe('--help gives the usage, exits with 0 and touches nothing', () => {
  test('of each command', () => {
    const said = inOne(programs.map((one) => [programOf(one), '--help']));
    expect(said.length).toBeGreaterThanOrEqual(18);
    for (const [i, { name }] of programs.entries())
      expect(said[i]).toEqual({
        code: 0,
        stdout: expect.stringMatching(new RegExp(`^npm run (-s )?${name}\\b`)) as string,
        stderr: '',
      });
    expect(existsSync(at('data'))).toBe(false);
  });

  test.each(['start', 'dev', 'build', 'person'])('as npm runs it: %s', (name) => {
    const { status, stdout, stderr } = npm(name, ['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^npm (run )?${name}\\b`));
    expect(existsSync(at('data'))).toBe(false);
  });
});

test('a wrong option is a wrong use, before any engine is asked for', () => {
  const names = programs.map(({ name }) => name).filter((name) => name !== 'docs');
  const said = inOne(names.map((name) => [programNamed(name), '--no-such-option']));
  for (const [i, name] of names.entries()) {
    expect(said[i]).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`npm run (-s )?${name}\\b`)) as string,
    });
    expect(said[i]?.stderr).not.toMatch(/^\s+at /m);
  }
});

test('an engine that is away, and a setting that is wrong, are a sentence each', () => {
  const settings = {
    MONGODB_URI: 'mongodb://127.0.0.1:9/x',
    CHANGMING_RECORD_KEY: 'a record key of 32 letters or more',
  };
  const away = npm('rebuild', [], settings);
  expect([away.status, away.stderr.trim().split('\n').length]).toEqual([1, 1]);
  expect(away.stderr).toMatch(/^MongoDB does not answer: /);
  expect(npm('rebuild', []).stderr).toMatch(/is not set\nStart the product/);
});

describe('files', () => {
  const log = 'id,at,state\n1,2026-03-02T08:00:00Z,Open\n';
  const mapping = { case: 'id', time: { column: 'at' }, status: { column: 'state', map: { Open: 'new' } } };
  beforeAll(() => {
    writeFileSync(at('log.csv'), log);
    writeFileSync(at('mapping.json'), JSON.stringify(mapping));
    writeFileSync(at('words.txt'), 'no vectors');
    writeFileSync(at('empty.json'), '{"pairs": 1}');
  });

  test('replay writes its refused rows over neither its log nor its mapping', () => {
    const args = ['commands/replay', at('log.csv'), '--mapping', at('mapping.json'), '--dry', '--refused'] as const;
    const said = inOne(['log.csv', 'mapping.json'].map((output) => [...args, at(output)]));
    for (const { code, stderr } of said) {
      expect(code).toBe(2);
      expect(stderr).toContain('--refused would write over');
    }
    expect(readFileSync(at('log.csv'), 'utf8')).toBe(log);
    expect(JSON.parse(readFileSync(at('mapping.json'), 'utf8'))).toEqual(mapping);
  });

  test('clocks says what is wrong with its file in one line', () => {
    const files = {
      'words.txt': 'is not JSON',
      'empty.json': 'pairs: ',
      'nowhere.json': 'no such file',
      '.': 'EISDIR',
    };
    const said = inOne(Object.keys(files).map((name) => ['commands/clocks', at(name)]));
    for (const [i, words] of Object.values(files).entries()) {
      expect(said[i]).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(words) as string });
      expect(said[i]?.stderr.trim()).not.toContain('\n');
    }
  });

  test('an answer that nobody takes is one sentence and exit 1, and a reader that has gone too', () => {
    const clocks = `"${process.execPath}" dist/commands/clocks.js test/data/clock-vectors.json`;
    const full = shell(`${clocks} >/dev/full`);
    expect([full.status, full.stderr]).toEqual([
      1,
      'The answer could not be written to standard output: no space is left there\n',
    ]);
    const gone = shell(`{ ${clocks}; echo "code $?" >&2; } | true`);
    expect(gone.stderr).toMatch(
      /^(The answer could not be written to standard output: its reader has gone\ncode 1|code 0)\n$/,
    );
  });
});

describe('before the build', () => {
  beforeAll(() => {
    mkdirSync(at('clone', 'node_modules'), { recursive: true });
    cpSync(path.join(root, 'scripts'), at('clone', 'scripts'), { recursive: true });
  });

  test('a command says what is missing', () => {
    const command = [at('clone', 'scripts', 'command.mjs'), 'commands/person'];
    expect(run(command)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^The packages are not installed yet: .*\n$/),
    });
    writeFileSync(at('clone', 'node_modules', '.package-lock.json'), '{}');
    expect(run(command)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Changming is not built yet: .*\n$/),
    });
  });

  test('the image has what npm runs', () => {
    const copied = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
    for (const place of ['dist', 'scripts']) expect(copied).toContain(`/app/${place} ./${place}\n`);
  });
});

describe('npm start, before anything starts', () => {
  beforeAll(() => writeFileSync(at('a-file'), ''));

  test.each([
    [{ PORT: 'abc' }, /^PORT is a whole number from 0 to 65535, not abc\n$/],
    [{ PORT: '65536' }, /^PORT /],
    [
      { CHANGMING_DATA: '/dev/null/data' },
      /^The data folder \/dev\/null\/data cannot be used: it, or a part of its path, is a file/,
    ],
    [{ PORT: '-1', CHANGMING_DATA: '/proc/nothing' }, /^PORT .*\nThe data folder \/proc\/nothing cannot be used: /],
  ])('%j is said in a sentence', (env, words) => {
    const { status, stderr } = run(['scripts/launch.mjs', 'start'], env);
    expect(status).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a data folder that is a file, a damaged engine.json', () => {
    expect(run(['scripts/start.mjs'], { PORT: 'x' }).stderr).toContain('PORT is');
    expect(run(['scripts/start.mjs'], { CHANGMING_DATA: at('a-file') }).stderr).toContain(
      'cannot be used: it, or a part of its path, is a file',
    );
    mkdirSync(at('data'), { recursive: true });
    writeFileSync(at('data', 'engine.json'), '{');
    const { status, stderr } = run(['scripts/start.mjs']);
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain('engine.json cannot be read');
    rmSync(at('data', 'engine.json'));
  });

  test('a setting that only worker and API read is refused before the engines run, and the shipped ones pass', () => {
    const setUp = ['scripts/setup.mjs', '--with-settings'];
    if (run(['scripts/setup.mjs', '--is-built']).status !== 0) return; // npm test builds first
    expect(run(setUp, { LOG_LEVEL: 'loud', CHANGMING_FOLDED_CASES: '-1' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^(LOG_LEVEL|CHANGMING_FOLDED_CASES) .*\n(LOG_LEVEL|CHANGMING_FOLDED_CASES) .*\n$/,
      ) as string,
    });
    expect(run(setUp)).toMatchObject({ status: 0, stderr: '' });
  });

  test('a word behind it is a wrong use', () => {
    expect(run(['scripts/launch.mjs', 'start', '--port', '80'])).toMatchObject({ status: 2 });
  });
});
