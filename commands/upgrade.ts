/**
 * `npm run upgrade [-- --dry] [-- --new-engine]`: brings the cases of the release before into this one (docs/upgrade.md).
 * `--dry` says what would be done, and writes nothing. One JSON object on stdout. Exit 0: all cases are those of this
 * release (`--dry`: can be); 1: a case is not, or it could not be done; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import type { Connection } from 'mongoose';
import { isEngineUpgraded, upgradeEngine } from '../client/upgrade/engine.ts';
import { bothStores, countStore, type StoreCounts } from '../client/upgrade/events.ts';
import { oldRuns } from '../client/upgrade/old-runs.ts';
import { type Env, readEnv } from '../platform/env.ts';
import { connectClient } from '../platform/temporal.ts';
import { answer, CommandError, parsedOrWrong, runCommand, say } from './support/command.ts';
import { migrate } from '../worker/migrate.ts';

const USAGE = `npm run upgrade [-- --dry] [-- --new-engine]
  --dry         says what would be done, and writes nothing
  --new-engine  the engine is a new one in the place of one that was lost: its cases begin new workflows all the same`;
/** Asked of every process and of no use here. */
const UNUSED = { CHANGMING_SECRET: 'not used by a command of operators' };
const TASK_QUEUE_WORKFLOW = 1;
/** A worker asks at least once in this time. */
const POLL_MS = 65_000;

const taken = { dry: { type: 'boolean' }, 'new-engine': { type: 'boolean' } } as const;
const asked = () => parsedOrWrong(() => parseArgs({ options: taken })).values;

void runCommand({ usage: USAGE, asked, anyKey: process.argv.includes('--dry') }, upgrade);

async function upgrade(values: ReturnType<typeof asked>, { db }: { db: Connection }): Promise<number> {
  return values.dry ? await dryRun(db) : await run(db, { newEngine: values['new-engine'] === true });
}

async function dryRun(db: Connection): Promise<number> {
  return await withEngine(async ({ temporal, rehearsalTemporal }) => {
    const stores = await counted(db);
    const [workflows, rehearsed] = [await count(oldRuns(temporal)), await count(oldRuns(rehearsalTemporal))];
    answer(JSON.stringify({ dry: true, ...stores, workflows, rehearsed }));
    return codeFor(stores, db);
  });
}

async function run(db: Connection, { newEngine }: { newEngine: boolean }): Promise<number> {
  return await withEngine(async ({ env, temporal, rehearsalTemporal }) => {
    if (!(await isEngineUpgraded(db))) await refuseWhileServed(temporal, env);
    const startedAt = Date.now();
    await migrate(db, env);
    const deps = { db, temporal, rehearsalTemporal, taskQueue: env.taskQueue };
    const engine = await upgradeEngine(deps, { newEngine, say });
    const stores = await counted(db);
    answer(JSON.stringify({ ...stores, engine, seconds: (Date.now() - startedAt) / 1000 }));
    return codeFor(stores, db);
  });
}

type Engine = { env: Env; temporal: Client; rehearsalTemporal: Client };

async function withEngine(work: (engine: Engine) => Promise<number>): Promise<number> {
  const env = readEnv({ ...UNUSED, ...process.env });
  const temporal = connectClient(env);
  const rehearsalTemporal = connectClient({ ...env, temporalNamespace: env.rehearsalNamespace });
  try {
    return await work({ env, temporal, rehearsalTemporal });
  } finally {
    await Promise.all([temporal.connection.close(), rehearsalTemporal.connection.close()]);
  }
}

type Counted = { live: StoreCounts; rehearsal: StoreCounts };

async function counted(db: Connection): Promise<Counted> {
  const { live, rehearsal } = bothStores(db);
  return { live: await countStore(live), rehearsal: await countStore(rehearsal) };
}

function codeFor({ live, rehearsal }: Counted, { name }: Connection): number {
  const broken = [...live.broken, ...rehearsal.broken];
  for (const { caseId, seq, code } of broken) say(`${name} ${caseId} is broken at ${seq}: ${code}; it stays as it is`);
  return broken.length === 0 ? 0 : 1;
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let counts = 0;
  for await (const _ of items) counts += 1;
  return counts;
}

/** What a worker of the release before writes meanwhile would be lost. */
async function refuseWhileServed({ workflowService, options }: Client, { taskQueue }: Env): Promise<void> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_WORKFLOW,
  });
  const last = Math.max(0, ...(pollers ?? []).map(({ lastAccessTime }) => optionalTsToMs(lastAccessTime) ?? 0));
  const agoMs = Date.now() - last;
  if (agoMs < POLL_MS)
    throw new CommandError(
      `A worker polled ${Math.round(agoMs / 1000)} s ago. Stop API and worker first; if they are stopped, wait a minute.`,
    );
}
