/**
 * Starts Temporal and MongoDB, bound to this machine alone.
 *
 * `node scripts/engines.mjs --test` (jest, bench): free ports, a temporary folder, fast time skipping; one line
 * `{"env": {…}}` on stdout when both are ready; both end, and the folder goes, when stdin closes.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { engineEnv, findEngines, isGiven } from './engine-files.mjs';
import { formReplicaSet, isPrimary } from './mongo-wire.mjs';
import { ownPorts } from './own-ports.mjs';
import { endProcess, isAlive, noteOf, until } from './processes.mjs';
import { knowsNamespace } from './temporal-rpc.mjs';

const namespaces = ['changming', 'rehearsal'];
/** A test counts what the server does in it, so nothing else may run there. */
const testNamespaces = ['counted'];
const readyMs = 60_000;
const loopback = '127.0.0.1';

const mongodFlags = (folder, port, more) =>
  flagsOf({
    dbpath: folder,
    port,
    bind_ip: loopback,
    replSet: 'rs0',
    networkMessageCompressors: 'disabled', // this mongod reads foreign memory through zlib before sign-in (CVE-2025-14847)
    nounixsocket: true,
    quiet: true,
    wiredTigerCacheSizeGB: 1,
    maxConns: 1_000, // a worker, an API and commands open some hundred
    wiredTigerEngineConfigString: 'session_max=2500', // mongod's own 33,000, for a million connections, cost 35 MB
    oplogSize: 1024,
    setParameter: [
      'diagnosticDataCollectionEnabled=false',
      'shutdownTimeoutMillisForSignaledShutdown=100', // there is nobody to hand over to
    ],
    ...more,
  });

const temporalFlags = (file, { port, metricsPort, uiPort, fastSkips, more = [] }) => [
  'server',
  'start-dev',
  ...flagsOf({
    // its own pages are in the program: 1 MB more while nobody looks
    ...(uiPort === undefined
      ? { headless: true }
      : { 'ui-port': uiPort, 'ui-ip': loopback, 'ui-disable-news-fetch': true }),
    ip: loopback,
    port,
    'metrics-port': metricsPort,
    'db-filename': file,
    'sqlite-pragma': ['journal_mode=WAL', 'synchronous=FULL'],
    namespace: [...namespaces, ...more],
    'log-level': 'warn',
    'log-format': 'json',
    'dynamic-config-value': [
      'frontend.WorkflowTimeSkippingEnabled=true',
      // of four partitions the last to be emptied hands on a few tasks a second; all are read, since tasks of an older release lie there
      'matching.numTaskqueueWritePartitions=1',
      'history.maxInFlightUpdates=1000', // of one case; one too many makes the server forget a task under way (client/cases/sending/calls.ts)
      'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=3', // then a case is parked: api/cases/stuck.ts
      ...(fastSkips ? ['history.timerProcessorMaxTimeShift="100ms"'] : []),
    ],
  }),
];

const flagsOf = (settings) =>
  Object.entries(settings).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    return Array.isArray(value) ? value.flatMap((each) => [`--${name}`, each]) : [`--${name}`, String(value)];
  });

/** An engine's process in a group of its own: Ctrl+C in a terminal must not reach it before the rest has stopped. */
function launch(program, flags, log, env = {}) {
  const output = openSync(log, 'a', 0o600);
  const stdio = ['ignore', output, output];
  return spawn(program.path, flags, { detached: true, stdio, env: { ...env, ...engineEnv(program) } });
}

export function launchMongod(program, { folder, log, port, more = {} }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return launch(program, mongodFlags(folder, port, more), log);
}

/** @returns when the replica set of one accepts writes. */
export async function mongodReady(port) {
  if (await until(() => isPrimary(port), 100)) return;
  const formed = await until(
    async () =>
      formReplicaSet(port).then(
        () => true,
        () => false,
      ),
    readyMs,
  );
  if (!formed || !(await until(() => isPrimary(port), readyMs))) throw new Error('MongoDB does not become the primary');
}

export const mongodUri = (port) => `mongodb://${loopback}:${port}/changming?replicaSet=rs0`;

/** Go's own 100 lets a program grow to twice what it uses before it looks for what it can give back. Tests have memory, and want time. */
const memoryOfGo = { GOGC: process.env.GOGC ?? '50' };
/** As many threads at work as there are cores, where nobody says otherwise. */
const threadsOfGo = process.env.GOMAXPROCS ? { GOMAXPROCS: process.env.GOMAXPROCS } : {};

export function launchTemporal(program, { folder, log, ...settings }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return launch(program, temporalFlags(path.join(folder, 'temporal.db'), settings), log, {
    ...memoryOfGo,
    ...threadsOfGo,
  });
}

/** @returns when all namespaces take work. */
export async function temporalReady(port, more = []) {
  for (const namespace of [...namespaces, ...more])
    if (!(await until(() => knowsNamespace(port, namespace), readyMs)))
      throw new Error(`Temporal does not offer the namespace ${namespace}`);
}

const testPrefix = 'changming-engines-';
const notesFile = (folder) => path.join(folder, 'run.json');

/** Where test runs keep their engines: on disk, and in memory (test/support/engines/memory.ts). */
const placesOfRuns = () => [...new Set([tmpdir(), '/tmp', '/dev/shm'])].filter((place) => existsSync(place));

/** What a test run left behind that was killed together with its engines' keeper. */
async function sweepOldRuns() {
  for (const place of placesOfRuns())
    for (const name of readdirSync(place).filter((entry) => entry.startsWith(testPrefix))) {
      const folder = path.join(place, name);
      const notes = isOurs(folder) ? readNotes(folder) : undefined;
      if (!notes || isAlive(notes.keeper)) continue;
      await endTestRun(folder, notes.children);
    }
}

/** Another account could name processes of ours in a folder of its own. */
function isOurs(folder) {
  try {
    return statSync(folder).uid === process.getuid?.();
  } catch {
    return false;
  }
}

function readNotes(folder) {
  try {
    return JSON.parse(readFileSync(notesFile(folder), 'utf8'));
  } catch {
    return undefined;
  }
}

async function endTestRun(folder, children) {
  await Promise.all(children.map((note) => endProcess(note, 0))); // nothing in there is worth an orderly end
  rmSync(folder, { recursive: true, force: true });
}

const say = (text) => process.stderr.write(`${text}\n`);

async function testRun() {
  const stopped = new Promise((resolve) => {
    process.stdin.once('end', resolve).once('error', resolve).resume();
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(name, resolve);
  });
  await sweepOldRuns();
  const programs = await findEngines(undefined, say);
  const folder = mkdtempSync(path.join(tmpdir(), testPrefix));
  const children = [];
  const keep = (child) => {
    children.push(noteOf(child.pid));
    writeFileSync(notesFile(folder), JSON.stringify({ keeper: noteOf(process.pid), children }));
    return child;
  };
  const started = startBoth(programs, folder, keep);
  const died = started.then(async ({ env, ends }) => {
    process.stdout.write(`${JSON.stringify({ env })}\n`);
    return await Promise.race(ends);
  });
  const problem = await Promise.race([stopped, died.catch((error) => error)]);
  await endTestRun(folder, children);
  if (problem instanceof Error) throw problem;
}

const ended = (name, child, log) =>
  new Promise((resolve) => {
    const onExit = (code, signal) => resolve(new Error(`${name} ended (${signal ?? code})\n${lastLines(log)}`));
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.once('exit', onExit);
  });

/** @returns the addresses, and one promise each that becomes an error when an engine ends by itself. */
async function startBoth(programs, folder, keep) {
  const env = {};
  const ends = [];
  if (programs.mongod) {
    const log = path.join(folder, 'mongod.log');
    const options = { folder: path.join(folder, 'mongodb'), log };
    const { child, port } = await onOwnPorts({ port: 0 }, (ports) =>
      keep(launchMongod(programs.mongod, { ...options, ...ports })),
    );
    ends.push(ended('mongod', child, log));
    await orEnd(mongodReady(port), ends);
    env.MONGODB_URI = mongodUri(port);
  }
  if (programs.temporal) {
    const { child, port, metricsPort, log } = await startedTemporal(programs.temporal, folder, keep);
    ends.push(ended('temporal', child, log));
    env.TEMPORAL_ADDRESS = `${loopback}:${port}`;
    env.TEMPORAL_SERVER_METRICS = `http://${loopback}:${metricsPort}/metrics`; // tests count billable actions
  }
  for (const [name, variable] of Object.entries({ mongod: 'MONGODB_URI', temporal: 'TEMPORAL_ADDRESS' }))
    if (isGiven(name)) env[variable] = process.env[variable];
  return { env, ends };
}

const STARTS = 3;
/** Its server falls over in one start of very many, which the product's supervisor mends by another; so is it here, on a store of its own. */
async function startedTemporal(program, folder, keep) {
  for (let n = 1; ; n += 1) {
    const own = path.join(folder, `temporal-${n}`);
    const log = path.join(own, 'temporal.log');
    const options = { folder: own, log, fastSkips: true, more: testNamespaces };
    const started = await onOwnPorts({ port: 0, metricsPort: 0 }, (ports) =>
      keep(launchTemporal(program, { ...options, ...ports })),
    );
    try {
      await orEnd(temporalReady(started.port, testNamespaces), [ended('temporal', started.child, log)]);
      return { ...started, log };
    } catch (error) {
      if (n === STARTS) throw error;
      say(`${error.message}\nTemporal is started once more`);
    }
  }
}

/** Launched again on other ports while another takes them first; a child that ends for another reason is answered as it is. */
async function onOwnPorts(wanted, launchOn) {
  const own = ownPorts(wanted);
  for (let tries = 0; ; tries += 1) {
    const child = launchOn(await own.take());
    await until(() => own.isHeldBy(child.pid) || child.exitCode !== null || child.signalCode !== null, readyMs);
    if (own.isHeldBy(child.pid) || tries === 3) return { child, ...own.now() };
  }
}

async function orEnd(ready, ends) {
  const first = await Promise.race([ready, ...ends]);
  if (first instanceof Error) throw first;
}

/** The end of a log, for the message that something died. */
export function lastLines(file, count = 15) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

if (process.argv.includes('--test') && realpathSync(process.argv[1]) === import.meta.filename)
  testRun().then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    },
  );
