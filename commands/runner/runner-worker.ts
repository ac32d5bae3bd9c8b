/** The worker of a runner: one queue, one activity, no workflow and no database. */
import { hostname } from 'node:os';
import { NativeConnection, Worker } from '@temporalio/worker';
import { BEAT_MS, createRunnerActivities } from '../../activities/actions/on-runner.ts';
import { runnerQueueOf } from '../../domain/kernel/ids.ts';
import type { EngineEnv } from '../../platform/env.ts';
import type { Logger } from '../../platform/logger.ts';
import { connectionOptions } from '../../platform/temporal.ts';
import type { Allowed } from './allowed.ts';
import { carriedOut } from './carrying-out.ts';

const AT_ONCE = 10;
/** So long a command that is under way may go on when the runner is told to end. */
const GRACE_MS = 30_000;

type Running = { name: string; allowed: Allowed; env: EngineEnv; logger: Logger };
/** `run` resolves when it was shut down and is done with all that it had begun. */
export type RunnerWorker = { run(): Promise<void>; shutdown(): void };

/** `graceMs`: instead of as shipped. */
export async function createRunnerWorker(
  { name, allowed, env, logger }: Running,
  { graceMs = GRACE_MS }: { graceMs?: number } = {},
): Promise<RunnerWorker> {
  const connection = await NativeConnection.connect(connectionOptions(env));
  const worker = await Worker.create({
    connection,
    namespace: env.temporalNamespace,
    taskQueue: runnerQueueOf(name),
    activities: createRunnerActivities({ carryOut: (order, stop) => carriedOut(order, allowed, stop), logger }),
    identity: `runner-${name}@${hostname()}`,
    maxConcurrentActivityTaskExecutions: AT_ONCE,
    defaultHeartbeatThrottleInterval: BEAT_MS,
    maxHeartbeatThrottleInterval: BEAT_MS, // a stop waits for the next one
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 10_000,
  });
  return {
    run: async () => {
      try {
        await worker.run();
      } finally {
        await connection.close();
      }
    },
    shutdown: () => worker.shutdown(),
  };
}
