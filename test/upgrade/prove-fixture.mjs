/**
 * Proves that the fixture is good: the release that made it, started on a copy of it, becomes ready, finishes what was
 * half done and answers stored keys as before. RUNS ON A CHECKOUT OF 2512ebe ALONE, as make-fixture.mjs does.
 *
 *   npx tsx test/upgrade/prove-fixture.mjs
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../scripts/processes.mjs';
import { refoldCase } from '../../client/refold.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { readEnv } from '../../platform/env.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { connectClient } from '../../platform/temporal.ts';
import { openPeople } from './making/people.mjs';
import { openProduct } from './making/product.mjs';

const { readExpected, restoreFixture } = createRequire(import.meta.url)('./restore.ts'); // it asks where it lies
const say = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
const problems = [];
const demand = (what, holds) => {
  if (!holds) problems.push(what);
};

const folder = mkdtempSync(path.join(tmpdir(), 'changming-proof-'));
const product = await openProduct(folder, { isNameless: false });
const env = readEnv(product.env);
try {
  await product.startMongod();
  const temporalFolder = path.join(folder, 'temporal');
  await restoreFixture({ mongodbUri: env.mongodbUri, databaseName: 'changming', temporalFolder });
  await product.startTemporal();
  const expected = await readExpected();
  const db = await connectMongo(env);
  const rehearsal = rehearsalStore(db);
  await refuseOthers(expected, db, rehearsal);
  say('restored');
  await product.startNode();
  say('ready');
  await finishes(expected, db);
  say('half done no more');
  await repeats(expected, openPeople(product.address), db);
  say('repeated');
  for (const { number, mode } of expected.cases) {
    const stores = mode === 'rehearsal' ? { db: rehearsal, registers: db } : { db };
    const { outcome, differences } = await refoldCase(stores, number);
    demand(`${number} is the fold of its events ${JSON.stringify(differences ?? outcome)}`, outcome === 'equal');
  }
  await db.close();
} finally {
  for (const name of ['api', 'worker', 'temporal', 'mongod'])
    await product.stop(name).catch((error) => say(error.message));
  product.end();
  if (process.env.KEEP) say(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
say(problems.length === 0 ? 'proved' : `NOT PROVED:\n  ${problems.join('\n  ')}`);
process.exit(problems.length === 0 ? 0 : 1);

/** Before anything runs on it: what is stored is what is expected, and the engine has a workflow for each open case. */
async function refuseOthers({ cases }, db, rehearsal) {
  for (const one of cases) {
    const store = one.mode === 'rehearsal' ? rehearsal : db;
    const document = await store.collection('cases').findOne({ _id: one.number });
    demand(`${one.number} has its version`, document?.version === (one.documentVersion ?? one.version));
    const events = await store.collection('events').find({ caseId: one.number }).sort({ seq: 1 }).toArray();
    demand(`${one.number} has its events`, events.length === one.events && events.at(-1).hash === one.headHash);
  }
  for (const namespace of [env.temporalNamespace, env.rehearsalNamespace]) {
    const temporal = connectClient({ ...env, temporalNamespace: namespace });
    const running = new Set();
    for await (const { workflowId } of temporal.workflow.list({ query: 'ExecutionStatus="Running"' }))
      running.add(workflowId);
    const own = cases.filter(({ mode }) => (mode === 'rehearsal') === (namespace === env.rehearsalNamespace));
    const living = own.filter(({ ended, openEffects }) => !ended || openEffects.length > 0);
    for (const { process, number } of living) demand(`${process}:${number} runs`, running.has(`${process}:${number}`));
    say(`${namespace}: ${running.size} workflows run, ${living.length} of them cases that are open or half done`);
    await temporal.connection.close();
  }
}

async function finishes({ cases }, db) {
  const open = cases.filter(
    ({ mode, openEffects, documentVersion }) =>
      mode !== 'rehearsal' && (openEffects.length > 0 || documentVersion !== undefined),
  );
  const one = (name, query) => db.collection(name).findOne(query);
  const isDone = async ({ number, version, documentVersion, pending, openEffects }) => {
    if (documentVersion !== undefined && (await one('cases', { _id: number })).version < version) return false;
    for (const { key, kind, caseId } of pending.filter((effect) => openEffects.includes(effect.key))) {
      if (kind === 'notify' && (await one('notices', { key })) === null) return false;
      if (kind === 'start' && (await one('events', { key })) === null) return false;
      if (kind === 'command' && (await one('events', { key, caseId })) === null) return false;
    }
    return true;
  };
  const late = new Set(open.map(({ number }) => number));
  await until(
    async () => {
      for (const kase of open) if (late.has(kase.number) && (await isDone(kase))) late.delete(kase.number);
      return late.size === 0;
    },
    120_000,
    500,
  );
  for (const number of late) demand(`${number} finishes what was half done`, false);
  const held = cases
    .filter(({ mode, ages }) => mode !== 'rehearsal' && !ages)
    .flatMap(({ heldNotices }) => heldNotices);
  await pause(3_000);
  for (const key of held) demand(`${key} is still held`, (await one('notices', { key })) === null);
}

/** Sent once more, each is answered, and nothing is recorded a second time. */
async function repeats({ repeats: all }, people, db) {
  for (const { who, path: route, body, idempotencyKey, ifMatch, number, key, seq } of all) {
    const headers = { 'Idempotency-Key': idempotencyKey, ...(ifMatch && { 'If-Match': ifMatch }) };
    const answer = await people.send(who, route, body, headers).catch((error) => error);
    demand(`${number} answers ${route}: ${answer?.message}`, !(answer instanceof Error));
    demand(`${number} is the one that is answered`, answer === undefined || answer._id === number);
    const under = await db.collection('events').find({ caseId: number, key }).sort({ seq: -1 }).toArray();
    demand(`${number} records ${key} once`, under[0]?.seq === seq);
  }
}
