/**
 * Makes test/upgrade/2512ebe/: what the release at commit 2512ebe had stored when it was stopped, from which a later
 * release's upgrade is tested. RUNS ON A CHECKOUT OF THAT COMMIT ALONE (with this folder copied into it): the data are
 * made by the code of that release, on the real engines, by people at the real API.
 *
 *   git checkout 2512ebe && git checkout <branch> -- test/upgrade && node scripts/setup.mjs
 *   npx tsx test/upgrade/make-fixture.mjs
 *
 * What is not done by the product itself: the calendar `far` (registers.mjs) is inserted by hand; the drill is opened by the
 * case client, since no route opens one; at the end worker, API and MongoDB are killed while a transaction stands in their
 * way (half-done.mjs). The worker is never started again before the files are written.
 */
import './making/as-changming.cjs';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../scripts/processes.mjs';
import { createCaseClient } from '../../client/case-client.ts';
import { createDirectory } from '../../client/directory.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { readEnv } from '../../platform/env.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { connectClient } from '../../platform/temporal.ts';
import { makeCases, makeHandovers, makeRehearsals } from './making/cases.mjs';
import { dumpStores, dumpTemporal, expectations } from './making/dump.mjs';
import { leaveHalfDone, refuseDone } from './making/half-done.mjs';
import { openPeople } from './making/people.mjs';
import { openProduct } from './making/product.mjs';
import { publishPolicies } from './making/registers.mjs';

const made = path.resolve(import.meta.dirname, '2512ebe');
const say = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

const code = ['activities', 'api', 'client', 'domain', 'models', 'platform', 'scripts', 'worker', 'workflows'];
const changed = execFileSync('git', ['diff', '--stat', '2512ebe', '--', ...code], { encoding: 'utf8' });
if (changed !== '') throw new Error(`this is not the code of 2512ebe:\n${changed}`);

const folder = mkdtempSync(path.join(tmpdir(), 'changming-fixture-'));
const product = await openProduct(folder);
const env = readEnv(product.env);
let db;
try {
  await Promise.all([product.startMongod(), product.startTemporal()]);
  await product.startNode();
  db = await connectMongo(env);
  say('ready');
  const sampled = async () => (await db.collection('migrations').countDocuments({ _id: 'sample-cases' })) === 1;
  if (!(await until(sampled, 60_000, 200))) throw new Error('the sample cases are not complete');
  const people = openPeople(product.address);
  const policies = await publishPolicies(people, db, Date.now());
  say('policies published');
  const numbers = await makeCases(people, policies, db);
  say('cases made');
  await makeHandovers(people, numbers, db);
  numbers['incident of a drill'] = await openDrill();
  Object.assign(numbers, await makeRehearsals(people, Date.now()));
  say('rehearsals made');
  await exportHistories();
  say('waiting for the second look of the handovers');
  const handed = async () => (await db.collection('audit').countDocuments({ type: 'handedOver' })) === 2;
  if (!(await until(handed, 120_000, 500))) throw new Error('the handovers do not end');
  const half = await leaveHalfDone(people, db, numbers, () => product.kill('worker', 'api', 'mongod'));
  say('killed');
  await db.close();
  await pause(2_000);
  await product.startMongod();
  db = await connectMongo(env);
  await refuseDone(db, half);
  mkdirSync(made, { recursive: true });
  const rehearsal = rehearsalStore(db);
  const temporal = connectClient(env);
  const rehearsalTemporal = connectClient({ ...env, temporalNamespace: env.rehearsalNamespace });
  const stores = { db, rehearsal, temporal, rehearsalTemporal };
  const expected = await expectations({ ...stores, made: numbers, sent: people.sent, now: Date.now() });
  writeFileSync(path.join(made, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`);
  await Promise.all([temporal.connection.close(), rehearsalTemporal.connection.close()]);
  await product.stop('temporal');
  dumpTemporal(product.temporalFile, made);
  await dumpStores([db, rehearsal], made);
  await db.close();
  await product.stop('mongod');
  for (const file of ['temporal.db.gz', 'store.json.gz', 'expected.json'])
    say(`${file}: ${statSync(path.join(made, file)).size} bytes`);
  say(`${expected.cases.length} cases, ${expected.repeats.length} commands to repeat`);
} finally {
  await db?.close().catch(() => undefined);
  product.end();
  if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  else say(`kept: ${folder}`);
}
process.exit(process.exitCode ?? 0);

/** No route opens one: only what starts a case may say that it is an exercise. */
async function openDrill() {
  const temporal = connectClient(env);
  const directory = createDirectory(db);
  const { taskQueue } = env;
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue });
  const [desk, engineer] = await Promise.all(['desk-donghu', 'eng-donghu-2'].map((id) => directory.actorOf(id)));
  const intake = {
    channel: 'phone',
    unit: '/dx/donghu/linxi/school',
    reporter: 'req-linxi',
    contact: '0551-6200118',
    application: 'office',
    title: '演练：支付中断',
    description: '按预案演练。',
    impact: '2',
    urgency: '2',
    category: 'software-function',
    queue: 'donghu-l2',
  };
  const { caseId } = await caseClient.open('incident', intake, {
    actor: desk,
    key: 'u:desk-donghu:a-drill-1',
    mode: 'drill',
  });
  await caseClient.command(caseId, 'start', {}, { actor: engineer, key: 'u:eng-donghu-2:a-drill-2' });
  await directory.close();
  await temporal.connection.close();
  return caseId;
}

/** Histories of cases that have ended are exported every ten minutes; here once, now. */
async function exportHistories() {
  const temporal = connectClient(env);
  await temporal.schedule.getHandle(`${env.taskQueue}:export-histories`).trigger();
  if (!(await until(async () => (await db.collection('histories').countDocuments()) >= 4, 30_000, 200)))
    say('no histories were exported');
  await temporal.connection.close();
}
