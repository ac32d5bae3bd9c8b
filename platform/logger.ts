/** One JSON line per record on stdout; pino escapes control characters, so a title can forge no second line. */
import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields that must never reach a line, wherever a caller puts them. */
const secrets = ['password', 'authorization', 'cookie', 'secret', 'token', 'newPassword', 'oldPassword'];

/** `component`: which part of the product writes ('api', 'worker' …); stands in each line. */
export function createLogger(component: string, level = 'info', to?: DestinationStream): Logger {
  const options = {
    level,
    base: { component, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), remove: true },
  };
  return pino(options, to ?? inBatches());
}

const BATCH_BYTES = 4_096;
const LATEST_MS = 200;

/**
 * Off the event loop, where a synchronous write costs a request a third of its time, and many lines at once, since to
 * hand one over costs more than to make it. What waits is written at the exit.
 */
function inBatches(): DestinationStream & { flushSync(): void } {
  const out = pino.destination({ dest: 1, sync: false, minLength: BATCH_BYTES });
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    out.flush();
  };
  return {
    write: (line) => {
      out.write(line);
      timer ??= setTimeout(flush, LATEST_MS).unref();
    },
    flushSync: () => out.flushSync(), // pino asks for it after a fatal line
  };
}
