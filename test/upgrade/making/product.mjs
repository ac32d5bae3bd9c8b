/** The product of this checkout on a data folder of its own, each process in our hand, so that each can be killed alone. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findEngines } from '../../../scripts/engine-files.mjs';
import { launchMongod, launchTemporal, mongodReady, mongodUri, temporalReady } from '../../../scripts/engines.mjs';
import { endProcess, freePort, noteOf, signal, until } from '../../../scripts/processes.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const preload = path.join(import.meta.dirname, 'as-changming.cjs');

/** The engine writes the name of its machine into its store, and asks the kernel for it: it gets a name of its own there. */
const nameless = (program) => `#!/bin/sh
exec unshare --uts sh -c 'hostname changming && exec "$0" "$@"' '${program}' "$@"
`;

/** Known beforehand, so that the tests can sign in; it opens nothing but this fixture. */
export const PASSWORD = 'fixture-of-2512ebe';

const isReady = async (address) => (await fetch(`${address}/readyz`).catch(() => undefined))?.ok;

/** @param isNameless its stores are to name neither machine nor folder */
export async function openProduct(dataFolder, { isNameless = true } = {}) {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataFolder, 'accounts.txt'), `password: ${PASSWORD}\n`, { mode: 0o600 });
  const programs = await findEngines(undefined, (text) => process.stderr.write(`${text}\n`));
  const ports = {};
  for (const [name, first] of Object.entries({ mongod: 28_117, temporal: 28_233, metrics: 28_333, api: 28_433 }))
    ports[name] = await freePort(first);
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require ${preload}`,
    CHANGMING_EMBEDDED: '1',
    CHANGMING_DATA: dataFolder,
    CHANGMING_SECRET: 'no secret: it signs the pages of lists of a fixture alone',
    MONGODB_URI: mongodUri(ports.mongod),
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    HOST: '127.0.0.1',
    PORT: String(ports.api),
  };
  const wrapper = path.join(dataFolder, 'temporal-elsewhere');
  writeFileSync(wrapper, nameless(programs.temporal.path));
  chmodSync(wrapper, 0o700);
  if (isNameless) process.chdir(dataFolder); // the engine also writes how its file is called: as seen from here
  const engine = isNameless
    ? { program: { ...programs.temporal, path: wrapper }, folder: 'temporal' }
    : { program: programs.temporal, folder: path.join(dataFolder, 'temporal') };
  const notes = {};
  const log = (name) => path.join(dataFolder, `${name}.log`);
  const keep = (name, child) => {
    notes[name] = noteOf(child.pid);
    child.unref();
  };
  const node = (name, file) => {
    const output = openSync(log(name), 'a', 0o600);
    const stdio = ['ignore', output, output];
    keep(name, spawn(process.execPath, [path.join(root, 'dist', file)], { detached: true, cwd: root, stdio, env }));
  };
  const address = `http://127.0.0.1:${ports.api}`;

  return {
    env,
    address,
    temporalFile: path.join(dataFolder, 'temporal', 'temporal.db'),
    async startMongod() {
      const folder = path.join(dataFolder, 'mongodb');
      keep('mongod', launchMongod(programs.mongod, { folder, log: log('mongod'), port: ports.mongod }));
      await mongodReady(ports.mongod);
    },
    async startTemporal() {
      const settings = {
        folder: engine.folder,
        log: log('temporal'),
        port: ports.temporal,
        metricsPort: ports.metrics,
      };
      keep('temporal', launchTemporal(engine.program, settings));
      await temporalReady(ports.temporal);
    },
    async startNode() {
      node('worker', 'worker/main.js');
      node('api', 'api/main.js');
      if (!(await until(() => isReady(address), 120_000, 200))) throw new Error('the product does not become ready');
    },
    /** At once, and together. */
    kill(...names) {
      for (const name of names) signal(notes[name], 'SIGKILL');
    },
    async stop(name) {
      if (notes[name] && !(await endProcess(notes[name], 20_000))) throw new Error(`${name} did not stop in order`);
    },
    /** Whatever is left, whatever happened. */
    end() {
      for (const note of Object.values(notes)) signal(note, 'SIGKILL');
    },
  };
}
