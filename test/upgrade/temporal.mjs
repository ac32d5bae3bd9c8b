/**
 * An engine on the data in the folder named: one line `{"address": …}` on stdout when it is ready; it ends when stdin closes.
 * Apart from the engine that tests share, since that has data of its own.
 */
import path from 'node:path';
import { findEngines } from '../../scripts/engine-files.mjs';
import { launchTemporal, temporalReady } from '../../scripts/engines.mjs';
import { endProcess, freePort, noteOf } from '../../scripts/processes.mjs';

const [folder] = process.argv.slice(2);
const ended = new Promise((resolve) => {
  process.stdin.once('end', resolve).once('error', resolve).resume();
});
const say = (text) => process.stderr.write(`${text}\n`);
for (const name of ['TEMPORAL_ADDRESS', 'MONGODB_URI']) delete process.env[name]; // it is to be one of its own
const { temporal } = await findEngines(undefined, say, ['temporal']);
const [port, metricsPort] = [await freePort(0), await freePort(0)];
const child = launchTemporal(temporal, {
  folder,
  log: path.join(folder, 'temporal.log'),
  port,
  metricsPort,
  fastSkips: true,
});
const note = noteOf(child.pid);
try {
  await temporalReady(port);
  process.stdout.write(`${JSON.stringify({ address: `127.0.0.1:${port}` })}\n`);
  await ended;
} finally {
  await endProcess(note, 0);
}
process.exit(0);
