/**
 * `npm run runner -- --name NAME --allow FILE`: carries out the commands of actions on this machine (docs/actions.md). It knows
 * Temporal alone, runs until it is told to end, and then lets what is under way come to its end. Exit 0: ended in order; 1: it
 * cannot run; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import { Runtime } from '@temporalio/worker';
import { type EngineEnv, EnvError, readEngineEnv } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { asSdkLogger } from '../worker/logging.ts';
import { readAllowed } from './runner/allowed.ts';
import { createRunnerWorker } from './runner/runner-worker.ts';
import { CommandError, parsedOrWrong, run, WrongUse } from './support/command.ts';

const USAGE = `npm run runner -- --name NAME --allow FILE
  Carries out, on this machine, the commands of actions that name this runner (docs/actions.md).
  --name NAME   as it stands in the register of runners
  --allow FILE  JSON: what it may run, and with what; nobody else may write it
  Temporal is found by TEMPORAL_ADDRESS and its like (docs/settings.md).`;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function asked(): { name: string; allow: string } {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() => parseArgs({ options: { name: text, allow: text } }));
  const { name = '', allow = '' } = values;
  if (!NAME.test(name)) throw new WrongUse('--name is the name of a runner');
  if (allow === '') throw new WrongUse('--allow names the file that says what may be run');
  return { name, allow };
}

/** It needs no more than Temporal, and says no more than that. */
function settings(): EngineEnv {
  try {
    return readEngineEnv();
  } catch (error) {
    throw error instanceof EnvError ? new CommandError(error.message) : error;
  }
}

void run(USAGE, async () => {
  const { name, allow } = asked();
  const allowed = readAllowed(allow);
  const env = settings();
  const logger = createLogger('runner', env.logLevel);
  Runtime.install({
    logger: asSdkLogger(logger),
    shutdownSignals: ['SIGTERM', 'SIGINT'],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
  const worker = await createRunnerWorker({ name, allowed, env, logger });
  logger.info({ runner: name, commands: [...allowed.commands.keys()] }, 'runner ready');
  await worker.run();
  return 0;
});
