/** What `npm start` and `npm test` need and is not there yet: packages, engines, the build. Says each step. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { findEngines } from './engine-files.mjs';
import { isAlive, noteOf, until } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)); // import.meta.dirname is too new to say that Node is too old
const inRoot = (...names) => path.join(root, ...names);
const say = (text) => process.stderr.write(`${text}\n`);
process.stderr.on('error', () => undefined); // whoever read us may be gone; the setup goes on

const leastNode = [20, 19];
const longestSetupMs = 600_000;
const buildConfig = 'tsconfig.build.json';
const buildStamp = inRoot('dist', '.built-from');

/** Fails before anything is installed: npm would only warn, or fail in the middle. */
function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  throw new Error(`Changming needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}`);
}

/** npm writes its own list of what it installed at the very end, so a broken installation has none. */
function lacksPackages() {
  const installed = readJson(inRoot('node_modules', '.package-lock.json'))?.packages;
  if (!installed) return true;
  return Object.entries(readJson(inRoot('package-lock.json')).packages).some(
    ([place, { version, optional, devOptional, peer, link }]) =>
      place !== '' && !optional && !devOptional && !peer && !link && installed[place]?.version !== version,
  );
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

async function installPackages() {
  if (!lacksPackages()) return;
  say('Installing packages (npm ci, about a minute) …');
  await npm('ci', '--include=dev', '--no-audit', '--no-fund');
}

/** Sources of the build, by content: a checkout changes times, not meaning. */
function sourcesDigest() {
  const { include } = readJson(inRoot(buildConfig));
  const folders = [...include, 'web/src', 'web/public'].filter((folder) => existsSync(inRoot(folder)));
  const files = folders
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => /\.(tsx?|json|css|svg|js)$/.test(file));
  const ofWeb = ['package.json', 'tsconfig.json', 'vite.config.ts', 'index.html', 'phone.html'].map(
    (name) => `web/${name}`,
  );
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of ['package-lock.json', 'tsconfig.json', buildConfig, ...ofWeb, ...files.toSorted()])
    hash.update(`\0${file}\0`).update(readFileSync(inRoot(file)));
  return hash.digest('hex');
}

const filesBelow = (folder) =>
  readdirSync(inRoot(folder), { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(inRoot(file)).isFile());

const isBuilt = (digest) => existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === digest;

async function build() {
  const digest = sourcesDigest();
  if (isBuilt(digest)) return;
  say('Building …');
  // tsc writes nothing for what it remembers to have written, even when that is gone
  rmSync(inRoot('node_modules/.cache/tsconfig.build.tsbuildinfo'), { force: true });
  rmSync(inRoot('dist'), { recursive: true, force: true });
  await npm('run', '--silent', 'build');
  writeFileSync(buildStamp, digest);
}

/** Runs npm, its output on stderr: stdout belongs to the command that comes after. */
function npm(...args) {
  const cli = process.env.npm_execpath;
  const [program, ...rest] = cli?.endsWith('.js') ? [process.execPath, cli, ...args] : ['npm', ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', (error) => reject(new Error(`npm: ${error.code}`)));
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')} failed (${code})`)),
    );
  });
}

async function setUp() {
  checkNode();
  const dataFolder = path.resolve(process.env.CHANGMING_DATA || 'data');
  const steps = await Promise.allSettled([installPackages(), findEngines(dataFolder, say)]);
  const problems = steps.flatMap(({ reason }) => (reason ? [reason.message] : []));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  await build();
  if (process.argv.includes('--with-settings')) checkSettings();
}

/** What stands in for a setting that `npm start` itself makes. */
const made = {
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/changming',
  CHANGMING_SECRET: 'made at the first start and kept in the data folder',
  CHANGMING_RECORD_KEY: 'made at the first start and kept in the data folder',
};

/** By the code that will read them, and before the engines run: a worker that ends for want of one says it only in its log. */
function checkSettings() {
  const { readEnv } = createRequire(import.meta.url)(inRoot('dist/platform/env.js'));
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const isGiven = (name) => given.some(([one]) => one === name || one === `${name}_FILE`);
  const rest = Object.entries(made).filter(([name]) => !isGiven(name));
  readEnv(Object.fromEntries([...given, ...rest]));
}

/** Two setups of one clone at the same moment (`npm start` and `npm test`) would delete each other's packages. */
async function alone(work) {
  const lock = path.join(tmpdir(), `changming-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, JSON.stringify(noteOf(process.pid)));
  const take = () => {
    try {
      linkSync(own, lock); // unlike a write, never seen half done
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isAlive(readJson(lock))) rmSync(lock, { force: true });
      return false;
    }
  };
  try {
    if (!take() && !take()) {
      say('Waiting for another setup of this folder …');
      if (!(await until(take, longestSetupMs, 200))) throw new Error(`Another setup holds ${lock}`);
    }
  } finally {
    rmSync(own);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Only asks whether `dist` is the build of these sources; the exit code tells. */
if (process.argv[2] === '--is-built') process.exit(isBuilt(sourcesDigest()) ? 0 : 1);

try {
  await alone(setUp);
} catch (error) {
  say(error.message);
  process.exit(1);
}
