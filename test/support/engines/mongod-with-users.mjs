/**
 * A MongoDB that asks who one is, in the folder named: one line `{"port": …}` on stdout when it is ready; it ends when stdin closes.
 * Until there is a first user, whoever is on this machine may make one.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findEngines } from '../../../scripts/engine-files.mjs';
import { launchMongod, mongodReady } from '../../../scripts/engines.mjs';
import { endProcess, freePort, noteOf } from '../../../scripts/processes.mjs';

const [folder] = process.argv.slice(2);
const ended = new Promise((resolve) => {
  process.stdin.once('end', resolve).once('error', resolve).resume();
});
const say = (text) => process.stderr.write(`${text}\n`);
for (const name of ['TEMPORAL_ADDRESS', 'MONGODB_URI']) delete process.env[name]; // it is to be one of its own
const { mongod } = await findEngines(undefined, say, ['mongod']);
const keyFile = path.join(folder, 'keyfile');
writeFileSync(keyFile, randomBytes(96).toString('base64'), { mode: 0o600 });
const port = await freePort(0);
const child = launchMongod(mongod, {
  folder: path.join(folder, 'mongodb'),
  log: path.join(folder, 'mongod.log'),
  port,
  more: { keyFile },
});
const note = noteOf(child.pid);
try {
  await mongodReady(port);
  process.stdout.write(`${JSON.stringify({ port })}\n`);
  await ended;
} finally {
  await endProcess(note, 0);
}
process.exit(0);
