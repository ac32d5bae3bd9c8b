import { Runtime } from '@temporalio/worker';
import type { Logger } from '../../../platform/logger.ts';
import { asSdkLogger } from '../../../worker/logging.ts';

const installed = Symbol.for('changming.quiet-runtime');

/** Temporal's own log lines go where ours go; once per process, before its first worker. */
export function quietRuntime(logger: Logger): void {
  if (!Reflect.get(Runtime, installed))
    Runtime.install({ logger: asSdkLogger(logger), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
  Reflect.set(Runtime, installed, true);
}
