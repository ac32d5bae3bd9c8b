import { Runtime } from '@temporalio/worker';
import type { Logger } from '../../platform/logger.ts';
import { asSdkLogger } from '../../worker/logging.ts';

let installed = false;

/** Temporal's own log lines go where ours go; once per test file, before its first worker. */
export function quietRuntime(logger: Logger): void {
  if (!installed)
    Runtime.install({ logger: asSdkLogger(logger), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
  installed = true;
}
