import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from '../../../platform/logger.ts';
import { asSdkLogger } from '../../../worker/logging.ts';
import { withoutContextOfTurns } from '../../../worker/sdk/contexts.ts';
import { ownThreads } from '../../../worker/sdk/workflow-threads.ts';

const installed = Symbol.for('changming.quiet-runtime');

/** Temporal's own log lines go where ours go, and workflows run in threads as in the product; once per process, before its first worker. */
export function quietRuntime(logger: Logger): void {
  if (!Reflect.get(Runtime, installed)) {
    Runtime.install({ logger: asSdkLogger(logger), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
    ownThreads({ stackTraces: false });
  }
  Reflect.set(Runtime, installed, true);
}

/** As the product's worker has it (worker/main.ts): what is sent is not compressed, and Node follows no context from promise to promise. */
export async function connectWorker(address: string): Promise<NativeConnection> {
  const connection = await NativeConnection.connect({ address, grpcCompression: { codec: 'none' } });
  withoutContextOfTurns(connection);
  return connection;
}
