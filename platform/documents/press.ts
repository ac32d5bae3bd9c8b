/**
 * Prints documents in a process of their own: it is begun at first use, prints one after the other, and ends when nothing is left for
 * a while. So neither the loop nor the memory of whoever asks is touched, and an idle product holds no fonts.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Answer, Order } from './press-child.ts';
import type { Format, Print, Printable } from './printed.ts';

export type Press = {
  /** Throws PressFailed, also when it ends or takes too long: what is printed is the same if it is tried again. */
  print(document: Printable, format: Format): Promise<Print>;
  /** Process that prints just now; undefined: none. */
  pid(): number | undefined;
  /** Ends it; what waits fails. */
  close(): void;
};

export class PressFailed extends Error {
  override readonly name = 'PressFailed';
}

/** Another document often follows soon. */
const IDLE_MS = 10_000;
/** Twenty times as long as the longest takes: what hangs is ended. */
const LIMIT_MS = 60_000;
/** What a process that prints may hold beside its fonts: no document of ours comes near. */
const HEAP_MB = 512;

type Job = Pick<Order, 'document' | 'format'> & { done: (print: Print) => void; failed: (error: PressFailed) => void };

export function createPress({
  idleMs = IDLE_MS,
  limitMs = LIMIT_MS,
}: {
  idleMs?: number;
  limitMs?: number;
} = {}): Press {
  const waiting: Job[] = [];
  let child: ChildProcess | undefined;
  let current: { id: number; job: Job; limit: NodeJS.Timeout } | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  function next(): void {
    if (current) return;
    clearTimeout(idle);
    const job = waiting.shift();
    if (!job) {
      idle = setTimeout(end, idleMs).unref();
      return;
    }
    last += 1;
    child ??= begin();
    current = { id: last, job, limit: setTimeout(() => lost('took too long'), limitMs).unref() };
    const { document, format } = job;
    child.ref();
    child.channel?.ref();
    child.send({ id: last, document, format } satisfies Order, (error) => error && lost(error.message));
  }

  function begin(): ChildProcess {
    const begun = fork(require.resolve('./press-child'), [], { serialization: 'advanced', execArgv: runningArgs() });
    begun.on('message', (answer: Answer) => child === begun && answered(answer));
    begun.on('error', ({ message }) => child === begun && lost(message));
    begun.on('exit', (code, signal) => child === begun && lost(`ended with ${signal ?? code}`));
    return begun;
  }

  function answered(answer: Answer): void {
    if (answer.id !== current?.id) return;
    const { job } = settle();
    if ('error' in answer) job.failed(new PressFailed(answer.error));
    else job.done({ bytes: Buffer.from(answer.bytes), unprintable: answer.unprintable });
    next();
  }

  /** The one under way fails, and the next begins with another process. */
  function lost(why: string): void {
    end();
    if (current) settle().job.failed(new PressFailed(`The press ${why}`));
    if (waiting.length > 0) next();
  }

  function settle(): NonNullable<typeof current> {
    const done = current;
    if (!done) throw new Error('Nothing is under way');
    clearTimeout(done.limit);
    current = undefined;
    child?.unref(); // who has asked does not stay for the sake of an idle press
    child?.channel?.unref();
    return done;
  }

  function end(): void {
    clearTimeout(idle);
    const ended = child;
    child = undefined;
    ended?.kill('SIGKILL'); // it holds nothing that could be lost
  }

  return {
    print: (document, format) =>
      new Promise((done, failed) => {
        waiting.push({ document, format, done, failed });
        next();
      }),
    pid: () => child?.pid,
    close: () => {
      end();
      const left = waiting.splice(0);
      const jobs = current ? [settle().job, ...left] : left;
      for (const { failed } of jobs) failed(new PressFailed('The press was closed'));
    },
  };
}

/** From source it is run as its asker is, and in a test by what runs source. */
function runningArgs(): string[] {
  const heap = `--max-old-space-size=${HEAP_MB}`;
  const isSource = require.resolve('./press-child').endsWith('.ts');
  const given = process.execArgv.filter((arg, n, all) => isLoader(arg) || isLoader(all[n - 1] ?? '', true));
  return isSource ? [heap, ...(given.length > 0 ? given : ['--import', 'tsx'])] : [heap];
}

/** `--import x` and `--require=x` of a run from source. */
const isLoader = (arg: string, alone = false): boolean =>
  alone ? /^--(?:import|require|loader)$/.test(arg) : /^--(?:import|require|loader)(?:=|$)/.test(arg);
