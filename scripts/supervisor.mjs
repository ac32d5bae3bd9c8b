/**
 * Runs the product on one data folder: engines, worker, API; starts again what dies, and stops all in order. Every
 * child has a process group of its own, since Ctrl+C reaches a whole group and the engines must end last.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';

import { checkBeforeStart, dataFolderFrom, portFrom, wordsOf } from './before-start.mjs';
import { findEngines, isGiven, readRecord, writeRecord } from './engine-files.mjs';
import { lastLines, launchMongod, launchTemporal, mongodReady, mongodUri, temporalReady } from './engines.mjs';
import { keep } from './keeper.mjs';
import { ownPorts } from './own-ports.mjs';
import { freePort, until } from './processes.mjs';
import { claim, stopOrder } from './run-file.mjs';
import { secretFile } from './secret-file.mjs';

const graceMs = { api: 11_000, worker: 12_000, temporal: 4000, mongod: 4000 }; // together below 30 s
const readyMs = 180_000;
const answerMs = 10_000;
const quickEndsAllowed = 4;
const fullLogBytes = 100_000_000;

const say = (text) => process.stdout.write(`${text}\n`);
// whoever read us may be gone (a closed terminal, `| head`); that must not end the supervisor before its children
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/**
 * Runs until a signal comes. `programs` names the script (and its arguments) of the worker, the API and the command for accounts
 * for Node. `freshPasswords`: sample accounts share no password from then on. Sets the exit code; never rejects.
 */
export async function supervise(programs, { freshPasswords = false } = {}) {
  const dataFolder = dataFolderFrom();
  const logs = path.join(dataFolder, 'logs');
  const { problem, run, other } = await begin(dataFolder, logs);
  if (problem) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
    return;
  }
  if (other) {
    say(`Changming already runs on ${dataFolder}${other.address ? `: ${other.address}` : ''} (nothing was started)`);
    return;
  }
  const product = { programs, freshPasswords, dataFolder, logs, run, kept: [], stopping: undefined };
  stopOnSignal(product);
  try {
    await start(product);
  } catch (error) {
    if (!product.stopping) process.stderr.write(`${error.message}\n`);
    await stop(product, product.stopping ? 0 : 1);
  }
}

/** Takes the data folder; or says what is wrong with it, or who has it. */
async function begin(dataFolder, logs) {
  const problem = checkBeforeStart();
  if (problem) return { problem };
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    return await claim(dataFolder, say);
  } catch (error) {
    if (!error.syscall) throw error;
    return { problem: `The data folder ${dataFolder} cannot be used: ${wordsOf(error)} (${error.path})` };
  }
}

function stopOnSignal(product) {
  let firstAt;
  const onSignal = () => {
    // npm passes on a Ctrl+C that this process got from the terminal as well: that is not a second one
    if (firstAt !== undefined && Date.now() - firstAt < 1000) return;
    if (firstAt === undefined) {
      firstAt = Date.now();
      say('\nStopping: API, worker, engines (again to end at once) …');
      void stop(product, 0); // it ends the process
    } else {
      for (const kept of product.kept) kept.kill();
      product.run.remove();
      process.exit(1);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, onSignal);
}

async function stop(product, code) {
  product.stopping ??= stopInOrder(product);
  await product.stopping;
  process.exit(code);
}

async function stopInOrder({ kept, run }) {
  for (const names of stopOrder)
    await Promise.all(kept.filter(({ name }) => names.includes(name)).map((one) => one.stop(graceMs[one.name])));
  run.remove();
  say('Stopped. The next start goes on with every open case.');
}

async function start(product) {
  const startedAt = Date.now();
  const host = process.env.HOST || '127.0.0.1';
  await freePort(portFrom(), host); // whether it is a host of ours is known before the engines run
  const env = { ...settings(product), ...(await startEngines(product)) };
  product.run.tell({ env });
  say('Starting worker and API …');
  const worker = keepNode(product, 'worker', () => env);
  const { api, port } = await startApi(product, { ...env, HOST: host });
  const address = process.env.PUBLIC_URL || `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`;
  product.run.tell({ address });
  const near = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  await productReady(product, near);
  if (product.freshPasswords && !product.stopping) await makeFreshPasswords(product, env);
  if (product.stopping) return;
  announce(product, address, env, Date.now() - startedAt);
  api.watch(() => isAlive(near));
  worker.watch(() => isWorkerHeard(near));
}

/** @returns its keeper and the port that it holds: another one where the wanted port is another program's. */
async function startApi(product, env) {
  const wanted = portFrom();
  const own = ownPorts({ PORT: wanted }, { host: env.HOST });
  const api = keepNode(product, 'api', async () => ({ ...env, PORT: String((await own.take()).PORT) }));
  const isHeld = () => own.isHeldBy(api.pid()) || product.stopping;
  if (!(await Promise.race([until(isHeld, readyMs), failsToStay(product)]))) throw new Error('api does not listen');
  const port = own.now().PORT;
  if (port !== wanted && wanted !== 0) say(`Port ${wanted} is taken, so this is ${port}`);
  return { api, port };
}

const isAlive = async (address) => (await askedOnce(`${address}/healthz`).catch(() => undefined))?.status === 200;

/** What only the API can tell: while it says nothing, the worker is not blamed. */
async function isWorkerHeard(address) {
  const answer = await askedOnce(`${address}/readyz`).catch(() => undefined);
  return !answer?.text.includes('has not been heard of');
}

/** What worker and API need beside the engines' addresses. */
function settings({ dataFolder }) {
  const given = process.env;
  const embedded = given.CHANGMING_EMBEDDED || (isGiven('mongod') ? '0' : '1'); // sample accounts only in a database of ours
  const base = { CHANGMING_EMBEDDED: embedded, CHANGMING_DATA: dataFolder };
  return { ...base, ...secret(dataFolder, 'CHANGMING_SECRET', 'secret'), ...recordKey(dataFolder) };
}

/** Names the file of a secret for worker, API and commands; nothing where the environment holds the secret itself. */
function secret(dataFolder, variable, name, onMade = () => undefined) {
  const given = process.env[`${variable}_FILE`];
  if (process.env[variable]) return {};
  if (given) return { [`${variable}_FILE`]: path.resolve(given) };
  const { file, made } = secretFile(dataFolder, name);
  if (made) onMade(file);
  return { [`${variable}_FILE`]: file };
}

/** Made before any engine runs. Whether a record that is there already is under another key, worker and API see. */
function recordKey(dataFolder) {
  const hadData = existsSync(path.join(dataFolder, 'mongodb'));
  return secret(dataFolder, 'CHANGMING_RECORD_KEY', 'record-key', (file) => {
    if (hadData) say(`These data had no record key beside them, so a new one was made: ${file}`);
  });
}

/** @returns the addresses for worker and API. */
async function startEngines(product) {
  const { dataFolder } = product;
  const programs = await findEngines(dataFolder, say);
  const record = readRecord(dataFolder);
  writeRecord(dataFolder, { ...record, ...programs }); // before anything is made with them
  const names = Object.entries(programs).map(([name, { version }]) => `${name} ${version}`);
  if (names.length > 0) say(`Starting ${names.join(' and ')} …`);
  const started = await Promise.all([
    programs.mongod && startMongod(product, programs.mongod, record.mongod?.port ?? 27_117),
    programs.temporal && startTemporal(product, programs.temporal, record.temporal?.port ?? 7333),
  ]);
  const held = started.filter(Boolean).map(({ name, port }) => [name, { ...programs[name], port }]);
  writeRecord(dataFolder, { ...record, ...Object.fromEntries(held) });
  const addresses = started.filter(Boolean).map(({ address }) => address);
  const variables = ['MONGODB_URI', 'MONGODB_URI_FILE', 'TEMPORAL_ADDRESS'];
  const given = variables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return Object.assign(Object.fromEntries(given), ...addresses);
}

async function startMongod(product, program, first) {
  const log = logFile(product, 'mongod');
  const folder = path.join(product.dataFolder, 'mongodb');
  const launchOn = (ports) => launchMongod(program, { folder, log, ...ports });
  const { port } = await startEngine(product, {
    name: 'mongod',
    wanted: { port: first },
    launchOn,
    ready: mongodReady,
  });
  return { name: 'mongod', port, address: { MONGODB_URI: mongodUri(port) } };
}

async function startTemporal(product, program, first) {
  const log = logFile(product, 'temporal');
  const folder = path.join(product.dataFolder, 'temporal');
  const wanted = { port: first, metricsPort: first + 1, ...(hasUi() ? { uiPort: first + 1000 } : {}) };
  const launchOn = (ports) => launchTemporal(program, { folder, log, ...ports });
  const { port, uiPort } = await startEngine(product, { name: 'temporal', wanted, launchOn, ready: temporalReady });
  if (uiPort !== undefined) product.ui = `http://127.0.0.1:${uiPort}/namespaces/changming/workflows`;
  return { name: 'temporal', port, address: { TEMPORAL_ADDRESS: `127.0.0.1:${port}` } };
}

const hasUi = () => process.env.CHANGMING_TEMPORAL_UI !== '0';

/** @returns the ports that the engine holds, once it takes work. */
async function startEngine(product, { name, wanted, launchOn, ready }) {
  const lost = (port, instead) => say(`Another program took port ${port} first: ${name} takes ${instead}`);
  const own = ownPorts(wanted, { lost });
  const kept = keepAny(product, name, async () => launchOn(await own.take()));
  const isHeld = () => own.isHeldBy(kept.pid()) || product.stopping;
  const readyOnOwn = async () => {
    if (!(await until(isHeld, readyMs))) throw new Error(`${name} does not listen`);
    if (!product.stopping) await ready(own.now().port);
  };
  await Promise.race([readyOnOwn(), failsToStay(product, [kept])]);
  return own.now();
}

/** The C library else keeps up to eight pools a core, and in each what was given back: 50 MB of an idle worker and API. */
const memoryOfNode = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };

/** @param envOf answers its environment, or the promise of it, at each launch */
function keepNode(product, name, envOf) {
  const log = logFile(product, name);
  return keepAny(product, name, async () => {
    const env = { ...memoryOfNode, ...process.env, ...(await envOf()) };
    return spawnNode(product.programs[name], env, openSync(log, 'a', 0o600));
  });
}

const spawnNode = (args, env, output) =>
  spawn(process.execPath, args, { detached: true, stdio: ['ignore', output, output], env });

function keepAny(product, name, launch) {
  if (product.stopping) throw new Error('stopped');
  const kept = keep(name, launch, { noted: product.run.child, say });
  product.kept.push(kept);
  return kept;
}

/** Rejects, with what it said last, when a program ended several times before the product was ready. */
async function failsToStay(product, kept = product.kept) {
  const poor = () => kept.find(({ quickEnds }) => quickEnds >= quickEndsAllowed);
  if (!(await until(() => poor() ?? product.stopping, readyMs + 5000))) return; // whoever waited has given up before
  const name = poor()?.name ?? kept[0].name;
  const log = path.join(product.logs, `${name}.log`);
  throw new Error(`${name} does not run. The end of ${log}:\n${lastLines(log)}`);
}

async function productReady(product, address) {
  let said = 'no answer';
  let otherEngine;
  let upgrading;
  const isReady = async () => {
    const answer = await askedOnce(`${address}/readyz`).catch(() => undefined);
    if (answer) said = `${answer.status} ${answer.text}`;
    const isOk = answer?.status === 200;
    otherEngine = answer && !isOk ? onlyOtherEngine(answer.text) : undefined;
    const count = /upgrading (\d+) cases/.exec(said)?.[1];
    if (count && !upgrading) say(`Upgrading ${count} cases …`);
    upgrading ||= count;
    return isOk || otherEngine || product.stopping;
  };
  const inTime = () => Promise.race([until(isReady, readyMs, 200), failsToStay(product)]);
  let ready = await inTime();
  while (!ready && said.includes('upgrading')) ready = await inTime(); // it takes as long as it takes
  if (!ready) throw new Error(`Not ready after ${readyMs / 1000} s; ${address}/readyz says: ${said}`);
  if (otherEngine) say(otherEngine);
}

/** Not by `fetch`: its first use keeps 20 MB for as long as this process runs. */
async function askedOnce(url) {
  const request = get(url, { agent: false, signal: AbortSignal.timeout(answerMs) });
  const [answer] = await once(request, 'response');
  return { status: answer.statusCode, text: await textOf(answer) };
}

/** What is said of an engine that is not that of these cases, where nothing else is wrong: an operator must decide. */
function onlyOtherEngine(text) {
  try {
    const { engine, rehearsals: _beside, ...others } = JSON.parse(text).parts;
    return engine !== 'ok' && Object.values(others).every((word) => word === 'ok') ? engine : undefined;
  } catch {
    return undefined;
  }
}

/** Once, when the accounts are there: a worker that is started again must not do it again. */
async function makeFreshPasswords({ programs, logs }, env) {
  const log = path.join(logs, 'worker.log');
  const command = spawnNode(
    [...programs.person, 'fresh-passwords'],
    { ...process.env, ...env },
    openSync(log, 'a', 0o600),
  );
  const [code] = await once(command, 'exit');
  if (code !== 0) throw new Error(`No fresh passwords were made. The end of ${log}:\n${lastLines(log)}`);
}

/** What a first look does not need, and anything more does. */
function warnings(accounts, env) {
  const shared = /^ *password: /m.test(accounts)
    ? [
        '  Sample accounts share one password, administrators too: before others reach it, npm start -- --fresh-passwords',
      ]
    : [];
  const bare =
    isGiven('mongod') && isGiven('temporal')
      ? []
      : ['  The engines of this start take no password and listen on this machine alone.'];
  return env.CHANGMING_EMBEDDED === '1' ? [...shared, ...bare, ''].join('\n') : '';
}

function announce({ dataFolder, logs, ui }, address, env, tookMs) {
  const accounts = path.join(dataFolder, 'accounts.txt');
  const said = existsSync(accounts)
    ? readFileSync(accounts, 'utf8').trim().replaceAll(/^/gm, '    ')
    : '    none from us; make the first with: npm run person';
  say(`
Changming is ready (${(tookMs / 1000).toFixed(1)} s).

  Address   ${address}${ui ? `\n  Engine    ${ui} (Temporal's own pages, for this machine)` : ''}
  Data      ${dataFolder}
  Logs      ${logs}
  Accounts
${said}

${warnings(said, env)}
Ctrl+C stops everything; the next start goes on.`);
}

/** The log that a program appends to; one that has grown is put aside under its date. */
function logFile({ logs }, name) {
  const file = path.join(logs, `${name}.log`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > fullLogBytes) renameSync(file, path.join(logs, `${name}-${new Date().toISOString().slice(0, 19)}.log`));
  return file;
}
