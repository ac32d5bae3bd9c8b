/** Opens incidents on a worker and prints the bytes of heap that one more cached case takes: `{sandbox, host}`. */
import { NativeConnection, Runtime, Worker, DefaultLogger } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { createActivities } from '../../activities/index.ts';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { createDirectory } from '../../client/registers/directory.ts';
import { drillsDue } from '../../client/registers/drills.ts';
import { slotSourceOf } from '../../client/registers/inspections.ts';
import { createEngineCases } from '../../client/cases/engine-cases.ts';
import { createReviver } from '../../client/cases/revive.ts';
import { changesMetBy } from '../../client/changes/frozen.ts';
import { turnRegisters } from '../../client/cases/turn-registers.ts';
import { openStore } from '../../client/record/open-store.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import { readEnv } from '../../platform/env.ts';
import { fetchRun, pack } from '../../platform/histories.ts';
import { connectClient, connectionOptions } from '../../platform/temporal.ts';
import { ownThreads } from '../../worker/sdk/workflow-threads.ts';
import { createSenders } from '../../worker/senders.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { heapUsed, sandboxHeapUsed } from './heap-probe.ts';

const WARM = 300;
const COUNTED = 1_500;
const CLIENTS = 8;
const taskQueue = 'bench-heap';

async function main(): Promise<void> {
  ownThreads({ stackTraces: false }); // as the product
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {} } } });
  const env = readEnv();
  const db = await openStore(env);
  const connection = await NativeConnection.connect(connectionOptions(env));
  const temporal = connectClient(env);
  const directory = createDirectory(db);
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue });
  const runs = { fetchRun: (id: string, runId?: string) => fetchRun(temporal, id, runId), pack };
  const worker = await Worker.create({
    connection,
    namespace: env.temporalNamespace,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: createActivities({
      db,
      temporal,
      caseClient,
      directory,
      registers: turnRegisters({ db, directory }),
      changesMetBy: (freeze, now) => changesMetBy({ db }, freeze, now),
      drillsDue: (zone) => drillsDue(db, zone),
      slotSource: (plan, now) => slotSourceOf({ db, directory }, plan, now),
      engine: createEngineCases(temporal, taskQueue),
      reviver: createReviver({ temporal, db, taskQueue }),
      senders: createSenders(db, env),
      runs,
    }),
    maxCachedWorkflows: 2 * (WARM + COUNTED),
  });
  const running = worker.run();
  const actor = await directory.actorOf('bench-standard-desk-agent-0');
  if (!actor) throw new Error('nobody at the desk');
  const open = async (count: number): Promise<void> => {
    let left = count;
    const client = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const by = { actor, key: personKey(actor.id, randomUUID()) };
        await caseClient.open('incident', report, by);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  };
  await open(WARM);
  const before = { sandbox: await sandboxHeapUsed(), host: heapUsed() };
  await open(COUNTED);
  const after = { sandbox: await sandboxHeapUsed(), host: heapUsed() };
  const each = (name: 'sandbox' | 'host'): number => Math.round((after[name] - before[name]) / COUNTED);
  process.stdout.write(`${JSON.stringify({ sandbox: each('sandbox'), host: each('host') })}\n`);
  worker.shutdown();
  await running;
  await directory.close();
  await Promise.all([db.close(), connection.close(), temporal.connection.close()]);
}

const report = {
  channel: 'phone',
  reporter: 'bench-standard-requester-0',
  unit: '/bench-standard',
  application: 'office',
  title: 'The payment form stays empty',
  description: 'The payment form stays empty after the update. '.repeat(6),
  contact: '8000',
  impact: '2',
  urgency: '2',
};

void main();
