import type { Logger as SdkLogger, LogLevel } from '@temporalio/worker';
import type { Logger } from '../platform/logger.ts';

type Level = Lowercase<Exclude<LogLevel, never>>;
const levels: Record<LogLevel, Level> = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' };

/** Temporal's log lines as ours. */
export function asSdkLogger(logger: Logger): SdkLogger {
  const log = (level: LogLevel, message: string, meta: object = {}): void =>
    logger[levels[level]](plain(meta), message);
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

/** Symbols and bigints, which Temporal adds, have no place in JSON. */
const plain = (meta: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [
      key === 'error' ? 'err' : key,
      typeof value === 'bigint' ? Number(value) : value,
    ]),
  );
